#include "intake_worker_internal.h"

#include <spoor/base/crash.h>
#include <spoor/base/log.h>
#include <spoor/base/metrics.h>
#include <spoor/base/time.h>
#include <stdio.h>

#define FLUSH_TIMEOUT_MS 10000

static void count_rejected(const struct spoor_canonical *record)
{
    char labels[400];
    snprintf(labels, sizeof labels, "role=\"intake\",topic=\"%.*s\",reden=\"%.*s\"",
             SPOOR_SLICE_ARG(record->event.origin.topic), SPOOR_SLICE_ARG(record->reden));
    spoor_metric_add(SPOOR_METRIC_REJECTED, labels, 1);
}

static enum spoor_status send_record(struct spoor_intake *intake, const struct spoor_canonical *record,
                                     struct spoor_error *err)
{
    char key_text[SPOOR_INTAKE_KEY_MAX];
    struct spoor_slice key = spoor_intake_key(record, key_text);
    spoor_buffer_clear(&intake->text);
    spoor_canonical_encode(record, &intake->text);
    return spoor_producer_send(intake->producer, intake->options.canonical_topic,
                               spoor_partition_of(key, intake->canonical_partitions), key,
                               spoor_buffer_slice(&intake->text), NULL, 0, err);
}

static enum spoor_status take(struct spoor_intake *intake, struct intake_topic *topic,
                              const struct spoor_intake_input *input, bool *out_rejected, struct spoor_error *err)
{
    struct spoor_canonical *records = NULL;
    size_t count = 0;
    struct spoor_intake_counts counts = {0};
    topic->tools.canonical_partitions = intake->canonical_partitions;
    spoor_intake_record(&topic->tools, input, &intake->arena, &records, &count, &counts);
    *out_rejected = count == 1 && records[0].soort == SPOOR_RECORD_AFGEWEZEN;
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < count && status == SPOOR_OK; i++) {
        status = send_record(intake, &records[i], err);
        if (*out_rejected)
            count_rejected(&records[i]);
        else
            spoor_intake_sources_event(topic->sources, records[i].event.source);
    }
    spoor_intake_sources_noticed(topic->sources, records[0].event.source, &counts);
    spoor_series_add(topic->records_out, (int64_t)count);
    return status;
}

static enum spoor_status take_channel_record(struct spoor_intake *intake, struct intake_topic *topic,
                                             const struct spoor_record *record, struct spoor_error *err)
{
    struct spoor_intake_input input = {
        .origin = {.topic = topic->name, .partition = record->partition, .offset = record->offset},
        .broker_us = record->timestamp_us,
        .value = record->value,
        .headers = (const struct spoor_header *)record->headers,
        .header_count = record->header_count};
    bool rejected = false;
    enum spoor_status status = take(intake, topic, &input, &rejected, err);
    spoor_series_add(topic->records_in, 1);
    if (status == SPOOR_OK && spoor_intake_breaker_count(intake, topic, rejected))
        status = spoor_intake_breaker_open(intake, topic, err);
    return status;
}

static enum spoor_status take_retry(struct spoor_intake *intake, const struct spoor_record *record,
                                    struct spoor_error *err)
{
    struct intake_topic *topic = NULL;
    struct spoor_intake_input input = {0};
    bool rejected = false;
    enum spoor_status status = spoor_intake_retry_open(intake, record, &topic, &input, err);
    if (status == SPOOR_OK)
        return take(intake, topic, &input, &rejected, err);
    if (status == SPOOR_RETRY || status == SPOOR_LOST)
        return status;
    /* The quarantine row it came from is still open: nothing is lost, and what a key of yesterday sealed stops nobody. */
    spoor_metric_add(SPOOR_METRIC_REJECTED, "role=\"intake\",topic=\"herkansing\",reden=\"onleesbaar\"", 1);
    spoor_log(SPOOR_LOG_WARNING, "herkansing-onleesbaar", "%s offset %lld is passed over: %s", intake->options.retry_topic,
              (long long)record->offset, err->message);
    return SPOOR_OK;
}

