#include "mapping_internal.h"

/* Expressions: a scalar is a constant; an object with "pad", "sjabloon" or "eerste" is computed; others nest. */

static const char *const cast_words[] = {"tekst", "getal", "decimaal", "bool", NULL};

static bool compile_items(const struct mapping_loader *loader, const struct mapping_place *place,
                          const struct spoor_json *json, struct mapping_expr *out_expr)
{
    struct spoor_arena *arena = &loader->mapping->arena;
    if (json->type == SPOOR_JSON_ARRAY && json->count == 0)
        return mapping_fault(loader, place, "a list with at least one expression was expected");
    out_expr->items = SPOOR_ARENA_ARRAY(arena, struct mapping_expr, json->count);
    for (const struct spoor_json *child = json->first; child; child = child->next) {
        bool named = json->type == SPOOR_JSON_OBJECT;
        struct mapping_place at = {place, named ? child->name : SPOOR_SLICE_NULL, out_expr->item_count};
        struct mapping_expr *item = &out_expr->items[out_expr->item_count++];
        if (!mapping_compile_expr(loader, &at, child, item))
            return false;
        item->name = child->name;
        out_expr->looks_up |= item->looks_up;
        item->is_place = named && spoor_slice_equal(child->name, SPOOR_SLICE("plaatsgevondenOp"));
    }
    return true;
}

static bool compile_table_name(const struct mapping_loader *loader, const struct mapping_place *place,
                               const struct spoor_json *json, struct mapping_expr *out_expr)
{
    struct mapping_place at = {place, json->name, 0};
    if (!mapping_expect(loader, &at, json, SPOOR_JSON_STRING))
        return false;
    out_expr->table = mapping_table_find(loader->mapping, json->text);
    if (!out_expr->table)
        return mapping_fault(loader, &at, "no table \"%.*s\" in /tabellen", SPOOR_SLICE_ARG(json->text));
    return true;
}

static bool compile_zone(const struct mapping_loader *loader, const struct mapping_place *place,
                         const struct spoor_json *json, struct mapping_expr *out_expr)
{
    struct mapping_place at = {place, json->name, 0};
    if (!mapping_expect(loader, &at, json, SPOOR_JSON_STRING))
        return false;
    if (!spoor_zone_parse(json->text, &out_expr->zone))
        return mapping_fault(loader, &at, "Europe/Amsterdam, UTC or an offset like +01:00 was expected");
    return true;
}

static bool compile_cast(const struct mapping_loader *loader, const struct mapping_place *place,
                         const struct spoor_json *json, struct mapping_expr *out_expr)
{
    int index = 0;
    struct mapping_place at = {place, json->name, 0};
    if (!mapping_expect_word(loader, &at, json, cast_words, &index))
        return false;
    out_expr->cast = (enum mapping_cast)(index + 1);
    return true;
}

static bool compile_otherwise(const struct mapping_loader *loader, const struct mapping_place *place,
                              const struct spoor_json *json, struct mapping_expr *out_expr)
{
    struct mapping_place at = {place, json->name, 0};
    out_expr->otherwise = SPOOR_ARENA_NEW(&loader->mapping->arena, struct mapping_expr);
    return mapping_compile_expr(loader, &at, json, out_expr->otherwise);
}

/* Members of a lookup that cannot work together. */
static bool check_lookup(const struct mapping_loader *loader, const struct mapping_place *place,
                         const struct spoor_json *json, const struct mapping_expr *expr)
{
    struct mapping_place zone = {place, SPOOR_SLICE("zone"), 0}, cast = {place, SPOOR_SLICE("als"), 0};
    if (expr->format_count == 0 && SPOOR_JSON_GET(json, "zone"))
        return mapping_fault(loader, &zone, "only beside tijd");
    if (expr->format_count > 0 && expr->cast > MAPPING_CAST_TEXT)
        return mapping_fault(loader, &cast, "not beside tijd: a time is a text");
    return true;
}

