/* Fold store: the fold transaction of docs/architecture.md against PostgreSQL.
 *
 * begin → (histories)* → write (commits) | rollback. Two round trips for a batch without late events.
 * Threads: one owner of the session. Memory: results in the caller's arena. */
#ifndef SPOOR_STORE_FOLD_STORE_H
#define SPOOR_STORE_FOLD_STORE_H

#include <spoor/store/rows.h>
#include <spoor/store/session.h>

/* Takes ownership: epoch + 1 per partition, writes instance, relay_id and our backend pid; waits lock_timeout for a
 * former owner's transaction, then terminates its backend, unless another owner came since the call (docs/architecture.md):
 * then SPOOR_RETRY. Rows are made on first sight with next_offset 0.
 * positions[i].partition in; everything else out. */
enum spoor_status spoor_store_claim(struct spoor_session *session, const char *topic, const char *instance,
                                    const char *relay_id, struct spoor_position *positions, size_t count,
                                    struct spoor_arena *arena, struct spoor_error *err);
/* Orderly release: clears relay_id where the epoch is still ours. */
enum spoor_status spoor_store_release(struct spoor_session *session, const char *topic,
                                      const struct spoor_position *positions, size_t count, struct spoor_error *err);

struct spoor_fold_lookup {
    /* in */
    const struct spoor_uuid *fact_klanten, *fact_ids; /* pairs */
    size_t fact_count;
    const struct spoor_uuid *klanten;
    size_t klant_count;
    /* out, in the arena, same order */
    struct spoor_known_fact *facts;
    struct spoor_klant_row *klant_rows;
    int64_t now_us; /* the database clock in this transaction */
};

/* BEGIN; fence: locks the rows whose stap and epoch are as in positions[i]; stap + 1, next_offset and outbox_sequence
 * are written by spoor_store_fold_write, which checks them once more. SPOOR_LOST: a partition is no longer ours
 * (out_lost[i] true); the transaction is rolled back. */
enum spoor_status spoor_store_fold_begin(struct spoor_session *session, const char *topic,
                                         const struct spoor_position *positions, size_t count, bool *out_lost,
                                         struct spoor_fold_lookup *lookup, struct spoor_arena *arena,
                                         struct spoor_error *err);
/* All logged events of these klanten, as events whose `data` is not yet decoded (caller: spoor_canonical_decode_data).
 * Grouped by klant in the order asked, by volgnummer within. */
enum spoor_status spoor_store_fold_histories(struct spoor_session *session, const struct spoor_uuid *klanten,
                                             size_t klant_count, struct spoor_arena *arena,
                                             struct spoor_event **out_events, size_t *out_count,
                                             struct spoor_error *err);
/* Which of these keys of older contacts are there; out_known[i] is set for those, the others are left as they are. */
enum spoor_status spoor_store_fold_contactsleutels(struct spoor_session *session,
                                                   const struct spoor_contactsleutel_row *asked, size_t count,
                                                   bool *out_known, struct spoor_error *err);
/* All open matters of these klanten, grouped by klant in the order asked, in their own order within. */
enum spoor_status spoor_store_fold_openstaand(struct spoor_session *session, const struct spoor_uuid *klanten,
                                              size_t klant_count, struct spoor_arena *arena,
                                              struct spoor_openstaand_row **out_rows, size_t *out_count,
                                              struct spoor_error *err);
/* Which of these records (by origin and broker time, the rest is not looked at) have a quarantine row already;
 * out_known[i] is set for those, the others are left as they are. */
enum spoor_status spoor_store_fold_rejects(struct spoor_session *session, const struct spoor_quarantaine_row *rejects,
                                           size_t count, bool *out_known, struct spoor_error *err);
/* Sends the accepted events ahead, so that PostgreSQL works while the other rows are made. Only spoor_store_fold_write
 * with the same events, or a rollback, may follow. Failures show there. */
enum spoor_status spoor_store_fold_send_events(struct spoor_session *session, const struct spoor_fold_rows *rows,
                                               struct spoor_error *err);
