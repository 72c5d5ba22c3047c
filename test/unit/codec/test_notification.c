#include "cmocka_test.h"

#include <spoor/codec/notification.h>

#define MOMENT INT64_C(1772439600000000) /* 2026-03-02T08:20:00Z */
#define DAY (INT64_C(86400) * SPOOR_SECOND_US)

static struct spoor_buffer out;

static const struct spoor_notification_context context = {
    .type_prefix = {"nl.overheid", 11}, .source = {"urn:nld:oin:1:systeem:spoor", 27}, .verwerkt_us = MOMENT + 1};
static struct spoor_slice zaken[] = {{"z/1", 3}, {"z/2", 3}};
static struct spoor_slice refs[] = {{"r1", 2}};
static struct spoor_reis reis = {
    .refs = refs, .ref_count = 1, .zaak_refs = zaken, .zaak_ref_count = 2, .definitie = {"d", 1}};
static struct spoor_slice wanted[] = {{"email", 5}, {"post", 4}};
static struct spoor_voorkeur voorkeuren[] = {{.definitie = {"d", 1}, .kanalen = wanted, .kanaal_count = 2}};
static const struct spoor_toestand toestand = {
    .reizen = &reis, .reis_count = 1, .voorkeuren = voorkeuren, .voorkeur_count = 1};
static const struct spoor_definitie definitie = {
    .code = {"d", 1}, .versie = 2, .informeren = true, .wie_informeert = {"uitvoerder", 10}};
static const struct spoor_definitie *in_force[] = {&definitie};
static const struct spoor_definities definities = {in_force, 1};
static const struct spoor_event cause = {.id = {"e1", 2},
                                         .klant_ref = {"k1-a", 4},
                                         .volgnummer = 12,
                                         .plaatsgevonden_us = MOMENT,
                                         .broker_us = MOMENT,
                                         .traceparent = {"00-ab", 5},
                                         .tracestate = {"x=1", 3},
                                         .correlationid = {"c", 1}};

static int set_up(void **state)
{
    (void)state;
    spoor_buffer_init(&out);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    spoor_buffer_fini(&out);
    return 0;
}

static struct spoor_publicatie smallest(void)
{
    return (struct spoor_publicatie){
        .soort = SPOOR_SOORT_STATUSWIJZIGING,
        .klantreis_ref = SPOOR_SLICE("r1"),
        .revisie = 3,
        .vanaf_revisie = 3,
        .reis = -1,
        .uitkomst = {.verwachte_einddatum_us = SPOOR_TIME_NONE, .actie_uiterlijk_us = SPOOR_TIME_NONE},
        .vorige = {.verwachte_einddatum_us = SPOOR_TIME_NONE, .actie_uiterlijk_us = SPOOR_TIME_NONE},
    };
}

static void encode(const struct spoor_publicatie *publicatie)
{
    spoor_buffer_clear(&out);
    spoor_notification_encode(&context, publicatie, &toestand, &cause, &definities, &out);
}

