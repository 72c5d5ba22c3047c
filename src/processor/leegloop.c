#include <spoor/processor/leegloop.h>

#include <spoor/base/arena.h>
#include <spoor/base/log.h>
#include <spoor/base/metrics.h>
#include <spoor/base/time.h>
#include <spoor/store/control_store.h>
#include <spoor/store/fold_store.h>
#include <spoor/stream/admin.h>
#include <stdio.h>
#include <stdlib.h>

#define CALL_TIMEOUT_MS 5000
#define ARENA_BYTES_MAX ((size_t)64 << 20)
#define IDLE_MS 1000
#define ASK_AGAIN_MS 300      /* how far intake is */
#define ASK_AGAIN_MAX_MS 3000 /* … when it stands still: each time is a connection */
#define WAITS_LONG_US (60 * SPOOR_SECOND_US)

struct proof {
    int64_t us;
    int64_t *ends; /* by canonical partition */
    int32_t partition_count;
    bool onvolledig;
};

struct waiting { /* a channel topic */
    bool now, told;
    bool zonder; /* a person let the clocks go on without it */
    int64_t since_us; /* monotonic */
};

struct spoor_leegloop {
    struct spoor_leegloop_options options;
    pthread_t thread;
    struct spoor_stop stop;
    struct spoor_signal asked; /* raised also to end a wait */
    atomic_bool wanted;
    pthread_mutex_t lock; /* of proof */
    struct proof proof;
    struct spoor_session *session;
    struct spoor_admin *admin;
    struct spoor_arena arena, answer; /* of an attempt, of one question */
    struct waiting *waiting; /* beside options.topics */
    uint64_t seen;
};

struct attempt { /* one proof in the making; arrays in the arena */
    int64_t us;
    struct spoor_topic_partition *positions; /* of intake; offset filled by each question */
    int64_t *wanted;                         /* beside positions */
    size_t *topics;                          /* beside positions: number of the topic */
    size_t count, capacity;
    bool onvolledig; /* it went on without a topic that is not read */
};

/* ---- the ends ---- */

static void add_partition(struct spoor_leegloop *leegloop, struct attempt *attempt, size_t topic, int32_t partition,
                          int64_t end)
{
    size_t room = attempt->capacity;
    attempt->positions = spoor_arena_grow(&leegloop->arena, attempt->positions, attempt->count, &room,
                                          sizeof(*attempt->positions));
    room = attempt->capacity;
    attempt->wanted =
        spoor_arena_grow(&leegloop->arena, attempt->wanted, attempt->count, &room, sizeof(*attempt->wanted));
    attempt->topics = spoor_arena_grow(&leegloop->arena, attempt->topics, attempt->count, &attempt->capacity,
                                       sizeof(*attempt->topics));
    attempt->positions[attempt->count] = (struct spoor_topic_partition){
        .topic = spoor_slice_of(leegloop->options.topics[topic]), .partition = partition};
    attempt->topics[attempt->count] = topic;
    attempt->wanted[attempt->count++] = end;
}

/* A topic that does not exist has nothing to tell; nor has a partition without records. */
static enum spoor_status take_ends(struct spoor_leegloop *leegloop, size_t topic, struct attempt *attempt,
                                   struct spoor_error *err)
{
    int32_t count = 0;
    const char *name = leegloop->options.topics[topic];
    enum spoor_status status =
        spoor_admin_partition_count(leegloop->admin, name, CALL_TIMEOUT_MS, &count, err);
    for (int32_t partition = 0; status == SPOOR_OK && partition < count; partition++) {
        int64_t oldest = 0, end = 0;
        status = spoor_admin_watermarks(leegloop->admin, name, partition, CALL_TIMEOUT_MS, &oldest, &end, err);
        if (status == SPOOR_OK && end > oldest)
            add_partition(leegloop, attempt, topic, partition, end);
    }
    return status;
}

