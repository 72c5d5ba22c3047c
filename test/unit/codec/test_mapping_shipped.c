#include "mapping_story.h"

/* The mappings of schemas/mapping against the examples beside them, which were written without this code. */

#define SHIPPED SPOOR_TEST_SOURCE_DIR "/../schemas/mapping"

static void open_shipped(struct story *story, const char *file_name)
{
    struct spoor_error err;
    char path[800];
    *story = (struct story){.name = file_name};
    snprintf(story->folder, sizeof(story->folder), "%s", SHIPPED);
    snprintf(path, sizeof(path), "%s/%s", SHIPPED, file_name);
    spoor_arena_init(&story->arena, 256 << 20);
    if (spoor_mapping_load(path, &story->mapping, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
}

/* Examples are written in UTF-8; a record of a Latin-1 channel is not. */
static struct spoor_slice to_latin1(struct story *story, struct spoor_slice text)
{
    char *out = spoor_arena_text(&story->arena, text.length);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c >= 0xC2 && c <= 0xC3 && i + 1 < text.length)
            c = (unsigned char)((c & 3) << 6 | (text.data[++i] & 0x3F));
        out[length++] = (char)c;
    }
    return (struct spoor_slice){out, length};
}

static bool is_latin1(const char *file_name)
{
    struct story story = {.name = file_name};
    snprintf(story.folder, sizeof(story.folder), "%s", SHIPPED);
    spoor_arena_init(&story.arena, 64 << 20);
    const struct spoor_json *mapping = story_json(&story, file_name);
    bool latin1 = spoor_slice_equal(spoor_json_text(SPOOR_JSON_GET(mapping, "tekencodering")), SPOOR_SLICE("latin-1"));
    spoor_arena_fini(&story.arena);
    return latin1;
}

static bool same_member(const struct spoor_json *expected, const char *name, struct spoor_slice actual)
{
    struct spoor_slice text = spoor_json_text(spoor_json_get(expected, spoor_slice_of(name)));
    return spoor_slice_present(text) == spoor_slice_present(actual) && spoor_slice_equal(text, actual);
}

static bool same_event(const struct spoor_json *expected, const struct spoor_mapped *actual)
{
    const struct spoor_json *data = SPOOR_JSON_GET(expected, "data");
    return same_member(expected, "type", actual->type) && same_member(expected, "id", actual->id) &&
           same_member(expected, "source", actual->source) && same_member(expected, "time", actual->time) &&
           same_member(expected, "sequence", actual->sequence) && story_same(data, actual->data) &&
           story_same(actual->data, data);
}

static void print_difference(const struct story *story, const struct spoor_json *record,
                             const struct spoor_mapped *events, size_t count)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    for (size_t i = 0; i < count; i++) {
        spoor_json_writer_init(&writer, &buffer);
        spoor_json_value(&writer, events[i].data);
        spoor_buffer_printf(&buffer, "\n  id %.*s time %.*s\n", SPOOR_SLICE_ARG(events[i].id),
                            SPOOR_SLICE_ARG(events[i].time));
    }
    print_error("%s: events differ for %.*s, actual:\n%.*s\n", story->name, SPOOR_SLICE_ARG(record->raw),
                (int)buffer.length, buffer.data);
    spoor_buffer_fini(&buffer);
}

static bool check_example(struct story *story, const struct spoor_json *example, bool latin1)
{
    const struct spoor_json *record = SPOOR_JSON_GET(example, "record");
    const struct spoor_json *expected = SPOOR_JSON_GET(example, "gebeurtenissen");
    struct spoor_slice value = record->type == SPOOR_JSON_STRING ? record->text : record->raw;
    struct spoor_mapped *events = NULL;
    struct spoor_error err;
    size_t count = 0;
    if (spoor_mapping_apply(story->mapping, latin1 ? to_latin1(story, value) : value, NULL, 0, &story->arena, &events,
                            &count, &err) != SPOOR_OK) {
        print_error("%s: %s\n", story->name, err.message);
        return false;
    }
    const struct spoor_json *event = expected->first;
    bool same = count == expected->count;
    for (size_t i = 0; i < count && same; i++, event = event->next)
        same = same_event(event, &events[i]);
    if (!same)
        print_difference(story, record, events, count);
    return same;
}

static bool check_file(const char *file_name)
{
    struct story story;
    char example_name[300];
    bool same = true, latin1 = is_latin1(file_name);
    open_shipped(&story, file_name);
    snprintf(example_name, sizeof(example_name), "voorbeelden/%s", file_name);
    const struct spoor_json *examples = story_json(&story, example_name);
    for (const struct spoor_json *example = examples ? examples->first : NULL; example; example = example->next)
        same &= check_example(&story, example, latin1);
    story_close(&story);
    return same;
}

static void every_shipped_mapping_gives_what_its_examples_say(void **state)
{
    (void)state;
    struct dirent **entries;
    int count = scandir(SHIPPED, &entries, NULL, alphasort), checked = 0, failed = 0;
    for (int i = 0; i < count; i++) {
        const char *dot = strrchr(entries[i]->d_name, '.');
        if (entries[i]->d_name[0] != '.' && dot && strcmp(dot, ".json") == 0) {
            checked++;
            failed += !check_file(entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    assert_int_equal(failed, 0);
    assert_true(checked > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_shipped_mapping_gives_what_its_examples_say)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
