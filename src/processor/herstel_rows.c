/* Rows of the outbox against records of the topics: a hash table over ids, rows with the same id in a chain. */
#include "herstel_internal.h"

#include <spoor/codec/json.h>
#include <spoor/crypto/hash.h>
#include <stdlib.h>

enum { ARENA_BYTES_MAX = 64 << 20, CAPACITY_FIRST = 1024 };

struct row {
    struct spoor_uuid id, content;
    size_t next; /* row with the same bucket, +1; 0 = none */
    bool again, equal, other;
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

static bool identify(struct spoor_herstel_rows *rows, struct spoor_slice topic, struct spoor_slice key,
                     struct spoor_slice value, struct spoor_uuid *out_id)
{
    const struct spoor_json *json;
    spoor_arena_reset(&rows->arena);
    if (spoor_json_parse(value, &rows->arena, &json, NULL) != SPOOR_OK)
        return false;
    struct spoor_slice id = spoor_json_text(SPOOR_JSON_GET(json, "id"));
    struct spoor_slice parts[] = {topic, {"", 1}, key, {"", 1}, id};
    if (!spoor_slice_present(id))
        return false;
    *out_id = spoor_sha256_uuid(parts, sizeof parts / sizeof *parts);
    return true;
}

static struct spoor_uuid content_of(struct spoor_slice value)
{
    return spoor_sha256_uuid(&value, 1);
}

/* The value from `name` on, which is a member's name with its first quote; the rest when it is not there. */
static struct spoor_slice cut_at(struct spoor_slice *value, struct spoor_slice name)
{
    const char *at = memmem(value->data, value->length, name.data, name.length);
    size_t before = at ? (size_t)(at - value->data) + name.length : value->length;
    struct spoor_slice head = {value->data, before};
    *value = (struct spoor_slice){value->data + before, value->length - before};
    const char *quote = at ? memchr(value->data, '"', value->length) : NULL;
    if (quote)
        *value = (struct spoor_slice){quote, value->length - (size_t)(quote - value->data)};
    return head;
}

/* All but the moment of processing: our own encoder writes the envelope's time before data. A quote within a text is
 * escaped, so these names are members. */
static struct spoor_uuid lasting_content_of(struct spoor_slice value)
{
    struct spoor_slice parts[3];
    parts[0] = cut_at(&value, SPOOR_SLICE("\"time\":\""));
    parts[1] = cut_at(&value, SPOOR_SLICE("\"verwerktOp\":\""));
    parts[2] = value;
    return spoor_sha256_uuid(parts, sizeof parts / sizeof *parts);
}

bool spoor_herstel_rows_add(struct spoor_herstel_rows *rows, struct spoor_slice topic, struct spoor_slice key,
                            struct spoor_slice value, bool again)
{
    struct row row = {.content = again ? lasting_content_of(value) : content_of(value), .again = again};
    if (!identify(rows, topic, key, value, &row.id))
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
    struct spoor_uuid id;
    if (!identify(rows, topic, key, value, &id))
        return; /* not ours */
    struct spoor_uuid content = content_of(value), lasting = lasting_content_of(value);
    if (!rows->buckets)
        make_buckets(rows);
    for (size_t i = *bucket_of(rows, id); i; i = rows->rows[i - 1].next) {
        struct row *row = &rows->rows[i - 1];
        if (!spoor_uuid_equal(row->id, id))
            continue;
        if (spoor_uuid_equal(row->content, row->again ? lasting : content))
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
