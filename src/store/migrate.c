/* Migrate: brings a database to the newest schema, one file one transaction.
 *
 * A connection of its own, statement by statement: nothing here is in a hurry. */
#include "migration_files.h"
#include "store_internal.h"

#include <spoor/store/migrate.h>

#define ADVISORY_TIMEOUT_MS 60000
#define DDL_LOCK_TIMEOUT "2s" /* a migration never makes the hot path wait longer */

struct migrator {
    PGconn *conn;
    struct spoor_arena *arena;
    const struct migration_file *files;
    size_t file_count;
    struct spoor_migration *items; /* one per file, then those only the database knows */
    size_t item_count;
};

static enum spoor_status run(struct migrator *m, enum store_statement statement, int count, const char *const *values,
                             PGresult **out_result, struct spoor_error *err)
{
    PGresult *result = PQexecParams(m->conn, store_statement_text(statement), count, NULL, values, NULL, NULL, 1);
    ExecStatusType state = PQresultStatus(result);
    enum spoor_status status = SPOOR_OK;
    if (state != PGRES_TUPLES_OK && state != PGRES_COMMAND_OK)
        status = store_error_of(m->conn, result, store_statement_name(statement), err);
    if (status || !out_result)
        PQclear(result);
    else
        *out_result = result;
    return status;
}

/* A file holds many statements: the simple protocol takes them as one. */
static enum spoor_status run_text(struct migrator *m, const char *what, const char *sql, struct spoor_error *err)
{
    PGresult *result = PQexec(m->conn, sql);
    ExecStatusType state = PQresultStatus(result);
    enum spoor_status status = SPOOR_OK;
    if (state != PGRES_TUPLES_OK && state != PGRES_COMMAND_OK)
        status = store_error_of(m->conn, result, what, err);
    PQclear(result);
    return status;
}

static enum spoor_status checksum(struct migrator *m, const char *sql, struct spoor_slice *out_hex,
                                  struct spoor_error *err)
{
    PGresult *result;
    const int length = (int)strlen(sql), format = 1;
    result = PQexecParams(m->conn, store_statement_text(STORE_MIGRATE_CHECKSUM), 1, NULL, &sql, &length, &format, 1);
    enum spoor_status status = SPOOR_OK;
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        status = store_error_of(m->conn, result, store_statement_name(STORE_MIGRATE_CHECKSUM), err);
    else
        *out_hex = store_text(result, 0, 0, m->arena);
    PQclear(result);
    return status;
}

static enum spoor_status list_files(struct migrator *m, size_t applied_count, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    m->items = SPOOR_ARENA_ARRAY(m->arena, struct spoor_migration, m->file_count + applied_count);
    m->item_count = m->file_count;
    for (size_t i = 0; i < m->file_count && !status; i++) {
        m->items[i] = (struct spoor_migration){.number = m->files[i].number, .name = m->files[i].name,
                                               .applied_us = SPOOR_TIME_NONE};
        status = checksum(m, m->files[i].sql, &m->items[i].checksum, err);
    }
    return status;
}

static void mark_applied(struct migrator *m, const PGresult *applied, size_t row)
{
    int32_t number = store_i32(applied, row, 0);
    struct spoor_slice stored = store_cell(applied, row, 2);
    struct spoor_migration *item = NULL;
    for (size_t i = 0; i < m->file_count && !item; i++)
        if (m->items[i].number == number)
            item = &m->items[i];
    if (!item) { /* newer than our files */
        item = &m->items[m->item_count++];
        *item = (struct spoor_migration){.number = number, .name = store_text(applied, row, 1, m->arena),
                                         .checksum = store_text(applied, row, 2, m->arena)};
    }
    item->applied = true;
    item->changed = !spoor_slice_equal(item->checksum, stored);
    item->applied_us = store_time(applied, row, 3);
}

static enum spoor_status load_state(struct migrator *m, struct spoor_error *err)
{
    PGresult *present, *applied = NULL;
    enum spoor_status status = run(m, STORE_MIGRATE_PRESENT, 0, NULL, &present, err);
    if (status)
        return status;
    bool any = store_bool(present, 0, 0);
    PQclear(present);
    if (any)
        status = run(m, STORE_MIGRATE_APPLIED, 0, NULL, &applied, err);
    size_t applied_count = applied ? store_rows(applied) : 0;
    if (!status)
        status = list_files(m, applied_count, err);
    for (size_t row = 0; row < applied_count && !status; row++)
        mark_applied(m, applied, row);
    PQclear(applied);
    return status;
}

