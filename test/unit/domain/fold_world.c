#include "fold_world.h"

#include <stdio.h>
#include <stdlib.h>

struct spoor_slice text(const char *literal)
{
    return spoor_slice_of(literal);
}

void world_init(struct world *world)
{
    *world = (struct world){0};
    spoor_arena_init(&world->arena, (size_t)64 << 20);
    world->definities.items = world->items;
}

void world_fini(struct world *world)
{
    spoor_arena_fini(&world->arena);
}

static void make_actions(struct spoor_definitie *definitie)
{
    definitie->fasen[0].actie_code = text("stuur");
    definitie->fasen[0].actie_bij_wie = text("klant");
    definitie->fasen[2].actie_code = text("betaal");
    definitie->fasen[2].herhaalbaar = true;
}

int world_setup(void **state)
{
    struct world *world = malloc(sizeof(*world));
    if (!world)
        return -1;
    world_init(world);
    make_actions(add_definition(world, "reis", 1, 0, "abcd"));
    *state = world;
    return 0;
}

int world_teardown(void **state)
{
    world_fini(*state);
    free(*state);
    return 0;
}

static struct spoor_klantgegevens *gegevens_of(struct world *world, const struct spoor_event *event)
{
    if (spoor_kind_group(event->kind) != SPOOR_GROUP_KLANT)
        return NULL;
    struct spoor_klantgegevens *gegevens = SPOOR_ARENA_NEW(&world->arena, struct spoor_klantgegevens);
    gegevens->vanaf_us = gegevens->tot_us = gegevens->overleden_us = SPOOR_TIME_NONE;
    return gegevens;
}

struct spoor_event *event_at(struct world *world, enum spoor_kind kind, int64_t t)
{
    assert_true(world->count < WORLD_EVENTS_MAX);
    struct spoor_event *event = SPOOR_ARENA_NEW(&world->arena, struct spoor_event);
    int number = (int)world->count + 1;
    *event = (struct spoor_event){
        .kind = kind,
        .klant_ref = text("k1-abc"),
        .source = text("urn:bron"),
        .id = spoor_arena_printf(&world->arena, "%02d", number),
        .own_ref = spoor_arena_printf(&world->arena, "ref-%02d", number),
        .volgnummer = number,
        .plaatsgevonden_us = t * SPOOR_SECOND_US,
        .time_us = SPOOR_TIME_NONE,
        .uiterlijk_us = SPOOR_TIME_NONE,
        .verwacht_hervat_us = SPOOR_TIME_NONE,
        .herinneren_us = SPOOR_TIME_NONE,
        .geldig_vanaf_us = SPOOR_TIME_NONE,
        .afspraak_us = SPOOR_TIME_NONE,
        .afgerond_us = SPOOR_TIME_NONE,
        .gemeld_us = SPOOR_TIME_NONE,
    };
    event->gegevens = gegevens_of(world, event);
    world->events[world->count++] = event;
    return event;
}

struct spoor_event *start_at(struct world *world, int64_t t, const char *ref)
{
    struct spoor_event *event = event_at(world, SPOOR_KIND_KLANTREIS_GESTART, t);
    event->definitie = text("reis");
    if (ref)
        event->own_ref = event->klantreis_ref = text(ref);
    return event;
}

struct spoor_event *fase_at(struct world *world, enum spoor_kind kind, int64_t t, const char *fase)
{
    struct spoor_event *event = event_at(world, kind, t);
    event->fase = text(fase);
    return event;
}

void event_zaak(struct world *world, struct spoor_event *event, const char *zaak)
{
    struct spoor_slice *zaken = SPOOR_ARENA_ARRAY(&world->arena, struct spoor_slice, event->zaak_ref_count + 1);
    for (size_t i = 0; i < event->zaak_ref_count; i++)
        zaken[i] = event->zaak_refs[i];
    zaken[event->zaak_ref_count++] = text(zaak);
    event->zaak_refs = zaken;
}

void event_object(struct world *world, struct spoor_event *event, const char *object)
{
    event->onderwerpobjecten = SPOOR_ARENA_NEW(&world->arena, struct spoor_slice);
    event->onderwerpobjecten[0] = text(object);
    event->onderwerpobject_count = 1;
}

