/* Lag: asks broker and database where the ends and the positions are. */
#include <spoor/ops/lag.h>

#include <spoor/base/time.h>
#include <spoor/store/query.h>
#include <spoor/stream/admin.h>

#include <stdio.h>
#include <stdlib.h>

#define CALL_TIMEOUT_MS 1500
#define COMMITTED_TIMEOUT_MS 4000
#define CONNECT_TIMEOUT_S 2
#define COUNT_FRESH_US (30 * SPOOR_SECOND_US) /* partitions are added rarely */
#define AGE_FRESH_US (5 * SPOOR_SECOND_US)    /* reading a record costs a fetch: not for each position that moves */

struct place { /* what is known of the first record that is not processed */
    int64_t offset, time_us, age_us, read_us;
};

struct watched { /* one topic */
    const char *name;
    int32_t partitions; /* 0 = does not exist */
    int64_t counted_us;
    struct place *places;
};

struct spoor_lag {
    struct spoor_ops_options options;
    struct spoor_stop *stop;
    struct spoor_admin *admin;
    struct spoor_session *session;
    struct watched canonical, *channels;
};

struct rows { /* of the measurement under way */
    struct spoor_lag *lag;
    struct spoor_arena *arena;
    struct spoor_lag_row *items;
    size_t count, capacity;
    struct spoor_table stil; /* what the database knows: query_lag_stilstand */
};

enum spoor_status spoor_lag_open(const struct spoor_ops_options *options, struct spoor_stop *stop,
                                 struct spoor_lag **out_lag, struct spoor_error *err)
{
    struct spoor_admin *admin = NULL;
    enum spoor_status status = spoor_admin_open(&options->kafka, &admin, err);
    if (status != SPOOR_OK)
        return status;
    struct spoor_lag *lag = spoor_allocate(sizeof *lag);
    lag->options = *options;
    lag->stop = stop;
    lag->admin = admin;
    lag->canonical.name = options->canonical_topic;
    lag->channels = spoor_allocate(sizeof *lag->channels * (options->channel_topic_count + 1));
    for (size_t i = 0; i < options->channel_topic_count; i++)
        lag->channels[i].name = options->channel_topics[i];
    *out_lag = lag;
    return SPOOR_OK;
}

void spoor_lag_close(struct spoor_lag *lag)
{
    if (!lag)
        return;
    spoor_session_close(lag->session);
    spoor_admin_close(lag->admin);
    for (size_t i = 0; i < lag->options.channel_topic_count; i++)
        free(lag->channels[i].places);
    free(lag->channels);
    free(lag->canonical.places);
    free(lag);
}

static enum spoor_status go_on(const struct spoor_lag *lag, struct spoor_error *err)
{
    if (lag->stop && spoor_stop_requested(lag->stop))
        return spoor_error_set(err, SPOOR_LOST, "gestopt", "stopped while measuring");
    return SPOOR_OK;
}

/* ------------------------------------------------------------------------------------------------------- the broker */

static enum spoor_status count_partitions(struct spoor_lag *lag, struct watched *topic, struct spoor_error *err)
{
    int64_t now_us = spoor_time_monotonic_us();
    int32_t count = 0;
    if (topic->partitions > 0 && now_us - topic->counted_us < COUNT_FRESH_US)
        return go_on(lag, err);
    enum spoor_status status = go_on(lag, err);
    if (status == SPOOR_OK)
        status = spoor_admin_partition_count(lag->admin, topic->name, CALL_TIMEOUT_MS, &count, err);
    if (status != SPOOR_OK)
        return status;
    if (count != topic->partitions) {
        topic->places = spoor_reallocate(topic->places, sizeof *topic->places * ((size_t)count + 1));
        for (int32_t p = 0; p < count; p++)
            topic->places[p] = (struct place){.offset = -1};
    }
    topic->partitions = count;
    topic->counted_us = now_us;
    return SPOOR_OK;
}

/* Age of the record at row->position; no record there (markers only): nothing is waiting. */
static enum spoor_status read_age(struct spoor_lag *lag, struct place *place, struct spoor_lag_row *row,
                                  struct spoor_error *err)
{
    int64_t now_us = spoor_time_now_us(), monotonic_us = spoor_time_monotonic_us();
    bool same = place->offset == row->position;
    if (!same && place->offset >= 0 && monotonic_us - place->read_us < AGE_FRESH_US) {
        row->age_us = place->age_us;
        return SPOOR_OK;
    }
    if (!same || place->time_us == 0) {
        enum spoor_status status = spoor_admin_record_time(lag->admin, row->topic, row->partition, row->position,
                                                           CALL_TIMEOUT_MS, &place->time_us, err);
        if (status != SPOOR_OK)
            return status;
        place->offset = row->position;
        place->read_us = monotonic_us;
    }
    if (place->time_us == 0)
        row->records = 0;
    place->age_us = place->time_us > 0 && now_us > place->time_us ? now_us - place->time_us : 0;
    row->age_us = place->age_us;
    return SPOOR_OK;
}

