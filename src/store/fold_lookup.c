/* Fold look-up: the start of a fold transaction (docs/architecture.md), and the answer after one whose end is unknown. */
#include "store_internal.h"

#include <spoor/store/fold_store.h>
#include <stddef.h>
#include <stdlib.h>

static size_t queue_fence(struct spoor_session *session, const char *topic, const struct spoor_position *positions,
                          size_t count)
{
    store_param_place(session, topic, positions, count);
    store_param_strided(session, (struct store_column){STORE_I64, offsetof(struct spoor_position, stap)}, positions,
                        sizeof *positions, count);
    store_param_epochs(session, positions, count);
    return store_queue(session, STORE_FOLD_FENCE);
}

static int by_uuid(const void *a, const void *b, void *uuids)
{
    const struct spoor_uuid *all = uuids;
    return spoor_uuid_compare(all[*(const uint32_t *)a], all[*(const uint32_t *)b]);
}

/* Keys are asked in their order, since neighbours share pages of the index: a fifth less work for PostgreSQL. */
static uint32_t *order_of(const struct spoor_uuid *uuids, size_t count, struct spoor_arena *arena)
{
    uint32_t *order = SPOOR_ARENA_ARRAY(arena, uint32_t, count);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    if (count > 0)
        qsort_r(order, count, sizeof *order, by_uuid, (void *)(uintptr_t)uuids);
    return order;
}

static void param_uuids(struct spoor_session *session, const struct spoor_uuid *uuids, const uint32_t *order,
                        size_t count, struct spoor_arena *arena)
{
    const void **pointers = SPOOR_ARENA_ARRAY(arena, const void *, count);
    for (size_t i = 0; i < count; i++)
        pointers[i] = &uuids[order[i]];
    store_param_column(session, (struct store_column){STORE_UUID, 0}, pointers, count);
}

static void mark_lost(const struct spoor_position *positions, size_t count, const PGresult *fence, bool *out_lost)
{
    for (size_t i = 0; i < count; i++) {
        bool held = false;
        for (size_t row = 0; row < store_rows(fence) && !held; row++)
            held = store_i32(fence, row, 0) == positions[i].partition;
        out_lost[i] = !held;
    }
}

/* The database's clock, never earlier than the last one stored by any of the partitions. */
static int64_t clock_of(const PGresult *fence)
{
    int64_t clock_us = store_time(fence, 0, 2);
    for (size_t row = 0; row < store_rows(fence); row++) {
        int64_t last_us = store_time(fence, row, 1);
        if (last_us > clock_us) /* SPOOR_TIME_NONE is the least */
            clock_us = last_us;
    }
    return clock_us;
}

struct answer { /* NULL when there was nothing to ask; order: what the ordinals of the answer stand for */
    const PGresult *fence, *facts, *klanten;
    const uint32_t *fact_order, *klant_order;
};

static void load_facts(struct spoor_fold_lookup *lookup, const struct answer *answer, struct spoor_arena *arena)
{
    const PGresult *found = answer->facts;
    lookup->facts = SPOOR_ARENA_ARRAY(arena, struct spoor_known_fact, lookup->fact_count);
    for (size_t row = 0; found && row < store_rows(found); row++) {
        struct spoor_known_fact *fact = &lookup->facts[answer->fact_order[store_i64(found, row, 0) - 1]];
        fact->known = true;
        fact->origin.topic = store_text(found, row, 1, arena);
        fact->origin.partition = store_i32(found, row, 2);
        fact->origin.offset = store_i64(found, row, 3);
        fact->origin.index = store_i32(found, row, 4);
        memcpy(fact->afdruk, store_cell(found, row, 5).data, sizeof fact->afdruk);
        fact->mapping = store_text(found, row, 6, arena);
    }
}

static void load_klanten(struct spoor_fold_lookup *lookup, const struct answer *answer, struct spoor_arena *arena)
{
    const PGresult *found = answer->klanten;
    lookup->klant_rows = SPOOR_ARENA_ARRAY(arena, struct spoor_klant_row, lookup->klant_count);
    for (size_t i = 0; i < lookup->klant_count; i++)
        lookup->klant_rows[i].klant_id = lookup->klanten[i];
    for (size_t row = 0; found && row < store_rows(found); row++) {
        struct spoor_klant_row *klant = &lookup->klant_rows[answer->klant_order[store_i64(found, row, 0) - 1]];
        klant->found = true;
        klant->klant_ref = store_text(found, row, 1, arena);
        klant->partition = store_i32(found, row, 2);
        klant->volgnummer = store_i64(found, row, 3);
        klant->toestand = store_text(found, row, 4, arena);
        klant->publicatiestand = store_text(found, row, 5, arena);
        klant->wacht_op_definitie = store_bool(found, row, 6);
    }
}

