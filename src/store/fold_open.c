/* Fold read: the open matters of klanten that have more of them than their row keeps. */
#include "store_internal.h"

#include <spoor/store/fold_store.h>

static struct spoor_openstaand_row load_row(const PGresult *found, size_t row, const struct spoor_uuid *klanten,
                                            struct spoor_arena *arena)
{
    return (struct spoor_openstaand_row){.klant_id = klanten[store_i64(found, row, 0) - 1],
                                         .item = {.sinds_us = store_time(found, row, 1),
                                                  .uiterlijk_us = store_time(found, row, 2),
                                                  .soort = store_text(found, row, 3, arena),
                                                  .ref = store_text(found, row, 4, arena),
                                                  .aard = store_text(found, row, 5, arena),
                                                  .eigenaar = store_text(found, row, 6, arena),
                                                  .divisie = store_text(found, row, 7, arena),
                                                  .regisseur = store_text(found, row, 8, arena)}};
}

enum spoor_status spoor_store_fold_openstaand(struct spoor_session *session, const struct spoor_uuid *klanten,
                                              size_t klant_count, struct spoor_arena *arena,
                                              struct spoor_openstaand_row **out_rows, size_t *out_count,
                                              struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_param_strided(session, (struct store_column){STORE_UUID, 0}, klanten, sizeof *klanten, klant_count);
    size_t number = store_queue(session, STORE_FOLD_OPENSTAAND);
    status = store_run(session, err);
    if (status)
        return status;
    const PGresult *found = store_result(session, number);
    *out_count = store_rows(found);
    *out_rows = SPOOR_ARENA_ARRAY(arena, struct spoor_openstaand_row, *out_count);
    for (size_t row = 0; row < *out_count; row++)
        (*out_rows)[row] = load_row(found, row, klanten, arena);
    return SPOOR_OK;
}
