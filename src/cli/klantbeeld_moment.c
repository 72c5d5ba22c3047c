/* A klant as of another moment: of the log what was known then, folded again up to what was true then. */
#include "klantbeeld.h"
#include "klantlog.h"

#include <spoor/store/fold_store.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONTACT_COLUMNS = 7, OPEN_COLUMNS = 9 };

bool spoor_klantbeeld_is_of_then(const struct spoor_klantbeeld *klant)
{
    return klant->bekend_us != INT64_MAX || klant->geldig_us != INT64_MAX;
}

struct then {
    struct spoor_klantbeeld *klant;
    const struct spoor_event **events; /* that were known and fold */
    struct spoor_toewijzing *toewijzingen;
    size_t count;
};

static enum spoor_status read_known(struct spoor_session *session, struct spoor_slice klant_id, struct then *then,
                                    struct spoor_error *err)
{
    struct spoor_arena *arena = then->klant->arena;
    struct spoor_event *events = NULL;
    struct spoor_uuid id;
    size_t count = 0;
    if (!spoor_uuid_parse(klant_id, &id))
        return spoor_error_set(err, SPOOR_HALT, "klant_id", "klant_id is no uuid");
    enum spoor_status status = spoor_store_fold_histories(session, &id, 1, arena, &events, &count, err);
    then->events = SPOOR_ARENA_ARRAY(arena, const struct spoor_event *, count + 1);
    for (size_t i = 0; i < count && status == SPOOR_OK; i++) {
        if (!spoor_kind_folds(events[i].kind) || events[i].broker_us > then->klant->bekend_us)
            continue;
        status = spoor_klantlog_complete(&events[i], arena, err);
        then->events[then->count++] = &events[i];
    }
    return status;
}

/* ---- tables as the queries give them ---- */

static struct spoor_slice number(const struct then *then, int64_t value)
{
    return value == SPOOR_TIME_NONE ? SPOOR_SLICE_NULL
                                    : spoor_arena_printf(then->klant->arena, "%lld", (long long)value);
}

static int later_first(const void *left, const void *right)
{
    const struct spoor_toewijzing *a = left, *b = right;
    int64_t one = a->event->plaatsgevonden_us, other = b->event->plaatsgevonden_us;
    return (one < other) - (one > other);
}

static void list_contacts(struct then *then)
{
    struct spoor_klantbeeld *klant = then->klant;
    struct spoor_table table = {.columns = CONTACT_COLUMNS};
    size_t contacts = 0;
    for (size_t i = 0; i < then->count; i++)
        if (then->toewijzingen[i].event && spoor_kind_makes_contact(then->toewijzingen[i].event->kind))
            then->toewijzingen[contacts++] = then->toewijzingen[i];
    qsort(then->toewijzingen, contacts, sizeof *then->toewijzingen, later_first);
    table.rows = contacts < SPOOR_KLANTBEELD_CONTACTS ? contacts : SPOOR_KLANTBEELD_CONTACTS;
    table.cells = SPOOR_ARENA_ARRAY(klant->arena, struct spoor_slice, table.rows * CONTACT_COLUMNS + 1);
    for (size_t row = 0; row < table.rows; row++) {
        const struct spoor_toewijzing *at = &then->toewijzingen[row];
        const struct spoor_event *event = at->event;
        const struct spoor_slice cells[CONTACT_COLUMNS] = {number(then, event->plaatsgevonden_us),
                                                           spoor_slice_of(spoor_kind_name(event->kind)),
                                                           event->kanaal,
                                                           event->kanaallijn,
                                                           event->onderwerp_code,
                                                           at->reis < 0 ? SPOOR_SLICE_NULL
                                                                        : spoor_klantbeeld_ref(klant, (size_t)at->reis),
                                                           at->fase};
        memcpy(&table.cells[row * CONTACT_COLUMNS], cells, sizeof cells);
    }
    klant->contacten = table;
}

static void list_open(struct then *then)
{
    struct spoor_klantbeeld *klant = then->klant;
    const struct spoor_toestand *toestand = &klant->toestand;
    size_t open = toestand->openstaand_count;
    struct spoor_table table = {.rows = open < SPOOR_KLANTBEELD_OPEN ? open : SPOOR_KLANTBEELD_OPEN,
                                .columns = OPEN_COLUMNS};
    table.cells = SPOOR_ARENA_ARRAY(klant->arena, struct spoor_slice, table.rows * OPEN_COLUMNS + 1);
    for (size_t row = 0; row < table.rows; row++) {
        const struct spoor_openstaand *one = &toestand->openstaand[row];
        const struct spoor_slice cells[OPEN_COLUMNS] = {number(then, one->sinds_us),
                                                        number(then, one->uiterlijk_us),
                                                        one->soort,
                                                        one->ref,
                                                        one->aard,
                                                        one->eigenaar,
                                                        one->divisie,
                                                        one->regisseur,
                                                        number(then, (int64_t)open)};
        memcpy(&table.cells[row * OPEN_COLUMNS], cells, sizeof cells);
    }
    klant->openstaand = table;
}

/* ---- what had been told ---- */

static void keep_told(struct spoor_klantbeeld *klant)
{
    struct spoor_table *told = &klant->publicaties;
    size_t kept = 0;
    for (size_t row = 0; row < told->rows; row++) {
        if (spoor_table_int(told, row, 6, INT64_MAX) > klant->bekend_us)
            continue;
        memmove(&told->cells[kept++ * told->columns], &told->cells[row * told->columns],
                told->columns * sizeof *told->cells);
    }
    told->rows = kept;
}

static int64_t last_revisie(const struct spoor_klantbeeld *klant, struct spoor_slice ref)
{
    int64_t revisie = 0;
    for (size_t row = 0; row < klant->publicaties.rows; row++)
        if (spoor_slice_equal(spoor_table_text(&klant->publicaties, row, 0), ref))
            revisie = spoor_table_int(&klant->publicaties, row, 2, revisie);
    return revisie;
}

/* What would be told of every journey if nobody knew any, under the number that readers had reached. */
static void tell_all(struct then *then)
{
    static const struct spoor_event cause = {.kind = SPOOR_KIND_KLANTREIS_GESTART};
    struct spoor_klantbeeld *klant = then->klant;
    spoor_publicatiestand_init(&klant->stand);
    klant->told_count = spoor_publicatie_compare(&klant->stand, &klant->toestand, &cause, &klant->definities,
                                                 klant->arena, &klant->told);
    for (size_t i = 0; i < klant->told_count; i++)
        klant->told[i].revisie = last_revisie(klant, klant->told[i].klantreis_ref);
}

enum spoor_status spoor_klantbeeld_go_back(struct spoor_session *session, struct spoor_slice klant_id,
                                           struct spoor_klantbeeld *klant, struct spoor_error *err)
{
    struct then then = {.klant = klant};
    enum spoor_status status = read_known(session, klant_id, &then, err);
    if (status != SPOOR_OK)
        return status;
    then.toewijzingen = SPOOR_ARENA_ARRAY(klant->arena, struct spoor_toewijzing, then.count + 1);
    spoor_toestand_refold_until(&klant->toestand, then.events, then.count, &klant->definities, klant->geldig_us,
                                klant->arena, then.toewijzingen);
    klant->waits_for_definition = spoor_toestand_waits_for_definition(&klant->toestand);
    keep_told(klant);
    tell_all(&then);
    list_contacts(&then);
    list_open(&then);
    return SPOOR_OK;
}
