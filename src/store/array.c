/* Columns and rows as binary arrays: header (dimensions, has nulls, element type, size, lower bound), then length and
 * bytes of each element, all big-endian. A row is the number of its columns, then type, length and bytes of each. */
#include "store_internal.h"

#include <endian.h>

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25,
       OID_TIMESTAMPTZ = 1184, OID_UUID = 2950 };

#define HEADER_BYTES_MAX 20

/* Rows either through pointers or by stride. */
struct rows {
    const void *const *pointers;
    const char *first;
    size_t stride;
};

static const void *field(const struct rows *rows, size_t row, size_t offset)
{
    const char *base = rows->pointers ? rows->pointers[row] : rows->first + row * rows->stride;
    return base + offset;
}

static int32_t element_oid(enum store_type type)
{
    switch (type) {
    case STORE_UUID: return OID_UUID;
    case STORE_I64: return OID_INT8;
    case STORE_I32: return OID_INT4;
    case STORE_BOOL: return OID_BOOL;
    case STORE_TIME: return OID_TIMESTAMPTZ;
    case STORE_PRECISIE: return OID_INT2;
    case STORE_BYTES:
    case STORE_BYTES_16:
    case STORE_BYTES_32: return OID_BYTEA;
    case STORE_TEXT:
    case STORE_KIND:
    case STORE_TEXTS: return OID_TEXT;
    }
    return 0;
}

static char *put_u32(char *at, uint32_t value)
{
    uint32_t wire = htobe32(value);
    memcpy(at, &wire, sizeof wire);
    return at + sizeof wire;
}

static char *put_u64(char *at, uint64_t value)
{
    uint64_t wire = htobe64(value);
    memcpy(at, &wire, sizeof wire);
    return at + sizeof wire;
}

static char *put_bytes(char *at, const void *data, size_t length)
{
    at = put_u32(at, (uint32_t)length);
    memcpy(at, data, length);
    return at + length;
}

/* {"a","b"} with quotes and backslashes escaped, as the input function of text[] reads it. */
static void put_texts(struct spoor_buffer *buffer, const struct spoor_slice *texts, size_t count)
{
    spoor_buffer_append_char(buffer, '{');
    for (size_t i = 0; i < count; i++) {
        spoor_buffer_append_text(buffer, i ? ",\"" : "\"");
        for (size_t n = 0; n < texts[i].length; n++) {
            char c = texts[i].data[n];
            if (c == '"' || c == '\\')
                spoor_buffer_append_char(buffer, '\\');
            spoor_buffer_append_char(buffer, c);
        }
        spoor_buffer_append_char(buffer, '"');
    }
    spoor_buffer_append_char(buffer, '}');
}

static bool put_slice(struct spoor_buffer *buffer, struct spoor_slice value)
{
    char *at = spoor_buffer_reserve(buffer, 4 + value.length);
    if (!spoor_slice_present(value)) {
        put_u32(at, UINT32_MAX);
        buffer->length += 4;
        return false;
    }
    put_bytes(at, value.data, value.length);
    buffer->length += 4 + value.length;
    return true;
}

struct text_list { /* how rows hold a list: the pointer, then the count */
    const struct spoor_slice *items;
    size_t count;
};

static bool put_text_list(struct spoor_buffer *buffer, const struct text_list *list)
{
    if (list->count == 0)
        return put_slice(buffer, SPOOR_SLICE_NULL);
    size_t start = buffer->length;
    store_put_i32(buffer, 0);
    put_texts(buffer, list->items, list->count);
    put_u32(buffer->data + start, (uint32_t)(buffer->length - start - 4));
    return true;
}

/* Elements of a fixed size, without NULLs. */
static char *put_fixed(char *at, enum store_type type, const void *value)
{
    switch (type) {
    case STORE_UUID:
    case STORE_BYTES_16: return put_bytes(at, value, 16);
    case STORE_BYTES_32: return put_bytes(at, value, 32);
    case STORE_I64: return put_u64(put_u32(at, 8), (uint64_t)*(const int64_t *)value);
    case STORE_I32: return put_u32(put_u32(at, 4), (uint32_t)*(const int32_t *)value);
    case STORE_BOOL: return put_bytes(at, *(const bool *)value ? "\1" : "\0", 1);
    case STORE_PRECISIE: {
        uint16_t wire = htobe16((uint16_t) * (const enum spoor_precisie *)value);
        return put_bytes(at, &wire, 2);
    }
    case STORE_TIME:
    case STORE_TEXT:
    case STORE_BYTES:
    case STORE_KIND:
    case STORE_TEXTS: break;
    }
    return at;
}

