/* A fold that is kept as JSON between its events must be the fold that was never put away. */
#include "cmocka_test.h"

#include <spoor/codec/definition.h>
#include <spoor/codec/toestand.h>

#define EVENT_COUNT 24

static struct spoor_arena arena;
static uint64_t random_state = 7;
static struct spoor_event events[EVENT_COUNT];
static char ids[EVENT_COUNT][16];
static struct spoor_definitie definitie;
static const struct spoor_definitie *in_force[] = {&definitie};
static const struct spoor_definities definities = {in_force, 1};

static size_t below(size_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % n);
}

static void fill_event(size_t i)
{
    static const enum spoor_kind kinds[] = {SPOOR_KIND_KLANTREIS_GESTART,
                                            SPOOR_KIND_FASE_GESTART,
                                            SPOOR_KIND_FASE_GESTART,
                                            SPOOR_KIND_FASE_VOLTOOID,
                                            SPOOR_KIND_FASE_TERUGGEZET,
                                            SPOOR_KIND_DOSSIERSTATUS_GEZET,
                                            SPOOR_KIND_KLANTCONTACT_GEREGISTREERD,
                                            SPOOR_KIND_VOORKEURSKANAAL_GEWIJZIGD,
                                            SPOOR_KIND_KLANTREIS_BEEINDIGD};
    static const struct spoor_slice fasen[] = {{"een", 3}, {"twee", 4}, {"drie", 4}, {"vreemd \"1\"", 10}};
    static const struct spoor_slice refs[] = {{"r1", 2}, {"r2", 2}};
    static struct spoor_slice kanalen[] = {{"balie", 5}, {"email", 5}};
    struct spoor_event *event = &events[i];
    *event = (struct spoor_event){.kind = i == 0 ? kinds[0] : kinds[below(sizeof kinds / sizeof *kinds)]};
    snprintf(ids[i], sizeof ids[i], "e%zu", i);
    event->klant_ref = SPOOR_SLICE("k1-00");
    event->source = SPOOR_SLICE("urn:a");
    event->id = event->own_ref = spoor_slice_of(ids[i]);
    event->feit_id.bytes[0] = (uint8_t)(i + 1);
    event->volgnummer = (int64_t)i + 1;
    event->plaatsgevonden_us = (int64_t)(1000 + below(200));
    event->time_us = event->broker_us = (int64_t)(2000 + i);
    event->uiterlijk_us = below(3) ? SPOOR_TIME_NONE : (int64_t)below(9000);
    event->geldig_vanaf_us = event->afspraak_us = event->afgerond_us = event->gemeld_us = SPOOR_TIME_NONE;
    event->klantreis_ref = refs[below(2)];
    event->definitie = definitie.code;
    event->fase = event->naar_fase = fasen[below(4)];
    event->dossierstatus = SPOOR_SLICE("compleet");
    event->kanaal = kanalen[below(2)];
    event->kanalen = kanalen;
    event->kanaal_count = 1 + below(2);
    event->reden = SPOOR_SLICE("drukte");
}

static void refold(struct spoor_toestand *toestand, size_t count)
{
    const struct spoor_event *set[EVENT_COUNT];
    for (size_t i = 0; i < count; i++)
        set[i] = &events[i];
    spoor_toestand_refold(toestand, set, count, &definities, &arena, NULL);
}

static void apply(struct spoor_toestand *toestand, size_t index)
{
    if (spoor_toestand_apply(toestand, &events[index], &definities, &arena, NULL) != SPOOR_APPLIED)
        refold(toestand, index + 1);
}

static void put_away_and_fetch(struct spoor_toestand *toestand, struct spoor_publicatiestand *stand)
{
    struct spoor_buffer buffer;
    spoor_buffer_init(&buffer);
    spoor_toestand_encode(toestand, &buffer);
    assert_int_equal(spoor_toestand_decode(spoor_buffer_slice(&buffer), &arena, toestand, NULL), SPOOR_OK);
    spoor_buffer_clear(&buffer);
    spoor_publicatiestand_encode(stand, &buffer);
    assert_int_equal(spoor_publicatiestand_decode(spoor_buffer_slice(&buffer), &arena, stand, NULL), SPOOR_OK);
    spoor_buffer_fini(&buffer);
}

/* Both documents, one after the other. */
static void encode(const struct spoor_toestand *toestand, const struct spoor_publicatiestand *stand,
                   struct spoor_buffer *out)
{
    spoor_buffer_clear(out);
    spoor_toestand_encode(toestand, out);
    spoor_publicatiestand_encode(stand, out);
}

static void assert_same_fold(void)
{
    struct spoor_toestand whole, kept, whole_refold;
    struct spoor_publicatiestand whole_stand, kept_stand;
    struct spoor_publicatie *items;
    struct spoor_buffer a, b;
    spoor_buffer_init(&a);
    spoor_buffer_init(&b);
    spoor_toestand_init(&whole);
    spoor_toestand_init(&kept);
    spoor_publicatiestand_init(&whole_stand);
    spoor_publicatiestand_init(&kept_stand);
    for (size_t i = 0; i < EVENT_COUNT; i++) {
        apply(&whole, i);
        spoor_publicatie_compare(&whole_stand, &whole, &events[i], &definities, &arena, &items);
        apply(&kept, i);
        spoor_publicatie_compare(&kept_stand, &kept, &events[i], &definities, &arena, &items);
        put_away_and_fetch(&kept, &kept_stand);
        encode(&whole, &whole_stand, &a);
        encode(&kept, &kept_stand, &b);
        assert_true(spoor_slice_equal(spoor_buffer_slice(&a), spoor_buffer_slice(&b)));
    }
    spoor_toestand_init(&whole_refold);
    refold(&whole_refold, EVENT_COUNT);
    encode(&whole_refold, &whole_stand, &b);
    assert_true(spoor_slice_equal(spoor_buffer_slice(&a), spoor_buffer_slice(&b)));
    spoor_buffer_fini(&a);
    spoor_buffer_fini(&b);
}

static void fold_kept_as_json_is_the_same_fold(void **state)
{
    (void)state;
    spoor_arena_init(&arena, 1 << 26);
    for (int round = 0; round < 200; round++) {
        spoor_arena_reset(&arena);
        assert_int_equal(
            spoor_definition_parse(SPOOR_SLICE("{\"code\":\"d\",\"versie\":1,\"geldigVanaf\":\"1900-01-01\",\"fasen\":["
                                               "{\"code\":\"een\",\"verwachteActie\":{\"code\":\"x\"}},"
                                               "{\"code\":\"twee\",\"herhaalbaar\":true},{\"code\":\"drie\"}]}"),
                                   &arena, &definitie, NULL),
            SPOOR_OK);
        for (size_t i = 0; i < EVENT_COUNT; i++)
            fill_event(i);
        assert_same_fold();
    }
    spoor_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fold_kept_as_json_is_the_same_fold)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
