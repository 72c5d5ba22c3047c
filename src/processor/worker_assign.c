#include "worker_internal.h"

#include <spoor/base/crash.h>
#include <spoor/base/health.h>
#include <spoor/base/log.h>
#include <spoor/base/metrics.h>
#include <spoor/store/control_store.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLAIM_PATIENCE_US (30 * SPOOR_SECOND_US) /* well within max.poll.interval */
#define WATERMARK_TIMEOUT_MS 5000
#define REVOKE_DRAIN_MS 500

static void show_halted(const struct spoor_worker *worker, int32_t partition, bool halted)
{
    char labels[256];
    snprintf(labels, sizeof labels, "topic=\"%s\",partition=\"%d\"", worker->options.canonical_topic, partition);
    spoor_metric_set(SPOOR_METRIC_HALTED, labels, halted);
}

void spoor_worker_forget_partitions(struct spoor_worker *worker)
{
    struct spoor_fold_context *context = &worker->context;
    for (size_t i = 0; i < context->position_count; i++)
        if (worker->halted[i])
            show_halted(worker, context->positions[i].partition, false);
    free(context->positions);
    free(context->position_index);
    free(context->lost);
    free(context->bewezen_us);
    free(context->onvolledig);
    free(worker->bewijs_us);
    free(worker->halted);
    free(worker->sought);
    free(worker->refusals);
    context->positions = NULL;
    context->position_index = NULL;
    context->bewezen_us = worker->bewijs_us = NULL;
    context->onvolledig = NULL;
    context->lost = worker->halted = worker->sought = NULL;
    worker->refusals = NULL;
    context->position_count = 0;
    context->partition_count = 0;
    spoor_klant_cache_clear(context->cache);
    spoor_definition_set_forget_places(context->definities);
    spoor_fold_opdrachten_forget(&context->opdrachten);
}

static void own_partitions(struct spoor_worker *worker, const struct spoor_topic_partition *partitions, size_t count)
{
    struct spoor_fold_context *context = &worker->context;
    spoor_worker_forget_partitions(worker);
    for (size_t i = 0; i < count; i++)
        if (partitions[i].partition >= context->partition_count)
            context->partition_count = partitions[i].partition + 1;
    context->positions = spoor_allocate(sizeof *context->positions * (count + 1));
    context->lost = spoor_allocate(count + 1);
    context->bewezen_us = spoor_allocate(sizeof *context->bewezen_us * (count + 1));
    worker->bewijs_us = spoor_allocate(sizeof *worker->bewijs_us * (count + 1));
    context->onvolledig = spoor_allocate(count + 1);
    for (size_t i = 0; i < count; i++)
        context->bewezen_us[i] = worker->bewijs_us[i] = SPOOR_TIME_NONE;
    worker->halted = spoor_allocate(count + 1);
    worker->sought = spoor_allocate(count + 1);
    worker->refusals = spoor_allocate(sizeof *worker->refusals * (count + 1));
    context->position_index = spoor_allocate(sizeof(int32_t) * (size_t)(context->partition_count + 1));
    context->position_count = count;
    for (int32_t p = 0; p < context->partition_count; p++)
        context->position_index[p] = -1;
    for (size_t i = 0; i < count; i++) {
        context->positions[i].partition = partitions[i].partition;
        context->position_index[partitions[i].partition] = (int32_t)i;
    }
}

void spoor_worker_halt_partition(struct spoor_worker *worker, int32_t partition, const struct spoor_error *why)
{
    int32_t at = worker->context.position_index[partition];
    if (at < 0 || worker->halted[at])
        return;
    worker->halted[at] = true;
    show_halted(worker, partition, true);
    spoor_log(SPOOR_LOG_ERROR, "partitie-stil", "%s partition %d stands still: %s", worker->options.canonical_topic,
              partition, why->message);
    spoor_health_not_ready(worker->health, "%s partition %d stands still: %s", worker->options.canonical_topic,
                           partition, why->message);
}

static enum spoor_status load_definitions(struct spoor_worker *worker, struct spoor_arena *arena,
                                          struct spoor_error *err)
{
    struct spoor_definitie_row *rows = NULL;
    size_t count = 0;
    enum spoor_status status = spoor_store_definities(worker->context.session, arena, &rows, &count, err);
    for (size_t i = 0; status == SPOOR_OK && i < count; i++)
        status = spoor_definition_set_add(worker->context.definities, &rows[i], err);
    return status == SPOOR_REJECT ? spoor_error_set(err, SPOOR_HALT, "definitie", "%s", err->message) : status;
}

