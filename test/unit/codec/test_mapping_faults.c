/* Every mistake in a mapping file that loading can know: the file, and the exact error. */
#include "cmocka_test.h"

#include <spoor/codec/mapping.h>

#define KINDS "[\"fase-gestart\",\"klantcontact-geregistreerd\",\"aanvraag-verzonden\",\"kanaalwissel-geregistreerd\"]"
#define NAME "\"naam\":\"p\",\"versie\":1,\"topic\":\"kanaal.p\""
#define HEAD NAME ",\"bronnen\":[\"urn:a\"],\"soorten\":" KINDS
#define CLOUDEVENTS HEAD ",\"formaat\":\"cloudevents\""
/* A JSON topic with one rule about a contact; FIELD with one field more in its data; RULE with other members. */
#define RULES(rules) "{" HEAD ",\"formaat\":\"json\",\"gebeurtenissen\":[" rules "]}"
#define CONTACT "{\"type\":\"klantcontacten.klantcontact-geregistreerd\",\"id\":{\"pad\":\"/id\"}"
#define RULE(members) RULES(CONTACT "," members "}")
#define FIELD(field) RULE("\"data\":{" field "}")
#define TABLES(tables, field)                                                                                          \
    "{" HEAD ",\"formaat\":\"json\",\"tabellen\":{" tables "},\"gebeurtenissen\":[" CONTACT ",\"data\":{" field "}}]}"
#define IMPORT(members) "{" HEAD ",\"formaat\":\"json\",\"import\":{" members "},\"gebeurtenissen\":[" CONTACT "}]}"
#define CSV(columns, field)                                                                                            \
    "{" HEAD ",\"formaat\":\"csv\",\"csv\":{\"kolommen\":[" columns "]},\"gebeurtenissen\":["                          \
    "{\"type\":\"klantcontacten.klantcontact-geregistreerd\",\"id\":{\"pad\":\"/nr\"},\"data\":{" field "}}]}"

#define AT "/gebeurtenissen/0"
#define EXPRESSION "a value, or an object with pad, sjabloon or eerste was expected"
#define NOT_EMPTY "a text that is not empty was expected"

struct fault {
    const char *text, *error;
};

static void expect_all(const struct fault *faults, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct spoor_mapping *mapping = NULL;
        struct spoor_error err = {.message = ""};
        enum spoor_status status = spoor_mapping_parse(spoor_slice_of(faults[i].text), "p.json", &mapping, &err);
        spoor_mapping_free(status == SPOOR_OK ? mapping : NULL);
        if (status != SPOOR_HALT || strncmp(err.message, "p.json: ", 8) != 0 ||
            strcmp(err.message + 8, faults[i].error) != 0)
            fail_msg("%s\n  expected: %s\n  actual: %s", faults[i].text, faults[i].error, err.message);
    }
}
#define EXPECT_ALL(faults) expect_all(faults, sizeof(faults) / sizeof(*(faults)))

