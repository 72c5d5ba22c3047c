/* Clocks: which timers a klant has, when they go off, and what an event shows to be wrong. */
#include "fold_world.h"

#include <spoor/domain/klok.h>
#include <stdio.h>

#define DAY INT64_C(86400)

static struct spoor_event *herinnering_at(struct world *world, int64_t t, const char *id, int64_t op)
{
    struct spoor_event *event = event_at(world, SPOOR_KIND_HERINNERING_INGESTELD, t);
    event->herinnering_id = text(id);
    event->herinneren_us = op * SPOOR_SECOND_US;
    event->waarvoor = text("opgave");
    return event;
}

static struct spoor_definitie *stall_after(struct world *world, int64_t seconds)
{
    struct spoor_definitie *definitie = add_definition(world, "stil", 1, 0, "ab");
    definitie->stilstand_us = seconds * SPOOR_SECOND_US;
    return definitie;
}

static struct spoor_event *stall_start_at(struct world *world, int64_t t, const char *ref)
{
    struct spoor_event *event = start_at(world, t, ref);
    event->definitie = text("stil");
    return event;
}

/* What is told, in order of arrival; each event is compared as it arrives. */
struct telling {
    struct spoor_publicatiestand stand;
    struct spoor_signaal *signalen; /* of the last event */
    size_t count;
};

static void arrive(struct world *world, struct telling *telling, size_t from)
{
    for (size_t i = from; i < world->count; i++) {
        struct spoor_toewijzing toewijzingen[WORLD_EVENTS_MAX];
        struct spoor_publicatie *items;
        spoor_toestand_refold(&world->toestand, (const struct spoor_event *const *)world->events, i + 1,
                              &world->definities, &world->arena, toewijzingen);
        spoor_publicatie_compare(&telling->stand, &world->toestand, world->events[i], &world->definities,
                                 &world->arena, &items);
        telling->count = spoor_klok_compare(&telling->stand, &world->toestand, world->events[i], toewijzingen[i].reis,
                                            &world->definities, &world->arena, &telling->signalen);
    }
}

static struct telling arrive_all(struct world *world)
{
    struct telling telling;
    spoor_publicatiestand_init(&telling.stand);
    arrive(world, &telling, 0);
    return telling;
}

static bool fire(struct world *world, struct telling *telling, int64_t now, int64_t proven,
                 struct spoor_signaal *out_signaal)
{
    int64_t tot_us[] = {now * SPOOR_SECOND_US, proven * SPOOR_SECOND_US};
    bool fired = spoor_klok_fire(&telling->stand, &world->toestand, &world->definities, tot_us, &world->arena,
                                 out_signaal);
    spoor_klok_rewind(&telling->stand, &world->toestand, &world->definities, &world->arena);
    return fired;
}

static void a_reminder_goes_off_when_it_is_due_and_once(void **state)
{
    struct world *world = *state;
    struct spoor_signaal signaal;
    herinnering_at(world, 1, "h-1", 100);
    struct telling telling = arrive_all(world);
    assert_int_equal(telling.stand.wek_us[SPOOR_BEWIJS_GEEN], 100 * SPOOR_SECOND_US);
    assert_true(telling.stand.wek_us[SPOOR_BEWIJS_NODIG] == SPOOR_TIME_NONE);
    assert_false(fire(world, &telling, 99, 99, &signaal));
    assert_true(fire(world, &telling, 100, 0, &signaal));
    assert_int_equal(signaal.termijn.klok, SPOOR_KLOK_HERINNERING);
    assert_text(signaal.termijn.anker, "h-1");
    assert_text(signaal.termijn.waarvoor, "opgave");
    assert_int_equal(signaal.nummer, 1);
    assert_int_equal(signaal.termijn.bedoeld_us, 100 * SPOOR_SECOND_US);
    assert_true(telling.stand.wek_us[SPOOR_BEWIJS_GEEN] == SPOOR_TIME_NONE);
    assert_false(fire(world, &telling, 1000, 1000, &signaal));
}

