#include <spoor/codec/notification.h>

#include "envelope_internal.h"
#include "json_writer_internal.h"

/* `<topic>-<partition>-<offset>-<index>`: where the record came from says which one it is. */
static void put_id(const struct spoor_origin *origin, struct spoor_buffer *out)
{
    spoor_buffer_append_slice(out, origin->topic);
    spoor_buffer_append_char(out, '-');
    spoor_buffer_append_int(out, origin->partition);
    spoor_buffer_append_char(out, '-');
    spoor_buffer_append_int(out, origin->offset);
    spoor_buffer_append_char(out, '-');
    spoor_buffer_append_int(out, origin->index);
}

void spoor_quarantaine_encode(const struct spoor_notification_context *context, const struct spoor_canonical *record,
                              struct spoor_buffer *out)
{
    const struct spoor_origin *origin = &record->event.origin;
    struct spoor_json_writer writer;
    struct spoor_buffer id;
    spoor_buffer_init(&id);
    put_id(origin, &id);
    spoor_json_writer_init(&writer, out);
    spoor_envelope_begin(&writer, context, spoor_buffer_slice(&id), ".quarantaine.record-geweigerd");
    spoor_buffer_fini(&id);
    SPOOR_JSON_KEY(&writer, "data");
    spoor_json_object_begin(&writer);
    SPOOR_JSON_MEMBER(&writer, "quarantaineReden", record->reden);
    SPOOR_JSON_MEMBER(&writer, "topic", origin->topic);
    SPOOR_JSON_MEMBER_INT(&writer, "partition", origin->partition);
    SPOOR_JSON_MEMBER_INT(&writer, "offset", origin->offset);
    SPOOR_JSON_MEMBER_INT(&writer, "index", origin->index);
    SPOOR_JSON_MEMBER(&writer, "source", record->event.source);
    SPOOR_JSON_MEMBER(&writer, "type", record->type);
    spoor_json_member_time(&writer, "verwerktOp", context->verwerkt_us);
    spoor_json_object_end(&writer);
    spoor_json_object_end(&writer);
}
