#include "intake_worker_internal.h"

#include <stdlib.h>

static struct spoor_slice header(const struct spoor_record *record, const char *name)
{
    for (size_t i = 0; i < record->header_count; i++)
        if (spoor_slice_equal(record->headers[i].name, spoor_slice_of(name)))
            return record->headers[i].value;
    return SPOOR_SLICE_NULL;
}

static bool header_int(const struct spoor_record *record, const char *name, int64_t *out_value)
{
    char text[24];
    struct spoor_slice value = header(record, name);
    if (!value.data || value.length == 0 || value.length >= sizeof text)
        return false;
    memcpy(text, value.data, value.length);
    text[value.length] = 0;
    char *end;
    *out_value = strtoll(text, &end, 10);
    return *end == 0;
}

static bool read_origin(const struct spoor_record *record, struct spoor_intake_input *input)
{
    int64_t partition, offset;
    input->origin.topic = header(record, "spoor-topic");
    if (!input->origin.topic.data || !header_int(record, "spoor-partitie", &partition) ||
        !header_int(record, "spoor-offset", &offset) || !header_int(record, "spoor-brokertijd", &input->broker_us))
        return false;
    input->origin.partition = (int32_t)partition;
    input->origin.offset = offset;
    input->herkansing = true;
    return true;
}

enum spoor_status spoor_intake_retry_open(struct spoor_intake *intake, const struct spoor_record *record,
                                          struct intake_topic **out_topic, struct spoor_intake_input *out_input,
                                          struct spoor_error *err)
{
    char context_text[SPOOR_SEAL_CONTEXT_MAX];
    struct spoor_intake_input input = {0};
    if (!read_origin(record, &input) || record->value.length < SPOOR_SEAL_OVERHEAD)
        return spoor_error_set(err, SPOOR_REJECT, "onleesbaar", "a record of the retry topic lacks its origin");
    struct intake_topic *topic = spoor_intake_topic(intake, input.origin.topic);
    if (!topic || !topic->tools.mapping)
        return spoor_error_set(err, SPOOR_REJECT, "niet_bevoegd", "no mapping for topic %.*s",
                               SPOOR_SLICE_ARG(input.origin.topic));
    struct spoor_slice context = spoor_seal_context(&input.origin, context_text);
    char *plain = spoor_arena_text(&intake->arena, record->value.length);
    size_t bytes = 0;
    enum spoor_status status = spoor_seal_open(intake->seal, header(record, "spoor-sleutel"), context, record->value,
                                               (uint8_t *)plain, &bytes, err);
    if (status != SPOOR_OK)
        return status;
    status = spoor_intake_original_decode((struct spoor_slice){plain, bytes}, &intake->arena, &input, err);
    *out_topic = topic;
    *out_input = input;
    return status;
}
