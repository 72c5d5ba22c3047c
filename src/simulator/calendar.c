#include "simulator_internal.h"

#include <stdlib.h>

#define HOUR_US (3600 * SPOOR_SECOND_US)
#define DAY_US (24 * HOUR_US)

/* Share of a working day's contacts per hour of the day. */
static const double hour_weights[24] = {0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 0.5, 1.5, 5.0, 9.0, 10.0, 9.0,
                                        7.0, 8.0, 8.5, 8.0, 6.5, 4.0, 3.5, 4.0, 4.0, 3.0, 1.5,  0.6};
#define WEEKEND_WEIGHT 0.25
#define FIRST_DAYS 3
#define FIRST_DAYS_WEIGHT 2.0

static double weight_at(int64_t us)
{
    struct spoor_civil local = spoor_time_to_civil(us, (struct spoor_zone){SPOOR_ZONE_AMSTERDAM, 0});
    int64_t weekday = (us / DAY_US + 3) % 7; /* 1970-01-01 was a Thursday; 0 = Monday */
    double weight = hour_weights[local.hour];
    if (weekday >= 5)
        weight *= WEEKEND_WEIGHT;
    else if (local.day <= FIRST_DAYS)
        weight *= FIRST_DAYS_WEIGHT;
    return weight;
}

void sim_calendar_init(struct sim_calendar *calendar, int64_t begin_us, int64_t end_us, bool evenly)
{
    *calendar = (struct sim_calendar){.begin_us = begin_us, .end_us = end_us};
    calendar->hours = (size_t)((end_us - begin_us) / HOUR_US);
    if (evenly || calendar->hours < 2)
        return;
    double sum = 0;
    calendar->cumulative = spoor_allocate(calendar->hours * sizeof *calendar->cumulative);
    for (size_t i = 0; i < calendar->hours; i++) {
        sum += weight_at(begin_us + (int64_t)i * HOUR_US);
        calendar->cumulative[i] = sum;
    }
}

void sim_calendar_fini(struct sim_calendar *calendar)
{
    free(calendar->cumulative);
}

int64_t sim_calendar_at(struct sim_calendar *calendar, double fraction)
{
    if (!calendar->cumulative)
        return calendar->begin_us + (int64_t)((double)(calendar->end_us - calendar->begin_us) * fraction);
    double wanted = fraction * calendar->cumulative[calendar->hours - 1];
    while (calendar->hour + 1 < calendar->hours && calendar->cumulative[calendar->hour] <= wanted)
        calendar->hour++;
    double before = calendar->hour ? calendar->cumulative[calendar->hour - 1] : 0;
    double part = (wanted - before) / (calendar->cumulative[calendar->hour] - before);
    return calendar->begin_us + (int64_t)calendar->hour * HOUR_US + (int64_t)(part * (double)HOUR_US);
}
