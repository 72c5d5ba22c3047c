#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdatomic.h>

#include <cmocka.h>

#include <spoor/store/outbox_store.h>

#include "support_store.h"

static struct spoor_outbox_partition partitions[STORE_PARTITIONS];

static int setup(void **state)
{
    for (int32_t i = 0; i < STORE_PARTITIONS; i++)
        partitions[i] = (struct spoor_outbox_partition){.partition = i, .mark = -1};
    return store_setup(state);
}

/* One transaction with `count` further outbox rows of a partition. */
static void append(struct store *store, int32_t partition, size_t count)
{
    struct spoor_outbox_row *rows = SPOOR_ARENA_ARRAY(&store->arena, struct spoor_outbox_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = sample_outbox(partition, store->positions[partition].outbox_sequence + 1 + (int64_t)i);
    struct spoor_fold_rows written = {.outbox = rows, .outbox_count = count};
    store_fold(store, &written);
}

static enum spoor_status read_outbox(struct store *store, size_t rows_max, size_t bytes_max)
{
    return spoor_store_outbox_read(store->session, STORE_TOPIC, partitions, STORE_PARTITIONS, rows_max, bytes_max,
                                   &store->arena, &store->err);
}

/* All that was read counts as published. */
static void publish(struct store *store)
{
    for (int i = 0; i < STORE_PARTITIONS; i++)
        if (partitions[i].row_count > 0)
            partitions[i].mark = partitions[i].rows[partitions[i].row_count - 1].sequence;
    assert_int_equal(spoor_store_outbox_remember(store->session, STORE_TOPIC, partitions, STORE_PARTITIONS,
                                                 &store->err), SPOOR_OK);
}

static void rows_after_the_mark_come_in_sequence_with_the_state(void **state)
{
    struct store *store = *state;
    append(store, 0, 3);
    append(store, 2, 2);
    assert_int_equal(read_outbox(store, 100, 1 << 20), SPOOR_OK);
    assert_int_equal(partitions[0].row_count, 3);
    assert_int_equal(partitions[1].row_count, 0);
    assert_int_equal(partitions[2].row_count, 2);
    assert_int_equal(partitions[0].outbox_sequence, 3);
    assert_int_equal(partitions[0].next_offset, 2);
    assert_int_equal(partitions[0].epoch, 1);
    assert_int_equal(partitions[0].remembered_mark, -1);
    const struct spoor_outbox_row *row = &partitions[0].rows[1];
    assert_int_equal(row->sequence, 2);
    assert_int_equal(row->partition, 0);
    assert_int_equal(row->next_offset, 20);
    assert_int_equal(row->appended_us, SAMPLE_TIME);
    assert_true(spoor_slice_equal(row->topic, SPOOR_SLICE("spoor.statuswijzigingen")));
    assert_true(spoor_slice_equal(row->key, SPOOR_SLICE("k1-0000")));
    assert_true(spoor_slice_equal(row->value, SPOOR_SLICE("{\"id\":\"reis-1-1\"}")));
    publish(store);
    assert_int_equal(read_outbox(store, 100, 1 << 20), SPOOR_OK);
    assert_int_equal(partitions[0].row_count + partitions[2].row_count, 0);
    assert_int_equal(partitions[2].remembered_mark, 2);
}

static void limits_cut_fairly_and_never_to_nothing(void **state)
{
    struct store *store = *state;
    append(store, 0, 50);
    append(store, 2, 50);
    assert_int_equal(read_outbox(store, 10, 1 << 20), SPOOR_OK);
    assert_int_equal(partitions[0].row_count, 5);
    assert_int_equal(partitions[2].row_count, 5);
    assert_int_equal(partitions[2].outbox_sequence, 50);
    assert_int_equal(read_outbox(store, 10, 1), SPOOR_OK);
    assert_int_equal(partitions[0].row_count, 1);
    assert_int_equal(partitions[2].row_count, 0);
    assert_int_equal(read_outbox(store, 10, 60), SPOOR_OK);
    assert_int_equal(partitions[0].row_count, 2);
}

static void everything_is_read_once_in_small_pieces(void **state)
{
    struct store *store = *state;
    append(store, 0, 23);
    append(store, 1, 5);
    int64_t seen = 0;
    for (size_t read = 1; read > 0; seen += (int64_t)read) {
        assert_int_equal(read_outbox(store, 4, 1 << 20), SPOOR_OK);
        read = partitions[0].row_count + partitions[1].row_count + partitions[2].row_count;
        publish(store);
    }
    assert_int_equal(seen, 28);
}

static void a_missing_sequence_halts(void **state)
{
    struct store *store = *state;
    append(store, 0, 3);
    database_run("DELETE FROM spoor.outbox WHERE sequence = 2");
    assert_int_equal(read_outbox(store, 100, 1 << 20), SPOOR_HALT);
    assert_string_equal(store->err.code, "outbox_gat");
    database_run("TRUNCATE spoor.outbox");
    assert_int_equal(read_outbox(store, 100, 1 << 20), SPOOR_HALT);
    partitions[0].mark = 3;
    assert_int_equal(read_outbox(store, 100, 1 << 20), SPOOR_OK);
    partitions[1].partition = 99;
    assert_int_equal(read_outbox(store, 100, 1 << 20), SPOOR_HALT);
}

static void a_remembered_mark_never_goes_down_and_needs_the_epoch(void **state)
{
    struct store *store = *state;
    append(store, 0, 9);
    assert_int_equal(read_outbox(store, 100, 1 << 20), SPOOR_OK);
    publish(store);
    partitions[0].mark = 4;
    assert_int_equal(spoor_store_outbox_remember(store->session, STORE_TOPIC, partitions, 1, &store->err), SPOOR_OK);
    assert_int_equal(database_number("SELECT mark FROM spoor.relay_stand WHERE partitie = 0"), 9);
    partitions[0].mark = 12;
    partitions[0].epoch = 99;
    assert_int_equal(spoor_store_outbox_remember(store->session, STORE_TOPIC, partitions, 1, &store->err), SPOOR_OK);
    assert_int_equal(database_number("SELECT mark FROM spoor.relay_stand WHERE partitie = 0"), 9);
    store_claim(store);
    assert_int_equal(store->positions[0].mark, 9);
}

static void remembering_does_not_wait_for_the_fold(void **state)
{
    struct store *store = *state;
    struct spoor_session *relay = store_session("relay");
    append(store, 0, 1);
    assert_int_equal(read_outbox(store, 100, 1 << 20), SPOOR_OK);
    assert_int_equal(store_begin(store), SPOOR_OK);
    partitions[0].mark = 1;
    assert_int_equal(spoor_store_outbox_remember(relay, STORE_TOPIC, partitions, 1, &store->err), SPOOR_OK);
    assert_int_equal(database_number("SELECT mark FROM spoor.relay_stand WHERE partitie = 0"), 1);
    assert_int_equal(spoor_session_rollback(store->session, &store->err), SPOOR_OK);
    spoor_session_close(relay);
}

static bool rotate(struct spoor_session *session, int64_t rows_max)
{
    bool changed = false;
    struct spoor_error err = {0};
    if (spoor_store_outbox_rotate(session, STORE_TOPIC, rows_max, &changed, &err))
        fail_msg("%s: %s", err.code, err.message);
    return changed;
}

static void tables_rotate_and_only_published_ones_are_emptied(void **state)
{
    struct store *store = *state;
    append(store, 0, 10);
    assert_false(rotate(store->session, 10)); /* not over it */
    assert_true(rotate(store->session, 9));
    assert_int_equal(database_number("SELECT actief FROM spoor.outbox_stand"), 1);
    append(store, 0, 10);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox_1"), 10);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox_0"), 10); /* unpublished: kept */
    assert_true(rotate(store->session, 9));
    append(store, 0, 10);
    assert_false(rotate(store->session, 9)); /* the next one is not empty */
    assert_int_equal(read_outbox(store, 15, 1 << 20), SPOOR_OK);
    assert_int_equal(partitions[0].row_count, 15);
    publish(store);
    assert_true(rotate(store->session, 9)); /* empties 0 */
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox_0"), 0);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox_1"), 10);
    assert_true(rotate(store->session, 9)); /* switches to it */
    assert_int_equal(database_number("SELECT actief FROM spoor.outbox_stand"), 0);
    assert_int_equal(read_outbox(store, 100, 1 << 20), SPOOR_OK);
    assert_int_equal(partitions[0].row_count, 15);
    publish(store);
    assert_true(rotate(store->session, 1000));
    assert_true(rotate(store->session, 1000));
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox"), 0);
    assert_false(rotate(store->session, 1000));
}

