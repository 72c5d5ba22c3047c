/* Mapping: data that says how the records of one channel topic become events (docs/contracten.md;
 * schemas/mapping.schema.json).
 *
 * Surprising: a mapping makes trees of the input contract (docs/contracten.md), still with raw identifiers; intake
 * (processor) pseudonymises, seals and keys them. Threads: read-only after load. Memory: a mapping lives in its own
 * arena; results of apply in the caller's. */
#ifndef SPOOR_CODEC_MAPPING_H
#define SPOOR_CODEC_MAPPING_H

#include <spoor/codec/json.h>
#include <spoor/base/time.h>
#include <spoor/domain/kind.h>

enum spoor_mapping_format { SPOOR_FORMAT_CLOUDEVENTS, SPOOR_FORMAT_JSON, SPOOR_FORMAT_CSV };
enum spoor_mapping_begin { SPOOR_BEGIN_OUDSTE, SPOOR_BEGIN_NIEUWSTE };

struct spoor_mapping_import {  /* how `spoor import` reads a file */
    struct spoor_slice format; /* "csv" or "xes" */
    char delimiter;            /* 0 = found from the header line */
    bool latin1;
    struct spoor_slice zaak;           /* pointer to the case id */
    const struct spoor_slice *columns; /* of a CSV file without header; column_count 0 = it has one */
    size_t column_count;
};

struct spoor_mapping; /* rules and tables: opaque */

struct spoor_mapping_header { /* what others need of it */
    struct spoor_slice naam, topic, eigenaar, divisie, ritme;
    int32_t versie;
    enum spoor_mapping_format format;
    enum spoor_mapping_begin begin;
    bool leeg_afkeuren; /* default: empty records are rejected, not skipped */
    bool stil, klok_negeer;
    int64_t stil_tot_us;      /* SPOOR_TIME_NONE = not set */
    int64_t record_bytes_max; /* 0 = the general maximum */
    struct spoor_zone zone;   /* of times without offset */
    struct spoor_slice label; /* "<naam>@<versie>" */
    struct spoor_mapping_import import;
};

/* SPOOR_HALT: "file: /json/pointer: what was expected". new/free. */
enum spoor_status spoor_mapping_load(const char *path, struct spoor_mapping **out_mapping, struct spoor_error *err);
enum spoor_status spoor_mapping_parse(struct spoor_slice document, const char *path, struct spoor_mapping **out_mapping,
                                      struct spoor_error *err);
void spoor_mapping_free(struct spoor_mapping *mapping);
const struct spoor_mapping_header *spoor_mapping_header(const struct spoor_mapping *mapping);
/* The members of the record that rules read: the first step of every pointer, each once. */
const struct spoor_slice *spoor_mapping_reads(const struct spoor_mapping *mapping, size_t *out_count);
/* A source is allowed when listed, or when it begins with a listed text that ends in `*`. */
bool spoor_mapping_allows_source(const struct spoor_mapping *mapping, struct spoor_slice source);
bool spoor_mapping_allows_kind(const struct spoor_mapping *mapping, enum spoor_kind kind);

struct spoor_header { /* a Kafka record header */
    struct spoor_slice name, value;
};

/* One event as the mapping made it: attributes and data, values as in the input contract. */
struct spoor_mapped {
    struct spoor_slice type, id, source, time, sequence, traceparent, tracestate, correlationid, causationid, dataref,
        dataschema;
    const struct spoor_json *data;       /* object */
    const struct spoor_json *extensions; /* object of other attributes, to be sealed; NULL when none */
    bool time_unzoned, date_only; /* a time format of the mapping met no offset; plaatsgevondenOp no time of day */
    bool stil;                    /* a rule wrote it, or `spoor import` said so and the mapping has an import section */
};

/* Decodes (by format and character set) and applies the rules. *out_count 0 = empty by the rules (leeg).
 * SPOOR_REJECT with a quarantaineReden as err->code (onleesbaar, geen_type …). Batch CloudEvents: onleesbaar. */
enum spoor_status spoor_mapping_apply(const struct spoor_mapping *mapping, struct spoor_slice value,
                                      const struct spoor_header *headers, size_t header_count,
                                      struct spoor_arena *arena, struct spoor_mapped **out_events, size_t *out_count,
                                      struct spoor_error *err);

#endif
