#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "support_store.h"

static void assert_nothing_written(void)
{
    assert_int_equal(database_number("SELECT (SELECT count(*) FROM spoor.gebeurtenis)"
                                     " + (SELECT count(*) FROM spoor.klant)"
                                     " + (SELECT count(*) FROM spoor.outbox) + (SELECT count(*) FROM spoor.publicatie)"
                                     " + (SELECT sum(next_offset + stap) FROM spoor.progress)"), 0);
}

static void terminate(int32_t pid)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d, 5000)", pid);
    assert_string_equal(database_text(sql), "t");
}

static enum spoor_status ask_outcome(struct store *store, bool *out_committed)
{
    return spoor_store_fold_outcome(store->session, STORE_TOPIC, store->positions, STORE_PARTITIONS, out_committed,
                                    &store->err);
}

static void a_wrong_step_at_the_fence_is_lost(void **state)
{
    struct store *store = *state;
    store->positions[1].stap = 7;
    assert_int_equal(store_begin(store), SPOOR_LOST);
    assert_false(store->lost[0]);
    assert_true(store->lost[1]);
    store->positions[1].stap = 0;
    store->positions[2].epoch++;
    assert_int_equal(store_begin(store), SPOOR_LOST);
    assert_true(store->lost[2]);
    assert_nothing_written();
}

static void a_wrong_step_at_the_write_undoes_everything(void **state)
{
    struct store *store = *state;
    assert_int_equal(store_begin(store), SPOOR_OK);
    store->positions[1].stap = 7;
    assert_int_equal(store_write(store, sample_rows(&store->arena, 1, 1, 0)), SPOOR_LOST);
    assert_nothing_written();
    store->positions[1].stap = 0;
    store_fold(store, sample_rows(&store->arena, 1, 1, 0)); /* the session is of use */
}

static void an_event_that_is_there_already_asks_for_another_look(void **state)
{
    struct store *store = *state;
    store_fold(store, sample_rows(&store->arena, 1, 1, 0));
    struct spoor_fold_rows *rows = sample_rows(&store->arena, 1, 1, 0);
    rows->klant_count = rows->publicatie_count = rows->outbox_count = 0;
    assert_int_equal(store_begin(store), SPOOR_OK);
    assert_int_equal(store_write(store, rows), SPOOR_RETRY);
    assert_string_equal(store->err.code, "23505");
    rows->gebeurtenis_count = 0;
    rows->klant_count = 1; /* said to be new, but it is there */
    assert_int_equal(store_begin(store), SPOOR_OK);
    assert_int_equal(store_write(store, rows), SPOOR_RETRY);
    assert_string_equal(store->err.code, "23505");
    assert_int_equal(database_number("SELECT max(stap) FROM spoor.progress"), 1);
}

static void a_row_the_database_refuses_is_a_reject_without_its_values(void **state)
{
    struct store *store = *state;
    struct spoor_fold_rows *rows = sample_rows(&store->arena, 1, 1, 0);
    rows->gebeurtenissen[0]->data = (struct spoor_slice){"geheim\0!", 8};
    assert_int_equal(store_begin(store), SPOOR_OK);
    assert_int_equal(store_write(store, rows), SPOOR_REJECT);
    assert_string_equal(store->err.code, "22021");
    assert_null(strstr(store->err.message, "geheim"));
    assert_non_null(strstr(store->err.message, "write_gebeurtenis"));
    rows->gebeurtenissen[0]->data = SPOOR_SLICE("\xff");
    assert_int_equal(store_begin(store), SPOOR_OK);
    assert_int_equal(store_write(store, rows), SPOOR_REJECT);
    assert_nothing_written();
    rows->gebeurtenissen[0]->data = SPOOR_SLICE("{}");
    store_fold(store, rows);
}

static void a_constraint_is_named(void **state)
{
    struct store *store = *state;
    struct spoor_quarantaine_row row = {.origin = {SPOOR_SLICE("t"), 0, 1, 0}, .reden = SPOOR_SLICE("onleesbaar"),
                                        .form = SPOOR_SLICE("anders"), .broker_us = SPOOR_TIME_NONE};
    struct spoor_fold_rows rows = {.quarantaine = &row, .quarantaine_count = 1};
    assert_int_equal(store_begin(store), SPOOR_OK);
    assert_int_equal(store_write(store, &rows), SPOOR_REJECT);
    assert_string_equal(store->err.code, "23514");
    assert_non_null(strstr(store->err.message, "quarantaine_vorm"));
}

