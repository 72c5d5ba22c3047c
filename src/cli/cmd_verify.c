/* verify: runs the checks and shows what they found. */
#include "commands.h"
#include "listing.h"
#include "verify.h"

#include <spoor/codec/json.h>
#include <stdarg.h>
#include <stdlib.h>

#define PAGE_BYTES_MAX ((size_t)2 << 30)

static const struct {
    const char *invariant, *text;
} lines[SPOOR_VERIFY_COUNT] = {
#define SPOOR_VERIFY(id, invariant, text) {invariant, text},
#include "verify.def"
#undef SPOOR_VERIFY
};

void spoor_verify_count(struct spoor_verify *verify, enum spoor_verify_line line, int64_t checked)
{
    verify->results[line].checked += checked;
}

void spoor_verify_fail(struct spoor_verify *verify, enum spoor_verify_line line, const char *format, ...)
{
    struct spoor_verify_result *result = &verify->results[line];
    va_list arguments;
    if (result->failures++ > 0)
        return;
    va_start(arguments, format);
    vsnprintf(result->example, sizeof result->example, format, arguments);
    va_end(arguments);
}

enum spoor_status spoor_verify_query(struct spoor_verify *verify, enum spoor_verify_line line, enum spoor_query query,
                                     struct spoor_error *err)
{
    struct spoor_slice topic = spoor_slice_of(verify->wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN]);
    struct spoor_table table;
    spoor_arena_reset(&verify->page);
    enum spoor_status status = spoor_query_run(verify->session, query, &topic, &verify->page, &table, err);
    if (status != SPOOR_OK)
        return status;
    int64_t failures = spoor_table_int(&table, 0, 1, 0);
    struct spoor_slice example = spoor_table_text(&table, 0, 2);
    spoor_verify_count(verify, line, spoor_table_int(&table, 0, 0, 0));
    if (failures > 0) {
        spoor_verify_fail(verify, line, "%.*s", SPOOR_SLICE_ARG(example));
        verify->results[line].failures += failures - 1;
    }
    return SPOOR_OK;
}

enum spoor_status spoor_verify_read_positions(struct spoor_verify *verify, struct spoor_arena *arena,
                                              struct spoor_table *out_positions, struct spoor_error *err)
{
    struct spoor_slice topic = spoor_slice_of(verify->wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN]);
    return spoor_query_run(verify->session, SPOOR_QUERY_VERIFY_POSITIONS, &topic, arena, out_positions, err);
}

/* ---------------------------------------------------------------------------------------------------------- outcome */

static void print_text(struct spoor_verify *verify)
{
    static const char *const heads[] = {"", "invariant", ">checked", ">failures", "first failure", NULL};
    struct spoor_listing listing;
    spoor_arena_reset(&verify->page);
    spoor_listing_init(&listing, &verify->page, heads);
    for (int i = 0; i < SPOOR_VERIFY_COUNT; i++) {
        spoor_listing_add_format(&listing, "%s", lines[i].invariant);
        spoor_listing_add_format(&listing, "%s", lines[i].text);
        spoor_listing_add_format(&listing, "%lld", (long long)verify->results[i].checked);
        spoor_listing_add_format(&listing, "%lld", (long long)verify->results[i].failures);
        spoor_listing_add_format(&listing, "%s", verify->results[i].example);
    }
    spoor_listing_print(&listing, 0, stdout);
}

static void print_json(const struct spoor_verify *verify)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_array_begin(&writer);
    for (int i = 0; i < SPOOR_VERIFY_COUNT; i++) {
        spoor_json_object_begin(&writer);
        spoor_json_member(&writer, "invariant", spoor_slice_of(lines[i].invariant));
        spoor_json_member(&writer, "tekst", spoor_slice_of(lines[i].text));
        spoor_json_member_int(&writer, "gecontroleerd", verify->results[i].checked);
        spoor_json_member_int(&writer, "fouten", verify->results[i].failures);
        if (verify->results[i].failures)
            spoor_json_member(&writer, "voorbeeld", spoor_slice_of(verify->results[i].example));
        spoor_json_object_end(&writer);
    }
    spoor_json_array_end(&writer);
    spoor_json_print(&buffer);
    spoor_buffer_fini(&buffer);
}

static int tell_outcome(struct spoor_verify *verify)
{
    int64_t failures = 0;
    for (int i = 0; i < SPOOR_VERIFY_COUNT; i++)
        failures += verify->results[i].failures;
    if (verify->wiring->invocation->json)
        print_json(verify);
    else {
        print_text(verify);
        printf("%s\n", failures ? "NOT green" : "green");
    }
    return failures ? SPOOR_EXIT_CHECK_FAILED : SPOOR_EXIT_OK;
}

/* ---------------------------------------------------------------------------------------------------------- command */

static enum spoor_status check_all(struct spoor_verify *verify, struct spoor_error *err)
{
    static enum spoor_status (*const checks[])(struct spoor_verify * verify, struct spoor_error * err) = {
        spoor_verify_settle, spoor_verify_input, spoor_verify_told, spoor_verify_klanten, spoor_verify_position};
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0] && status == SPOOR_OK; i++)
        status = checks[i](verify, err);
    return status;
}

static int run(struct spoor_invocation *invocation)
{
    struct spoor_wiring wiring;
    struct spoor_verify verify = {.wiring = &wiring};
    struct spoor_error err = {0};
    if (invocation->argument_count)
        return spoor_usage_error(invocation, "unexpected argument %s", invocation->arguments[0]);
    if (!spoor_option_int(invocation, "sample", 0, &verify.sample) || verify.sample < 0 ||
        !spoor_option_int(invocation, "wait", 60, &verify.wait_s) || verify.wait_s < 0)
        return spoor_usage_error(invocation, "--sample and --wait take a whole number");
    spoor_wiring_init(&wiring, invocation);
    spoor_arena_init(&verify.page, PAGE_BYTES_MAX);
    enum spoor_status status = spoor_wiring_load_mappings(&wiring, &err);
    if (status == SPOOR_OK)
        status = spoor_wiring_session(&wiring, "spoor_process", &verify.session, &err);
    if (status == SPOOR_OK)
        (void)spoor_session_set_answer_timeout(verify.session, 0); /* it reads whole tables: a person waits, or ends it */
    if (status == SPOOR_OK)
        status = spoor_admin_open(&wiring.kafka, &verify.admin, &err);
    spoor_progress_begin(&verify.progress, "verify", "klanten");
    if (status == SPOOR_OK)
        status = check_all(&verify, &err);
    (void)spoor_progress_end(&verify.progress);
    int code = status == SPOOR_OK ? tell_outcome(&verify) : spoor_fail(invocation, &err);
    spoor_admin_close(verify.admin);
    spoor_session_close(verify.session);
    spoor_arena_fini(&verify.page);
    spoor_wiring_fini(&wiring);
    return code;
}

const struct spoor_command spoor_command_verify = {
    .name = "verify",
    .arguments = "",
    .summary = "checks the invariants on a live installation; exit status 1 if any fails",
    .detail = "First waits until the fold has what intake has read by now (at most --wait seconds), then reads topics\n"
              "and tables and counts: nothing lost, doubled or reordered, every toestand folded again from its events.",
    .options = {{"sample", "N", "fold only N klanten again, taken at random (all)"},
                {"wait", "SECONDS", "most time to wait for the fold (60)"},
                {0}},
    .exits = SPOOR_EXITS_POSTGRES | SPOOR_EXIT_BIT(CHECK_FAILED),
    .data = true,
    .run = run};
