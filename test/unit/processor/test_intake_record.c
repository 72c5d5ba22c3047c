#include "cloudevents_fixture.h"

#define CONTACT "klantcontacten.klantcontact-geregistreerd"
#define IDENTIFICATIE(waarde) "\"identificatie\":{\"soort\":\"bsn\",\"waarde\":\"" waarde "\"}"

static void use_mapping(const char *text)
{
    fixture_close(&fixture);
    fixture_open(&fixture, text);
}

static struct spoor_slice klant_of(const char *data)
{
    fixture_event(&fixture, "", CONTACT, data);
    return fixture_expect_event(&fixture)->event.klant_ref;
}

static void an_event_becomes_one_canonical_record(void **state)
{
    (void)state;
    fixture_event(&fixture, "\"time\":\"2026-01-02T04:00:00+01:00\",\"sequence\":12,",
                  "nl.overheid.klantreizen.fase-gestart.v1",
                  "\"klantRef\":\"klant-1\",\"fase\":\"aanvraag\",\"zaakRef\":[\"zs/1\",\"zs/2\"],"
                  "\"plaatsgevondenOp\":\"2026-01-02T03:30:00+01:00\",\"informeren\":false,\"definitieVersie\":2");
    const struct spoor_canonical *record = fixture_expect_event(&fixture);
    assert_int_equal(fixture.count, 1);
    assert_slice(record->type, "nl.overheid.klantreizen.fase-gestart");
    assert_int_equal(record->event.kind, SPOOR_KIND_FASE_GESTART);
    assert_slice(record->event.klant_ref, "klant-1");
    assert_slice(record->time, "2026-01-02T03:00:00.000000Z");
    assert_slice(record->event.sequence, "12");
    assert_slice(record->event.mapping, "proef@1");
    assert_int_equal(record->event.origin.offset, 17);
    assert_absent(record->event.sealed);
    fixture_expect_data(&fixture,
                        "{\"definitieVersie\":2,\"fase\":\"aanvraag\",\"informeren\":false,"
                        "\"plaatsgevondenOp\":\"2026-01-02T02:30:00.000000Z\",\"zaakRef\":[\"zs/1\",\"zs/2\"]}");
}

static void the_encoded_record_reads_back(void **state)
{
    (void)state;
    struct spoor_canonical record;
    struct spoor_error err;
    fixture_event(&fixture, "", CONTACT, IDENTIFICATIE(FIXTURE_BSN) ",\"kanaal\":\"telefoon\",\"inhoud\":\"geheim\"");
    assert_int_equal(spoor_canonical_decode(fixture_encoded(&fixture, 0), &fixture.arena, &record, &err), SPOOR_OK);
    assert_int_equal(record.event.kind, SPOOR_KIND_KLANTCONTACT_GEREGISTREERD);
    assert_slice(record.event.kanaal, "telefoon");
    assert_slice(fixture_opened(&fixture, &record), "{\"inhoud\":\"geheim\"}");
    assert_memory_equal(record.event.afdruk, fixture.records[0].event.afdruk, 16);
}

static void a_type_may_leave_out_what_is_usual(void **state)
{
    (void)state;
    const char *const known[] = {"nl.overheid.klantreizen.klantreis-beeindigd", "klantreizen.klantreis-beeindigd",
                                 "klantreis-beeindigd", "klantreizen.klantreis-beeindigd.v1"};
    for (size_t i = 0; i < 4; i++) {
        fixture_event(&fixture, "", known[i], "\"klantRef\":\"k\"");
        assert_slice(fixture_expect_event(&fixture)->type, "nl.overheid.klantreizen.klantreis-beeindigd");
    }
    const char *const unknown[] = {"nl.overheid.klantreizen.fase-verdampt",
                                   "nl.overheid.klantcontacten.fase-gestart",
                                   "nl.anders.klantreizen.fase-gestart",
                                   "klantreizen.fase-gestart.v2",
                                   "x",
                                   "v1",
                                   "."};
    for (size_t i = 0; i < 7; i++) {
        fixture_event(&fixture, "", unknown[i], "\"fase\":\"a\"");
        fixture_expect_rejected(&fixture, "onbekend_type");
    }
}

