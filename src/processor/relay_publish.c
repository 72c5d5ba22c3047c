/* One Kafka transaction: outbox rows, then how far each of their partitions is, then commit (docs/relay.md §9.5). */
#include "relay_internal.h"

#include <inttypes.h>
#include <spoor/base/crash.h>
#include <spoor/base/log.h>
#include <spoor/base/time.h>

enum { BYTES_MAX = 4 << 20, OFFSETS_EVERY_US = 1000000 };

struct plan {
    struct spoor_outbox_partition *parts; /* as read */
    struct spoor_relay_partition **owned; /* beside it */
    size_t count;
    struct spoor_topic_partition *offsets;
    struct spoor_relay_partition **of_offset;
    int64_t *marks; /* beside offsets: what the mark becomes */
    size_t offset_count, row_count;
};

/* --- reading ------------------------------------------------------------------------------------------------------ */

static void choose_parts(struct spoor_relay *relay, struct spoor_relay_assignment *assignment, struct plan *plan)
{
    plan->parts = SPOOR_ARENA_ARRAY(&relay->arena, struct spoor_outbox_partition, assignment->count + 1);
    plan->owned = SPOOR_ARENA_ARRAY(&relay->arena, struct spoor_relay_partition *, assignment->count + 1);
    for (size_t i = 0; i < assignment->count; i++) {
        struct spoor_relay_partition *partition = &assignment->partitions[(i + assignment->turn) % assignment->count];
        if (partition->halted || partition->lost)
            continue;
        plan->parts[plan->count] =
            (struct spoor_outbox_partition){.partition = partition->partition, .mark = partition->mark};
        plan->owned[plan->count++] = partition;
    }
    assignment->turn++;
}

/* A sequence is missing somewhere: find whose, so that only that partition stands still. */
static void isolate(struct spoor_relay *relay, struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        struct spoor_error err = {0};
        enum spoor_status status =
            spoor_store_outbox_read(relay->session, relay->options.canonical_topic, &plan->parts[i], 1,
                                    (size_t)relay->options.rows_max, BYTES_MAX, &relay->arena, &err);
        if (status != SPOOR_HALT)
            continue;
        if (plan->parts[i].epoch != plan->owned[i]->epoch)
            plan->owned[i]->lost = true; /* its new owner published and emptied what we look for */
        else
            spoor_relay_halt_partition(relay, plan->owned[i], "outbox_gap", "%s", err.message);
    }
}

static void drop_part(struct plan *plan, size_t index)
{
    plan->count--;
    for (size_t i = index; i < plan->count; i++) {
        plan->parts[i] = plan->parts[i + 1];
        plan->owned[i] = plan->owned[i + 1];
    }
}

/* False: nothing may be told of this partition. */
static bool may_publish(struct spoor_relay *relay, const struct spoor_outbox_partition *part,
                        struct spoor_relay_partition *partition)
{
    if (part->epoch != partition->epoch) {
        partition->lost = true;
        spoor_log(SPOOR_LOG_INFO, "relay-partitie-kwijt",
                  "partition %d has another owner (epoch %" PRId64 ", ours %" PRId64 ")", (int)partition->partition,
                  part->epoch, partition->epoch);
        return false;
    }
    if (part->remembered_mark > partition->remembered)
        partition->remembered = part->remembered_mark;
    if (partition->mark <= part->outbox_sequence)
        return true;
    spoor_relay_halt_partition(relay, partition, "mark_ahead",
                               "Kafka says published up to %" PRId64 ", the outbox ends at %" PRId64
                               ": PostgreSQL went back in time (failover to a stale standby?)",
                               partition->mark, part->outbox_sequence);
    return false;
}

static enum spoor_status read_outbox(struct spoor_relay *relay, struct plan *plan, struct spoor_error *err)
{
    enum spoor_status status =
        spoor_store_outbox_read(relay->session, relay->options.canonical_topic, plan->parts, plan->count,
                                (size_t)relay->options.rows_max, BYTES_MAX, &relay->arena, err);
    if (status == SPOOR_HALT) {
        isolate(relay, plan);
        return SPOOR_RETRY;
    }
    for (size_t i = plan->count; status == SPOOR_OK && i-- > 0;)
        if (!may_publish(relay, &plan->parts[i], plan->owned[i]))
            drop_part(plan, i);
    return status;
}

/* --- planning ----------------------------------------------------------------------------------------------------- */

