#include "commands.h"
#include "wiring.h"

#include <signal.h>
#include <spoor/base/health.h>
#include <spoor/base/log.h>
#include <spoor/base/metrics.h>
#include <spoor/stream/admin.h>
#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>

#define THREADS_MAX 64
#define WATCH_INTERVAL_NS 200000000L
#define WAIT_BASE_MS 200
#define WAIT_MAX_MS 5000

struct roles {
    struct spoor_wiring wiring;
    struct spoor_intake *intakes[THREADS_MAX];
    struct spoor_worker *workers[THREADS_MAX];
    size_t intake_count, worker_count;
    struct spoor_leegloop *leegloop;
    struct spoor_ops *ops;
    sigset_t signals;
};

static bool signalled(struct roles *roles, long wait_ns)
{
    struct timespec wait = {wait_ns / 1000000000L, wait_ns % 1000000000L};
    return sigtimedwait(&roles->signals, NULL, &wait) > 0;
}

static enum spoor_status check_postgres(struct roles *roles, struct spoor_error *err)
{
    struct spoor_session *session = NULL;
    enum spoor_status status = spoor_wiring_session(&roles->wiring, "spoor_process", &session, err);
    spoor_session_close(session);
    if (status == SPOOR_RETRY)
        spoor_error_prefix(err, "PostgreSQL");
    return status;
}

static enum spoor_status check_topic(struct roles *roles, struct spoor_admin *admin, const char *topic,
                                     struct spoor_error *err)
{
    int32_t partitions = 0;
    (void)roles;
    enum spoor_status status = spoor_admin_partition_count(admin, topic, 5000, &partitions, err);
    if (status == SPOOR_OK && partitions == 0)
        return spoor_error_set(err, SPOOR_RETRY, "topic", "topic %s does not exist: make it with spoor topics create",
                               topic);
    return status;
}

static enum spoor_status check_kafka(struct roles *roles, bool intake, struct spoor_error *err)
{
    struct spoor_admin *admin = NULL;
    enum spoor_status status = spoor_admin_open(&roles->wiring.kafka, &admin, err);
    for (size_t i = 0; i < SPOOR_TOPIC_WENKEN && status == SPOOR_OK; i++)
        status = check_topic(roles, admin, roles->wiring.topics[i], err);
    for (size_t i = 0; intake && i < roles->wiring.mapping_count && status == SPOOR_OK; i++)
        status = check_topic(roles, admin,
                             spoor_arena_cstring(&roles->wiring.invocation->arena,
                                                 spoor_mapping_header(roles->wiring.mappings[i])->topic),
                             err);
    spoor_admin_close(admin);
    if (status == SPOOR_RETRY)
        spoor_error_prefix(err, "Kafka at %s", roles->wiring.kafka.bootstrap);
    return status;
}

/* Waits for both services with back-off, saying for what; --no-wait ends at once (issue table 6). */
static enum spoor_status wait_for_services(struct roles *roles, bool intake, int health, struct spoor_error *err)
{
    uint64_t random_state = (uint64_t)spoor_time_now_us();
    struct spoor_invocation *invocation = roles->wiring.invocation;
    bool patient = !invocation->no_wait && spoor_settings_bool(invocation->settings, SPOOR_SETTING_WAIT_FOR_SERVICES);
    for (uint32_t attempt = 0;; attempt++) {
        enum spoor_status status = check_postgres(roles, err);
        if (status == SPOOR_OK)
            status = check_kafka(roles, intake, err);
        if (status != SPOOR_RETRY || !patient)
            return status;
        spoor_health_not_ready(health, "waits: %s", err->message);
        if (attempt < 3 || attempt % 10 == 0)
            spoor_log(SPOOR_LOG_WARNING, "wacht", "waits: %s", err->message);
        if (signalled(roles, (long)spoor_backoff_ms(attempt, WAIT_BASE_MS, WAIT_MAX_MS, &random_state) * 1000000L))
            return spoor_error_set(err, SPOOR_LOST, "gestopt", "stopped while waiting");
    }
}

