#include <spoor/base/crash.h>

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const names[SPOOR_CRASH_COUNT] = {
#define SPOOR_CRASH(id, name, where) name,
#include <spoor/base/crash_points.def>
#undef SPOOR_CRASH
};

int spoor_crash_armed = -1;
static atomic_int passages_left;
static bool stops; /* SIGSTOP instead of SIGKILL: a zombie, for the tests of takeover */

void spoor_crash_pass(enum spoor_crash_point point)
{
    (void)point;
    if (atomic_fetch_sub(&passages_left, 1) != 1)
        return;
    kill(getpid(), stops ? SIGSTOP : SIGKILL);
    if (stops)
        return;
    for (;;)
        pause();
}

const char *spoor_crash_point_name(int point)
{
    return point >= 0 && point < SPOOR_CRASH_COUNT ? names[point] : NULL;
}

static int find_point(const char *name, size_t length)
{
    for (int i = 0; i < SPOOR_CRASH_COUNT; i++) {
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return i;
    }
    return -1;
}

/* "3", "stop" or "3:stop". */
static bool parse_count(const char *text, int *out_count)
{
    stops = strcmp(text, "stop") == 0;
    if (stops)
        return true;
    char *end;
    long count = strtol(text, &end, 10);
    stops = strcmp(end, ":stop") == 0;
    if (end == text || (*end && !stops) || count < 1 || count > 1000000000)
        return false;
    *out_count = (int)count;
    return true;
}

static enum spoor_status unknown_point(const char *text, struct spoor_error *err)
{
    char list[SPOOR_ERROR_MESSAGE_MAX] = "";
    size_t length = 0;
    for (int i = 0; i < SPOOR_CRASH_COUNT && length < sizeof(list); i++)
        length += (size_t)snprintf(list + length, sizeof(list) - length, " %s", names[i]);
    return spoor_error_set(err, SPOOR_HALT, "", "crash.point: unknown \"%s\"; known (with :count):%s", text, list);
}

enum spoor_status spoor_crash_arm(const char *text, struct spoor_error *err)
{
    const char *colon = strchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : strlen(text);
    int count = 1;
    stops = false;
    if (!*text) {
        spoor_crash_armed = -1;
        return SPOOR_OK;
    }
    int point = find_point(text, length);
    if (point < 0)
        return unknown_point(text, err);
    if (colon && !parse_count(colon + 1, &count))
        return spoor_error_set(err, SPOOR_HALT, "",
                               "crash.point: after ':' in \"%s\" comes a count from 1, stop, or count:stop", text);
    atomic_store(&passages_left, count);
    spoor_crash_armed = point;
    return SPOOR_OK;
}
