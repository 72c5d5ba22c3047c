#include "verify.h"

struct losses { /* accepted ones: topic, partition, from, to */
    struct spoor_table table;
};

struct range { /* of offsets; first > last = empty */
    int64_t first, last;
};

static struct spoor_verify_channel *channel_find(struct spoor_verify *verify, struct spoor_slice topic,
                                                 int64_t partition)
{
    for (size_t i = 0; i < verify->channel_count; i++)
        if (verify->channels[i].partition == partition && spoor_slice_equal(verify->channels[i].topic, topic))
            return &verify->channels[i];
    return NULL;
}

/* Cuts accepted losses from the ends of a range. */
static struct range without_losses(const struct losses *losses, const struct spoor_verify_channel *channel,
                                   struct range range)
{
    for (size_t row = 0; row < losses->table.rows; row++) {
        int64_t from = spoor_table_int(&losses->table, row, 2, 0), to = spoor_table_int(&losses->table, row, 3, 0);
        if (spoor_table_int(&losses->table, row, 1, -1) != channel->partition ||
            !spoor_slice_equal(spoor_table_text(&losses->table, row, 0), channel->topic))
            continue;
        if (from <= range.first && to > range.first)
            range.first = to;
        if (from <= range.last && to > range.last)
            range.last = from - 1;
    }
    return range;
}

/* Offsets that no row tells of: markers and compaction leave such gaps too, so the topic itself must say. What it no
 * longer holds cannot be told any more. */
static enum spoor_status check_gap(struct spoor_verify *verify, const struct losses *losses,
                                   const struct spoor_verify_channel *channel, struct range gap,
                                   struct spoor_error *err)
{
    int64_t records = 0, offset = 0;
    if (gap.first < channel->oldest)
        gap.first = channel->oldest;
    if (gap.last >= channel->committed)
        gap.last = channel->committed - 1;
    gap = without_losses(losses, channel, gap);
    if (gap.first > gap.last)
        return SPOOR_OK;
    enum spoor_status status = spoor_verify_probe(verify, channel, gap.first, gap.last, &records, &offset, err);
    if (status != SPOOR_OK || records == 0)
        return status;
    spoor_verify_count(verify, SPOOR_VERIFY_INPUT, records);
    spoor_verify_fail(verify, SPOOR_VERIFY_INPUT, "%.*s/%d/%lld is nowhere", SPOOR_SLICE_ARG(channel->topic),
                      channel->partition, (long long)offset);
    verify->results[SPOOR_VERIFY_INPUT].failures += records - 1;
    return SPOOR_OK;
}

static void check_places(struct spoor_verify *verify, const struct spoor_table *rows, size_t row)
{
    struct spoor_slice topic = spoor_table_text(rows, row, 0);
    int64_t partition = spoor_table_int(rows, row, 1, 0), offset = spoor_table_int(rows, row, 2, 0);
    int64_t least = spoor_table_int(rows, row, 6, 0), most = spoor_table_int(rows, row, 7, 0);
    if (least != 1 || most != 1)
        spoor_verify_fail(verify, SPOOR_VERIFY_INPUT, "%.*s/%lld/%lld is in %lld places", SPOOR_SLICE_ARG(topic),
                          (long long)partition, (long long)offset, (long long)(most != 1 ? most : least));
    else if (spoor_table_int(rows, row, 8, 0) != 0)
        spoor_verify_fail(verify, SPOOR_VERIFY_INPUT, "%.*s/%lld/%lld is there in part", SPOOR_SLICE_ARG(topic),
                          (long long)partition, (long long)offset);
}

static enum spoor_status check_row(struct spoor_verify *verify, const struct losses *losses,
                                   const struct spoor_table *rows, size_t row, struct spoor_error *err)
{
    struct spoor_verify_channel *channel =
        channel_find(verify, spoor_table_text(rows, row, 0), spoor_table_int(rows, row, 1, -1));
    int64_t offset = spoor_table_int(rows, row, 2, 0), former = spoor_table_int(rows, row, 3, -1);
    bool last = spoor_table_bool(rows, row, 4);
    check_places(verify, rows, row);
    if (last)
        spoor_verify_count(verify, SPOOR_VERIFY_INPUT, spoor_table_int(rows, row, 5, 0));
    if (!channel)
        return SPOOR_OK; /* of a topic that has no mapping any more */
    channel->recorded = true;
    bool first = former < 0;
    struct range before = {first ? channel->oldest : former + 1, offset - 1};
    enum spoor_status status = SPOOR_OK;
    if (!first || !channel->begins_at_newest)
        status = check_gap(verify, losses, channel, before, err);
    if (status == SPOOR_OK && last)
        status = check_gap(verify, losses, channel, (struct range){offset + 1, INT64_MAX - 1}, err);
    return status;
}

static enum spoor_status check_unrecorded(struct spoor_verify *verify, const struct losses *losses,
                                          struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < verify->channel_count && status == SPOOR_OK; i++)
        if (!verify->channels[i].recorded && !verify->channels[i].begins_at_newest)
            status = check_gap(verify, losses, &verify->channels[i], (struct range){0, INT64_MAX - 1}, err);
    return status;
}

static enum spoor_status check_pages(struct spoor_verify *verify, const struct losses *losses, struct spoor_error *err)
{
    struct spoor_slice topic = spoor_slice_of(verify->wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN]);
    struct spoor_table rows;
    enum spoor_status status =
        spoor_query_run(verify->session, SPOOR_QUERY_VERIFY_ORIGINS, &topic, &verify->page, &rows, err);
    rows.rows = 1;
    while (status == SPOOR_OK && rows.rows > 0) {
        spoor_arena_reset(&verify->page);
        status = spoor_query_run(verify->session, SPOOR_QUERY_VERIFY_ORIGINS_NEXT, NULL, &verify->page, &rows, err);
        for (size_t row = 0; status == SPOOR_OK && row < rows.rows; row++)
            status = check_row(verify, losses, &rows, row, err);
    }
    return status;
}

enum spoor_status spoor_verify_input(struct spoor_verify *verify, struct spoor_error *err)
{
    struct losses losses;
    enum spoor_status status = spoor_query_run(verify->session, SPOOR_QUERY_VERIFY_LOSSES, NULL,
                                               &verify->wiring->invocation->arena, &losses.table, err);
    if (status == SPOOR_OK)
        status = spoor_query_begin(verify->session, err);
    if (status == SPOOR_OK)
        status = check_pages(verify, &losses, err);
    (void)spoor_query_end(verify->session, NULL);
    return status == SPOOR_OK ? check_unrecorded(verify, &losses, err) : status;
}
