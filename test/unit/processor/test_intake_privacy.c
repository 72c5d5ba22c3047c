#include "intake_fixture.h"

/* Whatever a channel puts where: no raw identifier and no content comes out in clear. Seeded, so it repeats.
 */

#define ROUNDS 4000
#define SECRET "Geheim-verhaal"

static struct intake_fixture fixture;
static uint64_t seed = 20260102;

static uint32_t draw(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % below;
}

/* A number that passes the 11-test, as text. */
static void draw_bsn(char out[10])
{
    do
        snprintf(out, 10, "%09u", 10000000u + draw(900000000u));
    while (!spoor_bsn_valid((struct spoor_slice){out, 9}));
}

/* Members that hold identifiers (%s) or content; any of them may be there, in any order. */
static const char *const members[] = {
    "\"identificatie\":{\"soort\":\"bsn\",\"waarde\":\"%s\"}",
    "\"identificatie\":{\"soort\":\"onbekend\",\"waarde\":\"%s\"}",
    "\"identificatie\":{\"soort\":\"bsn\",\"waarde\":%s}",
    "\"identificatie\":\"%s\"",
    "\"klantRef\":\"%s\"",
    "\"klantRef\":%s",
    "\"klantRef\":[\"%s\"]",
    "\"betrokkenen\":[{\"identificatie\":{\"soort\":\"bsn\",\"waarde\":\"%s\"}},{\"klantRef\":\"b\"}]",
    "\"betrokkenen\":[{\"klantRef\":\"%s\",\"rol\":\"vertegenwoordiger\"}]",
    "\"betrokkenen\":[{\"klantRef\":\"c\",\"naam\":\"" SECRET "%s\"}]",
    "\"correctieVan\":{\"source\":\"s\",\"id\":\"%s\",\"identificatie\":{\"soort\":\"bsn\",\"waarde\":\"%s\"}}",
    "\"correctieVan\":{\"id\":\"x\",\"klantRef\":\"%s\"}",
    "\"bellernummer\":\"%s\"",
    "\"bsn\":\"%s\"",
    "\"persoon\":{\"bsn\":%s,\"adres\":[\"" SECRET "\"]}",
    "\"toelichting\":\"" SECRET " %s\"",
    "\"inhoud\":\"" SECRET "\"",
    "\"inhoud\":{\"tekst\":\"" SECRET "\"}",
    "\"reactie\":\"" SECRET "\"",
    "\"onderwerp\":\"" SECRET "\"",
    "\"gevraagdeHandeling\":\"" SECRET "\"",
    "\"emotioneleWaarneming\":\"" SECRET "\"",
    "\"richting\":\"" SECRET "\"",
    "\"actor\":{\"soort\":\"medewerker\",\"naam\":\"" SECRET "\"}",
    "\"kanaal\":\"%s\"",
    "\"fase\":\"%s\"",
    "\"transacties\":[{\"product\":\"%s\",\"aantal\":1}]",
    "\"naarAanleidingVan\":{\"soort\":\"%s\"}",
    "\"betrokkenen\":[{\"klantRef\":\"d\",\"rol\":\"%s\"}]",
    "\"kanaal\":\"balie\"",
    "\"fase\":\"aanvraag\"",
    "\"vervanging\":{\"inhoud\":\"" SECRET "\"}",
    "\"vervanging\":{\"identificatie\":{\"soort\":\"bsn\",\"waarde\":\"%s\"},\"toelichting\":\"" SECRET "\"}",
    "\"vervanging\":{\"klantRef\":\"%s\",\"vervanging\":{\"bellernummer\":\"%s\",\"inhoud\":\"" SECRET "\"}}",
    "\"gemachtigde\":{\"identificatie\":{\"soort\":\"bsn\",\"waarde\":\"%s\"}}",
    "\"gemachtigde\":{\"naam\":\"" SECRET "\",\"klantRef\":\"%s\"}",
    "\"van\":{\"identificatie\":{\"soort\":\"bsn\",\"waarde\":\"%s\"}},\"naar\":{\"klantRef\":\"b\"}",
    "\"naar\":{\"klantRef\":\"%s\",\"adres\":\"" SECRET "\"}",
    "\"klantcontactId\":\"k\",\"machtigingId\":\"m\",\"reden\":\"dubbel\"",
    "\"eerderAnoniem\":true,\"gesprekId\":\"g\"",
    "\"score\":\"" SECRET "\"",
    "\"dag\":\"" SECRET "\"",
    "\"plaatsgevondenOp\":\"" SECRET "\"",
    "\"identificatie\":null",
};

