/* Sending records and waiting for their acknowledgement. */
#include "producer_internal.h"

#include <spoor/base/time.h>
#include <spoor/base/uuid.h>
#include <stdlib.h>

enum { POLL_EVERY = 64, QUEUE_WAIT_MS = 20, QUEUE_WAIT_MAX_MS = 5000, METADATA_TIMEOUT_MS = 5000 };

static char *copy_text(const char *text)
{
    if (!text)
        return NULL;
    size_t bytes = strlen(text) + 1;
    return memcpy(spoor_allocate(bytes), text, bytes);
}

static void free_text(const char *text)
{
    free((char *)(uintptr_t)text);
}

/* Reports of what arrived come too: without them librdkafka 2.0.2 looks only every 10 ms whether a flush is done. */
static void note_delivery(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque)
{
    (void)rk;
    struct spoor_producer *producer = opaque;
    if (!message->err)
        return;
    if (producer->failed++ == 0)
        spoor_kafka_error_set(&producer->first_failure, message->err, "record for %s partition %d",
                              message->rkt ? rd_kafka_topic_name(message->rkt) : "?", (int)message->partition);
}

static void note_error(rd_kafka_t *rk, int code, const char *reason, void *opaque)
{
    (void)rk, (void)reason;
    struct spoor_producer *producer = opaque;
    if (code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
        producer->disconnects++;
}

static enum spoor_status open_handle(struct spoor_producer *producer, struct spoor_error *err)
{
    const struct spoor_producer_options *options = &producer->options;
    struct spoor_kafka_settings settings = {.role = options->transactional_id ? SPOOR_KAFKA_TRANSACTIONAL
                                                                              : SPOOR_KAFKA_IDEMPOTENT,
                                            .options = &options->kafka,
                                            .transactional_id = options->transactional_id,
                                            .linger_ms = options->linger_ms,
                                            .opaque = producer};
    rd_kafka_conf_t *conf;
    enum spoor_status status = spoor_kafka_conf_new(&settings, &conf, err);
    if (status != SPOOR_OK)
        return status;
    rd_kafka_conf_set_dr_msg_cb(conf, note_delivery);
    rd_kafka_conf_set_error_cb(conf, note_error);
    return spoor_kafka_handle_new(RD_KAFKA_PRODUCER, conf, &producer->rk, err);
}

static void close_handle(struct spoor_producer *producer)
{
    for (size_t i = 0; i < producer->topic_count; i++) {
        rd_kafka_topic_destroy(producer->topics[i].rkt);
        free(producer->topics[i].name);
    }
    producer->topic_count = 0;
    if (producer->rk)
        rd_kafka_destroy(producer->rk);
    producer->rk = NULL;
    producer->failed = 0;
}

static void copy_options(struct spoor_producer *producer, const struct spoor_producer_options *options)
{
    producer->options = *options;
    producer->options.kafka.bootstrap = copy_text(options->kafka.bootstrap);
    producer->options.kafka.properties_file = copy_text(options->kafka.properties_file);
    producer->options.kafka.client_id = copy_text(options->kafka.client_id);
    producer->options.transactional_id = copy_text(options->transactional_id);
}

enum spoor_status spoor_producer_open(const struct spoor_producer_options *options,
                                      struct spoor_producer **out_producer, struct spoor_error *err)
{
    struct spoor_producer *producer = spoor_allocate(sizeof *producer);
    copy_options(producer, options);
    enum spoor_status status = open_handle(producer, err);
    if (status == SPOOR_OK)
        *out_producer = producer;
    else
        spoor_producer_close(producer);
    return status;
}

void spoor_producer_close(struct spoor_producer *producer)
{
    if (!producer)
        return;
    close_handle(producer);
    free(producer->topics);
    free_text(producer->options.kafka.bootstrap);
    free_text(producer->options.kafka.properties_file);
    free_text(producer->options.kafka.client_id);
    free_text(producer->options.transactional_id);
    free(producer);
}

/* --- where to ----------------------------------------------------------------------------------------------------- */

static struct spoor_producer_topic *find_topic(struct spoor_producer *producer, const char *name)
{
    for (size_t i = 0; i < producer->topic_count; i++)
        if (strcmp(producer->topics[i].name, name) == 0)
            return &producer->topics[i];
    return NULL;
}

static enum spoor_status get_topic(struct spoor_producer *producer, const char *name,
                                   struct spoor_producer_topic **out_topic, struct spoor_error *err)
{
    *out_topic = find_topic(producer, name);
    if (*out_topic)
        return SPOOR_OK;
    rd_kafka_topic_t *rkt = rd_kafka_topic_new(producer->rk, name, NULL);
    if (!rkt)
        return spoor_kafka_error_set(err, rd_kafka_last_error(), "topic %s", name);
    producer->topics = spoor_reallocate(producer->topics, (producer->topic_count + 1) * sizeof *producer->topics);
    *out_topic = &producer->topics[producer->topic_count++];
    **out_topic = (struct spoor_producer_topic){copy_text(name), rkt, 0};
    return SPOOR_OK;
}

/* The number of partitions is asked once per handle: a topic that grows would break the order per key anyway. */
static enum spoor_status choose_partition(struct spoor_producer *producer, struct spoor_producer_topic *topic,
                                          struct spoor_slice key, int32_t *partition, struct spoor_error *err)
{
    if (*partition >= 0)
        return SPOOR_OK;
    if (topic->partition_count == 0) {
        int32_t count = 0;
        enum spoor_status status =
            spoor_kafka_partition_count(producer->rk, topic->name, METADATA_TIMEOUT_MS, &count, err);
        if (status == SPOOR_OK && count == 0)
            status = spoor_kafka_error_set(err, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, "topic %s", topic->name);
        if (status != SPOOR_OK)
            return status;
        topic->partition_count = count;
    }
    *partition = spoor_partition_of(key, topic->partition_count);
    return SPOOR_OK;
}

/* --- sending ------------------------------------------------------------------------------------------------------ */

static rd_kafka_headers_t *make_headers(const struct spoor_record_header *headers, size_t count)
{
    if (count == 0)
        return NULL;
    rd_kafka_headers_t *out = rd_kafka_headers_new(count);
    for (size_t i = 0; i < count; i++)
        rd_kafka_header_add(out, headers[i].name.data, (ssize_t)headers[i].name.length, headers[i].value.data,
                            (ssize_t)headers[i].value.length);
    return out;
}

static rd_kafka_error_t *try_send(struct spoor_producer *producer, const struct spoor_producer_topic *topic,
                                  int32_t partition, struct spoor_slice key, struct spoor_slice value,
                                  rd_kafka_headers_t *headers)
{
    rd_kafka_vu_t parts[] = {
        {.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = topic->rkt},
        {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = partition},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)(uintptr_t)key.data, key.length}},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)(uintptr_t)value.data, value.length}},
        {.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers},
    };
    return rd_kafka_produceva(producer->rk, parts, sizeof parts / sizeof *parts - (headers ? 0 : 1));
}

