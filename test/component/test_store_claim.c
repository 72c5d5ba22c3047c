#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "support_store.h"

static enum spoor_status claim_as(struct spoor_session *session, const char *relay_id, struct spoor_position *positions,
                                  struct store *store)
{
    for (int32_t i = 0; i < STORE_PARTITIONS; i++)
        positions[i] = (struct spoor_position){.partition = STORE_PARTITIONS - 1 - i};
    return spoor_store_claim(session, STORE_TOPIC, "other", relay_id, positions, STORE_PARTITIONS, &store->arena,
                             &store->err);
}

static void a_first_claim_makes_rows_at_the_beginning(void **state)
{
    struct store *store = *state;
    for (int32_t i = 0; i < STORE_PARTITIONS; i++) {
        struct spoor_position *position = &store->positions[i];
        assert_int_equal(position->partition, i);
        assert_int_equal(position->next_offset, 0);
        assert_int_equal(position->stap, 0);
        assert_int_equal(position->epoch, 1);
        assert_int_equal(position->outbox_sequence, 0);
        assert_int_equal(position->mark, -1);
        assert_false(spoor_slice_present(position->former_relay_id));
    }
    assert_int_equal(database_number("SELECT count(*) FROM spoor.progress WHERE instantie = 'test-0'"), 3);
    assert_int_equal(database_number("SELECT max(backend_pid) FROM spoor.progress"),
                     spoor_session_backend_pid(store->session));
}

static void a_second_claimer_gets_a_higher_epoch_and_the_former_relay(void **state)
{
    struct store *store = *state;
    struct spoor_position positions[STORE_PARTITIONS];
    struct spoor_session *other = store_session("other");
    store_fold(store, sample_rows(&store->arena, 1, 1, 0));
    assert_int_equal(claim_as(other, "relay-1", positions, store), SPOOR_OK);
    assert_int_equal(positions[2].partition, 0); /* the order of the caller */
    assert_int_equal(positions[2].epoch, 2);
    assert_int_equal(positions[2].next_offset, 1);
    assert_int_equal(positions[2].stap, 1);
    assert_int_equal(positions[2].outbox_sequence, 1);
    assert_true(spoor_slice_equal(positions[0].former_relay_id, SPOOR_SLICE("relay-0")));
    spoor_session_close(other);
}

static void the_former_owner_is_fenced_and_told_which_partitions_it_lost(void **state)
{
    struct store *store = *state;
    struct spoor_session *other = store_session("other");
    struct spoor_position one = {.partition = 1};
    assert_int_equal(spoor_store_claim(other, STORE_TOPIC, "other", "relay-1", &one, 1, &store->arena, &store->err),
                     SPOOR_OK);
    assert_int_equal(store_begin(store), SPOOR_LOST);
    assert_false(store->lost[0]);
    assert_true(store->lost[1]);
    assert_false(store->lost[2]);
    /* Rolled back: the rows are free and the session goes on with what it still has. */
    assert_int_equal(spoor_store_fold_begin(store->session, STORE_TOPIC, &store->positions[2], 1, store->lost,
                                            &store->lookup, &store->arena, &store->err), SPOOR_OK);
    assert_int_equal(spoor_session_rollback(store->session, &store->err), SPOOR_OK);
    spoor_session_close(other);
}

static void release_lets_the_next_owner_skip_the_fencing_of_our_relay(void **state)
{
    struct store *store = *state;
    struct spoor_position positions[STORE_PARTITIONS];
    assert_int_equal(spoor_store_release(store->session, STORE_TOPIC, store->positions, STORE_PARTITIONS, &store->err),
                     SPOOR_OK);
    struct spoor_session *other = store_session("other");
    assert_int_equal(claim_as(other, "relay-1", positions, store), SPOOR_OK);
    assert_false(spoor_slice_present(positions[0].former_relay_id));
    /* A release of a lost epoch touches nothing. */
    assert_int_equal(spoor_store_release(store->session, STORE_TOPIC, store->positions, STORE_PARTITIONS, &store->err),
                     SPOOR_OK);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.progress WHERE relay_id = 'relay-1'"), 3);
    spoor_session_close(other);
}

static void a_zombie_that_holds_the_rows_is_ended(void **state)
{
    struct store *store = *state;
    struct spoor_position positions[STORE_PARTITIONS];
    assert_int_equal(store_begin(store), SPOOR_OK); /* and stops here */
    struct spoor_session *other = store_session("other");
    assert_int_equal(claim_as(other, "relay-1", positions, store), SPOOR_OK);
    assert_int_equal(positions[0].epoch, 2);
    assert_int_equal(store_write(store, sample_rows(&store->arena, 1, 1, 0)), SPOOR_RETRY);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.gebeurtenis"), 0);
    assert_int_equal(spoor_session_ensure(store->session, &store->err), SPOOR_OK);
    assert_int_equal(store_begin(store), SPOOR_LOST);
    spoor_session_close(other);
}

static void lose_connection(struct store *store)
{
    PGconn *killer = database_connect();
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d, 5000)", spoor_session_backend_pid(store->session));
    PQclear(PQexec(killer, sql));
    PQfinish(killer);
    assert_int_equal(store_begin(store), SPOOR_RETRY);
    assert_int_equal(spoor_session_ensure(store->session, &store->err), SPOOR_OK);
}

