/* Query: named statements whose parameters and columns are text. */
#include "store_internal.h"

#include <spoor/store/query.h>
#include <stdlib.h>

#define NUMBER_MAX 24

static const struct {
    enum store_statement statement;
    size_t parameters;
} queries[SPOOR_QUERY_COUNT] = {
#define SPOOR_QUERY(id, name, parameters) {STORE_##id, parameters},
#include <spoor/store/queries.def>
#undef SPOOR_QUERY
};

const char *spoor_query_name(enum spoor_query query)
{
    return store_statement_name(queries[query].statement);
}

static bool in_transaction(const struct spoor_session *session)
{
    return store_connected(session) && PQtransactionStatus(session->conn) == PQTRANS_INTRANS;
}

static void queue_begin(struct spoor_session *session)
{
    store_queue(session, STORE_QUERY_BEGIN);
    store_queue(session, STORE_QUERY_PLANNER);
}

enum spoor_status spoor_query_begin(struct spoor_session *session, struct spoor_error *err)
{
    enum spoor_status status = spoor_session_ensure(session, err);
    if (!status)
        status = store_open_queue(session, err);
    if (status)
        return status;
    queue_begin(session);
    return store_run(session, err);
}

enum spoor_status spoor_query_end(struct spoor_session *session, struct spoor_error *err)
{
    return spoor_session_rollback(session, err);
}

static void load_table(const PGresult *result, struct spoor_arena *arena, struct spoor_table *out_table)
{
    struct spoor_table table = {.rows = store_rows(result), .columns = (size_t)PQnfields(result)};
    table.names = SPOOR_ARENA_ARRAY(arena, const char *, table.columns);
    table.cells = SPOOR_ARENA_ARRAY(arena, struct spoor_slice, table.rows * table.columns + 1);
    for (size_t column = 0; column < table.columns; column++)
        table.names[column] = spoor_arena_cstring(arena, spoor_slice_of(PQfname(result, (int)column)));
    for (size_t row = 0; row < table.rows; row++)
        for (size_t column = 0; column < table.columns; column++)
            table.cells[row * table.columns + column] = store_text(result, row, (int)column, arena);
    *out_table = table;
}

enum spoor_status spoor_query_run(struct spoor_session *session, enum spoor_query query,
                                  const struct spoor_slice *parameters, struct spoor_arena *arena,
                                  struct spoor_table *out_table, struct spoor_error *err)
{
    bool alone = !in_transaction(session);
    enum spoor_status status = alone ? spoor_session_ensure(session, err) : SPOOR_OK;
    if (!status)
        status = store_open_queue(session, err);
    if (status)
        return status;
    if (alone)
        queue_begin(session);
    for (size_t i = 0; i < queries[query].parameters; i++)
        store_param_text(session, parameters[i]);
    size_t number = store_queue(session, queries[query].statement);
    if (alone)
        store_queue(session, STORE_ROLLBACK);
    status = store_run(session, err);
    if (!status)
        load_table(store_result(session, number), arena, out_table);
    return status;
}

int64_t spoor_table_int(const struct spoor_table *table, size_t row, size_t column, int64_t fallback)
{
    struct spoor_slice cell = spoor_table_text(table, row, column);
    char text[NUMBER_MAX], *end;
    if (!cell.data || cell.length == 0 || cell.length >= sizeof text)
        return fallback;
    memcpy(text, cell.data, cell.length);
    text[cell.length] = 0;
    int64_t value = strtoll(text, &end, 10);
    return *end ? fallback : value;
}

bool spoor_table_bool(const struct spoor_table *table, size_t row, size_t column)
{
    struct spoor_slice cell = spoor_table_text(table, row, column);
    return cell.length > 0 && cell.data[0] == 't';
}
