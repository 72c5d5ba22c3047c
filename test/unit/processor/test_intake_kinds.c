/* Whose an event is by its kind, and what a value becomes that its field cannot have. */
#include "cloudevents_fixture.h"

#include <spoor/base/uuid.h>

#define CONTACT "klantcontacten.klantcontact-geregistreerd"
#define FEEDBACK "klantcontacten.feedback-ontvangen"

/* A member of data as it came, and as it must stand in the canonical record ("" = not at all, or in part). */
struct value_case {
    const char *kind, *given, *kept;
    uint32_t unset, unknown;
};

static const struct value_case value_cases[] = {
    /* tijd */
    {"bericht-ontvangen", "\"verzondenOp\":\"ooit\"", "", 1, 0},
    {"bericht-ontvangen", "\"verzondenOp\":\"2026-01-01T10:00:00Z\"", "\"verzondenOp\":\"2026-01-01T10:00:00.000000Z\"",
     0, 0},
    /* ref */
    {"bericht-beantwoord", "\"antwoordRef\":\"a\\tb\"", "", 1, 0},
    {"bericht-geplaatst", "\"kenmerk\":17", "\"kenmerk\":\"17\"", 0, 0},
    {"bezoeker-aangemeld", "\"volgnummer\":\"A042\"", "\"volgnummer\":\"A042\"", 0, 0},
    {"klantcontact-geregistreerd", "\"bronnen\":[\"b\",\"\\u0007\"]", "\"bronnen\":[\"b\"]", 1, 0},
    /* duur */
    {"bezoeker-geholpen", "\"nawerktijd\":\"even\"", "", 1, 0},
    {"bezoeker-geholpen", "\"nawerktijd\":\"PT3M\"", "\"nawerktijd\":\"PT3M\"", 0, 0},
    /* code of a closed list, of an open list, of none */
    {"oproep-beeindigd", "\"beeindigdDoor\":\"niemand\"", "", 1, 0},
    {"oproep-beeindigd", "\"beeindigdDoor\":\"KLANT\"", "\"beeindigdDoor\":\"klant\"", 0, 0},
    {"kennisgeving-verzonden", "\"kennisgevingId\":\"k\",\"soort\":\"Rooksignaal\"",
     "\"soort\":\"onbekend\",\"soortOrigineel\":\"Rooksignaal\"", 0, 1},
    {"escalatie-geregistreerd", "\"escalatieId\":\"e\",\"eenheden\":[\"a\",\"\",\"b\\u0001\"]", "\"eenheden\":[\"a\"]",
     1, 0},
    {"aanvraag-gestart", "\"aanvraagId\":\"a\",\"soort\":\"Opgave\"", "\"soort\":\"opgave\"", 0, 0},
    {"klantreis-beeindigd", "\"soort\":\"Opgave\"", "\"soort\":\"Opgave\"", 0, 0},
    /* bool */
    {"chat-gestart", "\"inlogGevraagd\":\"ja\"", "", 1, 0},
    {"chat-gestart", "\"inlogGevraagd\":\"true\"", "\"inlogGevraagd\":true", 0, 0},
    /* int, and int with a range */
    {"chat-beeindigd", "\"fouten\":\"geen\"", "", 1, 0},
    {"chat-beeindigd", "\"fouten\":\"2\"", "\"fouten\":2", 0, 0},
    {"dossierstatus-gezet", "\"dossierstatus\":\"s\",\"volgnummer\":\"A042\"", "\"dossierstatus\":\"s\"", 1, 0},
    {"feedback-ontvangen", "\"moeite\":0,\"score\":11", "", 2, 0},
    {"feedback-ontvangen", "\"score\":\"10\"", "\"score\":10", 0, 0},
    /* {soort, ref} */
    {"internetaak-toegewezen", "\"taakId\":\"t\",\"toegewezenAan\":{\"soort\":\"robot\",\"ref\":\"r\"}",
     "\"toegewezenAan\":{\"ref\":\"r\"}", 1, 0},
    {"regisseur-toegewezen", "\"over\":{\"soort\":\"ramp\",\"ref\":\"r\"},\"regisseur\":{\"ref\":\"m\"}",
     "\"over\":{\"ref\":\"r\",\"soort\":\"onbekend\",\"soortOrigineel\":\"ramp\"}", 0, 1},
    /* klant */
    {"machtiging-verleend", "\"machtigingId\":\"m\",\"gemachtigde\":{\"naam\":\"Jan\"}", "", 1, 0},
    {"machtiging-verleend", "\"machtigingId\":\"m\",\"gemachtigde\":{\"klantRef\":\"g\"}",
     "\"gemachtigde\":{\"klantRef\":\"g\"}", 0, 0},
};

