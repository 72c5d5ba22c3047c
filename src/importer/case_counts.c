#include "importer_internal.h"

#include <stdlib.h>

#define CAPACITY_FIRST 1024

uint64_t import_case_hash(struct spoor_slice zaak)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < zaak.length; i++)
        hash = (hash ^ (uint8_t)zaak.data[i]) * UINT64_C(0x100000001b3);
    hash = (hash ^ (hash >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ (hash >> 27)) * UINT64_C(0x94d049bb133111eb);
    hash ^= hash >> 31;
    return hash ? hash : 1;
}

/* Where the hash is, or would be. */
static size_t place_of(const struct import_case_counts *counts, uint64_t hash)
{
    size_t place = (size_t)hash & (counts->capacity - 1);
    while (counts->hashes[place] && counts->hashes[place] != hash)
        place = (place + 1) & (counts->capacity - 1);
    return place;
}

static void grow(struct import_case_counts *counts)
{
    struct import_case_counts old = *counts;
    counts->capacity = old.capacity ? old.capacity * 2 : CAPACITY_FIRST;
    counts->hashes = spoor_allocate(counts->capacity * sizeof *counts->hashes);
    counts->rows = spoor_allocate(counts->capacity * sizeof *counts->rows);
    for (size_t i = 0; i < old.capacity; i++) {
        if (!old.hashes[i])
            continue;
        size_t place = place_of(counts, old.hashes[i]);
        counts->hashes[place] = old.hashes[i];
        counts->rows[place] = old.rows[i];
    }
    import_case_counts_fini(&old);
}

uint32_t import_case_counts_next(struct import_case_counts *counts, uint64_t hash)
{
    if (counts->count * 3 >= counts->capacity * 2)
        grow(counts);
    size_t place = place_of(counts, hash);
    if (!counts->hashes[place]) {
        counts->hashes[place] = hash;
        counts->count++;
    }
    return ++counts->rows[place];
}

void import_case_counts_fini(struct import_case_counts *counts)
{
    free(counts->hashes);
    free(counts->rows);
    *counts = (struct import_case_counts){0};
}
