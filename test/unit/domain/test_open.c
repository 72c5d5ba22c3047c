/* What opens, changes and closes a matter (openstaand.def), in whatever order it comes. */
#include "fold_world.h"

#include <stdio.h>

#define CONTACT SPOOR_KIND_KLANTCONTACT_GEREGISTREERD

static struct spoor_event *taak_at(struct world *world, enum spoor_kind kind, int64_t t, const char *taak_id)
{
    struct spoor_event *event = event_at(world, kind, t);
    event->taak_id = text(taak_id);
    return event;
}

static struct spoor_event *contact_at(struct world *world, int64_t t, const char *id, const char *resultaat)
{
    struct spoor_event *event = event_at(world, CONTACT, t);
    event->klantcontact_id = text(id);
    event->resultaat = text(resultaat);
    return event;
}

static struct spoor_event *bericht_at(struct world *world, enum spoor_kind kind, int64_t t, const char *id)
{
    struct spoor_event *event = event_at(world, kind, t);
    event->klantcontact_id = text(id);
    return event;
}

static size_t open_count(struct world *world)
{
    assert_same_in_any_order(world);
    fold_world(world);
    assert_int_equal(world->toestand.openstaand_rest, 0);
    return world->toestand.openstaand_count;
}

static const struct spoor_openstaand *only_open(struct world *world)
{
    assert_int_equal(open_count(world), 1);
    return &world->toestand.openstaand[0];
}

static void a_task_is_open_with_its_owner_until_it_is_done(void **state)
{
    struct world *world = *state;
    struct spoor_event *made = taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 1, "T1");
    made->soort = text("terugbelverzoek");
    made->uiterlijk_us = 9 * SPOOR_SECOND_US;
    assert_absent(only_open(world)->eigenaar);
    struct spoor_event *assigned = taak_at(world, SPOOR_KIND_INTERNETAAK_TOEGEWEZEN, 2, "T1");
    assigned->toegewezen_aan = text("els");
    assigned->divisie = text("ww");
    const struct spoor_openstaand *item = only_open(world);
    assert_text(item->soort, "taak");
    assert_text(item->ref, "T1");
    assert_text(item->aard, "terugbelverzoek");
    assert_text(item->eigenaar, "els");
    assert_text(item->divisie, "ww");
    assert_int_equal(item->sinds_us, 1 * SPOOR_SECOND_US);
    assert_int_equal(item->uiterlijk_us, 9 * SPOOR_SECOND_US);
    taak_at(world, SPOOR_KIND_INTERNETAAK_VERWERKT, 3, "T1");
    assert_int_equal(open_count(world), 0);
}

static void what_is_done_before_it_began_stays_open(void **state)
{
    struct world *world = *state;
    taak_at(world, SPOOR_KIND_INTERNETAAK_VERWERKT, 1, "T1");
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 2, "T1");
    assert_int_equal(only_open(world)->sinds_us, 2 * SPOOR_SECOND_US);
}

static void what_opens_again_is_open_since_then_and_forgets_its_owner(void **state)
{
    struct world *world = *state;
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 1, "T1")->toegewezen_aan = text("els");
    taak_at(world, SPOOR_KIND_INTERNETAAK_VERWERKT, 2, "T1");
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 3, "T1");
    assert_int_equal(only_open(world)->sinds_us, 3 * SPOOR_SECOND_US);
    assert_absent(only_open(world)->eigenaar);
}

static void what_is_made_twice_is_open_once_since_the_first(void **state)
{
    struct world *world = *state;
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 1, "T1")->toegewezen_aan = text("els");
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 2, "T1")->soort = text("onderzoek");
    assert_int_equal(only_open(world)->sinds_us, 1 * SPOOR_SECOND_US);
    assert_text(only_open(world)->eigenaar, "els");
    assert_text(only_open(world)->aard, "onderzoek");
}

static void matters_of_two_kinds_with_one_ref_are_two(void **state)
{
    struct world *world = *state;
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 1, "X");
    event_at(world, SPOOR_KIND_KLACHT_INGEDIEND, 2)->klacht_id = text("X");
    assert_int_equal(open_count(world), 2);
    event_at(world, SPOOR_KIND_KLACHT_AFGEHANDELD, 3)->klacht_id = text("X");
    assert_text(only_open(world)->soort, "taak");
}

