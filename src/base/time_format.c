#include "time_internal.h"

static char *put_two(char *at, int32_t value)
{
    at[0] = (char)('0' + value / 10);
    at[1] = (char)('0' + value % 10);
    return at + 2;
}

static char *put_date(char *at, const struct spoor_civil *civil)
{
    at = put_two(at, civil->year / 100);
    at = put_two(at, civil->year % 100);
    *at++ = '-';
    at = put_two(at, civil->month);
    *at++ = '-';
    return put_two(at, civil->day);
}

static char *put_clock(char *at, const struct spoor_civil *civil)
{
    at = put_two(at, civil->hour);
    *at++ = ':';
    at = put_two(at, civil->minute);
    *at++ = ':';
    at = put_two(at, civil->second);
    *at++ = '.';
    at = put_two(at, civil->microsecond / 10000);
    at = put_two(at, civil->microsecond / 100 % 100);
    return put_two(at, civil->microsecond % 100);
}

/* Outside years 1..9999 there is no text form. */
static bool printable(const struct spoor_civil *civil)
{
    return civil->year >= YEAR_MIN && civil->year <= YEAR_MAX;
}

size_t spoor_time_format(int64_t us, char out[SPOOR_TIME_TEXT_MAX])
{
    struct spoor_civil civil = spoor_time_to_civil(us, (struct spoor_zone){SPOOR_ZONE_UTC, 0});
    char *at = out;
    if (printable(&civil)) {
        at = put_date(at, &civil);
        *at++ = 'T';
        at = put_clock(at, &civil);
        *at++ = 'Z';
    }
    *at = '\0';
    return (size_t)(at - out);
}

size_t spoor_time_format_date(int64_t us, struct spoor_zone zone, char out[SPOOR_TIME_TEXT_MAX])
{
    struct spoor_civil civil = spoor_time_to_civil(us, zone);
    char *at = printable(&civil) ? put_date(out, &civil) : out;
    *at = '\0';
    return (size_t)(at - out);
}
