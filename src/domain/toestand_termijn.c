/* Term events: what suspends, resumes and lengthens the clocks of a journey (rule 9; Awb 4:5, 4:15).
 *
 * A clock stands still as long as something holds it up: a suspension, a question to the klant, or both. termijn-hervat
 * makes it run whatever held it up. What comes after the end of a term suspends it no more; an extension still counts.
 */
#include "termijn_internal.h"

#define AANVULLING_REDEN SPOOR_SLICE("gegevens_ontbreken")
#define AANVULLING_BIJ_WIE SPOOR_SLICE("klant")

/* ---- clocks of a journey ---- */

static void insert_klok(const struct fold *fold, struct spoor_reis *reis, struct spoor_klok klok)
{
    reis->klokken =
        spoor_arena_grow(fold->arena, reis->klokken, reis->klok_count, &reis->klok_capacity, sizeof(*reis->klokken));
    if (!klok.van_fase && reis->klok_count > 0) { /* that of the journey first */
        reis->klokken[1] = reis->klokken[0];
        reis->klokken[0] = klok;
    } else {
        reis->klokken[reis->klok_count] = klok;
    }
    reis->klok_count++;
}

static struct spoor_klok *klok_of_reis(const struct step *step)
{
    if (!klok_find(step->reis, false))
        insert_klok(step->fold, step->reis, klok_new(false, SPOOR_TIME_NONE));
    return klok_find(step->reis, false);
}

/* Whether the current phase has a term that begins with it. */
static bool has_klok(const struct step *step)
{
    const struct spoor_fase_exemplaar *current = &step->reis->exemplaren[step->reis->huidig];
    int32_t order = step->definitie ? spoor_definitie_fase_order(step->definitie, current->fase) : -1;
    if (order < 0 || current->stand != SPOOR_EXEMPLAAR_OPEN)
        return false;
    const struct spoor_fase_definitie *fase = &step->definitie->fasen[order];
    return (fase->termijn.bekend && !fase->termijn.vanaf_klantreis) || fase->actie_termijn.bekend;
}

/* The end of a clock is set by this event: what was over when history was loaded is told to nobody (rule 16). */
static void set_by(const struct step *step, struct spoor_klok *klok)
{
    klok->geladen_us = step->event->stil ? step->event->broker_us : SPOOR_TIME_NONE;
    step->fold->toestand->verloop.bewogen = true;
}

void klok_begin_fase(struct step *step)
{
    struct spoor_reis *reis = step->reis;
    if (klok_find(reis, true))
        reis->klok_count--; /* that of a phase is the last */
    if (has_klok(step)) {
        struct spoor_klok klok = klok_new(true, step->event->plaatsgevonden_us);
        set_by(step, &klok);
        insert_klok(step->fold, reis, klok);
    }
}

/* A clock that runs goes on. Where the old version had none for the phase, it began with the phase. */
void klok_andere_versie(struct step *step)
{
    struct spoor_reis *reis = step->reis;
    if (reis->huidig < 0 || klok_find(reis, true) || !has_klok(step))
        return;
    int64_t begin_us = reis->exemplaren[reis->huidig].begin_us;
    if (begin_us != SPOOR_TIME_NONE)
        insert_klok(step->fold, reis, klok_new(true, begin_us));
}

void klokken_keep(struct spoor_reis *reis, struct spoor_arena *arena)
{
    for (size_t i = 0; i < reis->klok_count; i++) {
        struct spoor_stilstand *held[] = {&reis->klokken[i].opschorting, &reis->klokken[i].aanvulling};
        for (size_t k = 0; k < sizeof(held) / sizeof(*held); k++) {
            held[k]->reden = spoor_arena_copy(arena, held[k]->reden);
            held[k]->bij_wie = spoor_arena_copy(arena, held[k]->bij_wie);
        }
    }
}

/* ---- what moves them ---- */

static void forget(struct spoor_stilstand *stilstand)
{
    *stilstand = (struct spoor_stilstand){.tot_us = SPOOR_TIME_NONE};
}

