/* Contacts (rule 15): what makes one, what counts as a switch, and what happens when there are more than are kept. The
 * stories of test/cases/fold tell the rest. */
#include "fold_world.h"

#define CONTACT SPOOR_KIND_KLANTCONTACT_GEREGISTREERD

static struct spoor_event *contact_at(struct world *world, int64_t t, const char *id, const char *kanaal)
{
    struct spoor_event *event = event_at(world, CONTACT, t);
    event->klantcontact_id = text(id);
    event->kanaal = kanaal ? text(kanaal) : SPOOR_SLICE_NULL;
    event->onderwerp_code = text("betaling");
    return event;
}

static struct spoor_contact_tellers counted(struct world *world)
{
    fold_world(world);
    return count_world(world).klant;
}

static void assert_switches(struct world *world, size_t sorts, int64_t count, int64_t seamless)
{
    struct spoor_contact_tellers tellers = counted(world);
    int64_t all = 0, all_seamless = 0;
    assert_int_equal(tellers.wissel_count, sorts);
    for (size_t i = 0; i < tellers.wissel_count; i++) {
        all += tellers.wissels[i].aantal;
        all_seamless += tellers.wissels[i].naadloos;
    }
    assert_int_equal(all, count);
    assert_int_equal(all_seamless, seamless);
}

static void events_of_one_contact_count_once_in_any_order(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "c1", "telefoon")->kind = SPOOR_KIND_OPROEP_AANGEBODEN;
    contact_at(world, 2, "c1", NULL)->kind = SPOOR_KIND_OPROEP_BEANTWOORD;
    contact_at(world, 3, "c1", NULL)->kind = SPOOR_KIND_OPROEP_BEEINDIGD;
    assert_int_equal(counted(world).contacten, 1);
    assert_same_in_any_order(world);
}

static void the_same_id_in_another_name_space_is_another_contact(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "1", "telefoon");
    contact_at(world, 2, "1", "telefoon")->source = text("urn:elders");
    contact_at(world, 3, "1", "telefoon")->bron_systeem = text("kcc");
    struct spoor_event *again = contact_at(world, 4, "1", "telefoon");
    again->source = text("urn:elders");
    again->bron_systeem = text("kcc");
    assert_int_equal(counted(world).contacten, 3);
    assert_same_in_any_order(world);
}

static void a_fact_by_two_doors_says_what_its_first_door_said(void **state)
{
    struct world *world = *state;
    for (int64_t t = 1; t <= 2; t++) {
        struct spoor_event *event = contact_at(world, t, t == 1 ? "c1" : "elders", t == 1 ? "telefoon" : "balie");
        event->bron_systeem = text("kcc");
        event->bron_id = text("88");
    }
    struct spoor_contact_tellers tellers = counted(world);
    assert_int_equal(tellers.contacten, 1);
    assert_text(tellers.per_kanaal.items[0].code, "telefoon");
    assert_same_in_any_order(world);
}

static void a_field_given_later_wins_and_one_left_out_does_not(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "c1", "telefoon");
    contact_at(world, 2, "c1", "beeldbellen");
    contact_at(world, 3, "c1", NULL);
    struct spoor_contact_tellers tellers = counted(world);
    assert_int_equal(tellers.per_kanaal.count, 1);
    assert_text(tellers.per_kanaal.items[0].code, "beeldbellen");
    assert_same_in_any_order(world);
}

