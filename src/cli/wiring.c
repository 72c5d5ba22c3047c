#include "wiring.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char *join(const char *a, const char *b)
{
    size_t bytes = strlen(a) + strlen(b) + 1;
    char *text = spoor_allocate(bytes);
    snprintf(text, bytes, "%s%s", a, b);
    return text;
}

static const char *text(struct spoor_wiring *wiring, enum spoor_setting setting)
{
    return spoor_settings_text(wiring->invocation->settings, setting);
}

static int64_t number(struct spoor_wiring *wiring, enum spoor_setting setting)
{
    return spoor_settings_int(wiring->invocation->settings, setting);
}

/* A statement that waits for a lock as long as it may is not silent. */
static int64_t answer_timeout_ms(struct spoor_wiring *wiring)
{
    return number(wiring, SPOOR_SETTING_POSTGRES_ANSWER_TIMEOUT_MS) +
           number(wiring, SPOOR_SETTING_POSTGRES_LOCK_TIMEOUT_MS);
}

static void name_instance(struct spoor_wiring *wiring)
{
    const char *name = text(wiring, SPOOR_SETTING_INSTANCE_NAME);
    if (*name)
        snprintf(wiring->instance, sizeof wiring->instance, "%s", name);
    else if (gethostname(wiring->instance, sizeof wiring->instance) != 0)
        snprintf(wiring->instance, sizeof wiring->instance, "spoor");
    wiring->instance[sizeof wiring->instance - 1] = 0;
}

void spoor_wiring_init(struct spoor_wiring *wiring, struct spoor_invocation *invocation)
{
    static const char *const names[] = {"gebeurtenissen", "statuswijzigingen", "signalen",
                                        "quarantaine",    "herkansing",        "wenken"};
    *wiring = (struct spoor_wiring){.invocation = invocation};
    name_instance(wiring);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        wiring->topics[i] = join(text(wiring, SPOOR_SETTING_TOPIC_PREFIX), names[i]);
    wiring->group_intake = join(text(wiring, SPOOR_SETTING_KAFKA_GROUP_PREFIX), "-intake");
    wiring->group_fold = join(text(wiring, SPOOR_SETTING_KAFKA_GROUP_PREFIX), "-proces");
    wiring->kafka = (struct spoor_kafka_options){
        .bootstrap = text(wiring, SPOOR_SETTING_KAFKA_BOOTSTRAP),
        .properties_file = text(wiring, SPOOR_SETTING_KAFKA_PROPERTIES_FILE),
        .client_id = wiring->instance,
        .session_timeout_ms = number(wiring, SPOOR_SETTING_KAFKA_SESSION_TIMEOUT_MS),
        .transaction_timeout_ms = number(wiring, SPOOR_SETTING_KAFKA_TRANSACTION_TIMEOUT_MS)};
}

void spoor_wiring_fini(struct spoor_wiring *wiring)
{
    for (size_t i = 0; i < wiring->mapping_count; i++)
        spoor_mapping_free(wiring->mappings[i]);
    free(wiring->mappings);
    for (size_t i = 0; i < sizeof wiring->topics / sizeof wiring->topics[0]; i++)
        free(wiring->topics[i]);
    free(wiring->group_intake);
    free(wiring->group_fold);
    spoor_keyring_free(wiring->pseudonym_keys);
    spoor_keyring_free(wiring->seal_keys);
}

const char *spoor_wiring_directory(struct spoor_wiring *wiring, enum spoor_setting setting, const char *shipped)
{
    const char *given = text(wiring, setting);
    if (*given)
        return given;
    struct spoor_slice source = spoor_arena_printf(&wiring->invocation->arena, "%s/%s", SPOOR_SOURCE_DATA_DIR, shipped);
    char *path = spoor_arena_cstring(&wiring->invocation->arena, source);
    if (access(path, R_OK) == 0)
        return path;
    return spoor_arena_cstring(&wiring->invocation->arena, spoor_arena_printf(&wiring->invocation->arena, "%s/%s",
                                                                              SPOOR_INSTALL_DATA_DIR, shipped));
}

