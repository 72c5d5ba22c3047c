/* The pages of a process whose broker and database are away: nothing hangs, and everything is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

#include <spoor/base/health.h>
#include <spoor/base/log.h>
#include <spoor/base/metrics.h>
#include <spoor/base/time.h>
#include <spoor/ops/ops.h>

static char answer[1 << 18];

static int ops_setup(void **state)
{
    static const char *const topics[] = {"kanaal.balie"};
    struct spoor_ops_options options = {.kafka = {.bootstrap = "127.0.0.1:9",
                                                  .properties_file = "",
                                                  .client_id = "test",
                                                  .session_timeout_ms = 6000,
                                                  .transaction_timeout_ms = 1000},
                                        .dsn = "host=127.0.0.1 port=9 dbname=none",
                                        .listen = "127.0.0.1:0",
                                        .canonical_topic = "spoor.gebeurtenissen",
                                        .fold_group = "fold",
                                        .intake_group = "intake",
                                        .channel_topics = topics,
                                        .channel_topic_count = 1,
                                        .sample_interval_ms = 50};
    struct spoor_ops *ops = NULL;
    struct spoor_error err;
    spoor_log_configure(SPOOR_LOG_ERROR, true, "test");
    if (spoor_ops_start(&options, &ops, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
    *state = ops;
    return 0;
}

static int ops_teardown(void **state)
{
    int64_t begin_us = spoor_time_monotonic_us();
    spoor_ops_stop(*state);
    assert_true(spoor_time_monotonic_us() - begin_us < 4 * SPOOR_SECOND_US);
    return 0;
}

static const char *get(const struct spoor_ops *ops, const char *path)
{
    char request[256];
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)spoor_ops_port(ops)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int peer = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(peer, (struct sockaddr *)&address, sizeof address), 0);
    int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", path);
    assert_int_equal(write(peer, request, (size_t)length), length);
    size_t used = 0;
    ssize_t got;
    while ((got = read(peer, answer + used, sizeof answer - 1 - used)) > 0)
        used += (size_t)got;
    close(peer);
    answer[used] = 0;
    return answer;
}

static void it_is_alive_whatever_else_is_wrong(void **state)
{
    assert_non_null(strstr(get(*state, "/healthz"), "HTTP/1.1 200"));
}

static void not_ready_says_which_role_and_why(void **state)
{
    int intake = spoor_health_register("intake-0"), fold = spoor_health_register("proces-0");
    spoor_health_ready(fold);
    spoor_health_not_ready(intake, "waits for %s", "Kafka");
    assert_non_null(strstr(get(*state, "/readyz"), "HTTP/1.1 503"));
    assert_non_null(strstr(answer, "intake-0: waits for Kafka\n"));
    assert_null(strstr(answer, "proces-0"));
    spoor_health_ready(intake);
    assert_non_null(strstr(get(*state, "/readyz"), "HTTP/1.1 200"));
    assert_non_null(strstr(answer, "\r\n\r\nready\n"));
}

static void the_first_page_lists_the_others(void **state)
{
    get(*state, "/");
    assert_non_null(strstr(answer, "text/html"));
    assert_non_null(strstr(answer, "href=\"/metrics\""));
    assert_non_null(strstr(answer, "href=\"/readyz\""));
}

static void metrics_are_written_as_prometheus_reads_them(void **state)
{
    spoor_metric_add(SPOOR_METRIC_RECORDS_IN, "topic=\"kanaal.balie\"", 41);
    spoor_metric_add(SPOOR_METRIC_DUPLICATES, "", 2);
    spoor_metric_set(SPOOR_METRIC_LAG_SECONDS, "topic=\"t\",partition=\"3\"", 1500000);
    get(*state, "/metrics");
    assert_non_null(strstr(answer, "text/plain; version=0.0.4"));
    assert_non_null(strstr(answer, "# TYPE spoor_records_in_total counter\n"
                                   "spoor_records_in_total{topic=\"kanaal.balie\"} 41\n"));
    assert_non_null(strstr(answer, "\nspoor_duplicates_total 2\n"));
    assert_non_null(strstr(answer, "\nspoor_lag_seconds{topic=\"t\",partition=\"3\"} 1.500000\n"));
    assert_non_null(strstr(answer, "# HELP spoor_lag_seconds "));
}

static void a_histogram_is_cumulative_and_in_seconds(void **state)
{
    struct spoor_series *plain = spoor_metric_series(SPOOR_METRIC_COMMIT_SECONDS, "");
    struct spoor_series *labelled = spoor_metric_series(SPOOR_METRIC_RELAY_SECONDS, "relay=\"r\"");
    spoor_series_observe_us(plain, 500);
    spoor_series_observe_us(plain, 3000);
    spoor_series_observe_us(plain, 60 * SPOOR_SECOND_US);
    spoor_series_observe_us(labelled, 1000);
    get(*state, "/metrics");
    assert_non_null(strstr(answer, "spoor_commit_seconds_bucket{le=\"0.001\"} 1\n"
                                   "spoor_commit_seconds_bucket{le=\"0.002\"} 1\n"
                                   "spoor_commit_seconds_bucket{le=\"0.004\"} 2\n"));
    assert_non_null(strstr(answer, "spoor_commit_seconds_bucket{le=\"+Inf\"} 3\n"
                                   "spoor_commit_seconds_sum 60.003500\n"
                                   "spoor_commit_seconds_count 3\n"));
    assert_non_null(strstr(answer, "spoor_relay_seconds_bucket{relay=\"r\",le=\"0.001\"} 1\n"));
    assert_non_null(strstr(answer, "spoor_relay_seconds_count{relay=\"r\"} 1\n"));
}

int main(void)
{
#define OPS_TEST(test) cmocka_unit_test_setup_teardown(test, ops_setup, ops_teardown)
    const struct CMUnitTest tests[] = {
        OPS_TEST(it_is_alive_whatever_else_is_wrong),       OPS_TEST(not_ready_says_which_role_and_why),
        OPS_TEST(the_first_page_lists_the_others),          OPS_TEST(metrics_are_written_as_prometheus_reads_them),
        OPS_TEST(a_histogram_is_cumulative_and_in_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
