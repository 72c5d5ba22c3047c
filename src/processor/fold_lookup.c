#include "fold_internal.h"

#include <spoor/base/metrics.h>
#include <spoor/processor/own_ref.h>

static size_t bucket_of(const struct spoor_fold_batch *batch, struct spoor_uuid klant_id)
{
    size_t hash;
    memcpy(&hash, klant_id.bytes, sizeof hash); /* already a hash */
    return hash & (batch->bucket_count - 1);
}

static struct spoor_fold_klant *klant_get(struct spoor_fold_batch *batch, const struct spoor_event *event,
                                          int32_t partition)
{
    size_t bucket = bucket_of(batch, event->klant_id);
    for (struct spoor_fold_klant *k = batch->buckets[bucket]; k; k = k->next_in_bucket)
        if (spoor_uuid_equal(k->base.klant_id, event->klant_id))
            return k;
    struct spoor_fold_klant *klant = SPOOR_ARENA_NEW(batch->arena, struct spoor_fold_klant);
    klant->base.klant_id = event->klant_id;
    klant->base.klant_ref = event->klant_ref;
    klant->base.partition = partition;
    klant->next_in_bucket = batch->buckets[bucket];
    batch->buckets[bucket] = klant;
    batch->klanten = spoor_arena_grow(batch->arena, batch->klanten, batch->klant_count, &batch->klant_capacity,
                                      sizeof *batch->klanten);
    batch->klanten[batch->klant_count++] = klant;
    return klant;
}

static void klant_append(struct spoor_fold_klant *klant, struct spoor_fold_item *item)
{
    item->klant = klant;
    if (klant->last)
        klant->last->next_of_klant = item;
    else
        klant->first = item;
    klant->last = item;
}

void spoor_fold_group(struct spoor_fold_batch *batch)
{
    batch->bucket_count = 16;
    while (batch->bucket_count < batch->item_count * 2)
        batch->bucket_count *= 2;
    batch->buckets = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_fold_klant *, batch->bucket_count);
    batch->klant_count = 0;
    for (size_t i = 0; i < batch->item_count; i++) {
        struct spoor_fold_item *item = &batch->items[i];
        if (item->fate == SPOOR_FATE_PENDING)
            klant_append(klant_get(batch, &item->record.event, item->partition), item);
    }
}

/* Ordinarily the unique index is asked, by the insert: most facts are new. */
static bool must_ask(const struct spoor_fold_batch *batch, const struct spoor_fold_item *item)
{
    const struct spoor_event *event = &item->record.event;
    if (item->wake) /* its fact is not known yet: the index answers */
        return false;
    return item->command ||
           spoor_recent_facts_must_ask(batch->context->recent, event->klant_id, event->feit_id);
}

static void ask_facts(struct spoor_fold_batch *batch)
{
    struct spoor_uuid *klanten = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_uuid, batch->item_count + 1);
    struct spoor_uuid *facts = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_uuid, batch->item_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < batch->item_count; i++) {
        struct spoor_fold_item *item = &batch->items[i];
        item->fact = SPOOR_FACT_NOT_ASKED;
        if (item->fate != SPOOR_FATE_PENDING || !must_ask(batch, item))
            continue;
        klanten[count] = item->record.event.klant_id;
        facts[count] = item->record.event.feit_id;
        item->fact = count++;
    }
    batch->lookup.fact_klanten = klanten;
    batch->lookup.fact_ids = facts;
    batch->lookup.fact_count = count;
    spoor_metric_add(SPOOR_METRIC_FACTS_ASKED, "", (int64_t)count);
}

static void klant_load(struct spoor_fold_klant *klant, const struct spoor_klant_row *row)
{
    struct spoor_slice ref = klant->base.klant_ref;
    int32_t partition = klant->base.partition;
    klant->base = *row;
    if (!klant->base.klant_ref.data)
        klant->base.klant_ref = ref;
    klant->base.partition = partition;
    klant->loaded = true;
}

static struct spoor_klant_row row_copy(struct spoor_arena *arena, const struct spoor_klant_row *row)
{
    struct spoor_klant_row copy = *row;
    copy.klant_ref = spoor_arena_copy(arena, row->klant_ref);
    copy.toestand = spoor_arena_copy(arena, row->toestand);
    copy.publicatiestand = spoor_arena_copy(arena, row->publicatiestand);
    return copy;
}

