/* Open commands in the fold: a klant that a command has not reached gets it as its own event just before its next
 * record, so that the sequence told is the same however batches and slices are cut (docs/architecture.md). */
#include "fold_internal.h"

#include <spoor/crypto/hash.h>
#include <stdlib.h>

/* ---- which are open ---- */

static struct spoor_slice heap_copy(struct spoor_slice s)
{
    char *copy = spoor_allocate(s.length + 1);
    if (s.length)
        memcpy(copy, s.data, s.length);
    return (struct spoor_slice){copy, s.length};
}

static void row_free(struct spoor_opdracht_row *row)
{
    free((char *)row->soort.data);
    free((char *)row->argument.data);
    free((char *)row->source.data);
    free((char *)row->id.data);
}

void spoor_fold_opdrachten_forget(struct spoor_fold_opdrachten *opdrachten)
{
    for (size_t i = 0; i < opdrachten->count; i++)
        row_free(&opdrachten->rows[i]);
    opdrachten->count = 0;
}

void spoor_fold_opdrachten_fini(struct spoor_fold_opdrachten *opdrachten)
{
    spoor_fold_opdrachten_forget(opdrachten);
    free(opdrachten->rows);
    opdrachten->rows = NULL;
}

static struct spoor_opdracht_row *find(struct spoor_fold_opdrachten *opdrachten, int32_t partition, int64_t offset)
{
    for (size_t i = 0; i < opdrachten->count; i++)
        if (opdrachten->rows[i].partition == partition && opdrachten->rows[i].offset == offset)
            return &opdrachten->rows[i];
    return NULL;
}

static void forget(struct spoor_fold_opdrachten *opdrachten, struct spoor_opdracht_row *row)
{
    struct spoor_opdracht_row *end = opdrachten->rows + --opdrachten->count;
    row_free(row);
    memmove(row, row + 1, (size_t)((char *)end - (char *)row)); /* commands of a partition keep their order */
}

void spoor_fold_opdracht_add(struct spoor_fold_opdrachten *opdrachten, const struct spoor_opdracht_row *row)
{
    struct spoor_opdracht_row *known = find(opdrachten, row->partition, row->offset);
    if (known && row->afgerond) {
        forget(opdrachten, known);
        return;
    }
    if (known) {
        known->cursor = row->cursor;
        known->begonnen = row->begonnen;
        known->gedaan = row->gedaan;
        return;
    }
    if (row->afgerond)
        return;
    opdrachten->rows = spoor_reallocate(opdrachten->rows, sizeof *opdrachten->rows * (opdrachten->count + 1));
    struct spoor_opdracht_row *copy = &opdrachten->rows[opdrachten->count++];
    *copy = *row;
    copy->soort = heap_copy(row->soort);
    copy->argument = heap_copy(row->argument);
    copy->source = heap_copy(row->source);
    copy->id = heap_copy(row->id);
}

/* ---- what one means for a klant ---- */

/* Of a definition only those who wait for one, where no other can come out otherwise (docs/decisions/0007). */
static bool concerns_waiting_only(struct spoor_fold_batch *batch, const struct spoor_opdracht_row *row,
                                  const struct spoor_event *event, const struct spoor_definities *definities)
{
    if (event->kind != SPOOR_KIND_DEFINITIE_GELADEN)
        return false;
    const struct spoor_definities *before =
        spoor_definition_set_at(batch->context->definities, row->partition, row->offset - 1, batch->arena);
    return spoor_definities_get(before, event->definitie, event->definitie_versie) ||
           !spoor_definities_rewritten_by(definities, event->definitie, event->definitie_versie, event->broker_us);
}

enum spoor_status spoor_fold_command_open(struct spoor_fold_batch *batch, const struct spoor_opdracht_row *row,
                                          struct spoor_fold_command *out_command, struct spoor_error *err)
{
    struct spoor_event event = {.source = row->source,
                                .id = row->id,
                                .data = row->argument,
                                .time_us = row->time_us,
                                .broker_us = row->broker_us,
                                .plaatsgevonden_us = row->time_us};
    event.origin =
        (struct spoor_origin){spoor_slice_of(batch->context->canonical_topic), row->partition, row->offset, 0};
    event.feit_id = spoor_feit_id(row->source, row->id);
    if (!spoor_kind_find(row->soort, &event.kind))
        return spoor_error_set(err, SPOOR_HALT, "opdracht", "unknown command %.*s", SPOOR_SLICE_ARG(row->soort));
    enum spoor_status status = spoor_canonical_decode_data(row->argument, batch->arena, &event, err);
    if (status != SPOOR_OK)
        return status;
    const struct spoor_definities *definities =
        spoor_definition_set_at(batch->context->definities, row->partition, row->offset, batch->arena);
    *out_command = (struct spoor_fold_command){row, event, definities,
                                               concerns_waiting_only(batch, row, &event, definities)};
    return SPOOR_OK;
}

struct spoor_fold_item spoor_fold_command_item(const struct spoor_fold_command *command, struct spoor_uuid klant_id)
{
    struct spoor_fold_item item = {
        .partition = command->row->partition, .offset = command->row->offset, .command = command};
    item.record.event = command->event;
    item.record.event.klant_id = klant_id;
    return item;
}

const struct spoor_definities *spoor_fold_definities(const struct spoor_fold_batch *batch,
                                                     const struct spoor_fold_item *item)
{
    return item->command ? item->command->definities
                         : spoor_definition_set_of(batch->context->definities, item->partition);
}

