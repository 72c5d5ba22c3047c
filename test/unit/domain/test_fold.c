/* What events do to one journey. Every story is also told in reverse order of arrival. */
#include "fold_world.h"

#define GESTART SPOOR_KIND_FASE_GESTART
#define VOLTOOID SPOOR_KIND_FASE_VOLTOOID

/* Folds, checks that arrival gives the same, returns the only journey. */
static struct spoor_reis *only_reis(struct world *world)
{
    assert_same_in_any_order(world);
    struct spoor_reis *reis = fold_world(world);
    assert_int_equal(world->toestand.reis_count, 1);
    return reis;
}

static void a_started_journey_has_an_outcome_without_phase(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    struct spoor_reis *reis = only_reis(world);
    assert_text(reis->refs[0], "r");
    assert_int_equal(reis->definitie_versie, 1);
    assert_int_equal(reis->begin_us, SPOOR_SECOND_US);
    assert_int_equal(reis->flags, 0);
    assert_absent(spoor_uitkomst_of(reis, &world->definities).fase);
}

static void the_position_moves_with_the_phases(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    fase_at(world, VOLTOOID, 3, "a");
    fase_at(world, GESTART, 4, "b");
    struct spoor_reis *reis = only_reis(world);
    assert_fase(world, "b");
    reis = fold_world(world);
    assert_text(reis->vorige_fase, "a");
    assert_int_equal(reis->exemplaar_count, 2);
    assert_int_equal(reis->exemplaren[0].stand, SPOOR_EXEMPLAAR_VOLTOOID);
    assert_int_equal(reis->exemplaren[0].eind_us, 3 * SPOOR_SECOND_US);
    assert_int_equal(reis->exemplaren[1].stand, SPOOR_EXEMPLAAR_OPEN);
    assert_int_equal(reis->flags, 0);
}

static void a_completed_phase_stays_current_without_action(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    struct spoor_uitkomst uitkomst = spoor_uitkomst_of(only_reis(world), &world->definities);
    assert_text(uitkomst.actie_code, "stuur");
    assert_text(uitkomst.actie_bij_wie, "klant");
    fase_at(world, VOLTOOID, 3, "a");
    uitkomst = spoor_uitkomst_of(only_reis(world), &world->definities);
    assert_text(uitkomst.fase, "a");
    assert_absent(uitkomst.actie_code);
}

static void a_phase_that_was_never_seen_is_flagged_as_skipped(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    fase_at(world, GESTART, 4, "d");
    assert_int_equal(only_reis(world)->flags, SPOOR_REIS_OVERGESLAGEN);
    fase_at(world, GESTART, 3, "b");
    fase_at(world, SPOOR_KIND_FASE_OVERGESLAGEN, 3, "c");
    assert_int_equal(only_reis(world)->flags, 0);
}

static void an_earlier_phase_after_a_later_one_never_moves_the_position(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "b");
    fase_at(world, GESTART, 3, "a");
    struct spoor_reis *reis = only_reis(world);
    assert_fase(world, "b");
    assert_true(reis->flags & SPOOR_REIS_OMGEKEERD);
    assert_int_equal(fold_world(world)->exemplaar_count, 2);
}

static void another_instance_of_a_repeatable_phase_becomes_current(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "c")->exemplaar = text("2026-01");
    fase_at(world, GESTART, 3, "d");
    fase_at(world, GESTART, 4, "c")->exemplaar = text("2026-02");
    struct spoor_uitkomst uitkomst = spoor_uitkomst_of(only_reis(world), &world->definities);
    assert_text(uitkomst.fase, "c");
    assert_text(uitkomst.exemplaar, "2026-02");
    assert_false(fold_world(world)->flags & (SPOOR_REIS_HERHAALD | SPOOR_REIS_OMGEKEERD));
}

static void begun_again_while_open_makes_no_instance(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    fase_at(world, GESTART, 3, "a");
    struct spoor_reis *reis = only_reis(world);
    assert_int_equal(reis->exemplaar_count, 1);
    assert_int_equal(reis->flags, 0);
}

static void a_completed_phase_that_begins_again_is_flagged_unless_it_may_repeat(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    fase_at(world, VOLTOOID, 3, "a");
    fase_at(world, GESTART, 4, "a");
    struct spoor_reis *reis = only_reis(world);
    assert_int_equal(reis->flags, SPOOR_REIS_HERHAALD);
    assert_int_equal(reis->exemplaar_count, 2);
    assert_int_equal(reis->huidig, 1);
}

static void a_phase_completed_without_begin_advances_the_position(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, VOLTOOID, 2, "b");
    struct spoor_reis *reis = only_reis(world);
    assert_text(spoor_uitkomst_of(reis, &world->definities).fase, "b");
    assert_true(reis->flags & SPOOR_REIS_ZONDER_BEGIN);
    assert_int_equal(reis->exemplaren[0].begin_us, SPOOR_TIME_NONE);
    fase_at(world, VOLTOOID, 3, "a");
    assert_fase(world, "b");
    fase_at(world, VOLTOOID, 4, "a"); /* told twice: nothing new */
    assert_int_equal(only_reis(world)->exemplaar_count, 2);
}

