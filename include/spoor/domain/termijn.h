/* Termijn: until when a phase or a journey takes, and what moves that date (docs/rules.md, rule 9; Awb 4:5, 4:15).
 *
 * Surprising: a journey has at most two clocks, its own and that of its current phase. A clock holds sums (how long it
 * stood still, by how much it was lengthened) and what holds it up now, never a date that it could compute; so the
 * state stays small, and dates follow from it, the definition and the calendar alone.
 * Threads: pure. Memory: texts borrow from the journey and its definition. */
#ifndef SPOOR_DOMAIN_TERMIJN_H
#define SPOOR_DOMAIN_TERMIJN_H

#include <spoor/domain/calendar.h>

struct spoor_reis;
struct spoor_definities;

enum spoor_termijn_soort {
    SPOOR_TERMIJN_KALENDER,  /* days, weeks, months; ends on a working day */
    SPOOR_TERMIJN_WERKDAGEN, /* working days; a week is five */
    SPOOR_TERMIJN_KLOKUREN   /* exact time, never extended to a working day */
};

enum spoor_termijn_beweging { /* what may move it */
                              SPOOR_TERMIJN_OPSCHORTING = 1,
                              SPOOR_TERMIJN_AANVULLING = 2,
                              SPOOR_TERMIJN_VERLENGING = 4,
                              SPOOR_TERMIJN_STORING = 8,
                              SPOOR_TERMIJN_ALLES = 15
};

struct spoor_termijn_definitie {
    bool bekend; /* the definition gives one */
    bool vanaf_klantreis;
    enum spoor_termijn_soort soort;
    struct spoor_duur duur;
    uint32_t beweegt_door; /* of enum spoor_termijn_beweging */
    int64_t nadert_us;     /* so long before its end it is told that it comes; 0 = it is not */
};

struct spoor_stilstand { /* why a clock stands still; the clock runs again when nothing holds it up */
    bool actief;
    int64_t tot_us; /* when it is expected to end, or must; SPOOR_TIME_NONE while unknown */
    struct spoor_slice reden, bij_wie;
};

struct spoor_klok { /* of the current phase instance, or (van_fase false) of the journey */
    bool van_fase;
    int64_t begin_us;          /* of a phase: when it became current; SPOOR_TIME_NONE when that is not known */
    int64_t gegeven_us;        /* the end that an event gave; the sums count from there */
    bool gegeven_in_stilstand; /* given while it stood still: that standstill is in it */
    int64_t verlengd_maanden, verlengd_dagen, verlengd_us; /* days: working days for a term in those */
    int64_t stil_dagen, stil_werkdagen, stil_us;           /* of standstills that are over */
    int64_t stil_sinds_us;                                 /* SPOOR_TIME_NONE while it runs */
    int64_t geladen_us;      /* broker's timestamp of the event that set its end last, if that is silent; else NONE */
    int64_t gevraagd_tot_us; /* until when the klant has to send what was asked; SPOOR_TIME_NONE when nothing is */
    struct spoor_stilstand opschorting, aanvulling;
};
enum { SPOOR_KLOKKEN_MAX = 2 };

struct spoor_termijn { /* a term that runs, for whoever sets a timer */
    bool van_fase;     /* else of the journey: then fase is the phase whose term it is, reached or not */
    struct spoor_slice fase, exemplaar;
    int64_t begin_us, eind_us; /* end: SPOOR_TIME_NONE while it stands still and nobody knows for how long */
    int64_t nadert_us;         /* so long before its end that is told; 0 = it is not */
    int64_t geladen_us;        /* as of the clock */
    bool staat_stil;
    struct spoor_slice bij_wie; /* who holds it up, else who is to act in its phase */
};

struct spoor_termijn_afgelopen { /* a term that ran and no longer does */
    int32_t reis; /* index in toestand->reizen */
    struct spoor_termijn termijn; /* as it was */
    int64_t klaar_us;             /* of the event that ended it */
};

/* The terms of a journey that run, that of the phase first; none once the journey ended, a phase's none once the phase
 * is done. Returns the count. */
size_t spoor_termijn_lopend(const struct spoor_reis *reis, const struct spoor_definities *definities,
                            struct spoor_termijn out_termijnen[SPOOR_KLOKKEN_MAX]);

#endif
