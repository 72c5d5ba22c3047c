#include "mapping_internal.h"

static size_t hash_nocase(struct spoor_slice text)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (uint8_t)mapping_lower(text.data[i])) * 16777619u;
    return hash;
}

static void put_entry(struct mapping_table *table, struct spoor_slice from, const struct spoor_json *to)
{
    size_t slot = hash_nocase(from) & table->mask;
    while (spoor_slice_present(table->slots[slot].from))
        slot = (slot + 1) & table->mask;
    table->slots[slot] = (struct mapping_entry){from, to};
}

const struct spoor_json *mapping_table_get(const struct mapping_table *table, struct spoor_slice text)
{
    const struct spoor_json *nocase = NULL;
    size_t slot = hash_nocase(text) & table->mask;
    for (; spoor_slice_present(table->slots[slot].from); slot = (slot + 1) & table->mask) {
        const struct mapping_entry *entry = &table->slots[slot];
        if (spoor_slice_equal(entry->from, text))
            return entry->to;
        if (!nocase && mapping_equal_nocase(entry->from, text))
            nocase = entry->to;
    }
    return nocase;
}

const struct mapping_table *mapping_table_find(const struct spoor_mapping *mapping, struct spoor_slice name)
{
    for (size_t i = 0; i < mapping->table_count; i++)
        if (spoor_slice_equal(mapping->tables[i].name, name))
            return &mapping->tables[i];
    return NULL;
}

static bool compile_table(const struct mapping_loader *loader, const struct mapping_place *place,
                          const struct spoor_json *json, struct mapping_table *table)
{
    if (!mapping_expect(loader, place, json, SPOOR_JSON_OBJECT))
        return false;
    size_t capacity = 4;
    while (capacity < (size_t)json->count * 2)
        capacity *= 2;
    table->name = json->name;
    table->json = json;
    table->mask = capacity - 1;
    table->slots = SPOOR_ARENA_ARRAY(&loader->mapping->arena, struct mapping_entry, capacity);
    for (const struct spoor_json *entry = json->first; entry; entry = entry->next) {
        struct mapping_place at = {place, entry->name, 0};
        if (entry->type == SPOOR_JSON_OBJECT || entry->type == SPOOR_JSON_ARRAY)
            return mapping_fault(loader, &at, "a text, number, true, false or null was expected");
        put_entry(table, entry->name, entry);
    }
    return true;
}

bool mapping_compile_tables(const struct mapping_loader *loader, const struct mapping_place *place,
                            const struct spoor_json *json)
{
    struct spoor_mapping *mapping = loader->mapping;
    if (!mapping_expect(loader, place, json, SPOOR_JSON_OBJECT))
        return false;
    mapping->tables = SPOOR_ARENA_ARRAY(&mapping->arena, struct mapping_table, json->count);
    for (const struct spoor_json *table = json->first; table; table = table->next) {
        struct mapping_place at = {place, table->name, 0};
        if (!compile_table(loader, &at, table, &mapping->tables[mapping->table_count]))
            return false;
        mapping->table_count++;
    }
    return true;
}
