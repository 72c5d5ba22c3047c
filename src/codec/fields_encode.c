#include "fields_internal.h"

#include "json_writer_internal.h"
#include "stand_internal.h"

static void put_key(struct spoor_json_writer *writer, const struct spoor_field *field)
{
    spoor_json_literal(writer, field->key, field->key_length);
}

static void put_text(struct spoor_json_writer *writer, const struct spoor_field *field, struct spoor_slice text)
{
    if (!spoor_slice_present(text))
        return;
    put_key(writer, field);
    spoor_json_string(writer, text);
}

static bool is_same(struct spoor_slice a, struct spoor_slice b)
{
    return spoor_slice_present(a) == spoor_slice_present(b) && spoor_slice_equal(a, b);
}

static void put_text_as(struct spoor_json_writer *writer, const struct spoor_field *field, struct spoor_slice text,
                        struct spoor_slice other)
{
    if (is_same(text, other))
        return;
    put_key(writer, field);
    spoor_json_string(writer, text);
}

static void put_integer(struct spoor_json_writer *writer, const struct spoor_field *field, int64_t value, bool needed)
{
    if (!needed)
        return;
    put_key(writer, field);
    spoor_json_integer(writer, value);
}

static void put_boolean(struct spoor_json_writer *writer, const struct spoor_field *field, bool value, bool needed)
{
    if (value != needed)
        return;
    put_key(writer, field);
    spoor_json_boolean(writer, value);
}

static void put_stand(struct spoor_json_writer *writer, const struct spoor_field *field,
                      enum spoor_exemplaar_stand stand)
{
    put_key(writer, field);
    spoor_json_string(writer, spoor_stand_name(stand));
}

static void put_us_or_null(struct spoor_json_writer *writer, int64_t us)
{
    if (us == SPOOR_TIME_NONE)
        spoor_json_null(writer);
    else
        spoor_json_integer(writer, us);
}

int64_t spoor_sources_take(struct spoor_sources *sources, struct spoor_slice source)
{
    for (size_t i = 0; i < sources->count; i++) {
        if (spoor_slice_equal(sources->items[i], source))
            return (int64_t)i;
    }
    if (sources->count < SPOOR_SOURCES_NUMBERED)
        sources->items[sources->count++] = source;
    return -1;
}

static void put_source(struct spoor_json_writer *writer, struct spoor_slice source, struct spoor_sources *sources)
{
    int64_t number = spoor_slice_present(source) ? spoor_sources_take(sources, source) : -1;
    if (number < 0)
        spoor_json_string(writer, source);
    else
        spoor_json_integer(writer, number);
}

/* The time as so much after the moment: mostly they are one. */
static void put_time(struct spoor_json_writer *writer, const struct spoor_place *place)
{
    if (place->time_us == SPOOR_TIME_NONE)
        spoor_json_null(writer);
    else
        spoor_json_integer(writer, (int64_t)((uint64_t)place->time_us - (uint64_t)place->us));
}

static void put_place(struct spoor_json_writer *writer, const struct spoor_field *field,
                      const struct spoor_place *place, struct spoor_sources *sources)
{
    if (place->us == SPOOR_TIME_NONE)
        return;
    put_key(writer, field);
    spoor_json_array_begin(writer);
    spoor_json_integer(writer, place->us);
    spoor_json_integer(writer, place->fase_order);
    spoor_json_integer(writer, place->rank);
    put_source(writer, place->source, sources);
    spoor_json_string(writer, place->sequence);
    put_time(writer, place);
    spoor_json_string(writer, place->id);
    spoor_json_array_end(writer);
}

static void put_tellers(struct spoor_json_writer *writer, const struct spoor_field *field,
                        const struct spoor_tellers *tellers)
{
    if (tellers->count == 0)
        return;
    put_key(writer, field);
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < tellers->count; i++) {
        const struct spoor_teller *teller = &tellers->items[i];
        spoor_json_array_begin(writer);
        spoor_json_string(writer, teller->code);
        spoor_json_integer(writer, teller->aantal);
        put_us_or_null(writer, teller->laatste_us);
        spoor_json_array_end(writer);
    }
    spoor_json_array_end(writer);
}

