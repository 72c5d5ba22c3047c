/* Every mistake in a journey definition that `spoor definitie check` knows: the document, and the exact error. */
#include "cmocka_test.h"

#include <spoor/codec/definition.h>

#define NAME "\"naam\":{\"nl\":\"n\",\"en\":\"n\"}"
#define HEAD "\"code\":\"d\",\"versie\":1,\"geldigVanaf\":\"2026-01-01\"," NAME
#define FASEN "\"fasen\":[{\"code\":\"een\"," NAME "},{\"code\":\"twee\"," NAME "}]"
#define RULES "\"start\":[{\"gebeurtenis\":\"aanvraag-verzonden\"}],\"einde\":[]"
#define TOP(members) "{" HEAD "," FASEN "," RULES "," members "}"
#define FASE(members) "{" HEAD ",\"fasen\":[{\"code\":\"een\"," NAME "," members "}]," RULES "}"
#define START(rules) "{" HEAD "," FASEN ",\"start\":[" rules "],\"einde\":[]}"
#define END(rules)                                                                                                     \
    "{" HEAD "," FASEN ",\"start\":[{\"gebeurtenis\":\"aanvraag-verzonden\",\"product\":\"ww\"}],\"einde\":[" rules "]}"
#define NORM(members)                                                                                                  \
    TOP("\"normen\":[{\"kanaal\":\"telefoon\",\"soort\":\"wachttijd\",\"waarde\":\"PT2M\"," members "}]")

#define A_CODE "a code expected: 1 to 64 of a-z, 0-9, _ and -"
#define A_DURATION "a duration expected, such as P8W or PT36H"

