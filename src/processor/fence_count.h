/* Fence count: tells being fenced by another process from being fenced by ourselves.
 *
 * Surprising: after an outage librdkafka joins again as a new incarnation of the static member, and a request of the
 * former one that was still under way comes back as "fenced": then there is no other process, and joining once more
 * heals it. Another process fences us each time we come back; it has the same patience, and came later, so the earlier
 * one is the first to lose it. Threads: one owner. Memory: none. */
#ifndef SPOOR_PROCESSOR_FENCE_COUNT_H
#define SPOOR_PROCESSOR_FENCE_COUNT_H

#include <spoor/base/status.h>
#include <spoor/base/time.h>
#include <string.h>

#define SPOOR_FENCES_MAX 2
#define SPOOR_FENCE_WINDOW_US (60 * SPOOR_SECOND_US)

struct spoor_fence_count {
    int64_t first_us;
    int count;
};

/* True when the error says that our instance name was fenced and it may still be by ourselves: join again. */
static inline bool spoor_fence_forgiven(struct spoor_fence_count *fences, const struct spoor_error *err)
{
    int64_t now_us = spoor_time_monotonic_us();
    if (err->status != SPOOR_HALT || strcmp(err->code, "fenced_instance") != 0)
        return false;
    if (now_us - fences->first_us > SPOOR_FENCE_WINDOW_US)
        *fences = (struct spoor_fence_count){.first_us = now_us};
    return ++fences->count <= SPOOR_FENCES_MAX;
}

#endif
