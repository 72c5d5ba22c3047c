#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store_internal.h"

struct sample {
    struct spoor_uuid uuid;
    int64_t number, moment;
    int32_t small;
    bool flag;
    struct spoor_slice text;
    struct spoor_slice *list;
    size_t list_count;
};

static struct spoor_session session;

static int setup(void **state)
{
    (void)state;
    memset(&session, 0, sizeof session);
    spoor_buffer_init(&session.params.values);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    spoor_buffer_fini(&session.params.values);
    return 0;
}

static void encode(enum store_type type, size_t offset, const struct sample *samples, size_t count)
{
    store_param_strided(&session, (struct store_column){type, offset}, samples, sizeof *samples, count);
}

static void assert_param(const char *expected_hex)
{
    int n = session.params.count - 1;
    char hex[512];
    assert_true(session.params.lengths[n] < 250);
    spoor_hex_format(session.params.values.data + session.params.offsets[n], (size_t)session.params.lengths[n], hex);
    assert_string_equal(hex, expected_hex);
}

static void numbers_and_flags_are_big_endian(void **state)
{
    (void)state;
    struct sample samples[] = {{.number = -2, .small = 258, .flag = true}, {.number = 1}};
    encode(STORE_I64, offsetof(struct sample, number), samples, 2);
    assert_param("00000001" "00000000" "00000014" "00000002" "00000001"
                 "00000008" "fffffffffffffffe" "00000008" "0000000000000001");
    encode(STORE_I32, offsetof(struct sample, small), samples, 1);
    assert_param("00000001" "00000000" "00000017" "00000001" "00000001" "00000004" "00000102");
    encode(STORE_BOOL, offsetof(struct sample, flag), samples, 2);
    assert_param("00000001" "00000000" "00000010" "00000002" "00000001" "00000001" "01" "00000001" "00");
}

static void moments_count_from_2000(void **state)
{
    (void)state;
    struct sample samples[] = {{.moment = STORE_EPOCH_US + 3}, {.moment = SPOOR_TIME_NONE}};
    encode(STORE_TIME, offsetof(struct sample, moment), samples, 2);
    assert_param("00000001" "00000001" "000004a0" "00000002" "00000001" "00000008" "0000000000000003" "ffffffff");
}

static void an_empty_text_is_not_an_absent_one(void **state)
{
    (void)state;
    struct sample samples[] = {{.text = SPOOR_SLICE("")}, {.text = SPOOR_SLICE_NULL}, {.text = SPOOR_SLICE("a")}};
    encode(STORE_TEXT, offsetof(struct sample, text), samples, 3);
    assert_param("00000001" "00000001" "00000019" "00000003" "00000001" "00000000" "ffffffff" "00000001" "61");
}

static void a_column_of_nulls_is_an_empty_array(void **state)
{
    (void)state;
    struct sample samples[3] = {{.moment = SPOOR_TIME_NONE}, {.moment = SPOOR_TIME_NONE}, {.moment = SPOOR_TIME_NONE}};
    encode(STORE_TEXT, offsetof(struct sample, text), samples, 3);
    assert_param("00000000" "00000000" "00000019");
    encode(STORE_TIME, offsetof(struct sample, moment), samples, 3);
    assert_param("00000000" "00000000" "000004a0");
    encode(STORE_TEXTS, offsetof(struct sample, list), samples, 3);
    assert_param("00000000" "00000000" "00000019");
}

static void lists_are_array_literals(void **state)
{
    (void)state;
    struct spoor_slice texts[] = {SPOOR_SLICE("a"), SPOOR_SLICE("\"\\")};
    struct sample sample = {.list = texts, .list_count = 2};
    encode(STORE_TEXTS, offsetof(struct sample, list), &sample, 1);
    /* {"a","\"\\"} */
    assert_param("00000001" "00000000" "00000019" "00000001" "00000001" "0000000c" "7b2261222c225c225c5c227d");
}

static void pointers_and_strides_give_the_same(void **state)
{
    (void)state;
    struct sample samples[] = {{.uuid = {{1}}}, {.uuid = {{2}}}};
    const void *pointers[] = {&samples[0], &samples[1]};
    encode(STORE_UUID, offsetof(struct sample, uuid), samples, 2);
    store_param_column(&session, (struct store_column){STORE_UUID, offsetof(struct sample, uuid)}, pointers, 2);
    struct store_params *params = &session.params;
    assert_int_equal(params->lengths[0], 20 + 2 * 20);
    assert_int_equal(params->lengths[1], params->lengths[0]);
    assert_memory_equal(params->values.data + params->offsets[0], params->values.data + params->offsets[1],
                        (size_t)params->lengths[0]);
}

static void a_row_names_the_type_of_each_column(void **state)
{
    (void)state;
    static const struct store_column columns[] = {{STORE_I32, offsetof(struct sample, small)},
                                                  {STORE_TEXT, offsetof(struct sample, text)}};
    const struct store_shape shape = {columns, 2, STORE_ROW_OUTBOX};
    struct sample samples[] = {{.small = 1, .text = SPOOR_SLICE("a")}, {.small = 2}};
    const void *pointers[] = {&samples[0], &samples[1]};
    session.row_types[STORE_ROW_OUTBOX] = 0xabcd;
    store_param_rows(&session, &shape, pointers, 2);
    assert_param("00000001" "00000000" "0000abcd" "00000002" "00000001"
                 "00000019" "00000002" "00000017" "00000004" "00000001" "00000019" "00000001" "61"
                 "00000018" "00000002" "00000017" "00000004" "00000002" "00000019" "ffffffff");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(numbers_and_flags_are_big_endian),
        TEST(moments_count_from_2000),
        TEST(an_empty_text_is_not_an_absent_one),
        TEST(a_column_of_nulls_is_an_empty_array),
        TEST(lists_are_array_literals),
        TEST(pointers_and_strides_give_the_same),
        TEST(a_row_names_the_type_of_each_column),
    };
    return cmocka_run_group_tests_name("store_array", tests, NULL, NULL);
}
