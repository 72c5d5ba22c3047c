/* Effects: what an event does to the journey that took it. A new kind that moves a journey gets a row in `effects`. */
#include "toestand_internal.h"

static void (*const effects[SPOOR_KIND_COUNT])(struct step *) = {
    [SPOOR_KIND_KLANTREIS_GEMIGREERD] = klantreis_gemigreerd,
    [SPOOR_KIND_FASE_GESTART] = fase_gestart,
    [SPOOR_KIND_FASE_VOLTOOID] = fase_voltooid,
    [SPOOR_KIND_FASE_OVERGESLAGEN] = fase_overgeslagen,
    [SPOOR_KIND_FASE_TERUGGEZET] = fase_teruggezet,
    [SPOOR_KIND_DOSSIERSTATUS_GEZET] = dossierstatus_gezet,
    [SPOOR_KIND_TERMIJN_OPGESCHORT] = termijn_opgeschort,
    [SPOOR_KIND_TERMIJN_HERVAT] = termijn_hervat,
    [SPOOR_KIND_TERMIJN_VERLENGD] = termijn_verlengd,
    [SPOOR_KIND_AANVULLING_GEVRAAGD] = aanvulling_gevraagd,
    [SPOOR_KIND_AANVULLING_ONTVANGEN] = aanvulling_ontvangen,
};

static bool reopens(enum spoor_kind kind)
{
    return kind == SPOOR_KIND_KLANTREIS_GESTART || kind == SPOOR_KIND_FASE_GESTART ||
           kind == SPOOR_KIND_FASE_TERUGGEZET || kind == SPOOR_KIND_DOSSIERSTATUS_GEZET;
}

/* Only a later instant reopens: at the same one (days without a time) a phase merely sorts after the end. */
static void reopen(struct step *step)
{
    struct spoor_reis *reis = step->reis;
    if (!reis->beeindigd || !reopens(step->event->kind) || step->event->plaatsgevonden_us <= reis->eind_us)
        return;
    reis->beeindigd = false;
    reis->eind_us = SPOOR_TIME_NONE;
    reis->resultaat = SPOOR_SLICE_NULL;
    reis->flags |= SPOOR_REIS_HEROPEND;
}

static void end(struct step *step)
{
    struct spoor_reis *reis = step->reis;
    if (spoor_slice_present(step->event->resultaat))
        reis->resultaat = fold_text(step->fold, step->event->resultaat);
    if (reis->beeindigd)
        return;
    reis->beeindigd = true;
    reis->eind_us = step->event->plaatsgevonden_us;
}

static bool ends(const struct step *step)
{
    return step->event->kind == SPOOR_KIND_KLANTREIS_BEEINDIGD ||
           (step->definitie && spoor_definitie_ends_by(step->definitie, step->event));
}

bool reis_moves_by(const struct step *step)
{
    return spoor_kind_group(step->event->kind) == SPOOR_GROUP_REIS || effects[step->event->kind] || ends(step);
}

void reis_apply(struct step *step)
{
    const struct spoor_event *event = step->event;
    bool is_end = ends(step);
    if (!is_end)
        reopen(step);
    if (effects[event->kind])
        effects[event->kind](step);
    if (spoor_kind_group(event->kind) == SPOOR_GROUP_REIS)
        termijn_gegeven(step);
    if (is_end)
        end(step);
}
