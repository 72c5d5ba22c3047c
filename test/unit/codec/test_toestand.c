#include "cmocka_test.h"

#include <spoor/codec/toestand.h>

static struct spoor_arena arena;
static struct spoor_buffer first, second;
static uint64_t random_state;

static int set_up(void **state)
{
    (void)state;
    spoor_arena_init(&arena, 1 << 26);
    spoor_buffer_init(&first);
    spoor_buffer_init(&second);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    spoor_buffer_fini(&first);
    spoor_buffer_fini(&second);
    spoor_arena_fini(&arena);
    return 0;
}

static const char full[] =
    "{\"versie\":2,\"volg\":{\"reizen\":[{\"refs\":[\"r1\",\"r2\"],\"zaken\":[\"z/"
    "1\"],\"objecten\":[\"o1\"],\"definitie\":\"d\",\"versie\":2,"
    "\"begin\":10,\"eind\":20,\"beeindigd\":true,\"resultaat\":\"res\",\"fasen\":["
    "{\"fase\":\"a\",\"exemplaar\":\"2026-11\",\"begin\":10,\"eind\":12,\"stand\":\"voltooid\",\"resultaat\":\"ok\","
    "\"dossierstatus\":\"s\",\"onbekend\":true},{\"fase\":\"b\",\"stand\":\"overgeslagen\"},{\"fase\":\"c\",\"stand\":"
    "\"teruggezet\"},"
    "{\"fase\":\"d\",\"begin\":-5,\"stand\":\"open\"}],\"huidig\":3,\"vorige\":\"a\",\"dossierstatus\":\"t\","
    "\"klokken\":[{\"gegeven\":99,\"verlengdMaanden\":1,\"verlengdDagen\":2,\"verlengdUs\":3,\"stilDagen\":4,"
    "\"stilWerkdagen\":5,\"stilUs\":6},{\"vanFase\":true,\"begin\":7,\"gegevenInStilstand\":true,\"stilSinds\":8,"
    "\"gevraagdTot\":12,"
    "\"opgeschort\":true,\"opgeschortTot\":9,\"opgeschortReden\":\"advies_derde\",\"opgeschortBijWie\":\"derde\","
    "\"aanvulling\":true,\"aanvullingTot\":11,\"aanvullingReden\":\"gegevens_ontbreken\","
    "\"aanvullingBijWie\":\"klant\"}],"
    "\"reden\":\"drukte\",\"bijWie\":\"wij\",\"vlaggen\":127,\"mijlpaal\":[10,-1,6,\"urn:a\",\"12\",-5,\"id\\\"1\"]},{"
    "\"refs\":[\"r3\"]}],"
    "\"laatste\":[20,2147483647,1,0,null,null,\"x\"],\"los\":4,\"losseSleutels\":9223372036854775807,"
    "\"voorkeuren\":[{\"kanalen\":[\"email\",\"post\"],\"plaats\":[9,-1,2,\"urn:b\",null,null,\"v1\"]},"
    "{\"klantreisRef\":\"r1\",\"plaats\":[8,-1,2,0,null,0,\"v2\"]}]},"
    "\"tellers\":{\"gebeurtenissen\":7,\"contacten\":{\"recent\":[{\"begin\":[16,-1,2,1,null,null,\"c9\"],"
    "\"kanaal\":\"chatbot\",\"onderwerp\":\"statusvraag\",\"gesprek\":\"g1\",\"richting\":\"inkomend\","
    "\"vervolgVan\":\"c8\",\"afspraak\":true,\"vanKanaal\":\"chatbot\",\"naarKanaal\":\"chat\",\"naarContact\":\"c10\","
    "\"reden\":\"efficientie\",\"automatisch\":true,\"doorverwijzingen\":1,\"reis\":0,\"fase\":\"a\",\"feiten\":"
    "[\"0123456789abcdef\"],\"vorige\":[{\"begin\":[15,-1,2,0,null,null,\"w\"],\"id\":\"c8\",\"bron\":\"crm\","
    "\"contact\":false}]}],"
    "\"grens\":[15,-1,2,0,null,null,\"w\"],\"ouder\":{\"contacten\":3,\"herhaald\":1,\"statusvragen\":1,"
    "\"doorverwijzingen\":2,\"kanalen\":[[\"balie\",2,15],[\"email\",1,null]],\"wissels\":[{\"van\":\"balie\",\"naar\":"
    "\"email\",\"reden\":\"kosten\",\"automatisch\":true,\"aantal\":2,\"naadloos\":1}]},"
    "\"onderwerpen\":[{\"id\":\"c7\",\"onderwerp\":\"klacht\"}]},"
    "\"reizen\":[{\"ref\":\"r1\",\"ouder\":{\"contacten\":2,\"kanalen\":[[\"balie\",2,15]],\"fasen\":[[\"a\",2,15]]},"
    "\"laatste\":[{\"id\":\"c6\",\"reis\":0}]},{\"ref\":\"r3\",\"ouder\":{}}]}}";

