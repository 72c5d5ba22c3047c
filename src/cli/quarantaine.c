#include "quarantaine.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE_ROWS "500"
#define NUMBER_MAX 20

/* Takes "<separator><digits>" off the end of *text. */
static bool take_number(struct spoor_slice *text, char separator, int64_t *out_value)
{
    char digits[NUMBER_MAX + 1];
    size_t at = text->length;
    while (at > 0 && text->data[at - 1] >= '0' && text->data[at - 1] <= '9')
        at--;
    size_t count = text->length - at;
    if (count == 0 || count > NUMBER_MAX - 2 || at == 0 || text->data[at - 1] != separator)
        return false;
    memcpy(digits, text->data + at, count);
    digits[count] = 0;
    *out_value = strtoll(digits, NULL, 10);
    text->length = at - 1;
    return true;
}

bool spoor_quarantaine_origin_parse(struct spoor_slice text, struct spoor_origin *out_origin)
{
    char separator = memchr(text.data, '/', text.length) ? '/' : '-';
    int64_t numbers[3] = {0}; /* from the right */
    size_t count = 0;
    while (count < 3 && take_number(&text, separator, &numbers[count]))
        count++;
    bool short_form = separator == '/' && count == 2;
    if ((count != 3 && !short_form) || text.length == 0 || memchr(text.data, '/', text.length))
        return false;
    int64_t index = short_form ? 0 : numbers[0], offset = numbers[count - 2], partition = numbers[count - 1];
    if (index > INT32_MAX || partition > INT32_MAX)
        return false;
    *out_origin = (struct spoor_origin){
        .topic = text, .partition = (int32_t)partition, .offset = offset, .index = (int32_t)index};
    return true;
}

static void origin_texts(const struct spoor_origin *origin, struct spoor_arena *arena, struct spoor_slice out[4])
{
    out[0] = origin->topic;
    out[1] = spoor_arena_printf(arena, "%d", origin->partition);
    out[2] = spoor_arena_printf(arena, "%lld", (long long)origin->offset);
    out[3] = spoor_arena_printf(arena, "%d", origin->index);
}

enum spoor_status spoor_quarantaine_get(struct spoor_session *session, const struct spoor_origin *origin,
                                        struct spoor_arena *arena, struct spoor_quarantaine *out_record,
                                        struct spoor_error *err)
{
    struct spoor_slice parameters[4];
    struct spoor_table table;
    origin_texts(origin, arena, parameters);
    enum spoor_status status = spoor_query_run(session, SPOOR_QUERY_QUARANTAINE_GET, parameters, arena, &table, err);
    if (status != SPOOR_OK)
        return status;
    if (table.rows == 0)
        return spoor_error_set(
            err, SPOOR_REJECT, "niet_gevonden", "no rejected record %.*s/%d/%lld/%d; spoor quarantaine list shows them",
            SPOOR_SLICE_ARG(origin->topic), origin->partition, (long long)origin->offset, origin->index);
    *out_record = (struct spoor_quarantaine){.origin = *origin,
                                             .reden = spoor_table_text(&table, 0, 0),
                                             .toelichting = spoor_table_text(&table, 0, 1),
                                             .vorm = spoor_table_text(&table, 0, 2),
                                             .stand = spoor_table_text(&table, 0, 3),
                                             .pogingen = spoor_table_int(&table, 0, 4, 0),
                                             .omvang = spoor_table_int(&table, 0, 5, 0),
                                             .hash = spoor_table_text(&table, 0, 6),
                                             .sleutel = spoor_table_text(&table, 0, 7),
                                             .sealed_key = spoor_table_text(&table, 0, 8),
                                             .sealed = spoor_table_text(&table, 0, 9),
                                             .broker_us = spoor_table_int(&table, 0, 10, 0),
                                             .afgewezen_us = spoor_table_int(&table, 0, 11, SPOOR_TIME_NONE),
                                             .herkanst_us = spoor_table_int(&table, 0, 12, SPOOR_TIME_NONE),
                                             .gesloten_us = spoor_table_int(&table, 0, 13, SPOOR_TIME_NONE),
                                             .source = spoor_table_text(&table, 0, 14),
                                             .id = spoor_table_text(&table, 0, 15),
                                             .type = spoor_table_text(&table, 0, 16)};
    return SPOOR_OK;
}

struct spoor_origin spoor_quarantaine_row_origin(const struct spoor_table *table, size_t row)
{
    return (struct spoor_origin){.topic = spoor_table_text(table, row, 0),
                                 .partition = (int32_t)spoor_table_int(table, row, 1, 0),
                                 .offset = spoor_table_int(table, row, 2, 0),
                                 .index = (int32_t)spoor_table_int(table, row, 3, 0)};
}

static void move_cursor(struct spoor_quarantaine_cursor *cursor, struct spoor_origin last)
{
    snprintf(cursor->topic, sizeof cursor->topic, "%.*s", SPOOR_SLICE_ARG(last.topic));
    cursor->partition = last.partition;
    cursor->offset = last.offset;
    cursor->index = last.index;
}

enum spoor_status spoor_quarantaine_page(struct spoor_session *session, const struct spoor_quarantaine_filter *filter,
                                         struct spoor_quarantaine_cursor *cursor, struct spoor_arena *arena,
                                         struct spoor_table *out_table, struct spoor_error *err)
{
    struct spoor_slice parameters[8] = {spoor_slice_of(filter->topic), spoor_slice_of(filter->reden),
                                        spoor_slice_of(filter->stand)};
    struct spoor_origin after = {.topic = spoor_slice_of(cursor->topic),
                                 .partition = cursor->partition,
                                 .offset = cursor->offset,
                                 .index = cursor->index};
    origin_texts(&after, arena, &parameters[3]);
    parameters[7] = SPOOR_SLICE(PAGE_ROWS);
    enum spoor_status status =
        spoor_query_run(session, SPOOR_QUERY_QUARANTAINE_LIST, parameters, arena, out_table, err);
    if (status == SPOOR_OK && out_table->rows > 0)
        move_cursor(cursor, spoor_quarantaine_row_origin(out_table, out_table->rows - 1));
    return status;
}
