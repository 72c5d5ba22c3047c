#include "random_events.h"

#include "fold_draw.h"
#include "random_klant.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEFINITION_SETS = 48 };

static struct spoor_slice voorkeuren[] = {{"email", 5}, {"post", 4}, {"balie", 5}, {"app", 3}};
static const char *const gesprekken[] = {"g0", "g1", "g2"};
static const char *const feiten[] = {"f0", "f1", "f2", "f3"};
static const char *const systemen[] = {"sys1", "sys2"};
static const char *const richtingen[] = {"inkomend", "uitgaand"};
static const char *const actoren[] = {"medewerker", "geautomatiseerde_actor"};
static struct definition_set definition_sets[DEFINITION_SETS];

/* ---- events ---- */

static const enum spoor_kind corrections[] = {
    SPOOR_KIND_STAP_GECORRIGEERD, SPOOR_KIND_STAP_INGETROKKEN, SPOOR_KIND_KLANTCONTACT_GECORRIGEERD,
    SPOOR_KIND_KLANTGEGEVEN_GECORRIGEERD, SPOOR_KIND_KLANTGEGEVEN_INGETROKKEN};
static uint32_t klant_percent; /* of the set: how many of its events are about the klant himself */

static enum spoor_kind pick_kind(const enum spoor_kind *kinds, size_t count)
{
    return kinds[draw((uint32_t)count)];
}

/* All kinds come along; those that move a journey far more often than there are of them. */
static const enum spoor_kind contact_kinds[] = {
    SPOOR_KIND_KLANTCONTACT_GEREGISTREERD,
    SPOOR_KIND_OPROEP_AANGEBODEN,
    SPOOR_KIND_OPROEP_BEANTWOORD,
    SPOOR_KIND_OPROEP_BEEINDIGD,
    SPOOR_KIND_BEZOEKER_AANGEMELD,
    SPOOR_KIND_BEZOEKER_GEHOLPEN,
    SPOOR_KIND_CHAT_GESTART,
    SPOOR_KIND_CHAT_OVERGEDRAGEN,
    SPOOR_KIND_BERICHT_ONTVANGEN,
    SPOOR_KIND_KANAALWISSEL_GEREGISTREERD,
    SPOOR_KIND_DOORVERWIJZING_GEREGISTREERD,
};

static enum spoor_kind random_kind(bool many_contacts)
{
    if (chance(many_contacts ? 5 : 20))
        return SPOOR_KIND_KLANTREIS_GESTART;
    if (many_contacts && chance(80))
        return contact_kinds[draw(sizeof(contact_kinds) / sizeof(*contact_kinds))];
    if (chance(klant_percent))
        return random_klant_kind(draw);
    bool moving = chance(50);
    enum spoor_kind kind = (enum spoor_kind)draw(SPOOR_KIND_COUNT);
    while (moving &&
           !(spoor_kind_group(kind) == SPOOR_GROUP_REIS && spoor_kind_folds(kind) && !spoor_kind_corrects(kind)))
        kind = (enum spoor_kind)draw(SPOOR_KIND_COUNT);
    return kind;
}

static void random_attribution(struct event_set *set, size_t i, struct spoor_event *event, uint32_t keys_percent,
                               uint32_t follows_percent, uint32_t contacts_percent)
{
    event->klantreis_ref = maybe(keys_percent, POOL(refs));
    event->vervolg_van = maybe(follows_percent, POOL(contacts));
    event->klantcontact_id = maybe(contacts_percent, POOL(contacts));
    if (follows_percent > 0 && chance(30)) {
        event->bron_systeem = maybe(80, POOL(systemen));
        event->bron_id = maybe(80, POOL(feiten));
    }
    event->zaak_refs = set->zaken[i];
    event->zaak_ref_count = chance(keys_percent) ? 1 + draw(2) : 0;
    set->zaken[i][0] = pick(POOL(zaken));
    set->zaken[i][1] = pick(POOL(zaken));
    event->onderwerpobjecten = set->objecten[i];
    event->onderwerpobject_count = chance(keys_percent / 2);
    set->objecten[i][0] = pick(POOL(objecten));
    event->own_ref = spoor_slice_present(event->klantreis_ref) ? event->klantreis_ref
                                                               : spoor_slice_of(set->own_refs[i % EVENTS_MAX]);
}

