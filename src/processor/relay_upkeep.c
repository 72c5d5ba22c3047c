/* What goes with publishing: marks remembered in PostgreSQL, rotation of the outbox, metrics, alarms, and what to do
 * with the producer after a transaction that did not end well. */
#include "relay_internal.h"

#include <inttypes.h>
#include <spoor/base/crash.h>
#include <spoor/base/health.h>
#include <spoor/base/log.h>
#include <spoor/base/time.h>
#include <stdarg.h>
#include <stdio.h>

enum {
    REMEMBER_EVERY_US = 1000000,
    ROTATE_EVERY_US = 5000000,
    FENCES_MAX = 3,
    FENCE_WINDOW_US = 60000000,
    LABELS_MAX = 400,
};

/* --- PostgreSQL --------------------------------------------------------------------------------------------------- */

/* Neither remembering nor rotating is needed for the truth: a failure is told once and tried again later. */
static void note_upkeep(struct spoor_relay *relay, enum spoor_status status, const char *what,
                        const struct spoor_error *err)
{
    if (status == SPOOR_OK)
        relay->upkeep_failing = false;
    if (status == SPOOR_OK || relay->upkeep_failing)
        return;
    relay->upkeep_failing = true;
    spoor_log(status == SPOOR_RETRY ? SPOOR_LOG_INFO : SPOOR_LOG_WARNING, "relay-onderhoud", "%s: %s", what,
              err->message);
}

void spoor_relay_remember(struct spoor_relay *relay, struct spoor_relay_assignment *assignment, bool now)
{
    if (!assignment->marks_known)
        return;
    if (!now && spoor_time_monotonic_us() - relay->remember_us < REMEMBER_EVERY_US)
        return;
    struct spoor_outbox_partition *parts =
        SPOOR_ARENA_ARRAY(&relay->arena, struct spoor_outbox_partition, assignment->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < assignment->count; i++) {
        const struct spoor_relay_partition *partition = &assignment->partitions[i];
        bool published =
            partition->committed_offset >= 0 && !partition->must_commit && !partition->halted && !partition->lost;
        if (published && (partition->must_remember || partition->mark > partition->remembered))
            parts[count++] = (struct spoor_outbox_partition){
                .partition = partition->partition, .mark = partition->mark, .epoch = partition->epoch};
    }
    if (count == 0)
        return;
    struct spoor_error err = {0};
    enum spoor_status status =
        spoor_store_outbox_remember(relay->session, relay->options.canonical_topic, parts, count, &err);
    relay->remember_us = spoor_time_monotonic_us();
    note_upkeep(relay, status, "remembering marks", &err);
    if (status != SPOOR_OK)
        return;
    SPOOR_CRASH_POINT(RELAY_REMEMBERED);
    for (size_t i = 0; i < assignment->count; i++) {
        struct spoor_relay_partition *partition = &assignment->partitions[i];
        if (partition->halted || partition->must_commit)
            continue;
        partition->must_remember = false;
        if (partition->mark > partition->remembered)
            partition->remembered = partition->mark;
    }
}

void spoor_relay_rotate(struct spoor_relay *relay)
{
    if (spoor_time_monotonic_us() - relay->rotate_us < ROTATE_EVERY_US)
        return;
    struct spoor_error err = {0};
    bool changed = false;
    enum spoor_status status = spoor_store_outbox_rotate(relay->session, relay->options.canonical_topic,
                                                         relay->options.outbox_rotate_rows, &changed, &err);
    relay->rotate_us = spoor_time_monotonic_us();
    note_upkeep(relay, status, "rotating the outbox", &err);
}

/* --- metrics ------------------------------------------------------------------------------------------------------ */

void spoor_relay_metrics_init(struct spoor_relay *relay)
{
    char labels[LABELS_MAX];
    snprintf(labels, sizeof labels, "relay=\"%s\"", relay->options.relay_id);
    relay->age = spoor_metric_series(SPOOR_METRIC_OUTBOX_AGE_SECONDS, labels);
    relay->seconds = spoor_metric_series(SPOOR_METRIC_RELAY_SECONDS, "");
    relay->end_to_end = spoor_metric_series(SPOOR_METRIC_E2E_SECONDS, "");
    relay->retries = spoor_metric_series(SPOOR_METRIC_RETRIES, "role=\"relay\"");
}

