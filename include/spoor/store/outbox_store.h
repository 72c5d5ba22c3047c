/* Outbox store: what the relay reads and remembers (docs/relay.md), and the rotation of the outbox tables.
 *
 * Threads: one owner of the session. Memory: rows in the caller's arena. */
#ifndef SPOOR_STORE_OUTBOX_STORE_H
#define SPOOR_STORE_OUTBOX_STORE_H

#include <spoor/store/rows.h>
#include <spoor/store/session.h>

struct spoor_outbox_partition {
    int32_t partition;
    int64_t mark; /* in: publish what is after it; sequences begin at 1, so -1 and 0 mean all */
    /* out, all of one snapshot */
    int64_t outbox_sequence; /* end S */
    int64_t next_offset;
    int64_t epoch, remembered_mark;
    struct spoor_outbox_row *rows; /* sequences mark+1, mark+2 … without a gap */
    size_t row_count;
};

/* Rows after each mark, at most rows_max and bytes_max in all. SPOOR_HALT when a sequence is missing. */
enum spoor_status spoor_store_outbox_read(struct spoor_session *session, const char *topic,
                                          struct spoor_outbox_partition *partitions, size_t count, size_t rows_max,
                                          size_t bytes_max, struct spoor_arena *arena, struct spoor_error *err);
/* Remembers that Kafka's mark was beyond the end of the outbox at our claim, until herstel settles it. SPOOR_LOST: another
 * owner came. */
enum spoor_status spoor_store_outbox_ahead(struct spoor_session *session, const char *topic, int32_t partition,
                                           int64_t epoch, int64_t mark, int64_t end, struct spoor_error *err);
/* Remembers published marks (never lowers one); epoch must still be ours, else that partition is skipped. */
enum spoor_status spoor_store_outbox_remember(struct spoor_session *session, const char *topic,
                                              const struct spoor_outbox_partition *partitions, size_t count,
                                              struct spoor_error *err);
/* Switches to an empty table when the active one holds over rows_max rows, and empties those no longer written whose
 * rows are all published, one per call; takes locks with a short timeout only; does nothing when another process is at
 * it. Call again while out_changed. */
enum spoor_status spoor_store_outbox_rotate(struct spoor_session *session, const char *topic, int64_t rows_max,
                                            bool *out_changed, struct spoor_error *err);

#endif
