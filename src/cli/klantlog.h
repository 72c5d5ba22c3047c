/* The log of a klant as commands read it.
 *
 * Threads: the main thread. Memory: in the arena. */
#ifndef SPOOR_CLI_KLANTLOG_H
#define SPOOR_CLI_KLANTLOG_H

#include <spoor/base/arena.h>
#include <spoor/base/status.h>
#include <spoor/domain/event.h>

/* Completes an event of spoor_store_fold_histories with what the log does not hold because it follows from the rest. */
enum spoor_status spoor_klantlog_complete(struct spoor_event *event, struct spoor_arena *arena,
                                          struct spoor_error *err);

#endif
