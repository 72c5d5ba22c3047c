/* Much to fold again in one batch: it is folded as smaller ones, and takes no more memory than these. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "support_worker.h"

enum { CONTACTS = 3000, WITHDRAWN = 1000, MEBIBYTES_MAX = 700 };

static struct line lines[CONTACTS + WITHDRAWN];
static char ids[CONTACTS + WITHDRAWN][16], data[CONTACTS + WITHDRAWN][160];

static void make_lines(void)
{
    for (int i = 0; i < CONTACTS + WITHDRAWN; i++) {
        bool contact = i < CONTACTS;
        snprintf(ids[i], sizeof ids[i], "e%d", i);
        if (contact)
            snprintf(data[i], sizeof data[i], "{\"kanaal\":\"balie\",\"plaatsgevondenOp\":\"2025-12-01T%02d:%02d:%02dZ\"}",
                     i / 3600, i / 60 % 60, i % 60);
        else
            snprintf(data[i], sizeof data[i], "{\"correctieVan\":{\"id\":\"e%d\"},\"reden\":\"dubbel\"}", i - CONTACTS);
        lines[i] = (struct line){0, "k1-anna",
                                 contact ? "klantcontacten.klantcontact-geregistreerd"
                                         : "klantcontacten.klantcontact-ingetrokken",
                                 ids[i], data[i]};
    }
}

static void many_withdrawals_in_one_batch_are_folded_as_smaller_ones(void **state)
{
    int32_t partition = 0;
    struct rusage used;
    (void)state;
    make_lines();
    struct spoor_record *records = records_make(lines, CONTACTS + WITHDRAWN);
    struct hand_worker *hand = hand_worker_open(&partition, 1, 100);
    hand_worker_fold(hand, records, CONTACTS);
    hand_worker_fold(hand, records + CONTACTS, WITHDRAWN);
    hand_worker_close(hand);
    records_free(records, CONTACTS + WITHDRAWN);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.klantcontact"), CONTACTS - WITHDRAWN);
    assert_int_equal(database_number("SELECT volgnummer FROM spoor.klant"), CONTACTS + WITHDRAWN);
    assert_int_equal(database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 0"), CONTACTS + WITHDRAWN);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.quarantaine"), 0);
    assert_int_equal(getrusage(RUSAGE_SELF, &used), 0);
    assert_true(used.ru_maxrss / 1024 < MEBIBYTES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(many_withdrawals_in_one_batch_are_folded_as_smaller_ones, database_setup,
                                        database_teardown),
    };
    return cmocka_run_group_tests_name("fold_work", tests, database_group_setup, database_group_teardown);
}
