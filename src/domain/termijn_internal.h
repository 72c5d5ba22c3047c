/* Inside of terms: how a clock counts (termijn.c), which the fold of term events (toestand_termijn.c) asks too.
 *
 * Threads: pure. Memory: none. */
#ifndef SPOOR_TERMIJN_INTERNAL_H
#define SPOOR_TERMIJN_INTERNAL_H

#include "toestand_internal.h"

/* A term that runs, before any date is computed. */
struct lopende_termijn {
    const struct spoor_fase_definitie *fase; /* whose term it is; NULL: a date that was given to a journey */
    struct spoor_slice exemplaar;
    struct spoor_klok klok; /* as it is now */
};
/* That of the phase first; returns the count. */
size_t termijnen_lopend(const struct spoor_reis *reis, const struct spoor_definitie *definitie,
                        struct lopende_termijn out_termijnen[SPOOR_KLOKKEN_MAX]);
struct spoor_termijn termijn_describe(const struct lopende_termijn *lopend, const struct spoor_definitie *definitie);

/* After an event that may move terms (toestand_termijn.c): which began to run and which ended; before: those that ran, none
 * when it opened the journey; was: the version of the definition then. Another version sets all of them anew. */
void termijnen_follow(struct step *step, const struct lopende_termijn *before, size_t before_count,
                      const struct spoor_definitie *was);

struct spoor_klok klok_new(bool van_fase, int64_t begin_us);
/* NULL when the journey keeps none. */
struct spoor_klok *klok_find(const struct spoor_reis *reis, bool van_fase);
/* A standstill since klok->stil_sinds_us is over: days that were whole within it, and its exact length. */
void klok_add_stilstand(struct spoor_klok *klok, int64_t tot_us, const struct spoor_definitie *definitie);
/* Lengthens by a duration, in the way of counting of the term. */
void klok_add_duur(struct spoor_klok *klok, const struct spoor_duur *duur, enum spoor_termijn_soort soort);
/* SPOOR_TIME_NONE when there is no end, or nobody can know it, or it lies beyond the calendar. */
int64_t klok_eind(const struct spoor_klok *klok, const struct spoor_termijn_definitie *termijn,
                  const struct spoor_definitie *definitie);

/* The term that a clock of the journey measures; not bekend when the definition gives none. */
const struct spoor_termijn_definitie *termijn_of_klok(const struct spoor_reis *reis,
                                                      const struct spoor_definitie *definitie, bool van_fase);
/* Whether the current phase has a term of its own, so that its clock says when the end is expected. */
bool termijn_is_van_fase(const struct spoor_reis *reis, const struct spoor_definitie *definitie);
int64_t termijn_eind(const struct spoor_reis *reis, const struct spoor_definitie *definitie, bool van_fase);

#endif
