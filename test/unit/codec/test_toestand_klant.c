/* What was said about the klant himself: in `data`, and in the canonical JSON of the toestand. */
#include "cmocka_test.h"

#include <spoor/codec/canonical.h>
#include <spoor/codec/toestand.h>

static struct spoor_arena arena;
static struct spoor_buffer out;

static int set_up(void **state)
{
    (void)state;
    spoor_arena_init(&arena, 1 << 24);
    spoor_buffer_init(&out);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    spoor_buffer_fini(&out);
    spoor_arena_fini(&arena);
    return 0;
}

#define FIRST_PLACE "[9,-1,2,\"urn:a\",null,null,\"v1\"]"
#define PLACE "[9,-1,2,0,null,null,\"v1\"]"
#define WITH_KLANT(klant)                                                                                              \
    "{\"versie\":2,\"volg\":{\"los\":0" klant "},\"tellers\":{\"gebeurtenissen\":1,\"contacten\":{\"ouder\":{}}}}"

static const char full[] =
    WITH_KLANT(",\"klant\":{\"bereikbaarheid\":[{\"klantreisRef\":\"r1\",\"definitie\":\"d\",\"kanaal\":\"email\","
               "\"tijdelijk\":true,"
               "\"bereikbaar\":true,\"geenKennisgeving\":true,\"vanaf\":1,\"tot\":2,\"stilteVan\":\"22:00\","
               "\"stilteTot\":\"07:00\",\"omgekeerd\":true,"
               "\"plaats\":" FIRST_PLACE "},{\"kanaal\":\"sms\",\"plaats\":" PLACE "}],"
               "\"casemanagers\":[{\"soort\":\"medewerker\",\"ref\":\"m1\",\"beeindigd\":true,\"divisie\":\"werk\","
               "\"eenheid\":\"u\","
               "\"vanaf\":3,\"tot\":4,\"omgekeerd\":true,\"plaats\":" PLACE "}],"
               "\"gemachtigden\":[{\"bron\":\"urn:a\",\"id\":\"m\",\"ander\":\"k1-x\",\"soort\":\"schriftelijk\","
               "\"teInformeren\":\"beiden\",\"beperkt\":true,\"diensten\":[\"ww\",\"wia\"],\"vanaf\":5,\"tot\":6,"
               "\"omgekeerd\":true,\"zichzelf\":true,"
               "\"plaats\":" PLACE "},{\"bron\":\"urn:a\",\"id\":\"m\",\"ingetrokken\":true,\"plaats\":" PLACE "}],"
               "\"machtigingsgevers\":[{\"bron\":\"b\",\"id\":\"n\",\"ander\":\"k1-y\",\"plaats\":" PLACE "}],"
               "\"profiel\":[{\"feit\":\"overledenOp\",\"op\":7,\"plaats\":" PLACE
               "},{\"feit\":\"voorkeurstaal\",\"waarde\":\"ara\","
               "\"plaats\":" PLACE "}],"
               "\"bevriezing\":{\"bevroren\":true,\"reden\":\"bezwaar\",\"plaats\":" PLACE "},\"vol\":9}");

static struct spoor_toestand decode(const char *text)
{
    struct spoor_toestand toestand;
    struct spoor_error err = {0};
    if (spoor_toestand_decode(spoor_slice_of(text), &arena, &toestand, &err) != SPOOR_OK)
        fail_msg("%s: %s", err.code, err.message);
    return toestand;
}

static void all_that_was_said_survives_to_the_byte(void **state)
{
    (void)state;
    struct spoor_toestand toestand = decode(full);
    const struct spoor_klantfeiten *feiten = &toestand.feiten;
    assert_int_equal(feiten->bereikbaarheid_count, 2);
    assert_true(feiten->bereikbaarheden[0].geen_kennisgeving);
    assert_true(feiten->bereikbaarheden[1].vanaf_us == SPOOR_TIME_NONE);
    assert_int_equal(feiten->casemanagers[0].tot_us, 4);
    assert_slice(feiten->gemachtigden[0].diensten[1], "wia");
    assert_true(feiten->gemachtigden[1].ingetrokken);
    assert_slice(feiten->machtigingsgevers[0].ander, "k1-y");
    assert_int_equal(feiten->profiel[0].op_us, 7);
    assert_true(spoor_feiten_bevroren(feiten));
    assert_int_equal(feiten->vol, SPOOR_VOL_BEREIKBAARHEDEN + SPOOR_VOL_MACHTIGINGSGEVERS);
    spoor_toestand_encode(&toestand, &out);
    assert_slice(spoor_buffer_slice(&out), full);
}

