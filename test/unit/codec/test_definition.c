#include "cmocka_test.h"

#include <dirent.h>

#include <spoor/codec/definition.h>

static struct spoor_arena arena;

static int set_up(void **state)
{
    (void)state;
    spoor_arena_init(&arena, 1 << 24);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    spoor_arena_fini(&arena);
    return 0;
}

#define HEAD "\"code\":\"a-b\",\"versie\":1,\"geldigVanaf\":\"2026-01-01\""
#define FASEN "\"fasen\":[{\"code\":\"een\"},{\"code\":\"twee\"}]"

static struct spoor_definitie parse(const char *text)
{
    struct spoor_definitie definitie = {0};
    struct spoor_error err = {0};
    if (spoor_definition_parse(spoor_slice_of(text), &arena, &definitie, &err) != SPOOR_OK)
        fail_msg("%s: %s", text, err.message);
    return definitie;
}

#define TERMIJNEN(fase)                                                                                                \
    "{\"code\":\"t\",\"versie\":1,\"geldigVanaf\":\"2026-01-01\",\"fasen\":[{\"code\":\"een\"," fase "}]}"

static void terms_are_read_as_they_count(void **state)
{
    (void)state;
    struct spoor_definitie d = parse(TERMIJNEN("\"termijn\":{\"duur\":\"P8W\",\"vanaf\":\"klantreis\"}"));
    const struct spoor_termijn_definitie *termijn = &d.fasen[0].termijn;
    assert_true(termijn->bekend && termijn->vanaf_klantreis);
    assert_int_equal(termijn->soort, SPOOR_TERMIJN_KALENDER);
    assert_int_equal(termijn->duur.weken, 8);
    assert_int_equal(termijn->beweegt_door, SPOOR_TERMIJN_ALLES);
    d = parse(TERMIJNEN("\"termijn\":{\"duur\":\"PT48H\",\"vanaf\":\"fase\",\"beweegtDoor\":[\"storing\"]}"));
    assert_int_equal(d.fasen[0].termijn.soort, SPOOR_TERMIJN_KLOKUREN);
    assert_int_equal(d.fasen[0].termijn.beweegt_door, SPOOR_TERMIJN_STORING);
    assert_false(d.fasen[0].termijn.vanaf_klantreis);
    d = parse(
        TERMIJNEN("\"termijn\":{\"duur\":\"P10D\",\"vanaf\":\"fase\",\"soort\":\"werkdagen\",\"beweegtDoor\":[]}"));
    assert_int_equal(d.fasen[0].termijn.soort, SPOOR_TERMIJN_WERKDAGEN);
    assert_int_equal(d.fasen[0].termijn.beweegt_door, 0);
    assert_int_equal(d.fasen[0].termijn.nadert_us, 0);
    d = parse(TERMIJNEN("\"termijn\":{\"duur\":\"P8W\",\"vanaf\":\"fase\",\"nadert\":\"P1WT1H\"}"));
    assert_int_equal(d.fasen[0].termijn.nadert_us, (7 * 24 + 1) * 3600 * SPOOR_SECOND_US);
    assert_false(parse(TERMIJNEN("\"herhaalbaar\":true")).fasen[0].termijn.bekend);
}

static void what_the_klant_must_do_does_not_stand_still_for_him(void **state)
{
    (void)state;
    struct spoor_definitie d = parse(
        TERMIJNEN("\"termijn\":{\"duur\":\"P2W\",\"vanaf\":\"fase\"},"
                  "\"verwachteActie\":{\"code\":\"aanvullen\",\"bijWie\":\"klant\",\"termijn\":{\"duur\":\"P5D\"}}"));
    assert_int_equal(d.fasen[0].termijn.beweegt_door, SPOOR_TERMIJN_VERLENGING | SPOOR_TERMIJN_STORING);
    assert_true(d.fasen[0].actie_termijn.bekend);
    assert_int_equal(d.fasen[0].actie_termijn.duur.dagen, 5);
}

