/* Control: decisions of people and of the breaker. */
#include "store_internal.h"

#include <spoor/store/control_store.h>

#define ORIGIN_TEXT_MAX 320

/* ---------------------------------------------------------------------------------------------------------- breaker */

/* Runs one statement with the parameters built so far; its result is borrowed until the next queue. */
static enum spoor_status run_one(struct spoor_session *session, enum store_statement statement,
                                 const PGresult **out_result, struct spoor_error *err)
{
    size_t number = store_queue(session, statement);
    enum spoor_status status = store_run(session, err);
    if (!status)
        *out_result = store_result(session, number);
    return status;
}

/* A person decides about a topic; whether there was anything to decide. */
static enum spoor_status decide(struct spoor_session *session, enum store_statement statement, const char *topic,
                                const char *reason, bool *out_done, struct spoor_error *err)
{
    const PGresult *result;
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    store_param_cstring(session, reason);
    status = run_one(session, statement, &result, err);
    if (!status)
        *out_done = store_rows(result) > 0;
    return status;
}

enum spoor_status spoor_store_breaker_open(struct spoor_session *session, const char *topic, const char *reason,
                                           struct spoor_error *err)
{
    const PGresult *result;
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    store_param_cstring(session, reason ? reason : "");
    return run_one(session, STORE_BREAKER_OPEN, &result, err);
}

enum spoor_status spoor_store_breakers(struct spoor_session *session, struct spoor_breaker *breakers, size_t count,
                                       struct spoor_error *err)
{
    static const struct store_column topic = {STORE_TEXT, offsetof(struct spoor_breaker, topic)};
    const PGresult *result;
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_strided(session, topic, breakers, sizeof *breakers, count);
    status = run_one(session, STORE_BREAKER_READ, &result, err);
    if (status)
        return status;
    for (size_t i = 0; i < count; i++) {
        breakers[i].open = false;
        breakers[i].reason[0] = 0;
    }
    for (size_t row = 0; row < store_rows(result); row++) {
        struct spoor_breaker *breaker = &breakers[store_i64(result, row, 0) - 1];
        breaker->open = true;
        snprintf(breaker->reason, sizeof breaker->reason, "%.*s", SPOOR_SLICE_ARG(store_cell(result, row, 1)));
    }
    return SPOOR_OK;
}

enum spoor_status spoor_store_breaker_close(struct spoor_session *session, const char *topic, const char *reason,
                                            bool *out_found, struct spoor_error *err)
{
    return decide(session, STORE_BREAKER_CLOSE, topic, reason, out_found, err);
}

/* ----------------------------------------------------------------------------------------------------------- clocks */

enum spoor_status spoor_store_klok_zonder(struct spoor_session *session, const char *topic, const char *reason,
                                          bool *out_made, struct spoor_error *err)
{
    return decide(session, STORE_KLOK_ZONDER_OPEN, topic, reason, out_made, err);
}

enum spoor_status spoor_store_klok_zonder_read(struct spoor_session *session, struct spoor_arena *arena,
                                               struct spoor_slice **out_topics, size_t *out_count,
                                               struct spoor_error *err)
{
    const PGresult *result;
    enum spoor_status status = store_open_queue(session, err);
    if (!status)
        status = run_one(session, STORE_KLOK_ZONDER_READ, &result, err);
    if (status)
        return status;
    *out_count = store_rows(result);
    *out_topics = SPOOR_ARENA_ARRAY(arena, struct spoor_slice, *out_count);
    for (size_t row = 0; row < *out_count; row++)
        (*out_topics)[row] = store_text(result, row, 0, arena);
    return SPOOR_OK;
}

enum spoor_status spoor_store_klok_zonder_close(struct spoor_session *session, const char *topic,
                                                struct spoor_error *err)
{
    const PGresult *result;
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    return run_one(session, STORE_KLOK_ZONDER_CLOSE, &result, err);
}

/* ---------------------------------------------------------------------------------------------------------- losses */

static enum spoor_status open_queue_of_partition(struct spoor_session *session, const char *topic, int32_t partition,
                                                 struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    store_param_i32(session, partition);
    return SPOOR_OK;
}

enum spoor_status spoor_store_stilstand_begin(struct spoor_session *session, const char *topic, int32_t partition,
                                              int64_t position, struct spoor_error *err)
{
    const PGresult *result;
    enum spoor_status status = open_queue_of_partition(session, topic, partition, err);
    if (status)
        return status;
    store_param_i64(session, position);
    return run_one(session, STORE_STILSTAND_BEGIN, &result, err);
}

