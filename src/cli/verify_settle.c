#include "verify.h"

#include <unistd.h>

#define POLL_US 100000

static enum spoor_status add_topic(struct spoor_verify *verify, const struct spoor_mapping_header *mapping,
                                   size_t *capacity, struct spoor_error *err)
{
    struct spoor_arena *arena = &verify->wiring->invocation->arena;
    const char *topic = spoor_arena_cstring(arena, mapping->topic);
    int32_t partitions = 0;
    enum spoor_status status =
        spoor_admin_partition_count(verify->admin, topic, SPOOR_VERIFY_TIMEOUT_MS, &partitions, err);
    for (int32_t p = 0; p < partitions && status == SPOOR_OK; p++) {
        verify->channels =
            spoor_arena_grow(arena, verify->channels, verify->channel_count, capacity, sizeof *verify->channels);
        verify->channels[verify->channel_count++] =
            (struct spoor_verify_channel){.topic = spoor_slice_of(topic),
                                          .partition = p,
                                          .committed = SPOOR_OFFSET_NONE,
                                          .begins_at_newest = mapping->begin == SPOOR_BEGIN_NIEUWSTE};
    }
    return status;
}

/* After the committed offsets, so that these cannot be beyond the end. */
static enum spoor_status read_watermarks(struct spoor_verify *verify, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < verify->channel_count && status == SPOOR_OK; i++) {
        struct spoor_verify_channel *channel = &verify->channels[i];
        status = spoor_admin_watermarks(verify->admin, channel->topic.data, channel->partition, SPOOR_VERIFY_TIMEOUT_MS,
                                        &channel->oldest, &channel->end, err);
    }
    return status;
}

static enum spoor_status read_committed(struct spoor_verify *verify, struct spoor_error *err)
{
    struct spoor_arena *arena = &verify->wiring->invocation->arena;
    struct spoor_topic_partition *committed =
        SPOOR_ARENA_ARRAY(arena, struct spoor_topic_partition, verify->channel_count + 1);
    for (size_t i = 0; i < verify->channel_count; i++)
        committed[i] = (struct spoor_topic_partition){.topic = verify->channels[i].topic,
                                                      .partition = verify->channels[i].partition,
                                                      .offset = SPOOR_OFFSET_NONE};
    enum spoor_status status = verify->channel_count
                                   ? spoor_admin_committed(verify->admin, verify->wiring->group_intake, committed,
                                                           verify->channel_count, SPOOR_VERIFY_TIMEOUT_MS, arena, err)
                                   : SPOOR_OK;
    for (size_t i = 0; i < verify->channel_count && status == SPOOR_OK; i++)
        verify->channels[i].committed = committed[i].offset;
    return status;
}

/* Ends of the canonical partitions: what intake has read by now lies before them. */
static enum spoor_status read_ends(struct spoor_verify *verify, struct spoor_error *err)
{
    const char *topic = verify->wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN];
    enum spoor_status status =
        spoor_admin_partition_count(verify->admin, topic, SPOOR_VERIFY_TIMEOUT_MS, &verify->end_count, err);
    if (status != SPOOR_OK)
        return status;
    verify->ends = SPOOR_ARENA_ARRAY(&verify->wiring->invocation->arena, int64_t, (size_t)verify->end_count + 1);
    for (int32_t p = 0; p < verify->end_count && status == SPOOR_OK; p++) {
        int64_t oldest = 0, end = 0;
        status = spoor_admin_watermarks(verify->admin, topic, p, SPOOR_VERIFY_TIMEOUT_MS, &oldest, &end, err);
        verify->ends[p] = end == oldest ? 0 : end; /* empty: nothing to wait for */
    }
    return status;
}

