#include "fold_internal.h"
#include "fold_rows_internal.h"

#include <spoor/codec/toestand.h>
#include <spoor/crypto/hash.h>

static struct spoor_slice scratch_keep(struct spoor_fold_batch *batch)
{
    return spoor_arena_copy(batch->arena, spoor_buffer_slice(&batch->text));
}

static struct spoor_position *position_of(struct spoor_fold_batch *batch, int32_t partition)
{
    for (size_t i = 0; i < batch->position_count; i++)
        if (batch->positions[i].partition == partition)
            return &batch->positions[i];
    return NULL;
}

static int64_t outbox_add(struct spoor_fold_batch *batch, const struct spoor_fold_item *item, const char *topic,
                          struct spoor_slice key, struct spoor_slice value)
{
    struct spoor_position *position = position_of(batch, item->partition);
    int64_t broker_us = item->record.event.broker_us; /* none when the record could not be read */
    struct spoor_outbox_row *row = &batch->rows.outbox[batch->rows.outbox_count++];
    *row = (struct spoor_outbox_row){.partition = item->partition,
                                     .sequence = ++position->outbox_sequence,
                                     .next_offset = position->next_offset,
                                     .appended_us = broker_us == SPOOR_TIME_NONE ? batch->lookup.now_us : broker_us,
                                     .topic = spoor_slice_of(topic),
                                     .key = key,
                                     .value = value,
                                     .traceparent = item->record.event.traceparent};
    return row->sequence;
}

static void publicatie_row(struct spoor_fold_batch *batch, const struct spoor_fold_item *item, size_t index)
{
    const struct spoor_publicatie *publicatie = &item->publicaties[index];
    const struct spoor_event *cause = &item->record.event;
    struct spoor_publicatie_row *row = &batch->rows.publicaties[batch->rows.publicatie_count++];
    *row = (struct spoor_publicatie_row){.klant_id = cause->klant_id,
                                         .klantreis_ref = publicatie->klantreis_ref,
                                         .soort = spoor_slice_of(spoor_soort_name(publicatie->soort)),
                                         .oorzaak_source = cause->source,
                                         .oorzaak_id = cause->id,
                                         .volgnummer = cause->volgnummer,
                                         .revisie = publicatie->revisie,
                                         .plaatsgevonden_us = cause->plaatsgevonden_us,
                                         .verwerkt_us = batch->lookup.now_us,
                                         .stil = spoor_fold_is_stil(item, index),
                                         .partition = item->partition};
    spoor_buffer_clear(&batch->text);
    spoor_notification_id(publicatie, cause->volgnummer, &batch->text);
    row->id = scratch_keep(batch);
    spoor_buffer_clear(&batch->text);
    spoor_uitkomst_encode(&publicatie->uitkomst, &batch->text);
    row->uitkomst = scratch_keep(batch);
    if (row->stil)
        return;
    spoor_sha256(&item->messages[index], 1, row->hash);
    row->sequence = outbox_add(batch, item, batch->context->status_topic, cause->klant_ref, item->messages[index]);
}

static void signaal_row(struct spoor_fold_batch *batch, const struct spoor_fold_item *item, size_t index)
{
    const struct spoor_signaal *signaal = &item->signalen[index];
    const struct spoor_event *cause = &item->record.event;
    struct spoor_signaal_row *row = &batch->rows.signalen[batch->rows.signaal_count++];
    *row = (struct spoor_signaal_row){.klant_id = cause->klant_id,
                                      .signaal_id = item->signaal_ids[index],
                                      .nummer = signaal->nummer,
                                      .volgnummer = cause->volgnummer,
                                      .anker = signaal->termijn.anker,
                                      .klantreis_ref = signaal->termijn.klantreis_ref,
                                      .oorzaak_source = cause->source,
                                      .oorzaak_id = cause->id,
                                      .bedoeld_us = signaal->termijn.bedoeld_us,
                                      .verwerkt_us = batch->lookup.now_us,
                                      .stil = cause->stil,
                                      .partition = item->partition};
    spoor_buffer_clear(&batch->text);
    spoor_signaal_soort(signaal, &batch->text);
    row->soort = scratch_keep(batch);
    if (cause->stil)
        return;
    spoor_sha256(&item->signaal_messages[index], 1, row->hash);
    row->sequence =
        outbox_add(batch, item, batch->context->signaal_topic, cause->klant_ref, item->signaal_messages[index]);
}

