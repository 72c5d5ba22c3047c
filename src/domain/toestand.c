/* Toestand: choose and commit one event, and apply(), which does so only where refolding would give the same. */
#include "contact_internal.h"
#include "termijn_internal.h"

void spoor_toestand_init(struct spoor_toestand *toestand)
{
    *toestand = (struct spoor_toestand){.laatste = {.us = SPOOR_TIME_NONE}, .contacten.grens.us = SPOOR_TIME_NONE};
    feiten_init(&toestand->feiten);
}

struct spoor_slice fold_text(const struct fold *fold, struct spoor_slice s)
{
    return fold->history ? s : spoor_arena_copy(fold->arena, s);
}

static void choose_for_start(const struct fold *fold, const struct spoor_event *event, struct choice *choice)
{
    choice->reis = start_join(fold, event, choice->code);
    choice->opens = choice->reis == NO_REIS;
    choice->rewrites = keys_rewrite(fold, choice->reis, event, true);
}

/* In a replay the journey of a start event is known, and all keys are. */
static void choose_again_for_start(const struct fold *fold, struct choice *choice)
{
    choice->reis = fold->history->entries[fold->position].toewijzing.reis;
    choice->opens = choice->reis == fold->begun;
}

void fold_choose(const struct fold *fold, const struct spoor_event *event, struct choice *out_choice)
{
    struct choice choice = {.reis = NO_REIS};
    choice.start = start_find(event, fold->definities, &choice.code, &choice.definitie);
    if (choice.start && fold->replaying) {
        choose_again_for_start(fold, &choice);
    } else if (choice.start) {
        choose_for_start(fold, event, &choice);
    } else {
        attribute_by_keys(fold, event, &choice);
        if (choice.by_ref && !fold->replaying)
            choice.rewrites = keys_rewrite(fold, choice.reis, event, false);
        if (choice.reis == NO_REIS)
            attribute_otherwise(fold, event, &choice);
    }
    *out_choice = choice;
}

/* The phase an event is counted under: the one it names, else the journey's current one. */
static void assign_fase(const struct spoor_reis *reis, const struct spoor_event *event,
                        struct spoor_toewijzing *toewijzing)
{
    if (spoor_slice_present(event->fase)) {
        toewijzing->fase = event->fase;
        toewijzing->exemplaar = event->exemplaar;
    } else if (reis && reis->huidig >= 0) {
        toewijzing->fase = reis->exemplaren[reis->huidig].fase;
        toewijzing->exemplaar = reis->exemplaren[reis->huidig].exemplaar;
    }
}

static void teach_keys(struct fold *fold, struct spoor_reis *reis, const struct spoor_event *event,
                       const struct choice *choice)
{
    if (choice->start) {
        reis_add_ref(fold, reis, start_ref(event));
        reis_add_objecten(fold, reis, event);
    }
    if (choice->start || choice->by_ref)
        reis_add_zaken(fold, reis, event);
}

/* A date that moved brings its reason; whoever gives none takes the old one away. */
static void explain_dates(struct step *step, const struct spoor_uitkomst *before, const struct spoor_uitkomst *after)
{
    if (before->verwachte_einddatum_us == after->verwachte_einddatum_us &&
        before->actie_uiterlijk_us == after->actie_uiterlijk_us)
        return;
    step->reis->reden = fold_text(step->fold, step->reden);
    step->reis->bij_wie = fold_text(step->fold, step->bij_wie);
}

static struct step step_of(struct fold *fold, const struct spoor_event *event, const struct spoor_place *place,
                           struct spoor_reis *reis)
{
    bool moves = spoor_kind_group(event->kind) == SPOOR_GROUP_REIS;
    return (struct step){
        .fold = fold,
        .event = event,
        .place = place,
        .reis = reis,
        .definitie = reis_definitie(reis, fold->definities),
        .uiterlijk_us = termijn_moment(event->uiterlijk_us),
        .reden = moves ? event->reden : SPOOR_SLICE_NULL,
        .bij_wie = moves ? event->bij_wie : SPOOR_SLICE_NULL,
    };
}

/* Of events at one moment the greatest id is the last: a late event moves it, or not, as any order would. */
static void remember_last(const struct step *step)
{
    const struct spoor_event *event = step->event;
    struct spoor_reis *reis = step->reis;
    if (!step->definitie || step->definitie->stilstand_us <= 0 || event->plaatsgevonden_us < reis->laatste_us)
        return;
    if (event->plaatsgevonden_us == reis->laatste_us && spoor_slice_compare(event->id, reis->laatste_id) <= 0)
        return;
    reis->laatste_us = event->plaatsgevonden_us;
    reis->laatste_id = fold_text(step->fold, event->id);
    reis->laatste_stil = event->stil && event->plaatsgevonden_us + step->definitie->stilstand_us <= event->broker_us;
}

