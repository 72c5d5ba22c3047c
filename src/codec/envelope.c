#include "envelope_internal.h"

#include "json_writer_internal.h"

void spoor_envelope_begin(struct spoor_json_writer *writer, const struct spoor_notification_context *context,
                          struct spoor_slice id, const char *type_suffix)
{
    char text[SPOOR_TIME_TEXT_MAX];
    struct spoor_buffer type;
    spoor_buffer_init(&type);
    spoor_buffer_append_slice(&type, context->type_prefix);
    spoor_buffer_append_text(&type, type_suffix);
    spoor_json_object_begin(writer);
    spoor_json_member(writer, "specversion", SPOOR_SLICE("1.0"));
    SPOOR_JSON_MEMBER(writer, "id", id);
    SPOOR_JSON_MEMBER(writer, "source", context->source);
    spoor_json_member(writer, "type", spoor_buffer_slice(&type));
    spoor_json_member(writer, "time", (struct spoor_slice){text, spoor_time_format(context->verwerkt_us, text)});
    spoor_json_member(writer, "datacontenttype", SPOOR_SLICE("application/json"));
    spoor_buffer_fini(&type);
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || memchr("-._~", c, 4);
}

void spoor_envelope_dataref(struct spoor_json_writer *writer, struct spoor_slice ref)
{
    static const char hex[] = "0123456789ABCDEF";
    SPOOR_JSON_KEY(writer, "dataref");
    spoor_json_literal(writer, "\"/klantreizen/", 14);
    char *begin = spoor_json_room(writer->buffer, 3 * ref.length + 1), *out = begin;
    for (size_t i = 0; i < ref.length; i++) {
        if (is_unreserved(ref.data[i])) {
            *out++ = ref.data[i];
            continue;
        }
        *out++ = '%';
        *out++ = hex[(uint8_t)ref.data[i] >> 4];
        *out++ = hex[(uint8_t)ref.data[i] & 15];
    }
    *out++ = '"';
    writer->buffer->length += (size_t)(out - begin);
    writer->comma = true;
}
