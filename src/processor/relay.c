/* The relay's thread, and what the fold thread asks of it. */
#include "relay_internal.h"

#include <ctype.h>
#include <spoor/base/health.h>
#include <spoor/base/log.h>
#include <spoor/base/time.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    ARENA_BYTES_MAX = 1 << 30, /* when a gap is sought, every partition is read anew in one round */
    IDLE_MS = 1000,
    BACKOFF_MS = 50,
    BACKOFF_MAX_MS = 5000,
    FENCED_PAUSE_MS = 1000, /* the group, too, must have time to say who the second process is */
    CONNECT_TIMEOUT_S = 5,
    LINGER_MS = 5,
    TEXT_MAX = 200,
};

/* --- the thread's tools ------------------------------------------------------------------------------------------- */

static bool stop_asked(struct spoor_relay *relay)
{
    pthread_mutex_lock(&relay->lock);
    bool stopping = relay->stopping;
    pthread_mutex_unlock(&relay->lock);
    return stopping;
}

/* Sleeps; only stopping or another assignment ends it early. */
static void rest(struct spoor_relay *relay, int64_t timeout_ms)
{
    struct timespec deadline = spoor_relay_deadline(timeout_ms);
    pthread_mutex_lock(&relay->lock);
    uint64_t number = relay->assignments;
    while (!relay->stopping && relay->assignments == number)
        if (pthread_cond_timedwait(&relay->changed, &relay->lock, &deadline) != 0)
            break;
    pthread_mutex_unlock(&relay->lock);
}

static enum spoor_status open_producer(struct spoor_relay *relay, struct spoor_error *err)
{
    struct spoor_producer_options options = {
        .kafka = relay->options.kafka, .transactional_id = relay->options.relay_id, .linger_ms = LINGER_MS};
    enum spoor_status status = spoor_producer_open(&options, &relay->producer, err);
    if (status != SPOOR_OK)
        return status;
    pthread_mutex_lock(&relay->lock);
    relay->producer_assignment = relay->assignments;
    pthread_mutex_unlock(&relay->lock);
    enum spoor_transaction_outcome outcome = spoor_transaction_init(relay->producer, err);
    if (outcome == SPOOR_TRANSACTION_DONE)
        return SPOOR_OK;
    spoor_relay_settle(relay, NULL, outcome == SPOOR_TRANSACTION_FENCED ? outcome : SPOOR_TRANSACTION_NEW);
    return err->status == SPOOR_OK ? SPOOR_RETRY : err->status;
}

static enum spoor_status open_session(struct spoor_relay *relay, struct spoor_error *err)
{
    char application[TEXT_MAX];
    snprintf(application, sizeof application, "spoor relay %s", relay->options.relay_id);
    struct spoor_session_options options = {.dsn = relay->options.dsn,
                                            .application = application,
                                            .role = relay->options.role,
                                            .lock_timeout_ms = relay->options.lock_timeout_ms,
                                            .connect_timeout_s = CONNECT_TIMEOUT_S,
                                            .answer_timeout_ms = relay->options.answer_timeout_ms};
    return spoor_session_open(&options, &relay->session, err);
}

/* Producer first: init_transactions ends what a former life left open, before the group lets us in. */
static enum spoor_status make_ready(struct spoor_relay *relay, struct spoor_error *err)
{
    enum spoor_status status = relay->producer ? SPOOR_OK : open_producer(relay, err);
    if (status == SPOOR_OK)
        status = relay->session ? spoor_session_ensure(relay->session, err) : open_session(relay, err);
    return status;
}

/* --- one round ---------------------------------------------------------------------------------------------------- */

static struct spoor_relay_assignment *take(struct spoor_relay *relay)
{
    pthread_mutex_lock(&relay->lock);
    bool over =
        relay->revoking && (atomic_load(&relay->giving_up) || spoor_time_monotonic_us() >= relay->revoke_deadline_us);
    struct spoor_relay_assignment *assignment = over || relay->halted ? NULL : relay->assignment;
    relay->in_use = assignment != NULL;
    relay->draining = relay->revoking;
    pthread_mutex_unlock(&relay->lock);
    return assignment;
}

