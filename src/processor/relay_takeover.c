/* Takeover (docs/relay.md §9): fence the former relay, then read the marks stably. Nothing is published before every
 * partition answered. */
#include "relay_internal.h"

#include <inttypes.h>
#include <spoor/base/crash.h>
#include <spoor/base/log.h>
#include <stdio.h>
#include <stdlib.h>

enum { COMMITTED_SLICE_MS = 500, MARK_TEXT_MAX = 80 };

/* --- the mark ----------------------------------------------------------------------------------------------------- */

#define MARK_FORMAT "1;h=%" PRId64 ";e=%" PRId64

struct spoor_slice spoor_relay_mark_format(struct spoor_arena *arena, int64_t mark, int64_t epoch)
{
    return spoor_arena_printf(arena, MARK_FORMAT, mark, epoch);
}

bool spoor_relay_mark_parse(struct spoor_slice metadata, int64_t *out_mark, int64_t *out_epoch)
{
    char text[MARK_TEXT_MAX], again[MARK_TEXT_MAX];
    int64_t mark, epoch;
    if (!metadata.data || metadata.length >= sizeof text)
        return false;
    memcpy(text, metadata.data, metadata.length);
    text[metadata.length] = '\0';
    if (sscanf(text, "1;h=%" SCNd64 ";e=%" SCNd64, &mark, &epoch) != 2 || mark < 0 || epoch < 0)
        return false;
    int written = snprintf(again, sizeof again, MARK_FORMAT, mark, epoch); /* to the byte what a relay writes */
    if ((size_t)written != metadata.length || memcmp(text, again, metadata.length) != 0)
        return false;
    *out_mark = mark;
    *out_epoch = epoch;
    return true;
}

/* --- fencing ------------------------------------------------------------------------------------------------------ */

/* A throw-away producer with the id of the dead: init_transactions ends what it left open and shuts it out. */
static enum spoor_status fence_one(struct spoor_relay *relay, const char *relay_id, struct spoor_error *err)
{
    struct spoor_producer_options options = {.kafka = relay->options.kafka, .transactional_id = relay_id};
    struct spoor_producer *producer;
    enum spoor_status status = spoor_producer_open(&options, &producer, err);
    if (status != SPOOR_OK)
        return status;
    enum spoor_transaction_outcome outcome = spoor_transaction_init(producer, err);
    spoor_producer_close(producer);
    if (outcome == SPOOR_TRANSACTION_DONE) {
        spoor_log(SPOOR_LOG_INFO, "relay-omheind", "relay %s fenced the former owner %s", relay->options.relay_id,
                  relay_id);
        return SPOOR_OK;
    }
    return spoor_error_prefix(err, "fencing relay %s", relay_id);
}

/* Not being allowed to fence costs time only: the stable read waits until the broker ends the transaction itself. */
static enum spoor_status fence_or_wait(struct spoor_relay *relay, const char *relay_id, struct spoor_error *err)
{
    enum spoor_status status = fence_one(relay, relay_id, err);
    if (status != SPOOR_HALT)
        return status;
    spoor_log(SPOOR_LOG_WARNING, "relay-niet-omheind", "%s; its transaction must time out first", err->message);
    return SPOOR_OK;
}

static void forget_former(struct spoor_relay_assignment *assignment, const char *relay_id)
{
    for (size_t i = assignment->count; i-- > 0;) {
        char *former = assignment->partitions[i].former_relay_id;
        if (!former || former == relay_id || strcmp(former, relay_id) != 0)
            continue;
        free(former);
        assignment->partitions[i].former_relay_id = NULL;
    }
}

static enum spoor_status fence_former(struct spoor_relay *relay, struct spoor_relay_assignment *assignment,
                                      struct spoor_error *err)
{
    for (size_t i = 0; i < assignment->count; i++) {
        char *former = assignment->partitions[i].former_relay_id;
        if (!former)
            continue;
        enum spoor_status status = fence_or_wait(relay, former, err);
        if (status != SPOOR_OK)
            return status == SPOOR_LOST ? SPOOR_RETRY : status;
        forget_former(assignment, former);
        assignment->partitions[i].former_relay_id = NULL;
        free(former);
    }
    SPOOR_CRASH_POINT(TAKEOVER_FENCED);
    assignment->fenced = true;
    return SPOOR_OK;
}

/* --- reading the marks -------------------------------------------------------------------------------------------- */

static void stand_still(struct spoor_relay *relay, struct spoor_relay_partition *partition, const char *code,
                        struct spoor_slice why)
{
    partition->mark_missing = true;
    spoor_relay_halt_partition(relay, partition, code,
                               "%.*s; PostgreSQL remembers publication up to %" PRId64 "; run `spoor relay herstel`",
                               SPOOR_SLICE_ARG(why), partition->remembered);
}