static void set_again_a_reminder_has_moved(void **state)
{
    struct world *world = *state;
    struct spoor_signaal signaal;
    herinnering_at(world, 1, "h-1", 100);
    herinnering_at(world, 2, "h-1", 300);
    struct telling telling = arrive_all(world);
    assert_false(fire(world, &telling, 200, 0, &signaal));
    assert_int_equal(telling.stand.wek_us[SPOOR_BEWIJS_GEEN], 300 * SPOOR_SECOND_US);
    assert_true(fire(world, &telling, 300, 0, &signaal));
    assert_int_equal(signaal.termijn.bedoeld_us, 300 * SPOOR_SECOND_US);
    assert_same_in_any_order(world);
}

static void the_earliest_of_several_goes_off_first(void **state)
{
    struct world *world = *state;
    struct spoor_signaal signaal;
    herinnering_at(world, 1, "h-1", 200);
    herinnering_at(world, 2, "h-2", 100);
    struct telling telling = arrive_all(world);
    assert_true(fire(world, &telling, 500, 0, &signaal));
    assert_text(signaal.termijn.anker, "h-2");
    assert_true(fire(world, &telling, 500, 0, &signaal));
    assert_text(signaal.termijn.anker, "h-1");
}

static void beyond_the_most_the_one_set_longest_ago_makes_room_in_any_order(void **state)
{
    struct world *world = *state;
    for (int i = 0; i < SPOOR_HERINNERINGEN_MAX + 3; i++) {
        char id[16];
        snprintf(id, sizeof id, "h-%02d", (i * 8) % (SPOOR_HERINNERINGEN_MAX + 3));
        herinnering_at(world, 10 + i, spoor_arena_cstring(&world->arena, text(id)), 1000 + i);
    }
    fold_world(world);
    assert_int_equal(world->toestand.herinnering_count, SPOOR_HERINNERINGEN_MAX);
    for (size_t i = 0; i < world->toestand.herinnering_count; i++)
        assert_true(world->toestand.herinneringen[i].place.us >= 13 * SPOOR_SECOND_US);
    assert_same_in_any_order(world);
}

static void what_was_over_when_history_was_loaded_is_silent(void **state)
{
    struct world *world = *state;
    struct spoor_signaal signaal;
    struct spoor_event *past = herinnering_at(world, 1, "h-1", 100), *later = herinnering_at(world, 2, "h-2", 900);
    past->stil = later->stil = true;
    past->broker_us = later->broker_us = 500 * SPOOR_SECOND_US;
    struct telling telling = arrive_all(world);
    assert_true(fire(world, &telling, 1000, 0, &signaal));
    assert_true(signaal.termijn.stil);
    assert_true(fire(world, &telling, 1000, 0, &signaal));
    assert_false(signaal.termijn.stil);
}

static void a_stall_is_told_only_up_to_where_all_was_read(void **state)
{
    struct world *world = *state;
    struct spoor_signaal signaal;
    stall_after(world, 14 * DAY);
    stall_start_at(world, 0, "r");
    fase_at(world, SPOOR_KIND_FASE_GESTART, DAY, "a")->klantreis_ref = text("r");
    struct telling telling = arrive_all(world);
    assert_false(fire(world, &telling, 100 * DAY, 15 * DAY - 1, &signaal));
    assert_true(fire(world, &telling, 100 * DAY, 15 * DAY, &signaal));
    assert_int_equal(signaal.termijn.klok, SPOOR_KLOK_STILSTAND);
    assert_text(signaal.termijn.klantreis_ref, "r");
    assert_text(signaal.termijn.anker, "02");
    assert_int_equal(signaal.termijn.sinds_us, DAY * SPOOR_SECOND_US);
    assert_int_equal(signaal.termijn.bedoeld_us, 15 * DAY * SPOOR_SECOND_US);
}

static void every_event_of_a_journey_moves_its_stall_and_asks_for_no_earlier_look(void **state)
{
    struct world *world = *state;
    struct spoor_signaal signaal;
    stall_after(world, 14 * DAY);
    stall_start_at(world, 0, "r");
    struct telling telling = arrive_all(world);
    event_at(world, SPOOR_KIND_KLANTCONTACT_GEREGISTREERD, 10 * DAY)->klantreis_ref = text("r");
    arrive(world, &telling, 1);
    assert_int_equal(telling.stand.wek_us[SPOOR_BEWIJS_NODIG], 14 * DAY * SPOOR_SECOND_US);
    assert_false(fire(world, &telling, 14 * DAY, 14 * DAY, &signaal));
    assert_int_equal(telling.stand.wek_us[SPOOR_BEWIJS_NODIG], 24 * DAY * SPOOR_SECOND_US);
    assert_same_in_any_order(world);
}