static void run_again(const struct step *step, struct spoor_klok *klok, int64_t us)
{
    if (klok->stil_sinds_us != SPOOR_TIME_NONE)
        set_by(step, klok);
    if (klok->stil_sinds_us != SPOOR_TIME_NONE && !klok->gegeven_in_stilstand)
        klok_add_stilstand(klok, us, step->definitie);
    klok->stil_sinds_us = SPOOR_TIME_NONE;
    klok->gegeven_in_stilstand = false;
}

/* The time that the klant had may have passed unused before this event: then the clock ran again (Awb 4:15). */
static void settle(const struct step *step, struct spoor_klok *klok)
{
    int64_t tot_us = klok->aanvulling.tot_us;
    if (!klok->aanvulling.actief || tot_us == SPOOR_TIME_NONE || tot_us >= step->event->plaatsgevonden_us)
        return;
    forget(&klok->aanvulling);
    if (!klok->opschorting.actief)
        run_again(step, klok, tot_us);
}

static bool is_over(const struct step *step, bool van_fase)
{
    int64_t end = termijn_eind(step->reis, step->definitie, van_fase);
    return end != SPOOR_TIME_NONE && step->event->plaatsgevonden_us > end;
}

static void tell_reden(struct step *step, struct spoor_slice reden, struct spoor_slice bij_wie)
{
    step->reden = reden;
    step->bij_wie = bij_wie;
}

static struct spoor_slice or_else(struct spoor_slice text, struct spoor_slice otherwise)
{
    return spoor_slice_present(text) ? text : otherwise;
}

static void hold_up(struct step *step, struct spoor_klok *klok, struct spoor_stilstand *by, int64_t tot_us)
{
    if (is_over(step, klok->van_fase)) {
        step->reis->flags |= SPOOR_REIS_TERMIJN_VOORBIJ;
        return;
    }
    if (klok->stil_sinds_us == SPOOR_TIME_NONE)
        klok->stil_sinds_us = step->event->plaatsgevonden_us;
    set_by(step, klok);
    by->actief = true;
    by->tot_us = tot_us;
    by->reden = fold_text(step->fold, step->reden);
    by->bij_wie = fold_text(step->fold, step->bij_wie);
}

struct movement { /* one thing that is done to clocks */
    void (*move)(struct step *step, struct spoor_klok *klok);
    uint32_t by; /* enum spoor_termijn_beweging: what a term must allow; 0: what ends, ends always */
};

static void opschorten(struct step *step, struct spoor_klok *klok)
{
    hold_up(step, klok, &klok->opschorting, step->event->verwacht_hervat_us);
}

static void vragen(struct step *step, struct spoor_klok *klok)
{
    hold_up(step, klok, &klok->aanvulling, step->uiterlijk_us);
}

static void hervatten(struct step *step, struct spoor_klok *klok)
{
    const struct spoor_stilstand *held = klok->opschorting.actief ? &klok->opschorting : &klok->aanvulling;
    if (klok->stil_sinds_us == SPOOR_TIME_NONE)
        return;
    tell_reden(step, or_else(step->reden, held->reden), or_else(step->bij_wie, held->bij_wie));
    run_again(step, klok, step->event->plaatsgevonden_us);
    forget(&klok->opschorting);
    forget(&klok->aanvulling);
}

static void aanvullen(struct step *step, struct spoor_klok *klok)
{
    struct spoor_stilstand was = klok->aanvulling;
    forget(&klok->aanvulling);
    klok->gevraagd_tot_us = SPOOR_TIME_NONE;
    if (!was.actief)
        return;
    tell_reden(step, or_else(step->reden, was.reden), or_else(step->bij_wie, was.bij_wie));
    if (!klok->opschorting.actief)
        run_again(step, klok, step->event->plaatsgevonden_us);
}

