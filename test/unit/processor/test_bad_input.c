/* The table of test/cases/bad-input: what nobody should send, a test per row. A row is one klant with an ordinary
 * journey; its events are refused with the reason that it names, or kept, and then the toestand has the values that it
 * names. An ordinary contact behind them is folded as always. test_bad_input.py plays the same table on a running
 * installation. */
#include "intake_fixture.h"

#include <spoor/codec/definition.h>
#include <spoor/codec/toestand.h>
#include <spoor/domain/klok.h>
#include <spoor/processor/own_ref.h>

#define CASES SPOOR_TEST_SOURCE_DIR "/cases/"
#define ARRIVAL_US INT64_C(1780300800000000) /* 2026-06-01T08:00:00Z */

enum { ROWS_MAX = 128, EVENTS_MAX = 10016, TEXT_BYTES = 1 << 18 };

static struct intake_fixture fixture;
static struct spoor_arena table_arena;
static const struct spoor_json *rows[ROWS_MAX];
static struct spoor_definitie definitie;
static const struct spoor_definitie *const items[] = {&definitie};
static const struct spoor_definities definities = {(const struct spoor_definitie **)(uintptr_t)items, 1};

struct run {
    size_t number; /* of the row */
    struct spoor_toestand toestand;
    struct spoor_publicatiestand stand;
    const struct spoor_event *accepted[EVENTS_MAX];
    size_t count;
    struct spoor_slice refused; /* the last reason */
};
static struct run run;

static struct spoor_slice read_file(const char *name)
{
    FILE *file = fopen(name, "rb");
    char *text = spoor_arena_text(&table_arena, TEXT_BYTES);
    assert_non_null(file);
    size_t bytes = fread(text, 1, TEXT_BYTES, file);
    fclose(file);
    return (struct spoor_slice){text, bytes};
}

/* ---- one event on its way ---- */

static void fold(const struct spoor_canonical *record)
{
    struct spoor_event *event = SPOOR_ARENA_NEW(&fixture.arena, struct spoor_event);
    struct spoor_publicatie *told;
    struct spoor_signaal *signalen = NULL;
    *event = record->event;
    spoor_event_own_ref(event, true, &fixture.arena);
    event->volgnummer = (int64_t)run.count + 1;
    assert_true(run.count < EVENTS_MAX);
    run.accepted[run.count++] = event;
    if (spoor_toestand_apply(&run.toestand, event, &definities, &fixture.arena, NULL) != SPOOR_APPLIED)
        spoor_toestand_refold(&run.toestand, run.accepted, run.count, &definities, &fixture.arena, NULL);
    spoor_publicatie_compare(&run.stand, &run.toestand, event, &definities, &fixture.arena, &told);
    spoor_klok_compare(&run.stand, &run.toestand, event, -1, &definities, &fixture.arena, &signalen);
}

/* As the fold reads it; what is for another klant is not told here. */
static void take_records(struct spoor_slice klant)
{
    for (size_t i = 0; i < fixture.count; i++) {
        struct spoor_canonical record;
        struct spoor_error err;
        if (fixture.records[i].soort == SPOOR_RECORD_AFGEWEZEN)
            run.refused = fixture.records[i].reden;
        struct spoor_slice text = spoor_arena_copy(&fixture.arena, fixture_encoded(&fixture, i));
        if (spoor_canonical_decode(text, &fixture.arena, &record, &err) != SPOOR_OK)
            fail_msg("%s", err.message);
        if (record.soort == SPOOR_RECORD_GEBEURTENIS && spoor_slice_equal(record.event.klant_ref, klant))
            fold(&record);
    }
}

/* {klant}, {reis}, {zelf}, {n} and {rest} stand for the names of this row and of its event, and for the number of its
 * repetition, counted up and down. */
