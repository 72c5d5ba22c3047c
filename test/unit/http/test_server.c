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

#include <spoor/http/server.h>

static int handle_count(void *owner, struct spoor_buffer *body)
{
    int *count = owner;
    spoor_buffer_printf(body, "count %d", ++*count);
    return *count > 1 ? 503 : 200;
}

static const struct spoor_http_route routes[] = {{"/count", "text/plain", handle_count}};
static int count;

static int server_setup(void **state)
{
    struct spoor_http_options options = {.listen = "127.0.0.1:0", .routes = routes, .route_count = 1, .owner = &count};
    struct spoor_http_server *server = NULL;
    struct spoor_error err;
    count = 0;
    if (spoor_http_start(&options, &server, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
    *state = server;
    return 0;
}

static int server_teardown(void **state)
{
    spoor_http_stop(*state);
    return 0;
}

/* The whole answer to a request line, until the server closes. */
static const char *ask(const struct spoor_http_server *server, const char *line)
{
    static char answer[4096];
    char request[256];
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(spoor_http_port(server)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int peer = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(peer, (struct sockaddr *)&address, sizeof address), 0);
    int length = snprintf(request, sizeof request, "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", line);
    assert_int_equal(write(peer, request, (size_t)length), length);
    size_t used = 0;
    ssize_t got;
    while ((got = read(peer, answer + used, sizeof answer - 1 - used)) > 0)
        used += (size_t)got;
    close(peer);
    answer[used] = 0;
    return answer;
}

static void a_route_answers_with_the_status_of_its_handler(void **state)
{
    const char *answer = ask(*state, "GET /count");
    assert_non_null(strstr(answer, "HTTP/1.1 200"));
    assert_non_null(strstr(answer, "\r\n\r\ncount 1"));
    assert_non_null(strstr(ask(*state, "GET /count?x=1"), "HTTP/1.1 503"));
}

static void an_unknown_path_is_not_found(void **state)
{
    assert_non_null(strstr(ask(*state, "GET /counts"), "HTTP/1.1 404"));
    assert_non_null(strstr(ask(*state, "GET /"), "HTTP/1.1 404"));
    assert_int_equal(count, 0);
}

static void only_reading_is_allowed(void **state)
{
    const char *answer = ask(*state, "POST /count");
    assert_non_null(strstr(answer, "HTTP/1.1 405"));
    assert_non_null(strstr(answer, "Allow: GET, HEAD"));
    assert_int_equal(count, 0);
    answer = ask(*state, "HEAD /count");
    assert_non_null(strstr(answer, "HTTP/1.1 200"));
    assert_null(strstr(answer, "count 1"));
}

static void a_taken_address_is_refused_with_the_setting_that_helps(void **state)
{
    char listen[32];
    struct spoor_http_options options = {.listen = listen, .routes = routes, .route_count = 1};
    struct spoor_http_server *second = NULL;
    struct spoor_error err;
    snprintf(listen, sizeof listen, "127.0.0.1:%d", spoor_http_port(*state));
    assert_int_equal(spoor_http_start(&options, &second, &err), SPOOR_HALT);
    assert_non_null(strstr(err.message, "http.listen"));
    assert_non_null(strstr(err.message, listen));
    assert_null(second);
}

static void an_address_that_is_none_is_refused(void **state)
{
    static const char *const wrong[] = {"",           "9464",          "127.0.0.1", "example.org:80", "127.0.0.1:x",
                                        "1.2.3.4:-1", "1.2.3.4:65536", "::1:80",    "[::1]80",        "1.2.3.4:80 "};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct spoor_http_options options = {.listen = wrong[i], .routes = routes, .route_count = 1};
        struct spoor_http_server *server = NULL;
        struct spoor_error err;
        assert_int_equal(spoor_http_start(&options, &server, &err), SPOOR_HALT);
    }
}

static void localhost_means_the_loopback_address(void **state)
{
    struct spoor_http_options options = {.listen = "localhost:0", .routes = routes, .route_count = 1, .owner = &count};
    struct spoor_http_server *server = NULL;
    struct spoor_error err;
    (void)state;
    assert_int_equal(spoor_http_start(&options, &server, &err), SPOOR_OK);
    assert_non_null(strstr(ask(server, "GET /count"), "HTTP/1.1 200"));
    spoor_http_stop(server);
}

int main(void)
{
#define SERVER_TEST(test) cmocka_unit_test_setup_teardown(test, server_setup, server_teardown)
    const struct CMUnitTest tests[] = {
        SERVER_TEST(a_route_answers_with_the_status_of_its_handler),
        SERVER_TEST(an_unknown_path_is_not_found),
        SERVER_TEST(only_reading_is_allowed),
        SERVER_TEST(a_taken_address_is_refused_with_the_setting_that_helps),
        cmocka_unit_test(an_address_that_is_none_is_refused),
        SERVER_TEST(localhost_means_the_loopback_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
