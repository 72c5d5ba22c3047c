/* Whom a message says to tell, and how: part of the message, not of the outcome (docs/contracten.md). */
#include "cmocka_test.h"

#include <spoor/codec/notification.h>

#define MOMENT INT64_C(1772439600000000) /* 2026-03-02T08:20:00Z */

static struct spoor_buffer out;
static struct spoor_toestand toestand;
static struct spoor_bereikbaarheid reach[2];
static struct spoor_machtiging mandate;
static struct spoor_profielfeit profile[2];
static struct spoor_event cause;

static const struct spoor_definitie definitie = {.code = {"d", 1}, .versie = 1, .informeren = true};
static const struct spoor_definitie *in_force[] = {&definitie};
static const struct spoor_definities definities = {in_force, 1};

static int set_up(void **state)
{
    (void)state;
    spoor_buffer_init(&out);
    spoor_toestand_init(&toestand);
    cause = (struct spoor_event){
        .id = {"e", 1}, .klant_ref = {"k1-a", 4}, .plaatsgevonden_us = MOMENT - 50, .broker_us = MOMENT};
    reach[0] = reach[1] = (struct spoor_bereikbaarheid){
        .kanaal = {"app", 3}, .bereikbaar = true, .vanaf_us = SPOOR_TIME_NONE, .tot_us = SPOOR_TIME_NONE};
    reach[1].kanaal = SPOOR_SLICE("email");
    mandate = (struct spoor_machtiging){.place = {.us = MOMENT - 100},
                                        .machtiging_id = {"m", 1},
                                        .ander = {"k1-x", 4},
                                        .vanaf_us = SPOOR_TIME_NONE,
                                        .tot_us = SPOOR_TIME_NONE};
    profile[0] = (struct spoor_profielfeit){.feit = {"overledenOp", 11}, .op_us = MOMENT};
    profile[1] = (struct spoor_profielfeit){.feit = {"profielRef", 10}, .waarde = {"fraude-9001", 11}};
    toestand.feiten.bereikbaarheden = reach;
    toestand.feiten.bereikbaarheid_count = 2;
    toestand.feiten.gemachtigden = &mandate;
    toestand.feiten.gemachtigde_count = 1;
    toestand.feiten.profiel = profile + 1;
    toestand.feiten.profielfeit_count = 1;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    spoor_buffer_fini(&out);
    return 0;
}

static const char *message(void)
{
    const struct spoor_uitkomst nothing = {.verwachte_einddatum_us = SPOOR_TIME_NONE,
                                           .actie_uiterlijk_us = SPOOR_TIME_NONE};
    const struct spoor_publicatie publicatie = {.soort = SPOOR_SOORT_STATUSWIJZIGING,
                                                .klantreis_ref = SPOOR_SLICE("r1"),
                                                .revisie = 7,
                                                .vanaf_revisie = 5,
                                                .reis = -1,
                                                .uitkomst = nothing,
                                                .vorige = nothing,
                                                .definitie = SPOOR_SLICE("d"),
                                                .definitie_versie = 1};
    const struct spoor_notification_context context = {.type_prefix = {"nl", 2}, .source = {"urn:s", 5}};
    spoor_buffer_clear(&out);
    spoor_notification_encode(&context, &publicatie, &toestand, &cause, &definities, &out);
    spoor_buffer_append_char(&out, '\0');
    return out.data;
}

static void a_message_tells_where_the_klant_is_reached_and_who_must_hear(void **state)
{
    (void)state;
    assert_non_null(strstr(message(),
                           "\"informeren\":true,\"teInformeren\":[{\"klantRef\":\"k1-a\",\"rol\":\"klant\"},"
                           "{\"klantRef\":\"k1-x\",\"rol\":\"vertegenwoordiger\"}],"
                           "\"bereikbaarVia\":[\"app\",\"email\"]"));
    assert_non_null(strstr(out.data, "\"revisie\":7,\"vanafRevisie\":5"));
}

static void a_gemachtigde_may_hear_instead_of_the_klant(void **state)
{
    (void)state;
    mandate.te_informeren = SPOOR_SLICE("gemachtigde");
    assert_non_null(strstr(
        message(), "\"teInformeren\":[{\"klantRef\":\"k1-x\",\"rol\":\"vertegenwoordiger\"}],\"bereikbaarVia\""));
}

static void nothing_is_said_of_the_klant_alone_without_a_channel(void **state)
{
    (void)state;
    mandate.te_informeren = SPOOR_SLICE("klant");
    reach[0].bereikbaar = reach[1].bereikbaar = false;
    assert_null(strstr(message(), "teInformeren"));
    assert_null(strstr(out.data, "bereikbaarVia"));
}

/* Not when it happened, and not when it is folded: folding again must make the same message. */
static void what_holds_is_what_held_when_spoor_got_the_cause(void **state)
{
    (void)state;
    reach[0].vanaf_us = MOMENT;
    reach[1].tot_us = MOMENT;
    assert_non_null(strstr(message(), "\"bereikbaarVia\":[\"app\"]"));
    mandate.tot_us = MOMENT;
    assert_null(strstr(message(), "teInformeren"));
}

static void about_who_died_nobody_is_informed(void **state)
{
    (void)state;
    toestand.feiten.profiel = profile;
    toestand.feiten.profielfeit_count = 2;
    assert_non_null(strstr(message(), "\"informeren\":false"));
    assert_null(strstr(out.data, "teInformeren"));
    assert_null(strstr(out.data, "bereikbaarVia"));
    profile[0].op_us = MOMENT + 1;
    assert_non_null(strstr(message(), "\"informeren\":true"));
}

static void a_profile_is_never_in_a_message(void **state)
{
    (void)state;
    assert_null(strstr(message(), "fraude"));
    assert_null(strstr(out.data, "rofiel"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_message_tells_where_the_klant_is_reached_and_who_must_hear, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_gemachtigde_may_hear_instead_of_the_klant, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_said_of_the_klant_alone_without_a_channel, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_holds_is_what_held_when_spoor_got_the_cause, set_up, tear_down),
        cmocka_unit_test_setup_teardown(about_who_died_nobody_is_informed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_profile_is_never_in_a_message, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
