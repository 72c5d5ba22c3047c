/* Journey definition files and documents → struct spoor_definitie.
 *
 * Threads: pure. Memory: everything in the arena, slices borrow the document (keep it). */
#ifndef SPOOR_CODEC_DEFINITION_H
#define SPOOR_CODEC_DEFINITION_H

#include <spoor/codec/json.h>
#include <spoor/domain/definition.h>

/* SPOOR_HALT, "definitie_ongeldig", with "JSON pointer: what was expected" when it is not a valid definition. Members
 * that it does not know are allowed, because one in force may be of a newer binary. Does not fill checksum. */
enum spoor_status spoor_definition_parse(struct spoor_slice document, struct spoor_arena *arena,
                                         struct spoor_definitie *out_definitie, struct spoor_error *err);

/* Everything that `spoor definitie check` refuses before parse does: members that are unknown (names the nearest), stand
 * twice, are missing or of another type, also those that the fold does not read; rules that contradict each other.
 * SPOOR_HALT as parse. */
enum spoor_status spoor_definition_check(struct spoor_slice document, struct spoor_arena *arena,
                                         struct spoor_error *err);

#endif
