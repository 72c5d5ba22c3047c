#include <spoor/http/server.h>

#include "address.h"

#include <spoor/base/arena.h>

#include <errno.h>
#include <microhttpd.h>
#include <stdlib.h>

#define CONNECTIONS_MAX 64u
#define IDLE_TIMEOUT_S 15u

struct spoor_http_server {
    struct spoor_http_options options;
    struct MHD_Daemon *daemon;
};

static const struct spoor_http_route *route_find(const struct spoor_http_options *options, const char *path)
{
    for (size_t i = 0; i < options->route_count; i++)
        if (strcmp(options->routes[i].path, path) == 0)
            return &options->routes[i];
    return NULL;
}

static enum MHD_Result send_body(struct MHD_Connection *connection, int status, const char *content_type,
                                 struct spoor_slice body)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(body.length, (void *)(uintptr_t)body.data, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, content_type);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    enum MHD_Result result = MHD_queue_response(connection, (unsigned int)status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result send_text(struct MHD_Connection *connection, int status, struct spoor_slice text)
{
    return send_body(connection, status, "text/plain; charset=utf-8", text);
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *upload, size_t *upload_bytes, void **request)
{
    const struct spoor_http_server *server = context;
    (void)version;
    (void)upload;
    (void)request;
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0) {
        *upload_bytes = 0;
        return send_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED, SPOOR_SLICE("GET only\n"));
    }
    const struct spoor_http_route *route = route_find(&server->options, path);
    if (!route)
        return send_text(connection, MHD_HTTP_NOT_FOUND, SPOOR_SLICE("no such page; / lists them\n"));
    struct spoor_buffer body;
    spoor_buffer_init(&body);
    int status = route->handle(server->options.owner, &body);
    enum MHD_Result result = send_body(connection, status, route->content_type, spoor_buffer_slice(&body));
    spoor_buffer_fini(&body);
    return result;
}

enum spoor_status spoor_http_start(const struct spoor_http_options *options, struct spoor_http_server **out_server,
                                   struct spoor_error *err)
{
    struct sockaddr_storage address;
    if (!http_address_parse(options->listen, &address))
        return spoor_error_set(err, SPOOR_HALT, "http", "setting http.listen: \"%s\" is not <IP address>:<port>",
                               options->listen);
    struct spoor_http_server *server = spoor_allocate(sizeof *server);
    server->options = *options;
    unsigned int flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO;
    if (address.ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    errno = 0;
    server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, answer, server, MHD_OPTION_SOCK_ADDR,
                                      (struct sockaddr *)&address, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX,
                                      MHD_OPTION_CONNECTION_TIMEOUT, IDLE_TIMEOUT_S, MHD_OPTION_END);
    if (!server->daemon) {
        int cause = errno;
        free(server);
        return spoor_error_set(err, SPOOR_HALT, "http", "cannot listen on %s (%s); set http.listen to another address",
                               options->listen, cause ? strerror(cause) : "no reason given");
    }
    *out_server = server;
    return SPOOR_OK;
}

void spoor_http_stop(struct spoor_http_server *server)
{
    if (!server)
        return;
    MHD_stop_daemon(server->daemon);
    free(server);
}

uint16_t spoor_http_port(const struct spoor_http_server *server)
{
    const union MHD_DaemonInfo *bound = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return bound ? bound->port : 0;
}