struct spoor_definitie *add_definition(struct world *world, const char *code, int32_t versie, int64_t from_t,
                                       const char *fasen)
{
    struct spoor_definitie *definitie = SPOOR_ARENA_NEW(&world->arena, struct spoor_definitie);
    *definitie = (struct spoor_definitie){
        .code = text(code), .versie = versie, .geldig_vanaf_us = from_t * SPOOR_SECOND_US, .fase_count = strlen(fasen)};
    definitie->fasen = SPOOR_ARENA_ARRAY(&world->arena, struct spoor_fase_definitie, definitie->fase_count);
    for (size_t i = 0; i < definitie->fase_count; i++)
        definitie->fasen[i].code = (struct spoor_slice){fasen + i, 1};
    world->items[world->definities.count++] = definitie;
    return definitie;
}

static void add_rule(struct world *world, struct spoor_regel **rules, size_t *count, enum spoor_kind kind,
                     const char *fase)
{
    struct spoor_regel *grown = SPOOR_ARENA_ARRAY(&world->arena, struct spoor_regel, *count + 1);
    for (size_t i = 0; i < *count; i++)
        grown[i] = (*rules)[i];
    grown[(*count)++] = (struct spoor_regel){.kind = kind, .fase = spoor_slice_of(fase)};
    *rules = grown;
}

void add_start(struct world *world, struct spoor_definitie *definitie, enum spoor_kind kind, const char *fase)
{
    add_rule(world, &definitie->start, &definitie->start_count, kind, fase);
}

void add_end(struct world *world, struct spoor_definitie *definitie, enum spoor_kind kind, const char *fase)
{
    add_rule(world, &definitie->einde, &definitie->einde_count, kind, fase);
}

struct spoor_reis *fold_world(struct world *world)
{
    spoor_toestand_refold(&world->toestand, (const struct spoor_event *const *)world->events, world->count,
                          &world->definities, &world->arena, world->toewijzingen);
    return world->toestand.reis_count ? world->toestand.reizen : NULL;
}

struct spoor_contact_aantallen count_world(struct world *world)
{
    struct spoor_contact_aantallen aantallen;
    spoor_contacten_count(&world->toestand, &world->arena, &aantallen);
    return aantallen;
}

static void ask_table(struct spoor_staart *staart, const struct spoor_event *event, const struct key_table *table,
                      struct spoor_arena *arena)
{
    int64_t keys[SPOOR_CONTACT_KEYS_MAX];
    size_t count = spoor_contacten_keys(event, keys);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < table->count; k++) {
            if (table->keys[k] == keys[i]) {
                spoor_staart_add(staart, keys[i], arena);
                break;
            }
        }
    }
    staart->gelezen = staart->count;
    staart->gevraagd = true;
}

void put_keys_away(struct spoor_toestand *toestand, struct key_table *table)
{
    struct spoor_staart *staart = &toestand->contacten.staart;
    for (size_t i = staart->gelezen; i < staart->count; i++) {
        size_t k = 0;
        while (k < table->count && table->keys[k] != staart->sleutels[i])
            k++;
        assert_true(k < sizeof(table->keys) / sizeof(*table->keys));
        table->keys[k] = staart->sleutels[i];
        table->count += k == table->count;
    }
    *staart = (struct spoor_staart){0};
}

enum spoor_apply_result apply_with_keys(struct spoor_toestand *toestand, const struct spoor_event *event,
                                        const struct spoor_definities *definities, struct key_table *table,
                                        struct spoor_arena *arena, struct spoor_toewijzing *out_toewijzing)
{
    enum spoor_apply_result result = spoor_toestand_apply(toestand, event, definities, arena, out_toewijzing);
    if (result != SPOOR_NEEDS_KEYS)
        return result;
    put_keys_away(toestand, table);
    ask_table(&toestand->contacten.staart, event, table, arena);
    result = spoor_toestand_apply(toestand, event, definities, arena, out_toewijzing);
    assert_int_not_equal(result, SPOOR_NEEDS_KEYS);
    put_keys_away(toestand, table); /* asked for this event only */
    return result;
}

