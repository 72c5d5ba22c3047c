/* Recording: what fold transactions wrote, kept in a file, so that the ceiling writes the very same rows again.
 *
 * Surprising: rows are kept as they are in memory, so a file serves only programs of the same build. Of an event only
 * what the store writes is kept; its other texts are garbage after a load.
 * Threads: one per file. Memory: a loaded recording lives until the process ends. */
#ifndef SPOOR_BENCH_RECORDING_H
#define SPOOR_BENCH_RECORDING_H

#include <spoor/store/rows.h>
#include <stdio.h>

struct recorded_batch {
    struct spoor_position *positions; /* as given to the write: stap is the one before it, next_offset the one after */
    size_t position_count;
    struct spoor_fold_rows rows;
};

struct recording {
    struct recorded_batch *batches;
    size_t batch_count, event_count;
};

void recording_append(FILE *file, const struct spoor_position *positions, size_t count,
                      const struct spoor_fold_rows *rows);
/* False when the file cannot be read. */
bool recording_load(const char *path, struct recording *out_recording);

#endif
