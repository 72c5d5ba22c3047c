/* Texts that stand for bytes or numbers: UUID, hex, base64; identifiers. */
#include "fuzz.h"

#include <spoor/base/uuid.h>
#include <spoor/crypto/pseudonym.h>

static void base64(struct spoor_slice input, struct spoor_arena *arena)
{
    size_t bytes = 0, length;
    char *decoded = spoor_arena_text(arena, input.length / 4 * 3 + 3);
    if (spoor_base64_decode(input, decoded, &bytes)) {
        length = spoor_base64_length(bytes);
        char *text = spoor_arena_text(arena, length + 1);
        spoor_base64_encode(decoded, bytes, text);
        fuzz_expect(length == input.length);
    }
    length = spoor_base64_length(input.length);
    char *encoded = spoor_arena_text(arena, length + 1);
    char *again = spoor_arena_text(arena, length + 3);
    spoor_base64_encode(input.data, input.length, encoded);
    fuzz_expect(spoor_base64_decode((struct spoor_slice){encoded, length}, again, &bytes));
    fuzz_expect_same("base64", input, (struct spoor_slice){again, bytes});
}

static void identifier(struct spoor_slice input, const char *soort)
{
    char first[SPOOR_IDENTIFIER_DIGITS], second[SPOOR_IDENTIFIER_DIGITS];
    struct spoor_slice normal = spoor_identifier_normal(spoor_slice_of(soort), input, first);
    fuzz_expect_same("the identifier", normal, spoor_identifier_normal(spoor_slice_of(soort), normal, second));
}

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    struct spoor_uuid uuid, again;
    char text[SPOOR_UUID_TEXT_MAX];
    uint8_t bytes[16];
    if (spoor_uuid_parse(input, &uuid)) {
        spoor_uuid_format(uuid, text);
        fuzz_expect(spoor_uuid_parse(spoor_slice_of(text), &again) && spoor_uuid_equal(uuid, again));
    }
    spoor_hex_parse(input, bytes, sizeof bytes);
    base64(input, arena);
    spoor_bsn_valid(input);
    identifier(input, "bsn");
    identifier(input, "rsin");
    identifier(input, "kvk");
}
