#include "channel_producer.h"
#include "cmd_definitie.h"
#include "commands.h"
#include "progress.h"

#include <glob.h>
#include <inttypes.h>
#include <signal.h>
#include <spoor/base/uuid.h>
#include <spoor/codec/json.h>
#include <spoor/simulator/simulator.h>
#include <stdio.h>
#include <stdlib.h>

#define LINGER_FAST_MS 20
#define LINGER_PACED_MS 1
#define PROGRESS_EVERY 512

struct simulate {
    struct spoor_wiring wiring;
    struct spoor_simulation_options options;
    struct spoor_simulation_counts counts;
    struct spoor_producer *producer;
    const char *dry_run_path;
    FILE *dry_run; /* records go here instead of to Kafka */
    struct spoor_buffer line;
    struct spoor_progress progress;
    int64_t sent;
    double seconds;
};

static struct spoor_stop stop;

static void on_signal(int number)
{
    (void)number;
    spoor_stop_request(&stop);
}

static void stop_by_signal(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* --- options --- */

static bool take_number(const struct spoor_invocation *invocation, const char *name, double fallback, double most,
                        double *out_value)
{
    const char *text = spoor_option(invocation, name);
    char *end = NULL;
    *out_value = text ? strtod(text, &end) : fallback;
    if (text && end && strcmp(end, "/s") == 0)
        end += 2;
    if (text && end && strcmp(end, "%") == 0)
        end++;
    return (!text || (*text && *end == 0)) && *out_value >= 0 && *out_value <= most;
}

static bool take_shares(const struct spoor_invocation *invocation, struct spoor_simulation_shares *shares)
{
    return take_number(invocation, "duplicates", 0.5, 90, &shares->duplicates) &&
           take_number(invocation, "late", 1, 90, &shares->late) &&
           take_number(invocation, "unordered", 1, 90, &shares->unordered) &&
           take_number(invocation, "anonymous", 4, 90, &shares->anonymous) &&
           take_number(invocation, "poison", 0, 90, &shares->poison);
}

static bool take_counts(const struct spoor_invocation *invocation, struct spoor_simulation_options *options)
{
    int64_t seed = 0;
    if (!spoor_option_int(invocation, "seed", 1, &seed) ||
        !spoor_option_int(invocation, "events", 10000, &options->records) || options->records < 1 ||
        !spoor_option_int(invocation, "klanten", (options->records + 9) / 10, &options->klanten) ||
        options->klanten < 1 || options->klanten > 100000000 ||
        !spoor_option_int(invocation, "days", 30, &options->days) || options->days < 0 || options->days > 36500)
        return false;
    options->seed = (uint64_t)seed;
    return take_number(invocation, "rate", 0, 1e7, &options->rate);
}

static bool take_until(const struct spoor_invocation *invocation, int64_t *out_until_us)
{
    const char *text = spoor_option(invocation, "until");
    struct spoor_zone zone = {SPOOR_ZONE_AMSTERDAM, 0};
    *out_until_us = spoor_time_now_us();
    return !text || spoor_time_parse(spoor_slice_of(text), zone, out_until_us, NULL, NULL);
}

/* 0 when all are understood, else the exit status. */
static int take_options(struct spoor_invocation *invocation, struct simulate *simulate)
{
    struct spoor_simulation_options *options = &simulate->options;
    const char *only = spoor_option(invocation, "only");
    if (invocation->argument_count)
        return spoor_usage_error(invocation, "takes options only");
    if (!take_counts(invocation, options))
        return spoor_usage_error(invocation, "--seed, --events, --klanten, --days take whole numbers, --rate a number");
    if (!take_shares(invocation, &options->shares))
        return spoor_usage_error(invocation,
                                 "--duplicates, --late, --unordered, --anonymous, --poison take percentages, 0 to 90");
    if (!take_until(invocation, &options->until_us))
        return spoor_usage_error(invocation, "--until takes a time: 2026-03-02T09:00:00+01:00");
    if (only && strcmp(only, "cloudevents") != 0)
        return spoor_usage_error(invocation, "--only takes: cloudevents");
    options->cloudevents_only = only != NULL;
    options->ending_now = spoor_option(invocation, "ending-now") != NULL;
    options->type_prefix = spoor_setting_text(invocation, SPOOR_SETTING_TYPE_PREFIX);
    simulate->dry_run_path = spoor_option(invocation, "dry-run");
    return SPOOR_EXIT_OK;
}

/* --- definitions --- */

static enum spoor_status read_definities(struct simulate *simulate, const glob_t *files, struct spoor_error *err)
{
    struct spoor_invocation *invocation = simulate->wiring.invocation;
    struct spoor_definitie *items = SPOOR_ARENA_ARRAY(&invocation->arena, struct spoor_definitie, files->gl_pathc);
    for (size_t i = 0; i < files->gl_pathc; i++) {
        enum spoor_status status = spoor_definitie_read(invocation, files->gl_pathv[i], &items[i], err);
        if (status != SPOOR_OK)
            return status;
    }
    simulate->options.definities = items;
    simulate->options.definitie_count = files->gl_pathc;
    return SPOOR_OK;
}

/* All definitions that Spoor ships, by name, so that a seed means the same everywhere. */
static enum spoor_status load_definities(struct simulate *simulate, struct spoor_error *err)
{
    struct spoor_arena *arena = &simulate->wiring.invocation->arena;
    const char *folder = spoor_wiring_directory(&simulate->wiring, SPOOR_SETTING_SCHEMAS_DIR, "schemas");
    struct spoor_slice pattern = spoor_arena_printf(arena, "%s/klantreizen/*.json", folder);
    glob_t files = {0};
    if (glob(spoor_arena_cstring(arena, pattern), 0, NULL, &files) != 0)
        return spoor_error_set(err, SPOOR_HALT, "definitie", "%s/klantreizen: no journey definitions there", folder);
    enum spoor_status status = read_definities(simulate, &files, err);
    globfree(&files);
    return status;
}

/* --- where records go --- */

static void tell(struct simulate *simulate)
{
    if (++simulate->sent % PROGRESS_EVERY == 0 || simulate->options.rate > 0)
        spoor_progress_tell(&simulate->progress, simulate->sent, simulate->sent, simulate->options.records);
}

static enum spoor_status send_to_kafka(void *owner, const struct spoor_simulated *record, struct spoor_error *err)
{
    struct simulate *simulate = owner;
    enum spoor_status status =
        spoor_channel_send(simulate->producer, spoor_channel_topic(record->channel), record->key, record->value, err);
    tell(simulate);
    return status;
}

static void write_bytes(struct spoor_json_writer *writer, struct spoor_slice bytes)
{
    size_t length = spoor_base64_length(bytes.length);
    char *text = spoor_allocate(length + 1);
    spoor_base64_encode(bytes.data, bytes.length, text);
    spoor_json_member(writer, "base64", (struct spoor_slice){text, length});
    free(text);
}

static void write_flag(struct spoor_json_writer *writer, const char *name, bool holds)
{
    if (holds)
        spoor_json_member_bool(writer, name, true);
}

/* {"topic", "key", "value" (text, null = tombstone) or "base64", and what is special about it} */
static enum spoor_status send_to_file(void *owner, const struct spoor_simulated *record, struct spoor_error *err)
{
    struct simulate *simulate = owner;
    struct spoor_json_writer writer;
    spoor_buffer_clear(&simulate->line);
    spoor_json_writer_init(&writer, &simulate->line);
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "topic", spoor_slice_of(spoor_channel_topic(record->channel)));
    spoor_json_member(&writer, "key", record->key);
    if (record->text) {
        spoor_json_key(&writer, SPOOR_SLICE("value"));
        spoor_json_string(&writer, record->value);
    } else {
        write_bytes(&writer, record->value);
    }
    spoor_json_member(&writer, "poison", spoor_slice_of(record->poison));
    write_flag(&writer, "duplicate", record->duplicate);
    write_flag(&writer, "late", record->late);
    write_flag(&writer, "unordered", record->unordered);
    write_flag(&writer, "anonymous", record->anonymous);
    spoor_json_object_end(&writer);
    spoor_buffer_append_char(&simulate->line, '\n');
    if (fwrite(simulate->line.data, 1, simulate->line.length, simulate->dry_run) != simulate->line.length)
        return spoor_error_set(err, SPOOR_HALT, "uitvoer", "%s: cannot write", simulate->dry_run_path);
    tell(simulate);
    return SPOOR_OK;
}

