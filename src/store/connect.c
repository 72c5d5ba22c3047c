/* Connect: a connection with the settings that the statements count on. */
#include "sqlstate.h"
#include "store_internal.h"

#include <poll.h>

#define CONNECT_TIMEOUT_S 10
#define HOST_TEXT_MAX 256

/* What every session sets. The statements join short arrays with large tables by their keys: the planner, which sees
 * neither, must not think of hash joins, nor plan anew per execution. Arrays of a large batch stay in memory. */
static const char settings[] = "SET plan_cache_mode = force_generic_plan;"
                               "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off;"
                               "SET jit = off; SET work_mem = '16MB'; SET search_path = pg_catalog; SET timezone = 'UTC';"
                               "SET client_min_messages = warning;"
                               "SET default_transaction_isolation = 'read committed';"
                               "SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0";

static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

/* One of the hosts that a DSN names, separated by commas: libpq would try the next one only when a host refuses, not when it
 * says nothing. Empty texts: as libpq finds it. */
struct one_host {
    char host[HOST_TEXT_MAX], hostaddr[HOST_TEXT_MAX], port[HOST_TEXT_MAX];
};

static size_t list_length(const char *list)
{
    size_t length = 1;
    for (; list && *list; list++)
        length += *list == ',';
    return length;
}

/* Number `index` of the list, or the only one that it has. False when it does not fit. */
static bool list_item(const char *list, size_t index, char out[HOST_TEXT_MAX])
{
    const char *begin = list ? list : "";
    for (size_t i = 0; i < index && strchr(begin, ','); i++)
        begin = strchr(begin, ',') + 1;
    int length = snprintf(out, HOST_TEXT_MAX, "%.*s", (int)strcspn(begin, ","), begin);
    return length < HOST_TEXT_MAX;
}

static const char *option_value(const PQconninfoOption *options, const char *keyword)
{
    for (; options && options->keyword; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return options->val;
    return NULL;
}

/* Host number `index`; how many there are. One that the DSN does not spell out is left to libpq. */
static size_t find_host(const char *dsn, size_t index, struct one_host *out_host)
{
    PQconninfoOption *options = PQconninfoParse(dsn ? dsn : "", NULL);
    const char *host = option_value(options, "host"), *hostaddr = option_value(options, "hostaddr");
    size_t hosts = list_length(host), count = hostaddr ? list_length(hostaddr) : hosts;
    *out_host = (struct one_host){{0}, {0}, {0}};
    bool fits = list_item(host, index, out_host->host) && list_item(hostaddr, index, out_host->hostaddr) &&
                list_item(option_value(options, "port"), index, out_host->port);
    if (count == 1 || !fits) {
        *out_host = (struct one_host){{0}, {0}, {0}};
        count = 1;
    }
    PQconninfoFree(options);
    return count;
}

/* Keywords before dbname are defaults that the DSN may change, those behind it are ours; an empty value counts as none. */
static PGconn *start(const struct spoor_session_options *options, const struct one_host *host)
{
    const char *pairs[][2] = {
        {"keepalives_idle", "10"},
        {"keepalives_interval", "5"},
        {"keepalives_count", "3"},
        {"tcp_user_timeout", "20000"},
        {"dbname", options->dsn ? options->dsn : ""},
        {"application_name", options->application ? options->application : "spoor"},
        {"client_encoding", "UTF8"},
        {"host", host->host},
        {"hostaddr", host->hostaddr},
        {"port", host->port},
    };
    enum { PAIRS = sizeof(pairs) / sizeof(*pairs) };
    const char *keywords[PAIRS + 1] = {0}, *values[PAIRS + 1] = {0};
    size_t count = 0;
    for (size_t i = 0; i < PAIRS; i++) {
        if (!*pairs[i][1] && strcmp(pairs[i][0], "dbname") != 0)
            continue;
        keywords[count] = pairs[i][0];
        values[count++] = pairs[i][1];
    }
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

static enum spoor_status connect_to(const struct spoor_session_options *options, const struct one_host *host,
                                    PGconn **out_conn, char out_start[STORE_START_TEXT_MAX], struct spoor_error *err)
{
    PGconn *conn = start(options, host);
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

/* Each host has the whole time: a silent first one does not keep us from the second. */
enum spoor_status store_connect(const struct spoor_session_options *options, PGconn **out_conn,
                                char out_start[STORE_START_TEXT_MAX], struct spoor_error *err)
{
    struct one_host host;
    size_t count = 1;
    enum spoor_status status = SPOOR_RETRY;
    for (size_t i = 0; status == SPOOR_RETRY && i < count; i++) {
        count = find_host(options->dsn, i, &host);
        status = connect_to(options, &host, out_conn, out_start, err);
    }
    return status;
}