static void the_head_of_a_mapping(void **state)
{
    (void)state;
    static const struct fault faults[] = {
        {"{" CLOUDEVENTS ",\"zoen\":\"UTC\"}", "/zoen: unknown member; did you mean \"zone\"?"},
        {"{" CLOUDEVENTS ",\"Zone\":\"UTC\"}", "/Zone: unknown member; did you mean \"zone\"?"},
        {"{" CLOUDEVENTS ",\"a/b~c\":1}",
         "/a~1b~0c: unknown member; expected one of $schema, naam, versie, topic, formaat, tekencodering, zone, csv, "
         "import, bronnen, soorten, begin, leeg, stil, stilTot, klok, eigenaar, divisie, ritme, maxBytes, tabellen, "
         "gebeurtenissen, …"},
        {"{" CLOUDEVENTS ",\"klok\":\"wacht\",\"klok\":\"negeer\"}", "/klok: stands here twice; keep one"},
        {"{" CLOUDEVENTS ",\"toelichting\":7}", "/toelichting: a text was expected"},
        {"{" CLOUDEVENTS ",\"begin\":\"oudst\"}", "/begin: unknown word; did you mean \"oudste\"?"},
        {"{" CLOUDEVENTS ",\"leeg\":\"weg\"}", "/leeg: unknown word; expected one of negeer, afkeuren"},
        {"{" CLOUDEVENTS ",\"klok\":true}", "/klok: a text was expected"},
        {"{" CLOUDEVENTS ",\"stil\":\"ja\"}", "/stil: true or false was expected"},
        {"{" CLOUDEVENTS ",\"stilTot\":\"31-12-2025\"}", "/stilTot: an RFC 3339 time was expected"},
        {"{" CLOUDEVENTS ",\"stil\":true,\"stilTot\":\"2026-01-01T00:00:00Z\"}",
         "/stilTot: not beside stil, which has no end"},
        {"{" CLOUDEVENTS ",\"ritme\":\"dagelijks\"}", "/ritme: a duration was expected, such as P1D or PT1H"},
        {"{" CLOUDEVENTS ",\"maxBytes\":1024}", "/maxBytes: a whole number from 65536 to 2097152 was expected"},
        {"{" CLOUDEVENTS ",\"maxBytes\":\"1 MB\"}", "/maxBytes: a whole number from 65536 to 2097152 was expected"},
        {"{" CLOUDEVENTS ",\"eigenaar\":\"\"}", "/eigenaar: " NOT_EMPTY},
        {"{" CLOUDEVENTS ",\"tekencodering\":\"latin1\"}", "/tekencodering: unknown word; did you mean \"latin-1\"?"},
        {"{" CLOUDEVENTS ",\"tekencodering\":\"latin-1\"}",
         "/tekencodering: utf-8 was expected: CloudEvents have no other"},
        {"{\"naam\":\"p\",\"versie\":0,\"topic\":\"t\"}", "/versie: a whole number from 1 to 2147483647 was expected"},
        {"{\"naam\":\"p\",\"versie\":\"1\",\"topic\":\"t\"}",
         "/versie: a whole number from 1 to 2147483647 was expected"},
        {"{\"naam\":\"p\",\"versie\":1,\"topic\":\"kanaal/p\"}",
         "/topic: letters, digits, ., _ and - were expected, at most 249"},
        {"{" NAME ",\"formaat\":\"cloudevents\",\"bronnen\":[]}",
         "/bronnen: a list with at least one text was expected"},
        {"{" NAME ",\"formaat\":\"cloudevents\",\"bronnen\":\"urn:a\"}", "/bronnen: a list was expected"},
        {"{" NAME ",\"formaat\":\"cloudevents\",\"bronnen\":[\"\"]}", "/bronnen/0: " NOT_EMPTY},
        {"{" NAME ",\"formaat\":\"cloudevents\",\"bronnen\":[\"u\",\"u\"]}",
         "/bronnen/1: \"u\" stands in the list twice"},
        {"{" NAME ",\"formaat\":\"cloudevents\",\"bronnen\":[\"u\"],\"soorten\":[]}",
         "/soorten: a list with at least one kind was expected, or [\"*\"]"},
        {"{" NAME ",\"formaat\":\"cloudevents\",\"bronnen\":[\"u\"],\"soorten\":[\"*\",\"fase-gestrat\"]}",
         "/soorten/1: unknown word; did you mean \"fase-gestart\"?"},
        {"{" NAME ",\"formaat\":\"cloudevents\",\"bronnen\":[\"u\"],\"soorten\":[\"definitie-geladen\"]}",
         "/soorten/0: only Spoor itself makes records of this kind"},
        {"{" HEAD ",\"formaat\":\"json\"}",
         "/gebeurtenissen: a list with at least one rule was expected (only cloudevents need none)"},
        {"{" HEAD ",\"formaat\":\"json\",\"gebeurtenissen\":{}}", "/gebeurtenissen: a list was expected"},
        {"{" HEAD ",\"formaat\":\"json\",\"gebeurtenissen\":[]}",
         "/gebeurtenissen: a list with at least one rule was expected (only cloudevents need none)"},
        {RULES("\"a\""), AT ": an object was expected"},
        {RULES("{\"id\":1,\n\"type\":2,}"), "byte 221 (line 2): a member name expected"},
    };
    EXPECT_ALL(faults);
}

