/* Migration files: migrations/NNNN_name.sql as read from a directory, in order.
 *
 * A file says in its head which programs the schema still serves after it: "-- oldest binary served: N", N being the
 * schema version that such a program knows.
 * Threads: one. Memory: in the caller's arena. */
#ifndef SPOOR_STORE_MIGRATION_FILES_H
#define SPOOR_STORE_MIGRATION_FILES_H

#include <spoor/base/arena.h>
#include <spoor/base/status.h>
#include <stdint.h>

struct migration_file {
    int32_t number, oldest_program;
    struct spoor_slice name; /* NNNN_name */
    char *sql;               /* 0-terminated */
};

/* SPOOR_HALT: no such directory, a number twice or left out, a head without its line. */
enum spoor_status migration_files_load(const char *directory, struct spoor_arena *arena,
                                       struct migration_file **out_files, size_t *out_count, struct spoor_error *err);

#endif