size_t arrive_world(struct world *world, struct spoor_toestand *out_toestand)
{
    struct key_table table = {.count = 0};
    size_t refolds = 0;
    spoor_toestand_init(out_toestand);
    for (size_t i = 0; i < world->count; i++) {
        if (apply_with_keys(out_toestand, world->events[i], &world->definities, &table, &world->arena, NULL) ==
            SPOOR_APPLIED)
            continue;
        spoor_toestand_refold(out_toestand, (const struct spoor_event *const *)world->events, i + 1, &world->definities,
                              &world->arena, NULL);
        refolds++;
    }
    return refolds;
}

static void reverse(struct world *world)
{
    for (size_t i = 0; i < world->count / 2; i++) {
        struct spoor_event *swapped = world->events[i];
        world->events[i] = world->events[world->count - 1 - i];
        world->events[world->count - 1 - i] = swapped;
    }
}

static void assert_arrival_equals(struct world *world, const struct spoor_buffer *expected)
{
    struct spoor_toestand toestand;
    arrive_world(world, &toestand);
    struct spoor_buffer seen;
    spoor_buffer_init(&seen);
    write_toestand(&toestand, &seen);
    spoor_buffer_append_char(&seen, '\0');
    assert_string_equal(seen.data, expected->data);
    spoor_buffer_fini(&seen);
}

void assert_same_in_any_order(struct world *world)
{
    struct spoor_buffer expected;
    spoor_buffer_init(&expected);
    fold_world(world);
    write_toestand(&world->toestand, &expected);
    spoor_buffer_append_char(&expected, '\0');
    assert_arrival_equals(world, &expected);
    reverse(world);
    assert_arrival_equals(world, &expected);
    reverse(world);
    spoor_buffer_fini(&expected);
}

/* ---- text ---- */

static void write_slice(struct spoor_buffer *out, struct spoor_slice s)
{
    if (!spoor_slice_present(s)) {
        spoor_buffer_append_char(out, '-');
    } else {
        spoor_buffer_append_char(out, '"');
        spoor_buffer_append_slice(out, s);
        spoor_buffer_append_char(out, '"');
    }
    spoor_buffer_append_char(out, ' ');
}

static void write_number(struct spoor_buffer *out, int64_t value)
{
    if (value == SPOOR_TIME_NONE)
        spoor_buffer_append_char(out, '-');
    else
        spoor_buffer_append_int(out, value);
    spoor_buffer_append_char(out, ' ');
}

static void write_slices(struct spoor_buffer *out, const char *name, const struct spoor_slice *items, size_t count)
{
    spoor_buffer_append_text(out, name);
    spoor_buffer_append_text(out, "[ ");
    for (size_t i = 0; i < count; i++)
        write_slice(out, items[i]);
    spoor_buffer_append_text(out, "] ");
}

static void write_place(struct spoor_buffer *out, const struct spoor_place *place)
{
    spoor_buffer_append_text(out, "@( ");
    write_number(out, place->us);
    write_number(out, place->fase_order);
    write_number(out, place->rank);
    write_slice(out, place->source);
    write_slice(out, place->sequence);
    write_number(out, place->time_us);
    write_slice(out, place->id);
    spoor_buffer_append_text(out, ") ");
}

static void write_tellers(struct spoor_buffer *out, const char *name, const struct spoor_tellers *tellers)
{
    spoor_buffer_append_text(out, name);
    spoor_buffer_append_text(out, "{ ");
    for (size_t i = 0; i < tellers->count; i++) {
        write_slice(out, tellers->items[i].code);
        write_number(out, tellers->items[i].aantal);
        write_number(out, tellers->items[i].laatste_us);
    }
    spoor_buffer_append_text(out, "} ");
}

static void write_exemplaar(struct spoor_buffer *out, const struct spoor_fase_exemplaar *item)
{
    spoor_buffer_append_text(out, "\n  fase ");
    write_slice(out, item->fase);
    write_slice(out, item->exemplaar);
    write_number(out, item->begin_us);
    write_number(out, item->eind_us);
    write_number(out, item->stand);
    write_slice(out, item->resultaat);
    write_slice(out, item->dossierstatus);
    write_number(out, item->onbekend);
}

