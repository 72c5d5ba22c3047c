/* AVG 18: while the data of a klant are frozen all is folded and nothing told; then one message for all. */
#include "fold_world.h"

struct teller { /* tells the events of the world one by one */
    struct spoor_publicatiestand stand;
    struct spoor_publicatie *items; /* of the last event */
    size_t count;
};

/* Folds and compares up to and including the event that was added last. */
static void tell_last(struct world *world, struct teller *teller)
{
    fold_world(world);
    teller->count = spoor_publicatie_compare(&teller->stand, &world->toestand, world->events[world->count - 1],
                                             &world->definities, &world->arena, &teller->items);
}

static void start_told(struct world *world, struct teller *teller)
{
    *teller = (struct teller){0};
    start_at(world, 1, "r");
    tell_last(world, teller);
    fase_at(world, SPOOR_KIND_FASE_GESTART, 2, "a");
    tell_last(world, teller);
    assert_int_equal(teller->items[0].revisie, 2);
}

static void event_told(struct world *world, struct teller *teller, enum spoor_kind kind, int64_t t, const char *fase)
{
    fase_at(world, kind, t, fase);
    tell_last(world, teller);
}

static void told_at(struct world *world, struct teller *teller, enum spoor_kind kind, int64_t t)
{
    event_at(world, kind, t);
    tell_last(world, teller);
}

static void changes_of_a_frozen_klant_are_kept_back_and_told_in_one_message(void **state)
{
    struct world *world = *state;
    struct teller teller;
    start_told(world, &teller);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_BEVROREN, 3);
    assert_int_equal(teller.count, 0);
    event_told(world, &teller, SPOOR_KIND_FASE_GESTART, 4, "b");
    assert_int_equal(teller.count, 1);
    assert_true(teller.items[0].ingehouden);
    assert_int_equal(teller.items[0].revisie, 3);
    event_told(world, &teller, SPOOR_KIND_FASE_GESTART, 5, "c");
    assert_true(teller.items[0].ingehouden);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_VRIJGEGEVEN, 6);
    assert_int_equal(teller.count, 1);
    const struct spoor_publicatie *told = &teller.items[0];
    assert_false(told->ingehouden);
    assert_int_equal(told->soort, SPOOR_SOORT_STATUSWIJZIGING);
    assert_int_equal(told->vanaf_revisie, 3);
    assert_int_equal(told->revisie, 4);
    assert_text(told->uitkomst.fase, "c");
    assert_text(told->vorige.fase, "a");
    assert_true(told->is_eerste_van_fase);
    event_told(world, &teller, SPOOR_KIND_FASE_GESTART, 7, "d");
    assert_int_equal(teller.items[0].revisie, 5);
    assert_int_equal(teller.items[0].vanaf_revisie, 5);
    assert_false(teller.items[0].ingehouden);
}

static void the_heaviest_of_what_was_kept_back_is_told(void **state)
{
    struct world *world = *state;
    struct teller teller;
    start_told(world, &teller);
    event_told(world, &teller, SPOOR_KIND_FASE_GESTART, 3, "b");
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_BEVROREN, 4);
    struct spoor_event *back = event_at(world, SPOOR_KIND_FASE_TERUGGEZET, 5);
    back->naar_fase = text("a");
    back->reden = text("bezwaar");
    tell_last(world, &teller);
    assert_int_equal(teller.items[0].soort, SPOOR_SOORT_TERUGZETTING);
    event_told(world, &teller, SPOOR_KIND_FASE_GESTART, 6, "c");
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_VRIJGEGEVEN, 7);
    assert_int_equal(teller.items[0].soort, SPOOR_SOORT_TERUGZETTING);
    assert_text(teller.items[0].reden, "bezwaar");
    assert_text(teller.items[0].uitkomst.fase, "c");
}

static void what_is_again_as_it_was_needs_no_message(void **state)
{
    struct world *world = *state;
    struct teller teller;
    start_told(world, &teller);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_BEVROREN, 3);
    event_told(world, &teller, SPOOR_KIND_FASE_GESTART, 4, "b");
    event_at(world, SPOOR_KIND_FASE_TERUGGEZET, 5)->naar_fase = text("a");
    tell_last(world, &teller);
    assert_int_equal(teller.items[0].revisie, 4);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_VRIJGEGEVEN, 6);
    assert_int_equal(teller.count, 0);
    event_told(world, &teller, SPOOR_KIND_FASE_GESTART, 7, "c");
    assert_int_equal(teller.items[0].vanaf_revisie, 5);
}

static void a_journey_begun_meanwhile_is_told_for_the_first_time(void **state)
{
    struct world *world = *state;
    struct teller teller = {0};
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_BEVROREN, 1);
    start_at(world, 2, "r");
    tell_last(world, &teller);
    assert_true(teller.items[0].ingehouden);
    event_told(world, &teller, SPOOR_KIND_FASE_GESTART, 9, "b");
    event_told(world, &teller, SPOOR_KIND_FASE_GESTART, 5, "c"); /* late, and further */
    assert_int_equal(teller.items[0].soort, SPOOR_SOORT_CORRECTIE);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_VRIJGEGEVEN, 10);
    assert_int_equal(teller.items[0].soort, SPOOR_SOORT_STATUSWIJZIGING);
    assert_int_equal(teller.items[0].vanaf_revisie, 1);
    assert_int_equal(teller.items[0].revisie, 3);
    assert_false(teller.items[0].had_vorige);
}

