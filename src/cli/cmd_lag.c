/* lag: how far everything is behind, per partition, per role and from end to end. */
#include "commands.h"
#include "listing.h"
#include "wiring.h"

#include <spoor/codec/json.h>
#include <spoor/ops/lag.h>
#include <unistd.h>

#define WATCH_INTERVAL_S 2
#define ARENA_BYTES_MAX ((size_t)256 << 20)
#define CLEAR_SCREEN "\033[H\033[2J"

static const char *const roles[] = {"intake", "proces", "relay"};
#define ROLE_COUNT (sizeof roles / sizeof roles[0])

struct sum {
    int64_t records, age_us;
};

static struct sum sum_of(const struct spoor_lag_row *rows, size_t count, const char *role)
{
    struct sum sum = {0};
    for (size_t i = 0; i < count; i++) {
        if (role && strcmp(rows[i].role, role) != 0)
            continue;
        sum.records += rows[i].records;
        if (rows[i].age_us > sum.age_us)
            sum.age_us = rows[i].age_us;
    }
    return sum;
}

static double seconds_of(int64_t us)
{
    return (double)us / (double)SPOOR_SECOND_US;
}

static void print_text(const struct spoor_lag_row *rows, size_t count, struct spoor_arena *arena)
{
    static const char *const heads[] = {"role", "topic",    ">partition", ">position",
                                        ">end", ">records", ">seconds",   "stands still", NULL};
    struct spoor_listing listing;
    spoor_listing_init(&listing, arena, heads);
    for (size_t i = 0; i < count; i++) {
        spoor_listing_add_format(&listing, "%s", rows[i].role);
        spoor_listing_add_format(&listing, "%s", rows[i].topic);
        spoor_listing_add_format(&listing, "%d", rows[i].partition);
        spoor_listing_add_format(&listing, "%lld", (long long)rows[i].position);
        spoor_listing_add_format(&listing, "%lld", (long long)rows[i].end);
        spoor_listing_add_format(&listing, "%lld", (long long)rows[i].records);
        spoor_listing_add_format(&listing, "%.1f", seconds_of(rows[i].age_us));
        spoor_listing_add_format(&listing, "%s", rows[i].stil ? rows[i].stil : "");
    }
    spoor_listing_print(&listing, 0, stdout);
    printf("\n");
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        struct sum sum = sum_of(rows, count, roles[i]);
        printf("%-12s %10lld records  %10.1f seconds\n", roles[i], (long long)sum.records, seconds_of(sum.age_us));
    }
    struct sum all = sum_of(rows, count, NULL);
    printf("%-12s %10lld records  %10.1f seconds\n", "end to end", (long long)all.records, seconds_of(all.age_us));
    fflush(stdout);
}

static void write_sum(struct spoor_json_writer *writer, struct sum sum)
{
    char seconds[32];
    spoor_json_member_int(writer, "records", sum.records);
    snprintf(seconds, sizeof seconds, "%.3f", seconds_of(sum.age_us));
    spoor_json_key(writer, SPOOR_SLICE("seconden"));
    spoor_json_raw(writer, spoor_slice_of(seconds));
}

static void write_rows(struct spoor_json_writer *writer, const struct spoor_lag_row *rows, size_t count)
{
    spoor_json_key(writer, SPOOR_SLICE("partities"));
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < count; i++) {
        spoor_json_object_begin(writer);
        spoor_json_member(writer, "rol", spoor_slice_of(rows[i].role));
        spoor_json_member(writer, "topic", spoor_slice_of(rows[i].topic));
        spoor_json_member_int(writer, "partitie", rows[i].partition);
        spoor_json_member_int(writer, "positie", rows[i].position);
        spoor_json_member_int(writer, "einde", rows[i].end);
        write_sum(writer, (struct sum){rows[i].records, rows[i].age_us});
        if (rows[i].stil)
            spoor_json_member(writer, "stilstand", spoor_slice_of(rows[i].stil));
        spoor_json_object_end(writer);
    }
    spoor_json_array_end(writer);
}