static void a_completion_closes_the_instance_it_names(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "c")->exemplaar = text("1");
    fase_at(world, GESTART, 3, "c")->exemplaar = text("2");
    struct spoor_event *done = fase_at(world, VOLTOOID, 4, "c");
    done->exemplaar = text("1");
    done->resultaat = text("ok");
    struct spoor_reis *reis = only_reis(world);
    assert_int_equal(reis->exemplaren[0].stand, SPOOR_EXEMPLAAR_VOLTOOID);
    assert_text(reis->exemplaren[0].resultaat, "ok");
    assert_int_equal(reis->exemplaren[1].stand, SPOOR_EXEMPLAAR_OPEN);
    fase_at(world, VOLTOOID, 5, "c");
    assert_int_equal(only_reis(world)->exemplaren[1].stand, SPOOR_EXEMPLAAR_VOLTOOID);
}

static void an_unknown_phase_is_stored_and_never_current(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    fase_at(world, GESTART, 3, "x")->klantreis_ref = text("r");
    struct spoor_reis *reis = only_reis(world);
    assert_fase(world, "a");
    reis = fold_world(world);
    assert_true(reis->flags & SPOOR_REIS_ONBEKENDE_FASE);
    assert_true(reis->exemplaren[1].onbekend);
}

static void a_step_back_is_the_only_way_back(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    fase_at(world, VOLTOOID, 3, "a");
    fase_at(world, GESTART, 4, "b");
    struct spoor_event *back = event_at(world, SPOOR_KIND_FASE_TERUGGEZET, 5);
    back->naar_fase = text("a");
    back->reden = text("herbeoordeling");
    struct spoor_reis *reis = only_reis(world);
    struct spoor_uitkomst uitkomst = spoor_uitkomst_of(reis, &world->definities);
    assert_text(uitkomst.fase, "a");
    assert_text(uitkomst.actie_code, "stuur");
    assert_text(reis->vorige_fase, "b");
    assert_text(reis->reden, "herbeoordeling");
    assert_int_equal(reis->exemplaar_count, 2);
    assert_int_equal(reis->exemplaren[0].stand, SPOOR_EXEMPLAAR_OPEN);
    assert_int_equal(reis->exemplaren[1].stand, SPOOR_EXEMPLAAR_TERUGGEZET);
    fase_at(world, GESTART, 6, "b");
    assert_fase(world, "b");
    assert_same_in_any_order(world);
}

static void a_step_back_to_a_phase_never_seen_makes_it(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "c");
    event_at(world, SPOOR_KIND_FASE_TERUGGEZET, 3)->naar_fase = text("b");
    struct spoor_reis *reis = only_reis(world);
    assert_int_equal(reis->exemplaar_count, 2);
    assert_fase(world, "b");
}

static void dossierstatus_belongs_to_the_current_phase(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    event_at(world, SPOOR_KIND_DOSSIERSTATUS_GEZET, 3)->dossierstatus = text("ontvangen");
    assert_text(only_reis(world)->dossierstatus, "ontvangen");
    fase_at(world, GESTART, 4, "b");
    struct spoor_reis *reis = only_reis(world);
    assert_absent(reis->dossierstatus);
    assert_text(reis->exemplaren[0].dossierstatus, "ontvangen");
    fase_at(world, SPOOR_KIND_DOSSIERSTATUS_GEZET, 5, "a")->dossierstatus = text("gesloten");
    reis = only_reis(world);
    assert_absent(reis->dossierstatus);
    assert_text(reis->exemplaren[0].dossierstatus, "gesloten");
}

static void an_expected_date_brings_its_reason(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r")->uiterlijk_us = 100;
    struct spoor_event *later = fase_at(world, GESTART, 2, "a");
    later->uiterlijk_us = 200;
    later->reden = text("drukte");
    later->bij_wie = text("wij");
    struct spoor_reis *reis = only_reis(world);
    assert_int_equal(spoor_uitkomst_of(reis, &world->definities).verwachte_einddatum_us, 200);
    assert_text(reis->reden, "drukte");
    assert_text(reis->bij_wie, "wij");
}

static void an_end_ends_and_a_later_phase_reopens(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    event_at(world, SPOOR_KIND_KLANTREIS_BEEINDIGD, 3)->resultaat = text("toegekend");
    struct spoor_reis *reis = only_reis(world);
    struct spoor_uitkomst uitkomst = spoor_uitkomst_of(reis, &world->definities);
    assert_true(uitkomst.beeindigd);
    assert_absent(uitkomst.actie_code);
    assert_text(reis->resultaat, "toegekend");
    fase_at(world, GESTART, 4, "b")->klantreis_ref = text("r");
    reis = only_reis(world);
    assert_false(reis->beeindigd);
    assert_true(reis->flags & SPOOR_REIS_HEROPEND);
    assert_int_equal(reis->eind_us, SPOOR_TIME_NONE);
}