static void what_stands_beside_a_contact_is_none(void **state)
{
    static const enum spoor_kind beside[] = {SPOOR_KIND_KENNISGEVING_VERZONDEN, SPOOR_KIND_AANVRAAG_VERZONDEN,
                                             SPOOR_KIND_INTERNETAAK_AANGEMAAKT, SPOOR_KIND_AFSPRAAK_GEPLAND,
                                             SPOOR_KIND_BERICHT_GEPLAATST,      SPOOR_KIND_BERICHT_BEANTWOORD,
                                             SPOOR_KIND_FEEDBACK_ONTVANGEN,     SPOOR_KIND_KLACHT_INGEDIEND};
    struct world *world = *state;
    contact_at(world, 1, "c1", "telefoon");
    for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++)
        contact_at(world, 2 + (int64_t)i, "c2", "email")->kind = beside[i];
    struct spoor_contact_tellers tellers = counted(world);
    assert_int_equal(tellers.contacten, 1);
    assert_int_equal(tellers.wissel_count, 0);
    assert_int_equal(world->toestand.gebeurtenissen, 9);
}

static void the_next_contact_on_another_kanaal_is_a_switch(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "c1", "telefoon");
    contact_at(world, 2, "c2", "telefoon");
    contact_at(world, 3, "c3", "balie");
    contact_at(world, 4, "c4", "chat")->onderwerp_code = text("klacht");
    assert_switches(world, 1, 1, 0);
    assert_same_in_any_order(world);
}

static void a_switch_is_seamless_when_the_second_contact_refers_to_the_first(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "c1", "telefoon");
    contact_at(world, 2, "c2", "balie")->vervolg_van = text("c1");
    contact_at(world, 3, "c3", "chat")->aanleiding_contact = text("c2");
    contact_at(world, 4, "c4", "email")->vervolg_van = text("c2"); /* not the one before it */
    assert_switches(world, 3, 3, 2);
    assert_same_in_any_order(world);
}

static void a_gesprek_goes_on_whatever_it_is_about(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "c1", "chatbot")->gesprek_id = text("g");
    struct spoor_event *second = contact_at(world, 2, "c2", "chat");
    second->correlationid = text("g");
    second->onderwerp_code = text("klacht");
    assert_switches(world, 1, 1, 1);
    assert_int_equal(counted(world).herhaald, 0);
    assert_same_in_any_order(world);
}

static void a_contact_by_appointment_is_no_switch_and_no_repeat(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "c1", "telefoon");
    contact_at(world, 2, "c2", "beeldbellen")->gepland_kanaal = text("balie");
    assert_switches(world, 0, 0, 0);
    assert_int_equal(counted(world).herhaald, 0);
}

static void a_registered_switch_counts_once_also_when_the_second_contact_came(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "c1", "telefoon");
    struct spoor_event *registered = event_at(world, SPOOR_KIND_KANAALWISSEL_GEREGISTREERD, 2);
    registered->van_klantcontact_id = text("c1");
    registered->naar_kanaal = text("balie");
    registered->reden_kanaalwissel = text("persoonlijk_gesprek");
    assert_switches(world, 1, 1, 0);
    contact_at(world, 3, "c2", "balie")->vervolg_van = text("c1");
    assert_switches(world, 1, 1, 1);
    assert_text(counted(world).wissels[0].reden, "persoonlijk_gesprek");
    assert_int_equal(counted(world).herhaald, 0);
    assert_same_in_any_order(world);
}

static void the_switches_of_recent_contacts_are_told_one_by_one(void **state)
{
    struct world *world = *state;
    struct spoor_wissel *items;
    contact_at(world, 1, "c1", "chatbot")->gesprek_id = text("g");
    struct spoor_event *over = contact_at(world, 2, "c1", NULL);
    over->kind = SPOOR_KIND_CHAT_OVERGEDRAGEN;
    over->naar_kanaal = text("chat");
    over->actor_soort = text("geautomatiseerde_actor");
    fold_world(world);
    assert_int_equal(spoor_contacten_wissels(&world->toestand, &world->arena, &items), 1);
    assert_null(items[0].tweede);
    contact_at(world, 3, "c2", "chat")->gesprek_id = text("g");
    contact_at(world, 4, "c3", "balie");
    fold_world(world);
    assert_int_equal(spoor_contacten_wissels(&world->toestand, &world->arena, &items), 2);
    assert_true(items[0].geregistreerd && items[0].automatisch && items[0].naadloos);
    assert_text(items[0].tweede->id, "c2");
    assert_false(items[1].geregistreerd || items[1].automatisch || items[1].naadloos);
    assert_text(items[1].van, "chat");
    assert_text(items[1].naar, "balie");
    assert_text(items[1].tweede->id, "c3");
}