enum spoor_status spoor_store_stilstand(struct spoor_session *session, const char *topic, int32_t partition,
                                        int64_t *out_position, struct spoor_error *err)
{
    const PGresult *result;
    enum spoor_status status = open_queue_of_partition(session, topic, partition, err);
    if (!status)
        status = run_one(session, STORE_STILSTAND_READ, &result, err);
    if (!status)
        *out_position = store_rows(result) > 0 ? store_i64(result, 0, 0) : -1;
    return status;
}

enum spoor_status spoor_store_loss_accept(struct spoor_session *session, const struct spoor_loss *loss,
                                          const char *reason, struct spoor_error *err)
{
    const PGresult *result;
    enum spoor_status status = open_queue_of_partition(session, loss->topic, loss->partition, err);
    if (status)
        return status;
    store_param_i64(session, loss->offset);
    store_param_cstring(session, reason);
    if (!loss->canonical)
        store_param_time(session, loss->broker_us ? loss->broker_us : SPOOR_TIME_NONE);
    if (!loss->canonical)
        store_param_i64(session, loss->position);
    status = run_one(session, loss->canonical ? STORE_LOSS_CANONICAL : STORE_LOSS_CHANNEL, &result, err);
    if (!status && store_rows(result) == 0)
        return spoor_error_set(err, SPOOR_HALT, "niet_gevonden",
                               "the fold has no position in %s partition %d: it was never read", loss->topic,
                               loss->partition);
    return status;
}

enum spoor_status spoor_store_loss_offset(struct spoor_session *session, const char *topic, int32_t partition,
                                          int64_t *out_offset, int64_t *out_number, struct spoor_error *err)
{
    const PGresult *result;
    enum spoor_status status = open_queue_of_partition(session, topic, partition, err);
    if (!status)
        status = run_one(session, STORE_LOSS_READ, &result, err);
    if (status)
        return status;
    *out_offset = store_rows(result) > 0 ? store_i64(result, 0, 0) : -1;
    *out_number = store_rows(result) > 0 ? store_i64(result, 0, 1) : 0;
    return SPOOR_OK;
}

enum spoor_status spoor_store_loss_settled(struct spoor_session *session, const char *topic, int32_t partition,
                                           int64_t number, bool needed, struct spoor_error *err)
{
    const PGresult *result;
    enum spoor_status status = open_queue_of_partition(session, topic, partition, err);
    if (status)
        return status;
    store_param_i64(session, number);
    store_param_i32(session, needed);
    return run_one(session, STORE_LOSS_SETTLED, &result, err);
}

/* ----------------------------------------------------------------------------------------------------- quarantaine */

static void param_origin(struct spoor_session *session, const struct spoor_origin *origin)
{
    store_param_text(session, origin->topic);
    store_param_i32(session, origin->partition);
    store_param_i64(session, origin->offset);
    store_param_i32(session, origin->index);
}

static void queue_audit(struct spoor_session *session, const char *action, const struct spoor_origin *origin,
                        const char *reason)
{
    char subject[ORIGIN_TEXT_MAX];
    snprintf(subject, sizeof subject, "%.*s/%d/%lld/%d", SPOOR_SLICE_ARG(origin->topic), origin->partition,
             (long long)origin->offset, origin->index);
    store_param_cstring(session, action);
    store_param_cstring(session, subject);
    store_param_cstring(session, reason);
    store_queue(session, STORE_AUDIT_WRITE);
}

/* Changes the row, then puts it on the record, in one transaction. */
static enum spoor_status change_record(struct spoor_session *session, enum store_statement change, const char *action,
                                       const struct spoor_origin *origin, const char *reason, bool *out_found,
                                       struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_queue(session, STORE_BEGIN);
    param_origin(session, origin);
    size_t changed = store_queue(session, change);
    status = store_run(session, err);
    if (status)
        return status;
    *out_found = store_rows(store_result(session, changed)) > 0;
    if (!*out_found)
        return spoor_session_rollback(session, err);
    status = store_open_queue(session, err);
    if (status)
        return status;
    queue_audit(session, action, origin, reason);
    store_queue(session, STORE_COMMIT);
    return store_run(session, err);
}

enum spoor_status spoor_store_quarantaine_offered(struct spoor_session *session, const struct spoor_origin *origin,
                                                  bool *out_found, struct spoor_error *err)
{
    return change_record(session, STORE_QUARANTAINE_OFFERED, "quarantaine-herkanst", origin, NULL, out_found, err);
}

enum spoor_status spoor_store_quarantaine_drop(struct spoor_session *session, const struct spoor_origin *origin,
                                               const char *reason, bool *out_found, struct spoor_error *err)
{
    return change_record(session, STORE_QUARANTAINE_DROP, "quarantaine-vervallen", origin, reason, out_found, err);
}

enum spoor_status spoor_store_quarantaine_opened(struct spoor_session *session, const struct spoor_origin *origin,
                                                 struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    queue_audit(session, "quarantaine-geopend", origin, NULL);
    return store_run(session, err);
}
