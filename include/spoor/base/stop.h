/* Stop flag and wake-up: one of the three things threads share (docs/architecture.md).
 *
 * A spoor_signal is an event that one thread raises and another waits for with a deadline (mutex + condition).
 * Threads: all functions from any thread; spoor_stop_request also from a signal handler. */
#ifndef SPOOR_BASE_STOP_H
#define SPOOR_BASE_STOP_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct spoor_stop {
    atomic_bool requested;
};
static inline void spoor_stop_request(struct spoor_stop *stop) { atomic_store(&stop->requested, true); }
static inline bool spoor_stop_requested(struct spoor_stop *stop) { return atomic_load(&stop->requested); }

struct spoor_signal {
    pthread_mutex_t lock;
    pthread_cond_t raised;
    uint64_t count;
};
void spoor_signal_init(struct spoor_signal *signal);
void spoor_signal_fini(struct spoor_signal *signal);
void spoor_signal_raise(struct spoor_signal *signal);
/* Waits until count differs from *seen or the time is over; updates *seen; true if raised. */
bool spoor_signal_wait(struct spoor_signal *signal, uint64_t *seen, int64_t timeout_ms);

/* Exponential back-off with jitter: attempt 0,1,2… → milliseconds in [base/2, base] doubled up to max. */
int64_t spoor_backoff_ms(uint32_t attempt, int64_t base_ms, int64_t max_ms, uint64_t *random_state);

#endif
