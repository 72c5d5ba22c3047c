#include "commands.h"
#include "definities.h"
#include "listing.h"
#include "wiring.h"

#include <spoor/codec/toestand.h>
#include <spoor/domain/klok.h>
#include <spoor/store/query.h>

#define PAGE_KLANTEN "500"
#define PAGE_ARENA_BYTES_MAX ((size_t)1 << 30)

struct listing_of_timers {
    struct spoor_invocation *invocation;
    struct spoor_definities definities;
    struct spoor_listing text;
    struct spoor_arena page;
    bool due_only;
    size_t count;
};

static void print_json(struct spoor_slice klant_ref, const struct spoor_klok_termijn *termijn)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "klantRef", klant_ref);
    spoor_json_member(&writer, "klantreisRef", termijn->klantreis_ref);
    spoor_json_member(&writer, "termijnsoort", spoor_slice_of(spoor_klok_termijnsoort(termijn->klok)));
    spoor_json_member(&writer, "signaal", spoor_slice_of(spoor_klok_signaal(termijn->klok)));
    spoor_json_member(&writer, "anker", termijn->anker);
    spoor_json_member_time(&writer, "bedoeldOp", termijn->bedoeld_us);
    spoor_json_member_bool(&writer, "bewijsNodig", spoor_klok_bewijs(termijn->klok) == SPOOR_BEWIJS_NODIG);
    spoor_json_object_end(&writer);
    spoor_json_print(&buffer);
    spoor_buffer_fini(&buffer);
}

static void add_row(struct listing_of_timers *listing, struct spoor_slice klant_ref,
                    const struct spoor_klok_termijn *termijn)
{
    char bedoeld[SPOOR_TIME_TEXT_MAX];
    int length = (int)spoor_time_format(termijn->bedoeld_us, bedoeld);
    struct spoor_arena *arena = &listing->invocation->arena;
    spoor_listing_add_format(&listing->text, "%.*s", length > 19 ? 19 : length, bedoeld);
    spoor_listing_add(&listing->text, spoor_slice_of(spoor_klok_termijnsoort(termijn->klok)));
    spoor_listing_add(&listing->text, spoor_slice_of(spoor_klok_signaal(termijn->klok)));
    spoor_listing_add(&listing->text, spoor_arena_copy(arena, termijn->anker));
    spoor_listing_add(&listing->text, spoor_arena_copy(arena, klant_ref));
    spoor_listing_add(&listing->text, spoor_arena_copy(arena, termijn->klantreis_ref));
}

static void show(struct listing_of_timers *listing, struct spoor_slice klant_ref, const struct spoor_klok_termijn *termijn,
                 int64_t now_us)
{
    if (listing->due_only && termijn->bedoeld_us > now_us)
        return;
    listing->count++;
    if (listing->invocation->json)
        print_json(klant_ref, termijn);
    else
        add_row(listing, klant_ref, termijn);
}

static enum spoor_status show_klant(struct listing_of_timers *listing, const struct spoor_table *table, size_t row,
                                    struct spoor_error *err)
{
    struct spoor_toestand toestand;
    struct spoor_publicatiestand stand;
    struct spoor_klok_termijn *items;
    enum spoor_status status =
        spoor_toestand_decode(spoor_table_text(table, row, 2), &listing->page, &toestand, err);
    if (status == SPOOR_OK)
        status = spoor_publicatiestand_decode(spoor_table_text(table, row, 3), &listing->page, &stand, err);
    if (status != SPOOR_OK)
        return status;
    size_t count = spoor_klok_termijnen(&stand, &toestand, &listing->definities, &listing->page, &items);
    for (size_t i = 0; i < count; i++)
        show(listing, spoor_table_text(table, row, 1), &items[i], spoor_table_int(table, row, 4, 0));
    return SPOOR_OK;
}

static enum spoor_status list(struct listing_of_timers *listing, struct spoor_session *session, struct spoor_error *err)
{
    char cursor[SPOOR_UUID_TEXT_MAX] = "00000000-0000-0000-0000-000000000000";
    struct spoor_table table = {.rows = 1};
    enum spoor_status status =
        spoor_definities_load(session, &listing->invocation->arena, &listing->definities, err);
    while (status == SPOOR_OK && table.rows > 0) {
        struct spoor_slice parameters[] = {spoor_slice_of(cursor), SPOOR_SLICE(PAGE_KLANTEN)};
        spoor_arena_reset(&listing->page);
        status = spoor_query_run(session, SPOOR_QUERY_TERMIJNEN, parameters, &listing->page, &table, err);
        for (size_t row = 0; status == SPOOR_OK && row < table.rows; row++)
            status = show_klant(listing, &table, row, err);
        if (status == SPOOR_OK && table.rows > 0) {
            struct spoor_slice last = spoor_table_text(&table, table.rows - 1, 0);
            memcpy(cursor, last.data, last.length < sizeof cursor ? last.length : sizeof cursor - 1);
        }
    }
    return status;
}

static int run(struct spoor_invocation *invocation)
{
    static const char *const heads[] = {"due (UTC)", "termijnsoort", "signal", "anker", "klant", "klantreis", NULL};
    struct listing_of_timers listing = {.invocation = invocation};
    struct spoor_wiring wiring;
    struct spoor_session *session = NULL;
    struct spoor_error err = {0};
    const char *verb = invocation->argument_count == 1 ? invocation->arguments[0] : "";
    listing.due_only = strcmp(verb, "due") == 0;
    if (!listing.due_only && strcmp(verb, "list") != 0)
        return spoor_usage_error(invocation, "say: list or due");
    spoor_listing_init(&listing.text, &invocation->arena, heads);
    spoor_arena_init(&listing.page, PAGE_ARENA_BYTES_MAX);
    spoor_wiring_init(&wiring, invocation);
    enum spoor_status status = spoor_wiring_session(&wiring, "spoor_process", &session, &err);
    if (status == SPOOR_OK)
        status = list(&listing, session, &err);
    if (status == SPOOR_OK && !invocation->json) {
        spoor_listing_print(&listing.text, 0, stdout);
        printf("%zu timers\n", listing.count);
    }
    spoor_session_close(session);
    spoor_wiring_fini(&wiring);
    spoor_arena_fini(&listing.page);
    return status == SPOOR_OK ? SPOOR_EXIT_OK : spoor_fail(invocation, &err);
}

const struct spoor_command spoor_command_termijn = {
    .name = "termijn",
    .arguments = "list | due",
    .summary = "lists timers that are still to go off",
    .detail = "list   all of them, klant by klant\n"
              "due    only those whose moment has come by the clock of the database: they go off within a second, or\n"
              "       wait until all that could tell otherwise was read\n"
              "--json prints one object per line.",
    .data = true,
    .exits = SPOOR_EXITS_POSTGRES,
    .run = run};
