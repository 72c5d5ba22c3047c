#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sqlstate.h"

struct expectation {
    const char *sqlstate;
    enum spoor_status status;
    enum store_sqlstate_remedy remedy;
};

static void every_answer_of_2_4_is_given(void **state)
{
    (void)state;
    static const struct expectation expected[] = {
        {NULL, SPOOR_RETRY, STORE_DROP_CONNECTION},    /* connection broke */
        {"", SPOOR_RETRY, STORE_DROP_CONNECTION},
        {"08006", SPOOR_RETRY, STORE_DROP_CONNECTION},
        {"57P01", SPOOR_RETRY, STORE_DROP_CONNECTION}, /* terminated */
        {"57P03", SPOOR_RETRY, STORE_DROP_CONNECTION}, /* starting up */
        {"25006", SPOOR_RETRY, STORE_DROP_CONNECTION}, /* read-only after a failover */
        {"0A000", SPOOR_RETRY, STORE_DROP_CONNECTION}, /* cached plan changed */
        {"26000", SPOOR_RETRY, STORE_DROP_CONNECTION},
        {"57014", SPOOR_RETRY, STORE_KEEP_CONNECTION}, /* cancelled */
        {"40001", SPOOR_RETRY, STORE_KEEP_CONNECTION},
        {"40P01", SPOOR_RETRY, STORE_KEEP_CONNECTION}, /* deadlock */
        {"53100", SPOOR_RETRY, STORE_KEEP_CONNECTION}, /* disk full */
        {"53300", SPOOR_RETRY, STORE_KEEP_CONNECTION},
        {"55P03", SPOOR_RETRY, STORE_KEEP_CONNECTION}, /* lock timeout */
        {"58030", SPOOR_RETRY, STORE_KEEP_CONNECTION},
        {"XX000", SPOOR_RETRY, STORE_KEEP_CONNECTION},
        {"22021", SPOOR_REJECT, STORE_KEEP_CONNECTION}, /* a byte that is no text */
        {"23505", SPOOR_REJECT, STORE_KEEP_CONNECTION},
        {"23514", SPOOR_REJECT, STORE_KEEP_CONNECTION},
        {"21000", SPOOR_REJECT, STORE_KEEP_CONNECTION},
        {"54000", SPOOR_REJECT, STORE_KEEP_CONNECTION},
        {"42P01", SPOOR_HALT, STORE_KEEP_CONNECTION},
        {"42501", SPOOR_HALT, STORE_KEEP_CONNECTION},
        {"3D000", SPOOR_HALT, STORE_KEEP_CONNECTION},
        {"28P01", SPOOR_HALT, STORE_KEEP_CONNECTION},
        {"XX001", SPOOR_HALT, STORE_KEEP_CONNECTION}, /* corruption */
        {"P0001", SPOOR_HALT, STORE_KEEP_CONNECTION},
    };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const struct expectation *e = &expected[i];
        if (store_sqlstate_status(e->sqlstate) != e->status || store_sqlstate_remedy(e->sqlstate) != e->remedy)
            fail_msg("%s", e->sqlstate ? e->sqlstate : "(none)");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_answer_of_2_4_is_given)};
    return cmocka_run_group_tests_name("store_sqlstate", tests, NULL, NULL);
}
