#include "fold_internal.h"

#include <spoor/codec/toestand.h>

static enum spoor_status klant_begin(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                                     struct spoor_error *err)
{
    spoor_toestand_init(&klant->toestand);
    spoor_publicatiestand_init(&klant->stand);
    klant->volgnummer = klant->base.volgnummer;
    klant->changed = klant->refolded = klant->too_large = false;
    enum spoor_status status = SPOOR_OK;
    if (klant->base.toestand.data)
        status = spoor_toestand_decode(klant->base.toestand, batch->arena, &klant->toestand, err);
    if (status == SPOOR_OK && klant->base.publicatiestand.data)
        status = spoor_publicatiestand_decode(klant->base.publicatiestand, batch->arena, &klant->stand, err);
    if (status != SPOOR_OK)
        return spoor_error_set(err, SPOOR_HALT, "toestand_onleesbaar", "a klant row cannot be read: %s",
                               err ? err->message : "");
    spoor_fold_keys_known(batch, klant);
    memcpy(klant->wek_us, klant->stand.wek_us, sizeof klant->wek_us);
    return spoor_fold_openstaand_begin(batch, klant, err);
}

/* The fact is known: again the same delivery, a duplicate, or another content under the same id (docs/architecture.md). */
static void known_fate(struct spoor_fold_item *item, const struct spoor_origin *origin, const uint8_t afdruk[16],
                       struct spoor_slice mapping)
{
    const struct spoor_event *event = &item->record.event;
    item->first = *origin;
    if (item->command || spoor_origin_equal(&event->origin, origin)) {
        item->fate = SPOOR_FATE_REDELIVERED;
    } else if (memcmp(event->afdruk, afdruk, 16) != 0 && spoor_slice_equal(event->mapping, mapping)) {
        item->fate = SPOOR_FATE_REJECTED;
        item->refusal = SPOOR_SLICE("id_hergebruikt");
        item->refusal_text = SPOOR_SLICE("this source and id were used before with another content");
    } else {
        item->fate = SPOOR_FATE_DUPLICATE;
    }
}

static bool known_before(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant, struct spoor_fold_item *item)
{
    const struct spoor_known_fact *fact =
        item->fact == SPOOR_FACT_NOT_ASKED ? NULL : &batch->lookup.facts[item->fact];
    if (fact && fact->known) {
        known_fate(item, &fact->origin, fact->afdruk, fact->mapping);
        return true;
    }
    for (struct spoor_fold_item *one = klant->first; one != item; one = one->next_of_klant) {
        const struct spoor_event *event = &one->record.event;
        if (one->fate == SPOOR_FATE_ACCEPTED && spoor_uuid_equal(event->feit_id, item->record.event.feit_id)) {
            known_fate(item, &event->origin, event->afdruk, event->mapping);
            return true;
        }
    }
    return false;
}

#define REFOLDED_EVENTS_MAX 500000 /* of one batch */

static bool folds(const struct spoor_event *event)
{
    return spoor_kind_folds(event->kind);
}

/* History and the accepted events of the batch up to and including `until`. */
static size_t collect_set(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant, struct spoor_fold_item *until,
                          const struct spoor_event ***out_events)
{
    size_t room = klant->history_count;
    for (struct spoor_fold_item *item = klant->first; item; item = item->next_of_klant)
        room++;
    const struct spoor_event **events = SPOOR_ARENA_ARRAY(batch->arena, const struct spoor_event *, room + 1);
    size_t count = 0;
    for (size_t i = 0; i < klant->history_count; i++)
        if (folds(&klant->history[i]))
            events[count++] = &klant->history[i];
    for (struct spoor_fold_item *item = klant->first; item; item = item->next_of_klant) {
        if (item->fate == SPOOR_FATE_ACCEPTED && folds(&item->record.event))
            events[count++] = &item->record.event;
        if (item == until)
            break;
    }
    *out_events = events;
    return count;
}

