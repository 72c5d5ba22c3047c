/* The calendar against dates written out by hand (church tables; Staatsblad), never against its own formula. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/domain/calendar.h>

static int32_t day(int32_t year, int32_t month, int32_t of_month)
{
    int32_t found = 0;
    assert_true(spoor_calendar_day_of_date(year, month, of_month, &found));
    return found;
}

static int64_t moment(const char *text)
{
    int64_t us = 0;
    assert_true(spoor_time_parse(spoor_slice_of(text), (struct spoor_zone){SPOOR_ZONE_AMSTERDAM, 0}, &us, NULL, NULL));
    return us;
}

static void assert_day(int32_t actual, int32_t year, int32_t month, int32_t of_month)
{
    assert_int_equal(actual, day(year, month, of_month));
}

static struct spoor_duur duur(const char *text)
{
    struct spoor_duur found = {-1, -1, -1, -1};
    assert_true(spoor_duur_parse(spoor_slice_of(text), &found));
    return found;
}

/* Good Friday, Easter Monday, Ascension Day, Whit Monday; King's Day: month and day. */
static const struct {
    int32_t year, days[5][2];
} feasts[] = {
    {2020, {{4, 10}, {4, 13}, {5, 21}, {6, 1}, {4, 27}}},  {2021, {{4, 2}, {4, 5}, {5, 13}, {5, 24}, {4, 27}}},
    {2022, {{4, 15}, {4, 18}, {5, 26}, {6, 6}, {4, 27}}},  {2023, {{4, 7}, {4, 10}, {5, 18}, {5, 29}, {4, 27}}},
    {2024, {{3, 29}, {4, 1}, {5, 9}, {5, 20}, {4, 27}}},   {2025, {{4, 18}, {4, 21}, {5, 29}, {6, 9}, {4, 26}}},
    {2026, {{4, 3}, {4, 6}, {5, 14}, {5, 25}, {4, 27}}},   {2027, {{3, 26}, {3, 29}, {5, 6}, {5, 17}, {4, 27}}},
    {2028, {{4, 14}, {4, 17}, {5, 25}, {6, 5}, {4, 27}}},  {2029, {{3, 30}, {4, 2}, {5, 10}, {5, 21}, {4, 27}}},
    {2030, {{4, 19}, {4, 22}, {5, 30}, {6, 10}, {4, 27}}}, {2031, {{4, 11}, {4, 14}, {5, 22}, {6, 2}, {4, 26}}},
    {2032, {{3, 26}, {3, 29}, {5, 6}, {5, 17}, {4, 27}}},  {2033, {{4, 15}, {4, 18}, {5, 26}, {6, 6}, {4, 27}}},
    {2034, {{4, 7}, {4, 10}, {5, 18}, {5, 29}, {4, 27}}},  {2035, {{3, 23}, {3, 26}, {5, 3}, {5, 14}, {4, 27}}},
};

static bool is_written_out(size_t row, int32_t number)
{
    static const int32_t fixed[][2] = {{1, 1}, {5, 5}, {12, 25}, {12, 26}};
    for (size_t i = 0; i < 5; i++) {
        if (number == day(feasts[row].year, feasts[row].days[i][0], feasts[row].days[i][1]))
            return true;
    }
    for (size_t i = 0; i < 4; i++) {
        if (number == day(feasts[row].year, fixed[i][0], fixed[i][1]))
            return true;
    }
    return false;
}

/* 2020-01-04 was a Saturday. */
static bool is_of_the_week(int32_t number)
{
    int32_t since_saturday = (number - day(2020, 1, 4)) % 7;
    since_saturday += since_saturday < 0 ? 7 : 0;
    return since_saturday >= 2;
}

static void every_day_of_sixteen_years_is_a_working_day_or_not_as_written_out(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof(feasts) / sizeof(*feasts); row++) {
        int32_t last = day(feasts[row].year, 12, 31);
        for (int32_t number = day(feasts[row].year, 1, 1); number <= last; number++)
            assert_int_equal(spoor_calendar_is_workday(number, NULL),
                             is_of_the_week(number) && !is_written_out(row, number));
    }
}

static void kings_day_was_queens_day_until_2013(void **state)
{
    (void)state;
    assert_false(spoor_calendar_is_workday(day(2013, 4, 30), NULL));
    assert_true(spoor_calendar_is_workday(day(2012, 4, 27), NULL));
    assert_true(spoor_calendar_is_workday(day(2015, 4, 30), NULL));
    assert_false(spoor_calendar_is_workday(day(2015, 4, 27), NULL));
    assert_false(spoor_calendar_is_workday(day(2014, 4, 26), NULL)); /* a Saturday: the 27th was a Sunday */
}

