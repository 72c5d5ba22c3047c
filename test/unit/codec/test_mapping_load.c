#include "cmocka_test.h"

#include <spoor/codec/mapping.h>

#define HEAD                                                                                                           \
    "\"naam\":\"proef\",\"versie\":1,\"topic\":\"kanaal.proef\",\"bronnen\":[\"urn:a\",\"urn:b:*\"],\"soorten\":["     \
    "\"fase-gestart\"]"
#define RULE "{\"type\":\"klantreizen.fase-gestart\",\"id\":{\"pad\":\"/id\"},\"source\":\"urn:a\""

static struct spoor_mapping *parse(const char *text, struct spoor_error *err)
{
    struct spoor_mapping *mapping = NULL;
    enum spoor_status status = spoor_mapping_parse(spoor_slice_of(text), "proef.json", &mapping, err);
    assert_int_equal(status, mapping ? SPOOR_OK : SPOOR_HALT);
    return mapping;
}

static void expect_fault(const char *text, const char *message)
{
    struct spoor_error err = {.message = ""};
    struct spoor_mapping *mapping = parse(text, &err);
    assert_null(mapping);
    if (strcmp(err.message, message) != 0)
        fail_msg("expected: %s\n  actual: %s", message, err.message);
}

static void a_fault_names_file_place_and_expectation(void **state)
{
    (void)state;
    expect_fault("[]", "proef.json: /: an object was expected");
    expect_fault("{\"naam\":1}", "proef.json: /naam: a text was expected");
    expect_fault("{\"naam\":\"Proef\",\"topic\":\"t\",\"versie\":1,\"formaat\":\"json\"}",
                 "proef.json: /naam: lower-case letters, digits, _ and - were expected, at most 64");
    expect_fault("{" HEAD "}", "proef.json: /formaat: cloudevents, json or csv was expected");
    expect_fault("{" HEAD ",\"formaat\":\"jsn\"}", "proef.json: /formaat: unknown word; did you mean \"json\"?");
    expect_fault(
        "{" HEAD ",\"formaat\":\"json\"}",
        "proef.json: /gebeurtenissen: a list with at least one rule was expected (only cloudevents need none)");
    expect_fault("{" HEAD ",\"formaat\":\"csv\"}", "proef.json: /csv: an object was expected");
    expect_fault("{" HEAD ",\"formaat\":\"cloudevents\",\"zone\":\"Amsterdam\"}",
                 "proef.json: /zone: Europe/Amsterdam, UTC or an offset like +01:00 was expected");
    expect_fault("{" HEAD ",\"formaat\":\"cloudevents\",\"stilTot\":\"gisteren\"}",
                 "proef.json: /stilTot: an RFC 3339 time was expected");
    expect_fault("{" HEAD ",\"formaat\":\"cloudevents\",\"maxBytes\":0}",
                 "proef.json: /maxBytes: a whole number from 65536 to 2097152 was expected");
}

static void an_unknown_member_is_a_fault_that_names_the_nearest(void **state)
{
    (void)state;
    expect_fault("{" HEAD ",\"formaat\":\"cloudevents\",\"zoen\":\"UTC\"}",
                 "proef.json: /zoen: unknown member; did you mean \"zone\"?");
    expect_fault("{\"naam\":\"p\",\"versie\":1,\"topic\":\"t\",\"formaat\":\"cloudevents\",\"bronnen\":[\"a\"],"
                 "\"soorten\":[\"fase-gestrat\"]}",
                 "proef.json: /soorten/0: unknown word; did you mean \"fase-gestart\"?");
    expect_fault("{" HEAD ",\"formaat\":\"json\",\"gebeurtenissen\":[" RULE ",\"date\":{}}]}",
                 "proef.json: /gebeurtenissen/0/date: unknown member; did you mean \"data\"?");
    expect_fault("{" HEAD ",\"formaat\":\"json\",\"gebeurtenissen\":[" RULE
                 ",\"data\":{\"fase\":{\"pad\":\"/f\",\"tabl\":\"x\"}}}]}",
                 "proef.json: /gebeurtenissen/0/data/fase/tabl: unknown member; did you mean \"tabel\"?");
}

