#include "intake_worker_internal.h"

#include <spoor/base/health.h>
#include <spoor/base/log.h>
#include <spoor/base/metrics.h>
#include <stdio.h>

#define QUIET_TOPIC_RECORDS_MIN 10 /* a topic of a few records a minute breaks by share only from here on */
#define CONTROL_INTERVAL_US (3 * SPOOR_SECOND_US)

static void window_restart(struct intake_topic *topic, int64_t now_us)
{
    topic->window_begin_us = now_us;
    topic->window_records = topic->window_rejected = 0;
}

bool spoor_intake_breaker_count(struct spoor_intake *intake, struct intake_topic *topic, bool rejected)
{
    const struct spoor_intake_options *options = &intake->options;
    int64_t now_us = spoor_time_monotonic_us();
    if (topic->window_begin_us == 0)
        window_restart(topic, now_us);
    topic->window_records++;
    topic->window_rejected += rejected;
    bool long_enough = now_us - topic->window_begin_us >= options->breaker_seconds * SPOOR_SECOND_US;
    bool many = topic->window_records >= options->breaker_records;
    if (!many && !(long_enough && topic->window_records >= QUIET_TOPIC_RECORDS_MIN))
        return false;
    bool over = topic->window_rejected * 100 >= options->breaker_percent * topic->window_records;
    if (!over)
        window_restart(topic, now_us);
    return over;
}

static void pause_topic(struct spoor_intake *intake, const struct intake_topic *topic)
{
    struct spoor_error ignored;
    for (size_t i = 0; i < intake->partition_count; i++) {
        struct spoor_topic_partition one = {.topic = topic->name, .partition = intake->partitions[i].partition};
        if (intake->partitions[i].topic == topic)
            (void)spoor_consumer_pause(intake->consumer, &one, 1, true, &ignored);
    }
}

enum spoor_status spoor_intake_breaker_open(struct spoor_intake *intake, struct intake_topic *topic,
                                            struct spoor_error *err)
{
    char reason[256], labels[320];
    snprintf(reason, sizeof reason, "%lld of %lld records would be rejected", (long long)topic->window_rejected,
             (long long)topic->window_records);
    enum spoor_status status = spoor_store_breaker_open(intake->session, topic->name_text, reason, err);
    if (status != SPOOR_OK)
        return status;
    topic->broken = true;
    pause_topic(intake, topic);
    window_restart(topic, spoor_time_monotonic_us());
    snprintf(labels, sizeof labels, "topic=\"%s\",partition=\"\"", topic->name_text);
    spoor_metric_set(SPOOR_METRIC_HALTED, labels, 1);
    spoor_log(SPOOR_LOG_ERROR, "onderbroken",
              "%s stands still: %s; mend the producer or the mapping, then: spoor intake "
              "hervat --topic %s",
              topic->name_text, reason, topic->name_text);
    spoor_health_not_ready(intake->health, "%s stands still: %s (spoor intake hervat --topic %s)", topic->name_text,
                           reason, topic->name_text);
    return SPOOR_OK;
}

static enum spoor_status loss_accepted(struct spoor_intake *intake, const struct intake_partition *partition,
                                       bool *out_accepted, struct spoor_error *err)
{
    int64_t offset = -1, number = 0, oldest = 0, end = 0;
    const char *topic = partition->topic->name_text;
    enum spoor_status status =
        spoor_store_loss_offset(intake->session, topic, partition->partition, &offset, &number, err);
    if (status == SPOOR_OK && offset >= 0)
        status = spoor_consumer_watermarks(intake->consumer, topic, partition->partition, 2000, &oldest, &end, err);
    *out_accepted = status == SPOOR_OK && offset >= 0 && offset >= oldest && offset <= end;
    return status;
}

enum spoor_status spoor_intake_control_check(struct spoor_intake *intake, bool *out_rejoin, struct spoor_error *err)
{
    int64_t now_us = spoor_time_monotonic_us();
    *out_rejoin = false;
    if (now_us - intake->control_checked_us < CONTROL_INTERVAL_US)
        return SPOOR_OK;
    intake->control_checked_us = now_us;
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < intake->topic_count && status == SPOOR_OK; i++) {
        bool open = true;
        if (!intake->topics[i].broken)
            continue;
        status = spoor_store_breaker_is_open(intake->session, intake->topics[i].name_text, &open, err);
        *out_rejoin = *out_rejoin || (status == SPOOR_OK && !open);
    }
    for (size_t i = 0; i < intake->partition_count && status == SPOOR_OK; i++) {
        bool accepted = false;
        if (intake->partitions[i].halted)
            status = loss_accepted(intake, &intake->partitions[i], &accepted, err);
        *out_rejoin = *out_rejoin || accepted;
    }
    return status;
}
