#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <spoor/store/fold_store.h>
#include <spoor/store/migrate.h>

#include "support_database.h"

#define MIGRATIONS SPOOR_TEST_SOURCE_DIR "/../migrations"

static struct spoor_arena arena;
static struct spoor_migration *items;
static size_t count;
static struct spoor_error err;
static char folder[64];

static void write_migration(const char *name, const char *sql)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(sql, file);
    fclose(file);
}

/* A folder with the real first migration and nothing else. */
static int setup(void **state)
{
    database_setup(state);
    spoor_arena_init(&arena, 64 << 20);
    snprintf(folder, sizeof folder, "/tmp/spoor-migrations-XXXXXX");
    assert_non_null(mkdtemp(folder));
    char command[256];
    snprintf(command, sizeof command, "cp %s/*.sql %s", MIGRATIONS, folder);
    assert_int_equal(system(command), 0);
    return 0;
}

static int teardown(void **state)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    spoor_arena_fini(&arena);
    return database_teardown(state);
}

static enum spoor_status apply(bool dry_run)
{
    return spoor_migrate_apply(database_dsn(), folder, dry_run, &arena, &items, &count, &err);
}

static void applying_again_changes_nothing(void **state)
{
    (void)state;
    assert_int_equal(apply(false), SPOOR_OK);
    assert_int_equal(count, SPOOR_SCHEMA_VERSION);
    assert_true(items[0].applied);
    assert_false(items[0].changed);
    assert_int_equal(items[0].checksum.length, 64);
    assert_true(items[0].applied_us > SPOOR_TIME_NONE);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.migratie"), SPOOR_SCHEMA_VERSION);
}

static void dry_run_lists_and_applies_nothing(void **state)
{
    (void)state;
    database_run("DROP SCHEMA spoor_api CASCADE; DROP SCHEMA spoor CASCADE");
    assert_int_equal(apply(true), SPOOR_OK);
    assert_int_equal(count, SPOOR_SCHEMA_VERSION);
    assert_false(items[0].applied);
    assert_int_equal(database_number("SELECT count(*) FROM pg_namespace WHERE nspname = 'spoor'"), 0);
    assert_int_equal(apply(false), SPOOR_OK);
    assert_true(items[0].applied);
}

static void a_file_that_fails_leaves_nothing_behind(void **state)
{
    (void)state;
    char name[32];
    snprintf(name, sizeof name, "%04d_fails.sql", SPOOR_SCHEMA_VERSION + 1);
    write_migration(name, "-- x\n-- oldest binary served: 1\nCREATE TABLE spoor.half ();\nSELECT 1/0;\n");
    assert_int_equal(apply(false), SPOOR_HALT);
    assert_string_equal(err.code, "22012");
    assert_int_equal(database_number("SELECT count(*) FROM pg_class WHERE relname = 'half'"), 0);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.migratie"), SPOOR_SCHEMA_VERSION);
}

static void a_changed_file_is_refused(void **state)
{
    (void)state;
    database_run("UPDATE spoor.migratie SET checksum = 'other' WHERE nummer = 1");
    assert_int_equal(apply(true), SPOOR_OK);
    assert_true(items[0].changed);
    assert_int_equal(apply(false), SPOOR_HALT);
    assert_non_null(strstr(err.message, "changed"));
}

static void a_newer_schema_is_refused(void **state)
{
    (void)state;
    database_run("INSERT INTO spoor.migratie (nummer, oudste_binair, naam, checksum) "
                 "VALUES (999, 999, '0999_later', '')");
    assert_int_equal(apply(false), SPOOR_HALT);
    assert_non_null(strstr(err.message, "0999_later"));
    struct spoor_session *session;
    struct spoor_session_options options = {.dsn = database_dsn()};
    assert_int_equal(spoor_session_open(&options, &session, &err), SPOOR_HALT);
    assert_non_null(strstr(err.message, "newer"));
}

static void a_database_without_schema_names_the_command(void **state)
{
    (void)state;
    database_run("DROP SCHEMA spoor_api CASCADE; DROP SCHEMA spoor CASCADE");
    struct spoor_session *session;
    struct spoor_session_options options = {.dsn = database_dsn()};
    assert_int_equal(spoor_session_open(&options, &session, &err), SPOOR_HALT);
    assert_non_null(strstr(err.message, "spoor migrate"));
}

