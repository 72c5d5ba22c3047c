/* Sampler: a thread that measures lag now and then and puts it into the metrics.
 *
 * Threads: start and stop from one thread. Memory: options are borrowed until stop says that the thread ended. */
#ifndef SPOOR_OPS_SAMPLER_H
#define SPOOR_OPS_SAMPLER_H

#include <spoor/ops/lag.h>
#include <stdbool.h>

struct ops_sampler;

enum spoor_status ops_sampler_start(const struct spoor_ops_options *options, struct ops_sampler **out_sampler,
                                    struct spoor_error *err);
/* False when the thread still waits for broker or database after some seconds: then it keeps what it borrowed. */
bool ops_sampler_stop(struct ops_sampler *sampler);

#endif