static void extra_days_are_no_working_days(void **state)
{
    (void)state;
    int32_t days[] = {day(2026, 1, 2), day(2026, 5, 15), day(2026, 12, 25)}, next;
    struct spoor_vrije_dagen extra = {days, 3};
    assert_true(spoor_calendar_is_workday(day(2026, 5, 15), NULL));
    assert_false(spoor_calendar_is_workday(day(2026, 5, 15), &extra));
    assert_true(spoor_calendar_next_workday(day(2026, 5, 14), &extra, &next)); /* Ascension, then the extra Friday */
    assert_day(next, 2026, 5, 18);
    assert_int_equal(spoor_calendar_workdays_between(day(2026, 5, 13), day(2026, 5, 19), &extra), 1);
    assert_int_equal(spoor_calendar_workdays_between(day(2026, 12, 21), day(2026, 12, 29), &extra), 4);
}

static void a_term_that_ends_on_no_working_day_goes_on_to_the_next(void **state)
{
    (void)state;
    int32_t next;
    assert_true(spoor_calendar_next_workday(day(2026, 4, 3), NULL, &next)); /* Good Friday to after Easter Monday */
    assert_day(next, 2026, 4, 7);
    assert_true(spoor_calendar_next_workday(day(2027, 12, 25), NULL, &next)); /* Saturday, Sunday */
    assert_day(next, 2027, 12, 27);
    assert_true(spoor_calendar_next_workday(day(2026, 11, 23), NULL, &next));
    assert_day(next, 2026, 11, 23);
}

static void working_days_are_added_over_feasts_and_years(void **state)
{
    (void)state;
    int32_t end;
    assert_true(spoor_calendar_add_workdays(day(2026, 11, 20), 10, NULL, &end)); /* a Friday */
    assert_day(end, 2026, 12, 4);
    assert_true(spoor_calendar_add_workdays(day(2026, 4, 2), 1, NULL, &end)); /* Maundy Thursday */
    assert_day(end, 2026, 4, 7);
    assert_true(spoor_calendar_add_workdays(day(2026, 12, 23), 5, NULL, &end)); /* 24 28 29 30 31 */
    assert_day(end, 2026, 12, 31);
    assert_true(spoor_calendar_add_workdays(day(2026, 12, 31), 1, NULL, &end));
    assert_day(end, 2027, 1, 4);
    assert_true(spoor_calendar_add_workdays(day(2026, 11, 21), 0, NULL, &end)); /* none: the Saturday itself */
    assert_day(end, 2026, 11, 21);
}

static void adding_working_days_is_counting_them(void **state)
{
    (void)state;
    int32_t from = day(2020, 2, 27);
    for (int64_t n = 1; n < 3000; n += 7) {
        int32_t end = 0;
        assert_true(spoor_calendar_add_workdays(from, n, NULL, &end));
        assert_true(spoor_calendar_is_workday(end, NULL));
        assert_int_equal(spoor_calendar_workdays_between(from, end, NULL), n - 1);
    }
}

static void a_month_ends_on_the_same_day_or_the_last(void **state)
{
    (void)state;
    int32_t end;
    assert_true(spoor_calendar_add_months(day(2026, 1, 31), 1, &end));
    assert_day(end, 2026, 2, 28);
    assert_true(spoor_calendar_add_months(day(2028, 1, 31), 1, &end));
    assert_day(end, 2028, 2, 29);
    assert_true(spoor_calendar_add_months(day(2026, 8, 31), 1, &end));
    assert_day(end, 2026, 9, 30);
    assert_true(spoor_calendar_add_months(day(2026, 11, 15), 14, &end));
    assert_day(end, 2028, 1, 15);
    assert_true(spoor_calendar_add_months(day(2028, 2, 29), 12, &end));
    assert_day(end, 2029, 2, 28);
}

static void a_day_ends_in_local_time_on_both_sides_of_a_clock_change(void **state)
{
    (void)state;
    int64_t us;
    assert_true(spoor_calendar_end_of_day(day(2026, 3, 28), &us)); /* winter */
    assert_int_equal(us, moment("2026-03-28T22:59:59.999999Z"));
    assert_true(spoor_calendar_end_of_day(day(2026, 3, 29), &us)); /* 23 hours long */
    assert_int_equal(us, moment("2026-03-29T21:59:59.999999Z"));
    assert_true(spoor_calendar_end_of_day(day(2026, 10, 25), &us)); /* 25 hours long */
    assert_int_equal(us, moment("2026-10-25T22:59:59.999999Z"));
}

static void an_instant_belongs_to_its_local_day(void **state)
{
    (void)state;
    int32_t found;
    assert_true(spoor_calendar_day_of(moment("2026-07-01T21:59:59Z"), &found));
    assert_day(found, 2026, 7, 1);
    assert_true(spoor_calendar_day_of(moment("2026-07-01T22:00:00Z"), &found));
    assert_day(found, 2026, 7, 2);
    assert_true(spoor_calendar_day_of(moment("2026-01-01T22:59:59Z"), &found));
    assert_day(found, 2026, 1, 1);
    assert_true(spoor_calendar_is_midnight(moment("2026-07-01T22:00:00Z")));
    assert_true(spoor_calendar_is_midnight(moment("2026-01-01T23:00:00Z")));
    assert_false(spoor_calendar_is_midnight(moment("2026-07-02T00:00:00Z")));
}

