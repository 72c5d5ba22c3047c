/* Admin over one consumer handle outside any group; only committed offsets need a second one, in the group's name. */
#include "kafka_internal.h"

#include <spoor/base/time.h>
#include <spoor/stream/admin.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_MAX = 24, REASON_MAX = 256 };

struct spoor_admin {
    rd_kafka_t *rk;
    struct spoor_kafka_options options;
};

/* Strings of options must outlive the admin: wiring holds them. */
enum spoor_status spoor_admin_open(const struct spoor_kafka_options *options, struct spoor_admin **out_admin,
                                   struct spoor_error *err)
{
    struct spoor_admin *admin = spoor_allocate(sizeof *admin);
    admin->options = *options;
    struct spoor_kafka_settings settings = {.role = SPOOR_KAFKA_READER, .options = &admin->options};
    rd_kafka_conf_t *conf;
    enum spoor_status status = spoor_kafka_conf_new(&settings, &conf, err);
    if (status == SPOOR_OK)
        status = spoor_kafka_handle_new(RD_KAFKA_CONSUMER, conf, &admin->rk, err);
    if (status != SPOOR_OK) {
        free(admin);
        return status;
    }
    *out_admin = admin;
    return SPOOR_OK;
}

void spoor_admin_close(struct spoor_admin *admin)
{
    if (!admin)
        return;
    rd_kafka_destroy_flags(admin->rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    free(admin);
}

enum spoor_status spoor_admin_partition_count(struct spoor_admin *admin, const char *topic, int64_t timeout_ms,
                                              int32_t *out_partitions, struct spoor_error *err)
{
    return spoor_kafka_partition_count(admin->rk, topic, timeout_ms, out_partitions, err);
}

enum spoor_status spoor_admin_watermarks(struct spoor_admin *admin, const char *topic, int32_t partition,
                                         int64_t timeout_ms, int64_t *out_oldest, int64_t *out_end,
                                         struct spoor_error *err)
{
    return spoor_kafka_watermarks(admin->rk, topic, partition, timeout_ms, out_oldest, out_end, err);
}

enum spoor_status spoor_admin_committed(struct spoor_admin *admin, const char *group,
                                        struct spoor_topic_partition *partitions, size_t count, int64_t timeout_ms,
                                        struct spoor_arena *arena, struct spoor_error *err)
{
    struct spoor_kafka_settings settings = {.role = SPOOR_KAFKA_MEMBER, .options = &admin->options, .group = group};
    rd_kafka_conf_t *conf;
    rd_kafka_t *rk;
    enum spoor_status status = spoor_kafka_conf_new(&settings, &conf, err);
    if (status == SPOOR_OK)
        status = spoor_kafka_handle_new(RD_KAFKA_CONSUMER, conf, &rk, err);
    if (status != SPOOR_OK)
        return status;
    status = spoor_kafka_committed(rk, partitions, count, timeout_ms, arena, err);
    rd_kafka_destroy_flags(rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    return status;
}

/* --- making a topic ----------------------------------------------------------------------------------------------- */

static rd_kafka_NewTopic_t *new_topic(const struct spoor_topic_plan *plan, struct spoor_error *err)
{
    char reason[REASON_MAX], number[NUMBER_MAX];
    rd_kafka_NewTopic_t *topic =
        rd_kafka_NewTopic_new(plan->name, plan->partitions, plan->replication, reason, sizeof reason);
    if (!topic) {
        spoor_error_set(err, SPOOR_HALT, "topic", "topic %s: %s", plan->name, reason);
        return NULL;
    }
    snprintf(number, sizeof number, "%lld", (long long)plan->retention_ms);
    rd_kafka_NewTopic_set_config(topic, "retention.ms", number);
    snprintf(number, sizeof number, "%lld", (long long)plan->message_bytes_max);
    if (plan->message_bytes_max > 0)
        rd_kafka_NewTopic_set_config(topic, "max.message.bytes", number);
    return topic;
}

static enum spoor_status read_answer(rd_kafka_event_t *event, const char *name, bool *out_created,
                                     struct spoor_error *err)
{
    if (!event)
        return spoor_error_set(err, SPOOR_RETRY, "timeout", "topic %s: no answer in time", name);
    if (rd_kafka_event_error(event))
        return spoor_kafka_error_set(err, rd_kafka_event_error(event), "making topic %s (%s)", name,
                                     rd_kafka_event_error_string(event));
    size_t count;
    const rd_kafka_topic_result_t **results =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    rd_kafka_resp_err_t code = count ? rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR_UNKNOWN;
    *out_created = code == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (*out_created || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        return SPOOR_OK;
    const char *reason = count ? rd_kafka_topic_result_error_string(results[0]) : NULL;
    return spoor_kafka_error_set(err, code, "making topic %s (%s)", name, reason ? reason : "no reason given");
}

enum spoor_status spoor_admin_topic_create(struct spoor_admin *admin, const struct spoor_topic_plan *plan,
                                           int64_t timeout_ms, bool *out_created, struct spoor_error *err)
{
    rd_kafka_NewTopic_t *topic = new_topic(plan, err);
    if (!topic)
        return SPOOR_HALT;
    char reason[REASON_MAX];
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(admin->rk, RD_KAFKA_ADMIN_OP_CREATETOPICS);
    rd_kafka_AdminOptions_set_request_timeout(options, (int)timeout_ms, reason, sizeof reason);
    rd_kafka_AdminOptions_set_operation_timeout(options, (int)timeout_ms, reason, sizeof reason);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(admin->rk);
    rd_kafka_CreateTopics(admin->rk, &topic, 1, options, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, (int)timeout_ms + 1000);
    enum spoor_status status = read_answer(event, plan->name, out_created, err);
    if (event)
        rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_NewTopic_destroy(topic);
    return status;
}

/* --- when was a record written ------------------------------------------------------------------------------------ */

/* Timestamp of a message at or after `offset`; 0 for the end of the partition. */
static enum spoor_status time_of(const rd_kafka_message_t *message, int64_t offset, int64_t *out_timestamp_us,
                                 struct spoor_error *err)
{
    if (!message)
        return spoor_error_set(err, SPOOR_RETRY, "timeout", "no record came in time");
    bool end = message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
    if (message->err && !end)
        return spoor_kafka_error_set(err, message->err, "reading a record's time");
    int64_t timestamp_ms = end || message->offset < offset ? 0 : rd_kafka_message_timestamp(message, NULL);
    *out_timestamp_us = timestamp_ms > 0 ? timestamp_ms * 1000 : 0;
    return SPOOR_OK;
}

enum spoor_status spoor_admin_record_time(struct spoor_admin *admin, const char *topic, int32_t partition,
                                          int64_t offset, int64_t timeout_ms, int64_t *out_timestamp_us,
                                          struct spoor_error *err)
{
    rd_kafka_topic_t *rkt = rd_kafka_topic_new(admin->rk, topic, NULL);
    if (!rkt || rd_kafka_consume_start(rkt, partition, offset) != 0) {
        enum spoor_status status =
            spoor_kafka_error_set(err, rd_kafka_last_error(), "%s partition %d", topic, (int)partition);
        if (rkt)
            rd_kafka_topic_destroy(rkt);
        return status;
    }
    rd_kafka_message_t *message = rd_kafka_consume(rkt, partition, (int)timeout_ms);
    enum spoor_status status = time_of(message, offset, out_timestamp_us, err);
    if (message)
        rd_kafka_message_destroy(message);
    rd_kafka_consume_stop(rkt, partition);
    rd_kafka_topic_destroy(rkt);
    return status;
}
