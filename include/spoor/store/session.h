/* Session: one connection to PostgreSQL with prepared statements from src/store/sql; the place where SQLSTATE becomes a
 * status (src/store/sqlstate.c).
 *
 * Threads: one owner at a time. Memory: new/free by open/close; rows come out in the caller's arena.
 * Errors: SPOOR_RETRY connection, serialization, lock, resources (classes 08 40 53 55 57 58); SPOOR_REJECT a value the
 * database refuses (22, 23); SPOOR_HALT schema or rights (42, 3D, 28). After any error the transaction is rolled back
 * and the session usable again, or closed: spoor_session_ensure reconnects. An answer that does not come in time is a lost
 * connection: SPOOR_RETRY, and whether a COMMIT counted is not known. */
#ifndef SPOOR_STORE_SESSION_H
#define SPOOR_STORE_SESSION_H

#include <spoor/base/arena.h>
#include <spoor/base/status.h>
#include <stdint.h>

struct spoor_session;

struct spoor_session_options {
    const char *dsn;
    const char *application; /* application_name, e.g. "spoor proces demo-0" */
    const char *role;        /* SET ROLE after connecting; NULL = none */
    int64_t lock_timeout_ms; /* 0 = server default */
    int64_t connect_timeout_s;
    int64_t answer_timeout_ms; /* longest wait for the answer to a statement, its locks included; 0 = without an end */
};

enum spoor_status spoor_session_open(const struct spoor_session_options *options, struct spoor_session **out_session,
                                     struct spoor_error *err);
void spoor_session_close(struct spoor_session *session);
/* Reconnects when the connection is gone; checks the schema version (SPOOR_HALT: which command to run). */
enum spoor_status spoor_session_ensure(struct spoor_session *session, struct spoor_error *err);
/* From now on, for connecting too where that is shorter: for who can ask again later, or must wait. Gives the former. */
int64_t spoor_session_set_answer_timeout(struct spoor_session *session, int64_t answer_timeout_ms);
/* 0 while there is no connection. */
int32_t spoor_session_backend_pid(const struct spoor_session *session);
enum spoor_status spoor_session_rollback(struct spoor_session *session, struct spoor_error *err);

#endif
