/* Fold read: histories of klanten within the transaction, and what an owner reads at a claim. */
#include "store_internal.h"

#include <spoor/store/fold_store.h>

static enum spoor_status load_event(const PGresult *rows, size_t row, const struct spoor_uuid *klanten,
                                    struct spoor_event *event, struct spoor_arena *arena, struct spoor_error *err)
{
    struct spoor_slice kind = store_cell(rows, row, 4);
    if (!spoor_kind_find(kind, &event->kind))
        return spoor_error_set(err, SPOOR_HALT, "onbekende_soort", "the event log holds a kind this program does not "
                               "know: %.*s; install a newer spoor", SPOOR_SLICE_ARG(kind));
    event->klant_id = klanten[store_i64(rows, row, 0) - 1];
    event->klant_ref = store_text(rows, row, 1, arena);
    event->feit_id = store_uuid(rows, row, 2);
    event->volgnummer = store_i64(rows, row, 3);
    event->source = store_text(rows, row, 5, arena);
    event->id = store_text(rows, row, 6, arena);
    event->sequence = store_text(rows, row, 7, arena);
    event->plaatsgevonden_us = store_time(rows, row, 8);
    event->time_us = store_time(rows, row, 9);
    event->broker_us = store_time(rows, row, 10);
    event->precisie = (enum spoor_precisie)store_i16(rows, row, 11);
    event->tijd_onwaarschijnlijk = store_bool(rows, row, 12);
    event->stil = store_bool(rows, row, 13);
    event->herkansing = store_bool(rows, row, 14);
    event->origin.topic = store_text(rows, row, 15, arena);
    event->origin.partition = store_i32(rows, row, 16);
    event->origin.offset = store_i64(rows, row, 17);
    event->origin.index = store_i32(rows, row, 18);
    event->mapping = store_text(rows, row, 19, arena);
    memcpy(event->afdruk, store_cell(rows, row, 20).data, sizeof event->afdruk);
    event->data = store_text(rows, row, 21, arena);
    event->sealed_key = store_text(rows, row, 22, arena);
    event->sealed = store_text(rows, row, 23, arena);
    event->traceparent = store_text(rows, row, 24, arena);
    event->tracestate = store_text(rows, row, 25, arena);
    event->correlationid = store_text(rows, row, 26, arena);
    event->causationid = store_text(rows, row, 27, arena);
    event->uiterlijk_us = event->herinneren_us = event->geldig_vanaf_us = SPOOR_TIME_NONE; /* come from data */
    return SPOOR_OK;
}

enum spoor_status spoor_store_fold_histories(struct spoor_session *session, const struct spoor_uuid *klanten,
                                             size_t klant_count, struct spoor_arena *arena,
                                             struct spoor_event **out_events, size_t *out_count,
                                             struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_strided(session, (struct store_column){STORE_UUID, 0}, klanten, sizeof *klanten, klant_count);
    size_t number = store_queue(session, STORE_FOLD_HISTORIES);
    status = store_run(session, err);
    if (status)
        return status;
    const PGresult *rows = store_result(session, number);
    size_t count = store_rows(rows);
    struct spoor_event *events = SPOOR_ARENA_ARRAY(arena, struct spoor_event, count);
    for (size_t row = 0; row < count && !status; row++)
        status = load_event(rows, row, klanten, &events[row], arena, err);
    if (status) {
        spoor_session_rollback(session, NULL);
        return status;
    }
    *out_events = events;
    *out_count = count;
    return SPOOR_OK;
}

enum spoor_status spoor_store_definities(struct spoor_session *session, struct spoor_arena *arena,
                                         struct spoor_definitie_row **out_rows, size_t *out_count,
                                         struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    size_t number = store_queue(session, STORE_READ_DEFINITIES);
    status = store_run(session, err);
    if (status)
        return status;
    const PGresult *found = store_result(session, number);
    size_t count = store_rows(found);
    struct spoor_definitie_row *rows = SPOOR_ARENA_ARRAY(arena, struct spoor_definitie_row, count);
    for (size_t row = 0; row < count; row++)
        rows[row] = (struct spoor_definitie_row){
            .code = store_text(found, row, 0, arena),
            .versie = store_i32(found, row, 1),
            .geldig_vanaf_us = store_time(found, row, 2),
            .checksum = store_text(found, row, 3, arena),
            .document = store_text(found, row, 4, arena),
            .geladen_us = store_time(found, row, 5),
        };
    *out_rows = rows;
    *out_count = count;
    return SPOOR_OK;
}

