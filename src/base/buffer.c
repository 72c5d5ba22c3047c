#include <spoor/base/buffer.h>

#include <spoor/base/arena.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void spoor_buffer_init(struct spoor_buffer *buffer)
{
    *buffer = (struct spoor_buffer){0};
}

void spoor_buffer_fini(struct spoor_buffer *buffer)
{
    free(buffer->data);
    spoor_buffer_init(buffer);
}

static void grow(struct spoor_buffer *buffer, size_t bytes)
{
    if (bytes > SIZE_MAX / 4 || buffer->length > SIZE_MAX / 4)
        spoor_out_of_memory(bytes);
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : 256;
    if (capacity < buffer->length + bytes)
        capacity = buffer->length + bytes;
    buffer->data = spoor_reallocate(buffer->data, capacity);
    buffer->capacity = capacity;
}

char *spoor_buffer_reserve(struct spoor_buffer *buffer, size_t bytes)
{
    if (!buffer->data || buffer->capacity - buffer->length < bytes)
        grow(buffer, bytes);
    return buffer->data + buffer->length;
}

void spoor_buffer_append(struct spoor_buffer *buffer, const void *data, size_t bytes)
{
    if (!bytes)
        return;
    memcpy(spoor_buffer_reserve(buffer, bytes), data, bytes);
    buffer->length += bytes;
}

void spoor_buffer_append_slice(struct spoor_buffer *buffer, struct spoor_slice s)
{
    spoor_buffer_append(buffer, s.data, s.length);
}

void spoor_buffer_append_text(struct spoor_buffer *buffer, const char *text)
{
    spoor_buffer_append(buffer, text, strlen(text));
}

void spoor_buffer_append_char(struct spoor_buffer *buffer, char c)
{
    *spoor_buffer_reserve(buffer, 1) = c;
    buffer->length++;
}

void spoor_buffer_append_int(struct spoor_buffer *buffer, int64_t value)
{
    char text[20];
    char *at = text + sizeof(text);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        *--at = '-';
    spoor_buffer_append(buffer, at, (size_t)(text + sizeof(text) - at));
}

void spoor_buffer_printf(struct spoor_buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    char *at = spoor_buffer_reserve(buffer, 128);
    size_t room = buffer->capacity - buffer->length;
    int written = vsnprintf(at, room, format, arguments);
    va_end(arguments);
    size_t bytes = written < 0 ? 0 : (size_t)written;
    if (bytes >= room) {
        at = spoor_buffer_reserve(buffer, bytes + 1);
        vsnprintf(at, bytes + 1, format, again);
    }
    va_end(again);
    buffer->length += bytes;
}
