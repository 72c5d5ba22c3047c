/* Clocks in the fold: a timer that is due goes off as an event of its klant, with its own volgnummer (docs/architecture.md
 * "Clocks"). */
#include "fold_internal.h"

#include <spoor/crypto/hash.h>

#define REFUSED_AGAIN_US (3600 * SPOOR_SECOND_US)

static struct spoor_uuid signaal_id(const struct spoor_fold_klant *klant, const struct spoor_klok_termijn *termijn)
{
    char bedoeld[SPOOR_TIME_TEXT_MAX];
    bool of_reis = spoor_slice_present(termijn->klantreis_ref);
    struct spoor_slice parts[] = {of_reis ? termijn->klantreis_ref : klant->base.klant_ref,
                                  spoor_slice_of(spoor_klok_signaal(termijn->klok)),
                                  spoor_slice_of(spoor_klok_termijnsoort(termijn->klok)),
                                  termijn->anker,
                                  {bedoeld, spoor_time_format(termijn->bedoeld_us, bedoeld)}};
    return spoor_name_uuid(parts, sizeof parts / sizeof *parts);
}

static void encode_message(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                           struct spoor_fold_item *item, size_t index, struct spoor_slice id)
{
    spoor_buffer_clear(&batch->text);
    spoor_signaal_encode(&batch->context->notification, &item->signalen[index], id, &klant->toestand,
                         &item->record.event, &batch->text);
    klant->too_large = klant->too_large || batch->text.length > SPOOR_NOTIFICATION_BYTES_MAX;
    item->signaal_messages[index] = spoor_arena_copy(batch->arena, spoor_buffer_slice(&batch->text));
}

/* Encoded at once, as status messages are. */
static void tell(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant, struct spoor_fold_item *item)
{
    item->signaal_ids = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_uuid, item->signaal_count);
    item->signaal_messages = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_slice, item->signaal_count);
    for (size_t i = 0; i < item->signaal_count; i++) {
        char id[SPOOR_UUID_TEXT_MAX];
        item->signaal_ids[i] = signaal_id(klant, &item->signalen[i].termijn);
        spoor_uuid_format(item->signaal_ids[i], id);
        if (!item->record.event.stil)
            encode_message(batch, klant, item, i, spoor_slice_of(id));
    }
}

void spoor_fold_klok_compare(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                             struct spoor_fold_item *item)
{
    const struct spoor_event *counts = item->toewijzing.event ? item->toewijzing.event : &item->record.event;
    item->signaal_count =
        spoor_klok_compare(&klant->stand, &klant->toestand, counts, item->toewijzing.reis,
                           spoor_fold_definities(batch, item), batch->arena, &item->signalen);
    if (item->signaal_count > 0)
        tell(batch, klant, item);
}

bool spoor_fold_klok_moved(const struct spoor_fold_klant *klant)
{
    return memcmp(klant->wek_us, klant->stand.wek_us, sizeof klant->wek_us) != 0;
}

/* ---- a timer that goes off ---- */

static struct spoor_slice event_id(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                                   const struct spoor_signaal *signaal)
{
    char id[SPOOR_UUID_TEXT_MAX];
    spoor_uuid_format(signaal_id(klant, &signaal->termijn), id);
    spoor_buffer_clear(&batch->text);
    spoor_buffer_append_text(&batch->text, "termijn-");
    spoor_signaal_id(spoor_slice_of(id), signaal->nummer, &batch->text);
    return spoor_arena_copy(batch->arena, spoor_buffer_slice(&batch->text));
}

static void make_event(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant, struct spoor_fold_item *item)
{
    const struct spoor_signaal *signaal = item->signalen;
    struct spoor_event *event = &item->record.event;
    event->kind = SPOOR_KIND_TERMIJN_VERSTREKEN;
    event->source = batch->context->notification.source;
    event->id = event_id(batch, klant, signaal);
    event->feit_id = spoor_feit_id(event->source, event->id);
    event->volgnummer = klant->volgnummer + 1;
    event->plaatsgevonden_us = signaal->termijn.bedoeld_us;
    event->time_us = event->broker_us = batch->lookup.now_us;
    event->klantreis_ref = signaal->termijn.klantreis_ref;
    event->stil = signaal->termijn.stil;
    spoor_buffer_clear(&batch->text);
    spoor_termijn_verstreken_encode(&signaal->termijn, &batch->text);
    event->data = spoor_arena_copy(batch->arena, spoor_buffer_slice(&batch->text));
}

static bool goes_off(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant, struct spoor_fold_item *item)
{
    const struct spoor_fold_context *context = batch->context;
    int64_t tot_us[SPOOR_BEWIJS_COUNT] = {
        [SPOOR_BEWIJS_GEEN] = batch->lookup.now_us,
        [SPOOR_BEWIJS_NODIG] = context->bewezen_us[context->position_index[item->partition]]};
    item->signalen = SPOOR_ARENA_NEW(batch->arena, struct spoor_signaal);
    if (!spoor_klok_fire(&klant->stand, &klant->toestand, spoor_fold_definities(batch, item), tot_us, batch->arena,
                         item->signalen))
        return false;
    struct spoor_klok_termijn *termijn = &item->signalen->termijn;
    termijn->onvolledig_bewijs = spoor_klok_bewijs(termijn->klok) == SPOOR_BEWIJS_NODIG &&
                                 context->onvolledig[context->position_index[item->partition]];
    return true;
}

/* Its rows were refused: the klant is looked at again later. */
/* A migration may have asked for this look: whatever the rows in termijn say, they are written anew. */
static void forget_rows(struct spoor_fold_klant *klant)
{
    for (int bewijs = 0; bewijs < (int)SPOOR_BEWIJS_COUNT; bewijs++)
        klant->wek_us[bewijs] = SPOOR_TIME_MAX;
}

/* There is another look in an hour at the latest, whoever asked for this one. */
static void postpone(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant)
{
    int64_t again_us = batch->lookup.now_us + REFUSED_AGAIN_US, *wek_us = klant->stand.wek_us;
    bool waits = false;
    for (int bewijs = 0; bewijs < (int)SPOOR_BEWIJS_COUNT; bewijs++) {
        if (wek_us[bewijs] != SPOOR_TIME_NONE && wek_us[bewijs] <= batch->lookup.now_us)
            wek_us[bewijs] = again_us;
        waits = waits || wek_us[bewijs] != SPOOR_TIME_NONE;
    }
    if (!waits)
        wek_us[SPOOR_BEWIJS_NODIG] = again_us;
    forget_rows(klant);
}

void spoor_fold_klok_look(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                          struct spoor_fold_item *item)
{
    item->record.event.klant_ref = klant->base.klant_ref;
    item->fate = SPOOR_FATE_FORGOTTEN;
    if (!klant->base.found)
        return;
    if (item->refused) {
        postpone(batch, klant);
        return;
    }
    if (goes_off(batch, klant, item)) {
        item->fate = SPOOR_FATE_ACCEPTED;
        item->signaal_count = 1;
        make_event(batch, klant, item);
        tell(batch, klant, item);
    }
    spoor_klok_rewind(&klant->stand, &klant->toestand, spoor_fold_definities(batch, item), batch->arena);
    forget_rows(klant);
}
