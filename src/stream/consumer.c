/* Opening and closing a consumer, and its calls about offsets. */
#include "consumer_internal.h"

#include <spoor/base/time.h>
#include <stdio.h>
#include <stdlib.h>

enum { ARENA_BYTES_MAX = 64 << 20, SEEK_TIMEOUT_MS = 5000, CLOSE_SLICE_MS = 50 };

static char *copy_text(const char *text)
{
    if (!text)
        return NULL;
    size_t bytes = strlen(text) + 1;
    return memcpy(spoor_allocate(bytes), text, bytes);
}

static void copy_options(struct spoor_consumer *consumer, const struct spoor_consumer_options *options)
{
    consumer->options = *options;
    consumer->options.kafka.bootstrap = copy_text(options->kafka.bootstrap);
    consumer->options.kafka.properties_file = copy_text(options->kafka.properties_file);
    consumer->options.kafka.client_id = copy_text(options->kafka.client_id);
    consumer->options.group = copy_text(options->group);
    consumer->options.group_instance_id = copy_text(options->group_instance_id);
    consumer->topics = spoor_allocate((options->topic_count + 1) * sizeof *consumer->topics);
    for (size_t i = 0; i < options->topic_count; i++)
        consumer->topics[i] = copy_text(options->topics[i]);
}

static void free_options(struct spoor_consumer *consumer)
{
    const char *texts[] = {consumer->options.kafka.bootstrap, consumer->options.kafka.properties_file,
                           consumer->options.kafka.client_id, consumer->options.group,
                           consumer->options.group_instance_id};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free((char *)(uintptr_t)texts[i]);
    for (size_t i = 0; i < consumer->options.topic_count; i++)
        free(consumer->topics[i]);
    free(consumer->topics);
}

/* Runs inside poll, in its thread. Of brokers that go it gives but a hint: librdkafka does not tell that all are down when
 * the last to go was the group's coordinator, and tells of one that others stand in for. */
static void note_error(rd_kafka_t *rk, int code, const char *reason, void *opaque)
{
    (void)rk;
    struct spoor_consumer *consumer = opaque;
    consumer->suspected = true;
    if (spoor_kafka_status(code) != SPOOR_HALT)
        return;
    consumer->is_away = true;
    consumer->asked_us = spoor_time_monotonic_us();
    spoor_kafka_error_set(&consumer->away, code, "Kafka at %s (%s)", consumer->options.kafka.bootstrap, reason);
}

static enum spoor_status new_handle(struct spoor_consumer *consumer, struct spoor_error *err)
{
    const struct spoor_consumer_options *options = &consumer->options;
    struct spoor_kafka_settings settings = {.role = SPOOR_KAFKA_MEMBER,
                                            .options = &options->kafka,
                                            .group = options->group,
                                            .group_instance_id = options->group_instance_id,
                                            .opaque = consumer};
    rd_kafka_conf_t *conf;
    enum spoor_status status = spoor_kafka_conf_new(&settings, &conf, err);
    if (status != SPOOR_OK)
        return status;
    rd_kafka_conf_set_rebalance_cb(conf, spoor_consumer_note_rebalance);
    rd_kafka_conf_set_error_cb(conf, note_error);
    if ((status = spoor_kafka_handle_new(RD_KAFKA_CONSUMER, conf, &consumer->rk, err)) != SPOOR_OK)
        return status;
    rd_kafka_poll_set_consumer(consumer->rk);
    consumer->queue = rd_kafka_queue_get_consumer(consumer->rk);
    return SPOOR_OK;
}

static enum spoor_status subscribe(struct spoor_consumer *consumer, struct spoor_error *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)consumer->options.topic_count);
    for (size_t i = 0; i < consumer->options.topic_count; i++)
        rd_kafka_topic_partition_list_add(list, consumer->topics[i], RD_KAFKA_PARTITION_UA);
    rd_kafka_resp_err_t code = rd_kafka_subscribe(consumer->rk, list);
    rd_kafka_topic_partition_list_destroy(list);
    return code ? spoor_kafka_error_set(err, code, "subscription of group %s", consumer->options.group) : SPOOR_OK;
}

