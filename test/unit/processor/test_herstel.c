/* Which outbox rows readers know, which they know otherwise, and what becomes of each. */
#include "../codec/cmocka_test.h"

#include "../../../src/processor/herstel_internal.h"

#define TOPIC SPOOR_SLICE("t")
#define KEY SPOOR_SLICE("k")
enum { PARTITION = 3 };

static struct spoor_herstel_rows *rows;

static const char *const values[] = {"{\"id\":\"a\",\"x\":1}", "{\"id\":\"b\",\"x\":2}", "{\"id\":\"c\",\"x\":3}",
                                     "{\"id\":\"d\",\"x\":4}"};

static void add(const char *value)
{
    assert_true(spoor_herstel_rows_add(rows, PARTITION, TOPIC, KEY, spoor_slice_of(value), SPOOR_SLICE_NULL));
}

static int open_none(void **state)
{
    (void)state;
    rows = spoor_herstel_rows_new();
    return 0;
}

static int open_rows(void **state)
{
    open_none(state);
    for (size_t i = 0; i < 4; i++)
        add(values[i]);
    return 0;
}

static int close_rows(void **state)
{
    (void)state;
    spoor_herstel_rows_free(rows);
    return 0;
}

/* True: told of a journey that no row tells under this id. */
static bool see_message(const char *topic, const char *key, const char *value, bool old)
{
    struct spoor_herstel_message message = {.topic = spoor_slice_of(topic),
                                            .key = spoor_slice_of(key),
                                            .value = spoor_slice_of(value),
                                            .partition = 7,
                                            .offset = 70,
                                            .old = old};
    struct spoor_herstel_told told;
    bool unmet = spoor_herstel_rows_see(rows, &message, &told);
    if (unmet)
        spoor_herstel_rows_stranger(rows, PARTITION, &told);
    return unmet;
}

static void see(const char *value)
{
    (void)see_message("t", "k", value, false);
}

static struct spoor_herstel_judgement judge(size_t first, size_t count)
{
    return spoor_herstel_rows_judge(rows, PARTITION, first, count);
}

