/* Migration: a journey goes on under another version of its definition (rule 8).
 *
 * It happens at its place like any event: what stands before it is folded by the old version, what comes after it by the
 * new one, so that the toestand stays a function of the set. What was is kept, under the names of the new version. */
#include "toestand_internal.h"

/* The phase as the new version calls it; what is not named keeps its name. */
static struct spoor_slice new_name(const struct step *step, struct spoor_slice fase)
{
    struct spoor_slice name = fase;
    for (size_t i = 0; i < step->event->fase_afbeelding_count; i++) {
        const struct spoor_fase_afbeelding *pair = &step->event->fase_afbeelding[i];
        if (spoor_slice_equal(pair->van, fase) && spoor_slice_present(pair->naar))
            name = pair->naar;
    }
    return fold_text(step->fold, name);
}

static void rename_fasen(struct step *step)
{
    struct spoor_reis *reis = step->reis;
    for (size_t i = 0; i < reis->exemplaar_count; i++) {
        struct spoor_fase_exemplaar *item = &reis->exemplaren[i];
        item->fase = new_name(step, item->fase);
        item->onbekend = !step->definitie || spoor_definitie_fase_order(step->definitie, item->fase) < 0;
    }
    if (spoor_slice_present(reis->vorige_fase))
        reis->vorige_fase = new_name(step, reis->vorige_fase);
    if (step->definitie && reis->huidig >= 0 && reis->exemplaren[reis->huidig].onbekend)
        reis->flags |= SPOOR_REIS_ONBEKENDE_FASE;
}

/* Of the journey that it names and of no other: attribution may have found the only one that is open. */
void klantreis_gemigreerd(struct step *step)
{
    const struct spoor_event *event = step->event;
    struct spoor_reis *reis = step->reis;
    if (event->naar_versie == 0 || event->naar_versie == reis->definitie_versie ||
        !reis_has_ref(reis, event->klantreis_ref))
        return;
    reis->definitie_versie = event->naar_versie;
    step->definitie = reis_definitie(reis, step->fold->definities);
    reis->flags &= ~(uint32_t)SPOOR_REIS_DEFINITIE_ONBEKEND;
    reis->flags |= SPOOR_REIS_GEMIGREERD | (step->definitie ? 0 : SPOOR_REIS_DEFINITIE_ONBEKEND);
    rename_fasen(step);
    klok_andere_versie(step);
}
