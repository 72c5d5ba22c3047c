/* Fold write: the end of a fold transaction (docs/architecture.md), every table and the commit in one pipeline. */
#include "store_internal.h"

#include <spoor/base/crash.h>
#include <spoor/store/fold_store.h>
#include <stdlib.h>

/* Pointers to rows, in scratch memory of the session. */
static const void **pointers_of(struct spoor_session *session, size_t count)
{
    if (count > session->pointer_capacity) {
        session->pointers = spoor_reallocate(session->pointers, count * sizeof *session->pointers);
        session->pointer_capacity = count;
    }
    return session->pointers;
}

static int by_first_uuid(const void *a, const void *b, void *context)
{
    size_t offset = *(const size_t *)context;
    const char *const *left = a, *const *right = b;
    return memcmp(*left + offset, *right + offset, sizeof(struct spoor_uuid));
}

/* In the order of klant_id: an index is walked in its order, and two transactions meet rows in the same order. */
static void sort_by_klant(enum store_statement statement, const void **pointers, size_t count)
{
    struct store_column first = store_shape_of(statement).columns[0];
    if (first.type == STORE_UUID)
        qsort_r(pointers, count, sizeof *pointers, by_first_uuid, &first.offset);
}

static void queue_pointers(struct spoor_session *session, enum store_statement statement, const void **pointers,
                           size_t count)
{
    if (count == 0)
        return;
    sort_by_klant(statement, pointers, count);
    store_param_shape(session, statement, pointers, count);
    store_queue(session, statement);
}

static void fill(const void **pointers, const void *rows, size_t row_bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pointers[i] = (const char *)rows + i * row_bytes;
}

static void queue_rows(struct spoor_session *session, enum store_statement statement, const void *rows,
                       size_t row_bytes, size_t count)
{
    const void **pointers = pointers_of(session, count);
    fill(pointers, rows, row_bytes, count);
    queue_pointers(session, statement, pointers, count);
}

/* The same for statements that take the clock as their first parameter. */
static void queue_timed(struct spoor_session *session, enum store_statement statement, const void *rows,
                        size_t row_bytes, size_t count)
{
    if (count == 0)
        return;
    store_param_time(session, session->clock_us);
    queue_rows(session, statement, rows, row_bytes, count);
}

static void queue_events(struct spoor_session *session, const struct spoor_fold_rows *rows)
{
    const void **pointers = pointers_of(session, rows->gebeurtenis_count);
    for (size_t i = 0; i < rows->gebeurtenis_count; i++)
        pointers[i] = rows->gebeurtenissen[i];
    queue_pointers(session, STORE_WRITE_GEBEURTENIS, pointers, rows->gebeurtenis_count);
}

static void queue_klanten(struct spoor_session *session, enum store_statement statement, bool found,
                          const struct spoor_fold_rows *rows)
{
    const void **pointers = pointers_of(session, rows->klant_count);
    size_t count = 0;
    for (size_t i = 0; i < rows->klant_count; i++)
        if (rows->klanten[i].found == found)
            pointers[count++] = &rows->klanten[i];
    queue_pointers(session, statement, pointers, count);
}

static void queue_termijnen(struct spoor_session *session, enum store_statement statement, bool set,
                            const struct spoor_fold_rows *rows)
{
    const void **pointers = pointers_of(session, rows->termijn_count);
    size_t count = 0;
    for (size_t i = 0; i < rows->termijn_count; i++)
        if ((rows->termijnen[i].op_us != SPOOR_TIME_NONE) == set)
            pointers[count++] = &rows->termijnen[i];
    queue_pointers(session, statement, pointers, count);
}

static void queue_finished(struct spoor_session *session, const struct spoor_fold_rows *rows)
{
    const void **pointers = pointers_of(session, rows->opdracht_count);
    size_t count = 0;
    for (size_t i = 0; i < rows->opdracht_count; i++)
        if (rows->opdrachten[i].afgerond)
            pointers[count++] = &rows->opdrachten[i];
    queue_pointers(session, STORE_WRITE_GEHAD_KLAAR, pointers, count);
}

static void queue_outbox(struct spoor_session *session, const struct spoor_fold_rows *rows)
{
    if (rows->outbox_count == 0)
        return;
    store_param_i16(session, session->outbox_table);
    queue_rows(session, STORE_WRITE_OUTBOX, rows->outbox, sizeof *rows->outbox, rows->outbox_count);
}

static void queue_progress(struct spoor_session *session, const char *topic, const struct spoor_position *positions,
                           size_t count)
{
    store_param_cstring(session, topic);
    store_param_time(session, session->clock_us);
    store_param_i64(session, (int64_t)count);
    queue_rows(session, STORE_WRITE_PROGRESS, positions, sizeof *positions, count);
}

