#include <spoor/base/status.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void copy_text(char *out, size_t out_bytes, const char *text)
{
    size_t length = text ? strnlen(text, out_bytes - 1) : 0;
    if (length)
        memmove(out, text, length);
    out[length] = '\0';
}

enum spoor_status spoor_error_set(struct spoor_error *err, enum spoor_status status, const char *code,
                                  const char *format, ...)
{
    if (!err)
        return status;
    /* Formatted aside, because the arguments may point into err itself. */
    char message[SPOOR_ERROR_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    err->status = status;
    copy_text(err->code, sizeof(err->code), code);
    copy_text(err->message, sizeof(err->message), message);
    return status;
}

enum spoor_status spoor_error_prefix(struct spoor_error *err, const char *format, ...)
{
    char message[SPOOR_ERROR_MESSAGE_MAX + 3];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, SPOOR_ERROR_MESSAGE_MAX, format, arguments);
    va_end(arguments);
    size_t length = strlen(message);
    if (strncmp(err->message, message, length) == 0 && (err->message[length] == ' ' || err->message[length] == ':'))
        return err->status; /* it says so already */
    memcpy(message + length, ": ", 3);
    length += 2;
    if (length < SPOOR_ERROR_MESSAGE_MAX)
        copy_text(message + length, SPOOR_ERROR_MESSAGE_MAX - length, err->message);
    copy_text(err->message, sizeof(err->message), message);
    return err->status;
}

const char *spoor_status_name(enum spoor_status status)
{
    switch (status) {
    case SPOOR_OK:
        return "OK";
    case SPOOR_RETRY:
        return "RETRY";
    case SPOOR_REJECT:
        return "REJECT";
    case SPOOR_LOST:
        return "LOST";
    case SPOOR_HALT:
        return "HALT";
    }
    return "?";
}
