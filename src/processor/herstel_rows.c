/* Rows of the outbox against messages of the topics: a hash table over ids, rows with the same id in a chain. */
#include "herstel_internal.h"

#include <spoor/codec/json.h>
#include <spoor/crypto/hash.h>
#include <stdlib.h>

enum { ARENA_BYTES_MAX = 64 << 20, CAPACITY_FIRST = 1024 };
#define NO_REIS SIZE_MAX

struct row {
    struct spoor_uuid id, content;
    size_t next; /* row with the same bucket, +1; 0 = none */
    size_t reis; /* NO_REIS: about no journey. A record may be rejected again, under the same id */
    struct spoor_slice made_after;
    int64_t revisie;
    bool beginstand;
    bool equal, other; /* what readers know under this id */
};

struct spoor_herstel_rows {
    struct row *rows;
    size_t count, capacity;
    size_t *buckets; /* row +1; made at the first look */
    size_t bucket_count;
    struct spoor_herstel_reizen reizen;
    struct spoor_arena arena; /* of one value */
};

struct message { /* what counts of one value */
    struct spoor_uuid number;
    struct spoor_slice id, ref, cause, moment; /* ref absent: about no journey */
    int64_t revisie;
    bool beginstand;
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
    spoor_herstel_reizen_fini(&rows->reizen);
    free(rows->buckets);
    free(rows->rows);
    free(rows);
}

/* --- reading a message -------------------------------------------------------------------------------------------- */