static void each_changed_journey_gets_its_own_message_and_others_none(void **state)
{
    struct world *world = *state;
    struct teller teller;
    start_told(world, &teller);
    event_zaak(world, world->events[0], "z1");
    event_zaak(world, start_at(world, 3, "s"), "z2");
    tell_last(world, &teller);
    event_zaak(world, start_at(world, 3, "u"), "z3");
    tell_last(world, &teller);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_BEVROREN, 4);
    fase_at(world, SPOOR_KIND_FASE_GESTART, 5, "b")->klantreis_ref = text("r");
    tell_last(world, &teller);
    fase_at(world, SPOOR_KIND_FASE_GESTART, 6, "b")->klantreis_ref = text("s");
    tell_last(world, &teller);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_VRIJGEGEVEN, 7);
    assert_int_equal(teller.count, 2);
    assert_text(teller.items[0].klantreis_ref, "r");
    assert_text(teller.items[1].klantreis_ref, "s");
}

static void what_is_stil_is_not_told_afterwards_either(void **state)
{
    struct world *world = *state;
    struct teller teller;
    start_told(world, &teller);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_BEVROREN, 3);
    fase_at(world, SPOOR_KIND_FASE_GESTART, 4, "b")->stil = true;
    tell_last(world, &teller);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_VRIJGEGEVEN, 5);
    assert_int_equal(teller.count, 0);
}

static void frozen_data_give_no_beginstand(void **state)
{
    struct world *world = *state;
    struct teller teller;
    const struct spoor_event asked = {.kind = SPOOR_KIND_BEGINSTAND_GEVRAAGD};
    start_told(world, &teller);
    assert_int_equal(spoor_publicatie_beginstand(&teller.stand, &world->toestand, &asked, &world->definities,
                                                 &world->arena, &teller.items),
                     1);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_BEVROREN, 3);
    assert_int_equal(spoor_publicatie_beginstand(&teller.stand, &world->toestand, &asked, &world->definities,
                                                 &world->arena, &teller.items),
                     0);
}

static void told_anew_at(struct world *world, struct teller *teller, int64_t t, const char *ref, int32_t revisie)
{
    struct spoor_event *anew = event_at(world, SPOOR_KIND_HERBOUW_GEPUBLICEERD, t);
    anew->klantreis_ref = text(ref);
    anew->revisie = revisie;
    tell_last(world, teller);
}

static void what_readers_know_otherwise_is_told_at_the_release_though_nothing_changed(void **state)
{
    struct world *world = *state;
    struct teller teller;
    start_told(world, &teller);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_BEVROREN, 3);
    told_anew_at(world, &teller, 4, "r", 7);
    assert_int_equal(teller.count, 1);
    assert_true(teller.items[0].ingehouden);
    assert_int_equal(teller.items[0].revisie, 8);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_VRIJGEGEVEN, 5);
    assert_int_equal(teller.count, 1);
    assert_int_equal(teller.items[0].revisie, 8);
    assert_int_equal(teller.items[0].vanaf_revisie, 8);
    assert_int_equal(teller.items[0].soort, SPOOR_SOORT_CORRECTIE);
    assert_text(teller.items[0].uitkomst.fase, "a");
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_VRIJGEGEVEN, 6);
    assert_int_equal(teller.count, 0);
}

static void what_readers_know_of_a_journey_begun_while_frozen_is_corrected(void **state)
{
    struct world *world = *state;
    struct teller teller = {0};
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_BEVROREN, 1);
    start_at(world, 2, "r");
    tell_last(world, &teller);
    told_anew_at(world, &teller, 3, "r", 4);
    told_at(world, &teller, SPOOR_KIND_GEGEVENS_VRIJGEGEVEN, 5);
    assert_int_equal(teller.count, 1);
    assert_int_equal(teller.items[0].revisie, 5);
    assert_int_equal(teller.items[0].soort, SPOOR_SOORT_CORRECTIE);
}

static void the_last_by_place_says_whether_data_are_frozen(void **state)
{
    struct world *world = *state;
    event_at(world, SPOOR_KIND_GEGEVENS_VRIJGEGEVEN, 9);
    event_at(world, SPOOR_KIND_GEGEVENS_BEVROREN, 3)->reden = text("juistheid_betwist");
    fold_world(world);
    assert_false(spoor_feiten_bevroren(&world->toestand.feiten));
    assert_same_in_any_order(world);
    event_at(world, SPOOR_KIND_GEGEVENS_BEVROREN, 12)->reden = text("bezwaar");
    fold_world(world);
    assert_true(spoor_feiten_bevroren(&world->toestand.feiten));
    assert_text(world->toestand.feiten.bevriezing.reden, "bezwaar");
    assert_same_in_any_order(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(changes_of_a_frozen_klant_are_kept_back_and_told_in_one_message),
        WORLD_TEST(the_heaviest_of_what_was_kept_back_is_told),
        WORLD_TEST(what_is_again_as_it_was_needs_no_message),
        WORLD_TEST(what_readers_know_otherwise_is_told_at_the_release_though_nothing_changed),
        WORLD_TEST(what_readers_know_of_a_journey_begun_while_frozen_is_corrected),
        WORLD_TEST(a_journey_begun_meanwhile_is_told_for_the_first_time),
        WORLD_TEST(each_changed_journey_gets_its_own_message_and_others_none),
        WORLD_TEST(what_is_stil_is_not_told_afterwards_either),
        WORLD_TEST(frozen_data_give_no_beginstand),
        WORLD_TEST(the_last_by_place_says_whether_data_are_frozen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
