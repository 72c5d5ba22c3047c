/* Sources: what intake counts per source of a channel topic.
 *
 * Surprising: the first 64 sources of a topic have series of their own, all others share `overig`; a source becomes one
 * of them by an event that was accepted, so nobody fills the place of real ones with names that no mapping allows.
 * Threads: one owner; the series are read by others. Memory: new/free; series live as long as the process. */
#ifndef SPOOR_PROCESSOR_INTAKE_SOURCES_H
#define SPOOR_PROCESSOR_INTAKE_SOURCES_H

#include <spoor/processor/intake_record.h>
#include <stdbool.h>

#define SPOOR_INTAKE_SOURCES_MAX 64

struct spoor_intake_sources;

struct spoor_intake_sources *spoor_intake_sources_new(const char *topic);
void spoor_intake_sources_free(struct spoor_intake_sources *sources); /* NULL-safe */
/* One event of this source was written. */
void spoor_intake_sources_event(struct spoor_intake_sources *sources, struct spoor_slice source);
/* What was noticed in a channel record of this source; it may be absent. */
void spoor_intake_sources_noticed(struct spoor_intake_sources *sources, struct spoor_slice source,
                                  const struct spoor_intake_counts *counts);

#endif