static void how_a_file_or_a_row_is_read(void **state)
{
    (void)state;
    static const struct fault faults[] = {
        {IMPORT("\"zaak\":\"/zaak\""), "/import/formaat: csv or xes was expected"},
        {IMPORT("\"formaat\":\"xml\""), "/import/formaat: unknown word; expected one of csv, xes"},
        {IMPORT("\"formaat\":\"csv\",\"scheiding\":\";\""),
         "/import/scheiding: unknown member; expected one of formaat, scheidingsteken, tekencodering, zaak, "
         "kolommen"},
        {IMPORT("\"formaat\":\"csv\",\"scheidingsteken\":\";;\""),
         "/import/scheidingsteken: one character was expected, such as ; or a tab"},
        {IMPORT("\"formaat\":\"xes\",\"scheidingsteken\":\";\""),
         "/import/scheidingsteken: only with formaat csv: an XES file says it itself"},
        {IMPORT("\"formaat\":\"csv\",\"zaak\":\"Case ID\""),
         "/import/zaak: a JSON pointer was expected, beginning with /"},
        {IMPORT("\"formaat\":\"csv\",\"zaak\":\"/a/b\""),
         "/import/zaak: one name was expected: a row has no members within members"},
        {"{" CLOUDEVENTS ",\"import\":{\"formaat\":\"csv\"}}",
         "/import: only with formaat json: import makes JSON records"},
        {"{" CLOUDEVENTS ",\"csv\":{}}", "/csv: only with formaat csv (how import reads a file is in /import)"},
        {CSV("", ""), "/csv/kolommen: a list with at least one text was expected"},
        {CSV("\"nr\",\"nr\"", ""), "/csv/kolommen/1: \"nr\" stands in the list twice"},
        {CSV("\"nr\",\"\"", ""), "/csv/kolommen/1: " NOT_EMPTY},
        {CSV("\"nr\",\"kanaal\"", "\"kanaal\":{\"pad\":\"/kanal\"}"),
         AT "/data/kanaal/pad: unknown column; did you mean \"kanaal\"?"},
        {CSV("\"nr\"", "\"kanaal\":{\"pad\":\"/nr/0\"}"),
         AT "/data/kanaal/pad: / and the name of a column was expected"},
        {CSV("\"nr\"", "\"onderwerp\":{\"sjabloon\":\"{/nrs}\"}"),
         AT "/data/onderwerp/sjabloon: unknown column; did you mean \"nr\"?"},
    };
    EXPECT_ALL(faults);
}

static void code_tables(void **state)
{
    (void)state;
    static const struct fault faults[] = {
        {TABLES("\"t\":{\"a\":\"balie\",\"a\":\"post\"}", ""), "/tabellen/t/a: stands here twice; keep one"},
        {TABLES("\"t\":[\"a\"]", ""), "/tabellen/t: an object was expected"},
        {TABLES("\"t\":{\"a\":[\"balie\"]}", ""), "/tabellen/t/a: a text, number, true, false or null was expected"},
        {TABLES("\"t\":{\"T07/1\":\"ballie\"}", "\"kanaal\":{\"pad\":\"/k\",\"tabel\":\"t\"}"),
         "/tabellen/t/T07~11: unknown kanaal; did you mean \"balie\"?"},
        {TABLES("\"t\":{}", "\"kanaal\":{\"pad\":\"/k\",\"tabel\":\"kanalen\"}"),
         AT "/data/kanaal/tabel: no table \"kanalen\" in /tabellen"},
        {TABLES("\"t\":{\"x\":\"fout\"}", "\"identificatie\":{\"soort\":{\"pad\":\"/s\",\"tabel\":\"t\"},"
                                          "\"waarde\":{\"pad\":\"/w\"}}"),
         "/tabellen/t/x: unknown soort; expected one of bsn, kvk_nummer, rsin, vestigingsnummer, klantnummer, eidas"},
        {"{" HEAD ",\"formaat\":\"json\",\"tabellen\":{\"t\":{\"v\":\"klantreizen.fase-voltooid\"}},"
         "\"gebeurtenissen\":[{\"type\":{\"pad\":\"/t\",\"tabel\":\"t\"},\"id\":\"1\"}]}",
         "/tabellen/t/v: fase-voltooid is not in /soorten"},
    };
    EXPECT_ALL(faults);
}