/* A date that an event gives does not lie before it. */
static void flag_dates(const struct step *step)
{
    const int64_t dates[] = {step->uiterlijk_us, step->event->verwacht_hervat_us};
    for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++) {
        if (dates[i] != SPOOR_TIME_NONE && dates[i] < step->event->plaatsgevonden_us)
            step->reis->flags |= SPOOR_REIS_DATUM_VOORBIJ;
    }
}

static void move(struct step *step)
{
    struct spoor_uitkomst before = uitkomst_by(step->reis, step->definitie);
    flag_dates(step);
    reis_apply(step);
    struct spoor_uitkomst after = uitkomst_by(step->reis, step->definitie);
    explain_dates(step, &before, &after);
    if (!spoor_uitkomst_equal(&before, &after))
        step->reis->mijlpaal = *step->place;
}

/* Whether it moved the journey. */
static bool commit_to_reis(struct fold *fold, const struct spoor_event *event, const struct spoor_place *place,
                           const struct choice *choice, int32_t index)
{
    struct spoor_reis *reis = &fold->toestand->reizen[index];
    teach_keys(fold, reis, event, choice);
    struct step step = step_of(fold, event, place, reis);
    bool moves = reis_moves_by(&step);
    const struct spoor_definitie *was = step.definitie;
    struct lopende_termijn before[SPOOR_KLOKKEN_MAX];
    size_t before_count = moves && !choice->opens ? termijnen_lopend(reis, step.definitie, before) : 0;
    if (moves)
        move(&step);
    if (moves || choice->opens)
        termijnen_follow(&step, before, before_count, was);
    remember_last(&step); /* by the limit of the version that it may have migrated to */
    if (choice->opens)
        reis->mijlpaal = *place;
    return moves;
}

void fold_commit(struct fold *fold, const struct spoor_event *event, const struct spoor_place *place,
                 const struct choice *choice, struct spoor_toewijzing *out_toewijzing)
{
    struct spoor_toestand *toestand = fold->toestand;
    int32_t index = choice->opens ? reis_open(fold, event, choice) : choice->reis;
    struct spoor_toewijzing toewijzing = {.event = event, .reis = index};
    assign_fase(index == NO_REIS ? NULL : &toestand->reizen[index], event, &toewijzing);
    toestand->losse_sleutels |= choice->missed;
    count_event(fold, event, index);
    bool moves = index != NO_REIS && commit_to_reis(fold, event, place, choice, index);
    toewijzing.telt_alleen = !moves && !choice->start;
    if (out_toewijzing)
        *out_toewijzing = toewijzing;
}

struct spoor_place place_copy(const struct spoor_place *place, struct spoor_arena *arena)
{
    struct spoor_place copy = *place;
    copy.source = spoor_arena_copy(arena, place->source);
    copy.sequence = spoor_arena_copy(arena, place->sequence);
    copy.id = spoor_arena_copy(arena, place->id);
    return copy;
}

/* The place with its texts in the arena; the source seldom changes from event to event. */
static struct spoor_place kept_place(const struct spoor_place *place, const struct spoor_place *last,
                                     struct spoor_arena *arena)
{
    struct spoor_place kept = *place;
    bool same_source = spoor_slice_present(last->source) && spoor_slice_equal(place->source, last->source);
    kept.source = same_source ? last->source : spoor_arena_copy(arena, place->source);
    kept.sequence = spoor_arena_copy(arena, place->sequence);
    kept.id = spoor_arena_copy(arena, place->id);
    return kept;
}

static bool some_reis_fits(const struct fold *fold, const struct spoor_event *event)
{
    for (size_t i = 0; i < fold->toestand->reis_count; i++) {
        if (reis_fits(fold, &fold->toestand->reizen[i], event))
            return true;
    }
    return false;
}

/* Where an event belongs may differ at an earlier state of the keys; if it ends a journey then, starts join otherwise.
 */
static bool ends_some_reis(const struct fold *fold, const struct spoor_event *event)
{
    for (size_t i = 0; i < fold->toestand->reis_count; i++) {
        const struct spoor_definitie *definitie = reis_definitie(&fold->toestand->reizen[i], fold->definities);
        if (definitie && spoor_definitie_ends_by(definitie, event))
            return true;
    }
    return false;
}

/* A zaakRef taught at an earlier place changes nothing only if known, and no start was ever joined without its ref. */
static bool zaken_are_settled(const struct spoor_toestand *toestand, const struct spoor_reis *reis,
                              const struct spoor_event *event)
{
    return toestand->reis_count == 1 && reis->ref_count == 1 && !keys_teach_zaak(reis, event);
}

/* Whether a late contact of this journey only counts, in a phase that is known without the history. */
static bool late_contact_counts_only(const struct fold *fold, const struct spoor_event *event,
                                     const struct spoor_place *place, const struct choice *choice)
{
    const struct spoor_reis *reis = &fold->toestand->reizen[choice->reis];
    if (spoor_kind_group(event->kind) != SPOOR_GROUP_CONTACT)
        return false;
    if (choice->by_ref && event->zaak_ref_count > 0 && !zaken_are_settled(fold->toestand, reis, event))
        return false;
    return spoor_slice_present(event->fase) || spoor_place_compare(place, &reis->mijlpaal) > 0;
}

