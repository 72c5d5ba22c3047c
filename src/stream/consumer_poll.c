/* Records: from librdkafka's messages and errors to what the owner reads. */
#include "consumer_internal.h"

#include <inttypes.h>
#include <spoor/base/time.h>
#include <stdlib.h>

enum { WATERMARK_TIMEOUT_MS = 2000, ANSWER_TIMEOUT_MS = 1000, ASK_EVERY_US = 1000000, SILENCE_US = 5000000 };
enum { ASK_SLICE_MS = 50 };
enum { BUSY_US = 1000000, WAKE_EVERY_MS = 20, WAKE_TIMEOUT_MS = 100 };

void spoor_consumer_forget_records(struct spoor_consumer *consumer)
{
    for (size_t i = 0; i < consumer->message_count; i++)
        rd_kafka_message_destroy(consumer->messages[i]);
    consumer->message_count = 0;
    spoor_arena_reset(&consumer->arena);
}

static void make_room(struct spoor_consumer *consumer, size_t records_max)
{
    if (consumer->message_capacity >= records_max)
        return;
    consumer->messages = spoor_reallocate(consumer->messages, records_max * sizeof *consumer->messages);
    consumer->message_capacity = records_max;
}

/* librdkafka 2.0.2 stops fetching when its queue is full and then looks again only after up to a second, unless its
 * thread has something else to do: a question to the leader wakes it. Asked when a busy stream suddenly runs dry. */
static void wake_fetcher(struct spoor_consumer *consumer)
{
    if (!consumer->assigned || consumer->partition_count == 0)
        return;
    const struct spoor_topic_partition *at = &consumer->partitions[consumer->turn++ % consumer->partition_count];
    int64_t oldest, end;
    rd_kafka_query_watermark_offsets(consumer->rk, at->topic.data, at->partition, &oldest, &end, WAKE_TIMEOUT_MS);
}

static rd_kafka_message_t *wait_for_first(struct spoor_consumer *consumer, int64_t timeout_ms)
{
    int64_t now_us = spoor_time_monotonic_us(), deadline_us = now_us + timeout_ms * 1000;
    rd_kafka_message_t *first = rd_kafka_consumer_poll(consumer->rk, 0);
    while (!first && consumer->noted == SPOOR_REBALANCE_NONE && now_us < deadline_us) {
        bool busy = consumer->full_us && now_us - consumer->full_us < BUSY_US;
        int64_t left_ms = (deadline_us - now_us + 999) / 1000;
        if (busy)
            wake_fetcher(consumer);
        first = rd_kafka_consumer_poll(consumer->rk, (int)(busy && left_ms > WAKE_EVERY_MS ? WAKE_EVERY_MS : left_ms));
        now_us = spoor_time_monotonic_us();
    }
    return first;
}

/* Waits for the first message alone, then takes what is there: a batch call would wait until its batch is full. */
static void collect(struct spoor_consumer *consumer, size_t records_max, int64_t timeout_ms)
{
    rd_kafka_message_t *first = wait_for_first(consumer, timeout_ms);
    if (!first)
        return;
    consumer->messages[consumer->message_count++] = first;
    if (records_max == 1 || consumer->noted != SPOOR_REBALANCE_NONE)
        return;
    ssize_t more = rd_kafka_consume_batch_queue(consumer->queue, 0, consumer->messages + 1, records_max - 1);
    if (more > 0)
        consumer->message_count += (size_t)more;
    if (consumer->message_count == records_max)
        consumer->full_us = spoor_time_monotonic_us();
}

/* --- one record --------------------------------------------------------------------------------------------------- */

