/* Which journey takes an event: first hit of rule 6. */
#include "fold_world.h"

#define CONTACT SPOOR_KIND_KLANTCONTACT_GEREGISTREERD

/* Two journeys with their own zaak: "one" from 1, "two" from 2. */
static void two_journeys(struct world *world)
{
    event_zaak(world, start_at(world, 1, "one"), "z1");
    event_zaak(world, start_at(world, 2, "two"), "z2");
}

/* The journey of the last event that was made. */
static int32_t last_reis(struct world *world)
{
    assert_same_in_any_order(world);
    fold_world(world);
    return world->toewijzingen[world->count - 1].reis;
}

static void the_ref_beats_the_zaak(void **state)
{
    struct world *world = *state;
    two_journeys(world);
    struct spoor_event *contact = event_at(world, CONTACT, 5);
    contact->klantreis_ref = text("one");
    event_zaak(world, contact, "z9");
    assert_int_equal(last_reis(world), 0);
}

static void a_zaak_or_object_of_a_start_names_the_journey(void **state)
{
    struct world *world = *state;
    two_journeys(world);
    event_object(world, world->events[1], "o2");
    event_zaak(world, event_at(world, CONTACT, 5), "z2");
    assert_int_equal(last_reis(world), 1);
    event_object(world, event_at(world, CONTACT, 6), "o2");
    assert_int_equal(last_reis(world), 1);
}

static void keys_work_before_the_start_that_brings_them(void **state)
{
    struct world *world = *state;
    struct spoor_event *early = event_at(world, CONTACT, 0);
    early->fase = text("a");
    event_zaak(world, early, "z2");
    two_journeys(world);
    assert_same_in_any_order(world);
    fold_world(world);
    assert_int_equal(world->toewijzingen[0].reis, 1);
    assert_text(world->toewijzingen[0].fase, "a");
    assert_int_equal(world->toestand.los, 0);
}

static void an_event_with_ref_and_zaak_teaches_the_zaak(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "one");
    event_zaak(world, event_at(world, CONTACT, 2), "z7");
    struct spoor_event *teacher = event_at(world, CONTACT, 9);
    teacher->klantreis_ref = text("one");
    event_zaak(world, teacher, "z7");
    assert_int_equal(last_reis(world), 0);
    assert_int_equal(world->toewijzingen[1].reis, 0);
}

static void a_contact_follows_the_contact_it_names(void **state)
{
    struct world *world = *state;
    two_journeys(world);
    struct spoor_event *first = event_at(world, CONTACT, 3);
    first->klantreis_ref = text("two");
    first->klantcontact_id = text("c1");
    event_at(world, CONTACT, 4)->vervolg_van = text("c1");
    assert_int_equal(last_reis(world), 1);
    event_at(world, CONTACT, 5)->vervolg_van = text("04"); /* a contact without id goes by the event's */
    assert_int_equal(last_reis(world), 1);
    event_at(world, CONTACT, 6)->vervolg_van = text("elders");
    assert_int_equal(last_reis(world), -1);
}

static void the_only_open_journey_that_lists_the_subject_takes_a_contact(void **state)
{
    struct world *world = *state;
    struct spoor_slice subjects[] = {text("betaling")}, lines[] = {text("ww-lijn")};
    struct spoor_definitie *definitie = add_definition(world, "z", 1, 0, "x");
    definitie->onderwerpen = subjects;
    definitie->onderwerp_count = 1;
    definitie->lijnen = lines;
    definitie->lijn_count = 1;
    start_at(world, 1, "one");
    start_at(world, 2, "two")->definitie = text("z");
    event_at(world, CONTACT, 3)->onderwerp_code = text("betaling");
    assert_int_equal(last_reis(world), 1);
    event_at(world, CONTACT, 4)->kanaallijn = text("ww-lijn");
    assert_int_equal(last_reis(world), 1);
    event_at(world, CONTACT, 5)->onderwerp_code = text("klacht");
    assert_int_equal(last_reis(world), -1);
    event_at(world, SPOOR_KIND_KLANTREIS_BEEINDIGD, 6)->klantreis_ref = text("two");
    event_at(world, CONTACT, 7)->onderwerp_code = text("betaling");
    assert_int_equal(last_reis(world), -1);
}

static void a_phase_goes_to_the_only_open_journey_that_has_it(void **state)
{
    struct world *world = *state;
    add_definition(world, "z", 1, 0, "xa");
    start_at(world, 1, "one");
    start_at(world, 2, "two")->definitie = text("z");
    fase_at(world, SPOOR_KIND_FASE_GESTART, 3, "x");
    assert_int_equal(last_reis(world), 1);
    fase_at(world, SPOOR_KIND_FASE_GESTART, 4, "b");
    assert_int_equal(last_reis(world), 0);
    fase_at(world, SPOOR_KIND_FASE_GESTART, 5, "a");
    assert_int_equal(last_reis(world), -1);
    assert_int_equal(world->toestand.los, 1);
    fase_at(world, SPOOR_KIND_FASE_GESTART, 6, "a")->definitie = text("z");
    assert_int_equal(last_reis(world), 1);
}

static void contacts_count_per_channel_and_phase(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "one");
    fase_at(world, SPOOR_KIND_FASE_GESTART, 2, "b");
    for (int64_t t = 3; t < 6; t++) {
        struct spoor_event *contact = event_at(world, CONTACT, t);
        contact->kanaal = text(t == 4 ? "balie" : "telefoon");
        contact->klantreis_ref = text("one");
    }
    event_at(world, SPOOR_KIND_KANAALWISSEL_GEREGISTREERD, 6)->kanaal = text("balie");
    event_at(world, CONTACT, 7)->kanaal = text("balie");
    assert_int_equal(last_reis(world), -1);
    const struct spoor_toestand *toestand = &world->toestand;
    assert_int_equal(toestand->gebeurtenissen, 7);
    struct spoor_contact_aantallen aantallen = count_world(world);
    assert_int_equal(aantallen.klant.contacten, 4);
    assert_text(aantallen.klant.per_kanaal.items[0].code, "balie");
    assert_int_equal(aantallen.klant.per_kanaal.items[0].aantal, 2);
    assert_int_equal(aantallen.klant.per_kanaal.items[0].laatste_us, 7 * SPOOR_SECOND_US);
    assert_int_equal(aantallen.reizen[0].contacten, 3);
    assert_int_equal(aantallen.reizen[0].per_kanaal.items[1].aantal, 2);
    assert_text(aantallen.reizen[0].per_fase.items[0].code, "b");
    assert_int_equal(aantallen.reizen[0].per_fase.items[0].aantal, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(the_ref_beats_the_zaak),
        WORLD_TEST(a_zaak_or_object_of_a_start_names_the_journey),
        WORLD_TEST(keys_work_before_the_start_that_brings_them),
        WORLD_TEST(an_event_with_ref_and_zaak_teaches_the_zaak),
        WORLD_TEST(a_contact_follows_the_contact_it_names),
        WORLD_TEST(the_only_open_journey_that_lists_the_subject_takes_a_contact),
        WORLD_TEST(a_phase_goes_to_the_only_open_journey_that_has_it),
        WORLD_TEST(contacts_count_per_channel_and_phase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
