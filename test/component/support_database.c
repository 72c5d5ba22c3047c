#include "support_database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <spoor/store/migrate.h>

static char template_name[32], database_name[64], dsn[512], cell[4096];
static int sequence_number;
static PGconn *server, *observer;

const char *database_server(void)
{
    const char *conninfo = getenv("SPOOR_TEST_PG");
    if (!conninfo || !conninfo[0])
        fail_msg("SPOOR_TEST_PG is not set: component tests need a PostgreSQL (test/all starts one)");
    return conninfo;
}

static PGconn *connect_to(const char *conninfo)
{
    PGconn *conn = PQconnectdb(conninfo);
    if (PQstatus(conn) != CONNECTION_OK)
        fail_msg("%s", PQerrorMessage(conn));
    PQclear(PQexec(conn, "SET client_min_messages = warning"));
    return conn;
}

static void run_on(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(conn));
    PQclear(result);
}

static void run_server(const char *before, const char *name, const char *after)
{
    char sql[256];
    snprintf(sql, sizeof sql, "%s %s %s", before, name, after);
    run_on(server, sql);
}

static void name_dsn(const char *name)
{
    snprintf(dsn, sizeof dsn, "%s dbname=%s", database_server(), name);
}

int database_group_setup(void **state)
{
    (void)state;
    struct spoor_arena arena;
    struct spoor_migration *items;
    size_t count;
    struct spoor_error err = {0};
    server = connect_to(database_server());
    snprintf(template_name, sizeof template_name, "spoor_test_%d", (int)getpid());
    run_server("CREATE DATABASE", template_name, "");
    name_dsn(template_name);
    spoor_arena_init(&arena, 16 << 20);
    enum spoor_status status =
        spoor_migrate_apply(dsn, SPOOR_TEST_SOURCE_DIR "/../migrations", false, &arena, &items, &count, &err);
    spoor_arena_fini(&arena);
    if (status)
        fail_msg("%s", err.message);
    return 0;
}

int database_group_teardown(void **state)
{
    (void)state;
    run_server("DROP DATABASE", template_name, "");
    PQfinish(server);
    return 0;
}

int database_setup(void **state)
{
    (void)state;
    char source[96];
    snprintf(database_name, sizeof database_name, "%s_%d", template_name, ++sequence_number);
    snprintf(source, sizeof source, "TEMPLATE %s", template_name);
    run_server("CREATE DATABASE", database_name, source);
    name_dsn(database_name);
    observer = connect_to(dsn);
    return 0;
}

int database_teardown(void **state)
{
    (void)state;
    PQfinish(observer);
    run_server("DROP DATABASE", database_name, "WITH (FORCE)");
    return 0;
}

const char *database_dsn(void)
{
    return dsn;
}

PGconn *database_connect(void)
{
    return connect_to(dsn);
}

void database_run(const char *sql)
{
    run_on(observer, sql);
}

const char *database_text(const char *sql)
{
    PGresult *result = PQexec(observer, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) == 0)
        fail_msg("%s: no row: %s", sql, PQerrorMessage(observer));
    snprintf(cell, sizeof cell, "%s", PQgetvalue(result, 0, 0));
    PQclear(result);
    return cell;
}

int64_t database_number(const char *sql)
{
    return strtoll(database_text(sql), NULL, 10);
}

void database_wait_until(const char *condition)
{
    char sql[1024];
    snprintf(sql, sizeof sql, "SELECT %s", condition);
    for (int attempt = 0; attempt < 500; attempt++) {
        if (database_text(sql)[0] == 't')
            return;
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    fail_msg("never became true: %s", condition);
}
