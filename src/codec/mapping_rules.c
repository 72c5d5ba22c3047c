#include "mapping_internal.h"

/* Rules: "gebeurtenissen" of a mapping file, each with conditions ("als"), attributes and data. */

const char *const mapping_attribute_names[MAPPING_ATTRIBUTE_COUNT] = {
    "type",          "id",          "source",  "time",      "sequence", "traceparent", "tracestate",
    "correlationid", "causationid", "dataref", "dataschema"};

struct spoor_slice *mapping_attribute_of(struct spoor_mapped *event, enum mapping_attribute attribute)
{
    struct spoor_slice *const places[MAPPING_ATTRIBUTE_COUNT] = {
        &event->type,        &event->id,          &event->source,     &event->time,
        &event->sequence,    &event->traceparent, &event->tracestate, &event->correlationid,
        &event->causationid, &event->dataref,     &event->dataschema};
    return places[attribute];
}

int mapping_attribute_find(struct spoor_slice name)
{
    for (int i = 0; i < MAPPING_ATTRIBUTE_COUNT; i++)
        if (spoor_slice_equal(name, spoor_slice_of(mapping_attribute_names[i])))
            return i;
    return -1;
}

/* Scalar values of a condition, as text. */
static bool compile_values(const struct mapping_loader *loader, const struct mapping_place *place,
                           const struct spoor_json *first, size_t count, struct mapping_test *out_test)
{
    out_test->values = SPOOR_ARENA_ARRAY(&loader->mapping->arena, struct spoor_slice, count);
    for (const struct spoor_json *value = first; value && out_test->value_count < count; value = value->next) {
        struct spoor_slice text = spoor_json_scalar(value);
        if (!spoor_slice_present(text))
            return mapping_fault(loader, place, "texts, numbers, true or false were expected");
        out_test->values[out_test->value_count++] = text;
    }
    return true;
}

static bool compile_comparison(const struct mapping_loader *loader, const struct mapping_place *place,
                               const struct spoor_json *json, struct mapping_test *out_test)
{
    struct mapping_place at = {place, json->name, 0};
    bool not_in = spoor_slice_equal(json->name, SPOOR_SLICE("nietIn"));
    out_test->kind = not_in ? MAPPING_TEST_NOT_IN : MAPPING_TEST_IN;
    if (not_in || spoor_slice_equal(json->name, SPOOR_SLICE("in")))
        return mapping_expect(loader, &at, json, SPOOR_JSON_ARRAY) &&
               (json->count > 0 || mapping_fault(loader, &at, "a list with at least one value was expected")) &&
               compile_values(loader, &at, json->first, json->count, out_test);
    if (spoor_slice_equal(json->name, SPOOR_SLICE("is")))
        return compile_values(loader, &at, json, 1, out_test);
    if (spoor_slice_equal(json->name, SPOOR_SLICE("begintMet"))) {
        out_test->kind = MAPPING_TEST_PREFIX;
        return mapping_expect(loader, &at, json, SPOOR_JSON_STRING) &&
               (json->text.length > 0 || mapping_fault(loader, &at, "a text that is not empty was expected")) &&
               compile_values(loader, &at, json, 1, out_test);
    }
    if (json->type != SPOOR_JSON_TRUE && json->type != SPOOR_JSON_FALSE)
        return mapping_fault(loader, &at, "true or false was expected");
    out_test->kind = json->type == SPOOR_JSON_TRUE ? MAPPING_TEST_PRESENT : MAPPING_TEST_ABSENT;
    return true;
}

static bool compile_test(const struct mapping_loader *loader, const struct mapping_place *place,
                         const struct spoor_json *json, struct mapping_test *out_test)
{
    static const char *const names[] = {"pad", "in", "nietIn", "is", "bestaat", "begintMet", NULL};
    struct mapping_place at = {place, SPOOR_SLICE("pad"), 0};
    if (!mapping_expect(loader, place, json, SPOOR_JSON_OBJECT) || !mapping_expect_members(loader, place, json, names))
        return false;
    const struct spoor_json *pad = SPOOR_JSON_GET(json, "pad");
    if (!mapping_expect(loader, &at, pad, SPOOR_JSON_STRING) ||
        !mapping_compile_pointer(loader, &at, pad->text, &out_test->pointer))
        return false;
    if (json->count != 2)
        return mapping_fault(loader, place, "pad and one of in, nietIn, is, bestaat, begintMet were expected");
    const struct spoor_json *comparison = json->first == pad ? json->first->next : json->first;
    return compile_comparison(loader, place, comparison, out_test);
}

