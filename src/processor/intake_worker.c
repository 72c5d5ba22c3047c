#include "intake_worker_internal.h"

#include <spoor/base/health.h>
#include <spoor/base/log.h>
#include <spoor/base/metrics.h>
#include <spoor/stream/admin.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES_MAX ((size_t)2 << 30)
#define BACKOFF_BASE_MS 50
#define BACKOFF_MAX_MS 5000
#define CLOSE_TIMEOUT_MS 10000
#define LINGER_MS 2
#define IDLE_POLL_MS 100

static bool stopping(const struct spoor_intake *intake)
{
    return spoor_stop_requested(intake->options.stop);
}

struct intake_topic *spoor_intake_topic(struct spoor_intake *intake, struct spoor_slice name)
{
    for (size_t i = 0; i < intake->topic_count; i++)
        if (spoor_slice_equal(intake->topics[i].name, name))
            return &intake->topics[i];
    return NULL;
}

struct intake_partition *spoor_intake_partition(struct spoor_intake *intake, struct spoor_slice topic,
                                                int32_t partition)
{
    for (size_t i = 0; i < intake->partition_count; i++)
        if (intake->partitions[i].partition == partition && spoor_slice_equal(intake->partitions[i].topic->name, topic))
            return &intake->partitions[i];
    return NULL;
}

static void topic_init(struct spoor_intake *intake, const char *name, const struct spoor_mapping *mapping)
{
    char labels[320];
    struct intake_topic *topic = &intake->topics[intake->topic_count++];
    topic->name_text = spoor_allocate(strlen(name) + 1);
    memcpy(topic->name_text, name, strlen(name));
    topic->name = spoor_slice_of(topic->name_text);
    topic->tools = (struct spoor_intake_tools){.mapping = mapping,
                                               .pseudonym = intake->pseudonym,
                                               .seal = intake->seal,
                                               .type_prefix = spoor_slice_of(intake->options.type_prefix),
                                               .record_bytes_max = (size_t)intake->options.record_bytes_max};
    spoor_buffer_init(&topic->tools.scratch);
    topic->sources = spoor_intake_sources_new(name);
    snprintf(labels, sizeof labels, "topic=\"%s\",partition=\"\"", name);
    topic->standstill = spoor_metric_series(SPOOR_METRIC_HALTED, labels);
    snprintf(labels, sizeof labels, "topic=\"%s\"", name);
    topic->records_in = spoor_metric_series(SPOOR_METRIC_RECORDS_IN, labels);
    topic->records_out = spoor_metric_series(SPOOR_METRIC_RECORDS_OUT, labels);
}

static void topics_init(struct spoor_intake *intake)
{
    intake->topics = spoor_allocate(sizeof *intake->topics * (intake->options.mapping_count + 1));
    intake->breakers = spoor_allocate(sizeof *intake->breakers * (intake->options.mapping_count + 1));
    for (size_t i = 0; i < intake->options.mapping_count; i++) {
        char name[256];
        struct spoor_slice topic = spoor_mapping_header(intake->options.mappings[i])->topic;
        snprintf(name, sizeof name, "%.*s", SPOOR_SLICE_ARG(topic));
        topic_init(intake, name, intake->options.mappings[i]);
    }
    topic_init(intake, intake->options.retry_topic, NULL);
}

static enum spoor_status consumer_open(struct spoor_intake *intake, struct spoor_error *err)
{
    char member[SPOOR_INTAKE_MEMBER_MAX];
    enum spoor_status status = spoor_intake_member_name(intake, member, err);
    if (status != SPOOR_OK)
        return status;
    const char **topics = spoor_allocate(sizeof *topics * intake->topic_count);
    for (size_t i = 0; i < intake->topic_count; i++)
        topics[i] = intake->topics[i].name_text;
    struct spoor_consumer_options options = {.kafka = intake->options.kafka,
                                             .group = intake->options.group,
                                             .group_instance_id = member,
                                             .topics = topics,
                                             .topic_count = intake->topic_count,
                                             .owner = intake,
                                             .assigned = spoor_intake_assigned,
                                             .revoked = spoor_intake_revoked};
    status = spoor_consumer_open(&options, &intake->consumer, err);
    free(topics);
    return status;
}

