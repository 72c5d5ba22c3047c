/* Timers that are due, found once a second at most, in slices between batches (docs/architecture.md "Clocks"). */
#include "worker_internal.h"

#include <spoor/base/crash.h>
#include <spoor/base/log.h>
#include <spoor/base/metrics.h>

#define LOOK_EVERY_US SPOOR_SECOND_US

struct slice {
    const struct spoor_termijn_row *klanten;
    size_t count;
    const char *refused; /* the one klant's timer was, and why */
};

static enum spoor_status run(struct spoor_worker *worker, const struct slice *slice, struct spoor_error *err)
{
    struct spoor_fold_batch batch = {.context = &worker->context, .arena = &worker->arena};
    batch.items = SPOOR_ARENA_ARRAY(&worker->arena, struct spoor_fold_item, slice->count + 1);
    for (size_t i = 0; i < slice->count; i++) {
        if (!spoor_worker_owns(worker, slice->klanten[i].partition)) /* lost since they were read */
            continue;
        struct spoor_fold_item *item = &batch.items[batch.item_count++];
        *item = (struct spoor_fold_item){
            .partition = slice->klanten[i].partition, .offset = -1, .wake = true, .refused = slice->refused};
        item->record.event.klant_id = slice->klanten[i].klant_id;
    }
    if (batch.item_count == 0)
        return SPOOR_OK;
    enum spoor_status status = spoor_fold_batch_run(&batch, err);
    if (status != SPOOR_OK)
        return status;
    spoor_relay_wake(worker->relay);
    SPOOR_CRASH_POINT(FOLD_SIGNALLED);
    return SPOOR_OK;
}

/* A refused row: smaller transactions until the culprit stands alone; he is looked at again in an hour. */
static enum spoor_status work_off(struct spoor_worker *worker, struct slice slice, struct spoor_error *err)
{
    enum spoor_status status = run(worker, &slice, err);
    if (status != SPOOR_REJECT)
        return status;
    if (slice.count == 1) {
        spoor_log(SPOOR_LOG_ERROR, "termijn-geweigerd", "partition %d: a timer of a klant waits an hour: %s",
                  slice.klanten[0].partition, err->message);
        slice.refused = spoor_worker_refusal(err);
        status = run(worker, &slice, err);
        return status == SPOOR_REJECT ? SPOOR_OK : status; /* an open command of his is refused: its own slice parks it */
    }
    struct slice first = slice, second = slice;
    first.count = slice.count / 2;
    second.klanten += first.count;
    second.count -= first.count;
    status = work_off(worker, first, err);
    return status == SPOOR_OK ? work_off(worker, second, err) : status;
}

/* A proof counts for a partition once our position there has passed the end that belongs to it, and for one look: a timer
 * that is set later, by a record that was not there at its moment, asks for one of its own. */
static void take_proof(struct spoor_worker *worker)
{
    struct spoor_fold_context *context = &worker->context;
    for (size_t i = 0; worker->options.leegloop && i < context->position_count; i++) {
        struct spoor_bewijs bewijs;
        if (!spoor_leegloop_read(worker->options.leegloop, context->positions[i].partition, &bewijs) ||
            context->positions[i].next_offset < bewijs.end || bewijs.us <= worker->bewijs_us[i])
            continue;
        context->bewezen_us[i] = worker->bewijs_us[i] = bewijs.us;
        context->onvolledig[i] = bewijs.onvolledig;
    }
}

static void drop_proof(struct spoor_worker *worker)
{
    for (size_t i = 0; i < worker->context.position_count; i++)
        worker->context.bewezen_us[i] = SPOOR_TIME_NONE;
}

static enum spoor_status find_due(struct spoor_worker *worker, struct slice *out_slice, struct spoor_error *err)
{
    const struct spoor_fold_context *context = &worker->context;
    int32_t *partitions = SPOOR_ARENA_ARRAY(&worker->arena, int32_t, context->position_count + 1);
    int64_t *bewezen_us = SPOOR_ARENA_ARRAY(&worker->arena, int64_t, context->position_count + 1);
    struct spoor_termijn_row *rows = NULL;
    size_t count = 0, found = 0;
    bool waits = false;
    for (size_t i = 0; i < context->position_count; i++) {
        if (!spoor_worker_owns(worker, context->positions[i].partition))
            continue;
        partitions[count] = context->positions[i].partition;
        bewezen_us[count++] = context->bewezen_us[i];
    }
    enum spoor_status status =
        count ? spoor_store_termijnen(context->session, partitions, bewezen_us, count,
                                      (size_t)worker->options.klok_slice, &worker->arena, &rows, &found, &waits,
                                      err)
              : SPOOR_OK;
    if (waits && worker->options.leegloop)
        spoor_leegloop_ask(worker->options.leegloop);
    *out_slice = (struct slice){.klanten = rows, .count = found};
    return status;
}

enum spoor_status spoor_worker_klok_slice(struct spoor_worker *worker, struct spoor_error *err)
{
    int64_t now_us = spoor_time_monotonic_us();
    struct slice slice;
    if (!worker->klok_waits && now_us - worker->klok_us < LOOK_EVERY_US)
        return SPOOR_OK;
    worker->klok_us = now_us;
    spoor_arena_reset(&worker->arena);
    if (!worker->klok_waits)
        take_proof(worker);
    enum spoor_status status = find_due(worker, &slice, err);
    if (status == SPOOR_OK && slice.count > 0)
        status = work_off(worker, slice, err);
    worker->klok_waits = status == SPOOR_OK && slice.count > 0;
    if (!worker->klok_waits)
        drop_proof(worker);
    if (status != SPOOR_LOST)
        return status;
    spoor_metric_add(SPOOR_METRIC_FENCED, "", 1);
    return SPOOR_OK; /* the rest is found again */
}
