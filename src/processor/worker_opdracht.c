#include "worker_internal.h"

#include <spoor/crypto/hash.h>
#include <stdlib.h>

static struct spoor_slice heap_copy(struct spoor_slice s)
{
    char *copy = spoor_allocate(s.length + 1);
    if (s.length)
        memcpy(copy, s.data, s.length);
    return (struct spoor_slice){copy, s.length};
}

static void row_free(struct spoor_opdracht_row *row)
{
    free((char *)row->soort.data);
    free((char *)row->argument.data);
    free((char *)row->source.data);
    free((char *)row->id.data);
}

void spoor_worker_opdrachten_forget(struct spoor_worker *worker)
{
    for (size_t i = 0; i < worker->opdracht_count; i++)
        row_free(&worker->opdrachten[i]);
    worker->opdracht_count = 0;
}

static struct spoor_opdracht_row *opdracht_find(struct spoor_worker *worker, int32_t partition, int64_t offset)
{
    for (size_t i = 0; i < worker->opdracht_count; i++)
        if (worker->opdrachten[i].partition == partition && worker->opdrachten[i].offset == offset)
            return &worker->opdrachten[i];
    return NULL;
}

static void opdracht_remove(struct spoor_worker *worker, struct spoor_opdracht_row *row)
{
    struct spoor_opdracht_row *end = worker->opdrachten + --worker->opdracht_count;
    row_free(row);
    memmove(row, row + 1, (size_t)((char *)end - (char *)row)); /* commands of a partition keep their order */
}

void spoor_worker_opdracht_add(struct spoor_worker *worker, const struct spoor_opdracht_row *row)
{
    struct spoor_opdracht_row *known = opdracht_find(worker, row->partition, row->offset);
    if (known && row->afgerond) {
        opdracht_remove(worker, known);
        return;
    }
    if (known) {
        known->cursor = row->cursor;
        known->begonnen = row->begonnen;
        known->gedaan = row->gedaan;
        return;
    }
    if (row->afgerond)
        return;
    worker->opdrachten =
        spoor_reallocate(worker->opdrachten, sizeof *worker->opdrachten * (worker->opdracht_count + 1));
    struct spoor_opdracht_row *copy = &worker->opdrachten[worker->opdracht_count++];
    *copy = *row;
    copy->soort = heap_copy(row->soort);
    copy->argument = heap_copy(row->argument);
    copy->source = heap_copy(row->source);
    copy->id = heap_copy(row->id);
}

static enum spoor_status command_event(struct spoor_worker *worker, const struct spoor_opdracht_row *row,
                                       struct spoor_event *event, struct spoor_error *err)
{
    *event = (struct spoor_event){.source = row->source,
                                  .id = row->id,
                                  .data = row->argument,
                                  .time_us = row->time_us,
                                  .broker_us = row->broker_us,
                                  .plaatsgevonden_us = row->time_us};
    event->origin =
        (struct spoor_origin){spoor_slice_of(worker->options.canonical_topic), row->partition, row->offset, 0};
    event->feit_id = spoor_feit_id(row->source, row->id);
    if (!spoor_kind_find(row->soort, &event->kind))
        return spoor_error_set(err, SPOOR_HALT, "opdracht", "unknown command %.*s", SPOOR_SLICE_ARG(row->soort));
    return spoor_canonical_decode_data(row->argument, &worker->arena, event, err);
}

static void command_items(struct spoor_worker *worker, struct spoor_fold_batch *batch, const struct spoor_event *event,
                          const struct spoor_uuid *klanten, size_t count)
{
    batch->items = SPOOR_ARENA_ARRAY(&worker->arena, struct spoor_fold_item, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct spoor_fold_item *item = &batch->items[batch->item_count++];
        item->partition = event->origin.partition;
        item->offset = event->origin.offset;
        item->from_command = true;
        item->must_refold = event->kind == SPOOR_KIND_DEFINITIE_GELADEN;
        item->record.event = *event;
        item->record.event.klant_id = klanten[i];
    }
    batch->items[batch->item_count++] = (struct spoor_fold_item){/* carries the position when nothing else does */
                                                                 .partition = event->origin.partition,
                                                                 .from_command = true,
                                                                 .fate = SPOOR_FATE_FORGOTTEN};
}

static void advance_cursor(struct spoor_worker *worker, struct spoor_opdracht_row *row,
                           const struct spoor_uuid *klanten, size_t count)
{
    row->begonnen = true;
    row->gedaan += (int64_t)count;
    row->afgerond = count < (size_t)worker->options.opdracht_slice;
    if (count)
        row->cursor = klanten[count - 1];
}

static bool waiting_only(struct spoor_worker *worker, const struct spoor_event *event)
{
    return event->kind == SPOOR_KIND_DEFINITIE_GELADEN &&
           !spoor_definition_set_rewrites(worker->context.definities, event->definitie, event->definitie_versie,
                                          event->broker_us);
}

/* The first command of a partition that moves: one that stands still must not hold up the others. */
static const struct spoor_opdracht_row *opdracht_next(const struct spoor_worker *worker)
{
    for (size_t i = 0; i < worker->opdracht_count; i++)
        if (spoor_worker_owns(worker, worker->opdrachten[i].partition))
            return &worker->opdrachten[i];
    return NULL;
}

bool spoor_worker_opdracht_waits(const struct spoor_worker *worker)
{
    return opdracht_next(worker) != NULL;
}

enum spoor_status spoor_worker_opdracht_slice(struct spoor_worker *worker, struct spoor_error *err)
{
    const struct spoor_opdracht_row *next = opdracht_next(worker);
    if (!next)
        return SPOOR_OK;
    spoor_arena_reset(&worker->arena);
    struct spoor_opdracht_row row = *next;
    struct spoor_event event;
    struct spoor_uuid *klanten = NULL;
    size_t count = 0;
    enum spoor_status status = command_event(worker, &row, &event, err);
    if (status == SPOOR_OK)
        status =
            spoor_store_klant_slice(worker->context.session, row.partition, row.cursor, waiting_only(worker, &event),
                                    (size_t)worker->options.opdracht_slice, &worker->arena, &klanten, &count, err);
    if (status != SPOOR_OK)
        return status;
    struct spoor_fold_batch batch = {.context = &worker->context, .arena = &worker->arena};
    command_items(worker, &batch, &event, klanten, count);
    advance_cursor(worker, &row, klanten, count);
    batch.opdrachten = &row;
    batch.opdracht_count = 1;
    status = spoor_fold_batch_run(&batch, err);
    if (status == SPOOR_OK) {
        spoor_worker_opdracht_add(worker, &row);
        spoor_relay_wake(worker->relay);
    }
    return status;
}
