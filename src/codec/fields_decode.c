#include "fields_internal.h"

#include "stand_internal.h"

typedef const struct spoor_json *bad_value; /* NULL when all is well */

static bool take_text(const struct spoor_json *json, struct spoor_slice *out_text)
{
    *out_text = spoor_json_text(json);
    return spoor_slice_present(*out_text);
}

static bool take_text_or_null(const struct spoor_json *json, struct spoor_slice *out_text)
{
    return take_text(json, out_text) || (json && json->type == SPOOR_JSON_NULL);
}

static bool take_int32(const struct spoor_json *json, int32_t *out_value)
{
    int64_t value;
    if (!spoor_json_int(json, &value) || value < INT32_MIN || value > INT32_MAX)
        return false;
    *out_value = (int32_t)value;
    return true;
}

static bool take_us_or_null(const struct spoor_json *json, int64_t *out_us)
{
    *out_us = SPOOR_TIME_NONE;
    return spoor_json_int(json, out_us) || (json && json->type == SPOOR_JSON_NULL);
}

/* One that has a number is never written whole again. */
static bool take_source(const struct spoor_json *json, struct spoor_sources *sources, struct spoor_slice *out_source)
{
    int64_t number;
    if (!spoor_json_int(json, &number))
        return take_text_or_null(json, out_source) &&
               (!spoor_slice_present(*out_source) || spoor_sources_take(sources, *out_source) < 0);
    if (number < 0 || (uint64_t)number >= sources->count)
        return false;
    *out_source = sources->items[number];
    return true;
}

static bool take_time(const struct spoor_json *json, struct spoor_place *place)
{
    int64_t after_us;
    place->time_us = SPOOR_TIME_NONE;
    if (spoor_json_int(json, &after_us))
        place->time_us = (int64_t)((uint64_t)place->us + (uint64_t)after_us);
    else if (!json || json->type != SPOOR_JSON_NULL)
        return false;
    return true;
}

static bool take_place(const struct spoor_json *json, struct spoor_sources *sources, struct spoor_place *out_place)
{
    if (json->type != SPOOR_JSON_ARRAY || json->count != 7)
        return false;
    const struct spoor_json *us = json->first, *fase = us->next, *rank = fase->next, *source = rank->next;
    const struct spoor_json *sequence = source->next, *time = sequence->next, *id = time->next;
    return spoor_json_int(us, &out_place->us) && take_int32(fase, &out_place->fase_order) &&
           take_int32(rank, &out_place->rank) && take_source(source, sources, &out_place->source) &&
           take_text_or_null(sequence, &out_place->sequence) && take_time(time, out_place) &&
           take_text_or_null(id, &out_place->id);
}

static bool take_teller(const struct spoor_json *json, struct spoor_teller *out_teller)
{
    return json->type == SPOOR_JSON_ARRAY && json->count == 3 && take_text(json->first, &out_teller->code) &&
           spoor_json_int(json->first->next, &out_teller->aantal) &&
           take_us_or_null(json->first->next->next, &out_teller->laatste_us);
}

static bad_value take_tellers(const struct spoor_json *json, struct spoor_fields_reader *reader,
                              struct spoor_tellers *tellers)
{
    if (json->type != SPOOR_JSON_ARRAY || json->count == 0)
        return json;
    tellers->items = SPOOR_ARENA_ARRAY(reader->arena, struct spoor_teller, json->count);
    tellers->count = tellers->capacity = json->count;
    struct spoor_teller *teller = tellers->items;
    for (const struct spoor_json *child = json->first; child; child = child->next)
        if (!take_teller(child, teller++))
            return child;
    return NULL;
}

static void set_counts(const struct spoor_field *field, char *record, size_t count)
{
    *(size_t *)(void *)(record + field->count_offset) = count;
    if (field->capacity_offset != SPOOR_FIELD_NO_OFFSET)
        *(size_t *)(void *)(record + field->capacity_offset) = count;
}

static bad_value take_texts(const struct spoor_field *field, const struct spoor_json *json,
                            struct spoor_fields_reader *reader, char *record)
{
    if (json->type != SPOOR_JSON_ARRAY || json->count == 0)
        return json;
    struct spoor_slice *text = SPOOR_ARENA_ARRAY(reader->arena, struct spoor_slice, json->count);
    *(struct spoor_slice **)(void *)(record + field->offset) = text;
    set_counts(field, record, json->count);
    for (const struct spoor_json *child = json->first; child; child = child->next)
        if (!take_text(child, text++))
            return child;
    return NULL;
}