static bool compile_lookup(const struct mapping_loader *loader, const struct mapping_place *place,
                           const struct spoor_json *json, struct mapping_expr *out_expr)
{
    static const char *const names[] = {"pad", "tabel", "anders", "tijd", "zone", "als", NULL};
    const struct spoor_json *pad = SPOOR_JSON_GET(json, "pad"), *member;
    struct mapping_place at = {place, SPOOR_SLICE("pad"), 0};
    struct mapping_place tijd = {place, SPOOR_SLICE("tijd"), 0};
    if (!mapping_expect_members(loader, place, json, names) || !mapping_expect(loader, &at, pad, SPOOR_JSON_STRING) ||
        !mapping_compile_pointer(loader, &at, pad->text, &out_expr->pointer))
        return false;
    out_expr->kind = MAPPING_LOOKUP;
    out_expr->looks_up = true;
    out_expr->zone = loader->mapping->header.zone;
    if ((member = SPOOR_JSON_GET(json, "tabel")) && !compile_table_name(loader, place, member, out_expr))
        return false;
    if ((member = SPOOR_JSON_GET(json, "anders")) && !compile_otherwise(loader, place, member, out_expr))
        return false;
    if ((member = SPOOR_JSON_GET(json, "tijd")) && !mapping_compile_formats(loader, &tijd, member, out_expr))
        return false;
    if ((member = SPOOR_JSON_GET(json, "zone")) && !compile_zone(loader, place, member, out_expr))
        return false;
    if ((member = SPOOR_JSON_GET(json, "als")) && !compile_cast(loader, place, member, out_expr))
        return false;
    return check_lookup(loader, place, json, out_expr);
}

static bool compile_template(const struct mapping_loader *loader, const struct mapping_place *place,
                             const struct spoor_json *json, struct mapping_expr *out_expr)
{
    static const char *const names[] = {"sjabloon", NULL};
    struct mapping_place at = {place, SPOOR_SLICE("sjabloon"), 0};
    out_expr->kind = MAPPING_TEMPLATE;
    out_expr->looks_up = true;
    return mapping_expect_members(loader, place, json, names) &&
           mapping_compile_template(loader, &at, SPOOR_JSON_GET(json, "sjabloon"), out_expr);
}

static bool compile_first(const struct mapping_loader *loader, const struct mapping_place *place,
                          const struct spoor_json *json, struct mapping_expr *out_expr)
{
    static const char *const names[] = {"eerste", NULL};
    const struct spoor_json *list = SPOOR_JSON_GET(json, "eerste");
    struct mapping_place at = {place, SPOOR_SLICE("eerste"), 0};
    out_expr->kind = MAPPING_FIRST;
    return mapping_expect_members(loader, place, json, names) && mapping_expect(loader, &at, list, SPOOR_JSON_ARRAY) &&
           compile_items(loader, &at, list, out_expr);
}

bool mapping_compile_expr(const struct mapping_loader *loader, const struct mapping_place *place,
                          const struct spoor_json *json, struct mapping_expr *out_expr)
{
    *out_expr = (struct mapping_expr){.kind = MAPPING_CONSTANT, .constant = json};
    if (json->type == SPOOR_JSON_ARRAY) {
        out_expr->kind = MAPPING_ARRAY;
        return compile_items(loader, place, json, out_expr);
    }
    if (json->type != SPOOR_JSON_OBJECT)
        return true;
    if (SPOOR_JSON_GET(json, "pad"))
        return compile_lookup(loader, place, json, out_expr);
    if (SPOOR_JSON_GET(json, "sjabloon"))
        return compile_template(loader, place, json, out_expr);
    if (SPOOR_JSON_GET(json, "eerste"))
        return compile_first(loader, place, json, out_expr);
    out_expr->kind = MAPPING_OBJECT;
    return compile_items(loader, place, json, out_expr);
}