static void a_zombie_that_reconnected_is_ended_too(void **state)
{
    struct store *store = *state;
    struct spoor_position positions[STORE_PARTITIONS];
    lose_connection(store);
    assert_int_equal(store_begin(store), SPOOR_OK);
    struct spoor_session *other = store_session("other");
    assert_int_equal(claim_as(other, "relay-1", positions, store), SPOOR_OK);
    spoor_session_close(other);
}

/* The new owner is busy for longer than the former one's patience. */
static void a_former_owner_never_ends_the_new_ones_backend(void **state)
{
    struct store *store = *state;
    struct spoor_position positions[STORE_PARTITIONS];
    struct spoor_session *other = store_session("other");
    bool lost[STORE_PARTITIONS], committed;
    struct spoor_fold_lookup lookup = {0};
    assert_int_equal(claim_as(other, "relay-1", positions, store), SPOOR_OK);
    assert_int_equal(spoor_store_fold_begin(other, STORE_TOPIC, positions, STORE_PARTITIONS, lost, &lookup,
                                            &store->arena, &store->err), SPOOR_OK);
    lose_connection(store);
    assert_int_equal(store_begin(store), SPOOR_RETRY); /* tells its new backend first, and waits in vain */
    assert_int_equal(spoor_store_fold_outcome(store->session, STORE_TOPIC, store->positions, STORE_PARTITIONS,
                                              &committed, &store->err), SPOOR_RETRY);
    struct spoor_fold_rows none = {0};
    assert_int_equal(spoor_store_fold_write(other, STORE_TOPIC, positions, STORE_PARTITIONS, &none, &store->err),
                     SPOOR_OK);
    assert_int_equal(store_begin(store), SPOOR_LOST);
    spoor_session_close(other);
}

struct claimer {
    struct store *store;
    struct spoor_session *session;
    enum spoor_status status;
};

static void *claim_in_thread(void *argument)
{
    struct claimer *claimer = argument;
    struct spoor_position positions[STORE_PARTITIONS];
    claimer->status = claim_as(claimer->session, "relay-2", positions, claimer->store);
    return NULL;
}

/* The third one waits for partition 0 while another one becomes the owner of partition 2, and holds both. */
static void a_claim_ends_no_owner_that_came_after_it_began(void **state)
{
    struct store *store = *state;
    struct claimer claimer = {.store = store, .session = store_session("third"), .status = SPOOR_OK};
    PGconn *later = database_connect(), *hand = database_connect();
    pthread_t thread;
    char sql[300];
    PQclear(PQexec(later, "BEGIN; SELECT * FROM spoor.progress WHERE partitie = 0 FOR UPDATE"));
    pthread_create(&thread, NULL, claim_in_thread, &claimer);
    database_wait_until("EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'third' "
                        "AND wait_event_type = 'Lock')");
    snprintf(sql, sizeof sql, "UPDATE spoor.progress SET epoch = epoch + 1, backend_pid = a.pid, backend_start = "
             "a.backend_start FROM pg_stat_activity a WHERE a.pid = %d AND partitie = 2", PQbackendPID(later));
    PQclear(PQexec(hand, sql));
    pthread_join(thread, NULL);
    assert_int_equal(claimer.status, SPOOR_RETRY);
    assert_int_equal(PQtransactionStatus(later), PQTRANS_INTRANS);
    PGresult *alive = PQexec(later, "SELECT 1");
    assert_int_equal(PQresultStatus(alive), PGRES_TUPLES_OK);
    PQclear(alive);
    PQfinish(later);
    PQfinish(hand);
    spoor_session_close(claimer.session);
}

static void a_strangers_lock_makes_a_claim_wait_but_ends_nobody(void **state)
{
    struct store *store = *state;
    struct spoor_position positions[STORE_PARTITIONS];
    PGconn *stranger = database_connect();
    PQclear(PQexec(stranger, "BEGIN; SELECT * FROM spoor.progress FOR UPDATE"));
    int64_t begun_us = spoor_time_monotonic_us();
    struct spoor_session *other = store_session("other");
    assert_int_equal(claim_as(other, "relay-1", positions, store), SPOOR_RETRY);
    assert_string_equal(store->err.code, "55P03");
    assert_true(spoor_time_monotonic_us() - begun_us < 5 * SPOOR_SECOND_US);
    assert_int_equal(PQtransactionStatus(stranger), PQTRANS_INTRANS); /* alive */
    PQclear(PQexec(stranger, "COMMIT"));
    assert_int_equal(claim_as(other, "relay-1", positions, store), SPOOR_OK);
    PQfinish(stranger);
    spoor_session_close(other);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_first_claim_makes_rows_at_the_beginning),
        TEST(a_second_claimer_gets_a_higher_epoch_and_the_former_relay),
        TEST(the_former_owner_is_fenced_and_told_which_partitions_it_lost),
        TEST(release_lets_the_next_owner_skip_the_fencing_of_our_relay),
        TEST(a_zombie_that_holds_the_rows_is_ended),
        TEST(a_zombie_that_reconnected_is_ended_too),
        TEST(a_former_owner_never_ends_the_new_ones_backend),
        TEST(a_claim_ends_no_owner_that_came_after_it_began),
        TEST(a_strangers_lock_makes_a_claim_wait_but_ends_nobody),
    };
    return cmocka_run_group_tests_name("store_claim", tests, database_group_setup, database_group_teardown);
}
