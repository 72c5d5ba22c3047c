/* Parts of a message that say whom to tell and how.
 *
 * Threads: pure. Memory: append to the writer's buffer. */
#ifndef SPOOR_CODEC_NOTIFICATION_INTERNAL_H
#define SPOOR_CODEC_NOTIFICATION_INTERNAL_H

#include <spoor/codec/json.h>
#include <spoor/domain/klantfeiten.h>

/* Awb 2:1; nothing when it is the klant alone. */
void spoor_notification_put_te_informeren(struct spoor_json_writer *writer, const struct spoor_klantfeiten *feiten,
                                          const struct spoor_aangaande *aangaande, int64_t us,
                                          struct spoor_slice klant_ref);
/* Awb 2:8; nothing when the klant asked for no electronic notice. */
void spoor_notification_put_bereikbaar_via(struct spoor_json_writer *writer, const struct spoor_klantfeiten *feiten,
                                           const struct spoor_aangaande *aangaande, int64_t us);

#endif
