#include "progress.h"

#include <inttypes.h>
#include <spoor/base/time.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DRAW_EVERY_US 100000
#define BAR_WIDTH 24

void spoor_progress_begin(struct spoor_progress *progress, const char *what, const char *unit)
{
    *progress = (struct spoor_progress){
        .what = what, .unit = unit, .shown = isatty(STDERR_FILENO), .began_us = spoor_time_monotonic_us()};
}

/* "[=====>      ]  43 %" */
static void draw_bar(double fraction)
{
    char bar[BAR_WIDTH + 1];
    int filled = (int)(fraction * BAR_WIDTH);
    memset(bar, ' ', BAR_WIDTH);
    memset(bar, '=', (size_t)filled);
    if (filled < BAR_WIDTH)
        bar[filled] = '>';
    bar[BAR_WIDTH] = 0;
    fprintf(stderr, " [%s] %3d %%", bar, (int)(fraction * 100));
}

static void draw_time_left(double seconds, double fraction)
{
    int64_t left = (int64_t)(seconds / fraction - seconds + 0.5);
    fprintf(stderr, "  %" PRId64 ":%02" PRId64 " left", left / 60, left % 60);
}

void spoor_progress_tell(struct spoor_progress *progress, int64_t count, int64_t part, int64_t total)
{
    if (!progress->shown)
        return;
    int64_t now = spoor_time_monotonic_us();
    if (now - progress->drawn_us < DRAW_EVERY_US)
        return;
    progress->drawn_us = now;
    double seconds = (double)(now - progress->began_us) / 1e6;
    double fraction = total > 0 ? (double)(part < total ? part : total) / (double)total : 0;
    fprintf(stderr, "\r%s", progress->what);
    if (total > 0)
        draw_bar(fraction);
    fprintf(stderr, "  %" PRId64 " %s  %.0f/s", count, progress->unit, seconds > 0 ? (double)count / seconds : 0);
    if (fraction > 0.005)
        draw_time_left(seconds, fraction);
    fputs("\033[K", stderr);
    fflush(stderr);
}

double spoor_progress_end(struct spoor_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    return (double)(spoor_time_monotonic_us() - progress->began_us) / 1e6;
}
