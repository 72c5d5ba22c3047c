#include "event_clone.h"

static struct spoor_klantgegevens *clone_gegevens(const struct spoor_klantgegevens *gegevens, struct spoor_arena *arena)
{
    struct spoor_klantgegevens *clone = SPOOR_ARENA_NEW(arena, struct spoor_klantgegevens);
    *clone = *gegevens;
    struct spoor_slice *texts[] = {
        &clone->stilte_van,    &clone->stilte_tot,  &clone->casemanager_soort, &clone->casemanager_ref,
        &clone->divisie,       &clone->eenheid,     &clone->bron_systeem,      &clone->machtiging_id,
        &clone->soort,         &clone->gemachtigde, &clone->machtigingsgever,  &clone->te_informeren,
        &clone->voorkeurstaal, &clone->profiel_ref,
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        *texts[i] = spoor_arena_copy(arena, *texts[i]);
    clone->diensten = SPOOR_ARENA_ARRAY(arena, struct spoor_slice, 1);
    clone->diensten[0] = spoor_arena_copy(arena, gegevens->diensten[0]);
    return clone;
}

struct spoor_event clone_event(const struct spoor_event *event, struct spoor_arena *scratch)
{
    struct spoor_event clone = *event;
    struct spoor_slice *texts[] = {
        &clone.klant_ref,      &clone.source,    &clone.id,        &clone.sequence,      &clone.own_ref,
        &clone.fase,           &clone.naar_fase, &clone.van_fase,  &clone.klantreis_ref, &clone.vervolg_van,
        &clone.exemplaar,      &clone.definitie, &clone.resultaat, &clone.dossierstatus, &clone.product,
        &clone.reden,          &clone.bij_wie,   &clone.kanaal,    &clone.kanaallijn,    &clone.klantcontact_id,
        &clone.onderwerp_code, &clone.correctie_id, &clone.correctie_source, &clone.bron_systeem, &clone.bron_id,
        &clone.gesprek_id, &clone.correlationid, &clone.aanleiding_contact, &clone.richting, &clone.gepland_kanaal,
        &clone.afspraak_id, &clone.naar_kanaal, &clone.van_kanaal, &clone.van_klantcontact_id,
        &clone.naar_klantcontact_id, &clone.reden_kanaalwissel, &clone.actor_soort,
        &clone.soort,          &clone.taak_id,   &clone.klacht_id, &clone.escalatie_id,
        &clone.foutsoort,      &clone.divisie,   &clone.regisseur, &clone.kennisgeving_id,
        &clone.aanvraag_id,    &clone.over_ref,  &clone.met_actor, &clone.toegewezen_aan,
        &clone.over_soort,
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        *texts[i] = spoor_arena_copy(scratch, *texts[i]);
    if (event->vervanging) {
        struct spoor_event *vervanging = SPOOR_ARENA_NEW(scratch, struct spoor_event);
        *vervanging = clone_event(event->vervanging, scratch);
        clone.vervanging = vervanging;
    }
    clone.zaak_refs = SPOOR_ARENA_ARRAY(scratch, struct spoor_slice, 2);
    for (size_t i = 0; i < event->zaak_ref_count; i++)
        clone.zaak_refs[i] = spoor_arena_copy(scratch, event->zaak_refs[i]);
    clone.onderwerpobjecten = SPOOR_ARENA_ARRAY(scratch, struct spoor_slice, 1);
    for (size_t i = 0; i < event->onderwerpobject_count; i++)
        clone.onderwerpobjecten[i] = spoor_arena_copy(scratch, event->onderwerpobjecten[i]);
    clone.kanalen = SPOOR_ARENA_ARRAY(scratch, struct spoor_slice, 4);
    for (size_t i = 0; i < event->kanaal_count; i++)
        clone.kanalen[i] = spoor_arena_copy(scratch, event->kanalen[i]);
    if (event->gegevens)
        clone.gegevens = clone_gegevens(event->gegevens, scratch);
    struct spoor_fase_afbeelding *pairs = SPOOR_ARENA_ARRAY(scratch, struct spoor_fase_afbeelding, 2);
    for (size_t i = 0; i < event->fase_afbeelding_count; i++) {
        pairs[i].van = spoor_arena_copy(scratch, event->fase_afbeelding[i].van);
        pairs[i].naar = spoor_arena_copy(scratch, event->fase_afbeelding[i].naar);
    }
    clone.fase_afbeelding = pairs;
    return clone;
}
