/* Breaker window: how many of a topic's last records were rejected, and whether that is too many (docs/architecture.md).
 *
 * Threads: one owner. Memory: the caller's. */
#ifndef SPOOR_PROCESSOR_BREAKER_WINDOW_H
#define SPOOR_PROCESSOR_BREAKER_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

struct spoor_breaker_limits {
    int64_t records, percent, seconds;
};

struct spoor_breaker_window { /* all 0 = nothing was counted */
    int64_t begin_us, first_rejected_us;
    int64_t last_rejected_us; /* begin_us as long as none was */
    int64_t records, rejected;
};

/* Counts one record; true when its topic is to stand still now. The caller then restarts the window. */
bool spoor_breaker_window_count(struct spoor_breaker_window *window, const struct spoor_breaker_limits *limits,
                                bool rejected, int64_t now_us);

#endif