static bool read_message(struct spoor_herstel_rows *rows, struct spoor_slice topic, struct spoor_slice key,
                         struct spoor_slice value, struct message *out_message)
{
    const struct spoor_json *json;
    spoor_arena_reset(&rows->arena);
    if (spoor_json_parse(value, &rows->arena, &json, NULL) != SPOOR_OK)
        return false;
    struct spoor_slice id = spoor_json_text(SPOOR_JSON_GET(json, "id"));
    struct spoor_slice parts[] = {topic, {"", 1}, key, {"", 1}, id};
    if (!spoor_slice_present(id))
        return false;
    const struct spoor_json *data = SPOOR_JSON_GET(json, "data");
    *out_message = (struct message){.number = spoor_sha256_uuid(parts, sizeof parts / sizeof *parts),
                                    .id = id,
                                    .moment = spoor_json_text(SPOOR_JSON_GET(data, "verwerktOp")),
                                    .cause = spoor_json_text(SPOOR_JSON_GET(json, "causationid"))};
    if (spoor_json_int(SPOOR_JSON_GET(data, "revisie"), &out_message->revisie) && out_message->revisie > 0)
        out_message->ref = spoor_json_text(SPOOR_JSON_GET(data, "klantreisRef"));
    out_message->beginstand =
        spoor_slice_equal(spoor_json_text(SPOOR_JSON_GET(data, "soort")), SPOOR_SLICE("beginstand"));
    return true;
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

/* --- rows --------------------------------------------------------------------------------------------------------- */

void spoor_herstel_rows_corrected(struct spoor_herstel_rows *rows, size_t reis, int64_t revisie)
{
    if (revisie > rows->reizen.items[reis].corrected)
        rows->reizen.items[reis].corrected = revisie;
}

static void note_reis(struct spoor_herstel_rows *rows, struct row *row, const struct message *message,
                      struct spoor_slice key, int32_t partition)
{
    row->reis = NO_REIS;
    if (!spoor_slice_present(message->ref))
        return;
    row->reis = spoor_herstel_reis_get(&rows->reizen, key, message->ref, partition);
    if (spoor_herstel_is_command(message->cause, message->ref))
        spoor_herstel_rows_corrected(rows, row->reis, row->revisie);
}

struct spoor_slice spoor_herstel_rows_moment(struct spoor_herstel_rows *rows, struct spoor_slice value,
                                             struct spoor_arena *arena)
{
    struct message message;
    bool is_message = read_message(rows, SPOOR_SLICE_NULL, SPOOR_SLICE_NULL, value, &message);
    return is_message ? spoor_arena_copy(arena, message.moment) : SPOOR_SLICE_NULL;
}

bool spoor_herstel_rows_add(struct spoor_herstel_rows *rows, int32_t partition, struct spoor_slice topic,
                            struct spoor_slice key, struct spoor_slice value, struct spoor_slice made_after)
{
    struct message message;
    if (!read_message(rows, topic, key, value, &message))
        return false;
    struct row row = {.id = message.number,
                      .content = lasting_content_of(value),
                      .revisie = message.revisie,
                      .beginstand = message.beginstand,
                      .made_after = made_after};
    note_reis(rows, &row, &message, key, partition);
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

const struct spoor_herstel_reizen *spoor_herstel_rows_reizen(const struct spoor_herstel_rows *rows)
{
    return &rows->reizen;
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
    for (size_t i = rows->count; i-- > 0;) { /* each chain in the order of the rows */
        size_t *bucket = bucket_of(rows, rows->rows[i].id);
        rows->rows[i].next = *bucket;
        *bucket = i + 1;
    }
}

/* --- what readers know -------------------------------------------------------------------------------------------- */

static void know(struct spoor_herstel_reis *reis, int64_t revisie, int32_t partition, int64_t offset)
{
    if (revisie <= reis->told)
        return;
    reis->told = revisie;
    reis->told_partition = partition;
    reis->told_offset = offset;
}

/* One reject is one row: the first that is not met yet, of those alike if there are any. */
static void meet_reject(struct spoor_herstel_rows *rows, const struct spoor_herstel_message *seen,
                        const struct message *message, struct spoor_uuid content)
{
    struct row *other = NULL;
    for (size_t i = *bucket_of(rows, message->number); i; i = rows->rows[i - 1].next) {
        struct row *row = &rows->rows[i - 1];
        bool before =
            spoor_slice_present(row->made_after) && spoor_slice_compare(message->moment, row->made_after) <= 0;
        if (!spoor_uuid_equal(row->id, message->number) || row->equal || row->other || before)
            continue;
        if (spoor_uuid_equal(row->content, content)) {
            row->equal = true;
            return;
        }
        other = other ? other : row;
    }
    if (other)
        other->other = !seen->old;
}

/* False: no row has its id. */
static bool meet_rows(struct spoor_herstel_rows *rows, const struct spoor_herstel_message *seen,
                      const struct message *message)
{
    struct spoor_uuid content = lasting_content_of(seen->value);
    bool met = false;
    if (!spoor_slice_present(message->ref))
        meet_reject(rows, seen, message, content);
    for (size_t i = *bucket_of(rows, message->number); i; i = rows->rows[i - 1].next) {
        struct row *row = &rows->rows[i - 1];
        if (!spoor_uuid_equal(row->id, message->number) || row->reis == NO_REIS)
            continue;
        met = true;
        bool equal = spoor_uuid_equal(row->content, content);
        row->equal = row->equal || equal;
        row->other = row->other || (!equal && !seen->old);
        if (equal || !seen->old)
            know(&rows->reizen.items[row->reis], message->revisie, seen->partition, seen->offset);
    }
    return met;
}

bool spoor_herstel_rows_see(struct spoor_herstel_rows *rows, const struct spoor_herstel_message *seen,
                            struct spoor_herstel_told *out_told)
{
    struct message message;
    if (!read_message(rows, seen->topic, seen->key, seen->value, &message))
        return false; /* not ours */
    if (!rows->buckets)
        make_buckets(rows);
    if (meet_rows(rows, seen, &message) || seen->old || !spoor_slice_present(message.ref))
        return false;
    *out_told =
        (struct spoor_herstel_told){seen->key, message.ref, message.id, message.revisie, seen->partition, seen->offset};
    return true;
}

static void otherwise(struct spoor_herstel_reis *reis, int64_t revisie)
{
    if (revisie > reis->otherwise)
        reis->otherwise = revisie;
}

void spoor_herstel_rows_stranger(struct spoor_herstel_rows *rows, int32_t partition,
                                 const struct spoor_herstel_told *told)
{
    size_t index = spoor_herstel_reis_get(&rows->reizen, told->key, told->ref, partition);
    struct spoor_herstel_reis *reis = &rows->reizen.items[index];
    know(reis, told->revisie, told->partition, told->offset);
    otherwise(reis, told->revisie);
}

void spoor_herstel_rows_forget(struct spoor_herstel_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        rows->rows[i].equal = rows->rows[i].other = false;
    for (size_t i = 0; i < rows->reizen.count; i++)
        rows->reizen.items[i].otherwise = 0; /* the second reading sees more, and judges anew */
}

/* --- verdict ------------------------------------------------------------------------------------------------------ */

static bool is_told(const struct row *row)
{
    return row->equal || row->other;
}

/* A revisie that readers have passed is not told any more. A beginstand repeats one, unless they know it otherwise. */
bool spoor_herstel_rows_passed_over(const struct spoor_herstel_rows *rows, size_t index)
{
    const struct row *row = &rows->rows[index];
    if (is_told(row) || row->reis == NO_REIS)
        return is_told(row);
    const struct spoor_herstel_reis *reis = &rows->reizen.items[row->reis];
    return row->beginstand ? row->revisie < reis->told || row->revisie <= reis->otherwise : row->revisie <= reis->told;
}

/* What is passed over without being equal, readers know otherwise or miss. */
static void note_differences(struct spoor_herstel_rows *rows, size_t first, size_t count, bool beginstand)
{
    for (size_t i = first; i < first + count; i++) {
        const struct row *row = &rows->rows[i];
        if (row->reis != NO_REIS && row->beginstand == beginstand && !row->equal &&
            spoor_herstel_rows_passed_over(rows, i))
            otherwise(&rows->reizen.items[row->reis], row->revisie);
    }
}

static void count_reizen(const struct spoor_herstel_rows *rows, int32_t partition,
                         struct spoor_herstel_judgement *judgement)
{
    for (size_t i = 0; i < rows->reizen.count; i++) {
        const struct spoor_herstel_reis *reis = &rows->reizen.items[i];
        if (reis->partition != partition || reis->otherwise == 0)
            continue;
        judgement->differing++;
        judgement->waiting += spoor_herstel_reis_waits(reis);
    }
}

struct spoor_herstel_judgement spoor_herstel_rows_judge(struct spoor_herstel_rows *rows, int32_t partition,
                                                        size_t first, size_t count)
{
    struct spoor_herstel_judgement judgement = {0};
    size_t last = count;
    note_differences(rows, first, count, false);
    note_differences(rows, first, count, true);
    while (last > 0 && !is_told(&rows->rows[first + last - 1]))
        last--;
    for (size_t i = last; i-- > 0;) {
        bool told = is_told(&rows->rows[first + i]);
        judgement.told += told;
        judgement.missing += !told;
        if (!told)
            judgement.at = i;
    }
    while (judgement.published < count && spoor_herstel_rows_passed_over(rows, first + judgement.published))
        judgement.published++;
    count_reizen(rows, partition, &judgement);
    return judgement;
}
