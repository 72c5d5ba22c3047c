#include "exposition.h"

#include <spoor/base/metrics.h>

#include <inttypes.h>
#include <stdio.h>

static const char *const type_names[] = {
    [SPOOR_COUNTER] = "counter", [SPOOR_GAUGE] = "gauge", [SPOOR_HISTOGRAM] = "histogram"};

static bool in_seconds(const char *name)
{
    size_t length = strlen(name), suffix = strlen("_seconds");
    return length > suffix && strcmp(name + length - suffix, "_seconds") == 0;
}

/* Microseconds as seconds with six digits, exact. */
static void write_seconds(struct spoor_buffer *out, int64_t us)
{
    uint64_t magnitude = us < 0 ? 0 - (uint64_t)us : (uint64_t)us;
    spoor_buffer_printf(out, "%s%" PRIu64 ".%06" PRIu64, us < 0 ? "-" : "", magnitude / 1000000, magnitude % 1000000);
}

static void write_name(struct spoor_buffer *out, const char *name, const char *suffix, const char *labels,
                       const char *more)
{
    bool any = *labels || *more;
    spoor_buffer_printf(out, "%s%s%s%s%s%s%s ", name, suffix, any ? "{" : "", labels, *labels && *more ? "," : "", more,
                        any ? "}" : "");
}

static void write_histogram(struct spoor_buffer *out, const char *name, struct spoor_series *series)
{
    char bound[32];
    int64_t observations = 0;
    for (int i = 0; i < SPOOR_HISTOGRAM_BUCKETS; i++) {
        observations += atomic_load_explicit(&series->buckets[i], memory_order_relaxed);
        if (i == SPOOR_HISTOGRAM_BUCKETS - 1)
            snprintf(bound, sizeof bound, "le=\"+Inf\"");
        else
            snprintf(bound, sizeof bound, "le=\"%g\"", 0.001 * (double)(1 << i));
        write_name(out, name, "_bucket", series->labels, bound);
        spoor_buffer_printf(out, "%" PRId64 "\n", observations);
    }
    write_name(out, name, "_sum", series->labels, "");
    write_seconds(out, atomic_load_explicit(&series->sum_us, memory_order_relaxed));
    spoor_buffer_append_char(out, '\n');
    write_name(out, name, "_count", series->labels, "");
    spoor_buffer_printf(out, "%" PRId64 "\n", observations);
}

static void write_series(struct spoor_buffer *out, const char *name, enum spoor_metric_type type,
                         struct spoor_series *series)
{
    if (type == SPOOR_HISTOGRAM) {
        write_histogram(out, name, series);
        return;
    }
    write_name(out, name, "", series->labels, "");
    if (in_seconds(name))
        write_seconds(out, spoor_series_get(series));
    else
        spoor_buffer_printf(out, "%" PRId64, spoor_series_get(series));
    spoor_buffer_append_char(out, '\n');
}

void ops_exposition_write(struct spoor_buffer *out)
{
    for (int i = 0; i < SPOOR_METRIC_COUNT; i++) {
        enum spoor_metric metric = (enum spoor_metric)i;
        const char *name = spoor_metric_name(metric);
        enum spoor_metric_type type = spoor_metric_type_of(metric);
        spoor_buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, spoor_metric_help(metric), name,
                            type_names[type]);
        for (struct spoor_series *series = spoor_metric_first(metric); series; series = series->next)
            write_series(out, name, type, series);
    }
}