static void full_message_has_all_that_is_known(void **state)
{
    (void)state;
    struct spoor_publicatie p = smallest();
    p.soort = SPOOR_SOORT_BIJSTELLING;
    p.reis = 0;
    p.definitie = SPOOR_SLICE("d");
    p.definitie_versie = 2;
    p.had_vorige = true;
    p.vorige_fase = SPOOR_SLICE("a");
    p.volgende_fase = SPOOR_SLICE("c");
    p.is_eerste_van_fase = true;
    p.reden = SPOOR_SLICE("drukte");
    p.bij_wie = SPOOR_SLICE("wij");
    p.uitkomst = (struct spoor_uitkomst){.fase = SPOOR_SLICE("b"),
                                         .exemplaar = SPOOR_SLICE("2026-03"),
                                         .dossierstatus = SPOOR_SLICE("compleet"),
                                         .verwachte_einddatum_us = MOMENT + 2 * DAY,
                                         .actie_code = SPOOR_SLICE("betalen"),
                                         .actie_bij_wie = SPOOR_SLICE("klant"),
                                         .actie_gevolg = SPOOR_SLICE("korting"),
                                         .actie_uiterlijk_us = MOMENT + DAY};
    p.vorige.verwachte_einddatum_us = MOMENT;
    encode(&p);
    assert_slice(
        spoor_buffer_slice(&out),
        "{\"specversion\":\"1.0\",\"id\":\"r1-3\",\"source\":\"urn:nld:oin:1:systeem:spoor\","
        "\"type\":\"nl.overheid.klantreizen.status-gewijzigd\",\"time\":\"2026-03-02T08:20:00.000001Z\","
        "\"datacontenttype\":\"application/json\",\"subject\":\"r1\",\"dataref\":\"/klantreizen/r1\","
        "\"causationid\":\"e1\",\"correlationid\":\"c\",\"traceparent\":\"00-ab\",\"tracestate\":\"x=1\",\"data\":{"
        "\"klantreisRef\":\"r1\",\"definitie\":\"d\",\"definitieVersie\":2,\"revisie\":3,\"vanafRevisie\":3,"
        "\"soort\":\"bijstelling\",\"vorigeFase\":\"a\",\"fase\":\"b\",\"exemplaar\":\"2026-03\",\"volgendeFase\":"
        "\"c\","
        "\"dossierstatus\":\"compleet\",\"isEersteVanFase\":true,\"isBeeindigd\":false,"
        "\"verwachteEinddatum\":\"2026-03-04\",\"vorigeVerwachteEinddatum\":\"2026-03-02\","
        "\"verwachteActie\":{\"code\":\"betalen\",\"bijWie\":\"klant\",\"uiterlijkOp\":\"2026-03-03T08:20:00.000000Z\","
        "\"gevolg\":\"korting\"},\"reden\":\"drukte\",\"bijWie\":\"wij\",\"informeren\":true,"
        "\"wieInformeert\":\"uitvoerder\",\"voorkeurskanaal\":\"email\",\"zaakRef\":[\"z/1\",\"z/2\"],"
        "\"plaatsgevondenOp\":\"2026-03-02T08:20:00.000000Z\",\"verwerktOp\":\"2026-03-02T08:20:00.000001Z\"}}");
}

/* 64 of the widest refs, and all else as long as intake and a definition allow, is within what is promised. */
static void the_longest_texts_with_64_zaken_fit(void **state)
{
    (void)state;
    char bytes[2048];
    struct spoor_slice refs_of_zaken[64], ref = {bytes, 512}, code = {bytes, 256}, attribute = {bytes, 1020};
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = "\xF0\x9F\x9A\xB2"[i % 4];
    for (size_t i = 0; i < 64; i++)
        refs_of_zaken[i] = ref;
    struct spoor_reis wide = {.zaak_refs = refs_of_zaken, .zaak_ref_count = 64};
    struct spoor_definitie named = {.code = code, .versie = 1, .wie_informeert = code};
    const struct spoor_definitie *one[] = {&named};
    struct spoor_event event = {.id = attribute, .correlationid = attribute, .traceparent = ref,
                                .tracestate = {bytes, 2048}, .volgnummer = INT64_MAX, .plaatsgevonden_us = MOMENT};
    struct spoor_publicatie p = {.soort = SPOOR_SOORT_BEGINSTAND, .klantreis_ref = ref, .definitie = code,
                                 .definitie_versie = 1, .vorige_fase = code, .volgende_fase = code, .reden = code, .bij_wie = code,
                                 .uitkomst = {.fase = code, .exemplaar = ref, .dossierstatus = code, .actie_code = code,
                                              .actie_bij_wie = code, .actie_gevolg = code}};
    spoor_notification_encode(&context, &p, &(struct spoor_toestand){.reizen = &wide, .reis_count = 1}, &event,
                              &(struct spoor_definities){one, 1}, &out);
    assert_in_range(out.length, 64 * 512, SPOOR_NOTIFICATION_BYTES_MAX);
}