static bad_value take_records(const struct spoor_field *field, const struct spoor_json *json,
                              struct spoor_fields_reader *reader, char *record)
{
    if (json->type != SPOOR_JSON_ARRAY || json->count == 0)
        return json;
    char *item = spoor_arena_alloc(reader->arena, field->fields->bytes * json->count);
    *(void **)(void *)(record + field->offset) = item;
    set_counts(field, record, json->count);
    for (const struct spoor_json *child = json->first; child; child = child->next) {
        bad_value bad = spoor_fields_decode(field->fields, child, reader, item);
        if (bad)
            return bad;
        item += field->fields->bytes;
    }
    return NULL;
}

static bad_value take_field(const struct spoor_field *field, const struct spoor_json *json,
                            struct spoor_fields_reader *reader, char *record)
{
    void *at = record + field->offset;
    bool ok = false;
    switch ((enum spoor_field_type)field->type) {
    case SPOOR_FIELD_TEXT:
        ok = take_text(json, at);
        break;
    case SPOOR_FIELD_TEXT_AS:
        ok = take_text_or_null(json, at);
        break;
    case SPOOR_FIELD_NUMBER:
    case SPOOR_FIELD_INDEX:
        ok = take_int32(json, at);
        break;
    case SPOOR_FIELD_COUNTER:
    case SPOOR_FIELD_BITS:
    case SPOOR_FIELD_US:
        ok = spoor_json_int(json, at);
        break;
    case SPOOR_FIELD_TRUE:
        *(bool *)at = ok = json->type == SPOOR_JSON_TRUE;
        break;
    case SPOOR_FIELD_FALSE:
        ok = json->type == SPOOR_JSON_FALSE;
        break;
    case SPOOR_FIELD_STAND:
        ok = spoor_stand_find(spoor_json_text(json), at);
        break;
    case SPOOR_FIELD_PLACE:
        ok = take_place(json, &reader->sources, at);
        break;
    case SPOOR_FIELD_TELLERS:
        return take_tellers(json, reader, at);
    case SPOOR_FIELD_TEXTS:
        return take_texts(field, json, reader, record);
    case SPOOR_FIELD_PART:
        if (json->count == 0)
            return json;
        return spoor_fields_decode(field->fields, json, reader, at);
    case SPOOR_FIELD_RECORD:
        return spoor_fields_decode(field->fields, json, reader, at);
    case SPOOR_FIELD_RECORDS:
        return take_records(field, json, reader, record);
    }
    return ok ? NULL : json;
}

/* What an absent member means, where that is not all zeroes. */
static void set_default(const struct spoor_field *field, char *record)
{
    void *at = record + field->offset;
    if (field->type == SPOOR_FIELD_US)
        *(int64_t *)at = SPOOR_TIME_NONE;
    else if (field->type == SPOOR_FIELD_INDEX)
        *(int32_t *)at = -1;
    else if (field->type == SPOOR_FIELD_FALSE)
        *(bool *)at = true;
    else if (field->type == SPOOR_FIELD_TEXT_AS)
        *(struct spoor_slice *)at = *(const struct spoor_slice *)(const void *)(record + field->count_offset);
    else if (field->type == SPOOR_FIELD_PLACE)
        ((struct spoor_place *)at)->us = ((struct spoor_place *)at)->time_us = SPOOR_TIME_NONE;
    else if (field->type == SPOOR_FIELD_RECORD || field->type == SPOOR_FIELD_PART)
        for (size_t i = 0; i < field->fields->count; i++)
            set_default(&field->fields->items[i], at);
}

static bool is_named(const struct spoor_field *field, struct spoor_slice name)
{
    return name.length + 3 == field->key_length && memcmp(name.data, field->key + 1, name.length) == 0;
}

const struct spoor_json *spoor_fields_decode(const struct spoor_fields *fields, const struct spoor_json *json,
                                             struct spoor_fields_reader *reader, void *out_record)
{
    const struct spoor_field *field = fields->items, *end = field + fields->count;
    if (json->type != SPOOR_JSON_OBJECT)
        return json;
    for (const struct spoor_json *child = json->first; child; child = child->next) {
        for (; field < end && !is_named(field, child->name); field++)
            set_default(field, out_record);
        if (field == end)
            return child;
        bad_value bad = take_field(field++, child, reader, out_record);
        if (bad)
            return bad;
    }
    for (; field < end; field++)
        set_default(field, out_record);
    return NULL;
}
