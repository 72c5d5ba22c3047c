/* Connect: a connection with the settings that the statements count on. */
#include "sqlstate.h"
#include "store_internal.h"

#include <poll.h>

#define CONNECT_TIMEOUT_S 10
#define KEYWORDS_MAX 10

/* What every session sets. The statements join short arrays with large tables by their keys: the planner, which sees
 * neither, must not think of hash joins, nor plan anew per execution. */
static const char settings[] = "SET plan_cache_mode = force_generic_plan;"
                               "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off;"
                               "SET jit = off; SET search_path = pg_catalog; SET timezone = 'UTC';"
                               "SET client_min_messages = warning;"
                               "SET default_transaction_isolation = 'read committed';"
                               "SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0";

static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

/* Keywords before dbname are defaults that the DSN may change, those behind it are ours. */
static PGconn *start(const struct spoor_session_options *options)
{
    const char *keywords[KEYWORDS_MAX] = {"keepalives_idle", "keepalives_interval", "keepalives_count",
                                          "tcp_user_timeout", "dbname", "application_name", "client_encoding", NULL};
    const char *values[KEYWORDS_MAX] = {"10", "5", "3", "20000", options->dsn ? options->dsn : "",
                                        options->application ? options->application : "spoor", "UTF8", NULL};
    return PQconnectStartParams(keywords, values, 1);
}

/* The shorter of the time to connect and the time to answer. */
static int64_t connect_limit_ms(const struct spoor_session_options *options)
{
    int64_t limit_ms = (options->connect_timeout_s > 0 ? options->connect_timeout_s : CONNECT_TIMEOUT_S) * 1000;
    return options->answer_timeout_ms > 0 && options->answer_timeout_ms < limit_ms ? options->answer_timeout_ms
                                                                                   : limit_ms;
}

/* False when it fails, or when the time is over: then out_in_time too. */
static bool establish(PGconn *conn, int64_t limit_ms, bool *out_in_time)
{
    int64_t deadline_us = store_deadline_us(limit_ms);
    PostgresPollingStatusType state = PQstatus(conn) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    *out_in_time = true;
    while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
        short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        *out_in_time = store_wait_socket(conn, events, deadline_us, &events);
        if (!*out_in_time)
            return false;
        state = PQconnectPoll(conn);
    }
    return state == PGRES_POLLING_OK;
}

