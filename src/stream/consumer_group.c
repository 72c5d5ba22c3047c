/* Membership: what to do when the group gives partitions or takes them (docs/relay.md §8.3, §8.4). */
#include "consumer_internal.h"

#include <spoor/base/time.h>
#include <stdlib.h>

enum { ASK_AGAIN_US = 200000 };

static struct spoor_slice topic_of(const struct spoor_consumer *consumer, const char *name)
{
    for (size_t i = 0; i < consumer->options.topic_count; i++)
        if (strcmp(consumer->topics[i], name) == 0)
            return spoor_slice_of(consumer->topics[i]);
    return SPOOR_SLICE_NULL;
}

static void assign_nothing(struct spoor_consumer *consumer)
{
    rd_kafka_assign(consumer->rk, NULL);
}

static void forget_assignment(struct spoor_consumer *consumer)
{
    free(consumer->partitions);
    consumer->partitions = NULL;
    consumer->partition_count = 0;
    spoor_group_snapshot_free(consumer->snapshot);
    consumer->snapshot = NULL;
    consumer->assigned = consumer->refused = false;
}

void spoor_consumer_give_back(struct spoor_consumer *consumer, bool lost)
{
    if (consumer->assigned && consumer->options.revoked)
        consumer->options.revoked(consumer->options.owner, consumer->partitions, consumer->partition_count, lost);
    assign_nothing(consumer);
    forget_assignment(consumer);
}

static void take_over_noted(struct spoor_consumer *consumer)
{
    forget_assignment(consumer);
    const rd_kafka_topic_partition_list_t *list = consumer->noted_list;
    consumer->partition_count = (size_t)list->cnt;
    consumer->partitions = spoor_allocate((consumer->partition_count + 1) * sizeof *consumer->partitions);
    for (size_t i = 0; i < consumer->partition_count; i++)
        consumer->partitions[i] = (struct spoor_topic_partition){
            topic_of(consumer, list->elems[i].topic), list->elems[i].partition, SPOOR_OFFSET_NONE, SPOOR_SLICE_NULL};
    consumer->snapshot = consumer->noted_snapshot;
    consumer->noted_snapshot = NULL;
    consumer->ask_again_us = 0;
}

/* A halted partition is assigned, so that it can be sought and resumed later, and paused before a record comes. */
static void pause_halted(struct spoor_consumer *consumer, const bool *halted)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    for (size_t i = 0; i < consumer->partition_count; i++)
        if (halted[i])
            rd_kafka_topic_partition_list_add(list, consumer->partitions[i].topic.data,
                                              consumer->partitions[i].partition);
    if (list->cnt)
        rd_kafka_pause_partitions(consumer->rk, list);
    rd_kafka_topic_partition_list_destroy(list);
}

static enum spoor_status assign_taken(struct spoor_consumer *consumer, struct spoor_error *err)
{
    bool *halted = spoor_allocate(consumer->partition_count + 1);
    for (size_t i = 0; i < consumer->partition_count; i++) {
        halted[i] = consumer->partitions[i].offset == SPOOR_OFFSET_NONE;
        if (halted[i])
            consumer->partitions[i].offset = SPOOR_OFFSET_OLDEST;
    }
    rd_kafka_topic_partition_list_t *list = spoor_kafka_list_new(consumer->partitions, consumer->partition_count);
    rd_kafka_resp_err_t code = rd_kafka_assign(consumer->rk, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (!code)
        pause_halted(consumer, halted);
    free(halted);
    return code ? spoor_kafka_error_set(err, code, "assigning partitions") : SPOOR_OK;
}

static enum spoor_status ask_owner(struct spoor_consumer *consumer, struct spoor_error *err)
{
    for (size_t i = 0; i < consumer->partition_count; i++)
        consumer->partitions[i].offset = SPOOR_OFFSET_NONE;
    enum spoor_status status = SPOOR_OK;
    if (consumer->options.assigned)
        status = consumer->options.assigned(consumer->options.owner, consumer->partitions, consumer->partition_count,
                                            consumer->snapshot, err);
    if (status == SPOOR_OK) {
        consumer->assigned = true;
        return assign_taken(consumer, err);
    }
    consumer->refused = status == SPOOR_HALT;
    consumer->ask_again_us = spoor_time_monotonic_us() + ASK_AGAIN_US;
    return status;
}

/* The membership ended during the callback: join anew. */
static enum spoor_status join_anew(struct spoor_consumer *consumer, struct spoor_error *err)
{
    rd_kafka_topic_partition_list_t *topics = NULL;
    rd_kafka_subscription(consumer->rk, &topics);
    rd_kafka_unsubscribe(consumer->rk);
    if (topics) {
        rd_kafka_subscribe(consumer->rk, topics);
        rd_kafka_topic_partition_list_destroy(topics);
    }
    if (err)
        *err = consumer->noted_error;
    return SPOOR_RETRY;
}

static enum spoor_status carry_out_assign(struct spoor_consumer *consumer, struct spoor_error *err)
{
    if (!consumer->noted_snapshot) {
        assign_nothing(consumer);
        return join_anew(consumer, err);
    }
    take_over_noted(consumer);
    if (consumer->closing) {
        spoor_consumer_give_back(consumer, false);
        return SPOOR_OK;
    }
    enum spoor_status status = ask_owner(consumer, err);
    if (!consumer->assigned)
        assign_nothing(consumer); /* completes the join; the owner is asked again later */
    return status;
}

static enum spoor_status carry_out(struct spoor_consumer *consumer, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    enum spoor_rebalance noted = consumer->noted;
    consumer->noted = SPOOR_REBALANCE_NONE;
    if (noted == SPOOR_REBALANCE_ASSIGN)
        status = carry_out_assign(consumer, err);
    else if (noted == SPOOR_REBALANCE_REVOKE)
        spoor_consumer_give_back(consumer, consumer->noted_lost || rd_kafka_assignment_lost(consumer->rk));
    if (consumer->noted_list)
        rd_kafka_topic_partition_list_destroy(consumer->noted_list);
    consumer->noted_list = NULL;
    spoor_group_snapshot_free(consumer->noted_snapshot);
    consumer->noted_snapshot = NULL;
    return status;
}

void spoor_consumer_note_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t *list,
                                   void *opaque)
{
    struct spoor_consumer *consumer = opaque;
    bool assign = code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
    consumer->noted = assign ? SPOOR_REBALANCE_ASSIGN : SPOOR_REBALANCE_REVOKE;
    consumer->noted_lost = rd_kafka_assignment_lost(rk);
    consumer->noted_list = rd_kafka_topic_partition_list_copy(list);
    if (assign) /* here, for later it may be the metadata of another generation */
        spoor_group_snapshot_take(rk, &consumer->noted_snapshot, &consumer->noted_error);
    if (consumer->closing)
        carry_out(consumer, NULL);
    else
        rd_kafka_yield(rk);
}

enum spoor_status spoor_consumer_rebalance(struct spoor_consumer *consumer, struct spoor_error *err)
{
    if (consumer->noted != SPOOR_REBALANCE_NONE)
        return carry_out(consumer, err);
    bool waiting = consumer->snapshot && !consumer->assigned && !consumer->refused && !consumer->closing;
    if (waiting && spoor_time_monotonic_us() >= consumer->ask_again_us)
        return ask_owner(consumer, err);
    return SPOOR_OK;
}
