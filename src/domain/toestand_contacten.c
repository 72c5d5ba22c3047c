/* Contacts in the fold: one event more, and all of them from nothing (rule 15; docs/decisions/0018).
 *
 * One event more changes recent contacts in place. Where it may belong to an older one, or where only the order tells
 * which of two things was said last, the history is asked for. */
#include "contact_internal.h"

static bool is_text(struct spoor_slice text)
{
    return spoor_slice_present(text);
}

static bool has_older(const struct spoor_contacten *contacten)
{
    return contacten->grens.us != SPOOR_TIME_NONE;
}

static size_t find_recent(const struct spoor_contacten *contacten, const struct spoor_contact *said)
{
    for (size_t i = 0; i < contacten->recent_count; i++) {
        if (contact_is(&contacten->recent[i], said))
            return i;
    }
    return NO_CONTACT;
}

static bool fact_is_recent(const struct spoor_contacten *contacten, const struct contact_said *said)
{
    for (size_t i = 0; i < contacten->recent_count; i++) {
        if (contact_has_fact(&contacten->recent[i], said))
            return true;
    }
    return false;
}

/* ---- one event more: may it be told without the history? ---- */

static bool recent_is_linked(const struct spoor_contacten *contacten, const struct spoor_contact *contact)
{
    for (size_t i = 0; i < contacten->recent_count; i++) {
        if (contact_takes_part(&contacten->recent[i]) && contacts_are_linked(&contacten->recent[i], contact))
            return true;
    }
    return false;
}

/* Keys by which the event may concern an older contact. */
static size_t keys_to_ask(const struct spoor_contacten *contacten, const struct contact_plan *plan,
                          int64_t keys[SPOOR_CONTACT_KEYS_MAX])
{
    const struct spoor_contact *said = &plan->said.contact;
    bool is_new = plan->index == NO_CONTACT;
    const struct spoor_contact *known = is_new ? NULL : &contacten->recent[plan->index];
    bool linked = is_new && !plan->late && recent_is_linked(contacten, said);
    size_t count = 0;
    if (is_new)
        keys[count++] = contact_hash(CONTACT_KEY_ID, said->id);
    if (is_new && plan->late)
        keys[count++] = contact_hash(CONTACT_KEY_NAMED, said->id);
    if (is_text(said->gesprek_id) && !linked && !(known && contact_same_text(known->gesprek_id, said->gesprek_id)))
        keys[count++] = contact_hash(CONTACT_KEY_GESPREK, said->gesprek_id);
    if (is_text(said->vervolg_van) && !linked && !(known && contact_same_text(known->vervolg_van, said->vervolg_van)))
        keys[count++] = contact_hash(CONTACT_KEY_ID, said->vervolg_van);
    if (plan->said.has_fact)
        keys[count++] = contact_hash(CONTACT_KEY_FACT, (struct spoor_slice){plan->said.fact, FACT_TEXT});
    return count;
}

static enum spoor_apply_result ask_older(const struct spoor_contacten *contacten, const struct contact_plan *plan)
{
    int64_t keys[SPOOR_CONTACT_KEYS_MAX];
    size_t count = keys_to_ask(contacten, plan, keys);
    if (count > 0 && !contacten->staart.gevraagd)
        return SPOOR_NEEDS_KEYS;
    for (size_t i = 0; i < count; i++) {
        if (staart_has(&contacten->staart, keys[i]))
            return SPOOR_NEEDS_HISTORY;
    }
    return SPOOR_APPLIED;
}

/* A new contact before all recent ones leaves at once: only as the last of its journey or onderwerp. */
static bool new_contact_fits(const struct spoor_toestand *toestand, const struct contact_plan *plan)
{
    if (!has_older(&toestand->contacten) ||
        spoor_place_compare(&plan->said.contact.begin, &toestand->contacten.grens) > 0)
        return true;
    const struct spoor_contact *last = contact_last_older(toestand, &plan->said.contact);
    return !last || spoor_place_compare(&plan->said.contact.begin, &last->begin) > 0;
}

