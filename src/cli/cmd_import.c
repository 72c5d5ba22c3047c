#include "channel_producer.h"
#include "commands.h"
#include "progress.h"

#include <inttypes.h>
#include <spoor/base/nearest.h>
#include <spoor/codec/mapping.h>
#include <spoor/importer/importer.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LINGER_MS 20
#define SKIPPED_TOLD_MAX 10

struct import {
    struct spoor_wiring wiring;
    struct spoor_mapping *mapping;
    const struct spoor_mapping_header *header;
    const char *file, *topic;
    bool stil, skip_bad;
    int64_t told_skipped;
    struct spoor_producer *producer;
    struct spoor_progress progress;
    struct spoor_import_counts counts;
    double seconds;
};

static const char *shipped_folder(struct import *import)
{
    const char *folder = spoor_wiring_directory(&import->wiring, SPOOR_SETTING_SCHEMAS_DIR, "schemas");
    return spoor_arena_cstring(&import->wiring.invocation->arena,
                               spoor_arena_printf(&import->wiring.invocation->arena, "%s/mapping", folder));
}

/* Names of the mappings in a folder, separated by blanks. */
static const char *names_in(struct spoor_arena *arena, const char *folder)
{
    struct dirent **entries = NULL;
    struct spoor_slice names = SPOOR_SLICE("");
    int count = scandir(folder, &entries, spoor_wiring_is_json, alphasort);
    for (int i = 0; i < count; i++) {
        int length = (int)strlen(entries[i]->d_name) - (int)strlen(".json");
        names = spoor_arena_printf(arena, "%.*s %.*s", SPOOR_SLICE_ARG(names), length, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return spoor_arena_cstring(arena, names);
}

/* A path, or the name of a mapping that Spoor ships. */
static enum spoor_status find_mapping(struct import *import, const char *given, const char **out_path,
                                      struct spoor_error *err)
{
    struct spoor_arena *arena = &import->wiring.invocation->arena;
    *out_path = given;
    if (access(given, R_OK) == 0)
        return SPOOR_OK;
    const char *folder = shipped_folder(import);
    *out_path = spoor_arena_cstring(arena, spoor_arena_printf(arena, "%s/%s.json", folder, given));
    if (!strchr(given, '/') && access(*out_path, R_OK) == 0)
        return SPOOR_OK;
    return spoor_error_set(err, SPOOR_HALT, "mapping",
                           "--mapping %s: %s; name a mapping file, or one of those that Spoor ships:%s", given,
                           access(given, F_OK) == 0 ? "cannot be read" : "there is no such file",
                           names_in(arena, folder));
}

static enum spoor_status load_mapping(struct import *import, const char *given, struct spoor_error *err)
{
    const char *path = NULL;
    enum spoor_status status = find_mapping(import, given, &path, err);
    if (status != SPOOR_OK)
        return status;
    status = spoor_mapping_load(path, &import->mapping, err);
    if (status != SPOOR_OK)
        return status;
    import->header = spoor_mapping_header(import->mapping);
    if (!spoor_slice_present(import->header->import.format))
        return spoor_error_set(err, SPOOR_HALT, "mapping",
                               "%s: /import: absent; it says how to read a file: {\"formaat\": \"csv\" or \"xes\", …}",
                               path);
    if (import->header->format != SPOOR_FORMAT_JSON)
        return spoor_error_set(err, SPOOR_HALT, "mapping",
                               "%s: /formaat: \"json\" was expected: import makes JSON records", path);
    return SPOOR_OK;
}

/* The mapping of the topic among those that intake reads; NULL when there is none. */
static const struct spoor_mapping_header *read_by_intake(struct import *import)
{
    for (size_t i = 0; i < import->wiring.mapping_count; i++) {
        const struct spoor_mapping_header *header = spoor_mapping_header(import->wiring.mappings[i]);
        if (spoor_slice_equal(header->topic, spoor_slice_of(import->topic)))
            return header;
    }
    return NULL;
}

/* Records on a topic that no mapping has wait there unread, and nothing else tells so. Wrong mappings are no fault of
 * the import: they are told, and it goes on. */
static void tell_who_reads(struct import *import)
{
    struct spoor_invocation *invocation = import->wiring.invocation;
    struct spoor_faults faults = invocation->faults;
    struct spoor_error err = {0};
    spoor_faults_init(&invocation->faults);
    if (spoor_wiring_load_mappings(&import->wiring, &err) != SPOOR_OK)
        fprintf(stderr, "note: Spoor does not start with its mappings: %s\n", err.message);
    spoor_faults_fini(&invocation->faults);
    invocation->faults = faults;
    const struct spoor_mapping_header *reader = read_by_intake(import);
    if (!reader)
        fprintf(stderr,
                "note: Spoor does not read %s: no mapping of the setting mappings has this topic; add the mapping file "
                "there and start Spoor again\n",
                import->topic);
    else if (!spoor_slice_equal(reader->label, import->header->label))
        fprintf(stderr, "note: Spoor reads %s with mapping %.*s, not with %.*s\n", import->topic,
                SPOOR_SLICE_ARG(reader->label), SPOOR_SLICE_ARG(import->header->label));
}

static enum spoor_status send(void *owner, struct spoor_slice key, struct spoor_slice value, struct spoor_error *err)
{
    struct import *import = owner;
    return spoor_channel_send(import->producer, import->topic, key, value, err);
}

/* A person mends the first few; the others are counted. */
static void tell_skipped(void *owner, const char *message)
{
    struct import *import = owner;
    if (import->told_skipped++ < SKIPPED_TOLD_MAX)
        fprintf(stderr, "left out: %s\n", message);
}

static bool is_column(const struct spoor_slice *names, size_t count, struct spoor_slice name)
{
    for (size_t i = 0; i < count; i++)
        if (spoor_slice_equal(names[i], name))
            return true;
    return name.length > 6 && memcmp(name.data, "spoor:", 6) == 0;
}

/* What the mapping reads and the file does not have is null in every record: most likely a name that differs a little.
 */
static void compare_columns(void *owner, const struct spoor_slice *names, size_t count)
{
    struct import *import = owner;
    struct spoor_arena *arena = &import->wiring.invocation->arena;
    const char **columns = SPOOR_ARENA_ARRAY(arena, const char *, count + 1);
    size_t read_count = 0;
    const struct spoor_slice *reads = spoor_mapping_reads(import->mapping, &read_count);
    for (size_t i = 0; i < count; i++)
        columns[i] = spoor_arena_cstring(arena, names[i]);
    for (size_t i = 0; i < read_count; i++) {
        if (is_column(names, count, reads[i]))
            continue;
        const char *nearest = spoor_nearest(reads[i], columns, spoor_edits_of_a_slip(reads[i]));
        fprintf(stderr, "note: the mapping reads column \"%.*s\", which %s does not have%s%s%s\n",
                SPOOR_SLICE_ARG(reads[i]), import->file, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                nearest ? "\"?" : "");
    }
}

static void tell(void *owner, const struct spoor_import_counts *counts)
{
    struct import *import = owner;
    spoor_progress_tell(&import->progress, counts->rows, counts->bytes_read, counts->bytes_total);
}

static enum spoor_status send_file(struct import *import, struct spoor_error *err)
{
    struct spoor_import_options options = {.path = import->file,
                                           .format = import->header->import,
                                           .stil = import->stil,
                                           .owner = import,
                                           .skipped = import->skip_bad ? tell_skipped : NULL,
                                           .columns = compare_columns,
                                           .send = send,
                                           .progress = tell};
    enum spoor_status status = spoor_channel_producer_open(&import->wiring, LINGER_MS, &import->producer, err);
    if (status != SPOOR_OK)
        return status;
    spoor_progress_begin(&import->progress, "import", "rows");
    status = spoor_import_file(&options, &import->counts, err);
    struct spoor_error late = {0}; /* what was read before an error arrives all the same */
    enum spoor_status finished = spoor_channel_producer_finish(import->producer, &late);
    import->seconds = spoor_progress_end(&import->progress);
    if (status == SPOOR_OK && finished != SPOOR_OK)
        *err = late;
    return status == SPOOR_OK ? finished : status;
}

static void print_json(const struct import *import)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "bestand", spoor_slice_of(import->file));
    spoor_json_member(&writer, "mapping", import->header->label);
    spoor_json_member(&writer, "topic", spoor_slice_of(import->topic));
    spoor_json_member_int(&writer, "rijen", import->counts.rows);
    spoor_json_member_int(&writer, "zaken", import->counts.cases);
    spoor_json_member_int(&writer, "weggelaten", import->counts.skipped);
    spoor_json_member_bool(&writer, "stil", import->stil);
    spoor_json_member_int(&writer, "milliseconden", (int64_t)(import->seconds * 1000));
    spoor_json_object_end(&writer);
    printf("%.*s\n", SPOOR_SLICE_ARG(spoor_buffer_slice(&buffer)));
    spoor_buffer_fini(&buffer);
}

