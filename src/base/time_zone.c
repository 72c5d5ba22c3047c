/* Zones: UTC, fixed offsets, and Europe/Amsterdam by the EU summer-time rule (Directive 2000/84/EC). */
#include "time_internal.h"

enum { WINTER_S = 3600, SUMMER_S = 7200, SUMMER_TIME_SINCE = 1981, ENDS_IN_OCTOBER_SINCE = 1996 };

/* 01:00 UTC on the last Sunday of a month. */
static int64_t last_sunday_s(int32_t year, int32_t month)
{
    int64_t last_day = spoor_days_of_date(year, month, spoor_days_in_month(year, month));
    int64_t days_after_sunday = (last_day + 4) % 7; /* 1970-01-01 was a Thursday */
    return (last_day - days_after_sunday) * DAY_S + 3600;
}

static int32_t amsterdam_offset(int64_t utc_s)
{
    struct spoor_civil date;
    spoor_date_of_days(spoor_floor_div(utc_s, DAY_S), &date);
    if (date.year < SUMMER_TIME_SINCE || date.month < 3 || date.month > 10)
        return WINTER_S;
    int32_t last_month = date.year >= ENDS_IN_OCTOBER_SINCE ? 10 : 9;
    bool summer = utc_s >= last_sunday_s(date.year, 3) && utc_s < last_sunday_s(date.year, last_month);
    return summer ? SUMMER_S : WINTER_S;
}

int32_t spoor_zone_offset_at(struct spoor_zone zone, int64_t utc_s)
{
    switch (zone.kind) {
    case SPOOR_ZONE_UTC:
        return 0;
    case SPOOR_ZONE_AMSTERDAM:
        return amsterdam_offset(utc_s);
    case SPOOR_ZONE_FIXED:
        return zone.offset_s;
    }
    return 0;
}

int64_t spoor_zone_utc_of_local(struct spoor_zone zone, int64_t local_s)
{
    if (zone.kind != SPOOR_ZONE_AMSTERDAM)
        return local_s - spoor_zone_offset_at(zone, 0);
    int64_t as_summer = local_s - SUMMER_S;
    return amsterdam_offset(as_summer) == SUMMER_S ? as_summer : local_s - WINTER_S;
}

static bool scan_offset(const char **at, const char *end, int32_t *out_offset_s)
{
    const char *p = *at;
    int32_t hours, minutes = 0;
    if (end - p < 3 || !spoor_two_digits(p + 1, &hours))
        return false;
    p += 3;
    if (p < end) {
        p += *p == ':';
        if (end - p < 2 || !spoor_two_digits(p, &minutes))
            return false;
        p += 2;
    }
    if (hours > 23 || minutes > 59)
        return false;
    int32_t seconds = hours * 3600 + minutes * 60;
    *out_offset_s = **at == '-' ? -seconds : seconds;
    *at = p;
    return true;
}

bool spoor_zone_scan(const char **at, const char *end, struct spoor_zone *out_zone)
{
    if (*at == end)
        return false;
    if (**at == 'Z' || **at == 'z') {
        ++*at;
        *out_zone = (struct spoor_zone){SPOOR_ZONE_UTC, 0};
        return true;
    }
    int32_t offset_s;
    if ((**at != '+' && **at != '-') || !scan_offset(at, end, &offset_s))
        return false;
    *out_zone = (struct spoor_zone){SPOOR_ZONE_FIXED, offset_s};
    return true;
}

bool spoor_zone_parse(struct spoor_slice text, struct spoor_zone *out_zone)
{
    if (spoor_slice_equal(text, SPOOR_SLICE("Europe/Amsterdam"))) {
        *out_zone = (struct spoor_zone){SPOOR_ZONE_AMSTERDAM, 0};
        return true;
    }
    if (spoor_slice_equal(text, SPOOR_SLICE("UTC"))) {
        *out_zone = (struct spoor_zone){SPOOR_ZONE_UTC, 0};
        return true;
    }
    struct spoor_zone zone;
    const char *at = text.data;
    const char *end = text.data + text.length;
    if (!text.length || !spoor_zone_scan(&at, end, &zone) || at != end)
        return false;
    *out_zone = zone;
    return true;
}
