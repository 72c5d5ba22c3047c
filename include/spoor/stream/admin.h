/* Admin: topics that exist, topics to make, offsets of a partition.
 *
 * Threads: each call opens its own short-lived handle unless given one; blocking, bounded by timeout_ms. */
#ifndef SPOOR_STREAM_ADMIN_H
#define SPOOR_STREAM_ADMIN_H

#include <spoor/base/arena.h>
#include <spoor/stream/kafka.h>
#include <stdbool.h>

struct spoor_topic_plan {
    const char *name;
    int32_t partitions;
    int32_t replication;
    int64_t retention_ms; /* -1 = for ever */
    int64_t message_bytes_max;
};

struct spoor_admin;
enum spoor_status spoor_admin_open(const struct spoor_kafka_options *options, struct spoor_admin **out_admin,
                                   struct spoor_error *err);
void spoor_admin_close(struct spoor_admin *admin);
/* 0 when the topic does not exist. */
enum spoor_status spoor_admin_partition_count(struct spoor_admin *admin, const char *topic, int64_t timeout_ms,
                                              int32_t *out_partitions, struct spoor_error *err);
/* Makes the topic; out_created false when it was there. */
enum spoor_status spoor_admin_topic_create(struct spoor_admin *admin, const struct spoor_topic_plan *plan,
                                           int64_t timeout_ms, bool *out_created, struct spoor_error *err);
enum spoor_status spoor_admin_watermarks(struct spoor_admin *admin, const char *topic, int32_t partition,
                                         int64_t timeout_ms, int64_t *out_oldest, int64_t *out_end,
                                         struct spoor_error *err);
/* Committed offsets of a group without joining it; metadata in the arena. */
enum spoor_status spoor_admin_committed(struct spoor_admin *admin, const char *group,
                                        struct spoor_topic_partition *partitions, size_t count, int64_t timeout_ms,
                                        struct spoor_arena *arena, struct spoor_error *err);
/* Timestamp of the record at or after offset (0 when there is none): for lag in seconds. */
enum spoor_status spoor_admin_record_time(struct spoor_admin *admin, const char *topic, int32_t partition,
                                          int64_t offset, int64_t timeout_ms, int64_t *out_timestamp_us,
                                          struct spoor_error *err);

#endif
