/* Backends: what to do when a former owner, perhaps stopped for good, holds our rows (docs/architecture.md). */
#include "store_internal.h"

#define ATTEMPTS_MAX 3

/* As the login, not as the role it set: a login may end the backends of its own sessions, whatever role those set. */
static enum spoor_status terminate_owners(struct spoor_session *session, const char *topic,
                                          const struct spoor_position *positions, size_t count, struct spoor_error *err)
{
    enum spoor_status status = store_open_queue(session, err);
    if (status)
        return status;
    store_queue(session, STORE_BEGIN);
    store_queue(session, STORE_RESET_ROLE);
    store_param_cstring(session, topic);
    store_param_partitions(session, positions, count);
    store_param_epochs(session, positions, count);
    store_queue(session, STORE_CLAIM_TERMINATE);
    store_queue(session, STORE_ROLLBACK); /* brings the role back */
    status = store_run(session, err);
    if (status == SPOOR_HALT)
        status = spoor_error_set(err, SPOOR_RETRY, "55P03", "the owner's backend holds our rows and this login may not "
                                 "end it: grant it pg_signal_backend, or use one login for all instances");
    return status;
}

static bool waited_in_vain(enum spoor_status status, const struct spoor_error *failure)
{
    return status == SPOOR_RETRY && strcmp(failure->code, "55P03") == 0;
}

enum spoor_status store_with_rows(struct spoor_session *session, const char *topic,
                                  const struct spoor_position *positions, size_t count, store_attempt *attempt,
                                  void *context, struct spoor_error *err)
{
    struct spoor_error failure = {0};
    enum spoor_status status = attempt(session, context, &failure);
    for (int n = 1; n < ATTEMPTS_MAX && waited_in_vain(status, &failure); n++) {
        status = terminate_owners(session, topic, positions, count, &failure);
        if (!status)
            status = attempt(session, context, &failure);
    }
    if (status && err)
        *err = failure;
    return status;
}
