/* Status and error: what the caller must do about a failure, and the words for whoever reads about it.
 *
 * Surprising: a status is not a cause but an answer (docs/architecture.md). Only two places translate foreign causes into it:
 * src/store/sqlstate.c (SQLSTATE) and src/stream/kafka_status.c (Kafka error codes).
 * Threads: values only, no shared state. Memory: nothing allocated. */
#ifndef SPOOR_BASE_STATUS_H
#define SPOOR_BASE_STATUS_H

enum spoor_status {
    SPOOR_OK = 0,
    SPOOR_RETRY,  /* not now: roll back, back off, do the same again; nothing is lost or parked */
    SPOOR_REJECT, /* this record never: park it with its reason and go on */
    SPOOR_LOST,   /* no longer ours: forget the batch, another owner has it */
    SPOOR_HALT,   /* a person must act: stop this partition or process with a clear message */
};

#define SPOOR_ERROR_MESSAGE_MAX 512
#define SPOOR_ERROR_CODE_MAX 48

/* Filled by the callee when its status is not SPOOR_OK; message names the place and the remedy. */
struct spoor_error {
    enum spoor_status status;
    char code[SPOOR_ERROR_CODE_MAX]; /* machine-readable: SQLSTATE, Kafka error name or quarantaineReden; may be "" */
    char message[SPOOR_ERROR_MESSAGE_MAX];
};

/* Fills err (may be NULL) and returns status, so that `return spoor_error_set(...)` reads at the call site. */
enum spoor_status spoor_error_set(struct spoor_error *err, enum spoor_status status, const char *code,
                                  const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Puts "context: " before the message of err, unless that begins with it already, and returns its status. */
enum spoor_status spoor_error_prefix(struct spoor_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

const char *spoor_status_name(enum spoor_status status);

#endif