static void conditions(void **state)
{
    (void)state;
    static const struct fault faults[] = {
        {RULE("\"als\":{\"pad\":\"/a\",\"is\":1}"), AT "/als: a list was expected"},
        {RULE("\"als\":[]"),
         AT "/als: a list with at least one condition was expected; without it a rule always holds"},
        {RULE("\"als\":[{\"pad\":\"/a\"}]"),
         AT "/als/0: pad and one of in, nietIn, is, bestaat, begintMet were expected"},
        {RULE("\"als\":[{\"is\":\"a\"}]"), AT "/als/0/pad: a text was expected"},
        {RULE("\"als\":[{\"pad\":\"/a\",\"niet_in\":[1]}]"),
         AT "/als/0/niet_in: unknown member; did you mean \"nietIn\"?"},
        {RULE("\"als\":[{\"pad\":\"a\",\"is\":1}]"), AT "/als/0/pad: a JSON pointer was expected, beginning with /"},
        {RULE("\"als\":[{\"pad\":\"/a~b\",\"is\":1}]"),
         AT "/als/0/pad: ~ stands for itself as ~0 in a JSON pointer, and / as ~1"},
        {RULE("\"als\":[{\"pad\":\"/a\",\"in\":\"x\"}]"), AT "/als/0/in: a list was expected"},
        {RULE("\"als\":[{\"pad\":\"/a\",\"in\":[]}]"), AT "/als/0/in: a list with at least one value was expected"},
        {RULE("\"als\":[{\"pad\":\"/a\",\"is\":[\"x\"]}]"),
         AT "/als/0/is: texts, numbers, true or false were expected"},
        {RULE("\"als\":[{\"pad\":\"/a\",\"begintMet\":\"\"}]"), AT "/als/0/begintMet: " NOT_EMPTY},
        {RULE("\"als\":[{\"pad\":\"/a\",\"bestaat\":\"ja\"}]"), AT "/als/0/bestaat: true or false was expected"},
    };
    EXPECT_ALL(faults);
}

static void attributes_of_a_rule(void **state)
{
    (void)state;
    static const struct fault faults[] = {
        {RULES("{\"type\":\"klantcontacten.klantcontact-geregistreerd\",\"id\":{\"padd\":\"/x\"}}"),
         AT "/id/padd: unknown member; did you mean \"pad\"?"},
        {RULES("{\"type\":\"klantcontacten.klantcontact-geregistreerd\",\"id\":{}}"), AT "/id: " EXPRESSION},
        {RULES("{\"type\":\"klantcontacten.klantcontact-geregistreerd\",\"id\":[{\"pad\":\"/x\"}]}"),
         AT "/id: " EXPRESSION},
        {RULES("{\"type\":\"klantcontacten.klantcontact-geregistreerd\",\"id\":\"/nr\"}"),
         AT "/id: a constant; did you mean {\"pad\": \"/nr\"}?"},
        {RULES("{\"type\":\"klantcontacten.klantcontact-geregistreerd\",\"id\":\"\"}"), AT "/id: " EXPRESSION},
        {RULES("{\"type\":\"klantcontacten.klantcontact-geregistreerd\"}"),
         AT "/id: an expression for the id was expected"},
        {RULES("{\"type\":\"klantcontacten.klantcontact-geregistreerd\",\"id\":{\"pad\":\"/x\",\"sjabloon\":\"y\"}}"),
         AT "/id/sjabloon: unknown member; expected one of pad, tabel, anders, tijd, zone, als"},
        {RULES("{\"id\":\"1\"}"), AT "/type: a type was expected, such as \"klantreizen.fase-gestart\""},
        {RULES("{\"id\":\"1\",\"type\":\"fase-gestart\"}"),
         AT "/type: unknown type; did you mean \"klantreizen.fase-gestart\"?"},
        {RULES("{\"id\":\"1\",\"type\":\"nl.overheid.klantreizen.fase-gestart\"}"),
         AT "/type: unknown type; did you mean \"klantreizen.fase-gestart\"?"},
        {RULES("{\"id\":\"1\",\"type\":\"klantreizen.fase-gestrat\"}"),
         AT "/type: unknown type; did you mean \"klantreizen.fase-gestart\"?"},
        {RULES("{\"id\":\"1\",\"type\":\"iets.anders-dan-dit\"}"),
         AT "/type: unknown type; <domein>.<kind> was expected, such as \"klantreizen.fase-gestart\""},
        {RULES("{\"id\":\"1\",\"type\":\"klantreizen.fase-voltooid\"}"), AT "/type: fase-voltooid is not in /soorten"},
        {RULE("\"source\":\"urn:b\""), AT "/source: a source of /bronnen was expected"},
        {RULE("\"source\":{\"eerste\":[{\"pad\":\"/s\"},\"urn:c\"]}"),
         AT "/source/eerste/1: a source of /bronnen was expected"},
        {"{" NAME ",\"bronnen\":[\"urn:a\",\"urn:b\"],\"soorten\":[\"*\"],\"formaat\":\"json\",\"gebeurtenissen\":["
         "{\"type\":\"klantreizen.klantreis-beeindigd\",\"id\":\"1\"}]}",
         AT "/source: a source was expected: /bronnen allows several"},
        {RULE("\"time\":\"gisteren\""),
         AT "/time: a time (RFC 3339) or a date was expected, or an expression with tijd"},
        {RULE("\"tiem\":{\"pad\":\"/t\"}"), AT "/tiem: unknown member; did you mean \"time\"?"},
        {RULE("\"data\":{\"pad\":\"/d\"}"), AT "/data: an object of fields was expected"},
        {RULE("\"data\":[]"), AT "/data: a list with at least one expression was expected"},
        {RULES("{\"id\":\"1\",\"type\":\"klantreizen.fase-gestart\"}"), AT "/data/fase: fase-gestart must have it"},
        {RULES("{\"id\":\"1\",\"type\":\"klantreizen.fase-gestart\",\"data\":{\"fase\":null}}"),
         AT "/data/fase: fase-gestart must have it"},
    };
    EXPECT_ALL(faults);
}