/* Drained: a round begun after the revoke found nothing, or the marks are not known: a group that is being left does
 * not tell them any more, and the next owner publishes what is left. */
static void give_back(struct spoor_relay *relay, const struct spoor_relay_assignment *assignment,
                      enum spoor_relay_step step)
{
    pthread_mutex_lock(&relay->lock);
    relay->in_use = false;
    relay->drained = relay->draining && (step == SPOOR_RELAY_IDLE || !assignment->marks_known);
    pthread_cond_broadcast(&relay->changed);
    pthread_mutex_unlock(&relay->lock);
}

static void recovered(struct spoor_relay *relay)
{
    if (relay->attempts)
        spoor_log(SPOOR_LOG_INFO, "relay-hersteld", "relay %s publishes again", relay->options.relay_id);
    relay->attempts = 0;
    if (!atomic_load(&relay->partition_halted))
        spoor_health_ready(relay->health);
}

static enum spoor_relay_step failed(struct spoor_relay *relay, const struct spoor_error *err)
{
    if (relay->halted)
        return SPOOR_RELAY_FAILED; /* told already */
    spoor_series_add(relay->retries, 1);
    spoor_relay_show_age(relay);
    if (relay->attempts++ == 0)
        spoor_log(SPOOR_LOG_WARNING, "relay-opnieuw", "relay %s tries again: %s", relay->options.relay_id,
                  err->message);
    if (!atomic_load(&relay->partition_halted))
        spoor_health_not_ready(relay->health, "%s", err->message);
    return SPOOR_RELAY_FAILED;
}

static enum spoor_relay_step work(struct spoor_relay *relay, struct spoor_relay_assignment *assignment,
                                  struct spoor_error *err)
{
    if (spoor_relay_take_over(relay, assignment, err) != SPOOR_OK ||
        spoor_relay_resume(relay, assignment, err) != SPOOR_OK)
        return failed(relay, err);
    enum spoor_relay_step step = spoor_relay_publish(relay, assignment, err);
    if (step == SPOOR_RELAY_FAILED)
        return failed(relay, err);
    recovered(relay);
    spoor_relay_remember(relay, assignment, step == SPOOR_RELAY_IDLE && relay->draining);
    spoor_relay_rotate(relay);
    return step;
}

static enum spoor_relay_step one_round(struct spoor_relay *relay)
{
    struct spoor_error err = {.status = SPOOR_OK};
    spoor_arena_reset(&relay->arena);
    if (make_ready(relay, &err) != SPOOR_OK)
        return failed(relay, &err);
    struct spoor_relay_assignment *assignment = take(relay);
    if (!assignment) {
        recovered(relay);
        relay->oldest_us = 0;
        return SPOOR_RELAY_IDLE;
    }
    enum spoor_relay_step step = work(relay, assignment, &err);
    give_back(relay, assignment, step);
    return step;
}

static void pace(struct spoor_relay *relay, enum spoor_relay_step step)
{
    switch (step) {
    case SPOOR_RELAY_MORE:
        break;
    case SPOOR_RELAY_PUBLISHED: /* the broker still writes markers: a transaction now would meet them (docs/relay.md §5)
                                 */
        rest(relay, relay->options.pause_ms);
        if (relay->draining)
            break;
        (void)spoor_signal_wait(&relay->signal, &relay->signal_seen, IDLE_MS);
        break;
    case SPOOR_RELAY_IDLE:
        (void)spoor_signal_wait(&relay->signal, &relay->signal_seen, IDLE_MS);
        break;
    case SPOOR_RELAY_FAILED:
        rest(relay, relay->fences && !relay->producer
                        ? FENCED_PAUSE_MS
                        : spoor_backoff_ms(relay->attempts, BACKOFF_MS, BACKOFF_MAX_MS, &relay->random_state));
        break;
    }
}

