/* What is told after each event, and as what. */
#include "fold_world.h"

#define GESTART SPOOR_KIND_FASE_GESTART

struct telling {
    struct spoor_toestand toestand;
    struct spoor_publicatiestand stand;
    struct spoor_publicatie *items; /* after the last event */
    size_t count;
};

/* Tells the events in order of arrival, from the first. */
static struct telling tell_world(struct world *world)
{
    struct telling telling = {0};
    spoor_publicatiestand_init(&telling.stand);
    spoor_toestand_init(&telling.toestand);
    for (size_t i = 0; i < world->count; i++) {
        spoor_toestand_refold(&telling.toestand, (const struct spoor_event *const *)world->events, i + 1,
                              &world->definities, &world->arena, NULL);
        telling.count = spoor_publicatie_compare(&telling.stand, &telling.toestand, world->events[i],
                                                 &world->definities, &world->arena, &telling.items);
    }
    return telling;
}

static void assert_told(const struct telling *telling, size_t index, enum spoor_soort soort, const char *ref,
                        int64_t revisie)
{
    assert_true(index < telling->count);
    assert_string_equal(spoor_soort_name(telling->items[index].soort), spoor_soort_name(soort));
    assert_text(telling->items[index].klantreis_ref, ref);
    assert_int_equal(telling->items[index].revisie, revisie);
}

static void the_first_outcome_is_a_status_change(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    struct telling telling = tell_world(world);
    assert_int_equal(telling.count, 1);
    assert_told(&telling, 0, SPOOR_SOORT_STATUSWIJZIGING, "r", 1);
    assert_false(telling.items[0].had_vorige);
    assert_false(telling.items[0].is_eerste_van_fase);
    assert_text(telling.items[0].volgende_fase, "a");
}

static void a_new_phase_is_a_status_change(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    fase_at(world, GESTART, 3, "b");
    struct telling telling = tell_world(world);
    assert_told(&telling, 0, SPOOR_SOORT_STATUSWIJZIGING, "r", 3);
    const struct spoor_publicatie *item = &telling.items[0];
    assert_true(item->is_eerste_van_fase);
    assert_text(item->vorige.fase, "a");
    assert_text(item->vorige_fase, "a");
    assert_text(item->uitkomst.fase, "b");
    assert_text(item->volgende_fase, "c");
    assert_text(item->definitie, "reis");
    assert_int_equal(item->definitie_versie, 1);
}

static void what_changes_no_outcome_is_not_told(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 3, "b");
    fase_at(world, GESTART, 2, "a");
    assert_int_equal(tell_world(world).count, 0);
    event_at(world, SPOOR_KIND_KLANTCONTACT_GEREGISTREERD, 9)->klantreis_ref = text("r");
    struct telling telling = tell_world(world);
    assert_int_equal(telling.count, 0);
    assert_int_equal(telling.stand.vertelden[0].revisie, 2);
}

static void slow_progress_is_not_a_correction(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    event_at(world, SPOOR_KIND_KLANTCONTACT_GEREGISTREERD, 9)->klantreis_ref = text("r");
    fase_at(world, GESTART, 5, "b"); /* placed before the contact, after the milestone */
    struct telling telling = tell_world(world);
    assert_told(&telling, 0, SPOOR_SOORT_STATUSWIJZIGING, "r", 3);
}

static void a_cause_before_the_milestone_makes_a_correction(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 5, "a");
    fase_at(world, GESTART, 4, "b");
    struct telling telling = tell_world(world);
    assert_told(&telling, 0, SPOOR_SOORT_CORRECTIE, "r", 3);
    assert_text(telling.items[0].uitkomst.fase, "b");
}

static void a_step_back_tells_the_phase_it_left_and_why(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    fase_at(world, GESTART, 3, "b");
    struct spoor_event *back = event_at(world, SPOOR_KIND_FASE_TERUGGEZET, 4);
    back->naar_fase = text("a");
    back->reden = text("bezwaar");
    struct telling telling = tell_world(world);
    assert_told(&telling, 0, SPOOR_SOORT_TERUGZETTING, "r", 4);
    assert_text(telling.items[0].vorige_fase, "b");
    assert_text(telling.items[0].reden, "bezwaar");
}