static const struct {
    const char *text, *error;
} faults[] = {
    {"", "not JSON: byte 0: a value expected"},
    {"{\n\"code\":\"d\",\n}", "not JSON: byte 14 (line 3): a member name expected"},
    {"[]", "/: an object expected"},
    {"{}", "/code: is missing"},
    {"{\"code\":\"d\"}", "/versie: is missing"},
    {"{" HEAD "," RULES "}", "/fasen: is missing"},
    {"{" HEAD "," FASEN ",\"start\":[]}", "/einde: is missing"},
    {"{" HEAD ",\"fasen\":[]," RULES "}", "/fasen: at least one phase expected"},
    {"{" HEAD ",\"fasen\":{}," RULES "}", "/fasen: an array expected"},
    {"{" HEAD ",\"fasen\":[{\"code\":\"a\"}]," RULES "}", "/fasen/0/naam: is missing"},
    {"{" HEAD ",\"fasen\":[{\"code\":\"a\",\"naam\":\"A\"}]," RULES "}", "/fasen/0/naam: an object expected"},
    {"{" HEAD ",\"fasen\":[{\"code\":\"a\",\"naam\":{\"nl\":\"A\"}}]," RULES "}", "/fasen/0/naam/en: is missing"},
    {"{" HEAD ",\"fasen\":[{\"code\":\"a\"," NAME "},{\"code\":\"a\"," NAME ",\"optioneel\":true}]," RULES "}",
     "/fasen/1/code: a code that no phase before it has"},
    {TOP("\"fase\":[]"), "/fase: unknown member; did you mean \"fasen\"?"},
    {TOP("\"infomeren\":true"), "/infomeren: unknown member; did you mean \"informeren\"?"},
    {TOP("\"a/b\":1"),
     "/a~1b: unknown member; one of code, versie, geldigVanaf, voorbeeld, opmerking, doelgroep, "
     "klantketen, naam, toelichting, fasen, start, einde, onderwerpen, lijnen, vrijeDagen, wieInformeert, "
     "informeren, wachtvenster, stilstand, kanaalafspraken, normen, feedback, bewaring expected"},
    {TOP("\"stilstand\":\"P1D\",\"stilstand\":\"P2D\""), "/stilstand: stands here twice; keep one"},
    {TOP("\"stilstand\":\"14 dagen\""), "/stilstand: " A_DURATION},
    {TOP("\"informeren\":\"ja\""), "/informeren: true or false expected"},
    {TOP("\"wieInformeert\":\"De afdeling\""), "/wieInformeert: " A_CODE},
    {TOP("\"doelgroep\":[\"inwonr\"]"), "/doelgroep/0: unknown code; did you mean \"inwoner\"?"},
    {TOP("\"doelgroep\":[\"inwoner\",\"inwoner\"]"), "/doelgroep/1: stands in the list twice"},
    {TOP("\"doelgroep\":\"inwoner\""), "/doelgroep: an array expected"},
    {TOP("\"lijnen\":[\"\"]"), "/lijnen/0: a text expected"},
    {TOP("\"bewaring\":{\"minimal\":\"P1Y\"}"), "/bewaring/minimal: unknown member; did you mean \"minimaal\"?"},
    {TOP("\"feedback\":{\"divisies\":[\"KCC\"]}"), "/feedback/divisies/0: " A_CODE},
    {TOP("\"feedback\":{\"divisies\":[\"werk\",\"kcc\"]}"),
     "/feedback/divisies/1: the KCC takes no part in feedback; leave it out"},
    {TOP("\"kanaalafspraken\":[{\"kanaal\":\"balie\",\"afspraak\":\"liever\"}]"),
     "/kanaalafspraken/0/afspraak: unknown word; one of eerst, ook, niet expected"},
    {TOP("\"kanaalafspraken\":[{\"kanaal\":\"balie\",\"afspraak\":\"ook\",\"fase\":\"drie\"}]"),
     "/kanaalafspraken/0/fase: a phase of this definition expected"},
    {NORM("\"vanaf\":\"2026-02-01\",\"tot\":\"2026-01-01\""), "/normen/0/tot: a date not before vanaf expected"},
    {NORM("\"vanaf\":\"2026-02-01T00:00:00Z\""), "/normen/0/vanaf: a date expected, such as 2026-01-01"},
    {NORM("\"tot\":\"2026-02-01\""), "/normen/0/vanaf: is missing"},
    {TOP("\"normen\":[{\"kanaal\":\"telefon\"}]"), "/normen/0/kanaal: unknown code; did you mean \"telefoon\"?"},
    {TOP("\"normen\":[{\"soort\":\"snelheid\"}]"),
     "/normen/0/soort: unknown word; one of wachttijd, antwoord, afhandeling expected"},
    {FASE("\"herhaalbar\":true"), "/fasen/0/herhaalbar: unknown member; did you mean \"herhaalbaar\"?"},
    {FASE("\"herhaalbaar\":1"), "/fasen/0/herhaalbaar: true or false expected"},
    {FASE("\"gespreksvorm\":\"slecht-nieuws\""),
     "/fasen/0/gespreksvorm: unknown code; did you mean \"slecht_nieuws\"?"},
    {FASE("\"tekst\":{\"klant\":\"Wacht\"}"), "/fasen/0/tekst/klant: an object expected"},
    {FASE("\"termijn\":{\"duur\":\"P8W\"}"), "/fasen/0/termijn/vanaf: is missing"},
    {FASE("\"termijn\":{\"duur\":\"8W\",\"vanaf\":\"fase\"}"), "/fasen/0/termijn/duur: " A_DURATION},
    {FASE("\"termijn\":{\"duur\":\"P8W\",\"vanaf\":\"reis\"}"),
     "/fasen/0/termijn/vanaf: unknown word; one of fase, klantreis expected"},
    {FASE("\"termijn\":{\"duur\":\"P8W\",\"vanaf\":\"fase\",\"soort\":\"werkdag\"}"),
     "/fasen/0/termijn/soort: unknown word; did you mean \"werkdagen\"?"},
    {FASE("\"termijn\":{\"duur\":\"P8W\",\"vanaf\":\"fase\",\"beweegtDoor\":[\"opschort\"]}"),
     "/fasen/0/termijn/beweegtDoor/0: unknown word; did you mean \"opschorting\"?"},
    {FASE("\"termijn\":{\"duur\":\"PT48H\",\"vanaf\":\"fase\",\"soort\":\"kalender\"}"),
     "/fasen/0/termijn/duur: a duration in whole days expected: only klokuren count hours"},
    {FASE("\"termijn\":{\"duur\":\"P1M\",\"vanaf\":\"fase\",\"soort\":\"werkdagen\"}"),
     "/fasen/0/termijn/duur: a duration in days or weeks expected: werkdagen count no months"},
    {FASE("\"verwachteActie\":{\"code\":\"x\",\"termijn\":{\"duur\":\"2W\"}}"),
     "/fasen/0/verwachteActie/termijn/duur: " A_DURATION},
    {TOP("\"vrijeDagen\":[\"2026-05-15\",\"2026-05-14\"]"),
     "/vrijeDagen/1: dates in ascending order expected, each once"},
    {FASE("\"voorleeszin\":\"Wij beslissen.\""), "/fasen/0/voorleeszin: an object expected"},
    {FASE("\"verwachteActie\":{\"code\":\"x\",\"uitwg\":{}}"),
     "/fasen/0/verwachteActie/uitwg: unknown member; did you mean \"uitweg\"?"},
    {FASE("\"verwachteActie\":{\"bijWie\":\"klant\"}"), "/fasen/0/verwachteActie/code: is missing"},
    {FASE("\"verwachteActie\":{\"code\":\"x\",\"bijWie\":\"hem\"}"),
     "/fasen/0/verwachteActie/bijWie: unknown code; one of klant, wij, derde expected"},
    {FASE("\"volgt\":[\"twee\"]"), "/fasen/0/volgt: an object expected: result to phase"},
    {FASE("\"volgt\":{\"ja\":2}"), "/fasen/0/volgt/ja: a result and the code of a phase expected"},
    {FASE("\"volgt\":{\"ja\":\"drie\"}"), "/fasen/0/volgt/ja: a phase of this definition expected"},
    {START("{}"), "/start/0/gebeurtenis: is missing"},
    {START("{\"gebeurtenis\":\"aanvraag-verzondn\"}"),
     "/start/0/gebeurtenis: unknown kind of event; did you mean \"aanvraag-verzonden\"?"},
    {START("{\"gebeurtenis\":\"fase-gestart\",\"fase\":\"drie\"}"),
     "/start/0/fase: a phase of this definition expected"},
    {START("{\"gebeurtenis\":\"fase-gestart\",\"produkt\":\"x\"}"),
     "/start/0/produkt: unknown member; did you mean \"product\"?"},
    {START("{\"gebeurtenis\":\"fase-gestart\"},{\"gebeurtenis\":\"fase-gestart\"}"),
     "/start/1: stands in the list twice"},
    {END("{\"gebeurtenis\":\"aanvraag-verzonden\"}"), "/einde/0: ends the journey with the event that starts it"},
    {END("{\"gebeurtenis\":\"aanvraag-verzonden\",\"product\":\"ww\"}"),
     "/einde/0: ends the journey with the event that starts it"},
};