static void write_stilstand(struct spoor_buffer *out, const struct spoor_stilstand *stilstand)
{
    write_number(out, stilstand->actief);
    write_number(out, stilstand->tot_us);
    write_slice(out, stilstand->reden);
    write_slice(out, stilstand->bij_wie);
}

static void write_klok(struct spoor_buffer *out, const struct spoor_klok *klok)
{
    const int64_t numbers[] = {
        klok->van_fase,         klok->begin_us,       klok->gegeven_us,    klok->gegeven_in_stilstand,
        klok->verlengd_maanden, klok->verlengd_dagen, klok->verlengd_us,   klok->stil_dagen,
        klok->stil_werkdagen,   klok->stil_us,        klok->stil_sinds_us, klok->gevraagd_tot_us};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        write_number(out, numbers[i]);
    write_stilstand(out, &klok->opschorting);
    write_stilstand(out, &klok->aanvulling);
}

static void write_reis(struct spoor_buffer *out, const struct spoor_reis *reis)
{
    spoor_buffer_append_text(out, "\nreis ");
    write_slices(out, "refs", reis->refs, reis->ref_count);
    write_slices(out, "zaken", reis->zaak_refs, reis->zaak_ref_count);
    write_slices(out, "objecten", reis->objecten, reis->object_count);
    write_slice(out, reis->definitie);
    write_number(out, reis->definitie_versie);
    write_number(out, reis->begin_us);
    write_number(out, reis->eind_us);
    write_number(out, reis->beeindigd);
    write_slice(out, reis->resultaat);
    write_number(out, reis->huidig);
    write_slice(out, reis->vorige_fase);
    write_slice(out, reis->dossierstatus);
    for (size_t i = 0; i < reis->klok_count; i++)
        write_klok(out, &reis->klokken[i]);
    write_slice(out, reis->reden);
    write_slice(out, reis->bij_wie);
    write_number(out, reis->flags);
    write_place(out, &reis->mijlpaal);
    write_number(out, reis->laatste_us);
    write_slice(out, reis->laatste_id);
    write_number(out, reis->laatste_stil);
    for (size_t i = 0; i < reis->exemplaar_count; i++)
        write_exemplaar(out, &reis->exemplaren[i]);
}

static void write_voorkeur(struct spoor_buffer *out, const struct spoor_voorkeur *voorkeur)
{
    spoor_buffer_append_text(out, "\nvoorkeur ");
    write_slice(out, voorkeur->klantreis_ref);
    write_slice(out, voorkeur->definitie);
    write_slices(out, "kanalen", voorkeur->kanalen, voorkeur->kanaal_count);
    write_place(out, &voorkeur->place);
}

static void write_bereikbaarheid(struct spoor_buffer *out, const struct spoor_bereikbaarheid *item)
{
    spoor_buffer_append_text(out, "\nbereikbaarheid ");
    write_slice(out, item->klantreis_ref);
    write_slice(out, item->definitie);
    write_slice(out, item->kanaal);
    write_number(out, item->tijdelijk * 4 + item->bereikbaar * 2 + item->geen_kennisgeving);
    write_number(out, item->vanaf_us);
    write_number(out, item->tot_us);
    write_slice(out, item->stilte_van);
    write_slice(out, item->stilte_tot);
    write_place(out, &item->place);
}

static void write_casemanager(struct spoor_buffer *out, const struct spoor_casemanager *item)
{
    spoor_buffer_append_text(out, "\ncasemanager ");
    write_slice(out, item->soort);
    write_slice(out, item->ref);
    write_number(out, item->beeindigd);
    write_slice(out, item->divisie);
    write_slice(out, item->eenheid);
    write_number(out, item->vanaf_us);
    write_number(out, item->tot_us);
    write_place(out, &item->place);
}

