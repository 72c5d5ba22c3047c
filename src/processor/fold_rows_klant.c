#include "fold_rows_internal.h"

#include <spoor/codec/toestand.h>

static struct spoor_slice encode_toestand(struct spoor_fold_batch *batch, const struct spoor_toestand *toestand)
{
    spoor_buffer_clear(&batch->text);
    spoor_toestand_encode(toestand, &batch->text);
    return spoor_arena_copy(batch->arena, spoor_buffer_slice(&batch->text));
}

static struct spoor_slice encode_stand(struct spoor_fold_batch *batch, const struct spoor_publicatiestand *stand)
{
    spoor_buffer_clear(&batch->text);
    spoor_publicatiestand_encode(stand, &batch->text);
    return spoor_arena_copy(batch->arena, spoor_buffer_slice(&batch->text));
}

static void outcome_columns(struct spoor_klantreis_row *row, const struct spoor_uitkomst *uitkomst)
{
    row->fase = uitkomst->fase;
    row->exemplaar = uitkomst->exemplaar;
    row->dossierstatus = uitkomst->dossierstatus;
    row->beeindigd = uitkomst->beeindigd;
    row->verwachte_einddatum_us = uitkomst->verwachte_einddatum_us;
    row->actie_code = uitkomst->actie_code;
}

static void journey_columns(struct spoor_klantreis_row *row, const struct spoor_reis *reis)
{
    row->definitie_versie = reis->definitie_versie;
    row->begin_us = reis->begin_us;
    row->eind_us = reis->eind_us;
    row->flags = reis->flags;
    row->vorige_fase = reis->vorige_fase;
    row->zaak_refs = reis->zaak_refs;
    row->zaak_ref_count = reis->zaak_ref_count;
}

static bool holds_ref(const struct spoor_reis *reis, struct spoor_slice ref)
{
    for (size_t i = 0; i < reis->ref_count; i++)
        if (spoor_slice_equal(reis->refs[i], ref))
            return true;
    return false;
}

static const struct spoor_reis *reis_of(const struct spoor_toestand *toestand, const struct spoor_verteld *verteld)
{
    for (size_t i = 0; !verteld->verdwenen && i < toestand->reis_count; i++)
        if (holds_ref(&toestand->reizen[i], verteld->ref))
            return &toestand->reizen[i];
    return NULL;
}

/* The last thing this batch says about the ref, if anything. */
static const struct spoor_publicatie *last_publicatie(const struct spoor_fold_klant *klant, struct spoor_slice ref)
{
    const struct spoor_publicatie *last = NULL;
    for (const struct spoor_fold_item *item = klant->first; item; item = item->next_of_klant)
        for (size_t i = 0; item->fate == SPOOR_FATE_ACCEPTED && i < item->publicatie_count; i++)
            if (spoor_slice_equal(item->publicaties[i].klantreis_ref, ref))
                last = &item->publicaties[i];
    return last;
}

/* A journey's row is written when something was told, or an event of its process or a refold touched it. */
static bool journey_touched(const struct spoor_fold_klant *klant, const struct spoor_reis *reis)
{
    if (klant->refolded)
        return true;
    for (const struct spoor_fold_item *item = klant->first; item; item = item->next_of_klant)
        if (item->fate == SPOOR_FATE_ACCEPTED && reis &&
            item->toewijzing.reis == (int32_t)(reis - klant->toestand.reizen) &&
            (spoor_kind_group(item->record.event.kind) == SPOOR_GROUP_REIS ||
             item->record.event.kind == SPOOR_KIND_KLANTREIS_GEMIGREERD))
            return true;
    return false;
}

static void klantreis_row(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                          const struct spoor_verteld *verteld)
{
    const struct spoor_reis *reis = reis_of(&klant->toestand, verteld);
    const struct spoor_publicatie *told = last_publicatie(klant, verteld->ref);
    if (!told && !journey_touched(klant, reis))
        return;
    struct spoor_klantreis_row *row = &batch->rows.reizen[batch->rows.reis_count++];
    *row = (struct spoor_klantreis_row){.klant_id = klant->base.klant_id,
                                        .klant_ref = klant->base.klant_ref,
                                        .klantreis_ref = verteld->ref,
                                        .definitie = verteld->definitie,
                                        .definitie_versie = verteld->definitie_versie,
                                        .begin_us = SPOOR_TIME_NONE,
                                        .eind_us = SPOOR_TIME_NONE,
                                        .revisie = verteld->revisie,
                                        .volgnummer = klant->volgnummer,
                                        .bijgewerkt_us = batch->lookup.now_us};
    outcome_columns(row, &verteld->uitkomst);
    if (reis) {
        journey_columns(row, reis);
        row->volgende_fase = spoor_uitkomst_volgende_fase(reis, spoor_fold_definities(batch, klant->last));
    }
    if (told) /* else the statement keeps what was told before */
        row->soort = spoor_slice_of(spoor_soort_name(told->soort));
}

