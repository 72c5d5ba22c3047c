/* Herstel: what PostgreSQL and Kafka say, which rows are in doubt, the topics read once for all of them, a verdict. */
#include "herstel_internal.h"
#include "relay_internal.h"

#include <inttypes.h>
#include <spoor/base/time.h>
#include <spoor/processor/herstel.h>
#include <spoor/store/herstel_store.h>
#include <spoor/stream/admin.h>
#include <spoor/stream/scan.h>

enum { QUESTION_MS = 10000, COMMITTED_MS = 30000, SILENCE_MS = 60000, TOPICS_MAX = 16 };
enum { PAGE_ROWS = 2000, PAGE_BYTES = 8 << 20 };
#define PAGE_ARENA_BYTES_MAX ((size_t)256 << 20)
#define MARGIN_US (600 * SPOOR_SECOND_US) /* clocks of relay, broker and database may differ so much */
#define SKEW_US (5 * SPOOR_SECOND_US)

struct doubt { /* a partition whose rows are compared */
    struct spoor_herstel_finding *finding;
    const struct spoor_herstel_stand *stand;
    int64_t base; /* rows after this one are compared */
    bool again;   /* PostgreSQL went back: it has made them once more */
    size_t first, count;
};

struct search {
    const struct spoor_herstel_options *options;
    struct spoor_session *session;
    struct spoor_arena *arena;
    struct spoor_arena page;
    struct spoor_admin *admin;
    struct spoor_herstel_finding *findings;
    size_t finding_count;
    struct doubt *doubts;
    size_t doubt_count;
    struct spoor_herstel_rows *rows;
    const char *topics[TOPICS_MAX]; /* that the rows are for */
    size_t topic_count;
    int64_t from_us;       /* where reading begins */
    int64_t remembered_us; /* the oldest moment of remembering: what is not published then comes after */
    const char *reading;   /* topic of the scan */
};

const char *spoor_herstel_outcome_name(enum spoor_herstel_outcome outcome)
{
    static const char *const names[] = {[SPOOR_HERSTEL_WELL] = "in_orde",        [SPOOR_HERSTEL_FOUND] = "gevonden",
                                        [SPOOR_HERSTEL_RECORDED] = "vastgelegd", [SPOOR_HERSTEL_MISSING] = "ontbreekt",
                                        [SPOOR_HERSTEL_DIFFERENT] = "verschilt", [SPOOR_HERSTEL_OUTBOX] = "outbox_gat",
                                        [SPOOR_HERSTEL_AHEAD] = "mark_ahead",   [SPOOR_HERSTEL_WAITS] = "wacht",
                                        [SPOOR_HERSTEL_FORGOTTEN] = "vergeten"};
    return names[outcome];
}

bool spoor_herstel_refused(enum spoor_herstel_outcome outcome)
{
    return outcome > SPOOR_HERSTEL_RECORDED;
}

static void conclude(struct search *search, struct spoor_herstel_finding *finding, enum spoor_herstel_outcome outcome,
                     struct spoor_slice why)
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

static enum spoor_status read_committed(struct search *search, const struct spoor_herstel_stand *stands, size_t count,
                                        struct spoor_topic_partition **out_committed, struct spoor_error *err)
{
    const struct spoor_herstel_options *options = search->options;
    struct spoor_topic_partition *committed = SPOOR_ARENA_ARRAY(search->arena, struct spoor_topic_partition, count + 1);
    for (size_t i = 0; i < count; i++)
        committed[i] = (struct spoor_topic_partition){spoor_slice_of(options->canonical_topic), stands[i].partition,
                                                      SPOOR_OFFSET_NONE, SPOOR_SLICE_NULL};
    *out_committed = committed;
    return spoor_admin_committed(search->admin, options->group, committed, count, COMMITTED_MS, search->arena, err);
}

static void doubt(struct search *search, struct spoor_herstel_finding *finding, const struct spoor_herstel_stand *stand,
                  int64_t base, bool again)
{
    search->doubts[search->doubt_count++] =
        (struct doubt){.finding = finding, .stand = stand, .base = base, .again = again};
}

