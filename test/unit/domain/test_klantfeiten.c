/* What was last said about the klant himself, and what of it holds at an instant. */
#include "fold_world.h"

#include <stdio.h>

#define AT(t) ((t)*SPOOR_SECOND_US)
#define SELF "k1-abc"

static struct spoor_slice refs[] = {{"r", 1}};
static const struct spoor_aangaande about = {.refs = refs, .ref_count = 1, .definitie = {"reis", 4}};

static struct spoor_klantgegevens *gegevens(struct spoor_event *event)
{
    return (struct spoor_klantgegevens *)event->gegevens;
}

static struct spoor_event *reach_at(struct world *world, int64_t t, const char *kanaal, enum spoor_antwoord bereikbaar)
{
    struct spoor_event *event = event_at(world, SPOOR_KIND_BEREIKBAARHEID_GEWIJZIGD, t);
    event->kanaal = text(kanaal);
    gegevens(event)->bereikbaar = bereikbaar;
    return event;
}

static struct spoor_event *manager_at(struct world *world, enum spoor_kind kind, int64_t t, const char *ref)
{
    struct spoor_event *event = event_at(world, kind, t);
    gegevens(event)->casemanager_soort = text("medewerker");
    gegevens(event)->casemanager_ref = text(ref);
    return event;
}

static struct spoor_event *mandate_at(struct world *world, enum spoor_kind kind, int64_t t, const char *id,
                                      const char *other)
{
    struct spoor_event *event = event_at(world, kind, t);
    gegevens(event)->machtiging_id = text(id);
    gegevens(event)->gemachtigde = spoor_slice_of(other);
    return event;
}

/* What is applied as it comes is what is refolded, and never needs the history. */
static void assert_commutes(struct world *world)
{
    struct spoor_toestand toestand;
    assert_same_in_any_order(world);
    assert_int_equal(arrive_world(world, &toestand), 0);
}

static const struct spoor_klantfeiten *feiten(struct world *world)
{
    fold_world(world);
    return &world->toestand.feiten;
}

/* Words with a blank between them. */
static const char *join(struct world *world, const char *first, const struct spoor_slice *words, size_t count)
{
    struct spoor_slice joined = text(first);
    for (size_t i = 0; i < count; i++)
        joined = spoor_arena_printf(&world->arena, "%.*s%s%.*s", SPOOR_SLICE_ARG(joined), joined.length ? " " : "",
                                    SPOOR_SLICE_ARG(words[i]));
    return spoor_arena_cstring(&world->arena, joined);
}

/* The kanalen for the journey at t; "" for none. */
static const char *via(struct world *world, int64_t t)
{
    struct spoor_slice kanalen[SPOOR_BEREIKBAARHEDEN_MAX];
    size_t count = spoor_feiten_bereikbaar_via(feiten(world), &about, AT(t), kanalen);
    return join(world, "", kanalen, count);
}

/* Who must hear of the journey at t: "klant", then the others. */
static const char *informed_about(struct world *world, const struct spoor_aangaande *aangaande, int64_t t)
{
    struct spoor_slice others[SPOOR_GEMACHTIGDEN_MAX];
    bool klant;
    size_t count = spoor_feiten_te_informeren(feiten(world), aangaande, AT(t), others, &klant);
    return join(world, klant ? "klant" : "", others, count);
}

static const char *informed(struct world *world, int64_t t)
{
    return informed_about(world, &about, t);
}

static bool manages(struct world *world, const char *ref, int64_t t)
{
    const struct spoor_klantfeiten *all = feiten(world);
    bool found = false;
    for (size_t i = 0; i < all->casemanager_count; i++)
        found = found || (spoor_slice_equal(all->casemanagers[i].ref, text(ref)) &&
                          spoor_casemanager_geldt(all, &all->casemanagers[i], AT(t)));
    return found;
}

/* ---- bereikbaarheid ---- */

static void who_said_nothing_gets_no_electronic_notice(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    assert_string_equal(via(world, 5), "");
    reach_at(world, 2, "onbekend", SPOOR_JA);
    reach_at(world, 3, "sms", SPOOR_NIET_GEZEGD);
    assert_string_equal(via(world, 5), "");
}