void spoor_fold_command_decode(struct spoor_fold_batch *batch, struct spoor_fold_item *item)
{
    struct spoor_event *event = &item->record.event;
    event->klant_id = spoor_klant_id(event->klant_ref);
    event->feit_id = spoor_feit_id(event->source, event->id);
    struct spoor_fold_command *command = SPOOR_ARENA_NEW(batch->arena, struct spoor_fold_command);
    *command = (struct spoor_fold_command){
        .event = *event, .definities = spoor_definition_set_of(batch->context->definities, item->partition)};
    item->command = command;
}

/* The value is what `spoor quarantaine retry` offers again; its key names the klant. */
void spoor_fold_command_park(struct spoor_fold_batch *batch, const struct spoor_fold_klant *klant,
                             struct spoor_fold_item *item)
{
    const struct spoor_event *event = &item->command->event;
    const char *kind = spoor_kind_name(event->kind);
    item->record.type =
        spoor_arena_printf(batch->arena, "%.*s.%s.%s", SPOOR_SLICE_ARG(batch->context->notification.type_prefix),
                           spoor_kind_domein(event->kind), kind);
    item->record.soort = SPOOR_RECORD_GEBEURTENIS;
    item->record.event.klant_ref = klant->base.klant_ref;
    item->record.event.mapping = SPOOR_SLICE("bediening@1");
    spoor_buffer_clear(&batch->text);
    spoor_canonical_encode(&item->record, &batch->text);
    item->value = spoor_arena_copy(batch->arena, spoor_buffer_slice(&batch->text));
    item->key = klant->base.klant_ref;
    item->fate = SPOOR_FATE_REJECTED;
    item->refusal = spoor_slice_of(item->refused);
    item->refusal_text =
        spoor_arena_printf(batch->arena, "%s of %s for one klant", spoor_fold_refused_why(item->refused), kind);
}

/* ---- before the next record ---- */

static bool is_beyond(const struct spoor_opdracht_row *row, const struct spoor_klant_row *klant)
{
    return row->partition == klant->partition && spoor_uuid_compare(klant->klant_id, row->cursor) > 0;
}

/* All klanten of one command, before those of the next: each klant meets its commands in order of their records. */
static void add_items(struct spoor_fold_batch *batch, const struct spoor_fold_command *command,
                      struct spoor_fold_item *items, size_t *count)
{
    for (size_t i = 0; i < batch->klant_count; i++) {
        const struct spoor_klant_row *klant = &batch->klanten[i]->base;
        if (!is_beyond(command->row, klant))
            continue;
        items[*count] = spoor_fold_command_item(command, klant->klant_id);
        items[(*count)++].record.event.klant_ref = klant->klant_ref;
    }
}

static size_t count_beyond(const struct spoor_fold_batch *batch)
{
    const struct spoor_fold_opdrachten *opdrachten = &batch->context->opdrachten;
    size_t count = 0;
    for (size_t i = 0; i < opdrachten->count; i++)
        for (size_t k = 0; k < batch->klant_count; k++)
            count += is_beyond(&opdrachten->rows[i], &batch->klanten[k]->base);
    return count;
}

static void remember_asked(struct spoor_fold_batch *batch)
{
    batch->gehad = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_gehad_row, batch->gehad_count);
    for (size_t i = 0; i < batch->gehad_count; i++) {
        const struct spoor_fold_item *item = &batch->items[i];
        batch->gehad[i] = (struct spoor_gehad_row){item->partition, item->offset, item->record.event.klant_id};
    }
}

/* Nothing is left of a batch whose klant has fewer commands. */
static void keep_alone(struct spoor_fold_batch *batch)
{
    batch->item_count = batch->gehad_count = batch->alone <= batch->gehad_count;
    if (batch->item_count == 0)
        return;
    batch->items += batch->alone - 1;
    batch->gehad += batch->alone - 1;
    batch->items[0].refused = batch->refused;
    batch->items[0].record.event.origin.index = batch->refused_index;
}

enum spoor_status spoor_fold_commands_first(struct spoor_fold_batch *batch, struct spoor_error *err)
{
    const struct spoor_fold_opdrachten *opdrachten = &batch->context->opdrachten;
    size_t beyond = count_beyond(batch), count = 0;
    if (beyond == 0 && batch->alone == 0)
        return SPOOR_OK;
    struct spoor_fold_item *items = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_fold_item, beyond + batch->item_count);
    for (size_t i = 0; i < opdrachten->count; i++) {
        struct spoor_fold_command *command = SPOOR_ARENA_NEW(batch->arena, struct spoor_fold_command);
        enum spoor_status status = spoor_fold_command_open(batch, &opdrachten->rows[i], command, err);
        if (status != SPOOR_OK)
            return status;
        add_items(batch, command, items, &count);
    }
    memcpy(items + count, batch->items, sizeof *items * batch->item_count);
    batch->items = items;
    batch->item_count += count;
    batch->gehad_count = count;
    remember_asked(batch);
    if (batch->alone > 0)
        keep_alone(batch);
    spoor_fold_group(batch);
    return SPOOR_OK;
}

enum spoor_status spoor_fold_commands_settle(struct spoor_fold_batch *batch, struct spoor_error *err)
{
    bool *had = SPOOR_ARENA_ARRAY(batch->arena, bool, batch->gehad_count);
    enum spoor_status status =
        spoor_store_fold_gehad(batch->context->session, batch->gehad, batch->gehad_count, had, err);
    for (size_t i = 0; status == SPOOR_OK && i < batch->gehad_count; i++)
        batch->items[i].had = had[i];
    return status;
}
