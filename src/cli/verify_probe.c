/* Probe: reads a range of a channel partition as a member of a group of its own, which commits nothing. */
#include "verify.h"

#include <spoor/stream/consumer.h>
#include <stdio.h>
#include <unistd.h>

#define RECORDS_MAX 1000
#define POLL_MS 200
#define CLOSE_MS 2000
#define PATIENCE_US (30 * SPOOR_SECOND_US) /* joining a group takes some seconds */

struct probe {
    const struct spoor_verify_channel *channel;
    int64_t first, last, records, first_offset;
    bool over;
};

static enum spoor_status assigned(void *owner, struct spoor_topic_partition *partitions, size_t count,
                                  const struct spoor_group_snapshot *snapshot, struct spoor_error *err)
{
    const struct probe *probe = owner;
    (void)snapshot;
    (void)err;
    for (size_t i = 0; i < count; i++)
        partitions[i].offset = partitions[i].partition == probe->channel->partition ? probe->first : SPOOR_OFFSET_NONE;
    return SPOOR_OK;
}

static void revoked(void *owner, const struct spoor_topic_partition *partitions, size_t count, bool lost)
{
    (void)owner;
    (void)partitions;
    (void)count;
    (void)lost;
}

static enum spoor_status take(struct probe *probe, const struct spoor_record *record, struct spoor_error *err)
{
    if (record->partition != probe->channel->partition)
        return SPOOR_OK;
    switch (record->kind) {
    case SPOOR_RECORD_MESSAGE:
        if (record->offset >= probe->first && record->offset <= probe->last && probe->records++ == 0)
            probe->first_offset = record->offset;
        probe->over = probe->over || record->offset >= probe->last;
        return SPOOR_OK;
    case SPOOR_RECORD_END_OF_PARTITION:
        probe->over = probe->over || record->offset > probe->last;
        return SPOOR_OK;
    case SPOOR_RECORD_PARTITION_ERROR:
        *err = record->error;
        return err->status;
    }
    return SPOOR_OK;
}

static enum spoor_status read_range(struct spoor_consumer *consumer, struct probe *probe, struct spoor_error *err)
{
    static struct spoor_record records[RECORDS_MAX];
    int64_t deadline_us = spoor_time_monotonic_us() + PATIENCE_US;
    enum spoor_status status = SPOOR_OK;
    while (status == SPOOR_OK && !probe->over) {
        size_t count = 0;
        status = spoor_consumer_poll(consumer, records, RECORDS_MAX, POLL_MS, &count, err);
        for (size_t i = 0; i < count && status == SPOOR_OK; i++)
            status = take(probe, &records[i], err);
        if (count > 0)
            deadline_us = spoor_time_monotonic_us() + PATIENCE_US;
        else if (spoor_time_monotonic_us() > deadline_us)
            return spoor_error_set(err, SPOOR_RETRY, "timeout", "%.*s partition %d could not be read in time",
                                   SPOOR_SLICE_ARG(probe->channel->topic), probe->channel->partition);
    }
    return status;
}

enum spoor_status spoor_verify_probe(struct spoor_verify *verify, const struct spoor_verify_channel *channel,
                                     int64_t first, int64_t last, int64_t *out_records, int64_t *out_first_offset,
                                     struct spoor_error *err)
{
    char group[128];
    const char *topic = channel->topic.data;
    struct probe probe = {.channel = channel, .first = first, .last = last};
    struct spoor_consumer *consumer = NULL;
    snprintf(group, sizeof group, "%s-verify-%d", verify->wiring->group_intake, (int)getpid());
    struct spoor_consumer_options options = {.kafka = verify->wiring->kafka,
                                             .group = group,
                                             .topics = &topic,
                                             .topic_count = 1,
                                             .owner = &probe,
                                             .assigned = assigned,
                                             .revoked = revoked};
    enum spoor_status status = spoor_consumer_open(&options, &consumer, err);
    if (status == SPOOR_OK)
        status = read_range(consumer, &probe, err);
    if (consumer)
        spoor_consumer_close(consumer, CLOSE_MS);
    *out_records = probe.records;
    *out_first_offset = probe.first_offset;
    return status;
}