static void expressions(void **state)
{
    (void)state;
    static const struct fault faults[] = {
        {FIELD("\"exemplaar\":{\"pad\":\"x\"}"),
         AT "/data/exemplaar/pad: a JSON pointer was expected, beginning with /"},
        {FIELD("\"exemplaar\":\"/x\""), AT "/data/exemplaar: a constant; did you mean {\"pad\": \"/x\"}?"},
        {FIELD("\"toelichting\":\"/x\""), AT "/data/toelichting: a constant; did you mean {\"pad\": \"/x\"}?"},
        {FIELD("\"zaakRef\":[\"zs/{/x}\"]"),
         AT "/data/zaakRef/0: a constant; did you mean {\"sjabloon\": \"zs/{/x}\"}?"},
        {FIELD("\"exemplaar\":{\"pad\":[\"/x\"]}"), AT "/data/exemplaar/pad: a text was expected"},
        {FIELD("\"exemplaar\":{\"pad\":\"/x\",\"andres\":\"y\"}"),
         AT "/data/exemplaar/andres: unknown member; did you mean \"anders\"?"},
        {FIELD("\"exemplaar\":{\"pad\":\"/x\",\"anders\":{\"pda\":\"/y\"}}"),
         AT "/data/exemplaar/anders/pda: unknown member; did you mean \"pad\"?"},
        {FIELD("\"exemplaar\":{\"pad\":\"/x\",\"als\":\"text\"}"),
         AT "/data/exemplaar/als: unknown word; did you mean \"tekst\"?"},
        {FIELD("\"exemplaar\":{\"sjabloon\":\"\"}"), AT "/data/exemplaar/sjabloon: " NOT_EMPTY},
        {FIELD("\"exemplaar\":{\"sjabloon\":\"{}\"}"),
         AT "/data/exemplaar/sjabloon: {} names nothing: {/pointer} was expected"},
        {FIELD("\"exemplaar\":{\"sjabloon\":\"{/a\"}"),
         AT "/data/exemplaar/sjabloon: a { without } in the template; write {{ for a brace"},
        {FIELD("\"exemplaar\":{\"sjabloon\":\"a}\"}"),
         AT "/data/exemplaar/sjabloon: a } without { in the template; write }} for a brace"},
        {FIELD("\"exemplaar\":{\"sjablon\":\"{/x}\"}"),
         AT "/data/exemplaar/sjablon: unknown member; did you mean \"sjabloon\"?"},
        {FIELD("\"exemplaar\":{\"eerste\":[]}"),
         AT "/data/exemplaar/eerste: a list with at least one expression was expected"},
        {FIELD("\"exemplaar\":{\"eerste\":{\"pad\":\"/x\"}}"), AT "/data/exemplaar/eerste: a list was expected"},
        {FIELD("\"plaatsgevondenOp\":{\"pad\":\"/t\",\"tijd\":[]}"),
         AT "/data/plaatsgevondenOp/tijd: at least one time format was expected"},
        {FIELD("\"plaatsgevondenOp\":{\"pad\":\"/t\",\"tijd\":[\"iso\"]}"),
         AT "/data/plaatsgevondenOp/tijd/0: unknown word; expected one of rfc3339, datum, epoch_s, epoch_ms"},
        {FIELD("\"plaatsgevondenOp\":{\"pad\":\"/t\",\"tijd\":[\"dd-mm-yyyy\"]}"),
         AT "/data/plaatsgevondenOp/tijd/0: unknown word; expected one of rfc3339, datum, epoch_s, epoch_ms"},
        {FIELD("\"plaatsgevondenOp\":{\"pad\":\"/t\",\"tijd\":[\"%d-%m-%Y %h:%i\"]}"),
         AT "/data/plaatsgevondenOp/tijd/0: a pattern of %Y %m %d %H %M %S %y %b %f %z %I %p was expected"},
        {FIELD("\"plaatsgevondenOp\":{\"pad\":\"/t\",\"tijd\":[\"%H:%M\"]}"),
         AT "/data/plaatsgevondenOp/tijd/0: a year (%Y or %y), a month (%m or %b) and a day (%d) were expected"},
        {FIELD("\"plaatsgevondenOp\":{\"pad\":\"/t\",\"tijd\":[\"datum\"],\"als\":\"getal\"}"),
         AT "/data/plaatsgevondenOp/als: not beside tijd: a time is a text"},
        {FIELD("\"plaatsgevondenOp\":{\"pad\":\"/t\",\"zone\":\"UTC\"}"),
         AT "/data/plaatsgevondenOp/zone: only beside tijd"},
        {FIELD("\"plaatsgevondenOp\":{\"pad\":\"/t\",\"tijd\":[\"datum\"],\"zone\":\"CET\"}"),
         AT "/data/plaatsgevondenOp/zone: Europe/Amsterdam, UTC or an offset like +01:00 was expected"},
    };
    EXPECT_ALL(faults);
}

