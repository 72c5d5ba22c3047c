#include "canonical_internal.h"

#include <stddef.h>

enum attribute_type {
    ATTRIBUTE_TEXT,
    ATTRIBUTE_INT32,
    ATTRIBUTE_INT64,
    ATTRIBUTE_US,
    ATTRIBUTE_BYTES,
    ATTRIBUTE_FLAG,
    ATTRIBUTE_HEX,
    ATTRIBUTE_BASE64,
    ATTRIBUTE_RAW,
    ATTRIBUTE_VERSION,
    ATTRIBUTE_SOORT,
};

struct attribute {
    const char *name;
    uint8_t name_length;
    uint8_t type; /* enum attribute_type */
    uint16_t offset;
};

static const struct attribute attributes[] = {
#define SPOOR_ATTRIBUTE(member, name, type)                                                                            \
    {name, sizeof(name) - 1, ATTRIBUTE_##type, offsetof(struct spoor_canonical, member)},
#include "attributes.def"
#undef SPOOR_ATTRIBUTE
};
#define ATTRIBUTE_COUNT (sizeof attributes / sizeof *attributes)

static const struct spoor_slice soort_names[] = {
    [SPOOR_RECORD_GEBEURTENIS] = {"gebeurtenis", 11},
    [SPOOR_RECORD_AFGEWEZEN] = {"afgewezen", 9},
    [SPOOR_RECORD_LEEG] = {"leeg", 4},
};

struct spoor_slice spoor_record_soort_name(enum spoor_record_soort soort)
{
    return soort_names[soort];
}

bool spoor_record_soort_find(struct spoor_slice name, enum spoor_record_soort *out_soort)
{
    for (size_t i = 0; i < sizeof soort_names / sizeof *soort_names; i++)
        if (spoor_slice_equal(name, soort_names[i])) {
            *out_soort = (enum spoor_record_soort)i;
            return true;
        }
    return false;
}

static bool take_base64(const struct spoor_json *json, struct spoor_arena *arena, struct spoor_slice *out_bytes)
{
    struct spoor_slice text = spoor_json_text(json);
    if (!text.data)
        return false;
    char *bytes = spoor_arena_text(arena, text.length / 4 * 3 + 3);
    size_t length;
    if (!spoor_base64_decode(text, bytes, &length))
        return false;
    *out_bytes = (struct spoor_slice){bytes, length};
    return true;
}

static bool take_int32(const struct spoor_json *json, int32_t *out_value)
{
    int64_t value;
    if (!spoor_json_int(json, &value) || value < INT32_MIN || value > INT32_MAX)
        return false;
    *out_value = (int32_t)value;
    return true;
}

/* False when the value is not of the attribute's type. */
static bool take_attribute(const struct attribute *attribute, const struct spoor_json *json, struct spoor_arena *arena,
                           struct spoor_canonical *record)
{
    void *at = (char *)record + attribute->offset;
    switch ((enum attribute_type)attribute->type) {
    case ATTRIBUTE_TEXT:
        *(struct spoor_slice *)at = spoor_json_text(json);
        return json->type == SPOOR_JSON_STRING;
    case ATTRIBUTE_INT32:
        return take_int32(json, at);
    case ATTRIBUTE_INT64:
    case ATTRIBUTE_US:
    case ATTRIBUTE_BYTES:
        return spoor_json_int(json, at);
    case ATTRIBUTE_FLAG:
        *(bool *)at = json->type == SPOOR_JSON_TRUE;
        return *(bool *)at || json->type == SPOOR_JSON_FALSE;
    case ATTRIBUTE_HEX:
        return spoor_hex_parse(spoor_json_text(json), at, 16);
    case ATTRIBUTE_BASE64:
        return take_base64(json, arena, at);
    case ATTRIBUTE_VERSION:
    case ATTRIBUTE_SOORT:
        return true;
    case ATTRIBUTE_RAW:
        *(struct spoor_slice *)at = json->raw;
        return json->type == SPOOR_JSON_OBJECT;
    }
    return false;
}

/* Starts at the attribute after the last one found: records are written in the order of the table. */
static const struct attribute *find_attribute(struct spoor_slice name, size_t *cursor)
{
    size_t i = *cursor;
    for (size_t n = 0; n < ATTRIBUTE_COUNT; n++) {
        const struct attribute *attribute = &attributes[i];
        i = i + 1 < ATTRIBUTE_COUNT ? i + 1 : 0;
        if (attribute->name_length == name.length && memcmp(attribute->name, name.data, name.length) == 0) {
            *cursor = i;
            return attribute;
        }
    }
    return NULL;
}

static enum spoor_status refuse(struct spoor_error *err, const char *reden, const char *what, struct spoor_slice name)
{
    return spoor_error_set(err, SPOOR_REJECT, reden, "canonical record: %s \"%.*s\"", what, SPOOR_SLICE_ARG(name));
}

/* What the frame of a record says; the attributes of the table come after it. */
struct frame {
    const struct spoor_json *canon, *soort, *data;
};

static void note_frame(const struct attribute *attribute, const struct spoor_json *json, struct frame *frame)
{
    if (attribute->type == ATTRIBUTE_VERSION)
        frame->canon = json;
    else if (attribute->type == ATTRIBUTE_SOORT)
        frame->soort = json;
    else if (attribute->type == ATTRIBUTE_RAW)
        frame->data = json;
}

static enum spoor_status take_members(const struct spoor_json *json, struct spoor_arena *arena,
                                      struct spoor_canonical *record, struct frame *frame, struct spoor_error *err)
{
    size_t cursor = 0;
    for (const struct spoor_json *member = json->first; member; member = member->next) {
        const struct attribute *attribute = find_attribute(member->name, &cursor);
        if (attribute && member->type != SPOOR_JSON_NULL && !take_attribute(attribute, member, arena, record))
            return refuse(err, "onleesbaar", "unexpected value of", member->name);
        if (attribute)
            note_frame(attribute, member, frame);
    }
    return SPOOR_OK;
}

/* A later version is not unreadable but unknown: it is tried again after an upgrade. */
static enum spoor_status check_frame(const struct frame *frame, struct spoor_canonical *record, struct spoor_error *err)
{
    int64_t version;
    if (!spoor_json_int(frame->canon, &version))
        return refuse(err, "onleesbaar", "missing", SPOOR_SLICE("spoorcanon"));
    if (version != SPOOR_CANONICAL_VERSION)
        return refuse(err, "onbekend_type", "unknown version", spoor_json_scalar(frame->canon));
    if (!spoor_record_soort_find(spoor_json_text(frame->soort), &record->soort))
        return refuse(err, "onleesbaar", "missing or unknown", SPOOR_SLICE("spoorsoort"));
    return SPOOR_OK;
}

/* The part of text after its last dot; *rest is what stands before that dot. */
static struct spoor_slice last_part(struct spoor_slice text, struct spoor_slice *rest)
{
    const char *dot = text.data ? memrchr(text.data, '.', text.length) : NULL;
    if (!dot) {
        *rest = SPOOR_SLICE_NULL;
        return text;
    }
    *rest = (struct spoor_slice){text.data, (size_t)(dot - text.data)};
    return (struct spoor_slice){dot + 1, text.length - rest->length - 1};
}

/* `<prefix>.<domein>.<object>-<participle>[.v1]`. */
static bool find_kind(struct spoor_slice type, enum spoor_kind *out_kind)
{
    struct spoor_slice rest, naam = last_part(type, &rest);
    if (spoor_slice_equal(naam, SPOOR_SLICE("v1")))
        naam = last_part(rest, &rest);
    struct spoor_slice domein = last_part(rest, &rest);
    return domein.data && spoor_kind_find_type(domein, naam, out_kind);
}

static enum spoor_status check_event(const struct spoor_canonical *record, bool known, struct spoor_error *err)
{
    const struct spoor_event *event = &record->event;
    if (!record->type.data)
        return refuse(err, "geen_type", "missing", SPOOR_SLICE("type"));
    if (!known)
        return refuse(err, "onbekend_type", "unknown type", record->type);
    if (!event->source.data)
        return refuse(err, "geen_source", "missing", SPOOR_SLICE("source"));
    if (!event->id.data)
        return refuse(err, "geen_id", "missing", SPOOR_SLICE("id"));
    if (!event->klant_ref.data)
        return refuse(err, "onleesbaar", "missing", SPOOR_SLICE("spoorklant"));
    if (event->broker_us == SPOOR_TIME_NONE)
        return refuse(err, "onleesbaar", "missing", SPOOR_SLICE("spoorbrokertijd"));
    return SPOOR_OK;
}

static enum spoor_status settle(struct spoor_canonical *record, const struct frame *frame, struct spoor_arena *arena,
                                struct spoor_error *err)
{
    static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};
    struct spoor_event *event = &record->event;
    enum spoor_status status = check_frame(frame, record, err);
    if (status != SPOOR_OK)
        return status;
    bool known = find_kind(record->type, &event->kind);
    if (record->time.data && !spoor_time_parse(record->time, amsterdam, &event->time_us, NULL, NULL))
        event->time_us = SPOOR_TIME_NONE;
    spoor_event_decode_data(event, frame->data, arena);
    if (record->soort == SPOOR_RECORD_GEBEURTENIS)
        status = check_event(record, known, err);
    if (!event->origin.topic.data)
        return refuse(err, "onleesbaar", "missing", SPOOR_SLICE("spoortopic"));
    return status;
}