/* Cached klanten are filled at once; the others are asked. Returns how many are asked. */
static size_t ask_klanten(struct spoor_fold_batch *batch, struct spoor_fold_klant **asked)
{
    struct spoor_uuid *ids = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_uuid, batch->klant_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < batch->klant_count; i++) {
        struct spoor_fold_klant *klant = batch->klanten[i];
        struct spoor_klant_row row;
        if (spoor_klant_cache_find(batch->context->cache, klant->base.klant_id, &row)) {
            struct spoor_klant_row copy = row_copy(batch->arena, &row);
            klant_load(klant, &copy);
            continue;
        }
        ids[count] = klant->base.klant_id;
        asked[count++] = klant;
    }
    batch->lookup.klanten = ids;
    batch->lookup.klant_count = count;
    spoor_metric_add(SPOOR_METRIC_CACHE_HITS, "", (int64_t)(batch->klant_count - count));
    spoor_metric_add(SPOOR_METRIC_CACHE_MISSES, "", (int64_t)count);
    return count;
}

static void mark_lost(struct spoor_fold_batch *batch, const bool *lost)
{
    for (size_t i = 0; i < batch->position_count; i++)
        if (lost[i])
            batch->context->lost[batch->context->position_index[batch->positions[i].partition]] = true;
}

enum spoor_status spoor_fold_lookup_run(struct spoor_fold_batch *batch, struct spoor_error *err)
{
    ask_facts(batch);
    struct spoor_fold_klant **asked =
        SPOOR_ARENA_ARRAY(batch->arena, struct spoor_fold_klant *, batch->klant_count + 1);
    size_t count = ask_klanten(batch, asked);
    bool *lost = SPOOR_ARENA_ARRAY(batch->arena, bool, batch->position_count + 1);
    enum spoor_status status =
        spoor_store_fold_begin(batch->context->session, batch->context->canonical_topic, batch->positions,
                               batch->position_count, lost, &batch->lookup, batch->arena, err);
    if (status == SPOOR_LOST)
        mark_lost(batch, lost);
    if (status != SPOOR_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        klant_load(asked[i], &batch->lookup.klant_rows[i]);
    return SPOOR_OK;
}

static enum spoor_status history_decode(struct spoor_fold_batch *batch, struct spoor_event *event,
                                        struct spoor_slice klant_ref, struct spoor_error *err)
{
    event->klant_ref = klant_ref;
    enum spoor_status status = spoor_canonical_decode_data(event->data, batch->arena, event, err);
    if (status != SPOOR_OK)
        return spoor_error_set(err, SPOOR_HALT, "log_onleesbaar", "the event log holds data that cannot be read: %s",
                               err ? err->message : "");
    spoor_event_own_ref(event, true, batch->arena);
    return SPOOR_OK;
}

enum spoor_status spoor_fold_load_histories(struct spoor_fold_batch *batch, struct spoor_error *err)
{
    struct spoor_fold_klant **asked =
        SPOOR_ARENA_ARRAY(batch->arena, struct spoor_fold_klant *, batch->klant_count + 1);
    struct spoor_uuid *ids = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_uuid, batch->klant_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < batch->klant_count; i++) {
        if (!batch->klanten[i]->needs_history || batch->klanten[i]->has_history)
            continue;
        asked[count] = batch->klanten[i];
        ids[count++] = batch->klanten[i]->base.klant_id;
    }
    struct spoor_event *events = NULL;
    size_t event_count = 0;
    enum spoor_status status = count ? spoor_store_fold_histories(batch->context->session, ids, count, batch->arena,
                                                                  &events, &event_count, err)
                                     : SPOOR_OK;
    size_t at = 0;
    for (size_t i = 0; status == SPOOR_OK && i < count; i++) {
        asked[i]->history = &events[at];
        while (at < event_count && status == SPOOR_OK && spoor_uuid_equal(events[at].klant_id, ids[i]))
            status = history_decode(batch, &events[at++], asked[i]->base.klant_ref, err);
        asked[i]->history_count = (size_t)(&events[at] - asked[i]->history);
        asked[i]->has_history = true;
    }
    return status;
}