static void control_records_do_not_come_from_channels(void **state)
{
    (void)state;
    const char *const types[] = {"nl.overheid.bediening.definitie-geladen", "beginstand-gevraagd",
                                 "intern.termijn-verstreken", "bediening.wat-dan-ook"};
    for (size_t i = 0; i < 4; i++) {
        fixture_event(&fixture, "", types[i], "");
        fixture_expect_rejected(&fixture, "niet_bevoegd");
    }
}

static void a_kind_or_source_that_is_not_listed_is_refused(void **state)
{
    (void)state;
    use_mapping("{" FIXTURE_HEAD ",\"soorten\":[\"fase-voltooid\"],\"formaat\":\"cloudevents\"}");
    fixture_event(&fixture, "", "klantreizen.fase-gestart", "\"fase\":\"a\"");
    fixture_expect_rejected(&fixture, "niet_bevoegd");
    fixture_take(&fixture,
                 SPOOR_SLICE("{\"type\":\"fase-voltooid\",\"source\":\"urn:ander\",\"id\":\"1\",\"data\":{}}"));
    fixture_expect_rejected(&fixture, "niet_bevoegd");
    assert_slice(fixture.records[0].event.source, "urn:ander");
    assert_slice(fixture.records[0].event.id, "1");
}

static void a_reject_says_why_and_keeps_the_bytes_sealed(void **state)
{
    (void)state;
    struct spoor_slice value = SPOOR_SLICE("{\"type\":\"fase-gestart\",\"source\":\"" FIXTURE_SOURCE "\",\"data\":{}}");
    struct spoor_intake_input again = {0};
    struct spoor_error err;
    char key[SPOOR_INTAKE_KEY_MAX];
    fixture_take(&fixture, value);
    fixture_expect_rejected(&fixture, "geen_id");
    assert_slice(fixture.records[0].toelichting, "/id: a text was expected");
    assert_int_equal(fixture.records[0].omvang, value.length);
    assert_int_equal(
        spoor_intake_original_decode(fixture_opened(&fixture, &fixture.records[0]), &fixture.arena, &again, &err),
        SPOOR_OK);
    assert_true(spoor_slice_equal(again.value, value));
    struct spoor_slice text = spoor_intake_key(&fixture.records[0], key);
    assert_memory_equal(text.data, "afgewezen:", 10);
    assert_int_equal(text.length, 18);
}

static void every_bold_field_must_be_there(void **state)
{
    (void)state;
    static const char *const events[][2] = {{"bericht-ontvangen", "\"klantcontactId\":\"k\""},
                                            {"aanvraag-gestart", "\"aanvraagId\":\"a\""},
                                            {"aanvraag-verzonden", "\"aanvraagId\":\"a\""},
                                            {"aanvraag-afgebroken", "\"aanvraagId\":\"a\""},
                                            {"kanaalwissel-geregistreerd", "\"naarKanaal\":\"balie\""},
                                            {"klantreis-gestart", "\"definitie\":\"d\""},
                                            {"fase-gestart", "\"fase\":\"f\""},
                                            {"fase-voltooid", "\"fase\":\"f\""},
                                            {"fase-overgeslagen", "\"fase\":\"f\""},
                                            {"dossierstatus-gezet", "\"dossierstatus\":\"s\""},
                                            {"voorkeurskanaal-gewijzigd", "\"kanalen\":[\"post\"]"},
                                            {"fase-teruggezet", "\"naarFase\":\"f\",\"reden\":\"bezwaar\""}};
    for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
        fixture_event(&fixture, "", events[i][0], events[i][1]);
        fixture_expect_event(&fixture);
        fixture_event(&fixture, "", events[i][0], "\"fase\":null,\"product\":\"p\"");
        fixture_expect_rejected(&fixture, "onvolledig");
    }
    fixture_event(&fixture, "", "fase-teruggezet", "\"naarFase\":\"f\"");
    fixture_expect_rejected(&fixture, "onvolledig");
    assert_slice(fixture.records[0].toelichting, "/data/reden was expected in fase-teruggezet");
}

