/* Definition: a klantreisdefinitie as the fold needs it, and the set of those in force (docs/contracten.md, rule 8).
 *
 * Surprising: a version is immutable; an instance takes the version valid at its start's plaatsgevondenOp.
 * Threads: read-only during a fold. Memory: slices borrow from whoever built the set. */
#ifndef SPOOR_DOMAIN_DEFINITION_H
#define SPOOR_DOMAIN_DEFINITION_H

#include <spoor/domain/event.h>
#include <spoor/domain/termijn.h>

struct spoor_fase_definitie {
    struct spoor_slice code;
    bool herhaalbaar, optioneel;
    struct spoor_slice actie_code, actie_bij_wie, actie_gevolg; /* expected while the phase is open; may be absent */
    struct spoor_termijn_definitie termijn, actie_termijn;      /* of the action: from the begin of the phase */
};

/* An event that starts or ends a journey: kind, and whichever of the others is present must equal the event's. */
struct spoor_regel {
    enum spoor_kind kind;
    struct spoor_slice product, fase, resultaat;
};

struct spoor_definitie {
    struct spoor_slice code;
    int32_t versie;
    int64_t geldig_vanaf_us;
    bool informeren;
    int64_t stilstand_us; /* so long may nothing happen in an open journey; 0 = for ever */
    struct spoor_slice wie_informeert;
    struct spoor_fase_definitie *fasen;
    size_t fase_count;
    struct spoor_regel *start, *einde;
    size_t start_count, einde_count;
    struct spoor_slice *onderwerpen, *lijnen;
    size_t onderwerp_count, lijn_count;
    struct spoor_vrije_dagen vrije_dagen;  /* no working days for its terms, besides those of the law */
    struct spoor_slice checksum, document; /* 64 hex of SHA-256 over the document's bytes; the document itself */
};

struct spoor_definities {
    const struct spoor_definitie **items; /* ordered by code, then versie */
    size_t count;
};

/* NULL when absent. */
const struct spoor_definitie *spoor_definities_get(const struct spoor_definities *set, struct spoor_slice code,
                                                   int32_t versie);
/* The version of code valid at at_us (latest geldig_vanaf ≤ at); versie > 0 asks for just that one. */
const struct spoor_definitie *spoor_definities_valid(const struct spoor_definities *set, struct spoor_slice code,
                                                     int32_t versie, int64_t at_us);
/* Order of a phase in a definition; -1 when it has no such phase. */
int32_t spoor_definitie_fase_order(const struct spoor_definitie *definitie, struct spoor_slice fase);
/* True when the event is a start (end) event of the definition by its rules; klantreis-gestart needs no rule. */
bool spoor_definitie_starts_by(const struct spoor_definitie *definitie, const struct spoor_event *event);
bool spoor_definitie_ends_by(const struct spoor_definitie *definitie, const struct spoor_event *event);

#endif
