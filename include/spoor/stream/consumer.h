/* Consumer: a member of a consumer group that reads from positions its owner names (docs/relay.md §2, §10).
 *
 * Surprising: callbacks run inside spoor_consumer_poll, in its thread; records of a revoked partition that were already
 * collected are dropped here. Eager (range), static member, no auto commit, auto.offset.reset=error, partition.eof on.
 * Threads: poll, pause, assign from one thread; committed and snapshots' use also from the relay thread.
 * Memory: records borrow until the next poll. */
#ifndef SPOOR_STREAM_CONSUMER_H
#define SPOOR_STREAM_CONSUMER_H

#include <spoor/base/arena.h>
#include <spoor/stream/kafka.h>
#include <stdbool.h>

struct spoor_consumer;
struct spoor_group_snapshot; /* group metadata of one assignment (docs/relay.md §8.3) */

struct spoor_consumer_options {
    struct spoor_kafka_options kafka;
    const char *group;
    const char *group_instance_id;
    const char *const *topics;
    size_t topic_count;
    void *owner; /* passed to the callbacks */
    /* Fill partitions[i].offset with where to begin (also SPOOR_OFFSET_OLDEST/NEWEST); a partition with offset
     * SPOOR_OFFSET_NONE is assigned but paused (halted). Any status but OK: nothing is assigned and poll returns it;
     * unless it was HALT, the callback is asked again by a later poll. */
    enum spoor_status (*assigned)(void *owner, struct spoor_topic_partition *partitions, size_t count,
                                  const struct spoor_group_snapshot *snapshot, struct spoor_error *err);
    /* Must return only when nothing of these partitions is under way any more. lost: do not commit, abort. */
    void (*revoked)(void *owner, const struct spoor_topic_partition *partitions, size_t count, bool lost);
};

struct spoor_record_header {
    struct spoor_slice name, value;
};

enum spoor_record_kind { SPOOR_RECORD_MESSAGE, SPOOR_RECORD_END_OF_PARTITION, SPOOR_RECORD_PARTITION_ERROR };

struct spoor_record {
    enum spoor_record_kind kind;
    struct spoor_slice topic;
    int32_t partition;             /* -1: an error of the whole topic, e.g. it does not exist (SPOOR_RETRY) */
    int64_t offset;                /* EOF: the offset of the end */
    int64_t timestamp_us;          /* of the broker or producer, as the topic says */
    struct spoor_slice key, value; /* absent value = tombstone */
    const struct spoor_record_header *headers;
    size_t header_count;
    struct spoor_error error; /* PARTITION_ERROR */
    int64_t oldest, end;      /* … of which the code is SPOOR_OFFSET_OUT_OF_RANGE: what the broker holds */
};

#define SPOOR_OFFSET_OUT_OF_RANGE "OFFSET_OUT_OF_RANGE" /* SPOOR_HALT: our position is not on the broker */

enum spoor_status spoor_consumer_open(const struct spoor_consumer_options *options,
                                      struct spoor_consumer **out_consumer, struct spoor_error *err);
/* Leaves in order (callbacks run) within timeout_ms and frees. */
void spoor_consumer_close(struct spoor_consumer *consumer, int64_t timeout_ms);
/* Up to records_max records within timeout_ms; returns as soon as something is there. Statuses: RETRY broker away (poll
 * again), HALT the member was fenced by a second process with this name, or a callback said so. */
enum spoor_status spoor_consumer_poll(struct spoor_consumer *consumer, struct spoor_record *records, size_t records_max,
                                      int64_t timeout_ms, size_t *out_count, struct spoor_error *err);
enum spoor_status spoor_consumer_pause(struct spoor_consumer *consumer, const struct spoor_topic_partition *partitions,
                                       size_t count, bool pause, struct spoor_error *err);
enum spoor_status spoor_consumer_seek(struct spoor_consumer *consumer, const struct spoor_topic_partition *partitions,
                                      size_t count, struct spoor_error *err);
/* Committed offset and metadata of each, stable (read_committed); RETRY while one is pending. Metadata in the arena.
 * Any thread. */
enum spoor_status spoor_consumer_committed(struct spoor_consumer *consumer, struct spoor_topic_partition *partitions,
                                           size_t count, int64_t timeout_ms, struct spoor_arena *arena,
                                           struct spoor_error *err);
/* Plain synchronous commit (intake only). */
enum spoor_status spoor_consumer_commit(struct spoor_consumer *consumer, const struct spoor_topic_partition *partitions,
                                        size_t count, struct spoor_error *err);
/* Oldest and end offset on the broker. */
enum spoor_status spoor_consumer_watermarks(struct spoor_consumer *consumer, const char *topic, int32_t partition,
                                            int64_t timeout_ms, int64_t *out_oldest, int64_t *out_end,
                                            struct spoor_error *err);
/* A copy that outlives the callback; NULL-safe free. */
struct spoor_group_snapshot *spoor_group_snapshot_copy(const struct spoor_group_snapshot *snapshot);
void spoor_group_snapshot_free(struct spoor_group_snapshot *snapshot);

#endif