static enum spoor_status start_intakes(struct roles *roles, struct spoor_error *err)
{
    int64_t count = spoor_settings_int(roles->wiring.invocation->settings, SPOOR_SETTING_INTAKE_THREADS);
    enum spoor_status status = SPOOR_OK;
    for (int i = 0; i < count && i < THREADS_MAX && status == SPOOR_OK; i++) {
        struct spoor_intake_options options;
        spoor_wiring_intake_options(&roles->wiring, i, &options);
        status = spoor_intake_start(&options, &roles->intakes[i], err);
        roles->intake_count += status == SPOOR_OK;
    }
    return status;
}

static enum spoor_status start_workers(struct roles *roles, struct spoor_error *err)
{
    int64_t count = spoor_settings_int(roles->wiring.invocation->settings, SPOOR_SETTING_WORKERS);
    struct spoor_leegloop_options leegloop;
    spoor_wiring_leegloop_options(&roles->wiring, &leegloop);
    enum spoor_status status = spoor_leegloop_start(&leegloop, &roles->leegloop, err);
    for (int i = 0; i < count && i < THREADS_MAX && status == SPOOR_OK; i++) {
        struct spoor_worker_options options;
        spoor_wiring_worker_options(&roles->wiring, i, &options);
        options.leegloop = roles->leegloop;
        status = spoor_worker_start(&options, &roles->workers[i], err);
        roles->worker_count += status == SPOOR_OK;
    }
    return status;
}

static void watch(struct roles *roles)
{
    bool told = false;
    char reasons[1024];
    while (!spoor_stop_requested(&roles->wiring.stop)) {
        if (signalled(roles, WATCH_INTERVAL_NS)) {
            spoor_log(SPOOR_LOG_INFO, "stopt", "asked to stop: drains");
            spoor_stop_request(&roles->wiring.stop);
        }
        bool ready = spoor_health_check(reasons, sizeof reasons);
        spoor_metric_set(SPOOR_METRIC_READY, "", ready);
        if (ready && !told)
            sd_notify(0, "READY=1");
        told = told || ready;
    }
    sd_notify(0, "STOPPING=1");
}

static void keep_first(struct spoor_error *first, const struct spoor_error *next)
{
    if (first->status == SPOOR_OK && next->status != SPOOR_OK)
        *first = *next;
}

static void join_all(struct roles *roles, struct spoor_error *end)
{
    spoor_stop_request(&roles->wiring.stop);
    for (size_t i = 0; i < roles->intake_count; i++) {
        struct spoor_error one = {0};
        spoor_intake_join(roles->intakes[i], &one);
        keep_first(end, &one);
    }
    for (size_t i = 0; i < roles->worker_count; i++) {
        struct spoor_error one = {0};
        spoor_worker_join(roles->workers[i], &one);
        keep_first(end, &one);
    }
    spoor_leegloop_stop(roles->leegloop);
    if (roles->ops)
        spoor_ops_stop(roles->ops);
}

static enum spoor_status start_ops(struct roles *roles, struct spoor_error *err)
{
    struct spoor_ops_options options;
    spoor_wiring_ops_options(&roles->wiring, &options);
    return *options.listen ? spoor_ops_start(&options, &roles->ops, err) : SPOOR_OK;
}

static enum spoor_status start_all(struct roles *roles, bool intake, bool process, struct spoor_error *err)
{
    int health = spoor_health_register("diensten");
    enum spoor_status status = intake ? spoor_wiring_load_intake(&roles->wiring, err)
                                      : spoor_wiring_load_mappings(&roles->wiring, err); /* which stop the clocks */
    if (status == SPOOR_OK)
        status = start_ops(roles, err);
    if (status == SPOOR_OK)
        status = wait_for_services(roles, intake, health, err);
    if (status == SPOOR_OK) {
        spoor_health_not_ready(health, "starts");
        spoor_log(SPOOR_LOG_INFO, "begint", "instance %s%s%s", roles->wiring.instance, intake ? ", intake" : "",
                  process ? ", proces" : "");
    }
    if (status == SPOOR_OK && process)
        status = start_workers(roles, err);
    if (status == SPOOR_OK && intake)
        status = start_intakes(roles, err);
    if (status == SPOOR_OK)
        spoor_health_ready(health); /* not before each of them can say that it is not */
    return status;
}