static void a_straggler_in_the_former_table_is_not_lost(void **state)
{
    struct store *store = *state;
    struct spoor_session *relay = store_session("relay");
    append(store, 0, 10);
    assert_int_equal(read_outbox(store, 100, 1 << 20), SPOOR_OK);
    publish(store);
    assert_int_equal(store_begin(store), SPOOR_OK); /* has read that table 0 is written */
    assert_true(rotate(relay, 5));                  /* switches to 1 and empties 0 */
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox_0"), 0);
    struct spoor_outbox_row late = sample_outbox(0, 11);
    struct spoor_fold_rows rows = {.outbox = &late, .outbox_count = 1};
    assert_int_equal(store_write(store, &rows), SPOOR_OK);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox_0"), 1);
    assert_false(rotate(relay, 5));
    assert_int_equal(read_outbox(store, 100, 1 << 20), SPOOR_OK);
    assert_int_equal(partitions[0].row_count, 1);
    spoor_session_close(relay);
}

static void a_busy_table_is_left_for_another_time(void **state)
{
    struct store *store = *state;
    PGconn *reader = database_connect();
    append(store, 0, 10);
    assert_int_equal(read_outbox(store, 100, 1 << 20), SPOOR_OK);
    publish(store);
    PQclear(PQexec(reader, "BEGIN; SELECT count(*) FROM spoor.outbox_0"));
    assert_true(rotate(store->session, 5)); /* switches, but cannot empty */
    assert_false(rotate(store->session, 5));
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox_0"), 10);
    PQfinish(reader);
    assert_true(rotate(store->session, 5));
    PGconn *other = database_connect();
    PQclear(PQexec(other, "BEGIN; SELECT pg_advisory_xact_lock(hashtext('spoor.outbox'))"));
    append(store, 0, 10);
    assert_false(rotate(store->session, 5)); /* another process is at it */
    PQfinish(other);
}