static void an_identifier_becomes_a_klant_ref(void **state)
{
    (void)state;
    char expected[SPOOR_KLANT_REF_MAX];
    size_t length =
        spoor_pseudonym_klant(fixture.tools.pseudonym, SPOOR_SLICE("bsn"), SPOOR_SLICE(FIXTURE_BSN), expected);
    struct spoor_slice ref = klant_of(IDENTIFICATIE(FIXTURE_BSN));
    assert_true(spoor_slice_equal(ref, (struct spoor_slice){expected, length}));
    assert_true(spoor_slice_equal(ref, klant_of(IDENTIFICATIE(" 9999.90.019 "))));
    assert_true(spoor_slice_equal(ref, klant_of("\"identificatie\":{\"soort\":\"BSN\",\"waarde\":999990019}")));
    assert_true(spoor_slice_equal(ref, klant_of(IDENTIFICATIE(FIXTURE_BSN) ",\"klantRef\":\"ander\"")));
    assert_int_equal(fixture.counts.bsn_invalid, 0);
    assert_true(spoor_slice_equal(klant_of(IDENTIFICATIE("10000012")), klant_of(IDENTIFICATIE("010000012"))));
    klant_of(IDENTIFICATIE("123456789"));
    assert_int_equal(fixture.counts.bsn_invalid, 1);
    fixture_expect_data(&fixture, "{}");
}

static void a_klant_ref_that_is_a_bsn_is_hidden(void **state)
{
    (void)state;
    struct spoor_slice ref = klant_of("\"klantRef\":\"" FIXTURE_BSN "\"");
    assert_int_equal(fixture.counts.bsn_unset, 1);
    assert_true(spoor_slice_equal(ref, klant_of(IDENTIFICATIE(FIXTURE_BSN))));
    assert_slice(klant_of("\"klantRef\":\"123456789\""), "123456789");
}

static void who_is_unknown_gets_the_key_of_the_conversation(void **state)
{
    (void)state;
    struct spoor_slice ref = klant_of("\"gesprekId\":\"g-1\",\"klantcontactId\":\"kc-1\"");
    assert_memory_equal(ref.data, "anoniem:", 8);
    assert_int_equal(fixture.counts.anonymous, 1);
    assert_true(spoor_slice_equal(ref, klant_of("\"gesprekId\":\"g-1\"")));
    assert_false(spoor_slice_equal(ref, klant_of("\"klantcontactId\":\"kc-1\"")));
    assert_false(spoor_slice_equal(ref, klant_of("\"gesprekId\":\"g-1\",\"bronSysteem\":\"b\"")));
    assert_true(spoor_slice_equal(klant_of("\"klantRef\":\"\""), klant_of("")));
    assert_true(spoor_slice_equal(klant_of("\"klantRef\":\"anoniem:0\""), klant_of("")));
    assert_true(
        spoor_slice_equal(klant_of("\"identificatie\":{\"soort\":\"schoenmaat\",\"waarde\":\"43\"}"), klant_of("")));
}

