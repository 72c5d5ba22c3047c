/* Relay: a fold thread in small (a member of the group that claims its partitions) with a real relay beside it.
 *
 * Rows are put into the outbox by SQL. Threads: the test's is the fold thread. Memory: of the running test. */
#ifndef SUPPORT_RELAY_H
#define SUPPORT_RELAY_H

#include "support_database.h"
#include "support_kafka.h"

#include <spoor/processor/relay.h>
#include <spoor/store/fold_store.h>

enum { FOLD_PARTITIONS = 2 };

struct fold_names { /* one world: topics, group, database */
    char canonical[KAFKA_NAME_MAX], target[KAFKA_NAME_MAX], group[KAFKA_NAME_MAX];
    const char *dsn;
};

struct fold {
    const struct fold_names *names;
    const char *name; /* group.instance.id and relay id */
    struct spoor_consumer *consumer;
    struct spoor_relay *relay;
    struct spoor_session *session;
    struct spoor_arena arena;
    struct spoor_position positions[FOLD_PARTITIONS];
    size_t count;
    int assigned, revoked;
};

/* Topics of their own and the database of the running test. */
void fold_world(struct fold_names *names);
void fold_open(struct fold *fold, const struct fold_names *names, const char *name);
void fold_until_assigned(struct fold *fold);
/* In order: drains, releases, leaves. */
void fold_close(struct fold *fold);
/* One fold transaction of `rows` rows that moves the position by `offsets`. */
void fold_append(struct fold *fold, int32_t partition, int rows, int offsets);
/* Until PostgreSQL remembers this mark. */
void fold_until_published(const struct fold_names *names, int32_t partition, int64_t mark);
/* The target holds, for read_committed readers, rows 1..n of each partition once and in order. */
void fold_check(const struct fold_names *names, int64_t rows_0, int64_t rows_1);
/* Committed offset and mark in Kafka. */
void fold_committed(const struct fold_names *names, int32_t partition, int64_t *out_offset, char out_mark[80]);

#endif