static void consumer_close(struct spoor_intake *intake)
{
    if (intake->consumer)
        spoor_consumer_close(intake->consumer, CLOSE_TIMEOUT_MS);
    intake->consumer = NULL;
    spoor_intake_let_go(intake);
}

/* A producer whose records failed is replaced: what it still held must not arrive behind newer records. What it may not
 * have delivered is never committed. */
static void producer_close(struct spoor_intake *intake)
{
    intake->unsettled_us = 0;
    if (intake->producer)
        spoor_producer_close(intake->producer);
    intake->producer = NULL;
}

static enum spoor_status count_partitions(struct spoor_intake *intake, struct spoor_error *err)
{
    struct spoor_admin *admin = NULL;
    enum spoor_status status = spoor_admin_open(&intake->options.kafka, &admin, err);
    if (status == SPOOR_OK)
        status = spoor_admin_partition_count(admin, intake->options.canonical_topic, 5000,
                                             &intake->canonical_partitions, err);
    spoor_admin_close(admin);
    if (status == SPOOR_OK && intake->canonical_partitions == 0)
        return spoor_error_set(err, SPOOR_RETRY, "topic", "topic %s does not exist: make it with spoor topics create",
                               intake->options.canonical_topic);
    return status;
}

static enum spoor_status ensure_clients(struct spoor_intake *intake, struct spoor_error *err)
{
    enum spoor_status status = intake->canonical_partitions ? SPOOR_OK : count_partitions(intake, err);
    if (status == SPOOR_OK && !intake->producer) {
        struct spoor_producer_options options = {.kafka = intake->options.kafka, .linger_ms = LINGER_MS};
        status = spoor_producer_open(&options, &intake->producer, err);
    }
    return status == SPOOR_OK && !intake->consumer ? consumer_open(intake, err) : status;
}

static void pause_before_retry(struct spoor_intake *intake, const struct spoor_error *why)
{
    int64_t wait_ms = spoor_backoff_ms(intake->attempts++, BACKOFF_BASE_MS, BACKOFF_MAX_MS, &intake->random_state);
    spoor_metric_add(SPOOR_METRIC_RETRIES, "role=\"intake\"", 1);
    spoor_health_not_ready(intake->health, "%s", why->message);
    if (intake->attempts <= 3 || intake->attempts % 10 == 0)
        spoor_log(SPOOR_LOG_WARNING, "opnieuw", "intake tries again in %lld ms: %s", (long long)wait_ms, why->message);
    spoor_time_sleep_until(spoor_time_monotonic_us() + wait_ms * 1000);
}

/* At least once: nothing uncommitted counts; join again from the committed offsets. A static member returns quickly. */
static void start_over(struct spoor_intake *intake, const struct spoor_error *why)
{
    producer_close(intake);
    consumer_close(intake);
    pause_before_retry(intake, why);
}

static void recovered(struct spoor_intake *intake)
{
    if (intake->attempts == 0)
        return;
    intake->attempts = 0;
    spoor_intake_show(intake);
    spoor_log(SPOOR_LOG_INFO, "hersteld", "%s goes on", intake->name);
}

static enum spoor_status check_control(struct spoor_intake *intake, struct spoor_error *err)
{
    if (!spoor_intake_control_check(intake))
        return SPOOR_OK;
    spoor_log(SPOOR_LOG_INFO, "hervat", "a person decided: %s reads its partitions again", intake->name);
    enum spoor_status status = spoor_intake_settle(intake, err);
    consumer_close(intake);
    return status;
}

/* Until what was produced must be settled; below 1 it must now. */
static int64_t settle_in_ms(const struct spoor_intake *intake)
{
    if (intake->unsettled_us == 0)
        return IDLE_POLL_MS;
    return intake->options.commit_ms - (spoor_time_monotonic_us() - intake->unsettled_us) / 1000;
}

