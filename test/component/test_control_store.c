#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/store/control_store.h>
#include <spoor/store/query.h>

#include "support_store.h"

static bool is_open(struct store *store, const char *topic)
{
    struct spoor_breaker breakers[] = {{.topic = spoor_slice_of("another")}, {.topic = spoor_slice_of(topic)}};
    assert_int_equal(spoor_store_breakers(store->session, breakers, 2, &store->err), SPOOR_OK);
    assert_false(breakers[0].open);
    assert_int_equal(breakers[1].open, breakers[1].reason[0] != 0);
    return breakers[1].open;
}

static void an_interruption_is_remembered_until_a_person_closes_it(void **state)
{
    struct store *store = *state;
    bool found = false;
    assert_false(is_open(store, "kanaal.balie"));
    for (int i = 0; i < 2; i++) /* twice is once */
        assert_int_equal(spoor_store_breaker_open(store->session, "kanaal.balie", "150 of 200", &store->err), SPOOR_OK);
    assert_true(is_open(store, "kanaal.balie"));
    assert_false(is_open(store, "kanaal.portaal"));
    assert_int_equal(spoor_store_breaker_close(store->session, "kanaal.balie", "mended", &found, &store->err),
                     SPOOR_OK);
    assert_true(found);
    assert_false(is_open(store, "kanaal.balie"));
    assert_int_equal(database_number("SELECT count(*) FROM spoor.onderbreking WHERE reden = '150 of 200' "
                                     "AND gesloten_reden = 'mended' AND gesloten_door <> ''"),
                     1);
}

static void closing_what_is_not_open_says_so_and_a_topic_can_open_again(void **state)
{
    struct store *store = *state;
    bool found = true;
    assert_int_equal(spoor_store_breaker_close(store->session, "t", "", &found, &store->err), SPOOR_OK);
    assert_false(found);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(spoor_store_breaker_open(store->session, "t", "again", &store->err), SPOOR_OK);
        assert_int_equal(spoor_store_breaker_close(store->session, "t", "", &found, &store->err), SPOOR_OK);
        assert_true(found);
    }
    assert_int_equal(database_number("SELECT count(*) FROM spoor.onderbreking WHERE topic = 't'"), 2);
}

static enum spoor_status accept(struct store *store, const char *topic, int32_t partition, int64_t offset, bool canonical,
                                const char *reason)
{
    struct spoor_loss loss = {
        .topic = topic, .partition = partition, .offset = offset, .position = 41, .canonical = canonical};
    return spoor_store_loss_accept(store->session, &loss, reason, &store->err);
}

static void a_loss_on_a_channel_names_what_is_lost_and_the_newest_counts(void **state)
{
    struct store *store = *state;
    int64_t offset = 0, first = 0, second = 0;
    assert_int_equal(spoor_store_loss_offset(store->session, "kanaal.x", 2, &offset, &first, &store->err), SPOOR_OK);
    assert_int_equal(offset, -1);
    database_run("INSERT INTO spoor.bron (topic, partitie, offset_max, records, bijgewerkt_op) "
                 "VALUES ('kanaal.x', 2, 40, 41, now())");
    assert_int_equal(accept(store, "kanaal.x", 2, 90, false, "disk gone"), SPOOR_OK);
    int64_t still = -1; /* until intake takes the decision, also when the topic grows past our position before that */
    assert_int_equal(spoor_store_stilstand(store->session, "kanaal.x", 2, &still, &store->err), SPOOR_OK);
    assert_int_equal(still, 41);
    assert_int_equal(spoor_store_loss_offset(store->session, "kanaal.x", 2, &offset, &first, &store->err), SPOOR_OK);
    assert_int_equal(offset, 90);
    assert_int_equal(accept(store, "kanaal.x", 2, 7, false, "topic new"),
                     SPOOR_OK);
    assert_int_equal(spoor_store_loss_offset(store->session, "kanaal.x", 2, &offset, &second, &store->err), SPOOR_OK);
    assert_int_equal(offset, 7);
    assert_true(second > first);
    assert_int_equal(spoor_store_loss_settled(store->session, "kanaal.x", 2, second, true, &store->err), SPOOR_OK);
    assert_int_equal(spoor_store_loss_offset(store->session, "kanaal.x", 2, &offset, &first, &store->err), SPOOR_OK);
    assert_int_equal(offset, -1); /* a decision counts for one incident */
    assert_int_equal(database_number("SELECT count(*) FROM spoor.ingreep WHERE van_offset = 41 AND door <> ''"), 2);
}

static int64_t stands_at(struct store *store, const char *topic, int32_t partition)
{
    int64_t position = 0;
    assert_int_equal(spoor_store_stilstand(store->session, topic, partition, &position, &store->err), SPOOR_OK);
    return position;
}

