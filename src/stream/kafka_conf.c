/* Every setting of librdkafka that Spoor chooses (docs/relay.md §10), and the properties file for what it does not. */
#include "kafka_internal.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

enum { TEXT_MAX = 512 };

#define MEMBER SPOOR_KAFKA_MEMBER
#define READER SPOOR_KAFKA_READER
#define SCANNER SPOOR_KAFKA_SCANNER
#define CONSUMERS (MEMBER | READER | SCANNER)
#define BULK (MEMBER | SCANNER)
#define PRODUCERS (SPOOR_KAFKA_IDEMPOTENT | SPOOR_KAFKA_TRANSACTIONAL)
#define ALL (CONSUMERS | PRODUCERS)

enum source { FIXED, BOOTSTRAP, CLIENT_ID, GROUP, GROUP_INSTANCE, TRANSACTIONAL_ID, SESSION, TRANSACTION, LINGER };

struct setting {
    int roles;
    const char *name;
    enum source source;
    const char *value; /* of FIXED */
};

static const struct setting settings_table[] = {
    {ALL, "bootstrap.servers", BOOTSTRAP, NULL},
    {ALL, "client.id", CLIENT_ID, NULL},
    {ALL, "socket.nagle.disable", FIXED, "true"},
    {ALL, "topic.metadata.refresh.interval.ms", FIXED, "10000"}, /* a topic made later is seen soon */
    {ALL, "reconnect.backoff.max.ms", FIXED, "1000"},            /* back within a second after a broker's restart */
    {MEMBER, "group.id", GROUP, NULL},
    {MEMBER, "group.instance.id", GROUP_INSTANCE, NULL},
    {MEMBER, "partition.assignment.strategy", FIXED, "range"},
    {MEMBER, "session.timeout.ms", SESSION, NULL},
    {MEMBER, "heartbeat.interval.ms", FIXED, "1000"},
    {MEMBER, "max.poll.interval.ms", FIXED, "60000"},
    {CONSUMERS, "enable.auto.commit", FIXED, "false"},
    {CONSUMERS, "enable.auto.offset.store", FIXED, "false"},
    {CONSUMERS, "isolation.level", FIXED, "read_committed"}, /* the stable mark depends on it (docs/relay.md §3) */
    {CONSUMERS, "enable.partition.eof", FIXED, "true"},
    {CONSUMERS, "allow.auto.create.topics", FIXED, "false"},
    {BULK, "auto.offset.reset", FIXED, "error"},
    {READER, "auto.offset.reset", FIXED, "earliest"}, /* record times only; the reader checks what it got */
    /* memory: the queue and what one answer unpacks to; a larger record still comes, alone */
    {BULK, "queued.min.messages", FIXED, "1000000"},
    {BULK, "queued.max.messages.kbytes", FIXED, "4096"},
    {BULK, "fetch.message.max.bytes", FIXED, "131072"},
    {BULK, "fetch.max.bytes", FIXED, "1048576"},
    {READER, "fetch.message.max.bytes", FIXED, "65536"},
    {READER, "queued.min.messages", FIXED, "1"},
    {PRODUCERS, "enable.idempotence", FIXED, "true"},
    {PRODUCERS, "acks", FIXED, "all"},
    {PRODUCERS, "compression.type", FIXED, "lz4"},
    {PRODUCERS, "linger.ms", LINGER, NULL},
    {PRODUCERS, "message.max.bytes", FIXED, "12582912"},
    {PRODUCERS, "queue.buffering.max.messages", FIXED, "500000"},
    {PRODUCERS, "queue.buffering.max.kbytes", FIXED, "131072"},
    {SPOOR_KAFKA_TRANSACTIONAL, "transactional.id", TRANSACTIONAL_ID, NULL},
    {SPOOR_KAFKA_TRANSACTIONAL, "transaction.timeout.ms", TRANSACTION, NULL},
    {SPOOR_KAFKA_TRANSACTIONAL, "retry.backoff.ms", FIXED, "2"},
};
enum { SETTING_COUNT = sizeof settings_table / sizeof *settings_table };

static bool is_ours(const char *name)
{
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (strcmp(settings_table[i].name, name) == 0)
            return true;
    return false;
}

static enum spoor_status set(rd_kafka_conf_t *conf, const char *name, const char *value, struct spoor_error *err)
{
    char reason[TEXT_MAX / 2];
    if (rd_kafka_conf_set(conf, name, value, reason, sizeof reason) == RD_KAFKA_CONF_OK)
        return SPOOR_OK;
    return spoor_error_set(err, SPOOR_HALT, "kafka_setting", "Kafka setting %s: %s", name, reason);
}

/* --- properties file ---------------------------------------------------------------------------------------------- */

