/* Inside the consumer: its state, shared by opening (consumer.c), membership (consumer_group.c) and records
 * (consumer_poll.c).
 *
 * Surprising: a rebalance is only noted inside librdkafka's callback and carried out after the batch call returned, so
 * that a batch never holds records of two assignments. Threads: as consumer.h says. */
#ifndef SPOOR_STREAM_CONSUMER_INTERNAL_H
#define SPOOR_STREAM_CONSUMER_INTERNAL_H

#include "kafka_internal.h"

enum spoor_rebalance { SPOOR_REBALANCE_NONE, SPOOR_REBALANCE_ASSIGN, SPOOR_REBALANCE_REVOKE };

struct spoor_consumer {
    rd_kafka_t *rk;
    rd_kafka_queue_t *queue;
    struct spoor_consumer_options options; /* strings are ours */
    char **topics;
    struct spoor_arena arena; /* headers of the records handed out */

    /* the records handed out */
    rd_kafka_message_t **messages;
    size_t message_count, message_capacity;

    int64_t full_us; /* when a poll was last full */
    size_t turn;     /* which partition's leader is asked next */

    /* a rebalance noted in the callback */
    enum spoor_rebalance noted;
    rd_kafka_topic_partition_list_t *noted_list;
    struct spoor_group_snapshot *noted_snapshot;
    struct spoor_error noted_error;
    bool noted_lost, closing;

    /* what the group gave us: ours once the owner's callback said OK */
    struct spoor_topic_partition *partitions;
    size_t partition_count;
    struct spoor_group_snapshot *snapshot;
    bool assigned;        /* the owner took them */
    bool refused;         /* the owner said stop: not asked again */
    int64_t ask_again_us; /* the owner said not now: when to ask again */

    /* the brokers */
    bool suspected;          /* the error callback told something since they were last asked */
    bool is_away;            /* none answered when last asked */
    struct spoor_error away; /* why */
    int64_t heard_us;        /* the last message or answer */
    int64_t asked_us;
};

/* librdkafka's callback. */
void spoor_consumer_note_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t *list,
                                   void *opaque);
/* Carries out what was noted, and asks the owner again who was not ready to take its partitions. */
enum spoor_status spoor_consumer_rebalance(struct spoor_consumer *consumer, struct spoor_error *err);
/* Gives back what is assigned (the owner's callback runs). */
void spoor_consumer_give_back(struct spoor_consumer *consumer, bool lost);
/* Drops the records of the last poll. */
void spoor_consumer_forget_records(struct spoor_consumer *consumer);

#endif