static void random_content(struct spoor_event *event)
{
    bool reis = spoor_kind_group(event->kind) == SPOOR_GROUP_REIS;
    event->definitie = maybe(event->kind == SPOOR_KIND_KLANTREIS_GESTART ? 98 : 25, POOL(named));
    event->definitie_versie = chance(10) ? (int32_t)draw(4) : 0;
    event->fase = maybe(reis ? 85 : 15, POOL(fasen));
    event->naar_fase = pick(POOL(fasen));
    event->van_fase = maybe(50, POOL(fasen));
    event->exemplaar = maybe(30, POOL(exemplaren));
    event->dossierstatus = pick(POOL(standen));
    event->resultaat = maybe(40, POOL(resultaten));
    event->product = maybe(40, POOL(products));
    event->reden = maybe(40, POOL(redenen));
    event->bij_wie = maybe(40, POOL(redenen));
    event->uiterlijk_us = chance(15) ? (int64_t)draw(5) * SPOOR_SECOND_US : SPOOR_TIME_NONE;
    event->kanaal = maybe(80, POOL(kanalen));
    event->kanaallijn = maybe(30, POOL(lijnen));
    event->kanaal_count = draw(4);
    event->kanalen = voorkeuren + draw(2);
    event->onderwerp_code = maybe(50, POOL(onderwerpen));
    event->sequence = maybe(30, POOL(sequences));
    event->verwacht_hervat_us = chance(30) ? (int64_t)draw(40) * SPOOR_SECOND_US : SPOOR_TIME_NONE;
    event->termijn = maybe(15, POOL(fasen));
    event->duur = pick(POOL(duren));
    event->schort_niet_op = chance(30);
    event->onvolledig = chance(30);
}

/* What the life of a contact, a switch or a referral says; now and then on any other kind too, where it must not count.
 */
static void random_contact(struct spoor_event *event, uint32_t links_percent)
{
    event->gesprek_id = maybe(links_percent, POOL(gesprekken));
    event->correlationid = maybe(links_percent / 4, POOL(gesprekken));
    event->aanleiding_contact = maybe(links_percent / 4, POOL(contacts));
    event->richting = maybe(40, POOL(richtingen));
    event->gepland_kanaal = maybe(10, POOL(kanalen));
    event->afspraak_id = maybe(5, POOL(feiten));
    event->naar_kanaal = maybe(60, POOL(kanalen));
    event->van_kanaal = maybe(30, POOL(kanalen));
    event->van_klantcontact_id = maybe(50, POOL(contacts));
    event->naar_klantcontact_id = maybe(50, POOL(contacts));
    event->reden_kanaalwissel = maybe(40, POOL(redenen));
    event->actor_soort = maybe(40, POOL(actoren));
    event->automatisch = chance(30);
}

static void random_gegevens_of(struct event_set *set, size_t i, struct spoor_event *event)
{
    random_gegevens(&set->gegevens[i], set->diensten[i], draw);
    event->gegevens = &set->gegevens[i];
}

