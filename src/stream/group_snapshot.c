/* Group metadata of one assignment. librdkafka has no way to copy or inspect it but its serialised form:
 * "CGMDv2:" generation(int32, native) group\0 member\0 ... (docs/relay.md §8.3). */
#include "kafka_internal.h"

#include <stdlib.h>

enum { MAGIC_BYTES = 7 };

bool spoor_group_snapshot_valid(const void *bytes, size_t length)
{
    const char *at = bytes;
    if (length < MAGIC_BYTES + sizeof(int32_t) + 2 || memcmp(at, "CGMDv", 5) != 0)
        return false;
    int32_t generation;
    memcpy(&generation, at + MAGIC_BYTES, sizeof generation);
    const char *group = at + MAGIC_BYTES + sizeof generation;
    const char *group_end = memchr(group, '\0', (size_t)(at + length - group));
    return generation >= 0 && group_end && group_end + 1 < at + length && group_end[1] != '\0';
}

static struct spoor_group_snapshot *snapshot_of(rd_kafka_consumer_group_metadata_t *metadata)
{
    struct spoor_group_snapshot *snapshot = spoor_allocate(sizeof *snapshot);
    snapshot->metadata = metadata;
    return snapshot;
}

enum spoor_status spoor_group_snapshot_take(rd_kafka_t *rk, struct spoor_group_snapshot **out_snapshot,
                                            struct spoor_error *err)
{
    rd_kafka_consumer_group_metadata_t *metadata = rd_kafka_consumer_group_metadata(rk);
    void *bytes = NULL;
    size_t length = 0;
    rd_kafka_error_t *error = metadata ? rd_kafka_consumer_group_metadata_write(metadata, &bytes, &length) : NULL;
    bool valid = metadata && !error && spoor_group_snapshot_valid(bytes, length);
    if (error)
        rd_kafka_error_destroy(error);
    if (bytes)
        rd_kafka_mem_free(NULL, bytes);
    if (valid) {
        *out_snapshot = snapshot_of(metadata);
        return SPOOR_OK;
    }
    if (metadata)
        rd_kafka_consumer_group_metadata_destroy(metadata);
    return spoor_error_set(err, SPOOR_LOST, "group_snapshot", "membership of the group ended during the assignment");
}

struct spoor_group_snapshot *spoor_group_snapshot_copy(const struct spoor_group_snapshot *snapshot)
{
    void *bytes = NULL;
    size_t length = 0;
    rd_kafka_consumer_group_metadata_t *copy = NULL;
    rd_kafka_error_t *error = rd_kafka_consumer_group_metadata_write(snapshot->metadata, &bytes, &length);
    if (!error)
        error = rd_kafka_consumer_group_metadata_read(&copy, bytes, length);
    if (error) /* fails for lack of memory only */
        spoor_out_of_memory(length);
    rd_kafka_mem_free(NULL, bytes);
    return snapshot_of(copy);
}

void spoor_group_snapshot_free(struct spoor_group_snapshot *snapshot)
{
    if (!snapshot)
        return;
    rd_kafka_consumer_group_metadata_destroy(snapshot->metadata);
    free(snapshot);
}