static const char *const attributes[] = {"\"correlationid\":\"%s\",", "\"subject\":\"%s\",",
                                         "\"sequence\":\"%s\",",      "\"time\":\"" SECRET "\",",
                                         "\"causationid\":%s,",       "\"mijnveld\":\"" SECRET "%s\",",
                                         "\"type\":\"%s\","};

static const char *const types[] = {"klantcontacten.klantcontact-geregistreerd",
                                    "klantreizen.fase-gestart",
                                    "klantreizen.klantreis-beeindigd",
                                    "klantreizen.bestaat-niet",
                                    "klantcontacten.oproep-aangeboden",
                                    "klantcontacten.klantcontact-gecorrigeerd",
                                    "klantcontacten.klantcontact-ingetrokken",
                                    "klanten.machtiging-verleend",
                                    "klanten.identiteit-gekoppeld",
                                    "bediening.vernietiging-verzocht"};

static void append(struct spoor_buffer *buffer, const char *pattern, const char *bsn)
{
    for (const char *p = pattern; *p; p++) {
        if (p[0] == '%' && p[1] == 's') {
            spoor_buffer_append_text(buffer, bsn);
            p++;
        } else {
            spoor_buffer_append_char(buffer, *p);
        }
    }
}

static void write_event(struct spoor_buffer *buffer, const char *bsn)
{
    spoor_buffer_clear(buffer);
    spoor_buffer_printf(buffer, "{\"specversion\":\"1.0\",\"source\":\"" FIXTURE_SOURCE "\",");
    append(buffer, draw(4) ? "\"id\":\"e-1\"," : "\"id\":\"%s\",", bsn);
    spoor_buffer_printf(buffer, "\"type\":\"%s\",", types[draw(sizeof(types) / sizeof(*types))]);
    for (uint32_t n = draw(3); n > 0; n--)
        append(buffer, attributes[draw(sizeof(attributes) / sizeof(*attributes))], bsn);
    spoor_buffer_append_text(buffer, "\"data\":{\"team\":\"t\"");
    for (uint32_t n = draw(8); n > 0; n--) {
        spoor_buffer_append_char(buffer, ',');
        append(buffer, members[draw(sizeof(members) / sizeof(*members))], bsn);
    }
    spoor_buffer_append_text(buffer, "}}");
    if (draw(10) == 0)
        buffer->length -= 1 + draw(20); /* cut off: a reject */
}

static void expect_absent(struct spoor_slice text, const char *needle, const struct spoor_buffer *event)
{
    if (memmem(text.data, text.length, needle, strlen(needle)))
        fail_msg("\"%s\" in clear in %.*s\nfrom %.*s", needle, SPOOR_SLICE_ARG(text), (int)event->length, event->data);
}

static void no_identifier_and_no_content_comes_out_in_clear(void **state)
{
    (void)state;
    struct spoor_buffer event;
    char bsn[10], key[SPOOR_INTAKE_KEY_MAX];
    size_t accepted = 0;
    spoor_buffer_init(&event);
    fixture_open(&fixture, FIXTURE_CLOUDEVENTS);
    for (int round = 0; round < ROUNDS; round++) {
        draw_bsn(bsn);
        write_event(&event, bsn);
        fixture_take(&fixture, spoor_buffer_slice(&event));
        for (size_t i = 0; i < fixture.count; i++) {
            struct spoor_slice text = fixture_encoded(&fixture, i);
            expect_absent(text, bsn, &event);
            expect_absent(text, SECRET, &event);
            expect_absent(spoor_intake_key(&fixture.records[i], key), bsn, &event);
            accepted += fixture.records[i].soort == SPOOR_RECORD_GEBEURTENIS;
        }
        spoor_arena_reset(&fixture.arena);
    }
    assert_true(accepted > ROUNDS / 8);
    fixture_close(&fixture);
    spoor_buffer_fini(&event);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_identifier_and_no_content_comes_out_in_clear)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
