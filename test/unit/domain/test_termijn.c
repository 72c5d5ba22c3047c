/* Terms by hand: what runs, until when, and what nobody can know. Whole stories: test/cases/fold/termijn-*. */
#include "fold_world.h"

#define GESTART SPOOR_KIND_FASE_GESTART
#define OPGESCHORT SPOOR_KIND_TERMIJN_OPGESCHORT

static int64_t second(const char *text)
{
    int64_t us = 0;
    assert_true(spoor_time_parse(spoor_slice_of(text), (struct spoor_zone){SPOOR_ZONE_AMSTERDAM, 0}, &us, NULL, NULL));
    return us / SPOOR_SECOND_US;
}

static void assert_end(int64_t us, const char *expected)
{
    char text[SPOOR_TIME_TEXT_MAX];
    spoor_time_format(us, text);
    assert_string_equal(text, expected);
}

static struct spoor_fase_definitie *fase_of(struct world *world, size_t index)
{
    return &world->items[0]->fasen[index];
}

static void give_termijn(struct spoor_termijn_definitie *termijn, const char *duur, bool vanaf_klantreis)
{
    *termijn = (struct spoor_termijn_definitie){
        .bekend = true, .vanaf_klantreis = vanaf_klantreis, .beweegt_door = SPOOR_TERMIJN_ALLES};
    assert_true(spoor_duur_parse(spoor_slice_of(duur), &termijn->duur));
    if (termijn->duur.seconden > 0)
        termijn->soort = SPOOR_TERMIJN_KLOKUREN;
}

static int64_t expected_end(struct world *world)
{
    return spoor_uitkomst_of(fold_world(world), &world->definities).verwachte_einddatum_us;
}

/* Phase a: 2 weeks of its own; phase b: none; phase d: 8 weeks from the begin of the journey. */
static void permit_at(struct world *world, const char *begin)
{
    give_termijn(&fase_of(world, 0)->termijn, "P2W", false);
    give_termijn(&fase_of(world, 3)->termijn, "P8W", true);
    start_at(world, second(begin), "r");
}

static void both_terms_run_that_of_the_phase_first(void **state)
{
    struct world *world = *state;
    struct spoor_termijn running[SPOOR_KLOKKEN_MAX];
    permit_at(world, "2026-01-05T10:00:00");
    fase_at(world, GESTART, second("2026-01-06T10:00:00"), "a")->exemplaar = text("1");
    assert_int_equal(spoor_termijn_lopend(fold_world(world), &world->definities, running), 2);
    assert_true(running[0].van_fase);
    assert_text(running[0].fase, "a");
    assert_text(running[0].exemplaar, "1");
    assert_int_equal(running[0].begin_us, second("2026-01-06T10:00:00") * SPOOR_SECOND_US);
    assert_end(running[0].eind_us, "2026-01-20T22:59:59.999999Z");
    assert_false(running[1].van_fase);
    assert_text(running[1].fase, "d");
    assert_int_equal(running[1].begin_us, second("2026-01-05T10:00:00") * SPOOR_SECOND_US);
    assert_end(running[1].eind_us, "2026-03-02T22:59:59.999999Z");
}

static void the_term_of_a_phase_that_is_done_runs_no_more(void **state)
{
    struct world *world = *state;
    struct spoor_termijn running[SPOOR_KLOKKEN_MAX];
    permit_at(world, "2026-01-05T10:00:00");
    fase_at(world, GESTART, second("2026-01-06T10:00:00"), "a");
    fase_at(world, SPOOR_KIND_FASE_VOLTOOID, second("2026-01-08T10:00:00"), "a");
    assert_int_equal(spoor_termijn_lopend(fold_world(world), &world->definities, running), 1);
    assert_false(running[0].van_fase);
    assert_end(expected_end(world), "2026-01-20T22:59:59.999999Z"); /* until another phase begins */
    fase_at(world, GESTART, second("2026-01-09T10:00:00"), "b");
    assert_end(expected_end(world), "2026-03-02T22:59:59.999999Z");
}

