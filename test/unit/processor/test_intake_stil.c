/* What makes a record stil: folded, and nobody notified. The mapping says so, never a producer. */
#include "intake_fixture.h"

#define CONTACT "klantcontacten.klantcontact-geregistreerd"
#define MAPPING(format, members, data)                                                                                 \
    "{" FIXTURE_HEAD ",\"soorten\":[\"*\"],\"formaat\":\"" format "\"" members                                         \
    ",\"gebeurtenissen\":[{\"type\":\"klantreizen.klantreis-beeindigd\",\"id\":\"1\",\"data\":{\"klantRef\":"          \
    "\"k\"" data "}}]}"
#define IMPORT ",\"import\":{\"formaat\":\"xes\"}"
#define BY_RULE ",\"stil\":{\"pad\":\"/oud\",\"als\":\"bool\"}"

static struct intake_fixture fixture;

static void a_producer_cannot_silence_its_event(void **state)
{
    (void)state;
    fixture_open(&fixture, FIXTURE_CLOUDEVENTS);
    fixture_event(&fixture, "", CONTACT, "\"stil\":true");
    assert_false(fixture_expect_event(&fixture)->event.stil);
    fixture_expect_data(&fixture, "{}");
    fixture_close(&fixture);
}

/* Whatever the event tells of: history that is sent after that moment notifies, news that was sent before it does not.
 */
static void a_moment_is_held_against_the_broker_timestamp_of_the_record(void **state)
{
    (void)state;
    fixture_open(&fixture, "{" FIXTURE_HEAD ",\"soorten\":[\"*\"],\"formaat\":\"cloudevents\","
                           "\"stilTot\":\"2026-01-02T03:00:45.000001Z\"}"); /* a microsecond after FIXTURE_BROKER_US */
    fixture_event(&fixture, "", CONTACT, "\"plaatsgevondenOp\":\"2026-01-02T03:30:00Z\"");
    assert_true(fixture_expect_event(&fixture)->event.stil);
    fixture.input.broker_us++;
    fixture_event(&fixture, "", CONTACT, "\"plaatsgevondenOp\":\"1999-01-01T00:00:00Z\"");
    assert_false(fixture_expect_event(&fixture)->event.stil);
    fixture_close(&fixture);
}

static void only_what_the_mapping_allows_makes_a_record_stil(void **state)
{
    (void)state;
    static const struct {
        const char *mapping, *record;
        bool stil;
    } cases[] = {
        {MAPPING("json", "", ""), "{\"spoor:stil\":true,\"stil\":true}", false},
        {MAPPING("csv", ",\"csv\":{\"kolommen\":[\"spoor:stil\"]}", ""), "true", false},
        {MAPPING("json", IMPORT, ""), "{\"spoor:stil\":true}", true},
        {MAPPING("json", IMPORT, ""), "{\"spoor:stil\":false,\"stil\":true}", false},
        {MAPPING("json", IMPORT, ""), "{}", false},
        {MAPPING("json", "", BY_RULE), "{\"oud\":\"ja\"}", true},
        {MAPPING("json", "", BY_RULE), "{\"oud\":\"nee\"}", false},
        {MAPPING("json", "", BY_RULE), "{\"stil\":true,\"spoor:stil\":true}", false},
        {MAPPING("json", "", ",\"stil\":true"), "{}", true},
        {MAPPING("json", ",\"stil\":true", ""), "{}", true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        fixture_open(&fixture, cases[i].mapping);
        fixture_take(&fixture, spoor_slice_of(cases[i].record));
        if (fixture_expect_event(&fixture)->event.stil != cases[i].stil)
            fail_msg("%s: %s", cases[i].mapping, cases[i].record);
        fixture_close(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_producer_cannot_silence_its_event),
        cmocka_unit_test(a_moment_is_held_against_the_broker_timestamp_of_the_record),
        cmocka_unit_test(only_what_the_mapping_allows_makes_a_record_stil),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
