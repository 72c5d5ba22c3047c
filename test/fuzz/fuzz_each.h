/* Files of schemas/ hold several examples in one JSON array: such an input counts as many, any other as one.
 *
 * Threads: one. Memory: the elements borrow the input. */
#ifndef SPOOR_FUZZ_EACH_H
#define SPOOR_FUZZ_EACH_H

#include "fuzz.h"

#include <spoor/codec/json.h>

static inline void fuzz_each(struct spoor_slice input, struct spoor_arena *arena,
                             void (*take)(struct spoor_slice one, struct spoor_arena *arena))
{
    const struct spoor_json *json;
    struct spoor_error err;
    bool array = input.length > 0 && input.data[0] == '[' && spoor_json_parse(input, arena, &json, &err) == SPOOR_OK;
    take(input, arena);
    for (const struct spoor_json *one = array ? json->first : NULL; one; one = one->next)
        take(one->raw, arena);
}

#endif