static enum spoor_status open_dry_run(struct simulate *simulate, struct spoor_error *err)
{
    bool standard = strcmp(simulate->dry_run_path, "-") == 0;
    simulate->dry_run = standard ? stdout : fopen(simulate->dry_run_path, "we");
    simulate->options.send = send_to_file;
    return simulate->dry_run
               ? SPOOR_OK
               : spoor_error_set(err, SPOOR_HALT, "uitvoer", "%s: cannot be written", simulate->dry_run_path);
}

static enum spoor_status open_kafka(struct simulate *simulate, struct spoor_error *err)
{
    const char *topics[SPOOR_CHANNEL_COUNT];
    size_t count = 0;
    for (int i = 0; i < SPOOR_CHANNEL_COUNT; i++)
        if (!simulate->options.cloudevents_only || spoor_channel_is_cloudevents((enum spoor_channel)i))
            topics[count++] = spoor_channel_topic((enum spoor_channel)i);
    simulate->options.send = send_to_kafka;
    enum spoor_status status = spoor_channel_topics_check(&simulate->wiring, topics, count, err);
    int64_t linger_ms = simulate->options.rate > 0 ? LINGER_PACED_MS : LINGER_FAST_MS;
    return status == SPOOR_OK ? spoor_channel_producer_open(&simulate->wiring, linger_ms, &simulate->producer, err)
                              : status;
}

