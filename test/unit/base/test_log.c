#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/base/log.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int saved_stderr;
static int pipe_ends[2];

static void capture(void)
{
    assert_int_equal(pipe(pipe_ends), 0);
    saved_stderr = dup(STDERR_FILENO);
    dup2(pipe_ends[1], STDERR_FILENO);
    close(pipe_ends[1]);
}

/* What was written to stderr since capture(). */
static void release(char *out, size_t out_bytes)
{
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    ssize_t bytes = read(pipe_ends[0], out, out_bytes - 1);
    out[bytes > 0 ? bytes : 0] = '\0';
    close(pipe_ends[0]);
}

static void a_json_line_keeps_its_form_whatever_the_message(void **state)
{
    (void)state;
    char text[4096];
    capture();
    spoor_log_configure(SPOOR_LOG_INFO, true, "spoor-\"1\"");
    spoor_log(SPOOR_LOG_WARNING, "kafka-weg", "broker \"%s\"\nnext\\ \xff\xc3 %s", "b:9092", "é");
    release(text, sizeof(text));
    assert_memory_equal(text, "{\"tijd\":\"20", 11);
    assert_string_equal(text + 37,
                        ",\"niveau\":\"warning\",\"instantie\":\"spoor-\\\"1\\\"\",\"gebeurtenis\":\"kafka-weg\","
                        "\"bericht\":\"broker \\\"b:9092\\\" next\\\\ ?? é\"}\n");
}

static void a_text_line_cannot_be_broken_in_two(void **state)
{
    (void)state;
    char text[4096];
    capture();
    spoor_log_configure(SPOOR_LOG_INFO, false, "spoor-1");
    spoor_log(SPOOR_LOG_INFO, "start", "one\ntwo \"three\"");
    release(text, sizeof(text));
    assert_string_equal(text + 23, "Z info start: one two \"three\"\n");
}

static void lines_under_the_level_are_not_written(void **state)
{
    (void)state;
    char text[4096];
    capture();
    spoor_log_configure(SPOOR_LOG_ERROR, false, NULL);
    spoor_log(SPOOR_LOG_WARNING, "a", "b");
    spoor_log(SPOOR_LOG_ERROR, "c", "d");
    release(text, sizeof(text));
    assert_string_equal(text + 23, "Z error c: d\n");
}

static void a_long_message_stays_one_line(void **state)
{
    (void)state;
    char text[10000];
    capture();
    spoor_log_configure(SPOOR_LOG_INFO, true, "");
    spoor_log(SPOOR_LOG_INFO, "lang", "%05000d", 1);
    release(text, sizeof(text));
    size_t length = strlen(text);
    assert_true(length > 2000 && length < 2300);
    assert_ptr_equal(strchr(text, '\n'), text + length - 1);
    assert_string_equal(text + length - 3, "\"}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_json_line_keeps_its_form_whatever_the_message),
        cmocka_unit_test(a_text_line_cannot_be_broken_in_two),
        cmocka_unit_test(lines_under_the_level_are_not_written),
        cmocka_unit_test(a_long_message_stays_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
