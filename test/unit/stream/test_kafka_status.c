#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kafka_internal.h"

static struct spoor_error err;

static void every_code_has_an_answer_and_the_unknown_is_tried_again(void **state)
{
    (void)state;
    const struct rd_kafka_err_desc *codes;
    size_t count;
    rd_kafka_get_err_descs(&codes, &count);
    for (size_t i = 0; i < count; i++)
        if (codes[i].code != RD_KAFKA_RESP_ERR_NO_ERROR && codes[i].name)
            assert_int_not_equal(spoor_kafka_status(codes[i].code), SPOOR_OK);
    assert_int_equal(spoor_kafka_status(RD_KAFKA_RESP_ERR_NO_ERROR), SPOOR_OK);
    assert_int_equal(spoor_kafka_status((rd_kafka_resp_err_t)9999), SPOOR_RETRY);
}

static void each_answer_is_the_one_of_the_failure_table(void **state)
{
    (void)state;
    static const struct {
        rd_kafka_resp_err_t code;
        enum spoor_status status;
    } cases[] = {
        {RD_KAFKA_RESP_ERR__TRANSPORT, SPOOR_RETRY},
        {RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, SPOOR_RETRY},
        {RD_KAFKA_RESP_ERR__TIMED_OUT, SPOOR_RETRY},
        {RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, SPOOR_RETRY},
        {RD_KAFKA_RESP_ERR_NOT_COORDINATOR, SPOOR_RETRY},
        {RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT, SPOOR_RETRY},
        {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, SPOOR_RETRY},
        {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, SPOOR_REJECT},
        {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, SPOOR_LOST},
        {RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, SPOOR_LOST},
        {RD_KAFKA_RESP_ERR__FENCED, SPOOR_LOST},
        {RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, SPOOR_HALT},
        {RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, SPOOR_HALT},
        {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, SPOOR_HALT},
        {RD_KAFKA_RESP_ERR__AUTHENTICATION, SPOOR_HALT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(spoor_kafka_status(cases[i].code), cases[i].status);
}

static void an_error_names_what_the_code_and_the_remedy(void **state)
{
    (void)state;
    assert_int_equal(spoor_kafka_error_set(&err, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, "topic %s", "kanaal.balie"),
                     SPOOR_RETRY);
    assert_int_equal(err.status, SPOOR_RETRY);
    assert_string_equal(err.code, "UNKNOWN_TOPIC_OR_PART");
    assert_non_null(strstr(err.message, "topic kanaal.balie"));
    assert_non_null(strstr(err.message, "spoor topics create"));
}

/* --- group snapshot ----------------------------------------------------------------------------------------------- */

static bool valid_after(rd_kafka_consumer_group_metadata_t *metadata)
{
    void *bytes;
    size_t length;
    assert_null(rd_kafka_consumer_group_metadata_write(metadata, &bytes, &length));
    bool valid = spoor_group_snapshot_valid(bytes, length);
    for (size_t cut = 0; cut < length && cut < 11; cut++)
        assert_false(spoor_group_snapshot_valid(bytes, cut));
    rd_kafka_mem_free(NULL, bytes);
    rd_kafka_consumer_group_metadata_destroy(metadata);
    return valid;
}

static void a_snapshot_needs_a_generation_and_a_member(void **state)
{
    (void)state;
    assert_true(valid_after(rd_kafka_consumer_group_metadata_new_with_genid("group", 0, "member-1", NULL)));
    assert_true(valid_after(rd_kafka_consumer_group_metadata_new_with_genid("group", 17, "member-1", "instance")));
    assert_false(valid_after(rd_kafka_consumer_group_metadata_new_with_genid("group", -1, "member-1", NULL)));
    assert_false(valid_after(rd_kafka_consumer_group_metadata_new_with_genid("group", 17, "", NULL)));
    assert_false(valid_after(rd_kafka_consumer_group_metadata_new("group")));
}

static void a_copy_outlives_its_original(void **state)
{
    (void)state;
    struct spoor_group_snapshot original = {
        rd_kafka_consumer_group_metadata_new_with_genid("group", 3, "member-1", "instance")};
    struct spoor_group_snapshot *copy = spoor_group_snapshot_copy(&original);
    rd_kafka_consumer_group_metadata_destroy(original.metadata);
    void *bytes;
    size_t length;
    assert_null(rd_kafka_consumer_group_metadata_write(copy->metadata, &bytes, &length));
    assert_true(spoor_group_snapshot_valid(bytes, length));
    rd_kafka_mem_free(NULL, bytes);
    spoor_group_snapshot_free(copy);
    spoor_group_snapshot_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_an_answer_and_the_unknown_is_tried_again),
        cmocka_unit_test(each_answer_is_the_one_of_the_failure_table),
        cmocka_unit_test(an_error_names_what_the_code_and_the_remedy),
        cmocka_unit_test(a_snapshot_needs_a_generation_and_a_member),
        cmocka_unit_test(a_copy_outlives_its_original),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