static void a_message_waits_for_its_receipt_unless_the_system_showed_it(void **state)
{
    static const enum spoor_kind ends[] = {SPOOR_KIND_BERICHT_BEVESTIGD, SPOOR_KIND_BERICHT_BEANTWOORD,
                                           SPOOR_KIND_BERICHT_AFGEHANDELD};
    struct world *world = *state;
    bericht_at(world, SPOOR_KIND_BERICHT_ONTVANGEN, 1, "B0")->geen_bevestiging = true;
    assert_int_equal(open_count(world), 0);
    static const char *const ids[] = {"B1", "B2", "B3"};
    for (int64_t i = 0; i < 3; i++) {
        bericht_at(world, SPOOR_KIND_BERICHT_ONTVANGEN, 10 * i + 2, ids[i]);
        assert_text(only_open(world)->soort, "bericht");
        bericht_at(world, ends[i], 10 * i + 3, ids[i]);
        assert_int_equal(open_count(world), 0);
    }
}

static void a_contact_that_asks_for_more_is_open_until_the_klant_is_reached(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "K1", "terugbellen");
    assert_text(only_open(world)->aard, "terugbellen");
    contact_at(world, 2, "K2", "niet_bereikt")->vervolg_van = text("K1");
    assert_int_equal(open_count(world), 1);
    contact_at(world, 3, "K3", "vervolg_nodig")->vervolg_van = text("K1");
    assert_text(only_open(world)->ref, "K3");
    contact_at(world, 4, "K4", "afgehandeld")->vervolg_van = text("K3");
    assert_int_equal(open_count(world), 0);
}

static void a_later_word_about_the_contact_itself_closes_it(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "K1", "vervolg_nodig");
    contact_at(world, 2, "K1", "afgehandeld");
    assert_int_equal(open_count(world), 0);
}

static void a_contact_does_not_follow_itself(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "K1", "terugbellen")->vervolg_van = text("K1");
    assert_int_equal(open_count(world), 1);
}

/* Both often carry the moment of the conversation, and made (rank 1) then stands before registered (rank 2). */
static void a_task_takes_its_contact_over_also_at_the_same_moment(void **state)
{
    struct world *world = *state;
    contact_at(world, 1, "K1", "terugbellen");
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 1, "T1")->klantcontact_id = text("K1");
    assert_text(only_open(world)->soort, "taak");
    contact_at(world, 5, "K2", "terugbellen");
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 6, "T2")->vervolg_van = text("K2");
    assert_int_equal(open_count(world), 2);
    taak_at(world, SPOOR_KIND_INTERNETAAK_VERWERKT, 7, "T1");
    taak_at(world, SPOOR_KIND_INTERNETAAK_VERWERKT, 7, "T2");
    assert_int_equal(open_count(world), 0);
}

static void a_forwarded_message_is_open_until_its_sender_knows(void **state)
{
    struct world *world = *state;
    bericht_at(world, SPOOR_KIND_DOORVERWIJZING_GEREGISTREERD, 1, "K0")->soort = text("doorverbonden");
    assert_int_equal(open_count(world), 0);
    bericht_at(world, SPOOR_KIND_DOORVERWIJZING_GEREGISTREERD, 2, "K1")->soort = text("doorgezonden");
    assert_text(only_open(world)->soort, "doorzending");
    struct spoor_event *told = bericht_at(world, SPOOR_KIND_DOORVERWIJZING_GEREGISTREERD, 3, "K1");
    told->soort = text("doorgezonden");
    told->gemeld_us = 3 * SPOOR_SECOND_US;
    assert_int_equal(open_count(world), 0);
}

static void an_appointment_that_is_moved_is_open_at_its_new_moment(void **state)
{
    struct world *world = *state;
    struct spoor_event *planned = event_at(world, SPOOR_KIND_AFSPRAAK_GEPLAND, 1);
    planned->afspraak_id = text("A1");
    planned->afspraak_us = 50 * SPOOR_SECOND_US;
    planned->met_actor = text("els");
    struct spoor_event *moved = event_at(world, SPOOR_KIND_AFSPRAAK_VERZET, 2);
    moved->afspraak_id = text("A1");
    moved->afspraak_us = 70 * SPOOR_SECOND_US;
    assert_int_equal(only_open(world)->uiterlijk_us, 70 * SPOOR_SECOND_US);
    assert_int_equal(only_open(world)->sinds_us, 1 * SPOOR_SECOND_US);
    assert_text(only_open(world)->eigenaar, "els");
    event_at(world, SPOOR_KIND_AFSPRAAK_GEMIST, 80)->afspraak_id = text("A1");
    assert_int_equal(open_count(world), 0);
    *event_at(world, SPOOR_KIND_AFSPRAAK_VERZET, 90) = *moved;
    world->events[world->count - 1]->id = text("again");
    world->events[world->count - 1]->plaatsgevonden_us = 90 * SPOOR_SECOND_US;
    assert_int_equal(only_open(world)->sinds_us, 90 * SPOOR_SECOND_US);
}

