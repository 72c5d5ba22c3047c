/* Database: a real PostgreSQL for component tests; one migrated template per program, a database per test.
 *
 * The server comes from the environment SPOOR_TEST_PG, a conninfo of a superuser; without it the test fails.
 * Threads: one. Memory: of the program. */
#ifndef SUPPORT_DATABASE_H
#define SUPPORT_DATABASE_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

/* Group fixtures of cmocka: the template. */
int database_group_setup(void **state);
int database_group_teardown(void **state);
/* Test fixtures: a database of its own, and a connection of the test to it. */
int database_setup(void **state);
int database_teardown(void **state);

const char *database_dsn(void); /* of the database of the running test */
/* A superuser's view of it. Any failure fails the test. */
void database_run(const char *sql);
int64_t database_number(const char *sql);
const char *database_text(const char *sql); /* first cell; "" for NULL; valid until the next call */
/* Another connection, for whoever must hold a lock or be a stranger. */
PGconn *database_connect(void);
/* The server without a database, for tests that make their own. */
const char *database_server(void);
void database_wait_until(const char *condition); /* SQL that becomes true; fails after ten seconds */

#endif
