#include "cmocka_test.h"

#include <spoor/codec/canonical.h>

#define MOMENT INT64_C(1772439600000000) /* 2026-03-02T08:20:00Z */
#define HOUR (3600 * SPOOR_SECOND_US)

static struct spoor_arena arena;

static int set_up(void **state)
{
    (void)state;
    spoor_arena_init(&arena, 1 << 24);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    spoor_arena_fini(&arena);
    return 0;
}

static struct spoor_canonical decode(const char *text)
{
    struct spoor_canonical record;
    struct spoor_error err = {0};
    if (spoor_canonical_decode(spoor_slice_of(text), &arena, &record, &err) != SPOOR_OK)
        fail_msg("%s: %s", err.code, err.message);
    return record;
}

static void assert_written(const struct spoor_canonical *record, const char *expected)
{
    struct spoor_buffer buffer;
    spoor_buffer_init(&buffer);
    spoor_canonical_encode(record, &buffer);
    assert_slice(spoor_buffer_slice(&buffer), expected);
    spoor_buffer_fini(&buffer);
}

static void assert_refused(const char *text, const char *reden)
{
    struct spoor_canonical record;
    struct spoor_error err = {0};
    assert_int_equal(spoor_canonical_decode(spoor_slice_of(text), &arena, &record, &err), SPOOR_REJECT);
    if (strcmp(err.code, reden) != 0)
        fail_msg("%s: %s (%s), not %s", text, err.code, err.message, reden);
}

static const char full[] =
    "{\"specversion\":\"1.0\",\"type\":\"nl.overheid.klantreizen.fase-gestart\",\"source\":\"urn:a\",\"id\":\"1\","
    "\"time\":\"2026-03-02T08:20:00.000000Z\",\"sequence\":\"12\",\"traceparent\":\"00-1\",\"tracestate\":\"x=1\","
    "\"correlationid\":\"c\",\"causationid\":\"o\",\"dataref\":\"/d\",\"dataschema\":\"urn:s\",\"spoorcanon\":1,"
    "\"spoorsoort\":\"gebeurtenis\",\"spoorklant\":\"k1-00\",\"spoortopic\":\"kanaal.balie\",\"spoorpartitie\":3,"
    "\"spooroffset\":17,\"spoorindex\":1,\"spoorbrokertijd\":1772439600000000,"
    "\"spoorafdruk\":\"000102030405060708090a0b0c0d0eff\",\"spoormapping\":\"balie@2\",\"spoorstil\":true,"
    "\"spoorherkansing\":true,\"spoorsleutel\":\"v1\",\"spoorverzegeld\":\"AAEC/w==\","
    "\"data\":{\"plaatsgevondenOp\":\"2026-03-02T08:20:00.000000Z\",\"fase\":\"beslissing\",\"onbekend\":{\"x\":[1]}}}";

static void accepted_event_survives_reading_and_writing(void **state)
{
    (void)state;
    struct spoor_canonical record = decode(full);
    assert_int_equal(record.soort, SPOOR_RECORD_GEBEURTENIS);
    assert_int_equal(record.event.kind, SPOOR_KIND_FASE_GESTART);
    assert_slice(record.event.klant_ref, "k1-00");
    assert_slice(record.event.sequence, "12");
    assert_slice(record.event.origin.topic, "kanaal.balie");
    assert_int_equal(record.event.origin.partition, 3);
    assert_int_equal(record.event.origin.offset, 17);
    assert_int_equal(record.event.origin.index, 1);
    assert_int_equal(record.event.time_us, MOMENT);
    assert_int_equal(record.event.broker_us, MOMENT);
    assert_int_equal(record.event.plaatsgevonden_us, MOMENT);
    assert_int_equal(record.event.afdruk[15], 0xff);
    assert_true(record.event.stil && record.event.herkansing);
    assert_int_equal(record.event.sealed.length, 4);
    assert_memory_equal(record.event.sealed.data, "\x00\x01\x02\xff", 4);
    assert_slice(record.event.fase, "beslissing");
    assert_written(&record, full);
}

