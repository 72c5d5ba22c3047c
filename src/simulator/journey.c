#include "simulator_internal.h"

/* Shares in percent of what happens next. */
#define APPLY_AT_BALIE 18
#define APPLY_NOWHERE 8 /* the case system alone begins the journey */
#define BEGIN_FORM 12
#define BREAK_OFF_FORM 5
#define REPEAT_PHASE 30
#define STEP_BACK 4
#define STATUS_ONLY 12
#define SKIP_OPTIONAL 60
#define EARLY_END 10
#define BY_API 6

static const struct spoor_definitie *definitie_of(const struct sim_world *world, const struct sim_klant *klant)
{
    return &world->options->definities[klant->definitie];
}

static bool chance(struct sim_world *world, uint32_t percent)
{
    return sim_random_below(&world->random, 100) < percent;
}

static struct spoor_slice fase_code(const struct spoor_definitie *definitie, size_t fase)
{
    return fase < definitie->fase_count ? definitie->fasen[fase].code : SPOOR_SLICE_NULL;
}

/* The rule by which completing the phase ends the journey; NULL = none. */
static const struct spoor_regel *end_rule(const struct spoor_definitie *definitie, struct spoor_slice fase)
{
    for (size_t i = 0; i < definitie->einde_count; i++)
        if (definitie->einde[i].kind == SPOOR_KIND_FASE_VOLTOOID && spoor_slice_equal(definitie->einde[i].fase, fase))
            return &definitie->einde[i];
    return NULL;
}

/* Which instance of a phase the klant is in; only phases that may be repeated have one. */
static uint8_t exemplaar_of(const struct spoor_definitie *definitie, const struct sim_klant *klant)
{
    return definitie->fasen[klant->fase].herhaalbaar ? klant->exemplaar : 0;
}

static void describe(const struct sim_world *world, const struct sim_klant *klant, struct sim_event *event)
{
    event->definitie = definitie_of(world, klant);
    event->reis = klant->reis;
    event->exemplaar = exemplaar_of(event->definitie, klant);
}

/* A record of the case system, or of whoever speaks for it when only CloudEvents are made. */
static void number_step(struct sim_klant *klant, struct sim_event *event)
{
    event->channel = SPOOR_CHANNEL_ZAAKSYSTEEM;
    event->volgnummer = ++klant->volgnummer;
}

static void begin_reis(struct sim_world *world, struct sim_klant *klant, int64_t at_us)
{
    *klant = (struct sim_klant){.reis = klant->reis + 1, .begun_us = at_us, .exemplaar = 1, .stage = SIM_AANGEVRAAGD};
    klant->definitie = (uint8_t)sim_random_below(&world->random, (uint32_t)world->options->definitie_count);
    world->counts.reizen++;
}

static void open_case(struct sim_klant *klant, struct sim_event *event)
{
    number_step(klant, event);
    event->form = SIM_REIS_GESTART;
    event->naar = fase_code(event->definitie, 0);
    klant->stage = SIM_LOOPT;
}

static void apply(struct sim_world *world, struct sim_klant *klant, struct sim_event *event)
{
    bool all = !world->options->cloudevents_only;
    event->channel = SPOOR_CHANNEL_PORTAAL;
    if (chance(world, BEGIN_FORM + BREAK_OFF_FORM)) {
        event->form = chance(world, 30) ? SIM_AANVRAAG_AFGEBROKEN : SIM_AANVRAAG_GESTART;
        event->reis = klant->reis + 1;
        return;
    }
    begin_reis(world, klant, event->at_us);
    describe(world, klant, event);
    event->form = SIM_AANVRAAG_VERZONDEN;
    if (all && chance(world, APPLY_NOWHERE))
        open_case(klant, event);
    else if (all && chance(world, APPLY_AT_BALIE))
        event->channel = SPOOR_CHANNEL_BALIE;
}

/* The phase after this one, of which optional ones are mostly passed over; fase_count when there is none. */
static size_t next_phase(struct sim_world *world, const struct sim_klant *klant)
{
    const struct spoor_definitie *definitie = definitie_of(world, klant);
    size_t next = (size_t)klant->fase + 1 + klant->overgeslagen;
    while (next < definitie->fase_count && definitie->fasen[next].optioneel && chance(world, SKIP_OPTIONAL))
        next++;
    return next;
}

static void end_reis(struct sim_klant *klant, struct sim_event *event, const struct spoor_regel *rule)
{
    event->form = SIM_EINDE;
    event->van_exemplaar = event->exemplaar;
    event->van = fase_code(event->definitie, klant->fase);
    event->resultaat = rule && rule->resultaat.length ? rule->resultaat : SPOOR_SLICE("afgehandeld");
    klant->stage = SIM_NIEUW;
}

static void enter_phase(struct sim_klant *klant, size_t fase)
{
    klant->exemplaar = fase == klant->fase ? (uint8_t)(klant->exemplaar + 1) : 1;
    klant->fase = (uint8_t)fase;
    klant->overgeslagen = 0;
}

