#include "intake_worker_internal.h"

#include <spoor/base/log.h>
#include <stdio.h>

#define CONTROL_INTERVAL_US (3 * SPOOR_SECOND_US)
#define CONTROL_ANSWER_MS 1000 /* reading waits for it */
#define CONTROL_UNANSWERED_US (15 * SPOOR_SECOND_US)

bool spoor_intake_breaker_count(struct spoor_intake *intake, struct intake_topic *topic, bool rejected)
{
    const struct spoor_intake_options *options = &intake->options;
    struct spoor_breaker_limits limits = {
        .records = options->breaker_records, .percent = options->breaker_percent, .seconds = options->breaker_seconds};
    return spoor_breaker_window_count(&topic->window, &limits, rejected, spoor_time_monotonic_us());
}

enum spoor_status spoor_intake_breaker_open(struct spoor_intake *intake, struct intake_topic *topic,
                                            struct spoor_error *err)
{
    char reason[SPOOR_BREAKER_REASON_MAX];
    bool closed;
    snprintf(reason, sizeof reason, "%lld of %lld records would be rejected", (long long)topic->window.rejected,
             (long long)topic->window.records);
    enum spoor_status status = spoor_store_breaker_open(intake->session, topic->name_text, reason, err);
    if (status == SPOOR_OK)
        status = spoor_intake_follow_breakers(intake, &closed, err);
    if (status != SPOOR_OK)
        return status;
    topic->window = (struct spoor_breaker_window){0};
    spoor_intake_show(intake);
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

static enum spoor_status ask_control(struct spoor_intake *intake, bool *out_rejoin, struct spoor_error *err)
{
    bool closed = false;
    enum spoor_status status = spoor_session_ensure(intake->session, err);
    for (size_t i = 0; i < intake->partition_count && status == SPOOR_OK; i++) {
        bool accepted = false;
        if (intake->partitions[i].halted)
            status = loss_accepted(intake, &intake->partitions[i], &accepted, err);
        *out_rejoin = *out_rejoin || accepted;
    }
    if (status == SPOOR_OK)
        status = spoor_intake_follow_breakers(intake, &closed, err); /* last: what it changes must not be forgotten */
    *out_rejoin = *out_rejoin || closed;
    return status;
}

/* Once per outage; what runs needs no database. */
static void show_answered(struct spoor_intake *intake, enum spoor_status status, const struct spoor_error *err)
{
    bool unanswered = status != SPOOR_OK;
    if (unanswered && !intake->control_unanswered)
        spoor_log(SPOOR_LOG_WARNING, "bediening-onbekend", "%s reads on and asks later what was decided: %s",
                  intake->name, err->message);
    else if (!unanswered && intake->control_unanswered)
        spoor_log(SPOOR_LOG_INFO, "bediening-bekend", "%s knows again what was decided", intake->name);
    intake->control_unanswered = unanswered;
    intake->control_due_us = spoor_time_monotonic_us() + (unanswered ? CONTROL_UNANSWERED_US : CONTROL_INTERVAL_US);
}

bool spoor_intake_control_check(struct spoor_intake *intake)
{
    bool rejoin = false;
    struct spoor_error err = {0};
    if (!intake->assigned || spoor_time_monotonic_us() < intake->control_due_us)
        return false;
    int64_t usual_ms = spoor_session_set_answer_timeout(intake->session, CONTROL_ANSWER_MS);
    enum spoor_status status = ask_control(intake, &rejoin, &err);
    (void)spoor_session_set_answer_timeout(intake->session, usual_ms);
    show_answered(intake, status, &err);
    if (status == SPOOR_OK && !rejoin)
        spoor_intake_show(intake);
    return status == SPOOR_OK && rejoin;
}