/* The next free index in quarantine for parts of a record of the canonical topic, from 1. */
enum spoor_status spoor_store_quarantaine_next(struct spoor_session *session, const char *topic, int32_t partition,
                                               int64_t offset, int32_t *out_index, struct spoor_error *err);
/* Which klanten have had which open command, in the same transaction; out_had[i] is set for those, the others are left
 * as they are. */
enum spoor_status spoor_store_fold_gehad(struct spoor_session *session, const struct spoor_gehad_row *asked,
                                         size_t count, bool *out_had, struct spoor_error *err);
/* Writes all rows and the new positions (next_offset, outbox_sequence) and commits, in one pipeline.
 * SPOOR_RETRY with code "unknown_outcome": the connection broke after COMMIT was sent; spoor_store_fold_outcome tells.
 * SPOOR_RETRY with code "23505" on gebeurtenis or klant: look up again. SPOOR_LOST: a position is no longer ours.
 * SPOOR_REJECT: a row the database refuses. */
enum spoor_status spoor_store_fold_write(struct spoor_session *session, const char *topic,
                                         const struct spoor_position *positions, size_t count,
                                         const struct spoor_fold_rows *rows, struct spoor_error *err);
/* After an unknown outcome and a reconnect: did the transaction that sets stap to positions[i].stap + 1 commit? Waits
 * for its backend to end, or ends it, never that of a later owner. SPOOR_LOST: all partitions have another owner. */
enum spoor_status spoor_store_fold_outcome(struct spoor_session *session, const char *topic,
                                           const struct spoor_position *positions, size_t count, bool *out_committed,
                                           struct spoor_error *err);

/* Definitions in force and running commands of a partition, read at a claim. */
enum spoor_status spoor_store_definities(struct spoor_session *session, struct spoor_arena *arena,
                                         struct spoor_definitie_row **out_rows, size_t *out_count,
                                         struct spoor_error *err);
/* From where these partitions fold with which definitions, in order of place. */
enum spoor_status spoor_store_definitie_plaatsen(struct spoor_session *session, const int32_t *partitions, size_t count,
                                                 struct spoor_arena *arena, struct spoor_definitie_plaats **out_rows,
                                                 size_t *out_count, struct spoor_error *err);
enum spoor_status spoor_store_opdrachten(struct spoor_session *session, const int32_t *partitions, size_t count,
                                         struct spoor_arena *arena, struct spoor_opdracht_row **out_rows,
                                         size_t *out_count, struct spoor_error *err);
/* Next slice of klanten that a command has not reached, by klant_id; waiting_only: wacht_op_definitie. */
enum spoor_status spoor_store_klant_slice(struct spoor_session *session, const struct spoor_opdracht_row *opdracht,
                                          bool waiting_only, size_t rows_max, struct spoor_arena *arena,
                                          struct spoor_uuid **out_klanten, size_t *out_count, struct spoor_error *err);
/* Klanten to look at now whose alarm went off (termijn), at most rows_max of each partition, those of clocks that need it
 * only up to bewezen_us[i] of partitions[i]; SPOOR_TIME_NONE: none. Only partition and klant_id are filled.
 * *out_waits: others are due and wait for a later proof. */
enum spoor_status spoor_store_termijnen(struct spoor_session *session, const int32_t *partitions,
                                        const int64_t *bewezen_us, size_t count, size_t rows_max,
                                        struct spoor_arena *arena, struct spoor_termijn_row **out_rows,
                                        size_t *out_count, bool *out_waits, struct spoor_error *err);
/* The clock of folds and timers: that of the database. */
enum spoor_status spoor_store_klok(struct spoor_session *session, int64_t *out_us, struct spoor_error *err);
/* How far a test set the clock of this database ahead, as an interval; absent: it is the true one. */
enum spoor_status spoor_store_proefklok(struct spoor_session *session, struct spoor_arena *arena,
                                        struct spoor_slice *out_interval, struct spoor_error *err);
/* Highest offset the fold saw of a channel partition; -1 when it never saw any. */
enum spoor_status spoor_store_bron_offset(struct spoor_session *session, const char *topic, int32_t partition,
                                          int64_t *out_offset_max, struct spoor_error *err);

#endif