/* A timer that went off has no origin: the transaction, and the how-manieth of its partition within it. */
static void name_origin(struct spoor_fold_batch *batch, struct spoor_fold_item *item)
{
    const struct spoor_position *position = position_of(batch, item->partition);
    struct spoor_origin *origin = &item->record.event.origin;
    *origin = (struct spoor_origin){SPOOR_SLICE("intern"), item->partition, position->stap, 0};
    for (size_t i = batch->rows.gebeurtenis_count; i-- > 0;) {
        const struct spoor_origin *before = &batch->rows.gebeurtenissen[i]->origin;
        if (before->partition != origin->partition || !spoor_slice_equal(before->topic, origin->topic))
            continue;
        origin->index = before->index + 1;
        return;
    }
}

static void accepted_rows(struct spoor_fold_batch *batch, struct spoor_fold_item *item)
{
    struct spoor_event *event = &item->record.event;
    if (item->wake)
        name_origin(batch, item);
    batch->rows.gebeurtenissen[batch->rows.gebeurtenis_count++] = event;
    if (spoor_kind_makes_contact(event->kind) && item->toewijzing.event)
        spoor_fold_contact_row(item->klant, &item->toewijzing, &batch->rows.contacten[batch->rows.contact_count++]);
    for (size_t i = 0; i < item->publicatie_count; i++)
        publicatie_row(batch, item, i);
    for (size_t i = 0; i < item->signaal_count; i++)
        signaal_row(batch, item, i);
}

static void weggelaten_row(struct spoor_fold_batch *batch, const struct spoor_fold_item *item, const char *reden)
{
    const struct spoor_event *event = &item->record.event;
    batch->rows.weggelaten[batch->rows.weggelaten_count++] = (struct spoor_weggelaten_row){
        .origin = event->origin, .reden = spoor_slice_of(reden), .source = event->source, .id = event->id,
        .first = item->first};
}

static void rejected_rows(struct spoor_fold_batch *batch, struct spoor_fold_item *item)
{
    struct spoor_canonical *record = &item->record;
    bool by_intake = !item->refusal.data; /* then the record carries its reason and sealed original */
    if (!by_intake) {
        record->reden = item->refusal;
        record->toelichting = item->refusal_text;
    }
    batch->rows.quarantaine[batch->rows.quarantaine_count++] = (struct spoor_quarantaine_row){
        .origin = record->event.origin,
        .reden = record->reden,
        .toelichting = record->toelichting,
        .source = record->event.source,
        .id = record->event.id,
        .type = record->type,
        .form = by_intake ? SPOOR_SLICE("origineel") : SPOOR_SLICE("canoniek"),
        .sleutel = item->key,
        .sealed = by_intake ? record->event.sealed : item->value,
        .sealed_key = record->event.sealed_key,
        .hash = record->hash,
        .omvang = by_intake ? record->omvang : (int64_t)item->value.length,
        .broker_us = record->event.broker_us};
    spoor_buffer_clear(&batch->text);
    spoor_quarantaine_encode(&batch->context->notification, record, &batch->text);
    struct spoor_slice key = spoor_arena_printf(batch->arena, "%.*s/%d", SPOOR_SLICE_ARG(record->event.origin.topic),
                                                record->event.origin.partition);
    (void)outbox_add(batch, item, batch->context->quarantaine_topic, key, scratch_keep(batch));
}

static void command_row(struct spoor_fold_batch *batch, const struct spoor_fold_item *item)
{
    const struct spoor_event *event = &item->record.event;
    batch->rows.opdrachten[batch->rows.opdracht_count++] =
        (struct spoor_opdracht_row){.partition = item->partition,
                                    .offset = item->offset,
                                    .soort = spoor_slice_of(spoor_kind_name(event->kind)),
                                    .argument = event->data,
                                    .source = event->source,
                                    .id = event->id,
                                    .time_us = event->time_us,
                                    .broker_us = event->broker_us};
}

