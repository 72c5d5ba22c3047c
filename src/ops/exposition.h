/* Exposition: the metrics of this process as Prometheus text 0.0.4.
 *
 * Surprising: a metric whose name ends in _seconds holds microseconds; it is written as seconds.
 * Threads: any; reads relaxed atomics, so a histogram's parts may be of slightly different moments. */
#ifndef SPOOR_OPS_EXPOSITION_H
#define SPOOR_OPS_EXPOSITION_H

#include <spoor/base/buffer.h>

void ops_exposition_write(struct spoor_buffer *out);

#endif
