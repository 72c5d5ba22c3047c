/* Outbox: what the relay reads and remembers. */
#include "store_internal.h"

#include <spoor/store/outbox_store.h>
#include <stddef.h>

struct reading {
    struct spoor_outbox_partition *partitions;
    size_t rows_left, bytes_left;
    bool first; /* one row always fits */
    struct spoor_arena *arena;
};

static void param_members(struct spoor_session *session, enum store_type type, size_t offset,
                          const struct spoor_outbox_partition *partitions, size_t count)
{
    store_param_strided(session, (struct store_column){type, offset}, partitions, sizeof *partitions, count);
}

static void load_state(struct spoor_outbox_partition *partition, const PGresult *found, size_t row)
{
    partition->outbox_sequence = store_i64(found, row, 1);
    partition->next_offset = store_i64(found, row, 2);
    partition->epoch = store_i64(found, row, 3);
    partition->remembered_mark = store_is_null(found, row, 4) ? -1 : store_i64(found, row, 4);
}

static struct spoor_outbox_row load_row(const struct spoor_outbox_partition *partition, const PGresult *found,
                                        size_t row, struct spoor_arena *arena)
{
    return (struct spoor_outbox_row){
        .partition = partition->partition,
        .sequence = store_i64(found, row, 5),
        .next_offset = store_i64(found, row, 6),
        .appended_us = store_time(found, row, 7),
        .topic = store_text(found, row, 8, arena),
        .key = store_text(found, row, 9, arena),
        .value = store_text(found, row, 10, arena),
        .traceparent = store_text(found, row, 11, arena),
        .passed_over = store_bool(found, row, 12),
    };
}

static size_t row_bytes(const PGresult *found, size_t row)
{
    return store_cell(found, row, 9).length + store_cell(found, row, 10).length;
}

/* Sequences begin at 1; a mark that was never set is -1. */
static int64_t first_sequence(const struct spoor_outbox_partition *partition)
{
    return (partition->mark < 0 ? 0 : partition->mark) + 1;
}

static enum spoor_status gap(const struct spoor_outbox_partition *partition, int64_t missing, struct spoor_error *err)
{
    return spoor_error_set(err, SPOOR_HALT, "outbox_gat", "outbox of partition %d: sequence %lld is missing (published "
                           "mark %lld, end %lld); run `spoor relay herstel`", partition->partition, (long long)missing,
                           (long long)partition->mark, (long long)partition->outbox_sequence);
}

/* Rows of one partition stand together; rows beyond the limits are left for the next time. */
static enum spoor_status load_rows(struct reading *reading, struct spoor_outbox_partition *partition,
                                   const PGresult *found, size_t row, size_t rows, struct spoor_error *err)
{
    partition->rows = SPOOR_ARENA_ARRAY(reading->arena, struct spoor_outbox_row, rows);
    for (size_t i = 0; i < rows; i++) {
        int64_t expected = first_sequence(partition) + (int64_t)i;
        if (store_i64(found, row + i, 5) != expected)
            return gap(partition, expected, err);
        size_t bytes = row_bytes(found, row + i);
        if (!reading->first && (reading->rows_left == 0 || bytes > reading->bytes_left))
            return SPOOR_OK;
        reading->first = false;
        reading->rows_left -= reading->rows_left > 0;
        reading->bytes_left -= bytes < reading->bytes_left ? bytes : reading->bytes_left;
        partition->rows[partition->row_count++] = load_row(partition, found, row + i, reading->arena);
    }
    return SPOOR_OK;
}

static size_t same_partition(const PGresult *found, size_t row)
{
    size_t end = row;
    while (end < store_rows(found) && store_i64(found, end, 0) == store_i64(found, row, 0))
        end++;
    return end - row;
}

static enum spoor_status load(struct reading *reading, const PGresult *found, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    for (size_t row = 0, rows; row < store_rows(found) && !status; row += rows) {
        struct spoor_outbox_partition *partition = &reading->partitions[store_i64(found, row, 0) - 1];
        rows = same_partition(found, row);
        load_state(partition, found, row);
        if (!store_is_null(found, row, 5))
            status = load_rows(reading, partition, found, row, rows, err);
        else if (partition->outbox_sequence >= first_sequence(partition))
            status = gap(partition, first_sequence(partition), err);
    }
    return status;
}

enum spoor_status spoor_store_outbox_read(struct spoor_session *session, const char *topic,
                                          struct spoor_outbox_partition *partitions, size_t count, size_t rows_max,
                                          size_t bytes_max, struct spoor_arena *arena, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    param_members(session, STORE_I32, offsetof(struct spoor_outbox_partition, partition), partitions, count);
    param_members(session, STORE_I64, offsetof(struct spoor_outbox_partition, mark), partitions, count);
    store_param_i64(session, (int64_t)rows_max);
    size_t number = store_queue(session, STORE_OUTBOX_READ);
    status = store_run(session, err);
    if (status)
        return status;
    for (size_t i = 0; i < count; i++) {
        partitions[i].rows = NULL;
        partitions[i].row_count = 0;
        partitions[i].epoch = 0;
    }
    struct reading reading = {.partitions = partitions, .rows_left = rows_max, .bytes_left = bytes_max, .first = true,
                              .arena = arena};
    status = load(&reading, store_result(session, number), err);
    for (size_t i = 0; i < count && !status; i++)
        if (partitions[i].epoch == 0)
            status = spoor_error_set(err, SPOOR_HALT, "progress", "partition %d of %s was never claimed",
                                     partitions[i].partition, topic);
    return status;
}

enum spoor_status spoor_store_outbox_remember(struct spoor_session *session, const char *topic,
                                              const struct spoor_outbox_partition *partitions, size_t count,
                                              struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    param_members(session, STORE_I32, offsetof(struct spoor_outbox_partition, partition), partitions, count);
    param_members(session, STORE_I64, offsetof(struct spoor_outbox_partition, mark), partitions, count);
    param_members(session, STORE_I64, offsetof(struct spoor_outbox_partition, epoch), partitions, count);
    store_queue(session, STORE_OUTBOX_REMEMBER);
    return store_run(session, err);
}

enum spoor_status spoor_store_outbox_ahead(struct spoor_session *session, const char *topic, int32_t partition,
                                           int64_t epoch, int64_t mark, int64_t end, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    store_param_i32(session, partition);
    store_param_i64(session, epoch);
    store_param_i64(session, mark);
    store_param_i64(session, end);
    size_t number = store_queue(session, STORE_OUTBOX_AHEAD);
    status = store_run(session, err);
    if (!status && store_rows(store_result(session, number)) == 0)
        return spoor_error_set(err, SPOOR_LOST, "fence", "partition %d has another owner", partition);
    return status;
}
