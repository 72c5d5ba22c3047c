/* Sources: series per source of a channel topic, and how many there can be. */
#include "../codec/cmocka_test.h"

#include "../../../src/processor/intake_sources.h"

#include <spoor/base/metrics.h>
#include <stdio.h>

#define TOPIC "kanaal.proef"

static size_t series_count(enum spoor_metric metric)
{
    size_t count = 0;
    for (const struct spoor_series *series = spoor_metric_first(metric); series; series = series->next)
        count++;
    return count;
}

static int64_t value_of(enum spoor_metric metric, const char *source)
{
    char labels[200];
    snprintf(labels, sizeof labels, "topic=\"" TOPIC "\",source=\"%s\"", source);
    return spoor_series_get(spoor_metric_series(metric, labels));
}

static void unlikely_times_are_counted_per_source(void **state)
{
    (void)state;
    struct spoor_intake_sources *sources = spoor_intake_sources_new(TOPIC);
    struct spoor_intake_counts one = {.unlikely_times = 1}, two = {.unlikely_times = 2, .anonymous = 1};
    spoor_intake_sources_event(sources, SPOOR_SLICE("urn:a"));
    spoor_intake_sources_event(sources, SPOOR_SLICE("urn:b"));
    spoor_intake_sources_noticed(sources, SPOOR_SLICE("urn:a"), &one);
    spoor_intake_sources_noticed(sources, SPOOR_SLICE("urn:b"), &two);
    spoor_intake_sources_noticed(sources, SPOOR_SLICE("urn:a"), &one);
    assert_int_equal(value_of(SPOOR_METRIC_UNLIKELY_TIMES, "urn:a"), 2);
    assert_int_equal(value_of(SPOOR_METRIC_UNLIKELY_TIMES, "urn:b"), 2);
    assert_int_equal(value_of(SPOOR_METRIC_ANONYMOUS, "urn:a"), 0);
    assert_int_equal(value_of(SPOOR_METRIC_ANONYMOUS, "urn:b"), 1);
    spoor_intake_sources_free(sources);
}

static void a_thousand_sources_have_a_bounded_number_of_series(void **state)
{
    (void)state;
    struct spoor_intake_sources *sources = spoor_intake_sources_new(TOPIC);
    size_t before = series_count(SPOOR_METRIC_SOURCE_EVENTS);
    for (int i = 0; i < 1000; i++) {
        char name[32];
        snprintf(name, sizeof name, "urn:many:%d", i);
        spoor_intake_sources_event(sources, spoor_slice_of(name));
    }
    assert_int_equal(series_count(SPOOR_METRIC_SOURCE_EVENTS) - before, SPOOR_INTAKE_SOURCES_MAX + 1);
    assert_int_equal(value_of(SPOOR_METRIC_SOURCE_EVENTS, "overig"), 1000 - SPOOR_INTAKE_SOURCES_MAX);
    assert_int_equal(value_of(SPOOR_METRIC_SOURCE_EVENTS, "urn:many:63"), 1);
    spoor_intake_sources_free(sources);
}

static void a_source_of_which_no_event_was_accepted_takes_no_place(void **state)
{
    (void)state;
    struct spoor_intake_sources *sources = spoor_intake_sources_new(TOPIC);
    struct spoor_intake_counts counts = {.unzoned_times = 1};
    for (int i = 0; i < 100; i++) {
        char name[32];
        snprintf(name, sizeof name, "urn:refused:%d", i);
        spoor_intake_sources_noticed(sources, spoor_slice_of(name), &counts);
    }
    spoor_intake_sources_noticed(sources, SPOOR_SLICE_NULL, &counts);
    spoor_intake_sources_event(sources, SPOOR_SLICE("urn:real"));
    spoor_intake_sources_noticed(sources, SPOOR_SLICE("urn:real"), &counts);
    assert_int_equal(value_of(SPOOR_METRIC_UNZONED_TIMES, "overig"), 101);
    assert_int_equal(value_of(SPOOR_METRIC_UNZONED_TIMES, "urn:real"), 1);
    spoor_intake_sources_free(sources);
}

static void a_name_that_cannot_stand_in_a_label_is_one_of_the_others(void **state)
{
    (void)state;
    static const char *const names[] = {"a\"b", "a\\b", "a\nb", "\xc3\xa9", ""};
    struct spoor_intake_sources *sources = spoor_intake_sources_new(TOPIC);
    int64_t before = value_of(SPOOR_METRIC_SOURCE_EVENTS, "overig");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        spoor_intake_sources_event(sources, spoor_slice_of(names[i]));
    spoor_intake_sources_event(sources, SPOOR_SLICE_NULL);
    assert_int_equal(value_of(SPOOR_METRIC_SOURCE_EVENTS, "overig") - before, 6);
    spoor_intake_sources_free(sources);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unlikely_times_are_counted_per_source),
        cmocka_unit_test(a_thousand_sources_have_a_bounded_number_of_series),
        cmocka_unit_test(a_source_of_which_no_event_was_accepted_takes_no_place),
        cmocka_unit_test(a_name_that_cannot_stand_in_a_label_is_one_of_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