/* The moment first: what is appended after it is later than any timer the proof serves. */
static enum spoor_status begin(struct spoor_leegloop *leegloop, struct attempt *attempt, struct spoor_error *err)
{
    *attempt = (struct attempt){0};
    spoor_arena_reset(&leegloop->arena);
    enum spoor_status status = spoor_session_ensure(leegloop->session, err);
    if (status == SPOOR_OK)
        status = spoor_store_klok(leegloop->session, &attempt->us, err);
    for (size_t topic = 0; status == SPOOR_OK && topic < leegloop->options.topic_count; topic++)
        status = take_ends(leegloop, topic, attempt, err);
    return status;
}

/* ---- how far intake is ---- */

static void show_waiting(struct spoor_leegloop *leegloop, size_t topic, bool waits)
{
    struct waiting *waiting = &leegloop->waiting[topic];
    int64_t now_us = spoor_time_monotonic_us();
    char labels[300];
    if (waits && !waiting->now)
        *waiting = (struct waiting){.now = true, .zonder = waiting->zonder, .since_us = now_us};
    else if (!waits)
        *waiting = (struct waiting){.zonder = waiting->zonder};
    int64_t waited_us = waits ? now_us - waiting->since_us : 0;
    snprintf(labels, sizeof labels, "topic=\"%s\"", leegloop->options.topics[topic]);
    spoor_metric_set(SPOOR_METRIC_KLOK_WACHT_SECONDS, labels, waited_us);
    if (waited_us < WAITS_LONG_US || waiting->told)
        return;
    waiting->told = true;
    spoor_log(SPOOR_LOG_WARNING, "klok-wacht", "clocks wait for topic %s: intake has not read what stood there",
              leegloop->options.topics[topic]);
}

static bool reached(const struct attempt *attempt, size_t i)
{
    return attempt->positions[i].offset >= attempt->wanted[i];
}

static enum spoor_status read_zonder(struct spoor_leegloop *leegloop, struct spoor_error *err)
{
    struct spoor_slice *topics = NULL;
    size_t count = 0;
    enum spoor_status status = spoor_session_ensure(leegloop->session, err);
    if (status == SPOOR_OK)
        status = spoor_store_klok_zonder_read(leegloop->session, &leegloop->answer, &topics, &count, err);
    for (size_t topic = 0; status == SPOOR_OK && topic < leegloop->options.topic_count; topic++) {
        leegloop->waiting[topic].zonder = false;
        for (size_t i = 0; i < count; i++)
            if (spoor_slice_equal(topics[i], spoor_slice_of(leegloop->options.topics[topic])))
                leegloop->waiting[topic].zonder = true;
    }
    return status;
}

static bool topic_waits(const struct attempt *attempt, size_t topic)
{
    for (size_t i = 0; i < attempt->count; i++)
        if (attempt->topics[i] == topic && !reached(attempt, i))
            return true;
    return false;
}

/* Shows for each topic whether it is waited for. A topic that was left out and is read again is waited for as before. */
static enum spoor_status judge_topics(struct spoor_leegloop *leegloop, struct attempt *attempt, bool *out_all_read,
                                      struct spoor_error *err)
{
    enum spoor_status status = read_zonder(leegloop, err);
    *out_all_read = true;
    attempt->onvolledig = false;
    for (size_t topic = 0; status == SPOOR_OK && topic < leegloop->options.topic_count; topic++) {
        bool waits = topic_waits(attempt, topic), zonder = leegloop->waiting[topic].zonder;
        show_waiting(leegloop, topic, waits);
        *out_all_read = *out_all_read && (!waits || zonder);
        attempt->onvolledig = attempt->onvolledig || (waits && zonder);
        if (zonder && !waits)
            status = spoor_store_klok_zonder_close(leegloop->session, leegloop->options.topics[topic], err);
    }
    return status;
}

