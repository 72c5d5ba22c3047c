#include "support_kafka.h"

#include <string.h>

static char topic[KAFKA_NAME_MAX], group[KAFKA_NAME_MAX];
static struct spoor_error err;

static int new_topic(void **state)
{
    (void)state;
    kafka_topic(3, topic);
    kafka_name("group", group);
    return 0;
}

static void put(int32_t partition, const char *value)
{
    struct spoor_producer *producer = kafka_producer(NULL);
    kafka_put(producer, topic, partition, value);
    spoor_producer_close(producer);
}

static void reading_begins_where_the_owner_says_and_the_end_is_told(void **state)
{
    (void)state;
    put(0, "a"), put(0, "b"), put(0, "c");
    struct kafka_member member = {.begin = {1, SPOOR_OFFSET_NONE, SPOOR_OFFSET_NONE}};
    member_open(&member, topic, group, "one");
    struct spoor_record record = member_until(&member, SPOOR_RECORD_MESSAGE);
    assert_int_equal(record.offset, 1);
    assert_true(spoor_slice_equal(record.value, SPOOR_SLICE("b")));
    assert_true(spoor_slice_equal(record.key, SPOOR_SLICE("key")));
    assert_true(spoor_slice_equal(record.topic, spoor_slice_of(topic)));
    assert_true(record.timestamp_us > 0);
    record = member_until(&member, SPOOR_RECORD_END_OF_PARTITION);
    assert_int_equal(record.partition, 0);
    assert_int_equal(record.offset, 3);
    assert_int_equal(member.count, 3);
    member_close(&member);
    assert_int_equal(member.revoked, 1);
}

static void a_poll_returns_as_soon_as_something_is_there(void **state)
{
    (void)state;
    struct kafka_member member = {0};
    struct spoor_record records[100];
    size_t count = 0;
    member_open(&member, topic, group, "one");
    for (int ends = 0; ends < 3; ends++)
        member_until(&member, SPOOR_RECORD_END_OF_PARTITION);
    put(2, "x");
    int64_t begun = now_ms();
    assert_int_equal(spoor_consumer_poll(member.consumer, records, 100, 10000, &count, &err), SPOOR_OK);
    assert_true(now_ms() - begun < 5000);
    assert_true(count >= 1);
    assert_int_equal(records[0].partition, 2);
    member_close(&member);
}

static void a_position_the_broker_lost_halts_that_partition_only(void **state)
{
    (void)state;
    put(0, "a"), put(1, "b");
    struct kafka_member member = {.begin = {500, 0, 0}};
    member_open(&member, topic, group, "one");
    bool halted = false, read = false;
    for (int64_t deadline = now_ms() + 30000; !(halted && read) && now_ms() < deadline;) {
        struct spoor_record record;
        size_t count = 0;
        assert_int_not_equal(spoor_consumer_poll(member.consumer, &record, 1, 100, &count, &err), SPOOR_HALT);
        if (count && record.kind == SPOOR_RECORD_PARTITION_ERROR) {
            halted = true;
            assert_int_equal(record.partition, 0);
            assert_int_equal(record.error.status, SPOOR_HALT);
            assert_string_equal(record.error.code, "OFFSET_OUT_OF_RANGE");
            assert_non_null(strstr(record.error.message, "500"));
            assert_non_null(strstr(record.error.message, "0 up to 1"));
        }
        read = read || (count && record.kind == SPOOR_RECORD_MESSAGE && record.partition == 1);
    }
    assert_true(halted && read);
    member_close(&member);
}

static void a_halted_partition_is_resumed_by_seek(void **state)
{
    (void)state;
    put(1, "a");
    struct kafka_member member = {.begin = {SPOOR_OFFSET_NONE, SPOOR_OFFSET_NONE, 0}};
    member_open(&member, topic, group, "one");
    struct spoor_record record = member_until(&member, SPOOR_RECORD_END_OF_PARTITION);
    assert_int_equal(record.partition, 2);
    struct spoor_topic_partition one = {spoor_slice_of(topic), 1, 0, SPOOR_SLICE_NULL};
    assert_int_equal(spoor_consumer_seek(member.consumer, &one, 1, &err), SPOOR_OK);
    assert_int_equal(spoor_consumer_pause(member.consumer, &one, 1, false, &err), SPOOR_OK);
    record = member_until(&member, SPOOR_RECORD_MESSAGE);
    assert_int_equal(record.partition, 1);
    /* and read again after going back */
    assert_int_equal(spoor_consumer_pause(member.consumer, &one, 1, true, &err), SPOOR_OK);
    assert_int_equal(spoor_consumer_seek(member.consumer, &one, 1, &err), SPOOR_OK);
    assert_int_equal(spoor_consumer_pause(member.consumer, &one, 1, false, &err), SPOOR_OK);
    record = member_until(&member, SPOOR_RECORD_MESSAGE);
    assert_int_equal(record.offset, 0);
    member_close(&member);
}