static void the_last_said_of_a_kanaal_counts(void **state)
{
    struct world *world = *state;
    reach_at(world, 9, "email", SPOOR_NEE);
    reach_at(world, 4, "email", SPOOR_JA);
    reach_at(world, 3, "portaal", SPOOR_JA);
    reach_at(world, 2, "app", SPOOR_JA);
    assert_string_equal(via(world, 10), "app portaal");
    assert_commutes(world);
}

static void no_notice_wanted_is_no_channel_for_one(void **state)
{
    struct world *world = *state;
    gegevens(reach_at(world, 1, "email", SPOOR_JA))->kennisgeving_gewenst = SPOOR_NEE;
    gegevens(reach_at(world, 1, "app", SPOOR_JA))->kennisgeving_gewenst = SPOOR_JA;
    assert_string_equal(via(world, 2), "app");
    assert_true(world->toestand.feiten.bereikbaarheden[1].bereikbaar);
}

static void what_is_said_of_the_journey_goes_before_what_is_said_of_all(void **state)
{
    struct world *world = *state;
    reach_at(world, 1, "email", SPOOR_JA)->klantreis_ref = text("r");
    reach_at(world, 2, "email", SPOOR_NEE)->definitie = text("reis");
    reach_at(world, 3, "email", SPOOR_NEE);
    assert_string_equal(via(world, 5), "email");
    world->events[0]->klantreis_ref = text("other");
    assert_string_equal(via(world, 5), "");
    assert_int_equal(world->toestand.feiten.bereikbaarheid_count, 3);
    assert_commutes(world);
}

static void after_a_period_counts_again_what_was_said_for_good(void **state)
{
    struct world *world = *state;
    reach_at(world, 1, "email", SPOOR_JA);
    struct spoor_klantgegevens *away = gegevens(reach_at(world, 2, "email", SPOOR_NEE));
    away->vanaf_us = AT(10);
    away->tot_us = AT(20);
    assert_string_equal(via(world, 9), "email");
    assert_string_equal(via(world, 10), "");
    assert_string_equal(via(world, 19), "");
    assert_string_equal(via(world, 20), "email");
    assert_commutes(world);
    reach_at(world, 15, "email", SPOOR_JA); /* back early */
    assert_string_equal(via(world, 16), "email");
    assert_commutes(world);
}

static void of_a_full_list_what_was_said_last_stays(void **state)
{
    static char names[SPOOR_BEREIKBAARHEDEN_MAX][16];
    struct world *world = *state;
    for (int i = 0; i < SPOOR_BEREIKBAARHEDEN_MAX; i++) {
        snprintf(names[i], sizeof(names[i]), "k%02d", i);
        reach_at(world, (i * 7) % 50 + 1, names[i], SPOOR_JA)->klantreis_ref = text("r");
    }
    assert_int_equal(feiten(world)->vol, 0);
    assert_commutes(world);
    reach_at(world, 60, "new", SPOOR_JA)->klantreis_ref = text("r");
    reach_at(world, 0, "old", SPOOR_JA)->klantreis_ref = text("r");
    assert_int_equal(feiten(world)->bereikbaarheid_count, SPOOR_BEREIKBAARHEDEN_MAX);
    assert_int_equal(world->toestand.feiten.vol, SPOOR_VOL_BEREIKBAARHEDEN);
    assert_non_null(strstr(via(world, 99), "new"));
    assert_null(strstr(via(world, 99), "old"));
    assert_null(strstr(via(world, 99), "k00"));
    assert_commutes(world);
}

/* ---- casemanager ---- */

static void an_end_ends_only_who_it_names(void **state)
{
    struct world *world = *state;
    manager_at(world, SPOOR_KIND_CASEMANAGER_TOEGEWEZEN, 1, "m1");
    gegevens(manager_at(world, SPOOR_KIND_CASEMANAGER_TOEGEWEZEN, 2, "m2"))->divisie = text("werk");
    manager_at(world, SPOOR_KIND_CASEMANAGER_BEEINDIGD, 5, "m1");
    assert_true(manages(world, "m1", 4));
    assert_false(manages(world, "m1", 5));
    assert_true(manages(world, "m2", 9));
    assert_commutes(world);
}

