/* Openstaand: one open matter of a klant, such as a task or a message without receipt (openstaand.def; rule 11).
 *
 * Surprising: what is open is a function of the events of that matter alone; which journey they belong to has no part in
 * it. Instants only, never ages.
 * Threads: pure. Memory: texts live as long as the toestand that has them. */
#ifndef SPOOR_DOMAIN_OPENSTAAND_H
#define SPOOR_DOMAIN_OPENSTAAND_H

#include <spoor/base/arena.h>
#include <spoor/base/time.h>

enum { /* what a klant row keeps: the first ones, as many as there is room for; the table has them all */
    SPOOR_OPENSTAAND_KEPT_MAX = 32,
    SPOOR_OPENSTAAND_BYTES_MAX = 8192 /* of their texts */
};

struct spoor_openstaand {
    struct spoor_slice soort, ref;                  /* which one; soort: openstaand.def */
    int64_t sinds_us;                               /* of the event that opened it */
    int64_t uiterlijk_us;                           /* by when it is to be done; of an appointment: when it is */
    struct spoor_slice aard;                        /* terugbelverzoek, maatwerkplaats …; may be absent */
    struct spoor_slice eigenaar, divisie, regisseur; /* as last said; absent = nobody */
};

/* What happened to one matter: was NULL = it opened, is NULL = it closed, both = it changed. */
struct spoor_openstaand_verschil {
    const struct spoor_openstaand *was, *is;
};

/* Order of the list: sinds, then soort and ref (bytewise), so that the rows of the table alone give it too. */
int spoor_openstaand_compare(const struct spoor_openstaand *a, const struct spoor_openstaand *b);
bool spoor_openstaand_equal(const struct spoor_openstaand *a, const struct spoor_openstaand *b);
/* How many of them, from the first, a klant row keeps. */
size_t spoor_openstaand_kept(const struct spoor_openstaand *items, size_t count);
/* The differences of two lists in order; one that opened again is told as closed and opened. *out_verschillen lives in the
 * arena. */
size_t spoor_openstaand_differences(const struct spoor_openstaand *was, size_t was_count,
                                    const struct spoor_openstaand *is, size_t is_count, struct spoor_arena *arena,
                                    struct spoor_openstaand_verschil **out_verschillen);

#endif
