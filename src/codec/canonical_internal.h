/* What the encoder and decoder of canonical records share.
 *
 * Threads: pure. Memory: borrows from the tree, arrays in the arena. */
#ifndef SPOOR_CODEC_CANONICAL_INTERNAL_H
#define SPOOR_CODEC_CANONICAL_INTERNAL_H

#include <spoor/codec/canonical.h>

struct spoor_slice spoor_record_soort_name(enum spoor_record_soort soort);
bool spoor_record_soort_find(struct spoor_slice name, enum spoor_record_soort *out_soort);

/* Fills what struct spoor_event knows of data (NULL: nothing) and the effective plaatsgevonden_us; needs time_us and
 * broker_us. Lenient: what is not as it should be is absent, since intake has judged it. */
void spoor_event_decode_data(struct spoor_event *event, const struct spoor_json *data, struct spoor_arena *arena);
/* Text of a member that is a string or number; absent when it is empty or another thing. */
struct spoor_slice spoor_data_text(const struct spoor_json *json);
/* The members that only events about the klant himself have. */
const struct spoor_klantgegevens *spoor_klantgegevens_decode(const struct spoor_json *data, struct spoor_arena *arena);

#endif
