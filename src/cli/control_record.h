/* Control records: commands are events (docs/architecture.md); an (alle) record goes to every partition of the
 * canonical topic, one about a klant to his.
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

struct spoor_control_record { /* about one klant, before it is sent */
    struct spoor_slice id, klant_ref, data;
};

/* Many at once, of one kind; either all are with Kafka, or the error says that not all are. */
enum spoor_status spoor_control_records_send(struct spoor_wiring *wiring, enum spoor_kind kind,
                                             const struct spoor_control_record *records, size_t count,
                                             struct spoor_error *err);

#endif