static void write_machtigingen(struct spoor_buffer *out, const char *name, const struct spoor_machtiging *items,
                               size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct spoor_machtiging *item = &items[i];
        spoor_buffer_append_text(out, name);
        write_slice(out, item->bron);
        write_slice(out, item->machtiging_id);
        write_number(out, item->omgekeerd * 8 + item->ingetrokken * 4 + item->beperkt * 2 + item->zichzelf);
        write_slice(out, item->ander);
        write_slice(out, item->soort);
        write_slice(out, item->te_informeren);
        write_slices(out, "diensten", item->diensten, item->dienst_count);
        write_number(out, item->vanaf_us);
        write_number(out, item->tot_us);
        write_place(out, &item->place);
    }
}

static void write_feiten(struct spoor_buffer *out, const struct spoor_klantfeiten *feiten)
{
    for (size_t i = 0; i < feiten->bereikbaarheid_count; i++)
        write_bereikbaarheid(out, &feiten->bereikbaarheden[i]);
    for (size_t i = 0; i < feiten->casemanager_count; i++)
        write_casemanager(out, &feiten->casemanagers[i]);
    write_machtigingen(out, "\ngemachtigde ", feiten->gemachtigden, feiten->gemachtigde_count);
    write_machtigingen(out, "\nmachtigingsgever ", feiten->machtigingsgevers, feiten->machtigingsgever_count);
    for (size_t i = 0; i < feiten->profielfeit_count; i++) {
        write_slice(out, feiten->profiel[i].feit);
        write_slice(out, feiten->profiel[i].waarde);
        write_number(out, feiten->profiel[i].op_us);
        write_place(out, &feiten->profiel[i].place);
    }
    write_number(out, feiten->bevriezing.bevroren);
    write_slice(out, feiten->bevriezing.reden);
    write_place(out, &feiten->bevriezing.place);
    write_number(out, feiten->vol);
}

static void write_contacts(struct spoor_buffer *out, const char *name, const struct spoor_contact *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct spoor_contact *contact = &items[i];
        spoor_buffer_append_text(out, "\n");
        spoor_buffer_append_text(out, name);
        const struct spoor_slice texts[] = {
            contact->id,          contact->bron,         contact->kanaal,      contact->onderwerp_code,
            contact->gesprek_id,  contact->richting,     contact->vervolg_van, contact->van_kanaal,
            contact->naar_kanaal, contact->naar_contact, contact->reden,       contact->fase};
        const int64_t numbers[] = {contact->is_contact, contact->afspraak, contact->automatisch,
                                   contact->doorverwijzingen, contact->reis};
        for (size_t k = 0; k < sizeof(texts) / sizeof(*texts); k++)
            write_slice(out, texts[k]);
        for (size_t k = 0; k < sizeof(numbers) / sizeof(*numbers); k++)
            write_number(out, numbers[k]);
        write_place(out, &contact->begin);
        write_slices(out, "feiten", contact->feiten, contact->feit_count);
        write_contacts(out, " vorige ", contact->vorige, contact->vorige_count);
    }
}

static void write_contact_tellers(struct spoor_buffer *out, const struct spoor_contact_tellers *tellers)
{
    write_number(out, tellers->contacten);
    write_number(out, tellers->herhaald);
    write_number(out, tellers->statusvragen);
    write_number(out, tellers->doorverwijzingen);
    write_tellers(out, "kanaal", &tellers->per_kanaal);
    write_tellers(out, "fase", &tellers->per_fase);
    for (size_t i = 0; i < tellers->wissel_count; i++) {
        const struct spoor_wissel_teller *wissel = &tellers->wissels[i];
        write_slice(out, wissel->van);
        write_slice(out, wissel->naar);
        write_slice(out, wissel->reden);
        write_number(out, wissel->automatisch);
        write_number(out, wissel->aantal);
        write_number(out, wissel->naadloos);
    }
}

static void write_contacten(struct spoor_buffer *out, const struct spoor_contacten *contacten)
{
    write_place(out, &contacten->grens);
    write_contact_tellers(out, &contacten->ouder);
    write_contacts(out, "contact ", contacten->recent, contacten->recent_count);
    write_contacts(out, "onderwerp ", contacten->onderwerpen, contacten->onderwerp_count);
}

