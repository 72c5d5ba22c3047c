#include "intake_internal.h"

#include <spoor/base/uuid.h>
#include <spoor/crypto/hash.h>

#include <stdio.h>
#include <stdlib.h>

/* Sealing of events and of the originals of rejects. An original that needs its headers (binary mode), or that is a
 * tombstone, is framed: FRAME, a line "<bytes of name> <bytes of value>" and both for each header, a line "=" (a value
 * follows) or "-" (tombstone). The frame begins with NUL, which no readable record does. */
#define FRAME "\0spoor-kop/1\n"
#define FRAME_BYTES (sizeof(FRAME) - 1)
#define FRAME_NUMBER_MAX 9
#define FRAME_LINE_BYTES 9 /* at most, before a header that is kept */

struct spoor_slice spoor_seal_context(const struct spoor_origin *origin, char out[SPOOR_SEAL_CONTEXT_MAX])
{
    int length = snprintf(out, SPOOR_SEAL_CONTEXT_MAX, "%.*s/%d/%lld/%d", SPOOR_SLICE_ARG(origin->topic),
                          (int)origin->partition, (long long)origin->offset, (int)origin->index);
    size_t written = length < 0 ? 0 : (size_t)length;
    return (struct spoor_slice){out, written < SPOOR_SEAL_CONTEXT_MAX ? written : SPOOR_SEAL_CONTEXT_MAX - 1};
}

static void close_seal(struct spoor_seal *seal, struct spoor_slice plain, struct spoor_arena *arena,
                       struct spoor_canonical *record)
{
    char context[SPOOR_SEAL_CONTEXT_MAX];
    uint8_t *sealed = (uint8_t *)spoor_arena_text(arena, plain.length + SPOOR_SEAL_OVERHEAD);
    spoor_seal_close(seal, spoor_seal_context(&record->event.origin, context), plain, sealed);
    record->event.sealed = (struct spoor_slice){(const char *)sealed, plain.length + SPOOR_SEAL_OVERHEAD};
    record->event.sealed_key = spoor_slice_of(spoor_seal_version(seal));
}

void intake_seal_event(const struct intake_event *event, struct spoor_slice plain, struct spoor_canonical *record)
{
    close_seal(event->pass->tools->seal, plain, event->pass->arena, record);
}

static bool begins_nocase(struct spoor_slice text, const char *prefix)
{
    size_t length = strlen(prefix);
    for (size_t i = 0; i < length; i++)
        if (i >= text.length || (text.data[i] | 0x20) != (prefix[i] | 0x20))
            return false;
    return true;
}

/* Headers without which the value cannot be read again, or that are carried through. */
static bool is_kept_header(const struct spoor_header *header)
{
    return spoor_slice_present(header->value) && header->name.length < 256 && header->value.length < 4096 &&
           (begins_nocase(header->name, "ce_") || begins_nocase(header->name, "content-type") ||
            begins_nocase(header->name, "trace"));
}

size_t intake_seal_header_bytes(const struct spoor_intake_input *input)
{
    size_t bytes = 0;
    for (size_t i = 0; i < input->header_count; i++)
        if (is_kept_header(&input->headers[i]))
            bytes += input->headers[i].name.length + input->headers[i].value.length + FRAME_LINE_BYTES;
    return bytes;
}

static bool needs_frame(const struct spoor_intake_input *input)
{
    if (!spoor_slice_present(input->value) ||
        (input->value.length >= FRAME_BYTES && memcmp(input->value.data, FRAME, FRAME_BYTES) == 0))
        return true;
    for (size_t i = 0; i < input->header_count; i++)
        if (is_kept_header(&input->headers[i]))
            return true;
    return false;
}

static void write_frame(const struct spoor_intake_input *input, size_t header_count, struct spoor_buffer *buffer)
{
    spoor_buffer_append(buffer, FRAME, FRAME_BYTES);
    for (size_t i = 0; i < header_count; i++) {
        const struct spoor_header *header = &input->headers[i];
        if (!is_kept_header(header))
            continue;
        spoor_buffer_printf(buffer, "%zu %zu\n", header->name.length, header->value.length);
        spoor_buffer_append_slice(buffer, header->name);
        spoor_buffer_append_slice(buffer, header->value);
    }
    spoor_buffer_append_text(buffer, spoor_slice_present(input->value) ? "=\n" : "-\n");
}