enum spoor_status spoor_canonical_decode(struct spoor_slice value, struct spoor_arena *arena,
                                         struct spoor_canonical *out_record, struct spoor_error *err)
{
    const struct spoor_json *json;
    struct frame frame = {0};
    *out_record = (struct spoor_canonical){.event = {.kind = SPOOR_KIND_COUNT}};
    out_record->event.time_us = out_record->event.broker_us = SPOOR_TIME_NONE;
    enum spoor_status status = spoor_json_parse_briefly(value, arena, &json, err);
    if (status != SPOOR_OK)
        return status;
    if (json->type != SPOOR_JSON_OBJECT)
        return refuse(err, "onleesbaar", "not an object", SPOOR_SLICE(""));
    status = take_members(json, arena, out_record, &frame, err);
    return status == SPOOR_OK ? settle(out_record, &frame, arena, err) : status;
}

enum spoor_status spoor_canonical_decode_data(struct spoor_slice data, struct spoor_arena *arena,
                                              struct spoor_event *event, struct spoor_error *err)
{
    const struct spoor_json *json;
    enum spoor_status status = spoor_json_parse_briefly(data, arena, &json, err);
    if (status != SPOOR_OK)
        return status;
    if (json->type != SPOOR_JSON_OBJECT)
        return refuse(err, "onleesbaar", "not an object:", SPOOR_SLICE("data"));
    event->data = data;
    spoor_event_decode_data(event, json, arena);
    return SPOOR_OK;
}
