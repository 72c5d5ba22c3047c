/* Relay internals: what its thread knows. Private to relay*.c.
 *
 * relay.c thread · relay_assignment.c hand-over · relay_takeover.c fence, marks · relay_publish.c one Kafka
 * transaction · relay_resume.c going on after herstel · relay_upkeep.c remembering, rotation, metrics, alarms.
 * Threads: fields under `lock` are shared; all others belong to the relay thread. An assignment belongs to whoever
 * holds it: the relay thread while in_use, else who has the lock. */
#ifndef SPOOR_PROCESSOR_RELAY_INTERNAL_H
#define SPOOR_PROCESSOR_RELAY_INTERNAL_H

#include <pthread.h>
#include <spoor/base/metrics.h>
#include <spoor/base/stop.h>
#include <spoor/processor/relay.h>
#include <spoor/store/outbox_store.h>
#include <spoor/stream/producer.h>

struct spoor_relay_partition {
    int32_t partition;
    int64_t epoch;
    int64_t mark;             /* published up to and including this sequence; valid when the marks are known */
    int64_t committed_offset; /* in Kafka; SPOOR_OFFSET_NONE = never any */
    int64_t remembered;       /* mark that PostgreSQL has; -1 = never any */
    int64_t claimed;          /* end of the outbox when we came: nobody published beyond it, unless PostgreSQL went back */
    int64_t ahead;            /* a mark beyond it, until we committed another after herstel; -1 = none */
    bool judged;              /* the first answer about its mark was seen */
    int64_t first_mark, first_epoch; /* what it said */
    bool resumed;             /* goes on after herstel; */
    bool must_commit;         /* … and has not committed its mark yet, which it does although no row waits; */
    bool must_remember;       /* … and PostgreSQL must hear of it, whatever the mark */
    int64_t known;            /* the highest mark that was right in this assignment; -1 = none yet */
    bool halted;              /* stands still until a person acts, */
    struct spoor_error why;   /* … for this reason */
    bool mark_missing;        /* … because the mark is gone, behind or ahead: `spoor relay herstel` settles it */
    bool lost;                /* another owner has it; the group will say so soon */
    char *former_relay_id;    /* to be fenced; NULL = released in order, or ours */
    struct spoor_series *depth, *halted_series;
};

struct spoor_relay_assignment {
    struct spoor_consumer *consumer;
    struct spoor_group_snapshot *snapshot;
    struct spoor_relay_partition *partitions;
    size_t count;
    uint64_t number;
    bool fenced, marks_known;
    size_t turn; /* which partition is read first: a busy one must not starve the others */
};

/* What a round did, hence how long to wait before the next. */
enum spoor_relay_step {
    SPOOR_RELAY_IDLE,      /* all is published: wait for a signal */
    SPOOR_RELAY_PUBLISHED, /* pause shortly, so that rows gather */
    SPOOR_RELAY_MORE,      /* go on at once */
    SPOOR_RELAY_FAILED,    /* back off */
};

struct spoor_relay {
    struct spoor_relay_options options; /* strings are ours */
    pthread_t thread;
    int health;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct spoor_relay_assignment *assignment;
    bool in_use;  /* the thread works with the assignment */
    bool drained; /* a round begun after the revoke found nothing left */
    bool revoking, stopping;
    int64_t revoke_deadline_us;
    bool halted;
    struct spoor_error halt;
    uint64_t assignments; /* how many there have been */

    atomic_bool giving_up;        /* lost: abort what is under way */
    atomic_bool partition_halted; /* some partition of the assignment stands still */
    struct spoor_signal signal;
    uint64_t signal_seen;

    struct spoor_session *session;
    struct spoor_producer *producer;
    uint64_t producer_assignment; /* number of assignments when the producer was made */
    struct spoor_arena arena;     /* of one round */
    bool draining;                /* this round is of an assignment about to go */
    uint32_t attempts;
    uint64_t random_state;
    uint32_t fences; /* unexplained, since first_fence_us */
    int64_t first_fence_us;
    bool upkeep_failing;
    int64_t offsets_us, remember_us, rotate_us, resume_us; /* when last */
    int64_t oldest_us;                                     /* of the rows not yet published; 0 = none */
    struct spoor_series *seconds, *age, *end_to_end, *retries;
};

/* relay_assignment.c: a moment of the monotonic clock, for relay->changed. */
struct timespec spoor_relay_deadline(int64_t timeout_ms);

/* relay_takeover.c: on RETRY call again; OK when the marks of all partitions are known. */
enum spoor_status spoor_relay_take_over(struct spoor_relay *relay, struct spoor_relay_assignment *assignment,
                                        struct spoor_error *err);
/* "1;h=<mark>;e=<epoch>" */
struct spoor_slice spoor_relay_mark_format(struct spoor_arena *arena, int64_t mark, int64_t epoch);
bool spoor_relay_mark_parse(struct spoor_slice metadata, int64_t *out_mark, int64_t *out_epoch);

/* relay_resume.c: looks, at most every few seconds, whether a missing mark was found again. */
enum spoor_status spoor_relay_resume(struct spoor_relay *relay, struct spoor_relay_assignment *assignment,
                                     struct spoor_error *err);

/* relay_publish.c: at most one Kafka transaction. */
enum spoor_relay_step spoor_relay_publish(struct spoor_relay *relay, struct spoor_relay_assignment *assignment,
                                          struct spoor_error *err);

/* relay_upkeep.c */
void spoor_relay_remember(struct spoor_relay *relay, struct spoor_relay_assignment *assignment, bool now);
void spoor_relay_rotate(struct spoor_relay *relay);
void spoor_relay_metrics_init(struct spoor_relay *relay);
void spoor_relay_partition_metrics(const struct spoor_relay *relay, struct spoor_relay_partition *partition);
void spoor_relay_show_age(struct spoor_relay *relay);
void spoor_relay_count_rows(struct spoor_relay *relay, const struct spoor_outbox_partition *parts, size_t count);
/* That partition stands still until a person acts; the others go on. */
void spoor_relay_halt_partition(struct spoor_relay *relay, struct spoor_relay_partition *partition, const char *code,
                                const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Health names this one: of those that stand still the first. */
void spoor_relay_show_halted(struct spoor_relay *relay, const struct spoor_relay_partition *partition);
/* Answers the outcome of a transactional call that is not DONE: keeps, or gives up, the producer. */
void spoor_relay_settle(struct spoor_relay *relay, struct spoor_relay_assignment *assignment,
                        enum spoor_transaction_outcome outcome);

#endif
