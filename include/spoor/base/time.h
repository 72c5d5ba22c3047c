/* Time: instants as microseconds since 1970-01-01T00:00:00Z (int64), and their text forms.
 *
 * Surprising: Europe/Amsterdam is computed (EU rule: last Sunday of March and October, 01:00 UTC), not read from the
 * system, so that every machine gives the same answer. Before 1996 summer time ended in September, before 1981 there is
 * none. A wall-clock time read twice is the first of the two, a skipped one moves an hour on. Years 0001..9999.
 * Threads: pure functions, except the two clocks. */
#ifndef SPOOR_BASE_TIME_H
#define SPOOR_BASE_TIME_H

#include <spoor/base/slice.h>
#include <stdint.h>

#define SPOOR_TIME_NONE INT64_MIN
#define SPOOR_SECOND_US INT64_C(1000000)
#define SPOOR_TIME_MIN INT64_C(-62135596800000000) /* 0001-01-01T00:00:00Z */
#define SPOOR_TIME_MAX INT64_C(253402300799999999) /* 9999-12-31T23:59:59.999999Z */

enum spoor_zone_kind { SPOOR_ZONE_UTC, SPOOR_ZONE_AMSTERDAM, SPOOR_ZONE_FIXED };
struct spoor_zone {
    enum spoor_zone_kind kind;
    int32_t offset_s; /* SPOOR_ZONE_FIXED only */
};

struct spoor_civil { /* a wall-clock reading; month 1..12 */
    int32_t year, month, day, hour, minute, second, microsecond;
};

/* RFC 3339 date-time, 'T' or space between, offset Z, ±hh:mm, ±hhmm or ±hh; a missing offset is taken in `zone` and
 * told through out_zoned (may be NULL). A bare date is midnight in `zone`, told through out_date_only (may be NULL). */
bool spoor_time_parse(struct spoor_slice text, struct spoor_zone zone, int64_t *out_us, bool *out_date_only,
                      bool *out_zoned);
/* strptime-like: %Y %m %d %H %M %S %y %b(en/nl short) %f(fraction) %z, %I with %p(AM, PM) and literals. */
bool spoor_time_parse_pattern(struct spoor_slice text, const char *pattern, struct spoor_zone zone, int64_t *out_us,
                              bool *out_date_only);
bool spoor_time_from_civil(struct spoor_civil civil, struct spoor_zone zone, int64_t *out_us);
struct spoor_civil spoor_time_to_civil(int64_t us, struct spoor_zone zone);
/* "2026-01-02T03:04:05.000006Z" (27 bytes + 0), fraction always 6 digits: canonical. Outside the years: "" and 0. */
#define SPOOR_TIME_TEXT_MAX 40
size_t spoor_time_format(int64_t us, char out[SPOOR_TIME_TEXT_MAX]);
/* "2026-01-02" in `zone`. */
size_t spoor_time_format_date(int64_t us, struct spoor_zone zone, char out[SPOOR_TIME_TEXT_MAX]);
/* "UTC", "Z", "Europe/Amsterdam", "+01:00". */
bool spoor_zone_parse(struct spoor_slice text, struct spoor_zone *out_zone);

int64_t spoor_time_now_us(void);       /* wall clock */
int64_t spoor_time_monotonic_us(void); /* for durations only */
void spoor_time_sleep_until(int64_t monotonic_us);

#endif
