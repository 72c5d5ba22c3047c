#include "control_record.h"

#include <spoor/base/uuid.h>
#include <spoor/codec/canonical.h>
#include <spoor/stream/admin.h>
#include <spoor/stream/producer.h>
#include <stdio.h>

#define TIMEOUT_MS 20000

static enum spoor_status partition_count(struct spoor_wiring *wiring, int32_t *out_count, struct spoor_error *err)
{
    struct spoor_admin *admin = NULL;
    const char *topic = wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN];
    enum spoor_status status = spoor_admin_open(&wiring->kafka, &admin, err);
    if (status == SPOOR_OK)
        status = spoor_admin_partition_count(admin, topic, TIMEOUT_MS, out_count, err);
    spoor_admin_close(admin);
    if (status == SPOOR_OK && *out_count == 0)
        return spoor_error_set(err, SPOOR_RETRY, "topic", "topic %s does not exist: make it with spoor topics create",
                               topic);
    return status;
}

/* Its origin is the moment it was given: no two have the same. */
static void encode(struct spoor_wiring *wiring, enum spoor_kind kind, const struct spoor_control_record *given,
                   int64_t now_us, struct spoor_buffer *out)
{
    char type[128], now[SPOOR_TIME_TEXT_MAX];
    snprintf(type, sizeof type, "%s.%s.%s", spoor_setting_text(wiring->invocation, SPOOR_SETTING_TYPE_PREFIX),
             spoor_kind_domein(kind), spoor_kind_name(kind));
    size_t length = spoor_time_format(now_us, now);
    struct spoor_canonical record = {
        .soort = SPOOR_RECORD_GEBEURTENIS,
        .type = spoor_slice_of(type),
        .time = {now, length},
        .event = {.kind = kind,
                  .klant_ref = given->klant_ref,
                  .source = spoor_slice_of(spoor_setting_text(wiring->invocation, SPOOR_SETTING_TYPE_SOURCE)),
                  .id = given->id,
                  .time_us = now_us,
                  .broker_us = now_us,
                  .mapping = SPOOR_SLICE("bediening@1"),
                  .origin = {.topic = SPOOR_SLICE("bediening"), .offset = now_us},
                  .data = given->data}};
    spoor_canonical_encode(&record, out);
}

struct sending {
    struct spoor_wiring *wiring;
    struct spoor_producer *producer;
    struct spoor_buffer value;
    int32_t partitions;
    int64_t now_us;
};

static enum spoor_status open_sending(struct spoor_wiring *wiring, struct sending *out_sending, struct spoor_error *err)
{
    struct spoor_producer_options options = {.kafka = wiring->kafka};
    *out_sending = (struct sending){.wiring = wiring};
    spoor_buffer_init(&out_sending->value);
    enum spoor_status status = partition_count(wiring, &out_sending->partitions, err);
    return status == SPOOR_OK ? spoor_producer_open(&options, &out_sending->producer, err) : status;
}

static enum spoor_status close_sending(struct sending *sending, enum spoor_status status, struct spoor_error *err)
{
    if (status == SPOOR_OK)
        status = spoor_producer_flush(sending->producer, TIMEOUT_MS, err);
    spoor_producer_close(sending->producer);
    spoor_buffer_fini(&sending->value);
    return status;
}

static void make(struct sending *sending, enum spoor_kind kind, const struct spoor_control_record *record)
{
    int64_t now_us = spoor_time_now_us();
    sending->now_us = now_us > sending->now_us ? now_us : sending->now_us + 1;
    spoor_buffer_clear(&sending->value);
    encode(sending->wiring, kind, record, sending->now_us, &sending->value);
}

static enum spoor_status put(struct sending *sending, const struct spoor_control_record *record, int32_t partition,
                             struct spoor_error *err)
{
    return spoor_producer_send(sending->producer, sending->wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN], partition,
                               record->klant_ref, spoor_buffer_slice(&sending->value), NULL, 0, err);
}

enum spoor_status spoor_control_record_send(struct spoor_wiring *wiring, enum spoor_kind kind, const char *id,
                                            struct spoor_slice data, int32_t *out_partitions, struct spoor_error *err)
{
    const struct spoor_control_record record = {spoor_slice_of(id), SPOOR_SLICE("bediening"), data};
    struct sending sending;
    enum spoor_status status = open_sending(wiring, &sending, err);
    *out_partitions = sending.partitions;
    if (status == SPOOR_OK)
        make(&sending, kind, &record);
    for (int32_t p = 0; p < sending.partitions && status == SPOOR_OK; p++)
        status = put(&sending, &record, p, err);
    return close_sending(&sending, status, err);
}

enum spoor_status spoor_control_records_send(struct spoor_wiring *wiring, enum spoor_kind kind,
                                             const struct spoor_control_record *records, size_t count,
                                             struct spoor_error *err)
{
    struct sending sending;
    enum spoor_status status = open_sending(wiring, &sending, err);
    for (size_t i = 0; i < count && status == SPOOR_OK; i++) {
        make(&sending, kind, &records[i]);
        status = put(&sending, &records[i], spoor_partition_of(records[i].klant_ref, sending.partitions), err);
    }
    return close_sending(&sending, status, err);
}

enum spoor_status spoor_control_record_send_klant(struct spoor_wiring *wiring, enum spoor_kind kind, const char *id,
                                                  struct spoor_slice klant_ref, struct spoor_slice data,
                                                  struct spoor_error *err)
{
    const struct spoor_control_record record = {spoor_slice_of(id), klant_ref, data};
    return spoor_control_records_send(wiring, kind, &record, 1, err);
}
