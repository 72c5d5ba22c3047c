#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <spoor/base/nearest.h>
#include <string.h>

static void edits_are_counted_without_regard_to_case(void **state)
{
    (void)state;
    assert_int_equal(spoor_edits_between(SPOOR_SLICE("pad"), SPOOR_SLICE("padd")), 1);
    assert_int_equal(spoor_edits_between(SPOOR_SLICE("Zone"), SPOOR_SLICE("zoen")), 1);
    assert_int_equal(spoor_edits_between(SPOOR_SLICE("plaatsgevondenop"), SPOOR_SLICE("plaatsgevondenOp")), 0);
    assert_int_equal(spoor_edits_between(SPOOR_SLICE("fase-gestrat"), SPOOR_SLICE("fase-gestart")), 1);
    assert_int_equal(spoor_edits_between(SPOOR_SLICE("abc"), SPOOR_SLICE("cab")), 2);
    assert_int_equal(spoor_edits_between(SPOOR_SLICE(""), SPOOR_SLICE("abc")), 3);
    char lengthy[SPOOR_NEAREST_BYTES_MAX + 1];
    memset(lengthy, 'a', sizeof lengthy);
    assert_true(spoor_edits_between((struct spoor_slice){lengthy, sizeof lengthy}, SPOOR_SLICE("a")) == SIZE_MAX);
}

static void the_nearest_is_told_only_when_it_is_near(void **state)
{
    (void)state;
    static const char *const names[] = {"sjabloon", "pad", "eerste", NULL}, *const none[] = {NULL};
    assert_string_equal(spoor_nearest(SPOOR_SLICE("padd"), names, 2), "pad");
    assert_string_equal(spoor_nearest(SPOOR_SLICE("EERST"), names, 2), "eerste");
    assert_null(spoor_nearest(SPOOR_SLICE("dag"), names, spoor_edits_of_a_slip(SPOOR_SLICE("dag"))));
    assert_null(spoor_nearest(SPOOR_SLICE("pad"), none, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_are_counted_without_regard_to_case),
        cmocka_unit_test(the_nearest_is_told_only_when_it_is_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