void spoor_relay_partition_metrics(const struct spoor_relay *relay, struct spoor_relay_partition *partition)
{
    char labels[LABELS_MAX];
    snprintf(labels, sizeof labels, "partition=\"%d\"", (int)partition->partition);
    partition->depth = spoor_metric_series(SPOOR_METRIC_OUTBOX_DEPTH, labels);
    snprintf(labels, sizeof labels, "topic=\"%s\",partition=\"%d\"", relay->options.canonical_topic,
             (int)partition->partition);
    partition->halted_series = spoor_metric_series(SPOOR_METRIC_HALTED, labels);
}

void spoor_relay_show_age(struct spoor_relay *relay)
{
    int64_t age_us = relay->oldest_us ? spoor_time_now_us() - relay->oldest_us : 0;
    spoor_series_set(relay->age, age_us > 0 ? age_us : 0);
}

static void count_topic(struct spoor_slice topic, int64_t rows)
{
    char labels[LABELS_MAX];
    snprintf(labels, sizeof labels, "topic=\"%.*s\"", SPOOR_SLICE_ARG(topic));
    spoor_metric_add(SPOOR_METRIC_RELAY_ROWS, labels, rows);
}

void spoor_relay_count_rows(struct spoor_relay *relay, const struct spoor_outbox_partition *parts, size_t count)
{
    int64_t now_us = spoor_time_now_us(), run = 0;
    struct spoor_slice topic = SPOOR_SLICE_NULL;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < parts[i].row_count; j++) {
            const struct spoor_outbox_row *row = &parts[i].rows[j];
            if (row->passed_over)
                continue;
            if (row->appended_us > 0)
                spoor_series_observe_us(relay->end_to_end, now_us > row->appended_us ? now_us - row->appended_us : 0);
            if (run && !spoor_slice_equal(topic, row->topic)) {
                count_topic(topic, run);
                run = 0;
            }
            topic = row->topic;
            run++;
        }
    if (run)
        count_topic(topic, run);
}

/* --- alarms ------------------------------------------------------------------------------------------------------- */

void spoor_relay_halt_partition(struct spoor_relay *relay, struct spoor_relay_partition *partition, const char *code,
                                const char *format, ...)
{
    char why[SPOOR_ERROR_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    (void)spoor_error_set(&partition->why, SPOOR_HALT, code, "%s", why);
    partition->halted = true;
    atomic_store(&relay->partition_halted, true);
    spoor_series_set(partition->halted_series, 1);
    spoor_log(SPOOR_LOG_ERROR, "relay-partitie-stil", "%s partition %d publishes nothing (%s): %s",
              relay->options.canonical_topic, (int)partition->partition, code, why);
    spoor_relay_show_halted(relay, partition);
}

void spoor_relay_show_halted(struct spoor_relay *relay, const struct spoor_relay_partition *partition)
{
    spoor_health_not_ready(relay->health, "partition %d publishes nothing (%s): %s", (int)partition->partition,
                           partition->why.code, partition->why.message);
}

static void halt_relay(struct spoor_relay *relay)
{
    pthread_mutex_lock(&relay->lock);
    spoor_error_set(&relay->halt, SPOOR_HALT, "relay_fenced", "another process uses relay id %s; this one stops",
                    relay->options.relay_id);
    relay->halted = true;
    pthread_mutex_unlock(&relay->lock);
    spoor_health_not_ready(relay->health, "%s", relay->halt.message);
    spoor_log(SPOOR_LOG_ERROR, "relay-verdrongen", "%s", relay->halt.message);
}

/* A takeover fences us rightly, and comes with a new assignment or none; anything else is a second process (§6). */
static void count_fence(struct spoor_relay *relay)
{
    pthread_mutex_lock(&relay->lock);
    bool explained = relay->assignments != relay->producer_assignment || !relay->assignment;
    pthread_mutex_unlock(&relay->lock);
    int64_t now_us = spoor_time_monotonic_us();
    if (explained || now_us - relay->first_fence_us > FENCE_WINDOW_US) {
        relay->fences = 0;
        relay->first_fence_us = now_us;
    }
    if (++relay->fences > FENCES_MAX)
        halt_relay(relay);
}

void spoor_relay_settle(struct spoor_relay *relay, struct spoor_relay_assignment *assignment,
                        enum spoor_transaction_outcome outcome)
{
    if (assignment)
        assignment->marks_known = false;
    switch (outcome) {
    case SPOOR_TRANSACTION_DONE:
    case SPOOR_TRANSACTION_ABORTED:
        break;
    case SPOOR_TRANSACTION_FENCED:
        count_fence(relay);
        spoor_producer_close(relay->producer);
        relay->producer = NULL;
        break;
    case SPOOR_TRANSACTION_NEW:
        spoor_producer_close(relay->producer);
        relay->producer = NULL;
        break;
    }
}