/* An event before a migration belongs where the version of then says. */
static bool has_migrated(const struct spoor_toestand *toestand)
{
    for (size_t i = 0; i < toestand->reis_count; i++) {
        if (toestand->reizen[i].flags & SPOOR_REIS_GEMIGREERD)
            return true;
    }
    return false;
}

/* Whether a late event commutes: no start, nobody follows it, and its journey does not depend on its place. */
static bool choose_late(const struct fold *fold, const struct spoor_event *event, const struct spoor_place *place,
                        struct choice *choice)
{
    *choice = (struct choice){.reis = NO_REIS};
    if (has_migrated(fold->toestand) || start_find(event, fold->definities, &choice->code, &choice->definitie) ||
        (fold->toestand->losse_sleutels & key_bit(KEY_CONTACT, contact_key(event))) || ends_some_reis(fold, event))
        return false;
    attribute_by_keys(fold, event, choice);
    if (choice->reis != NO_REIS)
        return late_contact_counts_only(fold, event, place, choice);
    if (fold->toestand->reis_count > 0 && (spoor_kind_group(event->kind) != SPOOR_GROUP_CONTACT ||
                                           spoor_slice_present(event->vervolg_van) || some_reis_fits(fold, event)))
        return false;
    attribute_otherwise(fold, event, choice);
    return true;
}

/* Where the event will be, before it is. */
static enum spoor_apply_result plan_contact(const struct fold *fold, const struct spoor_event *event,
                                            const struct spoor_place *place, bool late, const struct choice *choice,
                                            struct contact_plan *out_plan)
{
    const struct spoor_toestand *toestand = fold->toestand;
    struct spoor_toewijzing toewijzing = {.reis = choice->opens ? (int32_t)toestand->reis_count : choice->reis};
    bool is_there = !choice->opens && choice->reis != NO_REIS;
    assign_fase(is_there ? &toestand->reizen[choice->reis] : NULL, event, &toewijzing);
    return contacten_plan(fold, event, place, late, &toewijzing, out_plan);
}

/* What was known to be wrong meanwhile was not taken back: only the history tells what that is. */
static bool ends_freezing(const struct spoor_toestand *toestand, const struct spoor_event *event)
{
    return event->kind == SPOOR_KIND_GEGEVENS_VRIJGEGEVEN && spoor_feiten_bevroren(&toestand->feiten);
}

enum spoor_apply_result spoor_toestand_apply(struct spoor_toestand *toestand, const struct spoor_event *event,
                                             const struct spoor_definities *definities, struct spoor_arena *arena,
                                             struct spoor_toewijzing *out_toewijzing)
{
    toestand->verloop = (struct spoor_termijnverloop){0};
    if (!spoor_kind_folds(event->kind)) {
        if (out_toewijzing)
            *out_toewijzing = (struct spoor_toewijzing){.reis = NO_REIS};
        return SPOOR_APPLIED;
    }
    if (spoor_kind_corrects(event->kind) || ends_freezing(toestand, event) ||
        (toestand->wachtende_correcties & correctie_bit(event->id)))
        return SPOOR_NEEDS_HISTORY;
    struct fold fold = {
        .toestand = toestand, .definities = definities, .arena = arena, .begun = (int32_t)toestand->reis_count};
    struct spoor_place place = spoor_place_of(event, definities);
    bool late = toestand->gebeurtenissen > 0 && spoor_place_compare(&place, &toestand->laatste) <= 0;
    struct choice choice;
    enum spoor_apply_result open = open_choose(toestand, event, late);
    if (open != SPOOR_APPLIED)
        return open;
    if (fold_is_of_klant(event)) {
        klant_event_take(&fold, event, &place, out_toewijzing);
        if (!late)
            toestand->laatste = kept_place(&place, &toestand->laatste, arena);
        return SPOOR_APPLIED;
    }
    if (!late)
        fold_choose(&fold, event, &choice);
    else if (!choose_late(&fold, event, &place, &choice))
        return SPOOR_NEEDS_HISTORY;
    if (choice.rewrites != REWRITES_NOTHING || choice.needs_history)
        return SPOOR_NEEDS_HISTORY;
    struct contact_plan plan;
    enum spoor_apply_result result = plan_contact(&fold, event, &place, late, &choice, &plan);
    if (result != SPOOR_APPLIED)
        return result;
    if (!late)
        toestand->laatste = place = kept_place(&place, &toestand->laatste, arena);
    fold_commit(&fold, event, &place, &choice, out_toewijzing);
    contacten_take(&fold, &plan);
    open_commit(&fold, event);
    return SPOOR_APPLIED;
}

bool spoor_toestand_waits_for_definition(const struct spoor_toestand *toestand)
{
    for (size_t i = 0; i < toestand->reis_count; i++) {
        if (toestand->reizen[i].flags & SPOOR_REIS_DEFINITIE_ONBEKEND)
            return true;
    }
    return toestand->los > 0;
}
