/* Ops: what machines and people watch: /healthz, /readyz, /metrics, with lag sampled in records and in seconds.
 *
 * Surprising: the sampler only reads, on connections of its own, and never makes the process not ready: without broker
 * or database the last figures stay. Stop waits at most some seconds for a call that is under way, then leaves it.
 * Threads: start makes one sampler thread and the HTTP thread; stop ends them. Memory: options are copied. */
#ifndef SPOOR_OPS_OPS_H
#define SPOOR_OPS_OPS_H

#include <spoor/base/status.h>
#include <spoor/ops/lag.h>

struct spoor_ops;

enum spoor_status spoor_ops_start(const struct spoor_ops_options *options, struct spoor_ops **out_ops,
                                  struct spoor_error *err);
void spoor_ops_stop(struct spoor_ops *ops);
/* The port it listens on. */
int spoor_ops_port(const struct spoor_ops *ops);

#endif
