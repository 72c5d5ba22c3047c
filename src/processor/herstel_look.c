/* What PostgreSQL and Kafka say of every partition: is its mark there, gone, behind or ahead? */
#include "herstel_search_internal.h"
#include "relay_internal.h"

#include <inttypes.h>
#include <spoor/base/time.h>

enum { COMMITTED_MS = 30000 };
enum { CATCH_UP_TRIES = 40, CATCH_UP_PAUSE_US = 250000 }; /* ten seconds: the fold of a live Spoor is never far */

void spoor_herstel_conclude(struct spoor_herstel_search *search, struct spoor_herstel_finding *finding,
                            enum spoor_herstel_outcome outcome, struct spoor_slice why)
{
    finding->outcome = outcome;
    finding->why = spoor_arena_cstring(search->arena, why);
}

/* --- what is said ------------------------------------------------------------------------------------------------- */

static const struct spoor_herstel_stand *find_stand(const struct spoor_herstel_stand *stands, size_t count,
                                                    int32_t partition)
{
    for (size_t i = 0; i < count; i++)
        if (stands[i].partition == partition)
            return &stands[i];
    return NULL;
}

/* Before the positions are asked: whoever has reached it has folded what was there at the begin. */
static enum spoor_status read_ends(struct spoor_herstel_search *search, struct spoor_error *err)
{
    const char *topic = search->options->canonical_topic;
    enum spoor_status status =
        spoor_admin_partition_count(search->admin, topic, SPOOR_HERSTEL_QUESTION_MS, &search->partition_count, err);
    if (status == SPOOR_OK && search->partition_count == 0)
        status = spoor_error_set(err, SPOOR_HALT, "topic", "topic %s does not exist", topic);
    search->ends = SPOOR_ARENA_ARRAY(search->arena, int64_t, (size_t)search->partition_count + 1);
    for (int32_t p = 0; status == SPOOR_OK && p < search->partition_count; p++) {
        int64_t oldest;
        status =
            spoor_admin_watermarks(search->admin, topic, p, SPOOR_HERSTEL_QUESTION_MS, &oldest, &search->ends[p], err);
    }
    return status;
}

static bool is_caught_up(const struct spoor_herstel_search *search, const struct spoor_herstel_stand *stand)
{
    return stand->partition < search->partition_count && !stand->commanded && !stand->due &&
           stand->next_offset >= search->ends[stand->partition];
}

static enum spoor_status read_committed(struct spoor_herstel_search *search, const struct spoor_herstel_stand *stands,
                                        size_t count, struct spoor_topic_partition **out_committed,
                                        struct spoor_error *err)
{
    const struct spoor_herstel_options *options = search->options;
    struct spoor_topic_partition *committed = SPOOR_ARENA_ARRAY(search->arena, struct spoor_topic_partition, count + 1);
    for (size_t i = 0; i < count; i++)
        committed[i] = (struct spoor_topic_partition){spoor_slice_of(options->canonical_topic), stands[i].partition,
                                                      SPOOR_OFFSET_NONE, SPOOR_SLICE_NULL};
    *out_committed = committed;
    return spoor_admin_committed(search->admin, options->group, committed, count, COMMITTED_MS, search->arena, err);
}

static void doubt(struct spoor_herstel_search *search, struct spoor_herstel_finding *finding,
                  const struct spoor_herstel_stand *stand, int64_t base, bool again)
{
    search->doubts[search->doubt_count++] = (struct spoor_herstel_doubt){
        .finding = finding, .stand = stand, .base = base, .again = again, .caught_up = is_caught_up(search, stand)};
}

static void conclude_ahead(struct spoor_herstel_search *search, struct spoor_herstel_finding *finding)
{
    spoor_herstel_conclude(
        search, finding, SPOOR_HERSTEL_AHEAD,
        spoor_arena_printf(search->arena,
                           "Kafka says published up to %" PRId64 ", but the outbox ends at %" PRId64
                           ": PostgreSQL went back in time (failover to a standby that was behind). Start Spoor, so"
                           " that it folds again what PostgreSQL lost, and give this command once more",
                           finding->kafka_mark, finding->outbox_sequence));
}

