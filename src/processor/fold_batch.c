#include "fold_internal.h"

#include <spoor/base/crash.h>
#include <spoor/base/metrics.h>
#include <spoor/base/time.h>

#define OUTCOME_PATIENCE_US (3 * SPOOR_SECOND_US) /* a stopped backend may keep our rows for good */

static struct spoor_position *owned_position(struct spoor_fold_context *context, int32_t partition)
{
    int32_t at = partition < context->partition_count ? context->position_index[partition] : -1;
    return at < 0 ? NULL : &context->positions[at];
}

static struct spoor_position *batch_position(struct spoor_fold_batch *batch, int32_t partition)
{
    for (size_t i = 0; i < batch->position_count; i++)
        if (batch->positions[i].partition == partition)
            return &batch->positions[i];
    return NULL;
}

/* Copies of the positions this batch moves, in partition order. */
static void collect_positions(struct spoor_fold_batch *batch)
{
    struct spoor_fold_context *context = batch->context;
    batch->positions = SPOOR_ARENA_ARRAY(batch->arena, struct spoor_position, context->position_count + 1);
    bool *wanted = SPOOR_ARENA_ARRAY(batch->arena, bool, context->position_count + 1);
    for (size_t i = 0; i < batch->item_count; i++)
        wanted[context->position_index[batch->items[i].partition]] = true;
    batch->position_count = 0;
    for (size_t i = 0; i < context->position_count; i++)
        if (wanted[i])
            batch->positions[batch->position_count++] = context->positions[i];
}

static bool is_record(const struct spoor_fold_item *item)
{
    return !item->wake && (!item->command || !item->command->row);
}

static void advance_positions(struct spoor_fold_batch *batch)
{
    for (size_t i = 0; i < batch->item_count; i++) {
        struct spoor_fold_item *item = &batch->items[i];
        struct spoor_position *position = batch_position(batch, item->partition);
        if (is_record(item) && item->offset >= position->next_offset)
            position->next_offset = item->offset + 1;
    }
}

struct needs { /* of klanten that could not be folded to their end */
    bool keys, openstaand, history;
};

static enum spoor_status fold_klanten(struct spoor_fold_batch *batch, bool again, struct needs *out_needs,
                                      struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    *out_needs = (struct needs){0};
    for (size_t i = 0; i < batch->klant_count && status == SPOOR_OK; i++) {
        struct spoor_fold_klant *klant = batch->klanten[i];
        if (again && !klant->needs_history && !klant->needs_keys && !klant->needs_openstaand)
            continue;
        status = spoor_fold_klant_run(batch, klant, err);
        out_needs->keys = out_needs->keys || klant->needs_keys;
        out_needs->openstaand = out_needs->openstaand || klant->needs_openstaand;
        out_needs->history = out_needs->history || klant->needs_history;
    }
    return status;
}

/* Each is read at most once per klant, so this ends. */
static enum spoor_status fold_all(struct spoor_fold_batch *batch, struct spoor_error *err)
{
    struct needs needs;
    enum spoor_status status = fold_klanten(batch, false, &needs, err);
    while (status == SPOOR_OK && (needs.keys || needs.openstaand || needs.history)) {
        if (needs.keys)
            status = spoor_fold_load_keys(batch, err);
        if (status == SPOOR_OK && needs.openstaand)
            status = spoor_fold_load_openstaand(batch, err);
        if (status == SPOOR_OK && needs.history)
            status = spoor_fold_load_histories(batch, err);
        if (status == SPOOR_OK)
            status = fold_klanten(batch, true, &needs, err);
    }
    return status;
}

static enum spoor_status write_rows(struct spoor_fold_batch *batch, struct spoor_error *err)
{
    struct spoor_fold_context *context = batch->context;
    enum spoor_status status = spoor_store_fold_write(context->session, context->canonical_topic, batch->positions,
                                                      batch->position_count, &batch->rows, err);
    if (status != SPOOR_RETRY || strcmp(err->code, "unknown_outcome") != 0)
        return status;
    bool committed = false;
    struct spoor_error asked = {0};
    int64_t deadline_us = spoor_time_monotonic_us() + OUTCOME_PATIENCE_US;
    do {
        status = spoor_session_ensure(context->session, &asked);
        if (status != SPOOR_OK)
            break;
        status = spoor_store_fold_outcome(context->session, context->canonical_topic, batch->positions,
                                          batch->position_count, &committed, &asked);
    } while (status == SPOOR_RETRY && spoor_time_monotonic_us() < deadline_us);
    if (status == SPOOR_OK && committed)
        return SPOOR_OK;
    if (status == SPOOR_OK)
        return spoor_error_set(err, SPOOR_RETRY, "niet_vastgelegd", "the transaction did not commit");
    /* Nobody knows: our stap may be one too low. A fresh claim reads it. */
    return spoor_error_set(err, SPOOR_RETRY, "opnieuw_toewijzen", "what became of the transaction is not known, %s; %s",
                           err->message, asked.message);
}

static void adopt(struct spoor_fold_batch *batch)
{
    struct spoor_fold_context *context = batch->context;
    for (size_t i = 0; i < batch->position_count; i++) {
        struct spoor_position *position = owned_position(context, batch->positions[i].partition);
        *position = batch->positions[i];
        position->stap++;
    }
    for (size_t i = 0; i < batch->rows.klant_count; i++) {
        struct spoor_klant_row row = batch->rows.klanten[i];
        row.found = true;
        spoor_klant_cache_put(context->cache, &row);
    }
    for (size_t i = 0; i < batch->klant_count; i++) /* read but unchanged: keep it too */
        if (!batch->klanten[i]->changed && batch->klanten[i]->base.found)
            spoor_klant_cache_put(context->cache, &batch->klanten[i]->base);
}