static char *trim(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    size_t length = strlen(text);
    while (length && isspace((unsigned char)text[length - 1]))
        text[--length] = '\0';
    return text;
}

static enum spoor_status apply_line(rd_kafka_conf_t *conf, char *line, struct spoor_error *err)
{
    char *name = trim(line);
    if (*name == '\0' || *name == '#' || *name == '!')
        return SPOOR_OK;
    char *equals = strchr(name, '=');
    if (!equals)
        return spoor_error_set(err, SPOOR_HALT, "kafka_setting", "expected name=value, found \"%s\"", name);
    *equals = '\0';
    name = trim(name);
    if (is_ours(name))
        return spoor_error_set(err, SPOOR_HALT, "kafka_setting", "%s is chosen by Spoor: remove the line", name);
    return set(conf, name, trim(equals + 1), err);
}

static enum spoor_status apply_file(rd_kafka_conf_t *conf, const char *path, struct spoor_error *err)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return spoor_error_set(err, SPOOR_HALT, "kafka_setting", "Kafka properties file %s: %s", path, strerror(errno));
    enum spoor_status status = SPOOR_OK;
    char *line = NULL;
    size_t capacity = 0;
    for (int number = 1; status == SPOOR_OK && getline(&line, &capacity, file) >= 0; number++)
        if ((status = apply_line(conf, line, err)) != SPOOR_OK)
            spoor_error_prefix(err, "%s line %d", path, number);
    free(line);
    fclose(file);
    return status;
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

/* NULL: this handle leaves the setting at its default. */
static const char *value_of(const struct setting *setting, const struct spoor_kafka_settings *settings,
                            char number[TEXT_MAX])
{
    switch (setting->source) {
    case FIXED:
        return setting->value;
    case BOOTSTRAP:
        return settings->options->bootstrap;
    case CLIENT_ID:
        return settings->options->client_id;
    case GROUP:
        return settings->group;
    case GROUP_INSTANCE:
        return settings->group_instance_id;
    case TRANSACTIONAL_ID:
        return settings->transactional_id;
    case SESSION:
        snprintf(number, TEXT_MAX, "%" PRId64, settings->options->session_timeout_ms);
        return settings->options->session_timeout_ms > 0 ? number : "10000";
    case TRANSACTION:
        snprintf(number, TEXT_MAX, "%" PRId64, settings->options->transaction_timeout_ms);
        return settings->options->transaction_timeout_ms > 0 ? number : "10000";
    case LINGER:
        snprintf(number, TEXT_MAX, "%" PRId64, settings->linger_ms);
        return number;
    }
    return NULL;
}

static enum spoor_status apply_table(rd_kafka_conf_t *conf, const struct spoor_kafka_settings *settings,
                                     struct spoor_error *err)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (!(settings_table[i].roles & (int)settings->role))
            continue;
        char number[TEXT_MAX];
        const char *value = value_of(&settings_table[i], settings, number);
        enum spoor_status status = value ? set(conf, settings_table[i].name, value, err) : SPOOR_OK;
        if (status != SPOOR_OK)
            return status;
    }
    return SPOOR_OK;
}

/* A library does not log: what matters reaches the caller as an error. */
static void keep_refusal(const rd_kafka_t *rk, int level, const char *facility, const char *text)
{
    (void)rk;
    if (level <= LOG_ERR && strcmp(facility, "FAIL") == 0)
        spoor_kafka_note_refusal(text);
}

enum spoor_status spoor_kafka_conf_new(const struct spoor_kafka_settings *settings, rd_kafka_conf_t **out_conf,
                                       struct spoor_error *err)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, keep_refusal);
    rd_kafka_conf_set_opaque(conf, settings->opaque);
    const char *path = settings->options->properties_file;
    enum spoor_status status = path && *path ? apply_file(conf, path, err) : SPOOR_OK;
    if (status == SPOOR_OK)
        status = apply_table(conf, settings, err);
    if (status != SPOOR_OK) {
        rd_kafka_conf_destroy(conf);
        return status;
    }
    *out_conf = conf;
    return SPOOR_OK;
}

enum spoor_status spoor_kafka_handle_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, rd_kafka_t **out_rk,
                                         struct spoor_error *err)
{
    char reason[TEXT_MAX / 2];
    rd_kafka_t *rk = rd_kafka_new(type, conf, reason, sizeof reason);
    if (!rk) {
        rd_kafka_conf_destroy(conf);
        return spoor_error_set(err, SPOOR_HALT, "kafka_setting", "Kafka client: %s", reason);
    }
    *out_rk = rk;
    return SPOOR_OK;
}

const char *spoor_kafka_version(void)
{
    return rd_kafka_version_str();
}
