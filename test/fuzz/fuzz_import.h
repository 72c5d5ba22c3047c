/* What the harnesses of `spoor import` share: a file of the given format becomes records, each of them JSON.
 *
 * Threads: one. Memory: the file is one of fuzz.c. */
#ifndef SPOOR_FUZZ_IMPORT_H
#define SPOOR_FUZZ_IMPORT_H

#include "fuzz.h"

#include <spoor/codec/json.h>
#include <spoor/importer/importer.h>

static inline enum spoor_status fuzz_import_send(void *owner, struct spoor_slice key, struct spoor_slice value,
                                                 struct spoor_error *err)
{
    const struct spoor_json *json;
    fuzz_expect(key.length == 16);
    fuzz_expect(spoor_json_parse(value, owner, &json, err) == SPOOR_OK);
    fuzz_expect(spoor_json_text(SPOOR_JSON_GET(json, "spoor:zaak")).length > 0);
    return SPOOR_OK;
}

static inline void fuzz_import_skipped(void *owner, const char *message)
{
    (void)owner;
    fuzz_expect(message != NULL);
}

static inline void fuzz_import(struct spoor_slice input, struct spoor_mapping_import format, struct spoor_arena *arena)
{
    struct spoor_import_counts counts;
    struct spoor_error err;
    struct spoor_import_options options = {.path = fuzz_file(input),
                                           .format = format,
                                           .owner = arena,
                                           .skipped = fuzz_import_skipped,
                                           .send = fuzz_import_send};
    spoor_import_file(&options, &counts, &err);
    fuzz_expect(counts.rows >= 0 && counts.skipped >= 0);
}

#endif