/* ISO 8601, or seconds in digits (docs/contracten.md). */
static bool read_duur(struct spoor_slice text, struct spoor_duur *out_duur)
{
    int64_t seconds = 0;
    if (spoor_duur_parse(text, out_duur))
        return true;
    for (size_t i = 0; i < text.length && text.data[i] >= '0' && text.data[i] <= '9'; i++) {
        seconds = seconds * 10 + (text.data[i] - '0');
        if (seconds > SPOOR_DUUR_MAX)
            seconds = SPOOR_DUUR_MAX;
    }
    *out_duur = (struct spoor_duur){.seconden = seconds};
    return seconds > 0;
}

static void verlengen(struct step *step, struct spoor_klok *klok)
{
    struct spoor_duur duur;
    if (is_over(step, klok->van_fase))
        step->reis->flags |= SPOOR_REIS_TERMIJN_VOORBIJ;
    if (!read_duur(step->event->duur, &duur))
        return;
    klok_add_duur(klok, &duur, termijn_of_klok(step->reis, step->definitie, klok->van_fase)->soort);
    set_by(step, klok);
}

/* ---- whose clocks ---- */

/* The phase that the event names as its term; a name that is no phase of the definition speaks of the running terms. */
static int32_t named_fase(const struct step *step)
{
    if (!step->definitie || !spoor_slice_present(step->event->termijn))
        return -1;
    return spoor_definitie_fase_order(step->definitie, step->event->termijn);
}

static bool is_meant(const struct step *step, bool van_fase)
{
    int32_t order = named_fase(step);
    if (order < 0)
        return true;
    const struct spoor_fase_definitie *fase = &step->definitie->fasen[order];
    if (fase->termijn.vanaf_klantreis || !van_fase)
        return fase->termijn.vanaf_klantreis && !van_fase;
    const struct spoor_reis *reis = step->reis;
    return reis->huidig >= 0 && spoor_slice_equal(reis->exemplaren[reis->huidig].fase, fase->code);
}

static void move_one(struct step *step, bool van_fase, const struct movement *movement)
{
    const struct spoor_termijn_definitie *termijn = termijn_of_klok(step->reis, step->definitie, van_fase);
    if (!is_meant(step, van_fase) || (movement->by && termijn->bekend && !(termijn->beweegt_door & movement->by)))
        return;
    bool finds = van_fase || !movement->by; /* a clock begins with what moves it */
    struct spoor_klok *klok = finds ? klok_find(step->reis, van_fase) : klok_of_reis(step);
    if (!klok)
        return;
    settle(step, klok);
    movement->move(step, klok);
    step->fold->toestand->verloop.bewogen = true;
}

/* That of the phase last: of two reasons that ended, what the klant sees now is told. */
static void move_all(struct step *step, struct movement movement)
{
    if (step->reis->beeindigd)
        return;
    move_one(step, false, &movement);
    move_one(step, true, &movement);
}

void termijn_opgeschort(struct step *step)
{
    move_all(step, (struct movement){opschorten, SPOOR_TERMIJN_OPSCHORTING});
}

void termijn_hervat(struct step *step)
{
    move_all(step, (struct movement){hervatten, 0});
}

void termijn_verlengd(struct step *step)
{
    if (step->uiterlijk_us == SPOOR_TIME_NONE)
        move_all(step, (struct movement){verlengen, SPOOR_TERMIJN_VERLENGING});
}

/* uiterlijkOp of a question is until when the klant has to answer it, not the end of our term (Awb 4:5). */
void aanvulling_gevraagd(struct step *step)
{
    tell_reden(step, or_else(step->reden, AANVULLING_REDEN), or_else(step->bij_wie, AANVULLING_BIJ_WIE));
    if (!step->event->schort_niet_op)
        move_all(step, (struct movement){vragen, SPOOR_TERMIJN_AANVULLING});
    if (!step->reis->beeindigd && step->uiterlijk_us != SPOOR_TIME_NONE)
        klok_of_reis(step)->gevraagd_tot_us = step->uiterlijk_us;
    step->uiterlijk_us = SPOOR_TIME_NONE;
}

