/* Keys by which events name a journey: refs, zaakRefs and onderwerpobjecten.
 *
 * toestand->losse_sleutels remembers one of 63 bits of each key that was named in vain, so that a journey that learns
 * the key later is noticed; a false hit costs a refold, never a wrong state. */
#include "toestand_internal.h"

uint64_t key_hash(enum key_kind kind, struct spoor_slice key)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ (uint64_t)kind;
    for (size_t i = 0; i < key.length; i++)
        hash = (hash ^ (unsigned char)key.data[i]) * UINT64_C(1099511628211);
    hash ^= hash >> 32;
    return hash * UINT64_C(0x9E3779B97F4A7C15) >> 32;
}

int64_t key_bit(enum key_kind kind, struct spoor_slice key)
{
    return INT64_C(1) << key_hash(kind, key) % 63;
}

static bool contains(const struct spoor_slice *items, size_t count, struct spoor_slice item)
{
    for (size_t i = 0; i < count; i++) {
        if (spoor_slice_equal(items[i], item))
            return true;
    }
    return false;
}

bool reis_has_ref(const struct spoor_reis *reis, struct spoor_slice ref)
{
    return contains(reis->refs, reis->ref_count, ref);
}

bool reis_has_zaak(const struct spoor_reis *reis, struct spoor_slice zaak)
{
    return contains(reis->zaak_refs, reis->zaak_ref_count, zaak);
}

bool reis_has_object(const struct spoor_reis *reis, struct spoor_slice object)
{
    return contains(reis->objecten, reis->object_count, object);
}

void reis_add_ref(const struct fold *fold, struct spoor_reis *reis, struct spoor_slice ref)
{
    if (reis_has_ref(reis, ref))
        return;
    reis->refs = spoor_arena_grow(fold->arena, reis->refs, reis->ref_count, &reis->ref_capacity, sizeof(*reis->refs));
    reis->refs[reis->ref_count++] = fold_text(fold, ref);
}

/* Index where item stands or would stand. */
static size_t sorted_index(const struct spoor_slice *items, size_t count, struct spoor_slice item)
{
    size_t low = 0;
    while (low < count && spoor_slice_compare(items[low], item) < 0)
        low++;
    return low;
}

static void insert_sorted(const struct fold *fold, struct spoor_slice **items, size_t *count, size_t *capacity,
                          struct spoor_slice item)
{
    size_t index = sorted_index(*items, *count, item);
    if (index < *count && spoor_slice_equal((*items)[index], item))
        return;
    *items = spoor_arena_grow(fold->arena, *items, *count, capacity, sizeof(**items));
    memmove(*items + index + 1, *items + index, (*count - index) * sizeof(**items));
    (*items)[index] = fold_text(fold, item);
    (*count)++;
}

void reis_add_zaken(const struct fold *fold, struct spoor_reis *reis, const struct spoor_event *event)
{
    for (size_t i = 0; i < event->zaak_ref_count; i++)
        insert_sorted(fold, &reis->zaak_refs, &reis->zaak_ref_count, &reis->zaak_ref_capacity, event->zaak_refs[i]);
}

void reis_add_objecten(const struct fold *fold, struct spoor_reis *reis, const struct spoor_event *event)
{
    for (size_t i = 0; i < event->onderwerpobject_count; i++)
        insert_sorted(fold, &reis->objecten, &reis->object_count, &reis->object_capacity, event->onderwerpobjecten[i]);
}

int32_t reis_by_ref(const struct spoor_toestand *toestand, struct spoor_slice ref)
{
    for (size_t i = 0; i < toestand->reis_count; i++) {
        if (reis_has_ref(&toestand->reizen[i], ref))
            return (int32_t)i;
    }
    return NO_REIS;
}

static size_t moving_word(uint64_t hash)
{
    return (size_t)(hash / 64) % MOVING_KEY_WORDS;
}

static void remember_moving(struct history *history, enum key_kind kind, struct spoor_slice key)
{
    uint64_t hash = key_hash(kind, key);
    history->moving_keys[moving_word(hash)] |= UINT64_C(1) << (hash & 63);
}

void keys_remember_moving(struct fold *fold, const struct spoor_event *event)
{
    if (spoor_slice_present(event->klantreis_ref))
        remember_moving(fold->history, KEY_REF, event->klantreis_ref);
    for (size_t i = 0; i < event->zaak_ref_count; i++)
        remember_moving(fold->history, KEY_ZAAK, event->zaak_refs[i]);
    for (size_t i = 0; i < event->onderwerpobject_count; i++)
        remember_moving(fold->history, KEY_OBJECT, event->onderwerpobjecten[i]);
}

/* Without history, and where contacts follow each other, nothing is known about who carried a key. */
static enum rewrite rewrite_by(const struct fold *fold, enum key_kind kind, struct spoor_slice key)
{
    if (!fold->history || fold->history->buckets)
        return REWRITES_JOURNEYS;
    uint64_t hash = key_hash(kind, key);
    bool moving = fold->history->moving_keys[moving_word(hash)] >> (hash & 63) & 1;
    return moving ? REWRITES_JOURNEYS : REWRITES_CONTACTS;
}

/* A key that another journey has too may draw earlier events to this one, if this one fits them better. */
static enum rewrite key_rewrites(const struct fold *fold, int32_t reis, enum key_kind kind, struct spoor_slice key)
{
    const struct spoor_toestand *toestand = fold->toestand;
    bool (*has)(const struct spoor_reis *, struct spoor_slice) = kind == KEY_REF    ? reis_has_ref
                                                                 : kind == KEY_ZAAK ? reis_has_zaak
                                                                                    : reis_has_object;
    if (reis != NO_REIS && has(&toestand->reizen[reis], key))
        return REWRITES_NOTHING;
    if (toestand->losse_sleutels & key_bit(kind, key))
        return rewrite_by(fold, kind, key);
    for (size_t i = 0; i < toestand->reis_count; i++) {
        if (has(&toestand->reizen[i], key))
            return rewrite_by(fold, kind, key);
    }
    return REWRITES_NOTHING;
}

static enum rewrite heaviest(enum rewrite a, enum rewrite b)
{
    return a > b ? a : b;
}

enum rewrite keys_rewrite(const struct fold *fold, int32_t reis, const struct spoor_event *event, bool start)
{
    enum rewrite rewrite = start ? key_rewrites(fold, reis, KEY_REF, start_ref(event)) : REWRITES_NOTHING;
    for (size_t i = 0; i < event->zaak_ref_count; i++)
        rewrite = heaviest(rewrite, key_rewrites(fold, reis, KEY_ZAAK, event->zaak_refs[i]));
    for (size_t i = 0; start && i < event->onderwerpobject_count; i++)
        rewrite = heaviest(rewrite, key_rewrites(fold, reis, KEY_OBJECT, event->onderwerpobjecten[i]));
    return rewrite;
}

bool keys_teach_zaak(const struct spoor_reis *reis, const struct spoor_event *event)
{
    for (size_t i = 0; i < event->zaak_ref_count; i++) {
        if (!reis_has_zaak(reis, event->zaak_refs[i]))
            return true;
    }
    return false;
}