static void a_moved_date_is_an_adjustment_with_reason_and_old_date(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a")->uiterlijk_us = 100;
    struct spoor_event *again = fase_at(world, GESTART, 3, "a");
    again->uiterlijk_us = 200;
    again->reden = text("drukte");
    struct telling telling = tell_world(world);
    assert_told(&telling, 0, SPOOR_SOORT_BIJSTELLING, "r", 3);
    assert_int_equal(telling.items[0].vorige.verwachte_einddatum_us, 100);
    assert_int_equal(telling.items[0].uitkomst.verwachte_einddatum_us, 200);
    assert_text(telling.items[0].reden, "drukte");
    assert_false(telling.items[0].is_eerste_van_fase);
}

static void a_completed_phase_only_adjusts_the_action(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    fase_at(world, SPOOR_KIND_FASE_VOLTOOID, 3, "a");
    struct telling telling = tell_world(world);
    assert_told(&telling, 0, SPOOR_SOORT_BIJSTELLING, "r", 3);
}

static void the_told_ref_is_that_of_the_start_numbered_first(void **state)
{
    struct world *world = *state;
    start_at(world, 5, "later");
    start_at(world, 1, "earlier");
    struct telling telling = tell_world(world);
    assert_int_equal(telling.count, 0);
    assert_text(telling.toestand.reizen[0].refs[0], "earlier");
    assert_text(spoor_publicatie_ref(&telling.stand, &telling.toestand, 0), "later");
}

/* "one" ends at 2 unless that end is placed later; then "two", started at 3 without zaak, is part of it. */
static void merge_two_told_journeys(struct world *world)
{
    event_zaak(world, start_at(world, 1, "one"), "z1");
    event_zaak(world, start_at(world, 4, "two"), "z2");
    fase_at(world, GESTART, 5, "b")->klantreis_ref = text("two");
    struct spoor_event *link = start_at(world, 3, "one");
    event_zaak(world, link, "z2");
}

static void of_two_told_journeys_that_become_one_the_first_told_goes_on(void **state)
{
    struct world *world = *state;
    merge_two_told_journeys(world);
    struct telling telling = tell_world(world);
    assert_int_equal(telling.toestand.reis_count, 1);
    assert_int_equal(telling.count, 2);
    assert_told(&telling, 0, SPOOR_SOORT_STATUSWIJZIGING, "one", 2);
    assert_text(telling.items[0].uitkomst.fase, "b");
    assert_told(&telling, 1, SPOOR_SOORT_CORRECTIE, "two", 3);
    assert_int_equal(telling.items[1].reis, -1);
    assert_true(telling.items[1].uitkomst.beeindigd);
    assert_text(telling.items[1].uitkomst.fase, "b");
    assert_absent(telling.items[1].uitkomst.actie_code);
    assert_text(telling.items[1].definitie, "reis");
    assert_true(telling.stand.vertelden[1].verdwenen);
    fase_at(world, GESTART, 9, "c")->klantreis_ref = text("two"); /* still answers to its ref */
    telling = tell_world(world);
    assert_int_equal(telling.count, 1);
    assert_told(&telling, 0, SPOOR_SOORT_STATUSWIJZIGING, "one", 3);
}

static void a_vanished_ref_that_returns_is_told_again_as_correction(void **state)
{
    struct world *world = *state;
    merge_two_told_journeys(world);
    struct telling telling = tell_world(world);
    world->count--; /* as if the link were withdrawn: the next issue has the event */
    fold_world(world);
    telling.count = spoor_publicatie_compare(&telling.stand, &world->toestand, world->events[world->count - 1],
                                             &world->definities, &world->arena, &telling.items);
    assert_told(&telling, 1, SPOOR_SOORT_CORRECTIE, "two", 4);
    assert_false(telling.items[1].uitkomst.beeindigd);
    assert_true(telling.items[1].vorige.beeindigd);
    assert_false(telling.stand.vertelden[1].verdwenen);
}

