/* Store: a session with claimed partitions for tests of the fold and outbox stores.
 *
 * Threads: one. Memory: of the running test. */
#ifndef SUPPORT_STORE_H
#define SUPPORT_STORE_H

#include <spoor/store/fold_store.h>

#include "support_database.h"
#include "support_fold_rows.h"

#define STORE_TOPIC "spoor.gebeurtenissen"
#define STORE_PARTITIONS 3

struct store {
    struct spoor_session *session;
    struct spoor_arena arena;
    struct spoor_position positions[STORE_PARTITIONS];
    bool lost[STORE_PARTITIONS];
    struct spoor_fold_lookup lookup;
    struct spoor_error err;
};

/* A database with one owner of all partitions: state is a struct store. */
int store_setup(void **state);
int store_teardown(void **state);
struct spoor_session *store_session(const char *application);
void store_claim(struct store *store);
/* fold_begin with the look-up as it stands. */
enum spoor_status store_begin(struct store *store);
/* fold_write, positions moved on by one record and by the outbox rows; positions follow when it commits. */
enum spoor_status store_write(struct store *store, struct spoor_fold_rows *rows);
/* Both; fails the test unless SPOOR_OK. */
void store_fold(struct store *store, struct spoor_fold_rows *rows);

#endif
