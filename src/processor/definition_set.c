#include "definition_set.h"

#include <spoor/codec/definition.h>
#include <stdlib.h>

#define ARENA_BYTES_MAX (256u << 20)
#define EVENT_AHEAD_MAX_US (INT64_C(3600) * SPOOR_SECOND_US) /* no event is placed further beyond its record (docs/contracten.md) */

struct place {
    int32_t partition;
    int64_t offset;
    const struct spoor_definitie *definitie;
};

struct view { /* what one partition folds with now */
    struct spoor_definities items;
    size_t capacity;
};

struct spoor_definition_set {
    struct spoor_arena arena; /* of what is known */
    struct view known;
    bool starts[SPOOR_KIND_COUNT];
    struct spoor_arena place_arena; /* of places and views */
    struct place *places;
    size_t place_count, place_capacity;
    struct view *views; /* by partition */
    size_t view_count, view_capacity;
};

struct spoor_definition_set *spoor_definition_set_new(void)
{
    struct spoor_definition_set *set = spoor_allocate(sizeof *set);
    spoor_arena_init(&set->arena, ARENA_BYTES_MAX);
    spoor_arena_init(&set->place_arena, ARENA_BYTES_MAX);
    set->starts[SPOOR_KIND_KLANTREIS_GESTART] = true;
    return set;
}

void spoor_definition_set_free(struct spoor_definition_set *set)
{
    if (!set)
        return;
    spoor_arena_fini(&set->place_arena);
    spoor_arena_fini(&set->arena);
    free(set);
}

const struct spoor_definities *spoor_definition_set_known(const struct spoor_definition_set *set)
{
    return &set->known.items;
}

static int definitie_compare(const struct spoor_definitie *a, const struct spoor_definitie *b)
{
    int c = spoor_slice_compare(a->code, b->code);
    return c ? c : (a->versie > b->versie) - (a->versie < b->versie);
}

static void insert_sorted(struct view *view, struct spoor_arena *arena, const struct spoor_definitie *definitie)
{
    struct spoor_definities *items = &view->items;
    items->items = spoor_arena_grow(arena, items->items, items->count, &view->capacity, sizeof *items->items);
    size_t at = items->count;
    while (at > 0 && definitie_compare(items->items[at - 1], definitie) > 0) {
        items->items[at] = items->items[at - 1];
        at--;
    }
    items->items[at] = definitie;
    items->count++;
}

enum spoor_status spoor_definition_set_add(struct spoor_definition_set *set, const struct spoor_definitie_row *row,
                                           struct spoor_error *err)
{
    if (spoor_definities_get(&set->known.items, row->code, row->versie))
        return SPOOR_OK;
    struct spoor_definitie *definitie = SPOOR_ARENA_NEW(&set->arena, struct spoor_definitie);
    struct spoor_slice document = spoor_arena_copy(&set->arena, row->document);
    enum spoor_status status = spoor_definition_parse(document, &set->arena, definitie, err);
    if (status != SPOOR_OK)
        return spoor_error_set(err, SPOOR_REJECT, "onvolledig", "definition %.*s: %s", SPOOR_SLICE_ARG(row->code),
                               err ? err->message : "");
    definitie->checksum = spoor_arena_copy(&set->arena, row->checksum);
    definitie->document = document;
    insert_sorted(&set->known, &set->arena, definitie);
    for (size_t i = 0; i < definitie->start_count; i++)
        set->starts[definitie->start[i].kind] = true;
    return SPOOR_OK;
}

bool spoor_definition_set_starts(const struct spoor_definition_set *set, enum spoor_kind kind)
{
    return set->starts[kind];
}

/* ---- where they count ---- */

static struct view *view_of(struct spoor_definition_set *set, int32_t partition)
{
    while (set->view_count <= (size_t)partition) {
        set->views = spoor_arena_grow(&set->place_arena, set->views, set->view_count, &set->view_capacity,
                                      sizeof *set->views);
        set->views[set->view_count++] = (struct view){0};
    }
    return &set->views[partition];
}

void spoor_definition_set_place(struct spoor_definition_set *set, const struct spoor_definitie_plaats *plaats)
{
    struct view *view = view_of(set, plaats->partition);
    const struct spoor_definitie *definitie =
        spoor_definities_get(&set->known.items, plaats->code, plaats->versie);
    if (!definitie || spoor_definities_get(&view->items, plaats->code, plaats->versie))
        return;
    insert_sorted(view, &set->place_arena, definitie);
    set->places = spoor_arena_grow(&set->place_arena, set->places, set->place_count, &set->place_capacity,
                                   sizeof *set->places);
    set->places[set->place_count++] = (struct place){plaats->partition, plaats->offset, definitie};
}

void spoor_definition_set_forget_places(struct spoor_definition_set *set)
{
    spoor_arena_reset(&set->place_arena);
    set->places = NULL;
    set->views = NULL;
    set->place_count = set->place_capacity = set->view_count = set->view_capacity = 0;
}

const struct spoor_definities *spoor_definition_set_of(const struct spoor_definition_set *set, int32_t partition)
{
    static const struct spoor_definities none;
    return (size_t)partition < set->view_count ? &set->views[partition].items : &none;
}

const struct spoor_definities *spoor_definition_set_at(const struct spoor_definition_set *set, int32_t partition,
                                                       int64_t offset, struct spoor_arena *arena)
{
    struct view *view = SPOOR_ARENA_NEW(arena, struct view);
    for (size_t i = 0; i < set->place_count; i++)
        if (set->places[i].partition == partition && set->places[i].offset <= offset)
            insert_sorted(view, arena, set->places[i].definitie);
    return &view->items;
}

static bool shares_phase(const struct spoor_definitie *a, const struct spoor_definitie *b)
{
    for (size_t i = 0; i < a->fase_count; i++)
        if (spoor_definitie_fase_order(b, a->fasen[i].code) >= 0)
            return true;
    return false;
}

bool spoor_definities_rewritten_by(const struct spoor_definities *definities, struct spoor_slice code, int32_t versie,
                                   int64_t now_us)
{
    const struct spoor_definitie *one = spoor_definities_get(definities, code, versie);
    if (one && one->geldig_vanaf_us <= now_us + EVENT_AHEAD_MAX_US)
        return true;
    for (size_t i = 0; one && i < definities->count; i++)
        if (definities->items[i] != one && shares_phase(one, definities->items[i]))
            return true;
    return false;
}
