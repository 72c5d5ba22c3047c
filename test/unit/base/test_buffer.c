#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/base/buffer.h>

#include <inttypes.h>
#include <stdio.h>

static void assert_holds(const struct spoor_buffer *buffer, const char *text)
{
    struct spoor_slice content = spoor_buffer_slice(buffer);
    assert_int_equal(content.length, strlen(text));
    assert_memory_equal(content.data, text, content.length);
}

static void appended_parts_follow_each_other(void **state)
{
    (void)state;
    struct spoor_buffer buffer;
    spoor_buffer_init(&buffer);
    assert_holds(&buffer, "");
    spoor_buffer_append_char(&buffer, '{');
    spoor_buffer_append_text(&buffer, "fase");
    spoor_buffer_append_slice(&buffer, SPOOR_SLICE(": "));
    spoor_buffer_append_slice(&buffer, SPOOR_SLICE_NULL);
    spoor_buffer_append_int(&buffer, -12);
    spoor_buffer_printf(&buffer, "%c", '}');
    assert_holds(&buffer, "{fase: -12}");
    spoor_buffer_clear(&buffer);
    assert_holds(&buffer, "");
    spoor_buffer_fini(&buffer);
}

static void integers_are_written_over_their_whole_range(void **state)
{
    (void)state;
    const int64_t values[] = {0, 1, -1, 9, 10, 99, 100, 1234567890123, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        char expected[32];
        snprintf(expected, sizeof(expected), "%" PRId64, values[i]);
        struct spoor_buffer buffer;
        spoor_buffer_init(&buffer);
        spoor_buffer_append_int(&buffer, values[i]);
        assert_holds(&buffer, expected);
        spoor_buffer_fini(&buffer);
    }
}

static void it_grows_past_any_first_size(void **state)
{
    (void)state;
    struct spoor_buffer buffer;
    spoor_buffer_init(&buffer);
    for (int i = 0; i < 10000; i++)
        spoor_buffer_append(&buffer, "0123456789", 10);
    assert_int_equal(buffer.length, 100000);
    assert_memory_equal(buffer.data + 99990, "0123456789", 10);
    spoor_buffer_printf(&buffer, "%5000d", 1);
    assert_int_equal(buffer.length, 105000);
    assert_int_equal(buffer.data[104999], '1');
    spoor_buffer_fini(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appended_parts_follow_each_other),
        cmocka_unit_test(integers_are_written_over_their_whole_range),
        cmocka_unit_test(it_grows_past_any_first_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