static void conclude_ahead(struct search *search, struct spoor_herstel_finding *finding)
{
    conclude(search, finding, SPOOR_HERSTEL_AHEAD,
             spoor_arena_printf(search->arena,
                                "Kafka says published up to %" PRId64 ", but the outbox ends at %" PRId64
                                ": PostgreSQL went back in time (failover to a standby that was behind). Start Spoor, so"
                                " that it folds again what PostgreSQL lost, and give this command once more",
                                finding->kafka_mark, finding->outbox_sequence));
}

/* What PostgreSQL lost is folded again from the canonical topic; only then can it be compared with what was told. */
static void compare_ahead(struct search *search, struct spoor_herstel_finding *finding,
                          const struct spoor_herstel_stand *stand, int64_t told_offset)
{
    if (finding->kafka_mark != stand->ahead)
        conclude(search, finding, SPOOR_HERSTEL_FORGOTTEN,
                 spoor_arena_printf(search->arena, "the mark in Kafka was %" PRId64 " and is changed since by another"
                                    " program", stand->ahead));
    else if (stand->next_offset < told_offset || stand->outbox_sequence < stand->ahead)
        conclude(search, finding, SPOOR_HERSTEL_WAITS,
                 spoor_arena_printf(search->arena,
                                    "folded again up to offset %" PRId64 " of %" PRId64 ", outbox up to %" PRId64
                                    " of %" PRId64 ": give this command again when both are there; when it stays so, not all was"
                                    " made again",
                                    stand->next_offset, told_offset, stand->outbox_sequence, stand->ahead));
    else
        doubt(search, finding, stand, stand->ahead_from, true);
}