static void a_connection_lost_before_the_write_is_a_plain_retry_or_unknown(void **state)
{
    struct store *store = *state;
    bool committed = true;
    assert_int_equal(store_begin(store), SPOOR_OK);
    terminate(spoor_session_backend_pid(store->session));
    assert_int_equal(store_write(store, sample_rows(&store->arena, 1, 1, 0)), SPOOR_RETRY);
    assert_int_equal(store_begin(store), SPOOR_RETRY);
    assert_int_equal(spoor_session_ensure(store->session, &store->err), SPOOR_OK);
    assert_int_equal(ask_outcome(store, &committed), SPOOR_OK);
    assert_false(committed);
    assert_nothing_written();
    store_fold(store, sample_rows(&store->arena, 1, 1, 0));
}

/* Ends the backend while its COMMIT waits: a deferred trigger holds it there. */
static void *terminate_waiting(void *argument)
{
    int32_t pid = *(int32_t *)argument;
    char sql[128];
    PGconn *conn = database_connect();
    snprintf(sql, sizeof sql, "SELECT 1 FROM pg_stat_activity WHERE pid = %d AND wait_event = 'PgSleep'", pid);
    for (bool waiting = false; !waiting;) {
        PGresult *result = PQexec(conn, sql);
        waiting = PQntuples(result) > 0;
        PQclear(result);
    }
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d, 5000)", pid);
    PQclear(PQexec(conn, sql));
    PQfinish(conn);
    return NULL;
}

static void slow_commits(double seconds)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS "
             "$$BEGIN PERFORM pg_catalog.pg_sleep(%f); RETURN NULL; END$$;"
             "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON spoor.klant DEFERRABLE INITIALLY DEFERRED "
             "FOR EACH ROW EXECUTE FUNCTION public.slow()",
             seconds);
    database_run(sql);
}

static void a_connection_lost_in_the_commit_is_an_unknown_outcome(void **state)
{
    struct store *store = *state;
    bool committed = true;
    slow_commits(30);
    pthread_t killer;
    int32_t pid = spoor_session_backend_pid(store->session);
    assert_int_equal(store_begin(store), SPOOR_OK);
    pthread_create(&killer, NULL, terminate_waiting, &pid);
    assert_int_equal(store_write(store, sample_rows(&store->arena, 1, 1, 0)), SPOOR_RETRY);
    pthread_join(killer, NULL);
    assert_string_equal(store->err.code, "unknown_outcome");
    assert_int_equal(spoor_session_ensure(store->session, &store->err), SPOOR_OK);
    assert_int_equal(ask_outcome(store, &committed), SPOOR_OK);
    assert_false(committed);
    assert_nothing_written();
}

static void a_commit_that_came_through_is_found_by_its_step(void **state)
{
    struct store *store = *state;
    bool committed = false;
    struct spoor_position before[STORE_PARTITIONS];
    memcpy(before, store->positions, sizeof before);
    store_fold(store, sample_rows(&store->arena, 1, 1, 0));
    assert_int_equal(spoor_store_fold_outcome(store->session, STORE_TOPIC, before, STORE_PARTITIONS, &committed,
                                              &store->err), SPOOR_OK);
    assert_true(committed);
}

static void the_outcome_waits_for_the_former_backend_of_ours_by_ending_it(void **state)
{
    struct store *store = *state;
    bool committed = true;
    assert_int_equal(store_begin(store), SPOOR_OK); /* half-open: the server still holds the transaction */
    struct spoor_session *again = store_session("again");
    assert_int_equal(spoor_store_fold_outcome(again, STORE_TOPIC, store->positions, STORE_PARTITIONS, &committed,
                                              &store->err), SPOOR_OK);
    assert_false(committed);
    assert_int_equal(store_write(store, sample_rows(&store->arena, 1, 1, 0)), SPOOR_RETRY);
    assert_nothing_written();
    spoor_session_close(again);
}

