/* The name under which intake is a member of its group (docs/decisions/0009). */
#include "intake_worker_internal.h"

#include <spoor/stream/admin.h>
#include <stdio.h>

#define CALL_TIMEOUT_MS 5000

/* A static member that comes back gets its old assignment, whatever it now subscribes to and however many partitions its
 * topics have by then: the broker compares names of protocols only. So its name depends on both. Their order does not
 * matter. */
static enum spoor_status sum_of_topics(struct spoor_intake *intake, struct spoor_admin *admin, uint32_t *out_sum,
                                       struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    uint32_t sum = 0;
    for (size_t i = 0; i < intake->topic_count && status == SPOOR_OK; i++) {
        char text[320];
        int32_t partitions = 0;
        status = spoor_admin_partition_count(admin, intake->topics[i].name_text, CALL_TIMEOUT_MS, &partitions, err);
        snprintf(text, sizeof text, "%s/%d", intake->topics[i].name_text, (int)partitions);
        sum += spoor_murmur2(spoor_slice_of(text));
    }
    *out_sum = sum;
    return status;
}

static enum spoor_status ask_sum(struct spoor_intake *intake, uint32_t *out_sum, struct spoor_error *err)
{
    struct spoor_admin *admin = NULL;
    enum spoor_status status = spoor_admin_open(&intake->options.kafka, &admin, err);
    if (status == SPOOR_OK)
        status = sum_of_topics(intake, admin, out_sum, err);
    spoor_admin_close(admin);
    return status;
}

enum spoor_status spoor_intake_member_name(struct spoor_intake *intake, char out_name[SPOOR_INTAKE_MEMBER_MAX],
                                           struct spoor_error *err)
{
    enum spoor_status status = ask_sum(intake, &intake->member_sum, err);
    if (status == SPOOR_OK)
        snprintf(out_name, SPOOR_INTAKE_MEMBER_MAX, "%s-%08x", intake->name, intake->member_sum);
    intake->member_confirmed = false;
    return status;
}

enum spoor_status spoor_intake_member_confirm(struct spoor_intake *intake, struct spoor_error *err)
{
    uint32_t sum = 0;
    if (intake->member_confirmed)
        return SPOOR_OK;
    enum spoor_status status = ask_sum(intake, &sum, err);
    if (status == SPOOR_OK && sum != intake->member_sum)
        return spoor_error_set(err, SPOOR_RETRY, "partities", "partitions were added while %s joined its group: it joins "
                               "again under another name", intake->name);
    intake->member_confirmed = status == SPOOR_OK;
    return status;
}
