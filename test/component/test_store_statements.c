#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "support_database.h"

#include "../../src/store/statements.h"

/* A statement that names a column or right that is not there would show only when it is first used. */
static void every_statement_fits_the_schema(void **state)
{
    (void)state;
    PGconn *conn = database_connect();
    for (int i = 0; i < STORE_STATEMENT_COUNT; i++) {
        enum store_statement statement = (enum store_statement)i;
        PGresult *result = PQprepare(conn, store_statement_name(statement), store_statement_text(statement), 0, NULL);
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            fail_msg("%s: %s", store_statement_name(statement), PQerrorMessage(conn));
        PQclear(result);
    }
    PQfinish(conn);
}

static void every_file_is_a_statement_of_the_table(void **state)
{
    (void)state;
    char command[256];
    snprintf(command, sizeof command, "ls %s/../src/store/sql/*.sql | wc -l", SPOOR_TEST_SOURCE_DIR);
    FILE *pipe = popen(command, "r");
    int files = 0;
    assert_int_equal(fscanf(pipe, "%d", &files), 1);
    pclose(pipe);
    assert_int_equal(files, STORE_STATEMENT_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_statement_fits_the_schema, database_setup, database_teardown),
        cmocka_unit_test(every_file_is_a_statement_of_the_table),
    };
    return cmocka_run_group_tests_name("store_statements", tests, database_group_setup, database_group_teardown);
}
