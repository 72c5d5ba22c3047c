#include "cmocka_test.h"

#include <spoor/base/time.h>
#include <spoor/codec/json.h>

static struct spoor_arena arena;
static struct spoor_buffer buffer;
static struct spoor_json_writer writer;

static int set_up(void **state)
{
    (void)state;
    spoor_arena_init(&arena, 1 << 24);
    spoor_buffer_init(&buffer);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    spoor_buffer_fini(&buffer);
    spoor_arena_fini(&arena);
    return 0;
}

static void begin(void)
{
    spoor_buffer_clear(&buffer);
    spoor_json_writer_init(&writer, &buffer);
}

static void commas_are_the_writers_business(void **state)
{
    (void)state;
    begin();
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "a", SPOOR_SLICE("x"));
    spoor_json_member(&writer, "weg", SPOOR_SLICE_NULL);
    spoor_json_member_int(&writer, "b", -7);
    spoor_json_key(&writer, SPOOR_SLICE("c"));
    spoor_json_array_begin(&writer);
    spoor_json_array_begin(&writer);
    spoor_json_array_end(&writer);
    spoor_json_integer(&writer, INT64_MIN);
    spoor_json_integer(&writer, INT64_MAX);
    spoor_json_string(&writer, SPOOR_SLICE_NULL);
    spoor_json_object_begin(&writer);
    spoor_json_object_end(&writer);
    spoor_json_raw(&writer, SPOOR_SLICE("1.50"));
    spoor_json_array_end(&writer);
    spoor_json_member_bool(&writer, "d", false);
    spoor_json_member_time(&writer, "t", 1);
    spoor_json_member_time(&writer, "geen", SPOOR_TIME_NONE);
    spoor_json_object_end(&writer);
    assert_slice(spoor_buffer_slice(&buffer),
                 "{\"a\":\"x\",\"b\":-7,\"c\":[[],-9223372036854775808,9223372036854775807,null,{},1.50],"
                 "\"d\":false,\"t\":\"1970-01-01T00:00:00.000001Z\"}");
}

static void special_bytes_are_escaped_wherever_they_stand(void **state)
{
    (void)state;
    for (size_t pad = 0; pad < 40; pad++) {
        char text[64], expected[96];
        snprintf(text, sizeof text, "%.*s\"\\\n\x01\x1f\xc3\xa9/z", (int)pad,
                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        snprintf(expected, sizeof expected, "\"%.*s\\\"\\\\\\n\\u0001\\u001f\xc3\xa9/z\"", (int)pad,
                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        begin();
        spoor_json_string(&writer, spoor_slice_of(text));
        assert_slice(spoor_buffer_slice(&buffer), expected);
    }
}

static void every_byte_survives_writing_and_reading(void **state)
{
    (void)state;
    char text[127];
    for (int i = 0; i < 127; i++)
        text[i] = (char)(i + 1);
    begin();
    spoor_json_string(&writer, (struct spoor_slice){text, sizeof text});
    const struct spoor_json *json = NULL;
    assert_int_equal(spoor_json_parse(spoor_buffer_slice(&buffer), &arena, &json, NULL), SPOOR_OK);
    assert_true(spoor_slice_equal(json->text, (struct spoor_slice){text, sizeof text}));
}

static void tree_is_written_compact_in_its_own_order(void **state)
{
    (void)state;
    const struct spoor_json *json = NULL;
    struct spoor_slice text =
        SPOOR_SLICE(" { \"z\" : [ 1.0 , true,false ,null] , \"\\u0061\\\"\" : \"\\u20ac\\/\" , \"l\":{} } ");
    assert_int_equal(spoor_json_parse(text, &arena, &json, NULL), SPOOR_OK);
    begin();
    spoor_json_value(&writer, json);
    assert_slice(spoor_buffer_slice(&buffer), "{\"z\":[1.0,true,false,null],\"a\\\"\":\"\xe2\x82\xac/\",\"l\":{}}");
}

static void built_trees_are_as_read_ones(void **state)
{
    (void)state;
    struct spoor_json *object = spoor_json_new(&arena, SPOOR_JSON_OBJECT, SPOOR_SLICE_NULL), *tail = NULL;
    spoor_json_add(object, SPOOR_SLICE("a"), spoor_json_new(&arena, SPOOR_JSON_STRING, SPOOR_SLICE("x")), &tail);
    spoor_json_add(object, SPOOR_SLICE("b"), spoor_json_new(&arena, SPOOR_JSON_NUMBER, SPOOR_SLICE("1")), &tail);
    assert_int_equal(object->count, 2);
    assert_slice(spoor_json_text(SPOOR_JSON_GET(object, "a")), "x");
    begin();
    spoor_json_value(&writer, object);
    assert_slice(spoor_buffer_slice(&buffer), "{\"a\":\"x\",\"b\":1}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_are_the_writers_business),
        cmocka_unit_test(special_bytes_are_escaped_wherever_they_stand),
        cmocka_unit_test(every_byte_survives_writing_and_reading),
        cmocka_unit_test(tree_is_written_compact_in_its_own_order),
        cmocka_unit_test(built_trees_are_as_read_ones),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
