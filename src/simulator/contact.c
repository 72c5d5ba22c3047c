#include "simulator_internal.h"

/* Channels of contacts in percent, cumulative; the case system and the chain have no contacts. */
static const struct {
    enum spoor_channel channel;
    uint32_t up_to;
} shares[] = {
    {SPOOR_CHANNEL_PORTAAL, 46}, {SPOOR_CHANNEL_TELEFOON, 76}, {SPOOR_CHANNEL_EMAIL, 91}, {SPOOR_CHANNEL_BALIE, 100}};
#define SWITCH_PERCENT 8 /* of calls */

static enum spoor_channel choose(struct sim_world *world)
{
    uint32_t draw = sim_random_below(&world->random, 100);
    if (world->options->cloudevents_only)
        return draw < 75 ? SPOOR_CHANNEL_PORTAAL : SPOOR_CHANNEL_EMAIL;
    size_t i = 0;
    while (draw >= shares[i].up_to)
        i++;
    return shares[i].channel;
}

static void contact(struct sim_world *world, int64_t at_us, struct sim_event *out_event)
{
    *out_event = (struct sim_event){.at_us = at_us, .dice = sim_random_next(&world->random)};
    out_event->channel = choose(world);
    out_event->form =
        out_event->channel == SPOOR_CHANNEL_TELEFOON && sim_random_below(&world->random, 100) < SWITCH_PERCENT
            ? SIM_WISSEL
            : SIM_CONTACT;
}

/* Under way: since the aanvraag, until the end. */
static bool has_reis(const struct sim_klant *klant)
{
    return klant->stage != SIM_NIEUW;
}

static void about_klant(struct sim_world *world, uint32_t klant_index, struct sim_event *event)
{
    const struct sim_klant *klant = &world->klanten[klant_index];
    event->klant = klant_index;
    event->reis = klant->reis;
    if (has_reis(klant))
        event->definitie = &world->options->definities[klant->definitie];
}

void sim_contact_next(struct sim_world *world, uint32_t klant, int64_t at_us, struct sim_event *out_event)
{
    contact(world, at_us, out_event);
    about_klant(world, klant, out_event);
    world->klanten[klant].last_us = at_us;
}

void sim_contact_anonymous(struct sim_world *world, int64_t at_us, struct sim_event *out_event)
{
    contact(world, at_us, out_event);
    out_event->anonymous = true;
}

bool sim_contact_late(struct sim_world *world, uint32_t klant_index, int64_t at_us, struct sim_event *out_event)
{
    const struct sim_klant *klant = &world->klanten[klant_index];
    int64_t told_s = (klant->last_us - klant->begun_us) / SPOOR_SECOND_US;
    if (!has_reis(klant) || told_s < 2)
        return false;
    contact(world, at_us, out_event);
    about_klant(world, klant_index, out_event);
    out_event->at_us = klant->begun_us + (int64_t)sim_random_below(&world->random, (uint32_t)told_s) * SPOOR_SECOND_US;
    out_event->late = true;
    return true;
}