static enum spoor_status send_waiting(struct spoor_producer *producer, const struct spoor_producer_topic *topic,
                                      int32_t partition, struct spoor_slice key, struct spoor_slice value,
                                      rd_kafka_headers_t *headers, struct spoor_error *err)
{
    for (int64_t waited_ms = 0;; waited_ms += QUEUE_WAIT_MS) {
        rd_kafka_error_t *error = try_send(producer, topic, partition, key, value, headers);
        if (!error)
            return SPOOR_OK; /* the headers are librdkafka's now */
        bool full = rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__QUEUE_FULL;
        if (!full || waited_ms >= QUEUE_WAIT_MAX_MS) {
            if (headers)
                rd_kafka_headers_destroy(headers);
            return spoor_kafka_error_take(err, error, topic->name);
        }
        rd_kafka_error_destroy(error);
        rd_kafka_poll(producer->rk, QUEUE_WAIT_MS);
    }
}

enum spoor_status spoor_producer_send(struct spoor_producer *producer, const char *topic, int32_t partition,
                                      struct spoor_slice key, struct spoor_slice value,
                                      const struct spoor_record_header *headers, size_t header_count,
                                      struct spoor_error *err)
{
    struct spoor_producer_topic *to;
    enum spoor_status status = producer->rk ? SPOOR_OK : open_handle(producer, err);
    if (status == SPOOR_OK)
        status = get_topic(producer, topic, &to, err);
    if (status == SPOOR_OK)
        status = choose_partition(producer, to, key, &partition, err);
    if (status == SPOOR_OK)
        status = send_waiting(producer, to, partition, key, value, make_headers(headers, header_count), err);
    if (++producer->unpolled >= POLL_EVERY && producer->rk) {
        producer->unpolled = 0;
        rd_kafka_poll(producer->rk, 0);
    }
    return status;
}

enum spoor_status spoor_producer_flush(struct spoor_producer *producer, int64_t timeout_ms, struct spoor_error *err)
{
    if (!producer->rk)
        return SPOOR_OK;
    rd_kafka_resp_err_t code = rd_kafka_flush(producer->rk, (int)timeout_ms);
    rd_kafka_poll(producer->rk, 0);
    if (!code && producer->failed == 0)
        return SPOOR_OK;
    enum spoor_status status = SPOOR_RETRY;
    if (producer->failed) {
        status = producer->first_failure.status == SPOOR_LOST ? SPOOR_RETRY : producer->first_failure.status;
        if (err)
            *err = producer->first_failure;
    } else {
        spoor_kafka_error_set(err, code, "records not acknowledged within %lld ms", (long long)timeout_ms);
    }
    /* What is still under way must not mix with what is sent again: this handle ends here, the next send makes one. */
    close_handle(producer);
    if (err)
        err->status = status;
    return status;
}
