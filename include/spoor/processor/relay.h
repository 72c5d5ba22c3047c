/* Relay: publishes the outbox of owned partitions in Kafka transactions that carry how far it is (docs/relay.md).
 *
 * One thread, one session, one transactional producer; it serves one fold thread.
 * assign/revoke come from the fold's consumer callbacks; revoke returns only when no transaction of those partitions is
 * under way. wake() after each COMMIT. Threads: start/assign/revoke/wake/stop from the fold thread only. */
#ifndef SPOOR_PROCESSOR_RELAY_H
#define SPOOR_PROCESSOR_RELAY_H

#include <spoor/stream/consumer.h>
#include <spoor/store/rows.h>

struct spoor_relay;

struct spoor_relay_options {
    struct spoor_kafka_options kafka;
    const char *dsn;
    const char *role;            /* SET ROLE of its session; NULL = none */
    const char *relay_id;        /* transactional.id: instance name + worker number */
    const char *canonical_topic; /* spoor.gebeurtenissen */
    int64_t rows_max, pause_ms, outbox_rotate_rows, lock_timeout_ms, answer_timeout_ms;
};

enum spoor_status spoor_relay_start(const struct spoor_relay_options *options, struct spoor_relay **out_relay,
                                    struct spoor_error *err);
/* Drains what is committed (at most timeout_ms), then ends the thread and frees. */
void spoor_relay_stop(struct spoor_relay *relay, int64_t timeout_ms);
/* After the claim: positions (epoch, former_relay_id, mark) of the assignment; consumer for the stable marks. */
void spoor_relay_assign(struct spoor_relay *relay, struct spoor_consumer *consumer,
                        const struct spoor_group_snapshot *snapshot, const struct spoor_position *positions,
                        size_t count);
/* lost: abort; else finish the commit already started, or drain shortly (drain_ms) and finish. */
void spoor_relay_revoke(struct spoor_relay *relay, bool lost, int64_t drain_ms);
void spoor_relay_wake(struct spoor_relay *relay);
/* Set when the whole relay must stop (another process uses this relay id): err says what. A partition whose mark is
 * ahead of the outbox, gone or behind what PostgreSQL remembers stands still alone: log, metric and health tell. */
bool spoor_relay_halted(struct spoor_relay *relay, struct spoor_error *out_err);

#endif
