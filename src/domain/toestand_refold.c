/* Refold: the whole set from nothing, in fold order.
 *
 * Which journey a start event joins is decided once, by what stood before it. When a start event teaches a journey a
 * key that earlier events carried, the events so far are folded again with all journeys and keys known from the first
 * one on: attribution needs the set only (rule 7). If those are contacts that only count, once at the end will do.
 * Texts borrow from the events until the end, so that folding again takes no memory. */
#include "toestand_internal.h"

static bool comes_first(const struct history_entry *a, const struct history_entry *b)
{
    return spoor_place_compare(&a->place, &b->place) <= 0;
}

static void merge(struct history_entry *out, const struct history_entry *a, size_t a_count,
                  const struct history_entry *b, size_t b_count)
{
    while (a_count > 0 && b_count > 0) {
        bool first = comes_first(a, b);
        *out++ = first ? *a++ : *b++;
        if (first)
            a_count--;
        else
            b_count--;
    }
    if (a_count > 0)
        memcpy(out, a, a_count * sizeof(*a));
    if (b_count > 0)
        memcpy(out, b, b_count * sizeof(*b));
}

static bool is_sorted(const struct history_entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (!comes_first(&entries[i - 1], &entries[i]))
            return false;
    }
    return true;
}

/* Merge sort, since qsort may allocate. Returns the sorted array: `entries` itself or one in the arena. */
static struct history_entry *sort(struct history_entry *entries, size_t count, struct spoor_arena *arena)
{
    if (is_sorted(entries, count))
        return entries;
    struct history_entry *from = entries, *to = SPOOR_ARENA_ARRAY(arena, struct history_entry, count);
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t left = count - start < width ? count - start : width;
            size_t right = count - start - left < width ? count - start - left : width;
            merge(to + start, from + start, left, from + start + left, right);
        }
        struct history_entry *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

/* Chains the entries per contact in fold order, so that vervolgVan finds the contact it names. */
static void index_contacts(struct history *history, struct spoor_arena *arena)
{
    history->bucket_count = history->count;
    history->buckets = SPOOR_ARENA_ARRAY(arena, size_t, history->bucket_count);
    for (size_t i = 0; i < history->bucket_count; i++)
        history->buckets[i] = NO_CONTACT;
    for (size_t i = history->count; i-- > 0;) {
        struct history_entry *entry = &history->entries[i];
        size_t bucket = key_hash(KEY_CONTACT, contact_key(entry->event)) % history->bucket_count;
        entry->next_contact = history->buckets[bucket];
        history->buckets[bucket] = i;
    }
}

static struct history make_history(const struct spoor_event *const *events, size_t count,
                                   const struct spoor_definities *definities, struct spoor_arena *arena)
{
    struct history history = {.entries = SPOOR_ARENA_ARRAY(arena, struct history_entry, count)};
    const struct spoor_event **counting = SPOOR_ARENA_ARRAY(arena, const struct spoor_event *, count);
    bool follows = false;
    history.corrected = correcties_settle(events, count, arena, counting);
    for (size_t i = 0; i < count; i++) {
        const struct spoor_event *event = counting[i];
        if (!event || !spoor_kind_folds(event->kind))
            continue;
        follows = follows || spoor_slice_present(event->vervolg_van);
        history.entries[history.count++] =
            (struct history_entry){.event = event, .place = spoor_place_of(event, definities), .input = i};
    }
    history.entries = sort(history.entries, history.count, arena);
    if (follows)
        index_contacts(&history, arena);
    return history;
}

/* Whether an event does more to the journey that takes it than count. A start event's journey never changes. */
static bool is_moving(const struct fold *fold, const struct spoor_event *event, const struct choice *choice)
{
    if (choice->start)
        return false;
    if (spoor_kind_group(event->kind) != SPOOR_GROUP_CONTACT ||
        (spoor_slice_present(event->klantreis_ref) && event->zaak_ref_count > 0))
        return true;
    for (size_t i = 0; i < fold->definities->count; i++) {
        if (spoor_definitie_ends_by(fold->definities->items[i], event))
            return true;
    }
    return false;
}

/* Folds one entry; tells what that changes about the earlier ones. */
static enum rewrite fold_entry(struct fold *fold, struct history_entry *entry)
{
    struct choice choice;
    if (fold_is_of_klant(entry->event)) {
        klant_event_take(fold, entry->event, &entry->place, &entry->toewijzing);
        return REWRITES_NOTHING;
    }
    fold_choose(fold, entry->event, &choice);
    fold_commit(fold, entry->event, &entry->place, &choice, &entry->toewijzing);
    if (!fold->replaying && is_moving(fold, entry->event, &choice))
        keys_remember_moving(fold, entry->event);
    return choice.rewrites;
}

/* Lets every event so far that names a known journey teach it its zaakRefs. */
static void teach_all(const struct fold *fold, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct spoor_event *event = fold->history->entries[i].event;
        if (!spoor_slice_present(event->klantreis_ref) || event->zaak_ref_count == 0 || fold_is_of_klant(event))
            continue;
        int32_t reis = reis_by_ref(fold->toestand, event->klantreis_ref);
        if (reis != NO_REIS)
            reis_add_zaken(fold, &fold->toestand->reizen[reis], event);
    }
}

