/* quarantaine: rejected records: list, show, retry, drop. */
#include "commands.h"
#include "listing.h"
#include "quarantaine.h"

#include <spoor/codec/json.h>
#include <spoor/store/control_store.h>

#define PAGE_ARENA_BYTES_MAX ((size_t)256 << 20)

/* ------------------------------------------------------------------------------------------------------------- list */

static void list_row(struct spoor_listing *listing, const struct spoor_table *table, size_t row)
{
    struct spoor_origin origin = spoor_quarantaine_row_origin(table, row);
    char rejected[SPOOR_TIME_TEXT_MAX];
    size_t length = spoor_time_format(spoor_table_int(table, row, 10, SPOOR_TIME_NONE), rejected);
    spoor_listing_add_format(listing, "%.*s/%d/%lld/%d", SPOOR_SLICE_ARG(origin.topic), origin.partition,
                             (long long)origin.offset, origin.index);
    spoor_listing_add(listing, spoor_table_text(table, row, 4));
    spoor_listing_add(listing, spoor_table_text(table, row, 7));
    spoor_listing_add(listing, spoor_table_text(table, row, 8));
    spoor_listing_add(listing, spoor_table_text(table, row, 9));
    spoor_listing_add_format(listing, "%.*s", length > 19 ? 19 : (int)length, rejected);
    spoor_listing_add(listing, spoor_table_text(table, row, 5));
}

static void list_text(struct spoor_arena *arena, const struct spoor_table *table)
{
    static const char *const heads[] = {"origin", "reden",    "stand",       ">attempts",
                                        ">bytes", "rejected", "toelichting", NULL};
    struct spoor_listing listing;
    spoor_listing_init(&listing, arena, heads);
    for (size_t row = 0; row < table->rows; row++)
        list_row(&listing, table, row);
    spoor_listing_print(&listing, 0, stdout);
}

/* One object per line: a long list needs no memory. */
static void list_json(const struct spoor_table *table)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    for (size_t row = 0; row < table->rows; row++) {
        spoor_buffer_clear(&buffer);
        spoor_json_writer_init(&writer, &buffer);
        spoor_json_object_begin(&writer);
        spoor_json_member(&writer, "topic", spoor_table_text(table, row, 0));
        spoor_json_member_int(&writer, "partitie", spoor_table_int(table, row, 1, 0));
        spoor_json_member_int(&writer, "offset", spoor_table_int(table, row, 2, 0));
        spoor_json_member_int(&writer, "index", spoor_table_int(table, row, 3, 0));
        spoor_json_member(&writer, "reden", spoor_table_text(table, row, 4));
        spoor_json_member(&writer, "toelichting", spoor_table_text(table, row, 5));
        spoor_json_member(&writer, "vorm", spoor_table_text(table, row, 6));
        spoor_json_member(&writer, "stand", spoor_table_text(table, row, 7));
        spoor_json_member_int(&writer, "pogingen", spoor_table_int(table, row, 8, 0));
        spoor_json_member_int(&writer, "omvang", spoor_table_int(table, row, 9, 0));
        spoor_json_member_time(&writer, "afgewezenOp", spoor_table_int(table, row, 10, SPOOR_TIME_NONE));
        spoor_json_member_time(&writer, "herkanstOp", spoor_table_int(table, row, 11, SPOOR_TIME_NONE));
        spoor_json_member(&writer, "source", spoor_table_text(table, row, 12));
        spoor_json_member(&writer, "id", spoor_table_text(table, row, 13));
        spoor_json_member(&writer, "type", spoor_table_text(table, row, 14));
        spoor_json_object_end(&writer);
        spoor_json_print(&buffer);
    }
    spoor_buffer_fini(&buffer);
}

static int list(struct spoor_wiring *wiring, struct spoor_session *session)
{
    struct spoor_invocation *invocation = wiring->invocation;
    struct spoor_quarantaine_filter filter = {.topic = spoor_option(invocation, "topic"),
                                              .reden = spoor_option(invocation, "reden"),
                                              .stand = spoor_option(invocation, "open") ? "open" : NULL};
    struct spoor_quarantaine_cursor cursor = SPOOR_QUARANTAINE_FIRST;
    struct spoor_error err = {0};
    struct spoor_arena arena;
    struct spoor_table table = {.rows = 1};
    size_t count = 0;
    enum spoor_status status = SPOOR_OK;
    spoor_arena_init(&arena, PAGE_ARENA_BYTES_MAX);
    while (status == SPOOR_OK && table.rows > 0) {
        spoor_arena_reset(&arena);
        status = spoor_quarantaine_page(session, &filter, &cursor, &arena, &table, &err);
        if (status == SPOOR_OK && invocation->json)
            list_json(&table);
        else if (status == SPOOR_OK)
            list_text(&arena, &table);
        count += status == SPOOR_OK ? table.rows : 0;
    }
    spoor_arena_fini(&arena);
    if (status != SPOOR_OK)
        return spoor_fail(invocation, &err);
    if (!invocation->json)
        printf("%zu rejected records\n", count);
    return SPOOR_EXIT_OK;
}

