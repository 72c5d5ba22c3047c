#include <spoor/base/uuid.h>

/* Bytes per group of the 8-4-4-4-12 text form. */
static const uint8_t group_bytes[] = {4, 2, 2, 2, 6};
enum { GROUPS = sizeof(group_bytes) };

void spoor_uuid_format(struct spoor_uuid uuid, char out[SPOOR_UUID_TEXT_MAX])
{
    const uint8_t *from = uuid.bytes;
    for (int group = 0; group < GROUPS; group++) {
        if (group)
            *out++ = '-';
        spoor_hex_format(from, group_bytes[group], out);
        from += group_bytes[group];
        out += 2 * group_bytes[group];
    }
}

bool spoor_uuid_parse(struct spoor_slice text, struct spoor_uuid *out_uuid)
{
    struct spoor_uuid uuid;
    if (text.length != SPOOR_UUID_TEXT_MAX - 1)
        return false;
    const char *at = text.data;
    uint8_t *to = uuid.bytes;
    for (int group = 0; group < GROUPS; group++) {
        if (group && *at++ != '-')
            return false;
        size_t digits = 2u * group_bytes[group];
        if (!spoor_hex_parse((struct spoor_slice){at, digits}, to, group_bytes[group]))
            return false;
        at += digits;
        to += group_bytes[group];
    }
    *out_uuid = uuid;
    return true;
}
