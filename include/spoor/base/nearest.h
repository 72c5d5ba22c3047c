/* Nearest: the known name that a mistyped one is likely to mean; every "did you mean" comes from here.
 *
 * Surprising: letters are compared without regard to case, so a name in the wrong case is 0 edits away.
 * Threads: pure functions. Memory: borrows. */
#ifndef SPOOR_BASE_NEAREST_H
#define SPOOR_BASE_NEAREST_H

#include <spoor/base/slice.h>
#include <stdint.h>

#define SPOOR_NEAREST_BYTES_MAX 128

/* Insertions, deletions, replacements and swaps of neighbours that make one of the other; SIZE_MAX when one is longer than
 * SPOOR_NEAREST_BYTES_MAX. */
size_t spoor_edits_between(struct spoor_slice a, struct spoor_slice b);
/* As many edits as a slip in a word of this length may have: 1 up to three letters, 2 up to five, 3 beyond. */
size_t spoor_edits_of_a_slip(struct spoor_slice word);
/* The name (NULL-terminated list) with the fewest edits, at most edits_max; NULL when none is that near. */
const char *spoor_nearest(struct spoor_slice word, const char *const *names, size_t edits_max);

#endif
