#include "support_kafka.h"

#include <spoor/base/uuid.h>
#include <stdio.h>
#include <string.h>

static char topic[KAFKA_NAME_MAX], target[KAFKA_NAME_MAX], group[KAFKA_NAME_MAX], id[KAFKA_NAME_MAX];
static struct spoor_error err;
static char seen[1000];

static int new_names(void **state)
{
    (void)state;
    kafka_topic(2, topic);
    kafka_topic(4, target);
    kafka_name("group", group);
    kafka_name("relay", id);
    return 0;
}

static void send(struct spoor_producer *producer, const char *value)
{
    if (spoor_producer_send(producer, target, 0, SPOOR_SLICE("k"), spoor_slice_of(value), NULL, 0, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
}

static enum spoor_transaction_outcome send_mark(struct spoor_producer *producer,
                                                const struct spoor_group_snapshot *snapshot, int64_t offset,
                                                const char *mark)
{
    struct spoor_topic_partition at = {spoor_slice_of(topic), 0, offset, spoor_slice_of(mark)};
    return spoor_transaction_send_offsets(producer, &at, 1, snapshot, &err);
}

static void assert_mark(struct kafka_member *member, int64_t offset, const char *mark)
{
    struct spoor_arena arena;
    spoor_arena_init(&arena, 1 << 20);
    struct spoor_topic_partition found = {spoor_slice_of(topic), 0, 0, SPOOR_SLICE_NULL};
    assert_int_equal(spoor_consumer_committed(member->consumer, &found, 1, 5000, &arena, &err), SPOOR_OK);
    assert_int_equal(found.offset, offset);
    assert_true(spoor_slice_equal(found.metadata, spoor_slice_of(mark)));
    spoor_arena_fini(&arena);
}

/* An abort that was slow on a busy machine asks for a new producer; both mean that nothing is visible. */
static struct spoor_producer *assert_aborted(struct spoor_producer *producer, enum spoor_transaction_outcome outcome)
{
    if (outcome == SPOOR_TRANSACTION_ABORTED)
        return producer;
    assert_int_equal(outcome, SPOOR_TRANSACTION_NEW);
    spoor_producer_close(producer);
    return kafka_producer(id);
}

/* So does a slow commit. */
static struct spoor_producer *assert_commit(struct spoor_producer *producer)
{
    bool committed = false;
    enum spoor_transaction_outcome outcome = spoor_transaction_commit(producer, &committed, &err);
    assert_true(committed);
    return outcome == SPOOR_TRANSACTION_DONE ? producer : assert_aborted(producer, outcome);
}

static void rows_and_mark_become_visible_together(void **state)
{
    (void)state;
    struct kafka_member member = {0};
    member_open(&member, topic, group, "one");
    member_until_assigned(&member, 1);
    struct spoor_producer *producer = kafka_producer(id);
    for (int i = 0; i < 3; i++) {
        char value[16], mark[32];
        snprintf(value, sizeof value, "v%d", i);
        snprintf(mark, sizeof mark, "1;h=%d;e=3", i + 1);
        assert_int_equal(spoor_transaction_begin(producer, &err), SPOOR_TRANSACTION_DONE);
        send(producer, value);
        assert_int_equal(send_mark(producer, member.snapshot, i + 10, mark), SPOOR_TRANSACTION_DONE);
        producer = assert_commit(producer);
    }
    assert_mark(&member, 12, "1;h=3;e=3");
    kafka_values(target, 0, seen, sizeof seen);
    assert_string_equal(seen, "v0 v1 v2");
    spoor_producer_close(producer);
    member_close(&member);
}

static void an_aborted_transaction_leaves_nothing_and_the_producer_goes_on(void **state)
{
    (void)state;
    struct kafka_member member = {0};
    member_open(&member, topic, group, "one");
    member_until_assigned(&member, 1);
    struct spoor_producer *producer = kafka_producer(id);
    assert_int_equal(spoor_transaction_begin(producer, &err), SPOOR_TRANSACTION_DONE);
    send(producer, "never");
    assert_int_equal(send_mark(producer, member.snapshot, 5, "1;h=1;e=1"), SPOOR_TRANSACTION_DONE);
    producer = assert_aborted(producer, spoor_transaction_abort(producer, &err));
    assert_mark(&member, SPOOR_OFFSET_NONE, "");
    assert_int_equal(spoor_transaction_begin(producer, &err), SPOOR_TRANSACTION_DONE);
    send(producer, "told");
    assert_int_equal(send_mark(producer, member.snapshot, 6, "1;h=1;e=1"), SPOOR_TRANSACTION_DONE);
    producer = assert_commit(producer);
    kafka_values(target, 0, seen, sizeof seen);
    assert_string_equal(seen, "told");
    spoor_producer_close(producer);
    member_close(&member);
}

static void a_throw_away_producer_ends_what_the_dead_left_open(void **state)
{
    (void)state;
    struct kafka_member member = {0};
    member_open(&member, topic, group, "one");
    member_until_assigned(&member, 1);
    struct spoor_producer *dead = kafka_producer(id);
    bool committed = true;
    assert_int_equal(spoor_transaction_begin(dead, &err), SPOOR_TRANSACTION_DONE);
    send(dead, "open");
    assert_int_equal(send_mark(dead, member.snapshot, 5, "1;h=1;e=1"), SPOOR_TRANSACTION_DONE);

    struct spoor_arena arena;
    spoor_arena_init(&arena, 1 << 20);
    struct spoor_topic_partition found = {spoor_slice_of(topic), 0, 0, SPOOR_SLICE_NULL};
    assert_int_equal(spoor_consumer_committed(member.consumer, &found, 1, 500, &arena, &err), SPOOR_RETRY);
    spoor_arena_fini(&arena);

    spoor_producer_close(kafka_producer(id));
    assert_mark(&member, SPOOR_OFFSET_NONE, "");
    assert_int_equal(spoor_transaction_commit(dead, &committed, &err), SPOOR_TRANSACTION_FENCED);
    assert_false(committed);
    kafka_values(target, 0, seen, sizeof seen);
    assert_string_equal(seen, "");
    spoor_producer_close(dead);
    member_close(&member);
}

static void a_snapshot_of_a_lost_membership_is_refused(void **state)
{
    (void)state;
    struct kafka_member one = {0}, two = {0};
    member_open(&one, topic, group, "one");
    member_until_assigned(&one, 1);
    struct spoor_group_snapshot *stale = spoor_group_snapshot_copy(one.snapshot);
    member_open(&two, topic, group, "two");
    struct spoor_record record;
    size_t count;
    while (two.count == 0 || one.assigned < 2) {
        spoor_consumer_poll(one.consumer, &record, 1, 50, &count, NULL);
        spoor_consumer_poll(two.consumer, &record, 1, 50, &count, NULL);
    }
    struct spoor_producer *producer = kafka_producer(id);
    assert_int_equal(spoor_transaction_begin(producer, &err), SPOOR_TRANSACTION_DONE);
    send(producer, "zombie");
    producer = assert_aborted(producer, send_mark(producer, stale, 5, "1;h=1;e=1"));
    assert_int_equal(err.status, SPOOR_LOST);
    kafka_values(target, 0, seen, sizeof seen);
    assert_string_equal(seen, "");
    spoor_group_snapshot_free(stale);
    spoor_producer_close(producer);
    member_close(&two);
    member_close(&one);
}

static void metadata_that_is_too_large_aborts(void **state)
{
    (void)state;
    static char large[5000];
    struct kafka_member member = {0};
    member_open(&member, topic, group, "one");
    member_until_assigned(&member, 1);
    struct spoor_producer *producer = kafka_producer(id);
    memset(large, 'x', sizeof large - 1);
    assert_int_equal(spoor_transaction_begin(producer, &err), SPOOR_TRANSACTION_DONE);
    send(producer, "a");
    producer = assert_aborted(producer, send_mark(producer, member.snapshot, 5, large));
    assert_string_equal(err.code, "OFFSET_METADATA_TOO_LARGE");
    spoor_producer_close(producer);
    member_close(&member);
}

/* --- the idempotent producer -------------------------------------------------------------------------------------- */

static void the_partition_is_murmur2_of_the_key(void **state)
{
    (void)state;
    struct spoor_producer *producer = kafka_producer(NULL);
    struct spoor_record_header header = {SPOOR_SLICE("content-type"), SPOOR_SLICE("text/plain")};
    for (int i = 0; i < 20; i++) {
        char key[24];
        snprintf(key, sizeof key, "klant-%d", i);
        assert_int_equal(
            spoor_producer_send(producer, target, -1, spoor_slice_of(key), spoor_slice_of(key), &header, 1, &err),
            SPOOR_OK);
    }
    assert_int_equal(spoor_producer_flush(producer, 10000, &err), SPOOR_OK);
    spoor_producer_close(producer);
    struct kafka_member member = {0};
    member_open(&member, target, group, NULL);
    for (int i = 0; i < 20; i++) {
        struct spoor_record record = member_until(&member, SPOOR_RECORD_MESSAGE);
        assert_int_equal(record.partition, spoor_partition_of(record.key, 4));
        assert_int_equal(record.header_count, 1);
        assert_true(spoor_slice_equal(record.headers[0].name, SPOOR_SLICE("content-type")));
        assert_true(spoor_slice_equal(record.headers[0].value, SPOOR_SLICE("text/plain")));
    }
    member_close(&member);
}

static void a_large_record_passes_and_one_over_the_topics_limit_is_a_reject(void **state)
{
    (void)state;
    static char bytes[6 << 20];
    unsigned seed = 1;
    for (size_t i = 0; i < sizeof bytes; i++) { /* does not compress */
        seed = seed * 1103515245u + 12345u;
        bytes[i] = (char)(seed >> 16);
    }
    struct spoor_producer *producer = kafka_producer(NULL);
    struct spoor_slice large = {bytes, 2 << 20}, too_large = {bytes, sizeof bytes};
    assert_int_equal(spoor_producer_send(producer, target, 0, SPOOR_SLICE("k"), large, NULL, 0, &err), SPOOR_OK);
    assert_int_equal(spoor_producer_flush(producer, 20000, &err), SPOOR_OK);
    assert_int_equal(spoor_producer_send(producer, target, 0, SPOOR_SLICE("k"), too_large, NULL, 0, &err), SPOOR_OK);
    assert_int_equal(spoor_producer_flush(producer, 20000, &err), SPOOR_REJECT);
    kafka_put(producer, target, 1, "and on it goes");
    kafka_values(target, 1, seen, sizeof seen);
    assert_string_equal(seen, "and on it goes");
    spoor_producer_close(producer);
}

static void a_missing_topic_is_named_with_its_remedy(void **state)
{
    (void)state;
    struct spoor_producer *producer = kafka_producer(NULL);
    assert_int_equal(
        spoor_producer_send(producer, "test.no-such-topic", -1, SPOOR_SLICE("k"), SPOOR_SLICE("v"), NULL, 0, &err),
        SPOOR_RETRY);
    assert_non_null(strstr(err.message, "spoor topics create"));
    spoor_producer_close(producer);
}

static void an_absent_broker_is_a_retry(void **state)
{
    (void)state;
    struct spoor_producer_options options = {.kafka = kafka_options()};
    struct spoor_producer *producer;
    options.kafka.bootstrap = "127.0.0.1:1";
    assert_int_equal(spoor_producer_open(&options, &producer, &err), SPOOR_OK);
    assert_int_equal(spoor_producer_send(producer, target, 0, SPOOR_SLICE("k"), SPOOR_SLICE("v"), NULL, 0, &err),
                     SPOOR_OK);
    assert_int_equal(spoor_producer_flush(producer, 500, &err), SPOOR_RETRY);
    spoor_producer_close(producer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(rows_and_mark_become_visible_together, new_names),
        cmocka_unit_test_setup(an_aborted_transaction_leaves_nothing_and_the_producer_goes_on, new_names),
        cmocka_unit_test_setup(a_throw_away_producer_ends_what_the_dead_left_open, new_names),
        cmocka_unit_test_setup(a_snapshot_of_a_lost_membership_is_refused, new_names),
        cmocka_unit_test_setup(metadata_that_is_too_large_aborts, new_names),
        cmocka_unit_test_setup(the_partition_is_murmur2_of_the_key, new_names),
        cmocka_unit_test_setup(a_large_record_passes_and_one_over_the_topics_limit_is_a_reject, new_names),
        cmocka_unit_test_setup(a_missing_topic_is_named_with_its_remedy, new_names),
        cmocka_unit_test_setup(an_absent_broker_is_a_retry, new_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
