/* Definition set: the journey definitions in force in this process, parsed once (rule 8).
 *
 * Threads: one owner (each worker has its own: shared nothing). Memory: documents are copied; nothing is ever removed,
 * since versions are immutable. */
#ifndef SPOOR_PROCESSOR_DEFINITION_SET_H
#define SPOOR_PROCESSOR_DEFINITION_SET_H

#include <spoor/base/status.h>
#include <spoor/store/rows.h>

struct spoor_definition_set;

struct spoor_definition_set *spoor_definition_set_new(void);
void spoor_definition_set_free(struct spoor_definition_set *set);
const struct spoor_definities *spoor_definition_set_items(const struct spoor_definition_set *set);
/* Adds unless this code and version is known; out_added tells (may be NULL). SPOOR_REJECT when the document is invalid.
 */
enum spoor_status spoor_definition_set_add(struct spoor_definition_set *set, const struct spoor_definitie_row *row,
                                           bool *out_added, struct spoor_error *err);
/* Whether an event of this kind can start a journey by any definition (or by itself). */
bool spoor_definition_set_starts(const struct spoor_definition_set *set, enum spoor_kind kind);
/* Whether loading this one at now_us may change the fold of klanten that wait for no definition: it is valid at a
 * moment that an accepted event may have (then old events may start it, or stand at its phases), or another definition
 * has a phase of it (then the places of events that name no definition may change). */
bool spoor_definition_set_rewrites(const struct spoor_definition_set *set, struct spoor_slice code, int32_t versie,
                                   int64_t now_us);

#endif