static enum spoor_status one_round(struct spoor_intake *intake, struct spoor_error *err)
{
    size_t count = 0;
    enum spoor_status status = ensure_clients(intake, err);
    if (status == SPOOR_OK)
        status = spoor_consumer_poll(intake->consumer, intake->records, (size_t)intake->options.batch_records,
                                     settle_in_ms(intake), &count, err);
    if (status == SPOOR_OK && count > 0)
        status = spoor_intake_batch(intake, count, err);
    if (status == SPOOR_OK && settle_in_ms(intake) <= 0)
        status = spoor_intake_settle(intake, err);
    return status == SPOOR_OK ? check_control(intake, err) : status;
}

static void *intake_thread(void *argument)
{
    struct spoor_intake *intake = argument;
    struct spoor_error err = {0};
    while (!stopping(intake)) {
        enum spoor_status status = one_round(intake, &err);
        if (status == SPOOR_OK) {
            recovered(intake);
        } else if (status == SPOOR_HALT && !spoor_fence_forgiven(&intake->fences, &err)) {
            intake->end = err;
            spoor_health_not_ready(intake->health, "%s", err.message);
            spoor_log(SPOOR_LOG_ERROR, "gestopt", "%s stops: %s", intake->name, err.message);
            spoor_stop_request(intake->options.stop);
        } else {
            start_over(intake, &err);
        }
    }
    (void)spoor_intake_settle(intake, &err);
    consumer_close(intake);
    producer_close(intake);
    return NULL;
}

static void intake_free(struct spoor_intake *intake)
{
    for (size_t i = 0; i < intake->topic_count; i++) {
        spoor_buffer_fini(&intake->topics[i].tools.scratch);
        spoor_intake_sources_free(intake->topics[i].sources);
        free(intake->topics[i].name_text);
    }
    spoor_session_close(intake->session);
    spoor_pseudonym_free(intake->pseudonym);
    spoor_seal_free(intake->seal);
    spoor_arena_fini(&intake->arena);
    spoor_arena_fini(&intake->assignment_arena);
    spoor_buffer_fini(&intake->text);
    free(intake->breakers);
    free(intake->topics);
    free(intake->partitions);
    free(intake->records);
    free(intake);
}

static enum spoor_status session_open(struct spoor_intake *intake, struct spoor_error *err)
{
    char application[200];
    snprintf(application, sizeof application, "spoor intake %s", intake->name);
    struct spoor_session_options options = {.dsn = intake->options.dsn,
                                            .application = application,
                                            .role = intake->options.role,
                                            .lock_timeout_ms = intake->options.lock_timeout_ms,
                                            .connect_timeout_s = 5,
                                            .answer_timeout_ms = intake->options.answer_timeout_ms};
    return spoor_session_open(&options, &intake->session, err);
}

enum spoor_status spoor_intake_start(const struct spoor_intake_options *options, struct spoor_intake **out_intake,
                                     struct spoor_error *err)
{
    struct spoor_intake *intake = spoor_allocate(sizeof *intake);
    char component[64];
    intake->options = *options;
    intake->random_state = (uint64_t)spoor_time_now_us() * 31u + (uint64_t)options->number;
    snprintf(intake->name, sizeof intake->name, "%s-intake-%d", options->instance, options->number);
    snprintf(component, sizeof component, "intake-%d", options->number);
    intake->health = spoor_health_register(component);
    intake->pseudonym = spoor_pseudonym_new(options->pseudonym_keys);
    intake->seal = spoor_seal_new(options->seal_keys);
    intake->records = spoor_allocate(sizeof *intake->records * (size_t)options->batch_records);
    spoor_arena_init(&intake->arena, ARENA_BYTES_MAX);
    spoor_arena_init(&intake->assignment_arena, ARENA_BYTES_MAX);
    spoor_buffer_init(&intake->text);
    topics_init(intake);
    enum spoor_status status = session_open(intake, err);
    if (status == SPOOR_OK && pthread_create(&intake->thread, NULL, intake_thread, intake) != 0)
        status = spoor_error_set(err, SPOOR_HALT, "thread", "cannot start a thread for %s", intake->name);
    if (status != SPOOR_OK) {
        intake_free(intake);
        return status;
    }
    *out_intake = intake;
    return SPOOR_OK;
}

void spoor_intake_join(struct spoor_intake *intake, struct spoor_error *out_end)
{
    pthread_join(intake->thread, NULL);
    *out_end = intake->end;
    intake_free(intake);
}
