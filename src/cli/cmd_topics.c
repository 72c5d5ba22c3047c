#include "commands.h"
#include "listing.h"
#include "wiring.h"

#include <spoor/codec/canonical.h>
#include <spoor/codec/json.h>
#include <spoor/stream/admin.h>
#include <stdio.h>
#include <time.h>

#define TIMEOUT_MS 20000
#define KNOWN_NAP_MS 50
#define DAY_MS INT64_C(86400000)

struct topic_rule { /* sane settings of Spoor's own topics */
    enum spoor_topic_name name;
    int64_t retention_ms;
    bool keyed; /* has topic.partitions; the others have one */
};
static const struct topic_rule rules[] = {
    {SPOOR_TOPIC_GEBEURTENISSEN, 7 * DAY_MS, true}, {SPOOR_TOPIC_STATUSWIJZIGINGEN, 30 * DAY_MS, true},
    {SPOOR_TOPIC_SIGNALEN, 30 * DAY_MS, true},      {SPOOR_TOPIC_QUARANTAINE, 30 * DAY_MS, false},
    {SPOOR_TOPIC_HERKANSING, 7 * DAY_MS, false},    {SPOOR_TOPIC_WENKEN, DAY_MS / 24, false},
};
#define RULE_COUNT (sizeof rules / sizeof rules[0])

/* A broker tells of a topic a moment after it was made; whoever comes next must find it. */
static enum spoor_status wait_until_known(struct spoor_admin *admin, const char *topic, int32_t *out_partitions,
                                          struct spoor_error *err)
{
    const struct timespec nap = {0, KNOWN_NAP_MS * 1000000L};
    int32_t partitions = 0;
    enum spoor_status status = SPOOR_OK;
    for (int waited_ms = 0; status == SPOOR_OK && partitions == 0 && waited_ms < TIMEOUT_MS;
         waited_ms += KNOWN_NAP_MS) {
        status = spoor_admin_partition_count(admin, topic, TIMEOUT_MS, &partitions, err);
        if (status == SPOOR_OK && partitions == 0)
            nanosleep(&nap, NULL);
    }
    *out_partitions = partitions;
    return status;
}

struct making {
    struct spoor_wiring *wiring;
    struct spoor_admin *admin;
    struct spoor_json_writer *writer; /* NULL: for people */
};

static void tell(const struct making *making, const struct spoor_topic_plan *plan, int32_t partitions, bool created)
{
    struct spoor_json_writer *writer = making->writer;
    if (!writer) {
        printf("%-34s %3d partitions  %s\n", plan->name, partitions, created ? "made" : "was there");
        return;
    }
    spoor_json_object_begin(writer);
    spoor_json_member(writer, "topic", spoor_slice_of(plan->name));
    spoor_json_member_int(writer, "partities", partitions);
    spoor_json_member_bool(writer, "gemaakt", created);
    spoor_json_object_end(writer);
}

static enum spoor_status make(struct making *making, const struct spoor_topic_plan *plan, struct spoor_error *err)
{
    bool created = false;
    int32_t partitions = 0; /* of one that was there it is what the broker says */
    enum spoor_status status = spoor_admin_topic_create(making->admin, plan, TIMEOUT_MS, &created, err);
    if (status == SPOOR_OK)
        status = wait_until_known(making->admin, plan->name, &partitions, err);
    if (status == SPOOR_OK)
        tell(making, plan, partitions, created);
    return status;
}

static int64_t setting(const struct making *making, enum spoor_setting name)
{
    return spoor_settings_int(making->wiring->invocation->settings, name);
}

static enum spoor_status make_own(struct making *making, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < RULE_COUNT && status == SPOOR_OK; i++) {
        struct spoor_topic_plan plan = {
            .name = making->wiring->topics[rules[i].name],
            .partitions = rules[i].keyed ? (int32_t)setting(making, SPOOR_SETTING_TOPIC_PARTITIONS) : 1,
            .replication = (int32_t)setting(making, SPOOR_SETTING_TOPIC_REPLICATION),
            .retention_ms = rules[i].retention_ms,
            .message_bytes_max = SPOOR_TOPIC_BYTES_MAX};
        status = make(making, &plan, err);
    }
    return status;
}

