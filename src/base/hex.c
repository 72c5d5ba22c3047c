#include <spoor/base/uuid.h>

void spoor_hex_format(const void *data, size_t bytes, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *at = data;
    for (size_t i = 0; i < bytes; i++) {
        *out++ = digits[at[i] >> 4];
        *out++ = digits[at[i] & 15];
    }
    *out = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool spoor_hex_parse(struct spoor_slice text, void *out_data, size_t bytes)
{
    if (text.length != bytes * 2)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (hex_value(text.data[i]) < 0)
            return false;
    }
    uint8_t *out = out_data;
    for (size_t i = 0; i < bytes; i++)
        out[i] = (uint8_t)(hex_value(text.data[2 * i]) << 4 | hex_value(text.data[2 * i + 1]));
    return true;
}
