/* Importer: a file with an event log (CSV or XES, plain or gzip) becomes one JSON object per row or event.
 *
 * Surprising: a trace of an XES log without a name is the case "trace-<n>", its place in the file, unless the mapping says
 * where the case id is. Nothing here is random and no clock is read, so a second import of a file makes the same bytes; the
 * number of a row within its case (`spoor:regel`) stands in for an id where the log has none. Memory does not grow with
 * the file, but 12 bytes are kept per case to number its rows (by a 64-bit hash of the case id), in a table up to two
 * thirds full.
 * Threads: one at a time per call. Memory: key and value that the sink gets live until it returns. */
#ifndef SPOOR_IMPORTER_IMPORTER_H
#define SPOOR_IMPORTER_IMPORTER_H

#include <spoor/base/status.h>
#include <spoor/codec/mapping.h>

struct spoor_import_counts {
    int64_t rows, cases, skipped;
    int64_t bytes_read, bytes_total; /* of the file as it stands on disk; total 0 = not known (a pipe) */
};

struct spoor_import_options {
    const char *path;
    struct spoor_mapping_import format; /* of the mapping; without zaak the case id is `case:concept:name` */
    bool stil;                          /* each record says so (`spoor:stil`): folded, nobody notified */
    void *owner;                        /* passed to the callbacks */
    /* Told of a row that cannot be used by itself (fields missing or too many, no case id, not of its character set), which
     * is then left out and counted. NULL: the import ends with it. */
    void (*skipped)(void *owner, const char *message);
    void (*columns)(void *owner, const struct spoor_slice *names, size_t count); /* of a CSV file; may be NULL */
    /* key: 16 hex digits of the case id's hash, so that a case stays in order in one partition. Another status than OK
     * ends the import with it. */
    enum spoor_status (*send)(void *owner, struct spoor_slice key, struct spoor_slice value, struct spoor_error *err);
    void (*progress)(void *owner, const struct spoor_import_counts *counts); /* now and then; may be NULL */
};

/* SPOOR_HALT "file:line: what is wrong" for a file that cannot be read to its end; what was sent before stays sent, and
 * out_counts (also written then) counts it. */
enum spoor_status spoor_import_file(const struct spoor_import_options *options, struct spoor_import_counts *out_counts,
                                    struct spoor_error *err);

#endif