/* An end that lies before the one we wait for: the topic was made anew, and the wait would never end. */
static enum spoor_status check_ends(struct spoor_leegloop *leegloop, const struct attempt *attempt,
                                    struct spoor_error *err)
{
    for (size_t i = 0; i < attempt->count; i++) {
        int64_t oldest = 0, end = 0;
        if (reached(attempt, i))
            continue;
        enum spoor_status status =
            spoor_admin_watermarks(leegloop->admin, leegloop->options.topics[attempt->topics[i]],
                                   attempt->positions[i].partition, CALL_TIMEOUT_MS, &oldest, &end, err);
        if (status != SPOOR_OK)
            return status;
        if (end < attempt->wanted[i])
            return spoor_error_set(err, SPOOR_RETRY, "topic", "topic %s was made anew",
                                   leegloop->options.topics[attempt->topics[i]]);
    }
    return SPOOR_OK;
}

static enum spoor_status stopped(struct spoor_error *err)
{
    return spoor_error_set(err, SPOOR_LOST, "gestopt", "stopped");
}

static enum spoor_status wait_for_intake(struct spoor_leegloop *leegloop, struct attempt *attempt,
                                         struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    for (int64_t pause_ms = ASK_AGAIN_MS; status == SPOOR_OK; pause_ms = pause_ms * 2) {
        if (pause_ms > ASK_AGAIN_MAX_MS)
            pause_ms = ASK_AGAIN_MAX_MS;
        spoor_arena_reset(&leegloop->answer);
        status = spoor_admin_committed(leegloop->admin, leegloop->options.intake_group, attempt->positions,
                                       attempt->count, CALL_TIMEOUT_MS, &leegloop->answer, err);
        bool all_read = false;
        if (status == SPOOR_OK)
            status = judge_topics(leegloop, attempt, &all_read, err);
        if (status != SPOOR_OK || all_read)
            return status;
        status = check_ends(leegloop, attempt, err);
        (void)spoor_signal_wait(&leegloop->asked, &leegloop->seen, pause_ms);
        if (spoor_stop_requested(&leegloop->stop))
            return stopped(err);
    }
    return status;
}

/* ---- the proof ---- */

static enum spoor_status canonical_ends(struct spoor_leegloop *leegloop, struct proof *out_proof,
                                        struct spoor_error *err)
{
    const char *topic = leegloop->options.canonical_topic;
    int32_t count = 0;
    enum spoor_status status = spoor_admin_partition_count(leegloop->admin, topic, CALL_TIMEOUT_MS, &count, err);
    int64_t *ends = spoor_allocate(sizeof *ends * ((size_t)count + 1));
    for (int32_t partition = 0; status == SPOOR_OK && partition < count; partition++) {
        int64_t oldest;
        status =
            spoor_admin_watermarks(leegloop->admin, topic, partition, CALL_TIMEOUT_MS, &oldest, &ends[partition], err);
    }
    if (status != SPOOR_OK) {
        free(ends);
        return status;
    }
    out_proof->ends = ends;
    out_proof->partition_count = count;
    return SPOOR_OK;
}

static void publish(struct spoor_leegloop *leegloop, const struct proof *proof)
{
    pthread_mutex_lock(&leegloop->lock);
    free(leegloop->proof.ends);
    leegloop->proof = *proof;
    pthread_mutex_unlock(&leegloop->lock);
}

static enum spoor_status prove(struct spoor_leegloop *leegloop, struct spoor_error *err)
{
    struct attempt attempt;
    struct proof proof = {0};
    enum spoor_status status = begin(leegloop, &attempt, err);
    if (status == SPOOR_OK)
        status = wait_for_intake(leegloop, &attempt, err);
    if (status == SPOOR_OK)
        status = canonical_ends(leegloop, &proof, err);
    proof.us = attempt.us;
    proof.onvolledig = attempt.onvolledig;
    if (status == SPOOR_OK)
        publish(leegloop, &proof);
    return status;
}

