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
static void encode(struct spoor_wiring *wiring, enum spoor_kind kind, const char *id, struct spoor_slice klant_ref,
                   struct spoor_slice data, struct spoor_buffer *out)
{
    char type[128], now[SPOOR_TIME_TEXT_MAX];
    snprintf(type, sizeof type, "%s.%s.%s", spoor_setting_text(wiring->invocation, SPOOR_SETTING_TYPE_PREFIX),
             spoor_kind_domein(kind), spoor_kind_name(kind));
    int64_t now_us = spoor_time_now_us();
    size_t length = spoor_time_format(now_us, now);
    struct spoor_canonical record = {
        .soort = SPOOR_RECORD_GEBEURTENIS,
        .type = spoor_slice_of(type),
        .time = {now, length},
        .event = {.kind = kind,
                  .klant_ref = klant_ref,
                  .source = spoor_slice_of(spoor_setting_text(wiring->invocation, SPOOR_SETTING_TYPE_SOURCE)),
                  .id = spoor_slice_of(id),
                  .time_us = now_us,
                  .broker_us = now_us,
                  .mapping = SPOOR_SLICE("bediening@1"),
                  .origin = {.topic = SPOOR_SLICE("bediening"), .offset = now_us},
                  .data = data}};
    spoor_canonical_encode(&record, out);
}

struct partitions {
    int32_t first, end;
};

static enum spoor_status send(struct spoor_wiring *wiring, struct spoor_slice key, struct spoor_slice value,
                              struct partitions partitions, struct spoor_error *err)
{
    struct spoor_producer *producer = NULL;
    struct spoor_producer_options options = {.kafka = wiring->kafka};
    enum spoor_status status = spoor_producer_open(&options, &producer, err);
    if (status != SPOOR_OK)
        return status;
    for (int32_t p = partitions.first; p < partitions.end && status == SPOOR_OK; p++)
        status = spoor_producer_send(producer, wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN], p, key, value, NULL, 0, err);
    if (status == SPOOR_OK)
        status = spoor_producer_flush(producer, TIMEOUT_MS, err);
    spoor_producer_close(producer);
    return status;
}

enum spoor_status spoor_control_record_send(struct spoor_wiring *wiring, enum spoor_kind kind, const char *id,
                                            struct spoor_slice data, int32_t *out_partitions, struct spoor_error *err)
{
    struct spoor_buffer value;
    struct spoor_slice every = SPOOR_SLICE("bediening");
    enum spoor_status status = partition_count(wiring, out_partitions, err);
    if (status != SPOOR_OK)
        return status;
    spoor_buffer_init(&value);
    encode(wiring, kind, id, every, data, &value);
    status = send(wiring, every, spoor_buffer_slice(&value), (struct partitions){0, *out_partitions}, err);
    spoor_buffer_fini(&value);
    return status;
}

enum spoor_status spoor_control_record_send_klant(struct spoor_wiring *wiring, enum spoor_kind kind, const char *id,
                                                  struct spoor_slice klant_ref, struct spoor_slice data,
                                                  struct spoor_error *err)
{
    struct spoor_buffer value;
    int32_t count = 0;
    enum spoor_status status = partition_count(wiring, &count, err);
    if (status != SPOOR_OK)
        return status;
    int32_t partition = spoor_partition_of(klant_ref, count);
    spoor_buffer_init(&value);
    encode(wiring, kind, id, klant_ref, data, &value);
    status = send(wiring, klant_ref, spoor_buffer_slice(&value), (struct partitions){partition, partition + 1}, err);
    spoor_buffer_fini(&value);
    return status;
}
