#include "worker_internal.h"

#include <spoor/base/health.h>
#include <spoor/base/log.h>
#include <spoor/base/metrics.h>
#include <stdio.h>
#include <stdlib.h>

#define BATCH_ARENA_BYTES_MAX ((size_t)4 << 30)
#define ASSIGNMENT_ARENA_BYTES_MAX ((size_t)256 << 20)
#define BACKOFF_BASE_MS 50
#define BACKOFF_MAX_MS 5000
#define CLOSE_TIMEOUT_MS 10000
#define IDLE_POLL_MS 100
#define LOSS_CHECK_US (3 * SPOOR_SECOND_US)

static bool stopping(const struct spoor_worker *worker)
{
    return spoor_stop_requested(worker->options.stop);
}

static enum spoor_status consumer_open(struct spoor_worker *worker, struct spoor_error *err)
{
    const char *topics[] = {worker->options.canonical_topic};
    struct spoor_consumer_options options = {.kafka = worker->options.kafka,
                                             .group = worker->options.group,
                                             .group_instance_id = worker->name,
                                             .topics = topics,
                                             .topic_count = 1,
                                             .owner = worker,
                                             .assigned = spoor_worker_assigned,
                                             .revoked = spoor_worker_revoked};
    return spoor_consumer_open(&options, &worker->consumer, err);
}

static void consumer_close(struct spoor_worker *worker)
{
    if (!worker->consumer)
        return;
    spoor_consumer_close(worker->consumer, CLOSE_TIMEOUT_MS);
    worker->consumer = NULL;
    worker->joining = true;
    spoor_worker_forget_partitions(worker);
}

static size_t owned_offsets(struct spoor_worker *worker, struct spoor_topic_partition *out)
{
    size_t count = 0;
    for (size_t i = 0; i < worker->context.position_count; i++)
        if (spoor_worker_owns(worker, worker->context.positions[i].partition))
            out[count++] =
                (struct spoor_topic_partition){.topic = spoor_slice_of(worker->options.canonical_topic),
                                               .partition = worker->context.positions[i].partition,
                                               .offset = worker->context.positions[i].next_offset};
    return count;
}

/* Keeps polling while partitions are paused, so that membership lives (docs/architecture.md). */
static void poll_paused(struct spoor_worker *worker, int64_t wait_ms)
{
    int64_t deadline_us = spoor_time_monotonic_us() + wait_ms * 1000;
    while (!stopping(worker) && spoor_time_monotonic_us() < deadline_us) {
        struct spoor_error ignored;
        size_t count;
        (void)spoor_consumer_poll(worker->consumer, worker->records, 1, IDLE_POLL_MS, &count, &ignored);
    }
}

/* Nothing of the batch stands: read it again from our position once the fault has healed. */
static void back_off(struct spoor_worker *worker, const struct spoor_error *why)
{
    int64_t wait_ms = spoor_backoff_ms(worker->attempts++, BACKOFF_BASE_MS, BACKOFF_MAX_MS, &worker->random_state);
    struct spoor_error ignored;
    spoor_metric_add(SPOOR_METRIC_RETRIES, "role=\"proces\"", 1);
    spoor_health_not_ready(worker->health, "%s", why->message);
    if (worker->attempts <= 3 || worker->attempts % 10 == 0)
        spoor_log(SPOOR_LOG_WARNING, "opnieuw", "try %u in %lld ms: %s", worker->attempts, (long long)wait_ms,
                  why->message);
    size_t room = worker->context.position_count + 1;
    struct spoor_topic_partition *offsets = spoor_allocate(sizeof *offsets * room);
    size_t count = owned_offsets(worker, offsets);
    (void)spoor_consumer_pause(worker->consumer, offsets, count, true, &ignored);
    poll_paused(worker, wait_ms);
    count = worker->context.position_count < room ? owned_offsets(worker, offsets) : 0;
    if (count && spoor_consumer_seek(worker->consumer, offsets, count, &ignored) == SPOOR_OK)
        memset(worker->sought, true, worker->context.position_count);
    else
        consumer_close(worker); /* a fresh assignment begins at our position */
    if (!worker->consumer) {
        free(offsets);
        return;
    }
    (void)spoor_consumer_pause(worker->consumer, offsets, count, false, &ignored);
    free(offsets);
}

