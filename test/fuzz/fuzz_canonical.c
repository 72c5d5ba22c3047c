#include "fuzz_each.h"

#include <spoor/codec/canonical.h>

static struct spoor_slice encoded(const struct spoor_canonical *record, int number)
{
    struct spoor_buffer *buffer = fuzz_buffer(number);
    spoor_canonical_encode(record, buffer);
    return spoor_buffer_slice(buffer);
}

static void take(struct spoor_slice input, struct spoor_arena *arena)
{
    struct spoor_canonical record, again;
    struct spoor_error err;
    if (spoor_canonical_decode(input, arena, &record, &err) != SPOOR_OK)
        return;
    struct spoor_slice first = encoded(&record, 0);
    fuzz_expect(spoor_canonical_decode(first, arena, &again, &err) == SPOOR_OK);
    fuzz_expect(again.event.kind == record.event.kind);
    fuzz_expect(again.event.plaatsgevonden_us == record.event.plaatsgevonden_us);
    fuzz_expect_same("the canonical record", first, encoded(&again, 1));
}

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    fuzz_each(input, arena, take);
}
