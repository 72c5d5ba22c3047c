#include "../codec/mapping_story.h"
#include "intake_fixture.h"

/* The stories of test/cases/mapping all the way to canonical records: canoniek.json, with what was sealed opened. */

static struct intake_fixture fixture;

static void write_record(struct spoor_json_writer *writer, size_t index)
{
    struct spoor_canonical *record = &fixture.records[index];
    struct spoor_slice opened = fixture_opened(&fixture, record);
    bool event = record->soort == SPOOR_RECORD_GEBEURTENIS;
    record->event.sealed = SPOOR_SLICE_NULL; /* differs each time */
    spoor_json_object_begin(writer);
    spoor_json_key(writer, SPOOR_SLICE("record"));
    spoor_json_raw(writer, spoor_arena_copy(&fixture.arena, fixture_encoded(&fixture, index)));
    if (event && spoor_slice_present(opened)) {
        spoor_json_key(writer, SPOOR_SLICE("verzegeld"));
        spoor_json_raw(writer, opened);
    }
    spoor_json_object_end(writer);
}

static bool check(struct story *story)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    fixture_use(&fixture, story->mapping);
    fixture.input.headers = story->headers;
    fixture.input.header_count = story->header_count;
    fixture_take(&fixture, story->value);
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_array_begin(&writer);
    for (size_t i = 0; i < fixture.count; i++)
        write_record(&writer, i);
    spoor_json_array_end(&writer);
    bool same = story_expect(story, "canoniek.json", &buffer);
    spoor_buffer_fini(&buffer);
    fixture_close(&fixture);
    return same;
}

static void every_story_gives_its_canonical_records(void **state)
{
    (void)state;
    assert_true(story_all(check) >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_story_gives_its_canonical_records)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
