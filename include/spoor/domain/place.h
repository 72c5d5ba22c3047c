/* Place: where an event stands in the order of its klant's events (rule 1, ties).
 *
 * Surprising: a place depends on event and definitions alone, never on arrival or attribution, so any arrival order
 * gives the same sequence. Memory: slices borrow from the event. */
#ifndef SPOOR_DOMAIN_PLACE_H
#define SPOOR_DOMAIN_PLACE_H

#include <spoor/domain/definition.h>

#define SPOOR_PLACE_NO_FASE (-1)
#define SPOOR_PLACE_UNKNOWN_FASE INT32_MAX

struct spoor_place {
    int64_t us;
    int32_t fase_order; /* no fase first, unknown last; fase-teruggezet stands under the phase it leaves */
    int32_t rank;
    struct spoor_slice source, sequence; /* sequence: digits as a number, else bytewise */
    int64_t time_us;
    struct spoor_slice id;
};

struct spoor_place spoor_place_of(const struct spoor_event *event, const struct spoor_definities *definities);
int spoor_place_compare(const struct spoor_place *a, const struct spoor_place *b);

#endif
