#include "mapping_internal.h"

static const struct spoor_json empty_object = {.type = SPOOR_JSON_OBJECT};

static enum spoor_status unreadable(struct spoor_error *err, const char *what)
{
    return spoor_error_set(err, SPOOR_REJECT, "onleesbaar", "%s", what);
}

/* The row is the header line of the file it came from. */
static bool is_header_row(const struct spoor_mapping *mapping, const struct spoor_slice *fields)
{
    for (size_t i = 0; i < mapping->column_count; i++)
        if (!spoor_slice_equal(fields[i], mapping->columns[i]))
            return false;
    return true;
}

/* A CSV row as an object of texts by column; NULL for a header row. */
static enum spoor_status read_row(const struct spoor_mapping *mapping, struct spoor_slice value,
                                  struct spoor_arena *arena, const struct spoor_json **out_record,
                                  struct spoor_error *err)
{
    struct spoor_slice *fields = NULL;
    size_t count = 0;
    if (!mapping_utf8_valid(value))
        return unreadable(err, "the row is not UTF-8, or holds NUL");
    if (!csv_row_split(value, mapping->delimiter, arena, &fields, &count))
        return unreadable(err, "one CSV row was expected, with its quotes closed");
    if (count != mapping->column_count)
        return spoor_error_set(err, SPOOR_REJECT, "onleesbaar", "%zu columns were expected, %zu found",
                               mapping->column_count, count);
    *out_record = NULL;
    if (is_header_row(mapping, fields))
        return SPOOR_OK;
    struct spoor_json *record = spoor_json_new(arena, SPOOR_JSON_OBJECT, SPOOR_SLICE_NULL), *tail = NULL;
    for (size_t i = 0; i < count; i++)
        spoor_json_add(record, mapping->columns[i], spoor_json_new(arena, SPOOR_JSON_STRING, fields[i]), &tail);
    *out_record = record;
    return SPOOR_OK;
}

/* No more than 19 digits before the point, and an exponent that a double has. */
static bool number_is_sane(struct spoor_slice text)
{
    size_t digits = 0, i = 0;
    int exponent = 0;
    for (; i < text.length && text.data[i] != '.' && text.data[i] != 'e' && text.data[i] != 'E'; i++)
        digits += text.data[i] != '-';
    while (i < text.length && text.data[i] != 'e' && text.data[i] != 'E')
        i++;
    for (; i < text.length && exponent <= 308; i++)
        if (text.data[i] >= '0' && text.data[i] <= '9')
            exponent = exponent * 10 + (text.data[i] - '0');
    return digits <= 19 && exponent <= 308 && text.length <= 64;
}

/* The reader keeps depth below SPOOR_JSON_DEPTH_MAX. */
static bool numbers_are_sane(const struct spoor_json *json)
{
    for (; json; json = json->next)
        if ((json->type == SPOOR_JSON_NUMBER && !number_is_sane(json->text)) || !numbers_are_sane(json->first))
            return false;
    return true;
}

static struct spoor_slice without_byte_order_mark(struct spoor_slice value)
{
    if (value.length >= 3 && memcmp(value.data, "\xEF\xBB\xBF", 3) == 0)
        return (struct spoor_slice){value.data + 3, value.length - 3};
    return value;
}

static enum spoor_status read_record(const struct spoor_mapping *mapping, struct spoor_slice value,
                                     const struct spoor_header *headers, size_t header_count, struct spoor_arena *arena,
                                     const struct spoor_json **out_record, struct spoor_error *err)
{
    value = mapping->latin1 ? mapping_latin1_to_utf8(value, arena) : without_byte_order_mark(value);
    switch (mapping->header.format) {
    case SPOOR_FORMAT_CLOUDEVENTS:
        return mapping_envelope_read(value, headers, header_count, arena, out_record, err);
    case SPOOR_FORMAT_JSON:
        return spoor_json_parse(value, arena, out_record, err);
    case SPOOR_FORMAT_CSV:
        return read_row(mapping, value, arena, out_record, err);
    }
    return unreadable(err, "the mapping has no format");
}

/* What `spoor import` says of a record, where the mapping expects it; other records cannot silence themselves. */
static bool import_says_stil(const struct spoor_mapping *mapping, const struct spoor_json *record)
{
    return spoor_slice_present(mapping->header.import.format) &&
           spoor_json_bool(SPOOR_JSON_GET(record, "spoor:stil"), false);
}

