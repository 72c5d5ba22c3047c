/* Herstel: which rows are in doubt, the topics read once for all of them, a verdict, and what is done about it. */
#include "herstel_search_internal.h"

#include <inttypes.h>
#include <spoor/base/time.h>
#include <spoor/store/outbox_store.h>
#include <spoor/stream/scan.h>

enum { SILENCE_MS = 60000 };
enum { PAGE_ROWS = 2000, PAGE_BYTES = 8 << 20 };
#define PAGE_ARENA_BYTES_MAX ((size_t)256 << 20)
#define MARGIN_US (600 * SPOOR_SECOND_US) /* clocks of relay, broker and database may differ so much */
#define SKEW_US (5 * SPOOR_SECOND_US)

const char *spoor_herstel_outcome_name(enum spoor_herstel_outcome outcome)
{
    static const char *const names[] = {[SPOOR_HERSTEL_WELL] = "in_orde",        [SPOOR_HERSTEL_FOUND] = "gevonden",
                                        [SPOOR_HERSTEL_RECORDED] = "vastgelegd", [SPOOR_HERSTEL_WAITS] = "wacht",
                                        [SPOOR_HERSTEL_DIFFERENT] = "verschilt", [SPOOR_HERSTEL_MISSING] = "ontbreekt",
                                        [SPOOR_HERSTEL_OUTBOX] = "outbox_gat",   [SPOOR_HERSTEL_AHEAD] = "mark_ahead"};
    return names[outcome];
}

bool spoor_herstel_refused(enum spoor_herstel_outcome outcome)
{
    return outcome > SPOOR_HERSTEL_RECORDED;
}

/* --- rows in doubt ------------------------------------------------------------------------------------------------ */

static enum spoor_status note_topic(struct spoor_herstel_search *search, struct spoor_slice topic,
                                    struct spoor_error *err)
{
    for (size_t i = 0; i < search->topic_count; i++)
        if (spoor_slice_equal(spoor_slice_of(search->topics[i]), topic))
            return SPOOR_OK;
    if (search->topic_count == SPOOR_HERSTEL_TOPICS_MAX)
        return spoor_error_set(err, SPOOR_HALT, "topics", "the outbox names more than %d topics",
                               SPOOR_HERSTEL_TOPICS_MAX);
    search->topics[search->topic_count++] = spoor_arena_cstring(search->arena, topic);
    return SPOOR_OK;
}

static enum spoor_status add_row(struct spoor_herstel_search *search, const struct spoor_outbox_row *row,
                                 struct spoor_slice made_after, struct spoor_error *err)
{
    if (!spoor_herstel_rows_add(search->rows, row->partition, row->topic, row->key, row->value, made_after))
        return spoor_error_set(err, SPOOR_HALT, "outbox", "outbox row %" PRId64 " of partition %d has no id",
                               row->sequence, (int)row->partition);
    if (row->appended_us > 0 && row->appended_us < search->from_us)
        search->from_us = row->appended_us;
    return note_topic(search, row->topic, err);
}

/* The moment of the last transaction that PostgreSQL kept, if the outbox still has a row of it. */
static struct spoor_slice kept_until(struct spoor_herstel_search *search, const struct spoor_herstel_doubt *doubt)
{
    struct spoor_outbox_partition part = {.partition = doubt->stand->partition, .mark = doubt->base - 1};
    struct spoor_error none = {0};
    if (!doubt->again || doubt->base < 1 ||
        spoor_store_outbox_read(search->session, search->options->canonical_topic, &part, 1, 1, PAGE_BYTES,
                                &search->page, &none) != SPOOR_OK)
        return SPOOR_SLICE_NULL;
    return spoor_herstel_rows_moment(search->rows, part.rows[0].value, search->arena);
}

static enum spoor_status add_rows(struct spoor_herstel_search *search, struct spoor_herstel_doubt *doubt,
                                  struct spoor_error *err)
{
    struct spoor_outbox_partition part = {.partition = doubt->stand->partition, .mark = doubt->base};
    struct spoor_slice made_after = kept_until(search, doubt);
    enum spoor_status status = SPOOR_OK;
    doubt->first = spoor_herstel_rows_count(search->rows);
    while (status == SPOOR_OK && part.mark < doubt->stand->outbox_sequence) {
        spoor_arena_reset(&search->page);
        status = spoor_store_outbox_read(search->session, search->options->canonical_topic, &part, 1, PAGE_ROWS,
                                         PAGE_BYTES, &search->page, err);
        for (size_t i = 0; status == SPOOR_OK && i < part.row_count; i++)
            if (part.rows[i].sequence <= doubt->stand->outbox_sequence)
                status = add_row(search, &part.rows[i], made_after, err);
        if (status == SPOOR_OK)
            part.mark = part.rows[part.row_count - 1].sequence;
    }
    doubt->count = spoor_herstel_rows_count(search->rows) - doubt->first;
    return status;
}