static void a_late_contact_comes_between_without_the_history(void **state)
{
    struct world *world = *state;
    struct spoor_toestand toestand;
    contact_at(world, 1, "c1", "telefoon");
    contact_at(world, 9, "c3", "balie");
    contact_at(world, 5, "c2", "chat");
    assert_int_equal(arrive_world(world, &toestand), 0);
    assert_switches(world, 2, 2, 0);
    assert_same_in_any_order(world);
}

static const char *number(struct world *world, int64_t n)
{
    return spoor_arena_cstring(&world->arena, spoor_arena_printf(&world->arena, "c%lld", (long long)n));
}

static void many_contacts(struct world *world, int64_t count)
{
    for (int64_t n = 1; n <= count; n++)
        contact_at(world, 10 * n, number(world, n), n % 2 ? "telefoon" : "balie");
}

static void more_contacts_than_are_kept_need_no_history(void **state)
{
    struct world *world = *state;
    struct spoor_toestand toestand;
    many_contacts(world, 30);
    assert_int_equal(arrive_world(world, &toestand), 0);
    assert_int_equal(toestand.contacten.recent_count, SPOOR_CONTACTS_RECENT);
    assert_int_equal(toestand.contacten.ouder.contacten, 30 - SPOOR_CONTACTS_RECENT);
    assert_switches(world, 2, 29, 0);
    assert_same_in_any_order(world);
}

static void an_older_contact_that_goes_on_needs_the_history_and_counts_once(void **state)
{
    struct world *world = *state;
    struct spoor_toestand toestand;
    many_contacts(world, 20);
    contact_at(world, 300, "c1", NULL);
    assert_int_equal(arrive_world(world, &toestand), 1);
    assert_int_equal(counted(world).contacten, 20);
    assert_same_in_any_order(world);
}

static void a_gesprek_with_an_older_contact_is_found(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "bot", "chatbot")->gesprek_id = text("g");
    world->events[0]->onderwerp_code = SPOOR_SLICE_NULL;
    many_contacts(world, 15);
    struct spoor_event *last = contact_at(world, 300, "chat", "chat");
    last->gesprek_id = text("g");
    last->onderwerp_code = SPOOR_SLICE_NULL;
    assert_switches(world, 3, 15, 1);
    assert_same_in_any_order(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(events_of_one_contact_count_once_in_any_order),
        WORLD_TEST(the_same_id_in_another_name_space_is_another_contact),
        WORLD_TEST(a_fact_by_two_doors_says_what_its_first_door_said),
        WORLD_TEST(a_field_given_later_wins_and_one_left_out_does_not),
        WORLD_TEST(what_stands_beside_a_contact_is_none),
        WORLD_TEST(the_next_contact_on_another_kanaal_is_a_switch),
        WORLD_TEST(a_switch_is_seamless_when_the_second_contact_refers_to_the_first),
        WORLD_TEST(a_gesprek_goes_on_whatever_it_is_about),
        WORLD_TEST(a_contact_by_appointment_is_no_switch_and_no_repeat),
        WORLD_TEST(a_registered_switch_counts_once_also_when_the_second_contact_came),
        WORLD_TEST(the_switches_of_recent_contacts_are_told_one_by_one),
        WORLD_TEST(a_late_contact_comes_between_without_the_history),
        WORLD_TEST(more_contacts_than_are_kept_need_no_history),
        WORLD_TEST(an_older_contact_that_goes_on_needs_the_history_and_counts_once),
        WORLD_TEST(a_gesprek_with_an_older_contact_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
