#include "cmocka_test.h"

#include <spoor/codec/json.h>

static struct spoor_arena arena;

static int set_up(void **state)
{
    (void)state;
    spoor_arena_init(&arena, 1 << 24);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    spoor_arena_fini(&arena);
    return 0;
}

static const struct spoor_json *parse(const char *text)
{
    const struct spoor_json *json = NULL;
    struct spoor_error err = {0};
    if (spoor_json_parse(spoor_slice_of(text), &arena, &json, &err) != SPOOR_OK)
        fail_msg("%s: %s", text, err.message);
    return json;
}

static void assert_refused(struct spoor_slice text, const char *message)
{
    const struct spoor_json *json = NULL;
    struct spoor_error err = {0};
    assert_int_equal(spoor_json_parse(text, &arena, &json, &err), SPOOR_REJECT);
    assert_string_equal(err.code, "onleesbaar");
    if (message)
        assert_string_equal(err.message, message);
    assert_null(json);
}

static void tree_holds_what_the_text_says(void **state)
{
    (void)state;
    const struct spoor_json *json = parse(" {\"a\" : [1, -2.5e+3 ,null,true,false,{}, []], \"b\":\"x\"} ");
    assert_int_equal(json->type, SPOOR_JSON_OBJECT);
    assert_int_equal(json->count, 2);
    const struct spoor_json *a = SPOOR_JSON_GET(json, "a");
    assert_int_equal(a->count, 7);
    assert_slice(a->raw, "[1, -2.5e+3 ,null,true,false,{}, []]");
    assert_slice(a->first->next->text, "-2.5e+3");
    assert_int_equal(spoor_json_pointer(json, SPOOR_SLICE("/a/2"))->type, SPOOR_JSON_NULL);
    assert_slice(spoor_json_text(SPOOR_JSON_GET(json, "b")), "x");
    assert_slice(SPOOR_JSON_GET(json, "b")->raw, "\"x\"");
    assert_null(SPOOR_JSON_GET(json, "c"));
    assert_null(spoor_json_get(NULL, SPOOR_SLICE("a")));
}

static void empty_string_is_present_and_null_is_absent(void **state)
{
    (void)state;
    const struct spoor_json *json = parse("{\"leeg\":\"\",\"niets\":null,\"\":1}");
    assert_slice(spoor_json_text(SPOOR_JSON_GET(json, "leeg")), "");
    assert_absent(spoor_json_text(SPOOR_JSON_GET(json, "niets")));
    assert_non_null(SPOOR_JSON_GET(json, ""));
}

static void last_member_of_a_name_wins(void **state)
{
    (void)state;
    const struct spoor_json *json = parse("{\"a\":1,\"a\":2}");
    int64_t value = 0;
    assert_true(spoor_json_int(SPOOR_JSON_GET(json, "a"), &value));
    assert_int_equal(value, 2);
    assert_true(spoor_json_int(spoor_json_pointer(json, SPOOR_SLICE("/a")), &value));
    assert_int_equal(value, 2);
}

static void escapes_become_text(void **state)
{
    (void)state;
    assert_slice(parse("\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"")->text, "a\"\\/\b\f\n\r\tz");
    assert_slice(parse("\"\\u0041\\u00e9\\u20ac\\uD83D\\ude00\"")->text, "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    assert_slice(parse("{\"\\u0061b\":1}")->first->name, "ab");
}

static void strings_without_escapes_borrow_from_the_input(void **state)
{
    (void)state;
    const char *text = "\"caf\xc3\xa9 zonder ontsnapping\"";
    assert_ptr_equal(parse(text)->text.data, text + 1);
}

static void well_formed_utf8_is_taken_and_the_rest_refused(void **state)
{
    (void)state;
    static const char *const good[] = {"\xc2\x80",         "\xdf\xbf",         "\xe0\xa0\x80",
                                       "\xed\x9f\xbf",     "\xee\x80\x80",     "\xef\xbf\xbf",
                                       "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\x7f"};
    static const char *const bad[] = {"\x80",
                                      "\xbf",
                                      "\xc0\x80",
                                      "\xc1\xbf",
                                      "\xc2",
                                      "\xe0\x9f\xbf",
                                      "\xe2\x82",
                                      "\xed\xa0\x80",
                                      "\xed\xbf\xbf",
                                      "\xf0\x8f\xbf\xbf",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80",
                                      "\xff",
                                      "\xf0\x90\x80\x41",
                                      "\xe2\x41\x80"};
    char text[64];
    for (size_t pad = 0; pad < 20; pad++) {
        for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
            snprintf(text, sizeof text, "\"%.*s%s\"", (int)pad, "aaaaaaaaaaaaaaaaaaaa", good[i]);
            assert_int_equal(parse(text)->text.length, pad + strlen(good[i]));
        }
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            snprintf(text, sizeof text, "\"%.*s%s\"", (int)pad, "aaaaaaaaaaaaaaaaaaaa", bad[i]);
            assert_refused(spoor_slice_of(text), NULL);
        }
    }
}

