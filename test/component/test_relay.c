#include "support_relay.h"

#include <spoor/base/health.h>
#include <spoor/base/metrics.h>
#include <stdio.h>
#include <string.h>

static struct fold_names names;
static struct spoor_error err;

static int setup(void **state)
{
    if (database_setup(state) != 0)
        return -1;
    fold_world(&names);
    return 0;
}

static int64_t halted(int32_t partition)
{
    char labels[200];
    snprintf(labels, sizeof labels, "topic=\"%s\",partition=\"%d\"", names.canonical, (int)partition);
    return spoor_series_get(spoor_metric_series(SPOOR_METRIC_HALTED, labels));
}

static void until_halted(int32_t partition)
{
    for (int64_t deadline = now_ms() + 20000; !halted(partition);)
        assert_true(now_ms() < deadline);
}

static void until_committed(int32_t partition, int64_t offset, const char *mark)
{
    int64_t found_offset = -1;
    char found[80] = "";
    for (int64_t deadline = now_ms() + 15000; found_offset != offset || strcmp(found, mark) != 0;) {
        if (now_ms() > deadline)
            fail_msg("committed %lld \"%s\", not %lld \"%s\"", (long long)found_offset, found, (long long)offset, mark);
        fold_committed(&names, partition, &found_offset, found);
    }
}

static void foreign_commit(int64_t offset)
{
    struct kafka_member member = {0};
    member_open(&member, names.canonical, names.group, "stranger");
    member_until_assigned(&member, 1);
    struct spoor_topic_partition at = {spoor_slice_of(names.canonical), 0, offset, SPOOR_SLICE_NULL};
    assert_int_equal(spoor_consumer_commit(member.consumer, &at, 1, &err), SPOOR_OK);
    member_close(&member);
}

static void rows_come_out_once_in_order_and_the_mark_goes_with_them(void **state)
{
    (void)state;
    struct fold fold;
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    for (int i = 0; i < 20; i++) {
        fold_append(&fold, 0, 1, 1);
        fold_append(&fold, 1, 3, 2);
    }
    fold_append(&fold, 0, 1700, 100); /* over several Kafka transactions */
    fold_until_published(&names, 0, 1720);
    fold_until_published(&names, 1, 60);
    until_committed(0, 120, "1;h=1720;e=1");
    until_committed(1, 40, "1;h=60;e=1");
    fold_close(&fold);
    fold_check(&names, 1720, 60);
}

static void input_without_output_moves_the_committed_offset_too(void **state)
{
    (void)state;
    struct fold fold;
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    fold_append(&fold, 1, 0, 25);
    until_committed(1, 25, "1;h=0;e=1");
    fold_append(&fold, 1, 0, 5);
    until_committed(1, 30, "1;h=0;e=1");
    fold_close(&fold);
    fold_check(&names, 0, 0);
}

static void revoking_drains_what_is_committed(void **state)
{
    (void)state;
    struct fold fold;
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    fold_append(&fold, 0, 1, 1);
    fold_until_published(&names, 0, 1);
    fold_append(&fold, 0, 1200, 7);
    fold_close(&fold);
    until_committed(0, 8, "1;h=1201;e=1");
    fold_until_published(&names, 0, 1201);
    fold_check(&names, 1201, 0);
}

static void leaving_before_the_marks_are_known_leaves_the_rows_to_the_next(void **state)
{
    (void)state;
    struct fold fold;
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    fold_append(&fold, 0, 30, 1);
    int64_t begun = now_ms();
    fold_close(&fold);
    assert_true(now_ms() - begun < 3000);
    fold_open(&fold, &names, "twee-0");
    fold_until_assigned(&fold);
    fold_until_published(&names, 0, 30);
    fold_close(&fold);
    fold_check(&names, 30, 0);
}

static void another_name_goes_on_where_the_former_stopped(void **state)
{
    (void)state;
    struct fold fold;
    const char *owners[] = {"een-0", "twee-0", "een-0"};
    int64_t rows = 0;
    for (size_t i = 0; i < 3; i++) {
        fold_open(&fold, &names, owners[i]);
        fold_until_assigned(&fold);
        fold_append(&fold, 0, 100, 1);
        fold_append(&fold, 1, 10, 1);
        rows += 100;
        fold_until_published(&names, 0, rows);
        fold_append(&fold, 0, 50, 1); /* told while it leaves */
        rows += 50;
        fold_close(&fold);
    }
    fold_check(&names, rows, 30);
}

static void a_lost_connection_loses_nothing(void **state)
{
    (void)state;
    struct fold fold;
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    for (int i = 0; i < 10; i++) {
        fold_append(&fold, 0, 100, 1);
        database_run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'spoor relay een-0'"
            " AND datname = current_database()");
    }
    fold_append(&fold, 0, 1, 1);
    fold_until_published(&names, 0, 1001);
    fold_close(&fold);
    fold_check(&names, 1001, 0);
}

