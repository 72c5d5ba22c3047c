#include "fuzz.h"

#include <spoor/codec/toestand.h>

static struct spoor_slice encoded(const struct spoor_publicatiestand *publicatiestand, int number)
{
    struct spoor_buffer *buffer = fuzz_buffer(number);
    spoor_publicatiestand_encode(publicatiestand, buffer);
    return spoor_buffer_slice(buffer);
}

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    struct spoor_publicatiestand publicatiestand, again;
    struct spoor_error err;
    if (spoor_publicatiestand_decode(input, arena, &publicatiestand, &err) != SPOOR_OK)
        return;
    struct spoor_slice first = encoded(&publicatiestand, 0);
    fuzz_expect(spoor_publicatiestand_decode(first, arena, &again, &err) == SPOOR_OK);
    fuzz_expect_same("the publicatiestand", first, encoded(&again, 1));
}
