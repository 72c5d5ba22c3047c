/* Migrate: applies migrations/NNNN_name.sql forward only, with checksums, under an advisory lock.
 *
 * Threads: one. Memory: results in the caller's arena. */
#ifndef SPOOR_STORE_MIGRATE_H
#define SPOOR_STORE_MIGRATE_H

#include <spoor/store/session.h>

#define SPOOR_SCHEMA_VERSION 12        /* the newest migration this binary knows */
#define SPOOR_SCHEMA_VERSION_OLDEST 12 /* the oldest schema it can serve */

struct spoor_migration {
    int32_t number;
    struct spoor_slice name, checksum; /* hex SHA-256 of the file */
    bool applied, changed;             /* changed: applied with another checksum */
    int64_t applied_us;
};

enum spoor_status spoor_migrate_status(const char *dsn, const char *directory, struct spoor_arena *arena,
                                       struct spoor_migration **out_items, size_t *out_count, struct spoor_error *err);
/* Applies what is missing; dry_run: only lists it through out_items. */
enum spoor_status spoor_migrate_apply(const char *dsn, const char *directory, bool dry_run, struct spoor_arena *arena,
                                      struct spoor_migration **out_items, size_t *out_count, struct spoor_error *err);

#endif
