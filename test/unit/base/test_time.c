#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/base/time.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const struct spoor_zone utc = {SPOOR_ZONE_UTC, 0};
static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};

/* Parses in Amsterdam and prints in UTC. */
static void assert_reads_as(const char *text, const char *expected)
{
    int64_t us;
    char printed[SPOOR_TIME_TEXT_MAX];
    if (!spoor_time_parse(spoor_slice_of(text), amsterdam, &us, NULL, NULL))
        fail_msg("%s was refused", text);
    assert_int_equal(spoor_time_format(us, printed), 27);
    assert_string_equal(printed, expected);
}

static void rfc3339_is_read_with_every_kind_of_offset(void **state)
{
    (void)state;
    assert_reads_as("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000000Z");
    assert_reads_as("2026-01-02t03:04:05z", "2026-01-02T03:04:05.000000Z");
    assert_reads_as("2026-01-02 03:04:05.1+02:30", "2026-01-02T00:34:05.100000Z");
    assert_reads_as("2026-01-02T03:04:05.123456-0100", "2026-01-02T04:04:05.123456Z");
    assert_reads_as("2026-01-02 03:04:05+00", "2026-01-02T03:04:05.000000Z");
    assert_reads_as("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123456Z");
    assert_reads_as("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z");
    assert_reads_as("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z");
    assert_reads_as("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z");
    assert_reads_as("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z");
}

static void a_missing_offset_is_taken_in_the_zone_and_told(void **state)
{
    (void)state;
    int64_t us;
    bool date_only, zoned;
    assert_reads_as("2026-01-02T03:04:05", "2026-01-02T02:04:05.000000Z");
    assert_reads_as("2026-07-02T03:04:05", "2026-07-02T01:04:05.000000Z");
    assert_true(spoor_time_parse(SPOOR_SLICE("2026-07-02T03:04:05"), utc, &us, &date_only, &zoned));
    assert_false(date_only);
    assert_false(zoned);
    assert_true(spoor_time_parse(SPOOR_SLICE("2026-07-02T03:04:05Z"), utc, &us, &date_only, &zoned));
    assert_true(zoned);
}

static void a_bare_date_is_midnight_in_the_zone_and_told(void **state)
{
    (void)state;
    int64_t us;
    bool date_only, zoned;
    assert_reads_as("2026-07-02", "2026-07-01T22:00:00.000000Z");
    assert_true(spoor_time_parse(SPOOR_SLICE("1970-01-02"), utc, &us, &date_only, &zoned));
    assert_int_equal(us, INT64_C(86400) * SPOOR_SECOND_US);
    assert_true(date_only);
    assert_false(zoned);
}

static void what_is_no_time_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "2026",
        "2026-01-0",
        "2026-13-01",
        "2026-00-01",
        "2026-02-29",
        "1900-02-29",
        "2026-04-31",
        "2026-01-00",
        "2026-01-02T",
        "2026-01-02T03:04",
        "2026-01-02T24:00:00Z",
        "2026-01-02T03:60:00Z",
        "2026-01-02T03:04:61Z",
        "2026-01-02T03:04:05.Z",
        "2026-01-02T03:04:05ZZ",
        "2026-01-02T03:04:05+",
        "2026-01-02T03:04:05+1",
        "2026-01-02T03:04:05+01:",
        "2026-01-02T03:04:05+01:0",
        "2026-01-02T03:04:05+24:00",
        "2026-01-02T03:04:05+01:60",
        "2026-01-02X03:04:05Z",
        "2026/01/02T03:04:05Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "+026-01-02T03:04:05Z",
        "2026-01-02T03:04:05 Z",
        "2026-01-02T-3:04:05Z",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        int64_t us = 42;
        if (spoor_time_parse(spoor_slice_of(texts[i]), utc, &us, NULL, NULL))
            fail_msg("%s was accepted", texts[i]);
        assert_int_equal(us, 42);
    }
    int64_t us;
    assert_false(spoor_time_parse(SPOOR_SLICE_NULL, utc, &us, NULL, NULL));
}

static void summer_time_begins_and_ends_by_the_eu_rule(void **state)
{
    (void)state;
    assert_reads_as("2026-03-29T01:59:59", "2026-03-29T00:59:59.000000Z");
    assert_reads_as("2026-03-29T02:30:00", "2026-03-29T01:30:00.000000Z"); /* skipped: reads as 03:30 */
    assert_reads_as("2026-03-29T03:00:00", "2026-03-29T01:00:00.000000Z");
    assert_reads_as("2026-10-25T01:59:59", "2026-10-24T23:59:59.000000Z");
    assert_reads_as("2026-10-25T02:30:00", "2026-10-25T00:30:00.000000Z"); /* read twice: the first */
    assert_reads_as("2026-10-25T03:00:00", "2026-10-25T02:00:00.000000Z");
    assert_reads_as("1995-10-10T12:00:00", "1995-10-10T11:00:00.000000Z");
    assert_reads_as("1996-10-10T12:00:00", "1996-10-10T10:00:00.000000Z");
}

