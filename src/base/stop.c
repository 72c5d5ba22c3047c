#include <spoor/base/stop.h>

#include <errno.h>
#include <time.h>

void spoor_signal_init(struct spoor_signal *signal)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC); /* a corrected wall clock must not stretch a wait */
    pthread_mutex_init(&signal->lock, NULL);
    pthread_cond_init(&signal->raised, &attributes);
    pthread_condattr_destroy(&attributes);
    signal->count = 0;
}

void spoor_signal_fini(struct spoor_signal *signal)
{
    pthread_cond_destroy(&signal->raised);
    pthread_mutex_destroy(&signal->lock);
}

void spoor_signal_raise(struct spoor_signal *signal)
{
    pthread_mutex_lock(&signal->lock);
    signal->count++;
    pthread_cond_broadcast(&signal->raised);
    pthread_mutex_unlock(&signal->lock);
}

static struct timespec deadline_after(int64_t timeout_ms)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += timeout_ms / 1000;
    at.tv_nsec += timeout_ms % 1000 * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_nsec -= 1000000000;
        at.tv_sec++;
    }
    return at;
}

bool spoor_signal_wait(struct spoor_signal *signal, uint64_t *seen, int64_t timeout_ms)
{
    struct timespec deadline = deadline_after(timeout_ms > 0 ? timeout_ms : 0);
    pthread_mutex_lock(&signal->lock);
    int rc = 0;
    while (signal->count == *seen && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&signal->raised, &signal->lock, &deadline);
    bool raised = signal->count != *seen;
    *seen = signal->count;
    pthread_mutex_unlock(&signal->lock);
    return raised;
}

/* splitmix64: enough to spread retries, useless for anything secret. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

int64_t spoor_backoff_ms(uint32_t attempt, int64_t base_ms, int64_t max_ms, uint64_t *random_state)
{
    int64_t ceiling_ms = base_ms < max_ms ? base_ms : max_ms;
    for (uint32_t i = 0; i < attempt && ceiling_ms < max_ms; i++)
        ceiling_ms = ceiling_ms > max_ms / 2 ? max_ms : ceiling_ms * 2;
    int64_t floor_ms = ceiling_ms / 2;
    return floor_ms + (int64_t)(next_random(random_state) % (uint64_t)(ceiling_ms - floor_ms + 1));
}
