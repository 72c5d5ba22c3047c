/* Random sets of events of one klant, seeded: every kind, journeys and contacts far more often than chance would have
 * it.
 *
 * Threads: one. Memory: texts are constants or live in the set. */
#ifndef SPOOR_TEST_RANDOM_EVENTS_H
#define SPOOR_TEST_RANDOM_EVENTS_H

#include "property_sets.h"

enum { EVENTS_MAX = 40 };

struct event_set {
    const struct spoor_definities *definities;
    struct spoor_event events[EVENTS_MAX];
    struct spoor_event vervangingen[EVENTS_MAX];
    struct spoor_slice zaken[2 * EVENTS_MAX][2], objecten[2 * EVENTS_MAX][1]; /* of events, then of vervangingen */
    char ids[EVENTS_MAX][8], own_refs[EVENTS_MAX][12];
    struct spoor_klantgegevens gegevens[2 * EVENTS_MAX];
    struct spoor_slice diensten[2 * EVENTS_MAX][1];
    struct spoor_fase_afbeelding afbeeldingen[EVENTS_MAX][2];
    const struct spoor_event *order[EVENTS_MAX]; /* of arrival */
    size_t count;
};

/* seed may be NULL. Makes the definitions too. */
void random_begin(const char *seed);
void random_events(struct event_set *set);

#endif