static void a_head_without_its_line_is_refused(void **state)
{
    (void)state;
    char name[32];
    snprintf(name, sizeof name, "%04d_bare.sql", SPOOR_SCHEMA_VERSION + 1);
    write_migration(name, "SELECT 1;\n");
    assert_int_equal(apply(false), SPOOR_HALT);
    assert_non_null(strstr(err.message, "oldest binary served"));
    write_migration(name, "\n-- oldest binary served: 1\nSELECT 1;\n");
    snprintf(name, sizeof name, "%04d_gap.sql", SPOOR_SCHEMA_VERSION + 3);
    write_migration(name, "\n-- oldest binary served: 1\nSELECT 1;\n");
    assert_int_equal(apply(false), SPOOR_HALT);
    assert_non_null(strstr(err.message, "expected number"));
    assert_int_equal(spoor_migrate_status(database_dsn(), "/nowhere", &arena, &items, &count, &err), SPOOR_HALT);
}

static void a_lock_on_the_hot_path_makes_a_migration_wait_shortly(void **state)
{
    (void)state;
    char name[32];
    snprintf(name, sizeof name, "%04d_alters.sql", SPOOR_SCHEMA_VERSION + 1);
    write_migration(name, "\n-- oldest binary served: 1\nALTER TABLE spoor.klant ADD COLUMN extra int;\n");
    PGconn *stranger = database_connect();
    PQclear(PQexec(stranger, "BEGIN; LOCK TABLE spoor.klant IN ACCESS SHARE MODE"));
    assert_int_equal(apply(false), SPOOR_RETRY);
    assert_string_equal(err.code, "55P03");
    PQfinish(stranger);
    assert_int_equal(apply(false), SPOOR_OK);
}

/* What role may SELECT: a table, or a column as table.column. */
static bool may_read(const char *role, const char *table, const char *column)
{
    char sql[256];
    if (column)
        snprintf(sql, sizeof sql, "SELECT has_column_privilege('%s', '%s', '%s', 'select')", role, table, column);
    else
        snprintf(sql, sizeof sql, "SELECT has_table_privilege('%s', '%s', 'select')", role, table);
    return database_text(sql)[0] == 't';
}

static void roles_see_no_more_than_they_may(void **state)
{
    (void)state;
    assert_false(may_read("spoor_read", "spoor.quarantaine", "verzegeld"));
    assert_false(may_read("spoor_ops", "spoor.quarantaine", "verzegeld"));
    assert_true(may_read("spoor_ops", "spoor.quarantaine", "reden"));
    assert_false(may_read("spoor_read", "spoor.gebeurtenis", "verzegeld"));
    assert_true(may_read("spoor_privacy", "spoor.quarantaine", "verzegeld"));
    assert_false(may_read("spoor_ops", "spoor.klant", NULL));
    assert_true(may_read("spoor_read", "spoor_api.klantreis_stand", NULL));
    assert_string_equal(database_text("SELECT has_table_privilege('spoor_process', 'spoor.gebeurtenis', 'update')"),
                        "f");
}

static void everything_people_query_has_a_comment(void **state)
{
    (void)state;
    assert_string_equal(database_text("SELECT coalesce(string_agg(c.relname, ' '), '') FROM pg_class c "
                                      "WHERE c.relnamespace IN ('spoor'::regnamespace, 'spoor_api'::regnamespace) "
                                      "AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition "
                                      "AND obj_description(c.oid, 'pg_class') IS NULL"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(applying_again_changes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(dry_run_lists_and_applies_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_fails_leaves_nothing_behind, setup, teardown),
        cmocka_unit_test_setup_teardown(a_changed_file_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_newer_schema_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_database_without_schema_names_the_command, setup, teardown),
        cmocka_unit_test_setup_teardown(a_head_without_its_line_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_lock_on_the_hot_path_makes_a_migration_wait_shortly, setup, teardown),
        cmocka_unit_test_setup_teardown(roles_see_no_more_than_they_may, setup, teardown),
        cmocka_unit_test_setup_teardown(everything_people_query_has_a_comment, setup, teardown),
    };
    return cmocka_run_group_tests_name("store_migrate", tests, database_group_setup, database_group_teardown);
}
