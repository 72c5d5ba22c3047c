#include "commands.h"
#include "wiring.h"

#include <spoor/store/control_store.h>
#include <stdio.h>

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

static int accept_loss(struct spoor_invocation *invocation, struct spoor_session *session, const char *topic,
                       bool canonical, const char *reason)
{
    struct spoor_error err = {0};
    int64_t partition, offset;
    if (!spoor_option_int(invocation, "partition", -1, &partition) || partition < 0 ||
        !spoor_option_int(invocation, "offset", -1, &offset) || offset < 0)
        return spoor_usage_error(invocation, "accept-loss needs --partition N and --offset N");
    if (spoor_store_loss_accept(session, topic, (int32_t)partition, offset, canonical, reason, &err) != SPOOR_OK)
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
        code = accept_loss(invocation, session, intake ? topic : wiring.topics[SPOOR_TOPIC_GEBEURTENISSEN], !intake,
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
