/* Kinds whose events are only kept: no toestand, no history, wherever they stand. */
#include "fold_world.h"

/* One event of every kind that is stored, each naming the journey, a phase, a zaak and a date as richly as it can. */
static void add_stored_kinds(struct world *world, int64_t t)
{
    for (int i = 0; i < SPOOR_KIND_COUNT; i++) {
        enum spoor_kind kind = (enum spoor_kind)i;
        if (spoor_kind_folds(kind))
            continue;
        struct spoor_event *event = fase_at(world, kind, t, "c");
        event->klantreis_ref = text("r");
        event->kanaal = text("email");
        event->uiterlijk_us = 1000 * SPOOR_SECOND_US;
        event->resultaat = text("toegekend");
        event_zaak(world, event, "z9");
    }
}

static void assert_unchanged_by(struct world *world, int64_t t)
{
    struct spoor_buffer before, after;
    struct spoor_toestand toestand;
    spoor_buffer_init(&before);
    spoor_buffer_init(&after);
    arrive_world(world, &toestand);
    write_toestand(&toestand, &before);
    add_stored_kinds(world, t);
    assert_int_equal(arrive_world(world, &toestand), 0);
    write_toestand(&toestand, &after);
    assert_true(spoor_slice_equal(spoor_buffer_slice(&before), spoor_buffer_slice(&after)));
    fold_world(world);
    spoor_buffer_clear(&after);
    write_toestand(&world->toestand, &after);
    assert_true(spoor_slice_equal(spoor_buffer_slice(&before), spoor_buffer_slice(&after)));
    spoor_buffer_fini(&before);
    spoor_buffer_fini(&after);
}

static void a_stored_event_in_order_changes_no_toestand(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    fase_at(world, SPOOR_KIND_FASE_GESTART, 2, "a");
    assert_unchanged_by(world, 5);
}

static void a_late_stored_event_needs_no_history(void **state)
{
    struct world *world = *state;
    start_at(world, 3, "r");
    fase_at(world, SPOOR_KIND_FASE_GESTART, 8, "a");
    assert_unchanged_by(world, 1);
}

/* Life-cycle events of contacts that come in order never need the history, whichever kinds they are. */
static void every_kind_of_contact_in_order_is_applied_directly(void **state)
{
    struct world *world = *state;
    struct spoor_toestand toestand;
    int64_t t = 1;
    start_at(world, t++, "r");
    for (int i = 0; i < SPOOR_KIND_COUNT; i++) {
        enum spoor_kind kind = (enum spoor_kind)i;
        if (spoor_kind_group(kind) == SPOOR_GROUP_CONTACT && spoor_kind_folds(kind))
            event_at(world, kind, t++)->klantreis_ref = text("r");
    }
    assert_int_equal(arrive_world(world, &toestand), 0);
    assert_same_in_any_order(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_stored_event_in_order_changes_no_toestand),
        WORLD_TEST(a_late_stored_event_needs_no_history),
        WORLD_TEST(every_kind_of_contact_in_order_is_applied_directly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
