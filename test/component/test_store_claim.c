#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

static void a_zombie_that_reconnected_is_ended_too(void **state)
{
    struct store *store = *state;
    struct spoor_position positions[STORE_PARTITIONS];
    PGconn *killer = database_connect();
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d, 5000)", spoor_session_backend_pid(store->session));
    PQclear(PQexec(killer, sql));
    PQfinish(killer);
    assert_int_equal(store_begin(store), SPOOR_RETRY);
    assert_int_equal(spoor_session_ensure(store->session, &store->err), SPOOR_OK);
    assert_int_equal(store_begin(store), SPOOR_OK);
    struct spoor_session *other = store_session("other");
    assert_int_equal(claim_as(other, "relay-1", positions, store), SPOOR_OK);
    spoor_session_close(other);
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
        TEST(a_strangers_lock_makes_a_claim_wait_but_ends_nobody),
    };
    return cmocka_run_group_tests_name("store_claim", tests, database_group_setup, database_group_teardown);
}
