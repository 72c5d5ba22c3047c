/* Importer: the parts of one import: the opened file, the numbers per case, the record under way. */
#ifndef SPOOR_IMPORTER_INTERNAL_H
#define SPOOR_IMPORTER_INTERNAL_H

#include <spoor/base/arena.h>
#include <spoor/base/buffer.h>
#include <spoor/importer/importer.h>
#include <zlib.h>

#define IMPORT_ROW_BYTES_MAX ((size_t)8 << 20) /* one row, event or set of case attributes */
#define IMPORT_CHUNK_BYTES 65536

/* input.c: bytes of a plain or gzip file. */
struct import_input {
    gzFile file;
    const char *path;
    char chunk[IMPORT_CHUNK_BYTES];
    size_t at, end; /* what is left of the chunk */
    int64_t line;   /* from 1; counted by the reader */
    int64_t bytes_total;
};
enum spoor_status import_input_open(struct import_input *input, const char *path, struct spoor_error *err);
void import_input_close(struct import_input *input);
/* Next chunk in chunk[at, end); at == end at the end of the file. */
enum spoor_status import_input_fill(struct import_input *input, struct spoor_error *err);
int64_t import_input_position(const struct import_input *input);
/* SPOOR_HALT "path:line: …". */
enum spoor_status import_fail(const struct import_input *input, int64_t line, struct spoor_error *err,
                              const char *format, ...) __attribute__((format(printf, 4, 5)));

/* case_counts.c: how many rows each case had so far. */
struct import_case_counts {
    uint64_t *hashes; /* 0 = free */
    uint32_t *rows;
    size_t capacity, count;
};
void import_case_counts_fini(struct import_case_counts *counts);
/* Number of this row within its case, from 1. */
uint32_t import_case_counts_next(struct import_case_counts *counts, uint64_t hash);
/* FNV-1a with a final mix; never 0. */
uint64_t import_case_hash(struct spoor_slice zaak);

/* text.c: character sets. */
bool import_utf8_valid(struct spoor_slice text);
/* Latin-1 as it is met: windows-1252. */
void import_latin1_append(struct spoor_buffer *buffer, struct spoor_slice text);

struct import_field {
    struct spoor_slice name, value; /* UTF-8 */
};

struct import_fields {
    struct import_field *items;
    size_t count, capacity;
};
void import_fields_fini(struct import_fields *fields);
void import_fields_add(struct import_fields *fields, struct spoor_slice name, struct spoor_slice value);

/* One import. */
struct import_run {
    const struct spoor_import_options *options;
    struct import_input input;
    struct import_case_counts cases;
    struct spoor_import_counts counts;
    char zaak_name[256];        /* member that holds the case id */
    struct spoor_slice unnamed; /* case id of a case that has none; absent = such a row cannot be used */
    struct spoor_slice file_name;
    struct spoor_buffer record;
};
/* A row that cannot be used: SPOOR_OK when it is left out (options->skipped), else SPOOR_HALT "path:line: …". */
enum spoor_status import_bad_row(struct import_run *run, int64_t line, struct spoor_error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Sends one record of these fields; `more` follow them and may be NULL. line is where the row begins. */
enum spoor_status import_send(struct import_run *run, const struct import_fields *fields,
                              const struct import_fields *more, int64_t line, struct spoor_error *err);
enum spoor_status import_csv(struct import_run *run, struct spoor_error *err);
enum spoor_status import_xes(struct import_run *run, struct spoor_error *err);

#endif