static void an_expression_that_cannot_work_is_a_fault(void **state)
{
    (void)state;
    expect_fault("{" HEAD ",\"formaat\":\"json\",\"gebeurtenissen\":[" RULE ",\"time\":{\"pad\":\"tijd\"}}]}",
                 "proef.json: /gebeurtenissen/0/time/pad: a JSON pointer was expected, beginning with /");
    expect_fault("{" HEAD ",\"formaat\":\"json\",\"gebeurtenissen\":[" RULE
                 ",\"data\":{\"fase\":{\"pad\":\"/f\",\"tabel\":\"fasen\"}}}]}",
                 "proef.json: /gebeurtenissen/0/data/fase/tabel: no table \"fasen\" in /tabellen");
    expect_fault("{" HEAD ",\"formaat\":\"json\",\"gebeurtenissen\":[" RULE
                 ",\"time\":{\"pad\":\"/t\",\"tijd\":[\"%d-%q\"]}}]}",
                 "proef.json: /gebeurtenissen/0/time/tijd/0: a pattern of %Y %m %d %H %M %S %y %b %f %z %I %p was expected");
    expect_fault(
        "{" HEAD ",\"formaat\":\"json\",\"gebeurtenissen\":[" RULE ",\"sequence\":{\"sjabloon\":\"{/a\"}}]}",
        "proef.json: /gebeurtenissen/0/sequence/sjabloon: a { without } in the template; write {{ for a brace");
    expect_fault(
        "{" HEAD ",\"formaat\":\"json\",\"gebeurtenissen\":[" RULE ",\"als\":[{\"pad\":\"/a\"}]}]}",
        "proef.json: /gebeurtenissen/0/als/0: pad and one of in, nietIn, is, bestaat, begintMet were expected");
    expect_fault("{" HEAD ",\"formaat\":\"json\",\"gebeurtenissen\":[{\"id\":\"x\"}]}",
                 "proef.json: /gebeurtenissen/0/type: a type was expected, such as \"klantreizen.fase-gestart\"");
}

static void text_that_is_no_json_names_the_file(void **state)
{
    (void)state;
    struct spoor_error err = {.message = ""};
    assert_null(parse("{\"naam\":", &err));
    assert_int_equal(err.status, SPOOR_HALT);
    assert_memory_equal(err.message, "proef.json: ", 12);
}

static void a_file_that_is_absent_is_named(void **state)
{
    (void)state;
    struct spoor_mapping *mapping = NULL;
    struct spoor_error err;
    assert_int_equal(spoor_mapping_load("/nergens/m.json", &mapping, &err), SPOOR_HALT);
    assert_string_equal(err.message, "/nergens/m.json: No such file or directory");
}

static void what_is_not_said_has_a_default(void **state)
{
    (void)state;
    struct spoor_error err;
    struct spoor_mapping *mapping = parse("{" HEAD ",\"formaat\":\"cloudevents\"}", &err);
    const struct spoor_mapping_header *header = spoor_mapping_header(mapping);
    assert_slice(header->label, "proef@1");
    assert_int_equal(header->begin, SPOOR_BEGIN_OUDSTE);
    assert_true(header->leeg_afkeuren);
    assert_false(header->stil || header->klok_negeer);
    assert_int_equal(header->zone.kind, SPOOR_ZONE_AMSTERDAM);
    assert_true(header->stil_tot_us == SPOOR_TIME_NONE && header->record_bytes_max == 0);
    spoor_mapping_free(mapping);
}

static void only_listed_sources_and_kinds_are_allowed(void **state)
{
    (void)state;
    struct spoor_error err;
    struct spoor_mapping *mapping = parse("{" HEAD ",\"formaat\":\"cloudevents\"}", &err);
    assert_true(spoor_mapping_allows_source(mapping, SPOOR_SLICE("urn:a")));
    assert_true(spoor_mapping_allows_source(mapping, SPOOR_SLICE("urn:b:balie")));
    assert_false(spoor_mapping_allows_source(mapping, SPOOR_SLICE("urn:a:x")));
    assert_false(spoor_mapping_allows_source(mapping, SPOOR_SLICE("urn:")));
    assert_true(spoor_mapping_allows_kind(mapping, SPOOR_KIND_FASE_GESTART));
    assert_false(spoor_mapping_allows_kind(mapping, SPOOR_KIND_FASE_VOLTOOID));
    spoor_mapping_free(mapping);
}

static void how_import_reads_a_file_is_told(void **state)
{
    (void)state;
    struct spoor_error err;
    struct spoor_mapping *mapping =
        parse("{" HEAD ",\"formaat\":\"json\",\"import\":{\"formaat\":\"csv\",\"scheidingsteken\":\";\","
              "\"tekencodering\":\"latin-1\",\"zaak\":\"/zaak\"},\"gebeurtenissen\":[" RULE
              ",\"data\":{\"fase\":\"a\"}}]}",
              &err);
    const struct spoor_mapping_import *import = &spoor_mapping_header(mapping)->import;
    assert_slice(import->format, "csv");
    assert_slice(import->zaak, "/zaak");
    assert_true(import->latin1 && import->delimiter == ';');
    spoor_mapping_free(mapping);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_names_file_place_and_expectation),
        cmocka_unit_test(an_unknown_member_is_a_fault_that_names_the_nearest),
        cmocka_unit_test(an_expression_that_cannot_work_is_a_fault),
        cmocka_unit_test(text_that_is_no_json_names_the_file),
        cmocka_unit_test(a_file_that_is_absent_is_named),
        cmocka_unit_test(what_is_not_said_has_a_default),
        cmocka_unit_test(only_listed_sources_and_kinds_are_allowed),
        cmocka_unit_test(how_import_reads_a_file_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
