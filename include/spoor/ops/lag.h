/* Lag: how far intake, fold and relay are behind, in records and in seconds, per partition.
 *
 * Surprising: lag of the canonical topic is measured from PostgreSQL's position, of channel topics from intake's
 * committed offset, of the relay from the mark that PostgreSQL remembers. Seconds are the age of the oldest record not
 * yet processed.
 * Threads: one owner. Memory: rows in the caller's arena; an open lag keeps its Kafka handle and session. */
#ifndef SPOOR_OPS_LAG_H
#define SPOOR_OPS_LAG_H

#include <spoor/base/arena.h>
#include <spoor/base/status.h>
#include <spoor/base/stop.h>
#include <spoor/stream/kafka.h>

struct spoor_ops_options {
    struct spoor_kafka_options kafka;
    const char *dsn, *role;
    const char *listen; /* "127.0.0.1:9464" */
    const char *canonical_topic, *fold_group, *intake_group;
    const char *const *channel_topics;
    size_t channel_topic_count;
    int64_t sample_interval_ms, answer_timeout_ms;
};

struct spoor_lag_row {
    const char *role; /* "intake", "proces", "relay" */
    const char *topic;
    int32_t partition;
    int64_t position, end; /* relay: mark and outbox sequence */
    int64_t records;
    int64_t age_us; /* of the oldest record not yet processed; 0 when there is none */
    int64_t epoch;   /* proces only */
    const char *stil; /* why it stands still until a person acts; NULL: it does not */
};

struct spoor_lag;
/* Connects to nothing yet; options are borrowed until close. stop (may be NULL) ends a measurement between calls. */
enum spoor_status spoor_lag_open(const struct spoor_ops_options *options, struct spoor_stop *stop,
                                 struct spoor_lag **out_lag, struct spoor_error *err);
void spoor_lag_close(struct spoor_lag *lag);
/* SPOOR_RETRY when broker or database is away; SPOOR_LOST when stop was requested. Topics that do not exist have no
 * rows. */
enum spoor_status spoor_lag_measure(struct spoor_lag *lag, struct spoor_arena *arena, struct spoor_lag_row **out_rows,
                                    size_t *out_count, struct spoor_error *err);

#endif