/* A partition moved back has not given its next record yet: an empty poll is no proof that the fault has healed. */
static bool still_reads_again(const struct spoor_worker *worker)
{
    for (size_t i = 0; i < worker->context.position_count; i++)
        if (worker->sought[i] && spoor_worker_owns(worker, worker->context.positions[i].partition))
            return true;
    return false;
}

static void recovered(struct spoor_worker *worker)
{
    if (worker->attempts == 0 || worker->joining || still_reads_again(worker))
        return;
    worker->attempts = 0;
    bool halted = false;
    for (size_t i = 0; i < worker->context.position_count; i++)
        halted = halted || worker->halted[i];
    if (!halted)
        spoor_health_ready(worker->health);
    spoor_log(SPOOR_LOG_INFO, "hersteld", "%s goes on", worker->name);
}

/* A partition error that will pass: the client may have skipped something, so it begins again at our position. */
static enum spoor_status judge_error(struct spoor_worker *worker, const struct spoor_record *record,
                                     struct spoor_error *err)
{
    if (record->error.status != SPOOR_HALT)
        return spoor_error_set(err, SPOOR_RETRY, "opnieuw_toewijzen", "%s", record->error.message);
    if (strcmp(record->error.code, SPOOR_OFFSET_OUT_OF_RANGE) == 0)
        return spoor_worker_halt_input(worker, record->partition, record->oldest, record->end, err);
    spoor_worker_halt_partition(worker, record->partition, &record->error);
    return SPOOR_OK;
}

static enum spoor_status judge_errors(struct spoor_worker *worker, size_t count, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < count && status == SPOOR_OK; i++) {
        const struct spoor_record *record = &worker->records[i];
        if (record->kind == SPOOR_RECORD_PARTITION_ERROR && spoor_worker_owns(worker, record->partition))
            status = judge_error(worker, record, err);
    }
    return status;
}

/* Fenced though the group says it is ours: another owner came, or a person moved our position. A fresh claim tells. */
static enum spoor_status check_lost(struct spoor_worker *worker, struct spoor_error *err)
{
    for (size_t i = 0; i < worker->context.position_count; i++)
        if (worker->context.lost[i])
            return spoor_error_set(err, SPOOR_RETRY, "opnieuw_toewijzen",
                                   "partition %d has another owner or position: the assignment is made anew",
                                   worker->context.positions[i].partition);
    return SPOOR_OK;
}

/* Small batches cost as much as large ones: when the last was small, others may join the next for a moment. */
static void pause_between_batches(const struct spoor_worker *worker)
{
    if (worker->batch_count > 0 && worker->batch_count < (size_t)worker->options.batch_records)
        spoor_time_sleep_until(worker->batch_us + worker->options.batch_pause_ms * 1000);
}

static enum spoor_status one_round(struct spoor_worker *worker, struct spoor_error *err)
{
    size_t count = 0;
    pause_between_batches(worker);
    int64_t wait_ms = spoor_worker_opdracht_waits(worker) || worker->klok_waits ? 1 : IDLE_POLL_MS;
    enum spoor_status status = spoor_consumer_poll(worker->consumer, worker->records,
                                                   (size_t)worker->options.batch_records, wait_ms, &count, err);
    if (status == SPOOR_OK)
        status = judge_errors(worker, count, err);
    worker->batch_count = count;
    worker->batch_us = spoor_time_monotonic_us();
    if (status == SPOOR_OK && count > 0)
        status = spoor_worker_fold(worker, worker->records, count, err);
    if (status == SPOOR_OK)
        status = spoor_worker_opdracht_slice(worker, err);
    if (status == SPOOR_OK)
        status = spoor_worker_klok_slice(worker, err);
    if (status == SPOOR_OK || status == SPOOR_LOST)
        status = check_lost(worker, err);
    if (status == SPOOR_OK && spoor_relay_halted(worker->relay, err))
        status = SPOOR_HALT;
    return status;
}

