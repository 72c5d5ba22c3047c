/* A definition document; what is accepted folds a journey through all its phases, at the ends of time too. */
#include "fuzz.h"

#include <spoor/codec/definition.h>
#include <spoor/domain/klok.h>

enum { STEPS_MAX = 64 };

struct journey {
    struct spoor_event events[STEPS_MAX];
    const struct spoor_event *pointers[STEPS_MAX];
    size_t count;
    int64_t us;
};

static struct spoor_event *step(struct journey *journey, enum spoor_kind kind, struct spoor_arena *arena)
{
    struct spoor_event *event = &journey->events[journey->count];
    *event = (struct spoor_event){.kind = kind,
                                  .klant_ref = SPOOR_SLICE("k1-fuzz"),
                                  .source = SPOOR_SLICE("urn:fuzz"),
                                  .id = spoor_arena_printf(arena, "e%zu", journey->count),
                                  .klantreis_ref = SPOOR_SLICE("r1"),
                                  .own_ref = SPOOR_SLICE("r1"),
                                  .plaatsgevonden_us = journey->us,
                                  .time_us = SPOOR_TIME_NONE,
                                  .broker_us = journey->us,
                                  .uiterlijk_us = SPOOR_TIME_NONE,
                                  .verwacht_hervat_us = SPOOR_TIME_NONE,
                                  .volgnummer = (int64_t)journey->count + 1};
    journey->pointers[journey->count++] = event;
    journey->us += journey->us < SPOOR_TIME_MAX - SPOOR_SECOND_US ? SPOOR_SECOND_US : 0;
    return event;
}

static void fold(struct journey *journey, const struct spoor_definitie *definitie, struct spoor_arena *arena)
{
    struct spoor_definities definities = {&definitie, 1};
    struct spoor_toestand toestand;
    struct spoor_publicatiestand stand;
    struct spoor_klok_termijn *termijnen;
    struct spoor_publicatie *told;
    spoor_toestand_refold(&toestand, journey->pointers, journey->count, &definities, arena, NULL);
    spoor_publicatiestand_init(&stand);
    const struct spoor_event *last = journey->pointers[journey->count - 1];
    spoor_publicatie_compare(&stand, &toestand, last, &definities, arena, &told);
    spoor_klok_rewind(&stand, &toestand, &definities, arena);
    size_t count = spoor_klok_termijnen(&stand, &toestand, &definities, arena, &termijnen);
    for (size_t i = 0; i < count; i++)
        fuzz_expect(termijnen[i].bedoeld_us >= SPOOR_TIME_MIN && termijnen[i].bedoeld_us <= SPOOR_TIME_MAX);
}

static void walk(const struct spoor_definitie *definitie, int64_t us, struct spoor_arena *arena)
{
    struct journey *journey = SPOOR_ARENA_NEW(arena, struct journey);
    journey->us = us;
    step(journey, SPOOR_KIND_KLANTREIS_GESTART, arena)->definitie = definitie->code;
    for (size_t i = 0; i < definitie->fase_count && journey->count + 4 < STEPS_MAX; i++) {
        step(journey, SPOOR_KIND_FASE_GESTART, arena)->fase = definitie->fasen[i].code;
        step(journey, SPOOR_KIND_TERMIJN_OPGESCHORT, arena);
        step(journey, SPOOR_KIND_TERMIJN_HERVAT, arena);
        step(journey, SPOOR_KIND_TERMIJN_VERLENGD, arena)->duur = SPOOR_SLICE("P6W");
        fold(journey, definitie, arena);
    }
}

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    struct spoor_definitie definitie;
    struct spoor_error err;
    spoor_definition_check(input, arena, &err);
    if (spoor_definition_parse(input, arena, &definitie, &err) != SPOOR_OK)
        return;
    walk(&definitie, SPOOR_TIME_MIN, arena);
    walk(&definitie, INT64_C(1767322845000000), arena);
    walk(&definitie, SPOOR_TIME_MAX - 10 * SPOOR_SECOND_US, arena);
}
