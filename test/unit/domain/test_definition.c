#include "fold_world.h"

static void the_version_valid_at_a_moment_is_the_latest_that_began(void **state)
{
    struct world *world = *state;
    add_definition(world, "reis", 2, 100, "ab");
    add_definition(world, "reis", 3, 200, "ab");
    const struct spoor_definities *set = &world->definities;
    assert_int_equal(spoor_definities_valid(set, text("reis"), 0, 99 * SPOOR_SECOND_US)->versie, 1);
    assert_int_equal(spoor_definities_valid(set, text("reis"), 0, 100 * SPOOR_SECOND_US)->versie, 2);
    assert_int_equal(spoor_definities_valid(set, text("reis"), 0, 500 * SPOOR_SECOND_US)->versie, 3);
    assert_null(spoor_definities_valid(set, text("reis"), 0, -1));
    assert_null(spoor_definities_valid(set, text("rei"), 0, 500));
}

static void a_named_version_is_just_that_one(void **state)
{
    struct world *world = *state;
    add_definition(world, "reis", 2, 100, "ab");
    assert_int_equal(spoor_definities_valid(&world->definities, text("reis"), 2, 0)->versie, 2);
    assert_null(spoor_definities_valid(&world->definities, text("reis"), 3, 0));
    assert_int_equal(spoor_definities_get(&world->definities, text("reis"), 1)->versie, 1);
    assert_null(spoor_definities_get(&world->definities, text("reizen"), 1));
}

static void a_rule_matches_when_all_it_names_is_equal(void **state)
{
    struct world *world = *state;
    struct spoor_definitie *definitie = add_definition(world, "z", 1, 0, "ab");
    add_start(world, definitie, SPOOR_KIND_AANVRAAG_VERZONDEN, NULL);
    definitie->start[0].product = text("ww");
    add_end(world, definitie, SPOOR_KIND_FASE_VOLTOOID, "b");
    definitie->einde[0].resultaat = text("toegekend");
    struct spoor_event *event = event_at(world, SPOOR_KIND_AANVRAAG_VERZONDEN, 1);
    assert_false(spoor_definitie_starts_by(definitie, event));
    event->product = text("ww");
    assert_true(spoor_definitie_starts_by(definitie, event));
    event = fase_at(world, SPOOR_KIND_FASE_VOLTOOID, 1, "b");
    assert_false(spoor_definitie_ends_by(definitie, event));
    event->resultaat = text("toegekend");
    assert_true(spoor_definitie_ends_by(definitie, event));
}

static void klantreis_gestart_and_beeindigd_need_no_rule(void **state)
{
    struct world *world = *state;
    assert_true(spoor_definitie_starts_by(world->items[0], start_at(world, 1, NULL)));
    assert_true(spoor_definitie_ends_by(world->items[0], event_at(world, SPOOR_KIND_KLANTREIS_BEEINDIGD, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(the_version_valid_at_a_moment_is_the_latest_that_began),
        WORLD_TEST(a_named_version_is_just_that_one),
        WORLD_TEST(a_rule_matches_when_all_it_names_is_equal),
        WORLD_TEST(klantreis_gestart_and_beeindigd_need_no_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
