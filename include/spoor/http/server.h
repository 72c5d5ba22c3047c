/* HTTP server: a table of routes behind one address; GET only. The only place for libmicrohttpd.
 *
 * Surprising: a handler runs in the server's one thread, writes its whole answer into a buffer and must not wait
 * for anything outside the process.
 * Threads: start and stop from one thread; handlers in its own. Memory: routes and owner are borrowed until stop. */
#ifndef SPOOR_HTTP_SERVER_H
#define SPOOR_HTTP_SERVER_H

#include <spoor/base/buffer.h>
#include <spoor/base/status.h>
#include <stdint.h>

struct spoor_http_route {
    const char *path;         /* exact */
    const char *content_type;
    /* Appends the body and returns the HTTP status. */
    int (*handle)(void *owner, struct spoor_buffer *body);
};

struct spoor_http_options {
    const char *listen; /* "127.0.0.1:9464", "[::1]:9464"; port 0 = any free one */
    const struct spoor_http_route *routes;
    size_t route_count;
    void *owner; /* passed to the handlers */
};

struct spoor_http_server;

/* SPOOR_HALT, code "http": the address is not understood or is taken; names the setting. */
enum spoor_status spoor_http_start(const struct spoor_http_options *options, struct spoor_http_server **out_server,
                                   struct spoor_error *err);
void spoor_http_stop(struct spoor_http_server *server);
uint16_t spoor_http_port(const struct spoor_http_server *server);

#endif
