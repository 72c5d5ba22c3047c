#include "property_sets.h"

uint64_t property_random_state;

static struct spoor_regel random_rule(void)
{
    static const enum spoor_kind kinds[] = {SPOOR_KIND_AANVRAAG_VERZONDEN, SPOOR_KIND_FASE_GESTART,
                                            SPOOR_KIND_FASE_VOLTOOID, SPOOR_KIND_KLANTCONTACT_GEREGISTREERD,
                                            SPOOR_KIND_AANVRAAG_GESTART};
    struct spoor_regel rule = {.kind = kinds[draw(5)]};
    rule.product = maybe(30, POOL(products));
    rule.fase = maybe(50, POOL(fasen));
    rule.resultaat = maybe(20, POOL(resultaten));
    return rule;
}

static struct spoor_termijn_definitie random_termijn(void)
{
    struct spoor_termijn_definitie termijn = {.bekend = chance(60),
                                              .vanaf_klantreis = chance(40),
                                              .soort = (enum spoor_termijn_soort)draw(3),
                                              .beweegt_door = chance(70) ? SPOOR_TERMIJN_ALLES : draw(16)};
    if (termijn.soort == SPOOR_TERMIJN_KLOKUREN)
        termijn.duur.seconden = draw(30);
    else
        termijn.duur.dagen = draw(30);
    if (chance(60))
        termijn.nadert_us = (int64_t)draw(15) * (chance(50) ? SPOOR_SECOND_US : 86400 * SPOOR_SECOND_US);
    return termijn;
}

static void random_definition(struct definition_set *set, size_t i, const char *code, int32_t versie)
{
    struct spoor_definitie *definition = &set->definitions[i];
    *definition = (struct spoor_definitie){.code = spoor_slice_of(code), .versie = versie};
    definition->geldig_vanaf_us = versie == 1 ? -1000 * SPOOR_SECOND_US : (int64_t)draw(20) * SPOOR_SECOND_US;
    definition->fasen = set->fasen[i];
    definition->fase_count = 1 + draw(5);
    for (size_t k = 0; k < definition->fase_count; k++)
        set->fasen[i][k] = (struct spoor_fase_definitie){.code = spoor_slice_of(fasen[(k + i) % 5]),
                                                         .herhaalbaar = chance(30),
                                                         .optioneel = chance(20),
                                                         .actie_code = maybe(40, POOL(redenen)),
                                                         .actie_bij_wie = maybe(50, POOL(wie)),
                                                         .termijn = random_termijn(),
                                                         .actie_termijn = random_termijn()};
    definition->start = set->rules[i];
    definition->start_count = draw(3);
    definition->einde = set->rules[i] + 2;
    definition->einde_count = draw(3);
    for (size_t k = 0; k < 4; k++)
        set->rules[i][k] = random_rule();
    set->texts[i][0] = pick(POOL(onderwerpen));
    set->texts[i][1] = pick(POOL(lijnen));
    definition->onderwerpen = &set->texts[i][0];
    definition->onderwerp_count = draw(2);
    definition->lijnen = &set->texts[i][1];
    definition->lijn_count = draw(2);
}

void random_definitions(struct definition_set *set)
{
    size_t count = 0;
    uint32_t code_count = 1 + draw(3);
    for (uint32_t i = 0; i < code_count; i++) {
        random_definition(set, count++, codes[i], 1);
        if (count < 4 && chance(20) && count + code_count - i - 1 < 4)
            random_definition(set, count++, codes[i], 2);
    }
    for (size_t i = 0; i < count; i++)
        set->items[i] = &set->definitions[i];
    set->set = (struct spoor_definities){set->items, count};
}