static void *leegloop_thread(void *argument)
{
    struct spoor_leegloop *leegloop = argument;
    uint32_t failures = 0;
    while (!spoor_stop_requested(&leegloop->stop)) {
        struct spoor_error err = {0};
        if (!atomic_exchange(&leegloop->wanted, false)) {
            (void)spoor_signal_wait(&leegloop->asked, &leegloop->seen, IDLE_MS);
            continue;
        }
        enum spoor_status status = prove(leegloop, &err);
        failures = status == SPOOR_OK ? 0 : failures + 1;
        if (status == SPOOR_OK || status == SPOOR_LOST)
            continue;
        if (failures <= 3 || failures % 100 == 0)
            spoor_log(SPOOR_LOG_WARNING, "leegloop", "clocks cannot see how far all was read: %s", err.message);
        atomic_store(&leegloop->wanted, true);
        (void)spoor_signal_wait(&leegloop->asked, &leegloop->seen, ASK_AGAIN_MAX_MS);
    }
    return NULL;
}

/* ---- from outside ---- */

void spoor_leegloop_ask(struct spoor_leegloop *leegloop)
{
    if (!atomic_exchange(&leegloop->wanted, true))
        spoor_signal_raise(&leegloop->asked);
}

bool spoor_leegloop_read(struct spoor_leegloop *leegloop, int32_t partition, struct spoor_bewijs *out_bewijs)
{
    pthread_mutex_lock(&leegloop->lock);
    const struct proof *proof = &leegloop->proof;
    bool there = proof->ends && partition < proof->partition_count;
    if (there)
        *out_bewijs = (struct spoor_bewijs){proof->us, proof->ends[partition], proof->onvolledig};
    pthread_mutex_unlock(&leegloop->lock);
    return there;
}

static void leegloop_free(struct spoor_leegloop *leegloop)
{
    spoor_session_close(leegloop->session);
    spoor_admin_close(leegloop->admin);
    spoor_arena_fini(&leegloop->arena);
    spoor_arena_fini(&leegloop->answer);
    spoor_signal_fini(&leegloop->asked);
    pthread_mutex_destroy(&leegloop->lock);
    free(leegloop->proof.ends);
    free(leegloop->waiting);
    free(leegloop);
}

enum spoor_status spoor_leegloop_start(const struct spoor_leegloop_options *options,
                                       struct spoor_leegloop **out_leegloop, struct spoor_error *err)
{
    struct spoor_leegloop *leegloop = spoor_allocate(sizeof *leegloop);
    leegloop->options = *options;
    leegloop->waiting = spoor_allocate(sizeof *leegloop->waiting * (options->topic_count + 1));
    spoor_signal_init(&leegloop->asked);
    pthread_mutex_init(&leegloop->lock, NULL);
    spoor_arena_init(&leegloop->arena, ARENA_BYTES_MAX);
    spoor_arena_init(&leegloop->answer, ARENA_BYTES_MAX);
    struct spoor_session_options session = {.dsn = options->dsn, .application = "spoor klok", .role = options->role,
                                            .connect_timeout_s = 5};
    enum spoor_status status = spoor_session_open(&session, &leegloop->session, err);
    if (status == SPOOR_OK)
        status = spoor_admin_open(&leegloop->options.kafka, &leegloop->admin, err);
    if (status == SPOOR_OK && pthread_create(&leegloop->thread, NULL, leegloop_thread, leegloop) != 0)
        status = spoor_error_set(err, SPOOR_HALT, "thread", "cannot start a thread for the clocks");
    if (status != SPOOR_OK) {
        leegloop_free(leegloop);
        return status;
    }
    *out_leegloop = leegloop;
    return SPOOR_OK;
}

void spoor_leegloop_stop(struct spoor_leegloop *leegloop)
{
    if (!leegloop)
        return;
    spoor_stop_request(&leegloop->stop);
    spoor_signal_raise(&leegloop->asked);
    pthread_join(leegloop->thread, NULL);
    leegloop_free(leegloop);
}