static void a_phase_on_the_day_of_the_end_does_not_reopen(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    event_at(world, SPOOR_KIND_KLANTREIS_BEEINDIGD, 1)->klantreis_ref = text("r");
    fase_at(world, GESTART, 1, "d")->klantreis_ref = text("r");
    struct spoor_reis *reis = only_reis(world);
    assert_true(reis->beeindigd);
    assert_fase(world, "d");
}

static void a_rule_of_the_definition_ends_the_journey(void **state)
{
    struct world *world = *state;
    struct spoor_definitie *definitie = add_definition(world, "z", 1, 0, "pq");
    add_end(world, definitie, VOLTOOID, "q");
    start_at(world, 1, "r")->definitie = text("z");
    fase_at(world, GESTART, 2, "q");
    fase_at(world, VOLTOOID, 3, "q")->resultaat = text("af");
    struct spoor_reis *reis = only_reis(world);
    assert_true(reis->beeindigd);
    assert_int_equal(reis->eind_us, 3 * SPOOR_SECOND_US);
    assert_text(reis->resultaat, "af");
}

static void an_unknown_definition_waits_and_folds_when_it_arrives(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r")->definitie = text("zeldzaam");
    fase_at(world, GESTART, 2, "p")->klantreis_ref = text("r");
    struct spoor_reis *reis = only_reis(world);
    assert_int_equal(reis->flags, SPOOR_REIS_DEFINITIE_ONBEKEND);
    assert_int_equal(reis->definitie_versie, 0);
    assert_true(reis->exemplaren[0].onbekend);
    assert_absent(spoor_uitkomst_of(reis, &world->definities).fase);
    assert_true(spoor_toestand_waits_for_definition(&world->toestand));
    add_definition(world, "zeldzaam", 1, 0, "pq");
    assert_int_equal(only_reis(world)->flags, 0);
    assert_fase(world, "p");
    assert_false(spoor_toestand_waits_for_definition(&world->toestand));
}

static void control_records_leave_no_trace(void **state)
{
    struct world *world = *state;
    event_at(world, SPOOR_KIND_DEFINITIE_GELADEN, 9);
    start_at(world, 1, "r");
    event_at(world, SPOOR_KIND_BEGINSTAND_GEVRAAGD, 3);
    only_reis(world);
    assert_int_equal(world->toestand.gebeurtenissen, 1);
    assert_int_equal(world->toestand.laatste.us, SPOOR_SECOND_US);
    assert_int_equal(world->toewijzingen[2].reis, -1);
}

static void the_milestone_is_the_place_of_the_last_change(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "a");
    fase_at(world, GESTART, 5, "a");
    event_at(world, SPOOR_KIND_KLANTCONTACT_GEREGISTREERD, 6)->klantreis_ref = text("r");
    struct spoor_reis *reis = only_reis(world);
    assert_int_equal(reis->mijlpaal.us, 2 * SPOOR_SECOND_US);
    assert_text(reis->mijlpaal.id, "02");
    assert_int_equal(world->toestand.laatste.us, 6 * SPOOR_SECOND_US);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_started_journey_has_an_outcome_without_phase),
        WORLD_TEST(the_position_moves_with_the_phases),
        WORLD_TEST(a_completed_phase_stays_current_without_action),
        WORLD_TEST(a_phase_that_was_never_seen_is_flagged_as_skipped),
        WORLD_TEST(an_earlier_phase_after_a_later_one_never_moves_the_position),
        WORLD_TEST(another_instance_of_a_repeatable_phase_becomes_current),
        WORLD_TEST(begun_again_while_open_makes_no_instance),
        WORLD_TEST(a_completed_phase_that_begins_again_is_flagged_unless_it_may_repeat),
        WORLD_TEST(a_phase_completed_without_begin_advances_the_position),
        WORLD_TEST(a_completion_closes_the_instance_it_names),
        WORLD_TEST(an_unknown_phase_is_stored_and_never_current),
        WORLD_TEST(a_step_back_is_the_only_way_back),
        WORLD_TEST(a_step_back_to_a_phase_never_seen_makes_it),
        WORLD_TEST(dossierstatus_belongs_to_the_current_phase),
        WORLD_TEST(an_expected_date_brings_its_reason),
        WORLD_TEST(an_end_ends_and_a_later_phase_reopens),
        WORLD_TEST(a_phase_on_the_day_of_the_end_does_not_reopen),
        WORLD_TEST(a_rule_of_the_definition_ends_the_journey),
        WORLD_TEST(an_unknown_definition_waits_and_folds_when_it_arrives),
        WORLD_TEST(control_records_leave_no_trace),
        WORLD_TEST(the_milestone_is_the_place_of_the_last_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
