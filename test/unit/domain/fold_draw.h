/* Draws what makes matters open, change and close, for events of the property tests. */
#ifndef SPOOR_TEST_FOLD_DRAW_H
#define SPOOR_TEST_FOLD_DRAW_H

#include <spoor/domain/event.h>

/* Fills the members that openstaand.def looks at, of whatever kind the event is. */
void draw_matter(struct spoor_event *event);

#endif
