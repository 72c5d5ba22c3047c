/* K-stilstand: nothing happened in an open journey for as long as its definition allows. */
#include "klok_internal.h"

static struct spoor_slice who_is_awaited(const struct spoor_reis *reis, const struct spoor_definitie *definitie)
{
    const struct spoor_fase_definitie *fase = uitkomst_open_fase(reis, definitie);
    return fase && spoor_slice_present(fase->actie_bij_wie) ? fase->actie_bij_wie : reis->bij_wie;
}

void stilstand_termijnen(struct klok_view *view, enum spoor_kloksoort klok)
{
    for (size_t i = 0; i < view->toestand->reis_count; i++) {
        const struct spoor_reis *reis = &view->toestand->reizen[i];
        if (reis->beeindigd || reis->laatste_us == SPOOR_TIME_NONE)
            continue;
        const struct spoor_definitie *definitie = reis_definitie(reis, view->definities);
        if (!definitie || definitie->stilstand_us <= 0)
            continue;
        klok_add(view,
                 (struct spoor_klok_termijn){.klok = klok,
                                        .reis = (int32_t)i,
                                        .klantreis_ref = spoor_publicatie_ref(view->stand, view->toestand, (int32_t)i),
                                        .anker = reis->laatste_id,
                                        .bedoeld_us = reis->laatste_us + definitie->stilstand_us,
                                        .sinds_us = reis->laatste_us,
                                        .uiterlijk_us = SPOOR_TIME_NONE,
                                        .bij_wie = who_is_awaited(reis, definitie),
                                        .stil = reis->laatste_stil});
    }
}

/* The last event of the journey is another one, before the moment the signal spoke of; or this event lies between, though a
 * later one has ended the stall since; or there is no such journey (its start was withdrawn). */
bool stilstand_ontkracht(struct klok_view *view, enum spoor_kloksoort klok, const struct spoor_gesignaleerd *told,
                         const struct klok_cause *cause)
{
    (void)klok;
    int32_t index = reis_by_ref(view->toestand, told->klantreis_ref);
    if (index == NO_REIS)
        return true;
    const struct spoor_reis *reis = &view->toestand->reizen[index];
    if (reis->laatste_us == told->sinds_us && spoor_slice_equal(reis->laatste_id, told->anker))
        return false;
    int64_t at_us = cause->event->plaatsgevonden_us;
    return reis->laatste_us < told->bedoeld_us ||
           (cause->reis == index && at_us > told->sinds_us && at_us < told->bedoeld_us);
}
