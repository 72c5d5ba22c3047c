/* Fields: the members of a struct as one table, from which both its canonical JSON and its reader come.
 *
 * Surprising: reading is strict: members in the order of the table, none unknown, none twice, so what is read is what
 * was written. Defaults are left out: absent text, empty list, false, 0, no index, no instant. The source of a place
 * that stands earlier in the document is written as its number there. Threads: pure. Memory: reading borrows texts from
 * the JSON and puts arrays in the arena. */
#ifndef SPOOR_CODEC_FIELDS_INTERNAL_H
#define SPOOR_CODEC_FIELDS_INTERNAL_H

#include <spoor/codec/json.h>

enum spoor_field_type {
    SPOOR_FIELD_TEXT,    /* struct spoor_slice */
    SPOOR_FIELD_TEXT_AS, /* struct spoor_slice, left out when it is as another one, that of an earlier row */
    SPOOR_FIELD_TEXTS,   /* struct spoor_slice * with count */
    SPOOR_FIELD_NUMBER,  /* int32_t, 0 left out */
    SPOOR_FIELD_INDEX,   /* int32_t, -1 left out */
    SPOOR_FIELD_COUNTER, /* int64_t, always written */
    SPOOR_FIELD_BITS,    /* int64_t, 0 left out */
    SPOOR_FIELD_US,      /* int64_t, SPOOR_TIME_NONE left out */
    SPOOR_FIELD_TRUE,    /* bool, false left out */
    SPOOR_FIELD_FALSE,   /* bool, true left out */
    SPOOR_FIELD_STAND,   /* enum spoor_exemplaar_stand, always written */
    SPOOR_FIELD_PLACE,   /* struct spoor_place, left out when its us is SPOOR_TIME_NONE */
    SPOOR_FIELD_TELLERS, /* struct spoor_tellers */
    SPOOR_FIELD_RECORD,  /* a struct with fields of its own */
    SPOOR_FIELD_PART,    /* the same, left out when all its fields are */
    SPOOR_FIELD_RECORDS, /* an array of those with count */
};

#define SPOOR_FIELD_NO_OFFSET UINT16_MAX

struct spoor_fields;

struct spoor_field {
    const char *key; /* as written: "naam": with quotes and colon */
    uint8_t key_length;
    uint8_t type; /* enum spoor_field_type */
    uint16_t offset;
    uint16_t count_offset; /* of a TEXT_AS: of the other text */
    uint16_t capacity_offset;
    const struct spoor_fields *fields; /* of a RECORD, PART or RECORDS */
};

struct spoor_fields {
    const struct spoor_field *items;
    size_t count;
    size_t bytes; /* of one record */
};

#define SPOOR_FIELD_ROW(record, TYPE, name, member, count_at, capacity_at, sub)                                        \
    {                                                                                                                  \
        "\"" name "\":", sizeof("\"" name "\":") - 1, SPOOR_FIELD_##TYPE, offsetof(record, member), count_at,          \
            capacity_at, sub                                                                                           \
    }
#define SPOOR_FIELD(record, TYPE, name, member)                                                                        \
    SPOOR_FIELD_ROW(record, TYPE, name, member, SPOOR_FIELD_NO_OFFSET, SPOOR_FIELD_NO_OFFSET, NULL)
#define SPOOR_FIELD_OF(record, TYPE, name, member, sub)                                                                \
    SPOOR_FIELD_ROW(record, TYPE, name, member, SPOOR_FIELD_NO_OFFSET, SPOOR_FIELD_NO_OFFSET, sub)
#define SPOOR_FIELD_AS(record, name, member, other)                                                                    \
    SPOOR_FIELD_ROW(record, TEXT_AS, name, member, offsetof(record, other), SPOOR_FIELD_NO_OFFSET, NULL)
/* member: an array with <one>_count and <one>_capacity beside it. */
#define SPOOR_FIELD_LIST(record, TYPE, name, member, one, sub)                                                         \
    SPOOR_FIELD_ROW(record, TYPE, name, member, offsetof(record, one##_count), offsetof(record, one##_capacity), sub)
#define SPOOR_FIELDS(record, table)                                                                                    \
    {                                                                                                                  \
        (table), sizeof(table) / sizeof *(table), sizeof(record)                                                       \
    }

/* Fails to compile where a struct has grown: the new member needs a row, or canonical JSON would forget it. */
#define SPOOR_FIELDS_COMPLETE(record, bytes_on_64_bit)                                                                 \
    _Static_assert(sizeof(void *) != 8 || sizeof(record) == (bytes_on_64_bit),                                         \
                   #record ": add the row of its new member")

/* The first sources of a document in order of appearance; begins as {0}, and goes with all its records. */
enum { SPOOR_SOURCES_NUMBERED = 16 };
struct spoor_sources {
    size_t count;
    struct spoor_slice items[SPOOR_SOURCES_NUMBERED];
};

/* The number of a source that stands earlier, else -1: it gets the next one, while there is one. */
int64_t spoor_sources_take(struct spoor_sources *sources, struct spoor_slice source);

void spoor_fields_encode(const struct spoor_fields *fields, const void *record, struct spoor_json_writer *writer,
                         struct spoor_sources *sources);

struct spoor_fields_reader {
    struct spoor_arena *arena;
    struct spoor_sources sources;
};

/* NULL when json is such a record, else the value that is not as it should be. out_record: zeroed by the caller. */
const struct spoor_json *spoor_fields_decode(const struct spoor_fields *fields, const struct spoor_json *json,
                                             struct spoor_fields_reader *reader, void *out_record);

#endif