static void *relay_thread(void *argument)
{
    struct spoor_relay *relay = argument;
    while (!stop_asked(relay)) {
        if (relay->halted)
            rest(relay, IDLE_MS);
        else
            pace(relay, one_round(relay));
    }
    spoor_producer_close(relay->producer);
    spoor_session_close(relay->session);
    return NULL;
}

/* --- asked by the fold thread ------------------------------------------------------------------------------------- */

void spoor_relay_wake(struct spoor_relay *relay)
{
    spoor_signal_raise(&relay->signal);
}

bool spoor_relay_halted(struct spoor_relay *relay, struct spoor_error *out_err)
{
    pthread_mutex_lock(&relay->lock);
    bool halted = relay->halted;
    if (halted)
        *out_err = relay->halt;
    pthread_mutex_unlock(&relay->lock);
    return halted;
}

/* --- life --------------------------------------------------------------------------------------------------------- */

/* "demo-3" → "relay-3": one component per worker. */
static void register_health(struct spoor_relay *relay)
{
    const char *id = relay->options.relay_id, *digits = id + strlen(id);
    while (digits > id && isdigit((unsigned char)digits[-1]))
        digits--;
    char component[TEXT_MAX];
    snprintf(component, sizeof component, "relay-%s", *digits ? digits : id);
    relay->health = spoor_health_register(component);
}

static const char *copy_text(const char *text)
{
    return text ? memcpy(spoor_allocate(strlen(text) + 1), text, strlen(text)) : NULL;
}

static void copy_options(struct spoor_relay *relay, const struct spoor_relay_options *options)
{
    relay->options = *options;
    relay->options.kafka.bootstrap = copy_text(options->kafka.bootstrap);
    relay->options.kafka.properties_file = copy_text(options->kafka.properties_file);
    relay->options.kafka.client_id = copy_text(options->kafka.client_id);
    relay->options.dsn = copy_text(options->dsn);
    relay->options.role = copy_text(options->role);
    relay->options.relay_id = copy_text(options->relay_id);
    relay->options.canonical_topic = copy_text(options->canonical_topic);
}

static void free_relay(struct spoor_relay *relay)
{
    const char *texts[] = {relay->options.kafka.bootstrap,
                           relay->options.kafka.properties_file,
                           relay->options.kafka.client_id,
                           relay->options.dsn,
                           relay->options.role,
                           relay->options.relay_id,
                           relay->options.canonical_topic};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free((char *)(uintptr_t)texts[i]);
    spoor_arena_fini(&relay->arena);
    spoor_signal_fini(&relay->signal);
    pthread_cond_destroy(&relay->changed);
    pthread_mutex_destroy(&relay->lock);
    free(relay);
}

static void init_shared(struct spoor_relay *relay)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&relay->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&relay->lock, NULL);
    spoor_signal_init(&relay->signal);
    spoor_arena_init(&relay->arena, ARENA_BYTES_MAX);
}

enum spoor_status spoor_relay_start(const struct spoor_relay_options *options, struct spoor_relay **out_relay,
                                    struct spoor_error *err)
{
    struct spoor_relay *relay = spoor_allocate(sizeof *relay);
    copy_options(relay, options);
    init_shared(relay);
    register_health(relay);
    spoor_relay_metrics_init(relay);
    relay->random_state = (uint64_t)spoor_time_now_us() ^ (uint64_t)(uintptr_t)relay;
    if (pthread_create(&relay->thread, NULL, relay_thread, relay) != 0) {
        free_relay(relay);
        return spoor_error_set(err, SPOOR_HALT, "thread", "the relay's thread could not be started");
    }
    *out_relay = relay;
    return SPOOR_OK;
}

void spoor_relay_stop(struct spoor_relay *relay, int64_t timeout_ms)
{
    if (!relay)
        return;
    spoor_relay_revoke(relay, false, timeout_ms);
    pthread_mutex_lock(&relay->lock);
    relay->stopping = true;
    pthread_cond_broadcast(&relay->changed);
    pthread_mutex_unlock(&relay->lock);
    spoor_signal_raise(&relay->signal);
    pthread_join(relay->thread, NULL);
    free_relay(relay);
}