#define QUEUE(queue, statement, member, counter)                                                                       \
    queue(session, STORE_WRITE_##statement, rows->member, sizeof *rows->member, rows->counter)

/* bron comes last but for progress: other owners write these rows too, and the lock is held until the commit. */
static void queue_tables(struct spoor_session *session, const struct spoor_fold_rows *rows)
{
    queue_klanten(session, STORE_WRITE_KLANT_NEW, false, rows);
    queue_klanten(session, STORE_WRITE_KLANT, true, rows);
    QUEUE(queue_rows, KLANTREIS, reizen, reis_count);
    QUEUE(queue_rows, KLANTCONTACT, contacten, contact_count);
    QUEUE(queue_rows, CONTACT_CHANGE, contact_wijzigingen, contact_wijziging_count);
    QUEUE(queue_rows, CONTACT_GONE, contacten_weg, contact_weg_count);
    QUEUE(queue_rows, CONTACTSLEUTEL, contactsleutels, contactsleutel_count);
    QUEUE(queue_rows, GESLOTEN, gesloten, gesloten_count);
    QUEUE(queue_rows, OPENSTAAND, openstaand, openstaand_count);
    QUEUE(queue_rows, PUBLICATIE, publicaties, publicatie_count);
    QUEUE(queue_rows, SIGNAAL, signalen, signaal_count);
    queue_outbox(session, rows);
    queue_termijnen(session, STORE_WRITE_TERMIJN, true, rows);
    queue_termijnen(session, STORE_WRITE_TERMIJN_KLAAR, false, rows);
    QUEUE(queue_timed, WEGGELATEN, weggelaten, weggelaten_count);
    QUEUE(queue_rows, QUARANTAINE_PLAATS, quarantaine, quarantaine_count);
    QUEUE(queue_timed, QUARANTAINE, quarantaine, quarantaine_count);
    QUEUE(queue_timed, HERSTELD, hersteld, hersteld_count);
    QUEUE(queue_timed, OPDRACHT, opdrachten, opdracht_count);
    QUEUE(queue_rows, GEHAD, gehad, gehad_count);
    queue_finished(session, rows);
    QUEUE(queue_timed, DEFINITIE, definities, definitie_count);
    QUEUE(queue_timed, BRON, bronnen, bron_count);
}

/* A row of klant or gebeurtenis that is there already: the caller looked before another transaction of ours ended. */
static bool must_look_again(enum store_statement statement, const struct spoor_error *failure)
{
    return strcmp(failure->code, "23505") == 0 &&
           (statement == STORE_WRITE_GEBEURTENIS || statement == STORE_WRITE_KLANT_NEW);
}

static enum spoor_status judge_failure(enum store_statement statement, enum spoor_status status,
                                       struct spoor_error *failure)
{
    if (must_look_again(statement, failure))
        return spoor_error_set(failure, SPOOR_RETRY, "23505", "%s: a row is there already: look up again",
                               store_statement_name(statement));
    if (statement == STORE_WRITE_PROGRESS && strcmp(failure->code, "22012") == 0)
        return spoor_error_set(failure, SPOOR_LOST, "fence", "a partition has another owner or position");
    /* An answer with an SQLSTATE to a statement before COMMIT undid it all; without one, COMMIT may have been read. */
    bool answered = strcmp(failure->code, "connection") != 0;
    if (status == SPOOR_RETRY && (!answered || statement == STORE_COMMIT))
        return spoor_error_set(failure, SPOOR_RETRY, "unknown_outcome", "after COMMIT was sent: %s", failure->message);
    return status;
}

enum spoor_status spoor_store_fold_send_events(struct spoor_session *session, const struct spoor_fold_rows *rows,
                                               struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    queue_events(session, rows);
    store_flush(session);
    session->events_sent = true;
    return SPOOR_OK;
}

enum spoor_status spoor_store_fold_write(struct spoor_session *session, const char *topic,
                                         const struct spoor_position *positions, size_t count,
                                         const struct spoor_fold_rows *rows, struct spoor_error *err)
{
    enum spoor_status status = session->events_sent ? SPOOR_OK : spoor_store_fold_send_events(session, rows, err);
    if (status)
        return status;
    queue_tables(session, rows);
    queue_progress(session, topic, positions, count);
    store_flush(session);
    SPOOR_CRASH_POINT(FOLD_WRITTEN);
    store_queue(session, STORE_COMMIT);
    store_send(session);
    SPOOR_CRASH_POINT(FOLD_COMMIT_SENT);
    struct spoor_error failure = {0};
    enum store_statement failed = STORE_COMMIT;
    status = store_receive(session, &failed, &failure);
    if (status)
        status = judge_failure(failed, status, &failure);
    if (status && err)
        *err = failure;
    return status;
}
