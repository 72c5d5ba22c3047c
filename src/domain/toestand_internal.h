/* Inside of the toestand fold: one event is folded in two moves, choose() and commit(), shared by apply and refold.
 *
 * Surprising: choose() never changes anything. It says which journey takes the event, and whether a start event
 * teaches a journey a key (ref, zaakRef, object) that earlier events may carry: then those belong elsewhere than was
 * thought, and only the history can tell.
 * Threads: pure. Memory: the arena of the fold. */
#ifndef SPOOR_TOESTAND_INTERNAL_H
#define SPOOR_TOESTAND_INTERNAL_H

#include <spoor/domain/publicatie.h>

enum { NO_REIS = -1 };
#define NO_CONTACT SIZE_MAX

struct history_entry {
    const struct spoor_event *event;
    struct spoor_place place;
    size_t input;        /* index in what the caller gave */
    size_t next_contact; /* next entry of the same bucket, or NO_CONTACT */
    struct spoor_toewijzing toewijzing;
};

enum { MOVING_KEY_WORDS = 64 };

struct history { /* the whole set, in fold order */
    struct history_entry *entries;
    size_t count;
    size_t *buckets; /* by contact; NULL when no event names a contact by vervolgVan */
    size_t bucket_count;
    int64_t corrected; /* bits of the facts that corrections name in vain */
    uint64_t moving_keys[MOVING_KEY_WORDS]; /* hashes of the keys of events that move, end or teach a journey */
};

struct fold {
    struct spoor_toestand *toestand;
    const struct spoor_definities *definities;
    struct spoor_arena *arena;
    int32_t begun;           /* journeys whose first start was folded; in a replay the others exist already */
    struct history *history; /* NULL in apply() */
    size_t position;         /* of the event in history */
    bool replaying;          /* journeys and keys are those of an earlier pass */
};

/* What a key that a journey learns may change about events before it. */
enum rewrite {
    REWRITES_NOTHING,
    REWRITES_CONTACTS, /* only who counts which contacts: may wait till the end of a refold */
    REWRITES_JOURNEYS, /* possibly also phases and ends, on which later starts depend */
};

struct choice {
    int32_t reis; /* NO_REIS: klant level, or the journey to open */
    bool start;   /* the event is a start event */
    bool opens;
    bool by_ref;                             /* its klantreisRef named the journey */
    enum rewrite rewrites;                   /* by a key that it teaches the journey */
    bool needs_history;                      /* cannot be told without it */
    int64_t missed;                          /* bits of the keys that no journey has */
    struct spoor_slice code;                 /* of the definition of a journey to open */
    const struct spoor_definitie *definitie; /* the version to open it with; NULL while unknown */
};

struct step { /* one event folded into one journey */
    struct fold *fold;
    const struct spoor_event *event;
    const struct spoor_place *place;
    struct spoor_reis *reis;
    const struct spoor_definitie *definitie; /* NULL while unknown */
    int64_t uiterlijk_us;                    /* the end that the event gives; a term event may take it for itself */
    struct spoor_slice reden, bij_wie;       /* of a date that the event moves */
};

/* toestand.c */
void fold_choose(const struct fold *fold, const struct spoor_event *event, struct choice *out_choice);
void fold_commit(struct fold *fold, const struct spoor_event *event, const struct spoor_place *place,
                 const struct choice *choice, struct spoor_toewijzing *out_toewijzing);
struct spoor_place place_copy(const struct spoor_place *place, struct spoor_arena *arena);
/* A text as the toestand keeps it: a copy, or in a refold, which copies what is left at its end, the event's own. */
struct spoor_slice fold_text(const struct fold *fold, struct spoor_slice s);

/* toestand_keys.c */
enum key_kind { KEY_REF, KEY_ZAAK, KEY_OBJECT, KEY_CONTACT, KEY_FEIT, KEY_OPENSTAAND };
uint64_t key_hash(enum key_kind kind, struct spoor_slice key);
int64_t key_bit(enum key_kind kind, struct spoor_slice key);
bool reis_has_ref(const struct spoor_reis *reis, struct spoor_slice ref);
bool reis_has_zaak(const struct spoor_reis *reis, struct spoor_slice zaak);
bool reis_has_object(const struct spoor_reis *reis, struct spoor_slice object);
void reis_add_ref(const struct fold *fold, struct spoor_reis *reis, struct spoor_slice ref);
void reis_add_zaken(const struct fold *fold, struct spoor_reis *reis, const struct spoor_event *event);
void reis_add_objecten(const struct fold *fold, struct spoor_reis *reis, const struct spoor_event *event);
int32_t reis_by_ref(const struct spoor_toestand *toestand, struct spoor_slice ref);
/* What it changes about earlier events that this one teaches its keys to journey `reis` (NO_REIS: a new one). */
enum rewrite keys_rewrite(const struct fold *fold, int32_t reis, const struct spoor_event *event, bool start);
/* Remembers the keys of an event that does more to its journey than count. */
void keys_remember_moving(struct fold *fold, const struct spoor_event *event);
/* Whether the event names a zaakRef that the journey does not know. */
bool keys_teach_zaak(const struct spoor_reis *reis, const struct spoor_event *event);