/* What became of one file: told to who listens; a fault is kept until all are known. */
static void told(struct spoor_wiring *wiring, const char *what, const char *name, const struct spoor_error *err)
{
    if (err->status != SPOOR_OK)
        spoor_faults_add(&wiring->invocation->faults, err->message);
    if (wiring->told)
        wiring->told(wiring->told_owner, what, name, err);
}

/* SPOOR_HALT with the first fault when any was added since `before`. */
static enum spoor_status outcome(struct spoor_wiring *wiring, size_t before, struct spoor_error *err)
{
    const char *fault = NULL;
    if (wiring->invocation->faults.count == before)
        return SPOOR_OK;
    for (size_t i = 0; i <= before; i++)
        fault = spoor_faults_next(&wiring->invocation->faults, fault);
    return spoor_error_set(err, SPOOR_HALT, "", "%s", fault);
}

/* A topic has one mapping, and none of Spoor's own topics has any. */
static enum spoor_status check_topic(struct spoor_wiring *wiring, const char *path, struct spoor_slice topic,
                                     struct spoor_error *err)
{
    for (size_t i = 0; i < wiring->mapping_count; i++)
        if (spoor_slice_equal(spoor_mapping_header(wiring->mappings[i])->topic, topic))
            return spoor_error_set(err, SPOOR_HALT, "mapping", "%s: /topic: another mapping has topic %.*s already",
                                   path, SPOOR_SLICE_ARG(topic));
    for (size_t i = 0; i < sizeof wiring->topics / sizeof wiring->topics[0]; i++)
        if (spoor_slice_equal(spoor_slice_of(wiring->topics[i]), topic))
            return spoor_error_set(err, SPOOR_HALT, "mapping", "%s: /topic: %s is a topic of Spoor itself", path,
                                   wiring->topics[i]);
    return SPOOR_OK;
}

static void mapping_add(struct spoor_wiring *wiring, const char *path)
{
    struct spoor_mapping *mapping = NULL;
    struct spoor_error err = {0};
    err.status = spoor_mapping_load(path, &mapping, &err);
    if (err.status == SPOOR_OK)
        err.status = check_topic(wiring, path, spoor_mapping_header(mapping)->topic, &err);
    told(wiring, "mapping", path, &err);
    if (err.status != SPOOR_OK) {
        spoor_mapping_free(mapping);
        return;
    }
    wiring->mappings = spoor_reallocate(wiring->mappings, sizeof *wiring->mappings * (wiring->mapping_count + 1));
    wiring->mappings[wiring->mapping_count++] = mapping;
}

int spoor_wiring_is_json(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

void spoor_wiring_folder(struct spoor_wiring *wiring, const char *what, const char *folder,
                         void (*one)(struct spoor_wiring *wiring, const char *path))
{
    struct dirent **entries = NULL;
    struct spoor_error err;
    int count = scandir(folder, &entries, spoor_wiring_is_json, alphasort);
    if (count < 0) {
        spoor_error_set(&err, SPOOR_HALT, what, "%s: the folder cannot be read", folder);
        told(wiring, what, folder, &err);
        return;
    }
    for (int i = 0; i < count; i++) {
        struct spoor_arena *arena = &wiring->invocation->arena;
        one(wiring, spoor_arena_cstring(arena, spoor_arena_printf(arena, "%s/%s", folder, entries[i]->d_name)));
        free(entries[i]);
    }
    free(entries);
}

static void path_add(struct spoor_wiring *wiring, const char *path)
{
    struct stat about;
    struct spoor_error err;
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
        spoor_wiring_folder(wiring, "mapping", path, mapping_add);
    } else if (access(path, F_OK) == 0) {
        mapping_add(wiring, path);
    } else {
        spoor_error_set(&err, SPOOR_HALT, "mapping",
                        "%s: no such mapping file or folder; the setting mappings names files or folders", path);
        told(wiring, "mapping", path, &err);
    }
}

enum spoor_status spoor_wiring_load_mappings(struct spoor_wiring *wiring, struct spoor_error *err)
{
    size_t count = 0, before = wiring->invocation->faults.count;
    struct spoor_arena *arena = &wiring->invocation->arena;
    const char *const *paths = spoor_settings_list(wiring->invocation->settings, SPOOR_SETTING_MAPPINGS, &count);
    const char *schemas = spoor_wiring_directory(wiring, SPOOR_SETTING_SCHEMAS_DIR, "schemas");
    for (size_t i = 0; i < count; i++)
        path_add(wiring, paths[i]);
    if (count == 0)
        spoor_wiring_folder(wiring, "mapping",
                            spoor_arena_cstring(arena, spoor_arena_printf(arena, "%s/mapping", schemas)), mapping_add);
    return outcome(wiring, before, err);
}