/* A fact that was known though not lately: others like it may follow. */
static void remember_facts(struct spoor_fold_batch *batch)
{
    struct spoor_recent_facts *recent = batch->context->recent;
    bool surprised = false;
    for (size_t i = 0; i < batch->item_count; i++) {
        const struct spoor_fold_item *item = &batch->items[i];
        const struct spoor_event *event = &item->record.event;
        if (item->klant && !item->command && !item->wake && item->fate != SPOOR_FATE_ACCEPTED)
            surprised = surprised || !spoor_recent_facts_find(recent, event->klant_id, event->feit_id);
        if (item->fate == SPOOR_FATE_ACCEPTED)
            spoor_recent_facts_add(recent, event->klant_id, event->feit_id);
    }
    if (surprised)
        spoor_recent_facts_distrust(recent);
    else
        spoor_recent_facts_committed(recent, batch->item_count);
}

static void drop_touched(struct spoor_fold_batch *batch)
{
    for (size_t i = 0; i < batch->klant_count; i++)
        spoor_klant_cache_drop(batch->context->cache, batch->klanten[i]->base.klant_id);
}

/* Names of topics and our keys are plain ASCII; a stranger's may be anything. */
static bool is_plain(struct spoor_slice text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] < ' ' || text.data[i] > '~')
            return false;
    return true;
}

const char *spoor_fold_refused_why(const char *reden)
{
    return strcmp(reden, "te_groot") == 0 ? "a message would have over 65536 bytes because" : "the database refuses a row";
}

/* What the database refused may be any of its texts: only the canonical bytes are kept, and the origin when it can be
 * told, so that the parked row itself is never refused. */
static void park(struct spoor_fold_batch *batch, struct spoor_fold_item *item)
{
    struct spoor_origin origin = item->record.event.origin;
    int64_t broker_us = item->record.event.broker_us;
    if (!spoor_slice_present(origin.topic) || !is_plain(origin.topic))
        origin =
            (struct spoor_origin){spoor_slice_of(batch->context->canonical_topic), item->partition, item->offset, 0};
    if (broker_us < 0 || broker_us > SPOOR_TIME_MAX)
        broker_us = SPOOR_TIME_NONE;
    if (!is_plain(item->key))
        item->key = SPOOR_SLICE_NULL;
    bool again = item->record.event.herkansing;
    item->record = (struct spoor_canonical){.event = {.origin = origin, .broker_us = broker_us, .herkansing = again}};
    item->fate = SPOOR_FATE_REJECTED;
    item->refusal = spoor_slice_of(item->refused);
    item->refusal_text = spoor_arena_printf(batch->arena, "%s of this event", spoor_fold_refused_why(item->refused));
}

/* Nothing after a command is in its batch: what it says counts from the next record on. */
static void cut_after(struct spoor_fold_batch *batch, size_t item)
{
    batch->cut = item + 1 < batch->item_count;
    batch->item_count = item + 1;
}

static void decode(struct spoor_fold_batch *batch)
{
    for (size_t i = 0; i < batch->item_count; i++) {
        struct spoor_fold_item *item = &batch->items[i];
        if (!is_record(item) || item->fate != SPOOR_FATE_PENDING)
            continue;
        spoor_fold_decode(batch, item);
        if (item->refused)
            park(batch, item);
        if (item->fate == SPOOR_FATE_COMMAND)
            cut_after(batch, i);
    }
}

/* A slice brings its own command. */
static bool meets_commands(const struct spoor_fold_batch *batch)
{
    return batch->context->opdrachten.count > 0 && batch->opdracht_count == 0;
}

static enum spoor_status run(struct spoor_fold_batch *batch, struct spoor_error *err)
{
    decode(batch);
    SPOOR_CRASH_POINT(FOLD_READ);
    spoor_fold_group(batch);
    enum spoor_status status = meets_commands(batch) ? spoor_fold_commands_first(batch, err) : SPOOR_OK;
    if (status != SPOOR_OK || batch->item_count == 0)
        return status;
    collect_positions(batch);
    status = spoor_fold_lookup_run(batch, err);
    SPOOR_CRASH_POINT(FOLD_FENCED);
    if (status == SPOOR_OK && batch->gehad_count > 0)
        status = spoor_fold_commands_settle(batch, err);
    batch->context->notification.verwerkt_us = batch->lookup.now_us;
    if (status == SPOOR_OK)
        status = fold_all(batch, err);
    if (status == SPOOR_OK)
        status = spoor_fold_known_rejects(batch, err);
    if (status != SPOOR_OK)
        return status;
    advance_positions(batch);
    spoor_fold_rows_of_items(batch);
    SPOOR_CRASH_POINT(FOLD_FOLDED);
    status = spoor_store_fold_send_events(batch->context->session, &batch->rows, err);
    if (status != SPOOR_OK)
        return status;
    spoor_fold_rows_of_klanten(batch);
    return write_rows(batch, err);
}

enum spoor_status spoor_fold_batch_run(struct spoor_fold_batch *batch, struct spoor_error *err)
{
    int64_t begin_us = spoor_time_monotonic_us();
    spoor_buffer_init(&batch->text);
    enum spoor_status status = run(batch, err);
    if (status == SPOOR_OK) {
        SPOOR_CRASH_POINT(FOLD_COMMITTED);
        adopt(batch);
        remember_facts(batch);
        spoor_fold_metrics(batch, spoor_time_monotonic_us() - begin_us);
    } else {
        struct spoor_error ignored;
        drop_touched(batch);
        (void)spoor_session_rollback(batch->context->session, &ignored);
    }
    if (batch->item_count > 0)
        spoor_fold_metrics_end(batch, status, err);
    spoor_buffer_fini(&batch->text);
    return status;
}
