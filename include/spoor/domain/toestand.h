/* Toestand: the journeys and counters of one klant, a pure function of the set of its events and the definitions (docs/rules.md).
 *
 * Surprising: apply() refuses an event that does not commute or come in order and says NEEDS_HISTORY; the caller then
 * gives the whole history to refold(). Both give the same bytes in canonical JSON (codec/toestand.h).
 * The sequential part (reizen) and the counters (tellers) are kept apart.
 * Threads: pure. Memory: everything hangs in the caller's arena; texts are copied into it. */
#ifndef SPOOR_DOMAIN_TOESTAND_H
#define SPOOR_DOMAIN_TOESTAND_H

#include <spoor/domain/contact.h>
#include <spoor/domain/klantfeiten.h>
#include <spoor/domain/openstaand.h>

#define SPOOR_FOLD_VERSIE 1 /* of the rules by which it is built: foldversie of herbouw-gepubliceerd */

enum spoor_exemplaar_stand {
    SPOOR_EXEMPLAAR_OPEN,
    SPOOR_EXEMPLAAR_VOLTOOID,
    SPOOR_EXEMPLAAR_OVERGESLAGEN,
    SPOOR_EXEMPLAAR_TERUGGEZET
};

/* Oddities are stored and flagged, never rejected (rule 2). */
enum spoor_reis_flag {
    SPOOR_REIS_OVERGESLAGEN = 1,   /* a phase of the definition before the current one was never seen */
    SPOOR_REIS_HERHAALD = 2,       /* a phase that may not repeat did */
    SPOOR_REIS_OMGEKEERD = 4,      /* an earlier phase began after a later one; the position did not move */
    SPOOR_REIS_ONBEKENDE_FASE = 8, /* a phase the definition does not have */
    SPOOR_REIS_HEROPEND = 16,      /* events after the end */
    SPOOR_REIS_ZONDER_BEGIN = 32,  /* a phase was completed that had not begun */
    SPOOR_REIS_DEFINITIE_ONBEKEND = 64,
    SPOOR_REIS_TERMIJN_VOORBIJ = 128, /* a term was suspended or lengthened after its end */
    SPOOR_REIS_DATUM_VOORBIJ = 256,   /* an event gave a date that was over when it happened */
    SPOOR_REIS_GEMIGREERD = 512,      /* goes on under another version than it began with */
};

struct spoor_fase_exemplaar { /* one phase instance */
    struct spoor_slice fase, exemplaar;
    int64_t begin_us, eind_us;
    enum spoor_exemplaar_stand stand;
    struct spoor_slice resultaat, dossierstatus; /* last dossierstatus set while it was current */
    bool onbekend;                               /* not in the definition */
};

struct spoor_reis {
    struct spoor_slice *refs; /* of the start events it absorbed, in fold order; refs[0] names it */
    size_t ref_count, ref_capacity;
    struct spoor_slice *zaak_refs; /* sorted */
    size_t zaak_ref_count, zaak_ref_capacity;
    struct spoor_slice *objecten; /* onderwerpobjecten it knows, sorted */
    size_t object_count, object_capacity;
    struct spoor_slice definitie;
    int32_t definitie_versie; /* 0 while unknown */
    int32_t begin_versie;     /* the one it began with: of a refold only, which passes migrations again */
    int64_t begin_us, eind_us;
    bool beeindigd;
    struct spoor_slice resultaat;
    struct spoor_fase_exemplaar *exemplaren; /* in fold order of their begin */
    size_t exemplaar_count, exemplaar_capacity;
    int32_t huidig; /* index of the current phase instance; -1 none */
    struct spoor_slice vorige_fase;
    struct spoor_slice dossierstatus;
    struct spoor_klok *klokken; /* that of the journey, that of the current phase (termijn.h); each only when needed */
    size_t klok_count, klok_capacity;
    struct spoor_slice reden, bij_wie; /* of the last change of a date or step back */
    uint32_t flags;
    struct spoor_place mijlpaal; /* of the event that last changed the outcome */
    int64_t laatste_us;          /* of its last event; only where its definition has a limit to standing still */
    struct spoor_slice laatste_id;
    bool laatste_stil; /* a silent one, and that limit was over when the broker had it */
};

struct spoor_reis_tellers { /* counters of one journey, by its naming ref */
    struct spoor_slice ref;
    struct spoor_contact_tellers ouder; /* of contacts that are no longer recent */
    struct spoor_contact *laatste;      /* the last of those */
    size_t laatste_count;               /* 0 or 1 */
};

struct spoor_voorkeur { /* preferred channels of one journey, of one definition, else (both absent) of the klant */
    struct spoor_slice klantreis_ref, definitie;
    struct spoor_slice *kanalen; /* most wanted first; none = no preference */
    size_t kanaal_count, kanaal_capacity;
    struct spoor_place place; /* of the event that set it: the last by place counts, whatever came first */
};