static void an_assignment_holds_from_and_until_what_it_says(void **state)
{
    struct world *world = *state;
    struct spoor_klantgegevens *assigned = gegevens(manager_at(world, SPOOR_KIND_CASEMANAGER_TOEGEWEZEN, 1, "m1"));
    assigned->vanaf_us = AT(10);
    assigned->tot_us = AT(20);
    assert_false(manages(world, "m1", 9));
    assert_true(manages(world, "m1", 10));
    assert_false(manages(world, "m1", 20));
    gegevens(manager_at(world, SPOOR_KIND_CASEMANAGER_BEEINDIGD, 2, "m1"))->tot_us = AT(30);
    assert_false(manages(world, "m1", 25)); /* an end does not prolong */
    gegevens(world->events[1])->tot_us = AT(15);
    assert_true(manages(world, "m1", 14));
    assert_false(manages(world, "m1", 15));
    assert_commutes(world);
}

static void who_comes_back_after_an_end_is_casemanager_again(void **state)
{
    struct world *world = *state;
    manager_at(world, SPOOR_KIND_CASEMANAGER_TOEGEWEZEN, 8, "m1");
    manager_at(world, SPOOR_KIND_CASEMANAGER_BEEINDIGD, 5, "m1");
    manager_at(world, SPOOR_KIND_CASEMANAGER_TOEGEWEZEN, 1, "m1");
    assert_true(manages(world, "m1", 9));
    assert_commutes(world);
}

static void an_end_alone_makes_nobody_casemanager(void **state)
{
    struct world *world = *state;
    gegevens(manager_at(world, SPOOR_KIND_CASEMANAGER_BEEINDIGD, 5, "m1"))->tot_us = AT(50);
    assert_false(manages(world, "m1", 9));
    manager_at(world, SPOOR_KIND_CASEMANAGER_TOEGEWEZEN, 1, "m1");
    assert_true(manages(world, "m1", 9));
}

/* ---- machtiging ---- */

static void without_a_mandate_only_the_klant_is_told(void **state)
{
    struct world *world = *state;
    start_at(world, 1, "r");
    assert_string_equal(informed(world, 5), "klant");
}

static void a_mandate_says_who_hears(void **state)
{
    struct world *world = *state;
    struct spoor_klantgegevens *mandate = gegevens(mandate_at(world, SPOOR_KIND_MACHTIGING_VERLEEND, 2, "m", "k1-x"));
    assert_string_equal(informed(world, 5), "klant k1-x");
    mandate->te_informeren = text("beiden");
    assert_string_equal(informed(world, 5), "klant k1-x");
    mandate->te_informeren = text("gemachtigde");
    assert_string_equal(informed(world, 5), "k1-x");
    mandate->te_informeren = text("klant");
    assert_string_equal(informed(world, 5), "klant");
    mandate->te_informeren = text("gemachtigde");
    mandate_at(world, SPOOR_KIND_MACHTIGING_VERLEEND, 3, "m2", "k1-y");
    mandate_at(world, SPOOR_KIND_MACHTIGING_VERLEEND, 4, "m3", "k1-y");
    assert_string_equal(informed(world, 5), "klant k1-x k1-y");
    assert_commutes(world);
}

static void a_mandate_covers_the_services_it_names(void **state)
{
    struct world *world = *state;
    struct spoor_slice diensten[] = {{"wia", 3}, {"ww", 2}};
    struct spoor_regel start = {.product = {"ww", 2}};
    const struct spoor_definitie definitie = {.code = {"other", 5}, .start = &start, .start_count = 1};
    const struct spoor_aangaande by_product = {.definitie = definitie.code, .in_definitie = &definitie};
    struct spoor_klantgegevens *mandate = gegevens(mandate_at(world, SPOOR_KIND_MACHTIGING_VERLEEND, 2, "m", "k1-x"));
    mandate->diensten_genoemd = true;
    assert_string_equal(informed(world, 5), "klant"); /* it names none */
    mandate->diensten = diensten;
    mandate->dienst_count = 2;
    assert_string_equal(informed(world, 5), "klant");
    assert_string_equal(informed_about(world, &by_product, 5), "klant k1-x");
    diensten[0] = text("reis");
    assert_string_equal(informed(world, 5), "klant k1-x");
    assert_commutes(world);
}

