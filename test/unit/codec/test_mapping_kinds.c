/* A mapping is held against the contract of the kind that a rule makes: type and list of a field differ per kind. */
#include "cmocka_test.h"

#include <spoor/codec/mapping.h>

#define NAME "\"naam\":\"p\",\"versie\":1,\"topic\":\"kanaal.p\""
#define AT "p.json: /gebeurtenissen/0"

#define ANY(type, field)                                                                                               \
    "{" NAME ",\"bronnen\":[\"urn:a\"],\"soorten\":[\"*\"],\"formaat\":\"json\",\"gebeurtenissen\":["                  \
    "{\"type\":" type ",\"id\":\"1\",\"data\":{" field "}}]}"

static void fields_as_a_kind_has_them(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } faults[] = {
        {ANY("\"klantcontacten.bezoeken-geteld\"", "\"aantal\":1,\"dag\":\"2026-01-31T10:00:00Z\""),
         AT "/data/dag: a date was expected, such as 2026-01-31"},
        {ANY("\"klantcontacten.bezoeken-geteld\"", "\"aantal\":1"), AT "/data/dag: bezoeken-geteld must have it"},
        {ANY("\"klantcontacten.feedback-ontvangen\"", "\"score\":99"),
         AT "/data/score: unknown score; did you mean \"9\"?"},
        {ANY("\"klantcontacten.oproep-aangeboden\"", "\"klantcontactId\":\"k\",\"volgnummer\":\"A12\""),
         AT "/data/volgnummer: a whole number was expected"},
        {ANY("\"klantreizen.termijn-verlengd\"", "\"reden\":\"druckte\""),
         AT "/data/reden: unknown reden; did you mean \"drukte\"?"},
        {ANY("\"klanten.identiteit-gekoppeld\"", "\"van\":\"k1\",\"naar\":{\"klantRef\":\"k2\"}"),
         AT "/data/van: an object was expected"},
        {ANY("\"klanten.identiteit-gekoppeld\"", "\"van\":{\"anoniem\":{\"gesprekID\":{\"padd\":\"/g\"}}}"),
         AT "/data/van/anoniem/gesprekID: unknown member; did you mean \"gesprekId\"?"},
        {ANY("\"klantcontacten.regisseur-toegewezen\"", "\"over\":{\"soort\":\"medewerker\",\"ref\":\"r\"}"),
         AT "/data/over/soort: unknown soort; expected one of taak, klacht, klantcontact, zaak, klantreis"},
        {ANY("\"klantreizen.stap-gecorrigeerd\"", "\"vervanging\":{\"fasse\":\"a\"}"),
         AT "/data/vervanging/fasse: unknown member; did you mean \"fase\"?"},
        {ANY("\"intern.termijn-verstreken\"", ""), AT "/type: only Spoor itself makes records of this kind"},
    };
    for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
        struct spoor_mapping *mapping = NULL;
        struct spoor_error err = {.message = ""};
        enum spoor_status status = spoor_mapping_parse(spoor_slice_of(faults[i].text), "p.json", &mapping, &err);
        spoor_mapping_free(status == SPOOR_OK ? mapping : NULL);
        if (status != SPOOR_HALT || strcmp(err.message, faults[i].error) != 0)
            fail_msg("%s\n  expected: %s\n  actual: %s", faults[i].text, faults[i].error, err.message);
    }
}

static void what_a_kind_may_have(void **state)
{
    (void)state;
    static const char *const right[] = {
        ANY("\"klantcontacten.bezoeker-aangemeld\"", "\"klantcontactId\":\"k\",\"volgnummer\":\"A12\""),
        ANY("{\"pad\":\"/type\"}", "\"volgnummer\":\"A12\",\"reden\":\"eigen\""),
        ANY("\"klantreizen.stap-ingetrokken\"", "\"reden\":\"dubbel\",\"correctieVan\":{\"source\":\"urn:a\","
                                                "\"id\":{\"pad\":\"/wrong\"},\"klantRef\":\"k\"}"),
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(fields_as_a_kind_has_them),
                                       cmocka_unit_test(what_a_kind_may_have)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