static void nothing_runs_once_the_journey_ended_or_its_last_term_was_met(void **state)
{
    struct world *world = *state;
    struct spoor_termijn running[SPOOR_KLOKKEN_MAX];
    permit_at(world, "2026-01-05T10:00:00");
    fase_at(world, GESTART, second("2026-01-06T10:00:00"), "d");
    assert_int_equal(spoor_termijn_lopend(fold_world(world), &world->definities, running), 1);
    fase_at(world, SPOOR_KIND_FASE_VOLTOOID, second("2026-01-08T10:00:00"), "d");
    assert_int_equal(spoor_termijn_lopend(fold_world(world), &world->definities, running), 0);
    fase_at(world, GESTART, second("2026-01-09T10:00:00"), "c");
    event_at(world, SPOOR_KIND_KLANTREIS_BEEINDIGD, second("2026-01-10T10:00:00"));
    assert_int_equal(spoor_termijn_lopend(fold_world(world), &world->definities, running), 0);
}

static void a_suspended_term_says_who_holds_it_up_and_no_end(void **state)
{
    struct world *world = *state;
    struct spoor_termijn running[SPOOR_KLOKKEN_MAX];
    permit_at(world, "2026-01-05T10:00:00");
    struct spoor_event *event = event_at(world, OPGESCHORT, second("2026-01-07T10:00:00"));
    event->bij_wie = text("derde");
    assert_int_equal(spoor_termijn_lopend(fold_world(world), &world->definities, running), 1);
    assert_true(running[0].staat_stil && running[0].eind_us == SPOOR_TIME_NONE);
    assert_text(running[0].bij_wie, "derde");
    assert_true(expected_end(world) == SPOOR_TIME_NONE);
    event->verwacht_hervat_us = second("2026-01-12T00:00:00") * SPOOR_SECOND_US; /* 8 to 11 January stand still */
    assert_end(expected_end(world), "2026-03-06T22:59:59.999999Z");
}

static void a_standstill_within_two_days_stops_no_whole_day(void **state)
{
    struct world *world = *state;
    permit_at(world, "2026-01-05T10:00:00");
    event_at(world, OPGESCHORT, second("2026-01-07T00:00:00"));
    event_at(world, SPOOR_KIND_TERMIJN_HERVAT, second("2026-01-08T23:59:59"));
    assert_end(expected_end(world), "2026-03-02T22:59:59.999999Z");
}

static void a_suspension_after_the_end_is_flagged_and_moves_nothing(void **state)
{
    struct world *world = *state;
    permit_at(world, "2026-01-05T10:00:00");
    event_at(world, OPGESCHORT, second("2026-03-03T00:00:00"));
    assert_true(fold_world(world)->flags & SPOOR_REIS_TERMIJN_VOORBIJ);
    assert_end(expected_end(world), "2026-03-02T22:59:59.999999Z");
}

static void term_events_fold_the_same_in_any_order(void **state)
{
    struct world *world = *state;
    permit_at(world, "2026-01-05T10:00:00");
    fase_at(world, GESTART, second("2026-01-06T10:00:00"), "a");
    event_at(world, OPGESCHORT, second("2026-01-07T10:00:00"))->reden = text("advies_derde");
    struct spoor_event *asked = event_at(world, SPOOR_KIND_AANVULLING_GEVRAAGD, second("2026-01-08T10:00:00"));
    asked->uiterlijk_us = second("2026-01-20T00:00:00") * SPOOR_SECOND_US;
    event_at(world, SPOOR_KIND_TERMIJN_VERLENGD, second("2026-01-09T10:00:00"))->duur = text("P1M");
    event_at(world, SPOOR_KIND_TERMIJN_HERVAT, second("2026-01-12T10:00:00"));
    event_at(world, SPOOR_KIND_AANVULLING_ONTVANGEN, second("2026-01-13T10:00:00"));
    assert_same_in_any_order(world);
}

static void the_reason_of_a_standstill_is_told_when_it_ends(void **state)
{
    struct world *world = *state;
    permit_at(world, "2026-01-05T10:00:00");
    event_at(world, SPOOR_KIND_AANVULLING_GEVRAAGD, second("2026-01-07T10:00:00"));
    assert_text(fold_world(world)->reden, "gegevens_ontbreken");
    assert_text(fold_world(world)->bij_wie, "klant");
    event_at(world, SPOOR_KIND_AANVULLING_ONTVANGEN, second("2026-01-20T10:00:00"));
    assert_text(fold_world(world)->reden, "gegevens_ontbreken");
    fase_at(world, GESTART, second("2026-01-21T10:00:00"), "a"); /* another term, for no reason of delay */
    assert_absent(fold_world(world)->reden);
}

