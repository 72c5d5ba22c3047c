/* Klok, inside: what a clock of klokken.def says. Private to klok*.c. Threads: pure. */
#ifndef SPOOR_DOMAIN_KLOK_INTERNAL_H
#define SPOOR_DOMAIN_KLOK_INTERNAL_H

#include <spoor/domain/klok.h>

#include "toestand_internal.h"

struct klok_termijnen { /* the terms of a journey that run */
    struct spoor_termijn items[SPOOR_KLOKKEN_MAX];
    size_t count;
};

struct klok_view { /* the klant as clocks see it */
    const struct spoor_publicatiestand *stand;
    const struct spoor_toestand *toestand;
    const struct spoor_definities *definities;
    struct spoor_arena *arena;
    struct spoor_klok_termijn *items; /* found so far */
    size_t count, capacity;
    bool moved;                       /* false: no term has moved since timers were last looked for */
    struct klok_termijnen *termijnen; /* per journey; NULL until somebody asks */
};

struct klok_cause { /* an event, and the journey that took it */
    const struct spoor_event *event;
    int32_t reis;
};

void klok_add(struct klok_view *view, struct spoor_klok_termijn termijn);

void herinnering_termijnen(struct klok_view *view, enum spoor_kloksoort klok);
void stilstand_termijnen(struct klok_view *view, enum spoor_kloksoort klok);
void termijn_termijnen(struct klok_view *view, enum spoor_kloksoort klok);

bool nooit_ontkracht(struct klok_view *view, enum spoor_kloksoort klok, const struct spoor_gesignaleerd *told,
                     const struct klok_cause *cause);
bool stilstand_ontkracht(struct klok_view *view, enum spoor_kloksoort klok, const struct spoor_gesignaleerd *told,
                         const struct klok_cause *cause);
bool termijn_ontkracht(struct klok_view *view, enum spoor_kloksoort klok, const struct spoor_gesignaleerd *told,
                       const struct klok_cause *cause);

#endif
