#include "cloudevents_fixture.h"

/* Records that no channel should send: each is refused with a reason and its sealed bytes, and the next one is taken.
 */

#define GOOD                                                                                                           \
    "{\"type\":\"klantreis-beeindigd\",\"source\":\"" FIXTURE_SOURCE "\",\"id\":\"1\",\"data\":{\"klantRef\":\"k\"}}"
#define WITH_DATA(data) "{\"type\":\"fase-gestart\",\"source\":\"" FIXTURE_SOURCE "\",\"id\":\"1\",\"data\":" data "}"

static void expect_refused(struct spoor_slice value, const char *reden)
{
    struct spoor_intake_input again = {0};
    struct spoor_canonical record;
    struct spoor_error err;
    fixture_take(&fixture, value);
    if (fixture.records[0].soort != SPOOR_RECORD_AFGEWEZEN)
        fail_msg("taken: %.*s", SPOOR_SLICE_ARG(value));
    fixture_expect_rejected(&fixture, reden);
    assert_int_equal(fixture.records[0].omvang, value.length);
    assert_int_equal(spoor_canonical_decode(fixture_encoded(&fixture, 0), &fixture.arena, &record, &err), SPOOR_OK);
    assert_int_equal(spoor_intake_original_decode(fixture_opened(&fixture, &record), &fixture.arena, &again, &err),
                     SPOOR_OK);
    size_t kept = value.length < SPOOR_INTAKE_ORIGINAL_MAX ? value.length : SPOOR_INTAKE_ORIGINAL_MAX;
    assert_int_equal(again.value.length, kept);
    if (kept > 0)
        assert_memory_equal(again.value.data, value.data, kept);
    fixture_take(&fixture, SPOOR_SLICE(GOOD));
    fixture_expect_event(&fixture);
}

