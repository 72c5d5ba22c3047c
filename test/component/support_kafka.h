/* Kafka for component tests: topics of their own on the broker of SPOOR_TEST_KAFKA, and a member of a group.
 *
 * Threads: one test, one thread. Memory: members are closed by the test. */
#ifndef SPOOR_TEST_SUPPORT_KAFKA_H
#define SPOOR_TEST_SUPPORT_KAFKA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/stream/admin.h>
#include <spoor/stream/consumer.h>
#include <spoor/stream/producer.h>

enum { KAFKA_NAME_MAX = 100, MEMBER_PARTITIONS_MAX = 16 };

/* The broker named by SPOOR_TEST_KAFKA; its absence fails the test. Session and transaction time-outs are short. */
struct spoor_kafka_options kafka_options(void);
/* A name nobody else uses: "<prefix>.<number>". */
void kafka_name(const char *prefix, char out[KAFKA_NAME_MAX]);
/* Makes a topic of that many partitions under a new name. */
void kafka_topic(int32_t partitions, char out_name[KAFKA_NAME_MAX]);
struct spoor_producer *kafka_producer(const char *transactional_id);
/* "key" → "value" to a partition, acknowledged. */
void kafka_put(struct spoor_producer *producer, const char *topic, int32_t partition, const char *value);
/* Values that a read_committed reader sees in a partition, joined by spaces. */
void kafka_values(const char *topic, int32_t partition, char *out, size_t out_bytes);

struct kafka_member {
    struct spoor_consumer *consumer;
    struct spoor_group_snapshot *snapshot; /* of the running assignment */
    struct spoor_topic_partition partitions[MEMBER_PARTITIONS_MAX];
    size_t count;
    int assigned, revoked, lost;          /* how often */
    int64_t begin[MEMBER_PARTITIONS_MAX]; /* by partition: where to begin */
    enum spoor_status answers[4];         /* of the assignment callback, by turn */
};

void member_open(struct kafka_member *member, const char *topic, const char *group, const char *instance);
void member_close(struct kafka_member *member);
/* Polls until it has had `assigned` assignments; fails after 30 s. */
void member_until_assigned(struct kafka_member *member, int assigned);
/* Polls until a record of this kind comes; fails after 30 s. Messages of other kinds are passed over. */
struct spoor_record member_until(struct kafka_member *member, enum spoor_record_kind kind);

int64_t now_ms(void);

#endif