/* Rows that PostgreSQL remembers as published may be gone from the outbox: then it is believed. */
static enum spoor_status gather(struct spoor_herstel_search *search, struct spoor_herstel_doubt *doubt,
                                struct spoor_error *err)
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
        spoor_herstel_conclude(search, doubt->finding, SPOOR_HERSTEL_OUTBOX, spoor_slice_of(failure.message));
        return SPOOR_OK;
    }
    if (status != SPOOR_OK)
        *err = failure;
    return status;
}

/* --- the topics --------------------------------------------------------------------------------------------------- */

static struct spoor_herstel_doubt *find_doubt(struct spoor_herstel_search *search, int32_t partition)
{
    for (size_t i = 0; i < search->doubt_count; i++)
        if (search->doubts[i].stand->partition == partition)
            return &search->doubts[i];
    return NULL;
}

static void see(void *owner, const struct spoor_scan_record *record)
{
    struct spoor_herstel_search *search = owner;
    struct spoor_herstel_told told;
    struct spoor_herstel_message message = {.topic = spoor_slice_of(search->reading),
                                            .key = record->key,
                                            .value = record->value,
                                            .partition = search->reading_partition,
                                            .offset = record->offset,
                                            .old = record->timestamp_us > 0 &&
                                                   record->timestamp_us < search->remembered_us - SKEW_US};
    if (search->seen != SPOOR_OK || !spoor_herstel_rows_see(search->rows, &message, &told))
        return;
    struct spoor_herstel_doubt *doubt = find_doubt(search, spoor_partition_of(told.key, search->partition_count));
    if (doubt)
        search->seen =
            spoor_herstel_strangers_add(search->strangers, &told, doubt->stand->partition,
                                        doubt->stand->outbox_sequence, &doubt->strangers, &search->seen_error);
}

static enum spoor_status read_topic(struct spoor_herstel_search *search, struct spoor_scan *scan, const char *topic,
                                    int64_t from_us, struct spoor_error *err)
{
    int32_t partitions = 0;
    enum spoor_status status =
        spoor_admin_partition_count(search->admin, topic, SPOOR_HERSTEL_QUESTION_MS, &partitions, err);
    if (status == SPOOR_OK && partitions == 0)
        status = spoor_error_set(err, SPOOR_HALT, "topic", "topic %s does not exist", topic);
    search->reading = topic;
    for (int32_t partition = 0; status == SPOOR_OK && partition < partitions; partition++) {
        search->reading_partition = partition;
        status = spoor_scan_partition(scan, topic, partition, from_us, SILENCE_MS, see, search, err);
    }
    return status;
}

static enum spoor_status read_topics(struct spoor_herstel_search *search, int64_t from_us, struct spoor_error *err)
{
    struct spoor_scan *scan;
    enum spoor_status status = spoor_scan_open(&search->options->kafka, &scan, err);
    if (status != SPOOR_OK)
        return status;
    spoor_herstel_rows_forget(search->rows);
    for (size_t i = 0; i < search->doubt_count; i++)
        search->doubts[i].strangers = 0;
    for (size_t i = 0; i < search->topic_count && status == SPOOR_OK; i++)
        status = read_topic(search, scan, search->topics[i], from_us, err);
    spoor_scan_close(scan);
    if (status == SPOOR_OK && search->seen == SPOOR_OK)
        search->seen = spoor_herstel_strangers_ask(search->strangers, &search->seen_error);
    if (status == SPOOR_OK && search->seen != SPOOR_OK)
        *err = search->seen_error;
    return status == SPOOR_OK ? search->seen : status;
}

/* --- verdict ------------------------------------------------------------------------------------------------------ */

