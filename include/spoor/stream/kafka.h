/* Kafka options shared by consumers and producers, and the translation of Kafka errors (src/stream/kafka_status.c).
 *
 * Surprising: the settings of docs/relay.md §10 are set here and nowhere else; properties override nothing of them.
 * Threads: values only. */
#ifndef SPOOR_STREAM_KAFKA_H
#define SPOOR_STREAM_KAFKA_H

#include <spoor/base/status.h>
#include <spoor/base/slice.h>
#include <stdint.h>

struct spoor_kafka_options {
    const char *bootstrap;
    const char *properties_file; /* extra `name=value` lines: TLS, SASL; "" = none */
    const char *client_id;
    int64_t session_timeout_ms, transaction_timeout_ms;
};

struct spoor_topic_partition {
    struct spoor_slice topic; /* lives as long as the consumer */
    int32_t partition;
    int64_t offset; /* meaning as the function says; SPOOR_OFFSET_NONE = none */
    struct spoor_slice metadata;
};
#define SPOOR_OFFSET_NONE (-1001)
#define SPOOR_OFFSET_OLDEST (-2)
#define SPOOR_OFFSET_NEWEST (-1)

/* Version of librdkafka, as text. */
const char *spoor_kafka_version(void);

#endif