static bool is_configuration(const struct spoor_error *err)
{
    return err->status == SPOOR_HALT && strcmp(err->code, "schema") != 0 && strcmp(err->code, "fenced_instance") != 0;
}

static int run_roles(struct spoor_invocation *invocation, bool intake, bool process)
{
    static struct roles roles;
    struct spoor_error err = {0}, end = {0};
    sigemptyset(&roles.signals);
    sigaddset(&roles.signals, SIGTERM);
    sigaddset(&roles.signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &roles.signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    spoor_wiring_init(&roles.wiring, invocation);
    enum spoor_status status = start_all(&roles, intake, process, &err);
    if (status == SPOOR_OK)
        watch(&roles);
    join_all(&roles, &end);
    spoor_wiring_fini(&roles.wiring);
    if (status == SPOOR_LOST)
        return SPOOR_EXIT_OK;
    if (status != SPOOR_OK) {
        int code = spoor_fail(invocation, &err);
        return is_configuration(&err) ? SPOOR_EXIT_CONFIGURATION : code;
    }
    return end.status == SPOOR_OK ? SPOOR_EXIT_OK : spoor_fail(invocation, &end);
}

static int run_all(struct spoor_invocation *invocation)
{
    return run_roles(invocation, true, true);
}

static int run_intake(struct spoor_invocation *invocation)
{
    return invocation->argument_count ? spoor_control_intake(invocation) : run_roles(invocation, true, false);
}

static int run_process(struct spoor_invocation *invocation)
{
    return invocation->argument_count ? spoor_control_process(invocation) : run_roles(invocation, false, true);
}

#define LOSS_OPTIONS                                                                                                   \
    {"topic", "TOPIC", "channel topic (hervat, accept-loss)"}, {"partition", "N", "partition (accept-loss)"},          \
        {"offset", "N", "first offset to read again (accept-loss)"},                                                   \
    {                                                                                                                  \
        "reason", "TEXT", "why; kept on the record"                                                                    \
    }

const struct spoor_command spoor_command_run = {.name = "run",
                                                .arguments = "",
                                                .summary = "runs all roles as threads of one process",
                                                .detail = "",
                                                .exits = SPOOR_EXITS_POSTGRES | SPOOR_EXIT_BIT(FENCED),
                                                .run = run_all};
const struct spoor_command spoor_command_intake = {
    .name = "intake",
    .arguments = "[hervat | accept-loss]",
    .summary = "reads channel topics and writes canonical records",
    .detail = "hervat --topic T          closes the breaker of a topic that rejected too much\n"
              "accept-loss --topic T --partition P --offset O --reason TEXT\n"
              "                          goes on at O where input is gone; the loss is put on the record.\n"
              "                          Refused where nothing stands still for it",
    .options = {LOSS_OPTIONS, {0}},
    .exits = SPOOR_EXITS_POSTGRES | SPOOR_EXIT_BIT(FENCED) | SPOOR_EXIT_BIT(NOT_FOUND),
    .run = run_intake};
const struct spoor_command spoor_command_process = {
    .name = "process",
    .arguments = "[accept-loss]",
    .summary = "folds canonical records into PostgreSQL and publishes what changed",
    .detail = "accept-loss --partition P --offset O --reason TEXT\n"
              "                          goes on at O where canonical records are gone; put on the record",
    .options = {LOSS_OPTIONS, {0}},
    .exits = SPOOR_EXITS_POSTGRES | SPOOR_EXIT_BIT(FENCED) | SPOOR_EXIT_BIT(NOT_FOUND),
    .run = run_process};
