/* Assignments: what the fold thread hands over and takes back. Revoking waits until the relay thread let go. */
#include "relay_internal.h"

#include <spoor/base/time.h>
#include <stdlib.h>

enum { WAIT_SLICE_MS = 20 };

struct timespec spoor_relay_deadline(int64_t timeout_ms)
{
    int64_t at_us = spoor_time_monotonic_us() + timeout_ms * 1000;
    return (struct timespec){at_us / 1000000, at_us % 1000000 * 1000};
}

static char *copy_slice(struct spoor_slice text)
{
    char *copy = spoor_allocate(text.length + 1);
    memcpy(copy, text.data, text.length);
    return copy;
}

static void free_assignment(struct spoor_relay_assignment *assignment)
{
    if (!assignment)
        return;
    for (size_t i = 0; i < assignment->count; i++) {
        free(assignment->partitions[i].former_relay_id);
        spoor_series_set(assignment->partitions[i].depth, 0);
        if (assignment->partitions[i].halted)
            spoor_series_set(assignment->partitions[i].halted_series, 0);
    }
    spoor_group_snapshot_free(assignment->snapshot);
    free(assignment->partitions);
    free(assignment);
}

static struct spoor_relay_assignment *new_assignment(const struct spoor_relay *relay, struct spoor_consumer *consumer,
                                                     const struct spoor_group_snapshot *snapshot,
                                                     const struct spoor_position *positions, size_t count)
{
    struct spoor_relay_assignment *assignment = spoor_allocate(sizeof *assignment);
    assignment->consumer = consumer;
    assignment->snapshot = spoor_group_snapshot_copy(snapshot);
    assignment->partitions = spoor_allocate((count + 1) * sizeof *assignment->partitions);
    assignment->count = count;
    for (size_t i = 0; i < count; i++) {
        struct spoor_relay_partition *partition = &assignment->partitions[i];
        struct spoor_slice former = positions[i].former_relay_id;
        bool foreign = former.length && !spoor_slice_equal(former, spoor_slice_of(relay->options.relay_id));
        *partition = (struct spoor_relay_partition){.partition = positions[i].partition,
                                                    .epoch = positions[i].epoch,
                                                    .committed_offset = SPOOR_OFFSET_NONE,
                                                    .remembered = positions[i].mark,
                                                    .claimed = positions[i].outbox_sequence,
                                                    .ahead = positions[i].ahead,
                                                    .known = -1,
                                                    .former_relay_id = foreign ? copy_slice(former) : NULL};
        spoor_relay_partition_metrics(relay, partition);
    }
    return assignment;
}

void spoor_relay_assign(struct spoor_relay *relay, struct spoor_consumer *consumer,
                        const struct spoor_group_snapshot *snapshot, const struct spoor_position *positions,
                        size_t count)
{
    spoor_relay_revoke(relay, true, 0);
    struct spoor_relay_assignment *assignment =
        count ? new_assignment(relay, consumer, snapshot, positions, count) : NULL;
    pthread_mutex_lock(&relay->lock);
    relay->assignment = assignment;
    relay->assignments++;
    pthread_cond_broadcast(&relay->changed);
    pthread_mutex_unlock(&relay->lock);
    spoor_relay_wake(relay);
}

/* Under the lock, which it gives up while waiting. */
static struct spoor_relay_assignment *wait_until_free(struct spoor_relay *relay, bool lost)
{
    for (;;) {
        bool late = spoor_time_monotonic_us() >= relay->revoke_deadline_us;
        if (!relay->in_use && (lost || late || relay->drained || relay->halted))
            break;
        struct timespec slice = spoor_relay_deadline(WAIT_SLICE_MS);
        pthread_cond_timedwait(&relay->changed, &relay->lock, &slice);
    }
    struct spoor_relay_assignment *assignment = relay->assignment;
    relay->assignment = NULL;
    relay->assignments++;
    return assignment;
}

void spoor_relay_revoke(struct spoor_relay *relay, bool lost, int64_t drain_ms)
{
    struct spoor_relay_assignment *assignment = NULL;
    pthread_mutex_lock(&relay->lock);
    if (relay->assignment) {
        relay->revoking = true;
        relay->drained = false;
        relay->revoke_deadline_us = spoor_time_monotonic_us() + drain_ms * 1000;
        atomic_store(&relay->giving_up, lost);
        spoor_signal_raise(&relay->signal);
        pthread_cond_broadcast(&relay->changed);
        assignment = wait_until_free(relay, lost);
        relay->revoking = false;
        atomic_store(&relay->giving_up, false);
    }
    atomic_store(&relay->partition_halted, false);
    pthread_cond_broadcast(&relay->changed);
    pthread_mutex_unlock(&relay->lock);
    free_assignment(assignment);
}
