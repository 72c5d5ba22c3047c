/* Worker: a fold worker driven by hand, without Kafka: records in, real PostgreSQL behind it.
 *
 * A line is one record of the canonical topic; offsets count per partition, in the order of the lines.
 * Threads: one. Memory: freed by hand_worker_close; records by records_free. */
#ifndef SUPPORT_WORKER_H
#define SUPPORT_WORKER_H

#include <spoor/stream/consumer.h>

#include "support_database.h"

#define HAND_TOPIC "spoor.gebeurtenissen"

struct line {
    int32_t partition;
    const char *klant; /* klantRef; bediening for a command */
    const char *type;  /* without the prefix */
    const char *id;    /* the source is one for all */
    const char *data;  /* JSON */
};

struct spoor_record *records_make(const struct line *lines, size_t count);
void records_free(struct spoor_record *records, size_t count);

struct hand_worker;

/* Claims these partitions, as an assignment does. slice: klanten per slice of a command. */
struct hand_worker *hand_worker_open(const int32_t *partitions, size_t count, int64_t slice);
void hand_worker_close(struct hand_worker *hand);
/* One poll: fails the test unless everything was folded. */
void hand_worker_fold(struct hand_worker *hand, const struct spoor_record *records, size_t count);
/* One poll that stops the process, with this code. */
void hand_worker_halts(struct hand_worker *hand, const struct spoor_record *records, size_t count, const char *code);
/* One slice of a command; false when none is open. */
bool hand_worker_slice(struct hand_worker *hand);
/* Looks at the clocks until none is due; all that happened up to bewezen_us was read (SPOOR_TIME_NONE: not known). */
void hand_worker_look(struct hand_worker *hand, int64_t bewezen_us);

#endif
