/* Herstel: marks that were found again and rows that are passed over, on the record. */
#include "store_internal.h"

#include <spoor/store/herstel_store.h>
#include <stddef.h>

static struct spoor_herstel_stand load_stand(const PGresult *found, size_t row)
{
    return (struct spoor_herstel_stand){.partition = store_i32(found, row, 0),
                                        .mark = store_i64(found, row, 1),
                                        .remembered_us = store_time(found, row, 2),
                                        .outbox_sequence = store_i64(found, row, 3),
                                        .epoch = store_i64(found, row, 4),
                                        .oldest_us = store_time(found, row, 5),
                                        .next_offset = store_i64(found, row, 6),
                                        .ahead = store_i64(found, row, 7),
                                        .ahead_from = store_i64(found, row, 8),
                                        .commanded = store_bool(found, row, 9),
                                        .due = store_bool(found, row, 10)};
}

enum spoor_status spoor_store_herstel_stand(struct spoor_session *session, const char *topic, struct spoor_arena *arena,
                                            struct spoor_herstel_stand **out_rows, size_t *out_count,
                                            struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    size_t number = store_queue(session, STORE_HERSTEL_STAND);
    status = store_run(session, err);
    if (status)
        return status;
    const PGresult *found = store_result(session, number);
    *out_count = store_rows(found);
    *out_rows = SPOOR_ARENA_ARRAY(arena, struct spoor_herstel_stand, *out_count + 1);
    for (size_t row = 0; row < *out_count; row++)
        (*out_rows)[row] = load_stand(found, row);
    return SPOOR_OK;
}

enum spoor_status spoor_store_herstel_write(struct spoor_session *session, const char *topic,
                                            const struct spoor_herstel_stand *stand,
                                            const struct spoor_outbox_range *ranges, size_t count, const char *reason,
                                            struct spoor_error *err)
{
    const struct store_column after = {STORE_I64, offsetof(struct spoor_outbox_range, after)};
    const struct store_column until = {STORE_I64, offsetof(struct spoor_outbox_range, until)};
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    store_param_i32(session, stand->partition);
    store_param_i64(session, stand->epoch);
    store_param_strided(session, after, ranges, sizeof *ranges, count);
    store_param_strided(session, until, ranges, sizeof *ranges, count);
    store_param_cstring(session, reason);
    size_t number = store_queue(session, STORE_HERSTEL_WRITE);
    status = store_run(session, err);
    if (!status && store_rows(store_result(session, number)) == 0)
        return spoor_error_set(
            err, SPOOR_RETRY, "eigenaar",
            "partition %d: another owner took it, or its mark moved, while we searched; run it again",
            stand->partition);
    return status;
}

enum spoor_status spoor_store_herstel_told(struct spoor_session *session, struct spoor_told *told, size_t count,
                                           struct spoor_error *err)
{
    const struct store_column partition = {STORE_I32, offsetof(struct spoor_told, partition)};
    const struct store_column end = {STORE_I64, offsetof(struct spoor_told, end)};
    const struct store_column klant = {STORE_UUID, offsetof(struct spoor_told, klant_id)};
    const struct store_column ref = {STORE_TEXT, offsetof(struct spoor_told, klantreis_ref)};
    const struct store_column id = {STORE_TEXT, offsetof(struct spoor_told, id)};
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_strided(session, partition, told, sizeof *told, count);
    store_param_strided(session, end, told, sizeof *told, count);
    store_param_strided(session, klant, told, sizeof *told, count);
    store_param_strided(session, ref, told, sizeof *told, count);
    store_param_strided(session, id, told, sizeof *told, count);
    size_t number = store_queue(session, STORE_HERSTEL_TOLD);
    status = store_run(session, err);
    for (size_t i = 0; !status && i < count; i++)
        told[i].ours = store_bool(store_result(session, number), i, 0);
    return status;
}

enum spoor_status spoor_store_herstel_corrected(struct spoor_session *session, struct spoor_corrected *corrected,
                                                size_t count, struct spoor_error *err)
{
    const struct store_column end = {STORE_I64, offsetof(struct spoor_corrected, end)};
    const struct store_column klant = {STORE_UUID, offsetof(struct spoor_corrected, klant_id)};
    const struct store_column ref = {STORE_TEXT, offsetof(struct spoor_corrected, klantreis_ref)};
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_strided(session, end, corrected, sizeof *corrected, count);
    store_param_strided(session, klant, corrected, sizeof *corrected, count);
    store_param_strided(session, ref, corrected, sizeof *corrected, count);
    size_t number = store_queue(session, STORE_HERSTEL_CORRECTED);
    status = store_run(session, err);
    for (size_t i = 0; !status && i < count; i++)
        corrected[i].revisie = store_i64(store_result(session, number), i, 0);
    return status;
}

enum spoor_status spoor_store_herstel_read(struct spoor_session *session, const char *topic, int32_t partition,
                                           int64_t epoch, int64_t *out_mark, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    store_param_i32(session, partition);
    store_param_i64(session, epoch);
    size_t number = store_queue(session, STORE_HERSTEL_READ);
    status = store_run(session, err);
    if (status)
        return status;
    const PGresult *found = store_result(session, number);
    *out_mark = store_rows(found) > 0 ? store_i64(found, 0, 0) : -1;
    return SPOOR_OK;
}