static void bytes_that_are_no_json_are_unreadable(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{",      "{\"id\":\"\xff\"}",    "{\"id\":\"\xed\xa0\x80\"}", "not json", "[]", "5", "null", "\"x\"",
        GOOD "x", "{\"id\":\"\\u0000\"}", "{\"id\":\"\\ud800\"}",      "\xff\xfe{"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        expect_refused(spoor_slice_of(texts[i]), "onleesbaar");
    expect_refused(SPOOR_SLICE("{\"id\":\"\0\"}"), "onleesbaar");
    expect_refused(SPOOR_SLICE("\0spoor-kop/1\n=\nx"), "onleesbaar");
}

static void values_of_the_wrong_type_are_unreadable(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"type\":5,\"source\":\"" FIXTURE_SOURCE "\",\"id\":\"1\",\"data\":{}}",
        "{\"type\":\"fase-gestart\",\"source\":{},\"id\":\"1\",\"data\":{}}",
        "{\"type\":\"fase-gestart\",\"source\":\"" FIXTURE_SOURCE "\",\"id\":1,\"data\":{}}",
        "{\"type\":\"fase-gestart\",\"source\":\"" FIXTURE_SOURCE "\",\"id\":[\"1\"],\"data\":{}}",
        "{\"specversion\":\"0.3\",\"type\":\"fase-gestart\",\"source\":\"" FIXTURE_SOURCE
        "\",\"id\":\"1\",\"data\":{}}",
        WITH_DATA("\"text\""),
        WITH_DATA("[]"),
        WITH_DATA("{\"fase\":{}}"),
        WITH_DATA("{\"fase\":true}"),
        WITH_DATA("{\"fase\":\"a\",\"plaatsgevondenOp\":1767322845}"),
        WITH_DATA("{\"fase\":\"a\",\"zaakRef\":[{}]}"),
        WITH_DATA("{\"fase\":\"a\",\"actor\":\"jan\"}"),
        WITH_DATA("{\"fase\":\"a\",\"identificatie\":\"" FIXTURE_BSN "\"}"),
        WITH_DATA("{\"fase\":\"a\",\"betrokkenen\":{}}"),
        WITH_DATA("{\"fase\":\"a\",\"betrokkenen\":[1]}"),
        WITH_DATA("{\"fase\":\"a\",\"informeren\":1}"),
        WITH_DATA("{\"fase\":\"a\",\"onderwerpobjecten\":[\"x\"]}"),
        WITH_DATA("{\"fase\":\"a\",\"klantRef\":{}}"),
        WITH_DATA("{\"fase\":\"a\",\"definitieVersie\":1.5}")};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        expect_refused(spoor_slice_of(texts[i]), "onleesbaar");
}

static void numbers_beyond_reason_are_unreadable(void **state)
{
    (void)state;
    static const char *const texts[] = {WITH_DATA("{\"fase\":\"a\",\"x\":1e400}"),
                                        WITH_DATA("{\"fase\":\"a\",\"definitieVersie\":99999999999999999999}"),
                                        WITH_DATA("{\"fase\":\"a\",\"x\":[{\"y\":-1E-99999999999999999999}]}")};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        expect_refused(spoor_slice_of(texts[i]), "onleesbaar");
}

static void names_that_are_missing_have_their_own_reason(void **state)
{
    (void)state;
    expect_refused(SPOOR_SLICE("{}"), "geen_type");
    expect_refused(SPOOR_SLICE("{\"type\":null,\"source\":\"s\",\"id\":\"1\"}"), "geen_type");
    expect_refused(SPOOR_SLICE("{\"type\":\"fase-gestart\",\"id\":\"1\"}"), "geen_source");
    expect_refused(SPOOR_SLICE("{\"type\":\"fase-gestart\",\"source\":\"" FIXTURE_BSN "\",\"id\":\"1\"}"),
                   "geen_source");
    expect_refused(SPOOR_SLICE("{\"type\":\"fase-gestart\",\"source\":\"" FIXTURE_SOURCE "\"}"), "geen_id");
    expect_refused(SPOOR_SLICE("{\"type\":\"fase-gestart\",\"source\":\"" FIXTURE_SOURCE "\",\"id\":\"\"}"), "geen_id");
    expect_refused(SPOOR_SLICE("{\"type\":\"fase-gestart\",\"source\":\"urn:ander\",\"id\":\"1\"}"), "niet_bevoegd");
}

static void an_id_of_256_bytes_is_no_id(void **state)
{
    (void)state;
    char id[257];
    memset(id, 'i', 256);
    id[256] = '\0';
    expect_refused(spoor_arena_printf(&fixture.arena,
                                      "{\"type\":\"fase-gestart\",\"source\":\"" FIXTURE_SOURCE
                                      "\",\"id\":\"%s\",\"data\":{\"fase\":\"a\"}}",
                                      id),
                   "geen_id");
    fixture_take(&fixture, spoor_arena_printf(&fixture.arena,
                                              "{\"type\":\"fase-gestart\",\"source\":\"" FIXTURE_SOURCE
                                              "\",\"id\":\"%s\",\"data\":{\"fase\":\"a\"}}",
                                              id + 1));
    fixture_expect_event(&fixture);
}

static void nesting_without_end_is_unreadable(void **state)
{
    (void)state;
    char *deep = spoor_arena_text(&fixture.arena, 20000);
    memset(deep, '[', 10000);
    memset(deep + 10000, ']', 10000);
    expect_refused((struct spoor_slice){deep, 20000}, "onleesbaar");
}

static void ten_megabytes_are_too_large(void **state)
{
    (void)state;
    size_t bytes = 10 << 20;
    char *large = spoor_arena_text(&fixture.arena, bytes);
    memset(large, ' ', bytes);
    expect_refused((struct spoor_slice){large, bytes}, "te_groot");
    assert_int_equal(SPOOR_INTAKE_ORIGINAL_MAX, 65536);
}

static void nothing_at_all_is_refused_by_default(void **state)
{
    (void)state;
    expect_refused(SPOOR_SLICE(""), "onleesbaar");
    fixture_take(&fixture, SPOOR_SLICE_NULL);
    fixture_expect_rejected(&fixture, "onleesbaar");
}

/* Every prefix of a good record, and every record with one byte changed, ends as an event or a reject. */
static void a_damaged_record_is_an_event_or_a_reject(void **state)
{
    (void)state;
    static const char good[] = WITH_DATA("{\"fase\":\"a\",\"identificatie\":{\"soort\":\"bsn\",\"waarde\":"
                                         "\"999990019\"},\"zaakRef\":[\"z\"],\"actor\":{\"soort\":"
                                         "\"medewerker\",\"ref\":\"m\"},\"plaatsgevondenOp\":\"2026-01-02T03:00:00Z\","
                                         "\"inhoud\":\"tekst\",\"x\":1.5e3}");
    static const char bytes[] = {'\0', '"', '{', '}', '[', ',', ':', '0', 'e', '\\', '\x7f', '\xff'};
    for (size_t i = 0; i < sizeof(good) - 1; i++) {
        for (size_t j = 0; j <= sizeof(bytes); j++) {
            size_t length = j < sizeof(bytes) ? sizeof(good) - 1 : i;
            char *copy = malloc(length + 1);
            memcpy(copy, good, length);
            if (j < sizeof(bytes))
                copy[i] = bytes[j];
            fixture_take(&fixture, (struct spoor_slice){copy, length});
            assert_true(fixture.count == 1);
            fixture_encoded(&fixture, 0);
            free(copy);
            spoor_arena_reset(&fixture.arena);
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bytes_that_are_no_json_are_unreadable),
        TEST(values_of_the_wrong_type_are_unreadable),
        TEST(numbers_beyond_reason_are_unreadable),
        TEST(names_that_are_missing_have_their_own_reason),
        TEST(an_id_of_256_bytes_is_no_id),
        TEST(nesting_without_end_is_unreadable),
        TEST(ten_megabytes_are_too_large),
        TEST(nothing_at_all_is_refused_by_default),
        TEST(a_damaged_record_is_an_event_or_a_reject),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
