/* Control store: what people decided about topics, partitions and rejected records, on the record (docs/architecture.md).
 *
 * Surprising: nothing is deleted; an interruption that was closed and a loss that was accepted stay readable.
 * Threads: one owner of the session. Memory: nothing is kept. */
#ifndef SPOOR_STORE_CONTROL_STORE_H
#define SPOOR_STORE_CONTROL_STORE_H

#include <spoor/domain/event.h>
#include <spoor/store/session.h>

#define SPOOR_BREAKER_REASON_MAX 200

struct spoor_breaker {
    struct spoor_slice topic;
    bool open;
    char reason[SPOOR_BREAKER_REASON_MAX]; /* cut off when longer; "" when closed */
};

/* Intake's breaker went off for this topic: remembered over restarts until somebody says hervat. */
enum spoor_status spoor_store_breaker_open(struct spoor_session *session, const char *topic, const char *reason,
                                           struct spoor_error *err);
/* Fills in which of these topics stand still now, and why. */
enum spoor_status spoor_store_breakers(struct spoor_session *session, struct spoor_breaker *breakers, size_t count,
                                       struct spoor_error *err);
/* `spoor intake hervat`; out_found false when it was not open. */
enum spoor_status spoor_store_breaker_close(struct spoor_session *session, const char *topic, const char *reason,
                                            bool *out_found, struct spoor_error *err);

/* `spoor klok verder`: clocks go on without this topic; out_made false when they did already. */
enum spoor_status spoor_store_klok_zonder(struct spoor_session *session, const char *topic, const char *reason,
                                          bool *out_made, struct spoor_error *err);
/* Such topics, in the arena. */
enum spoor_status spoor_store_klok_zonder_read(struct spoor_session *session, struct spoor_arena *arena,
                                               struct spoor_slice **out_topics, size_t *out_count,
                                               struct spoor_error *err);
/* The topic was read again: the decision is over. */
enum spoor_status spoor_store_klok_zonder_close(struct spoor_session *session, const char *topic,
                                                struct spoor_error *err);

/* The input after our position is gone: remembered until a person accepts the loss. Twice is once. */
enum spoor_status spoor_store_stilstand_begin(struct spoor_session *session, const char *topic, int32_t partition,
                                              int64_t position, struct spoor_error *err);
/* The position at which the partition stands still; -1 when it does not. */
enum spoor_status spoor_store_stilstand(struct spoor_session *session, const char *topic, int32_t partition,
                                        int64_t *out_position, struct spoor_error *err);

struct spoor_loss {
    const char *topic;
    int32_t partition;
    bool canonical;
    int64_t offset;    /* first to be read again */
    int64_t position;  /* channel: what was to be read next */
    int64_t broker_us; /* channel: broker time of the first record that the topic has now; 0 none */
};

/* A person accepts that input from our position up to offset is lost: written to `ingreep`; for the canonical topic the
 * fold's position moves there (stap + 1, SPOOR_HALT niet_gevonden when it has none), for a channel topic intake begins
 * there at its next assignment. */
enum spoor_status spoor_store_loss_accept(struct spoor_session *session, const struct spoor_loss *loss,
                                          const char *reason, struct spoor_error *err);
/* The newest accepted begin of a channel partition and its number, which only grows; -1 and 0 when there is none. */
enum spoor_status spoor_store_loss_offset(struct spoor_session *session, const char *topic, int32_t partition,
                                          int64_t *out_offset, int64_t *out_number, struct spoor_error *err);
/* The partition goes on: the decision of that number was used, or not needed. It counts for this incident only. */
enum spoor_status spoor_store_loss_settled(struct spoor_session *session, const char *topic, int32_t partition,
                                           int64_t number, bool needed, struct spoor_error *err);

/* Rejected records: each writes the auditlog in the same transaction. out_found false when the record is not open
 * (then nothing is written). */
enum spoor_status spoor_store_quarantaine_offered(struct spoor_session *session, const struct spoor_origin *origin,
                                                  bool *out_found, struct spoor_error *err);
enum spoor_status spoor_store_quarantaine_drop(struct spoor_session *session, const struct spoor_origin *origin,
                                               const char *reason, bool *out_found, struct spoor_error *err);
/* Its seal is about to be opened for a person to see. */
enum spoor_status spoor_store_quarantaine_opened(struct spoor_session *session, const struct spoor_origin *origin,
                                                 struct spoor_error *err);

#endif
