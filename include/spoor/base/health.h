/* Health: each role reports whether it is ready and why not; /readyz and sd_notify read it.
 *
 * Threads: any. Memory: a fixed table of components; reasons are copied. */
#ifndef SPOOR_BASE_HEALTH_H
#define SPOOR_BASE_HEALTH_H

#include <stdbool.h>
#include <stddef.h>

/* Registers a component ("intake", "proces-0", "relay-0"); not ready with reason "start". Returns its number; a known
 * name gets its old number back. */
int spoor_health_register(const char *component);
void spoor_health_ready(int component);
void spoor_health_not_ready(int component, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* True when there are components and all are ready; writes "component: reason" lines of those that are not into out. */
bool spoor_health_check(char *out, size_t out_bytes);

#endif