static enum spoor_status apply_file(struct migrator *m, size_t n, struct spoor_error *err)
{
    const struct migration_file *file = &m->files[n];
    const char *name = spoor_arena_cstring(m->arena, file->name);
    const char *values[] = {
        spoor_arena_printf(m->arena, "%d", file->number).data,
        spoor_arena_printf(m->arena, "%d", file->oldest_program).data,
        name,
        spoor_arena_cstring(m->arena, m->items[n].checksum),
    };
    enum spoor_status status = run_text(m, name, "BEGIN; SET LOCAL lock_timeout = '" DDL_LOCK_TIMEOUT "'", err);
    if (!status)
        status = run_text(m, name, file->sql, err);
    if (!status)
        status = run(m, STORE_MIGRATE_RECORD, 4, values, NULL, err);
    if (!status)
        status = run(m, STORE_COMMIT, 0, NULL, NULL, err);
    else
        run(m, STORE_ROLLBACK, 0, NULL, NULL, NULL);
    if (status == SPOOR_REJECT)
        status = err->status = SPOOR_HALT; /* a file that does not run is no record to park */
    return status;
}

static enum spoor_status check_state(const struct migrator *m, struct spoor_error *err)
{
    for (size_t i = 0; i < m->item_count; i++) {
        const struct spoor_migration *item = &m->items[i];
        if (item->changed)
            return spoor_error_set(err, SPOOR_HALT, "migratie", "%.*s was changed after it was applied: restore it",
                                   SPOOR_SLICE_ARG(item->name));
        if (i >= m->file_count)
            return spoor_error_set(err, SPOOR_HALT, "migratie", "the schema has %.*s, unknown to this program: "
                                   "install a newer spoor", SPOOR_SLICE_ARG(item->name));
    }
    return SPOOR_OK;
}

static enum spoor_status apply_missing(struct migrator *m, struct spoor_error *err)
{
    enum spoor_status status = check_state(m, err);
    for (size_t i = 0; i < m->file_count && !status; i++) {
        if (m->items[i].applied)
            continue;
        status = apply_file(m, i, err);
        m->items[i].applied = !status;
        m->items[i].applied_us = status ? SPOOR_TIME_NONE : spoor_time_now_us();
    }
    return status;
}

static enum spoor_status open_migrator(struct migrator *m, const char *dsn, const char *directory,
                                       struct spoor_error *err)
{
    struct spoor_session_options options = {.dsn = dsn, .application = "spoor migrate",
                                            .lock_timeout_ms = ADVISORY_TIMEOUT_MS};
    struct migration_file *files;
    char start[STORE_START_TEXT_MAX];
    enum spoor_status status = migration_files_load(directory, m->arena, &files, &m->file_count, err);
    if (status)
        return status;
    m->files = files;
    return store_connect(&options, &m->conn, start, err);
}

enum spoor_status spoor_migrate_status(const char *dsn, const char *directory, struct spoor_arena *arena,
                                       struct spoor_migration **out_items, size_t *out_count, struct spoor_error *err)
{
    return spoor_migrate_apply(dsn, directory, true, arena, out_items, out_count, err);
}

enum spoor_status spoor_migrate_apply(const char *dsn, const char *directory, bool dry_run, struct spoor_arena *arena,
                                      struct spoor_migration **out_items, size_t *out_count, struct spoor_error *err)
{
    struct spoor_error failure = {0};
    struct migrator m = {.arena = arena};
    enum spoor_status status = open_migrator(&m, dsn, directory, &failure);
    if (!status && !dry_run)
        status = run(&m, STORE_MIGRATE_LOCK, 0, NULL, NULL, &failure);
    if (!status)
        status = load_state(&m, &failure);
    if (!status && !dry_run)
        status = apply_missing(&m, &failure);
    PQfinish(m.conn);
    if (status) {
        if (err)
            *err = failure;
        return status;
    }
    *out_items = m.items;
    *out_count = m.item_count;
    return SPOOR_OK;
}
