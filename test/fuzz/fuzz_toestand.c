#include "fuzz.h"

#include <spoor/codec/toestand.h>

static struct spoor_slice encoded(const struct spoor_toestand *toestand, int number)
{
    struct spoor_buffer *buffer = fuzz_buffer(number);
    spoor_toestand_encode(toestand, buffer);
    return spoor_buffer_slice(buffer);
}

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    struct spoor_toestand toestand, again;
    struct spoor_error err;
    if (spoor_toestand_decode(input, arena, &toestand, &err) != SPOOR_OK)
        return;
    struct spoor_slice first = encoded(&toestand, 0);
    fuzz_expect(spoor_toestand_decode(first, arena, &again, &err) == SPOOR_OK);
    fuzz_expect_same("the toestand", first, encoded(&again, 1));
}