static struct spoor_toestand decode(struct spoor_slice text)
{
    struct spoor_toestand toestand;
    struct spoor_error err = {0};
    if (spoor_toestand_decode(text, &arena, &toestand, &err) != SPOOR_OK)
        fail_msg("%s: %s", err.code, err.message);
    return toestand;
}

static void full_toestand_is_read_member_by_member(void **state)
{
    (void)state;
    struct spoor_toestand t = decode(SPOOR_SLICE(full));
    assert_int_equal(t.reis_count, 2);
    assert_int_equal(t.reis_capacity, 2);
    const struct spoor_reis *reis = &t.reizen[0];
    assert_slice(reis->refs[1], "r2");
    assert_slice(reis->zaak_refs[0], "z/1");
    assert_slice(reis->objecten[0], "o1");
    assert_slice(reis->definitie, "d");
    assert_int_equal(reis->definitie_versie, 2);
    assert_int_equal(reis->eind_us, 20);
    assert_true(reis->beeindigd);
    assert_int_equal(reis->exemplaar_count, 4);
    assert_int_equal(reis->exemplaren[0].stand, SPOOR_EXEMPLAAR_VOLTOOID);
    assert_true(reis->exemplaren[0].onbekend);
    assert_true(reis->exemplaren[1].begin_us == SPOOR_TIME_NONE);
    assert_int_equal(reis->huidig, 3);
    assert_int_equal(reis->flags, 127);
    assert_int_equal(reis->mijlpaal.fase_order, SPOOR_PLACE_NO_FASE);
    assert_slice(reis->mijlpaal.id, "id\"1");
    assert_int_equal(reis->mijlpaal.time_us, 5);
    assert_slice(t.laatste.source, "urn:a");
    assert_int_equal(t.voorkeuren[1].place.time_us, 8);
    assert_int_equal(t.reizen[1].huidig, -1);
    assert_true(t.reizen[1].mijlpaal.us == SPOOR_TIME_NONE);
    assert_int_equal(reis->klok_count, 2);
    assert_int_equal(reis->klokken[0].gegeven_us, 99);
    assert_true(reis->klokken[0].begin_us == SPOOR_TIME_NONE);
    assert_int_equal(reis->klokken[0].stil_werkdagen, 5);
    assert_true(reis->klokken[1].van_fase && reis->klokken[1].opschorting.actief);
    assert_slice(reis->klokken[1].aanvulling.bij_wie, "klant");
    assert_int_equal(t.reizen[1].klok_count, 0);
    assert_int_equal(t.laatste.fase_order, SPOOR_PLACE_UNKNOWN_FASE);
    assert_absent(t.laatste.sequence);
    assert_true(t.laatste.time_us == SPOOR_TIME_NONE);
    assert_int_equal(t.los, 4);
    assert_true(t.losse_sleutels == INT64_MAX);
    assert_int_equal(t.voorkeur_count, 2);
    assert_absent(t.voorkeuren[0].klantreis_ref);
    assert_slice(t.voorkeuren[0].kanalen[1], "post");
    assert_slice(t.voorkeuren[1].klantreis_ref, "r1");
    assert_int_equal(t.voorkeuren[1].kanaal_count, 0);
    assert_int_equal(t.voorkeuren[1].place.us, 8);
    assert_int_equal(t.contacten.ouder.per_kanaal.count, 2);
    assert_true(t.contacten.ouder.per_kanaal.items[1].laatste_us == SPOOR_TIME_NONE);
    assert_int_equal(t.contacten.ouder.wissels[0].naadloos, 1);
    assert_int_equal(t.contacten.recent_count, 1);
    assert_int_equal(t.contacten.recent[0].reis, 0);
    assert_slice(t.contacten.recent[0].id, "c9");
    assert_slice(t.contacten.recent[0].bron, "urn:b");
    assert_slice(t.contacten.recent[0].begin.source, "urn:b");
    assert_true(t.contacten.recent[0].is_contact);
    assert_slice(t.contacten.recent[0].vorige[0].id, "c8");
    assert_slice(t.contacten.recent[0].vorige[0].bron, "crm");
    assert_false(t.contacten.recent[0].vorige[0].is_contact);
    assert_int_equal(t.contacten.recent[0].vorige[0].reis, -1);
    assert_int_equal(t.reis_tellers[0].ouder.per_fase.items[0].aantal, 2);
    assert_slice(t.reis_tellers[0].laatste[0].id, "c6");
}