/* As the command does: the shape of the document first, then what the fold reads of it. */
static enum spoor_status check(const char *text, struct spoor_arena *arena, struct spoor_error *err)
{
    struct spoor_definitie definitie;
    enum spoor_status status = spoor_definition_check(spoor_slice_of(text), arena, err);
    return status == SPOOR_OK ? spoor_definition_parse(spoor_slice_of(text), arena, &definitie, err) : status;
}

static void every_mistake_is_named_with_its_place_and_what_was_expected(void **state)
{
    (void)state;
    struct spoor_arena arena;
    spoor_arena_init(&arena, 1 << 24);
    for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
        struct spoor_error err = {.message = ""};
        if (check(faults[i].text, &arena, &err) != SPOOR_HALT || strcmp(err.message, faults[i].error) != 0)
            fail_msg("%s\n  expected: %s\n  actual: %s", faults[i].text, faults[i].error, err.message);
    }
    spoor_arena_fini(&arena);
}

static void what_is_right_is_taken(void **state)
{
    (void)state;
    static const char *const right[] = {
        TOP("\"normen\":[],\"bewaring\":{\"minimaal\":\"P1Y\",\"maximaal\":\"P7Y\"},\"opmerking\":null"),
        END("{\"gebeurtenis\":\"aanvraag-verzonden\",\"product\":\"wia\"},{\"gebeurtenis\":\"fase-voltooid\"}"),
        NORM("\"vanaf\":\"2026-01-01\",\"tot\":\"2026-01-01\""),
    };
    struct spoor_arena arena;
    spoor_arena_init(&arena, 1 << 24);
    for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
        struct spoor_error err = {.message = ""};
        if (check(right[i], &arena, &err) != SPOOR_OK)
            fail_msg("%s\n  %s", right[i], err.message);
    }
    spoor_arena_fini(&arena);
}

/* A document in force may be of a newer binary: reading it for the fold takes what it does not know. */
static void the_fold_reads_past_what_it_does_not_know(void **state)
{
    (void)state;
    struct spoor_arena arena;
    struct spoor_definitie definitie;
    struct spoor_error err;
    spoor_arena_init(&arena, 1 << 24);
    assert_int_equal(spoor_definition_parse(SPOOR_SLICE(TOP("\"later\":1")), &arena, &definitie, &err), SPOOR_OK);
    spoor_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_is_named_with_its_place_and_what_was_expected),
        cmocka_unit_test(what_is_right_is_taken),
        cmocka_unit_test(the_fold_reads_past_what_it_does_not_know),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
