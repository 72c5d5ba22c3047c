/* Fields that hold several codes. */
#include "intake_fixture.h"

#define CONTACT "klantcontacten.klantcontact-geregistreerd"

static struct intake_fixture fixture;

static int open_fixture(void **state)
{
    (void)state;
    fixture_open(&fixture, FIXTURE_CLOUDEVENTS);
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        TEST(a_list_of_kanalen_keeps_its_order_and_what_is_not_known),
        TEST(a_bsn_in_a_list_of_codes_is_sealed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
