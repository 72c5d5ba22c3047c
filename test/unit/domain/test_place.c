#include "fold_world.h"

static int order(struct world *world, const struct spoor_event *a, const struct spoor_event *b)
{
    struct spoor_place place_a = spoor_place_of(a, &world->definities);
    struct spoor_place place_b = spoor_place_of(b, &world->definities);
    int forth = spoor_place_compare(&place_a, &place_b);
    assert_int_equal(forth<0, spoor_place_compare(&place_b, &place_a)> 0);
    return forth;
}

static void moment_comes_before_everything(void **state)
{
    struct world *world = *state;
    assert_true(order(world, fase_at(world, SPOOR_KIND_FASE_TERUGGEZET, 1, "d"),
                      fase_at(world, SPOOR_KIND_FASE_GESTART, 2, "a")) < 0);
}

static void at_one_moment_phase_order_beats_the_participle(void **state)
{
    struct world *world = *state;
    assert_true(order(world, fase_at(world, SPOOR_KIND_FASE_VOLTOOID, 1, "a"),
                      fase_at(world, SPOOR_KIND_FASE_GESTART, 1, "b")) < 0);
    assert_true(order(world, fase_at(world, SPOOR_KIND_FASE_GESTART, 1, "a"),
                      fase_at(world, SPOOR_KIND_FASE_VOLTOOID, 1, "a")) < 0);
}

static void no_phase_is_first_and_an_unknown_one_last(void **state)
{
    struct world *world = *state;
    struct spoor_event *none = event_at(world, SPOOR_KIND_KLANTREIS_BEEINDIGD, 1);
    struct spoor_event *known = fase_at(world, SPOOR_KIND_FASE_GESTART, 1, "d");
    struct spoor_event *unknown = fase_at(world, SPOOR_KIND_FASE_GESTART, 1, "x");
    assert_true(order(world, none, known) < 0);
    assert_true(order(world, known, unknown) < 0);
    assert_int_equal(spoor_place_of(none, &world->definities).fase_order, SPOOR_PLACE_NO_FASE);
    assert_int_equal(spoor_place_of(unknown, &world->definities).fase_order, SPOOR_PLACE_UNKNOWN_FASE);
}

static void a_step_back_stands_under_the_phase_it_leaves(void **state)
{
    struct world *world = *state;
    struct spoor_event *back = event_at(world, SPOOR_KIND_FASE_TERUGGEZET, 1);
    back->van_fase = text("c");
    back->naar_fase = text("a");
    assert_true(order(world, fase_at(world, SPOOR_KIND_FASE_VOLTOOID, 1, "c"), back) < 0);
    assert_true(order(world, back, fase_at(world, SPOOR_KIND_FASE_GESTART, 1, "d")) < 0);
}

static void the_named_definition_gives_the_phase_order(void **state)
{
    struct world *world = *state;
    add_definition(world, "z", 1, 0, "dcba");
    struct spoor_event *event = fase_at(world, SPOOR_KIND_FASE_GESTART, 1, "d");
    event->definitie = text("z");
    assert_int_equal(spoor_place_of(event, &world->definities).fase_order, 0);
    event->definitie = text("reis");
    assert_int_equal(spoor_place_of(event, &world->definities).fase_order, 3);
    event->definitie = text("onbekend");
    assert_int_equal(spoor_place_of(event, &world->definities).fase_order, SPOOR_PLACE_UNKNOWN_FASE);
}

static void without_a_name_only_a_single_valid_definition_gives_the_order(void **state)
{
    struct world *world = *state;
    struct spoor_event *event = fase_at(world, SPOOR_KIND_FASE_GESTART, 5, "b");
    add_definition(world, "z", 1, 10, "xb");
    assert_int_equal(spoor_place_of(event, &world->definities).fase_order, 1);
    event->plaatsgevonden_us = 20 * SPOOR_SECOND_US;
    assert_int_equal(spoor_place_of(event, &world->definities).fase_order, SPOOR_PLACE_NO_FASE);
}

static void ties_go_by_source_sequence_time_and_id(void **state)
{
    struct world *world = *state;
    struct spoor_event *a = fase_at(world, SPOOR_KIND_FASE_GESTART, 1, "a");
    struct spoor_event *b = fase_at(world, SPOOR_KIND_FASE_GESTART, 1, "a");
    assert_true(order(world, a, b) < 0); /* id */
    a->time_us = 2;
    b->time_us = 1;
    assert_true(order(world, a, b) > 0);
    b->sequence = text("1");
    assert_true(order(world, a, b) < 0);
    a->source = text("urn:z");
    assert_true(order(world, a, b) > 0);
}

static void a_sequence_of_digits_compares_as_a_number(void **state)
{
    struct world *world = *state;
    static const char *const ascending[] = {NULL, "0", "9", "010", "11", "184467440737095516161", "10a", "5a", "a"};
    struct spoor_event *a = fase_at(world, SPOOR_KIND_FASE_GESTART, 1, "a");
    struct spoor_event *b = fase_at(world, SPOOR_KIND_FASE_GESTART, 1, "a");
    enum { COUNT = sizeof(ascending) / sizeof(*ascending) };
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = i + 1; k < COUNT; k++) {
            a->sequence = spoor_slice_of(ascending[i]);
            b->sequence = spoor_slice_of(ascending[k]);
            assert_true(order(world, a, b) < 0);
        }
    }
    a->sequence = text("7");
    b->sequence = text("007");
    a->id = b->id;
    assert_int_equal(order(world, a, b), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(moment_comes_before_everything),
        WORLD_TEST(at_one_moment_phase_order_beats_the_participle),
        WORLD_TEST(no_phase_is_first_and_an_unknown_one_last),
        WORLD_TEST(a_step_back_stands_under_the_phase_it_leaves),
        WORLD_TEST(the_named_definition_gives_the_phase_order),
        WORLD_TEST(without_a_name_only_a_single_valid_definition_gives_the_order),
        WORLD_TEST(ties_go_by_source_sequence_time_and_id),
        WORLD_TEST(a_sequence_of_digits_compares_as_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
