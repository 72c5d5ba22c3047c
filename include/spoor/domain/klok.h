/* Klok: which timers a klant has, which of them are due, and what is told of it (docs/rules.md, rule 16).
 *
 * Surprising: timers are not kept anywhere: they follow from toestand and definitions. What is kept, in the
 * publicatiestand, is which went off, and when to look again (`wek`): never later than the first timer that is still to
 * go off. Moving a timer to a later moment, as every event of a journey does with its stall, therefore writes nothing.
 * Threads: pure. Memory: in the caller's arena; texts borrow from toestand and event. */
#ifndef SPOOR_DOMAIN_KLOK_H
#define SPOOR_DOMAIN_KLOK_H

#include <spoor/domain/publicatie.h>

enum spoor_kloksoort {
#define SPOOR_KLOK(id, naam, termijnsoort, signaal, bewijs, termijnen, ontkracht) SPOOR_KLOK_##id,
#include <spoor/domain/klokken.def>
#undef SPOOR_KLOK
    SPOOR_KLOK_COUNT
};

struct spoor_klok_termijn { /* a timer: goes off at bedoeld_us */
    enum spoor_kloksoort klok;
    int32_t reis;                     /* index in toestand->reizen; -1 none */
    struct spoor_slice klantreis_ref; /* absent: of the klant */
    struct spoor_slice anker;         /* what it hangs on */
    int64_t bedoeld_us;
    int64_t sinds_us, uiterlijk_us; /* SPOOR_TIME_NONE: not of this clock; likewise the texts */
    struct spoor_slice waarvoor, bij_wie;
    bool onvolledig_bewijs; /* went off though a topic was left out that might tell otherwise */
    bool stil; /* it was over already when a silent event set it: nobody is told */
};

struct spoor_signaal { /* one message to make: raised, or withdrawn when nummer is even */
    struct spoor_klok_termijn termijn;
    int64_t nummer;
};

const char *spoor_klok_termijnsoort(enum spoor_kloksoort klok);
const char *spoor_klok_signaal(enum spoor_kloksoort klok);
enum spoor_klok_bewijs spoor_klok_bewijs(enum spoor_kloksoort klok);

/* Timers that have not gone off, by clock, then journey. Returns the count. */
size_t spoor_klok_termijnen(const struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                            const struct spoor_definities *definities, struct spoor_arena *arena,
                            struct spoor_klok_termijn **out_items);
/* After an event was compared: which signals it shows to be wrong, in the order in which they were first told. cause:
 * the event as it counts, after corrections; reis: of the journey that took it, or -1. Sets stand->wek earlier where a
 * timer asks for it. Returns the count. */
size_t spoor_klok_compare(struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                          const struct spoor_event *cause, int32_t reis, const struct spoor_definities *definities,
                          struct spoor_arena *arena, struct spoor_signaal **out_items);
/* The first timer with bedoeld_us ≤ tot_us[bewijs of its clock] goes off: told to the stand. False when none does. */
bool spoor_klok_fire(struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                     const struct spoor_definities *definities, const int64_t tot_us[SPOOR_BEWIJS_COUNT],
                     struct spoor_arena *arena, struct spoor_signaal *out_signaal);
/* Sets stand->wek to the first timer that is still to go off. */
void spoor_klok_rewind(struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                       const struct spoor_definities *definities, struct spoor_arena *arena);

#endif