static void print_json(const struct spoor_lag_row *rows, size_t count)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_object_begin(&writer);
    spoor_json_member_time(&writer, "gemetenOp", spoor_time_now_us());
    write_rows(&writer, rows, count);
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        spoor_json_key(&writer, spoor_slice_of(roles[i]));
        spoor_json_object_begin(&writer);
        write_sum(&writer, sum_of(rows, count, roles[i]));
        spoor_json_object_end(&writer);
    }
    spoor_json_key(&writer, SPOOR_SLICE("eindTotEind"));
    spoor_json_object_begin(&writer);
    write_sum(&writer, sum_of(rows, count, NULL));
    spoor_json_object_end(&writer);
    spoor_json_object_end(&writer);
    spoor_json_print(&buffer);
    spoor_buffer_fini(&buffer);
    fflush(stdout);
}

static enum spoor_status measure(struct spoor_invocation *invocation, struct spoor_lag *lag, struct spoor_arena *arena,
                                 bool clear, struct spoor_error *err)
{
    struct spoor_lag_row *rows = NULL;
    size_t count = 0;
    spoor_arena_reset(arena);
    enum spoor_status status = spoor_lag_measure(lag, arena, &rows, &count, err);
    if (status != SPOOR_OK)
        return status;
    if (clear && !invocation->json)
        printf(CLEAR_SCREEN);
    if (invocation->json)
        print_json(rows, count);
    else
        print_text(rows, count, arena);
    return SPOOR_OK;
}

/* Goes on over outages: whoever watches wants to see the end of one. */
static enum spoor_status watch(struct spoor_invocation *invocation, struct spoor_lag *lag, struct spoor_arena *arena)
{
    bool terminal = isatty(STDOUT_FILENO);
    for (;;) {
        struct spoor_error err = {0};
        enum spoor_status status = measure(invocation, lag, arena, terminal, &err);
        if (status != SPOOR_OK)
            (void)spoor_fail(invocation, &err);
        if (status != SPOOR_OK && status != SPOOR_RETRY)
            return status;
        sleep(WATCH_INTERVAL_S);
    }
}

static int run(struct spoor_invocation *invocation)
{
    struct spoor_wiring wiring;
    struct spoor_error err = {0};
    struct spoor_ops_options options;
    struct spoor_lag *lag = NULL;
    struct spoor_arena arena;
    if (invocation->argument_count)
        return spoor_usage_error(invocation, "unexpected argument %s", invocation->arguments[0]);
    spoor_wiring_init(&wiring, invocation);
    spoor_arena_init(&arena, ARENA_BYTES_MAX);
    enum spoor_status status = spoor_wiring_load_mappings(&wiring, &err);
    if (status == SPOOR_OK) {
        spoor_wiring_ops_options(&wiring, &options);
        status = spoor_lag_open(&options, NULL, &lag, &err);
    }
    if (status == SPOOR_OK)
        status = spoor_option(invocation, "watch") ? watch(invocation, lag, &arena)
                                                   : measure(invocation, lag, &arena, false, &err);
    spoor_lag_close(lag);
    spoor_arena_fini(&arena);
    spoor_wiring_fini(&wiring);
    return status == SPOOR_OK ? SPOOR_EXIT_OK : spoor_fail(invocation, &err);
}

const struct spoor_command spoor_command_lag = {
    .name = "lag",
    .arguments = "",
    .summary = "shows how far intake, fold and relay are behind, in records and in seconds",
    .detail =
        "Per partition: where we are, where the topic ends, what is between them, and the age of the oldest record\n"
        "that waits. Positions: intake's committed offset, the fold's position in PostgreSQL, the relay's mark in\n"
        "the outbox. End to end: everything that waits anywhere, and the oldest of it. Last column: why a person must act\n"
        "before the partition goes on (spoor intake hervat, accept-loss).",
    .options = {{"watch", NULL, "measure again every 2 seconds, until interrupted"}, {0}},
    .exits = SPOOR_EXITS_POSTGRES,
    .data = true,
    .run = run};
