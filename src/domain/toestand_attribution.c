/* Attribution of an event that starts nothing (rule 6): by keys, by the contact it follows, else the only one that fits.
 *
 * Keys are looked up among all journeys of the set, also those that begin at a later place; only the last rule asks
 * which journeys are open at the event's place. */
#include "toestand_internal.h"

static bool lists(const struct spoor_slice *items, size_t count, struct spoor_slice code)
{
    for (size_t i = 0; spoor_slice_present(code) && i < count; i++) {
        if (spoor_slice_equal(items[i], code))
            return true;
    }
    return false;
}

static struct spoor_slice named_fase(const struct spoor_event *event)
{
    return event->kind == SPOOR_KIND_FASE_TERUGGEZET ? event->naar_fase : event->fase;
}

bool reis_fits(const struct fold *fold, const struct spoor_reis *reis, const struct spoor_event *event)
{
    const struct spoor_definitie *definitie = reis_definitie(reis, fold->definities);
    if (spoor_kind_group(event->kind) == SPOOR_GROUP_CONTACT)
        return definitie && (lists(definitie->onderwerpen, definitie->onderwerp_count, event->onderwerp_code) ||
                             lists(definitie->lijnen, definitie->lijn_count, event->kanaallijn));
    bool named = spoor_slice_present(event->definitie);
    if (named && !spoor_slice_equal(event->definitie, reis->definitie))
        return false;
    struct spoor_slice fase = named_fase(event);
    if (!spoor_slice_present(fase))
        return true;
    return definitie ? spoor_definitie_fase_order(definitie, fase) >= 0 : named;
}

/* The oldest journey that has the key and fits the event, else the oldest that has it. */
static int32_t known_by(const struct fold *fold, const struct spoor_event *event,
                        bool (*has)(const struct spoor_reis *, struct spoor_slice), struct spoor_slice key)
{
    int32_t first = NO_REIS;
    for (size_t i = 0; i < fold->toestand->reis_count; i++) {
        const struct spoor_reis *reis = &fold->toestand->reizen[i];
        if (!has(reis, key))
            continue;
        if (reis_fits(fold, reis, event))
            return (int32_t)i;
        if (first == NO_REIS)
            first = (int32_t)i;
    }
    return first;
}

static bool attribute_by_ref(const struct fold *fold, const struct spoor_event *event, struct choice *choice)
{
    if (!spoor_slice_present(event->klantreis_ref))
        return false;
    choice->reis = reis_by_ref(fold->toestand, event->klantreis_ref);
    choice->by_ref = choice->reis != NO_REIS;
    if (!choice->by_ref)
        choice->missed |= key_bit(KEY_REF, event->klantreis_ref);
    return choice->by_ref;
}

/* The contact that an event follows counts as missed also when a key hits: at an earlier state of the keys it did not.
 */
void attribute_by_keys(const struct fold *fold, const struct spoor_event *event, struct choice *choice)
{
    if (spoor_slice_present(event->vervolg_van))
        choice->missed |= key_bit(KEY_CONTACT, event->vervolg_van);
    if (attribute_by_ref(fold, event, choice))
        return;
    for (size_t i = 0; i < event->zaak_ref_count && choice->reis == NO_REIS; i++) {
        choice->reis = known_by(fold, event, reis_has_zaak, event->zaak_refs[i]);
        if (choice->reis == NO_REIS)
            choice->missed |= key_bit(KEY_ZAAK, event->zaak_refs[i]);
    }
    for (size_t i = 0; i < event->onderwerpobject_count && choice->reis == NO_REIS; i++) {
        choice->reis = known_by(fold, event, reis_has_object, event->onderwerpobjecten[i]);
        if (choice->reis == NO_REIS)
            choice->missed |= key_bit(KEY_OBJECT, event->onderwerpobjecten[i]);
    }
}

struct spoor_slice contact_key(const struct spoor_event *event)
{
    if (spoor_slice_present(event->klantcontact_id))
        return event->klantcontact_id;
    return spoor_slice_present(event->bron_id) ? event->bron_id : event->id;
}

/* The journey of an earlier event of the contact that this one follows. */
static int32_t followed_reis(const struct fold *fold, const struct spoor_event *event)
{
    const struct history *history = fold->history;
    uint64_t bucket = key_hash(KEY_CONTACT, event->vervolg_van) % history->bucket_count;
    for (size_t i = history->buckets[bucket]; i < fold->position; i = history->entries[i].next_contact) {
        const struct history_entry *entry = &history->entries[i];
        if (entry->toewijzing.reis != NO_REIS && spoor_slice_equal(contact_key(entry->event), event->vervolg_van))
            return entry->toewijzing.reis;
    }
    return NO_REIS;
}

static int32_t only_open_fit(const struct fold *fold, const struct spoor_event *event)
{
    int32_t only = NO_REIS;
    for (int32_t i = 0; i < fold->begun; i++) {
        const struct spoor_reis *reis = &fold->toestand->reizen[i];
        if (reis->beeindigd || !reis_fits(fold, reis, event))
            continue;
        if (only != NO_REIS)
            return NO_REIS;
        only = i;
    }
    return only;
}

void attribute_otherwise(const struct fold *fold, const struct spoor_event *event, struct choice *choice)
{
    if (spoor_slice_present(event->vervolg_van)) {
        if (fold->history)
            choice->reis = followed_reis(fold, event);
        else if (fold->toestand->reis_count > 0)
            choice->needs_history = true;
    }
    if (choice->reis == NO_REIS)
        choice->reis = only_open_fit(fold, event);
}
