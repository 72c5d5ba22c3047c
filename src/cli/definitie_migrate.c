/* Migrates running journeys to another version of their definition: one command per journey, or only tells what would
 * change. What changes is computed by the fold itself, on the toestand as it is stored. */
#include "cmd_definitie.h"
#include "control_record.h"
#include "definities.h"
#include "listing.h"

#include <spoor/codec/toestand.h>
#include <spoor/store/query.h>
#include <stdio.h>

#define PAGE_KLANTEN "500"
#define PAGE_ARENA_BYTES_MAX ((size_t)1 << 30)

struct plan {
    struct spoor_invocation *invocation;
    struct spoor_definities definities;
    const struct spoor_definitie *target;
    struct spoor_slice code;
    struct spoor_fase_afbeelding *afbeelding;
    size_t afbeelding_count;
    struct spoor_control_record *records; /* texts in the invocation's arena */
    size_t record_count, record_capacity;
    size_t changed, without_place, frozen;
    struct spoor_listing text;
    struct spoor_arena page;
    int64_t now_us;
};

struct comparison { /* one journey, before and after */
    struct spoor_slice klant_ref, klantreis_ref;
    int32_t from_version;
    struct spoor_uitkomst before, after;
    bool has_place;
};

/* ------------------------------------------------------------------------------------------ what the phases are called
 */

static bool some_version_has(const struct plan *plan, struct spoor_slice fase)
{
    for (size_t i = 0; i < plan->definities.count; i++)
        if (spoor_slice_equal(plan->definities.items[i]->code, plan->code) &&
            spoor_definitie_fase_order(plan->definities.items[i], fase) >= 0)
            return true;
    return false;
}

/* "oud=nieuw,oud=nieuw" */
static enum spoor_status read_afbeelding(struct plan *plan, const char *text, struct spoor_error *err)
{
    struct spoor_slice rest = spoor_slice_of(text ? text : "");
    plan->afbeelding = SPOOR_ARENA_ARRAY(&plan->invocation->arena, struct spoor_fase_afbeelding, rest.length + 1);
    while (rest.length > 0) {
        const char *comma = memchr(rest.data, ',', rest.length);
        struct spoor_slice pair = {rest.data, comma ? (size_t)(comma - rest.data) : rest.length};
        const char *is = memchr(pair.data, '=', pair.length);
        rest = comma ? (struct spoor_slice){comma + 1, rest.length - pair.length - 1} : SPOOR_SLICE_NULL;
        struct spoor_slice van = {pair.data, is ? (size_t)(is - pair.data) : pair.length};
        struct spoor_slice naar = is ? (struct spoor_slice){is + 1, pair.length - van.length - 1} : SPOOR_SLICE_NULL;
        if (!is || !some_version_has(plan, van))
            return spoor_error_set(err, SPOOR_REJECT, "fasen", "--fasen: no version of %.*s has a phase %.*s",
                                   SPOOR_SLICE_ARG(plan->code), SPOOR_SLICE_ARG(van));
        if (spoor_definitie_fase_order(plan->target, naar) < 0)
            return spoor_error_set(err, SPOOR_REJECT, "fasen", "--fasen: version %d has no phase %.*s",
                                   plan->target->versie, SPOOR_SLICE_ARG(naar));
        plan->afbeelding[plan->afbeelding_count++] = (struct spoor_fase_afbeelding){van, naar};
    }
    return SPOOR_OK;
}

/* ----------------------------------------------------------------------------------------------------- one journey */

static void write_data(const struct plan *plan, struct spoor_slice ref, struct spoor_buffer *out)
{
    struct spoor_json_writer writer;
    spoor_json_writer_init(&writer, out);
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "klantreisRef", ref);
    spoor_json_member_int(&writer, "naarVersie", plan->target->versie);
    spoor_json_key(&writer, SPOOR_SLICE("faseAfbeelding"));
    spoor_json_object_begin(&writer);
    for (size_t i = 0; i < plan->afbeelding_count; i++) {
        spoor_json_key(&writer, plan->afbeelding[i].van);
        spoor_json_string(&writer, plan->afbeelding[i].naar);
    }
    spoor_json_object_end(&writer);
    spoor_json_object_end(&writer);
}

