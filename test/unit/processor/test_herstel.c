/* Which outbox rows the topics hold. */
#include "../codec/cmocka_test.h"

#include "../../../src/processor/herstel_internal.h"

#define TOPIC SPOOR_SLICE("t")
#define KEY SPOOR_SLICE("k")

static struct spoor_herstel_rows *rows;

static const char *const values[] = {"{\"id\":\"a\",\"x\":1}", "{\"id\":\"b\",\"x\":2}", "{\"id\":\"c\",\"x\":3}",
                                     "{\"id\":\"d\",\"x\":4}"};

static int open_rows(void **state)
{
    (void)state;
    rows = spoor_herstel_rows_new();
    for (size_t i = 0; i < 4; i++)
        if (!spoor_herstel_rows_add(rows, TOPIC, KEY, spoor_slice_of(values[i]), false))
            return -1;
    return 0;
}

static int close_rows(void **state)
{
    (void)state;
    spoor_herstel_rows_free(rows);
    return 0;
}

static void see(const char *value)
{
    spoor_herstel_rows_see(rows, TOPIC, KEY, spoor_slice_of(value), false);
}

static void nothing_published(void **state)
{
    (void)state;
    see("{\"id\":\"other\"}");
    see("no JSON");
    spoor_herstel_rows_see(rows, SPOOR_SLICE("elsewhere"), KEY, spoor_slice_of(values[0]), false);
    struct spoor_herstel_judgement judgement = spoor_herstel_rows_judge(rows, 0, 4);
    assert_int_equal(judgement.published, 0);
    assert_int_equal(judgement.missing + judgement.differing, 0);
}

static void the_highest_published_counts_when_all_before_it_are_there(void **state)
{
    (void)state;
    see(values[1]);
    see(values[0]);
    see(values[2]);
    see(values[2]);
    struct spoor_herstel_judgement judgement = spoor_herstel_rows_judge(rows, 0, 4);
    assert_int_equal(judgement.published, 3);
    assert_int_equal(judgement.missing + judgement.differing, 0);
}

static void a_gap_is_told(void **state)
{
    (void)state;
    see(values[0]);
    see(values[3]);
    struct spoor_herstel_judgement judgement = spoor_herstel_rows_judge(rows, 0, 4);
    assert_int_equal(judgement.missing, 2);
    assert_int_equal(judgement.at, 1);
    assert_int_equal(spoor_herstel_rows_judge(rows, 0, 3).published, 1);
}

static void other_bytes_under_the_same_id_are_told_unless_old(void **state)
{
    (void)state;
    spoor_herstel_rows_see(rows, TOPIC, KEY, SPOOR_SLICE("{\"id\":\"a\",\"x\":9}"), true);
    assert_int_equal(spoor_herstel_rows_judge(rows, 0, 4).differing, 0);
    see("{\"id\":\"b\",\"x\":9}");
    struct spoor_herstel_judgement judgement = spoor_herstel_rows_judge(rows, 0, 4);
    assert_int_equal(judgement.differing, 1);
    assert_int_equal(judgement.at, 1);
    see(values[0]);
    see(values[1]);
    assert_int_equal(spoor_herstel_rows_judge(rows, 0, 4).differing, 0);
}

/* Two klanten may share a klantreisRef (docs/decisions/0010). */
static void an_id_under_another_key_is_another_message(void **state)
{
    (void)state;
    const char *shared = "{\"id\":\"a\",\"x\":5}";
    assert_true(spoor_herstel_rows_add(rows, TOPIC, SPOOR_SLICE("l"), spoor_slice_of(shared), false));
    see(values[0]);
    spoor_herstel_rows_see(rows, TOPIC, SPOOR_SLICE("m"), SPOOR_SLICE("{\"id\":\"b\",\"x\":9}"), false);
    assert_int_equal(spoor_herstel_rows_judge(rows, 0, 4).published, 1);
    assert_int_equal(spoor_herstel_rows_judge(rows, 0, 5).differing, 0);
    assert_int_equal(spoor_herstel_rows_judge(rows, 4, 1).published, 0);
    spoor_herstel_rows_see(rows, TOPIC, SPOOR_SLICE("l"), spoor_slice_of(shared), false);
    assert_int_equal(spoor_herstel_rows_judge(rows, 4, 1).published, 1);
}

#define MADE(id, time, fase, moment)                                                                                   \
    "{\"id\":\"" id "\",\"time\":\"" time "\",\"data\":{\"fase\":\"" fase "\",\"verwerktOp\":\"" moment "\",\"n\":1}}"

static void what_is_made_again_differs_in_its_moment_only(void **state)
{
    (void)state;
    assert_true(spoor_herstel_rows_add(rows, TOPIC, KEY, SPOOR_SLICE(MADE("p", "1", "a", "1")), true));
    assert_true(spoor_herstel_rows_add(rows, TOPIC, KEY, SPOOR_SLICE(MADE("q", "1", "a", "1")), true));
    assert_true(spoor_herstel_rows_add(rows, TOPIC, KEY, SPOOR_SLICE(MADE("r", "1", "a", "1")), false));
    see(MADE("p", "22", "a", "333"));
    assert_int_equal(spoor_herstel_rows_judge(rows, 4, 3).published, 1);
    see(MADE("q", "22", "b", "333"));
    see(MADE("r", "22", "a", "333"));
    assert_int_equal(spoor_herstel_rows_judge(rows, 4, 3).differing, 2);
}

static void many_rows(void **state)
{
    (void)state;
    char value[64];
    for (int i = 0; i < 5000; i++) {
        snprintf(value, sizeof value, "{\"id\":\"n%d\"}", i);
        assert_true(spoor_herstel_rows_add(rows, TOPIC, KEY, spoor_slice_of(value), false));
    }
    for (int i = 0; i < 4000; i++) {
        snprintf(value, sizeof value, "{\"id\":\"n%d\"}", i);
        see(value);
    }
    assert_int_equal(spoor_herstel_rows_judge(rows, 4, 5000).published, 4000);
    assert_int_equal(spoor_herstel_rows_judge(rows, 4, 5000).missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_published, open_rows, close_rows),
        cmocka_unit_test_setup_teardown(the_highest_published_counts_when_all_before_it_are_there, open_rows,
                                        close_rows),
        cmocka_unit_test_setup_teardown(a_gap_is_told, open_rows, close_rows),
        cmocka_unit_test_setup_teardown(other_bytes_under_the_same_id_are_told_unless_old, open_rows, close_rows),
        cmocka_unit_test_setup_teardown(an_id_under_another_key_is_another_message, open_rows, close_rows),
        cmocka_unit_test_setup_teardown(what_is_made_again_differs_in_its_moment_only, open_rows, close_rows),
        cmocka_unit_test_setup_teardown(many_rows, open_rows, close_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
