/* Toestand and publicatiestand as canonical JSON: what the klant row holds and what I5 compares byte for byte.
 *
 * Members in fixed order, absent ones left out, integers for instants (µs), arrays in fold order.
 * Toestand: {"versie":2,"volg":{…sequential part…},"tellers":{…counters…}}; every member is in docs/toestand.md.
 * Surprising: decode is strict and answers SPOOR_HALT: "<document>_versie" when another version wrote it,
 * "<document>_onleesbaar" when it is not as Spoor writes it.
 * Threads: pure. Memory: decode copies into the arena; encode appends. */
#ifndef SPOOR_CODEC_TOESTAND_H
#define SPOOR_CODEC_TOESTAND_H

#include <spoor/base/buffer.h>
#include <spoor/base/status.h>
#include <spoor/domain/publicatie.h>

void spoor_toestand_encode(const struct spoor_toestand *toestand, struct spoor_buffer *out);
enum spoor_status spoor_toestand_decode(struct spoor_slice text, struct spoor_arena *arena,
                                        struct spoor_toestand *out_toestand, struct spoor_error *err);
void spoor_publicatiestand_encode(const struct spoor_publicatiestand *stand, struct spoor_buffer *out);
enum spoor_status spoor_publicatiestand_decode(struct spoor_slice text, struct spoor_arena *arena,
                                               struct spoor_publicatiestand *out_stand, struct spoor_error *err);
void spoor_uitkomst_encode(const struct spoor_uitkomst *uitkomst, struct spoor_buffer *out);

#endif