static void put_texts(struct spoor_json_writer *writer, const struct spoor_field *field,
                      const struct spoor_slice *texts, size_t count)
{
    if (count == 0)
        return;
    put_key(writer, field);
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < count; i++)
        spoor_json_string(writer, texts[i]);
    spoor_json_array_end(writer);
}

static void put_records(struct spoor_json_writer *writer, const struct spoor_field *field, const char *items,
                        size_t count, struct spoor_sources *sources)
{
    if (count == 0)
        return;
    put_key(writer, field);
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < count; i++)
        spoor_fields_encode(field->fields, items + i * field->fields->bytes, writer, sources);
    spoor_json_array_end(writer);
}

static void put_part(struct spoor_json_writer *writer, const struct spoor_field *field, const void *part,
                     struct spoor_sources *sources)
{
    size_t before = writer->buffer->length;
    bool comma = writer->comma;
    put_key(writer, field);
    size_t begin = writer->buffer->length;
    spoor_fields_encode(field->fields, part, writer, sources);
    if (writer->buffer->length > begin + sizeof("{}") - 1)
        return;
    writer->buffer->length = before;
    writer->comma = comma;
}

static const struct spoor_slice *other_text(const struct spoor_field *field, const char *record)
{
    return (const struct spoor_slice *)(const void *)(record + field->count_offset);
}

static size_t count_of(const struct spoor_field *field, const char *record)
{
    return *(const size_t *)(const void *)(record + field->count_offset);
}

static void put_field(struct spoor_json_writer *writer, const struct spoor_field *field, const char *record,
                      struct spoor_sources *sources)
{
    const void *at = record + field->offset;
    switch ((enum spoor_field_type)field->type) {
    case SPOOR_FIELD_TEXT:
        put_text(writer, field, *(const struct spoor_slice *)at);
        break;
    case SPOOR_FIELD_TEXT_AS:
        put_text_as(writer, field, *(const struct spoor_slice *)at, *other_text(field, record));
        break;
    case SPOOR_FIELD_TEXTS:
        put_texts(writer, field, *(struct spoor_slice *const *)at, count_of(field, record));
        break;
    case SPOOR_FIELD_NUMBER:
        put_integer(writer, field, *(const int32_t *)at, *(const int32_t *)at != 0);
        break;
    case SPOOR_FIELD_INDEX:
        put_integer(writer, field, *(const int32_t *)at, *(const int32_t *)at != -1);
        break;
    case SPOOR_FIELD_COUNTER:
        put_integer(writer, field, *(const int64_t *)at, true);
        break;
    case SPOOR_FIELD_BITS:
        put_integer(writer, field, *(const int64_t *)at, *(const int64_t *)at != 0);
        break;
    case SPOOR_FIELD_US:
        put_integer(writer, field, *(const int64_t *)at, *(const int64_t *)at != SPOOR_TIME_NONE);
        break;
    case SPOOR_FIELD_TRUE:
        put_boolean(writer, field, *(const bool *)at, true);
        break;
    case SPOOR_FIELD_FALSE:
        put_boolean(writer, field, *(const bool *)at, false);
        break;
    case SPOOR_FIELD_STAND:
        put_stand(writer, field, *(const enum spoor_exemplaar_stand *)at);
        break;
    case SPOOR_FIELD_PLACE:
        put_place(writer, field, at, sources);
        break;
    case SPOOR_FIELD_TELLERS:
        put_tellers(writer, field, at);
        break;
    case SPOOR_FIELD_RECORD:
        put_key(writer, field);
        spoor_fields_encode(field->fields, at, writer, sources);
        break;
    case SPOOR_FIELD_PART:
        put_part(writer, field, at, sources);
        break;
    case SPOOR_FIELD_RECORDS:
        put_records(writer, field, *(const char *const *)at, count_of(field, record), sources);
        break;
    }
}

void spoor_fields_encode(const struct spoor_fields *fields, const void *record, struct spoor_json_writer *writer,
                         struct spoor_sources *sources)
{
    spoor_json_object_begin(writer);
    for (size_t i = 0; i < fields->count; i++)
        put_field(writer, &fields->items[i], record, sources);
    spoor_json_object_end(writer);
}
