/* Starts: which events open a journey, and which journey a start event joins (rule 7). */
#include "toestand_internal.h"

/* An anonymous klant has contacts, never journeys (docs/contracten.md). */
static bool is_anonymous(const struct spoor_event *event)
{
    static const struct spoor_slice prefix = {"anoniem:", 8};
    return event->klant_ref.length >= prefix.length && memcmp(event->klant_ref.data, prefix.data, prefix.length) == 0;
}

struct spoor_slice start_ref(const struct spoor_event *event)
{
    return spoor_slice_present(event->own_ref) ? event->own_ref : event->klantreis_ref;
}

/* The first definition by code, valid at the event's moment, of which the event is a start event. */
static const struct spoor_definitie *first_started(const struct spoor_event *event,
                                                   const struct spoor_definities *definities)
{
    for (size_t i = 0; i < definities->count; i++) {
        const struct spoor_definitie *item = definities->items[i];
        if (spoor_definitie_starts_by(item, event) &&
            spoor_definities_valid(definities, item->code, 0, event->plaatsgevonden_us) == item)
            return item;
    }
    return NULL;
}

bool start_find(const struct spoor_event *event, const struct spoor_definities *definities,
                struct spoor_slice *out_code, const struct spoor_definitie **out_definitie)
{
    if (!spoor_slice_present(start_ref(event)) || is_anonymous(event))
        return false;
    const struct spoor_definitie *definitie = NULL;
    bool named = spoor_slice_present(event->definitie);
    if (named)
        definitie =
            spoor_definities_valid(definities, event->definitie, event->definitie_versie, event->plaatsgevonden_us);
    if (event->kind == SPOOR_KIND_KLANTREIS_GESTART) {
        *out_code = event->definitie;
        *out_definitie = definitie;
        return named;
    }
    if (!named)
        definitie = first_started(event, definities);
    else if (definitie && !spoor_definitie_starts_by(definitie, event))
        definitie = NULL;
    if (!definitie)
        return false;
    *out_code = definitie->code;
    *out_definitie = definitie;
    return true;
}

static bool share_zaak(const struct spoor_reis *reis, const struct spoor_event *event)
{
    for (size_t i = 0; i < event->zaak_ref_count; i++) {
        if (reis_has_zaak(reis, event->zaak_refs[i]))
            return true;
    }
    return false;
}

/* A ref belongs to one journey, whatever definition a later start event with the same ref names. */
int32_t start_join(const struct fold *fold, const struct spoor_event *event, struct spoor_slice code)
{
    const struct spoor_toestand *toestand = fold->toestand;
    int32_t found = reis_by_ref(toestand, start_ref(event));
    if (found != NO_REIS)
        return found;
    for (size_t i = 0; event->zaak_ref_count > 0 && i < toestand->reis_count; i++) {
        if (spoor_slice_equal(toestand->reizen[i].definitie, code) && share_zaak(&toestand->reizen[i], event))
            return (int32_t)i;
    }
    for (size_t i = 0; i < toestand->reis_count; i++) {
        const struct spoor_reis *reis = &toestand->reizen[i];
        if (spoor_slice_equal(reis->definitie, code) && !reis->beeindigd &&
            (event->zaak_ref_count == 0 || reis->zaak_ref_count == 0))
            return (int32_t)i;
    }
    return NO_REIS;
}

int32_t reis_open(struct fold *fold, const struct spoor_event *event, const struct choice *choice)
{
    if (fold->replaying)
        return fold->begun++;
    struct spoor_toestand *toestand = fold->toestand;
    reserve_reis(toestand, fold->arena);
    struct spoor_reis *reis = &toestand->reizen[toestand->reis_count];
    *reis = (struct spoor_reis){
        .definitie = fold_text(fold, choice->code),
        .definitie_versie = choice->definitie ? choice->definitie->versie : 0,
        .begin_versie = choice->definitie ? choice->definitie->versie : 0,
        .begin_us = event->plaatsgevonden_us,
        .eind_us = SPOOR_TIME_NONE,
        .huidig = -1,
        .flags = choice->definitie ? 0 : SPOOR_REIS_DEFINITIE_ONBEKEND,
        .laatste_us = SPOOR_TIME_NONE,
    };
    reis_add_ref(fold, reis, start_ref(event));
    toestand->reis_tellers[toestand->reis_count] = (struct spoor_reis_tellers){.ref = reis->refs[0]};
    toestand->reis_count++;
    return fold->begun++;
}
