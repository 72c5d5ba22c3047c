/* RFC 3339, by hand: one pass without strptime or sscanf, because every event passes here at least once. */
#include "time_internal.h"

enum { DATE_LENGTH = 10, CLOCK_LENGTH = 8 };

static bool read_date(const char *at, struct spoor_civil *civil)
{
    int32_t century, year;
    if (!spoor_two_digits(at, &century) || !spoor_two_digits(at + 2, &year) || at[4] != '-' ||
        !spoor_two_digits(at + 5, &civil->month) || at[7] != '-' || !spoor_two_digits(at + 8, &civil->day))
        return false;
    civil->year = century * 100 + year;
    return true;
}

bool spoor_fraction_scan(const char **at, const char *end, int32_t *out_microsecond)
{
    const char *p = *at;
    int32_t value = 0;
    int32_t unit = 100000;
    for (; p < end && spoor_is_digit(*p); p++, unit /= 10)
        value += (*p - '0') * unit;
    if (p == *at)
        return false;
    *at = p;
    *out_microsecond = value;
    return true;
}

static bool read_clock(const char **at, const char *end, struct spoor_civil *civil)
{
    const char *p = *at;
    if (end - p < CLOCK_LENGTH || !spoor_two_digits(p, &civil->hour) || p[2] != ':' ||
        !spoor_two_digits(p + 3, &civil->minute) || p[5] != ':' || !spoor_two_digits(p + 6, &civil->second))
        return false;
    p += CLOCK_LENGTH;
    if (p < end && (*p == '.' || *p == ',')) {
        p++;
        if (!spoor_fraction_scan(&p, end, &civil->microsecond))
            return false;
    }
    *at = p;
    return true;
}

bool spoor_time_parse(struct spoor_slice text, struct spoor_zone zone, int64_t *out_us, bool *out_date_only,
                      bool *out_zoned)
{
    struct spoor_civil civil = {0};
    if (text.length < DATE_LENGTH || !read_date(text.data, &civil))
        return false;
    const char *at = text.data + DATE_LENGTH;
    const char *end = text.data + text.length;
    bool date_only = at == end;
    bool zoned = false;
    if (!date_only) {
        if (*at != 'T' && *at != 't' && *at != ' ')
            return false;
        at++;
        if (!read_clock(&at, end, &civil))
            return false;
        zoned = at < end;
        if (zoned && (!spoor_zone_scan(&at, end, &zone) || at != end))
            return false;
    }
    if (!spoor_time_from_civil(civil, zone, out_us))
        return false;
    if (out_date_only)
        *out_date_only = date_only;
    if (out_zoned)
        *out_zoned = zoned;
    return true;
}
