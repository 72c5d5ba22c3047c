/* Breaker window: when a topic is stopped for its rejects, by a clock that the test sets. */
#include "../codec/cmocka_test.h"

#include "../../../src/processor/breaker_window.h"

#include <spoor/base/time.h>

static const struct spoor_breaker_limits limits = {.records = 200, .percent = 50, .seconds = 60};

struct proof {
    struct spoor_breaker_window window;
    double now_s;
};

/* So many records, so long after each other; how many were counted before it broke, -1 when it did not. */
static int count(struct proof *proof, int records, bool rejected, double every_s)
{
    for (int i = 0; i < records; i++) {
        proof->now_s += every_s;
        if (spoor_breaker_window_count(&proof->window, &limits, rejected, (int64_t)(proof->now_s * SPOOR_SECOND_US)))
            return i + 1;
    }
    return -1;
}

static struct proof a_burst_between_good_records(void)
{
    struct proof proof = {.now_s = 1000};
    assert_int_equal(count(&proof, 6, false, 0.1), -1);
    assert_int_equal(count(&proof, 12, true, 0.1), -1);
    assert_int_equal(count(&proof, 4, false, 0.1), -1);
    return proof;
}

static void a_good_record_minutes_after_a_burst_stops_nothing(void **state)
{
    (void)state;
    struct proof proof = a_burst_between_good_records();
    assert_int_equal(count(&proof, 1, false, 65), -1);
    assert_int_equal(count(&proof, 100, false, 5), -1);
}

static void one_reject_minutes_after_a_burst_stops_nothing(void **state)
{
    (void)state;
    struct proof proof = a_burst_between_good_records();
    assert_int_equal(count(&proof, 1, true, 65), -1);
    proof = a_burst_between_good_records();
    assert_int_equal(count(&proof, 3, false, 20), -1); /* not silent in between */
    assert_int_equal(count(&proof, 1, true, 5), -1);
}

static void a_good_record_stops_nothing_however_long_the_rejects_went_on(void **state)
{
    (void)state;
    struct proof proof = {.now_s = 1000};
    assert_int_equal(count(&proof, 12, true, 5), -1); /* for 55 s */
    assert_int_equal(count(&proof, 1, false, 10), -1);
    assert_int_equal(count(&proof, 1, true, 1), 1);
}

static void a_quiet_topic_stops_when_its_rejects_go_on(void **state)
{
    (void)state;
    struct proof proof = {.now_s = 1000};
    assert_int_equal(count(&proof, 100, true, 5), 13); /* 60 s after the first */
    struct proof rare = {.now_s = 1000};
    assert_int_equal(count(&rare, 100, true, 30), 10); /* not by a share of fewer */
}

static void rejects_beside_as_many_good_records_stop_a_topic(void **state)
{
    (void)state;
    struct proof proof = {.now_s = 1000};
    int broke = -1;
    for (int i = 0; i < 100 && broke < 0; i++) {
        assert_int_equal(count(&proof, 1, false, 2), -1);
        broke = count(&proof, 1, true, 2);
    }
    assert_int_equal(broke, 1);
    assert_true(2 * proof.window.rejected >= proof.window.records);
    assert_true(proof.now_s < 1000 + 130);
}

static void a_few_rejects_among_good_records_stop_nothing(void **state)
{
    (void)state;
    struct proof proof = {.now_s = 1000};
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(count(&proof, 2, false, 3), -1);
        assert_int_equal(count(&proof, 1, true, 3), -1);
    }
}

static void a_flood_stops_at_its_size_at_once(void **state)
{
    (void)state;
    struct proof proof = {.now_s = 1000};
    assert_int_equal(count(&proof, 1000, true, 0.001), 200);
    struct proof half = {.now_s = 1000};
    assert_int_equal(count(&half, 100, true, 0.001), -1);
    assert_int_equal(count(&half, 100, false, 0.001), 100);
    struct proof fewer = {.now_s = 1000};
    assert_int_equal(count(&fewer, 99, true, 0.001), -1);
    assert_int_equal(count(&fewer, 101, false, 0.001), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_good_record_minutes_after_a_burst_stops_nothing),
                                       cmocka_unit_test(one_reject_minutes_after_a_burst_stops_nothing),
                                       cmocka_unit_test(a_good_record_stops_nothing_however_long_the_rejects_went_on),
                                       cmocka_unit_test(a_quiet_topic_stops_when_its_rejects_go_on),
                                       cmocka_unit_test(rejects_beside_as_many_good_records_stop_a_topic),
                                       cmocka_unit_test(a_few_rejects_among_good_records_stop_nothing),
                                       cmocka_unit_test(a_flood_stops_at_its_size_at_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