/* What is wrong: any event of the set, also one that nothing may correct, that is not there yet, or that corrects. */
static void random_correction(struct event_set *set, size_t i, uint32_t spread, uint32_t keys_percent)
{
    struct spoor_event *event = &set->events[i], *data = &set->vervangingen[i];
    size_t wrong = draw((uint32_t)set->count);
    event->correctie_id = spoor_slice_of(set->ids[wrong]);
    event->correctie_source = maybe(60, POOL(bronnen));
    if (spoor_kind_withdraws(event->kind))
        return;
    *data = (struct spoor_event){.kind = set->events[wrong].kind,
                                 .plaatsgevonden_us =
                                     chance(80) ? (int64_t)draw(spread) * SPOOR_SECOND_US : SPOOR_TIME_NONE};
    random_attribution(set, EVENTS_MAX + i, data, keys_percent, 10, 50);
    random_content(data);
    random_contact(data, 20);
    draw_matter(data);
    random_gegevens_of(set, EVENTS_MAX + i, data);
    data->correctie_id = spoor_slice_of(set->ids[draw((uint32_t)set->count)]);
    data->vervanging = i > 0 && chance(30) ? &set->vervangingen[draw((uint32_t)i)] : NULL;
    event->vervanging = chance(90) ? data : NULL;
}

/* Forth and back, to versions that are there or not, of journeys that are there or not. */
static void random_migration(struct event_set *set, size_t i)
{
    struct spoor_event *event = &set->events[i];
    event->kind = SPOOR_KIND_KLANTREIS_GEMIGREERD;
    event->klantreis_ref = maybe(95, POOL(refs));
    event->naar_versie = (int32_t)draw(4);
    event->fase_afbeelding = set->afbeeldingen[i];
    event->fase_afbeelding_count = draw(3);
    for (size_t k = 0; k < 2; k++)
        set->afbeeldingen[i][k] = (struct spoor_fase_afbeelding){pick(POOL(fasen)), maybe(90, POOL(fasen))};
}

void random_events(struct event_set *set)
{
    uint32_t migrations_percent = chance(40) ? 12 : 0;
    uint32_t spread = 1 + draw(40), keys_percent = draw(4) * 25, follows_percent = draw(3) * 12;
    uint32_t corrections_percent = draw(3) * 12, contacts_percent = draw(4) * 25, links_percent = draw(3) * 20;
    int64_t unit = (chance(70) ? 1 : 86400) * SPOOR_SECOND_US;
    bool anonymous = chance(3), many_contacts = chance(50);
    klant_percent = chance(50) ? 10 : chance(50) ? 90 : 0;
    set->definities = &definition_sets[draw(DEFINITION_SETS)].set;
    set->count = 2 + (chance(70) ? draw(12) : draw(EVENTS_MAX - 1));
    for (size_t i = 0; i < set->count; i++)
        snprintf(set->ids[i], sizeof(set->ids[i]), "e%02u", (unsigned)i % 100u);
    for (size_t i = 0; i < set->count; i++) {
        snprintf(set->own_refs[i], sizeof(set->own_refs[i]), "own-%u", (unsigned)i % 100u);
        struct spoor_event *event = &set->events[i];
        *event = (struct spoor_event){.kind = random_kind(many_contacts), .id = spoor_slice_of(set->ids[i])};
        event->source = pick(POOL(bronnen));
        event->klant_ref = spoor_slice_of(anonymous ? "anoniem:12" : "k1-12");
        event->plaatsgevonden_us = (int64_t)draw(spread) * unit;
        event->time_us = chance(50) ? SPOOR_TIME_NONE : (int64_t)draw(3);
        random_attribution(set, i, event, keys_percent, follows_percent, contacts_percent);
        random_content(event);
        random_contact(event, links_percent);
        draw_matter(event);
        random_gegevens_of(set, i, event);
        if (chance(corrections_percent))
            event->kind = pick_kind(corrections, sizeof(corrections) / sizeof(*corrections));
        else if (chance(migrations_percent))
            random_migration(set, i);
        if (spoor_kind_corrects(event->kind))
            random_correction(set, i, spread, keys_percent);
        set->order[i] = event;
    }
}

void random_begin(const char *seed)
{
    property_random_state = UINT64_C(0x5eed0005eed) + (seed ? strtoull(seed, NULL, 10) : 0);
    for (size_t i = 0; i < DEFINITION_SETS; i++)
        random_definitions(&definition_sets[i]);
}
