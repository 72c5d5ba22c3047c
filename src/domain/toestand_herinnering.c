/* Herinnering: what a klant asked to be reminded of. The last by place of one id counts, so that these events commute.
 *
 * A klant has a bounded number. Those set last stay; one that had to go cannot come back without being set later still,
 * so any order of arrival leaves the same ones. */
#include "toestand_internal.h"

static size_t find(const struct spoor_toestand *toestand, struct spoor_slice id, bool *out_known)
{
    size_t index = 0;
    int order = -1;
    while (index < toestand->herinnering_count &&
           (order = spoor_slice_compare(toestand->herinneringen[index].id, id)) < 0)
        index++;
    *out_known = index < toestand->herinnering_count && order == 0;
    return index;
}

static void insert_at(const struct fold *fold, size_t index)
{
    struct spoor_toestand *toestand = fold->toestand;
    toestand->herinneringen =
        spoor_arena_grow(fold->arena, toestand->herinneringen, toestand->herinnering_count,
                         &toestand->herinnering_capacity, sizeof(*toestand->herinneringen));
    struct spoor_herinnering *item = &toestand->herinneringen[index];
    memmove(item + 1, item, (toestand->herinnering_count - index) * sizeof(*item));
    toestand->herinnering_count++;
}

static void remove_first_set(struct spoor_toestand *toestand)
{
    size_t first = 0;
    for (size_t i = 1; i < toestand->herinnering_count; i++)
        if (spoor_place_compare(&toestand->herinneringen[i].place, &toestand->herinneringen[first].place) < 0)
            first = i;
    struct spoor_herinnering *item = &toestand->herinneringen[first];
    memmove(item, item + 1, (--toestand->herinnering_count - first) * sizeof(*item));
}

void herinnering_ingesteld(const struct fold *fold, const struct spoor_event *event, const struct spoor_place *place)
{
    struct spoor_toestand *toestand = fold->toestand;
    bool known = false;
    if (!spoor_slice_present(event->herinnering_id) || event->herinneren_us == SPOOR_TIME_NONE)
        return;
    size_t index = find(toestand, event->herinnering_id, &known);
    if (known && spoor_place_compare(place, &toestand->herinneringen[index].place) <= 0)
        return;
    if (!known)
        insert_at(fold, index);
    toestand->herinneringen[index] =
        (struct spoor_herinnering){.id = fold_text(fold, event->herinnering_id),
                                   .waarvoor = fold_text(fold, event->waarvoor),
                                   .klantreis_ref = fold_text(fold, event->klantreis_ref),
                                   .op_us = event->herinneren_us,
                                   .stil = event->stil && event->herinneren_us <= event->broker_us,
                                   .place = fold->history ? *place : place_copy(place, fold->arena)};
    if (toestand->herinnering_count > SPOOR_HERINNERINGEN_MAX)
        remove_first_set(toestand);
}

void herinneringen_keep(struct spoor_toestand *toestand, struct spoor_arena *arena)
{
    for (size_t i = 0; i < toestand->herinnering_count; i++) {
        struct spoor_herinnering *item = &toestand->herinneringen[i];
        item->id = spoor_arena_copy(arena, item->id);
        item->waarvoor = spoor_arena_copy(arena, item->waarvoor);
        item->klantreis_ref = spoor_arena_copy(arena, item->klantreis_ref);
        item->place = place_copy(&item->place, arena);
    }
}
