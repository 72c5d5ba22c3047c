/* Inside of the contacts: what an event says of its contact, how that is put together, and what it counts for.
 *
 * Threads: pure. Memory: the arena of the fold; where an arena may be NULL texts are borrowed. */
#ifndef SPOOR_CONTACT_INTERNAL_H
#define SPOOR_CONTACT_INTERNAL_H

#include "toestand_internal.h"

enum { FACT_TEXT = 16 };

struct contact_said { /* one event, as a contact of its own */
    struct spoor_contact contact;
    bool names_fase, has_fact;
    char fact[FACT_TEXT]; /* hash of (kind, bronSysteem, bronId) */
};

struct contact_plan { /* what one event more does to the contacts */
    struct contact_said said;
    size_t index; /* of its contact among the recent ones, or NO_CONTACT */
    bool late;
    bool takes; /* false: nothing */
};

/* contact.c: one contact, two contacts */
/* False for an event that is about no contact. */
bool contact_read(const struct spoor_event *event, const struct spoor_place *place,
                  const struct spoor_toewijzing *toewijzing, struct contact_said *out_said);
/* Both are there and alike. */
bool contact_same_text(struct spoor_slice a, struct spoor_slice b);
bool contact_is(const struct spoor_contact *contact, const struct spoor_contact *other);
bool contact_has_fact(const struct spoor_contact *contact, const struct contact_said *said);
/* Whether it matters which of the two was said last. */
bool contact_disagrees(const struct spoor_contact *contact, const struct contact_said *said);
/* Takes over what was said last. */
void contact_merge(struct spoor_contact *contact, const struct contact_said *said, struct spoor_arena *arena,
                   bool borrow);
/* Whether contacts may be switched from it. */
bool contact_takes_part(const struct spoor_contact *contact);
bool contacts_are_linked(const struct spoor_contact *before, const struct spoor_contact *contact);
bool contacts_share_matter(const struct spoor_contact *before, const struct spoor_contact *contact);
bool contact_is_repeat(const struct spoor_contact *before, const struct spoor_contact *contact);
bool contact_registers_switch(const struct spoor_contact *contact, struct spoor_wissel *out_wissel);
bool contact_is_switched_to(const struct spoor_contact *before, const struct spoor_contact *contact,
                            struct spoor_wissel *out_wissel);
enum contact_key { CONTACT_KEY_ID = 'c', CONTACT_KEY_GESPREK = 'g', CONTACT_KEY_FACT = 'f', CONTACT_KEY_NAMED = 'v' };
int64_t contact_hash(enum contact_key kind, struct spoor_slice text);

/* contact_count.c: what contacts count for */
struct tally { /* where it is counted; reizen may be NULL while there are none */
    struct spoor_contact_tellers *klant;
    struct spoor_reis_tellers *reizen;
    struct spoor_arena *arena;
};
/* before: the contact before it about the same matter, or NULL. */
void tally_contact(const struct tally *tally, const struct spoor_contact *before, const struct spoor_contact *contact);
/* The contact before recent[index] about the same matter; NULL when there is none. */
const struct spoor_contact *contact_before(const struct spoor_toestand *toestand, const struct spoor_contact *recent,
                                           size_t index);
/* The last older contact of the journey, else without journey of the onderwerp; NULL when there is none. */
const struct spoor_contact *contact_last_older(const struct spoor_toestand *toestand,
                                               const struct spoor_contact *contact);

/* contact_window.c: the recent contacts and those that leave them */
/* Puts a contact at its place among the recent ones; the first of too many is counted and leaves. */
void contacten_insert(struct fold *fold, const struct spoor_contact *contact);
/* What others may have to know of a contact that left. */
struct spoor_contact contact_remembered(const struct spoor_contact *contact);
/* Puts recent[index], which begins earlier than was thought, at its place. */
void contacten_reorder(struct spoor_contacten *contacten, size_t index);
bool staart_has(const struct spoor_staart *staart, int64_t sleutel);

#endif
