/* Signaal: messages on spoor.signalen (docs/contracten.md "Out"), and the data of the event of a timer that went off.
 *
 * Threads: pure. Memory: appends to a buffer. */
#ifndef SPOOR_CODEC_SIGNAAL_H
#define SPOOR_CODEC_SIGNAAL_H

#include <spoor/codec/notification.h>
#include <spoor/domain/klok.h>

/* `<signaalId>-<nummer>`. */
void spoor_signaal_id(struct spoor_slice signaal_id, int64_t nummer, struct spoor_buffer *out);
/* herinnering-gevraagd; withdrawn: stilstand-vastgesteld-ingetrokken. */
void spoor_signaal_soort(const struct spoor_signaal *signaal, struct spoor_buffer *out);
void spoor_signaal_encode(const struct spoor_notification_context *context, const struct spoor_signaal *signaal,
                          struct spoor_slice signaal_id, const struct spoor_toestand *toestand,
                          const struct spoor_event *cause, struct spoor_buffer *out);
/* data of termijn-verstreken. */
void spoor_termijn_verstreken_encode(const struct spoor_klok_termijn *termijn, struct spoor_buffer *out);

#endif