static enum spoor_status close_sink(struct simulate *simulate, struct spoor_error *err)
{
    if (simulate->producer)
        return spoor_channel_producer_finish(simulate->producer, err);
    if (simulate->dry_run && fflush(simulate->dry_run) != 0)
        return spoor_error_set(err, SPOOR_HALT, "uitvoer", "%s: cannot write", simulate->dry_run_path);
    return SPOOR_OK;
}

/* --- telling --- */

static void print_json(const struct simulate *simulate, FILE *out)
{
    const struct spoor_simulation_counts *counts = &simulate->counts;
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_object_begin(&writer);
    spoor_json_member_int(&writer, "seed", (int64_t)simulate->options.seed);
    spoor_json_member_int(&writer, "records", counts->records);
    for (int i = 0; i < SPOOR_CHANNEL_COUNT; i++)
        spoor_json_member_int(&writer, spoor_channel_topic((enum spoor_channel)i), counts->per_channel[i]);
    spoor_json_member_int(&writer, "klantreizen", counts->reizen);
    spoor_json_member_int(&writer, "dubbel", counts->duplicates);
    spoor_json_member_int(&writer, "laat", counts->late);
    spoor_json_member_int(&writer, "verwisseld", counts->unordered);
    spoor_json_member_int(&writer, "anoniem", counts->anonymous);
    spoor_json_member_int(&writer, "onverwerkbaar", counts->poison);
    spoor_json_member_int(&writer, "milliseconden", (int64_t)(simulate->seconds * 1000));
    spoor_json_object_end(&writer);
    fprintf(out, "%.*s\n", SPOOR_SLICE_ARG(spoor_buffer_slice(&buffer)));
    spoor_buffer_fini(&buffer);
}

