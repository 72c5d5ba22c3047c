/* Whatever comes in: what goes out fits a record of the canonical topic, or is one reject that does. */
#include "cloudevents_fixture.h"

#include <spoor/base/uuid.h>

#define CONTACT "klantcontacten.klantcontact-geregistreerd"

static void use_csv(void)
{
    fixture_close(&fixture);
    fixture_open(&fixture, "{" FIXTURE_HEAD ",\"soorten\":[\"*\"],\"formaat\":\"csv\",\"csv\":{\"kolommen\":[\"k\",\"t\"]},"
                           "\"gebeurtenissen\":[{\"type\":\"klantcontacten.klantcontact-geregistreerd\",\"id\":\"1\",\"data\":{"
                           "\"klantRef\":{\"pad\":\"/k\"},\"inhoud\":{\"pad\":\"/t\"}}}]}");
}

/* A row with this many bytes of control characters, which take six times as much in JSON. */
static struct spoor_slice row_of(size_t bytes)
{
    char *text = spoor_arena_text(&fixture.arena, bytes + 2);
    memcpy(text, "k,", 2);
    memset(text + 2, 1, bytes);
    return (struct spoor_slice){text, bytes + 2};
}

static void expect_too_large(struct spoor_slice value)
{
    struct spoor_intake_input again = {0};
    struct spoor_error err;
    fixture_expect_rejected(&fixture, "te_groot");
    assert_int_equal(fixture.records[0].omvang, value.length);
    assert_int_equal(fixture.records[0].event.origin.index, 0);
    assert_true(fixture_encoded(&fixture, 0).length < 4 * SPOOR_INTAKE_ORIGINAL_MAX);
    assert_int_equal(spoor_intake_original_decode(fixture_opened(&fixture, fixture.records), &fixture.arena, &again,
                                                  &err), SPOOR_OK);
    size_t kept = value.length < SPOOR_INTAKE_ORIGINAL_MAX ? value.length : SPOOR_INTAKE_ORIGINAL_MAX;
    assert_int_equal(again.value.length, kept);
    assert_memory_equal(again.value.data, value.data, kept);
}

static void what_grows_beyond_the_canonical_topic_is_one_reject(void **state)
{
    (void)state;
    use_csv();
    struct spoor_slice value = row_of(520000);
    fixture_take(&fixture, value);
    expect_too_large(value);
    fixture_take(&fixture, row_of(1000));
    fixture_expect_event(&fixture);
}

static void the_largest_that_is_taken_fits_a_record(void **state)
{
    (void)state;
    use_csv();
    size_t taken = 1000, refused = 520000;
    while (refused - taken > 1) {
        size_t bytes = taken + (refused - taken) / 2;
        fixture_take(&fixture, row_of(bytes));
        if (fixture.records[0].soort == SPOOR_RECORD_AFGEWEZEN) {
            refused = bytes;
        } else {
            assert_true(fixture_encoded(&fixture, 0).length <= SPOOR_CANONICAL_BYTES_MAX);
            taken = bytes;
        }
        spoor_arena_reset(&fixture.arena);
    }
    assert_true(taken > 300000);
}

/* Every attribute as long as it may be, of what grows most. */
static void attributes_have_their_room_beside_the_data(void **state)
{
    (void)state;
    char wide[4 * 1024 + 1] = "";
    for (size_t i = 0; i < 1024; i++)
        memcpy(wide + 4 * i, "\xF0\x9F\x9A\xB2", 4);
    fixture_event(&fixture,
                  spoor_arena_cstring(&fixture.arena,
                                      spoor_arena_printf(&fixture.arena,
                                                         "\"dataref\":\"%s\",\"dataschema\":\"%s\",\"correlationid\":"
                                                         "\"%.1020s\",\"causationid\":\"%.1020s\",\"tracestate\":"
                                                         "\"%.2048s\",\"traceparent\":\"%.512s\",\"sequence\":\"%.256s\",",
                                                         wide, wide, wide, wide, wide, wide, wide)),
                  CONTACT, "\"klantRef\":\"k\"");
    fixture_expect_event(&fixture);
    size_t data = fixture.records[0].event.data.length + spoor_base64_length(fixture.records[0].event.sealed.length);
    assert_true(spoor_slice_present(fixture.records[0].dataref) && spoor_slice_present(fixture.records[0].dataschema));
    assert_true(fixture_encoded(&fixture, 0).length - data < 32768);
}

/* A record of many klanten is in each of theirs: together they are bounded too. */
static void a_crowd_of_klanten_does_not_multiply_without_end(void **state)
{
    (void)state;
    struct spoor_buffer text;
    spoor_buffer_init(&text);
    spoor_buffer_append_text(&text, "{\"specversion\":\"1.0\",\"source\":\"" FIXTURE_SOURCE "\",\"id\":\"1\",\"type\":"
                                    "\"" CONTACT "\",\"data\":{\"inhoud\":\"");
    for (int i = 0; i < 400000; i++)
        spoor_buffer_append_char(&text, 'x');
    spoor_buffer_append_text(&text, "\",\"betrokkenen\":[");
    for (int i = 0; i < 5000; i++)
        spoor_buffer_printf(&text, "%s{\"klantRef\":\"k%d\"}", i ? "," : "", i);
    spoor_buffer_append_text(&text, "]}}");
    fixture_take(&fixture, spoor_buffer_slice(&text));
    expect_too_large(spoor_buffer_slice(&text));
    spoor_buffer_fini(&text);
}

static void headers_without_end_are_not_kept(void **state)
{
    (void)state;
    enum { COUNT = 2000, BYTES = 4000 };
    static char text[BYTES];
    struct spoor_header *headers = SPOOR_ARENA_ARRAY(&fixture.arena, struct spoor_header, COUNT);
    memset(text, 'x', BYTES);
    for (size_t i = 0; i < COUNT; i++)
        headers[i] = (struct spoor_header){SPOOR_SLICE("ce_x"), {text, BYTES}};
    fixture.input.headers = headers;
    fixture.input.header_count = COUNT;
    fixture_take(&fixture, SPOOR_SLICE("{}"));
    fixture_expect_rejected(&fixture, "te_groot");
    assert_true(fixture.records[0].omvang > (int64_t)COUNT * BYTES); /* so that nobody takes it for whole */
    assert_true(fixture_encoded(&fixture, 0).length < 4096);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_grows_beyond_the_canonical_topic_is_one_reject),
        TEST(the_largest_that_is_taken_fits_a_record),
        TEST(attributes_have_their_room_beside_the_data),
        TEST(a_crowd_of_klanten_does_not_multiply_without_end),
        TEST(headers_without_end_are_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
