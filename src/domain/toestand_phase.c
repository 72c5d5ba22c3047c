/* Phases: instances of phases and the position among them (rule 2, rule 4).
 *
 * The position is the current instance. It moves forward, or to another instance of a phase that may repeat; only
 * fase-teruggezet takes it back. What is odd is stored and flagged. */
#include "toestand_internal.h"

enum { NONE = -1 };

static int32_t order_of(const struct step *step, struct spoor_slice fase)
{
    return step->definitie ? spoor_definitie_fase_order(step->definitie, fase) : NONE;
}

static int32_t current_order(const struct step *step)
{
    const struct spoor_reis *reis = step->reis;
    return reis->huidig < 0 ? NONE : order_of(step, reis->exemplaren[reis->huidig].fase);
}

static void flag_unknown(struct step *step)
{
    if (step->definitie)
        step->reis->flags |= SPOOR_REIS_ONBEKENDE_FASE;
}

#define STANDEN(stand) (1u << (unsigned)(stand))
#define ALL_STANDEN 0xfu

/* The last instance of a phase with one of the standen; any exemplaar when that is NULL. */
static int32_t find_last(const struct spoor_reis *reis, struct spoor_slice fase, const struct spoor_slice *exemplaar,
                         unsigned standen)
{
    for (size_t i = reis->exemplaar_count; i-- > 0;) {
        const struct spoor_fase_exemplaar *item = &reis->exemplaren[i];
        if ((standen & STANDEN(item->stand)) && spoor_slice_equal(item->fase, fase) &&
            (!exemplaar || spoor_slice_equal(item->exemplaar, *exemplaar)))
            return (int32_t)i;
    }
    return NONE;
}

/* The open instance that an event speaks of; one without exemplaar speaks of the last of its phase. */
static int32_t find_open(const struct step *step)
{
    const struct spoor_event *event = step->event;
    int32_t found = find_last(step->reis, event->fase, &event->exemplaar, STANDEN(SPOOR_EXEMPLAAR_OPEN));
    if (found == NONE && !spoor_slice_present(event->exemplaar))
        found = find_last(step->reis, event->fase, NULL, STANDEN(SPOOR_EXEMPLAAR_OPEN));
    return found;
}

static int32_t add_instance(struct step *step, struct spoor_slice fase, enum spoor_exemplaar_stand stand)
{
    struct spoor_reis *reis = step->reis;
    int64_t us = step->event->plaatsgevonden_us;
    bool open = stand == SPOOR_EXEMPLAAR_OPEN;
    reis->exemplaren = spoor_arena_grow(step->fold->arena, reis->exemplaren, reis->exemplaar_count,
                                        &reis->exemplaar_capacity, sizeof(*reis->exemplaren));
    reis->exemplaren[reis->exemplaar_count] = (struct spoor_fase_exemplaar){
        .fase = fold_text(step->fold, fase),
        .exemplaar = fold_text(step->fold, step->event->exemplaar),
        .begin_us = open ? us : SPOOR_TIME_NONE,
        .eind_us = open ? SPOOR_TIME_NONE : us,
        .stand = stand,
        .onbekend = order_of(step, fase) < 0,
    };
    return (int32_t)reis->exemplaar_count++;
}

/* Flags a phase between the old position and the new one that was never seen. */
static void flag_skipped(struct step *step, int32_t from_order, int32_t to_order)
{
    for (int32_t order = from_order + 1; order < to_order; order++) {
        const struct spoor_fase_definitie *fase = &step->definitie->fasen[order];
        if (!fase->optioneel && find_last(step->reis, fase->code, NULL, ALL_STANDEN) == NONE)
            step->reis->flags |= SPOOR_REIS_OVERGESLAGEN;
    }
}

static void move_to(struct step *step, int32_t index)
{
    struct spoor_reis *reis = step->reis;
    flag_skipped(step, current_order(step), order_of(step, reis->exemplaren[index].fase));
    if (reis->huidig >= 0 && reis->huidig != index)
        reis->vorige_fase = reis->exemplaren[reis->huidig].fase;
    reis->huidig = index;
    reis->dossierstatus = SPOOR_SLICE_NULL;
    klok_begin_fase(step);
}

static void close_instance(struct step *step, int32_t index, enum spoor_exemplaar_stand stand)
{
    struct spoor_fase_exemplaar *item = &step->reis->exemplaren[index];
    item->stand = stand;
    item->eind_us = step->event->plaatsgevonden_us;
    if (stand == SPOOR_EXEMPLAAR_VOLTOOID && spoor_slice_present(step->event->resultaat))
        item->resultaat = fold_text(step->fold, step->event->resultaat);
}

void fase_gestart(struct step *step)
{
    const struct spoor_event *event = step->event;
    struct spoor_reis *reis = step->reis;
    if (!spoor_slice_present(event->fase))
        return;
    int32_t order = order_of(step, event->fase);
    if (order < 0)
        flag_unknown(step);
    if (find_last(reis, event->fase, &event->exemplaar, STANDEN(SPOOR_EXEMPLAAR_OPEN)) != NONE)
        return; /* begun again while open */
    if (order < 0) {
        add_instance(step, event->fase, SPOOR_EXEMPLAAR_OPEN);
        return;
    }
    bool repeatable = step->definitie->fasen[order].herhaalbaar;
    bool another = find_last(reis, event->fase, &event->exemplaar, ALL_STANDEN) == NONE;
    if (!repeatable && find_last(reis, event->fase, NULL, STANDEN(SPOOR_EXEMPLAAR_VOLTOOID)) != NONE)
        reis->flags |= SPOOR_REIS_HERHAALD;
    int32_t index = add_instance(step, event->fase, SPOOR_EXEMPLAAR_OPEN);
    if (order >= current_order(step) || (repeatable && another))
        move_to(step, index);
    else
        reis->flags |= SPOOR_REIS_OMGEKEERD;
}

