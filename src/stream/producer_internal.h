/* Inside the producer: its state, shared by sending (producer.c) and transactions (transaction.c).
 *
 * Threads: one owner; librdkafka's callbacks run in the owner's thread, inside its calls. */
#ifndef SPOOR_STREAM_PRODUCER_INTERNAL_H
#define SPOOR_STREAM_PRODUCER_INTERNAL_H

#include "kafka_internal.h"

struct spoor_producer_topic {
    char *name;
    rd_kafka_topic_t *rkt;
    int32_t partition_count; /* 0 = not asked yet */
};

struct spoor_producer {
    rd_kafka_t *rk;                        /* NULL after a failed flush: made anew by the next send */
    struct spoor_producer_options options; /* strings are ours */
    struct spoor_producer_topic *topics;
    size_t topic_count;
    size_t unpolled; /* sends since the callbacks last ran */
    int64_t failed;  /* deliveries that failed since the last flush */
    struct spoor_error first_failure;
    int64_t disconnects; /* since the last end of a transaction began */
    int64_t begun_us;    /* of the running transaction */
};

#endif
