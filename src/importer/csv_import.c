/* CSV as RFC 4180 and its relatives: any delimiter, quoted fields with line ends in them, LF, CRLF or CR. */
#include "importer_internal.h"

#include <spoor/base/nearest.h>
#include <stdio.h>
#include <stdlib.h>

struct csv_row {
    struct spoor_buffer text; /* of all fields, in the file's character set */
    size_t *ends;             /* of each field in text */
    size_t count, capacity;
    bool quoted;  /* some field was: an empty line is a row then */
    int64_t line; /* where it begins */
};

struct csv_file {
    struct import_run *run;
    char delimiter;
    struct csv_row row;
    struct spoor_buffer names, values; /* UTF-8 */
    struct import_fields fields;
};

static bool is_line_end(int c)
{
    return c == '\n' || c == '\r' || c == EOF;
}

/* Next byte without taking it; EOF at the end; -2 when reading failed. */
static inline int peek(struct import_input *input, struct spoor_error *err)
{
    if (input->at == input->end && import_input_fill(input, err) != SPOOR_OK)
        return -2;
    return input->at < input->end ? (uint8_t)input->chunk[input->at] : EOF;
}

static void end_field(struct csv_row *row)
{
    if (row->count == row->capacity) {
        row->capacity = row->capacity ? row->capacity * 2 : 32;
        row->ends = spoor_reallocate(row->ends, row->capacity * sizeof *row->ends);
    }
    row->ends[row->count++] = row->text.length;
}

static enum spoor_status too_large(const struct csv_file *file, struct spoor_error *err)
{
    return import_fail(&file->run->input, file->row.line, err,
                       "a row longer than %zu MB: is a quote left open, or the delimiter '%c' wrong?",
                       IMPORT_ROW_BYTES_MAX >> 20, file->delimiter);
}

static enum spoor_status has_nul(const struct import_input *input, struct spoor_error *err)
{
    return import_fail(input, input->line, err, "a NUL byte: is this text (and not UTF-16)?");
}

/* Blanks behind a closing quote are no part of the field. */
static enum spoor_status after_quote(struct csv_file *file, int next, struct spoor_error *err)
{
    for (; next == ' ' && file->delimiter != ' '; next = peek(&file->run->input, err))
        file->run->input.at++;
    if (next == -2)
        return err->status;
    if (next == (uint8_t)file->delimiter || is_line_end(next))
        return SPOOR_OK;
    return import_fail(&file->run->input, file->run->input.line, err, "text behind a closing quote");
}

/* A field behind its opening quote; "" stands for one quote. */
static enum spoor_status take_quoted(struct csv_file *file, struct spoor_error *err)
{
    struct import_input *input = &file->run->input;
    for (int c; (c = peek(input, err)) != EOF;) {
        if (c == -2)
            return err->status;
        if (c == 0)
            return has_nul(input, err);
        input->at++;
        if (c == '"') {
            int next = peek(input, err);
            if (next != '"')
                return after_quote(file, next, err);
            input->at++;
        }
        input->line += c == '\n';
        if (file->row.text.length >= IMPORT_ROW_BYTES_MAX)
            return too_large(file, err);
        spoor_buffer_append_char(&file->row.text, (char)c);
    }
    return import_fail(input, file->row.line, err, "the file ends inside a quoted field of the row that begins here");
}

static enum spoor_status take_plain(struct csv_file *file, struct spoor_error *err)
{
    struct import_input *input = &file->run->input;
    for (int c; (c = peek(input, err)) != (uint8_t)file->delimiter && !is_line_end(c); input->at++) {
        if (c == -2)
            return err->status;
        if (c == 0)
            return has_nul(input, err);
        if (file->row.text.length >= IMPORT_ROW_BYTES_MAX)
            return too_large(file, err);
        spoor_buffer_append_char(&file->row.text, (char)c);
    }
    return SPOOR_OK;
}

static enum spoor_status take_field(struct csv_file *file, struct spoor_error *err)
{
    struct import_input *input = &file->run->input;
    enum spoor_status status;
    int c = peek(input, err);
    if (c == '"') {
        input->at++;
        file->row.quoted = true;
        status = take_quoted(file, err);
    } else {
        status = take_plain(file, err);
    }
    end_field(&file->row);
    return status;
}

static enum spoor_status take_line_end(struct import_input *input, struct spoor_error *err)
{
    int c = peek(input, err);
    if (c == '\r') {
        input->at++;
        c = peek(input, err);
        if (c != '\n')
            input->line++;
    }
    if (c == '\n') {
        input->at++;
        input->line++;
    }
    return c == -2 ? err->status : SPOOR_OK;
}

