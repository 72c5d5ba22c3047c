/* Dates: days since 1970 and back, by years that begin in March so that the leap day comes last. */
#include "time_internal.h"

enum { DAYS_PER_ERA = 146097, YEARS_PER_ERA = 400, DAYS_BEFORE_1970 = 719468 };

int64_t spoor_days_of_date(int32_t year, int32_t month, int32_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = spoor_floor_div(y, YEARS_PER_ERA);
    int64_t year_of_era = y - era * YEARS_PER_ERA;
    int64_t month_from_march = (month + 9) % 12;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - DAYS_BEFORE_1970;
}

void spoor_date_of_days(int64_t days, struct spoor_civil *civil)
{
    int64_t shifted = days + DAYS_BEFORE_1970;
    int64_t era = spoor_floor_div(shifted, DAYS_PER_ERA);
    int64_t day_of_era = shifted - era * DAYS_PER_ERA;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    civil->day = (int32_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    civil->month = (int32_t)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    civil->year = (int32_t)(year_of_era + era * YEARS_PER_ERA + (civil->month <= 2));
}

int32_t spoor_days_in_month(int32_t year, int32_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool civil_valid(const struct spoor_civil *c)
{
    return c->year >= YEAR_MIN && c->year <= YEAR_MAX && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= spoor_days_in_month(c->year, c->month) && c->hour >= 0 && c->hour <= 23 && c->minute >= 0 &&
           c->minute <= 59 && c->second >= 0 && c->second <= 60 && c->microsecond >= 0 && c->microsecond <= 999999;
}

bool spoor_time_from_civil(struct spoor_civil civil, struct spoor_zone zone, int64_t *out_us)
{
    if (!civil_valid(&civil))
        return false;
    int64_t local_s = spoor_days_of_date(civil.year, civil.month, civil.day) * DAY_S + civil.hour * 3600 +
                      civil.minute * 60 + civil.second;
    int64_t us = spoor_zone_utc_of_local(zone, local_s) * SPOOR_SECOND_US + civil.microsecond;
    if (us < SPOOR_TIME_MIN || us > SPOOR_TIME_MAX)
        return false; /* an offset carried it past year 1 or 9999 */
    *out_us = us;
    return true;
}

struct spoor_civil spoor_time_to_civil(int64_t us, struct spoor_zone zone)
{
    struct spoor_civil civil;
    int64_t utc_s = spoor_floor_div(us, SPOOR_SECOND_US);
    int64_t fraction = us % SPOOR_SECOND_US;
    civil.microsecond = (int32_t)(fraction < 0 ? fraction + SPOOR_SECOND_US : fraction);
    int64_t local_s = utc_s + spoor_zone_offset_at(zone, utc_s);
    int64_t days = spoor_floor_div(local_s, DAY_S);
    int32_t second_of_day = (int32_t)(local_s - days * DAY_S);
    spoor_date_of_days(days, &civil);
    civil.hour = second_of_day / 3600;
    civil.minute = second_of_day / 60 % 60;
    civil.second = second_of_day % 60;
    return civil;
}
