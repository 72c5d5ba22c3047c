/* Control records: commands are events (docs/architecture.md); an (alle) record goes to every partition of the canonical topic,
 * one about a klant to his.
 *
 * Threads: the main thread. Errors: SPOOR_RETRY when Kafka is away. */
#ifndef SPOOR_CLI_CONTROL_RECORD_H
#define SPOOR_CLI_CONTROL_RECORD_H

#include "wiring.h"
#include <spoor/domain/kind.h>

/* data: the JSON object of the event; id: unique within Spoor's own source. */
enum spoor_status spoor_control_record_send(struct spoor_wiring *wiring, enum spoor_kind kind, const char *id,
                                            struct spoor_slice data, int32_t *out_partitions, struct spoor_error *err);
/* About one klant. */
enum spoor_status spoor_control_record_send_klant(struct spoor_wiring *wiring, enum spoor_kind kind, const char *id,
                                                  struct spoor_slice klant_ref, struct spoor_slice data,
                                                  struct spoor_error *err);

#endif
