#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/base/crash.h>

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* How a child ends that passes the fold's commit three times, armed with `text`. */
static int child_status(const char *text)
{
    pid_t child = fork();
    if (child == 0) {
        if (spoor_crash_arm(text, NULL) != SPOOR_OK)
            _exit(9);
        for (int passage = 0; passage < 3; passage++) {
            SPOOR_CRASH_POINT(FOLD_READ);
            SPOOR_CRASH_POINT(FOLD_COMMITTED);
        }
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void an_armed_point_kills_at_its_passage(void **state)
{
    (void)state;
    assert_int_equal(child_status("vouw-vastgelegd"), SIGKILL);
    assert_int_equal(child_status("vouw-gelezen:3"), SIGKILL);
}

static void a_point_not_reached_does_nothing(void **state)
{
    (void)state;
    assert_int_equal(child_status(""), 0);
    assert_int_equal(child_status("vouw-gelezen:4"), 0);
    assert_int_equal(child_status("relay-onthouden"), 0);
}

static void an_unknown_point_is_told_with_the_known_ones(void **state)
{
    (void)state;
    struct spoor_error err;
    assert_int_equal(spoor_crash_arm("vouw", &err), SPOOR_HALT);
    assert_non_null(strstr(err.message, "outbox-gewisseld"));
    assert_int_equal(spoor_crash_arm("vouw-gelezen:0", &err), SPOOR_HALT);
    assert_int_equal(spoor_crash_arm("vouw-gelezen:x", &err), SPOOR_HALT);
    assert_int_equal(spoor_crash_arm("vouw-gelezen:", &err), SPOOR_HALT);
    assert_int_equal(spoor_crash_armed, -1);
}

static void every_point_can_be_armed_by_its_name(void **state)
{
    (void)state;
    for (int i = 0; i < SPOOR_CRASH_COUNT; i++) {
        assert_int_equal(spoor_crash_arm(spoor_crash_point_name(i), NULL), SPOOR_OK);
        assert_int_equal(spoor_crash_armed, i);
    }
    assert_null(spoor_crash_point_name(SPOOR_CRASH_COUNT));
    assert_int_equal(spoor_crash_arm("", NULL), SPOOR_OK);
    assert_int_equal(spoor_crash_armed, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_armed_point_kills_at_its_passage),
        cmocka_unit_test(a_point_not_reached_does_nothing),
        cmocka_unit_test(an_unknown_point_is_told_with_the_known_ones),
        cmocka_unit_test(every_point_can_be_armed_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
