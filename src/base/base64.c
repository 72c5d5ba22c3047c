/* Base64 with padding (RFC 4648, 4). Decoding is strict: one text per value, so that hashes over text are stable. */
#include <spoor/base/uuid.h>

size_t spoor_base64_length(size_t bytes)
{
    return (bytes + 2) / 3 * 4;
}

static char digit_of(uint32_t value)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return digits[value & 63];
}

void spoor_base64_encode(const void *data, size_t bytes, char *out)
{
    const uint8_t *in = data;
    size_t i = 0;
    for (; i + 2 < bytes; i += 3) {
        uint32_t group = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 | in[i + 2];
        *out++ = digit_of(group >> 18);
        *out++ = digit_of(group >> 12);
        *out++ = digit_of(group >> 6);
        *out++ = digit_of(group);
    }
    if (i == bytes)
        return;
    uint32_t group = (uint32_t)in[i] << 16 | (i + 1 < bytes ? (uint32_t)in[i + 1] << 8 : 0);
    *out++ = digit_of(group >> 18);
    *out++ = digit_of(group >> 12);
    *out++ = i + 1 < bytes ? digit_of(group >> 6) : '=';
    *out = '=';
}

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

/* Four digits, of which the last `padding` are '='; writes 3 - padding bytes. */
static bool decode_group(const char *text, size_t padding, uint8_t *out)
{
    uint32_t group = 0;
    for (size_t i = 0; i < 4; i++) {
        int value = i < 4 - padding ? value_of(text[i]) : 0;
        if (value < 0)
            return false;
        group = group << 6 | (uint32_t)value;
    }
    for (size_t i = 0; i < 3 - padding; i++)
        out[i] = (uint8_t)(group >> (16 - 8 * i));
    uint32_t unused_bits = padding == 2 ? 0xffff : padding == 1 ? 0xff : 0;
    return (group & unused_bits) == 0;
}

bool spoor_base64_decode(struct spoor_slice text, void *out_data, size_t *out_bytes)
{
    if (text.length % 4)
        return false;
    uint8_t *out = out_data;
    for (size_t i = 0; i < text.length; i += 4) {
        const char *at = text.data + i;
        bool last = i + 4 == text.length;
        size_t padding = !last || at[3] != '=' ? 0 : at[2] != '=' ? 1 : 2;
        if (!decode_group(at, padding, out))
            return false;
        out += 3 - padding;
    }
    *out_bytes = (size_t)(out - (uint8_t *)out_data);
    return true;
}
