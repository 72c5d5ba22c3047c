/* Buffer: bytes that grow at the end; the JSON writer and the row encoders write into one.
 *
 * Threads: one owner. Memory: on the heap until fini, kept over clear. Growth cannot fail (see arena.h). */
#ifndef SPOOR_BASE_BUFFER_H
#define SPOOR_BASE_BUFFER_H

#include <spoor/base/slice.h>
#include <stdint.h>

struct spoor_buffer {
    char *data;
    size_t length;
    size_t capacity;
};

void spoor_buffer_init(struct spoor_buffer *buffer);
void spoor_buffer_fini(struct spoor_buffer *buffer);
static inline void spoor_buffer_clear(struct spoor_buffer *buffer) { buffer->length = 0; }
/* Makes room for `bytes` more and returns where to write; the caller adds to length. */
char *spoor_buffer_reserve(struct spoor_buffer *buffer, size_t bytes);
void spoor_buffer_append(struct spoor_buffer *buffer, const void *data, size_t bytes);
void spoor_buffer_append_slice(struct spoor_buffer *buffer, struct spoor_slice s);
void spoor_buffer_append_text(struct spoor_buffer *buffer, const char *text);
void spoor_buffer_append_char(struct spoor_buffer *buffer, char c);
void spoor_buffer_append_int(struct spoor_buffer *buffer, int64_t value);
void spoor_buffer_printf(struct spoor_buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline struct spoor_slice spoor_buffer_slice(const struct spoor_buffer *buffer)
{
    return (struct spoor_slice){buffer->data ? buffer->data : "", buffer->length};
}

#endif
