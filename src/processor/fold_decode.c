#include "fold_internal.h"

#include <spoor/codec/definition.h>
#include <spoor/crypto/hash.h>
#include <spoor/processor/own_ref.h>

static void refuse(struct spoor_fold_item *item, const char *reden, struct spoor_slice text)
{
    item->fate = SPOOR_FATE_REJECTED;
    item->refusal = spoor_slice_of(reden);
    item->refusal_text = text;
}

/* A record that is no canonical one (a stranger wrote to the topic) is its own origin. */
static void origin_from_canonical_topic(struct spoor_fold_batch *batch, struct spoor_fold_item *item)
{
    item->record.event.origin =
        (struct spoor_origin){spoor_slice_of(batch->context->canonical_topic), item->partition, item->offset, 0};
}

static void identify(struct spoor_fold_batch *batch, struct spoor_event *event)
{
    event->klant_id = spoor_klant_id(event->klant_ref);
    event->feit_id = spoor_feit_id(event->source, event->id);
    spoor_event_own_ref(event, spoor_definition_set_starts(batch->context->definities, event->kind), batch->arena);
}

/* Checked here; it counts from the next record of the partition on (worker_batch.c). */
static void take_definition(struct spoor_fold_batch *batch, struct spoor_fold_item *item)
{
    const struct spoor_event *event = &item->record.event;
    struct spoor_definitie parsed;
    struct spoor_error err = {0};
    if (spoor_definition_parse(event->document, batch->arena, &parsed, &err) != SPOOR_OK) {
        refuse(item, "onvolledig", spoor_arena_copy(batch->arena, spoor_slice_of(err.message)));
        return;
    }
    batch->definities = spoor_arena_grow(batch->arena, batch->definities, batch->definitie_count,
                                         &batch->definitie_capacity, sizeof *batch->definities);
    batch->definities[batch->definitie_count++] =
        (struct spoor_definitie_row){.code = event->definitie,
                                     .versie = event->definitie_versie,
                                     .checksum = event->checksum,
                                     .document = event->document,
                                     .geldig_vanaf_us = event->geldig_vanaf_us};
    item->fate = SPOOR_FATE_COMMAND;
}

/* For all klanten of the partition, or for the one for whom it was parked. */
static void take_command(struct spoor_fold_batch *batch, struct spoor_fold_item *item)
{
    if (!spoor_slice_equal(item->record.event.klant_ref, SPOOR_SLICE("bediening")))
        spoor_fold_command_decode(batch, item);
    else if (item->record.event.kind == SPOOR_KIND_DEFINITIE_GELADEN)
        take_definition(batch, item);
    else
        item->fate = SPOOR_FATE_COMMAND;
}

/* Who may say it: the mapping of a channel was asked by intake, Spoor's own source is asked here. */
static bool is_own(const struct spoor_fold_batch *batch, struct spoor_fold_item *item)
{
    if (spoor_slice_equal(item->record.event.source, batch->context->notification.source))
        return true;
    refuse(item, "niet_bevoegd", SPOOR_SLICE("a control record of another source than Spoor's own"));
    return false;
}

static void decode_event(struct spoor_fold_batch *batch, struct spoor_fold_item *item)
{
    struct spoor_event *event = &item->record.event;
    switch (spoor_kind_group(event->kind)) {
    case SPOOR_GROUP_CONTACT:
    case SPOOR_GROUP_REIS:
    case SPOOR_GROUP_KLANT:
    case SPOOR_GROUP_BRON:
    case SPOOR_GROUP_ALLE:
        identify(batch, event);
        return;
    case SPOOR_GROUP_OPDRACHT:
        if (is_own(batch, item))
            take_command(batch, item);
        return;
    case SPOOR_GROUP_BEDIENING:
        if (is_own(batch, item))
            identify(batch, event);
        event->stil |= event->kind == SPOOR_KIND_KLANTREIS_GEMIGREERD; /* whatever it says of itself (rule 8) */
        return;
    case SPOOR_GROUP_INTERN:
        refuse(item, "niet_bevoegd", SPOOR_SLICE("kinds of intern are made by the fold, never read from a topic"));
        return;
    }
}

void spoor_fold_decode(struct spoor_fold_batch *batch, struct spoor_fold_item *item)
{
    struct spoor_error err = {0};
    enum spoor_status status = item->value.data
                                   ? spoor_canonical_decode(item->value, batch->arena, &item->record, &err)
                                   : spoor_error_set(&err, SPOOR_REJECT, "onleesbaar", "the record has no value");
    if (status != SPOOR_OK) {
        origin_from_canonical_topic(batch, item);
        refuse(item, "onleesbaar", spoor_arena_copy(batch->arena, spoor_slice_of(err.message)));
        return;
    }
    switch (item->record.soort) {
    case SPOOR_RECORD_GEBEURTENIS:
        decode_event(batch, item);
        return;
    case SPOOR_RECORD_AFGEWEZEN:
        item->fate = SPOOR_FATE_REJECTED;
        return;
    case SPOOR_RECORD_LEEG:
        item->fate = SPOOR_FATE_EMPTY;
        return;
    }
}
