#include "mapping_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define NEAREST_WORD_MAX 64
#define NEAREST_DISTANCE_MAX 3
#define POINTER_MAX 200

/* Writes the JSON pointer of place from the root down; returns its length. */
static size_t format_place(const struct mapping_place *place, char *out, size_t capacity)
{
    if (!place || !place->up)
        return 0;
    size_t at = format_place(place->up, out, capacity);
    int length = spoor_slice_present(place->name)
                     ? snprintf(out + at, capacity - at, "/%.*s", SPOOR_SLICE_ARG(place->name))
                     : snprintf(out + at, capacity - at, "/%zu", place->index);
    if (length < 0)
        return at;
    return at + (size_t)length < capacity ? at + (size_t)length : capacity - 1;
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

/* Levenshtein distance of short words, without regard to case. */
static unsigned word_distance(struct spoor_slice a, struct spoor_slice b)
{
    unsigned row[NEAREST_WORD_MAX + 1];
    for (unsigned j = 0; j <= b.length; j++)
        row[j] = j;
    for (size_t i = 0; i < a.length; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i + 1;
        for (size_t j = 0; j < b.length; j++) {
            unsigned cost = diagonal + (mapping_lower(a.data[i]) != mapping_lower(b.data[j]));
            diagonal = row[j + 1];
            unsigned shift = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;
            row[j + 1] = cost < shift ? cost : shift;
        }
    }
    return row[b.length];
}

const char *mapping_nearest(struct spoor_slice word, const char *const *names)
{
    const char *nearest = NULL;
    unsigned best = NEAREST_DISTANCE_MAX + 1;
    for (; *names && word.length <= NEAREST_WORD_MAX; names++) {
        struct spoor_slice name = spoor_slice_of(*names);
        unsigned distance = name.length <= NEAREST_WORD_MAX ? word_distance(word, name) : best;
        if (distance < best) {
            best = distance;
            nearest = *names;
        }
    }
    return nearest;
}

/* "a, b, c" into out. */
static void list_names(const char *const *names, char *out, size_t capacity)
{
    size_t at = 0;
    for (size_t i = 0; names[i] && at < capacity; i++) {
        int length = snprintf(out + at, capacity - at, "%s%s", i ? ", " : "", names[i]);
        at += length > 0 ? (size_t)length : 0;
    }
}

static bool fault_unknown(const struct mapping_loader *loader, const struct mapping_place *place, const char *what,
                          const char *const *names, struct spoor_slice word)
{
    const char *nearest = mapping_nearest(word, names);
    if (nearest)
        return mapping_fault(loader, place, "%s; did you mean \"%s\"?", what, nearest);
    char listed[160];
    list_names(names, listed, sizeof(listed));
    return mapping_fault(loader, place, "%s; expected one of %s", what, listed);
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
            return fault_unknown(loader, &at, "unknown member", names, member->name);
    }
    return true;
}

bool mapping_expect_word(const struct mapping_loader *loader, const struct mapping_place *place,
                         const struct spoor_json *json, const char *const *names, int *out_index)
{
    if (!mapping_expect(loader, place, json, SPOOR_JSON_STRING))
        return false;
    return is_one_of(json->text, names, out_index) || fault_unknown(loader, place, "unknown word", names, json->text);
}
