/* Canonical record: the form of an event, a reject or an empty record on spoor.gebeurtenissen (schemas/canoniek).
 *
 * Surprising: one decoder serves the topic and the event log, since the log keeps the data object as the record had it.
 * Threads: pure. Memory: decode borrows the input and uses the arena; encode appends to a buffer. */
#ifndef SPOOR_CODEC_CANONICAL_H
#define SPOOR_CODEC_CANONICAL_H

#include <spoor/base/buffer.h>
#include <spoor/codec/json.h>
#include <spoor/domain/event.h>

#define SPOOR_CANONICAL_VERSION 1
#define SPOOR_CANONICAL_BYTES_MAX ((size_t)3 << 20) /* of one record; our topics take more (SPOOR_TOPIC_BYTES_MAX) */
#define SPOOR_TOPIC_BYTES_MAX (SPOOR_CANONICAL_BYTES_MAX + ((size_t)1 << 20)) /* with key, headers and Kafka's own */

enum spoor_record_soort { SPOOR_RECORD_GEBEURTENIS, SPOOR_RECORD_AFGEWEZEN, SPOOR_RECORD_LEEG };

struct spoor_canonical {
    enum spoor_record_soort soort;
    struct spoor_event event; /* origin, source, id, sealed … also filled, as far as known, for rejects and empties */
    struct spoor_slice type;  /* full CloudEvents type */
    struct spoor_slice time, dataref, dataschema; /* time as text */
    /* afgewezen */
    struct spoor_slice reden, toelichting, hash; /* quarantaineReden; what was wrong; hex SHA-256 of the original */
    int64_t omvang;                              /* bytes of the original */
};

/* Does not compute klant_id, feit_id and own_ref (crypto): the caller does. SPOOR_REJECT with a quarantaineReden as
 * code; out_record then holds what was read until there. event.kind is SPOOR_KIND_COUNT while the type is not known.
 * event.plaatsgevonden_us is the effective moment: data.plaatsgevondenOp, else time, else broker; never beyond
 * broker + 1 h. */
enum spoor_status spoor_canonical_decode(struct spoor_slice value, struct spoor_arena *arena,
                                         struct spoor_canonical *out_record, struct spoor_error *err);
/* event.data is written as it is; time as text, else from event.time_us. What is computed (klant_id …) is not. */
void spoor_canonical_encode(const struct spoor_canonical *record, struct spoor_buffer *out);
/* Fills the fields that come from the data object (also used for rows of the event log) and forgets what they held;
 * time_us and broker_us must be set before, for the effective moment. A member of another form than it should have
 * is absent. */
enum spoor_status spoor_canonical_decode_data(struct spoor_slice data, struct spoor_arena *arena,
                                              struct spoor_event *event, struct spoor_error *err);

#endif
