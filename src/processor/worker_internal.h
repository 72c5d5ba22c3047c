/* Worker internals: the fold thread's state and its parts. Private to worker*.c. Threads: the fold thread. */
#ifndef SPOOR_PROCESSOR_WORKER_INTERNAL_H
#define SPOOR_PROCESSOR_WORKER_INTERNAL_H

#include "fence_count.h"
#include "fold_internal.h"
#include <pthread.h>
#include <spoor/processor/relay.h>
#include <spoor/processor/worker.h>

struct spoor_refusals { /* of the last records of a partition: refused by the database */
    int64_t refused, seen;
};

struct spoor_worker {
    struct spoor_worker_options options;
    char name[128];   /* instance-number: group.instance.id and relay_id */
    pthread_t thread;
    int health;
    struct spoor_consumer *consumer;
    struct spoor_relay *relay;
    struct spoor_fold_context context;
    bool *halted; /* per position: stands still until a person acts */
    bool *sought; /* per position: moved back inside the client; its next record must be the one we ask for */
    struct spoor_arena arena, assignment_arena;
    struct spoor_record *records;
    size_t batch_count; /* records of the last batch, begun at batch_us */
    int64_t batch_us;
    uint64_t random_state;
    uint32_t attempts; /* of retries since the last success */
    bool joining;      /* left the group on purpose and not assigned again yet */
    int64_t loss_checked_us;
    int64_t klok_us;   /* when the clocks were looked at last */
    bool klok_waits;   /* the look is not over: there may be more than one slice took */
    int64_t *bewijs_us; /* per position: the last proof that was used */
    struct spoor_fence_count fences;
    struct spoor_refusals *refusals; /* per position */
    struct spoor_error end;
};

/* worker.c: without its thread, consumer, session and relay. */
struct spoor_worker *spoor_worker_new(const struct spoor_worker_options *options);
void spoor_worker_free(struct spoor_worker *worker);

/* worker_assign.c: consumer callbacks. */
enum spoor_status spoor_worker_assigned(void *owner, struct spoor_topic_partition *partitions, size_t count,
                                        const struct spoor_group_snapshot *snapshot, struct spoor_error *err);
void spoor_worker_revoked(void *owner, const struct spoor_topic_partition *partitions, size_t count, bool lost);
/* Becomes the owner: epochs, positions, definitions and open commands, as the database has them. */
enum spoor_status spoor_worker_claim(struct spoor_worker *worker, const struct spoor_topic_partition *partitions,
                                     size_t count, struct spoor_error *err);
/* A definition loaded in a partition just now. */
enum spoor_status spoor_worker_take_definition(struct spoor_worker *worker, const struct spoor_definitie_plaats *plaats,
                                               struct spoor_error *err);
void spoor_worker_forget_partitions(struct spoor_worker *worker);
void spoor_worker_halt_partition(struct spoor_worker *worker, int32_t partition, const struct spoor_error *why);

/* worker_refused.c: what the database refuses is found by smaller transactions, alone in the end, and parked. */
void spoor_worker_count_seen(struct spoor_worker *worker, int32_t partition, size_t count);
/* One record that was refused: its klant's open commands apart, then the record itself. */
enum spoor_status spoor_worker_fold_refused(struct spoor_worker *worker, const struct spoor_record *record,
                                            struct spoor_error *err);
/* Says once that a command is refused for one klant, and gives the index under which it is parked. */
enum spoor_status spoor_worker_command_refused(struct spoor_worker *worker, const struct spoor_opdracht_row *row,
                                               int32_t *out_index, struct spoor_error *err);
/* After an attempt to park: stops a partition of which too much is refused, or that cannot even be parked. */
enum spoor_status spoor_worker_judge_refusals(struct spoor_worker *worker, int32_t partition, const char *reden,
                                              enum spoor_status status, struct spoor_error *err);
/* The quarantaineReden of a refusal. */
const char *spoor_worker_refusal(const struct spoor_error *err);

/* worker_batch.c: records → transactions. */
struct spoor_attempt { /* all zero: as it comes */
    const char *refused;   /* the one record, or what comes alone, is parked with this reason */
    size_t alone;          /* only what the klant's open command of this number, from 1, means */
    int32_t refused_index; /* … parked under this index */
};
enum spoor_status spoor_worker_attempt(struct spoor_worker *worker, const struct spoor_record *records, size_t count,
                                       struct spoor_attempt how, struct spoor_fold_batch *out_batch,
                                       struct spoor_error *err);
enum spoor_status spoor_worker_fold(struct spoor_worker *worker, const struct spoor_record *records, size_t count,
                                    struct spoor_error *err);
bool spoor_worker_owns(const struct spoor_worker *worker, int32_t partition);

/* worker_assign.c: its next input is gone: remembered, then halted, with the command that lets it go on. Not remembered,
 * not halted. */
enum spoor_status spoor_worker_halt_input(struct spoor_worker *worker, int32_t partition, int64_t oldest, int64_t end,
                                          struct spoor_error *err);

/* worker_klok.c: timers that are due, in slices, a look at a time. */
enum spoor_status spoor_worker_klok_slice(struct spoor_worker *worker, struct spoor_error *err);

/* worker_opdracht.c: commands for all klanten of a partition, in slices. */
bool spoor_worker_opdracht_waits(const struct spoor_worker *worker);
enum spoor_status spoor_worker_opdracht_slice(struct spoor_worker *worker, struct spoor_error *err);

#endif
