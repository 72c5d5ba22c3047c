#include <spoor/base/metrics.h>

#include <spoor/base/arena.h>

#include <pthread.h>
#include <string.h>

static const struct {
    const char *name;
    const char *help;
    enum spoor_metric_type type;
} metrics[SPOOR_METRIC_COUNT] = {
#define SPOOR_METRIC(id, type, name, help) {name, help, type},
#include <spoor/base/metrics.def>
#undef SPOOR_METRIC
};

/* A series is put in front once it is complete, so that readers need no lock. */
static struct spoor_series *_Atomic first_series[SPOOR_METRIC_COUNT];
static pthread_mutex_t growing = PTHREAD_MUTEX_INITIALIZER;

static struct spoor_series *find_series(enum spoor_metric metric, const char *labels)
{
    struct spoor_series *series = spoor_metric_first(metric);
    while (series && strcmp(series->labels, labels) != 0)
        series = series->next;
    return series;
}

static struct spoor_series *add_series(enum spoor_metric metric, const char *labels)
{
    struct spoor_series *series = spoor_allocate(sizeof(*series));
    size_t bytes = strlen(labels) + 1;
    series->metric = metric;
    series->labels = memcpy(spoor_allocate(bytes), labels, bytes);
    series->next = atomic_load_explicit(&first_series[metric], memory_order_relaxed);
    atomic_store_explicit(&first_series[metric], series, memory_order_release);
    return series;
}

struct spoor_series *spoor_metric_series(enum spoor_metric metric, const char *labels)
{
    struct spoor_series *series = find_series(metric, labels);
    if (series)
        return series;
    pthread_mutex_lock(&growing);
    series = find_series(metric, labels);
    if (!series)
        series = add_series(metric, labels);
    pthread_mutex_unlock(&growing);
    return series;
}

void spoor_series_observe_us(struct spoor_series *series, int64_t duration_us)
{
    int bucket = 0;
    while (bucket < SPOOR_HISTOGRAM_BUCKETS - 1 && duration_us > INT64_C(1000) << bucket)
        bucket++;
    atomic_fetch_add_explicit(&series->buckets[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&series->sum_us, duration_us, memory_order_relaxed);
    spoor_series_add(series, 1);
}

void spoor_metric_add(enum spoor_metric metric, const char *labels, int64_t value)
{
    spoor_series_add(spoor_metric_series(metric, labels), value);
}

void spoor_metric_set(enum spoor_metric metric, const char *labels, int64_t value)
{
    spoor_series_set(spoor_metric_series(metric, labels), value);
}

const char *spoor_metric_name(enum spoor_metric metric)
{
    return metrics[metric].name;
}

const char *spoor_metric_help(enum spoor_metric metric)
{
    return metrics[metric].help;
}

enum spoor_metric_type spoor_metric_type_of(enum spoor_metric metric)
{
    return metrics[metric].type;
}

struct spoor_series *spoor_metric_first(enum spoor_metric metric)
{
    return atomic_load_explicit(&first_series[metric], memory_order_acquire);
}
