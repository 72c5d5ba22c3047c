/* Definition set: the journey definitions a worker knows, parsed once, and from where each partition folds with them
 * (rule 8).
 *
 * Surprising: a definition counts in a partition from its own record there, never because another partition had it
 * earlier; so which worker owns what, and how batches are cut, changes nothing.
 * Threads: one owner (each worker has its own: shared nothing). Memory: documents are copied and never removed, since
 * versions are immutable; places are forgotten with the partitions. */
#ifndef SPOOR_PROCESSOR_DEFINITION_SET_H
#define SPOOR_PROCESSOR_DEFINITION_SET_H

#include <spoor/base/arena.h>
#include <spoor/base/status.h>
#include <spoor/domain/definition.h>
#include <spoor/store/rows.h>

struct spoor_definition_set;

struct spoor_definition_set *spoor_definition_set_new(void);
void spoor_definition_set_free(struct spoor_definition_set *set);
/* Every definition that is known, in force or not. */
const struct spoor_definities *spoor_definition_set_known(const struct spoor_definition_set *set);
/* Adds to what is known, unless this code and version is. SPOOR_REJECT when the document is invalid. */
enum spoor_status spoor_definition_set_add(struct spoor_definition_set *set, const struct spoor_definitie_row *row,
                                           struct spoor_error *err);
/* The partition folds with a known definition from the record at this offset on; the first place counts. */
void spoor_definition_set_place(struct spoor_definition_set *set, const struct spoor_definitie_plaats *plaats);
void spoor_definition_set_forget_places(struct spoor_definition_set *set);
/* What the partition folds with now; valid until a place is added or forgotten. */
const struct spoor_definities *spoor_definition_set_of(const struct spoor_definition_set *set, int32_t partition);
/* What it folds with at a record, that record included; in the arena. */
const struct spoor_definities *spoor_definition_set_at(const struct spoor_definition_set *set, int32_t partition,
                                                       int64_t offset, struct spoor_arena *arena);
/* Whether an event of this kind can start a journey by any definition that is known (or by itself). */
bool spoor_definition_set_starts(const struct spoor_definition_set *set, enum spoor_kind kind);
/* Whether loading this one, of definities, at now_us may change the fold of klanten that wait for no definition: it is
 * valid at a moment that an accepted event may have (then old events may start it, or stand at its phases), or another
 * definition has a phase of it (then the places of events that name no definition may change). */
bool spoor_definities_rewritten_by(const struct spoor_definities *definities, struct spoor_slice code, int32_t versie,
                                   int64_t now_us);

#endif
