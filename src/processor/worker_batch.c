#include "worker_internal.h"

#include <spoor/base/crash.h>
#include <spoor/base/metrics.h>

#define UNIQUE_RETRIES_MAX 5

bool spoor_worker_owns(const struct spoor_worker *worker, int32_t partition)
{
    const struct spoor_fold_context *context = &worker->context;
    if (partition < 0 || partition >= context->partition_count)
        return false;
    int32_t at = context->position_index[partition];
    return at >= 0 && !context->lost[at] && !worker->halted[at];
}

static int64_t next_offset(const struct spoor_worker *worker, int32_t partition)
{
    return worker->context.positions[worker->context.position_index[partition]].next_offset;
}

/* End of partition: the position moves past markers that are never delivered (docs/architecture.md). */
static bool item_from_end(const struct spoor_worker *worker, const struct spoor_record *record,
                          struct spoor_fold_item *item)
{
    if (record->offset <= next_offset(worker, record->partition))
        return false;
    *item = (struct spoor_fold_item){
        .partition = record->partition, .offset = record->offset - 1, .fate = SPOOR_FATE_FORGOTTEN};
    return true;
}

static bool item_from_record(const struct spoor_worker *worker, const struct spoor_record *record,
                             struct spoor_fold_item *item)
{
    if (!spoor_worker_owns(worker, record->partition))
        return false;
    switch (record->kind) {
    case SPOOR_RECORD_END_OF_PARTITION:
        return item_from_end(worker, record, item);
    case SPOOR_RECORD_PARTITION_ERROR:
        return false;
    case SPOOR_RECORD_MESSAGE:
        if (record->offset < next_offset(worker, record->partition))
            return false;
        *item = (struct spoor_fold_item){
            .partition = record->partition, .offset = record->offset, .key = record->key, .value = record->value};
        return true;
    }
    return false;
}

static void batch_begin(struct spoor_worker *worker, struct spoor_fold_batch *batch, const struct spoor_record *records,
                        size_t count)
{
    spoor_arena_reset(&worker->arena);
    *batch = (struct spoor_fold_batch){.context = &worker->context, .arena = &worker->arena};
    batch->items = SPOOR_ARENA_ARRAY(&worker->arena, struct spoor_fold_item, count + 1);
    for (size_t i = 0; i < count; i++)
        if (item_from_record(worker, &records[i], &batch->items[batch->item_count]))
            batch->item_count++;
}

/* After a seek inside the client a record beyond our position may be a stale one that was still queued: never trust it.
 * A fresh assignment shows whether the gap is real (a marker, compaction). */
static enum spoor_status check_sought(struct spoor_worker *worker, const struct spoor_record *records, size_t count,
                                      struct spoor_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (records[i].kind == SPOOR_RECORD_PARTITION_ERROR || !spoor_worker_owns(worker, records[i].partition))
            continue;
        bool *sought = &worker->sought[worker->context.position_index[records[i].partition]];
        int64_t expected = next_offset(worker, records[i].partition);
        if (*sought && records[i].offset > expected)
            return spoor_error_set(err, SPOOR_RETRY, "opnieuw_toewijzen",
                                   "partition %d: offset %lld came where %lld was asked: the assignment is made anew",
                                   records[i].partition, (long long)records[i].offset, (long long)expected);
        *sought = *sought && records[i].offset != expected;
    }
    return SPOOR_OK;
}

/* The batch stands, and ends at the command when it has one. What its definition is cannot be read now: a fresh
 * assignment reads it. */
static enum spoor_status adopt_command(struct spoor_worker *worker, const struct spoor_fold_batch *batch,
                                       struct spoor_error *err)
{
    if (batch->rows.opdracht_count == 0)
        return SPOOR_OK;
    const struct spoor_opdracht_row *row = &batch->rows.opdrachten[0];
    spoor_fold_opdracht_add(&worker->context.opdrachten, row);
    if (batch->definitie_count == 0)
        return SPOOR_OK;
    struct spoor_definitie_plaats plaats = {row->partition, row->offset, batch->definities[0].code,
                                            batch->definities[0].versie};
    if (spoor_worker_take_definition(worker, &plaats, err) == SPOOR_OK)
        return SPOOR_OK;
    return spoor_error_set(err, SPOOR_RETRY, "opnieuw_toewijzen", "the definitions in force cannot be read");
}

enum spoor_status spoor_worker_attempt(struct spoor_worker *worker, const struct spoor_record *records, size_t count,
                                       struct spoor_attempt how, struct spoor_fold_batch *out_batch,
                                       struct spoor_error *err)
{
    batch_begin(worker, out_batch, records, count);
    if (out_batch->item_count == 0)
        return SPOOR_OK;
    out_batch->items[0].refused = how.alone ? NULL : how.refused;
    out_batch->refused = how.refused;
    out_batch->alone = how.alone;
    out_batch->refused_index = how.refused_index;
    enum spoor_status status = spoor_fold_batch_run(out_batch, err);
    if (status != SPOOR_OK)
        return status;
    spoor_relay_wake(worker->relay);
    SPOOR_CRASH_POINT(FOLD_SIGNALLED);
    for (size_t i = 0; i < out_batch->item_count; i++)
        if (!out_batch->items[i].command)
            spoor_worker_count_seen(worker, out_batch->items[i].partition, 1);
    return adopt_command(worker, out_batch, err);
}

/* A refused row: the same records as smaller transactions until the culprit stands alone (cuts change nothing). */
static enum spoor_status fold_halves(struct spoor_worker *worker, const struct spoor_record *records, size_t count,
                                     struct spoor_error *err)
{
    if (count == 1)
        return spoor_worker_fold_refused(worker, records, err);
    size_t half = count / 2;
    enum spoor_status status = spoor_worker_fold(worker, records, half, err);
    return status == SPOOR_OK ? spoor_worker_fold(worker, records + half, count - half, err) : status;
}

/* Leaves the lost partitions and runs the rest again; looks again for what another transaction of ours wrote. */
static enum spoor_status insist(struct spoor_worker *worker, const struct spoor_record *records, size_t count,
                                bool *out_more, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    struct spoor_fold_batch batch = {0};
    for (int tries = 0; tries < UNIQUE_RETRIES_MAX; tries++) {
        status = spoor_worker_attempt(worker, records, count, (struct spoor_attempt){0}, &batch, err);
        if (status == SPOOR_LOST) {
            spoor_metric_add(SPOOR_METRIC_FENCED, "", 1);
            tries--;
            continue;
        }
        if (status != SPOOR_RETRY || strcmp(err->code, "23505") != 0)
            break;
        spoor_recent_facts_distrust(worker->context.recent);
    }
    *out_more = batch.cut;
    return status;
}

/* A batch that ends at a command is followed by one with the rest: records below our position are passed over. */
enum spoor_status spoor_worker_fold(struct spoor_worker *worker, const struct spoor_record *records, size_t count,
                                    struct spoor_error *err)
{
    enum spoor_status status = check_sought(worker, records, count, err);
    bool more = status == SPOOR_OK;
    while (more && status == SPOOR_OK)
        status = insist(worker, records, count, &more, err);
    return status == SPOOR_REJECT ? fold_halves(worker, records, count, err) : status;
}