static void rejected_and_empty_records_survive(void **state)
{
    (void)state;
    static const char afgewezen[] =
        "{\"specversion\":\"1.0\",\"spoorcanon\":1,\"spoorsoort\":\"afgewezen\",\"spoortopic\":\"t\",\"spoorpartitie\":"
        "0,"
        "\"spooroffset\":4,\"spoorindex\":0,\"spoorbrokertijd\":1,\"spoorsleutel\":\"v1\",\"spoorverzegeld\":\"AA==\","
        "\"spoorreden\":\"onleesbaar\",\"spoortoelichting\":\"byte 12: "
        "\\\"x\\\"\",\"spooromvang\":4711,\"spoorhash\":\"00ff\"}";
    static const char leeg[] = "{\"specversion\":\"1.0\",\"spoorcanon\":1,\"spoorsoort\":\"leeg\",\"spoortopic\":\"t\","
                               "\"spoorpartitie\":0,\"spooroffset\":5,\"spoorindex\":0,\"spoormapping\":\"balie@1\"}";
    struct spoor_canonical record = decode(afgewezen);
    assert_int_equal(record.soort, SPOOR_RECORD_AFGEWEZEN);
    assert_int_equal(record.event.kind, SPOOR_KIND_COUNT);
    assert_slice(record.reden, "onleesbaar");
    assert_slice(record.toelichting, "byte 12: \"x\"");
    assert_int_equal(record.omvang, 4711);
    assert_written(&record, afgewezen);
    record = decode(leeg);
    assert_int_equal(record.soort, SPOOR_RECORD_LEEG);
    assert_written(&record, leeg);
}

static void reject_of_an_unknown_type_keeps_the_type(void **state)
{
    (void)state;
    struct spoor_canonical record = decode("{\"spoorcanon\":1,\"spoorsoort\":\"afgewezen\",\"type\":\"nl.x.y\","
                                           "\"spoortopic\":\"t\",\"spoorreden\":\"onbekend_type\"}");
    assert_slice(record.type, "nl.x.y");
    assert_int_equal(record.event.kind, SPOOR_KIND_COUNT);
}

static void members_may_come_in_any_order(void **state)
{
    (void)state;
    struct spoor_canonical record = decode("{\"data\":{\"fase\":\"x\"},\"spoortopic\":\"t\",\"spoorklant\":\"k\","
                                           "\"id\":\"1\",\"source\":\"s\",\"vreemd\":1,"
                                           "\"spoorbrokertijd\":7,\"type\":\"p.klantreizen.fase-gestart.v1\","
                                           "\"spoorsoort\":\"gebeurtenis\",\"spoorcanon\":1,"
                                           "\"traceparent\":null}");
    assert_slice(record.event.fase, "x");
    assert_slice(record.event.data, "{\"fase\":\"x\"}");
    assert_int_equal(record.event.kind, SPOOR_KIND_FASE_GESTART);
    assert_int_equal(record.event.plaatsgevonden_us, 7);
    assert_absent(record.event.traceparent);
}

#define FRAME                                                                                                          \
    "\"spoorcanon\":1,\"spoorsoort\":\"gebeurtenis\",\"spoortopic\":\"t\",\"spoorklant\":\"k\",\"spoorbrokertijd\":1,"
#define TYPE "\"type\":\"nl.overheid.klantreizen.fase-gestart\","

static void what_is_no_canonical_record_is_refused_with_a_reason(void **state)
{
    (void)state;
    assert_refused("", "onleesbaar");
    assert_refused("[]", "onleesbaar");
    assert_refused("{}", "onleesbaar");
    assert_refused("{\"spoorcanon\":2,\"spoorsoort\":\"gebeurtenis\"}", "onbekend_type");
    assert_refused("{\"spoorcanon\":1,\"spoorsoort\":\"anders\"}", "onleesbaar");
    assert_refused("{" FRAME "\"id\":\"1\",\"source\":\"s\"}", "geen_type");
    assert_refused("{" FRAME "\"id\":\"1\",\"source\":\"s\",\"type\":\"nl.overheid.klantreizen.fase-gestart.v2\"}",
                   "onbekend_type");
    assert_refused("{" FRAME "\"id\":\"1\",\"source\":\"s\",\"type\":\"nl.overheid.klanten.fase-gestart\"}",
                   "onbekend_type");
    assert_refused("{" FRAME "\"id\":\"1\",\"source\":\"s\",\"type\":\"fase-gestart\"}", "onbekend_type");
    assert_refused("{" FRAME TYPE "\"id\":\"1\"}", "geen_source");
    assert_refused("{" FRAME TYPE "\"source\":\"s\"}", "geen_id");
    assert_refused("{" FRAME TYPE "\"source\":\"s\",\"id\":1}", "onleesbaar");
    assert_refused("{" FRAME TYPE "\"source\":\"s\",\"id\":\"1\",\"spooroffset\":\"1\"}", "onleesbaar");
    assert_refused("{" FRAME TYPE "\"source\":\"s\",\"id\":\"1\",\"spoorpartitie\":3000000000}", "onleesbaar");
    assert_refused("{" FRAME TYPE "\"source\":\"s\",\"id\":\"1\",\"spoorafdruk\":\"00\"}", "onleesbaar");
    assert_refused("{" FRAME TYPE "\"source\":\"s\",\"id\":\"1\",\"spoorverzegeld\":\"*\"}", "onleesbaar");
    assert_refused("{" FRAME TYPE "\"source\":\"s\",\"id\":\"1\",\"data\":[]}", "onleesbaar");
    assert_refused("{\"spoorcanon\":1,\"spoorsoort\":\"leeg\"}", "onleesbaar");
}