static void a_ref_that_loses_its_last_start_ends_with_a_correction(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "one");
    struct telling telling = tell_world(world);
    struct spoor_toestand nothing;
    spoor_toestand_init(&nothing);
    telling.count = spoor_publicatie_compare(&telling.stand, &nothing, world->events[0], &world->definities,
                                             &world->arena, &telling.items);
    assert_int_equal(telling.count, 1);
    assert_told(&telling, 0, SPOOR_SOORT_CORRECTIE, "one", 2);
    assert_true(telling.items[0].uitkomst.beeindigd);
    assert_int_equal(spoor_publicatie_compare(&telling.stand, &nothing, world->events[0], &world->definities,
                                              &world->arena, &telling.items),
                     0);
}

static void a_new_start_is_told_also_when_another_was_lost_before(void **state)
{
    struct world *world = *state;
    event_zaak(world, start_at(world, 1, "one"), "z1");
    event_zaak(world, start_at(world, 2, "two"), "z2");
    struct telling telling = tell_world(world);
    world->count = 1; /* as if the second start were withdrawn */
    event_zaak(world, start_at(world, 3, "three"), "z3");
    fold_world(world);
    telling.count = spoor_publicatie_compare(&telling.stand, &world->toestand, world->events[1], &world->definities,
                                             &world->arena, &telling.items);
    assert_int_equal(telling.count, 2);
    assert_told(&telling, 0, SPOOR_SOORT_CORRECTIE, "two", 2);
    assert_told(&telling, 1, SPOOR_SOORT_STATUSWIJZIGING, "three", 1);
}

static void a_beginstand_is_told_of_every_told_journey_and_changes_nothing(void **state)
{
    struct world *world = *state;
    event_zaak(world, start_at(world, 1, "one"), "z1");
    event_zaak(world, start_at(world, 2, "two"), "z2");
    fase_at(world, GESTART, 3, "b")->klantreis_ref = text("two");
    struct telling telling = tell_world(world);
    struct spoor_event *asked = event_at(world, SPOOR_KIND_BEGINSTAND_GEVRAAGD, 9);
    telling.count = spoor_publicatie_beginstand(&telling.stand, &telling.toestand, asked, &world->definities,
                                                &world->arena, &telling.items);
    assert_int_equal(telling.count, 2);
    assert_told(&telling, 0, SPOOR_SOORT_BEGINSTAND, "one", 1);
    assert_told(&telling, 1, SPOOR_SOORT_BEGINSTAND, "two", 2);
    assert_text(telling.items[1].uitkomst.fase, "b");
    asked->klantreis_ref = text("two");
    assert_int_equal(spoor_publicatie_beginstand(&telling.stand, &telling.toestand, asked, &world->definities,
                                                 &world->arena, &telling.items),
                     1);
    asked->definitie = text("anders");
    assert_int_equal(spoor_publicatie_beginstand(&telling.stand, &telling.toestand, asked, &world->definities,
                                                 &world->arena, &telling.items),
                     0);
}

static void a_definition_that_arrives_tells_the_journeys_it_starts(void **state)
{
    struct world *world = *state;
    event_at(world, SPOOR_KIND_AANVRAAG_VERZONDEN, 1);
    struct telling telling = tell_world(world);
    assert_int_equal(telling.count, 0);
    assert_true(spoor_toestand_waits_for_definition(&telling.toestand));
    add_start(world, add_definition(world, "ww", 1, 0, "xy"), SPOOR_KIND_AANVRAAG_VERZONDEN, NULL);
    event_at(world, SPOOR_KIND_DEFINITIE_GELADEN, 2);
    fold_world(world);
    telling.count = spoor_publicatie_compare(&telling.stand, &world->toestand, world->events[1], &world->definities,
                                             &world->arena, &telling.items);
    assert_int_equal(telling.count, 1);
    assert_told(&telling, 0, SPOOR_SOORT_STATUSWIJZIGING, "ref-01", 1);
    assert_text(telling.items[0].volgende_fase, "x");
}

