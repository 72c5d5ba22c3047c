#include "sqlstate.h"
#include "store_internal.h"

#include <endian.h>

size_t store_rows(const PGresult *result)
{
    return (size_t)PQntuples(result);
}

bool store_is_null(const PGresult *result, size_t row, int column)
{
    return PQgetisnull(result, (int)row, column);
}

int16_t store_i16(const PGresult *result, size_t row, int column)
{
    uint16_t wire;
    memcpy(&wire, PQgetvalue(result, (int)row, column), sizeof wire);
    return (int16_t)be16toh(wire);
}

int32_t store_i32(const PGresult *result, size_t row, int column)
{
    uint32_t wire;
    memcpy(&wire, PQgetvalue(result, (int)row, column), sizeof wire);
    return (int32_t)be32toh(wire);
}

int64_t store_i64(const PGresult *result, size_t row, int column)
{
    uint64_t wire;
    memcpy(&wire, PQgetvalue(result, (int)row, column), sizeof wire);
    return (int64_t)be64toh(wire);
}

bool store_bool(const PGresult *result, size_t row, int column)
{
    return PQgetvalue(result, (int)row, column)[0] != 0;
}

int64_t store_time(const PGresult *result, size_t row, int column)
{
    if (store_is_null(result, row, column))
        return SPOOR_TIME_NONE;
    int64_t since_2000 = store_i64(result, row, column);
    return since_2000 == INT64_MIN ? SPOOR_TIME_NONE : since_2000 + STORE_EPOCH_US; /* -infinity: none */
}

struct spoor_uuid store_uuid(const PGresult *result, size_t row, int column)
{
    struct spoor_uuid uuid;
    memcpy(uuid.bytes, PQgetvalue(result, (int)row, column), sizeof uuid.bytes);
    return uuid;
}

struct spoor_slice store_cell(const PGresult *result, size_t row, int column)
{
    if (store_is_null(result, row, column))
        return SPOOR_SLICE_NULL;
    return (struct spoor_slice){PQgetvalue(result, (int)row, column), (size_t)PQgetlength(result, (int)row, column)};
}

struct spoor_slice store_text(const PGresult *result, size_t row, int column, struct spoor_arena *arena)
{
    struct spoor_slice cell = store_cell(result, row, column);
    return spoor_slice_present(cell) ? spoor_arena_copy(arena, cell) : cell;
}

static const char *field_or(const PGresult *result, int field, const char *absent)
{
    const char *value = PQresultErrorField(result, field);
    return value ? value : absent;
}

enum spoor_status store_error_of(const PGconn *conn, const PGresult *result, const char *statement,
                                 struct spoor_error *err)
{
    const char *sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    enum spoor_status status = store_sqlstate_status(sqlstate);
    if (!sqlstate) {
        const char *text = result ? PQresultErrorMessage(result) : PQerrorMessage(conn);
        return spoor_error_set(err, status, "connection", "%s: connection to PostgreSQL lost: %.*s", statement,
                               (int)strcspn(text, "\n"), text);
    }
    /* PostgreSQL's words about a refused value may hold the value; names of constraints and tables do not. */
    if (status == SPOOR_REJECT)
        return spoor_error_set(err, status, sqlstate, "%s: the database refuses a row (%s), constraint %s, table %s",
                               statement, sqlstate, field_or(result, PG_DIAG_CONSTRAINT_NAME, "-"),
                               field_or(result, PG_DIAG_TABLE_NAME, "-"));
    return spoor_error_set(err, status, sqlstate, "%s: %s (%s)", statement,
                           field_or(result, PG_DIAG_MESSAGE_PRIMARY, "no message"), sqlstate);
}