/* *out_end true when there is no further row. */
static enum spoor_status take_row(struct csv_file *file, bool *out_end, struct spoor_error *err)
{
    struct import_input *input = &file->run->input;
    struct csv_row *row = &file->row;
    enum spoor_status status;
    spoor_buffer_clear(&row->text);
    row->count = 0;
    row->quoted = false;
    row->line = input->line;
    int c = peek(input, err);
    if (c == -2)
        return err->status;
    *out_end = c == EOF;
    if (*out_end)
        return SPOOR_OK;
    while ((status = take_field(file, err)) == SPOOR_OK && (c = peek(input, err)) == (uint8_t)file->delimiter)
        input->at++;
    if (status == SPOOR_OK && c == -2)
        status = err->status;
    return status == SPOOR_OK ? take_line_end(input, err) : status;
}

/* An empty line, or one of delimiters only, as spreadsheets leave them at the end. */
static bool is_blank(const struct csv_row *row)
{
    return row->text.length == 0 && !row->quoted;
}

/* Fields beyond the header that hold nothing: rows that end in a delimiter. */
static void drop_empty_tail(struct csv_row *row, size_t columns)
{
    while (row->count > columns && row->count > 1 && row->ends[row->count - 1] == row->ends[row->count - 2])
        row->count--;
}

/* Fields of the row as UTF-8, behind each other in `out`; the row's ends become those in out. */
static enum spoor_status convert(struct csv_file *file, struct spoor_buffer *out, struct spoor_error *err)
{
    struct csv_row *row = &file->row;
    spoor_buffer_clear(out);
    if (!file->run->options->format.latin1) {
        if (!import_utf8_valid(spoor_buffer_slice(&row->text)))
            return spoor_error_set(
                err, SPOOR_REJECT, "invoer",
                "not valid UTF-8: does the mapping need \"tekencodering\": \"latin-1\" in its import?");
        spoor_buffer_append_slice(out, spoor_buffer_slice(&row->text));
        return SPOOR_OK;
    }
    struct spoor_slice text = spoor_buffer_slice(&row->text);
    for (size_t i = 0, begin = 0; i < row->count; i++) {
        size_t end = row->ends[i];
        import_latin1_append(out, (struct spoor_slice){text.data + begin, end - begin});
        row->ends[i] = out->length;
        begin = end;
    }
    return SPOOR_OK;
}

static struct spoor_slice field_at(const struct spoor_buffer *text, const size_t *ends, size_t index)
{
    size_t begin = index ? ends[index - 1] : 0;
    return (struct spoor_slice){text->data ? text->data + begin : "", ends[index] - begin};
}

/* The column whose name is a slip away from that of the case id; empty when none is. */
static struct spoor_slice nearest_column(const struct csv_file *file)
{
    struct spoor_slice wanted = spoor_slice_of(file->run->zaak_name), nearest = SPOOR_SLICE("");
    size_t best = spoor_edits_of_a_slip(wanted) + 1;
    for (size_t i = 0; i < file->fields.count; i++) {
        size_t edits = spoor_edits_between(wanted, file->fields.items[i].name);
        if (edits < best) {
            best = edits;
            nearest = file->fields.items[i].name;
        }
    }
    return nearest;
}

static enum spoor_status check_names(const struct csv_file *file, struct spoor_error *err)
{
    const struct import_fields *fields = &file->fields;
    bool has_zaak = false;
    for (size_t i = 0; i < fields->count; i++) {
        struct spoor_slice name = fields->items[i].name;
        has_zaak = has_zaak || spoor_slice_equal(name, spoor_slice_of(file->run->zaak_name));
        for (size_t j = 0; j < i && name.length; j++)
            if (spoor_slice_equal(name, fields->items[j].name))
                return import_fail(&file->run->input, file->row.line, err, "column \"%.*s\" twice",
                                   SPOOR_SLICE_ARG(name));
    }
    if (has_zaak)
        return SPOOR_OK;
    struct spoor_slice nearest = nearest_column(file);
    return import_fail(
        &file->run->input, file->row.line, err,
        "no column \"%s\" for the case id (the mapping's /import/zaak) among %zu columns split at '%c'%s%.*s%s",
        file->run->zaak_name, fields->count, file->delimiter, nearest.length ? "; did you mean \"" : "",
        SPOOR_SLICE_ARG(nearest), nearest.length ? "\"?" : "");
}

