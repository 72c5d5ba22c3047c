#include <spoor/domain/calendar.h>

#include <string.h>

#define DAY_US (INT64_C(86400) * SPOOR_SECOND_US)

enum { YEAR_MIN = 1, YEAR_MAX = 9999, QUEENS_DAY_UNTIL = 2013, MONTHS = 12 };
enum { THURSDAY = 4, SATURDAY = 6, WEEK = 7 }; /* 1970-01-01 was a Thursday; Sunday is 0 */

static const struct spoor_zone utc = {SPOOR_ZONE_UTC, 0};
static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};

/* ---- durations ---- */

static int64_t capped(int64_t value)
{
    return value > SPOOR_DUUR_MAX ? SPOOR_DUUR_MAX : value;
}

struct part {
    char unit;
    int64_t times;
    size_t offset;
};

/* Reads parts in the order of the table, each at most once, up to `T` or the end; returns where, NULL when misshapen.
 */
static const char *read_parts(const char *p, const char *end, const struct part *parts, size_t count,
                              struct spoor_duur *duur)
{
    size_t next = 0;
    while (p < end && *p != 'T') {
        const char *digits = p;
        int64_t value = 0;
        for (; p < end && *p >= '0' && *p <= '9'; p++)
            value = capped(value * 10 + (*p - '0'));
        while (p < end && next < count && parts[next].unit != *p)
            next++;
        if (p == digits || p == end || next == count)
            return NULL;
        int64_t *sum = (int64_t *)(void *)((char *)duur + parts[next].offset);
        *sum += value * parts[next].times;
        next++;
        p++;
    }
    return p;
}

#define PART(unit, times, member)                                                                                      \
    {                                                                                                                  \
        unit, times, offsetof(struct spoor_duur, member)                                                               \
    }

bool spoor_duur_parse(struct spoor_slice text, struct spoor_duur *out_duur)
{
    static const struct part days[] = {PART('Y', 12, maanden), PART('M', 1, maanden), PART('W', 1, weken),
                                       PART('D', 1, dagen)};
    static const struct part clock[] = {PART('H', 3600, seconden), PART('M', 60, seconden), PART('S', 1, seconden)};
    struct spoor_duur duur = {0};
    if (text.length < 3 || *text.data != 'P')
        return false;
    const char *p = text.data, *end = p + text.length;
    p = read_parts(p + 1, end, days, sizeof(days) / sizeof(*days), &duur);
    if (p && p < end) /* after a T at least one part of the clock */
        p = p + 1 < end ? read_parts(p + 1, end, clock, sizeof(clock) / sizeof(*clock), &duur) : NULL;
    if (p != end)
        return false;
    *out_duur = duur;
    return true;
}

/* ---- days and instants ---- */

bool spoor_calendar_day_of_date(int32_t year, int32_t month, int32_t day, int32_t *out_day)
{
    int64_t us;
    if (!spoor_time_from_civil((struct spoor_civil){.year = year, .month = month, .day = day}, utc, &us))
        return false;
    *out_day = (int32_t)(us / DAY_US); /* exact: it is midnight UTC */
    return true;
}

static struct spoor_civil date_of(int32_t day)
{
    return spoor_time_to_civil(day * DAY_US, utc);
}

static bool in_range(int64_t us)
{
    return us >= SPOOR_TIME_MIN && us <= SPOOR_TIME_MAX;
}

bool spoor_calendar_day_of(int64_t us, int32_t *out_day)
{
    if (!in_range(us))
        return false;
    struct spoor_civil civil = spoor_time_to_civil(us, amsterdam);
    return spoor_calendar_day_of_date(civil.year, civil.month, civil.day, out_day);
}

static bool day_in_range(int64_t day)
{
    return day >= SPOOR_TIME_MIN / DAY_US && day <= SPOOR_TIME_MAX / DAY_US;
}

bool spoor_calendar_end_of_day(int32_t day, int64_t *out_us)
{
    if (!day_in_range(day))
        return false;
    struct spoor_civil civil = date_of(day);
    civil.hour = 23;
    civil.minute = civil.second = 59;
    civil.microsecond = 999999;
    return spoor_time_from_civil(civil, amsterdam, out_us);
}

bool spoor_calendar_is_midnight(int64_t us)
{
    if (!in_range(us))
        return false;
    struct spoor_civil civil = spoor_time_to_civil(us, amsterdam);
    return civil.hour == 0 && civil.minute == 0 && civil.second == 0 && civil.microsecond == 0;
}

