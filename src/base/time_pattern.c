/* Times in the forms that mappings name: a strptime-like pattern over one text, without the system's locale. */
#include "time_internal.h"

#include <strings.h>

struct scan {
    const char *at;
    const char *end;
    struct spoor_civil civil;
    struct spoor_zone zone;
    bool has_clock;
    bool twelve_hours, afternoon; /* %I and %p */
};

/* One to `digits_max` digits, as in "1-2-2026"; `digits_min` of them must be there. */
static bool scan_number(struct scan *scan, int digits_min, int digits_max, int32_t *out_value)
{
    int32_t value = 0;
    int digits = 0;
    for (; digits < digits_max && scan->at < scan->end && spoor_is_digit(*scan->at); digits++)
        value = value * 10 + (*scan->at++ - '0');
    if (digits < digits_min)
        return false;
    *out_value = value;
    return true;
}

static bool scan_short_year(struct scan *scan)
{
    int32_t year;
    if (!scan_number(scan, 2, 2, &year))
        return false;
    scan->civil.year = year + (year < 69 ? 2000 : 1900); /* POSIX strptime */
    return true;
}

static bool scan_month_name(struct scan *scan)
{
    static const char names[][12][4] = {
        {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"},
        {"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
    };
    if (scan->end - scan->at < 3)
        return false;
    for (int32_t i = 0; i < 24; i++) {
        if (strncasecmp(scan->at, names[i / 12][i % 12], 3) == 0) {
            scan->civil.month = i % 12 + 1;
            scan->at += 3;
            return true;
        }
    }
    return false;
}

static bool scan_hour(struct scan *scan)
{
    scan->has_clock = true;
    return scan_number(scan, 1, 2, &scan->civil.hour);
}

static bool scan_twelve_hour(struct scan *scan)
{
    scan->twelve_hours = true;
    return scan_hour(scan) && scan->civil.hour >= 1 && scan->civil.hour <= 12;
}

/* AM or PM, in either case. */
static bool scan_half_day(struct scan *scan)
{
    if (scan->end - scan->at < 2 || strncasecmp(scan->at + 1, "m", 1) != 0)
        return false;
    scan->afternoon = *scan->at == 'p' || *scan->at == 'P';
    bool known = scan->afternoon || *scan->at == 'a' || *scan->at == 'A';
    scan->at += 2;
    return known;
}

static bool scan_literal(struct scan *scan, char c)
{
    if (scan->at == scan->end || *scan->at != c)
        return false;
    scan->at++;
    return true;
}

static bool scan_field(struct scan *scan, char field)
{
    struct spoor_civil *civil = &scan->civil;
    switch (field) {
    case 'Y':
        return scan_number(scan, 4, 4, &civil->year);
    case 'y':
        return scan_short_year(scan);
    case 'm':
        return scan_number(scan, 1, 2, &civil->month);
    case 'b':
        return scan_month_name(scan);
    case 'd':
        return scan_number(scan, 1, 2, &civil->day);
    case 'H':
        return scan_hour(scan);
    case 'I':
        return scan_twelve_hour(scan);
    case 'p':
        return scan_half_day(scan);
    case 'M':
        return scan_number(scan, 1, 2, &civil->minute);
    case 'S':
        return scan_number(scan, 1, 2, &civil->second);
    case 'f':
        return spoor_fraction_scan(&scan->at, scan->end, &civil->microsecond);
    case 'z':
        return spoor_zone_scan(&scan->at, scan->end, &scan->zone);
    case '%':
        return scan_literal(scan, '%');
    default:
        return false;
    }
}

bool spoor_time_parse_pattern(struct spoor_slice text, const char *pattern, struct spoor_zone zone, int64_t *out_us,
                              bool *out_date_only)
{
    struct scan scan = {.zone = zone};
    if (!text.data)
        return false;
    scan.at = text.data;
    scan.end = text.data + text.length;
    for (const char *p = pattern; *p; p++) {
        bool matches = *p == '%' ? scan_field(&scan, *++p) : scan_literal(&scan, *p);
        if (!matches)
            return false;
    }
    if (scan.twelve_hours)
        scan.civil.hour = scan.civil.hour % 12 + (scan.afternoon ? 12 : 0);
    if (scan.at != scan.end || !spoor_time_from_civil(scan.civil, scan.zone, out_us))
        return false;
    if (out_date_only)
        *out_date_only = !scan.has_clock;
    return true;
}