static enum spoor_status make_channel(struct making *making, const char *name, int64_t partitions,
                                      struct spoor_error *err)
{
    struct spoor_topic_plan plan = {
        .name = name,
        .partitions = (int32_t)partitions,
        .replication = (int32_t)setting(making, SPOOR_SETTING_TOPIC_REPLICATION),
        .retention_ms = 7 * DAY_MS,
        .message_bytes_max = 12 << 20}; /* a record too large for intake must still reach its quarantine */
    return make(making, &plan, err);
}

static enum spoor_status make_channels(struct making *making, int64_t partitions, struct spoor_error *err)
{
    struct spoor_wiring *wiring = making->wiring;
    enum spoor_status status = spoor_wiring_load_mappings(wiring, err);
    for (size_t i = 0; i < wiring->mapping_count && status == SPOOR_OK; i++)
        status = make_channel(
            making, spoor_arena_cstring(&wiring->invocation->arena, spoor_mapping_header(wiring->mappings[i])->topic),
            partitions, err);
    return status;
}

static enum spoor_status make_all(struct making *making, int64_t partitions, struct spoor_error *err)
{
    const char *topic = spoor_option(making->wiring->invocation, "topic");
    enum spoor_status status = spoor_admin_open(&making->wiring->kafka, &making->admin, err);
    if (status == SPOOR_OK && topic)
        return make_channel(making, topic, partitions, err);
    if (status == SPOOR_OK)
        status = make_own(making, err);
    if (status == SPOOR_OK && !spoor_option(making->wiring->invocation, "own"))
        status = make_channels(making, partitions, err);
    return status;
}

/* What was made is told also when something could not be. */
static enum spoor_status make_all_as_json(struct making *making, int64_t partitions, struct spoor_error *err)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    making->writer = &writer;
    spoor_json_array_begin(&writer);
    enum spoor_status status = make_all(making, partitions, err);
    spoor_json_array_end(&writer);
    spoor_json_print(&buffer);
    spoor_buffer_fini(&buffer);
    return status;
}

static int run(struct spoor_invocation *invocation)
{
    int64_t partitions = 0;
    if (invocation->argument_count != 1 || strcmp(invocation->arguments[0], "create") != 0)
        return spoor_usage_error(invocation, "say: spoor topics create");
    if (!spoor_option_int(invocation, "channel-partitions", 6, &partitions) || partitions < 1)
        return spoor_usage_error(invocation, "--channel-partitions takes a whole number from 1");
    struct spoor_wiring wiring;
    struct spoor_error err = {0};
    struct making making = {.wiring = &wiring};
    spoor_wiring_init(&wiring, invocation);
    enum spoor_status status = invocation->json ? make_all_as_json(&making, partitions, &err)
                                                : make_all(&making, partitions, &err);
    spoor_admin_close(making.admin);
    spoor_wiring_fini(&wiring);
    return status == SPOOR_OK ? SPOOR_EXIT_OK : spoor_fail(invocation, &err);
}

const struct spoor_command spoor_command_topics = {
    .name = "topics",
    .arguments = "create",
    .summary = "makes the topics that Spoor and its mappings need",
    .detail = "Topics that exist are left as they are. The partition count of spoor.gebeurtenissen is chosen once\n"
              "(setting topic.partitions): it is the upper bound of parallelism.",
    .options = {{"own", NULL, "only Spoor's own topics, not those of the mappings"},
                {"topic", "NAME", "only this channel topic"},
                {"channel-partitions", "N", "partitions of a channel topic (6)"},
                {0}},
    .exits = SPOOR_EXITS_KAFKA,
    .data = true,
    .run = run};
