#include "support_kafka.h"

#include <spoor/base/time.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATIENCE_MS = 30000, TOPIC_BYTES_MAX = 4 << 20 };

int64_t now_ms(void)
{
    return spoor_time_monotonic_us() / 1000;
}

struct spoor_kafka_options kafka_options(void)
{
    const char *bootstrap = getenv("SPOOR_TEST_KAFKA");
    if (!bootstrap)
        fail_msg("SPOOR_TEST_KAFKA must name a broker");
    return (struct spoor_kafka_options){.bootstrap = bootstrap,
                                        .properties_file = "",
                                        .client_id = "spoor-test",
                                        .session_timeout_ms = 6000,
                                        .transaction_timeout_ms = 10000};
}

void kafka_name(const char *prefix, char out[KAFKA_NAME_MAX])
{
    static int number;
    snprintf(out, KAFKA_NAME_MAX, "%s.%d.%lld.%d", prefix, (int)getpid(), (long long)(spoor_time_now_us() / 1000),
             number++);
}

void kafka_topic(int32_t partitions, char out_name[KAFKA_NAME_MAX])
{
    struct spoor_kafka_options options = kafka_options();
    struct spoor_admin *admin;
    struct spoor_error err = {0};
    kafka_name("test", out_name);
    assert_int_equal(spoor_admin_open(&options, &admin, &err), SPOOR_OK);
    struct spoor_topic_plan plan = {out_name, partitions, 1, -1, TOPIC_BYTES_MAX};
    bool created = false;
    if (spoor_admin_topic_create(admin, &plan, PATIENCE_MS, &created, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
    assert_true(created);
    int32_t count = 0; /* a new topic takes a moment to be known */
    for (int64_t deadline = now_ms() + PATIENCE_MS; count != partitions && now_ms() < deadline;)
        spoor_admin_partition_count(admin, out_name, 1000, &count, &err);
    assert_int_equal(count, partitions);
    spoor_admin_close(admin);
}

struct spoor_producer *kafka_producer(const char *transactional_id)
{
    struct spoor_producer_options options = {.kafka = kafka_options(), .transactional_id = transactional_id};
    struct spoor_producer *producer;
    struct spoor_error err = {0};
    if (spoor_producer_open(&options, &producer, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
    if (transactional_id && spoor_transaction_init(producer, &err) != SPOOR_TRANSACTION_DONE)
        fail_msg("%s", err.message);
    return producer;
}

void kafka_put(struct spoor_producer *producer, const char *topic, int32_t partition, const char *value)
{
    struct spoor_error err = {0};
    if (spoor_producer_send(producer, topic, partition, SPOOR_SLICE("key"), spoor_slice_of(value), NULL, 0, &err) ||
        spoor_producer_flush(producer, PATIENCE_MS, &err))
        fail_msg("%s", err.message);
}

/* --- members ------------------------------------------------------------------------------------------------------ */

static enum spoor_status on_assigned(void *owner, struct spoor_topic_partition *partitions, size_t count,
                                     const struct spoor_group_snapshot *snapshot, struct spoor_error *err)
{
    struct kafka_member *member = owner;
    enum spoor_status answer = member->assigned < 4 ? member->answers[member->assigned] : SPOOR_OK;
    member->assigned++;
    if (answer != SPOOR_OK)
        return spoor_error_set(err, answer, "test", "not now");
    assert_true(count <= MEMBER_PARTITIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        partitions[i].offset = member->begin[partitions[i].partition];
        member->partitions[i] = partitions[i];
    }
    member->count = count;
    member->snapshot = spoor_group_snapshot_copy(snapshot);
    return SPOOR_OK;
}

static void on_revoked(void *owner, const struct spoor_topic_partition *partitions, size_t count, bool lost)
{
    struct kafka_member *member = owner;
    (void)partitions;
    assert_int_equal(count, member->count);
    member->revoked++;
    member->lost += lost;
    member->count = 0;
    spoor_group_snapshot_free(member->snapshot);
    member->snapshot = NULL;
}

void member_open(struct kafka_member *member, const char *topic, const char *group, const char *instance)
{
    struct spoor_consumer_options options = {.kafka = kafka_options(),
                                             .group = group,
                                             .group_instance_id = instance,
                                             .topics = &topic,
                                             .topic_count = 1,
                                             .owner = member,
                                             .assigned = on_assigned,
                                             .revoked = on_revoked};
    struct spoor_error err = {0};
    if (spoor_consumer_open(&options, &member->consumer, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
}

void member_close(struct kafka_member *member)
{
    spoor_consumer_close(member->consumer, 10000);
    assert_null(member->snapshot); /* what was assigned was revoked */
}

void member_until_assigned(struct kafka_member *member, int assigned)
{
    struct spoor_record record;
    struct spoor_error err = {0};
    size_t count;
    for (int64_t deadline = now_ms() + PATIENCE_MS; member->assigned < assigned;) {
        assert_true(now_ms() < deadline);
        enum spoor_status status = spoor_consumer_poll(member->consumer, &record, 1, 100, &count, &err);
        if (status == SPOOR_HALT)
            fail_msg("%s", err.message);
    }
}

struct spoor_record member_until(struct kafka_member *member, enum spoor_record_kind kind)
{
    struct spoor_record record;
    struct spoor_error err = {0};
    for (int64_t deadline = now_ms() + PATIENCE_MS; now_ms() < deadline;) {
        size_t count = 0;
        if (spoor_consumer_poll(member->consumer, &record, 1, 100, &count, &err) == SPOOR_HALT)
            fail_msg("%s", err.message);
        if (count == 1 && record.kind == kind)
            return record;
    }
    fail_msg("the record did not come");
    return record;
}

void kafka_values(const char *topic, int32_t partition, char *out, size_t out_bytes)
{
    char group[KAFKA_NAME_MAX];
    struct kafka_member member = {0};
    kafka_name("reader", group);
    for (int32_t i = 0; i < MEMBER_PARTITIONS_MAX; i++)
        member.begin[i] = i == partition ? SPOOR_OFFSET_OLDEST : SPOOR_OFFSET_NONE;
    member_open(&member, topic, group, NULL);
    size_t length = 0;
    out[0] = '\0';
    for (bool end = false; !end;) {
        struct spoor_record record;
        size_t count = 0;
        spoor_consumer_poll(member.consumer, &record, 1, 100, &count, NULL);
        if (count == 0)
            continue;
        assert_int_equal(record.partition, partition);
        end = record.kind == SPOOR_RECORD_END_OF_PARTITION;
        if (record.kind == SPOOR_RECORD_MESSAGE)
            length += (size_t)snprintf(out + length, out_bytes - length, "%s%.*s", length ? " " : "",
                                       SPOOR_SLICE_ARG(record.value));
    }
    member_close(&member);
}
