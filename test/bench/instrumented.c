/* Spoor with two hooks, put in by the linker (--wrap), for measuring its fold stage:
 *   BENCH_RECORDING=FOLDER  every fold transaction that commits is also kept in a file per worker (recording.h)
 *   BENCH_RELAY=off         nothing is published, so that the fold runs alone, as the ceiling does */
#include "recording.h"

#include <spoor/processor/relay.h>
#include <spoor/store/fold_store.h>
#include <stdatomic.h>
#include <stdlib.h>

enum spoor_status __real_spoor_store_fold_write(struct spoor_session *session, const char *topic,
                                                const struct spoor_position *positions, size_t count,
                                                const struct spoor_fold_rows *rows, struct spoor_error *err);
enum spoor_status __wrap_spoor_store_fold_write(struct spoor_session *session, const char *topic,
                                                const struct spoor_position *positions, size_t count,
                                                const struct spoor_fold_rows *rows, struct spoor_error *err);
enum spoor_status __real_spoor_relay_start(const struct spoor_relay_options *options, struct spoor_relay **out_relay,
                                           struct spoor_error *err);
enum spoor_status __wrap_spoor_relay_start(const struct spoor_relay_options *options, struct spoor_relay **out_relay,
                                           struct spoor_error *err);
void __real_spoor_relay_stop(struct spoor_relay *relay, int64_t timeout_ms);
void __wrap_spoor_relay_stop(struct spoor_relay *relay, int64_t timeout_ms);
void __real_spoor_relay_assign(struct spoor_relay *relay, struct spoor_consumer *consumer,
                               const struct spoor_group_snapshot *snapshot, const struct spoor_position *positions,
                               size_t count);
void __wrap_spoor_relay_assign(struct spoor_relay *relay, struct spoor_consumer *consumer,
                               const struct spoor_group_snapshot *snapshot, const struct spoor_position *positions,
                               size_t count);
void __real_spoor_relay_revoke(struct spoor_relay *relay, bool lost, int64_t drain_ms);
void __wrap_spoor_relay_revoke(struct spoor_relay *relay, bool lost, int64_t drain_ms);
void __real_spoor_relay_wake(struct spoor_relay *relay);
void __wrap_spoor_relay_wake(struct spoor_relay *relay);
bool __real_spoor_relay_halted(struct spoor_relay *relay, struct spoor_error *out_err);
bool __wrap_spoor_relay_halted(struct spoor_relay *relay, struct spoor_error *out_err);

#define FILE_BUFFER_BYTES ((size_t)4 << 20)

/* Closed, and so written out, when the process ends in order. */
static FILE *recording_of_thread(void)
{
    static _Thread_local FILE *file;
    static atomic_int files;
    const char *folder = getenv("BENCH_RECORDING");
    if (!file && folder) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%d.recording", folder, atomic_fetch_add(&files, 1));
        file = fopen(path, "wbe");
        if (file)
            (void)setvbuf(file, NULL, _IOFBF, FILE_BUFFER_BYTES);
    }
    return file;
}

enum spoor_status __wrap_spoor_store_fold_write(struct spoor_session *session, const char *topic,
                                                const struct spoor_position *positions, size_t count,
                                                const struct spoor_fold_rows *rows, struct spoor_error *err)
{
    enum spoor_status status = __real_spoor_store_fold_write(session, topic, positions, count, rows, err);
    FILE *file = recording_of_thread();
    if (status == SPOOR_OK && file)
        recording_append(file, positions, count, rows);
    return status;
}

static bool relay_off(void)
{
    const char *word = getenv("BENCH_RELAY");
    return word && strcmp(word, "off") == 0;
}

enum spoor_status __wrap_spoor_relay_start(const struct spoor_relay_options *options, struct spoor_relay **out_relay,
                                           struct spoor_error *err)
{
    *out_relay = NULL;
    return relay_off() ? SPOOR_OK : __real_spoor_relay_start(options, out_relay, err);
}

void __wrap_spoor_relay_stop(struct spoor_relay *relay, int64_t timeout_ms)
{
    if (relay)
        __real_spoor_relay_stop(relay, timeout_ms);
}

void __wrap_spoor_relay_assign(struct spoor_relay *relay, struct spoor_consumer *consumer,
                               const struct spoor_group_snapshot *snapshot, const struct spoor_position *positions,
                               size_t count)
{
    if (relay)
        __real_spoor_relay_assign(relay, consumer, snapshot, positions, count);
}

void __wrap_spoor_relay_revoke(struct spoor_relay *relay, bool lost, int64_t drain_ms)
{
    if (relay)
        __real_spoor_relay_revoke(relay, lost, drain_ms);
}

void __wrap_spoor_relay_wake(struct spoor_relay *relay)
{
    if (relay)
        __real_spoor_relay_wake(relay);
}

bool __wrap_spoor_relay_halted(struct spoor_relay *relay, struct spoor_error *out_err)
{
    return relay && __real_spoor_relay_halted(relay, out_err);
}
