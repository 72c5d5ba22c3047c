#include <spoor/codec/json.h>

#include "json_scan_internal.h"
#include "json_string_internal.h"

/* Nodes come from the arena in blocks: fewer calls, and one clearing for many. */
#define NODES_PER_BLOCK_MAX 64

struct reader {
    const char *p, *begin, *end;
    struct spoor_arena *arena, *node_arena;
    struct spoor_json *nodes;
    size_t nodes_left;
    int depth;
    const char *problem; /* what was wrong at p, once reading failed */
};

static bool read_value(struct reader *reader, struct spoor_json *json);

static bool fail(struct reader *reader, const char *problem)
{
    reader->problem = problem;
    return false;
}

static struct spoor_json *new_node(struct reader *reader)
{
    if (reader->nodes_left == 0) {
        size_t guess = (size_t)(reader->end - reader->p) / 16 + 1;
        reader->nodes_left = guess < NODES_PER_BLOCK_MAX ? guess : NODES_PER_BLOCK_MAX;
        reader->nodes = SPOOR_ARENA_ARRAY(reader->node_arena, struct spoor_json, reader->nodes_left);
    }
    reader->nodes_left--;
    return reader->nodes++;
}

/* The next byte that is no white space; 0 at the end (a NUL in the input is no JSON either). */
static inline char peek(struct reader *reader)
{
    const char *p = reader->p, *end = reader->end;
    while (p < end && (uint8_t)*p <= ' ' && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    reader->p = p;
    return p < end ? *p : '\0';
}

/* p stands on a byte that is not plain: true when the string goes on after it. */
static bool pass_special(struct reader *reader, bool *escaped)
{
    const char *p = reader->p;
    if ((uint8_t)*p >= 0x80) {
        size_t length = spoor_json_utf8_length(p, reader->end);
        reader->p += length;
        return length > 0 || fail(reader, "invalid UTF-8");
    }
    if (*p != '\\')
        return fail(reader, "control character in a string");
    *escaped = true;
    reader->p += reader->end - p > 1 ? 2 : 1;
    return true;
}

static bool unescape(struct reader *reader, struct spoor_slice *text)
{
    char *out = spoor_arena_text(reader->arena, text->length);
    size_t length;
    if (!spoor_json_unescape(*text, out, &length, &reader->p))
        return fail(reader, "invalid escape");
    *text = (struct spoor_slice){out, length};
    return true;
}

/* p is on the opening quote. */
static inline bool read_string(struct reader *reader, struct spoor_slice *text)
{
    const char *begin = ++reader->p;
    bool escaped = false;
    for (;;) {
        reader->p = spoor_json_scan(reader->p, reader->end, true);
        if (reader->p >= reader->end)
            return fail(reader, "a string without end");
        if (*reader->p == '"')
            break;
        if (!pass_special(reader, &escaped))
            return false;
    }
    *text = (struct spoor_slice){begin, (size_t)(reader->p - begin)};
    const char *after = ++reader->p;
    if (!escaped)
        return true;
    if (!unescape(reader, text))
        return false;
    reader->p = after;
    return true;
}

/* At least one digit; returns where they end, NULL when there is none. */
static const char *pass_digits(const char *p, const char *end)
{
    const char *begin = p;
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p > begin ? p : NULL;
}

static const char *pass_number(const char *p, const char *end)
{
    if (p < end && *p == '-')
        p++;
    p = p < end && *p == '0' ? p + 1 : pass_digits(p, end);
    if (p && p < end && *p == '.')
        p = pass_digits(p + 1, end);
    if (p && p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-'))
            p++;
        p = pass_digits(p, end);
    }
    return p;
}

static bool read_number(struct reader *reader, struct spoor_json *json)
{
    const char *after = pass_number(reader->p, reader->end);
    if (!after)
        return fail(reader, "a value expected");
    json->type = SPOOR_JSON_NUMBER;
    json->text = (struct spoor_slice){reader->p, (size_t)(after - reader->p)};
    reader->p = after;
    return true;
}

static bool read_word(struct reader *reader, struct spoor_json *json, struct spoor_slice word,
                      enum spoor_json_type type)
{
    if ((size_t)(reader->end - reader->p) < word.length || memcmp(reader->p, word.data, word.length) != 0)
        return fail(reader, "a value expected");
    json->type = type;
    reader->p += word.length;
    return true;
}

static bool read_member(struct reader *reader, struct spoor_json *child)
{
    if (peek(reader) != '"')
        return fail(reader, "a member name expected");
    if (!read_string(reader, &child->name))
        return false;
    if (peek(reader) != ':')
        return fail(reader, "':' expected");
    reader->p++;
    return read_value(reader, child);
}

/* p is after the opening bracket; close is the bracket that ends it. */
static bool read_children(struct reader *reader, struct spoor_json *json, char close)
{
    struct spoor_json **link = &json->first;
    if (peek(reader) == close) {
        reader->p++;
        return true;
    }
    for (;;) {
        struct spoor_json *child = new_node(reader);
        if (!(close == '}' ? read_member(reader, child) : read_value(reader, child)))
            return false;
        *link = child;
        link = &child->next;
        json->count++;
        char next = peek(reader);
        if (next != ',' && next != close)
            return fail(reader, close == '}' ? "',' or '}' expected" : "',' or ']' expected");
        reader->p++;
        if (next == close)
            return true;
    }
}

static bool read_container(struct reader *reader, struct spoor_json *json, enum spoor_json_type type)
{
    if (reader->depth >= SPOOR_JSON_DEPTH_MAX)
        return fail(reader, "nested too deep");
    reader->depth++;
    reader->p++;
    json->type = type;
    bool ok = read_children(reader, json, type == SPOOR_JSON_OBJECT ? '}' : ']');
    reader->depth--;
    return ok;
}

static bool read_any(struct reader *reader, struct spoor_json *json, char first)
{
    switch (first) {
    case '"':
        json->type = SPOOR_JSON_STRING;
        return read_string(reader, &json->text);
    case '{':
        return read_container(reader, json, SPOOR_JSON_OBJECT);
    case '[':
        return read_container(reader, json, SPOOR_JSON_ARRAY);
    case 't':
        return read_word(reader, json, SPOOR_SLICE("true"), SPOOR_JSON_TRUE);
    case 'f':
        return read_word(reader, json, SPOOR_SLICE("false"), SPOOR_JSON_FALSE);
    case 'n':
        return read_word(reader, json, SPOOR_SLICE("null"), SPOOR_JSON_NULL);
    default:
        return read_number(reader, json);
    }
}

static bool read_value(struct reader *reader, struct spoor_json *json)
{
    char first = peek(reader);
    const char *begin = reader->p;
    if (!read_any(reader, json, first))
        return false;
    json->raw = (struct spoor_slice){begin, (size_t)(reader->p - begin)};
    return true;
}

static bool read_document(struct reader *reader, struct spoor_json *json)
{
    if (!read_value(reader, json))
        return false;
    peek(reader);
    return reader->p == reader->end || fail(reader, "something after the value");
}

/* A person who looks for the place in a file counts lines; a record has one. */
static enum spoor_status unreadable(const struct reader *reader, struct spoor_error *err)
{
    size_t byte = (size_t)(reader->p - reader->begin), line = 1;
    for (const char *p = reader->begin; p < reader->p; p++)
        line += *p == '\n';
    if (line == 1)
        return spoor_error_set(err, SPOOR_REJECT, "onleesbaar", "byte %zu: %s", byte, reader->problem);
    return spoor_error_set(err, SPOOR_REJECT, "onleesbaar", "byte %zu (line %zu): %s", byte, line, reader->problem);
}

static enum spoor_status parse(struct spoor_slice text, struct spoor_arena *arena, struct spoor_arena *node_arena,
                               const struct spoor_json **out_json, struct spoor_error *err)
{
    const char *begin = text.data ? text.data : "";
    struct reader reader = {
        .p = begin, .begin = begin, .end = begin + text.length, .arena = arena, .node_arena = node_arena};
    struct spoor_json *json = new_node(&reader);
    if (!read_document(&reader, json))
        return unreadable(&reader, err);
    *out_json = json;
    return SPOOR_OK;
}

enum spoor_status spoor_json_parse(struct spoor_slice text, struct spoor_arena *arena,
                                   const struct spoor_json **out_json, struct spoor_error *err)
{
    return parse(text, arena, arena, out_json, err);
}

enum spoor_status spoor_json_parse_briefly(struct spoor_slice text, struct spoor_arena *arena,
                                           const struct spoor_json **out_json, struct spoor_error *err)
{
    return parse(text, arena, spoor_arena_scratch(arena), out_json, err);
}
