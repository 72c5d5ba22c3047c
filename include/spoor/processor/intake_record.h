/* Intake of one record: the pure way from a channel record to canonical records (docs/contracten.md); no Kafka, no clock.
 *
 * Surprising: it cannot fail. A record becomes 1..n accepted events, or exactly one `afgewezen`, or one `leeg`; it is
 * accepted whole or rejected whole; each that comes out has at most SPOOR_CANONICAL_BYTES_MAX bytes. Raw identifiers
 * end here: nothing that comes out holds one in clear.
 * Threads: one owner per struct spoor_intake_tools (seal and scratch are not shared). Memory: results live in the arena
 * and borrow the value and headers given. */
#ifndef SPOOR_PROCESSOR_INTAKE_RECORD_H
#define SPOOR_PROCESSOR_INTAKE_RECORD_H

#include <spoor/base/arena.h>
#include <spoor/base/buffer.h>
#include <spoor/codec/canonical.h>
#include <spoor/codec/mapping.h>
#include <spoor/crypto/pseudonym.h>
#include <spoor/crypto/seal.h>

#define SPOOR_INTAKE_ORIGINAL_MAX ((size_t)65536) /* bytes of a reject that are kept, sealed */
#define SPOOR_INTAKE_KEY_MAX 160                  /* longest key spoor_intake_key writes */
#define SPOOR_SEAL_CONTEXT_MAX 320

struct spoor_intake_tools {
    const struct spoor_mapping *mapping;
    const struct spoor_pseudonym *pseudonym;
    struct spoor_seal *seal;
    struct spoor_slice type_prefix; /* "nl.overheid" */
    size_t record_bytes_max;        /* general maximum; a mapping may set a lower or higher one of its own */
    int32_t canonical_partitions;   /* an event of every klant becomes one record in each; 0 = 1 */
    struct spoor_buffer scratch;    /* spoor_buffer_init by the owner; empty between calls */
};

struct spoor_intake_input {
    struct spoor_origin origin; /* index is not read */
    int64_t broker_us;
    struct spoor_slice value; /* absent = tombstone */
    const struct spoor_header *headers;
    size_t header_count;
    bool herkansing; /* from spoor.herkansing, with its first origin and broker time */
};

/* What was noticed and not rejected; the caller adds it to metrics. */
struct spoor_intake_counts {
    uint32_t unknown_codes;  /* outside an open list: kept in <veld>Origineel */
    uint32_t unset_values;   /* outside a closed list, or not readable as the type of its field: unset, sealed */
    uint32_t bsn_unset;      /* attributes that were just a BSN: unset, or masked when an id or a klantRef */
    uint32_t bsn_invalid;    /* identificatie of soort bsn that fails the 11-test: used as it is */
    uint32_t unzoned_times;  /* times without offset, taken in the zone of the mapping */
    uint32_t unlikely_times; /* plaatsgevondenOp over an hour after the broker's timestamp */
    uint32_t anonymous;      /* events without klant */
};

/* *out_count ≥ 1 records, in index order; out_counts is added to. */
void spoor_intake_record(struct spoor_intake_tools *tools, const struct spoor_intake_input *input,
                         struct spoor_arena *arena, struct spoor_canonical **out_records, size_t *out_count,
                         struct spoor_intake_counts *out_counts);

/* Kafka key of a record: the klantRef; of a reject or empty one `afgewezen:` + 8 hex of SHA-256("<topic>/<partition>").
 */
struct spoor_slice spoor_intake_key(const struct spoor_canonical *record, char out[SPOOR_INTAKE_KEY_MAX]);

/* A reject's sealed original is the value itself, or, where a tombstone or headers must be told too, a frame around it.
 * Fills value, headers and header_count of *out_input; they borrow plain. SPOOR_REJECT when a frame is broken. */
enum spoor_status spoor_intake_original_decode(struct spoor_slice plain, struct spoor_arena *arena,
                                               struct spoor_intake_input *out_input, struct spoor_error *err);

/* What seals of a record are bound to: "<topic>/<partition>/<offset>/<index>" of its origin. Who opens one gives the
 * same. */
struct spoor_slice spoor_seal_context(const struct spoor_origin *origin, char out[SPOOR_SEAL_CONTEXT_MAX]);

#endif