struct rotator {
    struct spoor_session *session;
    atomic_bool stop;
    int changes;
};

static void *rotate_on(void *argument)
{
    struct rotator *rotator = argument;
    bool changed;
    while (!atomic_load(&rotator->stop))
        if (!spoor_store_outbox_rotate(rotator->session, STORE_TOPIC, 20, &changed, NULL))
            rotator->changes += changed;
    return NULL;
}

static void readers_and_writers_never_miss_a_row_while_tables_rotate(void **state)
{
    struct store *store = *state;
    struct rotator rotator = {.session = store_session("rotate")};
    pthread_t thread;
    int64_t seen = 0;
    pthread_create(&thread, NULL, rotate_on, &rotator);
    for (int i = 0; i < 300; i++) {
        append(store, i % STORE_PARTITIONS, 7);
        if (read_outbox(store, 50, 1 << 20))
            fail_msg("%s: %s", store->err.code, store->err.message);
        for (int p = 0; p < STORE_PARTITIONS; p++)
            seen += (int64_t)partitions[p].row_count;
        publish(store);
    }
    atomic_store(&rotator.stop, true);
    pthread_join(thread, NULL);
    assert_int_equal(seen, 2100);
    assert_true(rotator.changes > 10);
    spoor_session_close(rotator.session);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, store_teardown)
    const struct CMUnitTest tests[] = {
        TEST(rows_after_the_mark_come_in_sequence_with_the_state),
        TEST(limits_cut_fairly_and_never_to_nothing),
        TEST(everything_is_read_once_in_small_pieces),
        TEST(a_missing_sequence_halts),
        TEST(a_remembered_mark_never_goes_down_and_needs_the_epoch),
        TEST(remembering_does_not_wait_for_the_fold),
        TEST(tables_rotate_and_only_published_ones_are_emptied),
        TEST(a_straggler_in_the_former_table_is_not_lost),
        TEST(a_busy_table_is_left_for_another_time),
        TEST(readers_and_writers_never_miss_a_row_while_tables_rotate),
    };
    return cmocka_run_group_tests_name("store_outbox", tests, database_group_setup, database_group_teardown);
}
