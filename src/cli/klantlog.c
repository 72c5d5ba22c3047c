#include "klantlog.h"

#include <spoor/codec/canonical.h>
#include <spoor/processor/own_ref.h>

enum spoor_status spoor_klantlog_complete(struct spoor_event *event, struct spoor_arena *arena, struct spoor_error *err)
{
    if (spoor_canonical_decode_data(event->data, arena, event, err) != SPOOR_OK)
        return spoor_error_set(err, SPOOR_HALT, "log_onleesbaar", "an event of klant %.*s cannot be read",
                               SPOOR_SLICE_ARG(event->klant_ref));
    spoor_event_own_ref(event, true, arena);
    return SPOOR_OK;
}
