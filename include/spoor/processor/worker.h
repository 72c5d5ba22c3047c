/* Worker: one fold thread with its consumer, session and cache, and the relay thread that serves it (docs/architecture.md).
 *
 * Instance name + worker number gives group.instance.id, transactional.id and the relay_id in progress (docs/relay.md).
 * Threads: start and stop from wiring; everything else inside. Memory: options are borrowed until stop. */
#ifndef SPOOR_PROCESSOR_WORKER_H
#define SPOOR_PROCESSOR_WORKER_H

#include <spoor/base/stop.h>
#include <spoor/processor/leegloop.h>
#include <spoor/stream/kafka.h>

struct spoor_worker;

struct spoor_worker_options {
    struct spoor_kafka_options kafka;
    const char *dsn, *role;
    const char *instance;       /* stable name of this process */
    int number;                 /* of this worker in the process */
    const char *group;          /* consumer group of the fold */
    const char *canonical_topic, *status_topic, *signaal_topic, *quarantaine_topic;
    const char *type_prefix, *source;
    int64_t batch_records, batch_pause_ms, cache_bytes, lock_timeout_ms, answer_timeout_ms;
    int64_t relay_rows_max, relay_pause_ms, outbox_rotate_rows, opdracht_slice, klok_slice;
    struct spoor_leegloop *leegloop; /* NULL: clocks that need a proof never go off */
    struct spoor_stop *stop;    /* raised by a worker that must end the process */
};

enum spoor_status spoor_worker_start(const struct spoor_worker_options *options, struct spoor_worker **out_worker,
                                     struct spoor_error *err);
/* Waits for the thread (after options->stop was requested), drains the relay, frees. The worker's own end: its error
 * is written to out_end (status SPOOR_OK when it stopped because it was asked to). */
void spoor_worker_join(struct spoor_worker *worker, struct spoor_error *out_end);

#endif