static void extra_days_without_work_are_read(void **state)
{
    (void)state;
    struct spoor_definitie d = parse("{\"code\":\"t\",\"versie\":1,\"geldigVanaf\":\"2026-01-01\","
                                     "\"fasen\":[{\"code\":\"een\"}],\"vrijeDagen\":[\"1970-01-02\",\"2026-05-15\"]}");
    assert_int_equal(d.vrije_dagen.count, 2);
    assert_int_equal(d.vrije_dagen.items[0], 1);
}

static void whole_definition_is_read(void **state)
{
    (void)state;
    static const char text[] =
        "{\"code\":\"ik-zoek-werk\",\"versie\":3,\"geldigVanaf\":\"2026-01-01\",\"naam\":{\"nl\":\"x\"},\"onbekend\":["
        "1],"
        "\"fasen\":[{\"code\":\"aanvraag\",\"termijn\":{\"duur\":\"P8W\",\"vanaf\":\"fase\"},\"volgt\":{\"ok\":"
        "\"betaling\"},"
        "\"verwachteActie\":{\"code\":\"aanvullen\",\"bijWie\":\"klant\",\"gevolg\":\"buiten_behandeling\"}},"
        "{\"code\":\"betaling\",\"herhaalbaar\":true,\"optioneel\":true,\"gespreksvorm\":null}],"
        "\"start\":[{\"gebeurtenis\":\"aanvraag-verzonden\",\"product\":\"ww\"}],"
        "\"einde\":[{\"gebeurtenis\":\"fase-voltooid\",\"fase\":\"betaling\",\"resultaat\":\"klaar\"}],"
        "\"onderwerpen\":[\"statusvraag\"],\"lijnen\":[\"lijn "
        "1\",\"l2\"],\"wieInformeert\":\"uitvoerder\",\"informeren\":false,"
        "\"wachtvenster\":\"PT0S\",\"stilstand\":\"P14D\"}";
    struct spoor_definitie d;
    struct spoor_error err = {0};
    if (spoor_definition_parse(SPOOR_SLICE(text), &arena, &d, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
    assert_slice(d.code, "ik-zoek-werk");
    assert_int_equal(d.versie, 3);
    assert_int_equal(d.geldig_vanaf_us, INT64_C(1767222000000000));
    assert_false(d.informeren);
    assert_slice(d.wie_informeert, "uitvoerder");
    assert_int_equal(d.fase_count, 2);
    assert_slice(d.fasen[0].actie_code, "aanvullen");
    assert_slice(d.fasen[0].actie_bij_wie, "klant");
    assert_slice(d.fasen[0].actie_gevolg, "buiten_behandeling");
    assert_true(d.fasen[1].herhaalbaar && d.fasen[1].optioneel);
    assert_false(d.fasen[0].herhaalbaar || d.fasen[0].optioneel);
    assert_int_equal(d.start[0].kind, SPOOR_KIND_AANVRAAG_VERZONDEN);
    assert_slice(d.start[0].product, "ww");
    assert_int_equal(d.einde[0].kind, SPOOR_KIND_FASE_VOLTOOID);
    assert_slice(d.einde[0].fase, "betaling");
    assert_int_equal(d.lijn_count, 2);
    assert_slice(d.document, text);
    assert_absent(d.checksum);
}

static void small_definition_has_its_defaults(void **state)
{
    (void)state;
    struct spoor_definitie d;
    assert_int_equal(spoor_definition_parse(SPOOR_SLICE("{" HEAD "," FASEN "}"), &arena, &d, NULL), SPOOR_OK);
    assert_true(d.informeren);
    assert_absent(d.wie_informeert);
    assert_int_equal(d.start_count + d.einde_count + d.onderwerp_count + d.lijn_count, 0);
}

static void assert_refused(const char *text, const char *pointer)
{
    struct spoor_definitie definitie;
    struct spoor_error err = {0};
    if (spoor_definition_parse(spoor_slice_of(text), &arena, &definitie, &err) != SPOOR_HALT)
        fail_msg("taken: %s", text);
    assert_string_equal(err.code, "definitie_ongeldig");
    if (strncmp(err.message, pointer, strlen(pointer)) != 0)
        fail_msg("%s: \"%s\" does not begin with \"%s\"", text, err.message, pointer);
}

static void each_fault_is_named_by_its_pointer(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } faults[] = {
        {"{", "not JSON: byte 1"},
        {"[]", "/: an object expected"},
        {"{\"versie\":1,\"geldigVanaf\":\"2026-01-01\"," FASEN "}", "/code: "},
        {"{\"code\":\"A b\",\"versie\":1,\"geldigVanaf\":\"2026-01-01\"," FASEN "}", "/code: "},
        {"{\"code\":\"a\",\"versie\":0,\"geldigVanaf\":\"2026-01-01\"," FASEN "}", "/versie: "},
        {"{\"code\":\"a\",\"versie\":\"1\",\"geldigVanaf\":\"2026-01-01\"," FASEN "}", "/versie: "},
        {"{\"code\":\"a\",\"versie\":1,\"geldigVanaf\":\"ooit\"," FASEN "}", "/geldigVanaf: "},
        {"{" HEAD "}", "/fasen: at least one phase expected"},
        {"{" HEAD ",\"fasen\":{}}", "/fasen: an array expected"},
        {"{" HEAD ",\"fasen\":[]}", "/fasen: at least one phase expected"},
        {"{" HEAD ",\"fasen\":[{\"code\":\"a\"},3]}", "/fasen/1: an object expected"},
        {"{" HEAD ",\"fasen\":[{\"naam\":{}}]}", "/fasen/0/code: "},
        {"{" HEAD ",\"fasen\":[{\"code\":\"a\"},{\"code\":\"a\"}]}",
         "/fasen/1/code: a code that no phase before it has"},
        {"{" HEAD ",\"fasen\":[{\"code\":\"a\",\"herhaalbaar\":\"ja\"}]}", "/fasen/0/herhaalbaar: "},
        {"{" HEAD ",\"fasen\":[{\"code\":\"a\",\"termijn\":{\"duur\":\"8 weken\"}}]}", "/fasen/0/termijn/duur: "},
        {"{" HEAD ",\"fasen\":[{\"code\":\"a\",\"termijn\":\"P8W\"}]}", "/fasen/0/termijn: an object expected"},
        {"{" HEAD ",\"fasen\":[{\"code\":\"a\",\"verwachteActie\":{}}]}", "/fasen/0/verwachteActie/code: "},
        {"{" HEAD ",\"fasen\":[{\"code\":\"a\",\"verwachteActie\":{\"code\":\"x\",\"bijWie\":\"hem\"}}]}",
         "/fasen/0/verwachteActie/bijWie: "},
        {"{" HEAD ",\"fasen\":[{\"code\":\"a\",\"volgt\":{\"ja\":\"b\"}}]}",
         "/fasen/0/volgt/ja: a phase of this definition"},
        {"{" HEAD "," FASEN ",\"start\":[{}]}", "/start/0/gebeurtenis: "},
        {"{" HEAD "," FASEN ",\"start\":[{\"gebeurtenis\":\"begonnen\"}]}", "/start/0/gebeurtenis: "},
        {"{" HEAD "," FASEN ",\"start\":[1]}", "/start/0: an object expected"},
        {"{" HEAD "," FASEN ",\"start\":{}}", "/start: an array expected"},
        {"{" HEAD "," FASEN ",\"einde\":[{\"gebeurtenis\":\"fase-voltooid\",\"fase\":\"drie\"}]}",
         "/einde/0/fase: a phase of this"},
        {"{" HEAD "," FASEN ",\"onderwerpen\":[\"a\",\"\"]}", "/onderwerpen/1: a text expected"},
        {"{" HEAD "," FASEN ",\"informeren\":1}", "/informeren: true or false expected"},
        {"{" HEAD "," FASEN ",\"wachtvenster\":\"\"}", "/wachtvenster: a duration expected"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        assert_refused(faults[i].text, faults[i].message);
}

/* What stands in messages is bounded (docs/architecture.md): 64 characters, as the schema says. */
static void texts_of_a_definition_are_short(void **state)
{
    (void)state;
    static const struct {
        const char *begin, *end, *message;
    } places[] = {
        {"{" HEAD "," FASEN ",\"wieInformeert\":\"", "\"}", "/wieInformeert: a text expected: 1 to 64 characters"},
        {"{" HEAD ",\"fasen\":[{\"code\":\"a\",\"verwachteActie\":{\"code\":\"x\",\"gevolg\":\"", "\"}}]}",
         "/fasen/0/verwachteActie/gevolg: a text expected: 1 to 64 characters"},
        {"{" HEAD "," FASEN ",\"lijnen\":[\"", "\"]}", "/lijnen/0: a text expected: 1 to 64 characters"},
    };
    char fits[2 * 64 + 1] = "", text[512];
    for (size_t i = 0; i < 64; i++)
        memcpy(fits + 2 * i, "\xC3\xA9", 2);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct spoor_definitie definitie;
        snprintf(text, sizeof text, "%s%s%s", places[i].begin, fits, places[i].end);
        assert_int_equal(spoor_definition_parse(spoor_slice_of(text), &arena, &definitie, NULL), SPOOR_OK);
        snprintf(text, sizeof text, "%s%sx%s", places[i].begin, fits, places[i].end);
        assert_refused(text, places[i].message);
    }
}

static void shape_of_durations_is_checked(void **state)
{
    (void)state;
    static const char *const good[] = {"P8W", "P1D", "P1Y2M3W4D", "PT36H", "PT0S", "P1DT12H30M5S"};
    static const char *const bad[] = {"P",     "PT",    "8W",   "P8",    "PW",  "P1H",  "PT1D", "P1DT",
                                      "P1D1Y", "P1D1D", "P-1D", "P1.5D", "p1d", "P1D ", "1"};
    char text[256];
    struct spoor_definitie definitie;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        snprintf(text, sizeof text, "{" HEAD "," FASEN ",\"stilstand\":\"%s\"}", good[i]);
        assert_int_equal(spoor_definition_parse(spoor_slice_of(text), &arena, &definitie, NULL), SPOOR_OK);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(text, sizeof text, "{" HEAD "," FASEN ",\"stilstand\":\"%s\"}", bad[i]);
        assert_refused(text, "/stilstand: ");
    }
}

static void read_file(const char *folder, const char *name, struct spoor_buffer *out)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    spoor_buffer_clear(out);
    size_t got;
    while ((got = fread(spoor_buffer_reserve(out, 4096), 1, 4096, file)) > 0)
        out->length += got;
    fclose(file);
}