enum spoor_status spoor_store_definitie_plaatsen(struct spoor_session *session, const int32_t *partitions, size_t count,
                                                 struct spoor_arena *arena, struct spoor_definitie_plaats **out_rows,
                                                 size_t *out_count, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_strided(session, (struct store_column){STORE_I32, 0}, partitions, sizeof *partitions, count);
    size_t number = store_queue(session, STORE_READ_DEFINITIE_PLAATSEN);
    status = store_run(session, err);
    if (status)
        return status;
    const PGresult *found = store_result(session, number);
    *out_count = store_rows(found);
    *out_rows = SPOOR_ARENA_ARRAY(arena, struct spoor_definitie_plaats, *out_count);
    for (size_t row = 0; row < *out_count; row++)
        (*out_rows)[row] = (struct spoor_definitie_plaats){.partition = store_i32(found, row, 0),
                                                           .offset = store_i64(found, row, 1),
                                                           .code = store_text(found, row, 2, arena),
                                                           .versie = store_i32(found, row, 3)};
    return SPOOR_OK;
}

enum spoor_status spoor_store_opdrachten(struct spoor_session *session, const int32_t *partitions, size_t count,
                                         struct spoor_arena *arena, struct spoor_opdracht_row **out_rows,
                                         size_t *out_count, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_strided(session, (struct store_column){STORE_I32, 0}, partitions, sizeof *partitions, count);
    size_t number = store_queue(session, STORE_READ_OPDRACHTEN);
    status = store_run(session, err);
    if (status)
        return status;
    const PGresult *found = store_result(session, number);
    size_t found_count = store_rows(found);
    struct spoor_opdracht_row *rows = SPOOR_ARENA_ARRAY(arena, struct spoor_opdracht_row, found_count);
    for (size_t row = 0; row < found_count; row++)
        rows[row] = (struct spoor_opdracht_row){
            .partition = store_i32(found, row, 0),
            .offset = store_i64(found, row, 1),
            .soort = store_text(found, row, 2, arena),
            .argument = store_text(found, row, 3, arena),
            .source = store_text(found, row, 4, arena),
            .id = store_text(found, row, 5, arena),
            .cursor = store_uuid(found, row, 6),
            .time_us = store_time(found, row, 7),
            .broker_us = store_time(found, row, 8),
            .gedaan = store_i64(found, row, 9),
            .begonnen = store_bool(found, row, 10),
        };
    *out_rows = rows;
    *out_count = found_count;
    return SPOOR_OK;
}

enum spoor_status spoor_store_klant_slice(struct spoor_session *session, const struct spoor_opdracht_row *opdracht,
                                          bool waiting_only, size_t rows_max, struct spoor_arena *arena,
                                          struct spoor_uuid **out_klanten, size_t *out_count, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_i32(session, opdracht->partition);
    store_param_uuid(session, opdracht->cursor);
    store_param_i64(session, (int64_t)rows_max);
    store_param_i64(session, opdracht->offset);
    size_t number = store_queue(session, waiting_only ? STORE_READ_KLANT_WAITING : STORE_READ_KLANT_SLICE);
    status = store_run(session, err);
    if (status)
        return status;
    const PGresult *found = store_result(session, number);
    size_t count = store_rows(found);
    struct spoor_uuid *klanten = SPOOR_ARENA_ARRAY(arena, struct spoor_uuid, count);
    for (size_t row = 0; row < count; row++)
        klanten[row] = store_uuid(found, row, 0);
    *out_klanten = klanten;
    *out_count = count;
    return SPOOR_OK;
}

enum spoor_status spoor_store_termijnen(struct spoor_session *session, const int32_t *partitions,
                                        const int64_t *bewezen_us, size_t count, size_t rows_max,
                                        struct spoor_arena *arena, struct spoor_termijn_row **out_rows,
                                        size_t *out_count, bool *out_waits, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_strided(session, (struct store_column){STORE_I32, 0}, partitions, sizeof *partitions, count);
    store_param_strided(session, (struct store_column){STORE_TIME, 0}, bewezen_us, sizeof *bewezen_us, count);
    store_param_i64(session, (int64_t)rows_max);
    size_t number = store_queue(session, STORE_READ_TERMIJNEN);
    status = store_run(session, err);
    if (status)
        return status;
    const PGresult *found = store_result(session, number);
    *out_count = 0;
    *out_waits = false;
    *out_rows = SPOOR_ARENA_ARRAY(arena, struct spoor_termijn_row, store_rows(found));
    for (size_t row = 0; row < store_rows(found); row++) {
        if (store_is_null(found, row, 1))
            *out_waits = true;
        else
            (*out_rows)[(*out_count)++] = (struct spoor_termijn_row){.partition = store_i32(found, row, 0),
                                                                     .klant_id = store_uuid(found, row, 1)};
    }
    return SPOOR_OK;
}