/* data of the rule, with precisie when plaatsgevondenOp was a bare date. */
static const struct spoor_json *evaluate_data(struct mapping_context *context, const struct mapping_expr *expr)
{
    const struct spoor_json *data = mapping_evaluate(context, expr);
    if (!context->place_date_only || SPOOR_JSON_GET(data, "precisie") || !data || data->type != SPOOR_JSON_OBJECT)
        return data;
    struct spoor_json *last = data->first, *whole = SPOOR_ARENA_NEW(context->arena, struct spoor_json);
    while (last->next)
        last = last->next;
    *whole = *data;
    spoor_json_add(whole, SPOOR_SLICE("precisie"),
                   spoor_json_new(context->arena, SPOOR_JSON_STRING, SPOOR_SLICE("dag")), &last);
    return whole;
}

static void apply_rule(const struct spoor_mapping *mapping, const struct mapping_rule *rule,
                       struct mapping_context *context, struct spoor_mapped *event)
{
    context->unzoned = context->place_date_only = false;
    for (int i = 0; i < MAPPING_ATTRIBUTE_COUNT; i++)
        if (rule->attributes[i])
            *mapping_attribute_of(event, (enum mapping_attribute)i) =
                mapping_evaluate_text(context, rule->attributes[i]);
    if (!spoor_slice_present(event->source) && mapping->source_count == 1)
        event->source = mapping->sources[0];
    if (rule->data) {
        event->data = evaluate_data(context, rule->data);
        event->stil = spoor_slice_equal(spoor_json_scalar(SPOOR_JSON_GET(event->data, "stil")), SPOOR_SLICE("true"));
    }
    event->time_unzoned = context->unzoned;
    event->date_only = context->place_date_only;
}

static size_t count_rules(const struct spoor_mapping *mapping, const struct spoor_json *record)
{
    size_t count = 0;
    for (size_t i = 0; i < mapping->rule_count; i++)
        count += mapping_tests_hold(&mapping->rules[i], record);
    return count;
}

/* Events of all rules that hold; base is what they start from (the envelope's own event, or nothing). */
static size_t apply_rules(const struct spoor_mapping *mapping, const struct spoor_json *record,
                          const struct spoor_mapped *base, struct spoor_arena *arena, struct spoor_mapped **out_events)
{
    struct mapping_context context = {.record = record, .arena = arena};
    size_t count = 0, capacity = count_rules(mapping, record);
    struct spoor_mapped *events = SPOOR_ARENA_ARRAY(arena, struct spoor_mapped, capacity);
    for (size_t i = 0; i < mapping->rule_count; i++) {
        if (!mapping_tests_hold(&mapping->rules[i], record))
            continue;
        events[count] = *base;
        apply_rule(mapping, &mapping->rules[i], &context, &events[count++]);
    }
    *out_events = events;
    return count;
}

static enum spoor_status finish_event(const struct spoor_mapping *mapping, const struct spoor_json *record,
                                      const struct spoor_header *headers, size_t header_count,
                                      struct spoor_mapped *event, struct spoor_error *err)
{
    if (!event->data)
        event->data = &empty_object;
    if (event->data->type != SPOOR_JSON_OBJECT)
        return unreadable(err, "/data: an object was expected");
    if (!spoor_slice_present(event->traceparent)) {
        struct spoor_slice parent = mapping_header_value(headers, header_count, "traceparent");
        struct spoor_slice state = mapping_header_value(headers, header_count, "tracestate");
        if (spoor_slice_present(parent) && mapping_utf8_valid(parent))
            event->traceparent = parent;
        if (spoor_slice_present(parent) && spoor_slice_present(state) && mapping_utf8_valid(state))
            event->tracestate = state;
    }
    event->stil |= import_says_stil(mapping, record);
    return SPOOR_OK;
}

enum spoor_status spoor_mapping_apply(const struct spoor_mapping *mapping, struct spoor_slice value,
                                      const struct spoor_header *headers, size_t header_count,
                                      struct spoor_arena *arena, struct spoor_mapped **out_events, size_t *out_count,
                                      struct spoor_error *err)
{
    const struct spoor_json *record = NULL;
    struct spoor_mapped *events = SPOOR_ARENA_NEW(arena, struct spoor_mapped);
    size_t count = 1;
    enum spoor_status status = read_record(mapping, value, headers, header_count, arena, &record, err);
    if (status == SPOOR_OK && !numbers_are_sane(record))
        status = unreadable(err, "a number is larger than Spoor holds");
    if (status == SPOOR_OK && mapping->header.format == SPOOR_FORMAT_CLOUDEVENTS)
        status = mapping_envelope_event(record, arena, events, err);
    if (status != SPOOR_OK)
        return status;
    if (!record)
        count = 0;
    else if (mapping->rule_count > 0)
        count = apply_rules(mapping, record, events, arena, &events);
    for (size_t i = 0; i < count && status == SPOOR_OK; i++)
        status = finish_event(mapping, record, headers, header_count, &events[i], err);
    if (status == SPOOR_OK) {
        *out_events = events;
        *out_count = count;
    }
    return status;
}