/* With older contacts, what links a recent one to them must not change, nor which of the recent ones stand between. */
static bool links_change(const struct spoor_contact *known, const struct contact_said *said)
{
    struct spoor_slice gesprek = said->contact.gesprek_id, vervolg = said->contact.vervolg_van;
    return (is_text(known->gesprek_id) && is_text(gesprek) && !contact_same_text(known->gesprek_id, gesprek)) ||
           (is_text(known->vervolg_van) && is_text(vervolg) && !contact_same_text(known->vervolg_van, vervolg));
}

static bool known_contact_fits(const struct spoor_contacten *contacten, const struct contact_plan *plan)
{
    const struct spoor_contact *known = &contacten->recent[plan->index];
    bool earlier = spoor_place_compare(&plan->said.contact.begin, &known->begin) < 0;
    if (plan->late && contact_disagrees(known, &plan->said))
        return false;
    if (!has_older(contacten))
        return true;
    bool linked = is_text(known->gesprek_id) || is_text(known->vervolg_van);
    if (earlier && (linked || spoor_place_compare(&plan->said.contact.begin, &contacten->grens) <= 0))
        return false;
    return !links_change(known, &plan->said);
}

enum spoor_apply_result contacten_plan(const struct fold *fold, const struct spoor_event *event,
                                       const struct spoor_place *place, bool late,
                                       const struct spoor_toewijzing *toewijzing, struct contact_plan *out_plan)
{
    const struct spoor_contacten *contacten = &fold->toestand->contacten;
    *out_plan = (struct contact_plan){.late = late, .index = NO_CONTACT};
    out_plan->takes = contact_read(event, place, toewijzing, &out_plan->said);
    if (!out_plan->takes)
        return SPOOR_APPLIED;
    if (fact_is_recent(contacten, &out_plan->said)) { /* by another door: the first in fold order counts */
        out_plan->takes = false;
        return late ? SPOOR_NEEDS_HISTORY : SPOOR_APPLIED;
    }
    out_plan->index = find_recent(contacten, &out_plan->said.contact);
    bool fits = out_plan->index == NO_CONTACT ? new_contact_fits(fold->toestand, out_plan)
                                              : known_contact_fits(contacten, out_plan);
    if (!fits)
        return SPOOR_NEEDS_HISTORY;
    return has_older(contacten) ? ask_older(contacten, out_plan) : SPOOR_APPLIED;
}

/* ---- one event more: taking it ---- */

static struct spoor_contact new_contact(const struct contact_said *said, struct spoor_arena *arena, bool borrow)
{
    struct spoor_contact contact = {
        .id = borrow ? said->contact.id : spoor_arena_copy(arena, said->contact.id),
        .bron = borrow ? said->contact.bron : spoor_arena_copy(arena, said->contact.bron),
        .begin = borrow ? said->contact.begin : place_copy(&said->contact.begin, arena),
        .reis = NO_REIS,
    };
    contact_merge(&contact, said, arena, borrow);
    return contact;
}

/* An older one is remembered only while no recent one stands between. */
static void forget_hidden(struct spoor_contacten *contacten)
{
    for (size_t i = 0; i < contacten->recent_count; i++) {
        struct spoor_contact *contact = &contacten->recent[i];
        for (size_t k = 0; contact->vorige_count > 0 && k < i; k++) {
            if (contact_takes_part(&contacten->recent[k]) && contacts_are_linked(&contacten->recent[k], contact)) {
                contact->vorige = NULL;
                contact->vorige_count = 0;
            }
        }
    }
}

void contacten_take(struct fold *fold, const struct contact_plan *plan)
{
    struct spoor_contacten *contacten = &fold->toestand->contacten;
    if (!plan->takes)
        return;
    if (plan->index == NO_CONTACT) {
        struct spoor_contact contact = new_contact(&plan->said, fold->arena, false);
        contacten_insert(fold, &contact);
    } else {
        struct spoor_contact *known = &contacten->recent[plan->index];
        if (spoor_place_compare(&plan->said.contact.begin, &known->begin) < 0)
            known->begin = place_copy(&plan->said.contact.begin, fold->arena);
        contact_merge(known, &plan->said, fold->arena, false);
        contacten_reorder(contacten, plan->index);
    }
    forget_hidden(contacten);
}

