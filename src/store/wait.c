/* Wait: the one place that waits for PostgreSQL, and never without an end. */
#include "store_internal.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>

#define NO_END INT64_MAX

int64_t store_deadline_us(int64_t limit_ms)
{
    return limit_ms > 0 ? spoor_time_monotonic_us() + limit_ms * 1000 : NO_END;
}

/* For poll: -1 waits without an end, 0 is over. */
static int left_ms(int64_t deadline_us)
{
    if (deadline_us == NO_END)
        return -1;
    int64_t left = (deadline_us - spoor_time_monotonic_us() + 999) / 1000;
    return left <= 0 ? 0 : left < INT_MAX ? (int)left : INT_MAX;
}

bool store_wait_socket(const PGconn *conn, short events, int64_t deadline_us, short *out_events)
{
    struct pollfd ready = {.fd = PQsocket(conn), .events = events};
    int left, count = 0;
    if (ready.fd < 0) { /* lost: whoever asks libpq next hears it */
        *out_events = POLLERR;
        return true;
    }
    while (count <= 0 && (left = left_ms(deadline_us)) != 0) {
        count = poll(&ready, 1, left);
        if (count < 0 && errno != EINTR)
            break;
    }
    *out_events = ready.revents;
    return count > 0;
}

enum progress { MOVED, BROKEN, OVER };

/* Until something can be read, or sent when there is something to send; what came is taken in. */
static enum progress move_on(PGconn *conn, bool unsent, int64_t deadline_us)
{
    short events = 0;
    if (!store_wait_socket(conn, (short)(unsent ? POLLIN | POLLOUT : POLLIN), deadline_us, &events))
        return OVER;
    return (events & ~POLLOUT) && !PQconsumeInput(conn) ? BROKEN : MOVED;
}

bool store_wait_sent(PGconn *conn, int64_t deadline_us)
{
    enum progress progress = MOVED;
    while (progress == MOVED && PQflush(conn) > 0)
        progress = move_on(conn, true, deadline_us);
    return progress != OVER;
}

bool store_wait_answer(PGconn *conn, int64_t deadline_us)
{
    enum progress progress = MOVED;
    while (progress == MOVED && PQisBusy(conn)) {
        int unsent = PQflush(conn);
        progress = unsent < 0 ? BROKEN : move_on(conn, unsent > 0, deadline_us);
    }
    return progress != OVER;
}

enum spoor_status store_error_of_silence(const char *statement, struct spoor_error *err)
{
    return spoor_error_set(err, SPOOR_RETRY, "connection", "%s: PostgreSQL did not answer in time: it hangs, or is too "
                           "slow for the setting postgres.answer_timeout_ms", statement);
}
