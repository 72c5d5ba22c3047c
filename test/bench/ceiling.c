/* The ceiling of the fold stage: the same statements with the same rows in the same batches as a fold wrote, without
 * reading a topic, decoding, looking for duplicates and folding. One thread and one connection per recording.
 *
 *   ceiling DSN TOPIC RECORDING...     (the schema must be migrated and empty)
 *
 * A batch waits until the one before it on each of its partitions is written, as in the fold: after a rebalance a
 * partition's batches are in two recordings. Prints one line of JSON. */
#include "recording.h"

#include <pthread.h>
#include <spoor/store/fold_store.h>
#include <stdlib.h>

#define WORKERS_MAX 16
#define PARTITIONS_MAX 10000
#define ARENA_BYTES_MAX ((size_t)1 << 30)

struct ceiling {
    const char *dsn, *topic;
    struct spoor_position claimed[PARTITIONS_MAX]; /* by partition; stap is what comes next */
    pthread_mutex_t lock;
    pthread_cond_t moved;
    struct recording recordings[WORKERS_MAX];
    size_t worker_count;
};

struct writer {
    struct ceiling *ceiling;
    const struct recording *recording;
    struct spoor_session *session;
    struct spoor_arena arena;
    pthread_t thread;
};

_Noreturn static void give_up(const char *what, const char *why)
{
    fprintf(stderr, "ceiling: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

static bool may_begin(const struct ceiling *ceiling, const struct recorded_batch *batch)
{
    for (size_t i = 0; i < batch->position_count; i++)
        if (ceiling->claimed[batch->positions[i].partition].stap != batch->positions[i].stap)
            return false;
    return true;
}

static void wait_turn(struct ceiling *ceiling, const struct recorded_batch *batch)
{
    pthread_mutex_lock(&ceiling->lock);
    while (!may_begin(ceiling, batch))
        pthread_cond_wait(&ceiling->moved, &ceiling->lock);
    for (size_t i = 0; i < batch->position_count; i++)
        batch->positions[i].epoch = ceiling->claimed[batch->positions[i].partition].epoch;
    pthread_mutex_unlock(&ceiling->lock);
}

static void end_turn(struct ceiling *ceiling, const struct recorded_batch *batch)
{
    pthread_mutex_lock(&ceiling->lock);
    for (size_t i = 0; i < batch->position_count; i++)
        ceiling->claimed[batch->positions[i].partition].stap++;
    pthread_cond_broadcast(&ceiling->moved);
    pthread_mutex_unlock(&ceiling->lock);
}

static void write_batch(struct writer *writer, const struct recorded_batch *batch)
{
    struct spoor_error err = {0};
    struct spoor_fold_lookup nothing = {0};
    spoor_arena_reset(&writer->arena);
    bool *lost = SPOOR_ARENA_ARRAY(&writer->arena, bool, batch->position_count + 1);
    if (spoor_store_fold_begin(writer->session, writer->ceiling->topic, batch->positions, batch->position_count, lost,
                               &nothing, &writer->arena, &err) ||
        spoor_store_fold_write(writer->session, writer->ceiling->topic, batch->positions, batch->position_count,
                               &batch->rows, &err))
        give_up("a batch", err.message);
}

static void *writer_thread(void *argument)
{
    struct writer *writer = argument;
    for (size_t i = 0; i < writer->recording->batch_count; i++) {
        const struct recorded_batch *batch = &writer->recording->batches[i];
        wait_turn(writer->ceiling, batch);
        write_batch(writer, batch);
        end_turn(writer->ceiling, batch);
    }
    return NULL;
}

static struct spoor_session *open_session(const struct ceiling *ceiling)
{
    struct spoor_error err = {0};
    struct spoor_session *session = NULL;
    struct spoor_session_options options = {.dsn = ceiling->dsn, .application = "ceiling", .role = "spoor_process",
                                            .lock_timeout_ms = 10000};
    if (spoor_session_open(&options, &session, &err))
        give_up("PostgreSQL", err.message);
    return session;
}

static size_t partitions_of(const struct ceiling *ceiling, struct spoor_position *out)
{
    static bool present[PARTITIONS_MAX];
    size_t count = 0;
    for (size_t w = 0; w < ceiling->worker_count; w++)
        for (size_t b = 0; b < ceiling->recordings[w].batch_count; b++) {
            const struct recorded_batch *batch = &ceiling->recordings[w].batches[b];
            for (size_t i = 0; i < batch->position_count; i++)
                present[batch->positions[i].partition] = true;
        }
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (present[partition])
            out[count++] = (struct spoor_position){.partition = partition};
    return count;
}

static void claim(struct ceiling *ceiling)
{
    static struct spoor_position positions[PARTITIONS_MAX];
    struct spoor_error err = {0};
    struct spoor_arena arena;
    size_t count = partitions_of(ceiling, positions);
    struct spoor_session *session = open_session(ceiling);
    spoor_arena_init(&arena, ARENA_BYTES_MAX);
    if (spoor_store_claim(session, ceiling->topic, "ceiling", "ceiling-0", positions, count, &arena, &err))
        give_up("claim", err.message);
    for (size_t i = 0; i < count; i++)
        ceiling->claimed[positions[i].partition] = positions[i];
    spoor_arena_fini(&arena);
    spoor_session_close(session);
}

static double run(struct ceiling *ceiling)
{
    struct writer writers[WORKERS_MAX];
    for (size_t i = 0; i < ceiling->worker_count; i++) {
        writers[i] = (struct writer){.ceiling = ceiling, .recording = &ceiling->recordings[i]};
        writers[i].session = open_session(ceiling);
        spoor_arena_init(&writers[i].arena, ARENA_BYTES_MAX);
    }
    int64_t begin_us = spoor_time_monotonic_us();
    for (size_t i = 0; i < ceiling->worker_count; i++)
        if (pthread_create(&writers[i].thread, NULL, writer_thread, &writers[i]) != 0)
            give_up("thread", "cannot be started");
    for (size_t i = 0; i < ceiling->worker_count; i++)
        pthread_join(writers[i].thread, NULL);
    double seconds = (double)(spoor_time_monotonic_us() - begin_us) / 1e6;
    for (size_t i = 0; i < ceiling->worker_count; i++) {
        spoor_session_close(writers[i].session);
        spoor_arena_fini(&writers[i].arena);
    }
    return seconds;
}

int main(int argc, char **argv)
{
    static struct ceiling ceiling = {.lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER};
    if (argc < 4 || argc > 3 + WORKERS_MAX)
        give_up("usage", "ceiling DSN TOPIC RECORDING...");
    ceiling.dsn = argv[1];
    ceiling.topic = argv[2];
    ceiling.worker_count = (size_t)argc - 3;
    size_t batches = 0, events = 0;
    for (size_t i = 0; i < ceiling.worker_count; i++) {
        if (!recording_load(argv[3 + i], &ceiling.recordings[i]))
            give_up(argv[3 + i], "is no recording");
        batches += ceiling.recordings[i].batch_count;
        events += ceiling.recordings[i].event_count;
    }
    claim(&ceiling);
    printf("{\"seconds\": %.6f, \"batches\": %zu, \"events\": %zu}\n", run(&ceiling), batches, events);
    return EXIT_SUCCESS;
}
