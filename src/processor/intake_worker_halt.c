#include "intake_worker_internal.h"

#include <spoor/base/health.h>
#include <spoor/base/log.h>
#include <spoor/base/metrics.h>
#include <stdio.h>

void spoor_intake_halt_partition(struct spoor_intake *intake, struct intake_partition *partition,
                                 const struct spoor_error *why)
{
    char labels[320];
    if (partition->halted)
        return;
    partition->halted = true;
    partition->why = *why;
    snprintf(labels, sizeof labels, "topic=\"%s\",partition=\"%d\"", partition->topic->name_text, partition->partition);
    partition->standstill = spoor_metric_series(SPOOR_METRIC_HALTED, labels);
    spoor_series_set(partition->standstill, 1);
    spoor_log(SPOOR_LOG_ERROR, "partitie-stil", "%s partition %d stands still: %s", partition->topic->name_text,
              partition->partition, why->message);
    spoor_intake_show(intake);
}

enum spoor_status spoor_intake_halt_input(struct spoor_intake *intake, struct intake_partition *partition,
                                          const char *what, int64_t position, int64_t oldest, int64_t end,
                                          struct spoor_error *err)
{
    struct spoor_error why;
    const char *topic = partition->topic->name_text;
    enum spoor_status status = spoor_session_ensure(intake->session, err);
    if (status == SPOOR_OK)
        status = spoor_store_stilstand_begin(intake->session, topic, partition->partition, position, err);
    if (status != SPOOR_OK)
        return status;
    spoor_error_set(&why, SPOOR_HALT, "invoer_weg",
                    "%s: our position is %lld, the topic holds %lld to %lld; to go on without the missing records: "
                    "spoor intake accept-loss --topic %s --partition %d --offset %lld --reason TEXT",
                    what, (long long)position, (long long)oldest, (long long)end, topic, partition->partition,
                    (long long)oldest);
    spoor_intake_halt_partition(intake, partition, &why);
    return SPOOR_OK;
}

static const struct intake_partition *first_still(const struct spoor_intake *intake)
{
    for (size_t i = 0; i < intake->partition_count; i++)
        if (intake->partitions[i].halted || intake->partitions[i].topic->broken)
            return &intake->partitions[i];
    return NULL;
}

void spoor_intake_show(struct spoor_intake *intake)
{
    if (!intake->assigned)
        return; /* it says already why not */
    const struct intake_partition *still = first_still(intake);
    if (!still)
        spoor_health_ready(intake->health);
    else if (still->halted)
        spoor_health_not_ready(intake->health, "%s partition %d stands still: %s", still->topic->name_text,
                               still->partition, still->why.message);
    else
        spoor_health_not_ready(intake->health, "%s stands still: %s (spoor intake hervat --topic %s)",
                               still->topic->name_text, intake->breakers[still->topic - intake->topics].reason,
                               still->topic->name_text);
}

void spoor_intake_let_go(struct spoor_intake *intake)
{
    for (size_t i = 0; i < intake->partition_count; i++)
        if (intake->partitions[i].halted)
            spoor_series_set(intake->partitions[i].standstill, 0);
    intake->partition_count = 0;
    intake->assigned = false;
    intake->unsettled_us = 0; /* what was not committed is read again */
}

static size_t pause_topic(struct spoor_intake *intake, const struct intake_topic *topic)
{
    struct spoor_error ignored;
    size_t held = 0;
    for (size_t i = 0; i < intake->partition_count; i++) {
        struct spoor_topic_partition one = {.topic = topic->name, .partition = intake->partitions[i].partition};
        if (intake->partitions[i].topic != topic)
            continue;
        held++;
        if (topic->broken && intake->assigned)
            (void)spoor_consumer_pause(intake->consumer, &one, 1, true, &ignored);
    }
    return held;
}

enum spoor_status spoor_intake_follow_breakers(struct spoor_intake *intake, bool *out_closed, struct spoor_error *err)
{
    *out_closed = false;
    for (size_t i = 0; i < intake->topic_count; i++)
        intake->breakers[i].topic = intake->topics[i].name;
    enum spoor_status status = spoor_store_breakers(intake->session, intake->breakers, intake->topic_count, err);
    for (size_t i = 0; i < intake->topic_count && status == SPOOR_OK; i++) {
        struct intake_topic *topic = &intake->topics[i];
        bool changed = topic->broken != intake->breakers[i].open;
        topic->broken = intake->breakers[i].open;
        spoor_series_set(topic->standstill, topic->broken);
        if (!changed)
            continue;
        topic->window = (struct spoor_breaker_window){0}; /* a person let it go on: judged by what comes now */
        size_t held = pause_topic(intake, topic);
        *out_closed = *out_closed || (!topic->broken && held > 0);
        if (topic->broken && held > 0)
            spoor_log(SPOOR_LOG_ERROR, "onderbroken", "%s stands still: %s; mend the producer or the mapping, then: "
                      "spoor intake hervat --topic %s", topic->name_text, intake->breakers[i].reason, topic->name_text);
    }
    return status;
}
