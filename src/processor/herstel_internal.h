/* Herstel internals: outbox rows that may have been told, what readers know, and what becomes of each row. Pure but for
 * herstel_command.c, herstel_told.c and herstel_corrected.c.
 *
 * herstel.c flow and verdict · herstel_rows.c rows against messages · herstel_reizen.c what readers know of a journey ·
 * herstel_told.c messages that no row made · herstel_corrected.c what was told anew already ·
 * herstel_command.c a command per journey that is told anew.
 * Surprising: a row is known by topic, key and CloudEvents id, since two klanten may share a klantreisRef, and equal
 * when all but its moment of processing (time, verwerktOp) is: PostgreSQL may have made it once more. Of a row only
 * hashes are kept. Threads: one owner. Memory: new/free. */
#ifndef SPOOR_PROCESSOR_HERSTEL_INTERNAL_H
#define SPOOR_PROCESSOR_HERSTEL_INTERNAL_H

#include <spoor/base/arena.h>
#include <spoor/base/slice.h>
#include <spoor/base/uuid.h>
#include <spoor/processor/herstel.h>
#include <spoor/stream/admin.h>
#include <stdint.h>

/* --- herstel_reizen.c --------------------------------------------------------------------------------------------- */

struct spoor_herstel_reis { /* one (key, klantreisRef) */
    struct spoor_uuid id;
    size_t next; /* with the same bucket, +1; 0 = none */
    char *key, *ref;
    int32_t partition; /* canonical, of its rows */
    int64_t told;      /* highest revisie that readers know; 0 = none that was seen */
    int32_t told_partition;
    int64_t told_offset; /* where that message stands */
    int64_t otherwise;   /* highest revisie that they know otherwise than we do, or missed; 0 = none */
    int64_t corrected;   /* highest revisie of ours that a command of herstel made, be it kept back; 0 = none */
};

struct spoor_herstel_reizen {
    struct spoor_herstel_reis *items;
    size_t count, capacity;
    size_t *buckets; /* item +1 */
    size_t bucket_count;
};

/* Index of the journey, made when it is new. */
size_t spoor_herstel_reis_get(struct spoor_herstel_reizen *reizen, struct spoor_slice key, struct spoor_slice ref,
                              int32_t partition);
/* SIZE_MAX when it is not there. */
size_t spoor_herstel_reis_find(const struct spoor_herstel_reizen *reizen, struct spoor_slice key,
                               struct spoor_slice ref);
void spoor_herstel_reizen_fini(struct spoor_herstel_reizen *reizen);
/* Readers must be told anew. */
bool spoor_herstel_reis_waits(const struct spoor_herstel_reis *reis);
/* "herstel-<klantreisRef>-<told>": the same however often herstel looks. */
struct spoor_slice spoor_herstel_command_id(struct spoor_arena *arena, struct spoor_slice ref, int64_t told);
/* Whether a cause is such a command for this journey. */
bool spoor_herstel_is_command(struct spoor_slice cause, struct spoor_slice ref);

/* --- herstel_rows.c ----------------------------------------------------------------------------------------------- */

struct spoor_herstel_rows;

struct spoor_herstel_message { /* as found in a topic */
    struct spoor_slice topic, key, value;
    int32_t partition;
    int64_t offset;
    bool old; /* surely written before the rows were: what it says otherwise proves nothing */
};

struct spoor_herstel_told { /* about a journey, and no row has its id; borrows until the next call */
    struct spoor_slice key, ref, id;
    int64_t revisie;
    int32_t partition; /* of the topic */
    int64_t offset;
};

struct spoor_herstel_judgement {
    size_t told;      /* rows whose id readers know */
    size_t published; /* from the first on: rows that are not told (again) */
    size_t missing;   /* rows that are not told, though a later one is; number of the first in `at` */
    size_t at;
    size_t differing; /* journeys of which readers know something else than we do */
    size_t waiting;   /* … and have not been told anew */
};

struct spoor_herstel_rows *spoor_herstel_rows_new(void);
void spoor_herstel_rows_free(struct spoor_herstel_rows *rows);
/* Those of one canonical partition in order. made_after (lives as long as the rows): messages of that moment and before
 * are of earlier rows, where an id is no single message. False: the value has no id, so it can never be found again. */
bool spoor_herstel_rows_add(struct spoor_herstel_rows *rows, int32_t partition, struct spoor_slice topic,
                            struct spoor_slice key, struct spoor_slice value, struct spoor_slice made_after);
/* verwerktOp of a message. */
struct spoor_slice spoor_herstel_rows_moment(struct spoor_herstel_rows *rows, struct spoor_slice value,
                                             struct spoor_arena *arena);
void spoor_herstel_rows_cut(struct spoor_herstel_rows *rows, size_t count);
size_t spoor_herstel_rows_count(const struct spoor_herstel_rows *rows);
/* Before the messages are looked at once more. */
void spoor_herstel_rows_forget(struct spoor_herstel_rows *rows);
/* After the last add. True: a young message about a journey that none of the rows made. */
bool spoor_herstel_rows_see(struct spoor_herstel_rows *rows, const struct spoor_herstel_message *message,
                            struct spoor_herstel_told *out_told);
/* No row at all made it: readers know what we do not. */
void spoor_herstel_rows_stranger(struct spoor_herstel_rows *rows, int32_t partition,
                                 const struct spoor_herstel_told *told);
/* After the last look. The rows of a partition are `count` from `first`. */
struct spoor_herstel_judgement spoor_herstel_rows_judge(struct spoor_herstel_rows *rows, int32_t partition,
                                                        size_t first, size_t count);
/* After the judgement: not told (again), since readers know this id or a later revisie. */
bool spoor_herstel_rows_passed_over(const struct spoor_herstel_rows *rows, size_t row);
const struct spoor_herstel_reizen *spoor_herstel_rows_reizen(const struct spoor_herstel_rows *rows);
/* A command of herstel made this revisie of journey number reis; 0 = none did. */
void spoor_herstel_rows_corrected(struct spoor_herstel_rows *rows, size_t reis, int64_t revisie);

/* --- herstel_told.c: asks the database, some thousands at a time ---------------------------------------------------
 */

struct spoor_herstel_strangers;
struct spoor_herstel_strangers *spoor_herstel_strangers_new(struct spoor_session *session,
                                                            struct spoor_herstel_rows *rows);
void spoor_herstel_strangers_free(struct spoor_herstel_strangers *strangers);
/* partition, end: of the canonical topic and its outbox; `counter` counts those that no row made. */
enum spoor_status spoor_herstel_strangers_add(struct spoor_herstel_strangers *strangers,
                                              const struct spoor_herstel_told *told, int32_t partition, int64_t end,
                                              size_t *counter, struct spoor_error *err);
enum spoor_status spoor_herstel_strangers_ask(struct spoor_herstel_strangers *strangers, struct spoor_error *err);

/* --- herstel_corrected.c ------------------------------------------------------------------------------------------ */

/* After a judgement, and before the next: which journeys of the partition that wait were told anew, looking at the outbox
 * up to `end`. */
enum spoor_status spoor_herstel_corrected_ask(struct spoor_session *session, struct spoor_herstel_rows *rows,
                                              int32_t partition, int64_t end, struct spoor_error *err);

/* --- herstel_command.c -------------------------------------------------------------------------------------------- */

/* For every journey of the partition that waits. Given twice, the fold takes it once. */
enum spoor_status spoor_herstel_commands_send(const struct spoor_herstel_options *options,
                                              const struct spoor_herstel_reizen *reizen, int32_t partition,
                                              struct spoor_error *err);

#endif