static void print_summary(const struct import *import)
{
    if (import->wiring.invocation->json) {
        print_json(import);
        return;
    }
    printf("%" PRId64 " rows of %" PRId64 " cases sent to %s in %.1f s with mapping %.*s%s\n", import->counts.rows,
           import->counts.cases, import->topic, import->seconds, SPOOR_SLICE_ARG(import->header->label),
           import->stil ? "; stil: folded, nobody is notified (--notify notifies)" : "");
    if (import->counts.skipped > 0)
        printf("%" PRId64 " rows left out: they could not be used\n", import->counts.skipped);
}

static int run(struct spoor_invocation *invocation)
{
    struct import import = {.stil = !spoor_option(invocation, "notify"),
                            .skip_bad = spoor_option(invocation, "skip-bad") != NULL,
                            .topic = spoor_option(invocation, "topic")};
    const char *mapping = spoor_option(invocation, "mapping");
    struct spoor_error err = {0};
    if (invocation->argument_count != 1 || !mapping)
        return spoor_usage_error(invocation, "say: spoor import FILE --mapping MAPPING");
    import.file = invocation->arguments[0];
    spoor_wiring_init(&import.wiring, invocation);
    enum spoor_status status = load_mapping(&import, mapping, &err);
    bool configured = status == SPOOR_OK;
    if (configured && !import.topic)
        import.topic = spoor_arena_cstring(&invocation->arena, import.header->topic);
    if (status == SPOOR_OK)
        status = spoor_channel_topics_check(&import.wiring, &import.topic, 1, &err);
    if (status == SPOOR_OK)
        tell_who_reads(&import);
    if (status == SPOOR_OK)
        status = send_file(&import, &err);
    if (status == SPOOR_OK)
        print_summary(&import);
    spoor_producer_close(import.producer);
    spoor_mapping_free(import.mapping);
    spoor_wiring_fini(&import.wiring);
    if (status == SPOOR_OK)
        return SPOOR_EXIT_OK;
    int code = spoor_fail(invocation, &err);
    if (import.counts.rows > 0)
        fprintf(stderr, "%" PRId64 " rows before it were sent; importing them again does no harm%s\n",
                import.counts.rows, import.skip_bad ? "" : " (--skip-bad leaves rows out that cannot be used)");
    return configured ? code : SPOOR_EXIT_CONFIGURATION;
}

const struct spoor_command spoor_command_import = {
    .name = "import",
    .arguments = "FILE",
    .summary = "sends an event log (CSV or XES, plain or gzip) to a channel topic",
    .detail = "One JSON object per row or event, {column: value}, plus spoor:zaak, spoor:regel (number in the case)\n"
              "and spoor:bestand; the rows of a case stay in order. The mapping's import section says how to read it.\n"
              "Spoor reads the topic only with a mapping of its setting mappings, which it reads at its start: put the\n"
              "file there too; import says so when it is not.\n"
              "Ids come from the mapping and are the same each time: a second import of a file adds nothing.",
    .options = {{"mapping", "MAPPING", "mapping file, or the name of one that Spoor ships (receipt, bpic15)"},
                {"topic", "TOPIC", "channel topic (that of the mapping)"},
                {"skip-bad", NULL,
                 "leave out rows that cannot be used, tell them and go on; without it the import ends there"},
                {"notify", NULL, "notify as if it happens now; without it history is folded and nobody told"},
                {0}},
    .exits = SPOOR_EXITS_KAFKA | SPOOR_EXIT_BIT(NOT_FOUND),
    .data = true,
    .run = run};
