/* Intake of one record with test keys: a mapping text in, canonical records out.
 *
 * Threads: one. Memory: all in the fixture until closed. */
#ifndef SPOOR_TEST_INTAKE_FIXTURE_H
#define SPOOR_TEST_INTAKE_FIXTURE_H

#include "../codec/cmocka_test.h"
#include "../crypto/key_file.h"

#include <spoor/processor/intake_record.h>

#define FIXTURE_SOURCE "urn:nld:oin:00000001234567890000:systeem:proef"
#define FIXTURE_HEAD "\"naam\":\"proef\",\"versie\":1,\"topic\":\"kanaal.proef\",\"bronnen\":[\"" FIXTURE_SOURCE "\"]"
#define FIXTURE_CLOUDEVENTS "{" FIXTURE_HEAD ",\"soorten\":[\"*\"],\"formaat\":\"cloudevents\"}"
#define FIXTURE_BROKER_US INT64_C(1767322845000000) /* 2026-01-02T03:00:45Z */
#define FIXTURE_BSN "999990019"                     /* public test number */

struct intake_fixture {
    struct spoor_keyring *keyring;
    struct spoor_mapping *mapping;
    struct spoor_intake_tools tools;
    struct spoor_arena arena;
    struct spoor_buffer text;
    struct spoor_intake_input input;
    struct spoor_intake_counts counts;
    struct spoor_canonical *records;
    size_t count;
};

static inline void fixture_use(struct intake_fixture *fixture, const struct spoor_mapping *mapping)
{
    *fixture = (struct intake_fixture){.keyring = keyring_of("v1 " KEY_1 "\n")};
    assert_non_null(fixture->keyring);
    fixture->tools = (struct spoor_intake_tools){.mapping = mapping,
                                                 .pseudonym = spoor_pseudonym_new(fixture->keyring),
                                                 .seal = spoor_seal_new(fixture->keyring),
                                                 .type_prefix = SPOOR_SLICE("nl.overheid"),
                                                 .record_bytes_max = 1 << 20};
    spoor_buffer_init(&fixture->tools.scratch);
    spoor_buffer_init(&fixture->text);
    spoor_arena_init(&fixture->arena, (size_t)1 << 30);
    fixture->input = (struct spoor_intake_input){
        .origin = {.topic = SPOOR_SLICE("kanaal.proef"), .partition = 3, .offset = 17}, .broker_us = FIXTURE_BROKER_US};
}

static inline void fixture_open(struct intake_fixture *fixture, const char *mapping_text)
{
    struct spoor_error err;
    struct spoor_mapping *mapping = NULL;
    if (spoor_mapping_parse(spoor_slice_of(mapping_text), "proef.json", &mapping, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
    fixture_use(fixture, mapping);
    fixture->mapping = mapping;
}

static inline void fixture_close(struct intake_fixture *fixture)
{
    spoor_pseudonym_free((struct spoor_pseudonym *)(uintptr_t)fixture->tools.pseudonym);
    spoor_seal_free(fixture->tools.seal);
    spoor_keyring_free(fixture->keyring);
    spoor_mapping_free(fixture->mapping);
    spoor_buffer_fini(&fixture->tools.scratch);
    spoor_buffer_fini(&fixture->text);
    spoor_arena_fini(&fixture->arena);
}

static inline void fixture_take(struct intake_fixture *fixture, struct spoor_slice value)
{
    fixture->input.value = value;
    fixture->counts = (struct spoor_intake_counts){0};
    spoor_intake_record(&fixture->tools, &fixture->input, &fixture->arena, &fixture->records, &fixture->count,
                        &fixture->counts);
    assert_true(fixture->count >= 1);
    for (size_t i = 0; i < fixture->count; i++)
        assert_int_equal(fixture->records[i].event.origin.index, i);
}

/* A CloudEvent of this kind with these members of data ("" = none); attributes are members with a comma behind them. */
static inline void fixture_event(struct intake_fixture *fixture, const char *attributes, const char *type,
                                 const char *data)
{
    fixture_take(fixture,
                 spoor_arena_printf(&fixture->arena,
                                    "{\"specversion\":\"1.0\",\"source\":\"" FIXTURE_SOURCE "\",\"id\":\"e-1\",%s"
                                    "\"type\":\"%s\",\"data\":{%s}}",
                                    attributes, type, data));
}

static inline void fixture_expect_rejected(const struct intake_fixture *fixture, const char *reden)
{
    assert_int_equal(fixture->count, 1);
    assert_int_equal(fixture->records[0].soort, SPOOR_RECORD_AFGEWEZEN);
    assert_slice(fixture->records[0].reden, reden);
    assert_true(spoor_slice_present(fixture->records[0].toelichting));
    assert_true(spoor_slice_present(fixture->records[0].event.sealed));
    assert_int_equal(fixture->records[0].hash.length, 64);
}

static inline const struct spoor_canonical *fixture_expect_event(const struct intake_fixture *fixture)
{
    if (fixture->records[0].soort == SPOOR_RECORD_AFGEWEZEN)
        fail_msg("afgewezen: %.*s: %.*s", SPOOR_SLICE_ARG(fixture->records[0].reden),
                 SPOOR_SLICE_ARG(fixture->records[0].toelichting));
    assert_int_equal(fixture->records[0].soort, SPOOR_RECORD_GEBEURTENIS);
    return &fixture->records[0];
}

static inline void fixture_expect_data(const struct intake_fixture *fixture, const char *data)
{
    struct spoor_slice actual = fixture_expect_event(fixture)->event.data;
    if (!spoor_slice_equal(actual, spoor_slice_of(data)))
        fail_msg("expected: %s\n  actual: %.*s", data, SPOOR_SLICE_ARG(actual));
}

/* What was sealed in a record; absent when nothing was. */
static inline struct spoor_slice fixture_opened(struct intake_fixture *fixture, const struct spoor_canonical *record)
{
    char context[SPOOR_SEAL_CONTEXT_MAX];
    struct spoor_error err;
    size_t bytes = 0;
    if (!spoor_slice_present(record->event.sealed))
        return SPOOR_SLICE_NULL;
    char *plain = spoor_arena_text(&fixture->arena, record->event.sealed.length);
    enum spoor_status status = spoor_seal_open(fixture->tools.seal, record->event.sealed_key,
                                               spoor_seal_context(&record->event.origin, context), record->event.sealed,
                                               (uint8_t *)plain, &bytes, &err);
    assert_int_equal(status, SPOOR_OK);
    return (struct spoor_slice){plain, bytes};
}

static inline struct spoor_slice fixture_encoded(struct intake_fixture *fixture, size_t index)
{
    spoor_buffer_clear(&fixture->text);
    spoor_canonical_encode(&fixture->records[index], &fixture->text);
    return spoor_buffer_slice(&fixture->text);
}

#endif
