/* Own ref: by what ref a journey would be known that this event starts (docs/rules.md, rule 7).
 *
 * Surprising: the data that a correction gives to another event are completed too: they are that event's from then on.
 * Threads: pure. Memory: texts in the arena. */
#ifndef SPOOR_PROCESSOR_OWN_REF_H
#define SPOOR_PROCESSOR_OWN_REF_H

#include <spoor/base/arena.h>
#include <spoor/domain/event.h>

/* Its klantreisRef; else, where may_start, the name-based UUID of (klantRef, source, id). */
void spoor_event_own_ref(struct spoor_event *event, bool may_start, struct spoor_arena *arena);

#endif
