/* Claim: becoming the owner of partitions, and stopping to be. */
#include "store_internal.h"

#include <spoor/store/fold_store.h>
#include <stddef.h>

#define LOCK_TIMEOUT_DEFAULT_MS 1000 /* docs/architecture.md */

static void param_positions(struct spoor_session *session, enum store_type type, size_t offset,
                            const struct spoor_position *positions, size_t count)
{
    store_param_strided(session, (struct store_column){type, offset}, positions, sizeof *positions, count);
}

void store_param_partitions(struct spoor_session *session, const struct spoor_position *positions, size_t count)
{
    param_positions(session, STORE_I32, offsetof(struct spoor_position, partition), positions, count);
}

void store_param_epochs(struct spoor_session *session, const struct spoor_position *positions, size_t count)
{
    param_positions(session, STORE_I64, offsetof(struct spoor_position, epoch), positions, count);
}

void store_param_place(struct spoor_session *session, const char *topic, const struct spoor_position *positions,
                       size_t count)
{
    store_param_cstring(session, topic);
    store_param_partitions(session, positions, count);
}

void store_queue_lock_timeout(struct spoor_session *session)
{
    char text[32];
    int64_t ms = session->lock_timeout_ms > 0 ? session->lock_timeout_ms : LOCK_TIMEOUT_DEFAULT_MS;
    snprintf(text, sizeof text, "%lldms", (long long)ms);
    store_param_cstring(session, text);
    store_queue(session, STORE_LOCK_TIMEOUT);
}

static void remember_announced(struct spoor_session *session)
{
    session->announced_pid = spoor_session_backend_pid(session);
    memcpy(session->announced_start, session->backend_start, sizeof session->announced_start);
}

struct claim {
    const char *topic, *instance, *relay_id;
    struct spoor_position *positions;
    size_t count;
    struct spoor_arena *arena;
};

static struct spoor_position *find_position(const struct claim *claim, int32_t partition)
{
    size_t i = 0;
    while (claim->positions[i].partition != partition)
        i++; /* the statements answer about asked partitions only */
    return &claim->positions[i];
}

static void load_former(const struct claim *claim, const PGresult *locked)
{
    for (size_t row = 0; row < store_rows(locked); row++)
        find_position(claim, store_i32(locked, row, 0))->former_relay_id = store_text(locked, row, 1, claim->arena);
}

static void load_taken(const struct claim *claim, const PGresult *taken)
{
    for (size_t row = 0; row < store_rows(taken); row++) {
        struct spoor_position *position = find_position(claim, store_i32(taken, row, 0));
        position->next_offset = store_i64(taken, row, 1);
        position->stap = store_i64(taken, row, 2);
        position->epoch = store_i64(taken, row, 3);
        position->outbox_sequence = store_i64(taken, row, 4);
        position->mark = store_i64(taken, row, 5);
        position->ahead = store_i64(taken, row, 6);
    }
}

/* The owners that this claim comes to replace: one that comes after this moment is not ended by it. */
static enum spoor_status read_epochs(struct spoor_session *session, const struct claim *claim, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_place(session, claim->topic, claim->positions, claim->count);
    size_t number = store_queue(session, STORE_CLAIM_EPOCHS);
    status = store_run(session, err);
    if (status)
        return status;
    const PGresult *rows = store_result(session, number);
    for (size_t i = 0; i < claim->count; i++)
        claim->positions[i].epoch = 0;
    for (size_t row = 0; row < store_rows(rows); row++)
        find_position(claim, store_i32(rows, row, 0))->epoch = store_i64(rows, row, 1);
    return SPOOR_OK;
}

/* Makes, locks and takes the rows in one transaction and one round trip. */
static enum spoor_status take(struct spoor_session *session, void *context, struct spoor_error *err)
{
    const struct claim *claim = context;
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_queue(session, STORE_BEGIN);
    store_queue_lock_timeout(session);
    store_param_place(session, claim->topic, claim->positions, claim->count);
    store_queue(session, STORE_CLAIM_MAKE);
    store_param_place(session, claim->topic, claim->positions, claim->count);
    size_t locked = store_queue(session, STORE_CLAIM_LOCK);
    store_param_place(session, claim->topic, claim->positions, claim->count);
    store_param_cstring(session, claim->instance);
    store_param_cstring(session, claim->relay_id);
    store_param_cstring(session, session->backend_start);
    size_t taken = store_queue(session, STORE_CLAIM_TAKE);
    store_queue(session, STORE_COMMIT);
    status = store_run(session, err);
    if (status)
        return status;
    load_former(claim, store_result(session, locked));
    load_taken(claim, store_result(session, taken));
    remember_announced(session);
    return SPOOR_OK;
}

enum spoor_status spoor_store_claim(struct spoor_session *session, const char *topic, const char *instance,
                                    const char *relay_id, struct spoor_position *positions, size_t count,
                                    struct spoor_arena *arena, struct spoor_error *err)
{
    struct claim claim = {.topic = topic, .instance = instance, .relay_id = relay_id,
                          .positions = positions, .count = count, .arena = arena};
    enum spoor_status status = read_epochs(session, &claim, err);
    return status ? status : store_with_rows(session, topic, positions, count, take, &claim, err);
}

enum spoor_status spoor_store_release(struct spoor_session *session, const char *topic,
                                      const struct spoor_position *positions, size_t count, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_place(session, topic, positions, count);
    store_param_epochs(session, positions, count);
    store_queue(session, STORE_CLAIM_RELEASE);
    return store_run(session, err);
}

struct announcement {
    const char *topic;
    const struct spoor_position *positions;
    size_t count;
};

static enum spoor_status announce(struct spoor_session *session, void *context, struct spoor_error *err)
{
    const struct announcement *own = context;
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_queue(session, STORE_BEGIN);
    store_queue_lock_timeout(session);
    store_param_place(session, own->topic, own->positions, own->count);
    store_queue(session, STORE_CLAIM_LOCK);
    store_param_place(session, own->topic, own->positions, own->count);
    store_param_epochs(session, own->positions, own->count);
    store_param_cstring(session, session->backend_start);
    store_param_i32(session, session->announced_pid);
    store_param_cstring(session, session->announced_start);
    store_queue(session, STORE_CLAIM_ANNOUNCE);
    store_queue(session, STORE_COMMIT);
    return store_run(session, err);
}

enum spoor_status store_announce(struct spoor_session *session, const char *topic,
                                 const struct spoor_position *positions, size_t count, struct spoor_error *err)
{
    if (session->announced_pid == spoor_session_backend_pid(session))
        return SPOOR_OK;
    struct announcement own = {.topic = topic, .positions = positions, .count = count};
    enum spoor_status status = store_with_rows(session, topic, positions, count, announce, &own, err);
    if (!status)
        remember_announced(session);
    return status;
}
