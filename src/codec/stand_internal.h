/* Names of the stand of a phase instance in canonical JSON.
 *
 * Threads: constants only. */
#ifndef SPOOR_CODEC_STAND_INTERNAL_H
#define SPOOR_CODEC_STAND_INTERNAL_H

#include <spoor/domain/toestand.h>

struct spoor_slice spoor_stand_name(enum spoor_exemplaar_stand stand);
/* False for a name that is none. */
bool spoor_stand_find(struct spoor_slice name, enum spoor_exemplaar_stand *out_stand);

#endif