/* ---- working days ---- */

static int32_t day_number(int32_t year, int32_t month, int32_t day)
{
    int32_t number = 0;
    spoor_calendar_day_of_date(year, month, day, &number); /* the callers' years are in range, their dates exist */
    return number;
}

static int32_t weekday(int32_t day)
{
    return ((day + THURSDAY) % WEEK + WEEK) % WEEK;
}

/* Easter Sunday of the Gregorian calendar: the Sunday after the first full moon from 21 March on (J.-M. Oudin, 1940).
 */
static int32_t easter(int32_t year)
{
    int32_t century = year / 100, golden = year % 19;
    int32_t moon = (century - century / 4 - (century - (century - 17) / 25) / 3 + 19 * golden + 15) % 30;
    moon -= moon / 28 * (1 - moon / 28 * (29 / (moon + 1)) * ((21 - golden) / 11));
    int32_t sunday = (year + year / 4 + moon + 2 - century + century / 4) % 7;
    int32_t days = moon - sunday, month = 3 + (days + 40) / 44;
    return day_number(year, month, days + 28 - 31 * (month / 4));
}

static int32_t kings_day(int32_t year)
{
    int32_t day = year > QUEENS_DAY_UNTIL ? day_number(year, 4, 27) : day_number(year, 4, 30);
    return weekday(day) == 0 ? day - 1 : day;
}

/* Algemene termijnenwet art. 3, beside King's Day, and but for Easter and Whit Sunday. */
static const struct {
    int32_t month, day;
} on_a_date[] = {{1, 1}, {5, 5}, {12, 25}, {12, 26}};
static const int32_t after_easter[] = {-2, 1, 39, 50};

enum {
    ON_A_DATE = sizeof(on_a_date) / sizeof(*on_a_date),
    AFTER_EASTER = sizeof(after_easter) / sizeof(*after_easter),
    HOLIDAYS = ON_A_DATE + AFTER_EASTER + 1,
    MARCH = 3, /* the months of those that move */
    APRIL = 4,
    JUNE = 6
};

/* Two may fall on one day. */
static void holidays_of(int32_t year, int32_t out_days[HOLIDAYS])
{
    int32_t sunday = easter(year), count = 0;
    for (int32_t i = 0; i < ON_A_DATE; i++)
        out_days[count++] = day_number(year, on_a_date[i].month, on_a_date[i].day);
    for (int32_t i = 0; i < AFTER_EASTER; i++)
        out_days[count++] = sunday + after_easter[i];
    out_days[count] = kings_day(year);
}

/* Asked for nearly every date that is computed: looks for Easter only around it. */
static bool is_holiday(int32_t day)
{
    struct spoor_civil date = date_of(day);
    for (int32_t i = 0; i < ON_A_DATE; i++)
        if (date.month == on_a_date[i].month && date.day == on_a_date[i].day)
            return true;
    if (date.month < MARCH || date.month > JUNE)
        return false;
    int32_t since = day - easter(date.year);
    for (int32_t i = 0; i < AFTER_EASTER; i++)
        if (since == after_easter[i])
            return true;
    return date.month == APRIL && day == kings_day(date.year);
}

static bool is_extra(int32_t day, const struct spoor_vrije_dagen *extra)
{
    for (size_t i = 0; extra && i < extra->count && extra->items[i] <= day; i++) {
        if (extra->items[i] == day)
            return true;
    }
    return false;
}

static bool is_weekend(int32_t day)
{
    return weekday(day) == 0 || weekday(day) == SATURDAY;
}

bool spoor_calendar_is_workday(int32_t day, const struct spoor_vrije_dagen *extra)
{
    return day_in_range(day) && !is_weekend(day) && !is_extra(day, extra) && !is_holiday(day);
}

bool spoor_calendar_next_workday(int32_t day, const struct spoor_vrije_dagen *extra, int32_t *out_day)
{
    while (day_in_range(day) && !spoor_calendar_is_workday(day, extra))
        day++;
    if (!day_in_range(day))
        return false;
    *out_day = day;
    return true;
}

/* Days from Monday to Friday of [first, last]. */
static int64_t weekdays_in(int32_t first, int32_t last)
{
    int64_t days = (int64_t)last - first + 1, count = days / WEEK * 5;
    for (int32_t day = last - (int32_t)(days % WEEK) + 1; day <= last; day++)
        count += !is_weekend(day);
    return count;
}

