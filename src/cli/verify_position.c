/* Positions: read in the order before, Kafka, after; each may only be larger than the one before it. */
#include "verify.h"

#include <inttypes.h>
#include <stdio.h>

#define MARK_TEXT_MAX 80

/* "1;h=<mark>;e=<epoch>": what the relay commits beside the offset (docs/relay.md). */
static bool parse_mark(struct spoor_slice metadata, int64_t *out_mark)
{
    char text[MARK_TEXT_MAX];
    int64_t epoch;
    if (!metadata.data || metadata.length >= sizeof text)
        return false;
    memcpy(text, metadata.data, metadata.length);
    text[metadata.length] = 0;
    return sscanf(text, "1;h=%" SCNd64 ";e=%" SCNd64, out_mark, &epoch) == 2;
}

static int64_t row_of(const struct spoor_table *positions, int32_t partition)
{
    for (size_t row = 0; row < positions->rows; row++)
        if (spoor_table_int(positions, row, 0, -1) == partition)
            return (int64_t)row;
    return -1;
}

/* column of both tables: never less than it was. */
static void check_forward(struct spoor_verify *verify, enum spoor_verify_line line, const struct spoor_table *after,
                          size_t row, size_t column, const char *what)
{
    int32_t partition = (int32_t)spoor_table_int(after, row, 0, 0);
    int64_t before = row_of(&verify->positions, partition);
    spoor_verify_count(verify, line, 1);
    if (before >= 0 &&
        spoor_table_int(after, row, column, -1) < spoor_table_int(&verify->positions, (size_t)before, column, -1))
        spoor_verify_fail(verify, line, "partition %d: %s went back", partition, what);
}

static enum spoor_status check_ends(struct spoor_verify *verify, const struct spoor_table *after,
                                    struct spoor_error *err)
{
    const char *topic = verify->wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN];
    enum spoor_status status = SPOOR_OK;
    for (size_t row = 0; row < after->rows && status == SPOOR_OK; row++) {
        int64_t oldest = 0, end = 0, next = spoor_table_int(after, row, 1, 0);
        int32_t partition = (int32_t)spoor_table_int(after, row, 0, 0);
        status = spoor_admin_watermarks(verify->admin, topic, partition, SPOOR_VERIFY_TIMEOUT_MS, &oldest, &end, err);
        spoor_verify_count(verify, SPOOR_VERIFY_POSITION, 1);
        if (status == SPOOR_OK && next > end)
            spoor_verify_fail(verify, SPOOR_VERIFY_POSITION, "partition %d: position %lld, end of %s %lld", partition,
                              (long long)next, topic, (long long)end);
    }
    return status;
}

static void check_channels(struct spoor_verify *verify)
{
    for (size_t i = 0; i < verify->channel_count; i++) {
        const struct spoor_verify_channel *channel = &verify->channels[i];
        if (channel->committed < 0)
            continue;
        spoor_verify_count(verify, SPOOR_VERIFY_POSITION, 1);
        if (channel->committed < channel->oldest || channel->committed > channel->end)
            spoor_verify_fail(verify, SPOOR_VERIFY_POSITION,
                              "%.*s/%d: intake stands at %lld, the topic holds %lld to %lld",
                              SPOOR_SLICE_ARG(channel->topic), channel->partition, (long long)channel->committed,
                              (long long)channel->oldest, (long long)channel->end);
    }
}

/* Kafka's committed offset and mark of one partition between what was before and what is now. */
static void check_committed(struct spoor_verify *verify, const struct spoor_topic_partition *committed,
                            const struct spoor_table *after, size_t row)
{
    int32_t partition = committed->partition;
    int64_t before = row_of(&verify->positions, partition), mark = 0;
    int64_t remembered = before < 0 ? -1 : spoor_table_int(&verify->positions, (size_t)before, 3, -1);
    if (committed->offset >= 0 && committed->offset > spoor_table_int(after, row, 1, 0))
        spoor_verify_fail(verify, SPOOR_VERIFY_POSITION,
                          "partition %d: Kafka's committed offset %lld is ahead of the fold", partition,
                          (long long)committed->offset);
    spoor_verify_count(verify, SPOOR_VERIFY_MARK, 1);
    if (!parse_mark(committed->metadata, &mark)) {
        if (remembered > 0)
            spoor_verify_fail(verify, SPOOR_VERIFY_MARK, "partition %d: the mark in Kafka is gone", partition);
        return;
    }
    if (mark > spoor_table_int(after, row, 2, 0))
        spoor_verify_fail(verify, SPOOR_VERIFY_MARK, "partition %d: mark %lld is ahead of the outbox", partition,
                          (long long)mark);
    if (mark < remembered)
        spoor_verify_fail(verify, SPOOR_VERIFY_MARK, "partition %d: mark %lld is behind %lld, which was remembered",
                          partition, (long long)mark, (long long)remembered);
}

static enum spoor_status read_committed(struct spoor_verify *verify, struct spoor_topic_partition *committed,
                                        struct spoor_error *err)
{
    for (size_t row = 0; row < verify->positions.rows; row++)
        committed[row] =
            (struct spoor_topic_partition){.topic = spoor_slice_of(verify->wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN]),
                                           .partition = (int32_t)spoor_table_int(&verify->positions, row, 0, 0),
                                           .offset = SPOOR_OFFSET_NONE};
    if (verify->positions.rows == 0)
        return SPOOR_OK;
    return spoor_admin_committed(verify->admin, verify->wiring->group_fold, committed, verify->positions.rows,
                                 SPOOR_VERIFY_TIMEOUT_MS, &verify->page, err);
}

enum spoor_status spoor_verify_position(struct spoor_verify *verify, struct spoor_error *err)
{
    struct spoor_table after;
    spoor_arena_reset(&verify->page);
    struct spoor_topic_partition *committed =
        SPOOR_ARENA_ARRAY(&verify->page, struct spoor_topic_partition, verify->positions.rows + 1);
    enum spoor_status status = read_committed(verify, committed, err);
    if (status == SPOOR_OK)
        status = spoor_verify_read_positions(verify, &verify->page, &after, err);
    for (size_t row = 0; status == SPOOR_OK && row < after.rows; row++) {
        check_forward(verify, SPOOR_VERIFY_POSITION, &after, row, 1, "the fold");
        check_forward(verify, SPOOR_VERIFY_MARK, &after, row, 3, "the mark that is remembered");
        for (size_t i = 0; i < verify->positions.rows; i++)
            if (committed[i].partition == spoor_table_int(&after, row, 0, -1))
                check_committed(verify, &committed[i], &after, row);
    }
    if (status == SPOOR_OK)
        status = check_ends(verify, &after, err);
    check_channels(verify);
    return status;
}
