/* Herstel store: what PostgreSQL remembers of the relay, and marks that were found again in the outgoing topics.
 *
 * Surprising: a found mark is for one owner (epoch): the one there is, or the next when there is none. Whoever owns the
 * partition later may have published more, so it does not take it.
 * Threads: one owner of the session. Memory: rows in the caller's arena. */
#ifndef SPOOR_STORE_HERSTEL_STORE_H
#define SPOOR_STORE_HERSTEL_STORE_H

#include <spoor/store/session.h>
#include <stddef.h>

struct spoor_herstel_stand {
    int32_t partition;
    int64_t mark;            /* remembered; -1 = never any */
    int64_t remembered_us;   /* when */
    int64_t outbox_sequence; /* end */
    int64_t epoch;
    int64_t next_offset;
    int64_t ahead, ahead_from; /* mark in Kafka that was not drawn when its owner came, and the end then; -1 = none */
    int64_t oldest_us; /* appended moment of the first row after the mark; SPOOR_TIME_NONE = no row, or not known */
};

/* Every partition that was ever owned, in order. */
enum spoor_status spoor_store_herstel_stand(struct spoor_session *session, const char *topic, struct spoor_arena *arena,
                                            struct spoor_herstel_stand **out_rows, size_t *out_count,
                                            struct spoor_error *err);
/* Writes the found mark to `ingreep` and remembers it; a mark that was ahead is settled. SPOOR_RETRY ("eigenaar")
 * when stand is no longer true. */
enum spoor_status spoor_store_herstel_write(struct spoor_session *session, const char *topic,
                                            const struct spoor_herstel_stand *stand, int64_t mark, const char *reason,
                                            struct spoor_error *err);
/* The newest mark found for this owner; -1 = none. */
enum spoor_status spoor_store_herstel_read(struct spoor_session *session, const char *topic, int32_t partition,
                                           int64_t epoch, int64_t *out_mark, struct spoor_error *err);

#endif