static void every_klant_among_betrokkenen_gets_a_record(void **state)
{
    (void)state;
    fixture_event(&fixture, "", CONTACT,
                  "\"betrokkenen\":[{\"klantRef\":\"a\",\"rol\":\"werknemer\",\"initiator\":true},{\"identificatie\":{"
                  "\"soort\":\"kvk\",\"waarde\":\"12345678\"},\"rol\":\"werkgever\"},{\"klantRef\":\"v\",\"rol\":"
                  "\"vertegenwoordiger\"},{\"klantRef\":\"a\"},{\"rol\":\"klant\"}],\"kanaal\":\"duif\"");
    assert_int_equal(fixture.count, 2);
    assert_int_equal(fixture.counts.unknown_codes, 1);
    assert_slice(fixture.records[0].event.klant_ref, "a");
    assert_slice(fixture.records[0].event.data,
                 "{\"initiator\":true,\"kanaal\":\"onbekend\",\"kanaalOrigineel\":\"duif\","
                 "\"rol\":\"werknemer\",\"vertegenwoordigers\":[\"v\"]}");
    assert_memory_equal(fixture.records[1].event.klant_ref.data, "kv1-", 4);
    assert_slice(fixture.records[1].event.data,
                 "{\"kanaal\":\"onbekend\",\"kanaalOrigineel\":\"duif\",\"rol\":\"werkgever\","
                 "\"vertegenwoordigers\":[\"v\"]}");
    assert_memory_not_equal(fixture.records[0].event.afdruk, fixture.records[1].event.afdruk, 16);
}

static void only_representatives_is_nobody(void **state)
{
    (void)state;
    struct spoor_slice ref = klant_of("\"betrokkenen\":[{\"klantRef\":\"v\",\"rol\":\"vertegenwoordiger\"}]");
    assert_memory_equal(ref.data, "anoniem:", 8);
    fixture_expect_data(&fixture, "{\"vertegenwoordigers\":[\"v\"]}");
}

static void an_attribute_that_is_a_bsn_is_unset_or_masked(void **state)
{
    (void)state;
    fixture_take(&fixture, SPOOR_SLICE("{\"type\":\"klantreis-beeindigd\",\"source\":\"" FIXTURE_SOURCE
                                       "\",\"id\":\"" FIXTURE_BSN "\",\"correlationid\":\"" FIXTURE_BSN
                                       "\",\"sequence\":" FIXTURE_BSN ",\"data\":{\"klantRef\":\"k\",\"correctieVan\":"
                                       "{\"source\":\"s\",\"id\":\"" FIXTURE_BSN "\"}}}"));
    const struct spoor_event *event = &fixture_expect_event(&fixture)->event;
    assert_memory_equal(event->id.data, "bsn-", 4);
    assert_absent(event->correlationid);
    assert_absent(event->sequence);
    assert_int_equal(fixture.counts.bsn_unset, 4);
    assert_null(memmem(event->data.data, event->data.length, FIXTURE_BSN, 9));
}

static void words_for_a_kanaal_become_its_code(void **state)
{
    (void)state;
    static const char *const words[][2] = {{"Loket", "balie"},   {"werkplein", "balie"}, {"a2a", "api"},
                                           {"Digipoort", "api"}, {"E-mail", "email"},    {"TELEFOON", "telefoon"}};
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        char data[80], expected[80];
        snprintf(data, sizeof(data), "\"klantRef\":\"k\",\"kanaal\":\"%s\"", words[i][0]);
        snprintf(expected, sizeof(expected), "{\"kanaal\":\"%s\"}", words[i][1]);
        fixture_event(&fixture, "", CONTACT, data);
        fixture_expect_data(&fixture, expected);
        assert_int_equal(fixture.counts.unknown_codes, 0);
    }
    fixture_event(&fixture, "", CONTACT, "\"kanaal\":\"WhatsApp\"");
    fixture_expect_data(&fixture, "{\"kanaal\":\"socialmedia\",\"kanaallijn\":\"whatsapp\"}");
    fixture_event(&fixture, "", CONTACT, "\"kanaal\":\"Zivver\",\"authenticatiemiddel\":\"sms_code\"");
    fixture_expect_data(&fixture,
                        "{\"authenticatiemiddel\":\"sms_code\",\"kanaal\":\"email\",\"kanaallijn\":\"zivver\"}");
    fixture_event(&fixture, "", CONTACT, "\"kanaal\":\"WhatsApp\",\"kanaallijn\":\"ww\"");
    fixture_expect_data(&fixture, "{\"kanaal\":\"socialmedia\",\"kanaallijn\":\"ww\"}");
}