static void amsterdam_agrees_with_the_time_zone_database(void **state)
{
    (void)state;
    setenv("TZ", "Europe/Amsterdam", 1);
    tzset();
    for (int64_t s = 378691200; s < INT64_C(2145916800); s += 3600 * 7 + 1800) { /* 1982 to 2038 */
        struct tm expected;
        time_t at = (time_t)s;
        localtime_r(&at, &expected);
        if (!expected.tm_zone || expected.tm_zone[0] != 'C')
            return; /* no database on this machine */
        struct spoor_civil civil = spoor_time_to_civil(s * SPOOR_SECOND_US, amsterdam);
        assert_int_equal(civil.year, expected.tm_year + 1900);
        assert_int_equal(civil.month, expected.tm_mon + 1);
        assert_int_equal(civil.day, expected.tm_mday);
        assert_int_equal(civil.hour, expected.tm_hour);
        assert_int_equal(civil.minute, expected.tm_min);
    }
}

static void every_day_survives_the_way_to_a_date_and_back(void **state)
{
    (void)state;
    const int64_t day_us = 86400 * SPOOR_SECOND_US;
    for (int64_t us = SPOOR_TIME_MIN; us <= SPOOR_TIME_MAX; us += 13 * day_us + 12345678901) {
        int64_t back;
        struct spoor_civil civil = spoor_time_to_civil(us, utc);
        assert_true(spoor_time_from_civil(civil, utc, &back));
        assert_int_equal(back, us);
        char text[SPOOR_TIME_TEXT_MAX];
        size_t length = spoor_time_format(us, text);
        assert_true(spoor_time_parse((struct spoor_slice){text, length}, amsterdam, &back, NULL, NULL));
        assert_int_equal(back, us);
    }
}

static void a_time_outside_the_years_has_no_text(void **state)
{
    (void)state;
    char text[SPOOR_TIME_TEXT_MAX];
    assert_int_equal(spoor_time_format(SPOOR_TIME_NONE, text), 0);
    assert_string_equal(text, "");
    assert_int_equal(spoor_time_format(INT64_MAX, text), 0);
    assert_int_equal(spoor_time_format_date(SPOOR_TIME_MAX, amsterdam, text), 0);
}

static void a_date_is_printed_in_its_zone(void **state)
{
    (void)state;
    int64_t us;
    char text[SPOOR_TIME_TEXT_MAX];
    assert_true(spoor_time_parse(SPOOR_SLICE("2026-07-01T22:30:00Z"), utc, &us, NULL, NULL));
    assert_int_equal(spoor_time_format_date(us, amsterdam, text), 10);
    assert_string_equal(text, "2026-07-02");
    spoor_time_format_date(us, utc, text);
    assert_string_equal(text, "2026-07-01");
}

static void assert_pattern(const char *text, const char *pattern, const char *expected, bool expected_date_only)
{
    int64_t us;
    bool date_only;
    char printed[SPOOR_TIME_TEXT_MAX];
    if (!spoor_time_parse_pattern(spoor_slice_of(text), pattern, amsterdam, &us, &date_only))
        fail_msg("%s was refused by %s", text, pattern);
    spoor_time_format(us, printed);
    assert_string_equal(printed, expected);
    assert_int_equal(date_only, expected_date_only);
}

