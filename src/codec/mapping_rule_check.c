#include "contract_internal.h"
#include "mapping_internal.h"

#include <spoor/base/nearest.h>
#include <spoor/base/time.h>
#include <stdlib.h>

/* A rule, held against the input contract: what it always writes, or writes by a table, must be what intake takes; an
 * object where a value is expected is a mistyped expression. What only the record says is intake's. */

#define REF_CHARACTERS_MAX 128
#define CODE_CHARACTERS_MAX 64
#define EXPRESSION "a value, or an object with pad, sjabloon or eerste was expected"

static const char *const expression_words[] = {"pad", "sjabloon", "eerste", NULL};
static const char *const type_names[] = {
#define SPOOR_KIND(id, domein, naam, rank, group, effect, contact) domein "." naam,
#include <spoor/domain/kinds.def>
#undef SPOOR_KIND
    NULL};

/* Where a value stands and what it is for; constant says whether a value that the file itself gives is right. */
struct use {
    const struct mapping_loader *loader;
    const struct contract_field *field; /* NULL for an attribute */
    bool (*constant)(const struct use *use, const struct mapping_place *place, const struct spoor_json *json);
};

static bool check_field(const struct mapping_loader *loader, const struct mapping_place *place,
                        const struct mapping_expr *expr, const struct contract_field *field);
static bool check_data(const struct mapping_loader *loader, const struct mapping_place *place,
                       const struct mapping_expr *data, enum spoor_kind kind);

/* ------------------------------------------------------------------------------------------------------- constants */

static size_t characters_of(struct spoor_slice text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += ((uint8_t)text.data[i] & 0xC0) != 0x80;
    return count;
}

/* A pointer or a template where a constant stands: the object around it was forgotten. */
static bool expect_no_pointer(const struct mapping_loader *loader, const struct mapping_place *place,
                              struct spoor_slice text)
{
    if (text.length > 1 && text.data[0] == '/')
        return mapping_fault(loader, place, "a constant; did you mean {\"pad\": \"%.*s\"}?", SPOOR_SLICE_ARG(text));
    if (text.length > 2 && memmem(text.data, text.length, "{/", 2))
        return mapping_fault(loader, place, "a constant; did you mean {\"sjabloon\": \"%.*s\"}?",
                             SPOOR_SLICE_ARG(text));
    return true;
}

static bool constant_text(const struct use *use, const struct mapping_place *place, const struct spoor_json *json)
{
    struct spoor_slice text = spoor_json_scalar(json);
    if (text.length == 0)
        return mapping_fault(use->loader, place, EXPRESSION);
    return expect_no_pointer(use->loader, place, text);
}

static bool constant_time(const struct use *use, const struct mapping_place *place, const struct spoor_json *json)
{
    int64_t us = 0;
    struct spoor_slice text = spoor_json_text(json);
    if (text.length > 0 && spoor_time_parse(text, use->loader->mapping->header.zone, &us, NULL, NULL))
        return true;
    return mapping_fault(use->loader, place, "a time (RFC 3339) or a date was expected, or an expression with tijd");
}

static bool constant_short(const struct use *use, const struct mapping_place *place, const struct spoor_json *json,
                           size_t characters_max)
{
    struct spoor_slice text = json->type == SPOOR_JSON_NUMBER ? json->text : spoor_json_text(json);
    if (text.length > 0 && characters_of(text) <= characters_max)
        return expect_no_pointer(use->loader, place, text);
    return mapping_fault(use->loader, place, "a text of 1 to %zu characters was expected", characters_max);
}

static bool constant_code(const struct use *use, const struct mapping_place *place, const struct spoor_json *json)
{
    struct spoor_slice code, lijn;
    enum spoor_lijst lijst = use->field->lijst;
    if (!constant_short(use, place, json, CODE_CHARACTERS_MAX))
        return false;
    if (lijst == SPOOR_LIJST_GEEN || spoor_code_find(lijst, json->text, &code, &lijn) == SPOOR_CODE_KNOWN)
        return true;
    return mapping_fault_unknown(use->loader, place, use->field->name, spoor_code_names(lijst), json->text);
}

