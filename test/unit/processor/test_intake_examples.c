/* The examples beside the schemas: intake takes what the schemas call valid as it stands, and misses what they require.
 */
#include "intake_fixture.h"

#define SCHEMAS SPOOR_TEST_SOURCE_DIR "/../schemas/gebeurtenis/"
#define ANY_SOURCE                                                                                                     \
    "{\"naam\":\"proef\",\"versie\":1,\"topic\":\"kanaal.proef\",\"bronnen\":[\"urn:nld:oin:00000001234567890000:"     \
    "systeem:*\"],\"soorten\":[\"*\"],\"formaat\":\"cloudevents\",\"stil\":true}"
#define FILE_BYTES_MAX ((size_t)1 << 20)

static struct intake_fixture fixture;

/* The elements of a file of examples of a kind, such as voorbeelden. */
static const struct spoor_json *examples_of(enum spoor_kind kind, const char *suffix)
{
    char path[512];
    const struct spoor_json *json = NULL;
    struct spoor_error err;
    snprintf(path, sizeof(path), SCHEMAS "%s.%s.json", spoor_kind_name(kind), suffix);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("no %s", path);
    char *text = spoor_arena_text(&fixture.arena, FILE_BYTES_MAX);
    size_t length = fread(text, 1, FILE_BYTES_MAX, file);
    fclose(file);
    if (spoor_json_parse((struct spoor_slice){text, length}, &fixture.arena, &json, &err) != SPOOR_OK)
        fail_msg("%s: %s", path, err.message);
    return json->first;
}

static void expect_whole(enum spoor_kind kind)
{
    const struct spoor_canonical *record = fixture_expect_event(&fixture);
    const struct spoor_intake_counts *counts = &fixture.counts;
    if (counts->unset_values + counts->unknown_codes + counts->bsn_unset + counts->bsn_invalid > 0)
        fail_msg("%s: something in its example was not taken as it stands: %.*s", spoor_kind_name(kind),
                 SPOOR_SLICE_ARG(record->event.data));
}

static void a_valid_example_is_taken_whole(void **state)
{
    (void)state;
    for (int i = 0; i < SPOOR_KIND_COUNT; i++) {
        enum spoor_kind kind = (enum spoor_kind)i;
        fixture_open(&fixture, ANY_SOURCE);
        for (const struct spoor_json *example = examples_of(kind, "voorbeelden"); example; example = example->next) {
            fixture_take(&fixture, example->raw);
            if (spoor_kind_from_channel(kind))
                expect_whole(kind);
            else
                fixture_expect_rejected(&fixture, "niet_bevoegd");
        }
        fixture_close(&fixture);
    }
}

static bool says(const struct spoor_json *wrong, const char *words)
{
    struct spoor_slice why = spoor_json_text(SPOOR_JSON_GET(wrong, "waarom"));
    return memmem(why.data, why.length, words, strlen(words)) != NULL;
}

/* A member that is not a member of data, such as id of correctieVan, is not for intake to require. */
static bool is_of_data(const struct spoor_json *wrong)
{
    struct spoor_slice at = spoor_json_text(SPOOR_JSON_GET(wrong, "pad"));
    return at.length >= 5 && (at.length == 5 || !memchr(at.data + 6, '/', at.length - 6));
}

static void expect_fault(enum spoor_kind kind, const struct spoor_json *wrong)
{
    fixture_take(&fixture, SPOOR_JSON_GET(wrong, "voorbeeld")->raw);
    if (!spoor_kind_from_channel(kind))
        fixture_expect_rejected(&fixture, "niet_bevoegd");
    else if (says(wrong, "type of another kind")) /* in bediening all other types are Spoor's own */
        fixture_expect_rejected(&fixture,
                                strcmp(spoor_kind_domein(kind), "bediening") == 0 ? "niet_bevoegd" : "onbekend_type");
    else if ((says(wrong, " is required") || says(wrong, " may not be null")) && is_of_data(wrong))
        fixture_expect_rejected(&fixture, "onvolledig");
}

static void what_a_schema_requires_intake_requires(void **state)
{
    (void)state;
    for (int i = 0; i < SPOOR_KIND_COUNT; i++) {
        fixture_open(&fixture, ANY_SOURCE);
        for (const struct spoor_json *wrong = examples_of((enum spoor_kind)i, "fout"); wrong; wrong = wrong->next)
            expect_fault((enum spoor_kind)i, wrong);
        fixture_close(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_valid_example_is_taken_whole),
        cmocka_unit_test(what_a_schema_requires_intake_requires),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