static void a_mandate_holds_within_its_period_until_it_is_withdrawn(void **state)
{
    struct world *world = *state;
    struct spoor_klantgegevens *mandate = gegevens(mandate_at(world, SPOOR_KIND_MACHTIGING_VERLEEND, 2, "m", "k1-x"));
    mandate->vanaf_us = AT(10);
    mandate->tot_us = AT(30);
    assert_string_equal(informed(world, 9), "klant");
    assert_string_equal(informed(world, 10), "klant k1-x");
    assert_string_equal(informed(world, 30), "klant");
    mandate_at(world, SPOOR_KIND_MACHTIGING_INGETROKKEN, 20, "m", NULL);
    assert_string_equal(informed(world, 19), "klant k1-x");
    assert_string_equal(informed(world, 20), "klant");
    assert_commutes(world);
    mandate_at(world, SPOOR_KIND_MACHTIGING_VERLEEND, 25, "m", "k1-y"); /* given anew */
    assert_string_equal(informed(world, 26), "klant k1-y");
    assert_commutes(world);
}

static void a_withdrawal_may_come_before_the_mandate(void **state)
{
    struct world *world = *state;
    mandate_at(world, SPOOR_KIND_MACHTIGING_INGETROKKEN, 5, "m", NULL);
    mandate_at(world, SPOOR_KIND_MACHTIGING_VERLEEND, 2, "m", "k1-x");
    assert_string_equal(informed(world, 9), "klant");
    world->events[0]->source = text("urn:another"); /* an id of another system is another mandate */
    assert_string_equal(informed(world, 9), "klant k1-x");
    gegevens(world->events[0])->bron_systeem = gegevens(world->events[1])->bron_systeem = text("register");
    assert_string_equal(informed(world, 9), "klant");
    assert_commutes(world);
}

static void the_record_of_who_may_act_is_kept_apart(void **state)
{
    struct world *world = *state;
    gegevens(mandate_at(world, SPOOR_KIND_MACHTIGING_VERLEEND, 2, "m", SELF))->machtigingsgever = text("k1-giver");
    assert_int_equal(feiten(world)->gemachtigde_count, 0);
    assert_int_equal(world->toestand.feiten.machtigingsgever_count, 1);
    const struct spoor_machtiging *item = world->toestand.feiten.machtigingsgevers;
    assert_text(item->ander, "k1-giver");
    assert_false(item->zichzelf);
    assert_true(spoor_machtiging_geldt(item, 1, item, AT(3)));
    assert_string_equal(informed(world, 5), "klant");
    gegevens(mandate_at(world, SPOOR_KIND_MACHTIGING_INGETROKKEN, 4, "m", SELF))->machtigingsgever = text("k1-giver");
    item = feiten(world)->machtigingsgevers;
    assert_false(spoor_machtiging_geldt(item, 2, item, AT(5)));
    assert_commutes(world);
}

static void a_mandate_to_oneself_is_kept_and_gives_nothing(void **state)
{
    struct world *world = *state;
    gegevens(mandate_at(world, SPOOR_KIND_MACHTIGING_VERLEEND, 2, "m", SELF))->te_informeren = text("gemachtigde");
    assert_string_equal(informed(world, 5), "klant");
    assert_true(world->toestand.feiten.gemachtigden[0].zichzelf);
    assert_commutes(world);
}

static void a_shared_link_informs_nobody(void **state)
{
    struct world *world = *state;
    gegevens(mandate_at(world, SPOOR_KIND_MACHTIGING_VERLEEND, 2, "m", NULL))->te_informeren = text("gemachtigde");
    assert_string_equal(informed(world, 5), "klant");
    assert_int_equal(world->toestand.feiten.gemachtigde_count, 1);
}

/* ---- klantprofiel ---- */

