#include "intake_sources.h"

#include <spoor/base/metrics.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#define SOURCE_BYTES_MAX 120
#define LABELS_BYTES_MAX 400

static const struct {
    enum spoor_metric metric;
    size_t count; /* where in struct spoor_intake_counts */
} noticed[] = {
    {SPOOR_METRIC_UNKNOWN_CODES, offsetof(struct spoor_intake_counts, unknown_codes)},
    {SPOOR_METRIC_UNLIKELY_TIMES, offsetof(struct spoor_intake_counts, unlikely_times)},
    {SPOOR_METRIC_UNSET_VALUES, offsetof(struct spoor_intake_counts, unset_values)},
    {SPOOR_METRIC_BSN_UNSET, offsetof(struct spoor_intake_counts, bsn_unset)},
    {SPOOR_METRIC_BSN_INVALID, offsetof(struct spoor_intake_counts, bsn_invalid)},
    {SPOOR_METRIC_UNZONED_TIMES, offsetof(struct spoor_intake_counts, unzoned_times)},
    {SPOOR_METRIC_ANONYMOUS, offsetof(struct spoor_intake_counts, anonymous)},
};
enum { NOTICED_COUNT = sizeof noticed / sizeof noticed[0] };

struct source {
    char name[SOURCE_BYTES_MAX + 1];
    struct spoor_series *events, *noticed[NOTICED_COUNT]; /* NULL: not met yet */
};

struct spoor_intake_sources {
    char topic[256];
    struct source items[SPOOR_INTAKE_SOURCES_MAX], others;
    size_t count, last; /* last: the one of the last event, mostly that of the next */
};

struct spoor_intake_sources *spoor_intake_sources_new(const char *topic)
{
    struct spoor_intake_sources *sources = spoor_allocate(sizeof *sources);
    snprintf(sources->topic, sizeof sources->topic, "%s", topic);
    snprintf(sources->others.name, sizeof sources->others.name, "overig");
    return sources;
}

void spoor_intake_sources_free(struct spoor_intake_sources *sources)
{
    free(sources);
}

/* As it is, it can stand in a label. */
static bool is_plain(struct spoor_slice text)
{
    if (text.length == 0 || text.length > SOURCE_BYTES_MAX)
        return false;
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] < ' ' || text.data[i] > '~' || text.data[i] == '"' || text.data[i] == '\\')
            return false;
    return true;
}

static bool is_at(const struct spoor_intake_sources *sources, size_t at, struct spoor_slice name)
{
    return at < sources->count && spoor_slice_equal(spoor_slice_of(sources->items[at].name), name);
}

/* The one of that name, else that of all others. */
static struct source *source_find(struct spoor_intake_sources *sources, struct spoor_slice name)
{
    if (is_at(sources, sources->last, name))
        return &sources->items[sources->last];
    for (size_t at = 0; at < sources->count; at++)
        if (is_at(sources, at, name)) {
            sources->last = at;
            return &sources->items[at];
        }
    return &sources->others;
}

static struct source *source_get(struct spoor_intake_sources *sources, struct spoor_slice name)
{
    struct source *found = source_find(sources, name);
    if (found != &sources->others || sources->count == SPOOR_INTAKE_SOURCES_MAX || !is_plain(name))
        return found;
    struct source *source = &sources->items[sources->count++];
    snprintf(source->name, sizeof source->name, "%.*s", SPOOR_SLICE_ARG(name));
    return source;
}

static void series_add(const struct spoor_intake_sources *sources, const struct source *source,
                       enum spoor_metric metric, struct spoor_series **series, int64_t amount)
{
    char labels[LABELS_BYTES_MAX];
    if (!*series) {
        snprintf(labels, sizeof labels, "topic=\"%s\",source=\"%s\"", sources->topic, source->name);
        *series = spoor_metric_series(metric, labels);
    }
    spoor_series_add(*series, amount);
}

void spoor_intake_sources_event(struct spoor_intake_sources *sources, struct spoor_slice name)
{
    struct source *source = source_get(sources, name);
    series_add(sources, source, SPOOR_METRIC_SOURCE_EVENTS, &source->events, 1);
}

void spoor_intake_sources_noticed(struct spoor_intake_sources *sources, struct spoor_slice name,
                                  const struct spoor_intake_counts *counts)
{
    struct source *source = NULL;
    for (size_t i = 0; i < NOTICED_COUNT; i++) {
        uint32_t count = *(const uint32_t *)(const void *)((const char *)counts + noticed[i].count);
        if (count == 0)
            continue;
        if (!source)
            source = source_find(sources, name);
        series_add(sources, source, noticed[i].metric, &source->noticed[i], count);
    }
}
