/* Document: the frame of what Spoor writes for itself: one object that begins with its "versie".
 *
 * Threads: pure. Memory: parse copies the text into the arena, so the tree and what borrows from it live there. */
#ifndef SPOOR_CODEC_DOCUMENT_INTERNAL_H
#define SPOOR_CODEC_DOCUMENT_INTERNAL_H

#include <spoor/codec/json.h>

#define SPOOR_DOCUMENT_VERSION 2

/* {"versie":2 … the caller adds the rest and the end. */
void spoor_document_begin(struct spoor_json_writer *writer, struct spoor_buffer *out);
/* SPOOR_HALT with code "<name>_versie" for another version, "<name>_onleesbaar" for what is no such document. */
enum spoor_status spoor_document_parse(const char *name, struct spoor_slice text, struct spoor_arena *arena,
                                       const struct spoor_json **out_document, struct spoor_error *err);
/* SPOOR_HALT with code "<name>_onleesbaar"; the message names the byte where bad stands. */
enum spoor_status spoor_document_refuse(const char *name, const struct spoor_json *document,
                                        const struct spoor_json *bad, struct spoor_error *err);

#endif
