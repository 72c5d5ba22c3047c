/* Which definitions count where, and which change what was folded before they were loaded. */
#include "../codec/cmocka_test.h"

#include "../../../src/processor/definition_set.h"

#define LOADED_US INT64_C(1767322800000000) /* 2026-01-02T03:00:00Z */

static struct spoor_definition_set *set;

static int open_set(void **state)
{
    (void)state;
    set = spoor_definition_set_new();
    return 0;
}

static int close_set(void **state)
{
    (void)state;
    spoor_definition_set_free(set);
    return 0;
}

static void add(const char *code, int32_t versie, const char *document)
{
    struct spoor_definitie_row row = {.code = spoor_slice_of(code), .versie = versie};
    struct spoor_error err = {0};
    row.document = spoor_slice_of(document);
    if (spoor_definition_set_add(set, &row, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
}

static bool rewrites(const char *code, int32_t versie)
{
    return spoor_definities_rewritten_by(spoor_definition_set_known(set), spoor_slice_of(code), versie, LOADED_US);
}

/* A contact of last week, at klant level, starts a journey of it. */
static void a_definition_valid_from_the_past_rewrites(void **state)
{
    (void)state;
    add("oud", 1,
        "{\"code\":\"oud\",\"versie\":1,\"geldigVanaf\":\"1900-01-01\",\"fasen\":[{\"code\":\"a\"}],"
        "\"start\":[{\"gebeurtenis\":\"klantcontact-geregistreerd\"}]}");
    assert_true(rewrites("oud", 1));
}

static void a_definition_of_later_rewrites_only_by_a_phase_it_shares(void **state)
{
    (void)state;
    add("oud", 1, "{\"code\":\"oud\",\"versie\":1,\"geldigVanaf\":\"1900-01-01\",\"fasen\":[{\"code\":\"a\"}]}");
    add("straks", 1, "{\"code\":\"straks\",\"versie\":1,\"geldigVanaf\":\"2026-02-01\",\"fasen\":[{\"code\":\"b\"}]}");
    assert_false(rewrites("straks", 1));
    add("straks", 2, "{\"code\":\"straks\",\"versie\":2,\"geldigVanaf\":\"2026-03-01\",\"fasen\":[{\"code\":\"a\"}]}");
    assert_true(rewrites("straks", 2));
    assert_false(rewrites("onbekend", 1));
}

static void place(int32_t partition, int64_t offset, const char *code)
{
    struct spoor_definitie_plaats plaats = {partition, offset, spoor_slice_of(code), 1};
    spoor_definition_set_place(set, &plaats);
}

static void a_definition_counts_in_a_partition_from_its_own_record_there(void **state)
{
    (void)state;
    struct spoor_arena arena;
    spoor_arena_init(&arena, 1 << 20);
    add("b", 1, "{\"code\":\"b\",\"versie\":1,\"geldigVanaf\":\"1900-01-01\",\"fasen\":[{\"code\":\"x\"}]}");
    add("a", 1, "{\"code\":\"a\",\"versie\":1,\"geldigVanaf\":\"1900-01-01\",\"fasen\":[{\"code\":\"y\"}]}");
    assert_int_equal(spoor_definition_set_of(set, 0)->count, 0);
    place(2, 10, "b");
    place(2, 20, "a");
    place(2, 30, "b"); /* loaded again */
    assert_int_equal(spoor_definition_set_of(set, 1)->count, 0);
    assert_int_equal(spoor_definition_set_of(set, 2)->count, 2);
    assert_true(spoor_slice_equal(spoor_definition_set_of(set, 2)->items[0]->code, SPOOR_SLICE("a")));
    assert_int_equal(spoor_definition_set_at(set, 2, 9, &arena)->count, 0);
    assert_int_equal(spoor_definition_set_at(set, 2, 10, &arena)->count, 1);
    assert_int_equal(spoor_definition_set_at(set, 2, 20, &arena)->count, 2);
    assert_int_equal(spoor_definition_set_at(set, 1, 20, &arena)->count, 0);
    spoor_definition_set_forget_places(set);
    assert_int_equal(spoor_definition_set_of(set, 2)->count, 0);
    assert_int_equal(spoor_definition_set_known(set)->count, 2);
    spoor_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_definition_valid_from_the_past_rewrites, open_set, close_set),
        cmocka_unit_test_setup_teardown(a_definition_counts_in_a_partition_from_its_own_record_there, open_set,
                                        close_set),
        cmocka_unit_test_setup_teardown(a_definition_of_later_rewrites_only_by_a_phase_it_shares, open_set, close_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
