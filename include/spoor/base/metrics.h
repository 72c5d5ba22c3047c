/* Metrics: the numbers every role keeps and `spoor ops` shows; names, types and help come from metrics.def alone.
 *
 * Threads: any; adding is a relaxed atomic on a series that is looked up once. Memory: series live as long as the
 * process. Labels are at most two, given as ready text `topic="x",partition="3"` (already escaped, no persons). */
#ifndef SPOOR_BASE_METRICS_H
#define SPOOR_BASE_METRICS_H

#include <stdatomic.h>
#include <stdint.h>

enum spoor_metric_type { SPOOR_COUNTER, SPOOR_GAUGE, SPOOR_HISTOGRAM };

enum spoor_metric {
#define SPOOR_METRIC(id, type, name, help) SPOOR_METRIC_##id,
#include <spoor/base/metrics.def>
#undef SPOOR_METRIC
    SPOOR_METRIC_COUNT
};

#define SPOOR_HISTOGRAM_BUCKETS 16 /* upper bounds in seconds: 0.001 × 2^n, n = 0..14, then +Inf */

struct spoor_series {
    _Atomic int64_t value; /* units as the name says, seconds as microseconds; histogram: number of observations */
    _Atomic int64_t buckets[SPOOR_HISTOGRAM_BUCKETS]; /* each its own observations, not cumulative */
    _Atomic int64_t sum_us;
    enum spoor_metric metric;
    char *labels;
    struct spoor_series *next;
};

/* Finds or makes the series; labels may be "". Never NULL, never freed. */
struct spoor_series *spoor_metric_series(enum spoor_metric metric, const char *labels);
static inline void spoor_series_add(struct spoor_series *series, int64_t value)
{
    atomic_fetch_add_explicit(&series->value, value, memory_order_relaxed);
}
static inline void spoor_series_set(struct spoor_series *series, int64_t value)
{
    atomic_store_explicit(&series->value, value, memory_order_relaxed);
}
static inline int64_t spoor_series_get(struct spoor_series *series)
{
    return atomic_load_explicit(&series->value, memory_order_relaxed);
}
void spoor_series_observe_us(struct spoor_series *series, int64_t duration_us);
/* Shorthands for a metric without labels or with ready labels (look-up each time: not for the per-event path). */
void spoor_metric_add(enum spoor_metric metric, const char *labels, int64_t value);
void spoor_metric_set(enum spoor_metric metric, const char *labels, int64_t value);

const char *spoor_metric_name(enum spoor_metric metric);
const char *spoor_metric_help(enum spoor_metric metric);
enum spoor_metric_type spoor_metric_type_of(enum spoor_metric metric);
/* First series of a metric, then ->next: for the exposition. */
struct spoor_series *spoor_metric_first(enum spoor_metric metric);

#endif
