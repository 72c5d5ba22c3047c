/* Scan over librdkafka's plain partition consumer. */
#include "kafka_internal.h"

#include <inttypes.h>
#include <spoor/base/time.h>
#include <spoor/stream/scan.h>
#include <stdlib.h>

enum { QUESTION_MS = 10000, POLL_MS = 500 };

struct spoor_scan {
    rd_kafka_t *rk;
};

struct pass { /* over one partition */
    rd_kafka_t *rk;
    const char *topic;
    int32_t partition;
    int64_t end; /* of all records, seen at the first end of the committed ones; -1 = not there yet */
    bool finished;
    spoor_scan_each *each;
    void *owner;
};

enum spoor_status spoor_scan_open(const struct spoor_kafka_options *options, struct spoor_scan **out_scan,
                                  struct spoor_error *err)
{
    struct spoor_kafka_settings settings = {.role = SPOOR_KAFKA_SCANNER, .options = options};
    struct spoor_scan *scan = spoor_allocate(sizeof *scan);
    rd_kafka_conf_t *conf;
    enum spoor_status status = spoor_kafka_conf_new(&settings, &conf, err);
    if (status == SPOOR_OK)
        status = spoor_kafka_handle_new(RD_KAFKA_CONSUMER, conf, &scan->rk, err);
    if (status != SPOOR_OK) {
        free(scan);
        return status;
    }
    *out_scan = scan;
    return SPOOR_OK;
}

void spoor_scan_close(struct spoor_scan *scan)
{
    if (!scan)
        return;
    rd_kafka_destroy_flags(scan->rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    free(scan);
}

/* The end is asked before the moment: when no record is that young, what comes after that end is. */
static enum spoor_status find_begin(struct spoor_scan *scan, const char *topic, int32_t partition, int64_t from_us,
                                    int64_t *out_begin, struct spoor_error *err)
{
    int64_t oldest, end;
    enum spoor_status status = spoor_kafka_watermarks(scan->rk, topic, partition, QUESTION_MS, &oldest, &end, err);
    if (status != SPOOR_OK)
        return status;
    *out_begin = oldest;
    if (from_us <= 0)
        return SPOOR_OK;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic, partition)->offset = from_us / 1000;
    rd_kafka_resp_err_t code = rd_kafka_offsets_for_times(scan->rk, list, QUESTION_MS);
    if (!code)
        code = list->elems[0].err;
    *out_begin = list->elems[0].offset >= 0 ? list->elems[0].offset : end;
    rd_kafka_topic_partition_list_destroy(list);
    return code ? spoor_kafka_error_set(err, code, "%s partition %d by time", topic, (int)partition) : SPOOR_OK;
}

/* The committed records end here for now; the last answer also told where all records end. */
static void note_end(struct pass *pass, int64_t offset)
{
    int64_t oldest = -1, end = -1;
    if (pass->end < 0 && rd_kafka_get_watermark_offsets(pass->rk, pass->topic, pass->partition, &oldest, &end) ==
                             RD_KAFKA_RESP_ERR_NO_ERROR)
        pass->end = end;
    pass->finished = pass->end >= 0 && offset >= pass->end;
}

static enum spoor_status take(struct pass *pass, const rd_kafka_message_t *message, struct spoor_error *err)
{
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        note_end(pass, message->offset);
        return SPOOR_OK;
    }
    if (message->err)
        return spoor_kafka_error_set(err, message->err, "reading %s partition %d", pass->topic, (int)pass->partition);
    int64_t timestamp_ms = rd_kafka_message_timestamp(message, NULL);
    struct spoor_scan_record record = {.offset = message->offset,
                                       .timestamp_us = timestamp_ms > 0 ? timestamp_ms * 1000 : 0,
                                       .key = {message->key, message->key_len},
                                       .value = {message->payload, message->len}};
    pass->each(pass->owner, &record);
    pass->finished = pass->end >= 0 && message->offset + 1 >= pass->end;
    return SPOOR_OK;
}

static enum spoor_status read_to_end(struct pass *pass, rd_kafka_topic_t *topic, int64_t silence_ms,
                                     struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    int64_t heard_us = spoor_time_monotonic_us();
    while (status == SPOOR_OK && !pass->finished) {
        rd_kafka_message_t *message = rd_kafka_consume(topic, pass->partition, POLL_MS);
        int64_t now_us = spoor_time_monotonic_us();
        if (message) {
            status = take(pass, message, err);
            rd_kafka_message_destroy(message);
            heard_us = now_us;
        } else if (now_us - heard_us > silence_ms * 1000)
            status = spoor_error_set(err, SPOOR_RETRY, "timeout",
                                     "%s partition %d: its end (%" PRId64 ") was not reached: the broker is away, or a "
                                     "transaction is not decided yet",
                                     pass->topic, (int)pass->partition, pass->end);
    }
    return status;
}

enum spoor_status spoor_scan_partition(struct spoor_scan *scan, const char *topic, int32_t partition, int64_t from_us,
                                       int64_t silence_ms, spoor_scan_each *each, void *owner, struct spoor_error *err)
{
    struct pass pass = {
        .rk = scan->rk, .topic = topic, .partition = partition, .end = -1, .each = each, .owner = owner};
    int64_t begin;
    enum spoor_status status = find_begin(scan, topic, partition, from_us, &begin, err);
    if (status != SPOOR_OK)
        return status;
    rd_kafka_topic_t *rkt = rd_kafka_topic_new(scan->rk, topic, NULL);
    if (!rkt || rd_kafka_consume_start(rkt, partition, begin) != 0)
        status = spoor_kafka_error_set(err, rd_kafka_last_error(), "%s partition %d", topic, (int)partition);
    else {
        status = read_to_end(&pass, rkt, silence_ms, err);
        rd_kafka_consume_stop(rkt, partition);
    }
    if (rkt)
        rd_kafka_topic_destroy(rkt);
    return status;
}
