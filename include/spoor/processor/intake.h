/* Intake: reads channel topics, turns records into canonical ones, writes them to spoor.gebeurtenissen (docs/architecture.md).
 *
 * Keeps no state: at least once (idempotent producer, flush, then commit, every commit_ms); the fold drops what it saw.
 * Threads: start and join from wiring; everything else inside. Memory: options are borrowed until join. */
#ifndef SPOOR_PROCESSOR_INTAKE_H
#define SPOOR_PROCESSOR_INTAKE_H

#include <spoor/base/stop.h>
#include <spoor/codec/mapping.h>
#include <spoor/crypto/keyring.h>
#include <spoor/stream/kafka.h>

struct spoor_intake;

struct spoor_intake_options {
    struct spoor_kafka_options kafka;
    const char *dsn, *role;
    const char *instance;
    int number;
    const char *group;
    const char *canonical_topic, *retry_topic; /* spoor.gebeurtenissen, spoor.herkansing */
    const char *type_prefix;
    struct spoor_mapping *const *mappings; /* shared, read-only; at most one per topic */
    size_t mapping_count;
    const struct spoor_keyring *pseudonym_keys, *seal_keys;
    int64_t batch_records, commit_ms, record_bytes_max, lock_timeout_ms, answer_timeout_ms;
    int64_t breaker_records, breaker_percent, breaker_seconds;
    struct spoor_stop *stop;
};

enum spoor_status spoor_intake_start(const struct spoor_intake_options *options, struct spoor_intake **out_intake,
                                     struct spoor_error *err);
/* As spoor_worker_join. */
void spoor_intake_join(struct spoor_intake *intake, struct spoor_error *out_end);

#endif