static void an_owner_that_is_not_ready_is_asked_again(void **state)
{
    (void)state;
    put(0, "a");
    struct kafka_member member = {.answers = {SPOOR_RETRY, SPOOR_RETRY, SPOOR_OK}};
    member_open(&member, topic, group, "one");
    struct spoor_record record = member_until(&member, SPOOR_RECORD_MESSAGE);
    assert_int_equal(record.offset, 0);
    assert_int_equal(member.assigned, 3);
    member_close(&member);
}

static void a_missing_topic_is_named_with_its_remedy(void **state)
{
    (void)state;
    struct kafka_member member = {0};
    member_open(&member, "test.there-is-no-such-topic", group, "one");
    struct spoor_record record = member_until(&member, SPOOR_RECORD_PARTITION_ERROR);
    assert_int_equal(record.error.status, SPOOR_RETRY);
    assert_non_null(strstr(record.error.message, "there-is-no-such-topic"));
    assert_non_null(strstr(record.error.message, "spoor topics create"));
    member_close(&member);
}

static void a_second_member_takes_its_share(void **state)
{
    (void)state;
    struct kafka_member one = {0}, two = {0};
    member_open(&one, topic, group, "one");
    member_until_assigned(&one, 1);
    assert_int_equal(one.count, 3);
    member_open(&two, topic, group, "two");
    struct spoor_record record;
    size_t count;
    for (int64_t deadline = now_ms() + 30000; two.count == 0 || one.assigned < 2;) {
        assert_true(now_ms() < deadline);
        spoor_consumer_poll(one.consumer, &record, 1, 50, &count, &err);
        spoor_consumer_poll(two.consumer, &record, 1, 50, &count, &err);
    }
    assert_int_equal(one.count + two.count, 3);
    assert_int_equal(one.revoked, 1);
    assert_int_equal(one.lost, 0);
    member_close(&two);
    member_close(&one);
}

static void the_older_of_two_processes_with_one_name_stops(void **state)
{
    (void)state;
    struct kafka_member older = {0}, newer = {0};
    member_open(&older, topic, group, "same");
    member_until_assigned(&older, 1);
    member_open(&newer, topic, group, "same");
    struct spoor_record record;
    size_t count;
    enum spoor_status status = SPOOR_OK;
    for (int64_t deadline = now_ms() + 30000; status != SPOOR_HALT && now_ms() < deadline;) {
        status = spoor_consumer_poll(older.consumer, &record, 1, 50, &count, &err);
        spoor_consumer_poll(newer.consumer, &record, 1, 50, &count, NULL);
    }
    assert_int_equal(status, SPOOR_HALT);
    assert_string_equal(err.code, "fenced_instance");
    assert_string_equal(err.message, "another process uses instance name same: give each its own (instance.name)");
    member_close(&older);
    assert_int_equal(older.revoked, 1);
    assert_int_equal(newer.count, 3);
    member_close(&newer);
}

static void an_absent_broker_is_a_retry_that_names_it(void **state)
{
    (void)state;
    const char *name = topic;
    struct spoor_consumer_options options = {
        .kafka = kafka_options(), .group = group, .group_instance_id = "one", .topics = &name, .topic_count = 1};
    options.kafka.bootstrap = "127.0.0.1:1";
    struct spoor_consumer *consumer;
    struct spoor_record record;
    size_t count;
    enum spoor_status status = SPOOR_OK;
    assert_int_equal(spoor_consumer_open(&options, &consumer, &err), SPOOR_OK);
    for (int64_t deadline = now_ms() + 30000; status == SPOOR_OK && now_ms() < deadline;)
        status = spoor_consumer_poll(consumer, &record, 1, 100, &count, &err);
    assert_int_equal(status, SPOOR_RETRY);
    assert_non_null(strstr(err.message, "127.0.0.1:1"));
    spoor_consumer_close(consumer, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(reading_begins_where_the_owner_says_and_the_end_is_told, new_topic),
        cmocka_unit_test_setup(a_poll_returns_as_soon_as_something_is_there, new_topic),
        cmocka_unit_test_setup(a_position_the_broker_lost_halts_that_partition_only, new_topic),
        cmocka_unit_test_setup(a_halted_partition_is_resumed_by_seek, new_topic),
        cmocka_unit_test_setup(an_owner_that_is_not_ready_is_asked_again, new_topic),
        cmocka_unit_test_setup(a_missing_topic_is_named_with_its_remedy, new_topic),
        cmocka_unit_test_setup(a_second_member_takes_its_share, new_topic),
        cmocka_unit_test_setup(the_older_of_two_processes_with_one_name_stops, new_topic),
        cmocka_unit_test_setup(an_absent_broker_is_a_retry_that_names_it, new_topic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
