#include "canonical_internal.h"

#include "json_writer_internal.h"

#define CONSTANT(writer, text) spoor_json_literal((writer), text, sizeof(text) - 1)

static void put_hex(struct spoor_json_writer *writer, const uint8_t bytes[16])
{
    char hex[33];
    spoor_hex_format(bytes, 16, hex);
    spoor_json_string(writer, (struct spoor_slice){hex, 32});
}

static void put_base64(struct spoor_json_writer *writer, struct spoor_slice bytes)
{
    size_t length = spoor_base64_length(bytes.length);
    CONSTANT(writer, "\"");
    char *out = spoor_json_room(writer->buffer, length + 1);
    spoor_base64_encode(bytes.data, bytes.length, out);
    out[length] = '"';
    writer->buffer->length += length + 1;
    writer->comma = true;
}

#define PUT(condition, name, put)                                                                                      \
    do {                                                                                                               \
        if (condition) {                                                                                               \
            SPOOR_JSON_KEY(writer, name);                                                                              \
            put;                                                                                                       \
        }                                                                                                              \
    } while (0)
#define PUT_TEXT(name, value) PUT((value).data, name, spoor_json_string(writer, value))
#define PUT_INT32(name, value) PUT(true, name, spoor_json_integer(writer, value))
#define PUT_INT64(name, value) PUT(true, name, spoor_json_integer(writer, value))
#define PUT_US(name, value) PUT((value) != SPOOR_TIME_NONE, name, spoor_json_integer(writer, value))
#define PUT_BYTES(name, value) PUT((value) != 0, name, spoor_json_integer(writer, value))
#define PUT_FLAG(name, value) PUT(value, name, spoor_json_boolean(writer, true))
#define PUT_HEX(name, value) PUT(record->soort == SPOOR_RECORD_GEBEURTENIS, name, put_hex(writer, value))
#define PUT_BASE64(name, value) PUT((value).data, name, put_base64(writer, value))
#define PUT_VERSION(name, value) PUT(true, name, spoor_json_integer(writer, SPOOR_CANONICAL_VERSION))
#define PUT_SOORT(name, value) PUT(true, name, spoor_json_string(writer, spoor_record_soort_name(value)))
#define PUT_RAW(name, value) PUT((value).data, name, spoor_json_raw(writer, value))

static void put_attributes(struct spoor_json_writer *writer, const struct spoor_canonical *record)
{
#define SPOOR_ATTRIBUTE(member, name, type) PUT_##type(name, record->member);
#include "attributes.def"
#undef SPOOR_ATTRIBUTE
}

void spoor_canonical_encode(const struct spoor_canonical *record, struct spoor_buffer *out)
{
    struct spoor_canonical whole = *record;
    struct spoor_json_writer writer;
    char time[SPOOR_TIME_TEXT_MAX];
    if (!whole.time.data && whole.event.time_us != SPOOR_TIME_NONE)
        whole.time = (struct spoor_slice){time, spoor_time_format(whole.event.time_us, time)};
    spoor_json_writer_init(&writer, out);
    spoor_json_object_begin(&writer);
    CONSTANT(&writer, "\"specversion\":\"1.0\"");
    writer.comma = true;
    put_attributes(&writer, &whole);
    spoor_json_object_end(&writer);
}
