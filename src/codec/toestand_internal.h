/* Tables of the toestand's canonical JSON that stand in a file of their own.
 *
 * Threads: constants only. */
#ifndef SPOOR_CODEC_TOESTAND_INTERNAL_H
#define SPOOR_CODEC_TOESTAND_INTERNAL_H

#include "fields_internal.h"

extern const struct spoor_fields spoor_klantfeiten_fields;

#endif
