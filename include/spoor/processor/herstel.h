/* Herstel: finds again what was published, from the outbox and the outgoing topics themselves (docs/relay.md).
 *
 * For partitions whose mark in Kafka is gone or behind, or ahead since PostgreSQL went back in time. Row by row: what
 * readers know is not sent again; what they know otherwise, the owner of its journey tells anew as a correctie, for
 * which a command is sent. When all those are told, the rows that are passed over go on the record and the relay that
 * stands still takes it from there (relay_resume.c). Surprising: it may be killed and run again at any moment. Threads:
 * one owner of the session. Memory: findings in the caller's arena. */
#ifndef SPOOR_PROCESSOR_HERSTEL_H
#define SPOOR_PROCESSOR_HERSTEL_H

#include <spoor/store/session.h>
#include <spoor/stream/kafka.h>
#include <stdbool.h>
#include <stddef.h>

struct spoor_herstel_options {
    struct spoor_kafka_options kafka;
    const char *group, *canonical_topic, *status_topic;
    const char *type_prefix, *source; /* of Spoor's own events */
    int32_t partition;                /* -1 = all */
    const char *reason;
    bool dry_run;
};

enum spoor_herstel_outcome {
    SPOOR_HERSTEL_WELL,      /* the mark is there */
    SPOOR_HERSTEL_FOUND,     /* a dry run: it would be put on the record */
    SPOOR_HERSTEL_RECORDED,  /* on the record */
    SPOOR_HERSTEL_WAITS,     /* what PostgreSQL lost, or a command of ours, is not folded yet */
    SPOOR_HERSTEL_DIFFERENT, /* a dry run: readers know something else; a command per journey would be sent */
    SPOOR_HERSTEL_MISSING,   /* rows are not in the topics although later ones are, and PostgreSQL did not go back */
    SPOOR_HERSTEL_OUTBOX,    /* the outbox does not hold the rows that must be compared */
    SPOOR_HERSTEL_AHEAD,     /* Kafka says more was published than PostgreSQL ever drew, and no owner has seen it yet */
};
/* As in the JSON: "in_orde", "gevonden", "vastgelegd", "wacht", "verschilt", "ontbreekt", "outbox_gat", "mark_ahead".
 */
const char *spoor_herstel_outcome_name(enum spoor_herstel_outcome outcome);
bool spoor_herstel_refused(enum spoor_herstel_outcome outcome);

struct spoor_herstel_finding {
    int32_t partition;
    enum spoor_herstel_outcome outcome;
    int64_t kafka_mark; /* -1 = gone */
    int64_t remembered; /* by PostgreSQL; -1 = never any */
    int64_t found;      /* -1 = not known */
    size_t corrected;   /* journeys that are told anew, or must be */
    int64_t outbox_sequence;
    const char *why; /* for people */
};

enum spoor_status spoor_herstel_run(const struct spoor_herstel_options *options, struct spoor_session *session,
                                    struct spoor_arena *arena, struct spoor_herstel_finding **out_findings,
                                    size_t *out_count, struct spoor_error *err);

#endif
