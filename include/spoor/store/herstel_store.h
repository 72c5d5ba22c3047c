/* Herstel store: what PostgreSQL remembers of the relay, and which rows of the outbox are never published (again).
 *
 * Surprising: a found mark is for one owner (epoch): the one there is, or the next when there is none. Whoever owns the
 * partition later may have published more, so it does not take it. That a row is passed over holds for every owner.
 * Threads: one owner of the session. Memory: rows in the caller's arena. */
#ifndef SPOOR_STORE_HERSTEL_STORE_H
#define SPOOR_STORE_HERSTEL_STORE_H

#include <spoor/base/slice.h>
#include <spoor/base/uuid.h>
#include <spoor/store/session.h>
#include <stdbool.h>
#include <stddef.h>

struct spoor_herstel_stand {
    int32_t partition;
    int64_t mark;            /* remembered; -1 = never any */
    int64_t remembered_us;   /* when */
    int64_t outbox_sequence; /* end */
    int64_t epoch;
    int64_t next_offset;
    bool commanded;            /* a command for all klanten is being worked off */
    bool due;                  /* timers that are due have not been looked at */
    int64_t ahead, ahead_from; /* mark in Kafka that was not drawn when its owner came, and the end then; -1 = none */
    int64_t oldest_us; /* appended moment of the first row after the mark; SPOOR_TIME_NONE = no row, or not known */
};

/* Every partition that was ever owned, in order. */
enum spoor_status spoor_store_herstel_stand(struct spoor_session *session, const char *topic, struct spoor_arena *arena,
                                            struct spoor_herstel_stand **out_rows, size_t *out_count,
                                            struct spoor_error *err);

struct spoor_outbox_range { /* sequences after `after`, up to and including `until` */
    int64_t after, until;
};

/* Writes to `ingreep` which rows are never published; the end of the first range (which may be empty) is the found
 * mark. SPOOR_RETRY ("eigenaar") when stand is no longer true. */
enum spoor_status spoor_store_herstel_write(struct spoor_session *session, const char *topic,
                                            const struct spoor_herstel_stand *stand,
                                            const struct spoor_outbox_range *ranges, size_t count, const char *reason,
                                            struct spoor_error *err);

struct spoor_told { /* a message about a journey, as found in a topic */
    struct spoor_uuid klant_id;
    struct spoor_slice klantreis_ref, id;
    int32_t partition; /* of the canonical topic */
    int64_t end;       /* of its outbox, as far as we look */
    bool ours;         /* out: a row up to there made it */
};

enum spoor_status spoor_store_herstel_told(struct spoor_session *session, struct spoor_told *told, size_t count,
                                           struct spoor_error *err);

struct spoor_corrected { /* a journey that readers know otherwise */
    struct spoor_uuid klant_id;
    struct spoor_slice klantreis_ref;
    int64_t end;     /* of the outbox, as far as we look */
    int64_t revisie; /* out: the highest that a command of herstel made, stil or not; 0 = none */
};

enum spoor_status spoor_store_herstel_corrected(struct spoor_session *session, struct spoor_corrected *corrected,
                                                size_t count, struct spoor_error *err);
/* The newest mark found for this owner; -1 = none. */
enum spoor_status spoor_store_herstel_read(struct spoor_session *session, const char *topic, int32_t partition,
                                           int64_t epoch, int64_t *out_mark, struct spoor_error *err);

#endif