static void full_toestand_is_written_as_it_was_read(void **state)
{
    (void)state;
    struct spoor_toestand toestand = decode(SPOOR_SLICE(full));
    spoor_buffer_clear(&first);
    spoor_toestand_encode(&toestand, &first);
    assert_slice(spoor_buffer_slice(&first), full);
}

static void new_toestand_survives(void **state)
{
    (void)state;
    static const char empty[] =
        "{\"versie\":2,\"volg\":{\"los\":0},\"tellers\":{\"gebeurtenissen\":0,\"contacten\":{\"ouder\":{}}}}";
    struct spoor_toestand toestand;
    spoor_toestand_init(&toestand);
    spoor_buffer_clear(&first);
    spoor_toestand_encode(&toestand, &first);
    assert_slice(spoor_buffer_slice(&first), empty);
    assert_true(decode(SPOOR_SLICE(empty)).laatste.us == SPOOR_TIME_NONE);
}

static void decoded_toestand_does_not_need_its_text(void **state)
{
    (void)state;
    char *text = strdup(full);
    struct spoor_toestand toestand = decode(spoor_slice_of(text));
    memset(text, 'x', strlen(text));
    free(text);
    spoor_buffer_clear(&first);
    spoor_toestand_encode(&toestand, &first);
    assert_slice(spoor_buffer_slice(&first), full);
}

static void assert_refused(const char *text, const char *code)
{
    struct spoor_toestand toestand;
    struct spoor_error err = {0};
    assert_int_equal(spoor_toestand_decode(spoor_slice_of(text), &arena, &toestand, &err), SPOOR_HALT);
    assert_string_equal(err.code, code);
}

#define VOLG(volg)                                                                                                     \
    "{\"versie\":2,\"volg\":{" volg "\"los\":0},\"tellers\":{\"gebeurtenissen\":0,\"contacten\":{\"ouder\":{}}}}"

