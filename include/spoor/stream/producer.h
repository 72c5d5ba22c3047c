/* Producer: idempotent for intake, transactional for the relay (docs/relay.md).
 *
 * Threads: one owner. Memory: bytes are copied on send. After any status but OK of a transactional call follow the
 * outcome that spoor_transaction_* returns; retriable calls are repeated inside until the transaction's time is over.
 */
#ifndef SPOOR_STREAM_PRODUCER_H
#define SPOOR_STREAM_PRODUCER_H

#include <spoor/stream/consumer.h>

struct spoor_producer;

struct spoor_producer_options {
    struct spoor_kafka_options kafka;
    const char *transactional_id; /* NULL: idempotent only */
    int64_t linger_ms;
};

enum spoor_status spoor_producer_open(const struct spoor_producer_options *options,
                                      struct spoor_producer **out_producer, struct spoor_error *err);
/* Destroys at once; an open transaction stays open until the next init with its id, or its time-out. */
void spoor_producer_close(struct spoor_producer *producer);
/* partition -1 = murmur2 of the key over `partition_count` of the topic as known by the broker. Blocks shortly when the
 * queue is full. */
enum spoor_status spoor_producer_send(struct spoor_producer *producer, const char *topic, int32_t partition,
                                      struct spoor_slice key, struct spoor_slice value,
                                      const struct spoor_record_header *headers, size_t header_count,
                                      struct spoor_error *err);
/* Waits until all sent records are acknowledged; RETRY when any was not (they may be sent again: at least once). */
enum spoor_status spoor_producer_flush(struct spoor_producer *producer, int64_t timeout_ms, struct spoor_error *err);

enum spoor_transaction_outcome {
    SPOOR_TRANSACTION_DONE,
    SPOOR_TRANSACTION_ABORTED, /* nothing visible; read the marks again and go on with this producer */
    SPOOR_TRANSACTION_NEW,     /* fatal, ambiguous or late: close, open a new producer, init, read the marks again */
    SPOOR_TRANSACTION_FENCED,  /* another process used this id: NEW, but count it (docs/relay.md §6) */
};

enum spoor_transaction_outcome spoor_transaction_init(struct spoor_producer *producer, struct spoor_error *err);
enum spoor_transaction_outcome spoor_transaction_begin(struct spoor_producer *producer, struct spoor_error *err);
/* offsets[i].metadata carries the mark. */
enum spoor_transaction_outcome spoor_transaction_send_offsets(struct spoor_producer *producer,
                                                              const struct spoor_topic_partition *offsets, size_t count,
                                                              const struct spoor_group_snapshot *snapshot,
                                                              struct spoor_error *err);
/* DONE only when certain; took over 1 s: NEW though committed (out_committed true). */
enum spoor_transaction_outcome spoor_transaction_commit(struct spoor_producer *producer, bool *out_committed,
                                                        struct spoor_error *err);
enum spoor_transaction_outcome spoor_transaction_abort(struct spoor_producer *producer, struct spoor_error *err);

#endif