static void an_escalation_is_open_until_it_is_told_finished(void **state)
{
    struct world *world = *state;
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 1, "T1")->toegewezen_aan = text("els");
    struct spoor_event *begun = event_at(world, SPOOR_KIND_ESCALATIE_GEREGISTREERD, 2);
    begun->escalatie_id = text("E1");
    begun->soort = text("maatwerkplaats");
    assert_int_equal(open_count(world), 2);
    assert_text(world->toestand.openstaand[0].eigenaar, "els");
    struct spoor_event *finished = event_at(world, SPOOR_KIND_ESCALATIE_GEREGISTREERD, 3);
    finished->escalatie_id = text("E1");
    finished->afgerond_us = 3 * SPOOR_SECOND_US;
    assert_text(only_open(world)->soort, "taak");
    assert_text(only_open(world)->eigenaar, "els");
}

static void a_request_is_open_until_all_of_it_is_there(void **state)
{
    struct world *world = *state;
    event_at(world, SPOOR_KIND_AANVULLING_GEVRAAGD, 1)->aanvraag_id = text("AV1");
    struct spoor_event *part = event_at(world, SPOOR_KIND_AANVULLING_ONTVANGEN, 2);
    part->aanvraag_id = text("AV1");
    part->onvolledig = true;
    assert_text(only_open(world)->ref, "AV1");
    event_at(world, SPOOR_KIND_AANVULLING_ONTVANGEN, 3)->aanvraag_id = text("AV1");
    assert_int_equal(open_count(world), 0);
}

static void a_notice_that_failed_for_good_is_open_until_it_is_delivered(void **state)
{
    struct world *world = *state;
    struct spoor_event *failed = event_at(world, SPOOR_KIND_KENNISGEVING_MISLUKT, 1);
    failed->kennisgeving_id = text("N1");
    failed->foutsoort = text("tijdelijk");
    assert_int_equal(open_count(world), 0);
    failed->foutsoort = text("blijvend");
    assert_text(only_open(world)->ref, "N1");
    event_at(world, SPOOR_KIND_KENNISGEVING_AFGELEVERD, 2)->kennisgeving_id = text("N1");
    assert_int_equal(open_count(world), 0);
}

static struct spoor_event *lead_at(struct world *world, int64_t t, const char *soort, const char *ref, const char *who)
{
    struct spoor_event *event = event_at(world, SPOOR_KIND_REGISSEUR_TOEGEWEZEN, t);
    event->over_soort = text(soort);
    event->over_ref = text(ref);
    event->regisseur = text(who);
    return event;
}

static void a_regisseur_replaces_the_former_and_ends_with_the_matter(void **state)
{
    struct world *world = *state;
    lead_at(world, 0, "taak", "T1", "too-early");
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 1, "T1");
    assert_absent(only_open(world)->regisseur);
    lead_at(world, 2, "taak", "T1", "piet");
    lead_at(world, 3, "taak", "T1", "kees");
    lead_at(world, 4, "klacht", "T1", "another-matter");
    lead_at(world, 4, "zaak", "T1", "no-matter-of-ours");
    assert_text(only_open(world)->regisseur, "kees");
    taak_at(world, SPOOR_KIND_INTERNETAAK_VERWERKT, 5, "T1");
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 6, "T1");
    assert_absent(only_open(world)->regisseur);
}

static void a_late_matter_that_nobody_spoke_of_needs_no_history(void **state)
{
    struct world *world = *state;
    struct spoor_toestand toestand;
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 5, "T1");
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 2, "T2");
    assert_int_equal(arrive_world(world, &toestand), 0);
    assert_text(toestand.openstaand[0].ref, "T2");
    taak_at(world, SPOOR_KIND_INTERNETAAK_TOEGEWEZEN, 4, "T2")->toegewezen_aan = text("els");
    assert_int_equal(arrive_world(world, &toestand), 1);
    assert_int_equal(open_count(world), 2);
}

static void a_late_word_about_what_is_not_open_needs_no_history(void **state)
{
    struct world *world = *state;
    struct spoor_toestand toestand;
    contact_at(world, 8, "K1", "afgehandeld");
    contact_at(world, 5, "K1", "afgehandeld");
    taak_at(world, SPOOR_KIND_INTERNETAAK_VERWERKT, 9, "T1");
    taak_at(world, SPOOR_KIND_INTERNETAAK_TOEGEWEZEN, 7, "T1");
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 10, "T1");
    taak_at(world, SPOOR_KIND_INTERNETAAK_VERWERKT, 6, "T1");
    assert_int_equal(arrive_world(world, &toestand), 0);
    assert_int_equal(toestand.openstaand_count, 1);
    assert_int_equal(open_count(world), 1);
    taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, 4, "T1"); /* was it done since? */
    assert_int_equal(arrive_world(world, &toestand), 1);
    assert_int_equal(only_open(world)->sinds_us, 10 * SPOOR_SECOND_US);
}