static void what_was_not_written_by_us_halts(void **state)
{
    (void)state;
    assert_refused("", "toestand_onleesbaar");
    assert_refused("[]", "toestand_onleesbaar");
    assert_refused("{}", "toestand_onleesbaar");
    assert_refused("{\"versie\":1,\"volg\":{},\"tellers\":{}}", "toestand_versie");
    assert_refused("{\"versie\":2,\"volg\":{}}", "toestand_onleesbaar");
    assert_refused(VOLG("\"vreemd\":1,"), "toestand_onleesbaar");
    assert_refused(VOLG("\"los\":0,"), "toestand_onleesbaar");
    assert_refused(VOLG("\"reizen\":[],"), "toestand_onleesbaar");
    assert_refused(VOLG("\"reizen\":[{\"huidig\":0}],"), "toestand_onleesbaar");
    assert_refused(VOLG("\"reizen\":[{\"refs\":[1]}],"), "toestand_onleesbaar");
    assert_refused(VOLG("\"reizen\":[{\"beeindigd\":false}],"), "toestand_onleesbaar");
    assert_refused(VOLG("\"reizen\":[{\"versie\":4000000000}],"), "toestand_onleesbaar");
    assert_refused(VOLG("\"reizen\":[{\"fasen\":[{\"stand\":\"half\"}]}],"), "toestand_onleesbaar");
    assert_refused(VOLG("\"laatste\":[1,2,3],"), "toestand_onleesbaar");
    assert_refused(VOLG("\"laatste\":[1,2,3,0,null,null,\"a\"],"), "toestand_onleesbaar");
    assert_refused(VOLG("\"reizen\":[{\"mijlpaal\":[1,2,3,\"urn:a\",null,null,\"a\"]}],"
                        "\"laatste\":[1,2,3,\"urn:a\",null,null,\"b\"],"),
                   "toestand_onleesbaar");
    assert_refused(VOLG("\"laatste\":[1,2,3,\"urn:a\",null,\"0\",\"a\"],"), "toestand_onleesbaar");
    assert_refused(VOLG("\"reizen\":[{\"refs\":[\"a\"]}],"), "toestand_onleesbaar");
}

static size_t below(size_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % n);
}

static struct spoor_slice any_text(void)
{
    static const struct spoor_slice texts[] = {
        {NULL, 0}, {"", 0}, {"a", 1}, {"\"\\\n", 3}, {"\xe2\x82\xac", 3}, {"omgevingsvergunning", 19}};
    return texts[below(sizeof texts / sizeof *texts)];
}

static struct spoor_slice some_text(void)
{
    struct spoor_slice text = any_text();
    return text.data ? text : SPOOR_SLICE("x");
}

static int64_t any_us(void)
{
    static const int64_t instants[] = {SPOOR_TIME_NONE, 0, -1, INT64_MAX, INT64_MIN + 1, INT64_C(1772439600000000)};
    return instants[below(sizeof instants / sizeof *instants)];
}

static struct spoor_place any_place(void)
{
    int64_t us = any_us();
    if (us == SPOOR_TIME_NONE)
        return (struct spoor_place){.us = us, .time_us = us};
    return (struct spoor_place){us,        (int32_t)below(5) - 1, (int32_t)below(7), any_text(), any_text(), any_us(),
                                any_text()};
}

static struct spoor_slice *any_texts(size_t *out_count)
{
    *out_count = below(4);
    struct spoor_slice *texts = SPOOR_ARENA_ARRAY(&arena, struct spoor_slice, *out_count + 1);
    for (size_t i = 0; i < *out_count; i++)
        texts[i] = some_text();
    return texts;
}

static struct spoor_tellers any_tellers(void)
{
    struct spoor_tellers tellers = {.count = below(4)};
    tellers.items = SPOOR_ARENA_ARRAY(&arena, struct spoor_teller, tellers.count + 1);
    for (size_t i = 0; i < tellers.count; i++)
        tellers.items[i] = (struct spoor_teller){some_text(), (int64_t)below(1000), any_us()};
    return tellers;
}

static void fill_exemplaar(struct spoor_fase_exemplaar *e)
{
    *e = (struct spoor_fase_exemplaar){
        any_text(), any_text(), any_us(),     any_us(), (enum spoor_exemplaar_stand)below(4),
        any_text(), any_text(), below(2) == 1};
}

