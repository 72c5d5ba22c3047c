/* The mark of the relay: metadata of a committed offset, which other programs can write too. */
#include "fuzz.h"

#include "relay_internal.h"

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    int64_t mark, epoch, mark_again, epoch_again;
    if (!spoor_relay_mark_parse(input, &mark, &epoch))
        return;
    fuzz_expect(mark >= 0 && epoch >= 0);
    struct spoor_slice written = spoor_relay_mark_format(arena, mark, epoch);
    fuzz_expect(spoor_relay_mark_parse(written, &mark_again, &epoch_again));
    fuzz_expect(mark_again == mark && epoch_again == epoch);
    fuzz_expect_same("the mark", input, written);
}
