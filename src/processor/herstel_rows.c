/* Rows of the outbox against records of the topics: a hash table over ids, rows with the same id in a chain. */
#include "herstel_internal.h"

#include <spoor/codec/json.h>
#include <spoor/crypto/hash.h>
#include <stdlib.h>

enum { ARENA_BYTES_MAX = 64 << 20, CAPACITY_FIRST = 1024 };

struct row {
    struct spoor_uuid id, content;
    size_t next; /* row with the same bucket, +1; 0 = none */
    bool equal, other;
};

struct spoor_herstel_rows {
    struct row *rows;
    size_t count, capacity;
    size_t *buckets; /* row +1; made at the first look */
    size_t bucket_count;
    struct spoor_arena arena; /* of one value */
};

struct spoor_herstel_rows *spoor_herstel_rows_new(void)
{
    struct spoor_herstel_rows *rows = spoor_allocate(sizeof *rows);
    spoor_arena_init(&rows->arena, ARENA_BYTES_MAX);
    return rows;
}

void spoor_herstel_rows_free(struct spoor_herstel_rows *rows)
{
    if (!rows)
        return;
    spoor_arena_fini(&rows->arena);
    free(rows->buckets);
    free(rows->rows);
    free(rows);
}

static bool identify(struct spoor_herstel_rows *rows, struct spoor_slice topic, struct spoor_slice value,
                     struct spoor_uuid *out_id)
{
    const struct spoor_json *json;
    spoor_arena_reset(&rows->arena);
    if (spoor_json_parse(value, &rows->arena, &json, NULL) != SPOOR_OK)
        return false;
    struct spoor_slice id = spoor_json_text(SPOOR_JSON_GET(json, "id"));
    struct spoor_slice parts[] = {topic, {"", 1}, id};
    if (!spoor_slice_present(id))
        return false;
    *out_id = spoor_sha256_uuid(parts, sizeof parts / sizeof *parts);
    return true;
}

static struct spoor_uuid content_of(struct spoor_slice key, struct spoor_slice value)
{
    struct spoor_slice parts[] = {key, {"", 1}, value};
    return spoor_sha256_uuid(parts, sizeof parts / sizeof *parts);
}

bool spoor_herstel_rows_add(struct spoor_herstel_rows *rows, struct spoor_slice topic, struct spoor_slice key,
                            struct spoor_slice value)
{
    struct row row = {.content = content_of(key, value)};
    if (!identify(rows, topic, value, &row.id))
        return false;
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity ? 2 * rows->capacity : CAPACITY_FIRST;
        rows->rows = spoor_reallocate(rows->rows, rows->capacity * sizeof *rows->rows);
    }
    rows->rows[rows->count++] = row;
    return true;
}

void spoor_herstel_rows_cut(struct spoor_herstel_rows *rows, size_t count)
{
    rows->count = count;
}

size_t spoor_herstel_rows_count(const struct spoor_herstel_rows *rows)
{
    return rows->count;
}

static size_t *bucket_of(struct spoor_herstel_rows *rows, struct spoor_uuid id)
{
    uint64_t number;
    memcpy(&number, id.bytes, sizeof number);
    return &rows->buckets[number & (rows->bucket_count - 1)];
}

static void make_buckets(struct spoor_herstel_rows *rows)
{
    rows->bucket_count = CAPACITY_FIRST;
    while (rows->bucket_count < rows->count)
        rows->bucket_count *= 2;
    rows->buckets = spoor_allocate(rows->bucket_count * sizeof *rows->buckets);
    for (size_t i = 0; i < rows->count; i++) {
        size_t *bucket = bucket_of(rows, rows->rows[i].id);
        rows->rows[i].next = *bucket;
        *bucket = i + 1;
    }
}

void spoor_herstel_rows_see(struct spoor_herstel_rows *rows, struct spoor_slice topic, struct spoor_slice key,
                            struct spoor_slice value, bool old)
{
    struct spoor_uuid id, content = content_of(key, value);
    if (!identify(rows, topic, value, &id))
        return; /* not ours */
    if (!rows->buckets)
        make_buckets(rows);
    for (size_t i = *bucket_of(rows, id); i; i = rows->rows[i - 1].next) {
        struct row *row = &rows->rows[i - 1];
        if (!spoor_uuid_equal(row->id, id))
            continue;
        if (spoor_uuid_equal(row->content, content))
            row->equal = true;
        else if (!old)
            row->other = true;
    }
}

struct spoor_herstel_judgement spoor_herstel_rows_judge(const struct spoor_herstel_rows *rows, size_t first,
                                                        size_t count)
{
    struct spoor_herstel_judgement judgement = {0};
    size_t last = count;
    while (last > 0 && !rows->rows[first + last - 1].equal)
        last--;
    for (size_t i = count; i-- > 0;) {
        const struct row *row = &rows->rows[first + i];
        bool differs = !row->equal && row->other, missing = !row->equal && !row->other && i < last;
        judgement.differing += differs;
        judgement.missing += missing;
        if (differs || missing)
            judgement.at = i;
    }
    judgement.published = last;
    return judgement;
}