static void tell_columns(const struct csv_file *file)
{
    const struct spoor_import_options *options = file->run->options;
    size_t count = file->fields.count;
    if (!options->columns)
        return;
    struct spoor_slice *names = spoor_allocate((count + 1) * sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = file->fields.items[i].name;
    options->columns(options->owner, names, count);
    free(names);
}

/* The header stays: its row is put aside, the next ones use a new one. */
static enum spoor_status read_header(struct csv_file *file, struct spoor_error *err)
{
    bool end = false;
    struct spoor_error why;
    enum spoor_status status = take_row(file, &end, err);
    if (status == SPOOR_OK && end)
        return import_fail(&file->run->input, 1, err, "the file is empty: a header line was expected");
    if (status != SPOOR_OK)
        return status;
    if (convert(file, &file->names, &why) != SPOOR_OK)
        return import_fail(&file->run->input, file->row.line, err, "%s", why.message);
    for (size_t i = 0; i < file->row.count; i++)
        import_fields_add(&file->fields, field_at(&file->names, file->row.ends, i), SPOOR_SLICE_NULL);
    return SPOOR_OK;
}

static enum spoor_status take_header(struct csv_file *file, struct spoor_error *err)
{
    const struct spoor_mapping_import *format = &file->run->options->format;
    enum spoor_status status = format->column_count ? SPOOR_OK : read_header(file, err);
    for (size_t i = 0; i < format->column_count; i++)
        import_fields_add(&file->fields, format->columns[i], SPOOR_SLICE_NULL);
    if (status == SPOOR_OK)
        status = check_names(file, err);
    if (status == SPOOR_OK)
        tell_columns(file);
    return status;
}

static enum spoor_status send_row(struct csv_file *file, struct spoor_error *err)
{
    struct csv_row *row = &file->row;
    struct spoor_error why;
    drop_empty_tail(row, file->fields.count);
    if (row->count != file->fields.count)
        return import_bad_row(file->run, row->line, err, "%zu fields, but the %s %zu (delimiter '%c')", row->count,
                              file->run->options->format.column_count ? "mapping's /import/kolommen are" : "header has",
                              file->fields.count, file->delimiter);
    if (convert(file, &file->values, &why) != SPOOR_OK)
        return import_bad_row(file->run, row->line, err, "%s", why.message);
    for (size_t i = 0; i < row->count; i++)
        file->fields.items[i].value = field_at(&file->values, row->ends, i);
    return import_send(file->run, &file->fields, NULL, row->line, err);
}

static enum spoor_status send_rows(struct csv_file *file, struct spoor_error *err)
{
    for (;;) {
        bool end = false;
        enum spoor_status status = take_row(file, &end, err);
        if (status != SPOOR_OK || end)
            return status;
        if (is_blank(&file->row) && file->fields.count > 1)
            continue;
        status = send_row(file, err);
        if (status != SPOOR_OK)
            return status;
    }
}

/* The delimiter that the header line has most of, outside quotes. */
static char find_delimiter(const struct import_input *input)
{
    static const char candidates[] = ",;\t|";
    size_t counts[sizeof candidates] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = input->at; i < input->end; i++) {
        uint8_t c = (uint8_t)input->chunk[i];
        if (c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (is_line_end(c))
            break;
        const char *found = c ? strchr(candidates, c) : NULL;
        if (found && ++counts[found - candidates] > counts[best])
            best = (size_t)(found - candidates);
    }
    return candidates[best];
}

/* "sep=;" on a line of its own: how spreadsheets are told the delimiter. */
static void take_delimiter_line(struct import_input *input, char *delimiter)
{
    const char *line = input->chunk + input->at;
    size_t left = input->end - input->at;
    if (left < 6 || memcmp(line, "sep=", 4) != 0 || !is_line_end((uint8_t)line[5]))
        return;
    if (*delimiter == 0)
        *delimiter = line[4];
    input->at += left > 6 && line[5] == '\r' && line[6] == '\n' ? 7 : 6;
    input->line++;
}

static void skip_byte_order_mark(struct import_input *input)
{
    if (input->end - input->at >= 3 && memcmp(input->chunk + input->at, "\xEF\xBB\xBF", 3) == 0)
        input->at += 3;
}

enum spoor_status import_csv(struct import_run *run, struct spoor_error *err)
{
    struct csv_file file = {.run = run, .delimiter = run->options->format.delimiter};
    enum spoor_status status = import_input_fill(&run->input, err);
    if (status == SPOOR_OK) {
        skip_byte_order_mark(&run->input);
        take_delimiter_line(&run->input, &file.delimiter);
        if (file.delimiter == 0)
            file.delimiter = find_delimiter(&run->input);
        status = take_header(&file, err);
    }
    if (status == SPOOR_OK)
        status = send_rows(&file, err);
    spoor_buffer_fini(&file.row.text);
    spoor_buffer_fini(&file.names);
    spoor_buffer_fini(&file.values);
    free(file.row.ends);
    import_fields_fini(&file.fields);
    return status;
}