void intake_seal_original(const struct intake_pass *pass, struct spoor_canonical *record)
{
    const struct spoor_intake_input *input = pass->input;
    struct spoor_buffer *buffer = &pass->tools->scratch;
    struct spoor_slice value = input->value;
    uint8_t digest[32];
    char *hash = spoor_arena_text(pass->arena, 2 * sizeof(digest) + 1);
    spoor_sha256(&value, 1, digest);
    spoor_hex_format(digest, sizeof(digest), hash);
    record->hash = (struct spoor_slice){hash, 2 * sizeof(digest)};
    size_t header_bytes = intake_seal_header_bytes(input);
    bool too_many = header_bytes > SPOOR_INTAKE_ORIGINAL_MAX; /* they count then, so that nobody takes it for whole */
    record->omvang = (int64_t)(value.length + (too_many ? header_bytes : 0));
    spoor_buffer_clear(buffer);
    if (needs_frame(input))
        write_frame(input, too_many ? 0 : input->header_count, buffer);
    if (value.length > 0)
        spoor_buffer_append(buffer, value.data,
                            value.length < SPOOR_INTAKE_ORIGINAL_MAX ? value.length : SPOOR_INTAKE_ORIGINAL_MAX);
    close_seal(pass->tools->seal, spoor_buffer_slice(buffer), pass->arena, record);
    spoor_buffer_clear(buffer);
}

/* A number and the character behind it. */
static bool take_number(struct spoor_slice *rest, char end, size_t *out_value)
{
    size_t value = 0, i = 0;
    while (i < rest->length && i < FRAME_NUMBER_MAX && rest->data[i] >= '0' && rest->data[i] <= '9')
        value = value * 10 + (size_t)(rest->data[i++] - '0');
    if (i == 0 || i == rest->length || rest->data[i] != end)
        return false;
    *rest = (struct spoor_slice){rest->data + i + 1, rest->length - i - 1};
    *out_value = value;
    return true;
}

static bool take_bytes(struct spoor_slice *rest, size_t bytes, struct spoor_slice *out_bytes)
{
    if (bytes > rest->length)
        return false;
    *out_bytes = (struct spoor_slice){rest->data, bytes};
    *rest = (struct spoor_slice){rest->data + bytes, rest->length - bytes};
    return true;
}

static bool take_header(struct spoor_slice *rest, struct spoor_header *out_header)
{
    size_t name_bytes = 0, value_bytes = 0;
    return take_number(rest, ' ', &name_bytes) && take_number(rest, '\n', &value_bytes) &&
           take_bytes(rest, name_bytes, &out_header->name) && take_bytes(rest, value_bytes, &out_header->value);
}

enum spoor_status spoor_intake_original_decode(struct spoor_slice plain, struct spoor_arena *arena,
                                               struct spoor_intake_input *out_input, struct spoor_error *err)
{
    struct spoor_header *headers = NULL;
    size_t count = 0, capacity = 0;
    struct spoor_slice rest = plain, frame, end;
    bool framed = plain.length >= FRAME_BYTES && memcmp(plain.data, FRAME, FRAME_BYTES) == 0;
    if (framed)
        take_bytes(&rest, FRAME_BYTES, &frame);
    while (framed && rest.length > 0 && rest.data[0] >= '0' && rest.data[0] <= '9') {
        if (count == capacity)
            headers = spoor_arena_grow(arena, headers, count, &capacity, sizeof(*headers));
        if (!take_header(&rest, &headers[count++]))
            return spoor_error_set(err, SPOOR_REJECT, "onleesbaar", "the frame of a sealed original is broken");
    }
    if (framed && !take_bytes(&rest, 2, &end))
        return spoor_error_set(err, SPOOR_REJECT, "onleesbaar", "the frame of a sealed original is broken");
    bool tombstone = framed && end.data[0] == '-';
    out_input->value = tombstone ? SPOOR_SLICE_NULL : rest;
    out_input->headers = headers;
    out_input->header_count = count;
    return SPOOR_OK;
}
