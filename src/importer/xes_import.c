/* XES (IEEE 1849): events of traces, with the attributes that stand directly in them. Nested attributes, lists,
 * globals, classifiers and extensions are passed over. */
#include "importer_internal.h"

#include <expat.h>
#include <stdio.h>

enum xes_depth { DEPTH_LOG = 1, DEPTH_TRACE = 2, DEPTH_EVENT = 3 };

struct xes_file {
    struct import_run *run;
    XML_Parser parser;
    struct spoor_error *err;
    enum spoor_status status;
    int depth;
    bool begun, in_trace, in_event;
    struct spoor_arena trace_arena, event_arena; /* texts of the fields */
    struct import_fields trace, event;
    int64_t event_line, traces;
    char unnamed[32];
};

static int64_t line_now(const struct xes_file *file)
{
    return (int64_t)XML_GetCurrentLineNumber(file->parser);
}

static void stop(struct xes_file *file, enum spoor_status status)
{
    if (file->status == SPOOR_OK && status != SPOOR_OK) {
        file->status = status;
        XML_StopParser(file->parser, XML_FALSE);
    }
}

static const char *attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return NULL;
}

static bool fits(struct xes_file *file, const struct spoor_arena *arena, const char *key, const char *value)
{
    if (arena->used_bytes + strlen(key) + strlen(value) + 64 < IMPORT_ROW_BYTES_MAX)
        return true;
    stop(file, import_fail(&file->run->input, line_now(file), file->err, "more than %zu MB of attributes",
                           IMPORT_ROW_BYTES_MAX >> 20));
    return false;
}

/* An attribute of a trace (prefix "case:") or an event; those without a value (lists, containers) are passed over. */
static void add_attribute(struct xes_file *file, const char *prefix, const char **attributes)
{
    struct spoor_arena *arena = file->in_event ? &file->event_arena : &file->trace_arena;
    const char *key = attribute(attributes, "key"), *value = attribute(attributes, "value");
    if (!key || !value || !fits(file, arena, key, value))
        return;
    import_fields_add(file->in_event ? &file->event : &file->trace, spoor_arena_printf(arena, "%s%s", prefix, key),
                      spoor_arena_copy(arena, spoor_slice_of(value)));
}

/* A trace is a case, also one without a name: then its place in the file is, unless the mapping says where the id is.
 */
static void begin_trace(struct xes_file *file)
{
    snprintf(file->unnamed, sizeof file->unnamed, "trace-%lld", (long long)++file->traces);
    if (file->run->options->format.zaak.length == 0)
        file->run->unnamed = spoor_slice_of(file->unnamed);
    file->in_trace = true;
    file->trace.count = 0;
    spoor_arena_reset(&file->trace_arena);
}

static void begin_event(struct xes_file *file)
{
    file->in_event = true;
    file->event.count = 0;
    file->event_line = line_now(file);
    spoor_arena_reset(&file->event_arena);
}

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static void on_start(void *user, const char *qualified, const char **attributes)
{
    struct xes_file *file = user;
    const char *name = local_name(qualified);
    int depth = ++file->depth;
    file->begun = true;
    if (depth == DEPTH_LOG && strcmp(name, "log") != 0)
        stop(file, import_fail(&file->run->input, line_now(file), file->err, "<%s> is not the <log> of an XES file",
                               qualified));
    else if (depth == DEPTH_TRACE && strcmp(name, "trace") == 0)
        begin_trace(file);
    else if (depth == DEPTH_TRACE && strcmp(name, "event") == 0)
        stop(file, import_fail(&file->run->input, line_now(file), file->err, "an event outside a trace has no case"));
    else if (depth == DEPTH_EVENT && file->in_trace && strcmp(name, "event") == 0)
        begin_event(file);
    else if (depth == DEPTH_EVENT && file->in_trace)
        add_attribute(file, "case:", attributes);
    else if (depth == DEPTH_EVENT + 1 && file->in_event)
        add_attribute(file, "", attributes);
}

static void on_end(void *user, const char *name)
{
    struct xes_file *file = user;
    (void)name;
    int depth = file->depth--;
    if (depth == DEPTH_TRACE)
        file->in_trace = false;
    if (depth != DEPTH_EVENT || !file->in_event)
        return;
    file->in_event = false;
    if (file->status == SPOOR_OK)
        stop(file, import_send(file->run, &file->event, &file->trace, file->event_line, file->err));
}

static enum spoor_status feed(struct xes_file *file, struct spoor_error *err)
{
    struct import_input *input = &file->run->input;
    enum spoor_status status = import_input_fill(input, err);
    if (status != SPOOR_OK)
        return status;
    enum XML_Status parsed = XML_Parse(file->parser, input->chunk, (int)input->end, input->end == 0);
    input->line = line_now(file);
    if (file->status != SPOOR_OK)
        return file->status;
    if (parsed != XML_STATUS_OK)
        return import_fail(input, input->line, err, "%s%s", XML_ErrorString(XML_GetErrorCode(file->parser)),
                           file->begun ? "" : ": this is not XML, and the mapping reads XES (/import/formaat)");
    return SPOOR_OK;
}

enum spoor_status import_xes(struct import_run *run, struct spoor_error *err)
{
    struct xes_file file = {.run = run, .err = err};
    enum spoor_status status = SPOOR_OK;
    file.parser = XML_ParserCreate(NULL);
    if (!file.parser)
        spoor_out_of_memory(sizeof file);
    spoor_arena_init(&file.trace_arena, 2 * IMPORT_ROW_BYTES_MAX);
    spoor_arena_init(&file.event_arena, 2 * IMPORT_ROW_BYTES_MAX);
    XML_SetUserData(file.parser, &file);
    XML_SetElementHandler(file.parser, on_start, on_end);
    do
        status = feed(&file, err);
    while (status == SPOOR_OK && run->input.end > 0);
    XML_ParserFree(file.parser);
    spoor_arena_fini(&file.trace_arena);
    spoor_arena_fini(&file.event_arena);
    import_fields_fini(&file.trace);
    import_fields_fini(&file.event);
    return status;
}