/* What the database has counts, not the record: of two that claim one version the first was written. */
enum spoor_status spoor_worker_take_definition(struct spoor_worker *worker, const struct spoor_definitie_plaats *plaats,
                                               struct spoor_error *err)
{
    struct spoor_definition_set *set = worker->context.definities;
    enum spoor_status status = SPOOR_OK;
    if (!spoor_definities_get(spoor_definition_set_known(set), plaats->code, plaats->versie))
        status = load_definitions(worker, &worker->arena, err);
    if (status == SPOOR_OK)
        spoor_definition_set_place(set, plaats);
    return status;
}

static int32_t *numbers_of(struct spoor_worker *worker)
{
    const struct spoor_fold_context *context = &worker->context;
    int32_t *numbers = SPOOR_ARENA_ARRAY(&worker->assignment_arena, int32_t, context->position_count + 1);
    for (size_t i = 0; i < context->position_count; i++)
        numbers[i] = context->positions[i].partition;
    return numbers;
}

/* A place beyond our position is of a topic that was made anew: it counts from the beginning. */
static enum spoor_status load_places(struct spoor_worker *worker, struct spoor_error *err)
{
    struct spoor_fold_context *context = &worker->context;
    struct spoor_definitie_plaats *rows = NULL;
    size_t count = 0;
    enum spoor_status status =
        spoor_store_definitie_plaatsen(context->session, numbers_of(worker), context->position_count,
                                       &worker->assignment_arena, &rows, &count, err);
    spoor_definition_set_forget_places(context->definities);
    for (size_t i = 0; status == SPOOR_OK && i < count; i++) {
        int32_t at = context->position_index[rows[i].partition];
        if (rows[i].offset >= context->positions[at].next_offset)
            rows[i].offset = -1;
        spoor_definition_set_place(context->definities, &rows[i]);
    }
    return status;
}

static enum spoor_status load_commands(struct spoor_worker *worker, struct spoor_error *err)
{
    struct spoor_fold_context *context = &worker->context;
    struct spoor_opdracht_row *rows = NULL;
    size_t count = 0;
    enum spoor_status status = spoor_store_opdrachten(context->session, numbers_of(worker), context->position_count,
                                                      &worker->assignment_arena, &rows, &count, err);
    for (size_t i = 0; status == SPOOR_OK && i < count; i++)
        spoor_fold_opdracht_add(&context->opdrachten, &rows[i]);
    return status;
}

/* Only a test sets it; whoever did so in earnest must hear of it. */
static enum spoor_status warn_of_test_clock(struct spoor_worker *worker, struct spoor_error *err)
{
    struct spoor_slice interval;
    enum spoor_status status =
        spoor_store_proefklok(worker->context.session, &worker->assignment_arena, &interval, err);
    if (status == SPOOR_OK && interval.data)
        spoor_log(SPOOR_LOG_WARNING, "proefklok", "the clock of this database was set ahead for a test: %.*s",
                  SPOOR_SLICE_ARG(interval));
    return status;
}

static enum spoor_status claim_once(struct spoor_worker *worker, struct spoor_error *err)
{
    struct spoor_fold_context *context = &worker->context;
    enum spoor_status status = spoor_session_ensure(context->session, err);
    if (status == SPOOR_OK)
        status = spoor_store_claim(context->session, context->canonical_topic, worker->options.instance, worker->name,
                                   context->positions, context->position_count, &worker->assignment_arena, err);
    if (status == SPOOR_OK)
        SPOOR_CRASH_POINT(TAKEOVER_EPOCH);
    if (status == SPOOR_OK)
        status = load_definitions(worker, &worker->assignment_arena, err);
    if (status == SPOOR_OK)
        status = load_places(worker, err);
    if (status == SPOOR_OK)
        status = load_commands(worker, err);
    return status == SPOOR_OK ? warn_of_test_clock(worker, err) : status;
}

enum spoor_status spoor_worker_claim(struct spoor_worker *worker, const struct spoor_topic_partition *partitions,
                                     size_t count, struct spoor_error *err)
{
    own_partitions(worker, partitions, count);
    int64_t deadline_us = spoor_time_monotonic_us() + CLAIM_PATIENCE_US;
    for (uint32_t attempt = 0;; attempt++) {
        spoor_arena_reset(&worker->assignment_arena);
        spoor_fold_opdrachten_forget(&worker->context.opdrachten);
        enum spoor_status status = claim_once(worker, err);
        bool patient = spoor_time_monotonic_us() < deadline_us && !spoor_stop_requested(worker->options.stop);
        if (status != SPOOR_RETRY || !patient)
            return status;
        spoor_error_prefix(err, "PostgreSQL");
        spoor_health_not_ready(worker->health, "waits: %s", err->message);
        spoor_time_sleep_until(spoor_time_monotonic_us() +
                               spoor_backoff_ms(attempt, 50, 2000, &worker->random_state) * 1000);
    }
}

