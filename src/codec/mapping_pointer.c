#include "mapping_internal.h"

#include <string.h>

static struct spoor_slice unescape_token(struct spoor_slice token, struct spoor_arena *arena)
{
    if (!memchr(token.data, '~', token.length))
        return token;
    char *text = spoor_arena_text(arena, token.length);
    size_t length = 0;
    for (size_t i = 0; i < token.length; i++) {
        char c = token.data[i];
        if (c == '~' && i + 1 < token.length)
            c = token.data[++i] == '1' ? '/' : '~';
        text[length++] = c;
    }
    return (struct spoor_slice){text, length};
}

static int64_t token_index(struct spoor_slice token)
{
    int64_t index = 0;
    if (token.length == 0 || token.length > 9 || (token.length > 1 && token.data[0] == '0'))
        return -1;
    for (size_t i = 0; i < token.length; i++) {
        if (token.data[i] < '0' || token.data[i] > '9')
            return -1;
        index = index * 10 + (token.data[i] - '0');
    }
    return index;
}

static bool escapes_right(struct spoor_slice text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] == '~' && (i + 1 == text.length || (text.data[i + 1] != '0' && text.data[i + 1] != '1')))
            return false;
    return true;
}

/* The rows of a CSV topic have the columns of the mapping and no others. */
static bool expect_column(const struct mapping_loader *loader, const struct mapping_place *place,
                          const struct mapping_pointer *pointer)
{
    const struct spoor_mapping *mapping = loader->mapping;
    const char **names = SPOOR_ARENA_ARRAY(&loader->mapping->arena, const char *, mapping->column_count + 1);
    for (size_t i = 0; i < mapping->column_count; i++) {
        names[i] = spoor_arena_cstring(&loader->mapping->arena, mapping->columns[i]);
        if (pointer->count == 1 && spoor_slice_equal(pointer->steps[0].name, mapping->columns[i]))
            return true;
    }
    if (pointer->count != 1)
        return mapping_fault(loader, place, "/ and the name of a column was expected");
    return mapping_fault_unknown(loader, place, "column", names, pointer->steps[0].name);
}

static void note_read(struct spoor_mapping *mapping, struct spoor_slice name)
{
    for (size_t i = 0; i < mapping->read_count; i++)
        if (spoor_slice_equal(mapping->reads[i], name))
            return;
    if (mapping->read_count == mapping->read_capacity)
        mapping->reads = spoor_arena_grow(&mapping->arena, mapping->reads, mapping->read_count, &mapping->read_capacity,
                                          sizeof(*mapping->reads));
    mapping->reads[mapping->read_count++] = name;
}

bool mapping_compile_pointer(const struct mapping_loader *loader, const struct mapping_place *place,
                             struct spoor_slice text, struct mapping_pointer *out_pointer)
{
    struct spoor_arena *arena = &loader->mapping->arena;
    struct mapping_pointer pointer = {NULL, 0};
    size_t capacity = 0, at = 0;
    if (text.length > 0 && text.data[0] != '/')
        return mapping_fault(loader, place, "a JSON pointer was expected, beginning with /");
    if (!escapes_right(text))
        return mapping_fault(loader, place, "~ stands for itself as ~0 in a JSON pointer, and / as ~1");
    while (at < text.length) {
        size_t begin = ++at;
        while (at < text.length && text.data[at] != '/')
            at++;
        struct spoor_slice name = unescape_token((struct spoor_slice){text.data + begin, at - begin}, arena);
        if (pointer.count == capacity)
            pointer.steps = spoor_arena_grow(arena, pointer.steps, pointer.count, &capacity, sizeof(*pointer.steps));
        pointer.steps[pointer.count++] = (struct mapping_step){name, token_index(name)};
    }
    *out_pointer = pointer;
    if (pointer.count > 0)
        note_read(loader->mapping, pointer.steps[0].name);
    return loader->mapping->column_count == 0 || expect_column(loader, place, &pointer);
}

static const struct spoor_json *element_at(const struct spoor_json *json, int64_t index)
{
    const struct spoor_json *element = index < 0 ? NULL : json->first;
    for (; element && index > 0; index--)
        element = element->next;
    return element;
}

const struct spoor_json *mapping_pointer_follow(const struct mapping_pointer *pointer, const struct spoor_json *json)
{
    for (size_t i = 0; i < pointer->count && json; i++) {
        const struct mapping_step *step = &pointer->steps[i];
        json = json->type == SPOOR_JSON_ARRAY ? element_at(json, step->index) : spoor_json_get(json, step->name);
    }
    return json;
}

/* Adds a text or pointer part to the template. */
static struct mapping_part *add_part(struct spoor_arena *arena, struct mapping_expr *expr, size_t *capacity)
{
    if (expr->part_count == *capacity)
        expr->parts = spoor_arena_grow(arena, expr->parts, expr->part_count, capacity, sizeof(*expr->parts));
    struct mapping_part *part = &expr->parts[expr->part_count++];
    *part = (struct mapping_part){SPOOR_SLICE_NULL, {NULL, 0}};
    return part;
}

/* One part of the template from *at on: a pointer in braces, or text up to the next brace; {{ and }} are braces. */
static bool take_part(const struct mapping_loader *loader, const struct mapping_place *place, struct spoor_slice text,
                      size_t *at, struct mapping_part *part)
{
    size_t i = *at;
    char c = text.data[i];
    bool doubled = i + 1 < text.length && text.data[i + 1] == c;
    if ((c == '{' || c == '}') && doubled) {
        part->text = (struct spoor_slice){text.data + i, 1};
        *at = i + 2;
        return true;
    }
    if (c == '}')
        return mapping_fault(loader, place, "a } without { in the template; write }} for a brace");
    const char *end = memchr(text.data + i, '}', text.length - i);
    if (c == '{') {
        if (!end)
            return mapping_fault(loader, place, "a { without } in the template; write {{ for a brace");
        *at = (size_t)(end - text.data) + 1;
        struct spoor_slice pointer = {text.data + i + 1, (size_t)(end - text.data) - i - 1};
        if (pointer.length == 0)
            return mapping_fault(loader, place, "{} names nothing: {/pointer} was expected");
        return mapping_compile_pointer(loader, place, pointer, &part->pointer);
    }
    while (i < text.length && text.data[i] != '{' && text.data[i] != '}')
        i++;
    part->text = (struct spoor_slice){text.data + *at, i - *at};
    *at = i;
    return true;
}

bool mapping_compile_template(const struct mapping_loader *loader, const struct mapping_place *place,
                              const struct spoor_json *json, struct mapping_expr *out_expr)
{
    size_t capacity = 0, at = 0;
    if (!mapping_expect(loader, place, json, SPOOR_JSON_STRING))
        return false;
    if (json->text.length == 0)
        return mapping_fault(loader, place, "a text that is not empty was expected");
    while (at < json->text.length)
        if (!take_part(loader, place, json->text, &at, add_part(&loader->mapping->arena, out_expr, &capacity)))
            return false;
    return true;
}