static void what_is_not_json_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      " ",
                                      "{",
                                      "}",
                                      "[1,]",
                                      "[,1]",
                                      "{\"a\":1,}",
                                      "{\"a\"}",
                                      "{a:1}",
                                      "{1:1}",
                                      "01",
                                      "-",
                                      "+1",
                                      "1.",
                                      ".5",
                                      "1e",
                                      "1e+",
                                      "--1",
                                      "0x10",
                                      "NaN",
                                      "tru",
                                      "True",
                                      "nul",
                                      "1 2",
                                      "[1 2]",
                                      "\"a",
                                      "\"a\\",
                                      "'a'",
                                      "\"\\x\"",
                                      "\"\\u12\"",
                                      "\"\\u12g4\"",
                                      "\"\\u0000\"",
                                      "\"\\ud800\"",
                                      "\"\\ud800x\"",
                                      "\"\\udc00\"",
                                      "\"\\ud800\\u0041\"",
                                      "\"\\ud800\\ud800\"",
                                      "\"\\ud83d\\ude0\"",
                                      "\"a\tb\"",
                                      "\"a\nb\"",
                                      "[1]]",
                                      "{}x",
                                      "\xef\xbb\xbf{}",
                                      "\f1",
                                      "\"\\\xc3\xa9\"",
                                      "[\"\\u",
                                      "[\"\\ud800\\u"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refused(spoor_slice_of(bad[i]), NULL);
}

static void nul_is_refused_wherever_it_stands(void **state)
{
    (void)state;
    assert_refused(SPOOR_SLICE("\0"), NULL);
    assert_refused(SPOOR_SLICE("1\0"), NULL);
    assert_refused(SPOOR_SLICE("\"a\0b\""), "byte 2: control character in a string");
    assert_refused(SPOOR_SLICE_NULL, NULL);
}

static void message_names_the_byte(void **state)
{
    (void)state;
    assert_refused(SPOOR_SLICE("{\"a\": x}"), "byte 6: a value expected");
    assert_refused(SPOOR_SLICE("[\"a\\q\"]"), "byte 3: invalid escape");
    assert_refused(SPOOR_SLICE("[1 2]"), "byte 3: ',' or ']' expected");
}

static void nesting_stops_at_its_maximum(void **state)
{
    (void)state;
    char text[2 * (SPOOR_JSON_DEPTH_MAX + 1) + 1];
    for (size_t depth = SPOOR_JSON_DEPTH_MAX; depth <= SPOOR_JSON_DEPTH_MAX + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        text[2 * depth] = '\0';
        if (depth <= SPOOR_JSON_DEPTH_MAX)
            assert_int_equal(parse(text)->type, SPOOR_JSON_ARRAY);
        else
            assert_refused(spoor_slice_of(text), "byte 64: nested too deep");
    }
}