static enum spoor_status take_error(struct spoor_intake *intake, struct intake_partition *partition,
                                    const struct spoor_record *record, struct spoor_error *err)
{
    if (record->error.status != SPOOR_HALT) /* it will pass; the client may have skipped something */
        return spoor_error_set(err, SPOOR_RETRY, record->error.code, "%s", record->error.message);
    if (strcmp(record->error.code, SPOOR_OFFSET_OUT_OF_RANGE) == 0)
        return spoor_intake_halt_input(intake, partition,
                                       record->offset < record->oldest ? "input truncated" : "topic recreated",
                                       record->offset, record->oldest, record->end, err);
    spoor_intake_halt_partition(intake, partition, &record->error);
    return SPOOR_OK;
}

static enum spoor_status take_record(struct spoor_intake *intake, const struct spoor_record *record,
                                     struct spoor_error *err)
{
    struct intake_partition *partition = spoor_intake_partition(intake, record->topic, record->partition);
    if (!partition || partition->halted || partition->topic->broken || record->offset < partition->next_offset)
        return SPOOR_OK;
    enum spoor_status status = SPOOR_OK;
    spoor_arena_reset(&intake->arena); /* the producer copies what is sent: one record at a time lives here */
    switch (record->kind) {
    case SPOOR_RECORD_MESSAGE:
        status = partition->topic->tools.mapping ? take_channel_record(intake, partition->topic, record, err)
                                                 : take_retry(intake, record, err);
        if (status == SPOOR_OK)
            partition->next_offset = record->offset + 1;
        return status;
    case SPOOR_RECORD_END_OF_PARTITION:
        partition->next_offset = record->offset;
        return SPOOR_OK;
    case SPOOR_RECORD_PARTITION_ERROR:
        return take_error(intake, partition, record, err);
    }
    return SPOOR_OK;
}

/* A record type of its own per layer keeps stream and codec apart; they must stay the same shape. */
_Static_assert(sizeof(struct spoor_header) == sizeof(struct spoor_record_header), "headers differ");
_Static_assert(offsetof(struct spoor_header, value) == offsetof(struct spoor_record_header, value), "headers differ");

static enum spoor_status commit(struct spoor_intake *intake, struct spoor_error *err)
{
    struct spoor_topic_partition *offsets =
        SPOOR_ARENA_ARRAY(&intake->arena, struct spoor_topic_partition, intake->partition_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < intake->partition_count; i++) {
        struct intake_partition *partition = &intake->partitions[i];
        if (!partition->halted && partition->next_offset != partition->committed && partition->next_offset >= 0)
            offsets[count++] = (struct spoor_topic_partition){
                .topic = partition->topic->name, .partition = partition->partition, .offset = partition->next_offset};
    }
    if (count == 0)
        return SPOOR_OK;
    enum spoor_status status = spoor_consumer_commit(intake->consumer, offsets, count, err);
    for (size_t i = 0; status == SPOOR_OK && i < intake->partition_count; i++)
        intake->partitions[i].committed = intake->partitions[i].next_offset;
    return status;
}

enum spoor_status spoor_intake_batch(struct spoor_intake *intake, size_t count, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    SPOOR_CRASH_POINT(INTAKE_READ);
    for (size_t i = 0; i < count && status == SPOOR_OK; i++)
        status = take_record(intake, &intake->records[i], err);
    SPOOR_CRASH_POINT(INTAKE_PRODUCED);
    if (intake->unsettled_us == 0)
        intake->unsettled_us = spoor_time_monotonic_us();
    return status;
}

enum spoor_status spoor_intake_settle(struct spoor_intake *intake, struct spoor_error *err)
{
    if (intake->unsettled_us == 0)
        return SPOOR_OK;
    intake->unsettled_us = 0;
    enum spoor_status status = spoor_producer_flush(intake->producer, FLUSH_TIMEOUT_MS, err);
    SPOOR_CRASH_POINT(INTAKE_FLUSHED);
    if (status == SPOOR_OK)
        status = commit(intake, err);
    SPOOR_CRASH_POINT(INTAKE_COMMITTED);
    return status;
}