/* The callback could not claim, or the connection is gone and with it what we know of our position: leave the group and
 * come again, so that nobody waits for us and a new claim says where we are. */
static void reopen(struct spoor_worker *worker, const struct spoor_error *why)
{
    int64_t wait_ms = spoor_backoff_ms(worker->attempts++, BACKOFF_BASE_MS, BACKOFF_MAX_MS, &worker->random_state);
    spoor_health_not_ready(worker->health, "%s", why->message);
    spoor_log(SPOOR_LOG_WARNING, "opnieuw", "joins again in %lld ms: %s", (long long)wait_ms, why->message);
    consumer_close(worker);
    spoor_time_sleep_until(spoor_time_monotonic_us() + wait_ms * 1000);
}

/* The epoch of a partition that stands still rises when a person accepted its loss (spoor process accept-loss). */
static bool loss_accepted(struct spoor_worker *worker)
{
    int64_t now_us = spoor_time_monotonic_us();
    bool moved = false;
    if (now_us - worker->loss_checked_us < LOSS_CHECK_US)
        return false;
    worker->loss_checked_us = now_us;
    for (size_t i = 0; i < worker->context.position_count && !moved; i++) {
        struct spoor_error ignored;
        if (worker->halted[i])
            moved = spoor_store_fold_outcome(worker->context.session, worker->options.canonical_topic,
                                             &worker->context.positions[i], 1, &moved, &ignored) == SPOOR_LOST;
    }
    return moved;
}

static bool can_stay(const struct spoor_worker *worker, const struct spoor_error *why)
{
    return worker->consumer && worker->context.position_count > 0 && strcmp(why->code, "opnieuw_toewijzen") != 0 &&
           spoor_session_backend_pid(worker->context.session) != 0;
}

static enum spoor_status serve(struct spoor_worker *worker, struct spoor_error *err)
{
    while (!stopping(worker)) {
        enum spoor_status status = worker->consumer ? SPOOR_OK : consumer_open(worker, err);
        if (status == SPOOR_OK)
            status = one_round(worker, err);
        switch (status) {
        case SPOOR_OK:
            recovered(worker);
            if (loss_accepted(worker))
                consumer_close(worker);
            break;
        case SPOOR_RETRY:
        case SPOOR_LOST:
        case SPOOR_REJECT:
            if (can_stay(worker, err))
                back_off(worker, err);
            else
                reopen(worker, err);
            break;
        case SPOOR_HALT:
            if (!spoor_fence_forgiven(&worker->fences, err))
                return SPOOR_HALT;
            reopen(worker, err);
            break;
        }
    }
    return SPOOR_OK;
}

static void *worker_thread(void *argument)
{
    struct spoor_worker *worker = argument;
    struct spoor_error err = {0};
    if (serve(worker, &err) == SPOOR_HALT) {
        worker->end = err;
        spoor_health_not_ready(worker->health, "%s", err.message);
        spoor_log(SPOOR_LOG_ERROR, "gestopt", "%s stops: %s", worker->name, err.message);
        spoor_stop_request(worker->options.stop);
    }
    consumer_close(worker);
    return NULL;
}

static void context_init(struct spoor_worker *worker)
{
    const struct spoor_worker_options *options = &worker->options;
    worker->context.definities = spoor_definition_set_new();
    worker->context.cache = spoor_klant_cache_new((size_t)options->cache_bytes);
    worker->context.recent = spoor_recent_facts_new();
    worker->context.notification = (struct spoor_notification_context){
        .type_prefix = spoor_slice_of(options->type_prefix), .source = spoor_slice_of(options->source)};
    worker->context.canonical_topic = options->canonical_topic;
    worker->context.status_topic = options->status_topic;
    worker->context.signaal_topic = options->signaal_topic;
    worker->context.quarantaine_topic = options->quarantaine_topic;
}

