#include <spoor/base/log.h>

#include <spoor/base/time.h>

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { MESSAGE_MAX = 2048, LINE_MAX_BYTES = 8192, INSTANCE_MAX = 64 };

/* Written once by spoor_log_configure, before there are threads. */
static struct {
    enum spoor_log_level level;
    bool json;
    char instance[INSTANCE_MAX];
} settings = {.level = SPOOR_LOG_INFO};

struct line {
    char bytes[LINE_MAX_BYTES];
    size_t length;
};

void spoor_log_configure(enum spoor_log_level level, bool json, const char *instance)
{
    settings.level = level;
    settings.json = json;
    snprintf(settings.instance, sizeof(settings.instance), "%s", instance ? instance : "");
}

static const char *level_name(enum spoor_log_level level)
{
    switch (level) {
    case SPOOR_LOG_DEBUG:
        return "debug";
    case SPOOR_LOG_INFO:
        return "info";
    case SPOOR_LOG_WARNING:
        return "warning";
    case SPOOR_LOG_ERROR:
        return "error";
    }
    return "?";
}

static void put(struct line *line, const char *text, size_t bytes)
{
    size_t room = sizeof(line->bytes) - 1 - line->length; /* one byte stays for the newline */
    if (bytes > room)
        bytes = room;
    memcpy(line->bytes + line->length, text, bytes);
    line->length += bytes;
}

static void put_text(struct line *line, const char *text)
{
    put(line, text, strlen(text));
}

/* Bytes of the UTF-8 sequence that begins here, 0 when it is broken (a message may be cut in the middle of one). */
static size_t sequence_bytes(const char *text)
{
    unsigned char first = (unsigned char)*text;
    size_t bytes = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    for (size_t i = 1; i < bytes; i++) {
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            return 0;
    }
    return bytes;
}

/* Control characters cannot break a line in two; broken UTF-8 becomes '?'. */
static void put_clean(struct line *line, const char *text, bool json)
{
    while (*text) {
        size_t bytes = sequence_bytes(text);
        if (!bytes)
            put_text(line, "?");
        else if ((unsigned char)*text < 0x20 || *text == 0x7f)
            put_text(line, " ");
        else if (json && (*text == '"' || *text == '\\'))
            put(line, (char[]){'\\', *text}, 2);
        else
            put(line, text, bytes);
        text += bytes ? bytes : 1;
    }
}

static void put_member(struct line *line, const char *name, const char *value)
{
    put_text(line, line->length ? ",\"" : "{\"");
    put_text(line, name);
    put_text(line, "\":\"");
    put_clean(line, value, true);
    put_text(line, "\"");
}

static void write_json(struct line *line, const char *time, const char *level, const char *event, const char *message)
{
    put_member(line, "tijd", time);
    put_member(line, "niveau", level);
    put_member(line, "instantie", settings.instance);
    put_member(line, "gebeurtenis", event);
    put_member(line, "bericht", message);
    put_text(line, "}");
}

static void write_text(struct line *line, const char *time, const char *level, const char *event, const char *message)
{
    put(line, time, strlen("2026-01-02T03:04:05.000"));
    put_text(line, "Z ");
    put_text(line, level);
    put_text(line, " ");
    put_text(line, event);
    put_text(line, ": ");
    put_clean(line, message, false);
}

void spoor_log(enum spoor_log_level level, const char *event, const char *format, ...)
{
    if (level < settings.level)
        return;
    char message[MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    char time[SPOOR_TIME_TEXT_MAX];
    spoor_time_format(spoor_time_now_us(), time);
    struct line line;
    line.length = 0;
    (settings.json ? write_json : write_text)(&line, time, level_name(level), event, message);
    line.bytes[line.length++] = '\n';
    ssize_t ignored = write(STDERR_FILENO, line.bytes, line.length); /* one write: lines of threads do not mix */
    (void)ignored;
}
