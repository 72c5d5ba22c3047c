#include "fold_internal.h"

#include <spoor/base/metrics.h>
#include <stdio.h>

static void count_labelled(enum spoor_metric metric, const char *name, const char *value, int64_t amount)
{
    char labels[160];
    snprintf(labels, sizeof labels, "%s=\"%s\"", name, value);
    spoor_metric_add(metric, labels, amount);
}

static void count_kinds(const struct spoor_fold_batch *batch)
{
    int64_t kinds[SPOOR_KIND_COUNT] = {0}, soorten[SPOOR_SOORT_COUNT] = {0};
    for (size_t i = 0; i < batch->item_count; i++) {
        const struct spoor_fold_item *item = &batch->items[i];
        if (item->fate != SPOOR_FATE_ACCEPTED)
            continue;
        kinds[item->record.event.kind]++;
        for (size_t p = 0; p < item->publicatie_count; p++)
            soorten[item->publicaties[p].soort]++;
    }
    for (int kind = 0; kind < (int)SPOOR_KIND_COUNT; kind++)
        if (kinds[kind])
            count_labelled(SPOOR_METRIC_EVENTS, "kind", spoor_kind_name((enum spoor_kind)kind), kinds[kind]);
    for (int soort = 0; soort < (int)SPOOR_SOORT_COUNT; soort++)
        if (soorten[soort])
            count_labelled(SPOOR_METRIC_PUBLICATIONS, "soort", spoor_soort_name((enum spoor_soort)soort),
                           soorten[soort]);
}

static void count_fates(const struct spoor_fold_batch *batch)
{
    int64_t duplicates = 0, redelivered = 0, late = 0, refolds = 0;
    for (size_t i = 0; i < batch->item_count; i++) {
        const struct spoor_fold_item *item = &batch->items[i];
        duplicates += item->fate == SPOOR_FATE_DUPLICATE;
        redelivered += item->fate == SPOOR_FATE_REDELIVERED;
        late += item->fate == SPOOR_FATE_ACCEPTED && item->late;
        if (item->fate == SPOOR_FATE_REJECTED && item->refusal.data)
            count_labelled(SPOOR_METRIC_REJECTED, "role=\"proces\",reden", item->refusal.data, 1);
    }
    for (size_t i = 0; i < batch->klant_count; i++)
        refolds += batch->klanten[i]->refolded;
    spoor_metric_add(SPOOR_METRIC_DUPLICATES, "", duplicates);
    spoor_metric_add(SPOOR_METRIC_REDELIVERIES, "", redelivered);
    spoor_metric_add(SPOOR_METRIC_LATE, "", late);
    spoor_metric_add(SPOOR_METRIC_REFOLDS, "", refolds);
}

static void mark_progress(const struct spoor_fold_batch *batch)
{
    for (size_t i = 0; i < batch->position_count; i++) {
        char labels[64];
        snprintf(labels, sizeof labels, "partition=\"%d\"", batch->positions[i].partition);
        spoor_metric_set(SPOOR_METRIC_PROGRESS_SECONDS, labels, batch->lookup.now_us);
        spoor_metric_set(SPOOR_METRIC_EPOCH, labels, batch->positions[i].epoch);
    }
}

/* One record, or one klant of a slice: beside it are the open commands of its klant, or what carries the position. */
static bool stands_alone(const struct spoor_fold_batch *batch)
{
    return batch->item_count - batch->gehad_count - (batch->opdracht_count > 0) <= 1;
}

/* One that is refused is tried again as smaller ones until the culprit stands alone. */
static const char *outcome_of(const struct spoor_fold_batch *batch, enum spoor_status status,
                              const struct spoor_error *err)
{
    switch (status) {
    case SPOOR_OK:
        return "committed";
    case SPOOR_RETRY:
        return strcmp(err->code, "23505") == 0 ? "looked_up_again" : "retried";
    case SPOOR_REJECT:
        return stands_alone(batch) ? "refused" : "split";
    case SPOOR_LOST:
        return "lost";
    case SPOOR_HALT:
        return "halted";
    }
    return "halted";
}

void spoor_fold_metrics_end(const struct spoor_fold_batch *batch, enum spoor_status status,
                            const struct spoor_error *err)
{
    count_labelled(SPOOR_METRIC_BATCHES, "outcome", outcome_of(batch, status, err), 1);
}

void spoor_fold_metrics(const struct spoor_fold_batch *batch, int64_t duration_us)
{
    count_kinds(batch);
    count_fates(batch);
    mark_progress(batch);
    spoor_metric_set(SPOOR_METRIC_BATCH_RECORDS, "", (int64_t)batch->item_count);
    spoor_metric_set(SPOOR_METRIC_CACHE_BYTES, "", (int64_t)spoor_klant_cache_bytes(batch->context->cache));
    spoor_series_observe_us(spoor_metric_series(SPOOR_METRIC_COMMIT_SECONDS, ""), duration_us);
}
