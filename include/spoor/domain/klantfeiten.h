/* Klantfeiten: what was last said about the klant himself: where he may be reached, who looks after him, who may act for
 * him and for whom he may, his profile, whether his data are frozen (docs/rules.md, rule 14).
 *
 * Surprising: nothing here knows what time it is. A fact holds from one instant to another, and whoever asks says when.
 * Each is kept with its place and the last by place counts, so that these events commute. Of each list the facts said
 * last are kept, at most as many as below; what is let go errs on the safe side: no notice, no right.
 * Threads: pure. Memory: hangs in the arena of the toestand. */
#ifndef SPOOR_DOMAIN_KLANTFEITEN_H
#define SPOOR_DOMAIN_KLANTFEITEN_H

#include <spoor/domain/place.h>

enum {
    SPOOR_BEREIKBAARHEDEN_MAX = 12,
    SPOOR_CASEMANAGERS_MAX = 6,
    SPOOR_GEMACHTIGDEN_MAX = 8,
    SPOOR_MACHTIGINGSGEVERS_MAX = 8,
    SPOOR_DIENSTEN_MAX = 8 /* of one mandate; with more it covers none beyond these */
};

struct spoor_bereikbaarheid { /* of one kanaal: for a journey, a definition, or (both absent) all */
    struct spoor_place place;
    struct spoor_slice klantreis_ref, definitie, kanaal;
    bool tijdelijk; /* said for a period: stands beside what was said for good */
    bool bereikbaar, geen_kennisgeving;
    int64_t vanaf_us, tot_us;
    struct spoor_slice stilte_van, stilte_tot; /* quiet hours, as they were said */
    bool omgekeerd; /* ends before it begins: holds at no moment */
};

struct spoor_casemanager { /* an assignment, or (beeindigd) the end of one */
    struct spoor_place place;
    struct spoor_slice soort, ref;
    bool beeindigd;
    struct spoor_slice divisie, eenheid;
    int64_t vanaf_us, tot_us;
    bool omgekeerd;
};

struct spoor_machtiging { /* a grant, or (ingetrokken) its withdrawal */
    struct spoor_place place;
    struct spoor_slice bron, machtiging_id; /* bronSysteem, else source: where the id is unique */
    bool ingetrokken;
    struct spoor_slice ander; /* klantRef of the other one; absent for a shared link */
    struct spoor_slice soort, te_informeren;
    bool beperkt; /* to diensten; else it is for everything */
    struct spoor_slice *diensten;
    size_t dienst_count, dienst_capacity;
    int64_t vanaf_us, tot_us;
    bool omgekeerd;
    bool zichzelf; /* given to himself: kept, and nobody's right */
};

struct spoor_profielfeit { /* one member of klantprofiel */
    struct spoor_place place;
    struct spoor_slice feit, waarde;
    int64_t op_us; /* of overledenOp */
};

struct spoor_bevriezing { /* the last that was said about it */
    struct spoor_place place;
    bool bevroren;
    struct spoor_slice reden;
};

enum spoor_feiten_vol { /* lists of which facts were let go */
    SPOOR_VOL_BEREIKBAARHEDEN = 1,
    SPOOR_VOL_CASEMANAGERS = 2,
    SPOOR_VOL_GEMACHTIGDEN = 4,
    SPOOR_VOL_MACHTIGINGSGEVERS = 8
};

struct spoor_klantfeiten { /* lists are sorted by what their facts are about */
    struct spoor_bereikbaarheid *bereikbaarheden;
    size_t bereikbaarheid_count, bereikbaarheid_capacity;
    struct spoor_casemanager *casemanagers;
    size_t casemanager_count, casemanager_capacity;
    struct spoor_machtiging *gemachtigden; /* who may act for this klant */
    size_t gemachtigde_count, gemachtigde_capacity;
    struct spoor_machtiging *machtigingsgevers; /* for whom this klant may act */
    size_t machtigingsgever_count, machtigingsgever_capacity;
    struct spoor_profielfeit *profiel;
    size_t profielfeit_count, profielfeit_capacity;
    struct spoor_bevriezing bevriezing;
    uint32_t vol;
};

struct spoor_aangaande { /* the journey that is asked about */
    const struct spoor_slice *refs;
    size_t ref_count;
    struct spoor_slice definitie;              /* its code */
    const struct spoor_definitie *in_definitie; /* the version; NULL while unknown */
};

/* How near to the journey something said of klantreis_ref or definitie is: 0 not about it, 1 about all (neither given), 2 its
 * definition, 3 itself. */
int spoor_aangaande_nearness(const struct spoor_aangaande *aangaande, struct spoor_slice klantreis_ref,
                             struct spoor_slice definitie);

/* AVG 18: while frozen nothing is read or told. */
bool spoor_feiten_bevroren(const struct spoor_klantfeiten *feiten);

/* Awb 2:8: the kanalen on which a notice of this journey may be sent at us, sorted. Nothing said = none. out has room
 * for SPOOR_BEREIKBAARHEDEN_MAX. */
size_t spoor_feiten_bereikbaar_via(const struct spoor_klantfeiten *feiten, const struct spoor_aangaande *aangaande,
                                   int64_t us, struct spoor_slice *out_kanalen);
/* Whether a statement counts at us, as far as its period goes. */
bool spoor_bereikbaarheid_geldt(const struct spoor_bereikbaarheid *item, int64_t us);

/* When the assignment `item` ends, by what it says and by the end that was told of it; SPOOR_TIME_NONE = it does not. */
int64_t spoor_casemanager_eind(const struct spoor_klantfeiten *feiten, const struct spoor_casemanager *item);
bool spoor_casemanager_geldt(const struct spoor_klantfeiten *feiten, const struct spoor_casemanager *item, int64_t us);

/* list: gemachtigden or machtigingsgevers, of which item is one. False for a withdrawal and for a mandate to oneself. */
bool spoor_machtiging_geldt(const struct spoor_machtiging *list, size_t count, const struct spoor_machtiging *item,
                            int64_t us);
/* Whether its diensten name the journey's definition, or a product by which that starts. */
bool spoor_machtiging_dekt(const struct spoor_machtiging *item, const struct spoor_aangaande *aangaande);

/* Awb 2:1: who besides or instead of the klant must hear of the journey at us. out has room for SPOOR_GEMACHTIGDEN_MAX;
 * out_klant: whether the klant himself must. */
size_t spoor_feiten_te_informeren(const struct spoor_klantfeiten *feiten, const struct spoor_aangaande *aangaande,
                                  int64_t us, struct spoor_slice *out_refs, bool *out_klant);

/* NULL when nothing was said. feit: a member of klantprofiel-gewijzigd, "overledenOp". */
const struct spoor_profielfeit *spoor_feiten_profiel(const struct spoor_klantfeiten *feiten, const char *feit);
bool spoor_feiten_overleden(const struct spoor_klantfeiten *feiten, int64_t us);

#endif
