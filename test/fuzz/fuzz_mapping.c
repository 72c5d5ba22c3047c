/* A mapping file; what is accepted is applied to records, one of them the file itself. */
#include "fuzz.h"

#include <spoor/codec/mapping.h>

static void apply(const struct spoor_mapping *mapping, struct spoor_slice value, struct spoor_arena *arena)
{
    struct spoor_mapped *events;
    struct spoor_error err;
    size_t count;
    spoor_mapping_apply(mapping, value, NULL, 0, arena, &events, &count, &err);
}

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    struct spoor_mapping *mapping;
    struct spoor_error err;
    if (spoor_mapping_parse(input, "fuzz.json", &mapping, &err) != SPOOR_OK) {
        fuzz_expect(strncmp(err.message, "fuzz.json: ", 11) == 0);
        return;
    }
    spoor_mapping_allows_source(mapping, SPOOR_SLICE("urn:nld:oin:00000001234567890000:systeem:balie"));
    apply(mapping, input, arena);
    apply(mapping, SPOOR_SLICE("{\"a\":\"2026-01-02 03:04\",\"b\":[{\"c\":1.5}],\"id\":\"1\"}"), arena);
    apply(mapping, SPOOR_SLICE("1;\"2026-01-02\";start\r\n"), arena);
    spoor_mapping_free(mapping);
}