/* What the database says of a kind about a topic, or a partition of it. */
static struct spoor_slice told(const struct rows *rows, const char *topic, int32_t partition, const char *kind)
{
    for (size_t row = 0; row < rows->stil.rows; row++)
        if (spoor_table_int(&rows->stil, row, 1, -1) == partition &&
            spoor_slice_equal(spoor_table_text(&rows->stil, row, 0), spoor_slice_of(topic)) &&
            spoor_slice_equal(spoor_table_text(&rows->stil, row, 2), spoor_slice_of(kind)))
            return spoor_table_text(&rows->stil, row, 3);
    return SPOOR_SLICE_NULL;
}

/* The same as intake and fold conclude (docs/architecture.md), also when they are not there to say so. */
static const char *stands_still(const struct rows *rows, const char *topic, int32_t partition, int64_t position,
                                int64_t oldest, int64_t end)
{
    struct spoor_slice still = told(rows, topic, partition, "stil"), broken = told(rows, topic, -1, "onderbroken");
    struct spoor_slice seen = told(rows, topic, partition, "gezien");
    bool outside = position > end || (position > 0 && position < oldest);
    if (outside)
        return spoor_arena_printf(rows->arena, "our position %lld is not in the topic", (long long)position).data;
    if (still.data)
        return spoor_arena_printf(rows->arena, "our position %.*s was not in the topic", SPOOR_SLICE_ARG(still)).data;
    if (position < 0 && seen.data)
        return "Kafka forgot the committed offset";
    return broken.data ? spoor_arena_printf(rows->arena, "breaker: %.*s", SPOOR_SLICE_ARG(broken)).data : NULL;
}

/* position: SPOOR_OFFSET_NONE = nothing was read yet. */
static enum spoor_status measure_partition(struct rows *rows, const char *role, struct watched *topic,
                                           int32_t partition, int64_t position, int64_t epoch, struct spoor_error *err)
{
    int64_t oldest = 0, end = 0;
    enum spoor_status status = go_on(rows->lag, err);
    if (status == SPOOR_OK)
        status = spoor_admin_watermarks(rows->lag->admin, topic->name, partition, CALL_TIMEOUT_MS, &oldest, &end, err);
    if (status != SPOOR_OK)
        return status;
    int64_t next = position < oldest || position > end ? oldest : position; /* all of a topic made again waits */
    struct spoor_lag_row row = {.role = role,
                                .topic = topic->name,
                                .partition = partition,
                                .position = next,
                                .end = end,
                                .records = end > next ? end - next : 0,
                                .epoch = epoch,
                                .stil = stands_still(rows, topic->name, partition, position, oldest, end)};
    if (row.records > 0)
        status = read_age(rows->lag, &topic->places[partition], &row, err);
    else
        topic->places[partition].offset = -1;
    if (status != SPOOR_OK)
        return status;
    rows->items = spoor_arena_grow(rows->arena, rows->items, rows->count, &rows->capacity, sizeof row);
    rows->items[rows->count++] = row;
    return SPOOR_OK;
}

static size_t count_channel_partitions(const struct spoor_lag *lag)
{
    size_t count = 0;
    for (size_t i = 0; i < lag->options.channel_topic_count; i++)
        count += (size_t)lag->channels[i].partitions;
    return count;
}

static enum spoor_status read_committed(struct rows *rows, struct spoor_topic_partition **out_committed,
                                        struct spoor_error *err)
{
    struct spoor_lag *lag = rows->lag;
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < lag->options.channel_topic_count && status == SPOOR_OK; i++)
        status = count_partitions(lag, &lag->channels[i], err);
    size_t count = count_channel_partitions(lag), at = 0;
    struct spoor_topic_partition *committed = SPOOR_ARENA_ARRAY(rows->arena, struct spoor_topic_partition, count + 1);
    for (size_t i = 0; i < lag->options.channel_topic_count; i++)
        for (int32_t p = 0; p < lag->channels[i].partitions; p++)
            committed[at++] = (struct spoor_topic_partition){
                .topic = spoor_slice_of(lag->channels[i].name), .partition = p, .offset = SPOOR_OFFSET_NONE};
    *out_committed = committed;
    if (status != SPOOR_OK || count == 0)
        return status;
    return spoor_admin_committed(lag->admin, lag->options.intake_group, committed, count, COMMITTED_TIMEOUT_MS,
                                 rows->arena, err);
}