static void print_summary(const struct simulate *simulate)
{
    const struct spoor_simulation_counts *counts = &simulate->counts;
    FILE *out = simulate->dry_run == stdout ? stderr : stdout;
    if (simulate->wiring.invocation->json) {
        print_json(simulate, out);
        return;
    }
    fprintf(out, "%" PRId64 " records in %.1f s (%.0f/s), %" PRId64 " journeys begun, seed %" PRIu64 "\n",
            counts->records, simulate->seconds, simulate->seconds > 0 ? (double)counts->records / simulate->seconds : 0,
            counts->reizen, simulate->options.seed);
    for (int i = 0; i < SPOOR_CHANNEL_COUNT; i++)
        if (counts->per_channel[i])
            fprintf(out, "  %-20s %10" PRId64 "\n", spoor_channel_topic((enum spoor_channel)i), counts->per_channel[i]);
    fprintf(out,
            "of them %" PRId64 " sent twice, %" PRId64 " late, %" PRId64 " out of order, %" PRId64
            " anonymous, %" PRId64 " poison\n",
            counts->duplicates, counts->late, counts->unordered, counts->anonymous, counts->poison);
}

static enum spoor_status simulate_all(struct simulate *simulate, struct spoor_error *err)
{
    enum spoor_status status = load_definities(simulate, err);
    if (status == SPOOR_OK)
        status = simulate->dry_run_path ? open_dry_run(simulate, err) : open_kafka(simulate, err);
    if (status != SPOOR_OK)
        return status;
    stop_by_signal();
    simulate->options.owner = simulate;
    simulate->options.stop = &stop;
    spoor_progress_begin(&simulate->progress, "simulate", "records");
    status = spoor_simulate(&simulate->options, &simulate->counts, err);
    if (status == SPOOR_OK)
        status = close_sink(simulate, err);
    simulate->seconds = spoor_progress_end(&simulate->progress);
    return status;
}

static int run(struct spoor_invocation *invocation)
{
    static struct simulate simulate;
    struct spoor_error err = {0};
    int code = take_options(invocation, &simulate);
    if (code != SPOOR_EXIT_OK)
        return code;
    spoor_wiring_init(&simulate.wiring, invocation);
    enum spoor_status status = simulate_all(&simulate, &err);
    if (status == SPOOR_OK)
        print_summary(&simulate);
    spoor_producer_close(simulate.producer);
    if (simulate.dry_run && simulate.dry_run != stdout)
        fclose(simulate.dry_run);
    spoor_buffer_fini(&simulate.line);
    spoor_wiring_fini(&simulate.wiring);
    return status == SPOOR_OK ? SPOOR_EXIT_OK : spoor_fail(invocation, &err);
}

const struct spoor_command spoor_command_simulate = {
    .name = "simulate",
    .arguments = "",
    .summary = "sends synthetic journeys to the channel topics, for load and demonstration",
    .detail = "Journeys of all example definitions over kanaal.portaal, telefoon, balie, email, zaaksysteem and api,\n"
              "each in the format of its mapping. The same seed, counts and --until make the same bytes; without\n"
              "--until another run adds other journeys of the same klanten. Identifiers are test numbers. Ctrl-C ends\n"
              "it in order.",
    .options = {{"seed", "N", "seed of everything (1)"},
                {"events", "N", "records to send (10000)"},
                {"klanten", "N", "klanten that they are about (a tenth of the records)"},
                {"rate", "N/s", "paced: so many records per second, however slow the broker is"},
                {"days", "D", "what happened is spread over the last D days (30)"},
                {"until", "TIME", "nothing happened later (now)"},
                {"ending-now", NULL, "with --rate: what happened reaches the moment of sending at the end"},
                {"duplicates", "%", "records sent twice (0.5)"},
                {"late", "%", "contacts told after later ones (1)"},
                {"unordered", "%", "records of a klant that change places (1)"},
                {"anonymous", "%", "contacts nobody knows whose they are (4)"},
                {"poison", "%", "records that intake must refuse (0)"},
                {"only", "cloudevents", "only portaal, email and api: for raw speed"},
                {"dry-run", "FILE", "write the records as JSON lines instead (- is standard output)"},
                {0}},
    .exits = SPOOR_EXITS_KAFKA | SPOOR_EXIT_BIT(NOT_FOUND),
    .data = true,
    .run = run};
