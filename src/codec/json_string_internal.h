/* Escapes in JSON strings.
 *
 * Threads: pure. Memory: writes into the caller's bytes. */
#ifndef SPOOR_CODEC_JSON_STRING_INTERNAL_H
#define SPOOR_CODEC_JSON_STRING_INTERNAL_H

#include <spoor/base/slice.h>
#include <stdint.h>

/* What stands between the quotes → text; out needs escaped.length bytes, an escape never grows. False at an unknown
 * escape, a lone surrogate or \u0000: *out_bad is then the place of its backslash. */
bool spoor_json_unescape(struct spoor_slice escaped, char *out, size_t *out_length, const char **out_bad);

#endif
