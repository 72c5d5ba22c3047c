/* Which events open a journey, and which journey a start event joins. */
#include "fold_world.h"

static size_t reis_count(struct world *world)
{
    assert_same_in_any_order(world);
    fold_world(world);
    return world->toestand.reis_count;
}

static void a_start_without_ref_gets_its_own(void **state)
{
    struct world *world = *state;
    start_at(world, 1, NULL);
    assert_int_equal(reis_count(world), 1);
    assert_text(world->toestand.reizen[0].refs[0], "ref-01");
    assert_text(world->toestand.reis_tellers[0].ref, "ref-01");
}

static void starts_with_one_ref_are_one_journey(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    event_at(world, SPOOR_KIND_KLANTREIS_BEEINDIGD, 2)->klantreis_ref = text("r");
    start_at(world, 3, "r");
    assert_int_equal(reis_count(world), 1);
    assert_int_equal(world->toestand.reizen[0].ref_count, 1);
    assert_int_equal(world->toestand.reizen[0].flags, SPOOR_REIS_HEROPEND);
}

static void starts_with_a_shared_zaak_are_one_journey(void **state)
{
    struct world *world = *state;
    event_zaak(world, start_at(world, 1, NULL), "z1");
    event_zaak(world, start_at(world, 2, NULL), "z2");
    struct spoor_event *both = start_at(world, 3, NULL);
    event_zaak(world, both, "z2");
    event_zaak(world, both, "z3");
    assert_int_equal(reis_count(world), 2);
    assert_int_equal(world->toestand.reizen[1].ref_count, 2);
    assert_int_equal(world->toestand.reizen[1].zaak_ref_count, 2);
    assert_text(world->toestand.reizen[1].refs[1], "ref-03");
}

static void without_zaak_a_start_joins_the_oldest_open_journey(void **state)
{
    struct world *world = *state;
    event_zaak(world, start_at(world, 1, NULL), "z1");
    event_zaak(world, start_at(world, 2, NULL), "z2");
    start_at(world, 3, NULL);
    assert_int_equal(reis_count(world), 2);
    assert_int_equal(world->toestand.reizen[0].ref_count, 2);
}

static void an_ended_journey_is_not_joined_without_key(void **state)
{
    struct world *world = *state;
    start_at(world, 1, NULL);
    event_at(world, SPOOR_KIND_KLANTREIS_BEEINDIGD, 2);
    start_at(world, 3, NULL);
    assert_int_equal(reis_count(world), 2);
    assert_true(world->toestand.reizen[0].beeindigd);
    assert_false(world->toestand.reizen[1].beeindigd);
}

static void different_definitions_are_different_journeys(void **state)
{
    struct world *world = *state;
    add_definition(world, "z", 1, 0, "xy");
    event_zaak(world, start_at(world, 1, NULL), "z1");
    struct spoor_event *other = start_at(world, 2, NULL);
    other->definitie = text("z");
    event_zaak(world, other, "z1");
    assert_int_equal(reis_count(world), 2);
}

static void an_earlier_start_that_arrives_late_names_the_journey(void **state)
{
    struct world *world = *state;
    start_at(world, 5, "late");
    start_at(world, 1, "early");
    assert_int_equal(reis_count(world), 1);
    assert_text(world->toestand.reizen[0].refs[0], "early");
    assert_text(world->toestand.reizen[0].refs[1], "late");
    assert_int_equal(world->toestand.reizen[0].begin_us, SPOOR_SECOND_US);
}

static void a_rule_starts_a_journey_with_the_first_definition_by_code(void **state)
{
    struct world *world = *state;
    add_start(world, add_definition(world, "x", 1, 0, "k"), SPOOR_KIND_AANVRAAG_VERZONDEN, NULL);
    add_start(world, add_definition(world, "y", 1, 0, "k"), SPOOR_KIND_AANVRAAG_VERZONDEN, NULL);
    event_at(world, SPOOR_KIND_AANVRAAG_VERZONDEN, 1);
    assert_int_equal(reis_count(world), 1);
    assert_text(world->toestand.reizen[0].definitie, "x");
    event_at(world, SPOOR_KIND_AANVRAAG_VERZONDEN, 2)->definitie = text("y");
    assert_int_equal(reis_count(world), 2);
}

static void a_phase_that_starts_a_journey_also_counts_as_phase(void **state)
{
    struct world *world = *state;
    add_start(world, add_definition(world, "x", 1, 0, "kl"), SPOOR_KIND_FASE_GESTART, "k");
    fase_at(world, SPOOR_KIND_FASE_GESTART, 1, "k");
    fase_at(world, SPOOR_KIND_FASE_GESTART, 2, "l");
    assert_int_equal(reis_count(world), 1);
    assert_fase(world, "l");
}

static void an_instance_takes_the_version_valid_at_its_start(void **state)
{
    struct world *world = *state;
    add_definition(world, "reis", 2, 10, "xyz");
    start_at(world, 5, "old");
    event_at(world, SPOOR_KIND_KLANTREIS_BEEINDIGD, 6);
    start_at(world, 15, "new");
    start_at(world, 20, "asked")->definitie_versie = 1;
    assert_int_equal(reis_count(world), 2);
    assert_int_equal(world->toestand.reizen[0].definitie_versie, 1);
    assert_int_equal(world->toestand.reizen[1].definitie_versie, 2);
}

static void an_anonymous_klant_opens_no_journey(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r")->klant_ref = text("anoniem:0011");
    assert_int_equal(reis_count(world), 0);
    assert_int_equal(world->toestand.los, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_start_without_ref_gets_its_own),
        WORLD_TEST(starts_with_one_ref_are_one_journey),
        WORLD_TEST(starts_with_a_shared_zaak_are_one_journey),
        WORLD_TEST(without_zaak_a_start_joins_the_oldest_open_journey),
        WORLD_TEST(an_ended_journey_is_not_joined_without_key),
        WORLD_TEST(different_definitions_are_different_journeys),
        WORLD_TEST(an_earlier_start_that_arrives_late_names_the_journey),
        WORLD_TEST(a_rule_starts_a_journey_with_the_first_definition_by_code),
        WORLD_TEST(a_phase_that_starts_a_journey_also_counts_as_phase),
        WORLD_TEST(an_instance_takes_the_version_valid_at_its_start),
        WORLD_TEST(an_anonymous_klant_opens_no_journey),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