/* "Everything caused by input below this is published": when rows are left, the last row's own transaction may not be
 * whole, so the offset before it holds. */
static int64_t offset_after(const struct spoor_outbox_partition *part, const struct spoor_relay_partition *partition)
{
    int64_t mark = part->row_count ? part->rows[part->row_count - 1].sequence : partition->mark;
    if (mark == part->outbox_sequence)
        return part->next_offset;
    int64_t last = part->row_count ? part->rows[part->row_count - 1].next_offset : 0;
    for (size_t i = part->row_count; i-- > 0;)
        if (part->rows[i].next_offset < last)
            return part->rows[i].next_offset;
    return partition->committed_offset >= 0 ? partition->committed_offset : 0;
}

static void plan_offset(struct spoor_relay *relay, struct plan *plan, size_t index)
{
    const struct spoor_outbox_partition *part = &plan->parts[index];
    struct spoor_relay_partition *partition = plan->owned[index];
    int64_t mark = part->row_count ? part->rows[part->row_count - 1].sequence : partition->mark;
    plan->offsets[plan->offset_count] =
        (struct spoor_topic_partition){.topic = spoor_slice_of(relay->options.canonical_topic),
                                       .partition = part->partition,
                                       .offset = offset_after(part, partition),
                                       .metadata = spoor_relay_mark_format(&relay->arena, mark, partition->epoch)};
    plan->marks[plan->offset_count] = mark;
    plan->of_offset[plan->offset_count++] = partition;
}

/* Offsets travel with their rows always, alone at most once a second: then lag tools show the truth (docs/relay.md). */
static void plan_offsets(struct spoor_relay *relay, struct plan *plan)
{
    plan->offsets = SPOOR_ARENA_ARRAY(&relay->arena, struct spoor_topic_partition, plan->count + 1);
    plan->of_offset = SPOOR_ARENA_ARRAY(&relay->arena, struct spoor_relay_partition *, plan->count + 1);
    plan->marks = SPOOR_ARENA_ARRAY(&relay->arena, int64_t, plan->count + 1);
    for (size_t i = 0; i < plan->count; i++)
        plan->row_count += plan->parts[i].row_count;
    bool alone_too = relay->draining || spoor_time_monotonic_us() - relay->offsets_us >= OFFSETS_EVERY_US;
    for (size_t i = 0; i < plan->count; i++) {
        const struct spoor_outbox_partition *part = &plan->parts[i];
        bool behind = part->row_count == 0 && plan->owned[i]->mark == part->outbox_sequence &&
                      (plan->owned[i]->must_commit || plan->owned[i]->committed_offset != part->next_offset);
        if (part->row_count || (behind && (plan->row_count || alone_too)))
            plan_offset(relay, plan, i);
    }
}

static bool rows_are_left(const struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct spoor_outbox_partition *part = &plan->parts[i];
        int64_t mark = part->row_count ? part->rows[part->row_count - 1].sequence : part->mark;
        if (mark < part->outbox_sequence)
            return true;
    }
    return false;
}

/* --- the transaction ---------------------------------------------------------------------------------------------- */

static enum spoor_status send_row(struct spoor_relay *relay, const struct spoor_outbox_row *row,
                                  struct spoor_error *err)
{
    struct spoor_record_header headers[2] = {
        {SPOOR_SLICE("content-type"), SPOOR_SLICE("application/cloudevents+json; charset=UTF-8")},
        {SPOOR_SLICE("traceparent"), row->traceparent}};
    const char *topic = spoor_arena_cstring(&relay->arena, row->topic);
    return spoor_producer_send(relay->producer, topic, -1, row->key, row->value, headers,
                               spoor_slice_present(row->traceparent) ? 2 : 1, err);
}

static enum spoor_status send_rows(struct spoor_relay *relay, const struct plan *plan, struct spoor_error *err)
{
    for (size_t i = 0; i < plan->count; i++)
        for (size_t j = 0; j < plan->parts[i].row_count; j++) {
            const struct spoor_outbox_row *row = &plan->parts[i].rows[j];
            enum spoor_status status = row->passed_over ? SPOOR_OK : send_row(relay, row, err);
            if (status != SPOOR_OK)
                return status;
        }
    return SPOOR_OK;
}

