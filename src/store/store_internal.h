/* Store, inside: the session, and how a call is queued, sent in one pipeline, and read.
 *
 * A call: store_open_queue; then per statement its parameters and store_queue; then store_run, which sends all with
 * one sync and reads all answers; then store_result by the number that store_queue gave.
 * Surprising: a statement is prepared in the pipeline of its first use, so that costs no round trip. store_run leaves
 * no transaction open after a failure.
 * Threads: the session's owner. Memory: results live until the next store_open_queue; libpq copies parameters. */
#ifndef SPOOR_STORE_INTERNAL_H
#define SPOOR_STORE_INTERNAL_H

#include <spoor/base/buffer.h>
#include <spoor/base/time.h>
#include <spoor/base/uuid.h>
#include <spoor/store/rows.h>
#include <spoor/store/session.h>

#include <libpq-fe.h>

#include "statements.h"

#define STORE_QUEUE_MAX 32
#define STORE_PARAMS_MAX 32
#define STORE_START_TEXT_MAX 48
#define STORE_EPOCH_US INT64_C(946684800000000) /* 2000-01-01, where PostgreSQL's binary timestamps begin */

enum store_row_type { /* types of the schema that hold the rows of a hot table */
    STORE_ROW_NONE,
    STORE_ROW_GEBEURTENIS,
    STORE_ROW_KLANT,
    STORE_ROW_KLANTREIS,
    STORE_ROW_KLANTCONTACT,
    STORE_ROW_PUBLICATIE,
    STORE_ROW_OUTBOX,
    STORE_ROW_SIGNAAL,
    STORE_ROW_COUNT
};

struct store_params { /* of the statement being built; offsets into values */
    struct spoor_buffer values;
    size_t offsets[STORE_PARAMS_MAX];
    int lengths[STORE_PARAMS_MAX]; /* -1 = NULL */
    int count;
};

struct store_queued {
    enum store_statement statement;
    bool prepares; /* its answer is preceded by that of a prepare */
    PGresult *result;
};

struct spoor_session {
    PGconn *conn; /* NULL = closed */
    char *dsn, *application, *role;
    int64_t lock_timeout_ms, connect_timeout_s, answer_timeout_ms;
    char backend_start[STORE_START_TEXT_MAX]; /* with its pid: which backend is ours */
    int32_t announced_pid; /* backend that progress names as ours; 0 = none */
    char announced_start[STORE_START_TEXT_MAX];
    int64_t clock_us;      /* of the open fold transaction */
    int16_t outbox_table;  /* the one it writes */
    struct store_params params;
    struct store_queued queue[STORE_QUEUE_MAX];
    size_t queued;
    bool send_failed;
    bool silent; /* an answer did not come in time: the connection is given up */
    bool events_sent; /* the events of the transaction are in the queue already */
    bool prepared[STORE_STATEMENT_COUNT];
    int32_t row_types[STORE_ROW_COUNT]; /* their numbers in this database */
    const void **pointers; /* scratch of the fold writer */
    size_t pointer_capacity;
};

/* ---- connect.c: a connection with our settings, nonblocking, not in pipeline mode, and when its backend began. */
enum spoor_status store_connect(const struct spoor_session_options *options, PGconn **out_conn,
                                char out_start[STORE_START_TEXT_MAX], struct spoor_error *err);

/* ---- wait.c: every wait for PostgreSQL. A limit of 0 or less has no end. */
int64_t store_deadline_us(int64_t limit_ms);
/* Waits for these events of poll; false when the time is over. Errors and a lost connection count as an event. */
bool store_wait_socket(const PGconn *conn, short events, int64_t deadline_us, short *out_events);
/* Waits until the kernel has what was queued, or the connection fails; false when the time is over. */
bool store_wait_sent(PGconn *conn, int64_t deadline_us);
/* Sends what is unsent and waits until PQgetResult has an answer, or an error, at once; false when the time is over. */
bool store_wait_answer(PGconn *conn, int64_t deadline_us);
enum spoor_status store_error_of_silence(const char *statement, struct spoor_error *err);

/* ---- params.c: the next parameter of the statement being built. */
void store_param_null(struct spoor_session *session);
void store_param_text(struct spoor_session *session, struct spoor_slice value);
void store_param_cstring(struct spoor_session *session, const char *value);
void store_param_i16(struct spoor_session *session, int16_t value);
void store_param_i32(struct spoor_session *session, int32_t value);
void store_param_i64(struct spoor_session *session, int64_t value);
void store_param_time(struct spoor_session *session, int64_t us);
void store_param_uuid(struct spoor_session *session, struct spoor_uuid value);
void store_put_i16(struct spoor_buffer *buffer, int16_t value);
void store_put_i32(struct spoor_buffer *buffer, int32_t value);
void store_put_i64(struct spoor_buffer *buffer, int64_t value);
/* Frame of a parameter that is written into params.values by hand. */
void store_param_start(struct spoor_session *session);
void store_param_end(struct spoor_session *session);

