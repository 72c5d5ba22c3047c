/* The recent contacts: the last few by place, whole. Who leaves them is counted for good; only a refold undoes that.
 *
 * What stays of one that left: its counts; itself, while it is the last of its journey or onderwerp, or while a recent
 * contact is linked to it; and its keys (staart), so that an event that belongs to it is noticed. */
#include "contact_internal.h"

/* ---- keys of those that left ---- */

void spoor_staart_add(struct spoor_staart *staart, int64_t sleutel, struct spoor_arena *arena)
{
    staart->sleutels =
        spoor_arena_grow(arena, staart->sleutels, staart->count, &staart->capacity, sizeof(*staart->sleutels));
    staart->sleutels[staart->count++] = sleutel;
}

bool staart_has(const struct spoor_staart *staart, int64_t sleutel)
{
    for (size_t i = 0; i < staart->count; i++) {
        if (staart->sleutels[i] == sleutel)
            return true;
    }
    return false;
}

static void add_text(struct fold *fold, enum contact_key kind, struct spoor_slice text)
{
    if (spoor_slice_present(text))
        spoor_staart_add(&fold->toestand->contacten.staart, contact_hash(kind, text), fold->arena);
}

static void add_keys(struct fold *fold, const struct spoor_contact *contact)
{
    add_text(fold, CONTACT_KEY_ID, contact->id);
    add_text(fold, CONTACT_KEY_GESPREK, contact->gesprek_id);
    add_text(fold, CONTACT_KEY_NAMED, contact->vervolg_van);
    for (size_t i = 0; i < contact->feit_count; i++)
        add_text(fold, CONTACT_KEY_FACT, contact->feiten[i]);
}

/* ---- leaving ---- */

struct spoor_contact contact_remembered(const struct spoor_contact *contact)
{
    struct spoor_contact copy = *contact;
    copy.feiten = NULL;
    copy.feit_count = copy.feit_capacity = 0;
    copy.vorige = NULL;
    copy.vorige_count = 0;
    return copy;
}

static struct spoor_contact *onderwerp_slot(struct fold *fold, struct spoor_slice code)
{
    struct spoor_contacten *contacten = &fold->toestand->contacten;
    size_t index = 0;
    while (index < contacten->onderwerp_count &&
           spoor_slice_compare(contacten->onderwerpen[index].onderwerp_code, code) < 0)
        index++;
    if (index < contacten->onderwerp_count && spoor_slice_equal(contacten->onderwerpen[index].onderwerp_code, code))
        return &contacten->onderwerpen[index];
    contacten->onderwerpen = spoor_arena_grow(fold->arena, contacten->onderwerpen, contacten->onderwerp_count,
                                              &contacten->onderwerp_capacity, sizeof(*contacten->onderwerpen));
    struct spoor_contact *slot = &contacten->onderwerpen[index];
    memmove(slot + 1, slot, (contacten->onderwerp_count - index) * sizeof(*slot));
    contacten->onderwerp_count++;
    return slot;
}

static void remember_last(struct fold *fold, const struct spoor_contact *contact)
{
    if (contact->reis != NO_REIS) {
        struct spoor_reis_tellers *tellers = &fold->toestand->reis_tellers[contact->reis];
        if (!tellers->laatste)
            tellers->laatste = SPOOR_ARENA_NEW(fold->arena, struct spoor_contact);
        *tellers->laatste = contact_remembered(contact);
        tellers->laatste_count = 1;
    } else if (spoor_slice_present(contact->onderwerp_code)) {
        *onderwerp_slot(fold, contact->onderwerp_code) = contact_remembered(contact);
    }
}

static void remember_in_linked(struct fold *fold, const struct spoor_contact *contact)
{
    struct spoor_contacten *contacten = &fold->toestand->contacten;
    for (size_t i = 0; i < contacten->recent_count; i++) {
        struct spoor_contact *item = &contacten->recent[i];
        bool later_known = item->vorige_count > 0 && spoor_place_compare(&item->vorige->begin, &contact->begin) > 0;
        if (!contacts_are_linked(contact, item) || later_known)
            continue;
        item->vorige = SPOOR_ARENA_NEW(fold->arena, struct spoor_contact);
        *item->vorige = contact_remembered(contact);
        item->vorige_count = 1;
    }
}

/* The first of the recent contacts leaves them. */
static void leave(struct fold *fold)
{
    struct spoor_toestand *toestand = fold->toestand;
    struct spoor_contacten *contacten = &toestand->contacten;
    struct tally tally = {&contacten->ouder, toestand->reis_tellers, fold->arena};
    struct spoor_contact first = contacten->recent[0];
    tally_contact(&tally, contact_before(toestand, contacten->recent, 0), &first);
    contacten->recent_count--;
    memmove(contacten->recent, contacten->recent + 1, contacten->recent_count * sizeof(first));
    if (contacten->grens.us == SPOOR_TIME_NONE || spoor_place_compare(&first.begin, &contacten->grens) > 0)
        contacten->grens = first.begin;
    add_keys(fold, &first);
    if (!contact_takes_part(&first))
        return;
    remember_last(fold, &first);
    remember_in_linked(fold, &first);
}

/* ---- coming ---- */

static void swap(struct spoor_contact *a, struct spoor_contact *b)
{
    struct spoor_contact one = *a;
    *a = *b;
    *b = one;
}

void contacten_reorder(struct spoor_contacten *contacten, size_t index)
{
    struct spoor_contact *recent = contacten->recent;
    for (; index > 0 && spoor_place_compare(&recent[index].begin, &recent[index - 1].begin) < 0; index--)
        swap(&recent[index], &recent[index - 1]);
}

void contacten_insert(struct fold *fold, const struct spoor_contact *contact)
{
    struct spoor_contacten *contacten = &fold->toestand->contacten;
    contacten->recent = spoor_arena_grow(fold->arena, contacten->recent, contacten->recent_count,
                                         &contacten->recent_capacity, sizeof(*contacten->recent));
    contacten->recent[contacten->recent_count++] = *contact;
    contacten_reorder(contacten, contacten->recent_count - 1);
    if (contacten->recent_count > SPOOR_CONTACTS_RECENT)
        leave(fold);
}
