#include "contract_internal.h"
#include "definition_internal.h"

#define LONGEST_US (SPOOR_TIME_MAX - SPOOR_TIME_MIN) /* all of time: a moment and this still add up */
#define CODE_BYTES_MAX 64
#define TEXT_CHARACTERS_MAX 64 /* what stands in messages must fit them */
#define POINTER_BYTES_MAX 192

struct spoor_spot spoor_spot_member(const struct spoor_spot *parent, const char *name)
{
    struct spoor_slice member = spoor_slice_of(name);
    const struct spoor_json *json = spoor_json_get(parent->json, member);
    if (json && json->type == SPOOR_JSON_NULL)
        json = NULL;
    return (struct spoor_spot){.parent = parent, .name = member, .json = json};
}

static void put_token(struct spoor_slice name, struct spoor_buffer *out)
{
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        if (c == '~' || c == '/')
            spoor_buffer_append_char(out, '~');
        spoor_buffer_append_char(out, c == '~' ? '0' : c == '/' ? '1' : c);
    }
}

static void put_pointer(const struct spoor_spot *spot, struct spoor_buffer *out)
{
    if (!spot->parent)
        return;
    put_pointer(spot->parent, out);
    spoor_buffer_append_char(out, '/');
    if (spot->name.data)
        put_token(spot->name, out);
    else
        spoor_buffer_append_int(out, (int64_t)spot->index);
}

void spoor_definition_refuse(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                             const char *expected)
{
    struct spoor_buffer pointer;
    if (reader->status != SPOOR_OK)
        return;
    spoor_buffer_init(&pointer);
    put_pointer(spot, &pointer);
    if (pointer.length == 0)
        spoor_buffer_append_char(&pointer, '/');
    size_t length = pointer.length < POINTER_BYTES_MAX ? pointer.length : POINTER_BYTES_MAX;
    reader->status = spoor_error_set(reader->err, SPOOR_HALT, "definitie_ongeldig", "%.*s: %s", (int)length,
                                     spoor_buffer_slice(&pointer).data, expected);
    spoor_buffer_fini(&pointer);
}

bool spoor_definition_is_code(struct spoor_slice text)
{
    if (text.length == 0 || text.length > CODE_BYTES_MAX)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
            return false;
    }
    return true;
}

static bool is_short(struct spoor_slice text)
{
    size_t characters = 0;
    for (size_t i = 0; i < text.length; i++)
        characters += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return characters > 0 && characters <= TEXT_CHARACTERS_MAX;
}

struct spoor_slice spoor_definition_text(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                         const char *name)
{
    struct spoor_spot member = spoor_spot_member(spot, name);
    struct spoor_slice text = spoor_json_text(member.json);
    if (member.json && !is_short(text))
        spoor_definition_refuse(reader, &member, "a text expected: 1 to 64 characters");
    return text.length > 0 ? text : SPOOR_SLICE_NULL;
}

struct spoor_slice spoor_definition_code(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                         const char *name, bool needed)
{
    struct spoor_spot member = spoor_spot_member(spot, name);
    struct spoor_slice text = spoor_json_text(member.json);
    if (!member.json && !needed)
        return SPOOR_SLICE_NULL;
    if (!spoor_definition_is_code(text)) {
        spoor_definition_refuse(reader, &member, "a code expected: 1 to 64 of a-z, 0-9, _ and -");
        return SPOOR_SLICE_NULL;
    }
    return text;
}

bool spoor_definition_bool(struct spoor_definition_reader *reader, const struct spoor_spot *spot, const char *name,
                           bool fallback)
{
    struct spoor_spot member = spoor_spot_member(spot, name);
    if (member.json && member.json->type != SPOOR_JSON_TRUE && member.json->type != SPOOR_JSON_FALSE)
        spoor_definition_refuse(reader, &member, "true or false expected");
    return spoor_json_bool(member.json, fallback);
}

bool spoor_definition_duration(struct spoor_definition_reader *reader, const struct spoor_spot *spot, const char *name,
                               struct spoor_duur *out_duur)
{
    struct spoor_spot member = spoor_spot_member(spot, name);
    struct spoor_slice text = spoor_json_text(member.json);
    struct spoor_duur duur;
    if (!member.json)
        return false;
    if (!spoor_duur_parse(text, &duur)) {
        spoor_definition_refuse(reader, &member, "a duration expected, such as P8W or PT36H");
        return false;
    }
    if (out_duur)
        *out_duur = duur;
    return true;
}

int64_t spoor_definition_us(struct spoor_definition_reader *reader, const struct spoor_spot *spot, const char *name)
{
    struct spoor_duur duur;
    int64_t us;
    if (!spoor_definition_duration(reader, spot, name, &duur))
        return 0;
    int64_t days = duur.maanden * 30 + duur.weken * 7 + duur.dagen;
    bool beyond = __builtin_mul_overflow(days * 86400 + duur.seconden, SPOOR_SECOND_US, &us);
    return beyond || us > LONGEST_US ? LONGEST_US : us;
}

struct spoor_spot spoor_definition_object(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                          const char *name)
{
    struct spoor_spot member = spoor_spot_member(spot, name);
    if (member.json && member.json->type != SPOOR_JSON_OBJECT)
        spoor_definition_refuse(reader, &member, "an object expected");
    return member;
}

size_t spoor_definition_array(struct spoor_definition_reader *reader, const struct spoor_spot *spot, const char *name,
                              struct spoor_spot *out_spot)
{
    *out_spot = spoor_spot_member(spot, name);
    if (!out_spot->json)
        return 0;
    if (out_spot->json->type != SPOOR_JSON_ARRAY) {
        spoor_definition_refuse(reader, out_spot, "an array expected");
        return 0;
    }
    return out_spot->json->count;
}

void spoor_definition_texts(struct spoor_definition_reader *reader, const struct spoor_spot *spot, const char *name,
                            struct spoor_slice **out_texts, size_t *out_count)
{
    struct spoor_spot array;
    size_t count = spoor_definition_array(reader, spot, name, &array);
    *out_count = count;
    *out_texts = count ? SPOOR_ARENA_ARRAY(reader->arena, struct spoor_slice, count) : NULL;
    const struct spoor_json *json = count ? array.json->first : NULL;
    for (size_t i = 0; i < count; i++, json = json->next) {
        struct spoor_spot element = {.parent = &array, .index = i, .json = json};
        (*out_texts)[i] = spoor_json_text(json);
        if (!is_short((*out_texts)[i]))
            spoor_definition_refuse(reader, &element, "a text expected: 1 to 64 characters");
    }
}
