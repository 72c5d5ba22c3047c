/* What consumers, producers and admin ask about partitions, on any handle. */
#include "kafka_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum { TOPIC_NAME_MAX = 250 };

static int64_t kafka_offset(int64_t offset)
{
    if (offset == SPOOR_OFFSET_OLDEST)
        return RD_KAFKA_OFFSET_BEGINNING;
    if (offset == SPOOR_OFFSET_NEWEST)
        return RD_KAFKA_OFFSET_END;
    return offset >= 0 ? offset : RD_KAFKA_OFFSET_INVALID;
}

/* librdkafka frees metadata with its own free: hand it memory of malloc. */
static void set_metadata(rd_kafka_topic_partition_t *element, struct spoor_slice metadata)
{
    if (!metadata.length)
        return;
    element->metadata = spoor_allocate(metadata.length);
    element->metadata_size = metadata.length;
    memcpy(element->metadata, metadata.data, metadata.length);
}

rd_kafka_topic_partition_list_t *spoor_kafka_list_new(const struct spoor_topic_partition *partitions, size_t count)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)count);
    for (size_t i = 0; i < count; i++) {
        char topic[TOPIC_NAME_MAX];
        snprintf(topic, sizeof topic, "%.*s", SPOOR_SLICE_ARG(partitions[i].topic));
        rd_kafka_topic_partition_t *element = rd_kafka_topic_partition_list_add(list, topic, partitions[i].partition);
        element->offset = kafka_offset(partitions[i].offset);
        set_metadata(element, partitions[i].metadata);
    }
    return list;
}

static enum spoor_status first_error(const rd_kafka_topic_partition_list_t *list, struct spoor_error *err)
{
    for (int i = 0; i < list->cnt; i++)
        if (list->elems[i].err)
            return spoor_kafka_error_set(err, list->elems[i].err, "committed offset of %s partition %d",
                                         list->elems[i].topic, (int)list->elems[i].partition);
    return SPOOR_OK;
}

enum spoor_status spoor_kafka_committed(rd_kafka_t *rk, struct spoor_topic_partition *partitions, size_t count,
                                        int64_t timeout_ms, struct spoor_arena *arena, struct spoor_error *err)
{
    if (count == 0)
        return SPOOR_OK;
    rd_kafka_topic_partition_list_t *list = spoor_kafka_list_new(partitions, count);
    rd_kafka_resp_err_t code = rd_kafka_committed(rk, list, (int)timeout_ms);
    enum spoor_status status = code ? spoor_kafka_error_set(err, code, "committed offsets") : first_error(list, err);
    for (size_t i = 0; status == SPOOR_OK && i < count; i++) {
        const rd_kafka_topic_partition_t *element = &list->elems[i];
        partitions[i].offset = element->offset >= 0 ? element->offset : SPOOR_OFFSET_NONE;
        struct spoor_slice metadata = {element->metadata, element->metadata_size}; /* not 0-terminated */
        partitions[i].metadata = metadata.length ? spoor_arena_copy(arena, metadata) : SPOOR_SLICE_NULL;
    }
    rd_kafka_topic_partition_list_destroy(list);
    return status;
}

enum spoor_status spoor_kafka_watermarks(rd_kafka_t *rk, const char *topic, int32_t partition, int64_t timeout_ms,
                                         int64_t *out_oldest, int64_t *out_end, struct spoor_error *err)
{
    int64_t oldest, end;
    rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(rk, topic, partition, &oldest, &end, (int)timeout_ms);
    if (code)
        return spoor_kafka_error_set(err, code, "offsets of %s partition %d", topic, (int)partition);
    *out_oldest = oldest;
    *out_end = end;
    return SPOOR_OK;
}

static enum spoor_status count_in(const struct rd_kafka_metadata *metadata, const char *topic, int32_t *out_partitions,
                                  struct spoor_error *err)
{
    if (metadata->topic_cnt != 1)
        return spoor_error_set(err, SPOOR_RETRY, "metadata", "the broker told nothing about topic %s", topic);
    rd_kafka_resp_err_t code = metadata->topics[0].err;
    if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC) {
        *out_partitions = 0;
        return SPOOR_OK;
    }
    if (code && code != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
        return spoor_kafka_error_set(err, code, "topic %s", topic);
    *out_partitions = metadata->topics[0].partition_cnt;
    return SPOOR_OK;
}

enum spoor_status spoor_kafka_partition_count(rd_kafka_t *rk, const char *topic, int64_t timeout_ms,
                                              int32_t *out_partitions, struct spoor_error *err)
{
    rd_kafka_topic_t *rkt = rd_kafka_topic_new(rk, topic, NULL);
    if (!rkt)
        return spoor_kafka_error_set(err, rd_kafka_last_error(), "topic %s", topic);
    const struct rd_kafka_metadata *metadata = NULL;
    rd_kafka_resp_err_t code = rd_kafka_metadata(rk, 0, rkt, &metadata, (int)timeout_ms);
    enum spoor_status status = code ? spoor_kafka_error_set(err, code, "partitions of topic %s", topic)
                                    : count_in(metadata, topic, out_partitions, err);
    if (metadata)
        rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(rkt);
    return status;
}
