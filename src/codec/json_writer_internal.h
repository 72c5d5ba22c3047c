/* Writing of members whose names are literals that need no escaping: one copy per name.
 *
 * Threads: pure. Memory: appends to the writer's buffer. */
#ifndef SPOOR_CODEC_JSON_WRITER_INTERNAL_H
#define SPOOR_CODEC_JSON_WRITER_INTERNAL_H

#include <spoor/codec/json.h>

static inline char *spoor_json_room(struct spoor_buffer *buffer, size_t bytes)
{
    if (buffer->capacity - buffer->length >= bytes)
        return buffer->data + buffer->length;
    return spoor_buffer_reserve(buffer, bytes);
}

/* quoted: the name as it will stand there, with quotes and colon. */
static inline void spoor_json_literal(struct spoor_json_writer *writer, const char *quoted, size_t length)
{
    char *out = spoor_json_room(writer->buffer, length + 1);
    *out = ',';
    out += writer->comma;
    memcpy(out, quoted, length);
    writer->buffer->length += length + writer->comma;
    writer->comma = false;
}

#define SPOOR_JSON_KEY(writer, name) spoor_json_literal((writer), "\"" name "\":", sizeof("\"" name "\":") - 1)
#define SPOOR_JSON_MEMBER(writer, name, slice)                                                                         \
    do {                                                                                                               \
        if (spoor_slice_present(slice)) {                                                                              \
            SPOOR_JSON_KEY(writer, name);                                                                              \
            spoor_json_string((writer), (slice));                                                                      \
        }                                                                                                              \
    } while (0)
#define SPOOR_JSON_MEMBER_INT(writer, name, value)                                                                     \
    do {                                                                                                               \
        SPOOR_JSON_KEY(writer, name);                                                                                  \
        spoor_json_integer((writer), (value));                                                                         \
    } while (0)
/* Nothing when false, respectively SPOOR_TIME_NONE: the reader's defaults. */
#define SPOOR_JSON_MEMBER_TRUE(writer, name, value)                                                                    \
    do {                                                                                                               \
        if (value) {                                                                                                   \
            SPOOR_JSON_KEY(writer, name);                                                                              \
            spoor_json_boolean((writer), true);                                                                        \
        }                                                                                                              \
    } while (0)
#define SPOOR_JSON_MEMBER_US(writer, name, us)                                                                         \
    do {                                                                                                               \
        if ((us) != SPOOR_TIME_NONE) {                                                                                 \
            SPOOR_JSON_KEY(writer, name);                                                                              \
            spoor_json_integer((writer), (us));                                                                        \
        }                                                                                                              \
    } while (0)

#endif
