#include "definition_set.h"

#include <spoor/base/arena.h>
#include <spoor/codec/definition.h>
#include <stdlib.h>

#define ARENA_BYTES_MAX (256u << 20)
#define EVENT_AHEAD_MAX_US (INT64_C(3600) * SPOOR_SECOND_US) /* no event is placed further beyond its record (docs/contracten.md) */

struct spoor_definition_set {
    struct spoor_arena arena;
    struct spoor_definities items;
    const struct spoor_definitie **array;
    size_t capacity;
    bool starts[SPOOR_KIND_COUNT];
};

struct spoor_definition_set *spoor_definition_set_new(void)
{
    struct spoor_definition_set *set = spoor_allocate(sizeof *set);
    spoor_arena_init(&set->arena, ARENA_BYTES_MAX);
    set->starts[SPOOR_KIND_KLANTREIS_GESTART] = true;
    return set;
}

void spoor_definition_set_free(struct spoor_definition_set *set)
{
    if (!set)
        return;
    spoor_arena_fini(&set->arena);
    free(set);
}

const struct spoor_definities *spoor_definition_set_items(const struct spoor_definition_set *set)
{
    return &set->items;
}

static int definitie_compare(const struct spoor_definitie *a, const struct spoor_definitie *b)
{
    int c = spoor_slice_compare(a->code, b->code);
    return c ? c : (a->versie > b->versie) - (a->versie < b->versie);
}

static void insert_sorted(struct spoor_definition_set *set, const struct spoor_definitie *definitie)
{
    set->array = spoor_arena_grow(&set->arena, set->array, set->items.count, &set->capacity, sizeof *set->array);
    size_t at = set->items.count;
    while (at > 0 && definitie_compare(set->array[at - 1], definitie) > 0) {
        set->array[at] = set->array[at - 1];
        at--;
    }
    set->array[at] = definitie;
    set->items.items = set->array;
    set->items.count++;
}

enum spoor_status spoor_definition_set_add(struct spoor_definition_set *set, const struct spoor_definitie_row *row,
                                           bool *out_added, struct spoor_error *err)
{
    if (spoor_definities_get(&set->items, row->code, row->versie)) {
        if (out_added)
            *out_added = false;
        return SPOOR_OK;
    }
    struct spoor_definitie *definitie = SPOOR_ARENA_NEW(&set->arena, struct spoor_definitie);
    struct spoor_slice document = spoor_arena_copy(&set->arena, row->document);
    enum spoor_status status = spoor_definition_parse(document, &set->arena, definitie, err);
    if (status != SPOOR_OK)
        return spoor_error_set(err, SPOOR_REJECT, "onvolledig", "definition %.*s: %s", SPOOR_SLICE_ARG(row->code),
                               err ? err->message : "");
    definitie->checksum = spoor_arena_copy(&set->arena, row->checksum);
    definitie->document = document;
    insert_sorted(set, definitie);
    for (size_t i = 0; i < definitie->start_count; i++)
        set->starts[definitie->start[i].kind] = true;
    if (out_added)
        *out_added = true;
    return SPOOR_OK;
}

bool spoor_definition_set_starts(const struct spoor_definition_set *set, enum spoor_kind kind)
{
    return set->starts[kind];
}

static bool shares_phase(const struct spoor_definitie *a, const struct spoor_definitie *b)
{
    for (size_t i = 0; i < a->fase_count; i++)
        if (spoor_definitie_fase_order(b, a->fasen[i].code) >= 0)
            return true;
    return false;
}

bool spoor_definition_set_rewrites(const struct spoor_definition_set *set, struct spoor_slice code, int32_t versie,
                                   int64_t now_us)
{
    const struct spoor_definitie *one = spoor_definities_get(&set->items, code, versie);
    if (one && one->geldig_vanaf_us <= now_us + EVENT_AHEAD_MAX_US)
        return true;
    for (size_t i = 0; one && i < set->items.count; i++)
        if (set->array[i] != one && shares_phase(one, set->array[i]))
            return true;
    return false;
}
