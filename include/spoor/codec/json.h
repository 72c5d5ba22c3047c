/* JSON: a strict one-pass reader into a tree in an arena, and a writer of canonical text; the one seam for JSON.
 *
 * Surprising: strings borrow from the input unless they hold escapes; numbers keep their text, so nothing is rounded;
 * `raw` is the exact input of a value, so unknown members can be carried without being understood.
 * Strict: RFC 8259, valid UTF-8 (no surrogates, no overlong), no NUL even as \u0000, depth at most 64, no duplicate
 * check (the last member wins in spoor_json_get).
 * Threads: pure. Memory: the tree lives in the arena and borrows the input. */
#ifndef SPOOR_CODEC_JSON_H
#define SPOOR_CODEC_JSON_H

#include <spoor/base/arena.h>
#include <spoor/base/buffer.h>
#include <spoor/base/status.h>
#include <stdint.h>

#define SPOOR_JSON_DEPTH_MAX 64

enum spoor_json_type { SPOOR_JSON_NULL, SPOOR_JSON_FALSE, SPOOR_JSON_TRUE, SPOOR_JSON_NUMBER, SPOOR_JSON_STRING,
                       SPOOR_JSON_ARRAY, SPOOR_JSON_OBJECT };

struct spoor_json {
    enum spoor_json_type type;
    uint32_t count;              /* members or elements */
    struct spoor_slice text;     /* string: unescaped; number: its text */
    struct spoor_slice raw;      /* the value as it stands in the input */
    struct spoor_slice name;     /* when a member: its unescaped name */
    struct spoor_json *first;    /* children as a list, in input order */
    struct spoor_json *next;
};

/* SPOOR_REJECT ("onleesbaar", message names the byte offset) when text is not one JSON value. */
enum spoor_status spoor_json_parse(struct spoor_slice text, struct spoor_arena *arena,
                                   const struct spoor_json **out_json, struct spoor_error *err);
/* The same; the tree lives until the next call with this arena, its texts as long as the arena's. */
enum spoor_status spoor_json_parse_briefly(struct spoor_slice text, struct spoor_arena *arena,
                                           const struct spoor_json **out_json, struct spoor_error *err);
/* Member of an object, NULL when absent or json is no object (NULL is allowed). */
const struct spoor_json *spoor_json_get(const struct spoor_json *json, struct spoor_slice name);
#define SPOOR_JSON_GET(json, literal) spoor_json_get((json), SPOOR_SLICE(literal))
/* RFC 6901 pointer. */
const struct spoor_json *spoor_json_pointer(const struct spoor_json *json, struct spoor_slice pointer);
/* Text of a string, else absent. */
struct spoor_slice spoor_json_text(const struct spoor_json *json);
/* Text of a string, number or bool: "true"/"false"; else absent. */
struct spoor_slice spoor_json_scalar(const struct spoor_json *json);
/* False when it is no number, has a fraction or exponent, or does not fit. */
bool spoor_json_int(const struct spoor_json *json, int64_t *out_value);
bool spoor_json_bool(const struct spoor_json *json, bool fallback);

/* Tree builders, for decoders of other formats (CSV rows, headers) that feed the same mapping. */
struct spoor_json *spoor_json_new(struct spoor_arena *arena, enum spoor_json_type type, struct spoor_slice text);
/* *tail: the last child so far, NULL before the first; one per parent. */
void spoor_json_add(struct spoor_json *parent, struct spoor_slice name, struct spoor_json *child,
                    struct spoor_json **tail);

/* Writer: appends to a buffer; commas are written by the writer. */
struct spoor_json_writer {
    struct spoor_buffer *buffer;
    bool comma; /* one is due before the next member or element */
};
void spoor_json_writer_init(struct spoor_json_writer *writer, struct spoor_buffer *buffer);
void spoor_json_object_begin(struct spoor_json_writer *writer);
void spoor_json_object_end(struct spoor_json_writer *writer);
void spoor_json_array_begin(struct spoor_json_writer *writer);
void spoor_json_array_end(struct spoor_json_writer *writer);
void spoor_json_key(struct spoor_json_writer *writer, struct spoor_slice name);
void spoor_json_string(struct spoor_json_writer *writer, struct spoor_slice text); /* absent = null */
void spoor_json_integer(struct spoor_json_writer *writer, int64_t value);
void spoor_json_boolean(struct spoor_json_writer *writer, bool value);
void spoor_json_null(struct spoor_json_writer *writer);
void spoor_json_raw(struct spoor_json_writer *writer, struct spoor_slice json); /* already JSON */
void spoor_json_value(struct spoor_json_writer *writer, const struct spoor_json *json); /* in its own order, compact */
/* key + value, nothing when the text is absent. */
void spoor_json_member(struct spoor_json_writer *writer, const char *name, struct spoor_slice text);
void spoor_json_member_int(struct spoor_json_writer *writer, const char *name, int64_t value);
void spoor_json_member_bool(struct spoor_json_writer *writer, const char *name, bool value);
void spoor_json_member_time(struct spoor_json_writer *writer, const char *name, int64_t us); /* nothing for NONE */

#endif
