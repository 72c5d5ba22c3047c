#include "mapping_internal.h"

/* Expressions over one record. Null is NULL: absent, JSON null and empty text are all "nothing there". */

static const struct spoor_json *present(const struct spoor_json *json)
{
    if (!json || json->type == SPOOR_JSON_NULL || (json->type == SPOOR_JSON_STRING && json->text.length == 0))
        return NULL;
    return json;
}

static const struct spoor_json *text_node(struct spoor_arena *arena, struct spoor_slice text)
{
    return spoor_json_new(arena, SPOOR_JSON_STRING, text);
}

/* A JSON number without exponent. */
static bool is_json_number(struct spoor_slice text)
{
    size_t i = 0, n = text.length, digits;
    const char *p = text.data;
    if (i < n && p[i] == '-')
        i++;
    for (digits = i; i < n && p[i] >= '0' && p[i] <= '9';)
        i++;
    if (i == digits || (p[digits] == '0' && i - digits > 1))
        return false;
    if (i < n && p[i] == '.') {
        for (digits = ++i; i < n && p[i] >= '0' && p[i] <= '9';)
            i++;
        if (i == digits)
            return false;
    }
    return i == n;
}

/* A number with a comma for the fraction, and perhaps dots or blanks between thousands. */
static const struct spoor_json *cast_decimal(struct spoor_arena *arena, struct spoor_slice text)
{
    struct spoor_slice number = {spoor_arena_text(arena, text.length), 0};
    char *out = (char *)(uintptr_t)number.data;
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] != '.' && text.data[i] != ' ')
            out[number.length++] = text.data[i] == ',' ? '.' : text.data[i];
    return is_json_number(number) ? spoor_json_new(arena, SPOOR_JSON_NUMBER, number) : NULL;
}

static const struct spoor_json *cast_bool(struct spoor_arena *arena, struct spoor_slice text)
{
    static const char *const yes[] = {"true", "1", "ja", "j", "yes", "y", "waar", NULL};
    static const char *const no[] = {"false", "0", "nee", "n", "no", "onwaar", NULL};
    for (size_t i = 0; yes[i]; i++)
        if (mapping_equal_nocase(text, spoor_slice_of(yes[i])))
            return spoor_json_new(arena, SPOOR_JSON_TRUE, SPOOR_SLICE_NULL);
    for (size_t i = 0; no[i]; i++)
        if (mapping_equal_nocase(text, spoor_slice_of(no[i])))
            return spoor_json_new(arena, SPOOR_JSON_FALSE, SPOOR_SLICE_NULL);
    return NULL;
}

static const struct spoor_json *cast_value(struct spoor_arena *arena, enum mapping_cast cast,
                                           const struct spoor_json *json)
{
    struct spoor_slice text = spoor_json_scalar(json);
    if (cast != MAPPING_CAST_NONE && !spoor_slice_present(text))
        return NULL;
    switch (cast) {
    case MAPPING_CAST_NONE:
        return json;
    case MAPPING_CAST_TEXT:
        return json->type == SPOOR_JSON_STRING ? json : text_node(arena, text);
    case MAPPING_CAST_NUMBER:
        return is_json_number(text) ? spoor_json_new(arena, SPOOR_JSON_NUMBER, text) : NULL;
    case MAPPING_CAST_DECIMAL:
        return json->type == SPOOR_JSON_NUMBER ? json : cast_decimal(arena, text);
    case MAPPING_CAST_BOOL:
        return cast_bool(arena, text);
    }
    return NULL;
}

/* The value as the table, the time formats and the cast make it; NULL = null. */
static const struct spoor_json *convert(struct mapping_context *context, const struct mapping_expr *expr,
                                        const struct spoor_json *json)
{
    struct spoor_slice text = spoor_json_scalar(json);
    if (expr->table && spoor_slice_present(text)) {
        const struct spoor_json *to = mapping_table_get(expr->table, text);
        if (!to && expr->otherwise)
            return NULL;
        json = to ? present(to) : json; /* an unknown code is kept */
        text = spoor_json_scalar(json);
    }
    if (expr->format_count > 0) {
        if (!spoor_slice_present(text) || !mapping_time_read(context, expr, text, &text))
            return NULL;
        json = text_node(context->arena, text);
    }
    return json ? cast_value(context->arena, expr->cast, json) : NULL;
}

/* What stands at the pointer, counted when something does. */
static const struct spoor_json *look_up(struct mapping_context *context, const struct mapping_pointer *pointer)
{
    const struct spoor_json *json = present(mapping_pointer_follow(pointer, context->record));
    context->found += json != NULL;
    return json;
}