static void hours_are_exact_over_a_clock_change(void **state)
{
    (void)state;
    int64_t us;
    int64_t hours = 48 * INT64_C(3600) * SPOOR_SECOND_US;
    assert_true(spoor_calendar_add_us(moment("2026-03-28T12:00:00+01:00"), hours, &us));
    assert_int_equal(us, moment("2026-03-30T13:00:00+02:00"));
    assert_true(spoor_calendar_add_us(moment("2026-10-24T12:00:00+02:00"), hours, &us));
    assert_int_equal(us, moment("2026-10-26T11:00:00+01:00"));
}

static void a_time_of_day_moves_to_another_day(void **state)
{
    (void)state;
    int64_t us;
    assert_true(spoor_calendar_move_to_day(moment("2026-03-01T12:30:00+01:00"), day(2026, 4, 1), &us));
    assert_int_equal(us, moment("2026-04-01T12:30:00+02:00"));
    assert_true(spoor_calendar_move_to_day(moment("2026-03-01T02:30:00+01:00"), day(2026, 3, 29), &us)); /* skipped */
    assert_int_equal(us, moment("2026-03-29T03:30:00+02:00"));
}

static void durations_are_read_in_parts(void **state)
{
    (void)state;
    assert_int_equal(duur("P2W").weken, 2);
    assert_int_equal(duur("P1Y2M").maanden, 14);
    assert_int_equal(duur("P10D").dagen, 10);
    assert_int_equal(duur("PT48H").seconden, 172800);
    assert_int_equal(duur("P1DT1H1M1S").seconden, 3661);
    assert_int_equal(duur("P99999999999999999999D").dagen, SPOOR_DUUR_MAX);
    static const char *const none[] = {"",      "P",      "PT",   "P1",    "P1DT", "1D",
                                       "P1D1W", "PT1M1H", "P-1D", "P1.5D", "P1H",  "PT1HT"};
    for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
        struct spoor_duur found;
        assert_false(spoor_duur_parse(spoor_slice_of(none[i]), &found));
    }
}

static void the_ends_of_the_calendar_are_answered(void **state)
{
    (void)state;
    int32_t end;
    int64_t us;
    assert_true(spoor_calendar_end_of_day(day(1, 1, 1), &us));
    assert_true(spoor_calendar_end_of_day(day(9999, 12, 31), &us));
    assert_false(spoor_calendar_end_of_day(day(9999, 12, 31) + 1, &us));
    assert_false(spoor_calendar_end_of_day(INT32_MIN, &us));
    assert_false(spoor_calendar_add_days(day(9999, 12, 31), 1, &end));
    assert_false(spoor_calendar_add_days(day(1, 1, 1), -1, &end));
    assert_false(spoor_calendar_add_days(day(2026, 1, 1), INT64_MAX, &end));
    assert_false(spoor_calendar_add_months(day(9999, 12, 1), 1, &end));
    assert_false(spoor_calendar_add_months(day(2026, 1, 1), INT64_MAX, &end));
    assert_false(spoor_calendar_add_workdays(day(9999, 12, 31), 1, NULL, &end));
    assert_false(spoor_calendar_add_workdays(day(1, 1, 1), INT64_MAX, NULL, &end));
    assert_false(spoor_calendar_next_workday(INT32_MAX, NULL, &end));
    assert_false(spoor_calendar_is_workday(INT32_MAX, NULL));
    assert_false(spoor_calendar_day_of(INT64_MAX, &end));
    assert_false(spoor_calendar_day_of(SPOOR_TIME_NONE, &end));
    assert_false(spoor_calendar_is_midnight(SPOOR_TIME_NONE));
    assert_false(spoor_calendar_add_us(SPOOR_TIME_MAX, 1, &us));
    assert_false(spoor_calendar_add_us(SPOOR_TIME_MAX, INT64_MAX, &us));
    assert_false(spoor_calendar_move_to_day(SPOOR_TIME_NONE, 0, &us));
    assert_int_equal(spoor_calendar_workdays_between(day(1, 1, 1), day(9999, 12, 31), NULL) > 2500000, 1);
    assert_int_equal(spoor_calendar_workdays_between(day(2026, 1, 5), day(2026, 1, 5), NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_sixteen_years_is_a_working_day_or_not_as_written_out),
        cmocka_unit_test(kings_day_was_queens_day_until_2013),
        cmocka_unit_test(extra_days_are_no_working_days),
        cmocka_unit_test(a_term_that_ends_on_no_working_day_goes_on_to_the_next),
        cmocka_unit_test(working_days_are_added_over_feasts_and_years),
        cmocka_unit_test(adding_working_days_is_counting_them),
        cmocka_unit_test(a_month_ends_on_the_same_day_or_the_last),
        cmocka_unit_test(a_day_ends_in_local_time_on_both_sides_of_a_clock_change),
        cmocka_unit_test(an_instant_belongs_to_its_local_day),
        cmocka_unit_test(hours_are_exact_over_a_clock_change),
        cmocka_unit_test(a_time_of_day_moves_to_another_day),
        cmocka_unit_test(durations_are_read_in_parts),
        cmocka_unit_test(the_ends_of_the_calendar_are_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
