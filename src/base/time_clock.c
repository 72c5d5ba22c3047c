#include <spoor/base/time.h>

#include <errno.h>
#include <time.h>

static int64_t read_clock_us(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * SPOOR_SECOND_US + now.tv_nsec / 1000;
}

int64_t spoor_time_now_us(void)
{
    return read_clock_us(CLOCK_REALTIME);
}

int64_t spoor_time_monotonic_us(void)
{
    return read_clock_us(CLOCK_MONOTONIC);
}

void spoor_time_sleep_until(int64_t monotonic_us)
{
    struct timespec at = {monotonic_us / SPOOR_SECOND_US, monotonic_us % SPOOR_SECOND_US * 1000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
        continue;
}
