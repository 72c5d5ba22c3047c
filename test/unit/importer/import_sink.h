/* A sink that keeps what an import sends: keys and values, one per line. */
#ifndef SPOOR_TEST_IMPORT_SINK_H
#define SPOOR_TEST_IMPORT_SINK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <spoor/base/buffer.h>
#include <spoor/importer/importer.h>

struct import_sink {
    struct spoor_buffer keys, values, skipped; /* skipped: "line: reason" of rows left out */
    int64_t sent, refuse_after;                /* refuse_after 0 = never */
    int progress_calls;
    struct spoor_import_counts last;
};

static inline enum spoor_status sink_send(void *owner, struct spoor_slice key, struct spoor_slice value,
                                          struct spoor_error *err)
{
    struct import_sink *sink = owner;
    if (sink->refuse_after && sink->sent == sink->refuse_after)
        return spoor_error_set(err, SPOOR_RETRY, "weg", "the sink is away");
    sink->sent++;
    spoor_buffer_append_slice(&sink->keys, key);
    spoor_buffer_append_char(&sink->keys, '\n');
    spoor_buffer_append_slice(&sink->values, value);
    spoor_buffer_append_char(&sink->values, '\n');
    return SPOOR_OK;
}

static inline void sink_skipped(void *owner, const char *message)
{
    struct import_sink *sink = owner;
    const char *name = strstr(message, "/input.");
    spoor_buffer_append_text(&sink->skipped, strchr(name ? name : message, ':') + 1);
    spoor_buffer_append_char(&sink->skipped, '\n');
}

static inline void sink_progress(void *owner, const struct spoor_import_counts *counts)
{
    struct import_sink *sink = owner;
    sink->progress_calls++;
    sink->last = *counts;
}

static inline void sink_fini(struct import_sink *sink)
{
    spoor_buffer_fini(&sink->keys);
    spoor_buffer_fini(&sink->values);
    spoor_buffer_fini(&sink->skipped);
}

static inline struct spoor_import_options sink_options(struct import_sink *sink, const char *path, const char *format)
{
    return (struct spoor_import_options){.path = path,
                                         .format = {.format = spoor_slice_of(format), .zaak = SPOOR_SLICE("/zaak")},
                                         .owner = sink,
                                         .send = sink_send,
                                         .progress = sink_progress};
}

#endif