/* A completion of what had not begun. Told once more about a phase that was completed, it says nothing new. */
static void complete_without_begin(struct step *step, int32_t order)
{
    const struct spoor_event *event = step->event;
    struct spoor_reis *reis = step->reis;
    bool known = order >= 0;
    bool completed = find_last(reis, event->fase, &event->exemplaar, STANDEN(SPOOR_EXEMPLAAR_VOLTOOID)) != NONE;
    if (completed && (!known || order <= current_order(step)))
        return;
    bool advances = known && order >= current_order(step);
    int32_t index = add_instance(step, event->fase, SPOOR_EXEMPLAAR_VOLTOOID);
    close_instance(step, index, SPOOR_EXEMPLAAR_VOLTOOID);
    reis->flags |= SPOOR_REIS_ZONDER_BEGIN;
    if (advances)
        move_to(step, index);
}

void fase_voltooid(struct step *step)
{
    const struct spoor_event *event = step->event;
    if (!spoor_slice_present(event->fase))
        return;
    int32_t order = order_of(step, event->fase);
    if (order < 0)
        flag_unknown(step);
    int32_t open = find_open(step);
    if (open != NONE)
        close_instance(step, open, SPOOR_EXEMPLAAR_VOLTOOID);
    else
        complete_without_begin(step, order);
}

void fase_overgeslagen(struct step *step)
{
    const struct spoor_event *event = step->event;
    if (!spoor_slice_present(event->fase))
        return;
    if (order_of(step, event->fase) < 0)
        flag_unknown(step);
    int32_t open = find_open(step);
    unsigned skipped = STANDEN(SPOOR_EXEMPLAAR_OVERGESLAGEN);
    if (open != NONE)
        close_instance(step, open, SPOOR_EXEMPLAAR_OVERGESLAGEN);
    else if (find_last(step->reis, event->fase, &event->exemplaar, skipped) == NONE)
        add_instance(step, event->fase, SPOOR_EXEMPLAAR_OVERGESLAGEN);
}

/* Open instances of phases after the one stepped back to were for nothing. */
static void undo_after(struct step *step, int32_t order)
{
    for (size_t i = 0; i < step->reis->exemplaar_count; i++) {
        const struct spoor_fase_exemplaar *item = &step->reis->exemplaren[i];
        if (item->stand == SPOOR_EXEMPLAAR_OPEN && order_of(step, item->fase) > order)
            close_instance(step, (int32_t)i, SPOOR_EXEMPLAAR_TERUGGEZET);
    }
}

static int32_t reopened_instance(struct step *step)
{
    const struct spoor_event *event = step->event;
    const struct spoor_slice *exemplaar = spoor_slice_present(event->exemplaar) ? &event->exemplaar : NULL;
    int32_t index = find_last(step->reis, event->naar_fase, exemplaar, ALL_STANDEN);
    if (index == NONE)
        return add_instance(step, event->naar_fase, SPOOR_EXEMPLAAR_OPEN);
    struct spoor_fase_exemplaar *item = &step->reis->exemplaren[index];
    item->stand = SPOOR_EXEMPLAAR_OPEN;
    item->eind_us = SPOOR_TIME_NONE;
    item->resultaat = SPOOR_SLICE_NULL;
    return index;
}

void fase_teruggezet(struct step *step)
{
    const struct spoor_event *event = step->event;
    struct spoor_reis *reis = step->reis;
    if (!spoor_slice_present(event->naar_fase))
        return;
    reis->reden = fold_text(step->fold, event->reden);
    reis->bij_wie = fold_text(step->fold, event->bij_wie);
    int32_t order = order_of(step, event->naar_fase);
    if (order < 0) {
        flag_unknown(step);
        return;
    }
    undo_after(step, order);
    move_to(step, reopened_instance(step));
}

/* Whether the event speaks of another instance than the current one; index is that instance, or NONE. */
static bool is_beside_current(const struct step *step, int32_t index)
{
    const struct spoor_reis *reis = step->reis;
    if (reis->huidig < 0 || !spoor_slice_present(step->event->fase))
        return false;
    if (index != NONE)
        return index != reis->huidig;
    int32_t order = order_of(step, step->event->fase);
    return order >= 0 && order < current_order(step);
}

void dossierstatus_gezet(struct step *step)
{
    const struct spoor_event *event = step->event;
    struct spoor_reis *reis = step->reis;
    if (!spoor_slice_present(event->dossierstatus))
        return;
    int32_t index = reis->huidig;
    if (spoor_slice_present(event->fase)) {
        const struct spoor_slice *exemplaar = spoor_slice_present(event->exemplaar) ? &event->exemplaar : NULL;
        index = find_last(reis, event->fase, exemplaar, ALL_STANDEN);
        if (order_of(step, event->fase) < 0)
            flag_unknown(step);
    }
    struct spoor_slice status = fold_text(step->fold, event->dossierstatus);
    if (index != NONE)
        reis->exemplaren[index].dossierstatus = status;
    if (!is_beside_current(step, index))
        reis->dossierstatus = status;
}