/* Another mark than at first, and of our epoch: our commit counted, though its answer did not reach us. */
static bool is_our_commit(const struct spoor_relay_partition *partition, int64_t epoch)
{
    return partition->judged && epoch == partition->epoch &&
           (partition->mark != partition->first_mark || epoch != partition->first_epoch);
}

/* Nobody published beyond the outbox that we found, so PostgreSQL went back in time. On the record, since the fold goes
 * on, and a later owner would find an outbox that is long enough. */
static enum spoor_status judge_ahead(struct spoor_relay *relay, struct spoor_relay_partition *partition, int64_t epoch,
                                     struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    int64_t mark = partition->mark;
    if (partition->ahead >= 0 && is_our_commit(partition, epoch)) {
        partition->ahead = -1;
        partition->must_commit = false;
        partition->must_remember = true;
    }
    if (!partition->judged && partition->ahead < 0 && mark > partition->claimed) {
        status = spoor_store_outbox_ahead(relay->session, relay->options.canonical_topic, partition->partition,
                                          partition->epoch, mark, partition->claimed, err);
        partition->ahead = status == SPOOR_OK ? mark : -1;
    }
    partition->lost |= status == SPOOR_LOST;
    partition->judged = status == SPOOR_OK;
    if (partition->ahead >= 0)
        stand_still(relay, partition, "mark_ahead",
                    spoor_arena_printf(&relay->arena,
                                       "Kafka says published up to %" PRId64 ": PostgreSQL went back in time",
                                       partition->ahead));
    return status == SPOOR_LOST ? SPOOR_OK : status;
}

/* Returns the epoch of the mark; -1 when there is none. */
static int64_t judge_mark(struct spoor_relay *relay, struct spoor_relay_partition *partition,
                          const struct spoor_topic_partition *committed)
{
    int64_t mark, epoch;
    bool first = partition->known < 0;
    if (partition->mark > partition->known) /* 0 before the first answer */
        partition->known = partition->mark;
    partition->committed_offset = committed->offset;
    if (spoor_relay_mark_parse(committed->metadata, &mark, &epoch)) {
        partition->mark = mark;
        if (first) {
            partition->first_mark = mark;
            partition->first_epoch = epoch;
        }
        if (mark < partition->remembered)
            stand_still(relay, partition, "mark_behind",
                        spoor_arena_printf(&relay->arena, "Kafka says published up to %" PRId64, mark));
        return epoch;
    }
    partition->mark = 0; /* sequences begin at 1 */
    if (committed->offset == SPOOR_OFFSET_NONE && partition->remembered < 0)
        return -1; /* never any */
    if (committed->offset == SPOOR_OFFSET_NONE)
        stand_still(relay, partition, "mark_gone", SPOOR_SLICE("Kafka has no committed offset"));
    else
        stand_still(relay, partition, "mark_gone",
                    spoor_arena_printf(&relay->arena,
                                       "committed offset %" PRId64
                                       " is there without our mark: another program committed in this group",
                                       committed->offset));
    return -1;
}

static enum spoor_status read_marks(struct spoor_relay *relay, struct spoor_relay_assignment *assignment,
                                    struct spoor_error *err)
{
    struct spoor_topic_partition *committed =
        SPOOR_ARENA_ARRAY(&relay->arena, struct spoor_topic_partition, assignment->count);
    for (size_t i = 0; i < assignment->count; i++)
        committed[i] =
            (struct spoor_topic_partition){spoor_slice_of(relay->options.canonical_topic),
                                           assignment->partitions[i].partition, SPOOR_OFFSET_NONE, SPOOR_SLICE_NULL};
    enum spoor_status status = spoor_consumer_committed(assignment->consumer, committed, assignment->count,
                                                        COMMITTED_SLICE_MS, &relay->arena, err);
    if (status != SPOOR_OK)
        return spoor_error_prefix(err, "marks");
    for (size_t i = 0; i < assignment->count && status == SPOOR_OK; i++) {
        struct spoor_relay_partition *partition = &assignment->partitions[i];
        if (partition->halted)
            continue;
        int64_t epoch = judge_mark(relay, partition, &committed[i]);
        if (!partition->halted)
            status = judge_ahead(relay, partition, epoch, err);
    }
    assignment->marks_known = status == SPOOR_OK;
    return status;
}

enum spoor_status spoor_relay_take_over(struct spoor_relay *relay, struct spoor_relay_assignment *assignment,
                                        struct spoor_error *err)
{
    enum spoor_status status = assignment->fenced ? SPOOR_OK : fence_former(relay, assignment, err);
    if (status == SPOOR_OK && !assignment->marks_known)
        status = read_marks(relay, assignment, err);
    return status;
}
