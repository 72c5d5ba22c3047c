/* Commands for all klanten of a partition, worked off in slices between batches (docs/architecture.md). */
#include "worker_internal.h"

struct slice {
    const struct spoor_opdracht_row *row;
    const struct spoor_uuid *klanten;
    size_t count;
    bool last;             /* nobody comes after these */
    int32_t refused_index; /* the one klant for whom it is refused: index in quarantine; 0 = not known */
    const char *refused;   /* … and why */
};

static void slice_items(struct spoor_fold_batch *batch, const struct spoor_fold_command *command,
                        const struct slice *slice)
{
    batch->items = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_fold_item, slice->count + 1);
    for (size_t i = 0; i < slice->count; i++) {
        struct spoor_fold_item *item = &batch->items[batch->item_count++];
        *item = spoor_fold_command_item(command, slice->klanten[i]);
        item->refused = slice->refused;
        item->record.event.origin.index = slice->refused_index;
    }
    struct spoor_fold_item *carrier = &batch->items[batch->item_count++]; /* of the position when nothing else is */
    *carrier = spoor_fold_command_item(command, (struct spoor_uuid){0});
    carrier->fate = SPOOR_FATE_FORGOTTEN;
}

static struct spoor_opdracht_row advanced(const struct slice *slice)
{
    struct spoor_opdracht_row row = *slice->row;
    row.begonnen = true;
    row.gedaan += (int64_t)slice->count;
    row.afgerond = slice->last;
    if (slice->count)
        row.cursor = slice->klanten[slice->count - 1];
    return row;
}

/* One transaction; the open command follows when it stands. */
static enum spoor_status run(struct spoor_worker *worker, const struct slice *slice, struct spoor_error *err)
{
    struct spoor_fold_batch batch = {.context = &worker->context, .arena = &worker->arena};
    struct spoor_fold_command command;
    struct spoor_opdracht_row row = advanced(slice);
    enum spoor_status status = spoor_fold_command_open(&batch, slice->row, &command, err);
    if (status != SPOOR_OK)
        return status;
    slice_items(&batch, &command, slice);
    batch.opdrachten = &row;
    batch.opdracht_count = 1;
    status = spoor_fold_batch_run(&batch, err);
    if (status != SPOOR_OK)
        return status;
    spoor_fold_opdracht_add(&worker->context.opdrachten, &row);
    spoor_relay_wake(worker->relay);
    spoor_worker_count_seen(worker, row.partition, slice->count);
    return SPOOR_OK;
}

/* The klant is passed over: the command is parked for it, the others go on. */
static enum spoor_status pass_over(struct spoor_worker *worker, struct slice slice, struct spoor_error *err)
{
    slice.refused = spoor_worker_refusal(err);
    enum spoor_status status = spoor_worker_command_refused(worker, slice.row, &slice.refused_index, err);
    int32_t partition = slice.row->partition;
    if (status == SPOOR_OK)
        status = run(worker, &slice, err);
    return spoor_worker_judge_refusals(worker, partition, slice.refused, status, err);
}

/* A refused row: the same klanten as smaller transactions until the culprit stands alone (cuts change nothing). */
static enum spoor_status work_off(struct spoor_worker *worker, struct slice slice, struct spoor_error *err)
{
    enum spoor_status status = run(worker, &slice, err);
    if (status != SPOOR_REJECT)
        return status;
    if (slice.count <= 1)
        return pass_over(worker, slice, err);
    struct slice first = slice, second = slice;
    first.count = slice.count / 2;
    first.last = false;
    second.klanten += first.count;
    second.count -= first.count;
    status = work_off(worker, first, err); /* not the last: the open command moves on in its place */
    return status == SPOOR_OK && spoor_worker_owns(worker, slice.row->partition) ? work_off(worker, second, err)
                                                                                 : status;
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
    struct spoor_fold_batch batch = {.context = &worker->context, .arena = &worker->arena};
    struct spoor_fold_command command;
    struct spoor_uuid *klanten = NULL;
    size_t count = 0, most = (size_t)worker->options.opdracht_slice;
    enum spoor_status status = spoor_fold_command_open(&batch, next, &command, err);
    if (status == SPOOR_OK)
        status = spoor_store_klant_slice(worker->context.session, next, command.waiting_only, most, &worker->arena,
                                         &klanten, &count, err);
    struct slice slice = {.row = next, .klanten = klanten, .count = count, .last = count < most};
    return status == SPOOR_OK ? work_off(worker, slice, err) : status;
}
