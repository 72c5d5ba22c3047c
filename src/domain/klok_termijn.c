/* K-termijn: the term of a phase or of a journey comes to its end, or is over.
 *
 * A term is known by its phase and exemplaar, its end by the state. A signal is right as long as that end is where it was,
 * and the term was not met by the moment of which the signal spoke. */
#include "klok_internal.h"

static bool is_van_fase(enum spoor_kloksoort klok)
{
    return klok == SPOOR_KLOK_FASE || klok == SPOOR_KLOK_FASE_NADERT;
}

static bool is_ahead(enum spoor_kloksoort klok)
{
    return klok == SPOOR_KLOK_FASE_NADERT || klok == SPOOR_KLOK_KLANTREIS_NADERT;
}

static const struct klok_termijnen *lopend(struct klok_view *view, size_t reis)
{
    const struct spoor_toestand *toestand = view->toestand;
    if (!view->termijnen) {
        view->termijnen = SPOOR_ARENA_ARRAY(view->arena, struct klok_termijnen, toestand->reis_count);
        for (size_t i = 0; i < toestand->reis_count; i++)
            view->termijnen[i].count =
                spoor_termijn_lopend(&toestand->reizen[i], view->definities, view->termijnen[i].items);
    }
    return &view->termijnen[reis];
}

/* A date that was given to a journey may be nobody's term. */
static struct spoor_slice anker_of(const struct klok_view *view, const struct spoor_termijn *termijn)
{
    if (!spoor_slice_present(termijn->fase))
        return SPOOR_SLICE("klantreis");
    if (!spoor_slice_present(termijn->exemplaar))
        return termijn->fase;
    return spoor_arena_printf(view->arena, "%.*s/%.*s", SPOOR_SLICE_ARG(termijn->fase),
                              SPOOR_SLICE_ARG(termijn->exemplaar));
}

/* SPOOR_TIME_NONE: never. What would be told before the term began is not told ahead. */
static int64_t due(const struct spoor_termijn *termijn, enum spoor_kloksoort klok)
{
    if (termijn->eind_us == SPOOR_TIME_NONE || !is_ahead(klok))
        return termijn->eind_us;
    int64_t us = termijn->eind_us - termijn->nadert_us;
    return termijn->nadert_us > 0 && us > termijn->begin_us ? us : SPOOR_TIME_NONE;
}

static struct spoor_klok_termijn timer_of(const struct klok_view *view, enum spoor_kloksoort klok, size_t index,
                                          const struct spoor_termijn *termijn)
{
    int64_t bedoeld_us = due(termijn, klok);
    return (struct spoor_klok_termijn){
        .klok = klok,
        .reis = (int32_t)index,
        .klantreis_ref = spoor_publicatie_ref(view->stand, view->toestand, (int32_t)index),
        .anker = anker_of(view, termijn),
        .bedoeld_us = bedoeld_us,
        .sinds_us = SPOOR_TIME_NONE,
        .uiterlijk_us = termijn->eind_us,
        .bij_wie = termijn->bij_wie,
        .stil = termijn->geladen_us != SPOOR_TIME_NONE && bedoeld_us <= termijn->geladen_us,
    };
}

void termijn_termijnen(struct klok_view *view, enum spoor_kloksoort klok)
{
    for (size_t i = 0; view->moved && i < view->toestand->reis_count; i++) {
        const struct klok_termijnen *termijnen = lopend(view, i);
        for (size_t k = 0; k < termijnen->count; k++) {
            const struct spoor_termijn *termijn = &termijnen->items[k];
            if (termijn->van_fase == is_van_fase(klok) && due(termijn, klok) != SPOOR_TIME_NONE)
                klok_add(view, timer_of(view, klok, i, termijn));
        }
    }
}

static bool is_told_of(const struct klok_view *view, enum spoor_kloksoort klok, const struct spoor_gesignaleerd *told,
                       const struct spoor_termijn *termijn)
{
    return termijn->van_fase == is_van_fase(klok) && spoor_slice_equal(anker_of(view, termijn), told->anker);
}

/* The term runs and its end is another; or it was met by then; or nothing of that name ever ran. */
bool termijn_ontkracht(struct klok_view *view, enum spoor_kloksoort klok, const struct spoor_gesignaleerd *told,
                       const struct klok_cause *cause)
{
    const struct spoor_termijnverloop *verloop = &view->toestand->verloop;
    int32_t index = reis_by_ref(view->toestand, told->klantreis_ref);
    (void)cause;
    if (!view->moved || index == NO_REIS)
        return view->moved;
    const struct klok_termijnen *termijnen = lopend(view, (size_t)index);
    for (size_t i = 0; i < termijnen->count; i++)
        if (is_told_of(view, klok, told, &termijnen->items[i]))
            return due(&termijnen->items[i], klok) != told->bedoeld_us;
    for (size_t i = verloop->afgelopen_count; i-- > 0;) {
        const struct spoor_termijn_afgelopen *item = &verloop->afgelopen[i];
        if (item->reis == index && is_told_of(view, klok, told, &item->termijn))
            return due(&item->termijn, klok) != told->bedoeld_us || item->klaar_us <= told->bedoeld_us;
    }
    return verloop->alle;
}