void aanvulling_ontvangen(struct step *step)
{
    if (!step->event->onvolledig)
        move_all(step, (struct movement){aanvullen, 0});
}

/* A date without a time lasts until the end of that day. */
int64_t termijn_moment(int64_t us)
{
    int32_t day;
    int64_t end;
    bool is_day =
        spoor_calendar_is_midnight(us) && spoor_calendar_day_of(us, &day) && spoor_calendar_end_of_day(day, &end);
    return is_day ? end : us;
}

/* Said once more, a date is no news: it does not undo what moved it since. */
void termijn_gegeven(struct step *step)
{
    bool van_fase = termijn_is_van_fase(step->reis, step->definitie);
    const struct spoor_klok *kept = klok_find(step->reis, van_fase);
    int64_t us = step->uiterlijk_us;
    if (us == SPOOR_TIME_NONE || (kept && kept->gegeven_us == us) ||
        termijn_einddatum(step->reis, step->definitie) == us)
        return;
    struct spoor_klok *klok = van_fase ? klok_find(step->reis, true) : klok_of_reis(step);
    struct spoor_klok given = klok_new(van_fase, klok->begin_us);
    given.gegeven_us = us;
    given.stil_sinds_us = klok->stil_sinds_us;
    given.gegeven_in_stilstand = klok->stil_sinds_us != SPOOR_TIME_NONE;
    given.gevraagd_tot_us = klok->gevraagd_tot_us;
    set_by(step, &given);
    given.opschorting = klok->opschorting;
    given.aanvulling = klok->aanvulling;
    *klok = given;
}

/* ---- which terms run ---- */

/* Of two versions of a definition, too, a phase is known by its name. */
static bool is_same_fase(const struct spoor_fase_definitie *a, const struct spoor_fase_definitie *b)
{
    return a == b || (a && b && spoor_slice_equal(a->code, b->code));
}

static bool is_among(const struct lopende_termijn *one, const struct lopende_termijn *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (items[i].klok.van_fase == one->klok.van_fase && is_same_fase(items[i].fase, one->fase) &&
            spoor_slice_equal(items[i].exemplaar, one->exemplaar))
            return true;
    return false;
}

static void begins_to_run(struct step *step, bool van_fase)
{
    struct spoor_klok *klok = klok_find(step->reis, van_fase);
    step->fold->toestand->verloop.bewogen = true;
    if (!klok && step->event->stil)
        klok = klok_of_reis(step);
    if (klok)
        set_by(step, klok);
}

static void ends_to_run(const struct step *step, const struct lopende_termijn *lopend,
                        const struct spoor_definitie *definitie)
{
    struct spoor_toestand *toestand = step->fold->toestand;
    struct spoor_termijnverloop *verloop = &toestand->verloop;
    verloop->bewogen = true;
    verloop->afgelopen = spoor_arena_grow(step->fold->arena, verloop->afgelopen, verloop->afgelopen_count,
                                          &verloop->afgelopen_capacity, sizeof(*verloop->afgelopen));
    verloop->afgelopen[verloop->afgelopen_count++] =
        (struct spoor_termijn_afgelopen){.reis = (int32_t)(step->reis - toestand->reizen),
                                         .termijn = termijn_describe(lopend, definitie),
                                         .klaar_us = step->event->plaatsgevonden_us};
}

void termijnen_follow(struct step *step, const struct lopende_termijn *before, size_t before_count,
                      const struct spoor_definitie *was)
{
    struct lopende_termijn after[SPOOR_KLOKKEN_MAX];
    size_t count = termijnen_lopend(step->reis, step->definitie, after);
    for (size_t i = 0; i < before_count; i++)
        if (!is_among(&before[i], after, count))
            ends_to_run(step, &before[i], was);
    for (size_t i = 0; i < count; i++)
        if (step->definitie != was || !is_among(&after[i], before, before_count))
            begins_to_run(step, after[i].klok.van_fase);
}
