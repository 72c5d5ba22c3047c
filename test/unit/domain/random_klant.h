/* Random facts about the klant himself, for the tests of any order.
 *
 * Surprising: drawn from so few words and so many ids that lists overflow and what is let go is tried too.
 * Threads: one. Memory: borrows constants. */
#ifndef SPOOR_TEST_RANDOM_KLANT_H
#define SPOOR_TEST_RANDOM_KLANT_H

#include <spoor/domain/event.h>

typedef uint32_t random_draw(uint32_t below);

enum spoor_kind random_klant_kind(random_draw *draw);
/* diensten: room for one. */
void random_gegevens(struct spoor_klantgegevens *out_gegevens, struct spoor_slice *diensten, random_draw *draw);

#endif