static enum spoor_status measure_intake(struct rows *rows, struct spoor_error *err)
{
    struct spoor_lag *lag = rows->lag;
    struct spoor_topic_partition *committed;
    size_t at = 0;
    enum spoor_status status = read_committed(rows, &committed, err);
    for (size_t i = 0; i < lag->options.channel_topic_count; i++)
        for (int32_t p = 0; p < lag->channels[i].partitions && status == SPOOR_OK; p++)
            status = measure_partition(rows, "intake", &lag->channels[i], p, committed[at++].offset, 0, err);
    return status;
}

/* ----------------------------------------------------------------------------------------------------- the database */

static enum spoor_status read_database(struct rows *rows, struct spoor_table *out_progress, struct spoor_error *err)
{
    struct spoor_lag *lag = rows->lag;
    struct spoor_slice topic = spoor_slice_of(lag->canonical.name);
    enum spoor_status status = SPOOR_OK;
    if (!lag->session) {
        struct spoor_session_options options = {.dsn = lag->options.dsn,
                                                .application = "spoor ops",
                                                .role = lag->options.role,
                                                .connect_timeout_s = CONNECT_TIMEOUT_S,
                                                .answer_timeout_ms = lag->options.answer_timeout_ms};
        status = spoor_session_open(&options, &lag->session, err);
    }
    if (status == SPOOR_OK)
        status = spoor_query_run(lag->session, SPOOR_QUERY_LAG_STILSTAND, NULL, rows->arena, &rows->stil, err);
    if (status == SPOOR_OK)
        status = spoor_query_run(lag->session, SPOOR_QUERY_LAG_PROGRESS, &topic, rows->arena, out_progress, err);
    return status;
}

static enum spoor_status measure_fold(struct rows *rows, const struct spoor_table *progress, struct spoor_error *err)
{
    struct watched *canonical = &rows->lag->canonical;
    enum spoor_status status = count_partitions(rows->lag, canonical, err);
    size_t row = 0;
    for (int32_t p = 0; p < canonical->partitions && status == SPOOR_OK; p++) {
        while (row < progress->rows && spoor_table_int(progress, row, 0, 0) < p)
            row++;
        bool known = row < progress->rows && spoor_table_int(progress, row, 0, 0) == p;
        status = measure_partition(rows, "proces", canonical, p,
                                   known ? spoor_table_int(progress, row, 1, 0) : SPOOR_OFFSET_NONE,
                                   known ? spoor_table_int(progress, row, 4, 0) : 0, err);
    }
    return status;
}

static void measure_relay(struct rows *rows, const struct spoor_table *progress)
{
    int64_t now_us = spoor_time_now_us();
    for (size_t i = 0; i < progress->rows; i++) {
        int64_t mark = spoor_table_int(progress, i, 3, -1), end = spoor_table_int(progress, i, 2, 0);
        int64_t oldest_us = spoor_table_int(progress, i, 6, 0), position = mark < 0 ? 0 : mark;
        rows->items = spoor_arena_grow(rows->arena, rows->items, rows->count, &rows->capacity, sizeof *rows->items);
        rows->items[rows->count++] =
            (struct spoor_lag_row){.role = "relay",
                                   .topic = rows->lag->canonical.name,
                                   .partition = (int32_t)spoor_table_int(progress, i, 0, 0),
                                   .position = position,
                                   .end = end,
                                   .records = end > position ? end - position : 0,
                                   .age_us = oldest_us > 0 && now_us > oldest_us ? now_us - oldest_us : 0};
    }
}

enum spoor_status spoor_lag_measure(struct spoor_lag *lag, struct spoor_arena *arena, struct spoor_lag_row **out_rows,
                                    size_t *out_count, struct spoor_error *err)
{
    struct rows rows = {.lag = lag, .arena = arena};
    struct spoor_table progress = {0};
    enum spoor_status status = read_database(&rows, &progress, err);
    if (status == SPOOR_OK)
        status = measure_intake(&rows, err);
    if (status == SPOOR_OK)
        status = measure_fold(&rows, &progress, err);
    if (status != SPOOR_OK)
        return status;
    measure_relay(&rows, &progress);
    *out_rows = rows.items;
    *out_count = rows.count;
    return SPOOR_OK;
}