static void the_row_of_a_klant_keeps_the_first_ones_and_counts_the_rest(void **state)
{
    struct world *world = *state;
    for (int64_t t = 40; t > 0; t--)
        taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, t, spoor_arena_printf(&world->arena, "T%d", (int)t).data);
    assert_int_equal(open_count(world), 40);
    struct spoor_toestand kept = spoor_toestand_kept(&world->toestand);
    assert_int_equal(kept.openstaand_count, 32);
    assert_int_equal(kept.openstaand_rest, 8);
    assert_text(kept.openstaand[31].ref, "T32");
    struct spoor_event *done = taak_at(world, SPOOR_KIND_INTERNETAAK_VERWERKT, 50, "T3");
    assert_int_equal(spoor_toestand_apply(&kept, done, &world->definities, &world->arena, NULL), SPOOR_NEEDS_OPENSTAAND);
    spoor_toestand_complete(&kept, world->toestand.openstaand, world->toestand.openstaand_count);
    assert_int_equal(spoor_toestand_apply(&kept, done, &world->definities, &world->arena, NULL), SPOOR_APPLIED);
    kept = spoor_toestand_kept(&kept);
    assert_int_equal(kept.openstaand_count, 32);
    assert_int_equal(kept.openstaand_rest, 7);
    assert_text(kept.openstaand[31].ref, "T33");
}

static void long_texts_make_the_row_keep_fewer(void **state)
{
    struct world *world = *state;
    for (int64_t t = 1; t <= 20; t++)
        taak_at(world, SPOOR_KIND_INTERNETAAK_AANGEMAAKT, t, spoor_arena_printf(&world->arena, "%0500d", (int)t).data);
    assert_int_equal(open_count(world), 20);
    struct spoor_toestand kept = spoor_toestand_kept(&world->toestand);
    assert_int_equal(kept.openstaand_count, 16); /* 504 bytes each */
    assert_int_equal(kept.openstaand_rest, 4);
}

static void differences_tell_what_opened_changed_and_closed(void **state)
{
    struct world *world = *state;
    struct spoor_openstaand was[] = {{.soort = text("taak"), .ref = text("a"), .sinds_us = 1},
                                     {.soort = text("taak"), .ref = text("b"), .sinds_us = 2},
                                     {.soort = text("taak"), .ref = text("c"), .sinds_us = 3}};
    struct spoor_openstaand is[] = {was[1], was[2], {.soort = text("klacht"), .ref = text("a"), .sinds_us = 3}};
    struct spoor_openstaand_verschil *seen;
    is[0].eigenaar = text("els");
    struct spoor_openstaand swapped = is[1];
    is[1] = is[2];
    is[2] = swapped;
    assert_int_equal(spoor_openstaand_differences(was, 3, is, 3, &world->arena, &seen), 3);
    assert_true(seen[0].was == &was[0] && !seen[0].is);
    assert_true(seen[1].was == &was[1] && seen[1].is == &is[0]);
    assert_true(!seen[2].was && seen[2].is == &is[1]);
    assert_int_equal(spoor_openstaand_differences(NULL, 0, NULL, 0, &world->arena, &seen), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_task_is_open_with_its_owner_until_it_is_done),
        WORLD_TEST(what_is_done_before_it_began_stays_open),
        WORLD_TEST(what_opens_again_is_open_since_then_and_forgets_its_owner),
        WORLD_TEST(what_is_made_twice_is_open_once_since_the_first),
        WORLD_TEST(matters_of_two_kinds_with_one_ref_are_two),
        WORLD_TEST(a_message_waits_for_its_receipt_unless_the_system_showed_it),
        WORLD_TEST(a_contact_that_asks_for_more_is_open_until_the_klant_is_reached),
        WORLD_TEST(a_later_word_about_the_contact_itself_closes_it),
        WORLD_TEST(a_contact_does_not_follow_itself),
        WORLD_TEST(a_task_takes_its_contact_over_also_at_the_same_moment),
        WORLD_TEST(a_forwarded_message_is_open_until_its_sender_knows),
        WORLD_TEST(an_appointment_that_is_moved_is_open_at_its_new_moment),
        WORLD_TEST(an_escalation_is_open_until_it_is_told_finished),
        WORLD_TEST(a_request_is_open_until_all_of_it_is_there),
        WORLD_TEST(a_notice_that_failed_for_good_is_open_until_it_is_delivered),
        WORLD_TEST(a_regisseur_replaces_the_former_and_ends_with_the_matter),
        WORLD_TEST(a_late_matter_that_nobody_spoke_of_needs_no_history),
        WORLD_TEST(a_late_word_about_what_is_not_open_needs_no_history),
        WORLD_TEST(the_row_of_a_klant_keeps_the_first_ones_and_counts_the_rest),
        WORLD_TEST(long_texts_make_the_row_keep_fewer),
        WORLD_TEST(differences_tell_what_opened_changed_and_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
