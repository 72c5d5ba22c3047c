#include "listing.h"

#include <stdarg.h>

#define GAP 2

void spoor_listing_init(struct spoor_listing *listing, struct spoor_arena *arena, const char *const *heads)
{
    *listing = (struct spoor_listing){.arena = arena};
    while (heads[listing->columns]) {
        listing->heads[listing->columns] = heads[listing->columns];
        listing->columns++;
    }
}

void spoor_listing_add(struct spoor_listing *listing, struct spoor_slice text)
{
    listing->cells = spoor_arena_grow(listing->arena, listing->cells, listing->count, &listing->capacity, sizeof text);
    listing->cells[listing->count++] = spoor_arena_copy(listing->arena, text);
}

void spoor_listing_add_format(struct spoor_listing *listing, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    spoor_listing_add(listing, spoor_slice_of(text));
}

/* Columns on a terminal: every byte of UTF-8 that begins a character. */
static int width_of(struct spoor_slice text)
{
    int width = 0;
    for (size_t i = 0; i < text.length; i++)
        width += (text.data[i] & 0xC0) != 0x80;
    return width;
}

static bool is_number(const struct spoor_listing *listing, size_t column)
{
    return listing->heads[column][0] == '>';
}

static struct spoor_slice head_of(const struct spoor_listing *listing, size_t column)
{
    return spoor_slice_of(listing->heads[column] + is_number(listing, column));
}

static void print_cell(const struct spoor_listing *listing, size_t column, struct spoor_slice text, const int *widths,
                       FILE *out)
{
    bool last = column + 1 == listing->columns;
    int blanks = widths[column] - width_of(text);
    if (is_number(listing, column))
        fprintf(out, "%*s%.*s", blanks, "", SPOOR_SLICE_ARG(text));
    else
        fprintf(out, "%.*s%*s", SPOOR_SLICE_ARG(text), last ? 0 : blanks, "");
    fprintf(out, "%*s", last ? 0 : GAP, "");
}

void spoor_listing_print(const struct spoor_listing *listing, int indent, FILE *out)
{
    int widths[SPOOR_LISTING_COLUMNS_MAX];
    if (listing->count == 0)
        return;
    for (size_t column = 0; column < listing->columns; column++) {
        widths[column] = width_of(head_of(listing, column));
        for (size_t at = column; at < listing->count; at += listing->columns)
            if (width_of(listing->cells[at]) > widths[column])
                widths[column] = width_of(listing->cells[at]);
    }
    fprintf(out, "%*s", indent, "");
    for (size_t column = 0; column < listing->columns; column++)
        print_cell(listing, column, head_of(listing, column), widths, out);
    for (size_t at = 0; at < listing->count; at++) {
        if (at % listing->columns == 0)
            fprintf(out, "\n%*s", indent, "");
        print_cell(listing, at % listing->columns, listing->cells[at], widths, out);
    }
    fputc('\n', out);
}

void spoor_json_print(const struct spoor_buffer *buffer)
{
    struct spoor_slice text = spoor_buffer_slice(buffer);
    fwrite(text.data, 1, text.length, stdout);
    fputc('\n', stdout);
}
