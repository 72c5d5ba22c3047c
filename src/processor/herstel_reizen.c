/* What readers know of journeys: a hash table over (key, klantreisRef). */
#include "herstel_internal.h"

#include <inttypes.h>
#include <spoor/crypto/hash.h>
#include <stdlib.h>

enum { CAPACITY_FIRST = 1024 };

static struct spoor_uuid identify(struct spoor_slice key, struct spoor_slice ref)
{
    struct spoor_slice parts[] = {key, {"", 1}, ref};
    return spoor_sha256_uuid(parts, sizeof parts / sizeof *parts);
}

static size_t *bucket_of(const struct spoor_herstel_reizen *reizen, struct spoor_uuid id)
{
    uint64_t number;
    memcpy(&number, id.bytes, sizeof number);
    return &reizen->buckets[number & (reizen->bucket_count - 1)];
}

static void chain(struct spoor_herstel_reizen *reizen, size_t index)
{
    size_t *bucket = bucket_of(reizen, reizen->items[index].id);
    reizen->items[index].next = *bucket;
    *bucket = index + 1;
}

static void grow(struct spoor_herstel_reizen *reizen)
{
    if (reizen->count < reizen->capacity)
        return;
    reizen->capacity = reizen->capacity ? 2 * reizen->capacity : CAPACITY_FIRST;
    reizen->items = spoor_reallocate(reizen->items, reizen->capacity * sizeof *reizen->items);
    free(reizen->buckets);
    reizen->bucket_count = reizen->capacity;
    reizen->buckets = spoor_allocate(reizen->bucket_count * sizeof *reizen->buckets);
    for (size_t i = 0; i < reizen->count; i++)
        chain(reizen, i);
}

static char *copy_text(struct spoor_slice text)
{
    char *copy = spoor_allocate(text.length + 1);
    return memcpy(copy, text.data, text.length);
}

size_t spoor_herstel_reis_find(const struct spoor_herstel_reizen *reizen, struct spoor_slice key,
                               struct spoor_slice ref)
{
    struct spoor_uuid id = identify(key, ref);
    for (size_t i = reizen->count ? *bucket_of(reizen, id) : 0; i; i = reizen->items[i - 1].next)
        if (spoor_uuid_equal(reizen->items[i - 1].id, id))
            return i - 1;
    return SIZE_MAX;
}

size_t spoor_herstel_reis_get(struct spoor_herstel_reizen *reizen, struct spoor_slice key, struct spoor_slice ref,
                              int32_t partition)
{
    size_t index = spoor_herstel_reis_find(reizen, key, ref);
    if (index != SIZE_MAX)
        return index;
    grow(reizen);
    index = reizen->count++;
    reizen->items[index] = (struct spoor_herstel_reis){
        .id = identify(key, ref), .key = copy_text(key), .ref = copy_text(ref), .partition = partition};
    chain(reizen, index);
    return index;
}

void spoor_herstel_reizen_fini(struct spoor_herstel_reizen *reizen)
{
    for (size_t i = 0; i < reizen->count; i++) {
        free(reizen->items[i].key);
        free(reizen->items[i].ref);
    }
    free(reizen->items);
    free(reizen->buckets);
    *reizen = (struct spoor_herstel_reizen){0};
}

bool spoor_herstel_reis_waits(const struct spoor_herstel_reis *reis)
{
    return reis->otherwise > 0 && reis->corrected <= reis->otherwise;
}

struct spoor_slice spoor_herstel_command_id(struct spoor_arena *arena, struct spoor_slice ref, int64_t told)
{
    return spoor_arena_printf(arena, "herstel-%.*s-%" PRId64, SPOOR_SLICE_ARG(ref), told);
}

bool spoor_herstel_is_command(struct spoor_slice cause, struct spoor_slice ref)
{
    struct spoor_slice head = SPOOR_SLICE("herstel-");
    if (cause.length <= head.length + ref.length || memcmp(cause.data, head.data, head.length) != 0)
        return false;
    return memcmp(cause.data + head.length, ref.data, ref.length) == 0 && cause.data[head.length + ref.length] == '-';
}
