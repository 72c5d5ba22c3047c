#include "intake_worker_internal.h"

#include <spoor/base/log.h>
#include <stdlib.h>

#define CALL_TIMEOUT_MS 5000

/* A partition added to a known topic begins at its oldest record, whatever its mapping says (docs/architecture.md). */
static enum spoor_status topic_is_known(struct spoor_intake *intake, const char *topic, int32_t partition,
                                        bool *out_known, struct spoor_error *err)
{
    *out_known = false;
    for (int32_t other = 0; other < partition && !*out_known; other++) {
        int64_t seen = -1;
        enum spoor_status status = spoor_store_bron_offset(intake->session, topic, other, &seen, err);
        if (status != SPOOR_OK)
            return status;
        *out_known = seen >= 0;
    }
    return SPOOR_OK;
}

/* The begin of a new partition is committed before anything is read. A process that dies before its first commit would
 * else begin at a later end and pass over records; and where the fold has recorded some by then, a missing commit would
 * look like one that Kafka forgot. Fills *offset and *committed. */
static enum spoor_status first_sight(struct spoor_intake *intake, struct intake_partition *partition, int64_t oldest,
                                     int64_t end, int64_t *offset, int64_t *committed, struct spoor_error *err)
{
    bool known;
    const char *topic = partition->topic->name_text;
    enum spoor_status status = topic_is_known(intake, topic, partition->partition, &known, err);
    const struct spoor_mapping *mapping = partition->topic->tools.mapping;
    bool newest = mapping && spoor_mapping_header(mapping)->begin == SPOOR_BEGIN_NIEUWSTE && !known;
    *offset = *committed = newest ? end : oldest;
    struct spoor_topic_partition at = {
        .topic = partition->topic->name, .partition = partition->partition, .offset = *offset};
    if (status == SPOOR_OK)
        status = spoor_consumer_commit(intake->consumer, &at, 1, err);
    if (status == SPOOR_OK && newest)
        spoor_log(SPOOR_LOG_INFO, "begin-nieuwste",
                  "%s partition %d is new and begins at its end, %lld, as its mapping says", topic,
                  partition->partition, (long long)end);
    return status;
}

/* A person's decision counts once: the offset is committed at once and the decision is used up. */
static enum spoor_status apply_loss(struct spoor_intake *intake, struct intake_partition *partition, int64_t offset,
                                    int64_t number, struct spoor_error *err)
{
    struct spoor_topic_partition at = {
        .topic = partition->topic->name, .partition = partition->partition, .offset = offset};
    enum spoor_status status = spoor_consumer_commit(intake->consumer, &at, 1, err);
    if (status == SPOOR_OK)
        status =
            spoor_store_loss_settled(intake->session, partition->topic->name_text, partition->partition, number, true, err);
    if (status == SPOOR_OK)
        spoor_log(SPOOR_LOG_WARNING, "verlies-aanvaard", "%s partition %d goes on at %lld, as decided",
                  partition->topic->name_text, partition->partition, (long long)offset);
    return status;
}

struct known { /* about one partition */
    int64_t oldest, end; /* what the broker holds */
    int64_t committed;   /* SPOOR_OFFSET_NONE: nothing */
    int64_t seen;        /* by the fold, -1 nothing */
    int64_t still;       /* where it stands still, -1 it does not */
    int64_t accepted;    /* where a person said to go on, in which decision; -1 and 0: nobody did */
    int64_t number;
};

static enum spoor_status look(struct spoor_intake *intake, const struct intake_partition *partition,
                              struct known *known, struct spoor_error *err)
{
    const char *topic = partition->topic->name_text;
    int32_t number = partition->partition;
    enum spoor_status status = spoor_consumer_watermarks(intake->consumer, topic, number, CALL_TIMEOUT_MS,
                                                         &known->oldest, &known->end, err);
    if (status == SPOOR_OK)
        status = spoor_store_bron_offset(intake->session, topic, number, &known->seen, err);
    if (status == SPOOR_OK)
        status = spoor_store_stilstand(intake->session, topic, number, &known->still, err);
    if (status == SPOOR_OK)
        status = spoor_store_loss_offset(intake->session, topic, number, &known->accepted, &known->number, err);
    return status;
}

/* Why nobody may read on by himself; NULL: nothing is missing. *out_position: where we were. */
static const char *what_is_missing(const struct known *known, int64_t *out_position)
{
    bool committed = known->committed >= 0;
    *out_position = committed ? known->committed : known->seen + 1;
    if (committed && known->committed < known->oldest)
        return "input truncated";
    if (committed && known->committed > known->end)
        return "topic recreated";
    if (known->still >= 0) /* … and has grown past our position since, or Kafka forgot that with the old one */
        *out_position = known->still;
    if (known->still >= 0)
        return known->still < known->oldest ? "input truncated" : "topic recreated";
    return !committed && known->seen >= 0 ? "Kafka forgot the committed offset" : NULL;
}

