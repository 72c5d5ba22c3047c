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

static void put_integer(struct spoor_json_writer *writer, const struct spoor_field *field, int64_t value, bool needed)
{
    if (!needed)
        return;
    put_key(writer, field);
    spoor_json_integer(writer, value);
}

static void put_true(struct spoor_json_writer *writer, const struct spoor_field *field, bool value)
{
    if (!value)
        return;
    put_key(writer, field);
    spoor_json_boolean(writer, true);
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

static void put_place(struct spoor_json_writer *writer, const struct spoor_field *field,
                      const struct spoor_place *place)
{
    if (place->us == SPOOR_TIME_NONE)
        return;
    put_key(writer, field);
    spoor_json_array_begin(writer);
    spoor_json_integer(writer, place->us);
    spoor_json_integer(writer, place->fase_order);
    spoor_json_integer(writer, place->rank);
    spoor_json_string(writer, place->source);
    spoor_json_string(writer, place->sequence);
    put_us_or_null(writer, place->time_us);
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
                        size_t count)
{
    if (count == 0)
        return;
    put_key(writer, field);
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < count; i++)
        spoor_fields_encode(field->fields, items + i * field->fields->bytes, writer);
    spoor_json_array_end(writer);
}

static void put_part(struct spoor_json_writer *writer, const struct spoor_field *field, const void *part)
{
    size_t before = writer->buffer->length;
    bool comma = writer->comma;
    put_key(writer, field);
    size_t begin = writer->buffer->length;
    spoor_fields_encode(field->fields, part, writer);
    if (writer->buffer->length > begin + sizeof("{}") - 1)
        return;
    writer->buffer->length = before;
    writer->comma = comma;
}

static size_t count_of(const struct spoor_field *field, const char *record)
{
    return *(const size_t *)(const void *)(record + field->count_offset);
}

static void put_field(struct spoor_json_writer *writer, const struct spoor_field *field, const char *record)
{
    const void *at = record + field->offset;
    switch ((enum spoor_field_type)field->type) {
    case SPOOR_FIELD_TEXT:
        put_text(writer, field, *(const struct spoor_slice *)at);
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
        put_true(writer, field, *(const bool *)at);
        break;
    case SPOOR_FIELD_STAND:
        put_stand(writer, field, *(const enum spoor_exemplaar_stand *)at);
        break;
    case SPOOR_FIELD_PLACE:
        put_place(writer, field, at);
        break;
    case SPOOR_FIELD_TELLERS:
        put_tellers(writer, field, at);
        break;
    case SPOOR_FIELD_RECORD:
        put_key(writer, field);
        spoor_fields_encode(field->fields, at, writer);
        break;
    case SPOOR_FIELD_PART:
        put_part(writer, field, at);
        break;
    case SPOOR_FIELD_RECORDS:
        put_records(writer, field, *(const char *const *)at, count_of(field, record));
        break;
    }
}

void spoor_fields_encode(const struct spoor_fields *fields, const void *record, struct spoor_json_writer *writer)
{
    spoor_json_object_begin(writer);
    for (size_t i = 0; i < fields->count; i++)
        put_field(writer, &fields->items[i], record);
    spoor_json_object_end(writer);
}