static void every_shipped_definition_is_valid(void **state)
{
    (void)state;
    static const char folder[] = SPOOR_TEST_SOURCE_DIR "/../schemas/klantreizen";
    struct spoor_buffer text;
    spoor_buffer_init(&text);
    DIR *files = opendir(folder);
    assert_non_null(files);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(files));) {
        if (entry->d_name[0] == '.')
            continue;
        struct spoor_definitie definitie;
        struct spoor_error err = {0};
        read_file(folder, entry->d_name, &text);
        if (spoor_definition_parse(spoor_buffer_slice(&text), &arena, &definitie, &err) != SPOOR_OK)
            fail_msg("%s: %s", entry->d_name, err.message);
        count++;
    }
    closedir(files);
    spoor_buffer_fini(&text);
    assert_true(count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_are_read_as_they_count),
        cmocka_unit_test(what_the_klant_must_do_does_not_stand_still_for_him),
        cmocka_unit_test(extra_days_without_work_are_read),
        cmocka_unit_test(whole_definition_is_read),
        cmocka_unit_test(small_definition_has_its_defaults),
        cmocka_unit_test(each_fault_is_named_by_its_pointer),
        cmocka_unit_test(texts_of_a_definition_are_short),
        cmocka_unit_test(each_fault_is_named_by_its_pointer),
        cmocka_unit_test(shape_of_durations_is_checked),
        cmocka_unit_test(every_shipped_definition_is_valid),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