/* Never guesses (docs/architecture.md): a committed offset, an accepted loss, or a topic that nobody saw before. */
static enum spoor_status begin_offset(struct spoor_intake *intake, struct intake_partition *partition,
                                      struct spoor_topic_partition *assigned, int64_t committed,
                                      struct spoor_error *err)
{
    struct known known = {.committed = committed};
    int64_t position = 0;
    enum spoor_status status = look(intake, partition, &known, err);
    if (status != SPOOR_OK)
        return status;
    const char *missing = what_is_missing(&known, &position);
    assigned->offset = committed;
    if (missing && known.accepted >= known.oldest && known.accepted <= known.end) {
        assigned->offset = known.accepted;
        status = apply_loss(intake, partition, known.accepted, known.number, err);
    } else if (missing) {
        assigned->offset = SPOOR_OFFSET_NONE;
        return spoor_intake_halt_input(intake, partition, missing, position, known.oldest, known.end, err);
    } else if (committed < 0)
        status = first_sight(intake, partition, known.oldest, known.end, &assigned->offset, &committed, err);
    if (status == SPOOR_OK && !missing && known.number) /* a decision is no standing permit */
        status = spoor_store_loss_settled(intake->session, partition->topic->name_text, partition->partition,
                                          known.number, false, err);
    partition->next_offset = assigned->offset;
    partition->committed = committed;
    return status;
}

static enum spoor_status begin_offsets(struct spoor_intake *intake, struct spoor_topic_partition *partitions,
                                       size_t count, struct spoor_error *err)
{
    struct spoor_topic_partition *committed =
        SPOOR_ARENA_ARRAY(&intake->assignment_arena, struct spoor_topic_partition, count + 1);
    memcpy(committed, partitions, sizeof *committed * count);
    enum spoor_status status =
        spoor_consumer_committed(intake->consumer, committed, count, CALL_TIMEOUT_MS, &intake->assignment_arena, err);
    for (size_t i = 0; i < count && status == SPOOR_OK; i++)
        status = begin_offset(intake, &intake->partitions[i], &partitions[i], committed[i].offset, err);
    return status;
}

static enum spoor_status own_partitions(struct spoor_intake *intake, const struct spoor_topic_partition *partitions,
                                        size_t count, struct spoor_error *err)
{
    intake->partitions = spoor_reallocate(intake->partitions, sizeof *intake->partitions * (count + 1));
    intake->partition_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct intake_topic *topic = spoor_intake_topic(intake, partitions[i].topic);
        if (!topic)
            return spoor_error_set(err, SPOOR_HALT, "topic", "assigned to a topic without mapping: %.*s",
                                   SPOOR_SLICE_ARG(partitions[i].topic));
        intake->partitions[intake->partition_count++] = (struct intake_partition){
            .topic = topic, .partition = partitions[i].partition, .next_offset = -1, .committed = -1};
    }
    return SPOOR_OK;
}

enum spoor_status spoor_intake_assigned(void *owner, struct spoor_topic_partition *partitions, size_t count,
                                        const struct spoor_group_snapshot *snapshot, struct spoor_error *err)
{
    struct spoor_intake *intake = owner;
    bool closed;
    (void)snapshot;
    spoor_arena_reset(&intake->assignment_arena);
    spoor_intake_let_go(intake);
    enum spoor_status status = spoor_intake_member_confirm(intake, err);
    if (status == SPOOR_OK)
        status = own_partitions(intake, partitions, count, err);
    if (status == SPOOR_OK)
        status = spoor_session_ensure(intake->session, err);
    if (status == SPOOR_OK)
        status = spoor_intake_follow_breakers(intake, &closed, err);
    if (status == SPOOR_OK)
        status = begin_offsets(intake, partitions, count, err);
    if (status != SPOOR_OK) {
        spoor_intake_let_go(intake);
        return status;
    }
    intake->assigned = true;
    spoor_intake_show(intake);
    for (size_t i = 0; i < count; i++)
        if (intake->partitions[i].topic->broken)
            partitions[i].offset = SPOOR_OFFSET_NONE;
    spoor_log(SPOOR_LOG_INFO, "partities-toegewezen", "%s reads %zu channel partitions", intake->name, count);
    return SPOOR_OK;
}

void spoor_intake_revoked(void *owner, const struct spoor_topic_partition *partitions, size_t count, bool lost)
{
    struct spoor_intake *intake = owner;
    struct spoor_error ignored; /* the next owner reads again what is not committed */
    (void)partitions;
    if (!lost)
        (void)spoor_intake_settle(intake, &ignored);
    spoor_intake_let_go(intake);
    spoor_log(SPOOR_LOG_INFO, "partities-ingetrokken", "%s gave up %zu channel partitions%s", intake->name, count,
              lost ? " (lost)" : "");
}
