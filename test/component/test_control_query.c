/* The read model: order, pages and what `verify` asks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/store/query.h>

#include "support_store.h"

static struct spoor_table ask(struct store *store, enum spoor_query query, const struct spoor_slice *parameters)
{
    struct spoor_table table;
    if (spoor_query_run(store->session, query, parameters, &store->arena, &table, &store->err) != SPOOR_OK)
        fail_msg("%s: %s", spoor_query_name(query), store->err.message);
    return table;
}

static void reject(int64_t offset, const char *reden, const char *stand)
{
    char sql[512];
    snprintf(sql, sizeof sql,
             "INSERT INTO spoor.quarantaine (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, "
             "omvang, afgewezen_op, reden, vorm, stand, verzegeld) "
             "VALUES ('kanaal.x', 0, %lld, 0, 10, now(), '%s', 'origineel', '%s', '\\x00ff')",
             (long long)offset, reden, stand);
    database_run(sql);
}

static void rejected_records_come_by_origin_in_the_order_of_numbers(void **state)
{
    struct spoor_slice parameters[] = {SPOOR_SLICE_NULL,  SPOOR_SLICE_NULL,  SPOOR_SLICE_NULL,  SPOOR_SLICE(""),
                                       SPOOR_SLICE("-1"), SPOOR_SLICE("-1"), SPOOR_SLICE("-1"), SPOOR_SLICE("2")};
    reject(100, "onleesbaar", "open");
    reject(9, "onleesbaar", "open");
    reject(20, "geen_id", "hersteld");
    struct spoor_table page = ask(*state, SPOOR_QUERY_QUARANTAINE_LIST, parameters);
    assert_int_equal(page.rows, 2);
    assert_int_equal(spoor_table_int(&page, 0, 2, 0), 9);
    assert_int_equal(spoor_table_int(&page, 1, 2, 0), 20);
    for (size_t i = 0; i < 4; i++)
        parameters[3 + i] = spoor_table_text(&page, 1, i);
    page = ask(*state, SPOOR_QUERY_QUARANTAINE_LIST, parameters);
    assert_int_equal(page.rows, 1);
    assert_int_equal(spoor_table_int(&page, 0, 2, 0), 100);
}

static void rejected_records_are_filtered_by_reason_and_state(void **state)
{
    struct spoor_slice parameters[] = {SPOOR_SLICE("kanaal.x"), SPOOR_SLICE("onleesbaar"), SPOOR_SLICE("open"),
                                       SPOOR_SLICE(""),         SPOOR_SLICE("-1"),         SPOOR_SLICE("-1"),
                                       SPOOR_SLICE("-1"),       SPOOR_SLICE("9")};
    reject(1, "onleesbaar", "open");
    reject(2, "onleesbaar", "hersteld");
    reject(3, "geen_id", "open");
    struct spoor_table page = ask(*state, SPOOR_QUERY_QUARANTAINE_LIST, parameters);
    assert_int_equal(page.rows, 1);
    assert_int_equal(spoor_table_int(&page, 0, 2, 0), 1);
}

static void sealed_bytes_come_as_they_are(void **state)
{
    struct spoor_slice origin[] = {SPOOR_SLICE("kanaal.x"), SPOOR_SLICE("0"), SPOOR_SLICE("7"), SPOOR_SLICE("0")};
    reject(7, "onleesbaar", "open");
    struct spoor_table row = ask(*state, SPOOR_QUERY_QUARANTAINE_GET, origin);
    assert_int_equal(row.rows, 1);
    assert_int_equal(spoor_table_text(&row, 0, 9).length, 2);
    assert_memory_equal(spoor_table_text(&row, 0, 9).data, "\x00\xff", 2);
    assert_false(spoor_slice_present(spoor_table_text(&row, 0, 15)));
}

static void leave_out(int64_t offset, int index)
{
    char sql[256];
    snprintf(sql, sizeof sql,
             "INSERT INTO spoor.weggelaten (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, reden, "
             "weggelaten_op) VALUES ('kanaal.x', 0, %lld, %d, 'leeg', now())",
             (long long)offset, index);
    database_run(sql);
}

static void origins_tell_ends_gaps_doubles_and_parts(void **state)
{
    struct store *store = *state;
    struct spoor_slice topic = SPOOR_SLICE(STORE_TOPIC);
    static const int64_t told[] = {2, 4, 5, 9}; /* the first, a part, a double, and behind a gap the last */
    for (int64_t offset = 2; offset < 8; offset++)
        leave_out(offset, offset == 4 ? 1 : 0);
    leave_out(9, 0);
    reject(5, "onleesbaar", "open");
    reject(7, "onleesbaar", "hersteld");
    assert_int_equal(spoor_query_begin(store->session, &store->err), SPOOR_OK);
    ask(store, SPOOR_QUERY_VERIFY_ORIGINS, &topic);
    struct spoor_table rows = ask(store, SPOOR_QUERY_VERIFY_ORIGINS_NEXT, NULL);
    assert_int_equal(rows.rows, 4);
    for (size_t row = 0; row < rows.rows; row++)
        assert_int_equal(spoor_table_int(&rows, row, 2, 0), told[row]);
    assert_int_equal(spoor_table_int(&rows, 1, 8, 0), -1); /* index 0 of offset 4 is missing */
    assert_int_equal(spoor_table_int(&rows, 2, 7, 0), 2);  /* offset 5 is in two places */
    assert_int_equal(spoor_table_int(&rows, 3, 3, 0), 7);  /* before 9 comes 7 */
    assert_true(spoor_table_bool(&rows, 3, 4));            /* and nothing after it */
    assert_int_equal(spoor_table_int(&rows, 3, 5, 0), 7);  /* seven records in all */
    assert_int_equal(ask(store, SPOOR_QUERY_VERIFY_ORIGINS_NEXT, NULL).rows, 0);
    assert_int_equal(spoor_query_end(store->session, &store->err), SPOOR_OK);
}

