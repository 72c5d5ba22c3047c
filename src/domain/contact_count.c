/* What contacts count for, alone and by the contact before them about the same matter (rule 15). */
#include "contact_internal.h"

static void touch(struct spoor_arena *arena, struct spoor_tellers *tellers, struct spoor_slice code, int64_t us)
{
    if (!spoor_slice_present(code))
        return;
    size_t index = 0;
    while (index < tellers->count && spoor_slice_compare(tellers->items[index].code, code) < 0)
        index++;
    if (index == tellers->count || !spoor_slice_equal(tellers->items[index].code, code)) {
        tellers->items =
            spoor_arena_grow(arena, tellers->items, tellers->count, &tellers->capacity, sizeof(*tellers->items));
        memmove(tellers->items + index + 1, tellers->items + index, (tellers->count - index) * sizeof(*tellers->items));
        tellers->items[index] = (struct spoor_teller){code, 0, us};
        tellers->count++;
    }
    struct spoor_teller *teller = &tellers->items[index];
    teller->aantal++;
    if (us > teller->laatste_us)
        teller->laatste_us = us;
}

static int compare_switches(const struct spoor_wissel_teller *teller, const struct spoor_wissel *wissel)
{
    int c = spoor_slice_compare(teller->van, wissel->van);
    if (c == 0)
        c = spoor_slice_compare(teller->naar, wissel->naar);
    if (c == 0)
        c = spoor_slice_present(teller->reden) - spoor_slice_present(wissel->reden);
    if (c == 0)
        c = spoor_slice_compare(teller->reden, wissel->reden);
    return c ? c : teller->automatisch - wissel->automatisch;
}

static struct spoor_wissel_teller *teller_of(struct spoor_arena *arena, struct spoor_contact_tellers *tellers,
                                             const struct spoor_wissel *wissel)
{
    size_t index = 0;
    int order = -1;
    while (index < tellers->wissel_count && (order = compare_switches(&tellers->wissels[index], wissel)) < 0)
        index++;
    if (index < tellers->wissel_count && order == 0)
        return &tellers->wissels[index];
    tellers->wissels = spoor_arena_grow(arena, tellers->wissels, tellers->wissel_count, &tellers->wissel_capacity,
                                        sizeof(*tellers->wissels));
    struct spoor_wissel_teller *teller = &tellers->wissels[index];
    memmove(teller + 1, teller, (tellers->wissel_count - index) * sizeof(*teller));
    tellers->wissel_count++;
    *teller = (struct spoor_wissel_teller){
        .van = wissel->van, .naar = wissel->naar, .reden = wissel->reden, .automatisch = wissel->automatisch};
    return teller;
}

/* A registered switch counts by its registration; its second contact only says whether it was seamless. */
static void tally_switch(struct spoor_arena *arena, struct spoor_contact_tellers *tellers,
                         const struct spoor_wissel *wissel)
{
    struct spoor_wissel_teller *teller = teller_of(arena, tellers, wissel);
    teller->aantal += !(wissel->geregistreerd && wissel->tweede);
    teller->naadloos += wissel->naadloos;
}

static void tally_alone(struct spoor_arena *arena, struct spoor_contact_tellers *tellers,
                        const struct spoor_contact *contact, bool per_fase)
{
    struct spoor_wissel wissel;
    tellers->doorverwijzingen += contact->doorverwijzingen;
    if (contact_registers_switch(contact, &wissel))
        tally_switch(arena, tellers, &wissel);
    if (!contact->is_contact)
        return;
    tellers->contacten++;
    tellers->statusvragen += spoor_slice_equal(contact->onderwerp_code, SPOOR_SLICE("statusvraag"));
    touch(arena, &tellers->per_kanaal, contact->kanaal, contact->begin.us);
    if (per_fase)
        touch(arena, &tellers->per_fase, contact->fase, contact->begin.us);
}

static struct spoor_contact_tellers *tellers_of(const struct tally *tally, int32_t reis)
{
    return reis == NO_REIS ? NULL : &tally->reizen[reis].ouder;
}

/* Whether a registered switch was seamless counts where the switch does: in the journey of its first contact. */
static void tally_pair(const struct tally *tally, const struct spoor_contact *before,
                       const struct spoor_contact *contact)
{
    struct spoor_wissel wissel;
    struct spoor_contact_tellers *reis = tellers_of(tally, contact->reis);
    bool repeat = contact_is_repeat(before, contact);
    tally->klant->herhaald += repeat;
    if (reis)
        reis->herhaald += repeat;
    if (!contact_is_switched_to(before, contact, &wissel))
        return;
    if (wissel.geregistreerd)
        reis = tellers_of(tally, before->reis);
    tally_switch(tally->arena, tally->klant, &wissel);
    if (reis)
        tally_switch(tally->arena, reis, &wissel);
}

void tally_contact(const struct tally *tally, const struct spoor_contact *before, const struct spoor_contact *contact)
{
    struct spoor_contact_tellers *reis = tellers_of(tally, contact->reis);
    tally_alone(tally->arena, tally->klant, contact, false);
    if (reis)
        tally_alone(tally->arena, reis, contact, true);
    if (before)
        tally_pair(tally, before, contact);
}

/* ---- the contact before ---- */

