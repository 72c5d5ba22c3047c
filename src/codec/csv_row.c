#include "mapping_internal.h"

/* A row that is read from left to right. */
struct csv_cursor {
    const char *at, *end;
    char delimiter;
    char *unquoted; /* room for what is left of the row: unquoting never makes a text longer */
};

/* Reads a quoted field behind its opening quote; "" stands for one quote. False when it is not closed. */
static bool take_quoted(struct csv_cursor *cursor, struct spoor_slice *out_field)
{
    char *begin = cursor->unquoted;
    while (cursor->at < cursor->end) {
        char c = *cursor->at++;
        if (c != '"') {
            *cursor->unquoted++ = c;
        } else if (cursor->at < cursor->end && *cursor->at == '"') {
            *cursor->unquoted++ = '"';
            cursor->at++;
        } else {
            *out_field = (struct spoor_slice){begin, (size_t)(cursor->unquoted - begin)};
            return true;
        }
    }
    return false;
}

static bool at_field_end(const struct csv_cursor *cursor)
{
    return cursor->at == cursor->end || *cursor->at == cursor->delimiter || *cursor->at == '\r' || *cursor->at == '\n';
}

static bool take_field(struct csv_cursor *cursor, struct spoor_slice *out_field)
{
    if (cursor->at < cursor->end && *cursor->at == '"') {
        cursor->at++;
        return take_quoted(cursor, out_field) && at_field_end(cursor);
    }
    const char *begin = cursor->at;
    while (!at_field_end(cursor))
        cursor->at++;
    *out_field = (struct spoor_slice){begin, (size_t)(cursor->at - begin)};
    return true;
}

/* True when nothing but one line end is left. */
static bool at_row_end(const struct csv_cursor *cursor)
{
    const char *p = cursor->at;
    if (p < cursor->end && *p == '\r')
        p++;
    if (p < cursor->end && *p == '\n')
        p++;
    return p == cursor->end;
}

bool csv_row_split(struct spoor_slice row, char delimiter, struct spoor_arena *arena, struct spoor_slice **out_fields,
                   size_t *out_count)
{
    struct csv_cursor cursor = {row.data, row.data + row.length, delimiter, spoor_arena_text(arena, row.length + 1)};
    struct spoor_slice *fields = NULL;
    size_t count = 0, capacity = 0;
    for (;;) {
        if (count == capacity)
            fields = spoor_arena_grow(arena, fields, count, &capacity, sizeof(*fields));
        if (!take_field(&cursor, &fields[count++]))
            return false;
        if (cursor.at == cursor.end || *cursor.at != delimiter)
            break;
        cursor.at++;
    }
    if (!at_row_end(&cursor))
        return false;
    *out_fields = fields;
    *out_count = count;
    return true;
}