static void a_value_that_its_type_cannot_have_is_unset_and_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(value_cases) / sizeof(*value_cases); i++) {
        const struct value_case *one = &value_cases[i];
        char given[256];
        snprintf(given, sizeof(given), "\"klantRef\":\"k\",\"klantcontactId\":\"c\",%s", one->given);
        fixture_event(&fixture, "", one->kind, given);
        const struct spoor_canonical *record = fixture_expect_event(&fixture);
        struct spoor_slice data = record->event.data;
        if (!memmem(data.data, data.length, one->kept, strlen(one->kept)) ||
            fixture.counts.unset_values != one->unset || fixture.counts.unknown_codes != one->unknown)
            fail_msg("%s: %s gives %.*s, %u unset, %u unknown", one->kind, one->given, SPOOR_SLICE_ARG(data),
                     fixture.counts.unset_values, fixture.counts.unknown_codes);
    }
}

static void a_date_of_a_count_is_a_date(void **state)
{
    (void)state;
    fixture_event(&fixture, "", "bezoeken-geteld", "\"aantal\":3,\"dag\":\"2026-02-29\"");
    fixture_expect_rejected(&fixture, "onvolledig");
    fixture_event(&fixture, "", "bezoeken-geteld", "\"aantal\":3,\"dag\":20260228");
    fixture_expect_rejected(&fixture, "onleesbaar");
    fixture_event(&fixture, "", "bezoeken-geteld", "\"aantal\":3,\"dag\":\"2026-02-28\"");
    fixture_expect_data(&fixture, "{\"aantal\":3,\"dag\":\"2026-02-28\"}");
    assert_slice(fixture.records[0].event.klant_ref, FIXTURE_SOURCE);
    assert_int_equal(fixture.counts.anonymous, 0);
}

static void a_value_of_another_form_makes_the_record_unreadable(void **state)
{
    (void)state;
    static const char *const wrong[] = {"\"verzondenOp\":5",      "\"klantcontactId\":[]",  "\"bevestigingNodig\":1",
                                        "\"actor\":\"m\"",        "\"vervanging\":\"x\"",   "\"gemachtigde\":\"x\"",
                                        "\"correctieVan\":\"x\"", "\"identificatie\":\"x\""};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        fixture_event(&fixture, "", CONTACT, wrong[i]);
        fixture_expect_rejected(&fixture, "onleesbaar");
    }
}

static void an_event_of_every_klant_is_a_record_in_each_partition(void **state)
{
    (void)state;
    fixture.tools.canonical_partitions = 12;
    fixture_event(&fixture, "", "storing-geregistreerd", "\"storingId\":\"s\",\"vanafOp\":\"2026-01-01\"");
    assert_int_equal(fixture.count, 12);
    for (int32_t i = 0; i < 12; i++) {
        assert_int_equal(spoor_partition_of(fixture.records[i].event.klant_ref, 12), i);
        assert_memory_equal(fixture.records[i].event.klant_ref.data, "alle:", 5);
    }
    fixture_event(&fixture, "", CONTACT, "\"klantRef\":\"alle:0:0\"");
    assert_memory_equal(fixture_expect_event(&fixture)->event.klant_ref.data, "anoniem:", 8);
}

static struct spoor_slice caller(const char *nummer)
{
    fixture_event(&fixture, "", "oproep-aangeboden",
                  spoor_arena_printf(&fixture.arena, "\"klantcontactId\":\"c\",\"bellernummer\":\"%s\"", nummer).data);
    const struct spoor_json *json = NULL;
    struct spoor_error err;
    spoor_json_parse(fixture_expect_event(&fixture)->event.data, &fixture.arena, &json, &err);
    return spoor_json_text(SPOOR_JSON_GET(json, "bellerRef"));
}

static void one_number_is_one_caller_however_it_is_written(void **state)
{
    (void)state;
    struct spoor_slice ref = caller("030 765 43 21");
    assert_memory_equal(ref.data, "beller-", 7);
    assert_true(spoor_slice_equal(ref, caller("+31 (0)30-7654321")) == false); /* a 0 too many is another number */
    assert_true(spoor_slice_equal(ref, caller("+31 30 765 43 21")));
    assert_true(spoor_slice_equal(ref, caller("0031307654321")));
    assert_false(spoor_slice_equal(ref, caller("+32307654321")));
    assert_absent(caller("anoniem"));
    assert_int_equal(fixture.counts.unset_values, 1);
    assert_absent(fixture_opened(&fixture, fixture.records));
    fixture_event(&fixture, "", "oproep-aangeboden", "\"klantcontactId\":\"c\",\"bellerRef\":\"eigen-1\"");
    fixture_expect_data(&fixture, "{\"bellerRef\":\"eigen-1\",\"klantcontactId\":\"c\"}");
}

