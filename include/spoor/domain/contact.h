/* Contact: what the events with one klantcontactId are together, the switches between contacts, and their counters
 * (docs/rules.md, rule 15; docs/decisions/0018).
 *
 * Surprising: the toestand keeps the last SPOOR_CONTACTS_RECENT contacts whole and counters of the older ones only.
 * What a recent contact counts for is told anew whenever somebody asks (spoor_contacten_count), so that nothing must
 * ever be taken back from a counter. Threads: pure. Memory: the arena of the fold. */
#ifndef SPOOR_DOMAIN_CONTACT_H
#define SPOOR_DOMAIN_CONTACT_H

#include <spoor/base/arena.h>
#include <spoor/domain/place.h>

enum {
    SPOOR_CONTACTS_RECENT = 8,
    SPOOR_REPEAT_DAYS = 28, /* a contact within these days of the one before about the same matter is a repeat */
};

struct spoor_teller { /* a counter by code, e.g. kanaal */
    struct spoor_slice code;
    int64_t aantal;
    int64_t laatste_us;
};

struct spoor_tellers {
    struct spoor_teller *items; /* ordered by code */
    size_t count, capacity;
};

struct spoor_wissel_teller { /* switches of one sort */
    struct spoor_slice van, naar, reden;
    bool automatisch;
    int64_t aantal, naadloos;
};

struct spoor_contact_tellers { /* over contacts of a klant or of one journey */
    int64_t contacten, herhaald, statusvragen, doorverwijzingen;
    struct spoor_tellers per_kanaal, per_fase; /* per_fase: of a journey only */
    struct spoor_wissel_teller *wissels;       /* ordered by van, naar, reden, automatisch */
    size_t wissel_count, wissel_capacity;
};

struct spoor_contact {        /* all its events together: of each field the last that was given, in fold order */
    struct spoor_slice id;    /* klantcontactId, else bronId, else id of the event */
    struct spoor_slice bron;  /* the name space of id: bronSysteem, else source */
    struct spoor_place begin; /* of its first event: contacts are ordered by it */
    bool is_contact;          /* false: only named, by a referral or a registered switch */
    struct spoor_slice kanaal, onderwerp_code, gesprek_id, richting;
    struct spoor_slice vervolg_van;                                  /* the contact that it follows */
    bool afspraak;                                                   /* held by appointment */
    struct spoor_slice van_kanaal, naar_kanaal, naar_contact, reden; /* a switch that was registered in this contact */
    bool automatisch;
    int64_t doorverwijzingen;
    int32_t reis; /* index in reizen; -1 = klant level */
    struct spoor_slice fase;
    struct spoor_slice *feiten; /* hashes of (kind, bronSysteem, bronId) of its events */
    size_t feit_count, feit_capacity;
    struct spoor_contact *vorige; /* the last of the older ones of its gesprek, or that it follows */
    size_t vorige_count;          /* 0 or 1 */
};

/* Keys of contacts that are no longer among the recent ones. Beside the toestand, never in its bytes: the caller keeps
 * those of `sleutels` from `gelezen` on in a table, and looks up there what spoor_contacten_keys names. */
struct spoor_staart {
    int64_t *sleutels;
    size_t count, capacity;
    size_t gelezen; /* so many came from the table */
    bool gevraagd;  /* the table was asked about the events to come */
};

struct spoor_contacten {
    struct spoor_contact *recent; /* by place */
    size_t recent_count, recent_capacity;
    struct spoor_place grens; /* greatest place of the older ones; us == SPOOR_TIME_NONE when there are none */
    struct spoor_contact_tellers ouder; /* counters of the older ones */
    struct spoor_contact *onderwerpen;  /* last older one without journey, per onderwerpCode; ordered by that */
    size_t onderwerp_count, onderwerp_capacity;
    struct spoor_staart staart;
};

struct spoor_wissel { /* a switch of channel: the next contact about the same matter is on another kanaal */
    struct spoor_slice van, naar, reden;
    bool automatisch;
    bool geregistreerd; /* deliberate (kanaalwissel-geregistreerd, chat-overgedragen), else derived */
    bool naadloos;      /* the second contact refers to the first */
    const struct spoor_contact *eerste;
    const struct spoor_contact *tweede; /* NULL: registered, and the second contact did not come yet */
};

enum { SPOOR_CONTACT_KEYS_MAX = 5 };

struct spoor_toestand;

/* Counters of all contacts, older and recent. */
struct spoor_contact_aantallen {
    struct spoor_contact_tellers klant;
    struct spoor_contact_tellers *reizen; /* as many and in the order of toestand->reizen */
};
void spoor_contacten_count(const struct spoor_toestand *toestand, struct spoor_arena *arena,
                           struct spoor_contact_aantallen *out_aantallen);
/* The switches to and from recent contacts, in the order of the contacts. *out_items lives in the arena and borrows
 * from the toestand. */
size_t spoor_contacten_wissels(const struct spoor_toestand *toestand, struct spoor_arena *arena,
                               struct spoor_wissel **out_items);
/* Keys under which an event may belong to older contacts; 0 for one that is about no contact. */
size_t spoor_contacten_keys(const struct spoor_event *event, int64_t out_keys[SPOOR_CONTACT_KEYS_MAX]);
/* Adds keys that the table has; the caller sets gevraagd. */
void spoor_staart_add(struct spoor_staart *staart, int64_t sleutel, struct spoor_arena *arena);

#endif