static void a_partition_stands_still_until_a_person_accepts_its_loss(void **state)
{
    struct store *store = *state;
    int64_t offset = 0, number = 0;
    assert_int_equal(stands_at(store, "kanaal.s", 1), -1);
    for (int64_t position = 40; position <= 41; position++) /* where it was noticed first */
        assert_int_equal(spoor_store_stilstand_begin(store->session, "kanaal.s", 1, position, &store->err), SPOOR_OK);
    assert_int_equal(spoor_store_stilstand_begin(store->session, STORE_TOPIC, 1, 7, &store->err), SPOOR_OK);
    assert_int_equal(stands_at(store, "kanaal.s", 1), 40);
    assert_int_equal(stands_at(store, "kanaal.s", 0), -1);
    assert_int_equal(accept(store, "kanaal.s", 1, 0, false, "new"), SPOOR_OK);
    assert_int_equal(stands_at(store, "kanaal.s", 1), 40);
    assert_int_equal(spoor_store_loss_offset(store->session, "kanaal.s", 1, &offset, &number, &store->err), SPOOR_OK);
    assert_int_equal(spoor_store_loss_settled(store->session, "kanaal.s", 1, number, true, &store->err), SPOOR_OK);
    assert_int_equal(stands_at(store, "kanaal.s", 1), -1);
    assert_int_equal(accept(store, STORE_TOPIC, 1, 500, true, "truncated"), SPOOR_OK);
    assert_int_equal(stands_at(store, STORE_TOPIC, 1), -1);
}

static void a_decision_that_was_not_needed_is_no_standing_permit(void **state)
{
    struct store *store = *state;
    int64_t offset = 0, number = 0;
    assert_int_equal(accept(store, "kanaal.v", 1, 3, false, "?"), SPOOR_OK);
    assert_int_equal(accept(store, "kanaal.v", 1, 5, false, "?"), SPOOR_OK);
    assert_int_equal(spoor_store_loss_offset(store->session, "kanaal.v", 1, &offset, &number, &store->err), SPOOR_OK);
    assert_int_equal(spoor_store_loss_settled(store->session, "kanaal.v", 1, number, false, &store->err), SPOOR_OK);
    assert_int_equal(spoor_store_loss_offset(store->session, "kanaal.v", 1, &offset, &number, &store->err), SPOOR_OK);
    assert_int_equal(offset, -1);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.ingreep WHERE topic = 'kanaal.v' AND vervallen"), 2);
}

static void the_new_topic_begins_between_the_last_record_of_the_old_one_and_its_own_first(void **state)
{
    struct store *store = *state;
    const int64_t first_us = 1800000000 * SPOOR_SECOND_US;
    database_run("INSERT INTO spoor.bron (topic, partitie, offset_max, records, bijgewerkt_op, laatste_gebeurtenis_op) "
                 "SELECT 'kanaal.w', p - 1, 9, 10, now(), to_timestamp((ARRAY[1799999999.7, 1700000000, 1800000009])[p]) "
                 "FROM generate_series(1, 3) AS p");
    for (int32_t partition = 0; partition < 4; partition++) {
        struct spoor_loss loss = {.topic = "kanaal.w", .partition = partition, .broker_us = first_us};
        assert_int_equal(spoor_store_loss_accept(store->session, &loss, "new", &store->err), SPOOR_OK);
    }
    assert_int_equal(database_number("SELECT count(*) FROM spoor.ingreep WHERE topic = 'kanaal.w' AND "
                                     "broker_vanaf = to_timestamp((ARRAY[1799999999.700001, 1799999999, 1800000000, "
                                     "1799999999])[partitie + 1])"),
                     4);
}

