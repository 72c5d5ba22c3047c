#include "mapping_story.h"

static void write_event(struct spoor_json_writer *writer, const struct spoor_mapped *event)
{
    spoor_json_object_begin(writer);
    spoor_json_member(writer, "type", event->type);
    spoor_json_member(writer, "source", event->source);
    spoor_json_member(writer, "id", event->id);
    spoor_json_member(writer, "time", event->time);
    spoor_json_member(writer, "sequence", event->sequence);
    spoor_json_member(writer, "traceparent", event->traceparent);
    spoor_json_member(writer, "correlationid", event->correlationid);
    spoor_json_key(writer, SPOOR_SLICE("data"));
    spoor_json_value(writer, event->data);
    if (event->extensions) {
        spoor_json_key(writer, SPOOR_SLICE("extensies"));
        spoor_json_value(writer, event->extensions);
    }
    if (event->date_only)
        spoor_json_member_bool(writer, "date_only", true);
    if (event->time_unzoned)
        spoor_json_member_bool(writer, "time_unzoned", true);
    spoor_json_object_end(writer);
}

static bool check(struct story *story)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    struct spoor_mapped *events = NULL;
    struct spoor_error err = {.code = ""};
    size_t count = 0;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    enum spoor_status status = spoor_mapping_apply(story->mapping, story->value, story->headers, story->header_count,
                                                   &story->arena, &events, &count, &err);
    if (status == SPOOR_OK) {
        spoor_json_array_begin(&writer);
        for (size_t i = 0; i < count; i++)
            write_event(&writer, &events[i]);
        spoor_json_array_end(&writer);
    } else {
        assert_int_equal(status, SPOOR_REJECT);
        spoor_json_object_begin(&writer);
        spoor_json_member(&writer, "afgewezen", spoor_slice_of(err.code));
        spoor_json_member(&writer, "toelichting", spoor_slice_of(err.message));
        spoor_json_object_end(&writer);
    }
    bool same = story_expect(story, "expected.json", &buffer);
    spoor_buffer_fini(&buffer);
    return same;
}

static void every_story_gives_its_events(void **state)
{
    (void)state;
    assert_true(story_all(check) >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_story_gives_its_events)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