static void read_headers(struct spoor_consumer *consumer, const rd_kafka_message_t *message,
                         struct spoor_record *record)
{
    rd_kafka_headers_t *headers;
    if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return;
    size_t count = rd_kafka_header_cnt(headers);
    struct spoor_record_header *out = SPOOR_ARENA_ARRAY(&consumer->arena, struct spoor_record_header, count);
    for (size_t i = 0; i < count; i++) {
        const char *name;
        const void *value;
        size_t bytes;
        if (rd_kafka_header_get_all(headers, i, &name, &value, &bytes) != RD_KAFKA_RESP_ERR_NO_ERROR)
            break;
        out[i] = (struct spoor_record_header){spoor_slice_of(name), {value, bytes}};
        record->header_count++;
    }
    record->headers = out;
}

static void read_message(struct spoor_consumer *consumer, const rd_kafka_message_t *message,
                         struct spoor_record *record)
{
    record->kind = SPOOR_RECORD_MESSAGE;
    int64_t timestamp_ms = rd_kafka_message_timestamp(message, NULL);
    record->timestamp_us = timestamp_ms > 0 ? timestamp_ms * 1000 : 0;
    record->key = (struct spoor_slice){message->key, message->key_len};
    record->value = (struct spoor_slice){message->payload, message->len};
    read_headers(consumer, message, record);
}

/* Our position is not on the broker: deleted below, or the topic was made again. Both offsets help a person decide; a
 * broker that does not tell them is asked for records again. */
static void read_out_of_range(struct spoor_consumer *consumer, const rd_kafka_message_t *message,
                              struct spoor_record *record)
{
    const char *topic = rd_kafka_topic_name(message->rkt);
    if (spoor_kafka_watermarks(consumer->rk, topic, message->partition, WATERMARK_TIMEOUT_MS, &record->oldest,
                               &record->end, &record->error) != SPOOR_OK)
        return;
    spoor_error_set(&record->error, SPOOR_HALT, SPOOR_OFFSET_OUT_OF_RANGE,
                    "%s partition %d: our position is %" PRId64 ", the broker holds %" PRId64 " up to %" PRId64
                    ": records were deleted before they were read, or the topic was made again (%s)",
                    topic, (int)message->partition, message->offset, record->oldest, record->end,
                    rd_kafka_message_errstr(message));
}