static void add_record(struct plan *plan, const struct comparison *comparison)
{
    struct spoor_arena *arena = &plan->invocation->arena;
    struct spoor_buffer text;
    spoor_buffer_init(&text);
    plan->records =
        spoor_arena_grow(arena, plan->records, plan->record_count, &plan->record_capacity, sizeof *plan->records);
    struct spoor_control_record *record = &plan->records[plan->record_count++];
    write_data(plan, comparison->klantreis_ref, &text);
    record->data = spoor_arena_copy(arena, spoor_buffer_slice(&text));
    record->klant_ref = spoor_arena_copy(arena, comparison->klant_ref);
    spoor_buffer_clear(&text);
    spoor_buffer_printf(&text, "klantreis-gemigreerd-%lld-%zu", (long long)plan->now_us, plan->record_count);
    record->id = spoor_arena_copy(arena, spoor_buffer_slice(&text));
    spoor_buffer_fini(&text);
}

/* The journey as the command would leave it, at the end of its history. */
static bool try_out(struct plan *plan, struct spoor_toestand *toestand, size_t reis, struct spoor_slice klant_ref)
{
    bool later_is_known = toestand->laatste.us != SPOOR_TIME_NONE && toestand->laatste.us >= plan->now_us;
    const struct spoor_event event = {.kind = SPOOR_KIND_KLANTREIS_GEMIGREERD,
                                      .klant_ref = klant_ref,
                                      .source = SPOOR_SLICE("spoor"),
                                      .id = SPOOR_SLICE("klantreis-gemigreerd"),
                                      .plaatsgevonden_us = later_is_known ? toestand->laatste.us + 1 : plan->now_us,
                                      .time_us = plan->now_us,
                                      .broker_us = plan->now_us,
                                      .uiterlijk_us = SPOOR_TIME_NONE,
                                      .klantreis_ref = toestand->reizen[reis].refs[0],
                                      .naar_versie = plan->target->versie,
                                      .fase_afbeelding = plan->afbeelding,
                                      .fase_afbeelding_count = plan->afbeelding_count,
                                      .stil = true};
    toestand->wachtende_correcties = 0; /* the event has no id yet that one could wait for */
    return spoor_toestand_apply(toestand, &event, &plan->definities, &plan->page, NULL) == SPOOR_APPLIED;
}

static void add_change(struct plan *plan, struct spoor_slice before, struct spoor_slice after)
{
    struct spoor_slice none = SPOOR_SLICE("-");
    struct spoor_buffer text;
    spoor_buffer_init(&text);
    spoor_buffer_append_slice(&text, before.length > 0 ? before : none);
    if (!spoor_slice_equal(before, after))
        spoor_buffer_printf(&text, " -> %.*s", SPOOR_SLICE_ARG(after.length > 0 ? after : none));
    spoor_listing_add(&plan->text, spoor_arena_copy(&plan->invocation->arena, spoor_buffer_slice(&text)));
    spoor_buffer_fini(&text);
}

static struct spoor_slice date_text(int64_t us, char *out)
{
    static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};
    if (us == SPOOR_TIME_NONE)
        return SPOOR_SLICE_NULL;
    return (struct spoor_slice){out, spoor_time_format_date(us, amsterdam, out)};
}

static void show_text(struct plan *plan, const struct comparison *comparison)
{
    char before[SPOOR_TIME_TEXT_MAX], after[SPOOR_TIME_TEXT_MAX];
    struct spoor_arena *arena = &plan->invocation->arena;
    spoor_listing_add(&plan->text, spoor_arena_copy(arena, comparison->klantreis_ref));
    spoor_listing_add_format(&plan->text, "%d", comparison->from_version);
    add_change(plan, comparison->before.fase, comparison->after.fase);
    add_change(plan, date_text(comparison->before.verwachte_einddatum_us, before),
               date_text(comparison->after.verwachte_einddatum_us, after));
    add_change(plan, comparison->before.actie_code, comparison->after.actie_code);
    spoor_listing_add(&plan->text, comparison->has_place ? SPOOR_SLICE("") : SPOOR_SLICE("no such phase"));
}

static void write_outcome(struct spoor_json_writer *writer, const char *name, const struct spoor_uitkomst *uitkomst)
{
    spoor_json_key(writer, spoor_slice_of(name));
    spoor_json_object_begin(writer);
    spoor_json_member(writer, "fase", uitkomst->fase);
    spoor_json_member_time(writer, "verwachteEinddatum", uitkomst->verwachte_einddatum_us);
    spoor_json_member(writer, "verwachteActie", uitkomst->actie_code);
    spoor_json_member_time(writer, "actieUiterlijkOp", uitkomst->actie_uiterlijk_us);
    spoor_json_object_end(writer);
}