enum spoor_status spoor_worker_halt_input(struct spoor_worker *worker, int32_t partition, int64_t oldest, int64_t end,
                                          struct spoor_error *err)
{
    const struct spoor_fold_context *context = &worker->context;
    int64_t position = context->positions[context->position_index[partition]].next_offset;
    enum spoor_status status =
        spoor_store_stilstand_begin(context->session, worker->options.canonical_topic, partition, position, err);
    if (status != SPOOR_OK)
        return status;
    struct spoor_error why;
    spoor_error_set(&why, SPOOR_HALT, "invoer_weg",
                    "our position is %lld but the topic holds %lld to %lld (%s); to go on without the missing records: "
                    "spoor process accept-loss --partition %d --offset %lld --reason TEXT",
                    (long long)position, (long long)oldest, (long long)end,
                    position < oldest ? "input truncated" : "topic recreated", partition, (long long)oldest);
    spoor_worker_halt_partition(worker, partition, &why);
    return SPOOR_OK;
}

/* Where to read on; a position outside what the broker still has, or had when we looked last, is never guessed
 * (docs/architecture.md). */
static enum spoor_status begin_offset(struct spoor_worker *worker, struct spoor_topic_partition *partition,
                                      const struct spoor_position *position, struct spoor_error *err)
{
    const char *topic = worker->options.canonical_topic;
    int64_t oldest = 0, end = 0, still = -1;
    enum spoor_status status = spoor_consumer_watermarks(worker->consumer, topic, partition->partition,
                                                         WATERMARK_TIMEOUT_MS, &oldest, &end, err);
    if (status == SPOOR_OK)
        status = spoor_store_stilstand(worker->context.session, topic, partition->partition, &still, err);
    if (status != SPOOR_OK)
        return status;
    partition->offset = position->next_offset;
    if (still < 0 && position->next_offset >= oldest && position->next_offset <= end)
        return SPOOR_OK;
    if (still < 0 && position->stap == 0 && position->next_offset == 0) { /* first sight */
        partition->offset = oldest;
        return SPOOR_OK;
    }
    partition->offset = SPOOR_OFFSET_NONE;
    return spoor_worker_halt_input(worker, partition->partition, oldest, end, err);
}

static void hand_to_relay(struct spoor_worker *worker, const struct spoor_group_snapshot *snapshot)
{
    struct spoor_fold_context *context = &worker->context;
    spoor_relay_assign(worker->relay, worker->consumer, snapshot, context->positions, context->position_count);
}

enum spoor_status spoor_worker_assigned(void *owner, struct spoor_topic_partition *partitions, size_t count,
                                        const struct spoor_group_snapshot *snapshot, struct spoor_error *err)
{
    struct spoor_worker *worker = owner;
    spoor_health_ready(worker->health);
    enum spoor_status status = spoor_worker_claim(worker, partitions, count, err);
    for (size_t i = 0; status == SPOOR_OK && i < count; i++)
        status = begin_offset(worker, &partitions[i], &worker->context.positions[i], err);
    if (status != SPOOR_OK) {
        spoor_worker_forget_partitions(worker);
        return status;
    }
    hand_to_relay(worker, snapshot);
    worker->joining = false;
    spoor_log(SPOOR_LOG_INFO, "partities-toegewezen", "%s serves %zu partitions of %s", worker->name, count,
              worker->options.canonical_topic);
    return SPOOR_OK;
}

void spoor_worker_revoked(void *owner, const struct spoor_topic_partition *partitions, size_t count, bool lost)
{
    struct spoor_worker *worker = owner;
    struct spoor_error err = {0};
    (void)partitions;
    spoor_relay_revoke(worker->relay, lost, lost ? 0 : REVOKE_DRAIN_MS);
    if (!lost && worker->context.position_count > 0 &&
        spoor_store_release(worker->context.session, worker->options.canonical_topic, worker->context.positions,
                            worker->context.position_count, &err) != SPOOR_OK)
        spoor_log(SPOOR_LOG_WARNING, "vrijgave-mislukt", "the next owner fences us instead: %s", err.message);
    spoor_worker_forget_partitions(worker);
    spoor_log(SPOOR_LOG_INFO, "partities-ingetrokken", "%s gave up %zu partitions%s", worker->name, count,
              lost ? " (lost)" : "");
}
