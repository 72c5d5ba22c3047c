/* Messages that none of the compared rows made: the database says which it made before them. */
#include "herstel_internal.h"

#include <spoor/crypto/hash.h>
#include <spoor/store/herstel_store.h>
#include <stdlib.h>

enum { PAGE = 2000 };
#define ARENA_BYTES_MAX ((size_t)64 << 20)

struct spoor_herstel_strangers {
    struct spoor_session *session;
    struct spoor_herstel_rows *rows;
    struct spoor_arena arena; /* texts of the page */
    struct spoor_told told[PAGE];
    struct spoor_herstel_told messages[PAGE];
    size_t *counters[PAGE];
    size_t count;
};

struct spoor_herstel_strangers *spoor_herstel_strangers_new(struct spoor_session *session,
                                                            struct spoor_herstel_rows *rows)
{
    struct spoor_herstel_strangers *strangers = spoor_allocate(sizeof *strangers);
    strangers->session = session;
    strangers->rows = rows;
    spoor_arena_init(&strangers->arena, ARENA_BYTES_MAX);
    return strangers;
}

void spoor_herstel_strangers_free(struct spoor_herstel_strangers *strangers)
{
    if (!strangers)
        return;
    spoor_arena_fini(&strangers->arena);
    free(strangers);
}

enum spoor_status spoor_herstel_strangers_ask(struct spoor_herstel_strangers *strangers, struct spoor_error *err)
{
    enum spoor_status status =
        strangers->count ? spoor_store_herstel_told(strangers->session, strangers->told, strangers->count, err)
                         : SPOOR_OK;
    for (size_t i = 0; status == SPOOR_OK && i < strangers->count; i++) {
        if (strangers->told[i].ours)
            continue;
        spoor_herstel_rows_stranger(strangers->rows, strangers->told[i].partition, &strangers->messages[i]);
        ++*strangers->counters[i];
    }
    strangers->count = 0;
    spoor_arena_reset(&strangers->arena);
    return status;
}

enum spoor_status spoor_herstel_strangers_add(struct spoor_herstel_strangers *strangers,
                                              const struct spoor_herstel_told *told, int32_t partition, int64_t end,
                                              size_t *counter, struct spoor_error *err)
{
    struct spoor_herstel_told *copy = &strangers->messages[strangers->count];
    *copy = *told;
    copy->key = spoor_arena_copy(&strangers->arena, told->key);
    copy->ref = spoor_arena_copy(&strangers->arena, told->ref);
    copy->id = spoor_arena_copy(&strangers->arena, told->id);
    strangers->told[strangers->count] = (struct spoor_told){.klant_id = spoor_klant_id(copy->key),
                                                            .klantreis_ref = copy->ref,
                                                            .id = copy->id,
                                                            .partition = partition,
                                                            .end = end};
    strangers->counters[strangers->count++] = counter;
    return strangers->count == PAGE ? spoor_herstel_strangers_ask(strangers, err) : SPOOR_OK;
}