/* A retried record that found its place, whichever, closes the quarantine row of its origin. */
static void restored_row(struct spoor_fold_batch *batch, const struct spoor_fold_item *item)
{
    if (item->record.event.herkansing && item->fate != SPOOR_FATE_REJECTED)
        batch->rows.hersteld[batch->rows.hersteld_count++] = item->record.event.origin;
}

static void item_rows(struct spoor_fold_batch *batch, struct spoor_fold_item *item)
{
    restored_row(batch, item);
    switch (item->fate) {
    case SPOOR_FATE_ACCEPTED:
        accepted_rows(batch, item);
        return;
    case SPOOR_FATE_DUPLICATE:
        weggelaten_row(batch, item, "duplicaat");
        return;
    case SPOOR_FATE_EMPTY:
        weggelaten_row(batch, item, "leeg");
        return;
    case SPOOR_FATE_REJECTED:
        rejected_rows(batch, item);
        return;
    case SPOOR_FATE_COMMAND:
        command_row(batch, item);
        return;
    case SPOOR_FATE_PENDING:
    case SPOOR_FATE_REDELIVERED:
    case SPOOR_FATE_FORGOTTEN:
        return;
    }
}

static void rows_allocate(struct spoor_fold_batch *batch)
{
    size_t items = batch->item_count + 1, messages = 1, history = 1, journeys = 1, keys = 1, signalen = 1;
    for (size_t i = 0; i < batch->item_count; i++) {
        messages += batch->items[i].publicatie_count + batch->items[i].signaal_count + 1;
        signalen += batch->items[i].signaal_count;
    }
    for (size_t i = 0; i < batch->klant_count; i++) {
        history += batch->klanten[i]->refolded ? batch->klanten[i]->history_count : 0;
        keys += spoor_fold_key_count(batch->klanten[i]);
        journeys += batch->klanten[i]->toestand.reis_count + batch->klanten[i]->stand.verteld_count;
    }
    struct spoor_fold_rows *rows = &batch->rows;
    rows->klanten = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_klant_row, batch->klant_count + 1);
    rows->gebeurtenissen = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_event *, items);
    rows->weggelaten = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_weggelaten_row, items);
    rows->quarantaine = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_quarantaine_row, items);
    rows->hersteld = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_origin, items);
    rows->reizen = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_klantreis_row, journeys);
    rows->publicaties = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_publicatie_row, messages);
    rows->signalen = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_signaal_row, signalen);
    rows->termijnen =
        SPOOR_ARENA_ARRAY(batch->arena, struct spoor_termijn_row, batch->klant_count * SPOOR_BEWIJS_COUNT + 1);
    rows->contacten = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_contact_row, items);
    rows->contact_wijzigingen = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_contact_row, history);
    rows->contacten_weg = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_contact_row, history);
    rows->contactsleutels = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_contactsleutel_row, keys);
    rows->outbox = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_outbox_row, messages);
    rows->bronnen = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_bron_row, items);
    rows->opdrachten = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_opdracht_row, items + batch->opdracht_count);
    rows->gehad = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_gehad_row, batch->gehad_count);
}

static void gehad_rows(struct spoor_fold_batch *batch)
{
    for (size_t i = 0; i < batch->gehad_count; i++)
        if (!batch->items[i].had)
            batch->rows.gehad[batch->rows.gehad_count++] = batch->gehad[i];
}

void spoor_fold_rows_of_items(struct spoor_fold_batch *batch)
{
    rows_allocate(batch);
    for (size_t i = 0; i < batch->item_count; i++)
        item_rows(batch, &batch->items[i]);
}

void spoor_fold_rows_of_klanten(struct spoor_fold_batch *batch)
{
    for (size_t i = 0; i < batch->klant_count; i++)
        if (batch->klanten[i]->changed) {
            spoor_fold_klant_rows(batch, batch->klanten[i]);
            spoor_fold_key_rows(batch, batch->klanten[i]);
        }
    spoor_fold_openstaand_rows(batch);
    for (size_t i = 0; i < batch->opdracht_count; i++)
        batch->rows.opdrachten[batch->rows.opdracht_count++] = batch->opdrachten[i];
    gehad_rows(batch);
    batch->rows.definities = batch->definities;
    batch->rows.definitie_count = batch->definitie_count;
    spoor_fold_bron_rows(batch);
}
