/* Calendar: local days of Europe/Amsterdam, working days, and durations (Algemene termijnenwet; docs/rules.md, rule 9).
 *
 * Surprising: a day is a number, days since 1970-01-01, and belongs to no instant: terms in days are counted in days
 * and become an instant, the last microsecond of the day in Amsterdam, only at the end. Both changes of the clock fall
 * out. What would lie outside the years 0001..9999 is answered by false, never by a wrong day. Threads: pure. Memory:
 * none. */
#ifndef SPOOR_DOMAIN_CALENDAR_H
#define SPOOR_DOMAIN_CALENDAR_H

#include <spoor/base/slice.h>
#include <spoor/base/time.h>

struct spoor_vrije_dagen { /* days that are no working days besides those of the law; ascending */
    const int32_t *items;
    size_t count;
};

struct spoor_duur { /* ISO 8601: years are 12 months; no number above SPOOR_DUUR_MAX */
    int64_t maanden, weken, dagen, seconden;
};
#define SPOOR_DUUR_MAX INT64_C(999999999)

/* P[nY][nM][nW][nD][T[nH][nM][nS]], at least one part; numbers beyond the limit are the limit. */
bool spoor_duur_parse(struct spoor_slice text, struct spoor_duur *out_duur);

bool spoor_calendar_day_of_date(int32_t year, int32_t month, int32_t day, int32_t *out_day);
/* The local day of an instant. */
bool spoor_calendar_day_of(int64_t us, int32_t *out_day);
bool spoor_calendar_end_of_day(int32_t day, int64_t *out_us);
/* Whether the instant is 00:00 local time: how a date without a time comes in (docs/contracten.md). */
bool spoor_calendar_is_midnight(int64_t us);

/* Neither Saturday, Sunday, a day of Algemene termijnenwet art. 3 (Queen's Day until 2013) nor an extra one. */
bool spoor_calendar_is_workday(int32_t day, const struct spoor_vrije_dagen *extra);
/* The day itself when it is a working day, else the next one (art. 1). */
bool spoor_calendar_next_workday(int32_t day, const struct spoor_vrije_dagen *extra, int32_t *out_day);
/* Working days d with after < d < before. */
int64_t spoor_calendar_workdays_between(int32_t after, int32_t before, const struct spoor_vrije_dagen *extra);

/* A month later is the same day of that month, else its last day. */
bool spoor_calendar_add_months(int32_t day, int64_t months, int32_t *out_day);
bool spoor_calendar_add_days(int32_t day, int64_t days, int32_t *out_day);
/* The days-th working day after day; 0 is the day itself. */
bool spoor_calendar_add_workdays(int32_t day, int64_t days, const struct spoor_vrije_dagen *extra, int32_t *out_day);
/* The same time of day on another local day; a time that a clock change skips moves on. */
bool spoor_calendar_move_to_day(int64_t us, int32_t day, int64_t *out_us);
/* Exact time, by no calendar. */
bool spoor_calendar_add_us(int64_t us, int64_t more_us, int64_t *out_us);

#endif
