/* Error paths of the producer against librdkafka's mock cluster. Its transactions are fake: what they mean is tested on
 * a real broker (test/component); here only the answer to an error code counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "producer_internal.h"

#include <librdkafka/rdkafka_mock.h>

enum { API_PRODUCE = 0, API_INIT_PRODUCER_ID = 22, API_END_TXN = 26 };

static rd_kafka_t *host;
static rd_kafka_mock_cluster_t *cluster;
static struct spoor_error err;

static int start_cluster(void **state)
{
    (void)state;
    char reason[200];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "log_level", "0", reason, sizeof reason);
    host = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
    cluster = rd_kafka_mock_cluster_new(host, 1);
    return rd_kafka_mock_topic_create(cluster, "target", 4, 1) != RD_KAFKA_RESP_ERR_NO_ERROR;
}

static int stop_cluster(void **state)
{
    (void)state;
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(host);
    return 0;
}

static struct spoor_producer *open_producer(const char *transactional_id)
{
    struct spoor_producer_options options = {
        .kafka = {.bootstrap = rd_kafka_mock_cluster_bootstraps(cluster), .transaction_timeout_ms = 3000},
        .transactional_id = transactional_id};
    struct spoor_producer *producer;
    assert_int_equal(spoor_producer_open(&options, &producer, &err), SPOOR_OK);
    if (transactional_id)
        assert_int_equal(spoor_transaction_init(producer, &err), SPOOR_TRANSACTION_DONE);
    return producer;
}

static void send_one(struct spoor_producer *producer)
{
    assert_int_equal(spoor_producer_send(producer, "target", -1, SPOOR_SLICE("k"), SPOOR_SLICE("v"), NULL, 0, &err),
                     SPOOR_OK);
}

static void a_refused_record_tells_by_flush_what_to_answer(void **state)
{
    (void)state;
    static const struct {
        rd_kafka_resp_err_t code;
        enum spoor_status status;
    } cases[] = {{RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, SPOOR_REJECT},
                 {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, SPOOR_HALT}};
    struct spoor_producer *producer = open_producer(NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rd_kafka_mock_push_request_errors(cluster, API_PRODUCE, 1, cases[i].code);
        send_one(producer);
        assert_int_equal(spoor_producer_flush(producer, 10000, &err), cases[i].status);
        assert_string_equal(err.code, rd_kafka_err2name(cases[i].code));
        send_one(producer); /* a new handle, made on the way */
        assert_int_equal(spoor_producer_flush(producer, 10000, &err), SPOOR_OK);
    }
    spoor_producer_close(producer);
}

static void passing_errors_are_retried_inside(void **state)
{
    (void)state;
    struct spoor_producer *producer = open_producer(NULL);
    rd_kafka_mock_push_request_errors(cluster, API_PRODUCE, 2, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                                      RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
    send_one(producer);
    assert_int_equal(spoor_producer_flush(producer, 20000, &err), SPOOR_OK);
    spoor_producer_close(producer);
}

static void an_abortable_error_ends_in_an_abort_and_the_producer_goes_on(void **state)
{
    (void)state;
    struct spoor_producer *producer = open_producer("demo-0");
    bool committed = true;
    assert_int_equal(spoor_transaction_begin(producer, &err), SPOOR_TRANSACTION_DONE);
    rd_kafka_mock_push_request_errors(cluster, API_PRODUCE, 1, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
    send_one(producer);
    assert_int_equal(spoor_transaction_commit(producer, &committed, &err), SPOOR_TRANSACTION_ABORTED);
    assert_false(committed);
    for (int attempt = 0; attempt < 3 && !committed;
         attempt++) { /* the next one may still pay for the skipped sequence */
        assert_int_equal(spoor_transaction_begin(producer, &err), SPOOR_TRANSACTION_DONE);
        send_one(producer);
        spoor_transaction_commit(producer, &committed, &err);
    }
    assert_true(committed);
    spoor_producer_close(producer);
}

static void a_fence_is_told_as_a_fence(void **state)
{
    (void)state;
    struct spoor_producer *producer = open_producer("demo-0");
    bool committed = true;
    assert_int_equal(spoor_transaction_begin(producer, &err), SPOOR_TRANSACTION_DONE);
    send_one(producer);
    rd_kafka_mock_push_request_errors(cluster, API_END_TXN, 1, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH);
    assert_int_equal(spoor_transaction_commit(producer, &committed, &err), SPOOR_TRANSACTION_FENCED);
    assert_false(committed);
    assert_int_equal(err.status, SPOOR_LOST);
    spoor_producer_close(producer);
}

static void a_slow_commit_is_certain_but_asks_for_a_new_producer(void **state)
{
    (void)state;
    struct spoor_producer *producer = open_producer("demo-0");
    bool committed = false;
    assert_int_equal(spoor_transaction_begin(producer, &err), SPOOR_TRANSACTION_DONE);
    send_one(producer);
    rd_kafka_mock_broker_push_request_error_rtts(cluster, 1, API_END_TXN, 1, RD_KAFKA_RESP_ERR_NO_ERROR, 1300);
    assert_int_equal(spoor_transaction_commit(producer, &committed, &err), SPOOR_TRANSACTION_NEW);
    assert_true(committed);
    spoor_producer_close(producer);
}

static void a_commit_without_an_answer_is_in_doubt(void **state)
{
    (void)state;
    struct spoor_producer *producer = open_producer("demo-0");
    bool committed = true;
    assert_int_equal(spoor_transaction_begin(producer, &err), SPOOR_TRANSACTION_DONE);
    send_one(producer);
    rd_kafka_mock_broker_set_down(cluster, 1);
    assert_int_equal(spoor_transaction_commit(producer, &committed, &err), SPOOR_TRANSACTION_NEW);
    assert_false(committed);
    spoor_producer_close(producer);
    rd_kafka_mock_broker_set_up(cluster, 1);
}

static void a_start_that_is_forbidden_is_a_halt(void **state)
{
    (void)state;
    struct spoor_producer_options options = {
        .kafka = {.bootstrap = rd_kafka_mock_cluster_bootstraps(cluster), .transaction_timeout_ms = 3000},
        .transactional_id = "demo-1"};
    struct spoor_producer *producer;
    rd_kafka_mock_push_request_errors(cluster, API_INIT_PRODUCER_ID, 1,
                                      RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    assert_int_equal(spoor_producer_open(&options, &producer, &err), SPOOR_OK);
    assert_int_equal(spoor_transaction_init(producer, &err), SPOOR_TRANSACTION_NEW);
    assert_int_equal(err.status, SPOOR_HALT);
    spoor_producer_close(producer);
}

int main(void)
{
#define MOCK_TEST(test) cmocka_unit_test_setup_teardown(test, start_cluster, stop_cluster)
    const struct CMUnitTest tests[] = {
        MOCK_TEST(a_refused_record_tells_by_flush_what_to_answer),
        MOCK_TEST(passing_errors_are_retried_inside),
        MOCK_TEST(an_abortable_error_ends_in_an_abort_and_the_producer_goes_on),
        MOCK_TEST(a_fence_is_told_as_a_fence),
        MOCK_TEST(a_slow_commit_is_certain_but_asks_for_a_new_producer),
        MOCK_TEST(a_commit_without_an_answer_is_in_doubt),
        MOCK_TEST(a_start_that_is_forbidden_is_a_halt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