/* The refold says anew where every contact belongs; batch items and history take it over. */
static void spread_toewijzingen(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                                struct spoor_fold_item *until, const struct spoor_toewijzing *toewijzingen)
{
    size_t at = 0;
    klant->history_toewijzingen = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_toewijzing, klant->history_count + 1);
    for (size_t i = 0; i < klant->history_count; i++)
        if (folds(&klant->history[i]))
            klant->history_toewijzingen[i] = toewijzingen[at++];
    for (struct spoor_fold_item *item = klant->first; item; item = item->next_of_klant) {
        if (item->fate == SPOOR_FATE_ACCEPTED && folds(&item->record.event))
            item->toewijzing = toewijzingen[at++];
        if (item == until)
            break;
    }
}

static void refold(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant, struct spoor_fold_item *until)
{
    const struct spoor_event **events;
    size_t count = collect_set(batch, klant, until, &events);
    struct spoor_toewijzing *toewijzingen = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_toewijzing, count + 1);
    spoor_toestand_init(&klant->toestand);
    spoor_toestand_refold(&klant->toestand, events, count, spoor_fold_definities(batch, until), batch->arena,
                          toewijzingen);
    spread_toewijzingen(batch, klant, until, toewijzingen);
    klant->refolded = true;
    batch->refolded_events += count;
}

/* Each refold leaves some 300 bytes per event in the arena of the batch: many late or corrected events of a klant with a long
 * history are folded as smaller batches (cuts change nothing). One event alone always goes on. */
static enum spoor_status check_work(const struct spoor_fold_batch *batch, struct spoor_error *err)
{
    if (batch->refolded_events <= REFOLDED_EVENTS_MAX || batch->item_count == 1)
        return SPOOR_OK;
    return spoor_error_set(err, SPOOR_REJECT, "te_veel_werk", "too much to fold again for one transaction");
}

/* A definition that was loaded: only a refold tells what it changes. */
static bool must_refold(const struct spoor_fold_item *item)
{
    return item->command && item->command->event.kind == SPOOR_KIND_DEFINITIE_GELADEN;
}

static enum spoor_apply_result try_apply(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                                         struct spoor_fold_item *item)
{
    struct spoor_event *event = &item->record.event;
    if (must_refold(item))
        return SPOOR_NEEDS_HISTORY;
    if (!folds(event))
        return SPOOR_APPLIED;
    return spoor_toestand_apply(&klant->toestand, event, spoor_fold_definities(batch, item), batch->arena,
                                &item->toewijzing);
}

/* False when the log, keys of older contacts, or the open matters beyond those kept are needed and not there yet. */
static bool apply(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant, struct spoor_fold_item *item)
{
    enum spoor_apply_result result = try_apply(batch, klant, item);
    item->late = result == SPOOR_NEEDS_HISTORY;
    if (result == SPOOR_APPLIED)
        return true;
    klant->needs_openstaand = result == SPOOR_NEEDS_OPENSTAAND;
    if (klant->needs_openstaand)
        return false;
    if (result == SPOOR_NEEDS_KEYS) {
        klant->needs_keys = true;
        return false;
    }
    if (!klant->has_history && klant->base.found) {
        klant->needs_history = true;
        return false;
    }
    refold(batch, klant, item);
    return true;
}

bool spoor_fold_is_stil(const struct spoor_fold_item *item, size_t publicatie)
{
    return item->record.event.stil || item->publicaties[publicatie].ingehouden;
}

/* Encoded at once: later events of the batch must not show in it, since batch cuts change nothing. What is kept back is
 * measured, too: else the release would be what is too large, and the klant stay frozen. */
static void encode_messages(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                            struct spoor_fold_item *item)
{
    item->messages = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_slice, item->publicatie_count);
    for (size_t i = 0; i < item->publicatie_count; i++) {
        if (item->record.event.stil)
            continue;
        spoor_buffer_clear(&batch->text);
        spoor_notification_encode(&batch->context->notification, &item->publicaties[i], &klant->toestand,
                                  &item->record.event, spoor_fold_definities(batch, item), &batch->text);
        klant->too_large = klant->too_large || batch->text.length > SPOOR_NOTIFICATION_BYTES_MAX;
        if (!spoor_fold_is_stil(item, i))
            item->messages[i] = spoor_arena_copy(batch->arena, spoor_buffer_slice(&batch->text));
    }
}