static void closed_lists_unset_and_open_lists_keep(void **state)
{
    (void)state;
    fixture_event(&fixture, "", CONTACT,
                  "\"richting\":\"zijwaarts\",\"doelgroep\":\"student\",\"precisie\":\"ongeveer\"");
    fixture_expect_data(&fixture, "{\"doelgroep\":\"onbekend\",\"doelgroepOrigineel\":\"student\"}");
    assert_slice(fixture_opened(&fixture, fixture.records), "{\"precisie\":\"ongeveer\",\"richting\":\"zijwaarts\"}");
    assert_int_equal(fixture.counts.unset_values, 2);
    assert_int_equal(fixture.counts.unknown_codes, 1);
}

static void times_become_utc_with_their_precision(void **state)
{
    (void)state;
    fixture_event(&fixture, "", CONTACT, "\"plaatsgevondenOp\":\"2026-01-01\",\"afgerondOp\":\"2026-01-01 10:00:00\"");
    fixture_expect_data(&fixture, "{\"afgerondOp\":\"2026-01-01T09:00:00.000000Z\",\"plaatsgevondenOp\":"
                                  "\"2025-12-31T23:00:00.000000Z\",\"precisie\":\"dag\"}");
    assert_int_equal(fixture.counts.unzoned_times, 1);
    fixture_event(&fixture, "\"time\":\"straks\",", CONTACT,
                  "\"plaatsgevondenOp\":\"2026-01-02T05:00:45Z\",\"verzondenOp\":\"ooit\"");
    fixture_expect_data(&fixture, "{\"plaatsgevondenOp\":\"2026-01-02T05:00:45.000000Z\"}");
    assert_int_equal(fixture.counts.unlikely_times, 1);
    assert_int_equal(fixture.counts.unset_values, 2);
    assert_absent(fixture.records[0].time);
    fixture_event(&fixture, "", CONTACT, "\"plaatsgevondenOp\":\"2026-01-01\",\"precisie\":\"registratie\"");
    fixture_expect_data(&fixture,
                        "{\"plaatsgevondenOp\":\"2025-12-31T23:00:00.000000Z\",\"precisie\":\"registratie\"}");
}

static void content_and_what_is_not_known_is_sealed(void **state)
{
    (void)state;
    fixture_event(&fixture, "\"subject\":\"s\",\"eigen\":7,\"spoorklant\":\"x\",", CONTACT,
                  "\"toelichting\":\"t\",\"onderwerp\":\"o\",\"inhoud\":\"i\",\"reactie\":\"r\",\"leeftijd\":41,"
                  "\"adres\":{\"straat\":\"s\"},\"kanaal\":\"balie\",\"gevraagdeHandeling\":\"g\"");
    fixture_expect_data(&fixture, "{\"kanaal\":\"balie\"}");
    assert_slice(fixture.records[0].event.sealed_key, "v1");
    assert_slice(
        fixture_opened(&fixture, fixture.records),
        "{\"gevraagdeHandeling\":\"g\",\"inhoud\":\"i\",\"onderwerp\":\"o\",\"reactie\":\"r\",\"toelichting\":\"t\","
        "\"adres\":{\"straat\":\"s\"},\"leeftijd\":41,\"extensies\":{\"subject\":\"s\",\"eigen\":7}}");
}