static void fill_klok(struct spoor_klok *klok)
{
    *klok = (struct spoor_klok){.van_fase = below(2) == 1,
                                .begin_us = any_us(),
                                .gegeven_us = any_us(),
                                .gegeven_in_stilstand = below(2) == 1,
                                .verlengd_maanden = (int64_t)below(3),
                                .verlengd_dagen = (int64_t)below(3),
                                .verlengd_us = (int64_t)below(3),
                                .stil_dagen = (int64_t)below(3),
                                .stil_werkdagen = (int64_t)below(3),
                                .stil_us = (int64_t)below(3),
                                .stil_sinds_us = any_us(),
                                .gevraagd_tot_us = any_us(),
                                .opschorting = {below(2) == 1, any_us(), any_text(), any_text()},
                                .aanvulling = {below(2) == 1, any_us(), any_text(), any_text()}};
}

static void fill_reis(struct spoor_reis *reis)
{
    reis->refs = any_texts(&reis->ref_count);
    reis->zaak_refs = any_texts(&reis->zaak_ref_count);
    reis->objecten = any_texts(&reis->object_count);
    reis->definitie = any_text();
    reis->definitie_versie = (int32_t)below(3);
    reis->begin_us = any_us();
    reis->eind_us = any_us();
    reis->beeindigd = below(2) == 1;
    reis->resultaat = any_text();
    reis->exemplaar_count = below(4);
    reis->exemplaren = SPOOR_ARENA_ARRAY(&arena, struct spoor_fase_exemplaar, reis->exemplaar_count + 1);
    for (size_t i = 0; i < reis->exemplaar_count; i++)
        fill_exemplaar(&reis->exemplaren[i]);
    reis->huidig = (int32_t)below(reis->exemplaar_count + 1) - 1;
    reis->vorige_fase = any_text();
    reis->dossierstatus = any_text();
    reis->klok_count = below(3);
    reis->klokken = SPOOR_ARENA_ARRAY(&arena, struct spoor_klok, reis->klok_count + 1);
    for (size_t i = 0; i < reis->klok_count; i++)
        fill_klok(&reis->klokken[i]);
    reis->reden = any_text();
    reis->bij_wie = any_text();
    reis->flags = (uint32_t)below(128);
    reis->mijlpaal = any_place();
}

static void fill_voorkeur(struct spoor_voorkeur *voorkeur)
{
    voorkeur->klantreis_ref = any_text();
    voorkeur->definitie = any_text();
    voorkeur->kanalen = any_texts(&voorkeur->kanaal_count);
    voorkeur->place = any_place();
}

static struct spoor_contact *any_contacts(size_t end, int32_t reis_count, size_t *out_count)
{
    size_t count = *out_count = below(end);
    struct spoor_contact *items = SPOOR_ARENA_ARRAY(&arena, struct spoor_contact, count + 1);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct spoor_contact){.id = any_text(),
                                          .bron = any_text(),
                                          .begin = any_place(),
                                          .is_contact = below(2) == 1,
                                          .kanaal = any_text(),
                                          .gesprek_id = any_text(),
                                          .naar_kanaal = any_text(),
                                          .automatisch = below(2) == 1,
                                          .doorverwijzingen = (int64_t)below(3),
                                          .reis = (int32_t)below((size_t)reis_count + 1) - 1,
                                          .fase = any_text()};
        items[i].feiten = any_texts(&items[i].feit_count);
        if (below(4) == 0)
            items[i].vorige = any_contacts(2, reis_count, &items[i].vorige_count);
    }
    return items;
}

static struct spoor_contact_tellers any_contact_tellers(void)
{
    struct spoor_contact_tellers tellers = {.contacten = (int64_t)below(100), .herhaald = (int64_t)below(3)};
    tellers.per_kanaal = any_tellers();
    tellers.per_fase = any_tellers();
    tellers.wissel_count = below(3);
    tellers.wissels = SPOOR_ARENA_ARRAY(&arena, struct spoor_wissel_teller, tellers.wissel_count + 1);
    for (size_t i = 0; i < tellers.wissel_count; i++)
        tellers.wissels[i] = (struct spoor_wissel_teller){any_text(),    some_text(),       any_text(),
                                                          below(2) == 1, (int64_t)below(9), (int64_t)below(2)};
    return tellers;
}

