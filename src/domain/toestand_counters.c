/* Counters of events; those of contacts are in contact_count.c. */
#include "toestand_internal.h"

/* Whether a definition that arrives later could give the event a journey. */
static bool is_loose(const struct spoor_event *event)
{
    return spoor_kind_group(event->kind) == SPOOR_GROUP_REIS || event->kind == SPOOR_KIND_AANVRAAG_GESTART ||
           event->kind == SPOOR_KIND_AANVRAAG_VERZONDEN || event->kind == SPOOR_KIND_AANVRAAG_AFGEBROKEN ||
           spoor_slice_present(event->klantreis_ref) || event->zaak_ref_count > 0 || event->onderwerpobject_count > 0 ||
           spoor_slice_present(event->fase) || spoor_slice_present(event->definitie);
}

void count_event(struct fold *fold, const struct spoor_event *event, int32_t reis)
{
    fold->toestand->gebeurtenissen++;
    if (reis == NO_REIS && is_loose(event))
        fold->toestand->los++;
}

void reserve_reis(struct spoor_toestand *toestand, struct spoor_arena *arena)
{
    if (toestand->reis_count < toestand->reis_capacity)
        return;
    size_t capacity = toestand->reis_capacity ? toestand->reis_capacity * 2 : 4;
    struct spoor_reis *reizen = SPOOR_ARENA_ARRAY(arena, struct spoor_reis, capacity);
    struct spoor_reis_tellers *tellers = SPOOR_ARENA_ARRAY(arena, struct spoor_reis_tellers, capacity);
    if (toestand->reis_count > 0) {
        memcpy(reizen, toestand->reizen, toestand->reis_count * sizeof(*reizen));
        memcpy(tellers, toestand->reis_tellers, toestand->reis_count * sizeof(*tellers));
    }
    toestand->reizen = reizen;
    toestand->reis_tellers = tellers;
    toestand->reis_capacity = capacity;
}
