/* Transactional calls and the answer to each of their failures (docs/relay.md §8.8): retriable → the same call again
 * within the transaction's time; abortable → abort; anything else, or in doubt → a new producer. */
#include "producer_internal.h"

#include <spoor/base/time.h>

enum { CALL_TIMEOUT_MS = 5000, SLOW_END_US = 1000000, TIMEOUT_DEFAULT_MS = 10000 };

typedef rd_kafka_error_t *(*transactional_call)(struct spoor_producer *producer, void *argument);

static bool is_fence(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
           code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
}

static int64_t deadline_after(const struct spoor_producer *producer, int64_t begun_us)
{
    int64_t timeout_ms = producer->options.kafka.transaction_timeout_ms;
    return begun_us + (timeout_ms > 0 ? timeout_ms : TIMEOUT_DEFAULT_MS) * 1000;
}

/* Fatal reasons hide the fence behind _FATAL sometimes: ask the handle too. */
static enum spoor_transaction_outcome fatal_outcome(struct spoor_producer *producer, rd_kafka_resp_err_t code)
{
    rd_kafka_resp_err_t fatal = rd_kafka_fatal_error(producer->rk, NULL, 0);
    return is_fence(code) || is_fence(fatal) ? SPOOR_TRANSACTION_FENCED : SPOOR_TRANSACTION_NEW;
}

/* ABORTED stands for "must abort" here. The same call is repeated while it may be. */
static enum spoor_transaction_outcome call_until(struct spoor_producer *producer, transactional_call call,
                                                 void *argument, int64_t deadline_us, const char *what,
                                                 struct spoor_error *err)
{
    for (;;) {
        rd_kafka_error_t *error = call(producer, argument);
        if (!error)
            return SPOOR_TRANSACTION_DONE;
        rd_kafka_resp_err_t code = rd_kafka_error_code(error);
        bool fatal = rd_kafka_error_is_fatal(error), abortable = rd_kafka_error_txn_requires_abort(error);
        bool again = rd_kafka_error_is_retriable(error) && spoor_time_monotonic_us() < deadline_us;
        spoor_kafka_error_take(err, error, what);
        if (fatal || is_fence(code))
            return fatal_outcome(producer, code);
        if (abortable)
            return SPOOR_TRANSACTION_ABORTED;
        if (!again)
            return SPOOR_TRANSACTION_NEW;
    }
}

static rd_kafka_error_t *call_init(struct spoor_producer *producer, void *argument)
{
    (void)argument;
    return rd_kafka_init_transactions(producer->rk, CALL_TIMEOUT_MS);
}

static rd_kafka_error_t *call_begin(struct spoor_producer *producer, void *argument)
{
    (void)argument;
    return rd_kafka_begin_transaction(producer->rk);
}

static rd_kafka_error_t *call_commit(struct spoor_producer *producer, void *argument)
{
    (void)argument;
    return rd_kafka_commit_transaction(producer->rk, CALL_TIMEOUT_MS);
}

static rd_kafka_error_t *call_abort(struct spoor_producer *producer, void *argument)
{
    (void)argument;
    return rd_kafka_abort_transaction(producer->rk, CALL_TIMEOUT_MS);
}

struct offsets_argument {
    const rd_kafka_topic_partition_list_t *list;
    const struct spoor_group_snapshot *snapshot;
};

static rd_kafka_error_t *call_send_offsets(struct spoor_producer *producer, void *argument)
{
    struct offsets_argument *offsets = argument;
    return rd_kafka_send_offsets_to_transaction(producer->rk, offsets->list, offsets->snapshot->metadata,
                                                CALL_TIMEOUT_MS);
}

enum spoor_transaction_outcome spoor_transaction_init(struct spoor_producer *producer, struct spoor_error *err)
{
    int64_t deadline_us = deadline_after(producer, spoor_time_monotonic_us());
    enum spoor_transaction_outcome outcome =
        call_until(producer, call_init, NULL, deadline_us, "start of the transactional producer", err);
    return outcome == SPOOR_TRANSACTION_ABORTED ? SPOOR_TRANSACTION_NEW : outcome;
}