static bool is_digits(struct spoor_slice text)
{
    bool negative = text.length > 0 && text.data[0] == '-';
    for (size_t i = negative; i < text.length; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.length > negative;
}

static bool constant_whole(const struct use *use, const struct mapping_place *place, const struct spoor_json *json)
{
    int64_t value = 0;
    if (!spoor_json_int(json, &value) && !is_digits(spoor_json_text(json)))
        return mapping_fault(use->loader, place, "a whole number was expected");
    return use->field->lijst == SPOOR_LIJST_GEEN || constant_code(use, place, json);
}

static bool constant_date(const struct use *use, const struct mapping_place *place, const struct spoor_json *json)
{
    int64_t us = 0;
    bool date_only = false;
    struct spoor_slice text = spoor_json_text(json);
    if (text.length > 0 && spoor_time_parse(text, use->loader->mapping->header.zone, &us, &date_only, NULL) &&
        date_only)
        return true;
    return mapping_fault(use->loader, place, "a date was expected, such as 2026-01-31");
}

static bool constant_bool(const struct use *use, const struct mapping_place *place, const struct spoor_json *json)
{
    struct spoor_slice text = spoor_json_scalar(json);
    if (spoor_slice_equal(text, SPOOR_SLICE("true")) || spoor_slice_equal(text, SPOOR_SLICE("false")))
        return true;
    return mapping_fault(use->loader, place, "true or false was expected");
}

static bool constant_duration(const struct use *use, const struct mapping_place *place, const struct spoor_json *json)
{
    struct spoor_slice text = spoor_json_text(json);
    if (json->type == SPOOR_JSON_NUMBER || is_digits(text) || contract_is_duration(text))
        return true;
    return mapping_fault(use->loader, place, "a duration (ISO 8601, or seconds) was expected");
}

static bool constant_of_field(const struct use *use, const struct mapping_place *place, const struct spoor_json *json)
{
    switch (use->field->type) {
    case CONTRACT_TIJD:
        return constant_time(use, place, json);
    case CONTRACT_REF:
    case CONTRACT_REF_LIST:
    case CONTRACT_USED:
        return constant_short(use, place, json, REF_CHARACTERS_MAX);
    case CONTRACT_CODE:
    case CONTRACT_CODE_LIST:
    case CONTRACT_SEALED_CODE:
        return constant_code(use, place, json);
    case CONTRACT_INT:
        return constant_whole(use, place, json);
    case CONTRACT_BOOL:
    case CONTRACT_STIL:
        return constant_bool(use, place, json);
    case CONTRACT_DUUR:
        return constant_duration(use, place, json);
    case CONTRACT_DATUM:
        return constant_date(use, place, json);
    case CONTRACT_TEKST:
        return constant_text(use, place, json);
    case CONTRACT_SOORT_REF:
    case CONTRACT_KLANT:
    case CONTRACT_ANONIEM:
    case CONTRACT_CORRECTIE:
    case CONTRACT_VERVANGING:
    case CONTRACT_OBJECT_LIST:
    case CONTRACT_TRANSACTIE_LIST:
    case CONTRACT_SEALED:
    case CONTRACT_IDENTIFICATIE:
    case CONTRACT_BETROKKENEN:
    case CONTRACT_OWN:
        return true;
    }
    return true;
}

static bool constant_source(const struct use *use, const struct mapping_place *place, const struct spoor_json *json)
{
    struct spoor_slice text = spoor_json_text(json);
    if (spoor_slice_present(text) && spoor_mapping_allows_source(use->loader->mapping, text))
        return true;
    return mapping_fault(use->loader, place, "a source of /bronnen was expected");
}

/* "fase-gestart" and "nl.overheid.klantreizen.fase-gestart.v1" are near misses that counting edits does not find. */
static const char *type_meant(struct spoor_slice text)
{
    const char *names[SPOOR_KIND_COUNT + 1];
    size_t count = 0;
    for (int kind = 0; kind < SPOOR_KIND_COUNT; kind++) {
        struct spoor_slice name = spoor_slice_of(spoor_kind_name((enum spoor_kind)kind));
        if (!spoor_kind_from_channel((enum spoor_kind)kind))
            continue;
        if (memmem(text.data, text.length, name.data, name.length))
            return type_names[kind];
        names[count++] = type_names[kind];
    }
    names[count] = NULL;
    return spoor_nearest(text, names, 6);
}

static bool find_type(struct spoor_slice text, enum spoor_kind *out_kind)
{
    for (int kind = 0; kind < SPOOR_KIND_COUNT; kind++) {
        *out_kind = (enum spoor_kind)kind;
        if (spoor_slice_equal(text, spoor_slice_of(type_names[kind])))
            return true;
    }
    return false;
}

static bool constant_type(const struct use *use, const struct mapping_place *place, const struct spoor_json *json)
{
    struct spoor_slice text = spoor_json_text(json);
    enum spoor_kind kind;
    if (text.length == 0)
        return mapping_fault(use->loader, place, "a type was expected, such as \"klantreizen.fase-gestart\"");
    if (!find_type(text, &kind)) {
        const char *meant = type_meant(text);
        return meant ? mapping_fault(use->loader, place, "unknown type; did you mean \"%s\"?", meant)
                     : mapping_fault(use->loader, place,
                                     "unknown type; <domein>.<kind> was expected, such as "
                                     "\"klantreizen.fase-gestart\"");
    }
    if (!spoor_kind_from_channel(kind))
        return mapping_fault(use->loader, place, "only Spoor itself makes records of this kind");
    return spoor_mapping_allows_kind(use->loader->mapping, kind) ||
           mapping_fault(use->loader, place, "%s is not in /soorten", spoor_kind_name(kind));
}

/* ------------------------------------------------------------------------------------------------------- one value */

/* An object that is no expression where a value belongs: most likely the word that makes it one is mistyped. */
static bool fault_of_object(const struct mapping_loader *loader, const struct mapping_place *place,
                            const struct mapping_expr *expr, const char *expected)
{
    for (size_t i = 0; expr->kind == MAPPING_OBJECT && i < expr->item_count; i++) {
        struct spoor_slice name = expr->items[i].name;
        struct mapping_place at = {place, name, 0};
        if (spoor_nearest(name, expression_words, spoor_edits_of_a_slip(name)))
            return mapping_fault_unknown(loader, &at, "member", expression_words, name);
    }
    return mapping_fault(loader, place, "%s", expected);
}

/* What a table gives is right when each of its values is; conversions behind it (tijd, als) make it something else. */
static bool check_table(const struct use *use, const struct mapping_expr *expr)
{
    struct mapping_place root = {NULL, SPOOR_SLICE_NULL, 0}, tables = {&root, SPOOR_SLICE("tabellen"), 0};
    if (!expr->table || expr->format_count > 0 || expr->cast > MAPPING_CAST_TEXT)
        return true;
    struct mapping_place table = {&tables, expr->table->name, 0};
    for (const struct spoor_json *entry = expr->table->json->first; entry; entry = entry->next) {
        struct mapping_place at = {&table, entry->name, 0};
        if (entry->type != SPOOR_JSON_NULL && !use->constant(use, &at, entry))
            return false;
    }
    return true;
}

static bool check_value(const struct use *use, const struct mapping_place *place, const struct mapping_expr *expr)
{
    struct mapping_place otherwise = {place, SPOOR_SLICE("anders"), 0}, first = {place, SPOOR_SLICE("eerste"), 0};
    switch (expr->kind) {
    case MAPPING_CONSTANT:
        return expr->constant->type == SPOOR_JSON_NULL || use->constant(use, place, expr->constant);
    case MAPPING_LOOKUP:
        return check_table(use, expr) && (!expr->otherwise || check_value(use, &otherwise, expr->otherwise));
    case MAPPING_TEMPLATE:
        return true;
    case MAPPING_FIRST:
        for (size_t i = 0; i < expr->item_count; i++)
            if (!check_value(use, &(struct mapping_place){&first, SPOOR_SLICE_NULL, i}, &expr->items[i]))
                return false;
        return true;
    case MAPPING_OBJECT:
    case MAPPING_ARRAY:
        return fault_of_object(use->loader, place, expr, EXPRESSION);
    }
    return true;
}

/* --------------------------------------------------------------------------------------------- objects and lists */

static bool fault_of_member(const struct mapping_loader *loader, const struct mapping_place *place,
                            enum contract_type of, struct spoor_slice name)
{
    const char *names[CONTRACT_MEMBERS_MAX + 3];
    size_t count = 0;
    contract_member_names(of, names);
    while (names[count])
        count++;
    if (!spoor_nearest(name, names, spoor_edits_of_a_slip(name)))
        memcpy(names + count, expression_words, sizeof(expression_words));
    return mapping_fault_unknown(loader, place, "member", names, name);
}

static bool check_members(const struct mapping_loader *loader, const struct mapping_place *place,
                          const struct mapping_expr *expr, const struct contract_field *of)
{
    for (size_t i = 0; i < expr->item_count; i++) {
        const struct mapping_expr *item = &expr->items[i];
        struct mapping_place at = {place, item->name, 0};
        struct contract_field member;
        if (!contract_member_find(of, item->name, &member))
            return fault_of_member(loader, &at, of->type, item->name);
        if (!check_field(loader, &at, item, &member))
            return false;
    }
    return true;
}

/* An object of a field, or with `list` a list of them. */
static bool check_object(const struct mapping_loader *loader, const struct mapping_place *place,
                         const struct mapping_expr *expr, const struct contract_field *of, bool list)
{
    struct mapping_place otherwise = {place, SPOOR_SLICE("anders"), 0}, first = {place, SPOOR_SLICE("eerste"), 0};
    bool nests = expr->kind == MAPPING_FIRST || (list && expr->kind == MAPPING_ARRAY);
    if (expr->kind == MAPPING_LOOKUP)
        return !expr->otherwise || check_object(loader, &otherwise, expr->otherwise, of, list);
    if (expr->kind == MAPPING_OBJECT && of->type == CONTRACT_VERVANGING)
        return check_data(loader, place, expr, SPOOR_KIND_COUNT);
    if (expr->kind == MAPPING_OBJECT && expr->item_count > 0)
        return check_members(loader, place, expr, of);
    if (expr->kind == MAPPING_CONSTANT && expr->constant->type == SPOOR_JSON_NULL)
        return true;
    if (!nests)
        return mapping_fault(loader, place, "an object was expected");
    const struct mapping_place *up = expr->kind == MAPPING_FIRST ? &first : place;
    for (size_t i = 0; i < expr->item_count; i++) {
        struct mapping_place at = {up, SPOOR_SLICE_NULL, i};
        if (!check_object(loader, &at, &expr->items[i], of, list && expr->kind == MAPPING_FIRST))
            return false;
    }
    return true;
}

static bool check_values(const struct use *use, const struct mapping_place *place, const struct mapping_expr *expr)
{
    if (expr->kind != MAPPING_ARRAY)
        return check_value(use, place, expr);
    for (size_t i = 0; i < expr->item_count; i++)
        if (!check_value(use, &(struct mapping_place){place, SPOOR_SLICE_NULL, i}, &expr->items[i]))
            return false;
    return true;
}

/* Whether a member of an object that the contract does not know is an expression with its word mistyped. */
static bool is_slip(const struct mapping_expr *item)
{
    struct spoor_slice text = item->kind == MAPPING_CONSTANT ? spoor_json_text(item->constant) : SPOOR_SLICE_NULL;
    const char *meant = spoor_nearest(item->name, expression_words, spoor_edits_of_a_slip(item->name));
    if (!meant)
        return false;
    if (*meant == 'p')
        return text.length > 0 && text.data[0] == '/';
    return *meant == 's' ? text.length > 0 && memchr(text.data, '{', text.length) : item->kind == MAPPING_ARRAY;
}

/* A value that is sealed as it comes: anything but a mistyped expression. */
static bool check_free(const struct mapping_loader *loader, const struct mapping_place *place,
                       const struct mapping_expr *expr)
{
    if (expr->kind == MAPPING_CONSTANT && !expect_no_pointer(loader, place, spoor_json_text(expr->constant)))
        return false;
    for (size_t i = 0; i < expr->item_count; i++) {
        const struct mapping_expr *item = &expr->items[i];
        bool named = expr->kind == MAPPING_OBJECT;
        struct mapping_place at = {place, named ? item->name : SPOOR_SLICE_NULL, i};
        if (named && is_slip(item))
            return mapping_fault_unknown(loader, &at, "member", expression_words, item->name);
        if (!check_free(loader, &at, item))
            return false;
    }
    return true;
}

static bool check_field(const struct mapping_loader *loader, const struct mapping_place *place,
                        const struct mapping_expr *expr, const struct contract_field *field)
{
    struct use use = {loader, field, constant_of_field};
    switch (field->type) {
    case CONTRACT_TIJD:
    case CONTRACT_REF:
    case CONTRACT_USED:
    case CONTRACT_TEKST:
    case CONTRACT_CODE:
    case CONTRACT_SEALED_CODE:
    case CONTRACT_INT:
    case CONTRACT_BOOL:
    case CONTRACT_STIL:
    case CONTRACT_DUUR:
    case CONTRACT_DATUM:
        return check_value(&use, place, expr);
    case CONTRACT_REF_LIST:
    case CONTRACT_CODE_LIST:
        return check_values(&use, place, expr);
    case CONTRACT_SOORT_REF:
    case CONTRACT_KLANT:
    case CONTRACT_ANONIEM:
    case CONTRACT_CORRECTIE:
    case CONTRACT_VERVANGING:
    case CONTRACT_IDENTIFICATIE:
        return check_object(loader, place, expr, field, false);
    case CONTRACT_OBJECT_LIST:
    case CONTRACT_TRANSACTIE_LIST:
    case CONTRACT_BETROKKENEN:
        return check_object(loader, place, expr, field, true);
    case CONTRACT_SEALED:
        return check_free(loader, place, expr);
    case CONTRACT_OWN:
        return mapping_fault(loader, place, "only Spoor itself writes it");
    }
    return true;
}

/* ------------------------------------------------------------------------------------------------------------ rule */

static bool check_attributes(const struct mapping_loader *loader, const struct mapping_place *place,
                             const struct mapping_rule *rule)
{
    for (int i = 0; i < MAPPING_ATTRIBUTE_COUNT; i++) {
        struct use use = {loader, NULL, constant_text};
        struct mapping_place at = {place, spoor_slice_of(mapping_attribute_names[i]), 0};
        if (i == MAPPING_TYPE)
            use.constant = constant_type;
        else if (i == MAPPING_SOURCE)
            use.constant = constant_source;
        else if (i == MAPPING_TIME)
            use.constant = constant_time;
        if (rule->attributes[i] && !check_value(&use, &at, rule->attributes[i]))
            return false;
    }
    return true;
}

/* Fewer than elsewhere: a field of one's own may be called taak, which is no slip of taal. */
static size_t edits_of_a_field_slip(struct spoor_slice name)
{
    return name.length <= 4 ? 0 : 1;
}

/* A field that the contract does not know is kept, sealed; one that is a slip of a known name would be lost in there.
 */
static bool check_data(const struct mapping_loader *loader, const struct mapping_place *place,
                       const struct mapping_expr *data, enum spoor_kind kind)
{
    if (data->kind != MAPPING_OBJECT)
        return mapping_fault(loader, place, "an object of fields was expected");
    for (size_t i = 0; i < data->item_count; i++) {
        const struct mapping_expr *item = &data->items[i];
        struct mapping_place at = {place, item->name, 0};
        struct contract_field field;
        bool known = contract_field_find(item->name, kind, &field);
        const char *meant = spoor_nearest(item->name, contract_field_names(), edits_of_a_field_slip(item->name));
        if (!known && (meant || is_slip(item)))
            return mapping_fault_unknown(loader, &at, "member", meant ? contract_field_names() : expression_words,
                                         item->name);
        if (!(known ? check_field(loader, &at, item, &field) : check_free(loader, &at, item)))
            return false;
    }
    return true;
}

static bool writes(const struct mapping_expr *data, const char *name)
{
    for (size_t i = 0; data && i < data->item_count; i++)
        if (spoor_slice_equal(data->items[i].name, spoor_slice_of(name)))
            return data->items[i].kind != MAPPING_CONSTANT || data->items[i].constant->type != SPOOR_JSON_NULL;
    return false;
}

/* The kind of all events of a rule; SPOOR_KIND_COUNT when only the record says it. */
static enum spoor_kind kind_of_rule(const struct mapping_rule *rule)
{
    const struct mapping_expr *type = rule->attributes[MAPPING_TYPE];
    enum spoor_kind kind;
    bool known = type && type->kind == MAPPING_CONSTANT && find_type(spoor_json_text(type->constant), &kind);
    return known ? kind : SPOOR_KIND_COUNT;
}

/* A rule of one kind that never writes a field its kind must have makes nothing but rejects. */
static bool check_required(const struct mapping_loader *loader, const struct mapping_place *place,
                           const struct mapping_rule *rule)
{
    struct mapping_place data = {place, SPOOR_SLICE("data"), 0};
    bool keeps_data = loader->mapping->header.format == SPOOR_FORMAT_CLOUDEVENTS && !rule->data;
    enum spoor_kind kind = kind_of_rule(rule);
    const char *name;
    if (keeps_data || kind == SPOOR_KIND_COUNT)
        return true;
    for (size_t i = 0; (name = contract_required(kind, i)); i++) {
        struct mapping_place at = {&data, spoor_slice_of(name), 0};
        if (!writes(rule->data, name))
            return mapping_fault(loader, &at, "%s must have it", spoor_kind_name(kind));
    }
    return true;
}

/* Without a source of its own an event takes the only one of the mapping. */
static bool check_source(const struct mapping_loader *loader, const struct mapping_place *place,
                         const struct mapping_rule *rule)
{
    const struct spoor_mapping *mapping = loader->mapping;
    struct mapping_place at = {place, SPOOR_SLICE("source"), 0};
    struct spoor_slice only = mapping->sources[0];
    bool one = mapping->source_count == 1 && only.data[only.length - 1] != '*';
    if (one || rule->attributes[MAPPING_SOURCE] || mapping->header.format == SPOOR_FORMAT_CLOUDEVENTS)
        return true;
    return mapping_fault(loader, &at, "a source was expected: /bronnen allows several");
}

bool mapping_check_rule(const struct mapping_loader *loader, const struct mapping_place *place,
                        const struct mapping_rule *rule)
{
    struct mapping_place data = {place, SPOOR_SLICE("data"), 0};
    return check_attributes(loader, place, rule) && check_source(loader, place, rule) &&
           (!rule->data || check_data(loader, &data, rule->data, kind_of_rule(rule))) &&
           check_required(loader, place, rule);
}
