/* Keys of contacts that are no longer recent: asked for klanten whose events may belong to one, written as they leave.
 *
 * An ordinary klant has few contacts and none that left: nothing is asked and nothing written (docs/decisions/0018). */
#include "fold_internal.h"

#include <spoor/base/metrics.h>

static size_t count_keys(const struct spoor_fold_klant *klant)
{
    int64_t keys[SPOOR_CONTACT_KEYS_MAX];
    size_t count = 0;
    for (const struct spoor_fold_item *item = klant->first; item; item = item->next_of_klant)
        count += spoor_contacten_keys(&item->record.event, keys);
    return count;
}

static bool must_load(const struct spoor_fold_klant *klant)
{
    return klant->needs_keys && !klant->has_keys;
}

static size_t add_keys(const struct spoor_fold_klant *klant, struct spoor_contactsleutel_row *rows)
{
    int64_t keys[SPOOR_CONTACT_KEYS_MAX];
    size_t count = 0;
    for (const struct spoor_fold_item *item = klant->first; item; item = item->next_of_klant) {
        size_t of_event = spoor_contacten_keys(&item->record.event, keys);
        for (size_t i = 0; i < of_event; i++)
            rows[count++] = (struct spoor_contactsleutel_row){klant->base.klant_id, keys[i]};
    }
    return count;
}

static void take_known(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                       const struct spoor_contactsleutel_row *rows, const bool *known, size_t count)
{
    klant->keys = SPOOR_ARENA_ARRAY(batch->arena, int64_t, count + 1);
    klant->key_count = 0;
    for (size_t i = 0; i < count; i++)
        if (known[i])
            klant->keys[klant->key_count++] = rows[i].sleutel;
    klant->has_keys = true;
}

enum spoor_status spoor_fold_load_keys(struct spoor_fold_batch *batch, struct spoor_error *err)
{
    size_t room = 0, count = 0, at = 0;
    for (size_t i = 0; i < batch->klant_count; i++)
        room += must_load(batch->klanten[i]) ? count_keys(batch->klanten[i]) : 0;
    struct spoor_contactsleutel_row *rows = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_contactsleutel_row, room + 1);
    size_t *ends = SPOOR_ARENA_ARRAY(batch->arena, size_t, batch->klant_count + 1);
    for (size_t i = 0; i < batch->klant_count; i++) {
        count += must_load(batch->klanten[i]) ? add_keys(batch->klanten[i], rows + count) : 0;
        ends[i] = count;
    }
    bool *known = SPOOR_ARENA_ARRAY(batch->arena, bool, count + 1);
    enum spoor_status status =
        count ? spoor_store_fold_contactsleutels(batch->context->session, rows, count, known, err) : SPOOR_OK;
    for (size_t i = 0; status == SPOOR_OK && i < batch->klant_count; at = ends[i++])
        if (must_load(batch->klanten[i]))
            take_known(batch, batch->klanten[i], rows + at, known + at, ends[i] - at);
    spoor_metric_add(SPOOR_METRIC_CONTACT_KEYS_ASKED, "", (int64_t)count);
    return status;
}

void spoor_fold_keys_known(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant)
{
    struct spoor_staart *staart = &klant->toestand.contacten.staart;
    for (size_t i = 0; i < klant->key_count; i++)
        spoor_staart_add(staart, klant->keys[i], batch->arena);
    staart->gelezen = staart->count;
    staart->gevraagd = klant->has_keys;
}

size_t spoor_fold_key_count(const struct spoor_fold_klant *klant)
{
    const struct spoor_staart *staart = &klant->toestand.contacten.staart;
    return staart->count - staart->gelezen;
}

void spoor_fold_key_rows(struct spoor_fold_batch *batch, const struct spoor_fold_klant *klant)
{
    const struct spoor_staart *staart = &klant->toestand.contacten.staart;
    for (size_t i = staart->gelezen; i < staart->count; i++)
        batch->rows.contactsleutels[batch->rows.contactsleutel_count++] =
            (struct spoor_contactsleutel_row){klant->base.klant_id, staart->sleutels[i]};
}