const struct spoor_contact *contact_last_older(const struct spoor_toestand *toestand,
                                               const struct spoor_contact *contact)
{
    const struct spoor_contacten *contacten = &toestand->contacten;
    if (contact->reis != NO_REIS) {
        const struct spoor_reis_tellers *tellers = &toestand->reis_tellers[contact->reis];
        return tellers->laatste_count > 0 ? tellers->laatste : NULL;
    }
    for (size_t i = 0; spoor_slice_present(contact->onderwerp_code) && i < contacten->onderwerp_count; i++) {
        if (spoor_slice_equal(contacten->onderwerpen[i].onderwerp_code, contact->onderwerp_code))
            return &contacten->onderwerpen[i];
    }
    return NULL;
}

static const struct spoor_contact *later_of(const struct spoor_contact *a, const struct spoor_contact *b)
{
    if (!a || !b)
        return a ? a : b;
    return spoor_place_compare(&a->begin, &b->begin) > 0 ? a : b;
}

const struct spoor_contact *contact_before(const struct spoor_toestand *toestand, const struct spoor_contact *recent,
                                           size_t index)
{
    const struct spoor_contact *contact = &recent[index];
    for (size_t i = index; i-- > 0;) {
        if (contact_takes_part(&recent[i]) && contacts_share_matter(&recent[i], contact))
            return &recent[i];
    }
    return later_of(contact_last_older(toestand, contact), contact->vorige_count > 0 ? contact->vorige : NULL);
}

/* ---- what is asked ---- */

static void copy_tellers(struct spoor_tellers *tellers, struct spoor_arena *arena)
{
    struct spoor_teller *items = SPOOR_ARENA_ARRAY(arena, struct spoor_teller, tellers->count + 1);
    for (size_t i = 0; i < tellers->count; i++)
        items[i] = tellers->items[i];
    *tellers = (struct spoor_tellers){items, tellers->count, tellers->count + 1};
}

static struct spoor_contact_tellers copy_of(const struct spoor_contact_tellers *tellers, struct spoor_arena *arena)
{
    struct spoor_contact_tellers copy = *tellers;
    copy_tellers(&copy.per_kanaal, arena);
    copy_tellers(&copy.per_fase, arena);
    copy.wissel_capacity = tellers->wissel_count + 1;
    copy.wissels = SPOOR_ARENA_ARRAY(arena, struct spoor_wissel_teller, copy.wissel_capacity);
    for (size_t i = 0; i < tellers->wissel_count; i++)
        copy.wissels[i] = tellers->wissels[i];
    return copy;
}

void spoor_contacten_count(const struct spoor_toestand *toestand, struct spoor_arena *arena,
                           struct spoor_contact_aantallen *out_aantallen)
{
    const struct spoor_contacten *contacten = &toestand->contacten;
    struct spoor_reis_tellers *reizen = SPOOR_ARENA_ARRAY(arena, struct spoor_reis_tellers, toestand->reis_count + 1);
    out_aantallen->klant = copy_of(&contacten->ouder, arena);
    for (size_t i = 0; i < toestand->reis_count; i++)
        reizen[i].ouder = copy_of(&toestand->reis_tellers[i].ouder, arena);
    struct tally tally = {.klant = &out_aantallen->klant, .reizen = reizen, .arena = arena};
    for (size_t i = 0; i < contacten->recent_count; i++)
        tally_contact(&tally, contact_before(toestand, contacten->recent, i), &contacten->recent[i]);
    out_aantallen->reizen = SPOOR_ARENA_ARRAY(arena, struct spoor_contact_tellers, toestand->reis_count + 1);
    for (size_t i = 0; i < toestand->reis_count; i++)
        out_aantallen->reizen[i] = reizen[i].ouder;
}

/* The recent contact to which a registered switch led. */
static bool find_second(const struct spoor_toestand *toestand, size_t first, struct spoor_wissel *out_wissel)
{
    const struct spoor_contacten *contacten = &toestand->contacten;
    for (size_t i = first + 1; i < contacten->recent_count; i++) {
        const struct spoor_contact *before = contact_before(toestand, contacten->recent, i);
        if (before == &contacten->recent[first] && contact_is_switched_to(before, &contacten->recent[i], out_wissel) &&
            out_wissel->geregistreerd)
            return true;
    }
    return false;
}

static bool has_left(const struct spoor_contacten *contacten, const struct spoor_contact *contact)
{
    return contact < contacten->recent || contact >= contacten->recent + contacten->recent_count;
}

/* A switch stands at its second contact, a registered one at its first. */
size_t spoor_contacten_wissels(const struct spoor_toestand *toestand, struct spoor_arena *arena,
                               struct spoor_wissel **out_items)
{
    const struct spoor_contacten *contacten = &toestand->contacten;
    struct spoor_wissel *items = SPOOR_ARENA_ARRAY(arena, struct spoor_wissel, 2 * contacten->recent_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < contacten->recent_count; i++) {
        const struct spoor_contact *before = contact_before(toestand, contacten->recent, i);
        struct spoor_wissel wissel;
        if (before && contact_is_switched_to(before, &contacten->recent[i], &wissel) &&
            (!wissel.geregistreerd || has_left(contacten, before)))
            items[count++] = wissel;
        if (contact_registers_switch(&contacten->recent[i], &wissel)) {
            (void)find_second(toestand, i, &wissel);
            items[count++] = wissel;
        }
    }
    *out_items = items;
    return count;
}
