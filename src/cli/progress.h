/* Progress: one line on standard error with bar, rate and time left; silent when that is no terminal.
 *
 * Threads: one owner. Memory: borrows its texts. Any command with long work may use it. */
#ifndef SPOOR_CLI_PROGRESS_H
#define SPOOR_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct spoor_progress {
    const char *what, *unit; /* "import", "rows" */
    bool shown;              /* standard error is a terminal */
    int64_t began_us, drawn_us;
};

void spoor_progress_begin(struct spoor_progress *progress, const char *what, const char *unit);
/* count of units so far; part of total is how far the whole is (bytes, records); total 0 = not known. Draws at most ten
 * times a second. */
void spoor_progress_tell(struct spoor_progress *progress, int64_t count, int64_t part, int64_t total);
/* Wipes the line, so that the next output begins on a clean one. Returns the seconds since the beginning. */
double spoor_progress_end(struct spoor_progress *progress);

#endif
