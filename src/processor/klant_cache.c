#include "klant_cache.h"

#include <spoor/base/arena.h>
#include <stdlib.h>
#include <uthash.h>

struct entry {
    struct spoor_klant_row row; /* texts point into `texts` behind the entry */
    size_t bytes;
    UT_hash_handle hh;
    char texts[];
};

struct spoor_klant_cache {
    struct entry *entries; /* in order of use: uthash keeps insertion order */
    size_t bytes, bytes_max;
};

struct spoor_klant_cache *spoor_klant_cache_new(size_t bytes_max)
{
    struct spoor_klant_cache *cache = spoor_allocate(sizeof *cache);
    cache->bytes_max = bytes_max;
    return cache;
}

static void entry_remove(struct spoor_klant_cache *cache, struct entry *entry)
{
    HASH_DEL(cache->entries, entry);
    cache->bytes -= entry->bytes;
    free(entry);
}

void spoor_klant_cache_clear(struct spoor_klant_cache *cache)
{
    while (cache->entries)
        entry_remove(cache, cache->entries);
}

void spoor_klant_cache_free(struct spoor_klant_cache *cache)
{
    if (!cache)
        return;
    spoor_klant_cache_clear(cache);
    free(cache);
}

static struct entry *entry_find(struct spoor_klant_cache *cache, struct spoor_uuid klant_id)
{
    struct entry *entry = NULL;
    HASH_FIND(hh, cache->entries, &klant_id, sizeof klant_id, entry);
    return entry;
}

static void entry_add(struct spoor_klant_cache *cache, struct entry *entry)
{
    HASH_ADD(hh, cache->entries, row.klant_id, sizeof entry->row.klant_id, entry);
}

bool spoor_klant_cache_find(struct spoor_klant_cache *cache, struct spoor_uuid klant_id,
                            struct spoor_klant_row *out_row)
{
    struct entry *entry = entry_find(cache, klant_id);
    if (!entry)
        return false;
    HASH_DEL(cache->entries, entry); /* to the end of the order of use */
    entry_add(cache, entry);
    *out_row = entry->row;
    return true;
}

static struct spoor_slice text_keep(struct entry *entry, size_t *used, struct spoor_slice text)
{
    if (!text.data)
        return text;
    char *place = entry->texts + *used;
    memcpy(place, text.data, text.length);
    *used += text.length;
    return (struct spoor_slice){place, text.length};
}

void spoor_klant_cache_drop(struct spoor_klant_cache *cache, struct spoor_uuid klant_id)
{
    struct entry *entry = entry_find(cache, klant_id);
    if (entry)
        entry_remove(cache, entry);
}

void spoor_klant_cache_put(struct spoor_klant_cache *cache, const struct spoor_klant_row *row)
{
    spoor_klant_cache_drop(cache, row->klant_id);
    size_t text_bytes = row->klant_ref.length + row->toestand.length + row->publicatiestand.length;
    size_t bytes = sizeof(struct entry) + text_bytes;
    if (bytes > cache->bytes_max)
        return;
    while (cache->entries && cache->bytes + bytes > cache->bytes_max)
        entry_remove(cache, cache->entries);
    struct entry *entry = spoor_allocate(bytes);
    size_t used = 0;
    entry->row = *row;
    entry->row.klant_ref = text_keep(entry, &used, row->klant_ref);
    entry->row.toestand = text_keep(entry, &used, row->toestand);
    entry->row.publicatiestand = text_keep(entry, &used, row->publicatiestand);
    entry->bytes = bytes;
    entry_add(cache, entry);
    cache->bytes += bytes;
}

size_t spoor_klant_cache_bytes(const struct spoor_klant_cache *cache)
{
    return cache->bytes;
}
