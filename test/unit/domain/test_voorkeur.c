/* On which channel the klant wants to hear of a journey: the list that counts, whatever came first. */
#include "fold_world.h"

#define VOORKEUR SPOOR_KIND_VOORKEURSKANAAL_GEWIJZIGD

static struct spoor_event *voorkeur_at(struct world *world, int64_t t, const char *first, const char *second)
{
    struct spoor_event *event = event_at(world, VOORKEUR, t);
    event->kanalen = SPOOR_ARENA_ARRAY(&world->arena, struct spoor_slice, 2);
    event->kanalen[0] = text(first);
    event->kanalen[1] = text(second);
    event->kanaal_count = second ? 2 : 1;
    return event;
}

/* Of the first journey. */
static struct spoor_slice kanaal_of(struct world *world)
{
    const struct spoor_reis *reis = fold_world(world);
    return spoor_toestand_voorkeurskanaal(&world->toestand, reis->refs, reis->ref_count, reis->definitie);
}

/* Arrived in the given order and in reverse it is the same, and never needs the history. */
static void assert_commutes(struct world *world)
{
    struct spoor_toestand toestand;
    assert_same_in_any_order(world);
    assert_int_equal(arrive_world(world, &toestand), 0);
}

static void nothing_said_is_no_channel(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    assert_absent(kanaal_of(world));
}

static void the_list_keeps_its_order_and_the_first_counts(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    voorkeur_at(world, 2, "post", "email");
    assert_text(kanaal_of(world), "post");
    assert_int_equal(world->toestand.voorkeur_count, 1);
    assert_int_equal(world->toestand.voorkeuren[0].kanaal_count, 2);
    assert_text(world->toestand.voorkeuren[0].kanalen[1], "email");
    assert_int_equal(world->toestand.gebeurtenissen, 2);
    assert_int_equal(count_world(world).klant.contacten, 0);
    assert_int_equal(world->toestand.los, 0);
}

static void the_last_by_place_counts_whatever_came_first(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    voorkeur_at(world, 9, "email", "post");
    voorkeur_at(world, 5, "balie", NULL);
    assert_text(kanaal_of(world), "email");
    assert_commutes(world);
    voorkeur_at(world, 12, "app", NULL);
    assert_text(kanaal_of(world), "app");
    assert_int_equal(world->toestand.voorkeuren[0].kanaal_count, 1);
    assert_commutes(world);
}

static void nearer_lists_go_before_those_of_the_klant(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    voorkeur_at(world, 2, "post", NULL)->klantreis_ref = text("r");
    voorkeur_at(world, 3, "email", NULL)->definitie = text("reis");
    voorkeur_at(world, 4, "balie", NULL);
    assert_text(kanaal_of(world), "post");
    world->events[1]->klantreis_ref = text("another");
    assert_text(kanaal_of(world), "email");
    world->events[2]->definitie = text("another");
    assert_text(kanaal_of(world), "balie");
    assert_int_equal(world->toestand.voorkeur_count, 3);
    assert_commutes(world);
}

static void an_emptied_list_says_nothing(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    voorkeur_at(world, 2, "post", NULL);
    voorkeur_at(world, 3, "x", NULL)->kanaal_count = 0;
    assert_absent(kanaal_of(world));
    assert_commutes(world);
}

static void a_list_may_come_before_its_journey_and_holds_for_each_of_its_refs(void **state)
{
    struct world *world = *state;
    voorkeur_at(world, 1, "post", NULL)->klantreis_ref = text("two");
    voorkeur_at(world, 2, "email", NULL)->klantreis_ref = text("one");
    start_at(world, 3, "one");
    start_at(world, 4, "two"); /* joins */
    assert_text(kanaal_of(world), "email");
    assert_int_equal(world->toestand.reis_count, 1);
    world->events[0]->plaatsgevonden_us = 5 * SPOOR_SECOND_US;
    assert_text(kanaal_of(world), "post");
    assert_same_in_any_order(world);
}

static void a_preference_moves_and_teaches_no_journey(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    struct spoor_event *event = voorkeur_at(world, 9, "post", NULL);
    event->klantreis_ref = text("r");
    event->fase = text("b");
    event_zaak(world, event, "z1");
    event_at(world, SPOOR_KIND_KLANTCONTACT_GEREGISTREERD, 4)->kanaal = text("email");
    struct spoor_reis *reis = fold_world(world);
    assert_int_equal(reis->zaak_ref_count, 0);
    assert_int_equal(reis->exemplaar_count, 0);
    assert_int_equal(world->toewijzingen[1].reis, -1);
    assert_commutes(world);
}

static void it_tells_nothing_and_the_next_message_carries_it(void **state)
{
    struct world *world = *state;
    struct spoor_publicatiestand stand;
    struct spoor_publicatie *items;
    size_t count = 0;
    spoor_publicatiestand_init(&stand);
    start_at(world, 1, "r");
    voorkeur_at(world, 2, "sms", NULL);
    fase_at(world, SPOOR_KIND_FASE_GESTART, 3, "a");
    for (size_t all = world->count, i = 0; i < all; i++) {
        world->count = i + 1;
        fold_world(world);
        count = spoor_publicatie_compare(&stand, &world->toestand, world->events[i], &world->definities, &world->arena,
                                         &items);
        assert_int_equal(count, i != 1);
    }
    assert_text(spoor_publicatie_voorkeurskanaal(&items[0], &world->toestand), "sms");
    items[0].reis = -1; /* as of a ref that vanished */
    assert_text(spoor_publicatie_voorkeurskanaal(&items[0], &world->toestand), "sms");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(nothing_said_is_no_channel),
        WORLD_TEST(the_list_keeps_its_order_and_the_first_counts),
        WORLD_TEST(the_last_by_place_counts_whatever_came_first),
        WORLD_TEST(nearer_lists_go_before_those_of_the_klant),
        WORLD_TEST(an_emptied_list_says_nothing),
        WORLD_TEST(a_list_may_come_before_its_journey_and_holds_for_each_of_its_refs),
        WORLD_TEST(a_preference_moves_and_teaches_no_journey),
        WORLD_TEST(it_tells_nothing_and_the_next_message_carries_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