static void the_outcome_is_lost_when_all_partitions_are(void **state)
{
    struct store *store = *state;
    bool committed;
    for (int i = 0; i < STORE_PARTITIONS; i++)
        store->positions[i].epoch--;
    assert_int_equal(ask_outcome(store, &committed), SPOOR_LOST);
}

static void an_answer_that_does_not_come_in_time_is_an_unknown_outcome(void **state)
{
    struct store *store = *state;
    bool committed = true;
    slow_commits(60);
    assert_int_equal(store_begin(store), SPOOR_OK);
    int64_t begin_us = spoor_time_monotonic_us();
    (void)spoor_session_set_answer_timeout(store->session, 300);
    assert_int_equal(store_write(store, sample_rows(&store->arena, 1, 1, 0)), SPOOR_RETRY);
    assert_true(spoor_time_monotonic_us() - begin_us < 5 * SPOOR_SECOND_US);
    assert_string_equal(store->err.code, "unknown_outcome");
    assert_non_null(strstr(store->err.message, "did not answer in time"));
    assert_int_equal(spoor_session_backend_pid(store->session), 0);
    (void)spoor_session_set_answer_timeout(store->session, 0);
    assert_int_equal(spoor_session_ensure(store->session, &store->err), SPOOR_OK);
    assert_int_equal(ask_outcome(store, &committed), SPOOR_OK);
    assert_false(committed);
    assert_nothing_written();
}

static void a_slow_answer_in_time_is_an_answer(void **state)
{
    struct store *store = *state;
    slow_commits(0.5);
    (void)spoor_session_set_answer_timeout(store->session, 30000);
    store_fold(store, sample_rows(&store->arena, 1, 1, 0));
}

/* The kernel takes the connection; nobody answers. */
static int silent_server(int *out_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
    *out_port = ntohs(address.sin_port);
    return listener;
}

static void a_server_that_says_nothing_is_a_retry(void **state)
{
    struct store *store = *state;
    char dsn[64];
    int port, listener = silent_server(&port);
    snprintf(dsn, sizeof dsn, "host=127.0.0.1 port=%d", port);
    struct spoor_session_options options = {.dsn = dsn, .connect_timeout_s = 60, .answer_timeout_ms = 200};
    struct spoor_session *session = NULL;
    assert_int_equal(spoor_session_open(&options, &session, &store->err), SPOOR_RETRY);
    assert_string_equal(store->err.message, "PostgreSQL cannot be reached: no answer in time");
    close(listener);
}

static void a_second_host_is_found_behind_a_silent_one(void **state)
{
    struct store *store = *state;
    char dsn[1024], real[512];
    int port, listener = silent_server(&port);
    struct spoor_session *session = NULL;
    snprintf(real, sizeof real, "%s", database_text("SELECT current_setting('unix_socket_directories')"));
    snprintf(dsn, sizeof dsn, "%s host=127.0.0.1,%s port=%d,%s", database_dsn(), real, port,
             database_text("SELECT current_setting('port')"));
    struct spoor_session_options options = {.dsn = dsn, .connect_timeout_s = 60, .answer_timeout_ms = 500};
    assert_int_equal(spoor_session_open(&options, &session, &store->err), SPOOR_OK);
    spoor_session_close(session);
    close(listener);
}

static void a_strangers_lock_on_a_table_is_a_retry(void **state)
{
    struct store *store = *state;
    PGconn *stranger = database_connect();
    PQclear(PQexec(stranger, "BEGIN; LOCK TABLE spoor.klant IN SHARE MODE"));
    assert_int_equal(store_begin(store), SPOOR_OK);
    assert_int_equal(store_write(store, sample_rows(&store->arena, 1, 1, 0)), SPOOR_RETRY);
    assert_string_equal(store->err.code, "55P03");
    PQfinish(stranger);
    assert_nothing_written();
    store_fold(store, sample_rows(&store->arena, 1, 1, 0));
}

