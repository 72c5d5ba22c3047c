/* Query: the read model of commands and of ops: one named statement in, a table of texts out.
 *
 * Surprising: every parameter and every column is text (bytea columns are raw bytes, moments are microseconds since
 * 1970 as digits): whoever asks parses what it needs. Runs read only, in one snapshot; between begin and end all
 * queries see the same one. Long answers are read in slices (the statement takes a cursor and a limit).
 * Threads: one owner of the session. Memory: the table lives in the caller's arena. */
#ifndef SPOOR_STORE_QUERY_H
#define SPOOR_STORE_QUERY_H

#include <spoor/store/session.h>
#include <stdbool.h>

enum spoor_query {
#define SPOOR_QUERY(id, name, parameters) SPOOR_QUERY_##id,
#include <spoor/store/queries.def>
#undef SPOOR_QUERY
    SPOOR_QUERY_COUNT
};

struct spoor_table {
    size_t rows, columns;
    const char **names;        /* of the columns */
    struct spoor_slice *cells; /* row by row; absent = NULL */
};

/* parameters: as many as queries.def says; absent slices are NULL. */
enum spoor_status spoor_query_run(struct spoor_session *session, enum spoor_query query,
                                  const struct spoor_slice *parameters, struct spoor_arena *arena,
                                  struct spoor_table *out_table, struct spoor_error *err);
/* One snapshot for several queries (and for what else reads through the session, such as histories). */
enum spoor_status spoor_query_begin(struct spoor_session *session, struct spoor_error *err);
enum spoor_status spoor_query_end(struct spoor_session *session, struct spoor_error *err);
const char *spoor_query_name(enum spoor_query query);

static inline struct spoor_slice spoor_table_text(const struct spoor_table *table, size_t row, size_t column)
{
    return table->cells[row * table->columns + column];
}
/* Number in a cell; fallback when it is NULL or no number. */
int64_t spoor_table_int(const struct spoor_table *table, size_t row, size_t column, int64_t fallback);
bool spoor_table_bool(const struct spoor_table *table, size_t row, size_t column);

#endif
