#include "import_sink.h"

#include <dirent.h>
#include <spoor/codec/json.h>

#define CASES SPOOR_TEST_SOURCE_DIR "/cases/import"

static void read_file(const char *path, struct spoor_buffer *out)
{
    FILE *file = fopen(path, "re");
    size_t bytes;
    if (!file)
        return;
    do {
        bytes = fread(spoor_buffer_reserve(out, 65536), 1, 65536, file);
        out->length += bytes;
    } while (bytes > 0);
    fclose(file);
}

static void find_input(const char *folder, char *out, size_t bytes)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    assert_non_null(dir);
    while ((entry = readdir(dir)))
        if (strncmp(entry->d_name, "input.", 6) == 0)
            snprintf(out, bytes, "%s/%s", folder, entry->d_name);
    closedir(dir);
}

static void take_format(const struct spoor_json *json, struct spoor_mapping_import *format)
{
    struct spoor_slice delimiter = spoor_json_text(SPOOR_JSON_GET(json, "scheidingsteken"));
    format->format = spoor_json_text(SPOOR_JSON_GET(json, "formaat"));
    format->zaak = spoor_json_text(SPOOR_JSON_GET(json, "zaak"));
    format->delimiter = delimiter.length ? delimiter.data[0] : 0;
    format->latin1 = spoor_slice_equal(spoor_json_text(SPOOR_JSON_GET(json, "tekencodering")), SPOOR_SLICE("latin-1"));
}

/* "overslaan": true in import.json leaves bad rows out; "kolommen" names the columns of a file without header. */
static void take_options(const struct spoor_json *json, struct spoor_arena *arena, struct spoor_import_options *options)
{
    const struct spoor_json *list = SPOOR_JSON_GET(json, "kolommen");
    struct spoor_slice *columns = SPOOR_ARENA_ARRAY(arena, struct spoor_slice, list ? list->count + 1 : 1);
    for (const struct spoor_json *item = list ? list->first : NULL; item; item = item->next)
        columns[options->format.column_count++] = item->text;
    options->format.columns = columns;
    if (spoor_json_bool(SPOOR_JSON_GET(json, "overslaan"), false))
        options->skipped = sink_skipped;
}

static void expect_file(const char *folder, const char *name, const struct spoor_buffer *actual)
{
    char path[1024];
    struct spoor_buffer expected = {0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    read_file(path, &expected);
    if (!spoor_slice_equal(spoor_buffer_slice(&expected), spoor_buffer_slice(actual)))
        fail_msg("%s: expected\n%.*s\nfound\n%.*s", folder, SPOOR_SLICE_ARG(spoor_buffer_slice(&expected)),
                 SPOOR_SLICE_ARG(spoor_buffer_slice(actual)));
    spoor_buffer_fini(&expected);
}

static void check_outcome(const char *folder, const struct import_sink *sink, enum spoor_status status,
                          const struct spoor_error *err)
{
    char path[1024];
    struct spoor_buffer error = {0};
    snprintf(path, sizeof path, "%s/error.txt", folder);
    read_file(path, &error);
    if (error.length == 0 && status != SPOOR_OK)
        fail_msg("%s: %s", folder, err->message);
    if (error.length > 0) {
        error.data[error.length - 1] = 0;
        assert_int_equal(status, SPOOR_HALT);
        if (!strstr(err->message, error.data) || !strstr(err->message, "/input."))
            fail_msg("%s: \"%s\" does not say \"%s\"", folder, err->message, error.data);
    }
    expect_file(folder, "expected.jsonl", &sink->values);
    expect_file(folder, "skipped.txt", &sink->skipped);
    spoor_buffer_fini(&error);
}

static void run_story(const char *name)
{
    char folder[512], path[1024] = "", input[1024] = "";
    struct spoor_buffer document = {0};
    struct spoor_arena arena;
    const struct spoor_json *json = NULL;
    struct spoor_error err = {0};
    struct import_sink sink = {0};
    struct spoor_import_counts counts;
    snprintf(folder, sizeof folder, CASES "/%s", name);
    snprintf(path, sizeof path, "%s/import.json", folder);
    find_input(folder, input, sizeof input);
    spoor_arena_init(&arena, 1 << 20);
    read_file(path, &document);
    assert_int_equal(spoor_json_parse(spoor_buffer_slice(&document), &arena, &json, &err), SPOOR_OK);
    struct spoor_import_options options = sink_options(&sink, input, "csv");
    take_format(json, &options.format);
    take_options(json, &arena, &options);
    enum spoor_status status = spoor_import_file(&options, &counts, &err);
    check_outcome(folder, &sink, status, &err);
    sink_fini(&sink);
    spoor_buffer_fini(&document);
    spoor_arena_fini(&arena);
}

static void every_story_gives_what_it_expects(void **state)
{
    (void)state;
    DIR *dir = opendir(CASES);
    struct dirent *entry;
    int count = 0;
    assert_non_null(dir);
    while ((entry = readdir(dir)))
        if (entry->d_name[0] != '.') {
            run_story(entry->d_name);
            count++;
        }
    closedir(dir);
    assert_true(count >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_story_gives_what_it_expects)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