static void step_on(struct sim_world *world, struct sim_klant *klant, struct sim_event *event)
{
    const struct spoor_definitie *definitie = event->definitie;
    const struct spoor_regel *rule = end_rule(definitie, fase_code(definitie, klant->fase));
    size_t next = next_phase(world, klant);
    if (definitie->fasen[klant->fase].herhaalbaar && klant->exemplaar < 9 && chance(world, REPEAT_PHASE))
        next = klant->fase;
    if (next >= definitie->fase_count || (rule && chance(world, EARLY_END))) {
        end_reis(klant, event, rule);
        return;
    }
    event->form = SIM_STAP;
    event->van = fase_code(definitie, klant->fase);
    event->naar = fase_code(definitie, next);
    event->resultaat = SPOOR_SLICE("afgerond");
    event->van_exemplaar = event->exemplaar;
    enter_phase(klant, next);
    event->exemplaar = exemplaar_of(definitie, klant);
}

static bool skip_next(struct sim_world *world, struct sim_klant *klant, struct sim_event *event)
{
    const struct spoor_definitie *definitie = event->definitie;
    size_t next = (size_t)klant->fase + 1 + klant->overgeslagen;
    if (next + 1 >= definitie->fase_count || !definitie->fasen[next].optioneel || !chance(world, 20))
        return false;
    event->form = SIM_OVERGESLAGEN;
    event->van = fase_code(definitie, next);
    event->exemplaar = 0;
    klant->overgeslagen++;
    return true;
}

static void step_back(struct sim_klant *klant, struct sim_event *event)
{
    event->form = SIM_TERUG;
    event->van = fase_code(event->definitie, klant->fase);
    event->naar = fase_code(event->definitie, (size_t)klant->fase - 1);
    klant->fase--;
    klant->overgeslagen = 0;
    klant->exemplaar = 1;
    event->exemplaar = exemplaar_of(event->definitie, klant);
}

/* The chain tells that its part of the phase began, for klant and employer at once. */
static void tell_by_api(struct sim_klant *klant, struct sim_event *event)
{
    event->channel = SPOOR_CHANNEL_API;
    event->form = SIM_FASE_GESTART;
    event->naar = fase_code(event->definitie, klant->fase);
}

static void case_step(struct sim_world *world, struct sim_klant *klant, struct sim_event *event)
{
    if (chance(world, BY_API)) {
        tell_by_api(klant, event);
        return;
    }
    number_step(klant, event);
    if (klant->fase > 0 && chance(world, STEP_BACK))
        step_back(klant, event);
    else if (chance(world, STATUS_ONLY))
        event->form = SIM_STATUS;
    else if (!skip_next(world, klant, event))
        step_on(world, klant, event);
}

/* Only CloudEvents: the end of a phase and the beginning of the next are told apart. */
static void cloudevent_step(struct sim_world *world, struct sim_klant *klant, struct sim_event *event)
{
    size_t next = next_phase(world, klant);
    event->channel = chance(world, BY_API) ? SPOOR_CHANNEL_API : SPOOR_CHANNEL_PORTAAL;
    if (klant->stage == SIM_LOOPT) {
        event->form = SIM_FASE_VOLTOOID;
        event->van = fase_code(event->definitie, klant->fase);
        event->resultaat = SPOOR_SLICE("afgerond");
        klant->stage = SIM_TUSSEN_FASEN;
        return;
    }
    if (klant->stage == SIM_TUSSEN_FASEN && next >= event->definitie->fase_count) {
        event->channel = SPOOR_CHANNEL_API;
        event->form = SIM_REIS_BEEINDIGD;
        event->resultaat = SPOOR_SLICE("afgehandeld");
        klant->stage = SIM_NIEUW;
        return;
    }
    if (klant->stage == SIM_TUSSEN_FASEN)
        enter_phase(klant, next);
    event->form = SIM_FASE_GESTART;
    event->naar = fase_code(event->definitie, klant->fase);
    event->exemplaar = exemplaar_of(event->definitie, klant);
    klant->stage = SIM_LOOPT;
}

void sim_journey_next(struct sim_world *world, uint32_t klant_index, int64_t at_us, struct sim_event *out_event)
{
    struct sim_klant *klant = &world->klanten[klant_index];
    *out_event = (struct sim_event){.klant = klant_index, .at_us = at_us, .dice = sim_random_next(&world->random)};
    if (klant->stage == SIM_NIEUW) {
        apply(world, klant, out_event);
    } else {
        describe(world, klant, out_event);
        if (world->options->cloudevents_only)
            cloudevent_step(world, klant, out_event);
        else if (klant->stage == SIM_AANGEVRAAGD)
            open_case(klant, out_event);
        else
            case_step(world, klant, out_event);
    }
    klant->last_us = at_us;
}