/* ------------------------------------------------------------------------------------------------------------- drop */

static int drop(struct spoor_wiring *wiring, struct spoor_session *session)
{
    struct spoor_invocation *invocation = wiring->invocation;
    const char *reason = spoor_option(invocation, "reason");
    struct spoor_origin origin;
    struct spoor_error err = {0};
    bool found = false;
    if (invocation->argument_count != 2 || !reason || !*reason ||
        !spoor_quarantaine_origin_parse(spoor_slice_of(invocation->arguments[1]), &origin))
        return spoor_usage_error(invocation, "drop takes one origin topic/partition/offset[/index] and --reason TEXT");
    enum spoor_status status = spoor_store_quarantaine_drop(session, &origin, reason, &found, &err);
    if (status == SPOOR_OK && !found)
        status = spoor_error_set(&err, SPOOR_REJECT, "niet_gevonden",
                                 "no open rejected record %s; spoor quarantaine list --open shows them",
                                 invocation->arguments[1]);
    if (status != SPOOR_OK)
        return spoor_fail(invocation, &err);
    if (invocation->json)
        printf("{\"vervallen\":1}\n");
    else
        printf("on the record: %s is closed for good\n", invocation->arguments[1]);
    return SPOOR_EXIT_OK;
}

/* ---------------------------------------------------------------------------------------------------------- command */

static const struct {
    const char *verb;
    int (*run)(struct spoor_wiring *wiring, struct spoor_session *session);
} verbs[] = {{"list", list}, {"show", spoor_quarantaine_show}, {"retry", spoor_quarantaine_retry}, {"drop", drop}};
#define VERB_COUNT (sizeof verbs / sizeof verbs[0])

static int run(struct spoor_invocation *invocation)
{
    struct spoor_wiring wiring;
    struct spoor_session *session = NULL;
    struct spoor_error err = {0};
    const char *verb = invocation->argument_count ? invocation->arguments[0] : "";
    size_t at = 0;
    while (at < VERB_COUNT && strcmp(verbs[at].verb, verb) != 0)
        at++;
    if (at == VERB_COUNT || (at == 0 && invocation->argument_count > 1))
        return spoor_usage_error(invocation,
                                 "say: list, show ORIGIN, retry ORIGIN... | --all, or drop ORIGIN --reason TEXT");
    spoor_wiring_init(&wiring, invocation);
    enum spoor_status status = spoor_wiring_session(&wiring, "spoor_process", &session, &err);
    int code = status == SPOOR_OK ? verbs[at].run(&wiring, session) : spoor_fail(invocation, &err);
    spoor_session_close(session);
    spoor_wiring_fini(&wiring);
    return code;
}

const struct spoor_command spoor_command_quarantaine = {
    .name = "quarantaine",
    .arguments = "list | show ORIGIN | retry ORIGIN... | drop ORIGIN",
    .summary = "lists, shows, offers again and drops rejected records",
    .detail =
        "ORIGIN is topic/partition/offset[/index], as list prints it.\n"
        "list   all of them, or those that --topic, --reden and --open name; --json prints one object per line\n"
        "show   opens the seal with seal.key_file and prints the original; who did so goes into auditlog\n"
        "retry  puts records up once more, after a mapping was mended: those named, or --all (with --topic,\n"
        "       --reden); a record closes when it is accepted; twice does no harm. Of originals over 64 KiB only\n"
        "       the beginning was kept: they are refused\n"
        "drop   closes a record for good, with a --reason that is kept",
    .options = {{"topic", "TOPIC", "only records of this channel topic (list, retry --all)"},
                {"reden", "REDEN", "only records rejected for this reason (list, retry --all)"},
                {"open", NULL, "only open records (list)"},
                {"all", NULL, "all open records (retry)"},
                {"raw", NULL, "only the bytes, as they are (show)"},
                {"reason", "TEXT", "why (drop)"},
                {0}},
    .exits = SPOOR_EXITS_POSTGRES | SPOOR_EXIT_BIT(NOT_FOUND),
    .data = true,
    .run = run};
