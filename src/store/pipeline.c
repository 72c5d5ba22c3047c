/* Pipeline: statements out in one go, answers back in the same order. */
#include "sqlstate.h"
#include "store_internal.h"

enum { FORMAT_BINARY = 1 };

bool store_connected(const struct spoor_session *session)
{
    return session->conn && PQstatus(session->conn) == CONNECTION_OK;
}

static void clear_queue(struct spoor_session *session)
{
    for (size_t i = 0; i < session->queued; i++) {
        PQclear(session->queue[i].result);
        session->queue[i].result = NULL;
    }
    session->queued = 0;
    session->send_failed = session->events_sent = session->silent = false;
    spoor_buffer_clear(&session->params.values);
    session->params.count = 0;
}

void store_disconnect(struct spoor_session *session)
{
    clear_queue(session);
    PQfinish(session->conn);
    session->conn = NULL;
    memset(session->prepared, 0, sizeof session->prepared);
}

enum spoor_status store_open_queue(struct spoor_session *session, struct spoor_error *err)
{
    clear_queue(session);
    if (!store_connected(session))
        return spoor_error_set(err, SPOOR_RETRY, "connection", "no connection to PostgreSQL");
    return SPOOR_OK;
}

static bool prepare(struct spoor_session *session, enum store_statement statement)
{
    session->prepared[statement] = true;
    return PQsendPrepare(session->conn, store_statement_name(statement), store_statement_text(statement), 0, NULL);
}

static bool execute(struct spoor_session *session, enum store_statement statement)
{
    struct store_params *params = &session->params;
    const char *values[STORE_PARAMS_MAX];
    int formats[STORE_PARAMS_MAX];
    for (int i = 0; i < params->count; i++) {
        values[i] = params->lengths[i] < 0 ? NULL : params->values.data + params->offsets[i];
        formats[i] = FORMAT_BINARY;
    }
    return PQsendQueryPrepared(session->conn, store_statement_name(statement), params->count, values, params->lengths,
                               formats, FORMAT_BINARY);
}

size_t store_queue(struct spoor_session *session, enum store_statement statement)
{
    size_t number = session->queued++;
    struct store_queued *item = &session->queue[number];
    *item = (struct store_queued){.statement = statement, .prepares = !session->prepared[statement]};
    if (!session->send_failed && item->prepares)
        session->send_failed = !prepare(session, statement);
    if (!session->send_failed)
        session->send_failed = !execute(session, statement);
    spoor_buffer_clear(&session->params.values);
    session->params.count = 0;
    return number;
}

void store_flush(struct spoor_session *session)
{
    if (!session->send_failed && !session->silent)
        session->silent = !store_wait_sent(session->conn, store_deadline_us(session->answer_timeout_ms));
    if (!session->send_failed && !session->silent)
        session->send_failed = PQflush(session->conn) < 0;
}

void store_send(struct spoor_session *session)
{
    if (!session->send_failed)
        session->send_failed = !PQpipelineSync(session->conn);
    store_flush(session);
}

/* NULL also when it does not come in time: then nothing else is waited for either. */
static PGresult *result_in_time(struct spoor_session *session, int64_t deadline_us)
{
    if (!session->silent)
        session->silent = !store_wait_answer(session->conn, deadline_us);
    return session->silent ? NULL : PQgetResult(session->conn);
}

/* The answer to one message: its result, with the NULL that ends it read too. */
static PGresult *next_answer(struct spoor_session *session)
{
    int64_t deadline_us = store_deadline_us(session->answer_timeout_ms);
    PGresult *result = result_in_time(session, deadline_us);
    if (result && PQresultStatus(result) != PGRES_PIPELINE_SYNC) {
        PGresult *more;
        while (store_connected(session) && (more = result_in_time(session, deadline_us)))
            PQclear(more);
    }
    return result;
}

static bool succeeded(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Answers of one queued statement; true when it did what it should. Keeps the result, or the first failure. */
static bool read_item(struct spoor_session *session, struct store_queued *item)
{
    if (item->prepares) {
        PGresult *prepared = next_answer(session);
        if (!succeeded(prepared)) {
            session->prepared[item->statement] = false;
            item->result = prepared;
            PQclear(next_answer(session));
            return false;
        }
        PQclear(prepared);
    }
    item->result = next_answer(session);
    return succeeded(item->result);
}

static void read_sync(struct spoor_session *session)
{
    bool more;
    do {
        PGresult *result = store_connected(session) ? next_answer(session) : NULL;
        more = result && PQresultStatus(result) != PGRES_PIPELINE_SYNC;
        PQclear(result);
    } while (more);
}

/* Ends an open transaction after a failure; a connection that cannot do that is closed. */
static void roll_back(struct spoor_session *session)
{
    if (!store_connected(session) || PQtransactionStatus(session->conn) == PQTRANS_IDLE)
        return;
    clear_queue(session);
    store_queue(session, STORE_ROLLBACK);
    store_send(session);
    bool done = !session->send_failed && read_item(session, &session->queue[0]);
    if (done)
        read_sync(session);
    if (!done || session->silent) /* what was not read would be taken for the next answer */
        store_disconnect(session);
}

static enum spoor_status fail(struct spoor_session *session, const struct store_queued *item, struct spoor_error *err)
{
    const char *name = store_statement_name(item->statement);
    const char *sqlstate = item->result ? PQresultErrorField(item->result, PG_DIAG_SQLSTATE) : NULL;
    enum store_sqlstate_remedy remedy = store_sqlstate_remedy(sqlstate);
    enum spoor_status status = session->silent ? store_error_of_silence(name, err)
                                               : store_error_of(session->conn, item->result, name, err);
    if (remedy == STORE_DROP_CONNECTION || session->send_failed || session->silent || !store_connected(session))
        store_disconnect(session);
    else
        roll_back(session);
    clear_queue(session);
    return status;
}

enum spoor_status store_receive(struct spoor_session *session, enum store_statement *out_failed,
                                struct spoor_error *err)
{
    size_t failed = session->queued;
    bool readable = !session->send_failed || !store_connected(session); /* else half a message is out: no sync comes */
    for (size_t i = 0; readable && i < session->queued; i++)
        if (!read_item(session, &session->queue[i]) && failed == session->queued)
            failed = i;
    if (readable)
        read_sync(session);
    if (failed == session->queued && !session->send_failed && !session->silent)
        return SPOOR_OK;
    size_t culprit = failed < session->queued ? failed : session->queued - 1;
    if (out_failed)
        *out_failed = session->queue[culprit].statement;
    return fail(session, &session->queue[culprit], err);
}

enum spoor_status store_run(struct spoor_session *session, struct spoor_error *err)
{
    store_send(session);
    return store_receive(session, NULL, err);
}

const PGresult *store_result(const struct spoor_session *session, size_t number)
{
    return session->queue[number].result;
}