enum spoor_transaction_outcome spoor_transaction_begin(struct spoor_producer *producer, struct spoor_error *err)
{
    producer->begun_us = spoor_time_monotonic_us();
    producer->failed = 0;
    enum spoor_transaction_outcome outcome =
        call_until(producer, call_begin, NULL, producer->begun_us, "begin of a transaction", err);
    return outcome == SPOOR_TRANSACTION_ABORTED ? SPOOR_TRANSACTION_NEW : outcome;
}

/* An end that was slow, or saw a connection go, may leave a late duplicate under way that would end the next
 * transaction half-way: a new producer has a new epoch (KIP-890 is not in librdkafka). */
static bool end_is_doubtful(const struct spoor_producer *producer, int64_t begun_us)
{
    return spoor_time_monotonic_us() - begun_us > SLOW_END_US || producer->disconnects > 0;
}

static int64_t begin_end(struct spoor_producer *producer)
{
    rd_kafka_poll(producer->rk, 0); /* disconnects of before */
    producer->disconnects = 0;
    return spoor_time_monotonic_us();
}

/* err keeps the reason that made the abort necessary. */
static enum spoor_transaction_outcome abort_running(struct spoor_producer *producer)
{
    int64_t begun_us = begin_end(producer);
    int64_t deadline_us = deadline_after(producer, begun_us);
    enum spoor_transaction_outcome outcome = call_until(producer, call_abort, NULL, deadline_us, "abort", NULL);
    if (outcome == SPOOR_TRANSACTION_FENCED)
        return outcome;
    bool certain = outcome == SPOOR_TRANSACTION_DONE && !end_is_doubtful(producer, begun_us);
    return certain ? SPOOR_TRANSACTION_ABORTED : SPOOR_TRANSACTION_NEW;
}

enum spoor_transaction_outcome spoor_transaction_abort(struct spoor_producer *producer, struct spoor_error *err)
{
    enum spoor_transaction_outcome outcome = abort_running(producer);
    if (outcome != SPOOR_TRANSACTION_ABORTED)
        spoor_error_set(err, SPOOR_RETRY, "abort", "the transaction could not be aborted with certainty");
    return outcome;
}

enum spoor_transaction_outcome spoor_transaction_send_offsets(struct spoor_producer *producer,
                                                              const struct spoor_topic_partition *offsets, size_t count,
                                                              const struct spoor_group_snapshot *snapshot,
                                                              struct spoor_error *err)
{
    rd_kafka_topic_partition_list_t *list = spoor_kafka_list_new(offsets, count);
    struct offsets_argument argument = {list, snapshot};
    enum spoor_transaction_outcome outcome =
        call_until(producer, call_send_offsets, &argument, deadline_after(producer, producer->begun_us),
                   "offsets of the transaction", err);
    rd_kafka_topic_partition_list_destroy(list);
    return outcome == SPOOR_TRANSACTION_ABORTED ? abort_running(producer) : outcome;
}

enum spoor_transaction_outcome spoor_transaction_commit(struct spoor_producer *producer, bool *out_committed,
                                                        struct spoor_error *err)
{
    int64_t begun_us = begin_end(producer);
    enum spoor_transaction_outcome outcome = call_until(
        producer, call_commit, NULL, deadline_after(producer, producer->begun_us), "commit of the transaction", err);
    *out_committed = outcome == SPOOR_TRANSACTION_DONE;
    if (outcome == SPOOR_TRANSACTION_DONE && end_is_doubtful(producer, begun_us)) {
        spoor_error_set(err, SPOOR_RETRY, "slow_commit", "the commit was slow or lost its connection");
        return SPOOR_TRANSACTION_NEW;
    }
    return outcome == SPOOR_TRANSACTION_ABORTED ? abort_running(producer) : outcome;
}