static void a_fold_transaction_leaves_nothing_for_verify_to_find(void **state)
{
    struct store *store = *state;
    struct spoor_slice topic = SPOOR_SLICE(STORE_TOPIC);
    store_fold(store, sample_rows(&store->arena, 1, 1, 0));
    struct spoor_table row = ask(store, SPOOR_QUERY_VERIFY_VOLGNUMMERS, NULL);
    assert_int_equal(spoor_table_int(&row, 0, 0, 0), 1);
    assert_int_equal(spoor_table_int(&row, 0, 1, -1), 0);
    row = ask(store, SPOOR_QUERY_VERIFY_PUBLICATIES, &topic);
    assert_int_equal(spoor_table_int(&row, 0, 1, -1), 0);
    row = ask(store, SPOOR_QUERY_VERIFY_OUTBOX, &topic);
    assert_int_equal(row.rows, STORE_PARTITIONS);
    assert_int_equal(spoor_table_int(&row, 0, 2, -1), 0);
    database_run("UPDATE spoor.klant SET volgnummer = 5");
    row = ask(store, SPOOR_QUERY_VERIFY_VOLGNUMMERS, NULL);
    assert_int_equal(spoor_table_int(&row, 0, 1, -1), 1);
}

static void a_query_that_fails_leaves_the_session_fit_for_use(void **state)
{
    struct store *store = *state;
    struct spoor_slice wrong = SPOOR_SLICE("no uuid");
    struct spoor_table table;
    assert_int_equal(
        spoor_query_run(store->session, SPOOR_QUERY_STATUS_KLANT, &wrong, &store->arena, &table, &store->err),
        SPOOR_REJECT);
    assert_int_equal(ask(store, SPOOR_QUERY_VERIFY_LOSSES, NULL).rows, 0);
}

int main(void)
{
#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, store_setup, store_teardown)
    const struct CMUnitTest tests[] = {
        STORE_TEST(rejected_records_come_by_origin_in_the_order_of_numbers),
        STORE_TEST(rejected_records_are_filtered_by_reason_and_state),
        STORE_TEST(sealed_bytes_come_as_they_are),
        STORE_TEST(origins_tell_ends_gaps_doubles_and_parts),
        STORE_TEST(a_fold_transaction_leaves_nothing_for_verify_to_find),
        STORE_TEST(a_query_that_fails_leaves_the_session_fit_for_use),
    };
    return cmocka_run_group_tests(tests, database_group_setup, database_group_teardown);
}
