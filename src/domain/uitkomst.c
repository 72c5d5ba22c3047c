/* Uitkomst: the part of a journey that counts for what is told (rule 3). */
#include "toestand_internal.h"

bool spoor_uitkomst_equal(const struct spoor_uitkomst *a, const struct spoor_uitkomst *b)
{
    return spoor_slice_equal(a->fase, b->fase) && spoor_slice_equal(a->exemplaar, b->exemplaar) &&
           spoor_slice_equal(a->dossierstatus, b->dossierstatus) && a->beeindigd == b->beeindigd &&
           a->verwachte_einddatum_us == b->verwachte_einddatum_us && spoor_slice_equal(a->actie_code, b->actie_code) &&
           spoor_slice_equal(a->actie_bij_wie, b->actie_bij_wie) &&
           spoor_slice_equal(a->actie_gevolg, b->actie_gevolg) && a->actie_uiterlijk_us == b->actie_uiterlijk_us;
}

const struct spoor_definitie *reis_definitie(const struct spoor_reis *reis, const struct spoor_definities *definities)
{
    return reis->definitie_versie > 0 ? spoor_definities_get(definities, reis->definitie, reis->definitie_versie)
                                      : NULL;
}

const struct spoor_fase_definitie *uitkomst_open_fase(const struct spoor_reis *reis,
                                                      const struct spoor_definitie *definitie)
{
    if (!definitie || reis->beeindigd || reis->huidig < 0 || reis->exemplaren[reis->huidig].stand != SPOOR_EXEMPLAAR_OPEN)
        return NULL;
    int32_t order = spoor_definitie_fase_order(definitie, reis->exemplaren[reis->huidig].fase);
    return order < 0 ? NULL : &definitie->fasen[order];
}

struct spoor_uitkomst uitkomst_by(const struct spoor_reis *reis, const struct spoor_definitie *definitie)
{
    struct spoor_uitkomst uitkomst = {
        .dossierstatus = reis->dossierstatus,
        .beeindigd = reis->beeindigd,
        .verwachte_einddatum_us = termijn_einddatum(reis, definitie),
        .actie_uiterlijk_us = SPOOR_TIME_NONE,
    };
    if (reis->huidig < 0)
        return uitkomst;
    const struct spoor_fase_exemplaar *current = &reis->exemplaren[reis->huidig];
    uitkomst.fase = current->fase;
    uitkomst.exemplaar = current->exemplaar;
    const struct spoor_fase_definitie *fase = uitkomst_open_fase(reis, definitie);
    if (!fase)
        return uitkomst;
    uitkomst.actie_code = fase->actie_code;
    uitkomst.actie_bij_wie = fase->actie_bij_wie;
    uitkomst.actie_gevolg = fase->actie_gevolg;
    if (spoor_slice_present(fase->actie_code))
        uitkomst.actie_uiterlijk_us = termijn_actie_uiterlijk(reis, definitie);
    return uitkomst;
}

struct spoor_uitkomst spoor_uitkomst_of(const struct spoor_reis *reis, const struct spoor_definities *definities)
{
    return uitkomst_by(reis, reis_definitie(reis, definities));
}

static bool is_behind(const struct spoor_reis *reis, struct spoor_slice fase)
{
    for (size_t i = 0; i < reis->exemplaar_count; i++) {
        const struct spoor_fase_exemplaar *item = &reis->exemplaren[i];
        bool done = item->stand == SPOOR_EXEMPLAAR_VOLTOOID || item->stand == SPOOR_EXEMPLAAR_OVERGESLAGEN;
        if (done && spoor_slice_equal(item->fase, fase))
            return true;
    }
    return false;
}

struct spoor_slice spoor_uitkomst_volgende_fase(const struct spoor_reis *reis,
                                                const struct spoor_definities *definities)
{
    const struct spoor_definitie *definitie = reis_definitie(reis, definities);
    if (!definitie || reis->beeindigd)
        return SPOOR_SLICE_NULL;
    int32_t order = reis->huidig < 0 ? -1 : spoor_definitie_fase_order(definitie, reis->exemplaren[reis->huidig].fase);
    for (size_t i = (size_t)(order + 1); i < definitie->fase_count; i++) {
        if (!definitie->fasen[i].optioneel && !is_behind(reis, definitie->fasen[i].code))
            return definitie->fasen[i].code;
    }
    return SPOOR_SLICE_NULL;
}