static void fields_of_data(void **state)
{
    (void)state;
    static const struct fault faults[] = {
        {FIELD("\"plaatsgevondenop\":{\"pad\":\"/t\"}"),
         AT "/data/plaatsgevondenop: unknown member; did you mean \"plaatsgevondenOp\"?"},
        {FIELD("\"klantreisRfe\":{\"pad\":\"/r\"}"),
         AT "/data/klantreisRfe: unknown member; did you mean \"klantreisRef\"?"},
        {FIELD("\"padd\":\"/x\""), AT "/data/padd: unknown member; did you mean \"pad\"?"},
        {FIELD("\"initiator\":true"), AT "/data/initiator: only Spoor itself writes it"},
        {FIELD("\"kanaal\":\"ballie\""), AT "/data/kanaal: unknown kanaal; did you mean \"balie\"?"},
        {FIELD("\"kanaal\":{\"pad\":\"/k\",\"anders\":\"loketten\"}"),
         AT "/data/kanaal/anders: unknown kanaal; expected one of portaal, website, app, chat, chatbot, telefoon, "
            "balie, beeldbellen, email, post, sms, berichtenbox, accountmanagement, api, socialmedia, onbekend"},
        {FIELD("\"richting\":\"in\""), AT "/data/richting: unknown richting; expected one of inkomend, uitgaand"},
        {FIELD("\"plaatsgevondenOp\":\"31-12-2025\""),
         AT "/data/plaatsgevondenOp: a time (RFC 3339) or a date was expected, or an expression with tijd"},
        {FIELD("\"volgnummer\":\"een\""), AT "/data/volgnummer: a whole number was expected"},
        {FIELD("\"volledig\":\"ja\""), AT "/data/volledig: true or false was expected"},
        {FIELD("\"wachttijd\":\"5 minuten\""), AT "/data/wachttijd: a duration (ISO 8601, or seconds) was expected"},
        {FIELD("\"klantreisRef\":true"), AT "/data/klantreisRef: a text of 1 to 128 characters was expected"},
        {FIELD("\"klantreisRef\":{\"soort\":\"x\"}"), AT "/data/klantreisRef: " EXPRESSION},
        {FIELD("\"zaakRef\":[{\"padd\":\"/x\"}]"), AT "/data/zaakRef/0/padd: unknown member; did you mean \"pad\"?"},
        {FIELD("\"zaakRef\":[]"), AT "/data/zaakRef: a list with at least one expression was expected"},
        {FIELD("\"actor\":\"jan\""), AT "/data/actor: an object was expected"},
        {FIELD("\"actor\":{\"soort\":\"mens\",\"ref\":{\"pad\":\"/r\"}}"),
         AT "/data/actor/soort: unknown soort; expected one of medewerker, geautomatiseerde_actor, "
            "organisatorische_eenheid, klant, vertegenwoordiger"},
        {FIELD("\"actor\":{\"naam\":{\"pad\":\"/r\"}}"),
         AT "/data/actor/naam: unknown member; expected one of soort, ref, pad, sjabloon, eerste"},
        {FIELD("\"identificatie\":{\"soort\":\"bsn\",\"waard\":{\"pad\":\"/b\"}}"),
         AT "/data/identificatie/waard: unknown member; did you mean \"waarde\"?"},
        {FIELD("\"identificatie\":{\"soort\":\"sofinummer\",\"waarde\":{\"pad\":\"/b\"}}"),
         AT "/data/identificatie/soort: unknown soort; expected one of bsn, kvk_nummer, rsin, vestigingsnummer, "
            "klantnummer, eidas"},
        {FIELD("\"betrokkenen\":[{\"identificatie\":{\"soort\":\"bsn\",\"waarde\":{\"path\":\"/b\"}}}]"),
         AT "/data/betrokkenen/0/identificatie/waarde/path: unknown member; did you mean \"pad\"?"},
        {FIELD("\"eigenVeld\":{\"diep\":[{\"padd\":\"/x\"}]}"),
         AT "/data/eigenVeld/diep/0/padd: unknown member; did you mean \"pad\"?"},
    };
    EXPECT_ALL(faults);
}

