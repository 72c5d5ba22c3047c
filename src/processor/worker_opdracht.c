/* Commands for all klanten of a partition, worked off in slices between batches (docs/architecture.md). */
#include "worker_internal.h"

static void slice_items(struct spoor_fold_batch *batch, const struct spoor_fold_command *command,
                        const struct spoor_uuid *klanten, size_t count)
{
    batch->items = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_fold_item, count + 1);
    for (size_t i = 0; i < count; i++)
        batch->items[batch->item_count++] = spoor_fold_command_item(command, klanten[i]);
    struct spoor_fold_item *carrier = &batch->items[batch->item_count++]; /* of the position when nothing else is */
    *carrier = spoor_fold_command_item(command, (struct spoor_uuid){0});
    carrier->fate = SPOOR_FATE_FORGOTTEN;
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

/* The first command of a partition that moves: one that stands still must not hold up the others. */
static const struct spoor_opdracht_row *opdracht_next(const struct spoor_worker *worker)
{
    const struct spoor_fold_opdrachten *opdrachten = &worker->context.opdrachten;
    for (size_t i = 0; i < opdrachten->count; i++)
        if (spoor_worker_owns(worker, opdrachten->rows[i].partition))
            return &opdrachten->rows[i];
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
    struct spoor_fold_batch batch = {.context = &worker->context, .arena = &worker->arena};
    struct spoor_fold_command command;
    struct spoor_uuid *klanten = NULL;
    size_t count = 0;
    enum spoor_status status = spoor_fold_command_open(&batch, &row, &command, err);
    if (status == SPOOR_OK)
        status = spoor_store_klant_slice(worker->context.session, &row, command.waiting_only,
                                         (size_t)worker->options.opdracht_slice, &worker->arena, &klanten, &count, err);
    if (status != SPOOR_OK)
        return status;
    slice_items(&batch, &command, klanten, count);
    advance_cursor(worker, &row, klanten, count);
    batch.opdrachten = &row;
    batch.opdracht_count = 1;
    status = spoor_fold_batch_run(&batch, err);
    if (status == SPOOR_OK) {
        spoor_fold_opdracht_add(&worker->context.opdrachten, &row);
        spoor_relay_wake(worker->relay);
    }
    return status;
}
