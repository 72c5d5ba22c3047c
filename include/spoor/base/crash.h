/* Crash points: the named places where a test may end the process, from one table (crash_points.def).
 *
 * SPOOR_CRASH_POINT(x) costs one predictable branch. Armed by the setting crash.point = "name[:n]" (the nth passage
 * ends the process by SIGKILL, as kill -9 would) through spoor_crash_arm; a build without tests simply never arms it.
 * Threads: any. */
#ifndef SPOOR_BASE_CRASH_H
#define SPOOR_BASE_CRASH_H

#include <spoor/base/status.h>

enum spoor_crash_point {
#define SPOOR_CRASH(id, name, where) SPOOR_CRASH_##id,
#include <spoor/base/crash_points.def>
#undef SPOOR_CRASH
    SPOOR_CRASH_COUNT
};

extern int spoor_crash_armed; /* -1 = none */
void spoor_crash_pass(enum spoor_crash_point point);
#define SPOOR_CRASH_POINT(id)                                                                                          \
    do {                                                                                                               \
        if (__builtin_expect(spoor_crash_armed == (int)SPOOR_CRASH_##id, 0))                                           \
            spoor_crash_pass(SPOOR_CRASH_##id);                                                                        \
    } while (0)

/* "name", "name:count", or either with ":stop" (SIGSTOP instead: the process becomes a zombie); "" disarms. SPOOR_HALT
 * when the name is unknown (message lists the names). */
enum spoor_status spoor_crash_arm(const char *text, struct spoor_error *err);
const char *spoor_crash_point_name(int point);

#endif
