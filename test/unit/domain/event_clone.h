/* Clone of an event with all its texts in an arena, to see that nothing borrows from it later.
 *
 * Threads: pure. Memory: everything in the arena. */
#ifndef SPOOR_TEST_EVENT_CLONE_H
#define SPOOR_TEST_EVENT_CLONE_H

#include <spoor/base/arena.h>
#include <spoor/domain/event.h>

struct spoor_event clone_event(const struct spoor_event *event, struct spoor_arena *scratch);

#endif
