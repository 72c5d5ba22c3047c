/* What the simulator makes is what the shipped mappings read. */
#include "simulated_world.h"

#include <spoor/codec/mapping.h>

struct reader {
    const struct simulated_world *world;
    struct spoor_mapping *mappings[SPOOR_CHANNEL_COUNT];
    struct spoor_arena arena;
    int64_t events, kinds[SPOOR_KIND_COUNT], rejected, with_bsn;
    int64_t latest_us, earliest_us;
};

static void reader_init(struct reader *reader, const struct simulated_world *world)
{
    struct spoor_error err = {0};
    char path[512];
    *reader = (struct reader){.world = world, .earliest_us = INT64_MAX};
    spoor_arena_init(&reader->arena, (size_t)64 << 20);
    for (int i = 0; i < SPOOR_CHANNEL_COUNT; i++) {
        const char *topic = spoor_channel_topic((enum spoor_channel)i);
        snprintf(path, sizeof path, SCHEMAS "/mapping/%s.json", strchr(topic, '.') + 1);
        if (spoor_mapping_load(path, &reader->mappings[i], &err) != SPOOR_OK)
            fail_msg("%s", err.message);
        assert_true(spoor_slice_equal(spoor_mapping_header(reader->mappings[i])->topic, spoor_slice_of(topic)));
    }
}

static void reader_fini(struct reader *reader)
{
    for (int i = 0; i < SPOOR_CHANNEL_COUNT; i++)
        spoor_mapping_free(reader->mappings[i]);
    spoor_arena_fini(&reader->arena);
}

static bool passes_eleven_test(struct spoor_slice digits)
{
    int sum = -(digits.data[8] - '0');
    for (int i = 0; i < 8; i++)
        sum += (9 - i) * (digits.data[i] - '0');
    return sum % 11 == 0;
}

static void check_identification(struct reader *reader, const struct spoor_json *data)
{
    const struct spoor_json *identification = SPOOR_JSON_GET(data, "identificatie");
    struct spoor_slice waarde = spoor_json_text(SPOOR_JSON_GET(identification, "waarde"));
    if (!spoor_slice_equal(spoor_json_text(SPOOR_JSON_GET(identification, "soort")), SPOOR_SLICE("bsn")))
        return;
    reader->with_bsn++;
    assert_int_equal(waarde.length, 9);
    assert_memory_equal(waarde.data, "9999", 4);
    assert_true(passes_eleven_test(waarde));
}

/* A phase has an exemplaar when it may be repeated, and else has none. */
static void check_exemplaar(const struct reader *reader, enum spoor_kind kind, const struct spoor_json *data)
{
    struct spoor_slice code = spoor_json_text(SPOOR_JSON_GET(data, "definitie"));
    struct spoor_slice fase = spoor_json_text(SPOOR_JSON_GET(data, "fase"));
    bool told = SPOOR_JSON_GET(data, "exemplaar") != NULL;
    if (kind != SPOOR_KIND_FASE_GESTART && kind != SPOOR_KIND_FASE_VOLTOOID)
        return;
    for (size_t i = 0; i < reader->world->definitie_count; i++) {
        const struct spoor_definitie *definitie = &reader->world->definities[i];
        int32_t order = spoor_definitie_fase_order(definitie, fase);
        if (spoor_slice_equal(definitie->code, code) && definitie->fasen[order].herhaalbaar != told)
            fail_msg("%s of %.*s: exemplaar %s", spoor_kind_name(kind), SPOOR_SLICE_ARG(fase), told ? "told" : "absent");
    }
}

static void check_event(struct reader *reader, const struct spoor_mapped *event)
{
    struct spoor_slice type = event->type;
    enum spoor_kind kind;
    int64_t at_us = 0;
    const char *dot = memrchr(type.data, '.', type.length);
    assert_non_null(dot);
    assert_true(spoor_kind_find((struct spoor_slice){dot + 1, type.length - (size_t)(dot + 1 - type.data)}, &kind));
    assert_true(event->id.length > 0 && event->source.length > 0);
    reader->kinds[kind]++;
    struct spoor_slice at = spoor_json_text(SPOOR_JSON_GET(event->data, "plaatsgevondenOp"));
    assert_true(spoor_time_parse(at, (struct spoor_zone){SPOOR_ZONE_UTC, 0}, &at_us, NULL, NULL));
    reader->latest_us = at_us > reader->latest_us ? at_us : reader->latest_us;
    reader->earliest_us = at_us < reader->earliest_us ? at_us : reader->earliest_us;
    check_identification(reader, event->data);
    check_exemplaar(reader, kind, event->data);
}

