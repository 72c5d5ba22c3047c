/* The CloudEvents envelope of what Spoor emits (docs/contracten.md "Out").
 *
 * Threads: pure. Memory: appends to the writer's buffer. */
#ifndef SPOOR_CODEC_ENVELOPE_INTERNAL_H
#define SPOOR_CODEC_ENVELOPE_INTERNAL_H

#include <spoor/codec/notification.h>

/* Opens the message and writes what all have; type_suffix comes after the type prefix: ".klantreizen.…". */
void spoor_envelope_begin(struct spoor_json_writer *writer, const struct spoor_notification_context *context,
                          struct spoor_slice id, const char *type_suffix);
/* The read API's path of the journey; what may not stand in a path segment is percent-encoded (RFC 3986). */
void spoor_envelope_dataref(struct spoor_json_writer *writer, struct spoor_slice ref);

#endif