static void only_a_known_klant_of_a_conversation_is_coupled(void **state)
{
    (void)state;
    char attributes[600];
    fixture_event(&fixture, "", CONTACT, "\"eerderAnoniem\":true,\"gesprekId\":\"g\"");
    assert_int_equal(fixture.count, 1);
    fixture_event(&fixture, "", CONTACT, "\"eerderAnoniem\":true,\"klantRef\":\"k\"");
    assert_int_equal(fixture.count, 1);
    fixture_event(&fixture, "", CONTACT, "\"eerderAnoniem\":false,\"klantRef\":\"k\",\"gesprekId\":\"g\"");
    assert_int_equal(fixture.count, 1);
    snprintf(attributes, sizeof(attributes), "\"id\":\"%0250d\",\"correlationid\":\"g\",", 7);
    fixture_event(
        &fixture, attributes, CONTACT,
        "\"eerderAnoniem\":\"true\",\"betrokkenen\":[{\"klantRef\":\"a\"},{\"klantRef\":\"b\",\"initiator\":true}]");
    assert_int_equal(fixture.count, 3);
    const struct spoor_event *event = &fixture.records[2].event;
    assert_int_equal(event->kind, SPOOR_KIND_IDENTITEIT_GEKOPPELD);
    assert_int_equal(event->id.length, 32 + 10);
    assert_non_null(memmem(event->data.data, event->data.length, "\"naar\":{\"klantRef\":\"b\"}", 23));
    fixture_event(&fixture, "", CONTACT, "\"gesprekId\":\"g\"");
    assert_slice(fixture_expect_event(&fixture)->event.klant_ref,
                 spoor_arena_cstring(&fixture.arena, event->klant_ref));
}

static void a_coupling_without_a_key_is_incomplete(void **state)
{
    (void)state;
    fixture_event(&fixture, "", "identiteit-gekoppeld",
                  "\"van\":{\"anoniem\":{\"bronSysteem\":\"b\"}},\"naar\":{\"klantRef\":\"k\"}");
    fixture_expect_rejected(&fixture, "onvolledig");
    fixture_event(&fixture, "", "identiteit-ontkoppeld", "\"van\":{\"klantRef\":\"a\"},\"naar\":{}");
    fixture_expect_rejected(&fixture, "onvolledig");
}

static void a_correction_names_an_event(void **state)
{
    (void)state;
    fixture_event(&fixture, "", "klantcontact-ingetrokken", "\"correctieVan\":{\"source\":\"s\"},\"reden\":\"dubbel\"");
    fixture_expect_rejected(&fixture, "onvolledig");
    fixture_event(&fixture, "", "klantcontact-gecorrigeerd",
                  "\"correctieVan\":{\"id\":\"i\",\"type\":\"fase-gestart\",\"klantRef\":\"a\"},\"reden\":\"dubbel\","
                  "\"klantRef\":\"b\",\"vervanging\":{}");
    fixture_expect_rejected(&fixture, "onvolledig"); /* of another domain */
    fixture_event(&fixture, "", "klantcontact-ingetrokken",
                  "\"correctieVan\":{\"source\":\"s\",\"id\":\"i\",\"type\":\"bezoeken-geteld\"},\"reden\":\"dubbel\"");
    fixture_expect_rejected(&fixture, "onvolledig"); /* of nobody: sent again it replaces */
    fixture_event(&fixture, "", "stap-ingetrokken",
                  "\"correctieVan\":{\"source\":\"s\",\"id\":\"i\",\"type\":\"storing-geregistreerd\"},\"reden\":\"dubbel\"");
    fixture_expect_rejected(&fixture, "onvolledig"); /* of everybody */
}

static void sealed_text_of_a_correction_goes_to_whom_it_concerns(void **state)
{
    (void)state;
    fixture_event(&fixture, "", "klantcontact-gecorrigeerd",
                  "\"betrokkenen\":[{\"klantRef\":\"a\"},{\"klantRef\":\"b\"}],\"correctieVan\":{\"source\":\"s\",\"id\":\"i\"},"
                  "\"reden\":\"verkeerde_klant\",\"vervanging\":{\"klantRef\":\"a\",\"toelichting\":\"tekst\"}");
    assert_int_equal(fixture.count, 2); /* a keeps it, corrected; from b it is withdrawn */
    assert_true(fixture.records[0].event.sealed.length > 0);
    assert_false(spoor_slice_present(fixture.records[1].event.sealed));
}

static void what_is_registered_anew_must_be_allowed(void **state)
{
    (void)state;
    fixture_close(&fixture);
    fixture_open(&fixture,
                 "{" FIXTURE_HEAD ",\"soorten\":[\"klantcontact-gecorrigeerd\"],\"formaat\":\"cloudevents\"}");
    fixture_event(&fixture, "", "klantcontact-gecorrigeerd",
                  "\"correctieVan\":{\"id\":\"i\",\"klantRef\":\"a\"},\"reden\":\"verkeerde_klant\",\"klantRef\":\"b\","
                  "\"vervanging\":{\"kanaal\":\"balie\"}");
    fixture_expect_rejected(&fixture, "niet_bevoegd");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        TEST(a_value_that_its_type_cannot_have_is_unset_and_counted),
        TEST(a_date_of_a_count_is_a_date),
        TEST(a_value_of_another_form_makes_the_record_unreadable),
        TEST(an_event_of_every_klant_is_a_record_in_each_partition),
        TEST(one_number_is_one_caller_however_it_is_written),
        TEST(only_a_known_klant_of_a_conversation_is_coupled),
        TEST(a_coupling_without_a_key_is_incomplete),
        TEST(a_correction_names_an_event),
        TEST(sealed_text_of_a_correction_goes_to_whom_it_concerns),
        TEST(sealed_text_of_a_correction_goes_to_whom_it_concerns),
        TEST(what_is_registered_anew_must_be_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