static void each_part_of_the_profile_is_said_apart(void **state)
{
    struct world *world = *state;
    gegevens(event_at(world, SPOOR_KIND_KLANTPROFIEL_GEWIJZIGD, 5))->overleden_us = AT(3);
    struct spoor_klantgegevens *later = gegevens(event_at(world, SPOOR_KIND_KLANTPROFIEL_GEWIJZIGD, 9));
    later->voorkeurstaal = text("ara");
    later->geheimhouding = SPOOR_NEE;
    gegevens(event_at(world, SPOOR_KIND_KLANTPROFIEL_GEWIJZIGD, 1))->voorkeurstaal = text("nld");
    assert_text(spoor_feiten_profiel(feiten(world), "voorkeurstaal")->waarde, "ara");
    assert_text(spoor_feiten_profiel(&world->toestand.feiten, "indicatieGeheimhouding")->waarde, "nee");
    assert_null(spoor_feiten_profiel(&world->toestand.feiten, "profielRef"));
    assert_true(spoor_feiten_overleden(&world->toestand.feiten, AT(3)));
    assert_false(spoor_feiten_overleden(&world->toestand.feiten, AT(2)));
    assert_commutes(world);
}

static void an_event_without_what_it_is_about_is_counted_only(void **state)
{
    struct world *world = *state;
    event_at(world, SPOOR_KIND_BEREIKBAARHEID_GEWIJZIGD, 1);
    event_at(world, SPOOR_KIND_CASEMANAGER_TOEGEWEZEN, 1);
    event_at(world, SPOOR_KIND_MACHTIGING_VERLEEND, 1);
    event_at(world, SPOOR_KIND_KLANTPROFIEL_GEWIJZIGD, 1);
    const struct spoor_klantfeiten *all = feiten(world);
    assert_int_equal(all->bereikbaarheid_count + all->casemanager_count + all->gemachtigde_count +
                         all->profielfeit_count,
                     0);
    assert_int_equal(world->toestand.gebeurtenissen, 4);
    assert_int_equal(world->toestand.los, 0);
}

/* Awb 2:8: of a full list nobody knows whether the refusal for this journey was let go. */
static void a_permission_for_more_than_the_journey_ends_when_facts_are_let_go(void **state)
{
    struct world *world = *state;
    static char names[SPOOR_BEREIKBAARHEDEN_MAX][24];
    reach_at(world, 1, "email", SPOOR_NEE)->klantreis_ref = text("r");
    reach_at(world, 2, "email", SPOOR_JA);
    reach_at(world, 3, "sms", SPOOR_JA)->definitie = text("reis");
    assert_string_equal(via(world, 100), "sms");
    for (int i = 0; i < SPOOR_BEREIKBAARHEDEN_MAX - 3; i++) {
        snprintf(names[i], sizeof names[i], "d%d", i);
        reach_at(world, 4 + i, "email", SPOOR_NEE)->definitie = text(names[i]);
    }
    assert_string_equal(via(world, 100), "sms");
    reach_at(world, 30, "post", SPOOR_JA)->klantreis_ref = text("r");
    assert_string_equal(via(world, 100), "post");
    assert_commutes(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(who_said_nothing_gets_no_electronic_notice),
        WORLD_TEST(a_permission_for_more_than_the_journey_ends_when_facts_are_let_go),
        WORLD_TEST(the_last_said_of_a_kanaal_counts),
        WORLD_TEST(no_notice_wanted_is_no_channel_for_one),
        WORLD_TEST(what_is_said_of_the_journey_goes_before_what_is_said_of_all),
        WORLD_TEST(after_a_period_counts_again_what_was_said_for_good),
        WORLD_TEST(of_a_full_list_what_was_said_last_stays),
        WORLD_TEST(an_end_ends_only_who_it_names),
        WORLD_TEST(an_assignment_holds_from_and_until_what_it_says),
        WORLD_TEST(who_comes_back_after_an_end_is_casemanager_again),
        WORLD_TEST(an_end_alone_makes_nobody_casemanager),
        WORLD_TEST(without_a_mandate_only_the_klant_is_told),
        WORLD_TEST(a_mandate_says_who_hears),
        WORLD_TEST(a_mandate_covers_the_services_it_names),
        WORLD_TEST(a_mandate_holds_within_its_period_until_it_is_withdrawn),
        WORLD_TEST(a_withdrawal_may_come_before_the_mandate),
        WORLD_TEST(the_record_of_who_may_act_is_kept_apart),
        WORLD_TEST(a_mandate_to_oneself_is_kept_and_gives_nothing),
        WORLD_TEST(a_shared_link_informs_nobody),
        WORLD_TEST(each_part_of_the_profile_is_said_apart),
        WORLD_TEST(an_event_without_what_it_is_about_is_counted_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