void write_openstaand(const struct spoor_openstaand *item, struct spoor_buffer *out)
{
    spoor_buffer_append_text(out, "\nopen ");
    write_slice(out, item->soort);
    write_slice(out, item->ref);
    write_number(out, item->sinds_us);
    write_number(out, item->uiterlijk_us);
    write_slice(out, item->aard);
    write_slice(out, item->eigenaar);
    write_slice(out, item->divisie);
    write_slice(out, item->regisseur);
}

static void write_herinnering(struct spoor_buffer *out, const struct spoor_herinnering *herinnering)
{
    spoor_buffer_append_text(out, "\nherinnering ");
    write_slice(out, herinnering->id);
    write_slice(out, herinnering->waarvoor);
    write_slice(out, herinnering->klantreis_ref);
    write_number(out, herinnering->op_us);
    write_number(out, herinnering->stil);
    write_place(out, &herinnering->place);
}

void write_toestand(const struct spoor_toestand *toestand, struct spoor_buffer *out)
{
    write_place(out, &toestand->laatste);
    write_number(out, toestand->los);
    write_number(out, toestand->losse_sleutels);
    write_number(out, toestand->gebeurtenissen);
    write_contacten(out, &toestand->contacten);
    for (size_t i = 0; i < toestand->voorkeur_count; i++)
        write_voorkeur(out, &toestand->voorkeuren[i]);
    write_feiten(out, &toestand->feiten);
    write_number(out, toestand->openstaand_rest);
    write_number(out, toestand->openstaand_sleutels);
    for (size_t i = 0; i < toestand->openstaand_count; i++)
        write_openstaand(&toestand->openstaand[i], out);
    for (size_t i = 0; i < toestand->herinnering_count; i++)
        write_herinnering(out, &toestand->herinneringen[i]);
    for (size_t i = 0; i < toestand->reis_count; i++) {
        write_reis(out, &toestand->reizen[i]);
        spoor_buffer_append_text(out, "\n  telt ");
        write_slice(out, toestand->reis_tellers[i].ref);
        write_contact_tellers(out, &toestand->reis_tellers[i].ouder);
        write_contacts(out, "laatste ", toestand->reis_tellers[i].laatste, toestand->reis_tellers[i].laatste_count);
    }
}

static void write_uitkomst(struct spoor_buffer *out, const struct spoor_uitkomst *uitkomst)
{
    spoor_buffer_append_text(out, "( ");
    write_slice(out, uitkomst->fase);
    write_slice(out, uitkomst->exemplaar);
    write_slice(out, uitkomst->dossierstatus);
    write_number(out, uitkomst->beeindigd);
    write_number(out, uitkomst->verwachte_einddatum_us);
    write_slice(out, uitkomst->actie_code);
    write_slice(out, uitkomst->actie_bij_wie);
    write_slice(out, uitkomst->actie_gevolg);
    write_number(out, uitkomst->actie_uiterlijk_us);
    spoor_buffer_append_text(out, ") ");
}

void write_publicatie(const struct spoor_publicatie *publicatie, struct spoor_buffer *out)
{
    spoor_buffer_append_text(out, spoor_soort_name(publicatie->soort));
    spoor_buffer_append_char(out, ' ');
    write_slice(out, publicatie->klantreis_ref);
    write_number(out, publicatie->revisie);
    write_number(out, publicatie->vanaf_revisie);
    write_number(out, publicatie->ingehouden);
    write_number(out, publicatie->reis);
    write_uitkomst(out, &publicatie->uitkomst);
    write_uitkomst(out, &publicatie->vorige);
    write_number(out, publicatie->had_vorige);
    write_number(out, publicatie->is_eerste_van_fase);
    write_slice(out, publicatie->definitie);
    write_number(out, publicatie->definitie_versie);
    write_slice(out, publicatie->vorige_fase);
    write_slice(out, publicatie->volgende_fase);
    write_slice(out, publicatie->reden);
    write_slice(out, publicatie->bij_wie);
    spoor_buffer_append_char(out, '\n');
}