static void about_whom_nothing_was_said_has_no_such_part(void **state)
{
    (void)state;
    static const char none[] = WITH_KLANT("");
    struct spoor_toestand toestand = decode(none);
    assert_true(toestand.feiten.bevriezing.place.us == SPOOR_TIME_NONE);
    spoor_buffer_clear(&out);
    spoor_toestand_encode(&toestand, &out);
    assert_slice(spoor_buffer_slice(&out), none);
}

static void an_empty_part_was_not_written_by_us(void **state)
{
    (void)state;
    static const char *const bad[] = {WITH_KLANT(",\"klant\":{}"), WITH_KLANT(",\"klant\":{\"bevriezing\":{}}"),
                                      WITH_KLANT(",\"klant\":{\"vol\":\"1\"}"),
                                      WITH_KLANT(",\"klant\":{\"profiel\":[]}")};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct spoor_toestand toestand;
        assert_int_equal(spoor_toestand_decode(spoor_slice_of(bad[i]), &arena, &toestand, NULL), SPOOR_HALT);
    }
}

/* docs/rules.md: the state is to stay within 16 KiB, and journeys need room too. */
static void full_lists_of_usual_texts_leave_room_for_journeys(void **state)
{
    (void)state;
    const struct spoor_place place = {.us = INT64_C(1772439600000000),
                                      .source = SPOOR_SLICE("urn:nld:oin:00000001234567890000:systeem:machtigen"),
                                      .sequence = SPOOR_SLICE("123"),
                                      .time_us = INT64_C(1772439600000000),
                                      .id = SPOOR_SLICE("0f8fad5b-d9cb-469f-a165-70867728950e")};
    struct spoor_slice diensten[] = {SPOOR_SLICE("werkloosheid"), SPOOR_SLICE("bezwaar")};
    struct spoor_bereikbaarheid reach[SPOOR_BEREIKBAARHEDEN_MAX];
    struct spoor_casemanager managers[SPOOR_CASEMANAGERS_MAX];
    struct spoor_machtiging mandates[SPOOR_GEMACHTIGDEN_MAX];
    for (size_t i = 0; i < SPOOR_BEREIKBAARHEDEN_MAX; i++)
        reach[i] = (struct spoor_bereikbaarheid){
            place,    place.id, SPOOR_SLICE_NULL,     SPOOR_SLICE("berichtenbox"), true, true, true,
            place.us, place.us, SPOOR_SLICE("22:00"), SPOOR_SLICE("07:00"), false};
    for (size_t i = 0; i < SPOOR_CASEMANAGERS_MAX; i++)
        managers[i] = (struct spoor_casemanager){place,
                                                 SPOOR_SLICE("medewerker"),
                                                 SPOOR_SLICE("mw-0420815"),
                                                 false,
                                                 SPOOR_SLICE("werkbedrijf"),
                                                 SPOOR_SLICE("werkplein_utrecht"),
                                                 place.us,
                                                 place.us,
                                                 false};
    for (size_t i = 0; i < SPOOR_GEMACHTIGDEN_MAX; i++)
        mandates[i] = (struct spoor_machtiging){.place = place,
                                                .bron = place.source,
                                                .machtiging_id = place.id,
                                                .ander = SPOOR_SLICE("k1-0f8fad5bd9cb469fa16570867728950e"),
                                                .soort = SPOOR_SLICE("digid_machtigen"),
                                                .te_informeren = SPOOR_SLICE("gemachtigde"),
                                                .beperkt = true,
                                                .diensten = diensten,
                                                .dienst_count = 2,
                                                .vanaf_us = place.us,
                                                .tot_us = place.us};
    _Static_assert(SPOOR_MACHTIGINGSGEVERS_MAX == SPOOR_GEMACHTIGDEN_MAX, "one list stands for both");
    struct spoor_toestand toestand;
    spoor_toestand_init(&toestand);
    toestand.feiten =
        (struct spoor_klantfeiten){.bereikbaarheden = reach,
                                   .bereikbaarheid_count = SPOOR_BEREIKBAARHEDEN_MAX,
                                   .casemanagers = managers,
                                   .casemanager_count = SPOOR_CASEMANAGERS_MAX,
                                   .gemachtigden = mandates,
                                   .gemachtigde_count = SPOOR_GEMACHTIGDEN_MAX,
                                   .machtigingsgevers = mandates,
                                   .machtigingsgever_count = SPOOR_MACHTIGINGSGEVERS_MAX,
                                   .bevriezing = {.place = place, .bevroren = true, .reden = diensten[1]}};
    spoor_buffer_clear(&out);
    spoor_toestand_encode(&toestand, &out);
    assert_in_range(out.length, 8 * 1024, 14 * 1024);
}

