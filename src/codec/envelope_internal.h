/* The CloudEvents envelope of what Spoor emits (docs/contracten.md "Out").
 *
 * Threads: pure. Memory: appends to the writer's buffer. */
#ifndef SPOOR_CODEC_ENVELOPE_INTERNAL_H
#define SPOOR_CODEC_ENVELOPE_INTERNAL_H

#include <spoor/codec/notification.h>

/* Opens the message and writes what all have; type_suffix comes after the type prefix: ".klantreizen.…". */
void spoor_envelope_begin(struct spoor_json_writer *writer, const struct spoor_notification_context *context,
                          struct spoor_slice id, const char *type_suffix);

#endif