static void patterns_read_what_sources_write(void **state)
{
    (void)state;
    assert_pattern("02-01-2026 03:04:05", "%d-%m-%Y %H:%M:%S", "2026-01-02T02:04:05.000000Z", false);
    assert_pattern("2-1-2026", "%d-%m-%Y", "2026-01-01T23:00:00.000000Z", true);
    assert_pattern("20260102T030405.25Z", "%Y%m%dT%H%M%S.%f%z", "2026-01-02T03:04:05.250000Z", false);
    assert_pattern("2 mrt 26", "%d %b %y", "2026-03-01T23:00:00.000000Z", true);
    assert_pattern("02-MAR-99", "%d-%b-%y", "1999-03-01T23:00:00.000000Z", true);
    assert_pattern("1 mei 2026 12:00", "%d %b %Y %H:%M", "2026-05-01T10:00:00.000000Z", false);
    assert_pattern("1 okt 2026 12:00 +0000", "%d %b %Y %H:%M %z", "2026-10-01T12:00:00.000000Z", false);
    assert_pattern("1/2/2026 1:05:09 PM", "%m/%d/%Y %I:%M:%S %p", "2026-01-02T12:05:09.000000Z", false);
    assert_pattern("12:30am 2026-01-02", "%I:%M%p %Y-%m-%d", "2026-01-01T23:30:00.000000Z", false);
    assert_pattern("2026-01-02 12:30 pm", "%Y-%m-%d %I:%M %p", "2026-01-02T11:30:00.000000Z", false);
    assert_pattern("28/03/2021 02:30", "%d/%m/%Y %H:%M", "2021-03-28T01:30:00.000000Z",
                   false); /* skipped: an hour on */
    assert_pattern("31/10/2021 02:30", "%d/%m/%Y %H:%M", "2021-10-31T00:30:00.000000Z", false); /* twice: the first */
    assert_pattern("%2026-01-02", "%%%Y-%m-%d", "2026-01-01T23:00:00.000000Z", true);
}

static void patterns_refuse_what_does_not_fit(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"", "%Y"},
        {"2026-01-02", "%Y-%m"},
        {"2026-01", "%Y-%m-%d"},
        {"26-01-02", "%Y-%m-%d"},
        {"2026-01-02", "%Y-%m-%d%"},
        {"2026-01-02", "%Y-%m-%d%q"},
        {"31-02-2026", "%d-%m-%Y"},
        {"2026-01-02 13:00 PM", "%Y-%m-%d %I:%M %p"},
        {"2026-01-02 1:00 xm", "%Y-%m-%d %I:%M %p"},
        {"2026-01-02 1:00 p", "%Y-%m-%d %I:%M %p"},
        {"1 xyz 2026", "%d %b %Y"},
        {"1 ja", "%d %b"},
        {"2026-01-02 ", "%Y-%m-%d"},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        int64_t us;
        if (spoor_time_parse_pattern(spoor_slice_of(pairs[i][0]), pairs[i][1], utc, &us, NULL))
            fail_msg("%s was accepted by %s", pairs[i][0], pairs[i][1]);
    }
}

static void zones_have_names_and_offsets(void **state)
{
    (void)state;
    struct spoor_zone zone;
    assert_true(spoor_zone_parse(SPOOR_SLICE("UTC"), &zone));
    assert_int_equal(zone.kind, SPOOR_ZONE_UTC);
    assert_true(spoor_zone_parse(SPOOR_SLICE("Z"), &zone));
    assert_int_equal(zone.kind, SPOOR_ZONE_UTC);
    assert_true(spoor_zone_parse(SPOOR_SLICE("Europe/Amsterdam"), &zone));
    assert_int_equal(zone.kind, SPOOR_ZONE_AMSTERDAM);
    assert_true(spoor_zone_parse(SPOOR_SLICE("-05:30"), &zone));
    assert_int_equal(zone.kind, SPOOR_ZONE_FIXED);
    assert_int_equal(zone.offset_s, -19800);
    assert_false(spoor_zone_parse(SPOOR_SLICE("Europe/Paris"), &zone));
    assert_false(spoor_zone_parse(SPOOR_SLICE("+01:00x"), &zone));
    assert_false(spoor_zone_parse(SPOOR_SLICE_NULL, &zone));
}

static void the_clocks_run(void **state)
{
    (void)state;
    assert_true(spoor_time_now_us() > INT64_C(1700000000) * SPOOR_SECOND_US);
    int64_t before = spoor_time_monotonic_us();
    assert_true(spoor_time_monotonic_us() >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc3339_is_read_with_every_kind_of_offset),
        cmocka_unit_test(a_missing_offset_is_taken_in_the_zone_and_told),
        cmocka_unit_test(a_bare_date_is_midnight_in_the_zone_and_told),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(summer_time_begins_and_ends_by_the_eu_rule),
        cmocka_unit_test(amsterdam_agrees_with_the_time_zone_database),
        cmocka_unit_test(every_day_survives_the_way_to_a_date_and_back),
        cmocka_unit_test(a_time_outside_the_years_has_no_text),
        cmocka_unit_test(a_date_is_printed_in_its_zone),
        cmocka_unit_test(patterns_read_what_sources_write),
        cmocka_unit_test(patterns_refuse_what_does_not_fit),
        cmocka_unit_test(zones_have_names_and_offsets),
        cmocka_unit_test(the_clocks_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
