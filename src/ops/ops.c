/* Ops: the routes, and what stands behind them. */
#include <spoor/ops/ops.h>

#include "exposition.h"
#include "sampler.h"

#include <spoor/base/health.h>
#include <spoor/http/server.h>

#include <stdlib.h>

#define REASONS_MAX 8192

struct spoor_ops {
    struct spoor_ops_options options; /* texts are copies in arena */
    struct spoor_arena arena;
    struct spoor_http_server *server;
    struct ops_sampler *sampler;
};

/* ----------------------------------------------------------------------------------------------------------- routes */

static int handle_alive(void *owner, struct spoor_buffer *body)
{
    (void)owner;
    spoor_buffer_append_text(body, "alive\n");
    return 200;
}

static int handle_ready(void *owner, struct spoor_buffer *body)
{
    char reasons[REASONS_MAX];
    (void)owner;
    bool ready = spoor_health_check(reasons, sizeof reasons);
    spoor_buffer_append_text(body, ready ? "ready\n" : reasons);
    return ready ? 200 : 503;
}

static int handle_metrics(void *owner, struct spoor_buffer *body)
{
    (void)owner;
    ops_exposition_write(body);
    return 200;
}

static int handle_index(void *owner, struct spoor_buffer *body);

static const struct route {
    struct spoor_http_route http;
    const char *what;
} routes[] = {
    {{"/", "text/html; charset=utf-8", handle_index}, "this page"},
    {{"/healthz", "text/plain; charset=utf-8", handle_alive}, "200 while the process lives"},
    {{"/readyz", "text/plain; charset=utf-8", handle_ready}, "200 when every role is ready, else 503 with the reasons"},
    {{"/metrics", "text/plain; version=0.0.4; charset=utf-8", handle_metrics}, "metrics for Prometheus"},
};
#define ROUTE_COUNT (sizeof routes / sizeof routes[0])

static int handle_index(void *owner, struct spoor_buffer *body)
{
    (void)owner;
    spoor_buffer_append_text(body, "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Spoor</title>"
                                   "<h1>Spoor " SPOOR_VERSION "</h1><ul>\n");
    for (size_t i = 1; i < ROUTE_COUNT; i++)
        spoor_buffer_printf(body, "<li><a href=\"%s\">%s</a> %s</li>\n", routes[i].http.path, routes[i].http.path,
                            routes[i].what);
    spoor_buffer_append_text(body, "</ul></html>\n");
    return 200;
}

/* -------------------------------------------------------------------------------------------------------- lifetime */

static const char *keep(struct spoor_ops *ops, const char *text)
{
    return text ? spoor_arena_cstring(&ops->arena, spoor_slice_of(text)) : NULL;
}

static void copy_options(struct spoor_ops *ops, const struct spoor_ops_options *options)
{
    const char **topics = SPOOR_ARENA_ARRAY(&ops->arena, const char *, options->channel_topic_count + 1);
    for (size_t i = 0; i < options->channel_topic_count; i++)
        topics[i] = keep(ops, options->channel_topics[i]);
    ops->options = *options;
    ops->options.channel_topics = topics;
    ops->options.kafka.bootstrap = keep(ops, options->kafka.bootstrap);
    ops->options.kafka.properties_file = keep(ops, options->kafka.properties_file);
    ops->options.kafka.client_id = keep(ops, options->kafka.client_id);
    ops->options.dsn = keep(ops, options->dsn);
    ops->options.role = keep(ops, options->role);
    ops->options.canonical_topic = keep(ops, options->canonical_topic);
    ops->options.fold_group = keep(ops, options->fold_group);
    ops->options.intake_group = keep(ops, options->intake_group);
}

static enum spoor_status serve(struct spoor_ops *ops, const char *listen, struct spoor_error *err)
{
    struct spoor_http_route *table = SPOOR_ARENA_ARRAY(&ops->arena, struct spoor_http_route, ROUTE_COUNT);
    for (size_t i = 0; i < ROUTE_COUNT; i++)
        table[i] = routes[i].http;
    struct spoor_http_options http = {.listen = listen, .routes = table, .route_count = ROUTE_COUNT, .owner = ops};
    return spoor_http_start(&http, &ops->server, err);
}

enum spoor_status spoor_ops_start(const struct spoor_ops_options *options, struct spoor_ops **out_ops,
                                  struct spoor_error *err)
{
    struct spoor_ops *ops = spoor_allocate(sizeof *ops);
    spoor_arena_init(&ops->arena, (size_t)1 << 20);
    copy_options(ops, options);
    enum spoor_status status = serve(ops, options->listen, err);
    if (status == SPOOR_OK)
        status = ops_sampler_start(&ops->options, &ops->sampler, err);
    if (status != SPOOR_OK)
        spoor_ops_stop(ops);
    else
        *out_ops = ops;
    return status;
}

void spoor_ops_stop(struct spoor_ops *ops)
{
    if (!ops)
        return;
    spoor_http_stop(ops->server);
    if (ops->sampler && !ops_sampler_stop(ops->sampler))
        return; /* its thread still borrows the options; the process ends soon */
    spoor_arena_fini(&ops->arena);
    free(ops);
}

int spoor_ops_port(const struct spoor_ops *ops)
{
    return spoor_http_port(ops->server);
}
