/* The one translator of Kafka errors into statuses. What is not in the table is RETRY: the broker is away, is moving,
 * or does not answer in time, and the same again will do. */
#include "kafka_internal.h"

#include <pthread.h>
#include <spoor/base/time.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { REFUSAL_MAX = 240 };
#define REFUSAL_COUNTS_US (60 * SPOOR_SECOND_US)

struct translation {
    rd_kafka_resp_err_t code;
    enum spoor_status status;
};

#define CODE(name) RD_KAFKA_RESP_ERR_##name

static const struct translation translations[] = {
    {CODE(NO_ERROR), SPOOR_OK},
    /* the record itself */
    {CODE(MSG_SIZE_TOO_LARGE), SPOOR_REJECT},
    {CODE(RECORD_LIST_TOO_LARGE), SPOOR_REJECT},
    {CODE(INVALID_MSG), SPOOR_REJECT},
    {CODE(INVALID_MSG_SIZE), SPOOR_REJECT},
    {CODE(INVALID_RECORD), SPOOR_REJECT},
    {CODE(INVALID_TIMESTAMP), SPOOR_REJECT},
    /* another owner */
    {CODE(ILLEGAL_GENERATION), SPOOR_LOST},
    {CODE(UNKNOWN_MEMBER_ID), SPOOR_LOST},
    {CODE(REBALANCE_IN_PROGRESS), SPOOR_LOST},
    {CODE(INVALID_PRODUCER_EPOCH), SPOOR_LOST},
    {CODE(PRODUCER_FENCED), SPOOR_LOST},
    {CODE(_FENCED), SPOOR_LOST},
    {CODE(_ASSIGNMENT_LOST), SPOOR_LOST},
    {CODE(_MAX_POLL_EXCEEDED), SPOOR_LOST},
    /* a person must act */
    {CODE(FENCED_INSTANCE_ID), SPOOR_HALT},
    {CODE(OFFSET_OUT_OF_RANGE), SPOOR_HALT},
    {CODE(_AUTO_OFFSET_RESET), SPOOR_HALT},
    {CODE(TOPIC_AUTHORIZATION_FAILED), SPOOR_HALT},
    {CODE(GROUP_AUTHORIZATION_FAILED), SPOOR_HALT},
    {CODE(CLUSTER_AUTHORIZATION_FAILED), SPOOR_HALT},
    {CODE(TRANSACTIONAL_ID_AUTHORIZATION_FAILED), SPOOR_HALT},
    {CODE(SASL_AUTHENTICATION_FAILED), SPOOR_HALT},
    {CODE(_AUTHENTICATION), SPOOR_HALT},
    {CODE(UNSUPPORTED_SASL_MECHANISM), SPOOR_HALT},
    {CODE(UNSUPPORTED_VERSION), SPOOR_HALT},
    {CODE(UNSUPPORTED_FOR_MESSAGE_FORMAT), SPOOR_HALT},
    {CODE(_UNSUPPORTED_FEATURE), SPOOR_HALT},
    {CODE(INVALID_TRANSACTION_TIMEOUT), SPOOR_HALT},
    {CODE(INVALID_SESSION_TIMEOUT), SPOOR_HALT},
    {CODE(INCONSISTENT_GROUP_PROTOCOL), SPOOR_HALT},
    {CODE(OFFSET_METADATA_TOO_LARGE), SPOOR_HALT},
    {CODE(INVALID_CONFIG), SPOOR_HALT},
    {CODE(INVALID_PARTITIONS), SPOOR_HALT},
    {CODE(INVALID_REPLICATION_FACTOR), SPOOR_HALT},
    {CODE(POLICY_VIOLATION), SPOOR_HALT},
    {CODE(TOPIC_EXCEPTION), SPOOR_HALT},
    {CODE(_INVALID_ARG), SPOOR_HALT},
    {CODE(_UNKNOWN_PARTITION), SPOOR_RETRY},
    {CODE(UNKNOWN_TOPIC_OR_PART), SPOOR_RETRY},
    {CODE(_UNKNOWN_TOPIC), SPOOR_RETRY},
};

