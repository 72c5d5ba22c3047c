#include "support_kafka.h"

#include <spoor/base/time.h>

static struct spoor_admin *admin;
static struct spoor_error err;

static int open_admin(void **state)
{
    (void)state;
    struct spoor_kafka_options options = kafka_options();
    return spoor_admin_open(&options, &admin, &err) != SPOOR_OK;
}

static int close_admin(void **state)
{
    (void)state;
    spoor_admin_close(admin);
    return 0;
}

static void a_topic_is_made_once(void **state)
{
    (void)state;
    char name[KAFKA_NAME_MAX];
    kafka_name("made", name);
    struct spoor_topic_plan plan = {name, 3, 1, 3600000, 2000000};
    bool created = false;
    int32_t count = -1;
    assert_int_equal(spoor_admin_partition_count(admin, name, 5000, &count, &err), SPOOR_OK);
    assert_int_equal(count, 0);
    assert_int_equal(spoor_admin_topic_create(admin, &plan, 10000, &created, &err), SPOOR_OK);
    assert_true(created);
    assert_int_equal(spoor_admin_partition_count(admin, name, 5000, &count, &err), SPOOR_OK);
    assert_int_equal(count, 3);
    assert_int_equal(spoor_admin_topic_create(admin, &plan, 10000, &created, &err), SPOOR_OK);
    assert_false(created);
}

static void a_wrong_plan_is_a_halt_that_names_the_topic(void **state)
{
    (void)state;
    struct spoor_topic_plan plan = {"wrong name!", 1, 1, -1, 1000};
    bool created;
    assert_int_equal(spoor_admin_topic_create(admin, &plan, 10000, &created, &err), SPOOR_HALT);
    assert_non_null(strstr(err.message, "wrong name!"));
}

static void watermarks_and_record_times_are_the_brokers(void **state)
{
    (void)state;
    char topic[KAFKA_NAME_MAX];
    kafka_topic(2, topic);
    struct spoor_producer *producer = kafka_producer(NULL);
    int64_t before_us = spoor_time_now_us() - SPOOR_SECOND_US, time_us = -1, oldest, end;
    kafka_put(producer, topic, 1, "a");
    kafka_put(producer, topic, 1, "b");
    assert_int_equal(spoor_admin_watermarks(admin, topic, 1, 5000, &oldest, &end, &err), SPOOR_OK);
    assert_int_equal(oldest, 0);
    assert_int_equal(end, 2);
    for (int64_t offset = 0; offset < 2; offset++) { /* the same partition can be asked again */
        assert_int_equal(spoor_admin_record_time(admin, topic, 1, offset, 10000, &time_us, &err), SPOOR_OK);
        assert_in_range(time_us, before_us, spoor_time_now_us());
    }
    assert_int_equal(spoor_admin_record_time(admin, topic, 1, 2, 10000, &time_us, &err), SPOOR_OK);
    assert_int_equal(time_us, 0);
    assert_int_equal(spoor_admin_record_time(admin, topic, 0, 0, 10000, &time_us, &err), SPOOR_OK);
    assert_int_equal(time_us, 0);
    spoor_producer_close(producer);
}

static void committed_offsets_are_read_without_joining(void **state)
{
    (void)state;
    char topic[KAFKA_NAME_MAX], group[KAFKA_NAME_MAX];
    struct kafka_member member = {.begin = {SPOOR_OFFSET_OLDEST, SPOOR_OFFSET_OLDEST}};
    kafka_topic(2, topic);
    kafka_name("group", group);
    member_open(&member, topic, group, "one");
    member_until_assigned(&member, 1);
    struct spoor_topic_partition commit = {spoor_slice_of(topic), 1, 7, SPOOR_SLICE("note")};
    assert_int_equal(spoor_consumer_commit(member.consumer, &commit, 1, &err), SPOOR_OK);
    struct spoor_topic_partition found[] = {{spoor_slice_of(topic), 0, 99, SPOOR_SLICE_NULL},
                                            {spoor_slice_of(topic), 1, 99, SPOOR_SLICE_NULL}};
    struct spoor_arena arena;
    spoor_arena_init(&arena, 1 << 20);
    assert_int_equal(spoor_admin_committed(admin, group, found, 2, 10000, &arena, &err), SPOOR_OK);
    assert_int_equal(found[0].offset, SPOOR_OFFSET_NONE);
    assert_false(spoor_slice_present(found[0].metadata));
    assert_int_equal(found[1].offset, 7);
    assert_true(spoor_slice_equal(found[1].metadata, SPOOR_SLICE("note")));
    spoor_arena_fini(&arena);
    assert_int_equal(member.revoked, 0);
    member_close(&member);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_topic_is_made_once),
        cmocka_unit_test(a_wrong_plan_is_a_halt_that_names_the_topic),
        cmocka_unit_test(watermarks_and_record_times_are_the_brokers),
        cmocka_unit_test(committed_offsets_are_read_without_joining),
    };
    return cmocka_run_group_tests(tests, open_admin, close_admin);
}
