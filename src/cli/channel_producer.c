#include "channel_producer.h"

#include <spoor/stream/admin.h>

#define TIMEOUT_MS 15000
#define FLUSH_TIMEOUT_MS 120000
#define ATTEMPTS_MAX 12 /* of about five seconds each */

static enum spoor_status check_one(struct spoor_admin *admin, const char *topic, struct spoor_error *err)
{
    int32_t partitions = 0;
    enum spoor_status status = spoor_admin_partition_count(admin, topic, TIMEOUT_MS, &partitions, err);
    if (status == SPOOR_OK && partitions == 0)
        return spoor_error_set(err, SPOOR_HALT, "niet_gevonden",
                               "topic %s does not exist: make it with: spoor topics create --topic %s", topic, topic);
    return status;
}

enum spoor_status spoor_channel_topics_check(struct spoor_wiring *wiring, const char *const *topics, size_t count,
                                             struct spoor_error *err)
{
    struct spoor_admin *admin = NULL;
    enum spoor_status status = spoor_admin_open(&wiring->kafka, &admin, err);
    for (size_t i = 0; i < count && status == SPOOR_OK; i++)
        status = check_one(admin, topics[i], err);
    spoor_admin_close(admin);
    if (status == SPOOR_RETRY)
        spoor_error_prefix(err, "Kafka at %s", wiring->kafka.bootstrap);
    return status;
}

enum spoor_status spoor_channel_producer_open(struct spoor_wiring *wiring, int64_t linger_ms,
                                              struct spoor_producer **out_producer, struct spoor_error *err)
{
    struct spoor_producer_options options = {.kafka = wiring->kafka, .linger_ms = linger_ms};
    return spoor_producer_open(&options, out_producer, err);
}

enum spoor_status spoor_channel_send(struct spoor_producer *producer, const char *topic, struct spoor_slice key,
                                     struct spoor_slice value, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_RETRY;
    for (int attempt = 0; attempt < ATTEMPTS_MAX && status == SPOOR_RETRY; attempt++)
        status = spoor_producer_send(producer, topic, -1, key, value, NULL, 0, err);
    return status;
}

enum spoor_status spoor_channel_producer_finish(struct spoor_producer *producer, struct spoor_error *err)
{
    enum spoor_status status = spoor_producer_flush(producer, FLUSH_TIMEOUT_MS, err);
    if (status == SPOOR_RETRY)
        spoor_error_prefix(err, "not everything arrived; run it again, records have the same ids then");
    return status;
}