/* toestand_correctie.c */
/* The events as they count, in the same order: NULL where one is withdrawn or is itself a correction. Returns bits of the
 * facts that corrections name and that are not in the set. */
int64_t correcties_settle(const struct spoor_event *const *events, size_t count, struct spoor_arena *arena,
                          const struct spoor_event **out_events);
int64_t correctie_bit(struct spoor_slice id);

/* toestand_starts.c */
struct spoor_slice start_ref(const struct spoor_event *event);
bool start_find(const struct spoor_event *event, const struct spoor_definities *definities,
                struct spoor_slice *out_code, const struct spoor_definitie **out_definitie);
int32_t start_join(const struct fold *fold, const struct spoor_event *event, struct spoor_slice code);
int32_t reis_open(struct fold *fold, const struct spoor_event *event, const struct choice *choice);

/* toestand_attribution.c */
void attribute_by_keys(const struct fold *fold, const struct spoor_event *event, struct choice *choice);
void attribute_otherwise(const struct fold *fold, const struct spoor_event *event, struct choice *choice);
bool reis_fits(const struct fold *fold, const struct spoor_reis *reis, const struct spoor_event *event);
struct spoor_slice contact_key(const struct spoor_event *event);

/* toestand_phase.c: what the phase events do to a journey */
void fase_gestart(struct step *step);
void fase_voltooid(struct step *step);
void fase_overgeslagen(struct step *step);
void fase_teruggezet(struct step *step);
void dossierstatus_gezet(struct step *step);

/* toestand_migratie.c */
void klantreis_gemigreerd(struct step *step);

/* toestand_termijn.c: what term events do to the clocks of a journey */
void termijn_opgeschort(struct step *step);
void termijn_hervat(struct step *step);
void termijn_verlengd(struct step *step);
void aanvulling_gevraagd(struct step *step);
void aanvulling_ontvangen(struct step *step);
void termijn_gegeven(struct step *step);
int64_t termijn_moment(int64_t us);
/* The journey came to another phase, or once more to the same. */
void klok_begin_fase(struct step *step);
/* The journey goes on under another version, in the phase it is in. */
void klok_andere_versie(struct step *step);
void klokken_keep(struct spoor_reis *reis, struct spoor_arena *arena);

/* termijn.c */
int64_t termijn_einddatum(const struct spoor_reis *reis, const struct spoor_definitie *definitie);
int64_t termijn_actie_uiterlijk(const struct spoor_reis *reis, const struct spoor_definitie *definitie);

/* toestand_effects.c */
/* Whether the event can move its journey at all: most are contacts, which only count. */
bool reis_moves_by(const struct step *step);
void reis_apply(struct step *step);

/* toestand_counters.c */
void count_event(struct fold *fold, const struct spoor_event *event, int32_t reis);
void reserve_reis(struct spoor_toestand *toestand, struct spoor_arena *arena);

/* toestand_contacten.c; what is behind it: contact_internal.h */
struct contact_plan;
enum spoor_apply_result contacten_plan(const struct fold *fold, const struct spoor_event *event,
                                       const struct spoor_place *place, bool late,
                                       const struct spoor_toewijzing *toewijzing, struct contact_plan *out_plan);
void contacten_take(struct fold *fold, const struct contact_plan *plan);
void contacten_refold(struct fold *fold);
void contacten_keep(struct spoor_toestand *toestand, struct spoor_arena *arena);

/* toestand_klant.c */
bool fold_is_of_klant(const struct spoor_event *event);
/* An event about the klant itself: no journey takes it, none is moved by it, and it commutes. */
void klant_event_take(struct fold *fold, const struct spoor_event *event, const struct spoor_place *place,
                      struct spoor_toewijzing *out_toewijzing);
void feiten_init(struct spoor_klantfeiten *feiten);
void feiten_keep(struct spoor_klantfeiten *feiten, struct spoor_arena *arena);

/* toestand_voorkeur.c */
void voorkeurskanaal_gewijzigd(const struct fold *fold, const struct spoor_event *event,
                               const struct spoor_place *place);
void voorkeuren_keep(struct spoor_toestand *toestand, struct spoor_arena *arena);

/* toestand_open.c: open matters */
/* Whether apply() may take the event; changes nothing. */
enum spoor_apply_result open_choose(const struct spoor_toestand *toestand, const struct spoor_event *event, bool late);
void open_commit(struct fold *fold, const struct spoor_event *event);
/* All of them anew from the history. */
void open_refold(struct fold *fold);

/* toestand_herinnering.c */
void herinnering_ingesteld(const struct fold *fold, const struct spoor_event *event, const struct spoor_place *place);
void herinneringen_keep(struct spoor_toestand *toestand, struct spoor_arena *arena);

/* uitkomst.c */
/* The phase that the journey is in, while it is open; NULL when there is none or its definition does not know it. */
const struct spoor_fase_definitie *uitkomst_open_fase(const struct spoor_reis *reis,
                                                      const struct spoor_definitie *definitie);
struct spoor_uitkomst uitkomst_by(const struct spoor_reis *reis, const struct spoor_definitie *definitie);
const struct spoor_definitie *reis_definitie(const struct spoor_reis *reis, const struct spoor_definities *definities);

#endif
