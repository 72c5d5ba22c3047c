/* The loaders of mappings and definitions agree with their JSON Schemas: what stands beside a schema as valid is taken,
 * what stands there as invalid is refused. */
#include "mapping_story.h"

#include <spoor/codec/definition.h>

#define SCHEMAS SPOOR_TEST_SOURCE_DIR "/../schemas"

typedef bool taken_by(struct spoor_slice document, struct spoor_error *err);

static bool mapping_takes(struct spoor_slice document, struct spoor_error *err)
{
    struct spoor_mapping *mapping = NULL;
    bool taken = spoor_mapping_parse(document, "p.json", &mapping, err) == SPOOR_OK;
    spoor_mapping_free(taken ? mapping : NULL);
    return taken;
}

static bool definition_takes(struct spoor_slice document, struct spoor_error *err)
{
    struct spoor_arena arena;
    struct spoor_definitie definitie;
    spoor_arena_init(&arena, 1 << 24);
    bool taken = spoor_definition_check(document, &arena, err) == SPOOR_OK &&
                 spoor_definition_parse(document, &arena, &definitie, err) == SPOOR_OK;
    spoor_arena_fini(&arena);
    return taken;
}

static void check_all(const char *name, bool right, taken_by *taken)
{
    struct story story = {.name = name};
    size_t count = 0;
    snprintf(story.folder, sizeof(story.folder), "%s", SCHEMAS);
    spoor_arena_init(&story.arena, 64 << 20);
    const struct spoor_json *examples = story_json(&story, name);
    for (const struct spoor_json *item = examples->first; item; item = item->next, count++) {
        struct spoor_error err = {.message = ""};
        const struct spoor_json *document = right ? item : SPOOR_JSON_GET(item, "voorbeeld");
        if (taken(document->raw, &err) != right)
            fail_msg("%s[%zu] (%.*s): %s", name, count,
                     SPOOR_SLICE_ARG(spoor_json_text(SPOOR_JSON_GET(item, "waarom"))), right ? err.message : "taken");
    }
    assert_true(count > 0);
    spoor_arena_fini(&story.arena);
}

static void mappings(void **state)
{
    (void)state;
    check_all("mapping.voorbeelden.json", true, mapping_takes);
    check_all("mapping.fout.json", false, mapping_takes);
}

/* Who writes a mapping begins with a copy of it. */
static void the_mapping_in_the_documentation_is_taken(void **state)
{
    (void)state;
    struct story story = {.name = "contracten.md"};
    struct spoor_error err = {.message = ""};
    snprintf(story.folder, sizeof(story.folder), "%s", SPOOR_TEST_SOURCE_DIR "/../docs");
    spoor_arena_init(&story.arena, 64 << 20);
    struct spoor_slice text = story_file(&story, story.name);
    const char *begin = memmem(text.data, text.length, "{\"naam\"", 7);
    assert_non_null(begin);
    const char *end = memmem(begin, text.length - (size_t)(begin - text.data), "```", 3);
    assert_non_null(end);
    if (!mapping_takes((struct spoor_slice){begin, (size_t)(end - begin)}, &err))
        fail_msg("%s", err.message);
    spoor_arena_fini(&story.arena);
}

static void definitions(void **state)
{
    (void)state;
    check_all("klantreis.voorbeelden.json", true, definition_takes);
    check_all("klantreis.fout.json", false, definition_takes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(mappings),
                                       cmocka_unit_test(the_mapping_in_the_documentation_is_taken),
                                       cmocka_unit_test(definitions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
