#include "sampler.h"

#include <spoor/base/log.h>
#include <spoor/base/metrics.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ARENA_BYTES_MAX ((size_t)64 << 20)
#define JOIN_TIMEOUT_S 3
#define INTERVAL_DEFAULT_MS 2000

struct ops_sampler {
    const struct spoor_ops_options *options;
    struct spoor_lag *lag;
    struct spoor_stop stop;
    struct spoor_signal signal;
    struct spoor_arena arena;
    pthread_t thread;
    bool told; /* that measuring fails: logged once per outage */
};

static void publish_row(const struct spoor_lag_row *row)
{
    char labels[320];
    if (row->role[0] == 'r') { /* relay */
        snprintf(labels, sizeof labels, "partition=\"%d\"", row->partition);
        spoor_metric_set(SPOOR_METRIC_OUTBOX_DEPTH, labels, row->records);
        return;
    }
    snprintf(labels, sizeof labels, "topic=\"%s\",partition=\"%d\"", row->topic, row->partition);
    spoor_metric_set(SPOOR_METRIC_LAG_RECORDS, labels, row->records);
    spoor_metric_set(SPOOR_METRIC_LAG_SECONDS, labels, row->age_us);
}

static void publish(const struct spoor_lag_row *rows, size_t count)
{
    int64_t outbox_age_us = 0;
    for (size_t i = 0; i < count; i++) {
        publish_row(&rows[i]);
        if (rows[i].role[0] == 'r' && rows[i].age_us > outbox_age_us)
            outbox_age_us = rows[i].age_us;
    }
    spoor_metric_set(SPOOR_METRIC_OUTBOX_AGE_SECONDS, "", outbox_age_us);
}

static void sample(struct ops_sampler *sampler)
{
    struct spoor_lag_row *rows;
    size_t count;
    struct spoor_error err = {0};
    spoor_arena_reset(&sampler->arena);
    enum spoor_status status = spoor_lag_measure(sampler->lag, &sampler->arena, &rows, &count, &err);
    if (status == SPOOR_OK)
        publish(rows, count);
    else if (!sampler->told && status != SPOOR_LOST)
        spoor_log(SPOOR_LOG_WARNING, "meting-mislukt", "lag cannot be measured now: %s", err.message);
    sampler->told = status != SPOOR_OK;
}

static void *run(void *context)
{
    struct ops_sampler *sampler = context;
    uint64_t seen = 0;
    int64_t interval_ms = sampler->options->sample_interval_ms;
    while (!spoor_stop_requested(&sampler->stop)) {
        sample(sampler);
        spoor_signal_wait(&sampler->signal, &seen, interval_ms > 0 ? interval_ms : INTERVAL_DEFAULT_MS);
    }
    return NULL;
}

static void free_all(struct ops_sampler *sampler)
{
    spoor_lag_close(sampler->lag);
    spoor_signal_fini(&sampler->signal);
    spoor_arena_fini(&sampler->arena);
    free(sampler);
}

enum spoor_status ops_sampler_start(const struct spoor_ops_options *options, struct ops_sampler **out_sampler,
                                    struct spoor_error *err)
{
    struct ops_sampler *sampler = spoor_allocate(sizeof *sampler);
    sampler->options = options;
    enum spoor_status status = spoor_lag_open(options, &sampler->stop, &sampler->lag, err);
    if (status != SPOOR_OK) {
        free(sampler);
        return status;
    }
    spoor_signal_init(&sampler->signal);
    spoor_arena_init(&sampler->arena, ARENA_BYTES_MAX);
    if (pthread_create(&sampler->thread, NULL, run, sampler) != 0) {
        free_all(sampler);
        return spoor_error_set(err, SPOOR_HALT, "thread", "no thread could be made for the sampler of lag");
    }
    *out_sampler = sampler;
    return SPOOR_OK;
}

bool ops_sampler_stop(struct ops_sampler *sampler)
{
    struct timespec deadline;
    spoor_stop_request(&sampler->stop);
    spoor_signal_raise(&sampler->signal);
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += JOIN_TIMEOUT_S;
    if (pthread_timedjoin_np(sampler->thread, NULL, &deadline) != 0)
        return false;
    free_all(sampler);
    return true;
}
