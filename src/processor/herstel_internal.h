/* Herstel internals: outbox rows that may have been published, and which of them the topics hold. Pure.
 *
 * Surprising: a row is known by topic, key and CloudEvents id, since two klanten may share a klantreisRef, and equal when
 * its value is, byte for byte. A row that was made again after PostgreSQL went back is equal when all but its moment of
 * processing (time, verwerktOp) is. Of a row only hashes are kept.
 * Threads: one owner. Memory: new/free. */
#ifndef SPOOR_PROCESSOR_HERSTEL_INTERNAL_H
#define SPOOR_PROCESSOR_HERSTEL_INTERNAL_H

#include <spoor/base/arena.h>
#include <spoor/base/slice.h>
#include <stdint.h>

struct spoor_herstel_rows;

struct spoor_herstel_judgement {
    size_t published; /* so many rows from the first, all there and equal */
    size_t missing;   /* not there, although a later one is; number of the first in `at` */
    size_t differing; /* there with other bytes only */
    size_t at;
};

struct spoor_herstel_rows *spoor_herstel_rows_new(void);
void spoor_herstel_rows_free(struct spoor_herstel_rows *rows);
/* again: made once more. False: the value has no id, so it can never be found again. */
bool spoor_herstel_rows_add(struct spoor_herstel_rows *rows, struct spoor_slice topic, struct spoor_slice key,
                            struct spoor_slice value, bool again);
void spoor_herstel_rows_cut(struct spoor_herstel_rows *rows, size_t count);
size_t spoor_herstel_rows_count(const struct spoor_herstel_rows *rows);
/* After the last add: a record of the topic. old: surely written before the rows were, so other bytes prove nothing. */
void spoor_herstel_rows_see(struct spoor_herstel_rows *rows, struct spoor_slice topic, struct spoor_slice key,
                            struct spoor_slice value, bool old);
/* The rows of one partition are `count` from `first`. */
struct spoor_herstel_judgement spoor_herstel_rows_judge(const struct spoor_herstel_rows *rows, size_t first,
                                                        size_t count);

#endif