static void read_partition_error(struct spoor_consumer *consumer, const rd_kafka_message_t *message,
                                 struct spoor_record *record)
{
    record->kind = SPOOR_RECORD_PARTITION_ERROR;
    if (message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || message->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
        read_out_of_range(consumer, message, record);
    else
        spoor_kafka_error_set(&record->error, message->err, "%s partition %d (%s)", rd_kafka_topic_name(message->rkt),
                              (int)record->partition, rd_kafka_message_errstr(message));
}

static bool belongs(const struct spoor_consumer *consumer, const struct spoor_record *record)
{
    for (size_t i = 0; i < consumer->partition_count; i++)
        if (consumer->partitions[i].partition == record->partition &&
            spoor_slice_equal(consumer->partitions[i].topic, record->topic))
            return true;
    return record->partition == RD_KAFKA_PARTITION_UA;
}

/* False: nothing for the owner. An error of no partition goes to err. */
static bool read_record(struct spoor_consumer *consumer, const rd_kafka_message_t *message, struct spoor_record *record,
                        struct spoor_error *err)
{
    *record = (struct spoor_record){.partition = message->partition, .offset = message->offset};
    bool of_topic = message->err && message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF && message->offset < 0;
    if (of_topic) /* librdkafka leaves the partition 0 */
        record->partition = RD_KAFKA_PARTITION_UA;
    if (!message->rkt) {
        if (message->err != RD_KAFKA_RESP_ERR__FATAL)
            spoor_kafka_error_set(err, message->err, "%s", rd_kafka_message_errstr(message));
        return false;
    }
    record->topic = spoor_slice_of(rd_kafka_topic_name(message->rkt));
    if (!consumer->assigned && !of_topic)
        return false;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        read_message(consumer, message, record);
    else if (!belongs(consumer, record))
        return false;
    else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
        record->kind = SPOOR_RECORD_END_OF_PARTITION;
    else
        read_partition_error(consumer, message, record);
    return true;
}

/* --- poll --------------------------------------------------------------------------------------------------------- */

/* What a broker sent; of errors librdkafka may have made some itself. */
static void hear(struct spoor_consumer *consumer)
{
    for (size_t i = 0; i < consumer->message_count; i++) {
        if (consumer->messages[i]->err != RD_KAFKA_RESP_ERR_NO_ERROR)
            continue;
        consumer->is_away = false;
        consumer->heard_us = spoor_time_monotonic_us();
        return;
    }
}

/* When nothing was heard for a while or something is said to be wrong, at most once a second: does any broker answer? */
static void ask_brokers(struct spoor_consumer *consumer)
{
    int64_t now_us = spoor_time_monotonic_us();
    bool doubtful = consumer->suspected || consumer->is_away || now_us - consumer->heard_us >= SILENCE_US;
    if (!doubtful || now_us - consumer->asked_us < ASK_EVERY_US)
        return;
    const struct rd_kafka_metadata *metadata;
    rd_kafka_resp_err_t code = rd_kafka_metadata(consumer->rk, 0, NULL, &metadata, ANSWER_TIMEOUT_MS);
    consumer->asked_us = spoor_time_monotonic_us();
    consumer->suspected = false;
    consumer->is_away = code != RD_KAFKA_RESP_ERR_NO_ERROR;
    if (consumer->is_away) {
        spoor_kafka_error_set(&consumer->away, code, "Kafka at %s does not answer", consumer->options.kafka.bootstrap);
        return;
    }
    consumer->heard_us = consumer->asked_us;
    rd_kafka_metadata_destroy(metadata);
}

static enum spoor_status check_away(struct spoor_consumer *consumer, struct spoor_error *err)
{
    if (consumer->message_count == 0)
        ask_brokers(consumer);
    if (consumer->is_away && err)
        *err = consumer->away;
    return consumer->is_away ? consumer->away.status : SPOOR_OK;
}

static size_t read_all(struct spoor_consumer *consumer, struct spoor_record *records, struct spoor_error *first_error)
{
    size_t count = 0;
    for (size_t i = 0; i < consumer->message_count; i++) {
        struct spoor_error error = {.status = SPOOR_OK};
        if (read_record(consumer, consumer->messages[i], &records[count], &error))
            count++;
        else if (error.status != SPOOR_OK && first_error->status == SPOOR_OK)
            *first_error = error;
    }
    return count;
}

static int64_t patience_ms(const struct spoor_consumer *consumer, int64_t timeout_ms)
{
    bool waiting = consumer->snapshot && !consumer->assigned && !consumer->refused;
    return waiting && timeout_ms > ASK_SLICE_MS ? ASK_SLICE_MS : timeout_ms;
}

enum spoor_status spoor_consumer_poll(struct spoor_consumer *consumer, struct spoor_record *records, size_t records_max,
                                      int64_t timeout_ms, size_t *out_count, struct spoor_error *err)
{
    struct spoor_error first = {.status = SPOOR_OK};
    *out_count = 0;
    spoor_consumer_forget_records(consumer);
    make_room(consumer, records_max);
    collect(consumer, records_max, patience_ms(consumer, timeout_ms));
    hear(consumer);
    if (consumer->noted == SPOOR_REBALANCE_REVOKE)
        spoor_consumer_forget_records(consumer); /* collected before they were taken from us */
    size_t count = read_all(consumer, records, &first);
    enum spoor_status status = spoor_consumer_rebalance(consumer, err);
    if (status == SPOOR_OK)
        status = spoor_kafka_fatal(err, consumer->rk, consumer->options.group_instance_id);
    if (status != SPOOR_OK)
        return status;
    *out_count = count;
    if (count)
        return SPOOR_OK;
    if (first.status != SPOOR_OK) {
        if (err)
            *err = first;
        return first.status == SPOOR_LOST ? SPOOR_RETRY : first.status;
    }
    return check_away(consumer, err);
}