static void what_the_contract_does_not_know_may_be_kept(void **state)
{
    (void)state;
    static const char *const right[] = {
        FIELD("\"eigenVeld\":{\"pand\":{\"pad\":\"/pand\"},\"bedrag\":12},\"taak\":\"x\",\"aantal\":{\"pad\":\"/"
              "n\"},\"punten\":{\"pad\":\"/points\"}"),
        FIELD("\"kanaal\":\"WhatsApp\",\"actor\":{\"soort\":\"automatisch\",\"ref\":\"r\"}"),
        FIELD("\"actor\":{\"pad\":\"/actor\"},\"onderwerpobjecten\":{\"pad\":\"/objecten\"}"),
        TABLES("\"t\":{\"a\":\"balie\",\"A\":\"post\",\"leeg\":null}", "\"kanaal\":{\"pad\":\"/k\",\"tabel\":\"t\"}"),
    };
    for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
        struct spoor_mapping *mapping = NULL;
        struct spoor_error err = {.message = ""};
        if (spoor_mapping_parse(spoor_slice_of(right[i]), "p.json", &mapping, &err) != SPOOR_OK)
            fail_msg("%s\n  %s", right[i], err.message);
        spoor_mapping_free(mapping);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_of_a_mapping), cmocka_unit_test(how_a_file_or_a_row_is_read),
        cmocka_unit_test(code_tables),           cmocka_unit_test(conditions),
        cmocka_unit_test(attributes_of_a_rule),  cmocka_unit_test(expressions),
        cmocka_unit_test(fields_of_data),        cmocka_unit_test(what_the_contract_does_not_know_may_be_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
