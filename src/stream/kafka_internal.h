/* Inside the stream layer: error translation, configuration and the group snapshot.
 *
 * Threads: values only. Memory: as each function says. */
#ifndef SPOOR_STREAM_KAFKA_INTERNAL_H
#define SPOOR_STREAM_KAFKA_INTERNAL_H

#include <librdkafka/rdkafka.h>
#include <spoor/stream/consumer.h>
#include <spoor/stream/producer.h>

/* --- kafka_status.c ----------------------------------------------------------------------------------------------- */

/* What the caller must do about a Kafka error code; the whole table is in kafka_status.c. */
enum spoor_status spoor_kafka_status(rd_kafka_resp_err_t code);
/* Fills err from a code; the message is "<format>: <what Kafka says>". */
enum spoor_status spoor_kafka_error_set(struct spoor_error *err, rd_kafka_resp_err_t code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same from an error object, which it destroys. */
enum spoor_status spoor_kafka_error_take(struct spoor_error *err, rd_kafka_error_t *error, const char *what);
/* Remembers what librdkafka logs when a connection fails, for errors that only say that nobody answered. Any thread. */
void spoor_kafka_note_refusal(const char *text);
/* HALT with its reason when the handle has had a fatal error, else OK. instance: the name in the message; may be NULL.
 */
enum spoor_status spoor_kafka_fatal(struct spoor_error *err, rd_kafka_t *rk, const char *instance);

/* --- kafka_conf.c ------------------------------------------------------------------------------------------------- */

enum spoor_kafka_role {
    SPOOR_KAFKA_MEMBER = 1,        /* consumer in a group */
    SPOOR_KAFKA_READER = 2,        /* consumer outside groups: admin */
    SPOOR_KAFKA_IDEMPOTENT = 4,    /* producer of intake */
    SPOOR_KAFKA_TRANSACTIONAL = 8, /* producer of the relay */
    SPOOR_KAFKA_SCANNER = 16,      /* consumer outside groups that reads much */
};

struct spoor_kafka_settings {
    enum spoor_kafka_role role;
    const struct spoor_kafka_options *options;
    const char *group, *group_instance_id, *transactional_id; /* NULL where the role has none */
    int64_t linger_ms;
    void *opaque;
};

/* A new configuration (the caller's until rd_kafka_new takes it); HALT when the properties file or a value is wrong. */
enum spoor_status spoor_kafka_conf_new(const struct spoor_kafka_settings *settings, rd_kafka_conf_t **out_conf,
                                       struct spoor_error *err);
/* A handle from conf, which it takes in every case. */
enum spoor_status spoor_kafka_handle_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, rd_kafka_t **out_rk,
                                         struct spoor_error *err);

/* --- group_snapshot.c --------------------------------------------------------------------------------------------- */

struct spoor_group_snapshot {
    rd_kafka_consumer_group_metadata_t *metadata;
};

/* Takes the membership as it is now; LOST when generation < 0 or the member id is empty: such metadata is accepted
 * unfenced by the broker (docs/relay.md §3). Only valid inside the assignment callback. */
enum spoor_status spoor_group_snapshot_take(rd_kafka_t *rk, struct spoor_group_snapshot **out_snapshot,
                                            struct spoor_error *err);
/* The check alone, on the bytes of rd_kafka_consumer_group_metadata_write. */
bool spoor_group_snapshot_valid(const void *bytes, size_t length);

/* --- kafka_partitions.c ------------------------------------------------------------------------------------------- */

/* New list of the same partitions, offsets (logical ones translated) and metadata. */
rd_kafka_topic_partition_list_t *spoor_kafka_list_new(const struct spoor_topic_partition *partitions, size_t count);
/* Committed offsets and metadata of the group of rk; metadata in the arena; RETRY while one is pending. */
enum spoor_status spoor_kafka_committed(rd_kafka_t *rk, struct spoor_topic_partition *partitions, size_t count,
                                        int64_t timeout_ms, struct spoor_arena *arena, struct spoor_error *err);
enum spoor_status spoor_kafka_watermarks(rd_kafka_t *rk, const char *topic, int32_t partition, int64_t timeout_ms,
                                         int64_t *out_oldest, int64_t *out_end, struct spoor_error *err);
/* Number of partitions; 0 when the topic does not exist. */
enum spoor_status spoor_kafka_partition_count(rd_kafka_t *rk, const char *topic, int64_t timeout_ms,
                                              int32_t *out_partitions, struct spoor_error *err);

#endif
