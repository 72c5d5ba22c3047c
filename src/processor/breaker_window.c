#include "breaker_window.h"

#include <spoor/base/time.h>

#define QUIET_TOPIC_RECORDS_MIN 10 /* a topic of a few records a minute breaks by share only from here on */

static void count_one(struct spoor_breaker_window *window, bool rejected, int64_t now_us)
{
    if (window->records == 0)
        window->begin_us = window->last_rejected_us = now_us;
    if (rejected && window->rejected == 0)
        window->first_rejected_us = now_us;
    if (rejected)
        window->last_rejected_us = now_us;
    window->records++;
    window->rejected += rejected;
}

/* A burst that is over is no fault that lasts: only a reject breaks by time, when the rejects go back that long; what was
 * counted before so long a time without any is forgotten. */
bool spoor_breaker_window_count(struct spoor_breaker_window *window, const struct spoor_breaker_limits *limits,
                                bool rejected, int64_t now_us)
{
    int64_t lasting_us = limits->seconds * SPOOR_SECOND_US;
    if (now_us - window->last_rejected_us >= lasting_us)
        *window = (struct spoor_breaker_window){0};
    count_one(window, rejected, now_us);
    bool many = window->records >= limits->records;
    bool long_enough = window->records >= QUIET_TOPIC_RECORDS_MIN && now_us - window->begin_us >= lasting_us;
    bool over = window->rejected * 100 >= limits->percent * window->records;
    if ((many || long_enough) && !over)
        *window = (struct spoor_breaker_window){0};
    return over && (many || (long_enough && rejected && now_us - window->first_rejected_us >= lasting_us));
}