static void conclude_waits(struct spoor_herstel_search *search, const struct spoor_herstel_doubt *doubt)
{
    const struct spoor_herstel_stand *stand = doubt->stand;
    spoor_herstel_conclude(
        search, doubt->finding, SPOOR_HERSTEL_WAITS,
        spoor_arena_printf(search->arena,
                           "folded up to offset %" PRId64 " of %" PRId64
                           "%s: give this command again when that is done",
                           stand->next_offset, search->ends[stand->partition],
                           stand->commanded ? ", and a command for all klanten is being worked off"
                           : stand->due     ? ", and timers that are due have not gone off again (spoor termijn due)"
                                            : ""));
}

static void conclude_found(struct spoor_herstel_search *search, const struct spoor_herstel_doubt *doubt,
                           const struct spoor_herstel_judgement *judgement)
{
    struct spoor_herstel_finding *finding = doubt->finding;
    finding->found = doubt->base + (int64_t)judgement->published;
    spoor_herstel_conclude(
        search, finding, SPOOR_HERSTEL_FOUND,
        spoor_arena_printf(search->arena, "%zu rows were told, those after %" PRId64 " that were not wait%s",
                           judgement->told, finding->found,
                           judgement->differing ? "; what readers know otherwise is told anew" : ""));
}

/* False: it must be read again from the oldest record, since the clocks may have been worse than thought. */
static bool judge(struct spoor_herstel_search *search, const struct spoor_herstel_doubt *doubt)
{
    struct spoor_herstel_finding *finding = doubt->finding;
    const struct spoor_herstel_stand *stand = doubt->stand;
    if (finding->outcome == SPOOR_HERSTEL_OUTBOX)
        return true;
    struct spoor_herstel_judgement judgement =
        spoor_herstel_rows_judge(search->rows, stand->partition, doubt->first, doubt->count);
    int64_t found = doubt->base + (int64_t)judgement.published, at = doubt->base + 1 + (int64_t)judgement.at;
    finding->corrected = judgement.differing;
    if (!doubt->caught_up && (doubt->again || judgement.waiting))
        conclude_waits(search, doubt);
    else if (!doubt->again && (judgement.missing || found < stand->mark))
        spoor_herstel_conclude(search, finding, SPOOR_HERSTEL_MISSING,
                               spoor_arena_printf(search->arena,
                                                  "outbox sequence %" PRId64
                                                  " is not in the topics, although later ones are published",
                                                  judgement.missing ? at : found + 1));
    else if (judgement.waiting)
        spoor_herstel_conclude(search, finding, SPOOR_HERSTEL_DIFFERENT,
                               spoor_arena_printf(search->arena,
                                                  "readers know %zu journeys otherwise: each gets a correctie",
                                                  judgement.waiting));
    else
        conclude_found(search, doubt, &judgement);
    bool all_seen = !doubt->again || (int64_t)(judgement.told + doubt->strangers) >= stand->ahead - stand->ahead_from;
    return all_seen && finding->outcome != SPOOR_HERSTEL_MISSING;
}

/* The correctie of a frozen klant is kept back: it waits for the release, and nobody for it. */
static enum spoor_status ask_corrected(struct spoor_herstel_search *search, const struct spoor_herstel_doubt *doubt,
                                       struct spoor_error *err)
{
    const struct spoor_herstel_stand *stand = doubt->stand;
    if (doubt->finding->outcome == SPOOR_HERSTEL_OUTBOX ||
        !spoor_herstel_rows_judge(search->rows, stand->partition, doubt->first, doubt->count).waiting)
        return SPOOR_OK;
    return spoor_herstel_corrected_ask(search->session, search->rows, stand->partition, stand->outbox_sequence, err);
}

static enum spoor_status judge_all(struct spoor_herstel_search *search, bool *out_all, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    *out_all = true;
    for (size_t i = 0; i < search->doubt_count && status == SPOOR_OK; i++) {
        status = ask_corrected(search, &search->doubts[i], err);
        *out_all &= status != SPOOR_OK || judge(search, &search->doubts[i]);
    }
    return status;
}

/* --- what is done about it ---------------------------------------------------------------------------------------- */