static void key_file_load(struct spoor_wiring *wiring, enum spoor_setting setting, struct spoor_keyring **out_keys)
{
    struct spoor_error err = {0};
    err.status = spoor_keyring_load(text(wiring, setting), out_keys, &err);
    if (err.status != SPOOR_OK)
        spoor_error_prefix(&err, "setting %s", spoor_setting_key(setting));
    told(wiring, "sleutels", spoor_setting_key(setting), &err);
}

enum spoor_status spoor_wiring_load_keys(struct spoor_wiring *wiring, struct spoor_error *err)
{
    size_t before = wiring->invocation->faults.count;
    key_file_load(wiring, SPOOR_SETTING_PSEUDONYM_KEY_FILE, &wiring->pseudonym_keys);
    key_file_load(wiring, SPOOR_SETTING_SEAL_KEY_FILE, &wiring->seal_keys);
    return outcome(wiring, before, err);
}

enum spoor_status spoor_wiring_load_intake(struct spoor_wiring *wiring, struct spoor_error *err)
{
    struct spoor_error later = {0};
    enum spoor_status status = spoor_wiring_load_keys(wiring, err);
    if (spoor_wiring_load_mappings(wiring, &later) != SPOOR_OK && status == SPOOR_OK)
        *err = later;
    return err->status;
}

void spoor_wiring_intake_options(struct spoor_wiring *wiring, int worker, struct spoor_intake_options *out_options)
{
    *out_options =
        (struct spoor_intake_options){.kafka = wiring->kafka,
                                      .dsn = text(wiring, SPOOR_SETTING_POSTGRES_DSN),
                                      .role = "spoor_process",
                                      .instance = wiring->instance,
                                      .number = worker,
                                      .group = wiring->group_intake,
                                      .canonical_topic = wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN],
                                      .retry_topic = wiring->topics[SPOOR_TOPIC_HERKANSING],
                                      .type_prefix = text(wiring, SPOOR_SETTING_TYPE_PREFIX),
                                      .mappings = wiring->mappings,
                                      .mapping_count = wiring->mapping_count,
                                      .pseudonym_keys = wiring->pseudonym_keys,
                                      .seal_keys = wiring->seal_keys,
                                      .batch_records = number(wiring, SPOOR_SETTING_INTAKE_BATCH_RECORDS),
                                      .commit_ms = number(wiring, SPOOR_SETTING_INTAKE_COMMIT_MS),
                                      .record_bytes_max = number(wiring, SPOOR_SETTING_INTAKE_RECORD_BYTES_MAX),
                                      .lock_timeout_ms = number(wiring, SPOOR_SETTING_POSTGRES_LOCK_TIMEOUT_MS),
                                      .answer_timeout_ms = answer_timeout_ms(wiring),
                                      .breaker_records = number(wiring, SPOOR_SETTING_BREAKER_RECORDS),
                                      .breaker_percent = number(wiring, SPOOR_SETTING_BREAKER_PERCENT),
                                      .breaker_seconds = number(wiring, SPOOR_SETTING_BREAKER_SECONDS),
                                      .stop = &wiring->stop};
}

