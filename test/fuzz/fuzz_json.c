#include "fuzz.h"

#include <spoor/codec/json.h>

static struct spoor_slice written(const struct spoor_json *json, int number)
{
    struct spoor_json_writer writer;
    struct spoor_buffer *buffer = fuzz_buffer(number);
    spoor_json_writer_init(&writer, buffer);
    spoor_json_value(&writer, json);
    return spoor_buffer_slice(buffer);
}

static void look_at(const struct spoor_json *json)
{
    int64_t number;
    spoor_json_int(json, &number);
    spoor_json_scalar(json);
    if (json->first) /* any text may stand where a pointer is expected */
        spoor_json_pointer(json, spoor_json_text(json->first));
    for (const struct spoor_json *child = json->first; child; child = child->next)
        look_at(child);
}

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    const struct spoor_json *json, *again;
    struct spoor_error err;
    enum spoor_status status = spoor_json_parse(input, arena, &json, &err);
    fuzz_expect(spoor_json_parse_briefly(input, arena, &again, &err) == status);
    if (status != SPOOR_OK)
        return;
    look_at(json);
    struct spoor_slice first = written(json, 0);
    fuzz_expect(spoor_json_parse(first, arena, &again, &err) == SPOOR_OK);
    fuzz_expect_same("what is written of what was written", first, written(again, 1));
}