/* Records before the ends, and orders, that the fold still has to do. */
static enum spoor_status count_unfolded(struct spoor_verify *verify, int64_t *out_waiting, struct spoor_error *err)
{
    struct spoor_table positions;
    enum spoor_status status = spoor_verify_read_positions(verify, &verify->page, &positions, err);
    *out_waiting = 0;
    for (int32_t p = 0; p < verify->end_count && status == SPOOR_OK; p++) {
        int64_t next = 0;
        for (size_t row = 0; row < positions.rows; row++) {
            if (spoor_table_int(&positions, row, 0, -1) != p)
                continue;
            next = spoor_table_int(&positions, row, 1, 0);
            *out_waiting += spoor_table_int(&positions, row, 5, 0);
        }
        *out_waiting += verify->ends[p] > next ? verify->ends[p] - next : 0;
    }
    return status;
}

/* Records that were offered again and that intake has not read yet. */
static enum spoor_status count_offered(struct spoor_verify *verify, int64_t *out_waiting, struct spoor_error *err)
{
    const char *topic = verify->wiring->topics[SPOOR_TOPIC_HERKANSING];
    int32_t partitions = 0;
    enum spoor_status status =
        spoor_admin_partition_count(verify->admin, topic, SPOOR_VERIFY_TIMEOUT_MS, &partitions, err);
    *out_waiting = 0;
    for (int32_t p = 0; p < partitions && status == SPOOR_OK; p++) {
        struct spoor_topic_partition committed = {
            .topic = spoor_slice_of(topic), .partition = p, .offset = SPOOR_OFFSET_NONE};
        int64_t oldest = 0, end = 0;
        status = spoor_admin_watermarks(verify->admin, topic, p, SPOOR_VERIFY_TIMEOUT_MS, &oldest, &end, err);
        if (status == SPOOR_OK)
            status = spoor_admin_committed(verify->admin, verify->wiring->group_intake, &committed, 1,
                                           SPOOR_VERIFY_TIMEOUT_MS, &verify->page, err);
        int64_t next = committed.offset < oldest ? oldest : committed.offset;
        *out_waiting += end > next ? end - next : 0;
    }
    return status;
}

typedef enum spoor_status count_waiting(struct spoor_verify *verify, int64_t *out_waiting, struct spoor_error *err);

static enum spoor_status wait_until_none(struct spoor_verify *verify, count_waiting *count, int64_t deadline_us,
                                         const char *what, struct spoor_error *err)
{
    int64_t waiting = 0;
    enum spoor_status status = SPOOR_OK;
    for (;;) {
        spoor_arena_reset(&verify->page);
        status = count(verify, &waiting, err);
        if (status != SPOOR_OK || waiting == 0 || spoor_time_monotonic_us() > deadline_us)
            break;
        spoor_time_sleep_until(spoor_time_monotonic_us() + POLL_US);
    }
    if (status == SPOOR_OK && waiting > 0)
        spoor_verify_fail(verify, SPOOR_VERIFY_INPUT, "%s is %lld records behind: see spoor lag", what,
                          (long long)waiting);
    return status;
}

enum spoor_status spoor_verify_settle(struct spoor_verify *verify, struct spoor_error *err)
{
    size_t capacity = 0;
    int64_t deadline_us = spoor_time_monotonic_us() + verify->wait_s * SPOOR_SECOND_US;
    enum spoor_status status = wait_until_none(verify, count_offered, deadline_us, "intake of herkansing", err);
    for (size_t i = 0; i < verify->wiring->mapping_count && status == SPOOR_OK; i++)
        status = add_topic(verify, spoor_mapping_header(verify->wiring->mappings[i]), &capacity, err);
    if (status == SPOOR_OK)
        status = read_committed(verify, err);
    if (status == SPOOR_OK)
        status = read_watermarks(verify, err);
    if (status == SPOOR_OK)
        status = read_ends(verify, err);
    if (status == SPOOR_OK)
        status = wait_until_none(verify, count_unfolded, deadline_us, "the fold", err);
    if (status == SPOOR_OK)
        status = spoor_verify_read_positions(verify, &verify->wiring->invocation->arena, &verify->positions, err);
    return status;
}