static void tell(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant, struct spoor_fold_item *item)
{
    const struct spoor_definities *definities = spoor_fold_definities(batch, item);
    const struct spoor_event *event = &item->record.event;
    if (event->kind == SPOOR_KIND_BEGINSTAND_GEVRAAGD)
        item->publicatie_count = spoor_publicatie_beginstand(&klant->stand, &klant->toestand, event, definities,
                                                             batch->arena, &item->publicaties);
    else if (item->late || !item->toewijzing.telt_alleen)
        item->publicatie_count = spoor_publicatie_compare(&klant->stand, &klant->toestand, event, definities,
                                                          batch->arena, &item->publicaties);
    if (item->publicatie_count > 0)
        encode_messages(batch, klant, item);
    spoor_fold_klok_compare(batch, klant, item);
}

static struct spoor_slice toestand_bytes(struct spoor_fold_batch *batch, const struct spoor_fold_klant *klant)
{
    spoor_buffer_clear(&batch->text);
    spoor_toestand_encode(&klant->toestand, &batch->text);
    return spoor_arena_copy(batch->arena, spoor_buffer_slice(&batch->text));
}

/* A command reaches klanten that were there before it, each once. */
static bool command_concerns(const struct spoor_fold_klant *klant, const struct spoor_fold_item *item)
{
    return !item->had && klant->base.found &&
           (!item->command->waiting_only || spoor_toestand_waits_for_definition(&klant->toestand));
}

static bool fold_event(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant, struct spoor_fold_item *item)
{
    item->fate = SPOOR_FATE_ACCEPTED;
    item->record.event.volgnummer = klant->volgnummer + 1;
    if (!apply(batch, klant, item))
        return false;
    tell(batch, klant, item);
    return true;
}

static void count_event(struct spoor_fold_klant *klant)
{
    klant->volgnummer++;
    klant->changed = true;
}

/* A command that changes nothing for this klant leaves no trace. */
static bool fold_command(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant, struct spoor_fold_item *item)
{
    item->record.event.klant_ref = klant->base.klant_ref;
    if (!command_concerns(klant, item)) {
        item->fate = SPOOR_FATE_FORGOTTEN;
        return true;
    }
    if (item->refused) {
        spoor_fold_command_park(batch, klant, item);
        return true;
    }
    struct spoor_slice before = toestand_bytes(batch, klant);
    if (known_before(batch, klant, item))
        return true;
    if (!fold_event(batch, klant, item))
        return false;
    struct spoor_openstaand_verschil *verschillen;
    if (item->publicatie_count > 0 || !spoor_slice_equal(before, toestand_bytes(batch, klant)) ||
        spoor_fold_openstaand_differences(batch, klant, &verschillen) > 0)
        count_event(klant);
    else
        item->fate = SPOOR_FATE_FORGOTTEN;
    return true;
}

static void fold_wake(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant, struct spoor_fold_item *item)
{
    spoor_fold_klok_look(batch, klant, item);
    if (item->fate == SPOOR_FATE_ACCEPTED)
        count_event(klant);
    klant->changed = klant->changed || spoor_fold_klok_moved(klant);
}

/* False when more of the klant is needed. */
static bool fold_item(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant, struct spoor_fold_item *item)
{
    item->publicatie_count = item->signaal_count = 0;
    item->toewijzing = (struct spoor_toewijzing){.reis = -1};
    if (item->wake) {
        fold_wake(batch, klant, item);
        return true;
    }
    if (item->command)
        return fold_command(batch, klant, item);
    if (known_before(batch, klant, item))
        return true;
    if (!fold_event(batch, klant, item))
        return false;
    count_event(klant);
    return true;
}

enum spoor_status spoor_fold_klant_run(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                                       struct spoor_error *err)
{
    enum spoor_status status = klant_begin(batch, klant, err);
    klant->needs_keys = klant->needs_history = klant->needs_openstaand = false;
    for (struct spoor_fold_item *item = klant->first; item && status == SPOOR_OK; item = item->next_of_klant)
        item->fate = SPOOR_FATE_PENDING;
    for (struct spoor_fold_item *item = klant->first; item && status == SPOOR_OK; item = item->next_of_klant) {
        if (!fold_item(batch, klant, item))
            return SPOOR_OK;
        status = check_work(batch, err);
    }
    if (status == SPOOR_OK && klant->too_large)
        return spoor_error_set(err, SPOOR_REJECT, "te_groot", "%s", spoor_fold_refused_why("te_groot"));
    return status;
}
