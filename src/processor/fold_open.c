/* Open matters of the klanten of a batch: all of them where a klant has more than its row keeps, and the rows of what a
 * batch changed: the difference of before and after, whatever happened between. */
#include "fold_internal.h"

enum spoor_status spoor_fold_openstaand_begin(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                                              struct spoor_error *err)
{
    struct spoor_toestand *toestand = &klant->toestand;
    size_t expected = toestand->openstaand_count + (size_t)toestand->openstaand_rest;
    if (!klant->has_openstaand) {
        klant->openstaand = toestand->openstaand;
        klant->openstaand_count = toestand->openstaand_count;
    } else if (klant->openstaand_count != expected) {
        return spoor_error_set(err, SPOOR_HALT, "openstaand_onvolledig",
                               "a klant has %zu open matters, and %zu rows of them; rebuild it from the event log",
                               expected, klant->openstaand_count);
    }
    size_t count = klant->openstaand_count;
    if (count == 0)
        return SPOOR_OK;
    struct spoor_openstaand *copy = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_openstaand, count);
    memcpy(copy, klant->openstaand, count * sizeof *copy);
    if (klant->has_openstaand)
        spoor_toestand_complete(toestand, copy, count);
    else
        toestand->openstaand = copy;
    return SPOOR_OK;
}

/* A refold knows them all, so the rows must be known to tell the difference. */
static bool must_load(const struct spoor_fold_klant *klant)
{
    return !klant->has_openstaand &&
           (klant->needs_openstaand || (klant->needs_history && klant->toestand.openstaand_rest > 0));
}

static void take_rows(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                      const struct spoor_openstaand_row *rows, size_t count)
{
    klant->openstaand = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_openstaand, count);
    klant->openstaand_count = count;
    klant->has_openstaand = true;
    for (size_t i = 0; i < count; i++)
        klant->openstaand[i] = rows[i].item;
}

enum spoor_status spoor_fold_load_openstaand(struct spoor_fold_batch *batch, struct spoor_error *err)
{
    struct spoor_fold_klant **asked =
        SPOOR_ARENA_ARRAY(batch->arena, struct spoor_fold_klant *, batch->klant_count + 1);
    struct spoor_uuid *ids = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_uuid, batch->klant_count + 1);
    struct spoor_openstaand_row *rows = NULL;
    size_t count = 0, row_count = 0, end = 0;
    for (size_t i = 0; i < batch->klant_count; i++) {
        if (!must_load(batch->klanten[i]))
            continue;
        asked[count] = batch->klanten[i];
        ids[count++] = batch->klanten[i]->base.klant_id;
    }
    enum spoor_status status = count ? spoor_store_fold_openstaand(batch->context->session, ids, count, batch->arena,
                                                                   &rows, &row_count, err)
                                     : SPOOR_OK;
    for (size_t i = 0; status == SPOOR_OK && i < count; i++) {
        size_t first = end;
        while (end < row_count && spoor_uuid_equal(rows[end].klant_id, ids[i]))
            end++;
        take_rows(batch, asked[i], rows + first, end - first);
    }
    return status;
}

/* None is known to be left out unless none was touched. */
size_t spoor_fold_openstaand_differences(struct spoor_fold_batch *batch, const struct spoor_fold_klant *klant,
                                         struct spoor_openstaand_verschil **out_verschillen)
{
    const struct spoor_toestand *toestand = &klant->toestand;
    if (toestand->openstaand_rest > 0)
        return 0;
    return spoor_openstaand_differences(klant->openstaand, klant->openstaand_count, toestand->openstaand,
                                        toestand->openstaand_count, batch->arena, out_verschillen);
}

static void klant_rows(struct spoor_fold_batch *batch, const struct spoor_fold_klant *klant)
{
    struct spoor_fold_rows *rows = &batch->rows;
    struct spoor_openstaand_verschil *verschillen;
    size_t count = spoor_fold_openstaand_differences(batch, klant, &verschillen);
    for (size_t i = 0; i < count; i++) {
        if (verschillen[i].is)
            rows->openstaand[rows->openstaand_count++] =
                (struct spoor_openstaand_row){klant->base.klant_id, *verschillen[i].is};
        else
            rows->gesloten[rows->gesloten_count++] =
                (struct spoor_openstaand_row){klant->base.klant_id, *verschillen[i].was};
    }
}

void spoor_fold_openstaand_rows(struct spoor_fold_batch *batch)
{
    size_t before = 1, after = 1;
    for (size_t i = 0; i < batch->klant_count; i++) {
        before += batch->klanten[i]->openstaand_count;
        after += batch->klanten[i]->toestand.openstaand_count;
    }
    batch->rows.gesloten = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_openstaand_row, before);
    batch->rows.openstaand = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_openstaand_row, after);
    for (size_t i = 0; i < batch->klant_count; i++)
        if (batch->klanten[i]->changed)
            klant_rows(batch, batch->klanten[i]);
}