static bool giving_up(struct spoor_relay *relay, struct spoor_error *err)
{
    if (!atomic_load(&relay->giving_up))
        return false;
    spoor_error_set(err, SPOOR_LOST, "revoked", "the partitions were taken from us");
    return true;
}

/* Rows before offsets: a transaction torn by a late duplicate repeats rows rather than losing them (docs/relay.md §8.9).
 */
static enum spoor_transaction_outcome run_transaction(struct spoor_relay *relay,
                                                      const struct spoor_relay_assignment *assignment,
                                                      const struct plan *plan, bool *out_committed,
                                                      struct spoor_error *err)
{
    enum spoor_transaction_outcome outcome = spoor_transaction_begin(relay->producer, err);
    if (outcome != SPOOR_TRANSACTION_DONE)
        return outcome;
    SPOOR_CRASH_POINT(RELAY_BEGUN);
    if (send_rows(relay, plan, err) != SPOOR_OK || giving_up(relay, err))
        return spoor_transaction_abort(relay->producer, NULL);
    SPOOR_CRASH_POINT(RELAY_PRODUCED);
    outcome =
        spoor_transaction_send_offsets(relay->producer, plan->offsets, plan->offset_count, assignment->snapshot, err);
    if (outcome != SPOOR_TRANSACTION_DONE)
        return outcome;
    SPOOR_CRASH_POINT(RELAY_OFFSETS_SENT);
    if (giving_up(relay, err))
        return spoor_transaction_abort(relay->producer, NULL);
    outcome = spoor_transaction_commit(relay->producer, out_committed, err);
    if (*out_committed)
        SPOOR_CRASH_POINT(RELAY_COMMITTED);
    return outcome;
}

/* A mark that was ahead is no more: let PostgreSQL know at once. */
static void take_marks(struct spoor_relay *relay, const struct plan *plan)
{
    for (size_t i = 0; i < plan->offset_count; i++) {
        struct spoor_relay_partition *partition = plan->of_offset[i];
        partition->mark = plan->marks[i];
        partition->committed_offset = plan->offsets[i].offset;
        if (partition->ahead >= 0) {
            partition->must_remember = true;
            relay->remember_us = 0;
        }
        partition->ahead = -1;
        partition->must_commit = false;
    }
}

static void show_depth(const struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        spoor_series_set(plan->owned[i]->depth, plan->parts[i].outbox_sequence - plan->owned[i]->mark);
}

static void note_oldest(struct spoor_relay *relay, const struct plan *plan)
{
    relay->oldest_us = 0;
    for (size_t i = 0; i < plan->count; i++)
        if (plan->parts[i].row_count) {
            int64_t appended_us = plan->parts[i].rows[0].appended_us;
            if (appended_us > 0 && (relay->oldest_us == 0 || appended_us < relay->oldest_us))
                relay->oldest_us = appended_us;
        }
    spoor_relay_show_age(relay);
}

static enum spoor_relay_step after_commit(struct spoor_relay *relay, const struct plan *plan)
{
    take_marks(relay, plan);
    relay->offsets_us = spoor_time_monotonic_us();
    spoor_relay_count_rows(relay, plan->parts, plan->count);
    bool left = rows_are_left(plan);
    if (!left)
        relay->oldest_us = 0;
    show_depth(plan);
    spoor_relay_show_age(relay);
    return left ? SPOOR_RELAY_MORE : SPOOR_RELAY_PUBLISHED;
}

enum spoor_relay_step spoor_relay_publish(struct spoor_relay *relay, struct spoor_relay_assignment *assignment,
                                          struct spoor_error *err)
{
    struct plan plan = {0};
    choose_parts(relay, assignment, &plan);
    if (read_outbox(relay, &plan, err) != SPOOR_OK)
        return SPOOR_RELAY_FAILED;
    plan_offsets(relay, &plan);
    note_oldest(relay, &plan);
    show_depth(&plan);
    if (plan.offset_count == 0)
        return SPOOR_RELAY_IDLE;
    bool committed = false;
    int64_t begun_us = spoor_time_monotonic_us();
    enum spoor_transaction_outcome outcome = run_transaction(relay, assignment, &plan, &committed, err);
    if (outcome != SPOOR_TRANSACTION_DONE)
        spoor_relay_settle(relay, assignment, outcome);
    if (!committed)
        return SPOOR_RELAY_FAILED;
    spoor_series_observe_us(relay->seconds, spoor_time_monotonic_us() - begun_us);
    return after_commit(relay, &plan);
}