static void vanished_ref_of_an_unknown_definition_informs_nobody(void **state)
{
    (void)state;
    struct spoor_publicatie publicatie = smallest();
    publicatie.soort = SPOOR_SOORT_CORRECTIE;
    publicatie.uitkomst.beeindigd = true;
    publicatie.definitie = SPOOR_SLICE("vreemd");
    encode(&publicatie);
    spoor_buffer_append_char(&out, '\0');
    assert_non_null(
        strstr(out.data, "\"soort\":\"correctie\",\"isEersteVanFase\":false,\"isBeeindigd\":true,\"informeren\":false,"
                         "\"plaatsgevondenOp\""));
}

static void beginstand_informs_nobody_and_has_an_id_of_its_own(void **state)
{
    (void)state;
    struct spoor_publicatie publicatie = smallest();
    publicatie.soort = SPOOR_SOORT_BEGINSTAND;
    publicatie.definitie = SPOOR_SLICE("d");
    publicatie.definitie_versie = 2;
    encode(&publicatie);
    spoor_buffer_append_char(&out, '\0');
    assert_non_null(strstr(out.data, "\"id\":\"r1-3-b12\""));
    assert_non_null(strstr(out.data, "\"informeren\":false,\"wieInformeert\":\"uitvoerder\""));
}

static void old_date_is_told_only_when_it_moved(void **state)
{
    (void)state;
    struct spoor_publicatie publicatie = smallest();
    publicatie.had_vorige = true;
    publicatie.uitkomst.verwachte_einddatum_us = publicatie.vorige.verwachte_einddatum_us = MOMENT;
    encode(&publicatie);
    spoor_buffer_append_char(&out, '\0');
    assert_null(strstr(out.data, "vorigeVerwachteEinddatum"));
}

static void ref_is_escaped_in_the_path(void **state)
{
    (void)state;
    struct spoor_publicatie publicatie = smallest();
    publicatie.klantreis_ref = SPOOR_SLICE("a/b \"c\"~1");
    encode(&publicatie);
    spoor_buffer_append_char(&out, '\0');
    assert_non_null(strstr(out.data, "\"dataref\":\"/klantreizen/a%2Fb%20%22c%22~1\""));
    assert_non_null(strstr(out.data, "\"subject\":\"a/b \\\"c\\\"~1\""));
}

static void quarantine_tells_origin_and_reason_and_no_value(void **state)
{
    (void)state;
    struct spoor_canonical record = {.soort = SPOOR_RECORD_AFGEWEZEN,
                                     .event = {.origin = {SPOOR_SLICE("kanaal.balie"), 3, 17, 0},
                                               .source = SPOOR_SLICE("urn:a"),
                                               .sealed = SPOOR_SLICE("geheim"),
                                               .data = SPOOR_SLICE("{\"geheim\":1}")},
                                     .type = SPOOR_SLICE("nl.overheid.x.y"),
                                     .reden = SPOOR_SLICE("onbekend_type"),
                                     .toelichting = SPOOR_SLICE("geheim")};
    spoor_buffer_clear(&out);
    spoor_quarantaine_encode(&context, &record, &out);
    assert_slice(spoor_buffer_slice(&out),
                 "{\"specversion\":\"1.0\",\"id\":\"kanaal.balie-3-17-0\",\"source\":\"urn:nld:oin:1:systeem:spoor\","
                 "\"type\":\"nl.overheid.quarantaine.record-geweigerd\",\"time\":\"2026-03-02T08:20:00.000001Z\","
                 "\"datacontenttype\":\"application/json\",\"data\":{\"quarantaineReden\":\"onbekend_type\","
                 "\"topic\":\"kanaal.balie\",\"partition\":3,\"offset\":17,\"index\":0,\"source\":\"urn:a\","
                 "\"type\":\"nl.overheid.x.y\",\"verwerktOp\":\"2026-03-02T08:20:00.000001Z\"}}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_message_has_all_that_is_known),
        cmocka_unit_test(the_longest_texts_with_64_zaken_fit),
        cmocka_unit_test(vanished_ref_of_an_unknown_definition_informs_nobody),
        cmocka_unit_test(beginstand_informs_nobody_and_has_an_id_of_its_own),
        cmocka_unit_test(old_date_is_told_only_when_it_moved),
        cmocka_unit_test(ref_is_escaped_in_the_path),
        cmocka_unit_test(quarantine_tells_origin_and_reason_and_no_value),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