static struct spoor_contacten any_contacten(int32_t reis_count)
{
    struct spoor_contacten contacten = {.grens = any_place(), .ouder = any_contact_tellers()};
    contacten.recent = any_contacts(SPOOR_CONTACTS_RECENT + 1, reis_count, &contacten.recent_count);
    contacten.onderwerpen = any_contacts(4, reis_count, &contacten.onderwerp_count);
    return contacten;
}

static struct spoor_toestand any_toestand(void)
{
    struct spoor_toestand toestand = {.reis_count = below(4),
                                      .laatste = any_place(),
                                      .los = (int64_t)below(3),
                                      .losse_sleutels = (int64_t)below(3),
                                      .gebeurtenissen = any_us()};
    toestand.contacten = any_contacten((int32_t)toestand.reis_count);
    toestand.voorkeur_count = below(4);
    toestand.voorkeuren = SPOOR_ARENA_ARRAY(&arena, struct spoor_voorkeur, toestand.voorkeur_count + 1);
    for (size_t i = 0; i < toestand.voorkeur_count; i++)
        fill_voorkeur(&toestand.voorkeuren[i]);
    toestand.reizen = SPOOR_ARENA_ARRAY(&arena, struct spoor_reis, toestand.reis_count + 1);
    toestand.reis_tellers = SPOOR_ARENA_ARRAY(&arena, struct spoor_reis_tellers, toestand.reis_count + 1);
    for (size_t i = 0; i < toestand.reis_count; i++) {
        fill_reis(&toestand.reizen[i]);
        toestand.reis_tellers[i] = (struct spoor_reis_tellers){.ref = any_text(), .ouder = any_contact_tellers()};
        toestand.reis_tellers[i].laatste =
            any_contacts(2, (int32_t)toestand.reis_count, &toestand.reis_tellers[i].laatste_count);
    }
    return toestand;
}

static void any_toestand_survives_to_the_byte(void **state)
{
    (void)state;
    random_state = 42;
    for (int i = 0; i < 3000; i++) {
        spoor_arena_reset(&arena);
        struct spoor_toestand toestand = any_toestand();
        spoor_buffer_clear(&first);
        spoor_toestand_encode(&toestand, &first);
        struct spoor_toestand again = decode(spoor_buffer_slice(&first));
        spoor_buffer_clear(&second);
        spoor_toestand_encode(&again, &second);
        assert_true(spoor_slice_equal(spoor_buffer_slice(&first), spoor_buffer_slice(&second)));
    }
}

static void damaged_toestand_is_refused_or_read_never_worse(void **state)
{
    (void)state;
    random_state = 43;
    for (int i = 0; i < 20000; i++) {
        char text[sizeof full];
        struct spoor_toestand toestand;
        memcpy(text, full, sizeof full);
        for (size_t n = 1 + below(2); n > 0; n--)
            text[below(sizeof full - 1)] = "0129-{}[]\",:antr"[below(16)];
        spoor_arena_reset(&arena);
        if (spoor_toestand_decode((struct spoor_slice){text, sizeof full - 1}, &arena, &toestand, NULL) == SPOOR_OK) {
            spoor_buffer_clear(&first);
            spoor_toestand_encode(&toestand, &first);
            assert_true(first.length > 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_toestand_is_read_member_by_member),
        cmocka_unit_test(full_toestand_is_written_as_it_was_read),
        cmocka_unit_test(new_toestand_survives),
        cmocka_unit_test(decoded_toestand_does_not_need_its_text),
        cmocka_unit_test(what_was_not_written_by_us_halts),
        cmocka_unit_test(any_toestand_survives_to_the_byte),
        cmocka_unit_test(damaged_toestand_is_refused_or_read_never_worse),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