static struct spoor_slice filled(struct spoor_slice text, int index, int repetition)
{
    const struct {
        const char *name;
        struct spoor_slice value;
    } names[] = {
        {"{klant}", spoor_arena_printf(&fixture.arena, "k1-%032zx", run.number)},
        {"{reis}", spoor_arena_printf(&fixture.arena, "reis-%zu", run.number)},
        {"{zelf}", spoor_arena_printf(&fixture.arena, "rij-%zu-%d-%06d", run.number, index, repetition)},
        {"{n}", spoor_arena_printf(&fixture.arena, "%06d", repetition)},
        {"{rest}", spoor_arena_printf(&fixture.arena, "%06d", 999999 - repetition)},
    };
    struct spoor_buffer out = {0};
    for (size_t i = 0; i < text.length;) {
        size_t n = 0, count = sizeof(names) / sizeof(*names);
        while (n < count && (strlen(names[n].name) > text.length - i ||
                             memcmp(text.data + i, names[n].name, strlen(names[n].name)) != 0))
            n++;
        if (n == count)
            spoor_buffer_append_char(&out, text.data[i]);
        else
            spoor_buffer_append_slice(&out, names[n].value);
        i += n == count ? 1 : strlen(names[n].name);
    }
    struct spoor_slice copy = spoor_arena_copy(&fixture.arena, spoor_buffer_slice(&out));
    spoor_buffer_fini(&out);
    return copy;
}

static void take(const char *type, struct spoor_slice data, int index, int repetition)
{
    struct spoor_slice klant = filled(SPOOR_SLICE("{klant}"), index, repetition);
    struct spoor_slice id = filled(SPOOR_SLICE("{zelf}"), index, repetition);
    struct spoor_slice members = filled(data, index, repetition);
    fixture.input.broker_us = ARRIVAL_US;
    fixture.input.origin.offset++;
    fixture_take(&fixture, spoor_arena_printf(&fixture.arena,
                                              "{\"specversion\":\"1.0\",\"source\":\"" FIXTURE_SOURCE
                                              "\",\"id\":\"%.*s\",\"type\":\"nl.overheid.%s\",\"data\":{\"klantRef\":"
                                              "\"%.*s\",%.*s}",
                                              SPOOR_SLICE_ARG(id), type, SPOOR_SLICE_ARG(klant),
                                              (int)members.length - 1, members.data + 1));
    take_records(klant);
}

static void take_row(const struct spoor_json *row)
{
    int64_t times = 1;
    int index = 1;
    spoor_json_int(SPOOR_JSON_GET(row, "herhaal"), &times);
    for (const struct spoor_json *event = SPOOR_JSON_GET(row, "gebeurtenissen")->first; event; event = event->next)
        for (int n = 0, at = index++; n < times; n++)
            take(spoor_arena_cstring(&fixture.arena, spoor_json_text(SPOOR_JSON_GET(event, "type"))),
                 SPOOR_JSON_GET(event, "data")->raw, at, n);
}

/* ---- what came of it ---- */

static struct spoor_slice put_away(struct spoor_toestand *toestand)
{
    spoor_buffer_clear(&fixture.text);
    spoor_toestand_encode(toestand, &fixture.text);
    return spoor_arena_copy(&fixture.arena, spoor_buffer_slice(&fixture.text));
}

/* The values by their pointers; null: there is nothing; {aankomst}: when the event arrived. */
static bool is_as_told(const struct spoor_json *found, const struct spoor_json *value)
{
    int64_t us = 0;
    if (value->type == SPOOR_JSON_NULL)
        return !found;
    if (found && spoor_slice_equal(spoor_json_text(value), SPOOR_SLICE("{aankomst}")))
        return spoor_json_int(found, &us) && us == ARRIVAL_US;
    return found && spoor_slice_equal(found->raw, value->raw);
}

static void expect_values(const struct spoor_json *expected, struct spoor_slice text)
{
    const struct spoor_json *toestand;
    struct spoor_error err;
    assert_int_equal(spoor_json_parse(text, &fixture.arena, &toestand, &err), SPOOR_OK);
    for (const struct spoor_json *value = expected ? expected->first : NULL; value; value = value->next) {
        if (!is_as_told(spoor_json_pointer(toestand, value->name), value))
            fail_msg("%.*s: %.*s expected\n%.*s", SPOOR_SLICE_ARG(value->name), SPOOR_SLICE_ARG(value->raw),
                     SPOOR_SLICE_ARG(text));
    }
}

