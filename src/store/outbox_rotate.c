/* Outbox rotation: rows are never deleted one by one; whole tables are emptied when all they hold is published. */
#include "store_internal.h"

#include <spoor/base/crash.h>
#include <spoor/store/outbox_store.h>

/* A fold transaction that read the former table may still write there: it waits for us or we for it, not long. */
#define LOCK_TIMEOUT "100ms"

static enum spoor_status begin(struct spoor_session *session, bool *out_alone, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_queue(session, STORE_BEGIN);
    store_param_cstring(session, LOCK_TIMEOUT);
    store_queue(session, STORE_LOCK_TIMEOUT);
    size_t alone = store_queue(session, STORE_ROTATE_LOCK);
    status = store_run(session, err);
    if (!status)
        *out_alone = store_bool(store_result(session, alone), 0, 0);
    return status;
}

/* Which tables could be emptied, as bits. */
static enum spoor_status find_published(struct spoor_session *session, const char *topic, unsigned *out_tables,
                                        struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    size_t number = store_queue(session, STORE_ROTATE_FILLED);
    status = store_run(session, err);
    if (status)
        return status;
    const PGresult *found = store_result(session, number);
    *out_tables = 0;
    for (size_t row = 0; row < store_rows(found); row++)
        *out_tables |= 1u << store_i32(found, row, 0);
    return SPOOR_OK;
}

static enum spoor_status run_one(struct spoor_session *session, enum store_statement statement,
                                 struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_queue(session, statement);
    return store_run(session, err);
}

/* Looks again under the lock: a straggler may have added rows. */
static enum spoor_status empty_table(struct spoor_session *session, const char *topic, unsigned table,
                                     bool *out_changed, struct spoor_error *err)
{
    unsigned published = 0;
    enum spoor_status status = run_one(session, STORE_ROTATE_LOCK_0 + table, err);
    if (!status)
        status = find_published(session, topic, &published, err);
    if (!status && (published & 1u << table)) {
        status = run_one(session, STORE_ROTATE_TRUNCATE_0 + table, err);
        *out_changed = true;
    }
    return status;
}

/* One table per transaction: an exclusive lock is never held while waiting for another one. */
static enum spoor_status empty_one(struct spoor_session *session, const char *topic, int64_t rows_max,
                                   bool *out_changed, struct spoor_error *err)
{
    (void)rows_max;
    unsigned published = 0;
    enum spoor_status status = find_published(session, topic, &published, err);
    if (status || published == 0)
        return status;
    return empty_table(session, topic, (unsigned)__builtin_ctz(published), out_changed, err);
}

static enum spoor_status switch_table(struct spoor_session *session, const char *topic, int64_t rows_max,
                                      bool *out_changed, struct spoor_error *err)
{
    (void)topic;
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_i64(session, rows_max);
    size_t switched = store_queue(session, STORE_ROTATE_SWITCH);
    status = store_run(session, err);
    if (!status && store_rows(store_result(session, switched)) > 0)
        *out_changed = true;
    return status;
}

typedef enum spoor_status step(struct spoor_session *session, const char *topic, int64_t rows_max, bool *out_changed,
                               struct spoor_error *err);

/* One transaction. Somebody busy there is no failure: another time. */
static enum spoor_status run_step(struct spoor_session *session, step *run, const char *topic, int64_t rows_max,
                                  bool *out_changed, struct spoor_error *err)
{
    struct spoor_error failure = {0};
    bool alone = false, changed = false;
    enum spoor_status status = begin(session, &alone, &failure);
    if (!status && !alone)
        return spoor_session_rollback(session, err);
    if (!status)
        status = run(session, topic, rows_max, &changed, &failure);
    if (!status)
        status = run_one(session, STORE_COMMIT, &failure);
    if (status == SPOOR_RETRY && strcmp(failure.code, "55P03") == 0)
        return SPOOR_OK;
    if (status && err)
        *err = failure;
    *out_changed |= !status && changed;
    return status;
}

enum spoor_status spoor_store_outbox_rotate(struct spoor_session *session, const char *topic, int64_t rows_max,
                                            bool *out_changed, struct spoor_error *err)
{
    bool changed = false;
    enum spoor_status status = run_step(session, switch_table, topic, rows_max, &changed, err);
    if (!status)
        status = run_step(session, empty_one, topic, rows_max, &changed, err);
    if (status)
        return status;
    if (changed)
        SPOOR_CRASH_POINT(OUTBOX_ROTATED);
    *out_changed = changed;
    return SPOOR_OK;
}