/* ---- all of them from nothing ---- */

struct chains { /* numbers by hash, the last one added first */
    size_t *heads, *next;
    size_t mask;
};

static struct chains make_chains(size_t count, struct spoor_arena *arena)
{
    struct chains chains = {.mask = 15};
    while (chains.mask < count)
        chains.mask = chains.mask * 2 + 1;
    chains.heads = SPOOR_ARENA_ARRAY(arena, size_t, chains.mask + 1);
    chains.next = SPOOR_ARENA_ARRAY(arena, size_t, count + 1);
    for (size_t i = 0; i <= chains.mask; i++)
        chains.heads[i] = NO_CONTACT;
    return chains;
}

static size_t first_of(const struct chains *chains, int64_t hash)
{
    return chains->heads[(size_t)hash & chains->mask];
}

static void chain(struct chains *chains, int64_t hash, size_t number)
{
    chains->next[number] = first_of(chains, hash);
    chains->heads[(size_t)hash & chains->mask] = number;
}

struct all_contacts { /* of a klant, by place of their first event */
    struct spoor_contact *items;
    size_t count;
    int64_t *facts;
    size_t fact_count;
    struct chains by_id, by_fact, by_gesprek;
};

static struct all_contacts room_for(const struct history *history, struct spoor_arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < history->count; i++)
        count += spoor_kind_contact(history->entries[i].event->kind) != SPOOR_CONTACT_NO;
    return (struct all_contacts){
        .items = SPOOR_ARENA_ARRAY(arena, struct spoor_contact, count + 1),
        .facts = SPOOR_ARENA_ARRAY(arena, int64_t, count + 1),
        .by_id = make_chains(count, arena),
        .by_fact = make_chains(count, arena),
        .by_gesprek = make_chains(count, arena),
    };
}

/* Whether the fact came by another door already; if not it is remembered. */
static bool fact_is_known(struct all_contacts *all, const struct contact_said *said)
{
    if (!said->has_fact)
        return false;
    int64_t hash = contact_hash(CONTACT_KEY_FACT, (struct spoor_slice){said->fact, FACT_TEXT});
    for (size_t i = first_of(&all->by_fact, hash); i != NO_CONTACT; i = all->by_fact.next[i]) {
        if (all->facts[i] == hash)
            return true;
    }
    all->facts[all->fact_count] = hash;
    chain(&all->by_fact, hash, all->fact_count++);
    return false;
}

static void gather(struct all_contacts *all, const struct history_entry *entry, struct spoor_arena *arena)
{
    struct contact_said said;
    if (!contact_read(entry->event, &entry->place, &entry->toewijzing, &said) || fact_is_known(all, &said))
        return;
    int64_t hash = contact_hash(CONTACT_KEY_ID, said.contact.id);
    for (size_t i = first_of(&all->by_id, hash); i != NO_CONTACT; i = all->by_id.next[i]) {
        if (contact_is(&all->items[i], &said.contact)) {
            contact_merge(&all->items[i], &said, arena, true);
            return;
        }
    }
    all->items[all->count] = new_contact(&said, arena, true);
    chain(&all->by_id, hash, all->count++);
}

/* The last contact before `number` in the chain that is linked to it. */
static size_t last_linked(const struct all_contacts *all, const struct chains *chains, int64_t hash, size_t number)
{
    size_t last = NO_CONTACT;
    for (size_t i = first_of(chains, hash); i != NO_CONTACT; i = chains->next[i]) {
        if (i < number && (last == NO_CONTACT || i > last) && contact_takes_part(&all->items[i]) &&
            contacts_are_linked(&all->items[i], &all->items[number]))
            last = i;
    }
    return last;
}

static size_t later_number(size_t a, size_t b)
{
    if (a == NO_CONTACT || b == NO_CONTACT)
        return a == NO_CONTACT ? b : a;
    return a > b ? a : b;
}