static void a_term_of_more_than_twelve_weeks_ends_also_on_a_sunday(void **state)
{
    struct world *world = *state;
    give_termijn(&fase_of(world, 0)->termijn, "P13W", false);
    start_at(world, second("2026-01-04T10:00:00"), "r");
    fase_at(world, GESTART, second("2026-01-04T10:00:00"), "a");
    assert_end(expected_end(world), "2026-04-05T21:59:59.999999Z"); /* Easter Sunday; Atw art. 4 */
    give_termijn(&fase_of(world, 0)->termijn, "P3M", false);
    assert_end(expected_end(world), "2026-04-07T21:59:59.999999Z"); /* Saturday, Easter, and on to Tuesday */
}

static void an_action_has_a_date_of_its_own_or_that_of_its_phase(void **state)
{
    struct world *world = *state;
    permit_at(world, "2026-01-05T10:00:00");
    fase_of(world, 0)->actie_code = text("kom");
    fase_at(world, GESTART, second("2026-01-06T10:00:00"), "a");
    assert_end(spoor_uitkomst_of(fold_world(world), &world->definities).actie_uiterlijk_us,
               "2026-01-20T22:59:59.999999Z");
    give_termijn(&fase_of(world, 0)->actie_termijn, "PT12H", false);
    assert_end(spoor_uitkomst_of(fold_world(world), &world->definities).actie_uiterlijk_us,
               "2026-01-06T21:00:00.000000Z");
}

static void a_term_beyond_the_calendar_has_no_date(void **state)
{
    struct world *world = *state;
    static const char *const absurd[] = {"P9999Y", "P999999999D", "P999999999W", "PT999999999H"};
    start_at(world, second("2026-01-05T10:00:00"), "r");
    fase_at(world, GESTART, second("2026-01-06T10:00:00"), "a");
    for (size_t i = 0; i < sizeof(absurd) / sizeof(*absurd); i++) {
        give_termijn(&fase_of(world, 0)->termijn, absurd[i], false);
        assert_true(expected_end(world) == SPOOR_TIME_NONE);
        fase_of(world, 0)->termijn.soort = SPOOR_TERMIJN_KLOKUREN;
        fase_of(world, 0)->termijn.duur = (struct spoor_duur){.weken = SPOOR_DUUR_MAX, .dagen = SPOOR_DUUR_MAX};
        assert_true(expected_end(world) == SPOOR_TIME_NONE);
    }
    for (int i = 0; i < 20; i++)
        event_at(world, SPOOR_KIND_TERMIJN_VERLENGD, second("2026-01-07T10:00:00"))->duur = text("P999999999W");
    for (int soort = 0; soort < 3; soort++) {
        fase_of(world, 0)->termijn.soort = (enum spoor_termijn_soort)soort;
        assert_true(expected_end(world) == SPOOR_TIME_NONE);
    }
}

static void a_journey_without_definition_has_only_what_events_gave(void **state)
{
    struct world *world = *state;
    struct spoor_termijn running[SPOOR_KLOKKEN_MAX];
    struct spoor_event *start = start_at(world, second("2026-01-05T10:00:00"), "r");
    start->definitie = text("vreemd");
    assert_int_equal(spoor_termijn_lopend(fold_world(world), &world->definities, running), 0);
    start->uiterlijk_us = second("2026-02-01T00:00:00") * SPOOR_SECOND_US;
    assert_end(expected_end(world), "2026-02-01T22:59:59.999999Z"); /* a date is the whole day */
    assert_int_equal(spoor_termijn_lopend(fold_world(world), &world->definities, running), 1);
    assert_absent(running[0].fase);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(both_terms_run_that_of_the_phase_first),
        WORLD_TEST(the_term_of_a_phase_that_is_done_runs_no_more),
        WORLD_TEST(nothing_runs_once_the_journey_ended_or_its_last_term_was_met),
        WORLD_TEST(a_suspended_term_says_who_holds_it_up_and_no_end),
        WORLD_TEST(a_standstill_within_two_days_stops_no_whole_day),
        WORLD_TEST(a_suspension_after_the_end_is_flagged_and_moves_nothing),
        WORLD_TEST(term_events_fold_the_same_in_any_order),
        WORLD_TEST(the_reason_of_a_standstill_is_told_when_it_ends),
        WORLD_TEST(a_term_of_more_than_twelve_weeks_ends_also_on_a_sunday),
        WORLD_TEST(an_action_has_a_date_of_its_own_or_that_of_its_phase),
        WORLD_TEST(a_term_beyond_the_calendar_has_no_date),
        WORLD_TEST(a_journey_without_definition_has_only_what_events_gave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