enum spoor_status spoor_store_klok(struct spoor_session *session, int64_t *out_us, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    size_t number = store_queue(session, STORE_READ_KLOK);
    status = store_run(session, err);
    if (!status)
        *out_us = store_time(store_result(session, number), 0, 0);
    return status;
}

enum spoor_status spoor_store_proefklok(struct spoor_session *session, struct spoor_arena *arena,
                                        struct spoor_slice *out_interval, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    size_t number = store_queue(session, STORE_READ_PROEFKLOK);
    status = store_run(session, err);
    if (status)
        return status;
    struct spoor_slice interval = store_text(store_result(session, number), 0, 0, arena);
    *out_interval = interval.length > 0 ? interval : SPOOR_SLICE_NULL;
    return SPOOR_OK;
}

enum spoor_status spoor_store_bron_offset(struct spoor_session *session, const char *topic, int32_t partition,
                                          int64_t *out_offset_max, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    store_param_i32(session, partition);
    size_t number = store_queue(session, STORE_READ_BRON);
    status = store_run(session, err);
    if (status)
        return status;
    const PGresult *found = store_result(session, number);
    *out_offset_max = store_rows(found) > 0 ? store_i64(found, 0, 0) : -1;
    return SPOOR_OK;
}

/* Which of the rows are there: the statement gives their numbers, from 1; the other answers are left as they are. */
static enum spoor_status ask_known(struct spoor_session *session, enum store_statement statement,
                                   const struct store_column *columns, size_t column_count, const void *rows,
                                   size_t row_bytes, size_t count, bool *out_known, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    for (size_t i = 0; i < column_count; i++)
        store_param_strided(session, columns[i], rows, row_bytes, count);
    size_t number = store_queue(session, statement);
    status = store_run(session, err);
    for (size_t row = 0; !status && row < store_rows(store_result(session, number)); row++)
        out_known[store_i64(store_result(session, number), row, 0) - 1] = true;
    return status;
}

enum spoor_status spoor_store_fold_rejects(struct spoor_session *session, const struct spoor_quarantaine_row *rejects,
                                           size_t count, bool *out_known, struct spoor_error *err)
{
    static const struct store_column columns[] = {
        {STORE_TEXT, offsetof(struct spoor_quarantaine_row, origin.topic)},
        {STORE_I32, offsetof(struct spoor_quarantaine_row, origin.partition)},
        {STORE_I64, offsetof(struct spoor_quarantaine_row, origin.offset)},
        {STORE_I32, offsetof(struct spoor_quarantaine_row, origin.index)},
        {STORE_TIME, offsetof(struct spoor_quarantaine_row, broker_us)},
    };
    return ask_known(session, STORE_FOLD_REJECTS, columns, sizeof columns / sizeof columns[0], rejects,
                     sizeof *rejects, count, out_known, err);
}

enum spoor_status spoor_store_fold_contactsleutels(struct spoor_session *session,
                                                   const struct spoor_contactsleutel_row *asked, size_t count,
                                                   bool *out_known, struct spoor_error *err)
{
    static const struct store_column columns[] = {
        {STORE_UUID, offsetof(struct spoor_contactsleutel_row, klant_id)},
        {STORE_I64, offsetof(struct spoor_contactsleutel_row, sleutel)},
    };
    return ask_known(session, STORE_FOLD_CONTACTSLEUTELS, columns, sizeof columns / sizeof columns[0], asked,
                     sizeof *asked, count, out_known, err);
}

enum spoor_status spoor_store_quarantaine_next(struct spoor_session *session, const char *topic, int32_t partition,
                                               int64_t offset, int32_t *out_index, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_cstring(session, topic);
    store_param_i32(session, partition);
    store_param_i64(session, offset);
    size_t number = store_queue(session, STORE_QUARANTAINE_NEXT);
    status = store_run(session, err);
    if (!status)
        *out_index = store_i32(store_result(session, number), 0, 0);
    return status;
}

enum spoor_status spoor_store_fold_gehad(struct spoor_session *session, const struct spoor_gehad_row *asked,
                                         size_t count, bool *out_had, struct spoor_error *err)
{
    static const struct store_column columns[] = {
        {STORE_I32, offsetof(struct spoor_gehad_row, partition)},
        {STORE_I64, offsetof(struct spoor_gehad_row, offset)},
        {STORE_UUID, offsetof(struct spoor_gehad_row, klant_id)},
    };
    return ask_known(session, STORE_FOLD_GEHAD, columns, sizeof columns / sizeof columns[0], asked,
                     sizeof *asked, count, out_had, err);
}