/* All of it in one round trip; a statement that has nothing to ask is left out. */
static enum spoor_status look_up(struct spoor_session *session, const char *topic,
                                 const struct spoor_position *positions, size_t count,
                                 const struct spoor_fold_lookup *lookup, struct answer *out_answer,
                                 struct spoor_arena *arena, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    struct answer answer = {.fact_order = order_of(lookup->fact_klanten, lookup->fact_count, arena),
                            .klant_order = order_of(lookup->klanten, lookup->klant_count, arena)};
    size_t facts = 0, klanten = 0; /* 0 is BEGIN: not asked */
    store_queue(session, STORE_BEGIN);
    size_t fence = queue_fence(session, topic, positions, count);
    if (lookup->fact_count > 0) {
        param_uuids(session, lookup->fact_klanten, answer.fact_order, lookup->fact_count, arena);
        param_uuids(session, lookup->fact_ids, answer.fact_order, lookup->fact_count, arena);
        facts = store_queue(session, STORE_FOLD_FACTS);
    }
    if (lookup->klant_count > 0) {
        param_uuids(session, lookup->klanten, answer.klant_order, lookup->klant_count, arena);
        klanten = store_queue(session, STORE_FOLD_KLANTEN);
    }
    status = store_run(session, err);
    if (status)
        return status;
    answer.fence = store_result(session, fence);
    answer.facts = facts ? store_result(session, facts) : NULL;
    answer.klanten = klanten ? store_result(session, klanten) : NULL;
    *out_answer = answer;
    return SPOOR_OK;
}

enum spoor_status spoor_store_fold_begin(struct spoor_session *session, const char *topic,
                                         const struct spoor_position *positions, size_t count, bool *out_lost,
                                         struct spoor_fold_lookup *lookup, struct spoor_arena *arena,
                                         struct spoor_error *err)
{
    struct answer answer;
    memset(out_lost, 0, count * sizeof *out_lost);
    enum spoor_status status = store_announce(session, topic, positions, count, err);
    if (!status)
        status = look_up(session, topic, positions, count, lookup, &answer, arena, err);
    if (status)
        return status;
    mark_lost(positions, count, answer.fence, out_lost);
    if (store_rows(answer.fence) < count) {
        spoor_session_rollback(session, NULL);
        return spoor_error_set(err, SPOOR_LOST, "fence", "%s: a partition has another owner or position", topic);
    }
    session->clock_us = lookup->now_us = clock_of(answer.fence);
    session->outbox_table = store_i16(answer.fence, 0, 3);
    load_facts(lookup, &answer, arena);
    load_klanten(lookup, &answer, arena);
    return SPOOR_OK;
}

struct question {
    const char *topic;
    const struct spoor_position *positions;
    size_t count;
    bool committed, ours;
};

static void judge(struct question *question, const PGresult *rows)
{
    for (size_t row = 0; row < store_rows(rows); row++)
        for (size_t i = 0; i < question->count; i++) {
            const struct spoor_position *position = &question->positions[i];
            if (position->partition != store_i32(rows, row, 0) || position->epoch != store_i64(rows, row, 2))
                continue;
            question->ours = true;
            question->committed = store_i64(rows, row, 1) > position->stap;
        }
}

static enum spoor_status ask(struct spoor_session *session, void *context, struct spoor_error *err)
{
    struct question *question = context;
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_queue(session, STORE_BEGIN);
    store_queue_lock_timeout(session);
    store_param_place(session, question->topic, question->positions, question->count);
    size_t rows = store_queue(session, STORE_FOLD_OUTCOME);
    store_queue(session, STORE_COMMIT);
    status = store_run(session, err);
    if (!status)
        judge(question, store_result(session, rows));
    return status;
}

enum spoor_status spoor_store_fold_outcome(struct spoor_session *session, const char *topic,
                                           const struct spoor_position *positions, size_t count, bool *out_committed,
                                           struct spoor_error *err)
{
    struct question question = {.topic = topic, .positions = positions, .count = count};
    enum spoor_status status = store_with_rows(session, topic, positions, count, ask, &question, err);
    if (status)
        return status;
    if (!question.ours)
        return spoor_error_set(err, SPOOR_LOST, "fence", "%s: all partitions have another owner", topic);
    *out_committed = question.committed;
    return SPOOR_OK;
}