static void the_next_phase_skips_the_optional_and_the_done(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    world->items[0]->fasen[1].optioneel = true;
    fase_at(world, SPOOR_KIND_FASE_OVERGESLAGEN, 2, "c");
    fase_at(world, GESTART, 3, "a");
    struct telling telling = tell_world(world);
    assert_text(telling.items[0].volgende_fase, "d");
    event_at(world, SPOOR_KIND_KLANTREIS_BEEINDIGD, 4);
    telling = tell_world(world);
    assert_true(telling.items[0].uitkomst.beeindigd);
    assert_absent(telling.items[0].volgende_fase);
}

static struct spoor_event *told_anew(struct world *world, int64_t t, const char *ref, int32_t revisie)
{
    struct spoor_event *event = event_at(world, SPOOR_KIND_HERBOUW_GEPUBLICEERD, t);
    event->klantreis_ref = text(ref);
    event->revisie = revisie;
    return event;
}

static void what_readers_know_otherwise_is_told_anew_beyond_it(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    told_anew(world, 3, "r", 5);
    struct telling telling = tell_world(world);
    assert_int_equal(telling.count, 1);
    assert_told(&telling, 0, SPOOR_SOORT_CORRECTIE, "r", 6);
    assert_text(telling.items[0].uitkomst.fase, "a");
    fase_at(world, GESTART, 4, "b");
    telling = tell_world(world);
    assert_told(&telling, 0, SPOOR_SOORT_STATUSWIJZIGING, "r", 7);
}

static void what_is_told_anew_never_repeats_a_revisie_of_ours(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    fase_at(world, GESTART, 3, "b");
    told_anew(world, 4, "r", 1);
    struct telling telling = tell_world(world);
    assert_told(&telling, 0, SPOOR_SOORT_CORRECTIE, "r", 4);
    assert_text(telling.items[0].uitkomst.fase, "b");
}

static void a_journey_that_readers_know_and_we_do_not_is_ended_until_it_comes(void **state)
{
    struct world *world = *state;
    told_anew(world, 1, "r", 3);
    struct telling telling = tell_world(world);
    assert_int_equal(telling.count, 1);
    assert_told(&telling, 0, SPOOR_SOORT_CORRECTIE, "r", 4);
    assert_true(telling.items[0].uitkomst.beeindigd);
    assert_int_equal(telling.items[0].reis, -1);
    start_at(world, 2, "r");
    telling = tell_world(world);
    assert_told(&telling, 0, SPOOR_SOORT_CORRECTIE, "r", 5);
    assert_false(telling.items[0].uitkomst.beeindigd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(the_first_outcome_is_a_status_change),
        WORLD_TEST(a_new_phase_is_a_status_change),
        WORLD_TEST(what_changes_no_outcome_is_not_told),
        WORLD_TEST(slow_progress_is_not_a_correction),
        WORLD_TEST(a_cause_before_the_milestone_makes_a_correction),
        WORLD_TEST(a_step_back_tells_the_phase_it_left_and_why),
        WORLD_TEST(a_moved_date_is_an_adjustment_with_reason_and_old_date),
        WORLD_TEST(a_completed_phase_only_adjusts_the_action),
        WORLD_TEST(the_told_ref_is_that_of_the_start_numbered_first),
        WORLD_TEST(of_two_told_journeys_that_become_one_the_first_told_goes_on),
        WORLD_TEST(a_vanished_ref_that_returns_is_told_again_as_correction),
        WORLD_TEST(a_ref_that_loses_its_last_start_ends_with_a_correction),
        WORLD_TEST(a_new_start_is_told_also_when_another_was_lost_before),
        WORLD_TEST(a_beginstand_is_told_of_every_told_journey_and_changes_nothing),
        WORLD_TEST(a_definition_that_arrives_tells_the_journeys_it_starts),
        WORLD_TEST(the_next_phase_skips_the_optional_and_the_done),
        WORLD_TEST(what_readers_know_otherwise_is_told_anew_beyond_it),
        WORLD_TEST(what_is_told_anew_never_repeats_a_revisie_of_ours),
        WORLD_TEST(a_journey_that_readers_know_and_we_do_not_is_ended_until_it_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