static void integers_are_exact_or_refused(void **state)
{
    (void)state;
    int64_t value = 0;
    assert_true(spoor_json_int(parse("9223372036854775807"), &value));
    assert_true(value == INT64_MAX);
    assert_true(spoor_json_int(parse("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    assert_true(spoor_json_int(parse("-0"), &value));
    assert_int_equal(value, 0);
    assert_false(spoor_json_int(parse("9223372036854775808"), &value));
    assert_false(spoor_json_int(parse("-9223372036854775809"), &value));
    assert_false(spoor_json_int(parse("1.0"), &value));
    assert_false(spoor_json_int(parse("1e2"), &value));
    assert_false(spoor_json_int(parse("\"1\""), &value));
    assert_slice(spoor_json_scalar(parse("1234567890123456789012345678901234567890.5")),
                 "1234567890123456789012345678901234567890.5");
}

static void scalars_have_a_text_and_containers_do_not(void **state)
{
    (void)state;
    assert_slice(spoor_json_scalar(parse("true")), "true");
    assert_slice(spoor_json_scalar(parse("false")), "false");
    assert_slice(spoor_json_scalar(parse("1e2")), "1e2");
    assert_absent(spoor_json_scalar(parse("[]")));
    assert_absent(spoor_json_scalar(parse("null")));
    assert_absent(spoor_json_scalar(NULL));
    assert_true(spoor_json_bool(parse("true"), false));
    assert_false(spoor_json_bool(parse("false"), true));
    assert_true(spoor_json_bool(parse("1"), true));
    assert_false(spoor_json_bool(NULL, false));
}

static void pointer_follows_rfc_6901(void **state)
{
    (void)state;
    const struct spoor_json *json =
        parse("{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"m~n\":8,\"k\\\"l\":6,\" \":7,\"~1\":9}");
    static const struct {
        const char *pointer, *raw;
    } known[] = {{"/foo", "[\"bar\",\"baz\"]"},
                 {"/foo/0", "\"bar\""},
                 {"/foo/1", "\"baz\""},
                 {"/", "0"},
                 {"/a~1b", "1"},
                 {"/c%d", "2"},
                 {"/m~0n", "8"},
                 {"/k\"l", "6"},
                 {"/ ", "7"},
                 {"/~01", "9"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_slice(spoor_json_pointer(json, spoor_slice_of(known[i].pointer))->raw, known[i].raw);
    static const char *const absent[] = {"/foo/2",   "/foo/00", "/foo/-", "/foo/",
                                         "/foo/0/x", "/x",      "foo",    "/foo/99999999999"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_null(spoor_json_pointer(json, spoor_slice_of(absent[i])));
    assert_ptr_equal(spoor_json_pointer(json, SPOOR_SLICE("")), json);
    assert_ptr_equal(spoor_json_pointer(json, SPOOR_SLICE_NULL), json);
}

static void wide_objects_need_many_blocks_of_nodes(void **state)
{
    (void)state;
    struct spoor_buffer text;
    spoor_buffer_init(&text);
    spoor_buffer_append_char(&text, '[');
    for (int i = 0; i < 5000; i++)
        spoor_buffer_printf(&text, "%s%d", i ? "," : "", i);
    spoor_buffer_append_char(&text, ']');
    const struct spoor_json *json = NULL;
    assert_int_equal(spoor_json_parse(spoor_buffer_slice(&text), &arena, &json, NULL), SPOOR_OK);
    assert_int_equal(json->count, 5000);
    assert_slice(spoor_json_pointer(json, SPOOR_SLICE("/4999"))->text, "4999");
    spoor_buffer_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tree_holds_what_the_text_says),
        cmocka_unit_test(empty_string_is_present_and_null_is_absent),
        cmocka_unit_test(last_member_of_a_name_wins),
        cmocka_unit_test(escapes_become_text),
        cmocka_unit_test(strings_without_escapes_borrow_from_the_input),
        cmocka_unit_test(well_formed_utf8_is_taken_and_the_rest_refused),
        cmocka_unit_test(what_is_not_json_is_refused),
        cmocka_unit_test(nul_is_refused_wherever_it_stands),
        cmocka_unit_test(message_names_the_byte),
        cmocka_unit_test(nesting_stops_at_its_maximum),
        cmocka_unit_test(integers_are_exact_or_refused),
        cmocka_unit_test(scalars_have_a_text_and_containers_do_not),
        cmocka_unit_test(pointer_follows_rfc_6901),
        cmocka_unit_test(wide_objects_need_many_blocks_of_nodes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
