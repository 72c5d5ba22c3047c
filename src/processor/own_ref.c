#include <spoor/processor/own_ref.h>

#include <spoor/crypto/hash.h>

static struct spoor_slice name_ref(struct spoor_slice klant_ref, struct spoor_slice source, struct spoor_slice id,
                                   struct spoor_arena *arena)
{
    struct spoor_slice parts[] = {klant_ref, source, id};
    char text[SPOOR_UUID_TEXT_MAX];
    spoor_uuid_format(spoor_name_uuid(parts, 3), text);
    return spoor_arena_copy(arena, spoor_slice_of(text));
}

/* A correction may give data to a correction, and so on. */
static const struct spoor_event *complete_vervanging(const struct spoor_event *correction, struct spoor_slice klant_ref,
                                                     struct spoor_slice own_source, struct spoor_arena *arena)
{
    if (!correction->vervanging)
        return NULL;
    struct spoor_slice source =
        spoor_slice_present(correction->correctie_source) ? correction->correctie_source : own_source;
    struct spoor_event *data = SPOOR_ARENA_NEW(arena, struct spoor_event);
    *data = *correction->vervanging;
    data->own_ref = data->klantreis_ref.data ? data->klantreis_ref
                                             : name_ref(klant_ref, source, correction->correctie_id, arena);
    data->vervanging = complete_vervanging(data, klant_ref, source, arena);
    return data;
}

void spoor_event_own_ref(struct spoor_event *event, bool may_start, struct spoor_arena *arena)
{
    if (event->klantreis_ref.data)
        event->own_ref = event->klantreis_ref;
    else if (may_start)
        event->own_ref = name_ref(event->klant_ref, event->source, event->id, arena);
    event->vervanging = complete_vervanging(event, event->klant_ref, event->source, arena);
}
