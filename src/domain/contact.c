/* One contact: all events that name it, of each field the last one given; and what two contacts are to each other. */
#include "contact_internal.h"

#include <stddef.h>

static const struct spoor_slice onbekend = {"onbekend", 8};

/* ---- keys ---- */

static uint64_t mix(uint64_t hash, const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)data[i]) * UINT64_C(1099511628211);
    return hash;
}

/* So that every bit of the text reaches every bit of the hash. */
static uint64_t finish(uint64_t hash)
{
    hash = (hash ^ (hash >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    hash = (hash ^ (hash >> 27)) * UINT64_C(0x94D049BB133111EB);
    return hash ^ (hash >> 31);
}

int64_t contact_hash(enum contact_key kind, struct spoor_slice text)
{
    uint64_t hash = mix(UINT64_C(14695981039346656037) ^ (uint64_t)kind, text.data, text.length);
    return (int64_t)(finish(hash) & INT64_MAX);
}

static struct spoor_slice bron_of(const struct spoor_event *event)
{
    return spoor_slice_present(event->bron_systeem) ? event->bron_systeem : event->source;
}

/* The contact that an event about contacts names: of a registered switch that from which was switched. */
static struct spoor_slice id_of(const struct spoor_event *event)
{
    if (event->kind == SPOOR_KIND_KANAALWISSEL_GEREGISTREERD && spoor_slice_present(event->van_klantcontact_id))
        return event->van_klantcontact_id;
    return contact_key(event);
}

static void set_fact(const struct spoor_event *event, struct contact_said *said)
{
    static const char digits[] = "0123456789abcdef";
    said->has_fact = spoor_slice_present(event->bron_systeem) && spoor_slice_present(event->bron_id);
    if (!said->has_fact)
        return;
    const char *kind = spoor_kind_name(event->kind);
    uint64_t hash = mix(UINT64_C(14695981039346656037), kind, strlen(kind) + 1);
    hash = mix(mix(hash, event->bron_systeem.data, event->bron_systeem.length), "", 1);
    hash = finish(mix(hash, event->bron_id.data, event->bron_id.length));
    for (size_t i = 0; i < FACT_TEXT; i++)
        said->fact[i] = digits[hash >> (4 * i) & 15];
}

static struct spoor_slice fact_of(const struct contact_said *said)
{
    return (struct spoor_slice){said->fact, FACT_TEXT};
}

/* ---- what one event says ---- */

static struct spoor_slice gesprek_of(const struct spoor_event *event)
{
    return spoor_slice_present(event->gesprek_id) ? event->gesprek_id : event->correlationid;
}

static void read_contact(const struct spoor_event *event, struct spoor_contact *contact)
{
    contact->is_contact = true;
    contact->kanaal = event->kanaal;
    contact->onderwerp_code = event->onderwerp_code;
    contact->richting = event->richting;
    contact->vervolg_van = spoor_slice_present(event->vervolg_van) ? event->vervolg_van : event->aanleiding_contact;
    contact->afspraak = spoor_slice_present(event->gepland_kanaal) || spoor_slice_present(event->afspraak_id);
}

static void read_switch(const struct spoor_event *event, struct spoor_contact *contact)
{
    bool handed_over = event->kind == SPOOR_KIND_CHAT_OVERGEDRAGEN;
    bool second_named = handed_over || spoor_slice_present(event->van_klantcontact_id);
    if (!spoor_slice_present(event->naar_kanaal))
        return;
    contact->van_kanaal = event->van_kanaal;
    contact->naar_kanaal = event->naar_kanaal;
    contact->reden = event->reden_kanaalwissel;
    contact->automatisch =
        event->automatisch || spoor_slice_equal(event->actor_soort, SPOOR_SLICE("geautomatiseerde_actor"));
    if (second_named)
        contact->naar_contact = handed_over ? event->naar_klantcontact_id : event->klantcontact_id;
}

bool contact_read(const struct spoor_event *event, const struct spoor_place *place,
                  const struct spoor_toewijzing *toewijzing, struct contact_said *out_said)
{
    enum spoor_kind_contact says = spoor_kind_contact(event->kind);
    if (says == SPOOR_CONTACT_NO)
        return false;
    *out_said = (struct contact_said){
        .contact = {.id = id_of(event),
                    .bron = bron_of(event),
                    .begin = *place,
                    .gesprek_id = gesprek_of(event),
                    .doorverwijzingen = event->kind == SPOOR_KIND_DOORVERWIJZING_GEREGISTREERD,
                    .reis = toewijzing->reis,
                    .fase = toewijzing->reis == NO_REIS ? SPOOR_SLICE_NULL : toewijzing->fase},
        .names_fase = spoor_slice_present(event->fase),
    };
    if (says == SPOOR_CONTACT_IS)
        read_contact(event, &out_said->contact);
    if (event->kind == SPOOR_KIND_KANAALWISSEL_GEREGISTREERD || event->kind == SPOOR_KIND_CHAT_OVERGEDRAGEN)
        read_switch(event, &out_said->contact);
    set_fact(event, out_said);
    return true;
}

size_t spoor_contacten_keys(const struct spoor_event *event, int64_t out_keys[SPOOR_CONTACT_KEYS_MAX])
{
    struct contact_said said;
    struct spoor_place place = {0};
    struct spoor_toewijzing toewijzing = {.reis = NO_REIS};
    size_t count = 0;
    if (!contact_read(event, &place, &toewijzing, &said))
        return 0;
    out_keys[count++] = contact_hash(CONTACT_KEY_ID, said.contact.id);
    out_keys[count++] = contact_hash(CONTACT_KEY_NAMED, said.contact.id);
    if (spoor_slice_present(said.contact.vervolg_van))
        out_keys[count++] = contact_hash(CONTACT_KEY_ID, said.contact.vervolg_van);
    if (spoor_slice_present(said.contact.gesprek_id))
        out_keys[count++] = contact_hash(CONTACT_KEY_GESPREK, said.contact.gesprek_id);
    if (said.has_fact)
        out_keys[count++] = contact_hash(CONTACT_KEY_FACT, fact_of(&said));
    return count;
}

/* ---- putting events together ---- */

bool contact_is(const struct spoor_contact *contact, const struct spoor_contact *other)
{
    return spoor_slice_equal(contact->id, other->id) && spoor_slice_equal(contact->bron, other->bron);
}

bool contact_has_fact(const struct spoor_contact *contact, const struct contact_said *said)
{
    for (size_t i = 0; said->has_fact && i < contact->feit_count; i++) {
        if (spoor_slice_equal(contact->feiten[i], fact_of(said)))
            return true;
    }
    return false;
}

static const size_t merged_texts[] = {
    offsetof(struct spoor_contact, kanaal),      offsetof(struct spoor_contact, onderwerp_code),
    offsetof(struct spoor_contact, gesprek_id),  offsetof(struct spoor_contact, richting),
    offsetof(struct spoor_contact, vervolg_van), offsetof(struct spoor_contact, van_kanaal),
    offsetof(struct spoor_contact, naar_kanaal), offsetof(struct spoor_contact, naar_contact),
    offsetof(struct spoor_contact, reden),
};
#define MERGED_TEXTS (sizeof(merged_texts) / sizeof(*merged_texts))

static const struct spoor_slice *text_at(const struct spoor_contact *contact, size_t i)
{
    return (const struct spoor_slice *)(const void *)((const char *)contact + merged_texts[i]);
}

static bool reis_disagrees(const struct spoor_contact *contact, const struct spoor_contact *said)
{
    if (contact->reis == NO_REIS || said->reis == NO_REIS)
        return false;
    return contact->reis != said->reis || spoor_slice_present(contact->fase) != spoor_slice_present(said->fase) ||
           !spoor_slice_equal(contact->fase, said->fase);
}

bool contact_disagrees(const struct spoor_contact *contact, const struct contact_said *said)
{
    for (size_t i = 0; i < MERGED_TEXTS; i++) {
        struct spoor_slice a = *text_at(contact, i), b = *text_at(&said->contact, i);
        if (spoor_slice_present(a) && spoor_slice_present(b) && !spoor_slice_equal(a, b))
            return true;
    }
    return reis_disagrees(contact, &said->contact);
}

static struct spoor_slice kept(struct spoor_slice text, struct spoor_arena *arena, bool borrow)
{
    return borrow ? text : spoor_arena_copy(arena, text);
}

/* A contact counts in the phase where its journey was when it came to it, unless an event names another. */
static void merge_reis(struct spoor_contact *contact, const struct contact_said *said, struct spoor_arena *arena,
                       bool borrow)
{
    if (said->contact.reis == NO_REIS || (said->contact.reis == contact->reis && !said->names_fase))
        return;
    contact->reis = said->contact.reis;
    contact->fase = kept(said->contact.fase, arena, borrow);
}

/* Ordered by text: which came first may be told by nobody. */
static void add_fact(struct spoor_contact *contact, const struct contact_said *said, struct spoor_arena *arena)
{
    contact->feiten = spoor_arena_grow(arena, contact->feiten, contact->feit_count, &contact->feit_capacity,
                                       sizeof(*contact->feiten));
    size_t index = contact->feit_count++;
    for (; index > 0 && spoor_slice_compare(contact->feiten[index - 1], fact_of(said)) > 0; index--)
        contact->feiten[index] = contact->feiten[index - 1];
    contact->feiten[index] = spoor_arena_copy(arena, fact_of(said));
}

void contact_merge(struct spoor_contact *contact, const struct contact_said *said, struct spoor_arena *arena,
                   bool borrow)
{
    for (size_t i = 0; i < MERGED_TEXTS; i++) {
        struct spoor_slice *text = (struct spoor_slice *)(void *)((char *)contact + merged_texts[i]);
        struct spoor_slice last = *text_at(&said->contact, i);
        if (spoor_slice_present(last) && !(spoor_slice_present(*text) && spoor_slice_equal(*text, last)))
            *text = kept(last, arena, borrow);
    }
    contact->is_contact = contact->is_contact || said->contact.is_contact;
    contact->afspraak = contact->afspraak || said->contact.afspraak;
    contact->automatisch = contact->automatisch || said->contact.automatisch;
    contact->doorverwijzingen += said->contact.doorverwijzingen;
    merge_reis(contact, said, arena, borrow);
    if (said->has_fact)
        add_fact(contact, said, arena);
}

/* ---- two contacts ---- */

bool contact_same_text(struct spoor_slice a, struct spoor_slice b)
{
    return spoor_slice_present(a) && spoor_slice_present(b) && spoor_slice_equal(a, b);
}

bool contact_takes_part(const struct spoor_contact *contact)
{
    return contact->is_contact || spoor_slice_present(contact->naar_kanaal);
}

bool contacts_are_linked(const struct spoor_contact *before, const struct spoor_contact *contact)
{
    return contact_same_text(before->gesprek_id, contact->gesprek_id) ||
           contact_same_text(before->id, contact->vervolg_van);
}

bool contacts_share_matter(const struct spoor_contact *before, const struct spoor_contact *contact)
{
    if (before->reis != NO_REIS && before->reis == contact->reis)
        return true;
    bool both_loose = before->reis == NO_REIS && contact->reis == NO_REIS;
    return (both_loose && contact_same_text(before->onderwerp_code, contact->onderwerp_code)) ||
           contacts_are_linked(before, contact);
}

/* The second contact refers to the first: it follows it, goes on with its gesprek, or was named at a hand-over. */
static bool is_seamless(const struct spoor_contact *before, const struct spoor_contact *contact)
{
    return contacts_are_linked(before, contact) || contact_same_text(before->naar_contact, contact->id) ||
           (!before->is_contact && spoor_slice_present(contact->vervolg_van));
}

static bool was_announced(const struct spoor_contact *before, const struct spoor_contact *contact)
{
    return contact_same_text(before->naar_kanaal, contact->kanaal);
}

bool contact_is_repeat(const struct spoor_contact *before, const struct spoor_contact *contact)
{
    const int64_t window_us = SPOOR_REPEAT_DAYS * INT64_C(86400) * SPOOR_SECOND_US;
    return contact->is_contact && before->is_contact && !contact->afspraak && !was_announced(before, contact) &&
           !contact_same_text(contact->richting, SPOOR_SLICE("uitgaand")) &&
           !contact_same_text(before->gesprek_id, contact->gesprek_id) &&
           contact->begin.us - before->begin.us <= window_us;
}

static bool is_known(struct spoor_slice kanaal)
{
    return spoor_slice_present(kanaal) && !spoor_slice_equal(kanaal, onbekend);
}

/* The channel from which a contact is switched: what a registration says, else its own. */
static struct spoor_slice channel_left(const struct spoor_contact *contact)
{
    if (spoor_slice_present(contact->van_kanaal))
        return contact->van_kanaal;
    return spoor_slice_present(contact->kanaal) ? contact->kanaal : onbekend;
}

bool contact_registers_switch(const struct spoor_contact *contact, struct spoor_wissel *out_wissel)
{
    *out_wissel = (struct spoor_wissel){.van = channel_left(contact),
                                        .naar = contact->naar_kanaal,
                                        .reden = contact->reden,
                                        .automatisch = contact->automatisch,
                                        .geregistreerd = true,
                                        .eerste = contact};
    return spoor_slice_present(contact->naar_kanaal) && !spoor_slice_equal(out_wissel->van, contact->naar_kanaal);
}

/* By appointment one comes on the channel of the appointment: no switch, whichever was planned. */
bool contact_is_switched_to(const struct spoor_contact *before, const struct spoor_contact *contact,
                            struct spoor_wissel *out_wissel)
{
    struct spoor_slice van = before->is_contact ? before->kanaal : before->van_kanaal;
    bool switched = false;
    if (!contact->is_contact)
        return false;
    if (was_announced(before, contact)) {
        switched = contact_registers_switch(before, out_wissel);
    } else {
        *out_wissel = (struct spoor_wissel){.van = van, .naar = contact->kanaal, .eerste = before};
        switched = is_known(van) && is_known(contact->kanaal) && !spoor_slice_equal(van, contact->kanaal) &&
                   !contact->afspraak;
    }
    out_wissel->naadloos = is_seamless(before, contact);
    out_wissel->tweede = contact;
    return switched;
}
