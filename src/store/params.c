#include "store_internal.h"

#include <endian.h>

void store_put_i16(struct spoor_buffer *buffer, int16_t value)
{
    uint16_t wire = htobe16((uint16_t)value);
    spoor_buffer_append(buffer, &wire, sizeof wire);
}

void store_put_i32(struct spoor_buffer *buffer, int32_t value)
{
    uint32_t wire = htobe32((uint32_t)value);
    spoor_buffer_append(buffer, &wire, sizeof wire);
}

void store_put_i64(struct spoor_buffer *buffer, int64_t value)
{
    uint64_t wire = htobe64((uint64_t)value);
    spoor_buffer_append(buffer, &wire, sizeof wire);
}

void store_param_start(struct spoor_session *session)
{
    struct store_params *params = &session->params;
    params->offsets[params->count] = params->values.length;
}

void store_param_end(struct spoor_session *session)
{
    struct store_params *params = &session->params;
    params->lengths[params->count] = (int)(params->values.length - params->offsets[params->count]);
    params->count++;
}

void store_param_null(struct spoor_session *session)
{
    store_param_start(session);
    session->params.lengths[session->params.count++] = -1;
}

void store_param_text(struct spoor_session *session, struct spoor_slice value)
{
    if (!spoor_slice_present(value)) {
        store_param_null(session);
        return;
    }
    store_param_start(session);
    spoor_buffer_append_slice(&session->params.values, value);
    store_param_end(session);
}

void store_param_cstring(struct spoor_session *session, const char *value)
{
    store_param_text(session, spoor_slice_of(value));
}

void store_param_i16(struct spoor_session *session, int16_t value)
{
    store_param_start(session);
    store_put_i16(&session->params.values, value);
    store_param_end(session);
}

void store_param_i32(struct spoor_session *session, int32_t value)
{
    store_param_start(session);
    store_put_i32(&session->params.values, value);
    store_param_end(session);
}

void store_param_i64(struct spoor_session *session, int64_t value)
{
    store_param_start(session);
    store_put_i64(&session->params.values, value);
    store_param_end(session);
}

void store_param_time(struct spoor_session *session, int64_t us)
{
    if (us == SPOOR_TIME_NONE)
        store_param_null(session);
    else
        store_param_i64(session, us - STORE_EPOCH_US);
}

void store_param_uuid(struct spoor_session *session, struct spoor_uuid value)
{
    store_param_start(session);
    spoor_buffer_append(&session->params.values, value.bytes, sizeof value.bytes);
    store_param_end(session);
}