/* Leaves a journey its keys and its arrays, with nothing folded into it. */
static void strip_reis(struct spoor_reis *reis)
{
    *reis = (struct spoor_reis){
        .refs = reis->refs,
        .ref_count = reis->ref_count,
        .ref_capacity = reis->ref_capacity,
        .zaak_refs = reis->zaak_refs,
        .zaak_ref_count = reis->zaak_ref_count,
        .zaak_ref_capacity = reis->zaak_ref_capacity,
        .objecten = reis->objecten,
        .object_count = reis->object_count,
        .object_capacity = reis->object_capacity,
        .definitie = reis->definitie,
        .definitie_versie = reis->begin_versie,
        .begin_versie = reis->begin_versie,
        .begin_us = reis->begin_us,
        .eind_us = SPOOR_TIME_NONE,
        .exemplaren = reis->exemplaren,
        .exemplaar_capacity = reis->exemplaar_capacity,
        .huidig = -1,
        .klokken = reis->klokken,
        .klok_capacity = reis->klok_capacity,
        .flags = reis->begin_versie ? 0 : SPOOR_REIS_DEFINITIE_ONBEKEND,
        .laatste_us = SPOOR_TIME_NONE,
    };
}

/* What was said about the klant himself stays: the last by place counts, also the second time. */
static void strip(struct spoor_toestand *toestand)
{
    for (size_t i = 0; i < toestand->reis_count; i++)
        strip_reis(&toestand->reizen[i]);
    toestand->los = toestand->losse_sleutels = 0;
    toestand->verloop.afgelopen_count = 0;
    toestand->gebeurtenissen = 0;
}

static void replay(struct fold *fold, size_t count)
{
    teach_all(fold, count);
    strip(fold->toestand);
    fold->begun = 0;
    fold->replaying = true;
    for (fold->position = 0; fold->position < count; fold->position++)
        fold_entry(fold, &fold->history->entries[fold->position]);
    fold->replaying = false;
}

static void fold_all(struct fold *fold)
{
    bool contacts_wait = false;
    for (size_t i = 0; i < fold->history->count; i++) {
        fold->position = i;
        enum rewrite rewrite = fold_entry(fold, &fold->history->entries[i]);
        if (rewrite == REWRITES_JOURNEYS)
            replay(fold, i + 1);
        contacts_wait = rewrite == REWRITES_CONTACTS || (contacts_wait && rewrite == REWRITES_NOTHING);
    }
    if (contacts_wait)
        replay(fold, fold->history->count);
}

/* ---- what stays is copied ---- */

static void keep(struct spoor_slice *s, struct spoor_arena *arena)
{
    *s = spoor_arena_copy(arena, *s);
}

static void keep_all(struct spoor_slice *items, size_t count, struct spoor_arena *arena)
{
    for (size_t i = 0; i < count; i++)
        keep(&items[i], arena);
}

static void keep_place(struct spoor_place *place, struct spoor_arena *arena)
{
    *place = place_copy(place, arena);
}

static void keep_reis(struct spoor_reis *reis, struct spoor_arena *arena)
{
    struct spoor_slice *texts[] = {&reis->definitie, &reis->resultaat, &reis->vorige_fase, &reis->dossierstatus,
                                   &reis->reden,     &reis->bij_wie,   &reis->laatste_id};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        keep(texts[i], arena);
    keep_all(reis->refs, reis->ref_count, arena);
    keep_all(reis->zaak_refs, reis->zaak_ref_count, arena);
    keep_all(reis->objecten, reis->object_count, arena);
    keep_place(&reis->mijlpaal, arena);
    klokken_keep(reis, arena);
    for (size_t i = 0; i < reis->exemplaar_count; i++) {
        struct spoor_fase_exemplaar *item = &reis->exemplaren[i];
        keep(&item->fase, arena);
        keep(&item->exemplaar, arena);
        keep(&item->resultaat, arena);
        keep(&item->dossierstatus, arena);
    }
}

static void keep_texts(struct spoor_toestand *toestand, struct spoor_arena *arena)
{
    keep_place(&toestand->laatste, arena);
    contacten_keep(toestand, arena);
    voorkeuren_keep(toestand, arena);
    feiten_keep(&toestand->feiten, arena);
    herinneringen_keep(toestand, arena);
    for (size_t i = 0; i < toestand->reis_count; i++) {
        keep_reis(&toestand->reizen[i], arena);
        toestand->reis_tellers[i].ref = toestand->reizen[i].refs[0];
    }
}

static void give_toewijzingen(const struct history *history, size_t count, struct spoor_toewijzing *out)
{
    for (size_t i = 0; i < count; i++)
        out[i] = (struct spoor_toewijzing){.reis = NO_REIS};
    for (size_t i = 0; i < history->count; i++)
        out[history->entries[i].input] = history->entries[i].toewijzing;
}

void spoor_toestand_refold(struct spoor_toestand *toestand, const struct spoor_event *const *events, size_t count,
                           const struct spoor_definities *definities, struct spoor_arena *arena,
                           struct spoor_toewijzing *toewijzingen)
{
    spoor_toestand_refold_until(toestand, events, count, definities, INT64_MAX, arena, toewijzingen);
}

void spoor_toestand_refold_until(struct spoor_toestand *toestand, const struct spoor_event *const *events, size_t count,
                                 const struct spoor_definities *definities, int64_t tot_us, struct spoor_arena *arena,
                                 struct spoor_toewijzing *toewijzingen)
{
    spoor_toestand_init(toestand);
    struct history history = make_history(events, count, definities, arena);
    while (history.count > 0 && history.entries[history.count - 1].place.us > tot_us)
        history.count--;
    struct fold fold = {.toestand = toestand, .definities = definities, .arena = arena, .history = &history};
    fold_all(&fold);
    toestand->verloop.bewogen = toestand->verloop.alle = true;
    toestand->wachtende_correcties = history.corrected;
    contacten_refold(&fold);
    open_refold(&fold);
    if (history.count > 0)
        toestand->laatste = history.entries[history.count - 1].place;
    keep_texts(toestand, arena);
    if (toewijzingen)
        give_toewijzingen(&history, count, toewijzingen);
}
