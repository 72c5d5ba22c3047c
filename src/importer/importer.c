#include "importer_internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define PROGRESS_EVERY 256
#define ZAAK_DEFAULT "/case:concept:name"

void import_fields_add(struct import_fields *fields, struct spoor_slice name, struct spoor_slice value)
{
    if (fields->count == fields->capacity) {
        fields->capacity = fields->capacity ? fields->capacity * 2 : 32;
        fields->items = spoor_reallocate(fields->items, fields->capacity * sizeof *fields->items);
    }
    fields->items[fields->count++] = (struct import_field){name, value};
}

void import_fields_fini(struct import_fields *fields)
{
    free(fields->items);
    *fields = (struct import_fields){0};
}

/* Absent when there is no such field or it is empty. */
static struct spoor_slice value_of(const struct import_fields *fields, const char *name)
{
    struct spoor_slice wanted = spoor_slice_of(name);
    for (size_t i = 0; fields && i < fields->count; i++)
        if (spoor_slice_equal(fields->items[i].name, wanted) && fields->items[i].value.length > 0)
            return fields->items[i].value;
    return SPOOR_SLICE_NULL;
}

static void write_fields(struct spoor_json_writer *writer, const struct import_fields *fields)
{
    for (size_t i = 0; fields && i < fields->count; i++) {
        spoor_json_key(writer, fields->items[i].name);
        spoor_json_string(writer, fields->items[i].value);
    }
}

static void write_record(struct import_run *run, const struct import_fields *fields, const struct import_fields *more,
                         struct spoor_slice zaak, uint32_t number)
{
    struct spoor_json_writer writer;
    spoor_buffer_clear(&run->record);
    spoor_json_writer_init(&writer, &run->record);
    spoor_json_object_begin(&writer);
    write_fields(&writer, fields);
    write_fields(&writer, more);
    spoor_json_member(&writer, "spoor:zaak", zaak);
    spoor_json_member_int(&writer, "spoor:regel", number);
    spoor_json_member(&writer, "spoor:bestand", run->file_name);
    if (run->options->stil)
        spoor_json_member_bool(&writer, "spoor:stil", true);
    spoor_json_object_end(&writer);
}

static void tell_progress(struct import_run *run)
{
    run->counts.cases = (int64_t)run->cases.count;
    run->counts.bytes_read = import_input_position(&run->input);
    if (run->options->progress)
        run->options->progress(run->options->owner, &run->counts);
}

enum spoor_status import_bad_row(struct import_run *run, int64_t line, struct spoor_error *err, const char *format, ...)
{
    char reason[SPOOR_ERROR_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    enum spoor_status status = import_fail(&run->input, line, err, "%s", reason);
    if (!run->options->skipped)
        return status;
    run->counts.skipped++;
    run->options->skipped(run->options->owner, err->message);
    return SPOOR_OK;
}

enum spoor_status import_send(struct import_run *run, const struct import_fields *fields,
                              const struct import_fields *more, int64_t line, struct spoor_error *err)
{
    char key[17];
    struct spoor_slice zaak = value_of(fields, run->zaak_name);
    if (!spoor_slice_present(zaak))
        zaak = value_of(more, run->zaak_name);
    if (!spoor_slice_present(zaak))
        zaak = run->unnamed;
    if (!spoor_slice_present(zaak))
        return import_bad_row(run, line, err, "no case id: \"%s\" is absent or empty", run->zaak_name);
    uint64_t hash = import_case_hash(zaak);
    write_record(run, fields, more, zaak, import_case_counts_next(&run->cases, hash));
    snprintf(key, sizeof key, "%016" PRIx64, hash);
    enum spoor_status status =
        run->options->send(run->options->owner, spoor_slice_of(key), spoor_buffer_slice(&run->record), err);
    if (status == SPOOR_OK && ++run->counts.rows % PROGRESS_EVERY == 0)
        tell_progress(run);
    return status;
}

/* The pointer names one member of the record: "/case~1id" → "case/id". */
static enum spoor_status take_zaak(struct import_run *run, struct spoor_error *err)
{
    struct spoor_slice pointer = run->options->format.zaak;
    size_t length = 0;
    if (pointer.length == 0)
        pointer = SPOOR_SLICE(ZAAK_DEFAULT);
    for (size_t i = 1; i < pointer.length && length + 1 < sizeof run->zaak_name; i++) {
        char c = pointer.data[i];
        if (c == '/')
            return spoor_error_set(err, SPOOR_HALT, "mapping", "/import/zaak: %.*s: rows are flat: name one column",
                                   SPOOR_SLICE_ARG(pointer));
        if (c == '~' && i + 1 < pointer.length)
            c = pointer.data[++i] == '1' ? '/' : '~';
        run->zaak_name[length++] = c;
    }
    run->zaak_name[length] = 0;
    return SPOOR_OK;
}

static struct spoor_slice base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct spoor_slice name = spoor_slice_of(slash ? slash + 1 : path);
    return import_utf8_valid(name) ? name : SPOOR_SLICE_NULL;
}

enum spoor_status spoor_import_file(const struct spoor_import_options *options, struct spoor_import_counts *out_counts,
                                    struct spoor_error *err)
{
    struct import_run *run = spoor_allocate(sizeof *run);
    run->options = options;
    run->file_name = base_name(options->path);
    spoor_buffer_init(&run->record);
    enum spoor_status status = take_zaak(run, err);
    if (status == SPOOR_OK)
        status = import_input_open(&run->input, options->path, err);
    run->counts.bytes_total = run->input.bytes_total;
    if (status == SPOOR_OK)
        status =
            spoor_slice_equal(options->format.format, SPOOR_SLICE("xes")) ? import_xes(run, err) : import_csv(run, err);
    if (run->input.file)
        tell_progress(run);
    *out_counts = run->counts;
    import_input_close(&run->input);
    import_case_counts_fini(&run->cases);
    spoor_buffer_fini(&run->record);
    free(run);
    return status;
}
