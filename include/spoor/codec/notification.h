/* Notification: the messages Spoor emits (docs/contracten.md), as CloudEvents JSON in structured mode.
 *
 * Threads: pure. Memory: appends to a buffer. The caller refuses messages that are larger
 * than SPOOR_NOTIFICATION_BYTES_MAX (docs/architecture.md). */
#ifndef SPOOR_CODEC_NOTIFICATION_H
#define SPOOR_CODEC_NOTIFICATION_H

#include <spoor/base/buffer.h>
#include <spoor/codec/canonical.h>
#include <spoor/domain/publicatie.h>

#define SPOOR_NOTIFICATION_BYTES_MAX ((size_t)65536)

struct spoor_notification_context {
    struct spoor_slice type_prefix; /* nl.overheid */
    struct spoor_slice source;      /* urn:nld:oin:…:systeem:spoor */
    int64_t verwerkt_us;
};

/* `<klantreisRef>-<revisie>`, a beginstand `<klantreisRef>-<revisie>-b<volgnummer>`. */
void spoor_notification_id(const struct spoor_publicatie *publicatie, int64_t volgnummer, struct spoor_buffer *out);
/* The instant at which what holds for the klant is looked up for a message: when Spoor got its cause, so that folding again
 * makes the same message. */
int64_t spoor_notification_moment(const struct spoor_event *cause);
void spoor_notification_encode(const struct spoor_notification_context *context,
                               const struct spoor_publicatie *publicatie, const struct spoor_toestand *toestand,
                               const struct spoor_event *cause, const struct spoor_definities *definities,
                               struct spoor_buffer *out);
/* spoor.quarantaine: reason and origin, never bytes or values. */
void spoor_quarantaine_encode(const struct spoor_notification_context *context, const struct spoor_canonical *record,
                              struct spoor_buffer *out);

#endif
