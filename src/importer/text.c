#include "importer_internal.h"

/* Bytes of the sequence that begins at p; 0 when it is no UTF-8 (overlong, surrogate, too large, cut off). */
static size_t sequence_length(const uint8_t *p, size_t left)
{
    uint8_t c = p[0];
    size_t length = c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    if (length == 0 || length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (c == 0xE0 && p[1] < 0xA0) || (c == 0xF0 && p[1] < 0x90);
    bool beyond = (c == 0xED && p[1] > 0x9F) || (c == 0xF4 && p[1] > 0x8F);
    return overlong || beyond ? 0 : length;
}

bool import_utf8_valid(struct spoor_slice text)
{
    const uint8_t *p = (const uint8_t *)text.data;
    for (size_t i = 0; i < text.length;) {
        size_t length = p[i] < 0x80 ? 1 : sequence_length(p + i, text.length - i);
        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

/* Code points of 0x80..0x9F in windows-1252, which is what files called Latin-1 hold; unassigned ones stay. */
static const uint16_t windows_1252[32] = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                          0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

static void append_code_point(struct spoor_buffer *buffer, unsigned code)
{
    char *out = spoor_buffer_reserve(buffer, 3);
    if (code < 0x80) {
        out[0] = (char)code;
        buffer->length += 1;
    } else if (code < 0x800) {
        out[0] = (char)(0xC0 | (code >> 6));
        out[1] = (char)(0x80 | (code & 0x3F));
        buffer->length += 2;
    } else {
        out[0] = (char)(0xE0 | (code >> 12));
        out[1] = (char)(0x80 | ((code >> 6) & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        buffer->length += 3;
    }
}

void import_latin1_append(struct spoor_buffer *buffer, struct spoor_slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        uint8_t c = (uint8_t)text.data[i];
        append_code_point(buffer, c >= 0x80 && c < 0xA0 ? windows_1252[c - 0x80] : c);
    }
}