struct spoor_worker *spoor_worker_new(const struct spoor_worker_options *options)
{
    struct spoor_worker *worker = spoor_allocate(sizeof *worker);
    worker->options = *options;
    worker->random_state = (uint64_t)spoor_time_now_us() + (uint64_t)options->number;
    snprintf(worker->name, sizeof worker->name, "%s-%d", options->instance, options->number);
    char component[160];
    snprintf(component, sizeof component, "proces-%d", options->number);
    worker->health = spoor_health_register(component);
    worker->records = spoor_allocate(sizeof *worker->records * (size_t)options->batch_records);
    spoor_arena_init(&worker->arena, BATCH_ARENA_BYTES_MAX);
    spoor_arena_init(&worker->assignment_arena, ASSIGNMENT_ARENA_BYTES_MAX);
    context_init(worker);
    return worker;
}

void spoor_worker_free(struct spoor_worker *worker)
{
    spoor_worker_forget_partitions(worker);
    spoor_fold_opdrachten_fini(&worker->context.opdrachten);
    spoor_session_close(worker->context.session);
    spoor_klant_cache_free(worker->context.cache);
    spoor_recent_facts_free(worker->context.recent);
    spoor_definition_set_free(worker->context.definities);
    spoor_arena_fini(&worker->arena);
    spoor_arena_fini(&worker->assignment_arena);
    free(worker->records);
    free(worker);
}

static enum spoor_status relay_start(struct spoor_worker *worker, struct spoor_error *err)
{
    const struct spoor_worker_options *options = &worker->options;
    struct spoor_relay_options relay = {.kafka = options->kafka,
                                        .dsn = options->dsn,
                                        .role = options->role,
                                        .relay_id = worker->name,
                                        .canonical_topic = options->canonical_topic,
                                        .rows_max = options->relay_rows_max,
                                        .pause_ms = options->relay_pause_ms,
                                        .outbox_rotate_rows = options->outbox_rotate_rows,
                                        .lock_timeout_ms = options->lock_timeout_ms,
                                        .answer_timeout_ms = options->answer_timeout_ms};
    return spoor_relay_start(&relay, &worker->relay, err);
}

enum spoor_status spoor_worker_start(const struct spoor_worker_options *options, struct spoor_worker **out_worker,
                                     struct spoor_error *err)
{
    struct spoor_worker *worker = spoor_worker_new(options);
    char application[200];
    snprintf(application, sizeof application, "spoor proces %s", worker->name);
    struct spoor_session_options session = {.dsn = options->dsn, .application = application, .role = options->role,
                                            .lock_timeout_ms = options->lock_timeout_ms, .connect_timeout_s = 5,
                                            .answer_timeout_ms = options->answer_timeout_ms};
    enum spoor_status status = spoor_session_open(&session, &worker->context.session, err);
    if (status == SPOOR_OK)
        status = relay_start(worker, err);
    if (status == SPOOR_OK && pthread_create(&worker->thread, NULL, worker_thread, worker) != 0)
        status = spoor_error_set(err, SPOOR_HALT, "thread", "cannot start a thread for %s", worker->name);
    if (status != SPOOR_OK) {
        spoor_worker_free(worker);
        return status;
    }
    *out_worker = worker;
    return SPOOR_OK;
}

void spoor_worker_join(struct spoor_worker *worker, struct spoor_error *out_end)
{
    pthread_join(worker->thread, NULL);
    spoor_relay_stop(worker->relay, CLOSE_TIMEOUT_MS);
    *out_end = worker->end;
    spoor_worker_free(worker);
}