/* Returns false for NULL. */
static bool put_varying(struct spoor_buffer *buffer, enum store_type type, const void *value)
{
    if (type == STORE_TEXTS)
        return put_text_list(buffer, value);
    if (type == STORE_KIND)
        return put_slice(buffer, spoor_slice_of(spoor_kind_name(*(const enum spoor_kind *)value)));
    if (type != STORE_TIME)
        return put_slice(buffer, *(const struct spoor_slice *)value);
    int64_t us = *(const int64_t *)value;
    if (us == SPOOR_TIME_NONE)
        return put_slice(buffer, SPOOR_SLICE_NULL);
    char *at = spoor_buffer_reserve(buffer, 12);
    put_u64(put_u32(at, 8), (uint64_t)(us - STORE_EPOCH_US));
    buffer->length += 12;
    return true;
}

static bool is_fixed(enum store_type type)
{
    return type == STORE_UUID || type == STORE_I64 || type == STORE_I32 || type == STORE_BOOL ||
           type == STORE_PRECISIE || type == STORE_BYTES_16 || type == STORE_BYTES_32;
}

static void write_header(char *at, int32_t oid, bool has_nulls, size_t count)
{
    at = put_u32(at, 1);
    at = put_u32(at, has_nulls);
    at = put_u32(at, (uint32_t)oid);
    at = put_u32(at, (uint32_t)count);
    put_u32(at, 1);
}

/* An array without dimensions. */
static void write_empty(struct spoor_buffer *buffer, enum store_type type)
{
    store_put_i32(buffer, 0);
    store_put_i32(buffer, 0);
    store_put_i32(buffer, element_oid(type));
}

#define FIXED_BYTES_MAX 36

/* Length and bytes; returns false for NULL. */
static bool put_element(struct spoor_buffer *buffer, enum store_type type, const void *value)
{
    if (!is_fixed(type))
        return put_varying(buffer, type, value);
    char *at = spoor_buffer_reserve(buffer, FIXED_BYTES_MAX);
    buffer->length += (size_t)(put_fixed(at, type, value) - at);
    return true;
}

/* Returns the number of elements that are not NULL. */
static size_t write_elements(struct spoor_buffer *buffer, struct store_column column, const struct rows *rows,
                             size_t count)
{
    size_t present = 0;
    for (size_t i = 0; i < count; i++)
        present += put_element(buffer, column.type, field(rows, i, column.offset));
    return present;
}

static void write_column(struct spoor_session *session, struct store_column column, const struct rows *rows,
                         size_t count)
{
    struct spoor_buffer *buffer = &session->params.values;
    store_param_start(session);
    size_t start = buffer->length;
    spoor_buffer_reserve(buffer, HEADER_BYTES_MAX);
    buffer->length += HEADER_BYTES_MAX;
    size_t present = write_elements(buffer, column, rows, count);
    if (present > 0) {
        write_header(buffer->data + start, element_oid(column.type), present < count, count);
    } else {
        buffer->length = start;
        write_empty(buffer, column.type);
    }
    store_param_end(session);
}

void store_param_column(struct spoor_session *session, struct store_column column, const void *const *rows,
                        size_t count)
{
    write_column(session, column, &(struct rows){.pointers = rows}, count);
}

void store_param_strided(struct spoor_session *session, struct store_column column, const void *first, size_t stride,
                         size_t count)
{
    write_column(session, column, &(struct rows){.first = first, .stride = stride}, count);
}

static void put_row(struct spoor_buffer *buffer, const struct store_shape *shape, const char *row)
{
    size_t start = buffer->length;
    store_put_i32(buffer, 0);
    store_put_i32(buffer, (int32_t)shape->count);
    for (size_t i = 0; i < shape->count; i++) {
        store_put_i32(buffer, element_oid(shape->columns[i].type));
        put_element(buffer, shape->columns[i].type, row + shape->columns[i].offset);
    }
    put_u32(buffer->data + start, (uint32_t)(buffer->length - start - 4));
}

void store_param_rows(struct spoor_session *session, const struct store_shape *shape, const void *const *rows,
                      size_t count)
{
    struct spoor_buffer *buffer = &session->params.values;
    store_param_start(session);
    size_t start = buffer->length;
    spoor_buffer_reserve(buffer, HEADER_BYTES_MAX);
    buffer->length += HEADER_BYTES_MAX;
    write_header(buffer->data + start, session->row_types[shape->row_type], false, count);
    for (size_t i = 0; i < count; i++)
        put_row(buffer, shape, rows[i]);
    store_param_end(session);
}