/* ---- array.c: a column of many rows as one array parameter. */
enum store_type {
    STORE_UUID,     /* struct spoor_uuid */
    STORE_I64,      /* int64_t */
    STORE_I32,      /* int32_t */
    STORE_BOOL,     /* bool */
    STORE_TIME,     /* int64_t µs; SPOOR_TIME_NONE = NULL */
    STORE_TEXT,     /* struct spoor_slice; absent = NULL */
    STORE_BYTES,    /* struct spoor_slice; absent = NULL */
    STORE_BYTES_16, /* uint8_t[16] */
    STORE_BYTES_32, /* uint8_t[32] */
    STORE_KIND,     /* enum spoor_kind → its name */
    STORE_PRECISIE, /* enum spoor_precisie → smallint */
    STORE_TEXTS,    /* struct spoor_slice * with a size_t count behind it → array literal; none = NULL */
};
struct store_column {
    enum store_type type;
    size_t offset; /* in the row struct */
};
/* rows[i] points to a row struct. A column of NULLs only is sent as an empty array, which unnest fills up. */
void store_param_column(struct spoor_session *session, struct store_column column, const void *const *rows,
                        size_t count);
/* The same over a plain array of structs. */
void store_param_strided(struct spoor_session *session, struct store_column column, const void *first, size_t stride,
                         size_t count);

/* ---- shapes.c: which columns of which struct a statement takes, as one array of rows or as an array per column. */
struct store_shape {
    const struct store_column *columns;
    size_t count;
    enum store_row_type row_type;
};
struct store_shape store_shape_of(enum store_statement statement);
void store_load_row_types(struct spoor_session *session, const PGresult *found);
/* The parameters of all rows; rows[i] points to a row struct. */
void store_param_shape(struct spoor_session *session, enum store_statement statement, const void *const *rows,
                       size_t count);
/* array.c: one parameter, an array of a row type. */
void store_param_rows(struct spoor_session *session, const struct store_shape *shape, const void *const *rows,
                      size_t count);

/* ---- pipeline.c */
enum spoor_status store_open_queue(struct spoor_session *session, struct spoor_error *err);
/* Sends the statement with the parameters built since the last one; returns the number of its result. */
size_t store_queue(struct spoor_session *session, enum store_statement statement);
/* Hands to the kernel what is queued, without asking for answers. */
void store_flush(struct spoor_session *session);
/* Sync: hands over the rest. */
void store_send(struct spoor_session *session);
/* Reads all answers. On failure: rolled back, results gone, *out_failed (may be NULL) the statement. */
enum spoor_status store_receive(struct spoor_session *session, enum store_statement *out_failed,
                                struct spoor_error *err);
enum spoor_status store_run(struct spoor_session *session, struct spoor_error *err); /* send and receive */
const PGresult *store_result(const struct spoor_session *session, size_t number);
bool store_connected(const struct spoor_session *session);
void store_disconnect(struct spoor_session *session);

/* ---- result.c: cells of a binary result; store_time gives SPOOR_TIME_NONE for NULL, store_text an absent slice. */
size_t store_rows(const PGresult *result);
bool store_is_null(const PGresult *result, size_t row, int column);
int16_t store_i16(const PGresult *result, size_t row, int column);
int32_t store_i32(const PGresult *result, size_t row, int column);
int64_t store_i64(const PGresult *result, size_t row, int column);
bool store_bool(const PGresult *result, size_t row, int column);
int64_t store_time(const PGresult *result, size_t row, int column);
struct spoor_uuid store_uuid(const PGresult *result, size_t row, int column);
/* Borrowed from the result. */
struct spoor_slice store_cell(const PGresult *result, size_t row, int column);
/* Copied into the arena. */
struct spoor_slice store_text(const PGresult *result, size_t row, int column, struct spoor_arena *arena);
/* An error answer as status and words, without values of rows. */
enum spoor_status store_error_of(const PGconn *conn, const PGresult *result, const char *statement,
                                 struct spoor_error *err);

/* ---- backends.c: a former owner that holds our rows. */
typedef enum spoor_status store_attempt(struct spoor_session *session, void *context, struct spoor_error *err);
/* Runs attempt; when it waits in vain for a lock, ends the backends that own the partitions under at most the epochs of
 * positions, and runs it again. */
enum spoor_status store_with_rows(struct spoor_session *session, const char *topic,
                                  const struct spoor_position *positions, size_t count, store_attempt *attempt,
                                  void *context, struct spoor_error *err);

/* ---- claim.c */
void store_param_partitions(struct spoor_session *session, const struct spoor_position *positions, size_t count);
void store_param_epochs(struct spoor_session *session, const struct spoor_position *positions, size_t count);
/* Topic and partitions: the first two parameters of most statements. */
void store_param_place(struct spoor_session *session, const char *topic, const struct spoor_position *positions,
                       size_t count);
/* Lock timeout of this transaction: the session's, else a second. */
void store_queue_lock_timeout(struct spoor_session *session);
/* After a reconnect: names our new backend in progress before it holds locks. */
enum spoor_status store_announce(struct spoor_session *session, const char *topic,
                                 const struct spoor_position *positions, size_t count, struct spoor_error *err);

#endif
