#include "definities.h"

#include <spoor/codec/definition.h>
#include <spoor/store/fold_store.h>
#include <stdlib.h>

/* By code bytewise, then version: the order that the fold counts on. */
static int compare(const void *left, const void *right)
{
    const struct spoor_definitie *a = *(const struct spoor_definitie *const *)left;
    const struct spoor_definitie *b = *(const struct spoor_definitie *const *)right;
    int c = spoor_slice_compare(a->code, b->code);
    return c ? c : (a->versie > b->versie) - (a->versie < b->versie);
}

enum spoor_status spoor_definities_load(struct spoor_session *session, struct spoor_arena *arena,
                                        struct spoor_definities *out_definities, struct spoor_error *err)
{
    return spoor_definities_load_until(session, INT64_MAX, arena, out_definities, err);
}

enum spoor_status spoor_definities_load_until(struct spoor_session *session, int64_t tot_us, struct spoor_arena *arena,
                                              struct spoor_definities *out_definities, struct spoor_error *err)
{
    struct spoor_definitie_row *rows = NULL;
    size_t count = 0;
    enum spoor_status status = spoor_store_definities(session, arena, &rows, &count, err);
    if (status != SPOOR_OK)
        return status;
    const struct spoor_definitie **items = SPOOR_ARENA_ARRAY(arena, const struct spoor_definitie *, count + 1);
    size_t known = 0;
    for (size_t i = 0; i < count && status == SPOOR_OK; i++) {
        if (rows[i].geladen_us > tot_us)
            continue;
        struct spoor_definitie *definitie = SPOOR_ARENA_NEW(arena, struct spoor_definitie);
        status = spoor_definition_parse(rows[i].document, arena, definitie, err);
        definitie->checksum = rows[i].checksum;
        definitie->document = rows[i].document;
        items[known++] = definitie;
    }
    if (status != SPOOR_OK)
        return spoor_error_prefix(err, "a definition in force");
    qsort(items, known, sizeof *items, compare);
    out_definities->items = items;
    out_definities->count = known;
    return SPOOR_OK;
}
