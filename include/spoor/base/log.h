/* Log: one line per thing somebody decided, as JSON or as text for people.
 *
 * Surprising: libraries never log (docs/architecture.md); only processor, ops and cli may include this.
 * Threads: any. Memory: borrows arguments during the call. Never pass identifiers of persons or content. */
#ifndef SPOOR_BASE_LOG_H
#define SPOOR_BASE_LOG_H

#include <stdbool.h>

enum spoor_log_level { SPOOR_LOG_DEBUG, SPOOR_LOG_INFO, SPOOR_LOG_WARNING, SPOOR_LOG_ERROR };

void spoor_log_configure(enum spoor_log_level level, bool json, const char *instance);
/* event: a stable kebab-case name; the rest is a sentence. As JSON:
 * {"tijd","niveau","instantie","gebeurtenis","bericht"}; niveau is debug, info, warning or error. */
void spoor_log(enum spoor_log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