static void assert_passed_over(size_t count, const char *expected)
{
    (void)judge(0, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(spoor_herstel_rows_passed_over(rows, i), expected[i] == 'x');
}

static void nothing_published(void **state)
{
    (void)state;
    see("{\"id\":\"other\"}");
    see("no JSON");
    (void)see_message("elsewhere", "k", values[0], false);
    struct spoor_herstel_judgement judgement = judge(0, 4);
    assert_int_equal(judgement.published, 0);
    assert_int_equal(judgement.missing + judgement.differing + judgement.told, 0);
}

static void the_highest_published_counts_when_all_before_it_are_there(void **state)
{
    (void)state;
    see(values[1]);
    see(values[0]);
    see(values[2]);
    see(values[2]);
    struct spoor_herstel_judgement judgement = judge(0, 4);
    assert_int_equal(judgement.published, 3);
    assert_int_equal(judgement.told, 3);
    assert_int_equal(judgement.missing + judgement.differing, 0);
}

static void a_gap_is_told(void **state)
{
    (void)state;
    see(values[0]);
    see(values[3]);
    struct spoor_herstel_judgement judgement = judge(0, 4);
    assert_int_equal(judgement.missing, 2);
    assert_int_equal(judgement.at, 1);
    assert_int_equal(judge(0, 3).published, 1);
    assert_passed_over(4, "x..x");
}

/* A reject has no revisie: what readers know under its id stands. */
static void other_bytes_under_the_same_id_are_never_sent_unless_old(void **state)
{
    (void)state;
    (void)see_message("t", "k", "{\"id\":\"a\",\"x\":9}", true);
    assert_passed_over(4, "....");
    see("{\"id\":\"b\",\"x\":9}");
    assert_passed_over(4, ".x..");
    assert_int_equal(judge(0, 4).differing, 0);
}

/* Two klanten may share a klantreisRef (docs/decisions/0010). */
static void an_id_under_another_key_is_another_message(void **state)
{
    (void)state;
    const char *shared = "{\"id\":\"a\",\"x\":5}";
    assert_true(
        spoor_herstel_rows_add(rows, PARTITION, TOPIC, SPOOR_SLICE("l"), spoor_slice_of(shared), SPOOR_SLICE_NULL));
    see(values[0]);
    (void)see_message("t", "m", "{\"id\":\"b\",\"x\":9}", false);
    assert_passed_over(5, "x....");
    (void)see_message("t", "l", shared, false);
    assert_passed_over(5, "x...x");
}

static void many_rows(void **state)
{
    (void)state;
    char value[64];
    for (int i = 0; i < 5000; i++) {
        snprintf(value, sizeof value, "{\"id\":\"n%d\"}", i);
        add(value);
    }
    for (int i = 0; i < 4000; i++) {
        snprintf(value, sizeof value, "{\"id\":\"n%d\"}", i);
        see(value);
    }
    assert_int_equal(judge(4, 5000).published, 4000);
    assert_int_equal(judge(4, 5000).missing, 0);
}

#define REJECT(moment, reden)                                                                                          \
    "{\"id\":\"a\",\"time\":\"" moment "\",\"data\":{\"quarantaineReden\":\"" reden "\",\"verwerktOp\":\"" moment "\"" \
                                                                                                                  "}}"

/* A record that was offered again and rejected again has one id and two rows. */
static void one_message_is_one_reject(void **state)
{
    (void)state;
    const char *made_again[] = {REJECT("5", "x"), REJECT("6", "x"), REJECT("7", "y")};
    for (size_t i = 0; i < 3; i++)
        assert_true(
            spoor_herstel_rows_add(rows, PARTITION, TOPIC, KEY, spoor_slice_of(made_again[i]), SPOOR_SLICE("2")));
    see(REJECT("1", "x"));
    see(REJECT("2", "y"));
    assert_passed_over(3, "...");
    see(REJECT("3", "x"));
    assert_passed_over(3, "x..");
    see(REJECT("4", "y"));
    assert_passed_over(3, "x.x");
    see(REJECT("4", "z"));
    assert_passed_over(3, "xxx");
    spoor_herstel_rows_forget(rows);
    assert_passed_over(3, "...");
}

/* --- journeys ----------------------------------------------------------------------------------------------------- */

#define TOLD(ref, revisie, soort, fase, cause, moment)                                                                 \
    "{\"id\":\"" ref "-" revisie "\",\"time\":\"" moment "\",\"causationid\":\"" cause                                 \
    "\",\"data\":{\"klantreisRef\":\"" ref "\",\"revisie\":" revisie ",\"soort\":\"" soort "\",\"fase\":\"" fase       \
    "\",\"verwerktOp\":\"" moment "\",\"n\":1}}"
#define STATUS(ref, revisie, fase) TOLD(ref, revisie, "statuswijziging", fase, "e", "1")
#define CORRECTIE(ref, revisie, fase, cause) TOLD(ref, revisie, "correctie", fase, cause, "1")
#define BEGINSTAND(ref, revisie, volgnummer, fase)                                                                     \
    "{\"id\":\"" ref "-" revisie "-b" volgnummer "\",\"data\":{\"klantreisRef\":\"" ref "\",\"revisie\":" revisie      \
    ",\"soort\":\"beginstand\",\"fase\":\"" fase "\"}}"

static const struct spoor_herstel_reis *reis(const char *ref)
{
    const struct spoor_herstel_reizen *reizen = spoor_herstel_rows_reizen(rows);
    size_t index = spoor_herstel_reis_find(reizen, KEY, spoor_slice_of(ref));
    assert_true(index < reizen->count);
    return &reizen->items[index];
}

static void what_is_made_again_differs_in_its_moment_only(void **state)
{
    (void)state;
    add(TOLD("p", "1", "statuswijziging", "a", "e", "1"));
    add(TOLD("q", "1", "statuswijziging", "a", "e", "1"));
    see(TOLD("p", "1", "statuswijziging", "a", "e", "22"));
    assert_int_equal(judge(0, 2).differing, 0);
    see(TOLD("q", "1", "statuswijziging", "b", "e", "22"));
    assert_int_equal(judge(0, 2).differing, 1);
    assert_int_equal(judge(0, 2).waiting, 1);
    assert_passed_over(2, "xx");
}

static void the_same_in_another_order_is_told_where_it_was_not(void **state)
{
    (void)state;
    add(STATUS("p", "1", "a"));
    add(STATUS("q", "1", "a"));
    add(STATUS("r", "1", "a"));
    add(STATUS("p", "2", "b"));
    see(STATUS("r", "1", "a"));
    see(STATUS("p", "1", "a"));
    assert_passed_over(4, "x.x.");
    assert_int_equal(judge(0, 4).published, 1);
    assert_int_equal(judge(0, 4).differing, 0);
}

/* Readers know r-2 otherwise, and r-3 that we do not have at all. */
static void what_readers_know_otherwise_waits_for_a_correctie_beyond_it(void **state)
{
    (void)state;
    add(STATUS("r", "1", "a"));
    add(STATUS("r", "2", "b"));
    see(STATUS("r", "1", "a"));
    see(STATUS("r", "2", "x"));
    assert_true(see_message("t", "k", STATUS("r", "3", "y"), false));
    assert_int_equal(judge(0, 2).waiting, 1);
    assert_passed_over(2, "xx");
    assert_int_equal(reis("r")->told, 3);
    assert_int_equal(reis("r")->told_offset, 70);
    assert_int_equal(reis("r")->partition, PARTITION);
}

static void a_revisie_that_readers_passed_is_not_told_any_more(void **state)
{
    (void)state;
    add(STATUS("r", "1", "a"));
    add(STATUS("r", "2", "b"));
    add(STATUS("r", "3", "c"));
    see(STATUS("r", "1", "a"));
    assert_true(see_message("t", "k", STATUS("r", "4", "y"), false));
    assert_passed_over(3, "xxx");
    assert_int_equal(reis("r")->otherwise, 4);
}

static void a_correctie_that_herstel_asked_for_ends_the_waiting(void **state)
{
    (void)state;
    add(STATUS("r", "1", "a"));
    add(STATUS("r", "2", "b"));
    add(CORRECTIE("r", "3", "b", "another"));
    add(CORRECTIE("r", "4", "b", "herstel-r-2"));
    add(STATUS("r", "5", "c"));
    see(STATUS("r", "1", "a"));
    see(STATUS("r", "2", "x"));
    struct spoor_herstel_judgement judgement = judge(0, 5);
    assert_int_equal(judgement.differing, 1);
    assert_int_equal(judgement.waiting, 0);
    assert_passed_over(5, "xx...");
}

/* The relay went on and died: herstel looks again, and asks for nothing more. */
static void a_correctie_that_was_told_is_not_asked_for_again(void **state)
{
    (void)state;
    add(STATUS("r", "1", "a"));
    add(CORRECTIE("r", "2", "a", "herstel-r-1"));
    add(STATUS("r", "3", "c"));
    see(STATUS("r", "1", "x"));
    see(CORRECTIE("r", "2", "a", "herstel-r-1"));
    assert_int_equal(judge(0, 3).waiting, 0);
    assert_passed_over(3, "xx.");
}

/* PostgreSQL went back once more, and even the correctie came out otherwise. */
static void a_correctie_that_differs_waits_for_another(void **state)
{
    (void)state;
    add(STATUS("r", "1", "a"));
    add(CORRECTIE("r", "2", "a", "herstel-r-1"));
    see(STATUS("r", "1", "x"));
    see(CORRECTIE("r", "2", "z", "herstel-r-1"));
    assert_int_equal(judge(0, 2).waiting, 1);
    assert_int_equal(reis("r")->told, 2);
}

static void a_beginstand_repeats_only_what_readers_know_alike(void **state)
{
    (void)state;
    add(STATUS("r", "1", "a"));
    add(BEGINSTAND("r", "1", "4", "a"));
    add(BEGINSTAND("r", "1", "6", "a"));
    see(STATUS("r", "1", "a"));
    see(BEGINSTAND("r", "1", "4", "a"));
    assert_passed_over(3, "xx.");
    assert_int_equal(judge(0, 3).differing, 0);
    see(STATUS("r", "1", "x"));
    see(BEGINSTAND("r", "1", "9", "x"));
    assert_passed_over(3, "xxx");
    assert_int_equal(judge(0, 3).waiting, 1);
}

/* The klant is frozen: what was made is in no outbox row. */
static void a_correctie_that_is_kept_back_ends_the_waiting(void **state)
{
    (void)state;
    add(STATUS("r", "1", "a"));
    add(STATUS("r", "2", "b"));
    see(STATUS("r", "1", "a"));
    see(STATUS("r", "2", "x"));
    size_t index = spoor_herstel_reis_find(spoor_herstel_rows_reizen(rows), KEY, SPOOR_SLICE("r"));
    spoor_herstel_rows_corrected(rows, index, 2);
    assert_int_equal(judge(0, 2).waiting, 1);
    spoor_herstel_rows_corrected(rows, index, 3);
    spoor_herstel_rows_corrected(rows, index, 0);
    assert_int_equal(judge(0, 2).waiting, 0);
    assert_int_equal(judge(0, 2).differing, 1);
    assert_passed_over(2, "xx");
}

/* The first reading began too late for r-1. */
static void a_second_reading_is_judged_for_itself(void **state)
{
    (void)state;
    add(STATUS("r", "1", "a"));
    add(STATUS("r", "2", "b"));
    see(STATUS("r", "2", "b"));
    assert_int_equal(judge(0, 2).waiting, 1);
    spoor_herstel_rows_forget(rows);
    see(STATUS("r", "1", "a"));
    see(STATUS("r", "2", "b"));
    assert_int_equal(judge(0, 2).differing, 0);
    assert_int_equal(judge(0, 2).waiting, 0);
}

static void a_command_has_one_id_and_is_known_by_it(void **state)
{
    (void)state;
    struct spoor_arena arena;
    spoor_arena_init(&arena, 4096);
    struct spoor_slice id = spoor_herstel_command_id(&arena, SPOOR_SLICE("r-1"), 12);
    assert_true(spoor_slice_equal(id, SPOOR_SLICE("herstel-r-1-12")));
    assert_true(spoor_herstel_is_command(id, SPOOR_SLICE("r-1")));
    assert_false(spoor_herstel_is_command(id, SPOOR_SLICE("r-2")));
    assert_false(spoor_herstel_is_command(SPOOR_SLICE("herstel"), SPOOR_SLICE("r")));
    assert_false(spoor_herstel_is_command(SPOOR_SLICE_NULL, SPOOR_SLICE("r")));
    spoor_arena_fini(&arena);
}

#define ROWS_TEST(name) cmocka_unit_test_setup_teardown(name, open_rows, close_rows)
#define REIS_TEST(name) cmocka_unit_test_setup_teardown(name, open_none, close_rows)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROWS_TEST(nothing_published),
        ROWS_TEST(the_highest_published_counts_when_all_before_it_are_there),
        ROWS_TEST(a_gap_is_told),
        ROWS_TEST(other_bytes_under_the_same_id_are_never_sent_unless_old),
        ROWS_TEST(an_id_under_another_key_is_another_message),
        ROWS_TEST(many_rows),
        REIS_TEST(one_message_is_one_reject),
        REIS_TEST(what_is_made_again_differs_in_its_moment_only),
        REIS_TEST(the_same_in_another_order_is_told_where_it_was_not),
        REIS_TEST(what_readers_know_otherwise_waits_for_a_correctie_beyond_it),
        REIS_TEST(a_revisie_that_readers_passed_is_not_told_any_more),
        REIS_TEST(a_correctie_that_herstel_asked_for_ends_the_waiting),
        REIS_TEST(a_correctie_that_was_told_is_not_asked_for_again),
        REIS_TEST(a_correctie_that_differs_waits_for_another),
        REIS_TEST(a_correctie_that_is_kept_back_ends_the_waiting),
        REIS_TEST(a_second_reading_is_judged_for_itself),
        REIS_TEST(a_beginstand_repeats_only_what_readers_know_alike),
        REIS_TEST(a_command_has_one_id_and_is_known_by_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