static void an_emotion_counts_only_from_a_medewerker(void **state)
{
    (void)state;
    fixture_event(&fixture, "", CONTACT,
                  "\"emotioneleWaarneming\":\"boos\",\"actor\":{\"soort\":\"medewerker\",\"ref\":\"m\"}");
    assert_slice(fixture_opened(&fixture, fixture.records), "{\"emotioneleWaarneming\":\"boos\"}");
    fixture_expect_data(&fixture, "{\"actor\":{\"ref\":\"m\",\"soort\":\"medewerker\"}}");
    fixture_event(&fixture, "", CONTACT,
                  "\"emotioneleWaarneming\":\"boos\",\"actor\":{\"soort\":\"automatisch\",\"ref\":\"m\"}");
    fixture_expect_data(&fixture, "{\"actor\":{\"ref\":\"m\",\"soort\":\"geautomatiseerde_actor\"}}");
    assert_absent(fixture_opened(&fixture, fixture.records));
    fixture_event(&fixture, "", CONTACT, "\"emotioneleWaarneming\":\"ziek\",\"actor\":{\"soort\":\"medewerker\"}");
    assert_absent(fixture_opened(&fixture, fixture.records));
}

static void the_afdruk_is_of_the_event_and_of_nothing_else(void **state)
{
    (void)state;
    uint8_t afdruk[16];
    fixture_event(&fixture, "", CONTACT,
                  "\"klantRef\":\"k\",\"kanaal\":\"balie\",\"afgerondOp\":\"2026-01-02T03:00:00Z\"");
    memcpy(afdruk, fixture.records[0].event.afdruk, 16);
    fixture.input.origin.offset++;
    fixture.input.broker_us += 5;
    fixture_event(&fixture, "\"traceparent\":\"00-a-b-01\",", "nl.overheid." CONTACT,
                  "\"afgerondOp\":\"2026-01-02T04:00:00+01:00\",\"kanaal\":\"loket\",\"klantRef\":\"k\",\"team\":null");
    assert_memory_equal(afdruk, fixture.records[0].event.afdruk, 16);
    fixture_event(&fixture, "", CONTACT,
                  "\"klantRef\":\"k\",\"kanaal\":\"balie\",\"afgerondOp\":\"2026-01-02T03:00:00Z\",\"inhoud\":\"x\"");
    assert_memory_not_equal(afdruk, fixture.records[0].event.afdruk, 16);
}

static void nothing_is_skipped_or_refused_as_the_mapping_says(void **state)
{
    (void)state;
    fixture_take(&fixture, SPOOR_SLICE_NULL);
    fixture_expect_rejected(&fixture, "onleesbaar");
    struct spoor_intake_input again = {.value = SPOOR_SLICE("x")};
    struct spoor_error err;
    spoor_intake_original_decode(fixture_opened(&fixture, fixture.records), &fixture.arena, &again, &err);
    assert_absent(again.value);
    fixture_take(&fixture, SPOOR_SLICE(""));
    fixture_expect_rejected(&fixture, "onleesbaar");
    use_mapping("{" FIXTURE_HEAD ",\"soorten\":[\"*\"],\"formaat\":\"cloudevents\",\"leeg\":\"negeer\"}");
    fixture_take(&fixture, SPOOR_SLICE_NULL);
    assert_int_equal(fixture.records[0].soort, SPOOR_RECORD_LEEG);
    fixture_take(&fixture, SPOOR_SLICE(""));
    assert_int_equal(fixture.records[0].soort, SPOOR_RECORD_LEEG);
}

static void headers_of_a_reject_come_back_on_retry(void **state)
{
    (void)state;
    static const struct spoor_header headers[] = {{{"ce_type", 7}, {"klantreizen.fase-gestart", 24}},
                                                  {{"ce_id", 5}, {"1", 1}},
                                                  {{"ce_source", 9}, {FIXTURE_SOURCE, sizeof(FIXTURE_SOURCE) - 1}},
                                                  {{"anders", 6}, {"x", 1}}};
    struct spoor_intake_input again = {0};
    struct spoor_error err;
    fixture.input.headers = headers;
    fixture.input.header_count = 4;
    fixture_take(&fixture, SPOOR_SLICE("{\"fase\":5"));
    fixture_expect_rejected(&fixture, "onleesbaar");
    struct spoor_slice plain = fixture_opened(&fixture, fixture.records);
    assert_int_equal(spoor_intake_original_decode(plain, &fixture.arena, &again, &err), SPOOR_OK);
    assert_slice(again.value, "{\"fase\":5");
    assert_int_equal(again.header_count, 3);
    assert_slice(again.headers[0].value, "klantreizen.fase-gestart");
    fixture.input.headers = again.headers;
    fixture_take(&fixture, SPOOR_SLICE("{\"fase\":5}"));
    fixture_expect_data(&fixture, "{\"fase\":\"5\"}");
}

