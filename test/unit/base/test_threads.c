#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/base/health.h>
#include <spoor/base/metrics.h>
#include <spoor/base/stop.h>
#include <spoor/base/time.h>

#include <stdio.h>
#include <string.h>

static void *raise_signal(void *signal)
{
    spoor_signal_raise(signal);
    return NULL;
}

static void a_raised_signal_ends_the_wait(void **state)
{
    (void)state;
    struct spoor_signal signal;
    uint64_t seen = 0;
    pthread_t thread;
    spoor_signal_init(&signal);
    pthread_create(&thread, NULL, raise_signal, &signal);
    assert_true(spoor_signal_wait(&signal, &seen, 10000));
    pthread_join(thread, NULL);
    assert_int_equal(seen, 1);
    spoor_signal_fini(&signal);
}

static void a_signal_raised_before_the_wait_is_not_lost(void **state)
{
    (void)state;
    struct spoor_signal signal;
    uint64_t seen = 0;
    spoor_signal_init(&signal);
    spoor_signal_raise(&signal);
    spoor_signal_raise(&signal);
    assert_true(spoor_signal_wait(&signal, &seen, 10000));
    assert_int_equal(seen, 2);
    assert_false(spoor_signal_wait(&signal, &seen, 0));
    spoor_signal_fini(&signal);
}

static void a_wait_without_signal_ends_at_its_deadline(void **state)
{
    (void)state;
    struct spoor_signal signal;
    uint64_t seen = 0;
    spoor_signal_init(&signal);
    int64_t begin_us = spoor_time_monotonic_us();
    assert_false(spoor_signal_wait(&signal, &seen, 20));
    assert_true(spoor_time_monotonic_us() - begin_us >= 20000);
    spoor_signal_fini(&signal);
}

static void a_stop_is_remembered(void **state)
{
    (void)state;
    struct spoor_stop stop = {false};
    assert_false(spoor_stop_requested(&stop));
    spoor_stop_request(&stop);
    assert_true(spoor_stop_requested(&stop));
}

static void back_off_doubles_up_to_its_maximum(void **state)
{
    (void)state;
    uint64_t random_state = 1;
    for (uint32_t attempt = 0; attempt < 100; attempt++) {
        int64_t ceiling_ms = attempt < 7 ? INT64_C(100) << attempt : 10000;
        int64_t ms = spoor_backoff_ms(attempt, 100, 10000, &random_state);
        assert_in_range(ms, ceiling_ms / 2, ceiling_ms);
    }
    assert_in_range(spoor_backoff_ms(UINT32_MAX, 1, INT64_MAX, &random_state), INT64_MAX / 2, INT64_MAX);
    assert_int_equal(spoor_backoff_ms(3, 0, 0, &random_state), 0);
}

static void *count_thousand(void *labels)
{
    for (int i = 0; i < 1000; i++)
        spoor_metric_add(SPOOR_METRIC_EVENTS, labels, 1);
    return NULL;
}

static void threads_share_a_series(void **state)
{
    (void)state;
    pthread_t threads[4];
    char labels[] = "kind=\"fase-gestart\"";
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, count_thousand, labels);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    struct spoor_series *series = spoor_metric_first(SPOOR_METRIC_EVENTS);
    assert_non_null(series);
    assert_null(series->next);
    assert_string_equal(series->labels, labels);
    assert_int_equal(spoor_series_get(series), 4000);
    assert_ptr_equal(series, spoor_metric_series(SPOOR_METRIC_EVENTS, labels));
}

static void an_observation_falls_in_the_first_bucket_that_holds_it(void **state)
{
    (void)state;
    struct spoor_series *series = spoor_metric_series(SPOOR_METRIC_COMMIT_SECONDS, "");
    spoor_series_observe_us(series, 0);
    spoor_series_observe_us(series, 1000);
    spoor_series_observe_us(series, 1001);
    spoor_series_observe_us(series, INT64_C(1000) << 14);
    spoor_series_observe_us(series, (INT64_C(1000) << 14) + 1);
    assert_int_equal(atomic_load(&series->buckets[0]), 2);
    assert_int_equal(atomic_load(&series->buckets[1]), 1);
    assert_int_equal(atomic_load(&series->buckets[14]), 1);
    assert_int_equal(atomic_load(&series->buckets[15]), 1);
    assert_int_equal(spoor_series_get(series), 5);
    assert_int_equal(atomic_load(&series->sum_us), 2002 + (INT64_C(2000) << 14));
}

static void every_metric_is_described(void **state)
{
    (void)state;
    for (int i = 0; i < SPOOR_METRIC_COUNT; i++) {
        enum spoor_metric metric = (enum spoor_metric)i;
        const char *name = spoor_metric_name(metric);
        bool is_counter = spoor_metric_type_of(metric) == SPOOR_COUNTER;
        assert_int_equal(strncmp(name, "spoor_", 6), 0);
        assert_true(strlen(spoor_metric_help(metric)) > 10);
        assert_int_equal(strlen(name) > 6 && strcmp(name + strlen(name) - 6, "_total") == 0, is_counter);
    }
}

static void the_process_is_ready_when_every_component_is(void **state)
{
    (void)state;
    char text[256];
    assert_false(spoor_health_check(text, sizeof(text)));
    assert_string_equal(text, "process: start\n");
    int intake = spoor_health_register("intake");
    int fold = spoor_health_register("proces-0");
    assert_int_equal(spoor_health_register("intake"), intake);
    assert_false(spoor_health_check(text, sizeof(text)));
    assert_string_equal(text, "intake: start\nproces-0: start\n");
    spoor_health_ready(intake);
    spoor_health_not_ready(fold, "wacht op %s", "PostgreSQL");
    assert_false(spoor_health_check(text, sizeof(text)));
    assert_string_equal(text, "proces-0: wacht op PostgreSQL\n");
    char narrow[8];
    assert_false(spoor_health_check(narrow, sizeof(narrow)));
    assert_string_equal(narrow, "proces-");
    spoor_health_ready(fold);
    assert_true(spoor_health_check(text, sizeof(text)));
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_raised_signal_ends_the_wait),
        cmocka_unit_test(a_signal_raised_before_the_wait_is_not_lost),
        cmocka_unit_test(a_wait_without_signal_ends_at_its_deadline),
        cmocka_unit_test(a_stop_is_remembered),
        cmocka_unit_test(back_off_doubles_up_to_its_maximum),
        cmocka_unit_test(threads_share_a_series),
        cmocka_unit_test(an_observation_falls_in_the_first_bucket_that_holds_it),
        cmocka_unit_test(every_metric_is_described),
        cmocka_unit_test(the_process_is_ready_when_every_component_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
