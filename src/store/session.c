/* Session: opening, the check of the schema's version, reconnecting. */
#include "store_internal.h"

#include <spoor/store/migrate.h>

#include <stdlib.h>

static char *copy_text(const char *text)
{
    return text ? memcpy(spoor_allocate(strlen(text) + 1), text, strlen(text)) : NULL;
}

/* Undefined table or schema: nothing was ever migrated here. */
static bool is_unmigrated(const struct spoor_error *err)
{
    return strcmp(err->code, "42P01") == 0 || strcmp(err->code, "3F000") == 0;
}

static enum spoor_status judge_version(const PGresult *result, struct spoor_error *err)
{
    if (store_rows(result) == 0 || store_is_null(result, 0, 0))
        return spoor_error_set(err, SPOOR_HALT, "schema", "the database has no schema of Spoor: run `spoor migrate`");
    int32_t version = store_i32(result, 0, 0), oldest_program = store_i32(result, 0, 1);
    if (version < SPOOR_SCHEMA_VERSION_OLDEST)
        return spoor_error_set(err, SPOOR_HALT, "schema", "schema version %d is too old for this program, which needs "
                               "%d: run `spoor migrate`", version, SPOOR_SCHEMA_VERSION_OLDEST);
    if (oldest_program > SPOOR_SCHEMA_VERSION)
        return spoor_error_set(err, SPOOR_HALT, "schema", "schema version %d serves programs that know version %d; "
                               "this one knows %d: install a newer spoor", version, oldest_program,
                               SPOOR_SCHEMA_VERSION);
    return SPOOR_OK;
}

static enum spoor_status check_version(struct spoor_session *session, struct spoor_error *err)
{
    struct spoor_error failure = {0};
    enum spoor_status status = store_open_queue(session, &failure);
    if (!status) {
        size_t version = store_queue(session, STORE_SCHEMA_VERSION), types = store_queue(session, STORE_ROW_TYPES);
        status = store_run(session, &failure);
        if (!status) {
            store_load_row_types(session, store_result(session, types));
            return judge_version(store_result(session, version), err);
        }
    }
    if (is_unmigrated(&failure))
        return spoor_error_set(err, SPOOR_HALT, "schema", "the database has no schema of Spoor: run `spoor migrate`");
    if (err)
        *err = failure;
    return status;
}

static enum spoor_status reconnect(struct spoor_session *session, struct spoor_error *err)
{
    store_disconnect(session);
    struct spoor_session_options options = {
        .dsn = session->dsn,
        .application = session->application,
        .role = session->role,
        .lock_timeout_ms = session->lock_timeout_ms,
        .connect_timeout_s = session->connect_timeout_s,
        .answer_timeout_ms = session->answer_timeout_ms,
    };
    enum spoor_status status = store_connect(&options, &session->conn, session->backend_start, err);
    if (status)
        return status;
    PQenterPipelineMode(session->conn);
    status = check_version(session, err);
    if (status)
        store_disconnect(session);
    return status;
}

enum spoor_status spoor_session_open(const struct spoor_session_options *options, struct spoor_session **out_session,
                                     struct spoor_error *err)
{
    struct spoor_session *session = spoor_allocate(sizeof *session);
    session->dsn = copy_text(options->dsn ? options->dsn : "");
    session->application = copy_text(options->application);
    session->role = copy_text(options->role);
    session->lock_timeout_ms = options->lock_timeout_ms;
    session->connect_timeout_s = options->connect_timeout_s;
    session->answer_timeout_ms = options->answer_timeout_ms;
    spoor_buffer_init(&session->params.values);
    enum spoor_status status = reconnect(session, err);
    if (status)
        spoor_session_close(session);
    else
        *out_session = session;
    return status;
}

void spoor_session_close(struct spoor_session *session)
{
    if (!session)
        return;
    store_disconnect(session);
    spoor_buffer_fini(&session->params.values);
    free(session->pointers);
    free(session->dsn);
    free(session->application);
    free(session->role);
    free(session);
}

enum spoor_status spoor_session_ensure(struct spoor_session *session, struct spoor_error *err)
{
    return store_connected(session) ? SPOOR_OK : reconnect(session, err);
}

int64_t spoor_session_set_answer_timeout(struct spoor_session *session, int64_t answer_timeout_ms)
{
    int64_t former = session->answer_timeout_ms;
    session->answer_timeout_ms = answer_timeout_ms;
    return former;
}

int32_t spoor_session_backend_pid(const struct spoor_session *session)
{
    return store_connected(session) ? PQbackendPID(session->conn) : 0;
}

enum spoor_status spoor_session_rollback(struct spoor_session *session, struct spoor_error *err)
{
    if (!store_connected(session) || PQtransactionStatus(session->conn) == PQTRANS_IDLE)
        return SPOOR_OK; /* without a connection the server rolls back */
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_queue(session, STORE_ROLLBACK);
    return store_run(session, err);
}