/* libpq gives no SQLSTATE of a failed connection, but its verbose text has it: "FATAL:  28P01: …". */
static void sqlstate_of_message(const char *message, char out[6])
{
    out[0] = 0;
    for (const char *at = strstr(message, ":  "); at; at = strstr(at + 3, ":  ")) {
        if (strspn(at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5 && at[8] == ':') {
            memcpy(out, at + 3, 5);
            out[5] = 0;
        }
    }
}

static enum spoor_status connect_failed(PGconn *conn, bool in_time, struct spoor_error *err)
{
    char sqlstate[6];
    const char *text = in_time ? PQerrorMessage(conn) : "no answer in time";
    sqlstate_of_message(text, sqlstate);
    size_t length = strcspn(text, "\n");
    return spoor_error_set(err, store_sqlstate_status(sqlstate), sqlstate[0] ? sqlstate : "connection",
                           "PostgreSQL cannot be reached: %.*s", (int)length, text);
}

static void settings_of(const struct spoor_session_options *options, struct spoor_buffer *sql)
{
    spoor_buffer_append_text(sql, settings);
    if (options->lock_timeout_ms > 0)
        spoor_buffer_printf(sql, "; SET lock_timeout = %lld", (long long)options->lock_timeout_ms);
    spoor_buffer_append(sql, "", 1);
}

static void role_of(PGconn *conn, const char *role, struct spoor_buffer *sql)
{
    char *quoted = PQescapeIdentifier(conn, role, strlen(role));
    spoor_buffer_clear(sql);
    spoor_buffer_append_text(sql, "SET ROLE ");
    spoor_buffer_append_text(sql, quoted ? quoted : "");
    spoor_buffer_append(sql, "", 1);
    PQfreemem(quoted);
}

/* As PQexec, with an end: the last result, or NULL when it does not come in time. */
static PGresult *ask(PGconn *conn, const char *sql, int64_t limit_ms)
{
    int64_t deadline_us = store_deadline_us(limit_ms);
    PGresult *last = NULL, *next = NULL;
    bool in_time = true;
    if (!PQsendQuery(conn, sql))
        return PQmakeEmptyPGresult(conn, PGRES_FATAL_ERROR);
    while ((in_time = store_wait_answer(conn, deadline_us)) && (next = PQgetResult(conn))) {
        PQclear(last);
        last = next;
    }
    if (in_time)
        return last;
    PQclear(last);
    return NULL;
}

static enum spoor_status run(PGconn *conn, const char *sql, int64_t limit_ms, PGresult **out_result,
                             struct spoor_error *err)
{
    static const char what[] = "session settings";
    PGresult *result = ask(conn, sql, limit_ms);
    ExecStatusType state = PQresultStatus(result);
    if (!result)
        return store_error_of_silence(what, err);
    if (state == PGRES_COMMAND_OK || state == PGRES_TUPLES_OK) {
        *out_result = result;
        return SPOOR_OK;
    }
    enum spoor_status status = store_error_of(conn, result, what, err);
    PQclear(result);
    return status;
}

/* Only the login sees when its backends began, so this is asked before the role is set. */
static enum spoor_status ask_backend_start(PGconn *conn, int64_t limit_ms, char out_start[STORE_START_TEXT_MAX],
                                           struct spoor_error *err)
{
    PGresult *result = NULL;
    enum spoor_status status = run(conn, store_statement_text(STORE_BACKEND_START), limit_ms, &result, err);
    if (!status)
        snprintf(out_start, STORE_START_TEXT_MAX, "%s", PQgetvalue(result, 0, 0));
    PQclear(result);
    return status;
}

static enum spoor_status prepare(PGconn *conn, const struct spoor_session_options *options,
                                 char out_start[STORE_START_TEXT_MAX], struct spoor_error *err)
{
    struct spoor_buffer sql;
    spoor_buffer_init(&sql);
    settings_of(options, &sql);
    PGresult *result = NULL;
    enum spoor_status status = run(conn, sql.data, options->answer_timeout_ms, &result, err);
    if (!status)
        PQclear(result);
    if (!status)
        status = ask_backend_start(conn, options->answer_timeout_ms, out_start, err);
    if (!status && options->role) {
        role_of(conn, options->role, &sql);
        status = run(conn, sql.data, options->answer_timeout_ms, &result, err);
        if (!status)
            PQclear(result);
    }
    spoor_buffer_fini(&sql);
    if (status == SPOOR_REJECT) /* a role that does not exist is no record to park */
        status = spoor_error_set(err, SPOOR_HALT, "role", "PostgreSQL refuses the session's settings: does the role %s "
                                 "exist, and is this login a member of it?", options->role ? options->role : "-");
    return status;
}

enum spoor_status store_connect(const struct spoor_session_options *options, PGconn **out_conn,
                                char out_start[STORE_START_TEXT_MAX], struct spoor_error *err)
{
    PGconn *conn = start(options);
    if (!conn)
        spoor_out_of_memory(sizeof(void *));
    PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);
    enum spoor_status status = SPOOR_OK;
    bool in_time;
    if (!establish(conn, connect_limit_ms(options), &in_time))
        status = connect_failed(conn, in_time, err);
    else
        PQsetNoticeReceiver(conn, ignore_notice, NULL);
    if (!status && PQsetnonblocking(conn, 1) != 0)
        status = connect_failed(conn, true, err);
    if (!status)
        status = prepare(conn, options, out_start, err);
    if (status)
        PQfinish(conn);
    else
        *out_conn = conn;
    return status;
}