/* before and after: what PostgreSQL said before and after Kafka was asked: a relay at work may not look wrong. */
static void compare_marks(struct spoor_herstel_search *search, const struct spoor_herstel_stand *before,
                          const struct spoor_herstel_stand *after, const struct spoor_topic_partition *committed)
{
    struct spoor_herstel_finding *finding = &search->findings[search->finding_count++];
    int64_t epoch;
    *finding = (struct spoor_herstel_finding){.partition = after->partition,
                                              .remembered = before->mark,
                                              .outbox_sequence = after->outbox_sequence,
                                              .kafka_mark = -1,
                                              .found = -1,
                                              .why = "the mark is there"};
    if (!spoor_relay_mark_parse(committed->metadata, &finding->kafka_mark, &epoch))
        finding->kafka_mark = -1;
    if (after->ahead >= 0)
        doubt(search, finding, after, after->ahead_from, true);
    else if (finding->kafka_mark < 0) {
        if (committed->offset == SPOOR_OFFSET_NONE && before->mark < 0)
            finding->why = "nothing was ever published";
        else
            doubt(search, finding, after, after->mark < 0 ? 0 : after->mark, false);
    } else if (finding->kafka_mark > after->outbox_sequence)
        conclude_ahead(search, finding);
    else if (finding->kafka_mark < before->mark)
        doubt(search, finding, after, finding->kafka_mark, false);
}

/* A mark ahead can be judged only when what PostgreSQL lost is folded again. */
static enum spoor_status read_stand(struct spoor_herstel_search *search, struct spoor_herstel_stand **out_stands,
                                    size_t *out_count, struct spoor_error *err)
{
    for (int tries = 0;; tries++) {
        enum spoor_status status = spoor_store_herstel_stand(search->session, search->options->canonical_topic,
                                                             search->arena, out_stands, out_count, err);
        bool waits = false;
        for (size_t i = 0; status == SPOOR_OK && i < *out_count; i++)
            waits = waits || ((*out_stands)[i].ahead >= 0 && !is_caught_up(search, &(*out_stands)[i]));
        if (!waits || tries == CATCH_UP_TRIES)
            return status;
        spoor_time_sleep_until(spoor_time_monotonic_us() + CATCH_UP_PAUSE_US);
    }
}

enum spoor_status spoor_herstel_look(struct spoor_herstel_search *search, struct spoor_error *err)
{
    const struct spoor_herstel_options *options = search->options;
    struct spoor_herstel_stand *before, *after;
    struct spoor_topic_partition *committed = NULL;
    size_t before_count, after_count;
    enum spoor_status status = read_ends(search, err);
    if (status == SPOOR_OK)
        status = spoor_store_herstel_stand(search->session, options->canonical_topic, search->arena, &before,
                                           &before_count, err);
    if (status == SPOOR_OK)
        status = read_committed(search, before, before_count, &committed, err);
    if (status == SPOOR_OK)
        status = read_stand(search, &after, &after_count, err);
    if (status != SPOOR_OK)
        return status;
    search->findings = SPOOR_ARENA_ARRAY(search->arena, struct spoor_herstel_finding, before_count + 1);
    search->doubts = SPOOR_ARENA_ARRAY(search->arena, struct spoor_herstel_doubt, before_count + 1);
    for (size_t i = 0; i < before_count; i++) {
        const struct spoor_herstel_stand *stand = find_stand(after, after_count, before[i].partition);
        if (stand && (options->partition < 0 || options->partition == stand->partition))
            compare_marks(search, &before[i], stand, &committed[i]);
    }
    if (options->partition >= 0 && search->finding_count == 0)
        return spoor_error_set(err, SPOOR_REJECT, "niet_gevonden", "%s partition %d was never owned",
                               options->canonical_topic, (int)options->partition);
    return SPOOR_OK;
}