static void a_changed_table_under_prepared_statements_heals(void **state)
{
    struct store *store = *state;
    struct spoor_uuid klant = sample_uuid('k', 1);
    struct spoor_fold_rows none = {0};
    store->lookup = (struct spoor_fold_lookup){.klanten = &klant, .klant_count = 1};
    store_fold(store, &none);
    database_run("ALTER TABLE spoor.klant ALTER COLUMN klant_ref TYPE varchar(80)");
    assert_int_equal(store_begin(store), SPOOR_RETRY);
    assert_int_equal(spoor_session_ensure(store->session, &store->err), SPOOR_OK);
    store_fold(store, &none);
}

static void no_rights_halts(void **state)
{
    struct store *store = *state;
    database_run("REVOKE ALL ON spoor.gebeurtenis FROM spoor_process");
    assert_int_equal(store_begin(store), SPOOR_OK);
    assert_int_equal(store_write(store, sample_rows(&store->arena, 1, 1, 0)), SPOOR_HALT);
    assert_string_equal(store->err.code, "42501");
}

static enum spoor_status open_with(const char *dsn, const char *role, struct spoor_error *err)
{
    struct spoor_session_options options = {.dsn = dsn, .role = role, .connect_timeout_s = 2};
    struct spoor_session *session = NULL;
    enum spoor_status status = spoor_session_open(&options, &session, err);
    spoor_session_close(session);
    return status;
}

static void opening_tells_absent_from_wrong(void **state)
{
    struct store *store = *state;
    char dsn[600];
    assert_int_equal(open_with("host=127.0.0.1 port=1", NULL, &store->err), SPOOR_RETRY);
    assert_string_equal(store->err.code, "connection");
    snprintf(dsn, sizeof dsn, "%s dbname=spoor_absent", database_server());
    assert_int_equal(open_with(dsn, NULL, &store->err), SPOOR_HALT);
    assert_string_equal(store->err.code, "3D000");
    snprintf(dsn, sizeof dsn, "%s user=spoor_nobody", database_dsn());
    assert_int_equal(open_with(dsn, NULL, &store->err), SPOOR_HALT);
    assert_int_equal(store->err.code[0], '2');
    assert_int_equal(open_with(database_dsn(), "spoor_nobody", &store->err), SPOOR_HALT);
}

static void a_full_server_is_a_retry(void **state)
{
    struct store *store = *state;
    char sql[128];
    snprintf(sql, sizeof sql, "ALTER DATABASE %s CONNECTION LIMIT 0", database_text("SELECT current_database()"));
    database_run(sql);
    database_run("DROP ROLE IF EXISTS spoor_test_login");
    database_run("CREATE ROLE spoor_test_login LOGIN");
    snprintf(sql, sizeof sql, "%s user=spoor_test_login", database_dsn());
    enum spoor_status status = open_with(sql, NULL, &store->err);
    database_run("DROP ROLE spoor_test_login");
    assert_int_equal(status, SPOOR_RETRY);
    assert_string_equal(store->err.code, "53300");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_wrong_step_at_the_fence_is_lost),
        TEST(a_wrong_step_at_the_write_undoes_everything),
        TEST(an_event_that_is_there_already_asks_for_another_look),
        TEST(a_row_the_database_refuses_is_a_reject_without_its_values),
        TEST(a_constraint_is_named),
        TEST(a_connection_lost_before_the_write_is_a_plain_retry_or_unknown),
        TEST(a_connection_lost_in_the_commit_is_an_unknown_outcome),
        TEST(a_commit_that_came_through_is_found_by_its_step),
        TEST(the_outcome_waits_for_the_former_backend_of_ours_by_ending_it),
        TEST(the_outcome_is_lost_when_all_partitions_are),
        TEST(an_answer_that_does_not_come_in_time_is_an_unknown_outcome),
        TEST(a_slow_answer_in_time_is_an_answer),
        TEST(a_server_that_says_nothing_is_a_retry),
        TEST(a_second_host_is_found_behind_a_silent_one),
        TEST(a_strangers_lock_on_a_table_is_a_retry),
        TEST(a_changed_table_under_prepared_statements_heals),
        TEST(no_rights_halts),
        TEST(opening_tells_absent_from_wrong),
        TEST(a_full_server_is_a_retry),
    };
    return cmocka_run_group_tests_name("store_faults", tests, database_group_setup, database_group_teardown);
}