void spoor_fold_contact_row(const struct spoor_fold_klant *klant, const struct spoor_toewijzing *toewijzing,
                            struct spoor_contact_row *out_row)
{
    const struct spoor_event *event = toewijzing->event;
    *out_row = (struct spoor_contact_row){.klant_id = event->klant_id,
                                          .volgnummer = event->volgnummer,
                                          .kind = spoor_slice_of(spoor_kind_name(event->kind)),
                                          .klantcontact_id = event->klantcontact_id,
                                          .kanaal = event->kanaal,
                                          .kanaallijn = event->kanaallijn,
                                          .onderwerp_code = event->onderwerp_code,
                                          .fase = toewijzing->fase,
                                          .exemplaar = toewijzing->exemplaar,
                                          .plaatsgevonden_us = event->plaatsgevonden_us};
    if (toewijzing->reis >= 0)
        out_row->klantreis_ref = spoor_publicatie_ref(&klant->stand, &klant->toestand, toewijzing->reis);
}

/* A contact that was withdrawn is gone from what people read; it comes back when that is withdrawn itself. */
static void contact_changes(struct spoor_fold_batch *batch, const struct spoor_fold_klant *klant)
{
    for (size_t i = 0; klant->refolded && i < klant->history_count; i++) {
        const struct spoor_event *event = &klant->history[i];
        if (!spoor_kind_makes_contact(event->kind))
            continue;
        if (klant->history_toewijzingen[i].event)
            spoor_fold_contact_row(klant, &klant->history_toewijzingen[i],
                                   &batch->rows.contact_wijzigingen[batch->rows.contact_wijziging_count++]);
        else
            batch->rows.contacten_weg[batch->rows.contact_weg_count++] =
                (struct spoor_contact_row){.klant_id = event->klant_id, .volgnummer = event->volgnummer};
    }
}

static void termijn_rows(struct spoor_fold_batch *batch, const struct spoor_fold_klant *klant)
{
    for (int bewijs = 0; bewijs < (int)SPOOR_BEWIJS_COUNT; bewijs++)
        if (klant->stand.wek_us[bewijs] != klant->wek_us[bewijs])
            batch->rows.termijnen[batch->rows.termijn_count++] =
                (struct spoor_termijn_row){.klant_id = klant->base.klant_id,
                                           .partition = klant->base.partition,
                                           .bewijs = bewijs == SPOOR_BEWIJS_NODIG,
                                           .op_us = klant->stand.wek_us[bewijs]};
}

void spoor_fold_klant_rows(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant)
{
    struct spoor_klant_row *row = &batch->rows.klanten[batch->rows.klant_count++];
    *row = klant->base;
    row->volgnummer = klant->volgnummer;
    row->toestand = encode_toestand(batch, &klant->toestand);
    row->publicatiestand = encode_stand(batch, &klant->stand);
    row->wacht_op_definitie = spoor_toestand_waits_for_definition(&klant->toestand);
    for (size_t i = 0; i < klant->stand.verteld_count; i++)
        klantreis_row(batch, klant, &klant->stand.vertelden[i]);
    contact_changes(batch, klant);
    termijn_rows(batch, klant);
}

static struct spoor_bron_row *bron_row(struct spoor_fold_batch *batch, const struct spoor_origin *origin)
{
    for (size_t i = batch->rows.bron_count; i > 0; i--) {
        struct spoor_bron_row *row = &batch->rows.bronnen[i - 1];
        if (row->partition == origin->partition && spoor_slice_equal(row->topic, origin->topic))
            return row;
    }
    struct spoor_bron_row *row = &batch->rows.bronnen[batch->rows.bron_count++];
    *row = (struct spoor_bron_row){
        .topic = origin->topic, .partition = origin->partition, .offset_max = -1, .last_event_us = SPOOR_TIME_NONE};
    return row;
}

void spoor_fold_bron_rows(struct spoor_fold_batch *batch)
{
    for (size_t i = 0; i < batch->item_count; i++) {
        const struct spoor_event *event = &batch->items[i].record.event;
        if (batch->items[i].command || batch->items[i].wake ||
            !event->origin.topic.data || batch->items[i].fate == SPOOR_FATE_COMMAND ||
            spoor_slice_equal(event->origin.topic, SPOOR_SLICE("bediening")))
            continue; /* no channel brought it */
        struct spoor_bron_row *row = bron_row(batch, &event->origin);
        row->records += event->origin.index == 0;
        if (event->origin.offset > row->offset_max)
            row->offset_max = event->origin.offset;
        if (event->broker_us > row->last_event_us)
            row->last_event_us = event->broker_us;
    }
}
