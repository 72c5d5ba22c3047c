/* Definities in force, read from the database, as the fold has them.
 *
 * Threads: the main thread. Memory: in the arena. */
#ifndef SPOOR_CLI_DEFINITIES_H
#define SPOOR_CLI_DEFINITIES_H

#include <spoor/domain/definition.h>
#include <spoor/store/session.h>

enum spoor_status spoor_definities_load(struct spoor_session *session, struct spoor_arena *arena,
                                        struct spoor_definities *out_definities, struct spoor_error *err);
/* Those that were loaded up to an instant. */
enum spoor_status spoor_definities_load_until(struct spoor_session *session, int64_t tot_us, struct spoor_arena *arena,
                                              struct spoor_definities *out_definities, struct spoor_error *err);

#endif
