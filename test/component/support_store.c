#include "support_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define CHECK(status, error)                                                                                           \
    do {                                                                                                               \
        if (status)                                                                                                    \
            fail_msg("%s: %s", (error).code, (error).message);                                                         \
    } while (0)

struct spoor_session *store_session(const char *application)
{
    struct spoor_session_options options = {.dsn = database_dsn(), .application = application,
                                            .role = "spoor_process", .lock_timeout_ms = 300};
    struct spoor_session *session = NULL;
    struct spoor_error err = {0};
    CHECK(spoor_session_open(&options, &session, &err), err);
    return session;
}

void store_claim(struct store *store)
{
    CHECK(spoor_store_claim(store->session, STORE_TOPIC, "test-0", "relay-0", store->positions, STORE_PARTITIONS,
                            &store->arena, &store->err), store->err);
}

int store_setup(void **state)
{
    database_setup(state);
    struct store *store = calloc(1, sizeof *store);
    spoor_arena_init(&store->arena, 256 << 20);
    store->session = store_session("spoor test");
    for (int32_t i = 0; i < STORE_PARTITIONS; i++)
        store->positions[i].partition = i;
    store_claim(store);
    *state = store;
    return 0;
}

int store_teardown(void **state)
{
    struct store *store = *state;
    spoor_session_close(store->session);
    spoor_arena_fini(&store->arena);
    free(store);
    return database_teardown(state);
}

enum spoor_status store_begin(struct store *store)
{
    return spoor_store_fold_begin(store->session, STORE_TOPIC, store->positions, STORE_PARTITIONS, store->lost,
                                  &store->lookup, &store->arena, &store->err);
}

enum spoor_status store_write(struct store *store, struct spoor_fold_rows *rows)
{
    struct spoor_position moved[STORE_PARTITIONS];
    memcpy(moved, store->positions, sizeof moved);
    for (int i = 0; i < STORE_PARTITIONS; i++)
        moved[i].next_offset++;
    for (size_t i = 0; i < rows->outbox_count; i++)
        moved[rows->outbox[i].partition].outbox_sequence = rows->outbox[i].sequence;
    enum spoor_status status = spoor_store_fold_write(store->session, STORE_TOPIC, moved, STORE_PARTITIONS, rows,
                                                      &store->err);
    if (status)
        return status;
    memcpy(store->positions, moved, sizeof moved);
    for (int i = 0; i < STORE_PARTITIONS; i++)
        store->positions[i].stap++;
    return SPOOR_OK;
}

void store_fold(struct store *store, struct spoor_fold_rows *rows)
{
    CHECK(store_begin(store), store->err);
    CHECK(store_write(store, rows), store->err);
}