struct seen_rejects { /* those of a batch that were met, by a hash of their origin */
    struct spoor_quarantaine_row *rows;
    size_t count;
    uint32_t *first, *next; /* number of a row, from 1; first is per bucket, next per row */
    size_t bucket_count;
};

static struct seen_rejects seen_rejects_new(struct spoor_arena *arena, size_t room)
{
    struct seen_rejects seen = {.bucket_count = 16};
    while (seen.bucket_count < room)
        seen.bucket_count *= 2;
    seen.rows = SPOOR_ARENA_ARRAY(arena, struct spoor_quarantaine_row, room);
    seen.next = SPOOR_ARENA_ARRAY(arena, uint32_t, room);
    seen.first = SPOOR_ARENA_ARRAY(arena, uint32_t, seen.bucket_count);
    return seen;
}

/* Origins of one partition mostly follow each other, so offsets spread well. */
static uint32_t *bucket_of_reject(const struct seen_rejects *seen, const struct spoor_origin *origin)
{
    uint64_t hash = (uint64_t)origin->offset + (uint64_t)(uint32_t)origin->partition * 40503 +
                    (uint64_t)(uint32_t)origin->index * 2654435761u;
    return &seen->first[hash & (seen->bucket_count - 1)];
}

/* The row of the same origin that was met before, else NULL. */
static const struct spoor_quarantaine_row *meet(struct seen_rejects *seen, const struct spoor_quarantaine_row *row)
{
    uint32_t *first = bucket_of_reject(seen, &row->origin);
    for (uint32_t at = *first; at; at = seen->next[at - 1])
        if (spoor_origin_equal(&seen->rows[at - 1].origin, &row->origin))
            return &seen->rows[at - 1];
    seen->rows[seen->count] = *row;
    seen->next[seen->count++] = *first;
    *first = (uint32_t)seen->count;
    return NULL;
}

static size_t count_rejects(const struct spoor_fold_batch *batch)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->item_count; i++)
        count += batch->items[i].fate == SPOOR_FATE_REJECTED;
    return count;
}

/* A reject that intake delivered again (it died between its flush and its commit) is told once, like an event; so is one
 * that was offered for a retry twice and came back in one batch, where it has one row. Broker times tell a reject from one
 * that had its place before its topic was made again; in one transaction there is room for one of them, so a batch with
 * both is folded as smaller ones. */
enum spoor_status spoor_fold_known_rejects(struct spoor_fold_batch *batch, struct spoor_error *err)
{
    size_t asked_count = 0, room = count_rejects(batch);
    if (room == 0)
        return SPOOR_OK;
    struct seen_rejects seen = seen_rejects_new(batch->arena, room);
    struct spoor_quarantaine_row *asked = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_quarantaine_row, room);
    struct spoor_fold_item **items = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_fold_item *, room);
    bool *known = SPOOR_ARENA_ARRAY(batch->arena, bool, room);
    for (size_t i = 0; i < batch->item_count; i++) {
        struct spoor_fold_item *item = &batch->items[i];
        struct spoor_event *event = &item->record.event;
        if (item->fate != SPOOR_FATE_REJECTED)
            continue;
        struct spoor_quarantaine_row row = {.origin = event->origin, .broker_us = event->broker_us};
        const struct spoor_quarantaine_row *before = meet(&seen, &row);
        if (before && before->broker_us != row.broker_us)
            return spoor_error_set(err, SPOOR_REJECT, "zelfde_herkomst", "two rejects of one origin in one transaction");
        if (before) {
            item->fate = SPOOR_FATE_REDELIVERED;
            event->herkansing = false; /* it found no place: the row stays open */
        } else if (!event->herkansing) {
            asked[asked_count] = row;
            items[asked_count++] = item;
        }
    }
    enum spoor_status status =
        asked_count ? spoor_store_fold_rejects(batch->context->session, asked, asked_count, known, err) : SPOOR_OK;
    for (size_t i = 0; status == SPOOR_OK && i < asked_count; i++)
        if (known[i])
            items[i]->fate = SPOOR_FATE_REDELIVERED;
    return status;
}