static const struct spoor_json *evaluate_lookup(struct mapping_context *context, const struct mapping_expr *expr)
{
    const struct spoor_json *json = look_up(context, &expr->pointer);
    if (json)
        json = convert(context, expr, json);
    return json || !expr->otherwise ? json : mapping_evaluate(context, expr->otherwise);
}

static const struct spoor_json *evaluate_template(struct mapping_context *context, const struct mapping_expr *expr)
{
    struct spoor_slice parts[16], *texts = parts;
    size_t length = 0;
    if (expr->part_count > 16)
        texts = SPOOR_ARENA_ARRAY(context->arena, struct spoor_slice, expr->part_count);
    for (size_t i = 0; i < expr->part_count; i++) {
        const struct mapping_part *part = &expr->parts[i];
        texts[i] = part->text;
        if (!spoor_slice_present(part->text))
            texts[i] = spoor_json_scalar(look_up(context, &part->pointer));
        if (!spoor_slice_present(texts[i]))
            return NULL;
        length += texts[i].length;
    }
    char *text = spoor_arena_text(context->arena, length), *out = text;
    for (size_t i = 0; i < expr->part_count; i++) {
        memcpy(out, texts[i].data, texts[i].length);
        out += texts[i].length;
    }
    return length ? text_node(context->arena, (struct spoor_slice){text, length}) : NULL;
}

/* Objects and lists of what their items give, without nulls. Null when empty, and an object also when its pointers all
 * found nothing: constants alone do not make an identifier or an actor. */
static const struct spoor_json *evaluate_items(struct mapping_context *context, const struct mapping_expr *expr)
{
    bool object = expr->kind == MAPPING_OBJECT;
    struct spoor_json *tail = NULL;
    size_t found = context->found;
    struct spoor_json *parent =
        spoor_json_new(context->arena, object ? SPOOR_JSON_OBJECT : SPOOR_JSON_ARRAY, SPOOR_SLICE_NULL);
    for (size_t i = 0; i < expr->item_count; i++) {
        context->date_only = false;
        const struct spoor_json *value = mapping_evaluate(context, &expr->items[i]);
        context->place_date_only |= expr->items[i].is_place && context->date_only;
        if (!value)
            continue;
        struct spoor_json *child = SPOOR_ARENA_NEW(context->arena, struct spoor_json);
        *child = *value;
        child->next = NULL;
        spoor_json_add(parent, expr->items[i].name, child, &tail);
    }
    bool vain = object && expr->looks_up && context->found == found;
    return tail && !vain ? parent : NULL;
}

const struct spoor_json *mapping_evaluate(struct mapping_context *context, const struct mapping_expr *expr)
{
    switch (expr->kind) {
    case MAPPING_CONSTANT:
        return present(expr->constant);
    case MAPPING_LOOKUP:
        return evaluate_lookup(context, expr);
    case MAPPING_TEMPLATE:
        return evaluate_template(context, expr);
    case MAPPING_FIRST:
        for (size_t i = 0; i < expr->item_count; i++) {
            const struct spoor_json *value = mapping_evaluate(context, &expr->items[i]);
            if (value)
                return value;
        }
        return NULL;
    case MAPPING_OBJECT:
    case MAPPING_ARRAY:
        return evaluate_items(context, expr);
    }
    return NULL;
}

struct spoor_slice mapping_evaluate_text(struct mapping_context *context, const struct mapping_expr *expr)
{
    return spoor_json_scalar(mapping_evaluate(context, expr));
}

static bool value_in(const struct mapping_test *test, struct spoor_slice text)
{
    for (size_t i = 0; i < test->value_count; i++)
        if (spoor_slice_equal(test->values[i], text))
            return true;
    return false;
}

static bool test_holds(const struct mapping_test *test, const struct spoor_json *record)
{
    const struct spoor_json *json = present(mapping_pointer_follow(&test->pointer, record));
    struct spoor_slice text = spoor_json_scalar(json);
    switch (test->kind) {
    case MAPPING_TEST_IN:
        return spoor_slice_present(text) && value_in(test, text);
    case MAPPING_TEST_NOT_IN: /* also when there is nothing */
        return !spoor_slice_present(text) || !value_in(test, text);
    case MAPPING_TEST_PRESENT:
        return json != NULL;
    case MAPPING_TEST_ABSENT:
        return json == NULL;
    case MAPPING_TEST_PREFIX:
        return spoor_slice_present(text) && text.length >= test->values[0].length &&
               memcmp(text.data, test->values[0].data, test->values[0].length) == 0;
    }
    return false;
}

bool mapping_tests_hold(const struct mapping_rule *rule, const struct spoor_json *record)
{
    for (size_t i = 0; i < rule->test_count; i++)
        if (!test_holds(&rule->tests[i], record))
            return false;
    return true;
}
