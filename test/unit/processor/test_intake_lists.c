/* Fields that hold several codes. */
#include "cloudevents_fixture.h"

#define CONTACT "klantcontacten.klantcontact-geregistreerd"

static void a_list_of_kanalen_keeps_its_order_and_what_is_not_known(void **state)
{
    (void)state;
    fixture_event(&fixture, "", "klanten.voorkeurskanaal-gewijzigd",
                  "\"kanalen\":[\"E-mail\",\"postduif\",\"Loket\",\"fax\"],\"definitie\":\"d\"");
    const struct spoor_event *event = &fixture_expect_event(&fixture)->event;
    assert_int_equal(event->kind, SPOOR_KIND_VOORKEURSKANAAL_GEWIJZIGD);
    fixture_expect_data(&fixture, "{\"definitie\":\"d\",\"kanalen\":[\"email\",\"onbekend\",\"balie\",\"onbekend\"],"
                                  "\"kanalenOrigineel\":[\"postduif\",\"fax\"]}");
    assert_int_equal(fixture.counts.unknown_codes, 2);
    fixture_event(&fixture, "", "klanten.voorkeurskanaal-gewijzigd", "\"kanalen\":[]");
    fixture_expect_rejected(&fixture, "onvolledig");
}

static void a_bsn_in_a_list_of_codes_is_sealed(void **state)
{
    (void)state;
    fixture_event(&fixture, "", CONTACT, "\"gevraagdeGegevens\":[\"loonstrook\",\"" FIXTURE_BSN "\"]");
    const struct spoor_canonical *record = fixture_expect_event(&fixture);
    fixture_expect_data(&fixture, "{\"gevraagdeGegevens\":[\"loonstrook\"]}");
    assert_int_equal(fixture.counts.bsn_unset, 1);
    assert_slice(fixture_opened(&fixture, record), "{\"gevraagdeGegevens\":[\"loonstrook\",\"" FIXTURE_BSN "\"]}");
}

/* Wherever a code may stand, and whatever its list does with a word that it does not know. */
static void a_bsn_in_place_of_a_code_is_never_in_clear(void **state)
{
    (void)state;
    static const char *const data[] = {
        "\"kanaal\":\"" FIXTURE_BSN "\"",
        "\"rol\":\"" FIXTURE_BSN "\"",
        "\"transacties\":[{\"product\":\"" FIXTURE_BSN "\",\"aantal\":1}]",
        "\"naarAanleidingVan\":{\"soort\":\"" FIXTURE_BSN "\",\"ref\":\"r\"}",
        "\"actor\":{\"soort\":\"" FIXTURE_BSN "\",\"ref\":\"m\"}",
    };
    for (size_t i = 0; i < sizeof data / sizeof *data; i++) {
        fixture_event(&fixture, "", CONTACT, data[i]);
        const struct spoor_canonical *record = fixture_expect_event(&fixture);
        struct spoor_slice text = fixture_encoded(&fixture, 0), sealed = fixture_opened(&fixture, record);
        if (memmem(text.data, text.length, FIXTURE_BSN, strlen(FIXTURE_BSN)))
            fail_msg("%s: in clear in %.*s", data[i], SPOOR_SLICE_ARG(text));
        assert_int_equal(fixture.counts.bsn_unset, 1);
        assert_non_null(memmem(sealed.data, sealed.length, FIXTURE_BSN, strlen(FIXTURE_BSN)));
    }
}

static void a_bsn_as_rol_of_a_betrokkene_is_left_out(void **state)
{
    (void)state;
    fixture_event(&fixture, "", CONTACT,
                  "\"kanaal\":\"balie\",\"betrokkenen\":[{\"klantRef\":\"a\",\"rol\":\"" FIXTURE_BSN "\"}]");
    const struct spoor_canonical *record = fixture_expect_event(&fixture);
    fixture_expect_data(&fixture, "{\"kanaal\":\"balie\"}");
    assert_int_equal(fixture.counts.bsn_unset, 1);
    assert_false(spoor_slice_present(record->event.sealed));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        TEST(a_list_of_kanalen_keeps_its_order_and_what_is_not_known),
        TEST(a_bsn_in_a_list_of_codes_is_sealed),
        TEST(a_bsn_in_place_of_a_code_is_never_in_clear),
        TEST(a_bsn_as_rol_of_a_betrokkene_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