struct spoor_herinnering { /* a klant asked to be reminded */
    struct spoor_slice id, waarvoor, klantreis_ref; /* klantreis_ref as the event named it */
    int64_t op_us;
    bool stil;                /* it was over already when a silent event told of it */
    struct spoor_place place; /* of the event that set it last */
};
#define SPOOR_HERINNERINGEN_MAX 32 /* of one klant; beyond, the one set longest ago makes room */

struct spoor_termijnverloop { /* what the last apply() or refold() saw of terms; no part of the state */
    struct spoor_termijn_afgelopen *afgelopen; /* in fold order */
    size_t afgelopen_count, afgelopen_capacity;
    bool bewogen; /* a term may have begun, moved or ended */
    bool alle;    /* afgelopen has those of the whole history */
};

struct spoor_toestand {
    /* sequential part */
    struct spoor_reis *reizen; /* in fold order of their first start */
    size_t reis_count, reis_capacity;
    struct spoor_place laatste; /* the greatest place folded so far; us == SPOOR_TIME_NONE when nothing was */
    int64_t los;                /* events with attribution fields or a phase that no journey took */
    int64_t losse_sleutels;     /* 63 bits of hashes of keys that events named and no journey has (toestand_keys.c) */
    int64_t wachtende_correcties; /* 63 bits of hashes of the facts that corrections name and that are not there yet */
    struct spoor_voorkeur *voorkeuren; /* ordered by klantreis_ref, then definitie */
    size_t voorkeur_count, voorkeur_capacity;
    struct spoor_klantfeiten feiten; /* what else was said about the klant himself */
    struct spoor_openstaand *openstaand; /* in order; all of them, or as a klant row keeps them the first ones */
    size_t openstaand_count, openstaand_capacity;
    int64_t openstaand_rest;     /* how many more there are */
    int64_t openstaand_sleutels; /* 63 bits of hashes of the refs of all matters that were ever named */
    struct spoor_herinnering *herinneringen; /* ordered by id */
    size_t herinnering_count, herinnering_capacity;
    struct spoor_termijnverloop verloop;
    /* counters */
    int64_t gebeurtenissen;
    struct spoor_contacten contacten;
    struct spoor_reis_tellers *reis_tellers; /* same order as reizen, and room for reis_capacity */
};

/* Where an event belongs: what the contact table needs. Texts borrow from the event or the toestand. */
struct spoor_toewijzing {
    const struct spoor_event *event; /* as it counts, after corrections; NULL = withdrawn, or no such event */
    int32_t reis; /* index in reizen; -1 = klant level */
    struct spoor_slice fase, exemplaar;
    bool telt_alleen; /* applied in place, it moves no journey and teaches no ref: there is nothing to tell */
};

enum spoor_apply_result {
    SPOOR_APPLIED,
    SPOOR_NEEDS_HISTORY,
    SPOOR_NEEDS_KEYS, /* which keys of older contacts there are (struct spoor_staart); the history would do too */
    SPOOR_NEEDS_OPENSTAAND, /* matters beyond those that the klant row keeps: spoor_toestand_complete(), then again */
};

void spoor_toestand_init(struct spoor_toestand *toestand);
/* Applies one more event in place when its effect is the same as refolding, else changes nothing; out_toewijzing may be NULL. */
enum spoor_apply_result spoor_toestand_apply(struct spoor_toestand *toestand, const struct spoor_event *event,
                                             const struct spoor_definities *definities, struct spoor_arena *arena,
                                             struct spoor_toewijzing *out_toewijzing);
/* All open matters of the klant, in order, from the table: none is left out any more. Borrows them. */
void spoor_toestand_complete(struct spoor_toestand *toestand, struct spoor_openstaand *items, size_t count);
/* The toestand as a klant row keeps it: with the first open matters only. Shares what it has. */
struct spoor_toestand spoor_toestand_kept(const struct spoor_toestand *toestand);
/* As refold() does, up to an instant: what was true then, with all corrections of the set. */
void spoor_toestand_refold_until(struct spoor_toestand *toestand, const struct spoor_event *const *events, size_t count,
                                 const struct spoor_definities *definities, int64_t tot_us, struct spoor_arena *arena,
                                 struct spoor_toewijzing *toewijzingen);
/* Folds the whole set from nothing. events in any order, each fact once; toewijzingen (same order) may be NULL. */
void spoor_toestand_refold(struct spoor_toestand *toestand, const struct spoor_event *const *events, size_t count,
                           const struct spoor_definities *definities, struct spoor_arena *arena,
                           struct spoor_toewijzing *toewijzingen);
/* The preferred channel for a journey known by any of `refs`: the first of the list set for the journey, else for its
 * definition, else for the klant; absent when there is none. */
struct spoor_slice spoor_toestand_voorkeurskanaal(const struct spoor_toestand *toestand, const struct spoor_slice *refs,
                                                  size_t ref_count, struct spoor_slice definitie);
/* True while a journey waits for a definition, or loose events wait for one that would attribute them. */
bool spoor_toestand_waits_for_definition(const struct spoor_toestand *toestand);

#endif
