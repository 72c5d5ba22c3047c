/* Intake worker internals. Private to intake_worker*.c. Threads: the intake thread. */
#ifndef SPOOR_PROCESSOR_INTAKE_WORKER_INTERNAL_H
#define SPOOR_PROCESSOR_INTAKE_WORKER_INTERNAL_H

#include "breaker_window.h"
#include "fence_count.h"
#include "intake_sources.h"
#include <pthread.h>
#include <spoor/processor/intake.h>
#include <spoor/processor/intake_record.h>
#include <spoor/store/control_store.h>
#include <spoor/store/fold_store.h>
#include <spoor/stream/consumer.h>
#include <spoor/stream/producer.h>

struct intake_topic { /* one channel topic, or spoor.herkansing (mapping NULL) */
    struct spoor_slice name;
    char *name_text;
    struct spoor_intake_tools tools;
    bool broken; /* the breaker is open, as the database says */
    struct spoor_series *standstill;
    struct spoor_breaker_window window;
    struct spoor_series *records_in, *records_out;
    struct spoor_intake_sources *sources;
};

struct intake_partition {
    struct intake_topic *topic;
    int32_t partition;
    int64_t next_offset; /* committed, or to be committed when what was produced is settled */
    int64_t committed;
    bool halted;
    struct spoor_error why; /* it is halted */
    struct spoor_series *standstill;
};

struct spoor_intake {
    struct spoor_intake_options options;
    char name[128];
    pthread_t thread;
    int health;
    struct spoor_session *session;
    struct spoor_consumer *consumer;
    struct spoor_producer *producer;
    struct spoor_pseudonym *pseudonym;
    struct spoor_seal *seal;
    struct intake_topic *topics;
    struct spoor_breaker *breakers; /* one per topic: what the database says */
    size_t topic_count;
    struct intake_partition *partitions;
    size_t partition_count;
    bool assigned;
    uint32_t member_sum;   /* of the topics and partitions that its member's name was made of */
    bool member_confirmed; /* … and they were still the same when it was a member */
    int32_t canonical_partitions;
    struct spoor_record *records;
    struct spoor_arena arena, assignment_arena;
    struct spoor_buffer text;
    uint64_t random_state;
    uint32_t attempts;
    int64_t control_due_us;
    bool control_unanswered; /* when it was asked last */
    int64_t unsettled_us; /* since when something is produced and not committed; 0 nothing is */
    struct spoor_fence_count fences;
    struct spoor_error end;
};

struct intake_topic *spoor_intake_topic(struct spoor_intake *intake, struct spoor_slice name);
struct intake_partition *spoor_intake_partition(struct spoor_intake *intake, struct spoor_slice topic,
                                                int32_t partition);

#define SPOOR_INTAKE_MEMBER_MAX 160

/* intake_worker_member.c: asks the broker for the partitions of every topic. */
enum spoor_status spoor_intake_member_name(struct spoor_intake *intake, char out_name[SPOOR_INTAKE_MEMBER_MAX],
                                           struct spoor_error *err);
/* At the first assignment of a member: SPOOR_RETRY when partitions came since its name was made, for the client may have
 * seen them already and then never notices that it does not have them. */
enum spoor_status spoor_intake_member_confirm(struct spoor_intake *intake, struct spoor_error *err);

/* intake_worker_assign.c */
enum spoor_status spoor_intake_assigned(void *owner, struct spoor_topic_partition *partitions, size_t count,
                                        const struct spoor_group_snapshot *snapshot, struct spoor_error *err);
void spoor_intake_revoked(void *owner, const struct spoor_topic_partition *partitions, size_t count, bool lost);

/* intake_worker_halt.c: what stands still, shown. */
void spoor_intake_halt_partition(struct spoor_intake *intake, struct intake_partition *partition,
                                 const struct spoor_error *why);
/* Its next input is gone: remembered, then halted, with the command that lets it go on. Not remembered, not halted. */
enum spoor_status spoor_intake_halt_input(struct spoor_intake *intake, struct intake_partition *partition,
                                          const char *what, int64_t position, int64_t oldest, int64_t end,
                                          struct spoor_error *err);
/* Readiness of an assigned member: is anything of what it holds standing still? */
void spoor_intake_show(struct spoor_intake *intake);
/* Nothing is held any more, so nothing of it stands still here. */
void spoor_intake_let_go(struct spoor_intake *intake);
/* Topics are broken as the database says. out_closed: one that we hold partitions of no longer is. */
enum spoor_status spoor_intake_follow_breakers(struct spoor_intake *intake, bool *out_closed, struct spoor_error *err);

/* intake_worker_batch.c: records → produced. */
enum spoor_status spoor_intake_batch(struct spoor_intake *intake, size_t count, struct spoor_error *err);
/* What was produced is flushed, then its offsets are committed. SPOOR_RETRY: neither is certain, begin at the commit. */
enum spoor_status spoor_intake_settle(struct spoor_intake *intake, struct spoor_error *err);

/* intake_worker_breaker.c */
/* Counts one record; true when the breaker of its topic goes off now (docs/architecture.md). */
bool spoor_intake_breaker_count(struct spoor_intake *intake, struct intake_topic *topic, bool rejected);
enum spoor_status spoor_intake_breaker_open(struct spoor_intake *intake, struct intake_topic *topic,
                                            struct spoor_error *err);
/* Every few seconds: has a member stopped a topic, somebody resumed one, or accepted a loss? After the latter two it is
 * true: the partitions must be read again. A database that does not answer holds up reading for a second at most, and
 * is asked less often. */
bool spoor_intake_control_check(struct spoor_intake *intake);

/* intake_retry.c: a record of spoor.herkansing → the input it was. SPOOR_REJECT when it is none of ours. */
enum spoor_status spoor_intake_retry_open(struct spoor_intake *intake, const struct spoor_record *record,
                                          struct intake_topic **out_topic, struct spoor_intake_input *out_input,
                                          struct spoor_error *err);

#endif
