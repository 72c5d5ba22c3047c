/* Channel producer: what import and simulate share: topics that must exist, a producer that waits for a full queue.
 *
 * Threads: the main thread. Memory: holds no copy of topic names. */
#ifndef SPOOR_CLI_CHANNEL_PRODUCER_H
#define SPOOR_CLI_CHANNEL_PRODUCER_H

#include "wiring.h"
#include <spoor/stream/producer.h>

/* HALT "niet_gevonden" naming the topic and the command that makes it; RETRY when Kafka is away. */
enum spoor_status spoor_channel_topics_check(struct spoor_wiring *wiring, const char *const *topics, size_t count,
                                             struct spoor_error *err);
enum spoor_status spoor_channel_producer_open(struct spoor_wiring *wiring, int64_t linger_ms,
                                              struct spoor_producer **out_producer, struct spoor_error *err);
/* By key; a full queue is waited for, a minute at most. A value without data is a tombstone. */
enum spoor_status spoor_channel_send(struct spoor_producer *producer, const char *topic, struct spoor_slice key,
                                     struct spoor_slice value, struct spoor_error *err);
/* All of it acknowledged, or RETRY that says so. */
enum spoor_status spoor_channel_producer_finish(struct spoor_producer *producer, struct spoor_error *err);

#endif
