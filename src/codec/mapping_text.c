#include "mapping_internal.h"

/* Bytes of the sequence that begins at p, 0 when it is no UTF-8 (overlong, surrogate, beyond U+10FFFF, cut off). */
static size_t sequence_length(const unsigned char *p, size_t left)
{
    unsigned char c = p[0];
    size_t length = c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    if (length == 0 || length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F) || (c == 0xF0 && p[1] < 0x90) ||
        (c == 0xF4 && p[1] > 0x8F))
        return 0;
    return length;
}

bool mapping_utf8_valid(struct spoor_slice text)
{
    const unsigned char *p = (const unsigned char *)text.data;
    for (size_t i = 0; i < text.length;) {
        if (p[i] < 0x80) {
            if (p[i] == 0)
                return false;
            i++;
            continue;
        }
        size_t length = sequence_length(p + i, text.length - i);
        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

/* Code points of 0x80..0x9F in windows-1252; unassigned ones stay what they are in Latin-1. */
static const uint16_t windows_1252[32] = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                          0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

static char *put_code_point(char *out, unsigned code)
{
    if (code < 0x80) {
        *out++ = (char)code;
    } else if (code < 0x800) {
        *out++ = (char)(0xC0 | (code >> 6));
        *out++ = (char)(0x80 | (code & 0x3F));
    } else {
        *out++ = (char)(0xE0 | (code >> 12));
        *out++ = (char)(0x80 | ((code >> 6) & 0x3F));
        *out++ = (char)(0x80 | (code & 0x3F));
    }
    return out;
}

struct spoor_slice mapping_latin1_to_utf8(struct spoor_slice text, struct spoor_arena *arena)
{
    bool ascii = true;
    for (size_t i = 0; i < text.length && ascii; i++)
        ascii = (unsigned char)text.data[i] < 0x80;
    if (ascii)
        return text;
    char *begin = spoor_arena_text(arena, text.length * 3), *out = begin;
    for (size_t i = 0; i < text.length; i++) {
        unsigned c = (unsigned char)text.data[i];
        out = put_code_point(out, c >= 0x80 && c < 0xA0 ? windows_1252[c - 0x80] : c);
    }
    return (struct spoor_slice){begin, (size_t)(out - begin)};
}

bool mapping_equal_nocase(struct spoor_slice a, struct spoor_slice b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (mapping_lower(a.data[i]) != mapping_lower(b.data[i]))
            return false;
    return true;
}
