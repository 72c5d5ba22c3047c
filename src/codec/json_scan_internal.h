/* Scanning of JSON strings: how far plain bytes go, 16 at a time where SSE2 is there, else 8.
 *
 * Surprising: never reads past `end`, so the input needs no padding.
 * Threads: pure. Memory: borrows. */
#ifndef SPOOR_CODEC_JSON_SCAN_INTERNAL_H
#define SPOOR_CODEC_JSON_SCAN_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum spoor_json_byte { SPOOR_JSON_PLAIN, SPOOR_JSON_SPECIAL, SPOOR_JSON_HIGH };

/* Per byte: SPECIAL for quote, backslash and controls; HIGH from 0x80. */
extern const uint8_t spoor_json_byte_class[256];

/* Length of the valid UTF-8 sequence at p (2..4); 0 when it is none (overlong, surrogate, > U+10FFFF, cut off). */
size_t spoor_json_utf8_length(const char *p, const char *end);

#ifdef __SSE2__
/* Bit n set: byte n ends a plain run. High bytes count when high is true. */
static inline unsigned spoor_json_scan_mask(const char *p, bool high)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    __m128i slash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, slash), control));
    return high ? mask | (unsigned)_mm_movemask_epi8(bytes) : mask;
}

#define SPOOR_JSON_SCAN_STEP 16
static inline size_t spoor_json_scan_step(const char *p, bool high)
{
    unsigned mask = spoor_json_scan_mask(p, high);
    return mask ? (size_t)__builtin_ctz(mask) : SPOOR_JSON_SCAN_STEP;
}
#else
#define SPOOR_JSON_SCAN_STEP 8
/* Whether any of 8 bytes ends the run, all at once in one word; if so they are looked at one by one. */
static inline size_t spoor_json_scan_step(const char *p, bool high)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t word;
    memcpy(&word, p, sizeof word);
    uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\');
    uint64_t found = (quote - ones) | (slash - ones) | (word - ones * 0x20) | word;
    if (!(found & tops))
        return SPOOR_JSON_SCAN_STEP;
    size_t n = 0;
    while (n < SPOOR_JSON_SCAN_STEP) {
        uint8_t class = spoor_json_byte_class[(uint8_t)p[n]];
        if (class == SPOOR_JSON_SPECIAL || (high && class == SPOOR_JSON_HIGH))
            break;
        n++;
    }
    return n;
}
#endif

/* First byte at or after p that is a quote, backslash or control (or, if high, not ASCII); end when there is none. */
static inline const char *spoor_json_scan(const char *p, const char *end, bool high)
{
    while (end - p >= SPOOR_JSON_SCAN_STEP) {
        size_t n = spoor_json_scan_step(p, high);
        p += n;
        if (n < SPOOR_JSON_SCAN_STEP)
            return p;
    }
    for (; p < end; p++) {
        uint8_t class = spoor_json_byte_class[(uint8_t)*p];
        if (class == SPOOR_JSON_SPECIAL || (high && class == SPOOR_JSON_HIGH))
            break;
    }
    return p;
}

#endif
