#include "mapping_internal.h"

#include <spoor/base/nearest.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define POINTER_MAX 200

/* Appends the name as a token of a JSON pointer: ~ and / are escaped. */
static size_t format_token(struct spoor_slice name, char *out, size_t at, size_t capacity)
{
    for (size_t i = 0; i < name.length && at + 3 < capacity; i++) {
        char c = name.data[i];
        if (c == '~' || c == '/')
            out[at++] = '~';
        out[at++] = c == '~' ? '0' : c == '/' ? '1' : c;
    }
    return at;
}

/* Writes the JSON pointer of place from the root down; returns its length. */
static size_t format_place(const struct mapping_place *place, char *out, size_t capacity)
{
    if (!place || !place->up)
        return 0;
    size_t at = format_place(place->up, out, capacity);
    if (at + 32 >= capacity)
        return at;
    out[at++] = '/';
    if (spoor_slice_present(place->name))
        return format_token(place->name, out, at, capacity);
    int length = snprintf(out + at, capacity - at, "%zu", place->index);
    return at + (size_t)(length > 0 ? length : 0);
}

bool mapping_fault(const struct mapping_loader *loader, const struct mapping_place *place, const char *format, ...)
{
    char pointer[POINTER_MAX], expected[SPOOR_ERROR_MESSAGE_MAX / 2];
    pointer[format_place(place, pointer, sizeof(pointer))] = '\0';
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(expected, sizeof(expected), format, arguments);
    va_end(arguments);
    spoor_error_set(loader->err, SPOOR_HALT, "mapping", "%s: %s: %s", loader->path, pointer[0] ? pointer : "/",
                    expected);
    return false;
}

bool mapping_expect(const struct mapping_loader *loader, const struct mapping_place *place,
                    const struct spoor_json *json, enum spoor_json_type type)
{
    static const char *const expectations[] = {"null", "false", "true", "a number", "a text", "a list", "an object"};
    if (json && json->type == type)
        return true;
    return mapping_fault(loader, place, "%s was expected", expectations[type]);
}

/* "a, b, c" into out; "…" for those that do not fit. */
static void list_names(const char *const *names, char *out, size_t capacity)
{
    size_t at = 0;
    for (size_t i = 0; names[i]; i++) {
        bool fits = at + strlen(names[i]) + sizeof(", …") < capacity;
        at += (size_t)snprintf(out + at, capacity - at, "%s%s", i ? ", " : "", fits ? names[i] : "…");
        if (!fits)
            return;
    }
}

bool mapping_fault_unknown(const struct mapping_loader *loader, const struct mapping_place *place, const char *what,
                           const char *const *names, struct spoor_slice word)
{
    const char *nearest = spoor_nearest(word, names, spoor_edits_of_a_slip(word));
    if (nearest)
        return mapping_fault(loader, place, "unknown %s; did you mean \"%s\"?", what, nearest);
    char listed[200] = "";
    list_names(names, listed, sizeof(listed));
    return mapping_fault(loader, place, "unknown %s; expected one of %s", what, listed);
}

static bool is_one_of(struct spoor_slice word, const char *const *names, int *out_index)
{
    for (int i = 0; names[i]; i++) {
        if (spoor_slice_equal(word, spoor_slice_of(names[i]))) {
            *out_index = i;
            return true;
        }
    }
    return false;
}

bool mapping_expect_members(const struct mapping_loader *loader, const struct mapping_place *place,
                            const struct spoor_json *json, const char *const *names)
{
    int index = 0;
    for (const struct spoor_json *member = json->first; member; member = member->next) {
        struct mapping_place at = {place, member->name, 0};
        if (!is_one_of(member->name, names, &index))
            return mapping_fault_unknown(loader, &at, "member", names, member->name);
    }
    return true;
}

bool mapping_expect_word(const struct mapping_loader *loader, const struct mapping_place *place,
                         const struct spoor_json *json, const char *const *names, int *out_index)
{
    if (!mapping_expect(loader, place, json, SPOOR_JSON_STRING))
        return false;
    return is_one_of(json->text, names, out_index) || mapping_fault_unknown(loader, place, "word", names, json->text);
}

static int compare_names(const void *a, const void *b)
{
    const struct spoor_json *const *left = a, *const *right = b;
    return spoor_slice_compare((*left)->name, (*right)->name);
}

bool mapping_expect_once(const struct mapping_loader *loader, const struct mapping_place *place,
                         const struct spoor_json *json)
{
    struct spoor_arena *arena = &loader->mapping->arena;
    const struct spoor_json **members = SPOOR_ARENA_ARRAY(arena, const struct spoor_json *, json->count + 1);
    size_t count = 0;
    bool named = json->type == SPOOR_JSON_OBJECT;
    for (const struct spoor_json *child = json->first; child; child = child->next) {
        struct mapping_place at = {place, named ? child->name : SPOOR_SLICE_NULL, count};
        members[count++] = child;
        if (child->first && !mapping_expect_once(loader, &at, child))
            return false;
    }
    if (named && count > 1)
        qsort(members, count, sizeof(*members), compare_names);
    for (size_t i = 1; named && i < count; i++) {
        struct mapping_place at = {place, members[i]->name, 0};
        if (spoor_slice_equal(members[i - 1]->name, members[i]->name))
            return mapping_fault(loader, &at, "stands here twice; keep one");
    }
    return true;
}
