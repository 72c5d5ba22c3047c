/* Verify: the invariants of a live installation, each checked on its own and counted in one line (docs/operations.md).
 *
 * Surprising: checks stream, so that memory does not grow with the log; what is sorted is sorted by PostgreSQL.
 * Threads: the main thread. Memory: page is emptied between pages; what must stay is in the invocation's arena. */
#ifndef SPOOR_CLI_VERIFY_H
#define SPOOR_CLI_VERIFY_H

#include "progress.h"
#include "wiring.h"
#include <spoor/store/query.h>
#include <spoor/stream/admin.h>

#define SPOOR_VERIFY_EXAMPLE_MAX 240
#define SPOOR_VERIFY_TIMEOUT_MS 20000

enum spoor_verify_line {
#define SPOOR_VERIFY(id, invariant, text) SPOOR_VERIFY_##id,
#include "verify.def"
#undef SPOOR_VERIFY
    SPOOR_VERIFY_COUNT
};

struct spoor_verify_result {
    int64_t checked, failures;
    char example[SPOOR_VERIFY_EXAMPLE_MAX]; /* the first failure */
};

struct spoor_verify_channel { /* one partition of a channel topic */
    struct spoor_slice topic;
    int32_t partition;
    int64_t oldest, end;       /* what Kafka holds */
    int64_t committed;         /* up to where intake has read; SPOOR_OFFSET_NONE = nothing */
    bool begins_at_newest;     /* by its mapping: what lies before its first record was never asked for */
    bool recorded;             /* the database has records of it */
};

struct spoor_verify {
    struct spoor_wiring *wiring;
    struct spoor_session *session;
    struct spoor_admin *admin;
    struct spoor_arena page;
    struct spoor_progress progress;
    struct spoor_verify_channel *channels;
    size_t channel_count;
    int64_t *ends; /* of the canonical partitions, when the check began */
    int32_t end_count;
    struct spoor_table positions; /* of fold and relay when the check began: query_verify_positions */
    int64_t sample;               /* most klanten to refold; 0 = all */
    int64_t wait_s;               /* most time for the fold to reach what intake has read */
    struct spoor_verify_result results[SPOOR_VERIFY_COUNT];
};

void spoor_verify_count(struct spoor_verify *verify, enum spoor_verify_line line, int64_t checked);
void spoor_verify_fail(struct spoor_verify *verify, enum spoor_verify_line line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A query whose first row is: checked, failures, example. */
enum spoor_status spoor_verify_query(struct spoor_verify *verify, enum spoor_verify_line line, enum spoor_query query,
                                     struct spoor_error *err);
enum spoor_status spoor_verify_read_positions(struct spoor_verify *verify, struct spoor_arena *arena,
                                              struct spoor_table *out_positions, struct spoor_error *err);

/* verify_settle.c: how far intake is, then until the fold has all of that; I1 fails when it does not get there. */
enum spoor_status spoor_verify_settle(struct spoor_verify *verify, struct spoor_error *err);
/* verify_input.c: I1. */
enum spoor_status spoor_verify_input(struct spoor_verify *verify, struct spoor_error *err);
/* verify_probe.c: how many records the topic has from first up to and including last. */
enum spoor_status spoor_verify_probe(struct spoor_verify *verify, const struct spoor_verify_channel *channel,
                                     int64_t first, int64_t last, int64_t *out_records, int64_t *out_first_offset,
                                     struct spoor_error *err);
/* verify_klant.c: I3, and the facts of I4. */
enum spoor_status spoor_verify_klanten(struct spoor_verify *verify, struct spoor_error *err);
/* verify_told.c: I4 (duplicates) and I6. */
enum spoor_status spoor_verify_told(struct spoor_verify *verify, struct spoor_error *err);
/* verify_position.c: I2 and I8; last of all, since it compares with the beginning. */
enum spoor_status spoor_verify_position(struct spoor_verify *verify, struct spoor_error *err);

#endif
