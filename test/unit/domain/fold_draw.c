#include "fold_draw.h"

#include "property_sets.h"

static const char *const things[] = {"t0", "t1", "c0"}; /* refs of what may stand open */
static const char *const people[] = {"piet", "els", "kees"};
static const char *const soorten[] = {"doorgezonden", "taak", "klacht", "klantcontact"};
static const char *const uitslagen[] = {"terugbellen", "vervolg_nodig", "niet_bereikt", "afgehandeld"};
static const char *const fouten[] = {"blijvend", "tijdelijk"};

static int64_t maybe_time(uint32_t percent)
{
    return chance(percent) ? (int64_t)draw(9) * SPOOR_SECOND_US : SPOOR_TIME_NONE;
}

/* What makes matters open, change and close. */
void draw_matter(struct spoor_event *event)
{
    struct spoor_slice *const refs_of_things[] = {&event->taak_id, &event->klacht_id, &event->escalatie_id,
                                                  &event->kennisgeving_id, &event->aanvraag_id};
    for (size_t i = 0; i < sizeof(refs_of_things) / sizeof(*refs_of_things); i++)
        *refs_of_things[i] = maybe(90, POOL(things));
    if (event->kind >= SPOOR_KIND_AFSPRAAK_GEPLAND && event->kind <= SPOOR_KIND_AFSPRAAK_NAGEKOMEN)
        event->afspraak_id = maybe(90, POOL(things));
    event->soort = maybe(70, POOL(soorten));
    event->over_soort = maybe(90, POOL(soorten));
    event->over_ref = pick(POOL(things));
    event->toegewezen_aan = maybe(40, POOL(people));
    event->met_actor = maybe(20, POOL(people));
    event->regisseur = maybe(80, POOL(people));
    event->divisie = maybe(50, POOL(codes));
    event->foutsoort = maybe(80, POOL(fouten));
    event->afspraak_us = maybe_time(60);
    event->afgerond_us = maybe_time(40);
    event->gemeld_us = maybe_time(30);
    event->geen_bevestiging = chance(30);
    event->onvolledig = chance(30);
    if (event->kind == SPOOR_KIND_KLANTCONTACT_GEREGISTREERD)
        event->resultaat = maybe(70, POOL(uitslagen));
}
