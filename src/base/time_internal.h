/* Calendar arithmetic and digit scanning that the time files share. Pure functions; base only. */
#ifndef SPOOR_BASE_TIME_INTERNAL_H
#define SPOOR_BASE_TIME_INTERNAL_H

#include <spoor/base/time.h>

#define DAY_S 86400
#define YEAR_MIN 1
#define YEAR_MAX 9999

/* Days since 1970-01-01 of a proleptic Gregorian date. */
int64_t spoor_days_of_date(int32_t year, int32_t month, int32_t day);
void spoor_date_of_days(int64_t days, struct spoor_civil *civil);
int32_t spoor_days_in_month(int32_t year, int32_t month);

/* Seconds to add to UTC to read the wall clock of `zone` at this instant. */
int32_t spoor_zone_offset_at(struct spoor_zone zone, int64_t utc_s);
/* UTC seconds of a wall-clock reading given as if it were UTC. Twice-read times are the first; skipped ones move on. */
int64_t spoor_zone_utc_of_local(struct spoor_zone zone, int64_t local_s);
/* Reads Z, ±hh, ±hhmm or ±hh:mm at *at and moves *at past it. */
bool spoor_zone_scan(const char **at, const char *end, struct spoor_zone *out_zone);
/* Reads the digits of a fraction of a second (at least one, more than six are cut) and moves *at past them. */
bool spoor_fraction_scan(const char **at, const char *end, int32_t *out_microsecond);

static inline bool spoor_is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

/* Both characters must be digits. */
static inline bool spoor_two_digits(const char *at, int32_t *out_value)
{
    if (!spoor_is_digit(at[0]) || !spoor_is_digit(at[1]))
        return false;
    *out_value = (at[0] - '0') * 10 + (at[1] - '0');
    return true;
}

static inline int64_t spoor_floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

#endif