enum spoor_status spoor_kafka_status(rd_kafka_resp_err_t code)
{
    for (size_t i = 0; i < sizeof translations / sizeof *translations; i++)
        if (translations[i].code == code)
            return translations[i].status;
    return SPOOR_RETRY;
}

static const char *remedy(rd_kafka_resp_err_t code)
{
    if (code == CODE(UNKNOWN_TOPIC_OR_PART) || code == CODE(_UNKNOWN_TOPIC) || code == CODE(_UNKNOWN_PARTITION))
        return " (make it with: spoor topics create)";
    if (code == CODE(FENCED_INSTANCE_ID))
        return " (does another process use this instance name?)";
    return "";
}

/* ---- why nobody answers ---- */

/* Of all handles of the process, which are of one cluster: a call that times out does not know that a certificate or a
 * password was refused; the connection's own thread does. */
static pthread_mutex_t refusal_lock = PTHREAD_MUTEX_INITIALIZER;
static char refusal[REFUSAL_MAX];
static int64_t refusal_us;

void spoor_kafka_note_refusal(const char *text)
{
    const char *begin = strstr(text, "]: "); /* after the thread */
    begin = begin ? begin + 3 : text;
    const char *end = strstr(begin, " (after ");
    size_t length = end ? (size_t)(end - begin) : strlen(begin);
    pthread_mutex_lock(&refusal_lock);
    snprintf(refusal, sizeof refusal, "%.*s", (int)(length < sizeof refusal ? length : sizeof refusal - 1), begin);
    refusal_us = spoor_time_monotonic_us();
    pthread_mutex_unlock(&refusal_lock);
}

/* "; <what a connection broke on>" when the code only says that nobody answered, else nothing. */
static const char *recall_refusal(rd_kafka_resp_err_t code, char out[REFUSAL_MAX + 3])
{
    out[0] = '\0';
    if (code != CODE(_TIMED_OUT) && code != CODE(_TRANSPORT) && code != CODE(_ALL_BROKERS_DOWN))
        return out;
    pthread_mutex_lock(&refusal_lock);
    if (refusal[0] && spoor_time_monotonic_us() - refusal_us < REFUSAL_COUNTS_US)
        snprintf(out, REFUSAL_MAX + 3, "; %s", refusal);
    pthread_mutex_unlock(&refusal_lock);
    return out;
}

/* One name for it, whichever call is the first to hear of it. */
static const char *name_of(rd_kafka_resp_err_t code)
{
    return code == CODE(FENCED_INSTANCE_ID) ? "fenced_instance" : rd_kafka_err2name(code);
}

enum spoor_status spoor_kafka_error_set(struct spoor_error *err, rd_kafka_resp_err_t code, const char *format, ...)
{
    char what[SPOOR_ERROR_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    char why[REFUSAL_MAX + 3];
    return spoor_error_set(err, spoor_kafka_status(code), name_of(code), "%s: %s%s%s", what, rd_kafka_err2str(code),
                           remedy(code), recall_refusal(code, why));
}

enum spoor_status spoor_kafka_error_take(struct spoor_error *err, rd_kafka_error_t *error, const char *what)
{
    rd_kafka_resp_err_t code = rd_kafka_error_code(error);
    enum spoor_status status = spoor_error_set(err, spoor_kafka_status(code), name_of(code), "%s: %s%s", what,
                                               rd_kafka_error_string(error), remedy(code));
    rd_kafka_error_destroy(error);
    return status;
}

enum spoor_status spoor_kafka_fatal(struct spoor_error *err, rd_kafka_t *rk, const char *instance)
{
    char reason[256];
    rd_kafka_resp_err_t code = rd_kafka_fatal_error(rk, reason, sizeof reason);
    if (code == CODE(NO_ERROR))
        return SPOOR_OK;
    if (code == CODE(FENCED_INSTANCE_ID))
        return spoor_error_set(err, SPOOR_HALT, "fenced_instance",
                               "another process uses instance name %s: give each its own (instance.name)",
                               instance ? instance : "?");
    return spoor_error_set(err, SPOOR_HALT, rd_kafka_err2name(code), "the Kafka client cannot go on: %s", reason);
}
