/* Resuming: a partition that stands still because its mark is gone, behind or ahead takes the mark that a person had found
 * (`spoor relay herstel`) as read; its next transaction commits it. */
#include "relay_internal.h"

#include <inttypes.h>
#include <spoor/base/log.h>
#include <spoor/base/time.h>
#include <spoor/store/herstel_store.h>

enum { LOOK_EVERY_US = 2000000 };

/* A mark that is ahead stays in Kafka, and on the record, until we committed ours. */
static void resume(struct spoor_relay *relay, struct spoor_relay_partition *partition, int64_t mark)
{
    partition->halted = partition->mark_missing = false;
    partition->mark = mark;
    partition->judged = partition->resumed = partition->must_commit = true;
    if (partition->remembered < mark && partition->ahead < 0)
        partition->remembered = mark;
    spoor_series_set(partition->halted_series, 0);
    spoor_log(SPOOR_LOG_INFO, "relay-partitie-hersteld", "%s partition %d goes on after outbox sequence %" PRId64,
              relay->options.canonical_topic, (int)partition->partition, mark);
}

/* The mark of the lost time has our epoch, too: whether the commit after our last resumption counted cannot be told, so
 * a new search must say. */
static bool is_ambiguous(const struct spoor_relay_partition *partition)
{
    return partition->ahead >= 0 && partition->resumed && partition->first_epoch == partition->epoch;
}

/* Less than we once knew: that search was before our last publication. */
static enum spoor_status look(struct spoor_relay *relay, struct spoor_relay_partition *partition,
                              struct spoor_error *err)
{
    int64_t mark;
    if (is_ambiguous(partition))
        return SPOOR_OK;
    enum spoor_status status = spoor_store_herstel_read(relay->session, relay->options.canonical_topic,
                                                        partition->partition, partition->epoch, &mark, err);
    if (status == SPOOR_OK && mark >= 0 && mark >= partition->known && mark >= partition->remembered)
        resume(relay, partition, mark);
    return status;
}

enum spoor_status spoor_relay_resume(struct spoor_relay *relay, struct spoor_relay_assignment *assignment,
                                     struct spoor_error *err)
{
    const struct spoor_relay_partition *still = NULL;
    if (!atomic_load(&relay->partition_halted) || spoor_time_monotonic_us() - relay->resume_us < LOOK_EVERY_US)
        return SPOOR_OK;
    relay->resume_us = spoor_time_monotonic_us();
    for (size_t i = 0; i < assignment->count; i++) {
        struct spoor_relay_partition *partition = &assignment->partitions[i];
        enum spoor_status status = partition->mark_missing ? look(relay, partition, err) : SPOOR_OK;
        if (status != SPOOR_OK)
            return status;
        if (partition->halted && !still)
            still = partition;
    }
    atomic_store(&relay->partition_halted, still != NULL);
    if (still)
        spoor_relay_show_halted(relay, still);
    return SPOOR_OK;
}
