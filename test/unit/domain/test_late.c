/* What apply() takes directly, what needs history, and that a late event never moves a phase back. */
#include "fold_world.h"

#define CONTACT SPOOR_KIND_KLANTCONTACT_GEREGISTREERD
#define GESTART SPOOR_KIND_FASE_GESTART

/* How often arrival needed the history; the result is right in any case. */
static size_t refolds(struct world *world)
{
    struct spoor_toestand toestand;
    assert_same_in_any_order(world);
    return arrive_world(world, &toestand);
}

static void events_in_order_never_need_history(void **state)
{
    struct world *world = *state;
    event_zaak(world, start_at(world, 1, "r"), "z1");
    for (int64_t t = 2; t < 30; t += 5) {
        fase_at(world, GESTART, t, "c")->exemplaar = spoor_arena_printf(&world->arena, "%d", (int)t);
        event_zaak(world, event_at(world, CONTACT, t + 1), "z1");
        event_at(world, CONTACT, t + 2)->kanaal = text("email");
        fase_at(world, SPOOR_KIND_FASE_VOLTOOID, t + 3, "c");
    }
    event_at(world, SPOOR_KIND_KLANTREIS_BEEINDIGD, 90);
    assert_int_equal(refolds(world), 0);
}

static void a_late_phase_needs_history(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 3, "b");
    fase_at(world, GESTART, 2, "a");
    assert_int_equal(refolds(world), 1);
}

static void a_late_contact_at_klant_level_is_applied_directly(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 5, "b");
    event_at(world, CONTACT, 2)->kanaal = text("email");
    assert_int_equal(refolds(world), 0);
}

static void a_late_contact_of_the_current_phase_is_applied_directly(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 2, "b");
    event_at(world, CONTACT, 9)->klantreis_ref = text("r");
    event_at(world, CONTACT, 5)->klantreis_ref = text("r");
    assert_int_equal(refolds(world), 0);
    event_at(world, CONTACT, 1)->klantreis_ref = text("r"); /* which phase was it then? */
    assert_int_equal(refolds(world), 1);
}

static void a_late_contact_that_names_its_phase_is_applied_directly(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, GESTART, 3, "b");
    fase_at(world, CONTACT, 2, "a")->klantreis_ref = text("r");
    assert_int_equal(refolds(world), 0);
}

static void a_late_contact_that_another_follows_needs_history(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    event_at(world, CONTACT, 5)->vervolg_van = text("c1");
    struct spoor_event *late = fase_at(world, CONTACT, 3, "a");
    late->klantcontact_id = text("c1");
    late->klantreis_ref = text("r");
    assert_int_equal(refolds(world), 2);
    fold_world(world);
    assert_int_equal(world->toewijzingen[1].reis, 0);
}

static void a_start_that_brings_a_key_named_before_needs_history(void **state)
{
    struct world *world = *state;
    event_zaak(world, event_at(world, CONTACT, 1), "z1");
    event_zaak(world, start_at(world, 2, "r"), "z1");
    assert_int_equal(refolds(world), 1);
    fold_world(world);
    assert_int_equal(world->toewijzingen[0].reis, 0);
    assert_int_equal(count_world(world).reizen[0].contacten, 1);
}

static void events_at_one_moment_may_come_in_any_order(void **state)
{
    struct world *world = *state;
    static const char *const fasen[] = {"a", "b", "c", "d"};
    start_at(world, 1, "r");
    for (size_t i = 0; i < 4; i++) {
        fase_at(world, GESTART, 1, fasen[i]);
        fase_at(world, SPOOR_KIND_FASE_VOLTOOID, 1, fasen[i]);
    }
    assert_same_in_any_order(world);
    assert_fase(world, "d");
    assert_int_equal(fold_world(world)->flags, 0);
}

static int32_t current_order(struct world *world, const struct spoor_toestand *toestand)
{
    struct spoor_slice fase = spoor_uitkomst_of(&toestand->reizen[0], &world->definities).fase;
    return spoor_slice_present(fase) ? spoor_definitie_fase_order(world->items[0], fase) : -1;
}

/* All orders of arrival of six phase events: the told position never goes back. */
static void late_event_never_moves_the_phase_back(void **state)
{
    struct world *world = *state;
    static const char *const fasen[] = {"a", "b", "d", "b", "a", "d"};
    start_at(world, 0, "r");
    for (int64_t t = 0; t < 6; t++)
        fase_at(world, t % 2 ? SPOOR_KIND_FASE_VOLTOOID : GESTART, t + 1, fasen[t]);
    struct spoor_event *events[7];
    memcpy(events, world->events, sizeof(events));
    for (unsigned permutation = 0; permutation < 720; permutation++) {
        memcpy(world->events, events, sizeof(events));
        for (unsigned i = 6, code = permutation; i > 1; code /= i, i--) {
            unsigned k = 1 + code % i;
            struct spoor_event *moved = world->events[i];
            world->events[i] = world->events[k];
            world->events[k] = moved;
        }
        int32_t told = -1;
        for (world->count = 1; world->count <= 7; world->count++) {
            struct spoor_toestand toestand;
            arrive_world(world, &toestand);
            int32_t order = current_order(world, &toestand);
            assert_true(order >= told);
            told = order;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(events_in_order_never_need_history),
        WORLD_TEST(a_late_phase_needs_history),
        WORLD_TEST(a_late_contact_at_klant_level_is_applied_directly),
        WORLD_TEST(a_late_contact_of_the_current_phase_is_applied_directly),
        WORLD_TEST(a_late_contact_that_names_its_phase_is_applied_directly),
        WORLD_TEST(a_late_contact_that_another_follows_needs_history),
        WORLD_TEST(a_start_that_brings_a_key_named_before_needs_history),
        WORLD_TEST(events_at_one_moment_may_come_in_any_order),
        WORLD_TEST(late_event_never_moves_the_phase_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
