#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/base/status.h>

#include <stdio.h>
#include <string.h>

static void set_returns_the_status_and_fills_the_error(void **state)
{
    (void)state;
    struct spoor_error err;
    assert_int_equal(spoor_error_set(&err, SPOOR_REJECT, "onbekend_type", "type %s at %d", "x", 7), SPOOR_REJECT);
    assert_int_equal(err.status, SPOOR_REJECT);
    assert_string_equal(err.code, "onbekend_type");
    assert_string_equal(err.message, "type x at 7");
}

static void set_works_without_an_error_to_fill_and_without_a_code(void **state)
{
    (void)state;
    assert_int_equal(spoor_error_set(NULL, SPOOR_LOST, "a", "b"), SPOOR_LOST);
    struct spoor_error err;
    spoor_error_set(&err, SPOOR_HALT, NULL, "b");
    assert_string_equal(err.code, "");
}

static void set_may_quote_the_message_it_replaces(void **state)
{
    (void)state;
    struct spoor_error err;
    spoor_error_set(&err, SPOOR_RETRY, "08006", "connection closed");
    spoor_error_set(&err, SPOOR_HALT, err.code, "after 3 attempts: %s", err.message);
    assert_string_equal(err.message, "after 3 attempts: connection closed");
    assert_string_equal(err.code, "08006");
}

static void prefix_puts_the_context_before_the_message(void **state)
{
    (void)state;
    struct spoor_error err;
    spoor_error_set(&err, SPOOR_HALT, "", "no such file");
    assert_int_equal(spoor_error_prefix(&err, "mapping %s", "balie"), SPOOR_HALT);
    assert_string_equal(err.message, "mapping balie: no such file");
    spoor_error_prefix(&err, "mapping");
    assert_string_equal(err.message, "mapping balie: no such file");
    spoor_error_prefix(&err, "map");
    assert_string_equal(err.message, "map: mapping balie: no such file");
}

static void long_messages_are_cut_and_stay_terminated(void **state)
{
    (void)state;
    char text[2 * SPOOR_ERROR_MESSAGE_MAX];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    struct spoor_error err;
    for (int length = SPOOR_ERROR_MESSAGE_MAX - 4; length < SPOOR_ERROR_MESSAGE_MAX + 4; length++) {
        spoor_error_set(&err, SPOOR_HALT, text, "%s", text);
        spoor_error_prefix(&err, "%.*s", length, text);
        assert_int_equal(strlen(err.message), SPOOR_ERROR_MESSAGE_MAX - 1);
        assert_int_equal(strlen(err.code), SPOOR_ERROR_CODE_MAX - 1);
    }
}

static void every_status_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(spoor_status_name(SPOOR_OK), "OK");
    assert_string_equal(spoor_status_name(SPOOR_RETRY), "RETRY");
    assert_string_equal(spoor_status_name(SPOOR_REJECT), "REJECT");
    assert_string_equal(spoor_status_name(SPOOR_LOST), "LOST");
    assert_string_equal(spoor_status_name(SPOOR_HALT), "HALT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_returns_the_status_and_fills_the_error),
        cmocka_unit_test(set_works_without_an_error_to_fill_and_without_a_code),
        cmocka_unit_test(set_may_quote_the_message_it_replaces),
        cmocka_unit_test(prefix_puts_the_context_before_the_message),
        cmocka_unit_test(long_messages_are_cut_and_stay_terminated),
        cmocka_unit_test(every_status_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