static void show_json(const struct plan *plan, const struct comparison *comparison)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "klantRef", comparison->klant_ref);
    spoor_json_member(&writer, "klantreisRef", comparison->klantreis_ref);
    spoor_json_member_int(&writer, "vanVersie", comparison->from_version);
    spoor_json_member_int(&writer, "naarVersie", plan->target->versie);
    write_outcome(&writer, "nu", &comparison->before);
    write_outcome(&writer, "daarna", &comparison->after);
    spoor_json_member_bool(&writer, "faseBestaat", comparison->has_place);
    spoor_json_object_end(&writer);
    spoor_json_print(&buffer);
    spoor_buffer_fini(&buffer);
}

static void compare(struct plan *plan, struct comparison *comparison)
{
    struct spoor_slice fase = comparison->after.fase;
    comparison->has_place = !fase.data || spoor_definitie_fase_order(plan->target, fase) >= 0;
    plan->without_place += !comparison->has_place;
    plan->changed += !spoor_uitkomst_equal(&comparison->before, &comparison->after);
    add_record(plan, comparison);
    if (plan->invocation->json)
        show_json(plan, comparison);
    else
        show_text(plan, comparison);
}

/* ----------------------------------------------------------------------------------------------------- all of them */

/* A journey of a definition that is not known yet has nothing to go on from. */
static bool is_wanted(const struct plan *plan, const struct spoor_reis *reis)
{
    return spoor_slice_equal(reis->definitie, plan->code) && !reis->beeindigd && reis->definitie_versie > 0 &&
           reis->definitie_versie != plan->target->versie;
}

struct klant { /* a row of the query */
    struct spoor_slice ref, text;
    struct spoor_toestand toestand;
    struct spoor_publicatiestand stand;
};

static enum spoor_status read_klant(struct plan *plan, const struct spoor_table *table, size_t row, struct klant *klant,
                                    struct spoor_error *err)
{
    klant->ref = spoor_table_text(table, row, 1);
    klant->text = spoor_table_text(table, row, 2);
    enum spoor_status status = spoor_toestand_decode(klant->text, &plan->page, &klant->toestand, err);
    if (status == SPOOR_OK)
        status = spoor_publicatiestand_decode(spoor_table_text(table, row, 3), &plan->page, &klant->stand, err);
    return status;
}

static enum spoor_status plan_reis(struct plan *plan, const struct klant *klant, size_t reis, struct spoor_error *err)
{
    struct spoor_toestand after;
    struct spoor_slice told = spoor_publicatie_ref(&klant->stand, &klant->toestand, (int32_t)reis);
    const struct spoor_reis *stored = &klant->toestand.reizen[reis];
    struct comparison comparison = {.klant_ref = klant->ref,
                                    .klantreis_ref = told.data ? told : stored->refs[0],
                                    .from_version = stored->definitie_versie,
                                    .before = spoor_uitkomst_of(stored, &plan->definities)};
    enum spoor_status status = spoor_toestand_decode(klant->text, &plan->page, &after, err);
    if (status != SPOOR_OK)
        return status;
    if (!try_out(plan, &after, reis, klant->ref))
        return spoor_error_set(err, SPOOR_HALT, "migratie", "klantreis %.*s: what would change cannot be computed",
                               SPOOR_SLICE_ARG(comparison.klantreis_ref));
    comparison.after = spoor_uitkomst_of(&after.reizen[reis], &plan->definities);
    compare(plan, &comparison);
    return SPOOR_OK;
}

/* AVG 18: of a klant whose data are frozen nothing is read or changed. */
static enum spoor_status plan_klant(struct plan *plan, const struct klant *klant, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    bool frozen = spoor_feiten_bevroren(&klant->toestand.feiten);
    for (size_t i = 0; status == SPOOR_OK && i < klant->toestand.reis_count; i++) {
        if (!is_wanted(plan, &klant->toestand.reizen[i]))
            continue;
        plan->frozen += frozen;
        if (!frozen)
            status = plan_reis(plan, klant, i, err);
    }
    return status;
}