static bool compile_tests(const struct mapping_loader *loader, const struct mapping_place *place,
                          const struct spoor_json *json, struct mapping_rule *out_rule)
{
    if (!mapping_expect(loader, place, json, SPOOR_JSON_ARRAY))
        return false;
    if (json->count == 0)
        return mapping_fault(loader, place,
                             "a list with at least one condition was expected; without it a rule always "
                             "holds");
    out_rule->tests = SPOOR_ARENA_ARRAY(&loader->mapping->arena, struct mapping_test, json->count);
    for (const struct spoor_json *test = json->first; test; test = test->next) {
        struct mapping_place at = {place, SPOOR_SLICE_NULL, out_rule->test_count};
        if (!compile_test(loader, &at, test, &out_rule->tests[out_rule->test_count++]))
            return false;
    }
    return true;
}

/* One member of a rule: "als", "data" or an attribute; others are unknown. */
static bool compile_member(const struct mapping_loader *loader, const struct mapping_place *place,
                           const struct spoor_json *json, struct mapping_rule *out_rule)
{
    struct mapping_place at = {place, json->name, 0};
    if (spoor_slice_equal(json->name, SPOOR_SLICE("als")))
        return compile_tests(loader, &at, json, out_rule);
    struct mapping_expr *expr = SPOOR_ARENA_NEW(&loader->mapping->arena, struct mapping_expr);
    if (!mapping_compile_expr(loader, &at, json, expr))
        return false;
    int attribute = mapping_attribute_find(json->name);
    if (attribute >= 0)
        out_rule->attributes[attribute] = expr;
    else
        out_rule->data = expr;
    expr->looks_up = false; /* data stays, whatever its pointers find */
    return true;
}

static bool compile_rule(const struct mapping_loader *loader, const struct mapping_place *place,
                         const struct spoor_json *json, struct mapping_rule *out_rule)
{
    static const char *const names[] = {"als",         "data",     "type",        "id",         "source",
                                        "time",        "sequence", "traceparent", "tracestate", "correlationid",
                                        "causationid", "dataref",  "dataschema",  NULL};
    if (!mapping_expect(loader, place, json, SPOOR_JSON_OBJECT) || !mapping_expect_members(loader, place, json, names))
        return false;
    for (const struct spoor_json *member = json->first; member; member = member->next)
        if (!compile_member(loader, place, member, out_rule))
            return false;
    bool own_envelope = loader->mapping->header.format != SPOOR_FORMAT_CLOUDEVENTS;
    struct mapping_place type = {place, SPOOR_SLICE("type"), 0}, id = {place, SPOOR_SLICE("id"), 0};
    if (own_envelope && !out_rule->attributes[MAPPING_TYPE])
        return mapping_fault(loader, &type, "a type was expected, such as \"klantreizen.fase-gestart\"");
    if (own_envelope && !out_rule->attributes[MAPPING_ID])
        return mapping_fault(loader, &id, "an expression for the id was expected");
    return mapping_check_rule(loader, place, out_rule);
}

bool mapping_compile_rules(const struct mapping_loader *loader, const struct mapping_place *place,
                           const struct spoor_json *json)
{
    struct spoor_mapping *mapping = loader->mapping;
    if (!mapping_expect(loader, place, json, SPOOR_JSON_ARRAY))
        return false;
    mapping->rules = SPOOR_ARENA_ARRAY(&mapping->arena, struct mapping_rule, json->count);
    for (const struct spoor_json *rule = json->first; rule; rule = rule->next) {
        struct mapping_place at = {place, SPOOR_SLICE_NULL, mapping->rule_count};
        if (!compile_rule(loader, &at, rule, &mapping->rules[mapping->rule_count++]))
            return false;
    }
    return true;
}
