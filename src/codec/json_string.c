#include "json_string_internal.h"
#include "json_scan_internal.h"

#define TIMES_8(class) class, class, class, class, class, class, class, class
#define TIMES_32(class) TIMES_8(class), TIMES_8(class), TIMES_8(class), TIMES_8(class)

const uint8_t spoor_json_byte_class[256] = {
    TIMES_32(SPOOR_JSON_SPECIAL),       ['"'] = SPOOR_JSON_SPECIAL, ['\\'] = SPOOR_JSON_SPECIAL,
    [0x80] = TIMES_32(SPOOR_JSON_HIGH), TIMES_32(SPOOR_JSON_HIGH),  TIMES_32(SPOOR_JSON_HIGH),
    TIMES_32(SPOOR_JSON_HIGH),
};

static bool is_continuation(char c)
{
    return ((uint8_t)c & 0xc0) == 0x80;
}

/* Bounds of the second byte say it all: overlong forms, surrogates and what lies beyond U+10FFFF fall outside. */
size_t spoor_json_utf8_length(const char *p, const char *end)
{
    uint8_t first = (uint8_t)*p;
    size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || (size_t)(end - p) < length)
        return 0;
    uint8_t second = (uint8_t)p[1];
    uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if (!is_continuation(p[i]))
            return 0;
    return length;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The four hex digits at p as a number; -1 when they are not there. */
static int32_t hex_unit(const char *p, const char *end)
{
    if (end - p < 4)
        return -1;
    int32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static char *put_utf8(char *out, uint32_t point)
{
    if (point < 0x80) {
        *out++ = (char)point;
    } else if (point < 0x800) {
        *out++ = (char)(0xc0 | (point >> 6));
        *out++ = (char)(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        *out++ = (char)(0xe0 | (point >> 12));
        *out++ = (char)(0x80 | ((point >> 6) & 0x3f));
        *out++ = (char)(0x80 | (point & 0x3f));
    } else {
        *out++ = (char)(0xf0 | (point >> 18));
        *out++ = (char)(0x80 | ((point >> 12) & 0x3f));
        *out++ = (char)(0x80 | ((point >> 6) & 0x3f));
        *out++ = (char)(0x80 | (point & 0x3f));
    }
    return out;
}

/* p is after "\u". Returns where reading goes on; NULL for NUL, a lone surrogate or bad digits. */
static const char *unescape_unicode(const char *p, const char *end, char **out)
{
    int32_t unit = hex_unit(p, end);
    if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
        return NULL;
    p += 4;
    uint32_t point = (uint32_t)unit;
    if (unit >= 0xd800 && unit <= 0xdbff) {
        if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
            return NULL;
        int32_t low = hex_unit(p + 2, end);
        if (low < 0xdc00 || low > 0xdfff)
            return NULL;
        point = 0x10000 + ((point - 0xd800) << 10) + ((uint32_t)low - 0xdc00);
        p += 6;
    }
    *out = put_utf8(*out, point);
    return p;
}

/* p is after the backslash. */
static const char *unescape_one(const char *p, const char *end, char **out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (p >= end)
        return NULL;
    if (*p == 'u')
        return unescape_unicode(p + 1, end, out);
    const char *known = memchr(from, *p, sizeof from - 1);
    if (!known)
        return NULL;
    *(*out)++ = to[known - from];
    return p + 1;
}

bool spoor_json_unescape(struct spoor_slice escaped, char *out, size_t *out_length, const char **out_bad)
{
    const char *p = escaped.data, *end = p + escaped.length;
    char *to = out;
    while (p < end) {
        const char *slash = memchr(p, '\\', (size_t)(end - p));
        size_t plain = (size_t)((slash ? slash : end) - p);
        memcpy(to, p, plain);
        to += plain;
        p += plain;
        if (!slash)
            break;
        p = unescape_one(slash + 1, end, &to);
        if (!p) {
            *out_bad = slash;
            return false;
        }
    }
    *out_length = (size_t)(to - out);
    return true;
}
