#include "support_fold_rows.h"

struct spoor_uuid sample_uuid(uint8_t kind, uint32_t number)
{
    struct spoor_uuid uuid = {{0}};
    uuid.bytes[0] = (uint8_t)(number * 37);
    uuid.bytes[1] = kind;
    memcpy(&uuid.bytes[12], &number, sizeof number);
    return uuid;
}

struct spoor_event *sample_event(struct spoor_arena *arena, uint32_t klant, uint32_t number)
{
    struct spoor_event *event = SPOOR_ARENA_NEW(arena, struct spoor_event);
    event->kind = SPOOR_KIND_FASE_GESTART;
    event->klant_id = sample_uuid('k', klant);
    event->feit_id = sample_uuid('f', number);
    event->klant_ref = spoor_arena_printf(arena, "k1-%08u", klant);
    event->source = SPOOR_SLICE("urn:nld:oin:00000001234567890000:systeem:balie");
    event->id = spoor_arena_printf(arena, "e-%u", number);
    event->sequence = SPOOR_SLICE("12");
    event->volgnummer = number;
    event->plaatsgevonden_us = SAMPLE_TIME + number;
    event->time_us = SPOOR_TIME_NONE;
    event->broker_us = SAMPLE_TIME + 5;
    event->precisie = SPOOR_PRECISIE_DAG;
    event->stil = true;
    event->origin = (struct spoor_origin){SPOOR_SLICE("kanaal.balie"), 3, (int64_t)number, 1};
    event->klantreis_ref = SPOOR_SLICE("reis-1");
    event->fase = SPOOR_SLICE("aanvraag");
    event->data = SPOOR_SLICE("{\"fase\":\"aanvraag\",\"klantreisRef\":\"reis-1\"}");
    event->sealed = (struct spoor_slice){"\0\1\2\377", 4};
    event->sealed_key = SPOOR_SLICE("v1");
    event->mapping = SPOOR_SLICE("balie@1");
    event->traceparent = SPOOR_SLICE("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    memset(event->afdruk, 0xab, sizeof event->afdruk);
    event->uiterlijk_us = event->geldig_vanaf_us = SPOOR_TIME_NONE;
    return event;
}

struct spoor_klant_row sample_klant(uint32_t klant, int64_t volgnummer, bool found)
{
    return (struct spoor_klant_row){
        .klant_id = sample_uuid('k', klant),
        .klant_ref = SPOOR_SLICE("k1-0000"),
        .partition = 0,
        .volgnummer = volgnummer,
        .toestand = SPOOR_SLICE("{\"reizen\":[]}"),
        .publicatiestand = SPOOR_SLICE("{}"),
        .found = found,
    };
}

struct spoor_publicatie_row sample_publicatie(uint32_t klant, int64_t volgnummer, int64_t sequence)
{
    struct spoor_publicatie_row row = {
        .klant_id = sample_uuid('k', klant),
        .id = SPOOR_SLICE("reis-1-1"),
        .klantreis_ref = SPOOR_SLICE("reis-1"),
        .soort = SPOOR_SLICE("statuswijziging"),
        .uitkomst = SPOOR_SLICE("{\"fase\":\"aanvraag\"}"),
        .oorzaak_source = SPOOR_SLICE("urn:x"),
        .oorzaak_id = SPOOR_SLICE("e-1"),
        .volgnummer = volgnummer,
        .revisie = volgnummer,
        .plaatsgevonden_us = SAMPLE_TIME,
        .verwerkt_us = SAMPLE_TIME,
        .partition = 0,
        .sequence = sequence,
    };
    memset(row.hash, 7, sizeof row.hash);
    return row;
}

struct spoor_outbox_row sample_outbox(int32_t partition, int64_t sequence)
{
    return (struct spoor_outbox_row){
        .partition = partition,
        .sequence = sequence,
        .next_offset = sequence * 10,
        .appended_us = SAMPLE_TIME,
        .topic = SPOOR_SLICE("spoor.statuswijzigingen"),
        .key = SPOOR_SLICE("k1-0000"),
        .value = SPOOR_SLICE("{\"id\":\"reis-1-1\"}"),
    };
}

struct spoor_fold_rows *sample_rows(struct spoor_arena *arena, uint32_t klant, uint32_t number, int32_t partition)
{
    struct spoor_fold_rows *rows = SPOOR_ARENA_NEW(arena, struct spoor_fold_rows);
    rows->gebeurtenissen = SPOOR_ARENA_NEW(arena, struct spoor_event *);
    rows->gebeurtenissen[0] = sample_event(arena, klant, number);
    rows->klanten = SPOOR_ARENA_NEW(arena, struct spoor_klant_row);
    rows->klanten[0] = sample_klant(klant, number, number > 1);
    rows->klanten[0].partition = partition;
    rows->publicaties = SPOOR_ARENA_NEW(arena, struct spoor_publicatie_row);
    rows->publicaties[0] = sample_publicatie(klant, number, number);
    rows->outbox = SPOOR_ARENA_NEW(arena, struct spoor_outbox_row);
    rows->outbox[0] = sample_outbox(partition, number);
    rows->gebeurtenis_count = rows->klant_count = rows->publicatie_count = rows->outbox_count = 1;
    return rows;
}