static void expect_contact_behind(const struct spoor_event *contact)
{
    const struct spoor_contacten *contacten = &run.toestand.contacten;
    assert_true(contacten->recent_count > 0);
    const struct spoor_contact *last = &contacten->recent[contacten->recent_count - 1];
    assert_true(spoor_slice_equal(last->id, contact->klantcontact_id));
}

static void row_comes_out_as_told(void **state)
{
    const struct spoor_json *row = *state;
    struct spoor_toestand again;
    struct spoor_error err;
    fixture_open(&fixture, FIXTURE_CLOUDEVENTS);
    spoor_toestand_init(&run.toestand);
    spoor_publicatiestand_init(&run.stand);
    run.count = 0;
    run.refused = SPOOR_SLICE_NULL;
    take("klantreizen.klantreis-gestart",
         SPOOR_SLICE("{\"plaatsgevondenOp\":\"2026-01-05T09:00:00Z\",\"definitie\":\"beslistermijn\","
                     "\"klantreisRef\":\"{reis}\"}"),
         0, 0);
    take_row(row);
    struct spoor_slice reason = spoor_json_text(SPOOR_JSON_GET(row, "afgewezen"));
    if (!spoor_slice_equal(run.refused, reason))
        fail_msg("refused: \"%.*s\", expected \"%.*s\"", SPOOR_SLICE_ARG(run.refused), SPOOR_SLICE_ARG(reason));
    take("klantcontacten.klantcontact-geregistreerd",
         SPOOR_SLICE("{\"plaatsgevondenOp\":\"2026-05-01\",\"kanaal\":\"post\",\"klantcontactId\":\"{klant}-na\"}"), 99,
         0);
    expect_contact_behind(run.accepted[run.count - 1]);
    struct spoor_slice text = put_away(&run.toestand);
    expect_values(SPOOR_JSON_GET(row, "toestand"), text);
    assert_int_equal(spoor_toestand_decode(text, &fixture.arena, &again, &err), SPOOR_OK);
    assert_true(spoor_slice_equal(text, put_away(&again)));
    fixture_close(&fixture);
}

static size_t read_table(void)
{
    struct spoor_error err;
    const struct spoor_json *table;
    size_t count = 0;
    spoor_arena_init(&table_arena, 1 << 24);
    assert_int_equal(spoor_definition_parse(read_file(CASES "fold/beslistermijn.json"), &table_arena, &definitie, &err),
                     SPOOR_OK);
    if (spoor_json_parse(read_file(CASES "bad-input/rows.json"), &table_arena, &table, &err) != SPOOR_OK)
        fail_msg("rows.json: %s", err.message);
    assert_true(table->count > 0 && table->count <= ROWS_MAX);
    for (const struct spoor_json *row = table->first; row; row = row->next)
        rows[count++] = row;
    return count;
}

static int set_number(void **state)
{
    for (run.number = 0; rows[run.number] != *state;)
        run.number++;
    return 0;
}

int main(void)
{
    static struct CMUnitTest tests[ROWS_MAX];
    size_t count = read_table();
    for (size_t i = 0; i < count; i++) {
        struct spoor_slice naam = spoor_json_text(SPOOR_JSON_GET(rows[i], "naam"));
        tests[i] = (struct CMUnitTest){.name = spoor_arena_cstring(&table_arena, naam),
                                       .test_func = row_comes_out_as_told,
                                       .setup_func = set_number,
                                       .initial_state = (void *)(uintptr_t)rows[i]};
    }
    int failed = _cmocka_run_group_tests("bad_input", tests, count, NULL, NULL);
    spoor_arena_fini(&table_arena);
    return failed;
}
