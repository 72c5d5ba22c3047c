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
