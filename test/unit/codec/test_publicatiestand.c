#include "cmocka_test.h"

#include <spoor/codec/toestand.h>

static struct spoor_arena arena;
static struct spoor_buffer buffer;

static int set_up(void **state)
{
    (void)state;
    spoor_arena_init(&arena, 1 << 24);
    spoor_buffer_init(&buffer);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    spoor_buffer_fini(&buffer);
    spoor_arena_fini(&arena);
    return 0;
}

static const char full[] =
    "{\"versie\":2,\"publicatie\":{\"starts\":[{\"ref\":\"r1\",\"volgnummer\":1},{\"ref\":\"r2\",\"volgnummer\":9}],"
    "\"verteld\":["
    "{\"ref\":\"r1\",\"revisie\":3,\"uitkomst\":{\"fase\":\"a\",\"exemplaar\":\"e\",\"dossierstatus\":\"s\","
    "\"beeindigd\":true,"
    "\"einddatum\":5,\"actie\":\"betaal\",\"actieBijWie\":\"klant\",\"actieGevolg\":\"korting\",\"actieUiterlijk\":6},"
    "\"definitie\":\"d\",\"versie\":2,\"mijlpaal\":[1,0,1,\"s\",null,null,\"i\"],\"verdwenen\":true},"
    "{\"ref\":\"r2\",\"revisie\":1,\"uitkomst\":{},"
    "\"ingehouden\":{\"vanaf\":1,\"soort\":\"correctie\",\"uitkomst\":{\"fase\":\"a\"},\"moet\":true}}],"
    "\"signalen\":[{\"soort\":\"herinnering\",\"anker\":\"h-1\",\"bedoeld\":7,\"aantal\":1},"
    "{\"soort\":\"stilstand\",\"ref\":\"r1\",\"anker\":\"i\",\"bedoeld\":9,\"sinds\":1,\"aantal\":2}],"
    "\"wek\":8,\"wekMetBewijs\":11}}";

static void full_stand_survives_to_the_byte(void **state)
{
    (void)state;
    struct spoor_publicatiestand stand;
    assert_int_equal(spoor_publicatiestand_decode(SPOOR_SLICE(full), &arena, &stand, NULL), SPOOR_OK);
    assert_int_equal(stand.start_count, 2);
    assert_int_equal(stand.starts[1].volgnummer, 9);
    assert_int_equal(stand.verteld_count, 2);
    const struct spoor_verteld *verteld = stand.vertelden;
    assert_int_equal(verteld->revisie, 3);
    assert_slice(verteld->uitkomst.actie_gevolg, "korting");
    assert_int_equal(verteld->uitkomst.actie_uiterlijk_us, 6);
    assert_int_equal(verteld->definitie_versie, 2);
    assert_true(verteld->verdwenen);
    assert_true(verteld[1].uitkomst.verwachte_einddatum_us == SPOOR_TIME_NONE);
    assert_true(verteld[1].uitkomst.actie_uiterlijk_us == SPOOR_TIME_NONE);
    assert_true(verteld[1].mijlpaal.us == SPOOR_TIME_NONE);
    assert_int_equal(verteld[1].ingehouden.vanaf, 1);
    assert_true(verteld[1].ingehouden.moet);
    assert_false(verteld[0].ingehouden.moet);
    assert_int_equal(stand.signaal_count, 2);
    assert_true(stand.signalen[0].sinds_us == SPOOR_TIME_NONE);
    assert_int_equal(stand.signalen[1].aantal, 2);
    assert_int_equal(stand.wek_us[SPOOR_BEWIJS_NODIG], 11);
    spoor_buffer_clear(&buffer);
    spoor_publicatiestand_encode(&stand, &buffer);
    assert_slice(spoor_buffer_slice(&buffer), full);
}

static void empty_stand_survives(void **state)
{
    (void)state;
    struct spoor_publicatiestand stand;
    spoor_publicatiestand_init(&stand);
    spoor_buffer_clear(&buffer);
    spoor_publicatiestand_encode(&stand, &buffer);
    assert_slice(spoor_buffer_slice(&buffer), "{\"versie\":2,\"publicatie\":{}}");
    assert_int_equal(spoor_publicatiestand_decode(spoor_buffer_slice(&buffer), &arena, &stand, NULL), SPOOR_OK);
    assert_int_equal(stand.verteld_count, 0);
}

static void missing_outcome_has_no_dates(void **state)
{
    (void)state;
    struct spoor_publicatiestand stand;
    struct spoor_slice text =
        SPOOR_SLICE("{\"versie\":2,\"publicatie\":{\"verteld\":[{\"ref\":\"r\",\"revisie\":1}]}}");
    assert_int_equal(spoor_publicatiestand_decode(text, &arena, &stand, NULL), SPOOR_OK);
    assert_true(stand.vertelden[0].uitkomst.verwachte_einddatum_us == SPOOR_TIME_NONE);
}

static void what_was_not_written_by_us_halts(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "{\"versie\":2}",
                                      "{\"versie\":2,\"publicatie\":[]}",
                                      "{\"versie\":1,\"publicatie\":{}}",
                                      "{\"versie\":2,\"publicatie\":{\"verteld\":[{\"revisie\":\"1\"}]}}",
                                      "{\"versie\":2,\"publicatie\":{},\"x\":1}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct spoor_publicatiestand stand;
        struct spoor_error err = {0};
        assert_int_equal(spoor_publicatiestand_decode(spoor_slice_of(bad[i]), &arena, &stand, &err), SPOOR_HALT);
        assert_non_null(strstr(err.code, "publicatiestand_"));
    }
}

static void outcome_alone_can_be_written(void **state)
{
    (void)state;
    struct spoor_uitkomst uitkomst = {
        .fase = SPOOR_SLICE("a"), .verwachte_einddatum_us = SPOOR_TIME_NONE, .actie_uiterlijk_us = SPOOR_TIME_NONE};
    spoor_buffer_clear(&buffer);
    spoor_uitkomst_encode(&uitkomst, &buffer);
    assert_slice(spoor_buffer_slice(&buffer), "{\"fase\":\"a\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_stand_survives_to_the_byte), cmocka_unit_test(empty_stand_survives),
        cmocka_unit_test(missing_outcome_has_no_dates),    cmocka_unit_test(what_was_not_written_by_us_halts),
        cmocka_unit_test(outcome_alone_can_be_written),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
