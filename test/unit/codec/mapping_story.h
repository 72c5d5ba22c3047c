/* Stories of test/cases/mapping: a folder with mapping.json, input (the bytes of a record), headers.json (optional) and
 * what must come out. Shared by the tests of mapping and of intake.
 *
 * SPOOR_UPDATE_CASES=1 in the environment writes the expectation instead of comparing: look at the difference in git.
 * Threads: one. Memory: the arena of the story. */
#ifndef SPOOR_TEST_MAPPING_STORY_H
#define SPOOR_TEST_MAPPING_STORY_H

#include "cmocka_test.h"

#include <dirent.h>
#include <spoor/codec/mapping.h>

#ifndef SPOOR_TEST_SOURCE_DIR
#define SPOOR_TEST_SOURCE_DIR "test"
#endif
#define STORY_FOLDER SPOOR_TEST_SOURCE_DIR "/cases/mapping"
#define STORY_HEADERS_MAX 32

struct story {
    const char *name;
    char folder[512];
    struct spoor_arena arena;
    struct spoor_mapping *mapping;
    struct spoor_slice value;
    struct spoor_header headers[STORY_HEADERS_MAX];
    size_t header_count;
};

/* Absent when there is no such file. */
static inline struct spoor_slice story_file(struct story *story, const char *name)
{
    char path[800];
    snprintf(path, sizeof(path), "%s/%s", story->folder, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        return SPOOR_SLICE_NULL;
    char *text = spoor_arena_text(&story->arena, 1 << 20);
    size_t length = fread(text, 1, 1 << 20, file);
    fclose(file);
    return (struct spoor_slice){text, length};
}

static inline const struct spoor_json *story_json(struct story *story, const char *name)
{
    struct spoor_slice text = story_file(story, name);
    const struct spoor_json *json = NULL;
    struct spoor_error err;
    if (!spoor_slice_present(text))
        return NULL;
    if (spoor_json_parse(text, &story->arena, &json, &err) != SPOOR_OK)
        fail_msg("%s/%s: %s", story->name, name, err.message);
    return json;
}

static inline void story_open(struct story *story, const char *name)
{
    struct spoor_error err;
    char path[800];
    *story = (struct story){.name = name};
    spoor_arena_init(&story->arena, 64 << 20);
    snprintf(story->folder, sizeof(story->folder), "%s/%s", STORY_FOLDER, name);
    snprintf(path, sizeof(path), "%s/mapping.json", story->folder);
    if (spoor_mapping_load(path, &story->mapping, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
    story->value = story_file(story, "input");
    const struct spoor_json *headers = story_json(story, "headers.json");
    for (const struct spoor_json *header = headers ? headers->first : NULL; header; header = header->next)
        story->headers[story->header_count++] = (struct spoor_header){header->name, header->text};
}

static inline void story_close(struct story *story)
{
    spoor_mapping_free(story->mapping);
    spoor_arena_fini(&story->arena);
}

/* Same value, whatever the order of members. */
static inline bool story_same(const struct spoor_json *a, const struct spoor_json *b)
{
    if (a->type != b->type || a->count != b->count)
        return false;
    if (a->type == SPOOR_JSON_STRING || a->type == SPOOR_JSON_NUMBER)
        return spoor_slice_equal(a->text, b->text);
    const struct spoor_json *other = b->first;
    for (const struct spoor_json *child = a->first; child; child = child->next) {
        const struct spoor_json *match = a->type == SPOOR_JSON_OBJECT ? spoor_json_get(b, child->name) : other;
        if (!match || !story_same(child, match))
            return false;
        other = other ? other->next : NULL;
    }
    return true;
}

static inline void story_write(const struct story *story, const char *name, struct spoor_slice text)
{
    char path[800];
    snprintf(path, sizeof(path), "%s/%s", story->folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(text.data, 1, text.length, file);
    fputc('\n', file);
    fclose(file);
}

/* actual against the file; NULL in the folder = not told by this story. */
static inline bool story_expect(struct story *story, const char *name, const struct spoor_buffer *actual)
{
    struct spoor_error err;
    const struct spoor_json *json = NULL, *expected;
    assert_int_equal(spoor_json_parse(spoor_buffer_slice(actual), &story->arena, &json, &err), SPOOR_OK);
    if (getenv("SPOOR_UPDATE_CASES"))
        story_write(story, name, spoor_buffer_slice(actual));
    expected = story_json(story, name);
    if (!expected) {
        print_error("%s: no %s\n", story->name, name);
        return false;
    }
    if (story_same(expected, json) && story_same(json, expected))
        return true;
    print_error("%s: %s differs, actual:\n%.*s\n", story->name, name, (int)actual->length, actual->data);
    return false;
}

/* Runs check over all stories; returns how many there are, -1 when one failed. */
static inline int story_all(bool (*check)(struct story *))
{
    struct dirent **entries;
    int count = scandir(STORY_FOLDER, &entries, NULL, alphasort), ran = 0, failed = 0;
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            struct story story;
            story_open(&story, entries[i]->d_name);
            failed += !check(&story);
            ran++;
            story_close(&story);
        }
        free(entries[i]);
    }
    free(entries);
    return failed ? -1 : ran;
}

#endif