static void a_mark_wiped_by_a_stranger_stops_that_partition_alone(void **state)
{
    (void)state;
    struct fold fold;
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    fold_append(&fold, 0, 5, 1);
    fold_append(&fold, 1, 5, 1);
    fold_until_published(&names, 0, 5);
    fold_until_published(&names, 1, 5);
    fold_close(&fold);
    foreign_commit(3);
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    fold_append(&fold, 0, 5, 1);
    fold_append(&fold, 1, 5, 1);
    until_halted(0);
    fold_until_published(&names, 1, 10);
    char why[1000];
    assert_false(spoor_health_check(why, sizeof why));
    assert_non_null(strstr(why, "mark_gone"));
    assert_false(spoor_relay_halted(fold.relay, &err));
    fold_close(&fold);
    assert_int_equal(halted(0), 0);
    fold_check(&names, 5, 10);
}

static void a_mark_ahead_of_the_outbox_stops_that_partition_alone(void **state)
{
    (void)state;
    struct fold fold;
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    fold_append(&fold, 0, 5, 1);
    fold_append(&fold, 1, 5, 1);
    fold_until_published(&names, 0, 5);
    fold_close(&fold);
    /* a failover to a standby that missed the last rows */
    database_run("UPDATE spoor.progress SET outbox_sequence = 3 WHERE partitie = 0");
    database_run("UPDATE spoor.relay_stand SET mark = 3 WHERE partitie = 0");
    database_run("DELETE FROM spoor.outbox WHERE partitie = 0 AND sequence > 3");
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    until_halted(0);
    fold_append(&fold, 1, 5, 1);
    fold_until_published(&names, 1, 10);
    fold_append(&fold, 0, 4, 1);
    fold_close(&fold);
    /* the outbox is long enough now, but nobody compared what was told with what was made again */
    fold_open(&fold, &names, "twee-0");
    fold_until_assigned(&fold);
    until_halted(0);
    fold_append(&fold, 1, 5, 1);
    fold_until_published(&names, 1, 15);
    assert_int_equal(database_number("SELECT vooruit * 10 + vooruit_van FROM spoor.relay_stand WHERE partitie = 0"), 53);
    fold_close(&fold);
    fold_check(&names, 5, 15);
}

static void rotated_tables_are_emptied_while_rows_flow(void **state)
{
    (void)state;
    struct fold fold;
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    int64_t rows = 0;
    for (int64_t deadline = now_ms() + 17000; now_ms() < deadline; rows += 500) {
        fold_append(&fold, 0, 500, 1);
        fold_until_published(&names, 0, rows + 100);
    }
    fold_until_published(&names, 0, rows);
    assert_true(database_number("SELECT count(*) FROM spoor.outbox") < rows);
    fold_close(&fold);
    fold_check(&names, rows, 0);
}

static void an_endless_fight_over_one_relay_id_ends(void **state)
{
    (void)state;
    struct fold fold;
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    fold_append(&fold, 0, 1, 1);
    fold_until_published(&names, 0, 1);
    int rows = 1;
    for (int64_t deadline = now_ms() + 40000; !spoor_relay_halted(fold.relay, &err);) {
        assert_true(now_ms() < deadline);
        spoor_producer_close(kafka_producer("een-0")); /* somebody else with our id */
        fold_append(&fold, 0, 1, 1);
        rows++;
        for (int64_t pause = now_ms() + 1500; now_ms() < pause && !spoor_relay_halted(fold.relay, &err);)
            ;
    }
    assert_string_equal(err.code, "relay_fenced");
    assert_non_null(strstr(err.message, "another process uses relay id een-0"));
    fold_close(&fold);
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    fold_until_published(&names, 0, rows);
    fold_close(&fold);
    fold_check(&names, rows, 0);
}

int main(void)
{
#define RELAY_TEST(test) cmocka_unit_test_setup_teardown(test, setup, database_teardown)
    const struct CMUnitTest tests[] = {
        RELAY_TEST(rows_come_out_once_in_order_and_the_mark_goes_with_them),
        RELAY_TEST(input_without_output_moves_the_committed_offset_too),
        RELAY_TEST(revoking_drains_what_is_committed),
        RELAY_TEST(leaving_before_the_marks_are_known_leaves_the_rows_to_the_next),
        RELAY_TEST(another_name_goes_on_where_the_former_stopped),
        RELAY_TEST(a_lost_connection_loses_nothing),
        RELAY_TEST(a_mark_wiped_by_a_stranger_stops_that_partition_alone),
        RELAY_TEST(a_mark_ahead_of_the_outbox_stops_that_partition_alone),
        RELAY_TEST(rotated_tables_are_emptied_while_rows_flow),
        RELAY_TEST(an_endless_fight_over_one_relay_id_ends),
    };
    return cmocka_run_group_tests(tests, database_group_setup, database_group_teardown);
}
