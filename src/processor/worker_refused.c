/* What the database refuses, or what has a message that is too large: parked alone (docs/architecture.md). */
#include "worker_internal.h"

#include <spoor/base/log.h>

#define REFUSED_MIN 200 /* half of at least this many refused: our fault, not the records' (docs/architecture.md) */

static struct spoor_refusals *refusals_of(struct spoor_worker *worker, int32_t partition)
{
    return &worker->refusals[worker->context.position_index[partition]];
}

/* A window that ended well begins anew, so that a long good past hides nothing. */
void spoor_worker_count_seen(struct spoor_worker *worker, int32_t partition, size_t count)
{
    struct spoor_refusals *window = refusals_of(worker, partition);
    if (window->seen >= REFUSED_MIN && window->refused * 2 < window->seen)
        *window = (struct spoor_refusals){0};
    window->seen += (int64_t)count;
}

const char *spoor_worker_refusal(const struct spoor_error *err)
{
    return strcmp(err->code, "te_groot") == 0 ? "te_groot" : "database_weigert";
}

/* One that is too large is never our fault: however many there are, the partition goes on. */
enum spoor_status spoor_worker_judge_refusals(struct spoor_worker *worker, int32_t partition, const char *reden,
                                              enum spoor_status status, struct spoor_error *err)
{
    struct spoor_refusals *window = refusals_of(worker, partition);
    window->refused += status == SPOOR_OK && strcmp(reden, "database_weigert") == 0;
    bool too_many = window->seen >= REFUSED_MIN && window->refused * 2 >= window->seen;
    if (status != SPOOR_REJECT && !(status == SPOOR_OK && too_many))
        return status;
    struct spoor_error why;
    spoor_error_set(&why, SPOOR_HALT, "database_weigert", "the database refuses too many records: %s", err->message);
    spoor_worker_halt_partition(worker, partition, &why);
    return SPOOR_OK;
}

enum spoor_status spoor_worker_command_refused(struct spoor_worker *worker, const struct spoor_opdracht_row *row,
                                               int32_t *out_index, struct spoor_error *err)
{
    const char *topic = worker->options.canonical_topic;
    struct spoor_error failure = {0};
    enum spoor_status status = spoor_store_quarantaine_next(worker->context.session, topic, row->partition, row->offset,
                                                            out_index, &failure);
    if (status != SPOOR_OK) {
        *err = failure;
        return status;
    }
    spoor_log(SPOOR_LOG_WARNING, "database-weigert",
              "partition %d: %.*s of offset %lld for one klant: %s; parked as %s/%d/%lld/%d", row->partition,
              SPOOR_SLICE_ARG(row->soort), (long long)row->offset, err->message, topic, row->partition,
              (long long)row->offset, *out_index);
    return SPOOR_OK;
}

/* ---- a record and the open commands of its klant ---- */

static enum spoor_status park_command(struct spoor_worker *worker, const struct spoor_record *record, size_t number,
                                      struct spoor_opdracht_row row, struct spoor_error *err)
{
    struct spoor_attempt how = {.alone = number, .refused = spoor_worker_refusal(err)};
    struct spoor_fold_batch batch;
    enum spoor_status status = spoor_worker_command_refused(worker, &row, &how.refused_index, err);
    if (status != SPOOR_OK)
        return status;
    status = spoor_worker_attempt(worker, record, 1, how, &batch, err);
    if (status == SPOOR_OK)
        spoor_worker_count_seen(worker, record->partition, 1);
    return spoor_worker_judge_refusals(worker, record->partition, how.refused, status, err);
}

/* out_more false: its klant has no open command of this number. */
static enum spoor_status command_alone(struct spoor_worker *worker, const struct spoor_record *record, size_t number,
                                       bool *out_more, struct spoor_error *err)
{
    struct spoor_fold_batch batch;
    enum spoor_status status = spoor_worker_attempt(worker, record, 1, (struct spoor_attempt){.alone = number}, &batch,
                                                    err);
    *out_more = batch.item_count > 0;
    return status == SPOOR_REJECT && batch.gehad_count > 0
               ? park_command(worker, record, number, *batch.items[0].command->row, err)
               : status;
}

static enum spoor_status commands_alone(struct spoor_worker *worker, const struct spoor_record *record,
                                        struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    bool more = worker->context.opdrachten.count > 0;
    for (size_t number = 1; more && status == SPOOR_OK && spoor_worker_owns(worker, record->partition); number++)
        status = command_alone(worker, record, number, &more, err);
    return status;
}

enum spoor_status spoor_worker_fold_refused(struct spoor_worker *worker, const struct spoor_record *record,
                                            struct spoor_error *err)
{
    struct spoor_fold_batch batch;
    struct spoor_error refusal = *err;
    enum spoor_status status = commands_alone(worker, record, err);
    if (status == SPOOR_OK && worker->context.opdrachten.count > 0) {
        status = spoor_worker_attempt(worker, record, 1, (struct spoor_attempt){0}, &batch, err);
        refusal = *err;
    } else if (status == SPOOR_OK) {
        status = SPOOR_REJECT;
    }
    if (status != SPOOR_REJECT)
        return status;
    spoor_log(SPOOR_LOG_WARNING, "database-weigert", "partition %d offset %lld: %s; the record is parked",
              record->partition, (long long)record->offset, refusal.message);
    const char *reden = spoor_worker_refusal(&refusal);
    status = spoor_worker_attempt(worker, record, 1, (struct spoor_attempt){.refused = reden}, &batch, err);
    return spoor_worker_judge_refusals(worker, record->partition, reden, status, err);
}
