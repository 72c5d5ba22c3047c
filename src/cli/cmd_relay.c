/* relay herstel: finds again what was published, when the relay's mark in Kafka does not say it. */
#include "commands.h"
#include "listing.h"
#include "wiring.h"

#include <spoor/codec/json.h>
#include <spoor/processor/herstel.h>
#include <stdio.h>

#define DEFAULT_REASON "spoor relay herstel"

static void write_mark(struct spoor_json_writer *writer, const char *name, int64_t mark)
{
    if (mark >= 0)
        spoor_json_member_int(writer, name, mark);
}

static void print_json(const struct spoor_herstel_finding *findings, size_t count)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_object_begin(&writer);
    spoor_json_key(&writer, SPOOR_SLICE("partities"));
    spoor_json_array_begin(&writer);
    for (size_t i = 0; i < count; i++) {
        spoor_json_object_begin(&writer);
        spoor_json_member_int(&writer, "partitie", findings[i].partition);
        spoor_json_member(&writer, "uitkomst", spoor_slice_of(spoor_herstel_outcome_name(findings[i].outcome)));
        write_mark(&writer, "kafka", findings[i].kafka_mark);
        write_mark(&writer, "onthouden", findings[i].remembered);
        write_mark(&writer, "gevonden", findings[i].found);
        spoor_json_member_int(&writer, "outbox", findings[i].outbox_sequence);
        spoor_json_member_int(&writer, "correcties", (int64_t)findings[i].corrected);
        spoor_json_member(&writer, "toelichting", spoor_slice_of(findings[i].why));
        spoor_json_object_end(&writer);
    }
    spoor_json_array_end(&writer);
    spoor_json_object_end(&writer);
    spoor_json_print(&buffer);
    spoor_buffer_fini(&buffer);
}

static void add_mark(struct spoor_listing *listing, int64_t mark)
{
    if (mark < 0)
        spoor_listing_add(listing, SPOOR_SLICE("-"));
    else
        spoor_listing_add_format(listing, "%lld", (long long)mark);
}

static void print_text(const struct spoor_herstel_finding *findings, size_t count, struct spoor_arena *arena)
{
    static const char *const heads[] = {">partition", "outcome",    ">kafka", ">remembered", ">found",
                                        ">end",       ">corrected", "",       NULL};
    struct spoor_listing listing;
    spoor_listing_init(&listing, arena, heads);
    for (size_t i = 0; i < count; i++) {
        spoor_listing_add_format(&listing, "%d", findings[i].partition);
        spoor_listing_add(&listing, spoor_slice_of(spoor_herstel_outcome_name(findings[i].outcome)));
        add_mark(&listing, findings[i].kafka_mark);
        add_mark(&listing, findings[i].remembered);
        add_mark(&listing, findings[i].found);
        spoor_listing_add_format(&listing, "%lld", (long long)findings[i].outbox_sequence);
        spoor_listing_add_format(&listing, "%zu", findings[i].corrected);
        spoor_listing_add(&listing, spoor_slice_of(findings[i].why));
    }
    spoor_listing_print(&listing, 0, stdout);
}

static int tell(struct spoor_invocation *invocation, const struct spoor_herstel_finding *findings, size_t count)
{
    size_t recorded = 0, refused = 0;
    if (invocation->json)
        print_json(findings, count);
    else
        print_text(findings, count, &invocation->arena);
    for (size_t i = 0; i < count; i++) {
        recorded += findings[i].outcome == SPOOR_HERSTEL_RECORDED;
        refused += spoor_herstel_refused(findings[i].outcome);
    }
    if (recorded && !invocation->json)
        printf("%zu on the record: their relay goes on within seconds, or when it is started\n", recorded);
    if (refused)
        fprintf(stderr, "spoor relay: %zu refused; docs/operations.md says what to do\n", refused);
    return refused ? SPOOR_EXIT_HALTED : SPOOR_EXIT_OK;
}

static int run(struct spoor_invocation *invocation)
{
    int64_t partition;
    const char *reason = spoor_option(invocation, "reason");
    if (invocation->argument_count != 1 || strcmp(invocation->arguments[0], "herstel") != 0)
        return spoor_usage_error(invocation, "say: spoor relay herstel");
    if (!spoor_option_int(invocation, "partition", -1, &partition) || partition < -1 || partition > INT32_MAX)
        return spoor_usage_error(invocation, "--partition takes a whole number from 0");
    struct spoor_wiring wiring;
    struct spoor_session *session = NULL;
    struct spoor_error err = {0};
    struct spoor_herstel_finding *findings = NULL;
    size_t count = 0;
    spoor_wiring_init(&wiring, invocation);
    struct spoor_herstel_options options = {.kafka = wiring.kafka,
                                            .group = wiring.group_fold,
                                            .canonical_topic = wiring.topics[SPOOR_TOPIC_GEBEURTENISSEN],
                                            .status_topic = wiring.topics[SPOOR_TOPIC_STATUSWIJZIGINGEN],
                                            .type_prefix = spoor_setting_text(invocation, SPOOR_SETTING_TYPE_PREFIX),
                                            .source = spoor_setting_text(invocation, SPOOR_SETTING_TYPE_SOURCE),
                                            .partition = (int32_t)partition,
                                            .reason = reason ? reason : DEFAULT_REASON,
                                            .dry_run = spoor_option(invocation, "dry-run")};
    enum spoor_status status = spoor_wiring_session(&wiring, NULL, &session, &err);
    if (status == SPOOR_OK)
        status = spoor_herstel_run(&options, session, &invocation->arena, &findings, &count, &err);
    int code = status == SPOOR_OK ? tell(invocation, findings, count) : spoor_fail(invocation, &err);
    spoor_session_close(session);
    spoor_wiring_fini(&wiring);
    return code;
}

const struct spoor_command spoor_command_relay = {
    .name = "relay",
    .arguments = "herstel",
    .summary = "finds again how far the relay had published, where its mark in Kafka is gone, behind or ahead",
    .detail =
        "Compares the outbox with the outgoing topics, by id and content, and puts on the record (table ingreep)\n"
        "which rows were told. What readers know otherwise is told anew with the next revisie, as correctie. A running\n"
        "relay that stands still (mark_gone, mark_behind, mark_ahead) goes on within seconds; one that is down does when\n"
        "it starts. The command may be given again at any moment. Outcomes, per partition:\n"
        "in_orde     the mark is there\n"
        "vastgelegd  found and on the record (gevonden with --dry-run)\n"
        "wacht       not yet: Spoor folds what PostgreSQL lost, or the corrections; give it again\n"
        "verschilt   with --dry-run: readers know journeys otherwise; each would get a correctie\n"
        "ontbreekt   refused: a row is not in the topics although later ones are\n"
        "outbox_gat  refused: the outbox does not hold the rows to compare\n"
        "mark_ahead  refused: more was published than PostgreSQL knows: it went back in time; start Spoor, then again",
    .options = {{"partition", "N", "only this partition of spoor.gebeurtenissen"},
                {"reason", "TEXT", "kept on the record"},
                {"dry-run", NULL, "look only, write nothing"},
                {0}},
    .exits = SPOOR_EXITS_POSTGRES | SPOOR_EXIT_BIT(NOT_FOUND),
    .data = true,
    .run = run};
