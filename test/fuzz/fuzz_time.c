/* Times, zones and durations as text, and the calendar over what they say. */
#include "fuzz.h"

#include <spoor/domain/calendar.h>

static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};
static const char *const patterns[] = {"%d-%m-%Y %H:%M:%S", "%Y%m%d", "%d %b %y %I:%M %p", "%Y-%m-%dT%H:%M:%S.%f%z"};

static void expect_instant(int64_t us)
{
    char text[SPOOR_TIME_TEXT_MAX];
    int64_t again = 0;
    fuzz_expect(us >= SPOOR_TIME_MIN && us <= SPOOR_TIME_MAX);
    struct spoor_slice written = {text, spoor_time_format(us, text)};
    fuzz_expect(spoor_time_parse(written, amsterdam, &again, NULL, NULL) && again == us);
    spoor_time_format_date(us, amsterdam, text);
    fuzz_expect(spoor_time_from_civil(spoor_time_to_civil(us, (struct spoor_zone){SPOOR_ZONE_UTC, 0}),
                                      (struct spoor_zone){SPOOR_ZONE_UTC, 0}, &again) &&
                again == us);
}

static void count_on(int64_t us, const struct spoor_duur *duur)
{
    int32_t day, later;
    int64_t end;
    if (!spoor_calendar_day_of(us, &day))
        return;
    spoor_calendar_next_workday(day, NULL, &later);
    if (spoor_calendar_add_months(day, duur->maanden, &later))
        fuzz_expect(later >= day);
    if (spoor_calendar_add_workdays(day, duur->dagen, NULL, &later))
        fuzz_expect(spoor_calendar_workdays_between(day, later, NULL) <= duur->dagen);
    if (spoor_calendar_add_days(day, duur->dagen, &later) && spoor_calendar_end_of_day(later, &end))
        expect_instant(end);
    if (spoor_calendar_add_us(us, duur->seconden * SPOOR_SECOND_US, &end))
        expect_instant(end);
}

/* Up to a line end a time, behind it a duration or a zone. */
void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    const char *end = memchr(input.data, '\n', input.length);
    struct spoor_slice text = {input.data, end ? (size_t)(end - input.data) : input.length};
    struct spoor_slice rest = {end ? end + 1 : "", end ? input.length - text.length - 1 : 0};
    struct spoor_duur duur = {0};
    struct spoor_zone zone = amsterdam;
    int64_t us = 0;
    spoor_duur_parse(rest, &duur);
    spoor_zone_parse(rest, &zone);
    if (spoor_time_parse(text, zone, &us, NULL, NULL)) {
        expect_instant(us);
        count_on(us, &duur);
    }
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        if (spoor_time_parse_pattern(text, patterns[i], zone, &us, NULL))
            expect_instant(us);
    if (spoor_time_parse_pattern(text, spoor_arena_cstring(arena, rest), amsterdam, &us, NULL))
        expect_instant(us);
}
