/* Intake of one record: envelope (structured and binary), mapping, checks, canonical records. The input is a value, or
 * value and headers in the frame of a sealed original, which is a decoder too. Whatever comes in, at least one record
 * comes out, and each is one that the fold can read. */
#include "fuzz_each.h"

#include "../unit/crypto/key_file.h"

#include <spoor/processor/intake_record.h>

enum { MAPPINGS = 4 };

static const char *const mapping_files[MAPPINGS] = {"test/fuzz/cloudevents.json", "schemas/mapping/balie.json",
                                                    "schemas/mapping/openklant.json",
                                                    "schemas/mapping/zgw-notificaties.json"};
static struct spoor_intake_tools tools[MAPPINGS];

static void open_tools(void)
{
    char path[512];
    struct spoor_error err;
    struct spoor_keyring *keyring = keyring_of("v1 " KEY_1 "\n");
    for (int i = 0; i < MAPPINGS; i++) {
        struct spoor_mapping *mapping = NULL;
        snprintf(path, sizeof path, "%s/%s", SPOOR_SOURCE_DATA_DIR, mapping_files[i]);
        fuzz_expect(spoor_mapping_load(path, &mapping, &err) == SPOOR_OK);
        tools[i] = (struct spoor_intake_tools){.mapping = mapping,
                                               .pseudonym = spoor_pseudonym_new(keyring),
                                               .seal = spoor_seal_new(keyring),
                                               .type_prefix = SPOOR_SLICE("nl.overheid"),
                                               .record_bytes_max = 1 << 20};
        spoor_buffer_init(&tools[i].scratch);
    }
}

static struct spoor_slice encoded(const struct spoor_canonical *record, int number)
{
    struct spoor_buffer *buffer = fuzz_buffer(number);
    spoor_canonical_encode(record, buffer);
    return spoor_buffer_slice(buffer);
}

static void expect_readable(const struct spoor_canonical *record, struct spoor_arena *arena)
{
    struct spoor_canonical again;
    struct spoor_error err;
    char key[SPOOR_INTAKE_KEY_MAX];
    struct spoor_slice text = encoded(record, 0);
    fuzz_expect(text.length <= SPOOR_CANONICAL_BYTES_MAX);
    fuzz_expect(spoor_intake_key(record, key).length > 0);
    if (spoor_canonical_decode(text, arena, &again, &err) != SPOOR_OK)
        fuzz_expect_same("what is wrong with it", SPOOR_SLICE(""), spoor_slice_of(err.message));
    fuzz_expect(again.soort == record->soort);
    fuzz_expect_same("the canonical record", text, encoded(&again, 1));
}

static void take(struct spoor_slice input, struct spoor_arena *arena)
{
    struct spoor_intake_input record = {.origin = {.topic = SPOOR_SLICE("kanaal.fuzz"), .partition = 3, .offset = 17},
                                        .broker_us = INT64_C(1767322845000000)};
    struct spoor_error err;
    if (spoor_intake_original_decode(input, arena, &record, &err) != SPOOR_OK)
        return;
    for (int i = 0; i < MAPPINGS; i++) {
        struct spoor_canonical *records = NULL;
        struct spoor_intake_counts counts = {0};
        size_t count = 0;
        spoor_intake_record(&tools[i], &record, arena, &records, &count, &counts);
        fuzz_expect(count >= 1);
        for (size_t n = 0; n < count; n++)
            expect_readable(&records[n], arena);
    }
}

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    if (!tools[0].mapping)
        open_tools();
    fuzz_each(input, arena, take);
}