static struct spoor_event read_data(const char *data, int64_t time_us, int64_t broker_us)
{
    struct spoor_event event = {.time_us = time_us,
                                .broker_us = broker_us,
                                .fase = SPOOR_SLICE("oud"),
                                .zaak_ref_count = 9,
                                .kanaal_count = 9,
                                .definitie_versie = 5,
                                .uiterlijk_us = 1};
    assert_int_equal(spoor_canonical_decode_data(spoor_slice_of(data), &arena, &event, NULL), SPOOR_OK);
    return event;
}

static void every_known_member_of_data_is_read(void **state)
{
    (void)state;
    struct spoor_event e =
        read_data("{\"klantreisRef\":\"r\",\"vervolgVan\":\"v\",\"zaakRef\":[\"z/"
                  "1\",\"\",null,2],\"onderwerpobjecten\":[{\"objectId\":\"o\"},{},1],"
                  "\"fase\":\"f\",\"naarFase\":\"n\",\"vanFase\":\"w\",\"exemplaar\":202611,\"definitie\":\"d\","
                  "\"definitieVersie\":2,"
                  "\"dossierstatus\":\"s\",\"resultaat\":\"q\",\"product\":\"p\",\"reden\":\"e\",\"bijWie\":\"klant\","
                  "\"uiterlijkOp\":\"2026-03-03\","
                  "\"kanaal\":\"balie\",\"kanalen\":[\"email\",null,\"post\"],\"kanaallijn\":\"l\",\"klantcontactId\":"
                  "\"c\",\"onderwerpCode\":\"oc\","
                  "\"vanKanaal\":\"vk\",\"naarKanaal\":\"nk\","
                  "\"geldigVanafOp\":\"2026-03-02T08:20:00Z\",\"checksum\":\"cs\",\"document\":\"{\\\"a\\\":1}\"}",
                  MOMENT, MOMENT);
    assert_slice(e.klantreis_ref, "r");
    assert_slice(e.vervolg_van, "v");
    assert_int_equal(e.zaak_ref_count, 2);
    assert_slice(e.zaak_refs[0], "z/1");
    assert_slice(e.zaak_refs[1], "2");
    assert_int_equal(e.kanaal_count, 2);
    assert_slice(e.kanalen[1], "post");
    assert_int_equal(e.onderwerpobject_count, 1);
    assert_slice(e.onderwerpobjecten[0], "o");
    assert_slice(e.exemplaar, "202611");
    assert_int_equal(e.definitie_versie, 2);
    assert_int_equal(e.uiterlijk_us, INT64_C(1772492400000000));
    assert_int_equal(e.geldig_vanaf_us, MOMENT);
    assert_slice(e.document, "{\"a\":1}");
    const struct spoor_slice texts[] = {e.fase,           e.naar_fase,  e.van_fase,    e.definitie,
                                        e.dossierstatus,  e.resultaat,  e.product,     e.reden,
                                        e.bij_wie,        e.kanaal,     e.kanaallijn,  e.klantcontact_id,
                                        e.onderwerp_code, e.van_kanaal, e.naar_kanaal, e.checksum};
    static const char *const expected[] = {"f",     "n",     "w", "d", "s",  "q",  "p",  "e",
                                           "klant", "balie", "l", "c", "oc", "vk", "nk", "cs"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_slice(texts[i], expected[i]);
}

static void data_forgets_what_the_event_held_before(void **state)
{
    (void)state;
    struct spoor_event event =
        read_data("{\"fase\":null,\"kanaal\":\"\",\"reden\":{},\"uiterlijkOp\":\"morgen\",\"definitieVersie\":\"2\"}",
                  MOMENT, MOMENT);
    assert_absent(event.fase);
    assert_absent(event.kanaal);
    assert_absent(event.reden);
    assert_int_equal(event.zaak_ref_count, 0);
    assert_int_equal(event.kanaal_count, 0);
    assert_int_equal(event.definitie_versie, 0);
    assert_true(event.uiterlijk_us == SPOOR_TIME_NONE);
    assert_true(event.geldig_vanaf_us == SPOOR_TIME_NONE);
}

static void single_zaak_ref_without_array_counts(void **state)
{
    (void)state;
    struct spoor_event event = read_data("{\"zaakRef\":\"z/1\"}", MOMENT, MOMENT);
    assert_int_equal(event.zaak_ref_count, 1);
    assert_slice(event.zaak_refs[0], "z/1");
}

static void document_may_be_an_object(void **state)
{
    (void)state;
    assert_slice(read_data("{\"document\": {\"a\": 1} }", MOMENT, MOMENT).document, "{\"a\": 1}");
}

static void moment_falls_back_to_time_then_broker(void **state)
{
    (void)state;
    struct spoor_event event = read_data("{}", MOMENT, MOMENT + 5);
    assert_int_equal(event.plaatsgevonden_us, MOMENT);
    assert_int_equal(event.precisie, SPOOR_PRECISIE_REGISTRATIE);
    event = read_data("{\"plaatsgevondenOp\":\"gisteren\"}", SPOOR_TIME_NONE, MOMENT);
    assert_int_equal(event.plaatsgevonden_us, MOMENT);
    assert_int_equal(event.precisie, SPOOR_PRECISIE_REGISTRATIE);
}

static void date_alone_is_midnight_in_amsterdam(void **state)
{
    (void)state;
    struct spoor_event event = read_data("{\"plaatsgevondenOp\":\"2026-03-02\"}", MOMENT, MOMENT);
    assert_int_equal(event.plaatsgevonden_us, INT64_C(1772406000000000));
    assert_int_equal(event.precisie, SPOOR_PRECISIE_DAG);
}

static void precisie_of_the_source_wins_unless_unknown(void **state)
{
    (void)state;
    assert_int_equal(
        read_data("{\"precisie\":\"registratie\",\"plaatsgevondenOp\":\"2026-03-02T08:20:00Z\"}", 0, MOMENT).precisie,
        SPOOR_PRECISIE_REGISTRATIE);
    assert_int_equal(
        read_data("{\"precisie\":\"dag\",\"plaatsgevondenOp\":\"2026-03-02T08:20:00Z\"}", 0, MOMENT).precisie,
        SPOOR_PRECISIE_DAG);
    assert_int_equal(
        read_data("{\"precisie\":\"ooit\",\"plaatsgevondenOp\":\"2026-03-02T08:20:00Z\"}", 0, MOMENT).precisie,
        SPOOR_PRECISIE_MOMENT);
}

static void moment_beyond_an_hour_after_the_broker_is_the_brokers(void **state)
{
    (void)state;
    struct spoor_event event = read_data("{\"plaatsgevondenOp\":\"2026-03-02T08:20:00Z\"}", MOMENT, MOMENT - HOUR);
    assert_int_equal(event.plaatsgevonden_us, MOMENT);
    assert_false(event.tijd_onwaarschijnlijk);
    event = read_data("{\"plaatsgevondenOp\":\"2026-03-02T08:20:00Z\"}", MOMENT, MOMENT - HOUR - 1);
    assert_int_equal(event.plaatsgevonden_us, MOMENT - HOUR - 1);
    assert_true(event.tijd_onwaarschijnlijk);
}

static void time_is_written_from_the_instant_when_there_is_no_text(void **state)
{
    (void)state;
    struct spoor_canonical record = {.soort = SPOOR_RECORD_LEEG,
                                     .event = {.time_us = MOMENT, .broker_us = SPOOR_TIME_NONE}};
    assert_written(
        &record,
        "{\"specversion\":\"1.0\",\"time\":\"2026-03-02T08:20:00.000000Z\",\"spoorcanon\":1,\"spoorsoort\":\"leeg\","
        "\"spoorpartitie\":0,\"spooroffset\":0,\"spoorindex\":0}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepted_event_survives_reading_and_writing),
        cmocka_unit_test(rejected_and_empty_records_survive),
        cmocka_unit_test(reject_of_an_unknown_type_keeps_the_type),
        cmocka_unit_test(members_may_come_in_any_order),
        cmocka_unit_test(what_is_no_canonical_record_is_refused_with_a_reason),
        cmocka_unit_test(every_known_member_of_data_is_read),
        cmocka_unit_test(data_forgets_what_the_event_held_before),
        cmocka_unit_test(single_zaak_ref_without_array_counts),
        cmocka_unit_test(document_may_be_an_object),
        cmocka_unit_test(moment_falls_back_to_time_then_broker),
        cmocka_unit_test(date_alone_is_midnight_in_amsterdam),
        cmocka_unit_test(precisie_of_the_source_wins_unless_unknown),
        cmocka_unit_test(moment_beyond_an_hour_after_the_broker_is_the_brokers),
        cmocka_unit_test(time_is_written_from_the_instant_when_there_is_no_text),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