static void an_ended_journey_does_not_stand_still(void **state)
{
    struct world *world = *state;
    struct spoor_signaal signaal;
    stall_after(world, 14 * DAY);
    stall_start_at(world, 0, "r");
    event_at(world, SPOOR_KIND_KLANTREIS_BEEINDIGD, DAY)->klantreis_ref = text("r");
    struct telling telling = arrive_all(world);
    assert_false(fire(world, &telling, 100 * DAY, 100 * DAY, &signaal));
    assert_true(telling.stand.wek_us[SPOOR_BEWIJS_NODIG] == SPOOR_TIME_NONE);
}

static void a_late_event_before_the_due_time_withdraws_a_stall(void **state)
{
    struct world *world = *state;
    struct spoor_signaal signaal;
    stall_after(world, 14 * DAY);
    stall_start_at(world, 0, "r");
    struct telling telling = arrive_all(world);
    assert_true(fire(world, &telling, 15 * DAY, 15 * DAY, &signaal));
    event_at(world, SPOOR_KIND_KLANTCONTACT_GEREGISTREERD, 5 * DAY)->klantreis_ref = text("r");
    arrive(world, &telling, 1);
    assert_int_equal(telling.count, 1);
    assert_int_equal(telling.signalen[0].nummer, 2);
    assert_text(telling.signalen[0].termijn.anker, "01");
    assert_true(fire(world, &telling, 30 * DAY, 30 * DAY, &signaal)); /* the stall since that contact */
    assert_text(signaal.termijn.anker, "02");
    assert_int_equal(signaal.nummer, 1);
}

static void a_later_event_ends_a_stall_that_was_true(void **state)
{
    struct world *world = *state;
    struct spoor_signaal signaal;
    stall_after(world, 14 * DAY);
    stall_start_at(world, 0, "r");
    struct telling telling = arrive_all(world);
    assert_true(fire(world, &telling, 15 * DAY, 15 * DAY, &signaal));
    event_at(world, SPOOR_KIND_KLANTCONTACT_GEREGISTREERD, 16 * DAY)->klantreis_ref = text("r");
    arrive(world, &telling, 1);
    assert_int_equal(telling.count, 0);
    event_at(world, SPOOR_KIND_KLANTCONTACT_GEREGISTREERD, 6 * DAY)->klantreis_ref = text("r");
    arrive(world, &telling, 2);
    assert_int_equal(telling.count, 1); /* and yet it was wrong */
    assert_int_equal(telling.signalen[0].nummer, 2);
}

static void an_event_of_another_journey_or_of_the_klant_withdraws_nothing(void **state)
{
    struct world *world = *state;
    struct spoor_signaal signaal;
    stall_after(world, 14 * DAY);
    stall_start_at(world, 0, "r");
    struct telling telling = arrive_all(world);
    assert_true(fire(world, &telling, 15 * DAY, 15 * DAY, &signaal));
    herinnering_at(world, 5 * DAY, "h-1", 500 * DAY);
    event_at(world, SPOOR_KIND_KLANTCONTACT_GEREGISTREERD, 6 * DAY)->klantreis_ref = text("another");
    arrive(world, &telling, 1);
    assert_int_equal(telling.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_reminder_goes_off_when_it_is_due_and_once),
        WORLD_TEST(set_again_a_reminder_has_moved),
        WORLD_TEST(the_earliest_of_several_goes_off_first),
        WORLD_TEST(beyond_the_most_the_one_set_longest_ago_makes_room_in_any_order),
        WORLD_TEST(what_was_over_when_history_was_loaded_is_silent),
        WORLD_TEST(a_stall_is_told_only_up_to_where_all_was_read),
        WORLD_TEST(every_event_of_a_journey_moves_its_stall_and_asks_for_no_earlier_look),
        WORLD_TEST(an_ended_journey_does_not_stand_still),
        WORLD_TEST(a_late_event_before_the_due_time_withdraws_a_stall),
        WORLD_TEST(a_later_event_ends_a_stall_that_was_true),
        WORLD_TEST(an_event_of_another_journey_or_of_the_klant_withdraws_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