/* The first range is where publishing goes on, be it empty. */
static size_t collect_ranges(struct spoor_herstel_search *search, const struct spoor_herstel_doubt *doubt,
                             struct spoor_outbox_range **out_ranges)
{
    struct spoor_outbox_range *ranges =
        SPOOR_ARENA_ARRAY(search->arena, struct spoor_outbox_range, doubt->count / 2 + 2);
    size_t count = 0;
    ranges[count++] = (struct spoor_outbox_range){doubt->base, doubt->finding->found};
    for (size_t i = (size_t)(doubt->finding->found - doubt->base); i < doubt->count; i++) {
        int64_t sequence = doubt->base + 1 + (int64_t)i;
        if (!spoor_herstel_rows_passed_over(search->rows, doubt->first + i))
            continue;
        if (ranges[count - 1].until < sequence - 1)
            ranges[count++] = (struct spoor_outbox_range){sequence - 1, sequence - 1};
        ranges[count - 1].until = sequence;
    }
    *out_ranges = ranges;
    return count;
}

static enum spoor_status record(struct spoor_herstel_search *search, const struct spoor_herstel_doubt *doubt,
                                struct spoor_error *err)
{
    struct spoor_outbox_range *ranges;
    size_t count = collect_ranges(search, doubt, &ranges);
    enum spoor_status status = spoor_store_herstel_write(search->session, search->options->canonical_topic,
                                                         doubt->stand, ranges, count, search->options->reason, err);
    if (status == SPOOR_OK)
        doubt->finding->outcome = SPOOR_HERSTEL_RECORDED;
    return status;
}

static enum spoor_status command(struct spoor_herstel_search *search, const struct spoor_herstel_doubt *doubt,
                                 struct spoor_error *err)
{
    enum spoor_status status = spoor_herstel_commands_send(search->options, spoor_herstel_rows_reizen(search->rows),
                                                           doubt->stand->partition, err);
    if (status == SPOOR_OK)
        spoor_herstel_conclude(search, doubt->finding, SPOOR_HERSTEL_WAITS,
                               spoor_arena_printf(search->arena,
                                                  "%s, and Spoor is asked for it: give this command again when it is"
                                                  " folded",
                                                  doubt->finding->why));
    return status;
}

static enum spoor_status act(struct spoor_herstel_search *search, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < search->doubt_count && status == SPOOR_OK; i++) {
        const struct spoor_herstel_doubt *doubt = &search->doubts[i];
        if (doubt->finding->outcome == SPOOR_HERSTEL_FOUND)
            status = record(search, doubt, err);
        else if (doubt->finding->outcome == SPOOR_HERSTEL_DIFFERENT)
            status = command(search, doubt, err);
    }
    return status;
}

static enum spoor_status settle_marks(struct spoor_herstel_search *search, struct spoor_error *err)
{
    bool all = true;
    enum spoor_status status = spoor_herstel_look(search, err);
    for (size_t i = 0; i < search->doubt_count && status == SPOOR_OK; i++)
        status = gather(search, &search->doubts[i], err);
    if (status == SPOOR_OK && search->doubt_count > 0)
        status = note_topic(search, spoor_slice_of(search->options->status_topic), err);
    if (status == SPOOR_OK && search->doubt_count > 0)
        status = read_topics(search, search->from_us - MARGIN_US, err);
    if (status == SPOOR_OK)
        status = judge_all(search, &all, err);
    if (status == SPOOR_OK && !all)
        status = read_topics(search, 0, err);
    if (status == SPOOR_OK && !all)
        status = judge_all(search, &all, err);
    return status == SPOOR_OK && !search->options->dry_run ? act(search, err) : status;
}

enum spoor_status spoor_herstel_run(const struct spoor_herstel_options *options, struct spoor_session *session,
                                    struct spoor_arena *arena, struct spoor_herstel_finding **out_findings,
                                    size_t *out_count, struct spoor_error *err)
{
    struct spoor_herstel_search search = {
        .options = options, .session = session, .arena = arena, .from_us = INT64_MAX, .remembered_us = INT64_MAX};
    enum spoor_status status = spoor_admin_open(&options->kafka, &search.admin, err);
    if (status != SPOOR_OK)
        return status;
    search.rows = spoor_herstel_rows_new();
    search.strangers = spoor_herstel_strangers_new(session, search.rows);
    spoor_arena_init(&search.page, PAGE_ARENA_BYTES_MAX);
    status = settle_marks(&search, err);
    spoor_arena_fini(&search.page);
    spoor_herstel_strangers_free(search.strangers);
    spoor_herstel_rows_free(search.rows);
    spoor_admin_close(search.admin);
    *out_findings = search.findings;
    *out_count = search.finding_count;
    return status;
}