/* before and after: what PostgreSQL said before and after Kafka was asked: a relay at work may not look wrong. */
static void compare_marks(struct search *search, const struct spoor_herstel_stand *before,
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
        compare_ahead(search, finding, after, committed->offset);
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

static enum spoor_status look(struct search *search, struct spoor_error *err)
{
    const struct spoor_herstel_options *options = search->options;
    struct spoor_herstel_stand *before, *after;
    struct spoor_topic_partition *committed = NULL;
    size_t before_count, after_count;
    enum spoor_status status = spoor_store_herstel_stand(search->session, options->canonical_topic, search->arena,
                                                         &before, &before_count, err);
    if (status == SPOOR_OK)
        status = read_committed(search, before, before_count, &committed, err);
    if (status == SPOOR_OK)
        status = spoor_store_herstel_stand(search->session, options->canonical_topic, search->arena, &after,
                                           &after_count, err);
    if (status != SPOOR_OK)
        return status;
    search->findings = SPOOR_ARENA_ARRAY(search->arena, struct spoor_herstel_finding, before_count + 1);
    search->doubts = SPOOR_ARENA_ARRAY(search->arena, struct doubt, before_count + 1);
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

/* --- rows in doubt ------------------------------------------------------------------------------------------------ */

static enum spoor_status note_topic(struct search *search, struct spoor_slice topic, struct spoor_error *err)
{
    for (size_t i = 0; i < search->topic_count; i++)
        if (spoor_slice_equal(spoor_slice_of(search->topics[i]), topic))
            return SPOOR_OK;
    if (search->topic_count == TOPICS_MAX)
        return spoor_error_set(err, SPOOR_HALT, "topics", "the outbox names more than %d topics", TOPICS_MAX);
    search->topics[search->topic_count++] = spoor_arena_cstring(search->arena, topic);
    return SPOOR_OK;
}

static enum spoor_status add_row(struct search *search, const struct spoor_outbox_row *row, bool again,
                                 struct spoor_error *err)
{
    if (!spoor_herstel_rows_add(search->rows, row->topic, row->key, row->value, again))
        return spoor_error_set(err, SPOOR_HALT, "outbox", "outbox row %" PRId64 " of partition %d has no id",
                               row->sequence, (int)row->partition);
    if (row->appended_us > 0 && row->appended_us < search->from_us)
        search->from_us = row->appended_us;
    return note_topic(search, row->topic, err);
}

static enum spoor_status add_rows(struct search *search, struct doubt *doubt, struct spoor_error *err)
{
    struct spoor_outbox_partition part = {.partition = doubt->stand->partition, .mark = doubt->base};
    enum spoor_status status = SPOOR_OK;
    doubt->first = spoor_herstel_rows_count(search->rows);
    while (status == SPOOR_OK && part.mark < doubt->stand->outbox_sequence) {
        spoor_arena_reset(&search->page);
        status = spoor_store_outbox_read(search->session, search->options->canonical_topic, &part, 1, PAGE_ROWS,
                                         PAGE_BYTES, &search->page, err);
        for (size_t i = 0; status == SPOOR_OK && i < part.row_count; i++)
            if (part.rows[i].sequence <= doubt->stand->outbox_sequence)
                status = add_row(search, &part.rows[i], doubt->again, err);
        if (status == SPOOR_OK)
            part.mark = part.rows[part.row_count - 1].sequence;
    }
    doubt->count = spoor_herstel_rows_count(search->rows) - doubt->first;
    return status;
}

/* Rows that PostgreSQL remembers as published may be gone from the outbox: then it is believed. */
static enum spoor_status gather(struct search *search, struct doubt *doubt, struct spoor_error *err)
{
    if (doubt->stand->remembered_us < search->remembered_us)
        search->remembered_us = doubt->stand->remembered_us;
    if (doubt->stand->remembered_us < search->from_us)
        search->from_us = doubt->stand->remembered_us;
    struct spoor_error failure = {0};
    enum spoor_status status = add_rows(search, doubt, &failure);
    if (status == SPOOR_HALT && strcmp(failure.code, "outbox_gat") == 0 && doubt->base < doubt->stand->mark) {
        spoor_herstel_rows_cut(search->rows, doubt->first);
        doubt->base = doubt->stand->mark;
        status = add_rows(search, doubt, &failure);
    }
    if (status == SPOOR_HALT && strcmp(failure.code, "outbox_gat") == 0) {
        spoor_herstel_rows_cut(search->rows, doubt->first);
        conclude(search, doubt->finding, SPOOR_HERSTEL_OUTBOX, spoor_slice_of(failure.message));
        return SPOOR_OK;
    }
    if (status != SPOOR_OK)
        *err = failure;
    return status;
}

/* --- the topics --------------------------------------------------------------------------------------------------- */

static void see(void *owner, const struct spoor_scan_record *record)
{
    struct search *search = owner;
    bool old = record->timestamp_us > 0 && record->timestamp_us < search->remembered_us - SKEW_US;
    spoor_herstel_rows_see(search->rows, spoor_slice_of(search->reading), record->key, record->value, old);
}

static enum spoor_status read_topic(struct search *search, struct spoor_scan *scan, const char *topic, int64_t from_us,
                                    struct spoor_error *err)
{
    int32_t partitions = 0;
    enum spoor_status status = spoor_admin_partition_count(search->admin, topic, QUESTION_MS, &partitions, err);
    if (status == SPOOR_OK && partitions == 0)
        status = spoor_error_set(err, SPOOR_HALT, "topic", "topic %s does not exist", topic);
    search->reading = topic;
    for (int32_t partition = 0; status == SPOOR_OK && partition < partitions; partition++)
        status = spoor_scan_partition(scan, topic, partition, from_us, SILENCE_MS, see, search, err);
    return status;
}

static enum spoor_status read_topics(struct search *search, int64_t from_us, struct spoor_error *err)
{
    struct spoor_scan *scan;
    enum spoor_status status = spoor_scan_open(&search->options->kafka, &scan, err);
    if (status != SPOOR_OK)
        return status;
    for (size_t i = 0; i < search->topic_count && status == SPOOR_OK; i++)
        status = read_topic(search, scan, search->topics[i], from_us, err);
    spoor_scan_close(scan);
    return status;
}

/* --- verdict ------------------------------------------------------------------------------------------------------ */

static bool judge(struct search *search, const struct doubt *doubt)
{
    struct spoor_herstel_finding *finding = doubt->finding;
    if (finding->outcome == SPOOR_HERSTEL_OUTBOX)
        return true;
    struct spoor_herstel_judgement judgement = spoor_herstel_rows_judge(search->rows, doubt->first, doubt->count);
    int64_t found = doubt->base + (int64_t)judgement.published, at = doubt->base + 1 + (int64_t)judgement.at;
    if (judgement.differing)
        conclude(search, finding, SPOOR_HERSTEL_DIFFERENT,
                 spoor_arena_printf(search->arena,
                                    "%zu rows are in the topics under their id with other bytes, the "
                                    "first is outbox sequence %" PRId64,
                                    judgement.differing, at));
    else if (judgement.missing || found < doubt->stand->mark)
        conclude(search, finding, SPOOR_HERSTEL_MISSING,
                 spoor_arena_printf(search->arena,
                                    "outbox sequence %" PRId64 " is not in the topics, although later "
                                    "ones are published",
                                    judgement.missing ? at : found + 1));
    else if (doubt->again && found != doubt->stand->ahead)
        conclude(search, finding, SPOOR_HERSTEL_FORGOTTEN,
                 spoor_arena_printf(search->arena,
                                    "the first %zu rows were told before, but %" PRId64 " were: PostgreSQL did not make"
                                    " the others again",
                                    judgement.published, doubt->stand->ahead - doubt->base));
    else {
        finding->found = found;
        conclude(search, finding, SPOOR_HERSTEL_FOUND,
                 spoor_arena_printf(search->arena, "published up to %" PRId64 ", %" PRId64 " rows wait", found,
                                    doubt->stand->outbox_sequence - found));
    }
    return !spoor_herstel_refused(finding->outcome);
}

static bool judge_all(struct search *search)
{
    bool all = true;
    for (size_t i = 0; i < search->doubt_count; i++)
        all &= judge(search, &search->doubts[i]);
    return all;
}

static enum spoor_status record(struct search *search, struct spoor_error *err)
{
    for (size_t i = 0; i < search->doubt_count; i++) {
        struct spoor_herstel_finding *finding = search->doubts[i].finding;
        if (finding->outcome != SPOOR_HERSTEL_FOUND)
            continue;
        enum spoor_status status =
            spoor_store_herstel_write(search->session, search->options->canonical_topic, search->doubts[i].stand,
                                      finding->found, search->options->reason, err);
        if (status != SPOOR_OK)
            return status;
        finding->outcome = SPOOR_HERSTEL_RECORDED;
    }
    return SPOOR_OK;
}

/* Where a row seems missing the clocks may have been worse than thought: once more, from the oldest record. */
static enum spoor_status search_for_marks(struct search *search, struct spoor_error *err)
{
    enum spoor_status status = look(search, err);
    for (size_t i = 0; i < search->doubt_count && status == SPOOR_OK; i++)
        status = gather(search, &search->doubts[i], err);
    if (status == SPOOR_OK && spoor_herstel_rows_count(search->rows) > 0)
        status = read_topics(search, search->from_us - MARGIN_US, err);
    if (status == SPOOR_OK && !judge_all(search) && spoor_herstel_rows_count(search->rows) > 0) {
        status = read_topics(search, 0, err);
        (void)judge_all(search);
    }
    return status == SPOOR_OK && !search->options->dry_run ? record(search, err) : status;
}

enum spoor_status spoor_herstel_run(const struct spoor_herstel_options *options, struct spoor_session *session,
                                    struct spoor_arena *arena, struct spoor_herstel_finding **out_findings,
                                    size_t *out_count, struct spoor_error *err)
{
    struct search search = {
        .options = options, .session = session, .arena = arena, .from_us = INT64_MAX, .remembered_us = INT64_MAX};
    enum spoor_status status = spoor_admin_open(&options->kafka, &search.admin, err);
    if (status != SPOOR_OK)
        return status;
    search.rows = spoor_herstel_rows_new();
    spoor_arena_init(&search.page, PAGE_ARENA_BYTES_MAX);
    status = search_for_marks(&search, err);
    spoor_arena_fini(&search.page);
    spoor_herstel_rows_free(search.rows);
    spoor_admin_close(search.admin);
    *out_findings = search.findings;
    *out_count = search.finding_count;
    return status;
}
