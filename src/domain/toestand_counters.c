/* Counters of contacts: they commute, so they are kept apart from what has an order (rule 11). */
#include "toestand_internal.h"

static void touch(const struct fold *fold, struct spoor_tellers *tellers, struct spoor_slice code, int64_t us)
{
    if (!spoor_slice_present(code))
        return;
    size_t index = 0;
    while (index < tellers->count && spoor_slice_compare(tellers->items[index].code, code) < 0)
        index++;
    if (index == tellers->count || !spoor_slice_equal(tellers->items[index].code, code)) {
        tellers->items =
            spoor_arena_grow(fold->arena, tellers->items, tellers->count, &tellers->capacity, sizeof(*tellers->items));
        memmove(tellers->items + index + 1, tellers->items + index, (tellers->count - index) * sizeof(*tellers->items));
        tellers->items[index] = (struct spoor_teller){fold_text(fold, code), 0, us};
        tellers->count++;
    }
    struct spoor_teller *teller = &tellers->items[index];
    teller->aantal++;
    if (us > teller->laatste_us)
        teller->laatste_us = us;
}

/* A switch of channel is told beside the two contacts that make it. */
static bool is_contact(const struct spoor_event *event)
{
    return spoor_kind_group(event->kind) == SPOOR_GROUP_CONTACT && event->kind != SPOOR_KIND_KANAALWISSEL_GEREGISTREERD;
}

/* Whether a definition that arrives later could give the event a journey. */
static bool is_loose(const struct spoor_event *event)
{
    return spoor_kind_group(event->kind) == SPOOR_GROUP_REIS || event->kind == SPOOR_KIND_AANVRAAG_GESTART ||
           event->kind == SPOOR_KIND_AANVRAAG_VERZONDEN || event->kind == SPOOR_KIND_AANVRAAG_AFGEBROKEN ||
           spoor_slice_present(event->klantreis_ref) || event->zaak_ref_count > 0 || event->onderwerpobject_count > 0 ||
           spoor_slice_present(event->fase) || spoor_slice_present(event->definitie);
}

void count_event(struct fold *fold, const struct spoor_event *event, int32_t reis, struct spoor_slice fase)
{
    struct spoor_toestand *toestand = fold->toestand;
    int64_t us = event->plaatsgevonden_us;
    toestand->gebeurtenissen++;
    if (reis == NO_REIS && is_loose(event))
        toestand->los++;
    if (!is_contact(event))
        return;
    toestand->contacten++;
    touch(fold, &toestand->per_kanaal, event->kanaal, us);
    if (reis == NO_REIS)
        return;
    struct spoor_reis_tellers *tellers = &toestand->reis_tellers[reis];
    tellers->contacten++;
    touch(fold, &tellers->per_kanaal, event->kanaal, us);
    touch(fold, &tellers->per_fase, fase, us);
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
