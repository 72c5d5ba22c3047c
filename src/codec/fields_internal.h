/* Fields: the members of a struct as one table, from which both its canonical JSON and its reader come.
 *
 * Surprising: reading is strict: members in the order of the table, none unknown, none twice, so what is read is what
 * was written. Defaults are left out: absent text, empty list, false, 0, no index, no instant.
 * Threads: pure. Memory: reading borrows texts from the JSON and puts arrays in the arena. */
#ifndef SPOOR_CODEC_FIELDS_INTERNAL_H
#define SPOOR_CODEC_FIELDS_INTERNAL_H

#include <spoor/codec/json.h>

enum spoor_field_type {
    SPOOR_FIELD_TEXT,    /* struct spoor_slice */
    SPOOR_FIELD_TEXTS,   /* struct spoor_slice * with count */
    SPOOR_FIELD_NUMBER,  /* int32_t, 0 left out */
    SPOOR_FIELD_INDEX,   /* int32_t, -1 left out */
    SPOOR_FIELD_COUNTER, /* int64_t, always written */
    SPOOR_FIELD_BITS,    /* int64_t, 0 left out */
    SPOOR_FIELD_US,      /* int64_t, SPOOR_TIME_NONE left out */
    SPOOR_FIELD_TRUE,    /* bool, false left out */
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
    uint16_t offset, count_offset, capacity_offset;
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

void spoor_fields_encode(const struct spoor_fields *fields, const void *record, struct spoor_json_writer *writer);
/* NULL when json is such a record, else the value that is not as it should be. out_record: zeroed by the caller. */
const struct spoor_json *spoor_fields_decode(const struct spoor_fields *fields, const struct spoor_json *json,
                                             struct spoor_arena *arena, void *out_record);

#endif