static enum spoor_status plan_all(struct plan *plan, struct spoor_session *session, struct spoor_error *err)
{
    char cursor[SPOOR_UUID_TEXT_MAX] = "00000000-0000-0000-0000-000000000000";
    struct spoor_table table = {.rows = 1};
    enum spoor_status status = SPOOR_OK;
    while (status == SPOOR_OK && table.rows > 0) {
        struct spoor_slice parameters[] = {spoor_slice_of(cursor), SPOOR_SLICE(PAGE_KLANTEN), plan->code};
        spoor_arena_reset(&plan->page);
        status = spoor_query_run(session, SPOOR_QUERY_MIGRATIE, parameters, &plan->page, &table, err);
        for (size_t row = 0; status == SPOOR_OK && row < table.rows; row++) {
            struct klant klant;
            status = read_klant(plan, &table, row, &klant, err);
            if (status == SPOOR_OK)
                status = plan_klant(plan, &klant, err);
        }
        if (status == SPOOR_OK && table.rows > 0) {
            struct spoor_slice last = spoor_table_text(&table, table.rows - 1, 0);
            memcpy(cursor, last.data, last.length < sizeof cursor ? last.length : sizeof cursor - 1);
        }
    }
    return status;
}

static enum spoor_status make_plan(struct plan *plan, struct spoor_wiring *wiring, int32_t versie,
                                   struct spoor_error *err)
{
    struct spoor_session *session = NULL;
    enum spoor_status status = spoor_wiring_session(wiring, "spoor_process", &session, err);
    if (status == SPOOR_OK)
        status = spoor_definities_load(session, &plan->invocation->arena, &plan->definities, err);
    if (status == SPOOR_OK) {
        plan->target = spoor_definities_get(&plan->definities, plan->code, versie);
        if (!plan->target)
            status = spoor_error_set(err, SPOOR_REJECT, "niet_gevonden",
                                     "no version %d of %.*s is in force; spoor definitie list", versie,
                                     SPOOR_SLICE_ARG(plan->code));
    }
    if (status == SPOOR_OK)
        status = read_afbeelding(plan, spoor_option(plan->invocation, "fasen"), err);
    if (status == SPOOR_OK)
        status = plan_all(plan, session, err);
    spoor_session_close(session);
    return status;
}

static void tell_plan(struct plan *plan)
{
    spoor_listing_print(&plan->text, 0, stdout);
    printf("%zu journeys run under another version than %d: %zu would come out otherwise, %zu are in a phase that it "
           "does not have\n",
           plan->record_count, plan->target->versie, plan->changed, plan->without_place);
    if (plan->frozen > 0)
        printf("%zu more are left alone while the data of their klant are frozen\n", plan->frozen);
    if (plan->without_place > 0)
        printf("say what such a phase is called now: --fasen OLD=NEW,...\n");
}

/* All or none: who maps a phase later must not find half of the journeys under a version that has no place for them. */
static int carry_out(struct plan *plan, struct spoor_wiring *wiring)
{
    struct spoor_error err = {0};
    if (plan->without_place > 0)
        return SPOOR_EXIT_CHECK_FAILED;
    if (spoor_option(plan->invocation, "dry-run") || plan->record_count == 0)
        return SPOOR_EXIT_OK;
    if (spoor_control_records_send(wiring, SPOOR_KIND_KLANTREIS_GEMIGREERD, plan->records, plan->record_count, &err) !=
        SPOOR_OK) {
        spoor_error_prefix(&err, "not all commands were sent; give the same command again");
        return spoor_fail(plan->invocation, &err);
    }
    if (!plan->invocation->json)
        printf("%zu commands sent; each journey goes on under version %d as soon as its own is folded, silently\n",
               plan->record_count, plan->target->versie);
    return SPOOR_EXIT_OK;
}

int spoor_definitie_migrate(struct spoor_invocation *invocation)
{
    static const char *const heads[] = {"klantreis", ">version", "phase", "expected end", "action", "", NULL};
    struct plan plan = {
        .invocation = invocation, .code = spoor_slice_of(invocation->arguments[1]), .now_us = spoor_time_now_us()};
    struct spoor_wiring wiring;
    struct spoor_error err = {0};
    int64_t versie;
    if (!spoor_option_int(invocation, "naar", 0, &versie) || versie < 1 || versie > INT32_MAX)
        return spoor_usage_error(invocation, "say to which version: --naar N");
    spoor_listing_init(&plan.text, &invocation->arena, heads);
    spoor_arena_init(&plan.page, PAGE_ARENA_BYTES_MAX);
    spoor_wiring_init(&wiring, invocation);
    enum spoor_status status = make_plan(&plan, &wiring, (int32_t)versie, &err);
    if (status == SPOOR_OK && !invocation->json)
        tell_plan(&plan);
    int code = status == SPOOR_OK ? carry_out(&plan, &wiring) : spoor_fail(invocation, &err);
    spoor_wiring_fini(&wiring);
    spoor_arena_fini(&plan.page);
    return code;
}
