/* Leegloop: the proof that all was read that could tell what happened up to a moment (docs/architecture.md "Clocks").
 *
 * At a moment t of the database's clock: the ends of all channel partitions that clocks wait for; when intake has
 * committed up to them: the ends of the canonical topic. A worker whose position has passed the end of its partition has
 * read all of it. One proof serves every timer that was due at t; none is made unless somebody asks.
 * Threads: one of its own; ask and read from any. Memory: options are borrowed until stop. */
#ifndef SPOOR_PROCESSOR_LEEGLOOP_H
#define SPOOR_PROCESSOR_LEEGLOOP_H

#include <spoor/base/stop.h>
#include <spoor/stream/kafka.h>
#include <stddef.h>

struct spoor_leegloop;

struct spoor_leegloop_options {
    struct spoor_kafka_options kafka;
    const char *dsn, *role;
    const char *intake_group, *canonical_topic;
    const char *const *topics; /* channel topics that clocks wait for */
    size_t topic_count;
};

enum spoor_status spoor_leegloop_start(const struct spoor_leegloop_options *options,
                                       struct spoor_leegloop **out_leegloop, struct spoor_error *err);
void spoor_leegloop_stop(struct spoor_leegloop *leegloop); /* NULL-safe */
/* A timer waits for a proof of now or later. */
void spoor_leegloop_ask(struct spoor_leegloop *leegloop);
struct spoor_bewijs {
    int64_t us;      /* what happened up to here is read … */
    int64_t end;     /* … once the position in the partition is here or beyond */
    bool onvolledig; /* but for topics that a person let the clocks go on without (spoor klok verder) */
};
/* The newest proof for a partition; false when there is none yet. */
bool spoor_leegloop_read(struct spoor_leegloop *leegloop, int32_t partition, struct spoor_bewijs *out_bewijs);

#endif
