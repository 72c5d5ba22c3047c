/* Voorkeur: on which channels a klant wants to hear from us, in order, for all, one definition or one journey (docs/contracten.md).
 *
 * Each list keeps the place of its event and the last by place counts, so that these events commute: no order of
 * arrival needs the history. A list is kept under the ref that the event names, whether or not a journey has it yet. */
#include "toestand_internal.h"

/* A journey's own list needs no definition. */
static struct spoor_slice named_definitie(const struct spoor_event *event)
{
    return spoor_slice_present(event->klantreis_ref) ? SPOOR_SLICE_NULL : event->definitie;
}

static int compare_keys(const struct spoor_voorkeur *item, struct spoor_slice klantreis_ref,
                        struct spoor_slice definitie)
{
    int c = spoor_slice_compare(item->klantreis_ref, klantreis_ref);
    return c ? c : spoor_slice_compare(item->definitie, definitie);
}

static struct spoor_voorkeur *insert_at(const struct fold *fold, size_t index, const struct spoor_event *event)
{
    struct spoor_toestand *toestand = fold->toestand;
    toestand->voorkeuren = spoor_arena_grow(fold->arena, toestand->voorkeuren, toestand->voorkeur_count,
                                            &toestand->voorkeur_capacity, sizeof(*toestand->voorkeuren));
    struct spoor_voorkeur *item = &toestand->voorkeuren[index];
    memmove(item + 1, item, (toestand->voorkeur_count - index) * sizeof(*item));
    toestand->voorkeur_count++;
    *item = (struct spoor_voorkeur){.klantreis_ref = fold_text(fold, event->klantreis_ref),
                                    .definitie = fold_text(fold, named_definitie(event))};
    return item;
}

static void set_kanalen(const struct fold *fold, struct spoor_voorkeur *item, const struct spoor_event *event,
                        const struct spoor_place *place)
{
    if (event->kanaal_count > item->kanaal_capacity) {
        item->kanalen = SPOOR_ARENA_ARRAY(fold->arena, struct spoor_slice, event->kanaal_count);
        item->kanaal_capacity = event->kanaal_count;
    }
    item->kanaal_count = event->kanaal_count;
    for (size_t i = 0; i < event->kanaal_count; i++)
        item->kanalen[i] = fold_text(fold, event->kanalen[i]);
    item->place = fold->history ? *place : place_copy(place, fold->arena);
}

void voorkeurskanaal_gewijzigd(const struct fold *fold, const struct spoor_event *event,
                               const struct spoor_place *place)
{
    struct spoor_toestand *toestand = fold->toestand;
    size_t index = 0;
    int order = -1;
    while (index < toestand->voorkeur_count &&
           (order = compare_keys(&toestand->voorkeuren[index], event->klantreis_ref, named_definitie(event))) < 0)
        index++;
    bool known = index < toestand->voorkeur_count && order == 0;
    if (known && spoor_place_compare(place, &toestand->voorkeuren[index].place) <= 0)
        return;
    set_kanalen(fold, known ? &toestand->voorkeuren[index] : insert_at(fold, index, event), event, place);
}

void voorkeuren_keep(struct spoor_toestand *toestand, struct spoor_arena *arena)
{
    for (size_t i = 0; i < toestand->voorkeur_count; i++) {
        struct spoor_voorkeur *item = &toestand->voorkeuren[i];
        item->klantreis_ref = spoor_arena_copy(arena, item->klantreis_ref);
        item->definitie = spoor_arena_copy(arena, item->definitie);
        item->place = place_copy(&item->place, arena);
        for (size_t k = 0; k < item->kanaal_count; k++)
            item->kanalen[k] = spoor_arena_copy(arena, item->kanalen[k]);
    }
}

/* A journey answers to several refs: of its own lists the last by place counts. */
struct spoor_slice spoor_toestand_voorkeurskanaal(const struct spoor_toestand *toestand, const struct spoor_slice *refs,
                                                  size_t ref_count, struct spoor_slice definitie)
{
    const struct spoor_aangaande aangaande = {.refs = refs, .ref_count = ref_count, .definitie = definitie};
    const struct spoor_voorkeur *best = NULL;
    int best_near = 0;
    for (size_t i = 0; i < toestand->voorkeur_count; i++) {
        const struct spoor_voorkeur *item = &toestand->voorkeuren[i];
        int near = spoor_aangaande_nearness(&aangaande, item->klantreis_ref, item->definitie);
        bool later = best && near == best_near && spoor_place_compare(&item->place, &best->place) > 0;
        if (near > best_near || (near > 0 && later)) {
            best = item;
            best_near = near;
        }
    }
    return best && best->kanaal_count > 0 ? best->kanalen[0] : SPOOR_SLICE_NULL;
}