/* The contact of its gesprek, or that it follows, when that is no longer recent as this one comes. */
static void link_older(struct all_contacts *all, size_t number, size_t recent_count, struct spoor_arena *arena)
{
    struct spoor_contact *contact = &all->items[number];
    size_t last = NO_CONTACT;
    if (is_text(contact->gesprek_id))
        last = last_linked(all, &all->by_gesprek, contact_hash(CONTACT_KEY_GESPREK, contact->gesprek_id), number);
    if (is_text(contact->vervolg_van))
        last = later_number(last,
                            last_linked(all, &all->by_id, contact_hash(CONTACT_KEY_ID, contact->vervolg_van), number));
    if (last == NO_CONTACT || last >= number - recent_count)
        return;
    contact->vorige = SPOOR_ARENA_NEW(arena, struct spoor_contact);
    *contact->vorige = contact_remembered(&all->items[last]);
    contact->vorige_count = 1;
}

void contacten_refold(struct fold *fold)
{
    struct spoor_contacten *contacten = &fold->toestand->contacten;
    const struct history *history = fold->history;
    struct all_contacts all = room_for(history, fold->arena);
    for (size_t i = 0; i < history->count; i++)
        gather(&all, &history->entries[i], fold->arena);
    for (size_t i = 0; i < all.count; i++) {
        link_older(&all, i, contacten->recent_count, fold->arena);
        contacten_insert(fold, &all.items[i]);
        forget_hidden(contacten);
        if (is_text(all.items[i].gesprek_id))
            chain(&all.by_gesprek, contact_hash(CONTACT_KEY_GESPREK, all.items[i].gesprek_id), i);
    }
    contacten->staart.gevraagd = true;
}

/* ---- what stays is copied ---- */

static void keep(struct spoor_slice *text, struct spoor_arena *arena)
{
    *text = spoor_arena_copy(arena, *text);
}

static void keep_contact(struct spoor_contact *contact, struct spoor_arena *arena)
{
    struct spoor_slice *texts[] = {
        &contact->id,          &contact->bron,         &contact->kanaal,      &contact->onderwerp_code,
        &contact->gesprek_id,  &contact->richting,     &contact->vervolg_van, &contact->van_kanaal,
        &contact->naar_kanaal, &contact->naar_contact, &contact->reden,       &contact->fase};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        keep(texts[i], arena);
    contact->begin = place_copy(&contact->begin, arena);
    for (size_t i = 0; i < contact->vorige_count; i++)
        keep_contact(&contact->vorige[i], arena);
}

static void keep_counts(struct spoor_contact_tellers *tellers, struct spoor_arena *arena)
{
    struct spoor_tellers *lists[] = {&tellers->per_kanaal, &tellers->per_fase};
    for (size_t k = 0; k < sizeof(lists) / sizeof(*lists); k++) {
        for (size_t i = 0; i < lists[k]->count; i++)
            keep(&lists[k]->items[i].code, arena);
    }
    for (size_t i = 0; i < tellers->wissel_count; i++) {
        keep(&tellers->wissels[i].van, arena);
        keep(&tellers->wissels[i].naar, arena);
        keep(&tellers->wissels[i].reden, arena);
    }
}

void contacten_keep(struct spoor_toestand *toestand, struct spoor_arena *arena)
{
    struct spoor_contacten *contacten = &toestand->contacten;
    for (size_t i = 0; i < contacten->recent_count; i++)
        keep_contact(&contacten->recent[i], arena);
    for (size_t i = 0; i < contacten->onderwerp_count; i++)
        keep_contact(&contacten->onderwerpen[i], arena);
    contacten->grens = place_copy(&contacten->grens, arena);
    keep_counts(&contacten->ouder, arena);
    for (size_t i = 0; i < toestand->reis_count; i++) {
        struct spoor_reis_tellers *tellers = &toestand->reis_tellers[i];
        keep_counts(&tellers->ouder, arena);
        for (size_t k = 0; k < tellers->laatste_count; k++)
            keep_contact(&tellers->laatste[k], arena);
    }
}