static void a_frame_that_is_cut_off_is_never_read_beyond(void **state)
{
    (void)state;
    static const struct spoor_header headers[] = {{{"ce_id", 5}, {"1", 1}}};
    struct spoor_intake_input again = {0};
    struct spoor_error err;
    fixture.input.headers = headers;
    fixture.input.header_count = 1;
    fixture_take(&fixture, SPOOR_SLICE("{"));
    struct spoor_slice plain = fixture_opened(&fixture, fixture.records);
    size_t refused = 0;
    for (size_t length = 0; length < plain.length; length++) {
        char *cut = malloc(length + 1); /* of its own, so that a sanitizer sees a read beyond it */
        memcpy(cut, plain.data, length);
        refused += spoor_intake_original_decode((struct spoor_slice){cut, length}, &fixture.arena, &again, &err) ==
                   SPOOR_REJECT;
        free(cut);
    }
    assert_true(refused >= 10);
}

static void a_record_is_accepted_whole_or_refused_whole(void **state)
{
    (void)state;
    use_mapping("{" FIXTURE_HEAD ",\"soorten\":[\"*\"],\"formaat\":\"json\",\"gebeurtenissen\":["
                "{\"type\":\"klantreizen.fase-gestart\",\"id\":\"1\",\"data\":{\"klantRef\":\"k\",\"fase\":\"a\"}},"
                "{\"type\":\"klantreizen.fase-voltooid\",\"id\":\"2\",\"data\":{\"klantRef\":\"k\",\"fase\":{\"pad\":"
                "\"/f\"}}}]}");
    fixture_take(&fixture, SPOOR_SLICE("{\"f\":\"b\"}"));
    assert_int_equal(fixture.count, 2);
    fixture_take(&fixture, SPOOR_SLICE("{}"));
    fixture_expect_rejected(&fixture, "onvolledig");
    assert_slice(fixture.records[0].event.id, "2");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_event_becomes_one_canonical_record),
        TEST(the_encoded_record_reads_back),
        TEST(a_type_may_leave_out_what_is_usual),
        TEST(control_records_do_not_come_from_channels),
        TEST(a_kind_or_source_that_is_not_listed_is_refused),
        TEST(a_reject_says_why_and_keeps_the_bytes_sealed),
        TEST(every_bold_field_must_be_there),
        TEST(an_identifier_becomes_a_klant_ref),
        TEST(a_klant_ref_that_is_a_bsn_is_hidden),
        TEST(who_is_unknown_gets_the_key_of_the_conversation),
        TEST(every_klant_among_betrokkenen_gets_a_record),
        TEST(only_representatives_is_nobody),
        TEST(an_attribute_that_is_a_bsn_is_unset_or_masked),
        TEST(words_for_a_kanaal_become_its_code),
        TEST(closed_lists_unset_and_open_lists_keep),
        TEST(times_become_utc_with_their_precision),
        TEST(content_and_what_is_not_known_is_sealed),
        TEST(an_emotion_counts_only_from_a_medewerker),
        TEST(the_afdruk_is_of_the_event_and_of_nothing_else),
        TEST(nothing_is_skipped_or_refused_as_the_mapping_says),
        TEST(headers_of_a_reject_come_back_on_retry),
        TEST(a_frame_that_is_cut_off_is_never_read_beyond),
        TEST(a_record_is_accepted_whole_or_refused_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