static void free_consumer(struct spoor_consumer *consumer)
{
    spoor_consumer_forget_records(consumer);
    if (consumer->queue)
        rd_kafka_queue_destroy(consumer->queue);
    if (consumer->rk)
        rd_kafka_destroy_flags(consumer->rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    if (consumer->noted_list)
        rd_kafka_topic_partition_list_destroy(consumer->noted_list);
    spoor_group_snapshot_free(consumer->noted_snapshot);
    spoor_group_snapshot_free(consumer->snapshot);
    free(consumer->partitions);
    free(consumer->messages);
    free_options(consumer);
    spoor_arena_fini(&consumer->arena);
    free(consumer);
}

enum spoor_status spoor_consumer_open(const struct spoor_consumer_options *options,
                                      struct spoor_consumer **out_consumer, struct spoor_error *err)
{
    struct spoor_consumer *consumer = spoor_allocate(sizeof *consumer);
    spoor_arena_init(&consumer->arena, ARENA_BYTES_MAX);
    copy_options(consumer, options);
    consumer->heard_us = spoor_time_monotonic_us();
    enum spoor_status status = new_handle(consumer, err);
    if (status == SPOOR_OK)
        status = subscribe(consumer, err);
    if (status != SPOOR_OK) {
        free_consumer(consumer);
        return status;
    }
    *out_consumer = consumer;
    return SPOOR_OK;
}

/* The closing itself goes on in librdkafka's thread; rebalance callbacks come through our own queue. */
static void leave_group(struct spoor_consumer *consumer, int64_t timeout_ms)
{
    rd_kafka_queue_t *queue = rd_kafka_queue_new(consumer->rk);
    rd_kafka_error_t *error = rd_kafka_consumer_close_queue(consumer->rk, queue);
    int64_t deadline_us = spoor_time_monotonic_us() + timeout_ms * 1000;
    while (!error && !rd_kafka_consumer_closed(consumer->rk) && spoor_time_monotonic_us() < deadline_us) {
        /* Not rd_kafka_queue_poll_callback: it asserts on a message that was still under way. */
        rd_kafka_message_t *message;
        if (rd_kafka_consume_batch_queue(queue, CLOSE_SLICE_MS, &message, 1) == 1)
            rd_kafka_message_destroy(message);
    }
    if (error)
        rd_kafka_error_destroy(error);
    rd_kafka_queue_destroy(queue);
}

void spoor_consumer_close(struct spoor_consumer *consumer, int64_t timeout_ms)
{
    if (!consumer)
        return;
    spoor_consumer_forget_records(consumer);
    consumer->closing = true; /* from here a rebalance is carried out inside its callback */
    struct spoor_error ignored;
    spoor_consumer_rebalance(consumer, &ignored);
    leave_group(consumer, timeout_ms);
    if (consumer->assigned) /* the group did not answer in time */
        spoor_consumer_give_back(consumer, false);
    free_consumer(consumer);
}

enum spoor_status spoor_consumer_pause(struct spoor_consumer *consumer, const struct spoor_topic_partition *partitions,
                                       size_t count, bool pause, struct spoor_error *err)
{
    rd_kafka_topic_partition_list_t *list = spoor_kafka_list_new(partitions, count);
    rd_kafka_resp_err_t code =
        pause ? rd_kafka_pause_partitions(consumer->rk, list) : rd_kafka_resume_partitions(consumer->rk, list);
    rd_kafka_topic_partition_list_destroy(list);
    return code ? spoor_kafka_error_set(err, code, pause ? "pausing partitions" : "resuming partitions") : SPOOR_OK;
}

enum spoor_status spoor_consumer_seek(struct spoor_consumer *consumer, const struct spoor_topic_partition *partitions,
                                      size_t count, struct spoor_error *err)
{
    rd_kafka_topic_partition_list_t *list = spoor_kafka_list_new(partitions, count);
    rd_kafka_error_t *error = rd_kafka_seek_partitions(consumer->rk, list, SEEK_TIMEOUT_MS);
    enum spoor_status status = error ? spoor_kafka_error_take(err, error, "seeking") : SPOOR_OK;
    for (int i = 0; status == SPOOR_OK && i < list->cnt; i++)
        if (list->elems[i].err)
            status = spoor_kafka_error_set(err, list->elems[i].err, "seeking in %s partition %d", list->elems[i].topic,
                                           (int)list->elems[i].partition);
    rd_kafka_topic_partition_list_destroy(list);
    return status;
}

enum spoor_status spoor_consumer_committed(struct spoor_consumer *consumer, struct spoor_topic_partition *partitions,
                                           size_t count, int64_t timeout_ms, struct spoor_arena *arena,
                                           struct spoor_error *err)
{
    return spoor_kafka_committed(consumer->rk, partitions, count, timeout_ms, arena, err);
}

enum spoor_status spoor_consumer_commit(struct spoor_consumer *consumer, const struct spoor_topic_partition *partitions,
                                        size_t count, struct spoor_error *err)
{
    if (count == 0)
        return SPOOR_OK;
    rd_kafka_topic_partition_list_t *list = spoor_kafka_list_new(partitions, count);
    rd_kafka_resp_err_t code = rd_kafka_commit(consumer->rk, list, 0);
    for (int i = 0; !code && i < list->cnt; i++)
        code = list->elems[i].err;
    rd_kafka_topic_partition_list_destroy(list);
    return code ? spoor_kafka_error_set(err, code, "commit of group %s", consumer->options.group) : SPOOR_OK;
}

enum spoor_status spoor_consumer_watermarks(struct spoor_consumer *consumer, const char *topic, int32_t partition,
                                            int64_t timeout_ms, int64_t *out_oldest, int64_t *out_end,
                                            struct spoor_error *err)
{
    return spoor_kafka_watermarks(consumer->rk, topic, partition, timeout_ms, out_oldest, out_end, err);
}
