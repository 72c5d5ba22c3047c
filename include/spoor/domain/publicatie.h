/* Publicatie: what was told about each journey, a function of the sequence of events (docs/rules.md, rule 3, docs/contracten.md).
 *
 * Surprising: kept beside the toestand, never inside it. compare() runs after each event, never per batch, and tells
 * the difference with the last outcome, told or silent.
 * Threads: pure. Memory: in the caller's arena. */
#ifndef SPOOR_DOMAIN_PUBLICATIE_H
#define SPOOR_DOMAIN_PUBLICATIE_H

#include <spoor/domain/toestand.h>

enum spoor_soort {
    SPOOR_SOORT_BEGINSTAND,
    SPOOR_SOORT_CORRECTIE,
    SPOOR_SOORT_TERUGZETTING,
    SPOOR_SOORT_BIJSTELLING,
    SPOOR_SOORT_STATUSWIJZIGING,
    SPOOR_SOORT_COUNT
};
const char *spoor_soort_name(enum spoor_soort soort);

struct spoor_uitkomst { /* nothing else counts (rule 3) */
    struct spoor_slice fase, exemplaar, dossierstatus;
    bool beeindigd;
    int64_t verwachte_einddatum_us;
    struct spoor_slice actie_code, actie_bij_wie, actie_gevolg;
    int64_t actie_uiterlijk_us;
};
bool spoor_uitkomst_equal(const struct spoor_uitkomst *a, const struct spoor_uitkomst *b);
struct spoor_uitkomst spoor_uitkomst_of(const struct spoor_reis *reis, const struct spoor_definities *definities);

/* The next phase of the definition that is not optional and not behind; absent when there is none or it ended. */
struct spoor_slice spoor_uitkomst_volgende_fase(const struct spoor_reis *reis,
                                                const struct spoor_definities *definities);

struct spoor_start { /* a start event's ref and when it was numbered */
    struct spoor_slice ref;
    int64_t volgnummer;
};

struct spoor_ingehouden { /* what was not told while the klant's data were frozen */
    int64_t vanaf;                  /* the first revisie of it; 0 = nothing */
    struct spoor_slice soort;       /* the heaviest */
    struct spoor_uitkomst uitkomst; /* as it was before */
    bool moet;                      /* readers know it otherwise: told in any case */
};

struct spoor_verteld { /* what was last said about a ref */
    struct spoor_slice ref;
    int64_t revisie;
    struct spoor_uitkomst uitkomst;
    struct spoor_slice definitie; /* code and version as last told, for a ref that vanishes */
    int32_t definitie_versie;
    struct spoor_place mijlpaal;
    bool verdwenen; /* its journey became part of another; nothing more is told about it */
    struct spoor_ingehouden ingehouden;
};

enum spoor_klok_bewijs { /* what a clock needs to go off, beside its due time */
    SPOOR_BEWIJS_GEEN,
    SPOOR_BEWIJS_NODIG, /* that all was read that could tell otherwise (docs/architecture.md "Clocks") */
    SPOOR_BEWIJS_COUNT
};

struct spoor_gesignaleerd { /* a timer that went off (klok.h) */
    struct spoor_slice soort, klantreis_ref, anker; /* name of the clock; klantreis_ref absent: of the klant */
    int64_t bedoeld_us, sinds_us, uiterlijk_us;
    int64_t aantal; /* messages about it; odd = it stands, even = withdrawn */
};

struct spoor_publicatiestand {
    struct spoor_start *starts; /* by volgnummer */
    size_t start_count, start_capacity;
    struct spoor_verteld *vertelden; /* in order of first telling */
    size_t verteld_count, verteld_capacity;
    struct spoor_gesignaleerd *signalen; /* in order of first going off */
    size_t signaal_count, signaal_capacity;
    int64_t wek_us[SPOOR_BEWIJS_COUNT]; /* when to look whether a timer is due; SPOOR_TIME_NONE = there is none */
};

struct spoor_publicatie { /* one message to make: a row, and unless stil an outbox row */
    enum spoor_soort soort;
    struct spoor_slice klantreis_ref;
    int64_t revisie, vanaf_revisie; /* the first that it covers */
    bool ingehouden;                /* kept back: as if stil */
    int32_t reis; /* index in toestand->reizen; -1 when the ref vanished */
    struct spoor_uitkomst uitkomst, vorige;
    bool had_vorige, is_eerste_van_fase;
    struct spoor_slice definitie, vorige_fase, volgende_fase;
    int32_t definitie_versie;
    struct spoor_slice reden, bij_wie;
};

void spoor_publicatiestand_init(struct spoor_publicatiestand *stand);
/* Compares every journey with what was last said; the differences come out in order of first telling. While the klant's data
 * are frozen they are kept back; the first comparison after that tells them, one for each journey (rule 14).
 * herbouw-gepubliceerd tells the journey it names in any case: a correctie beyond every revisie that readers know, or,
 * when no journey has that ref, that it ended.
 * *out_items lives in the arena. Returns the count. A start event is remembered with its volgnummer. */
size_t spoor_publicatie_compare(struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                                const struct spoor_event *cause, const struct spoor_definities *definities,
                                struct spoor_arena *arena, struct spoor_publicatie **out_items);
/* One beginstand per told journey (of klantreis_ref or definitie only, when present), none while the klant's data are
 * frozen; changes nothing. */
size_t spoor_publicatie_beginstand(const struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                                   const struct spoor_event *cause, const struct spoor_definities *definities,
                                   struct spoor_arena *arena, struct spoor_publicatie **out_items);
/* The told ref of journey number reis; absent when nothing was told yet. */
struct spoor_slice spoor_publicatie_ref(const struct spoor_publicatiestand *stand,
                                        const struct spoor_toestand *toestand, int32_t reis);

/* The journey that a publication is about. */
struct spoor_aangaande spoor_publicatie_aangaande(const struct spoor_publicatie *publicatie,
                                                  const struct spoor_toestand *toestand,
                                                  const struct spoor_definities *definities);

/* The channel on which the klant wants to hear of this (voorkeurskanaal of docs/contracten.md); absent when nothing was said. */
struct spoor_slice spoor_publicatie_voorkeurskanaal(const struct spoor_publicatie *publicatie,
                                                    const struct spoor_toestand *toestand);

#endif