static struct spoor_event decode_data(enum spoor_kind kind, const char *data)
{
    struct spoor_event event = {.kind = kind, .time_us = 1, .broker_us = INT64_MAX / 2};
    assert_int_equal(spoor_canonical_decode_data(spoor_slice_of(data), &arena, &event, NULL), SPOOR_OK);
    return event;
}

static void what_an_event_says_of_the_klant_is_read(void **state)
{
    (void)state;
    struct spoor_event event = decode_data(
        SPOOR_KIND_MACHTIGING_VERLEEND,
        "{\"machtigingId\":\"m\",\"bronSysteem\":\"b\",\"gemachtigde\":{\"klantRef\":\"k1-x\"},\"machtigingsgever\":"
        "{\"klantRef\":\"k1-y\"},\"diensten\":[\"ww\",null,\"wia\"],\"totOp\":\"1970-01-01T00:00:01Z\","
        "\"teInformeren\":"
        "\"beiden\",\"soort\":\"wettelijk\",\"casemanager\":{\"soort\":\"medewerker\",\"ref\":\"m1\"},\"bereikbaar\":"
        "true,"
        "\"kennisgevingGewenst\":false,\"stilteVan\":\"22:00\",\"profielRef\":\"p\",\"overledenOp\":\"no date\"}");
    const struct spoor_klantgegevens *gegevens = event.gegevens;
    assert_slice(gegevens->machtiging_id, "m");
    assert_slice(gegevens->gemachtigde, "k1-x");
    assert_slice(gegevens->machtigingsgever, "k1-y");
    assert_true(gegevens->diensten_genoemd);
    assert_int_equal(gegevens->dienst_count, 2);
    assert_slice(gegevens->diensten[1], "wia");
    assert_int_equal(gegevens->tot_us, SPOOR_SECOND_US);
    assert_true(gegevens->vanaf_us == SPOOR_TIME_NONE);
    assert_slice(gegevens->casemanager_ref, "m1");
    assert_int_equal(gegevens->bereikbaar, SPOOR_JA);
    assert_int_equal(gegevens->kennisgeving_gewenst, SPOOR_NEE);
    assert_int_equal(gegevens->geheimhouding, SPOOR_NIET_GEZEGD);
    assert_true(gegevens->overleden_us == SPOOR_TIME_NONE);
}

static void what_is_not_said_is_absent(void **state)
{
    (void)state;
    struct spoor_event event = decode_data(SPOOR_KIND_MACHTIGING_VERLEEND, "{\"diensten\":null,\"gemachtigde\":\"x\"}");
    assert_false(event.gegevens->diensten_genoemd);
    assert_absent(event.gegevens->gemachtigde);
    assert_true(event.gegevens->tot_us == SPOOR_TIME_NONE);
    assert_null(decode_data(SPOOR_KIND_FASE_GESTART, "{\"totOp\":\"2026-01-01\"}").gegevens);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_was_said_survives_to_the_byte),
        cmocka_unit_test(about_whom_nothing_was_said_has_no_such_part),
        cmocka_unit_test(an_empty_part_was_not_written_by_us),
        cmocka_unit_test(full_lists_of_usual_texts_leave_room_for_journeys),
        cmocka_unit_test(what_an_event_says_of_the_klant_is_read),
        cmocka_unit_test(what_is_not_said_is_absent),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
