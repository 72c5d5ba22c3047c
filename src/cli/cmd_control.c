#include "commands.h"
#include "wiring.h"

#include <spoor/store/control_store.h>
#include <spoor/store/fold_store.h>
#include <spoor/store/query.h>
#include <spoor/stream/admin.h>
#include <stdarg.h>
#include <stdio.h>

#define CALL_TIMEOUT_MS 5000

static int resume(struct spoor_invocation *invocation, struct spoor_session *session, const char *topic,
                  const char *reason)
{
    bool found = false;
    struct spoor_error err = {0};
    if (spoor_store_breaker_close(session, topic, reason, &found, &err) != SPOOR_OK)
        return spoor_fail(invocation, &err);
    printf(found ? "%s goes on\n" : "%s was not interrupted\n", topic);
    return found ? SPOOR_EXIT_OK : SPOOR_EXIT_NOT_FOUND;
}

/* ---- accept-loss: only of a partition that stands still for it, and where it can go on ---- */

struct place { /* of one partition */
    int64_t oldest, end; /* what the topic holds */
    int64_t position;    /* ours, -1 none */
    int64_t seen;        /* highest offset that the fold saw of a channel partition, -1 none */
    int64_t still;       /* where it stands still, -1 nobody said so */
};

static enum spoor_status refuse(struct spoor_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
static enum spoor_status refuse(struct spoor_error *err, const char *format, ...)
{
    char text[SPOOR_ERROR_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return spoor_error_set(err, SPOOR_HALT, "niet_gevonden", "%s", text);
}

static enum spoor_status look_at_topic(struct spoor_admin *admin, struct spoor_loss *loss, struct place *place,
                                       struct spoor_error *err)
{
    int32_t partitions = 0;
    enum spoor_status status = spoor_admin_partition_count(admin, loss->topic, CALL_TIMEOUT_MS, &partitions, err);
    if (status == SPOOR_OK && partitions == 0)
        return refuse(err, "there is no topic %s", loss->topic);
    if (status == SPOOR_OK && loss->partition >= partitions)
        return refuse(err, "%s has partitions 0 to %d, not %d", loss->topic, partitions - 1, loss->partition);
    if (status == SPOOR_OK)
        status = spoor_admin_watermarks(admin, loss->topic, loss->partition, CALL_TIMEOUT_MS, &place->oldest,
                                        &place->end, err);
    if (status == SPOOR_OK && !loss->canonical && place->end > place->oldest)
        status = spoor_admin_record_time(admin, loss->topic, loss->partition, place->oldest, CALL_TIMEOUT_MS,
                                         &loss->broker_us, err);
    return status;
}

static enum spoor_status look_at_intake(struct spoor_wiring *wiring, struct spoor_admin *admin,
                                        struct spoor_session *session, const struct spoor_loss *loss,
                                        struct place *place, struct spoor_error *err)
{
    struct spoor_topic_partition at = {
        .topic = spoor_slice_of(loss->topic), .partition = loss->partition, .offset = SPOOR_OFFSET_NONE};
    enum spoor_status status = spoor_admin_committed(admin, wiring->group_intake, &at, 1, CALL_TIMEOUT_MS,
                                                     &wiring->invocation->arena, err);
    if (status == SPOOR_OK)
        status = spoor_store_bron_offset(session, loss->topic, loss->partition, &place->seen, err);
    place->position = at.offset >= 0 ? at.offset : -1;
    return status;
}

static enum spoor_status look_at_fold(struct spoor_wiring *wiring, struct spoor_session *session,
                                      const struct spoor_loss *loss, struct place *place, struct spoor_error *err)
{
    struct spoor_table rows;
    struct spoor_slice topic = spoor_slice_of(loss->topic);
    enum spoor_status status = spoor_query_run(session, SPOOR_QUERY_VERIFY_POSITIONS, &topic,
                                               &wiring->invocation->arena, &rows, err);
    for (size_t row = 0; status == SPOOR_OK && row < rows.rows; row++)
        if (spoor_table_int(&rows, row, 0, -1) == loss->partition)
            place->position = spoor_table_int(&rows, row, 1, -1);
    return status;
}

static enum spoor_status judge(const struct spoor_loss *loss, const struct place *place, struct spoor_error *err)
{
    bool outside = place->position >= 0 && (place->position < place->oldest || place->position > place->end);
    bool forgotten = place->position < 0 && place->seen >= 0;
    if (place->still < 0 && !outside && !forgotten && place->position < 0)
        return refuse(err, "%s partition %d was never read: nothing of it is lost", loss->topic, loss->partition);
    if (place->still < 0 && !outside && !forgotten)
        return refuse(err,
                      "%s partition %d does not stand still for lost input: its position is %lld, the topic holds %lld "
                      "to %lld",
                      loss->topic, loss->partition, (long long)place->position, (long long)place->oldest,
                      (long long)place->end);
    if (loss->offset < place->oldest || loss->offset > place->end)
        return refuse(err, "%s partition %d cannot go on at %lld: the topic holds %lld to %lld", loss->topic,
                      loss->partition, (long long)loss->offset, (long long)place->oldest, (long long)place->end);
    return SPOOR_OK;
}

static enum spoor_status check_loss(struct spoor_wiring *wiring, struct spoor_session *session, struct spoor_loss *loss,
                                    struct spoor_error *err)
{
    struct place place = {.position = -1, .seen = -1, .still = -1};
    struct spoor_admin *admin = NULL;
    enum spoor_status status = spoor_admin_open(&wiring->kafka, &admin, err);
    if (status == SPOOR_OK)
        status = look_at_topic(admin, loss, &place, err);
    if (status == SPOOR_OK)
        status = loss->canonical ? look_at_fold(wiring, session, loss, &place, err)
                                 : look_at_intake(wiring, admin, session, loss, &place, err);
    spoor_admin_close(admin);
    if (status == SPOOR_OK)
        status = spoor_store_stilstand(session, loss->topic, loss->partition, &place.still, err);
    loss->position = place.position >= 0 ? place.position : place.seen + 1;
    return status == SPOOR_OK ? judge(loss, &place, err) : status;
}

static int accept_loss(struct spoor_wiring *wiring, struct spoor_session *session, const char *topic, bool canonical,
                       const char *reason)
{
    struct spoor_invocation *invocation = wiring->invocation;
    struct spoor_error err = {0};
    int64_t partition, offset;
    if (!spoor_option_int(invocation, "partition", -1, &partition) || partition < 0 || partition > INT32_MAX ||
        !spoor_option_int(invocation, "offset", -1, &offset) || offset < 0)
        return spoor_usage_error(invocation, "accept-loss needs --partition N and --offset N");
    struct spoor_loss loss = {
        .topic = topic, .partition = (int32_t)partition, .canonical = canonical, .offset = offset};
    enum spoor_status status = check_loss(wiring, session, &loss, &err);
    if (status == SPOOR_OK)
        status = spoor_store_loss_accept(session, &loss, reason, &err);
    if (status != SPOOR_OK)
        return spoor_fail(invocation, &err);
    printf("on the record: %s partition %lld goes on at offset %lld\n", topic, (long long)partition, (long long)offset);
    return SPOOR_EXIT_OK;
}

static int with_session(struct spoor_invocation *invocation, bool intake)
{
    struct spoor_wiring wiring;
    struct spoor_session *session = NULL;
    struct spoor_error err = {0};
    const char *reason = spoor_option(invocation, "reason"), *topic = spoor_option(invocation, "topic");
    bool loss = strcmp(invocation->arguments[0], "accept-loss") == 0;
    if (loss && !reason)
        return spoor_usage_error(invocation, "accept-loss needs --reason TEXT: it is kept on the record");
    if (intake && !topic)
        return spoor_usage_error(invocation, "say which --topic");
    spoor_wiring_init(&wiring, invocation);
    enum spoor_status status = spoor_wiring_session(&wiring, NULL, &session, &err);
    int code;
    if (status != SPOOR_OK)
        code = spoor_fail(invocation, &err);
    else if (loss)
        code = accept_loss(&wiring, session, intake ? topic : wiring.topics[SPOOR_TOPIC_GEBEURTENISSEN], !intake,
                           reason);
    else
        code = resume(invocation, session, topic, reason ? reason : "");
    spoor_session_close(session);
    spoor_wiring_fini(&wiring);
    return code;
}

int spoor_control_intake(struct spoor_invocation *invocation)
{
    const char *verb = invocation->arguments[0];
    if (invocation->argument_count != 1 || (strcmp(verb, "hervat") != 0 && strcmp(verb, "accept-loss") != 0))
        return spoor_usage_error(invocation, "say: spoor intake, spoor intake hervat, or spoor intake accept-loss");
    return with_session(invocation, true);
}

int spoor_control_process(struct spoor_invocation *invocation)
{
    if (invocation->argument_count != 1 || strcmp(invocation->arguments[0], "accept-loss") != 0)
        return spoor_usage_error(invocation, "say: spoor process, or spoor process accept-loss");
    return with_session(invocation, false);
}