void spoor_wiring_worker_options(struct spoor_wiring *wiring, int worker, struct spoor_worker_options *out_options)
{
    *out_options =
        (struct spoor_worker_options){.kafka = wiring->kafka,
                                      .dsn = text(wiring, SPOOR_SETTING_POSTGRES_DSN),
                                      .role = "spoor_process",
                                      .instance = wiring->instance,
                                      .number = worker,
                                      .group = wiring->group_fold,
                                      .canonical_topic = wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN],
                                      .status_topic = wiring->topics[SPOOR_TOPIC_STATUSWIJZIGINGEN],
                                      .signaal_topic = wiring->topics[SPOOR_TOPIC_SIGNALEN],
                                      .quarantaine_topic = wiring->topics[SPOOR_TOPIC_QUARANTAINE],
                                      .type_prefix = text(wiring, SPOOR_SETTING_TYPE_PREFIX),
                                      .source = text(wiring, SPOOR_SETTING_TYPE_SOURCE),
                                      .batch_records = number(wiring, SPOOR_SETTING_BATCH_RECORDS),
                                      .batch_pause_ms = number(wiring, SPOOR_SETTING_BATCH_PAUSE_MS),
                                      .cache_bytes = number(wiring, SPOOR_SETTING_CACHE_BYTES) /
                                                     number(wiring, SPOOR_SETTING_WORKERS),
                                      .lock_timeout_ms = number(wiring, SPOOR_SETTING_POSTGRES_LOCK_TIMEOUT_MS),
                                      .answer_timeout_ms = answer_timeout_ms(wiring),
                                      .relay_rows_max = number(wiring, SPOOR_SETTING_RELAY_ROWS_MAX),
                                      .relay_pause_ms = number(wiring, SPOOR_SETTING_RELAY_PAUSE_MS),
                                      .outbox_rotate_rows = number(wiring, SPOOR_SETTING_OUTBOX_ROTATE_ROWS),
                                      .opdracht_slice = number(wiring, SPOOR_SETTING_OPDRACHT_SLICE),
                                      .klok_slice = number(wiring, SPOOR_SETTING_KLOK_SLICE),
                                      .stop = &wiring->stop};
}

void spoor_wiring_leegloop_options(struct spoor_wiring *wiring, struct spoor_leegloop_options *out_options)
{
    struct spoor_arena *arena = &wiring->invocation->arena;
    const char **topics = SPOOR_ARENA_ARRAY(arena, const char *, wiring->mapping_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < wiring->mapping_count; i++)
        if (!spoor_mapping_header(wiring->mappings[i])->klok_negeer)
            topics[count++] = spoor_arena_cstring(arena, spoor_mapping_header(wiring->mappings[i])->topic);
    *out_options = (struct spoor_leegloop_options){.kafka = wiring->kafka,
                                                   .dsn = text(wiring, SPOOR_SETTING_POSTGRES_DSN),
                                                   .role = "spoor_process",
                                                   .intake_group = wiring->group_intake,
                                                   .canonical_topic = wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN],
                                                   .topics = topics,
                                                   .topic_count = count};
}

void spoor_wiring_ops_options(struct spoor_wiring *wiring, struct spoor_ops_options *out_options)
{
    struct spoor_arena *arena = &wiring->invocation->arena;
    size_t count = wiring->mapping_count;
    const char **topics = SPOOR_ARENA_ARRAY(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        topics[i] = spoor_arena_cstring(arena, spoor_mapping_header(wiring->mappings[i])->topic);
    topics[count] = wiring->topics[SPOOR_TOPIC_HERKANSING]; /* intake reads it too */
    *out_options = (struct spoor_ops_options){.kafka = wiring->kafka,
                                              .dsn = text(wiring, SPOOR_SETTING_POSTGRES_DSN),
                                              .role = "spoor_process",
                                              .answer_timeout_ms = answer_timeout_ms(wiring),
                                              .listen = text(wiring, SPOOR_SETTING_HTTP_LISTEN),
                                              .canonical_topic = wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN],
                                              .fold_group = wiring->group_fold,
                                              .intake_group = wiring->group_intake,
                                              .channel_topics = topics,
                                              .channel_topic_count = count + 1,
                                              .sample_interval_ms = 2000};
}

enum spoor_status spoor_wiring_session(struct spoor_wiring *wiring, const char *role,
                                       struct spoor_session **out_session, struct spoor_error *err)
{
    struct spoor_session_options options = {.dsn = text(wiring, SPOOR_SETTING_POSTGRES_DSN),
                                            .application = "spoor command",
                                            .role = role,
                                            .lock_timeout_ms = number(wiring, SPOOR_SETTING_POSTGRES_LOCK_TIMEOUT_MS),
                                            .connect_timeout_s = 5,
                                            .answer_timeout_ms = answer_timeout_ms(wiring)};
    enum spoor_status status = spoor_session_open(&options, out_session, err);
    return status == SPOOR_OK ? spoor_session_ensure(*out_session, err) : status;
}