/* Days of [first, last], all of one year, that the law or the list takes out of the working week, each once. */
static int64_t free_weekdays_in(int32_t year, int32_t first, int32_t last, const struct spoor_vrije_dagen *extra)
{
    int32_t holidays[HOLIDAYS];
    int64_t count = 0;
    holidays_of(year, holidays);
    for (size_t i = 0; i < HOLIDAYS; i++) {
        bool again = is_extra(holidays[i], extra); /* counted below */
        for (size_t k = 0; k < i; k++)
            again = again || holidays[k] == holidays[i];
        count += !again && holidays[i] >= first && holidays[i] <= last && !is_weekend(holidays[i]);
    }
    for (size_t i = 0; extra && i < extra->count; i++)
        count += extra->items[i] >= first && extra->items[i] <= last && !is_weekend(extra->items[i]);
    return count;
}

/* Working days of [first, last], all of one year. */
static int64_t workdays_in(int32_t year, int32_t first, int32_t last, const struct spoor_vrije_dagen *extra)
{
    return first > last ? 0 : weekdays_in(first, last) - free_weekdays_in(year, first, last, extra);
}

int64_t spoor_calendar_workdays_between(int32_t after, int32_t before, const struct spoor_vrije_dagen *extra)
{
    int64_t count = 0;
    if (!day_in_range(after) || !day_in_range(before) || after >= before)
        return 0;
    int32_t last_year = date_of(before).year;
    for (int32_t year = date_of(after).year; year <= last_year; year++) {
        int32_t first = day_number(year, 1, 1), last = day_number(year, 12, 31);
        count += workdays_in(year, after >= first ? after + 1 : first, before <= last ? before - 1 : last, extra);
    }
    return count;
}

/* ---- adding ---- */

bool spoor_calendar_add_days(int32_t day, int64_t days, int32_t *out_day)
{
    int64_t sum;
    if (__builtin_add_overflow((int64_t)day, days, &sum) || !day_in_range(sum))
        return false;
    *out_day = (int32_t)sum;
    return true;
}

bool spoor_calendar_add_months(int32_t day, int64_t months, int32_t *out_day)
{
    if (!day_in_range(day) || months < 0 || months > (int64_t)YEAR_MAX * MONTHS)
        return false;
    struct spoor_civil date = date_of(day);
    int64_t month = (int64_t)date.year * MONTHS + date.month - 1 + months;
    int32_t year = (int32_t)(month / MONTHS), of_year = (int32_t)(month % MONTHS) + 1;
    for (int32_t of_month = date.day; of_month >= 28; of_month--) { /* the last day of a shorter month */
        if (spoor_calendar_day_of_date(year, of_year, of_month, out_day))
            return true;
    }
    return spoor_calendar_day_of_date(year, of_year, date.day < 28 ? date.day : 28, out_day);
}

/* Whole years are counted, not walked through: no number of days takes long. */
bool spoor_calendar_add_workdays(int32_t day, int64_t days, const struct spoor_vrije_dagen *extra, int32_t *out_day)
{
    if (!day_in_range(day) || days < 0 || days > (int64_t)YEAR_MAX * 366)
        return false;
    int32_t at = day;
    for (int32_t year = date_of(day).year; days > 0 && year <= YEAR_MAX; year++) {
        int32_t last = day_number(year, 12, 31);
        int64_t left = workdays_in(year, at + 1, last, extra);
        if (left >= days)
            break;
        days -= left;
        at = last;
    }
    while (days > 0 && day_in_range(at)) {
        at++;
        days -= spoor_calendar_is_workday(at, extra);
    }
    if (!day_in_range(at))
        return false;
    *out_day = at;
    return true;
}

bool spoor_calendar_move_to_day(int64_t us, int32_t day, int64_t *out_us)
{
    if (!in_range(us) || !day_in_range(day))
        return false;
    struct spoor_civil time = spoor_time_to_civil(us, amsterdam), date = date_of(day);
    time.year = date.year;
    time.month = date.month;
    time.day = date.day;
    return spoor_time_from_civil(time, amsterdam, out_us);
}

bool spoor_calendar_add_us(int64_t us, int64_t more_us, int64_t *out_us)
{
    int64_t sum;
    if (!in_range(us) || __builtin_add_overflow(us, more_us, &sum) || !in_range(sum))
        return false;
    *out_us = sum;
    return true;
}