static void a_loss_on_the_canonical_topic_moves_the_position_and_fences_the_owner(void **state)
{
    struct store *store = *state;
    int64_t epoch = database_number("SELECT epoch FROM spoor.progress WHERE partitie = 1");
    assert_int_equal(accept(store, STORE_TOPIC, 1, 500, true, "truncated"),
                     SPOOR_OK);
    assert_int_equal(database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 1"), 500);
    assert_int_equal(database_number("SELECT epoch FROM spoor.progress WHERE partitie = 1"), epoch + 1);
    assert_int_equal(store_begin(store), SPOOR_LOST);
    assert_true(store->lost[1]);
    assert_int_equal(database_number("SELECT tot_offset - van_offset FROM spoor.ingreep WHERE kanoniek"), 500);
}

static void a_loss_on_a_partition_that_was_never_read_is_refused(void **state)
{
    struct store *store = *state;
    assert_int_equal(accept(store, STORE_TOPIC, 99, 5, true, "?"), SPOOR_HALT);
    assert_string_equal(store->err.code, "niet_gevonden");
    assert_int_equal(database_number("SELECT count(*) FROM spoor.ingreep"), 0);
}

static void rejected_record(const char *stand)
{
    char sql[512];
    snprintf(
        sql, sizeof sql,
        "INSERT INTO spoor.quarantaine (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, omvang, "
        "afgewezen_op, reden, vorm, stand) VALUES ('kanaal.x', 0, 5, 0, 10, now(), 'onleesbaar', 'origineel', '%s')",
        stand);
    database_run(sql);
}

static const struct spoor_origin origin = {.topic = {"kanaal.x", 8}, .partition = 0, .offset = 5, .index = 0};

static void what_a_person_does_with_a_rejected_record_is_on_the_record(void **state)
{
    struct store *store = *state;
    bool found = false;
    rejected_record("open");
    assert_int_equal(spoor_store_quarantaine_opened(store->session, &origin, &store->err), SPOOR_OK);
    assert_int_equal(spoor_store_quarantaine_offered(store->session, &origin, &found, &store->err), SPOOR_OK);
    assert_true(found);
    assert_int_equal(spoor_store_quarantaine_drop(store->session, &origin, "spam", &found, &store->err), SPOOR_OK);
    assert_true(found);
    assert_string_equal(database_text("SELECT string_agg(handeling, ' ' ORDER BY nummer) FROM spoor.auditlog "
                                      "WHERE onderwerp = 'kanaal.x/0/5/0'"),
                        "quarantaine-geopend quarantaine-herkanst quarantaine-vervallen");
    assert_string_equal(database_text("SELECT stand FROM spoor.quarantaine WHERE herkanst_op IS NOT NULL"),
                        "vervallen");
}

static void a_record_that_is_closed_stays_closed_and_nothing_is_written(void **state)
{
    struct store *store = *state;
    bool found = true;
    rejected_record("hersteld");
    assert_int_equal(spoor_store_quarantaine_drop(store->session, &origin, "late", &found, &store->err), SPOOR_OK);
    assert_false(found);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.auditlog"), 0);
    assert_int_equal(store_begin(store), SPOOR_OK); /* the session is fit for use */
}

static void the_read_model_gives_texts_in_one_snapshot(void **state)
{
    struct store *store = *state;
    struct spoor_slice topic = SPOOR_SLICE(STORE_TOPIC);
    struct spoor_table table;
    assert_int_equal(spoor_query_begin(store->session, &store->err), SPOOR_OK);
    assert_int_equal(
        spoor_query_run(store->session, SPOOR_QUERY_LAG_PROGRESS, &topic, &store->arena, &table, &store->err),
        SPOOR_OK);
    assert_int_equal(table.rows, STORE_PARTITIONS);
    database_run("UPDATE spoor.progress SET next_offset = 77");
    assert_int_equal(
        spoor_query_run(store->session, SPOOR_QUERY_LAG_PROGRESS, &topic, &store->arena, &table, &store->err),
        SPOOR_OK);
    assert_int_equal(spoor_table_int(&table, 0, 1, -5), 0);
    assert_int_equal(spoor_query_end(store->session, &store->err), SPOOR_OK);
    assert_int_equal(
        spoor_query_run(store->session, SPOOR_QUERY_LAG_PROGRESS, &topic, &store->arena, &table, &store->err),
        SPOOR_OK);
    assert_int_equal(spoor_table_int(&table, 2, 1, -5), 77);
    assert_int_equal(spoor_table_int(&table, 2, 6, -5), -5); /* NULL: nothing is waiting */
}

int main(void)
{
#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, store_setup, store_teardown)
    const struct CMUnitTest tests[] = {
        STORE_TEST(an_interruption_is_remembered_until_a_person_closes_it),
        STORE_TEST(closing_what_is_not_open_says_so_and_a_topic_can_open_again),
        STORE_TEST(a_loss_on_a_channel_names_what_is_lost_and_the_newest_counts),
        STORE_TEST(a_partition_stands_still_until_a_person_accepts_its_loss),
        STORE_TEST(a_decision_that_was_not_needed_is_no_standing_permit),
        STORE_TEST(the_new_topic_begins_between_the_last_record_of_the_old_one_and_its_own_first),
        STORE_TEST(a_loss_on_the_canonical_topic_moves_the_position_and_fences_the_owner),
        STORE_TEST(a_loss_on_a_partition_that_was_never_read_is_refused),
        STORE_TEST(what_a_person_does_with_a_rejected_record_is_on_the_record),
        STORE_TEST(a_record_that_is_closed_stays_closed_and_nothing_is_written),
        STORE_TEST(the_read_model_gives_texts_in_one_snapshot),
    };
    return cmocka_run_group_tests(tests, database_group_setup, database_group_teardown);
}