static enum spoor_status read_good(void *owner, const struct spoor_simulated *record, struct spoor_error *err)
{
    struct reader *reader = owner;
    struct spoor_mapped *events = NULL;
    size_t count = 0;
    spoor_arena_reset(&reader->arena);
    if (spoor_mapping_apply(reader->mappings[record->channel], record->value, NULL, 0, &reader->arena, &events, &count,
                            err) != SPOOR_OK)
        fail_msg("%s: %.*s", err->message, SPOOR_SLICE_ARG(record->value));
    if (count == 0)
        fail_msg("no event of %.*s", SPOOR_SLICE_ARG(record->value));
    for (size_t i = 0; i < count; i++) {
        check_event(reader, &events[i]);
        if (!spoor_mapping_allows_source(reader->mappings[record->channel], events[i].source))
            fail_msg("source of %.*s", SPOOR_SLICE_ARG(record->value));
    }
    reader->events += (int64_t)count;
    return SPOOR_OK;
}

/* The kinds that the simulator tells of. */
static const enum spoor_kind simulated[] = {
    SPOOR_KIND_KLANTCONTACT_GEREGISTREERD, SPOOR_KIND_BERICHT_ONTVANGEN,   SPOOR_KIND_AANVRAAG_GESTART,
    SPOOR_KIND_AANVRAAG_VERZONDEN,         SPOOR_KIND_AANVRAAG_AFGEBROKEN, SPOOR_KIND_KANAALWISSEL_GEREGISTREERD,
    SPOOR_KIND_KLANTREIS_GESTART,          SPOOR_KIND_KLANTREIS_BEEINDIGD, SPOOR_KIND_FASE_GESTART,
    SPOOR_KIND_FASE_VOLTOOID,              SPOOR_KIND_FASE_OVERGESLAGEN,   SPOOR_KIND_FASE_TERUGGEZET,
    SPOOR_KIND_DOSSIERSTATUS_GEZET};

static void every_record_is_read_by_its_mapping(void **state)
{
    struct reader reader;
    struct spoor_error err = {0};
    struct spoor_simulation_counts counts;
    reader_init(&reader, *state);
    struct spoor_simulation_options options = world_options(*state, 20000);
    options.owner = &reader;
    options.send = read_good;
    assert_int_equal(spoor_simulate(&options, &counts, &err), SPOOR_OK);
    assert_true(reader.events > counts.records);
    assert_true(reader.with_bsn > 1000);
    for (size_t i = 0; i < sizeof(simulated) / sizeof(*simulated); i++)
        if (reader.kinds[simulated[i]] == 0)
            fail_msg("never %s", spoor_kind_name(simulated[i]));
    assert_true(reader.latest_us <= UNTIL_US && reader.latest_us > UNTIL_US - 3 * 3600 * SPOOR_SECOND_US);
    assert_true(reader.earliest_us >= UNTIL_US - 31 * INT64_C(86400) * SPOOR_SECOND_US);
    reader_fini(&reader);
}

static enum spoor_status read_poison(void *owner, const struct spoor_simulated *record, struct spoor_error *err)
{
    struct reader *reader = owner;
    struct spoor_mapped *events = NULL;
    size_t count = 0;
    spoor_arena_reset(&reader->arena);
    assert_non_null(record->poison);
    bool larger = record->value.length > 1048576;
    enum spoor_status status = larger ? SPOOR_REJECT
                                      : spoor_mapping_apply(reader->mappings[record->channel], record->value, NULL, 0,
                                                            &reader->arena, &events, &count, err);
    bool refused_here = status == SPOOR_REJECT || count == 0;
    bool source_refused =
        !refused_here && !spoor_mapping_allows_source(reader->mappings[record->channel], events[0].source);
    bool for_intake = strcmp(record->poison, "missing_id") == 0 || strcmp(record->poison, "wrong_type") == 0 ||
                      strcmp(record->poison, "unknown_type") == 0;
    if (!refused_here && !source_refused && !for_intake)
        fail_msg("%s is not refused: %.*s", record->poison, SPOOR_SLICE_ARG(record->value));
    reader->rejected++;
    return SPOOR_OK;
}

static void poison_is_refused(void **state)
{
    struct reader reader;
    struct spoor_error err = {0};
    struct spoor_simulation_counts counts;
    reader_init(&reader, *state);
    struct spoor_simulation_options options = world_options(*state, 500);
    options.shares = (struct spoor_simulation_shares){.poison = 100};
    options.owner = &reader;
    options.send = read_poison;
    assert_int_equal(spoor_simulate(&options, &counts, &err), SPOOR_OK);
    assert_int_equal(counts.poison, 500);
    reader_fini(&reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_is_read_by_its_mapping),
        cmocka_unit_test(poison_is_refused),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
