#include <spoor/codec/json.h>

#include <spoor/base/time.h>

#include "json_scan_internal.h"
#include "json_writer_internal.h"

void spoor_json_writer_init(struct spoor_json_writer *writer, struct spoor_buffer *buffer)
{
    *writer = (struct spoor_json_writer){.buffer = buffer};
}

static void open(struct spoor_json_writer *writer, char bracket)
{
    spoor_json_literal(writer, &bracket, 1);
}

static void close(struct spoor_json_writer *writer, char bracket)
{
    *spoor_json_room(writer->buffer, 1) = bracket;
    writer->buffer->length++;
    writer->comma = true;
}

void spoor_json_object_begin(struct spoor_json_writer *writer)
{
    open(writer, '{');
}

void spoor_json_object_end(struct spoor_json_writer *writer)
{
    close(writer, '}');
}

void spoor_json_array_begin(struct spoor_json_writer *writer)
{
    open(writer, '[');
}

void spoor_json_array_end(struct spoor_json_writer *writer)
{
    close(writer, ']');
}

/* A value without escaping, after the comma that is due. */
static void put_value(struct spoor_json_writer *writer, const char *text, size_t length)
{
    spoor_json_literal(writer, text, length);
    writer->comma = true;
}

static char *put_escape(char *out, char c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt", hex[] = "0123456789abcdef";
    const char *known = memchr(from, c, sizeof from - 1);
    *out++ = '\\';
    if (known) {
        *out++ = to[known - from];
        return out;
    }
    memcpy(out, "u00", 3);
    out[3] = hex[(uint8_t)c >> 4];
    out[4] = hex[(uint8_t)c & 15];
    return out + 5;
}

/* The rest of a string from its first special byte; room for six bytes for each of its bytes. */
static char *put_escaped(char *out, const char *p, const char *end)
{
    while (p < end) {
        const char *stop = spoor_json_scan(p, end, false);
        memcpy(out, p, (size_t)(stop - p));
        out += stop - p;
        p = stop;
        if (p < end)
            out = put_escape(out, *p++);
    }
    return out;
}

static void put_quoted(struct spoor_json_writer *writer, struct spoor_slice text)
{
    const char *end = text.data + text.length;
    const char *special = spoor_json_scan(text.data, end, false);
    size_t plain = (size_t)(special - text.data);
    char *begin = spoor_json_room(writer->buffer, 3 + plain + 6 * (size_t)(end - special));
    char *out = begin;
    *out = ',';
    out += writer->comma;
    *out++ = '"';
    memcpy(out, text.data, plain);
    out = put_escaped(out + plain, special, end);
    *out++ = '"';
    writer->buffer->length += (size_t)(out - begin);
    writer->comma = true;
}

void spoor_json_key(struct spoor_json_writer *writer, struct spoor_slice name)
{
    put_quoted(writer, name.data ? name : SPOOR_SLICE(""));
    *spoor_json_room(writer->buffer, 1) = ':';
    writer->buffer->length++;
    writer->comma = false;
}

void spoor_json_string(struct spoor_json_writer *writer, struct spoor_slice text)
{
    if (text.data)
        put_quoted(writer, text);
    else
        spoor_json_null(writer);
}

/* Two digits at a time, from the end backwards. */
static char *put_digits(char *end, uint64_t value)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
                                "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
                                "8081828384858687888990919293949596979899";
    char *p = end;
    for (; value >= 100; value /= 100)
        memcpy(p -= 2, pairs + 2 * (value % 100), 2);
    if (value >= 10)
        memcpy(p -= 2, pairs + 2 * value, 2);
    else
        *--p = (char)('0' + value);
    return p;
}

void spoor_json_integer(struct spoor_json_writer *writer, int64_t value)
{
    char digits[20], *end = digits + sizeof digits;
    char *p = put_digits(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
    if (value < 0)
        *--p = '-';
    put_value(writer, p, (size_t)(end - p));
}

void spoor_json_boolean(struct spoor_json_writer *writer, bool value)
{
    put_value(writer, value ? "true" : "false", value ? 4 : 5);
}

void spoor_json_null(struct spoor_json_writer *writer)
{
    put_value(writer, "null", 4);
}

void spoor_json_raw(struct spoor_json_writer *writer, struct spoor_slice json)
{
    put_value(writer, json.data ? json.data : "null", json.data ? json.length : 4);
}

static void put_children(struct spoor_json_writer *writer, const struct spoor_json *json, bool named)
{
    for (const struct spoor_json *child = json->first; child; child = child->next) {
        if (named)
            spoor_json_key(writer, child->name);
        spoor_json_value(writer, child);
    }
}

void spoor_json_value(struct spoor_json_writer *writer, const struct spoor_json *json)
{
    switch (json->type) {
    case SPOOR_JSON_NULL:
        spoor_json_null(writer);
        break;
    case SPOOR_JSON_FALSE:
    case SPOOR_JSON_TRUE:
        spoor_json_boolean(writer, json->type == SPOOR_JSON_TRUE);
        break;
    case SPOOR_JSON_NUMBER:
        spoor_json_raw(writer, json->text);
        break;
    case SPOOR_JSON_STRING:
        spoor_json_string(writer, json->text);
        break;
    case SPOOR_JSON_ARRAY:
        spoor_json_array_begin(writer);
        put_children(writer, json, false);
        spoor_json_array_end(writer);
        break;
    case SPOOR_JSON_OBJECT:
        spoor_json_object_begin(writer);
        put_children(writer, json, true);
        spoor_json_object_end(writer);
        break;
    }
}

void spoor_json_member(struct spoor_json_writer *writer, const char *name, struct spoor_slice text)
{
    if (!spoor_slice_present(text))
        return;
    spoor_json_key(writer, spoor_slice_of(name));
    spoor_json_string(writer, text);
}

void spoor_json_member_int(struct spoor_json_writer *writer, const char *name, int64_t value)
{
    spoor_json_key(writer, spoor_slice_of(name));
    spoor_json_integer(writer, value);
}

void spoor_json_member_bool(struct spoor_json_writer *writer, const char *name, bool value)
{
    spoor_json_key(writer, spoor_slice_of(name));
    spoor_json_boolean(writer, value);
}

void spoor_json_member_time(struct spoor_json_writer *writer, const char *name, int64_t us)
{
    char text[SPOOR_TIME_TEXT_MAX];
    if (us == SPOOR_TIME_NONE)
        return;
    spoor_json_key(writer, spoor_slice_of(name));
    spoor_json_string(writer, (struct spoor_slice){text, spoor_time_format(us, text)});
}
