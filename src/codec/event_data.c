#include "canonical_internal.h"

#include <stddef.h>

enum data_type {
    DATA_TEXT,
    DATA_TEXTS,
    DATA_OBJECTS,
    DATA_TIME,
    DATA_PRECISIE,
    DATA_NUMBER,
    DATA_FALSE,
    DATA_ACTOR,
    DATA_OVER,
    DATA_DOCUMENT,
    DATA_CORRECTIE,
    DATA_EVENT,
    DATA_BOOL,
    DATA_SOORT,
    DATA_CONTACT_REF,
    DATA_AFBEELDING,
};

struct data_field {
    const char *name;
    uint8_t name_length;
    uint8_t type; /* enum data_type */
    uint16_t offset;
};

static const struct data_field fields[] = {
#define SPOOR_FIELD(member, name, type) {name, sizeof(name) - 1, DATA_##type, offsetof(struct spoor_event, member)},
#include <spoor/codec/fields.def>
#undef SPOOR_FIELD
};
#define FIELD_COUNT (sizeof fields / sizeof *fields)

static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};

struct spoor_slice spoor_data_text(const struct spoor_json *json)
{
    bool has_text = json && (json->type == SPOOR_JSON_STRING || json->type == SPOOR_JSON_NUMBER);
    return has_text && json->text.length > 0 ? json->text : SPOOR_SLICE_NULL;
}

static void take_time(const struct spoor_json *json, int64_t *out_us, bool *out_date_only)
{
    *out_us = SPOOR_TIME_NONE;
    *out_date_only = false;
    if (json->type == SPOOR_JSON_STRING && !spoor_time_parse(json->text, amsterdam, out_us, out_date_only, NULL))
        *out_us = SPOOR_TIME_NONE;
}

/* naarAanleidingVan: only a klantcontact is of use here. */
static struct spoor_slice contact_ref(const struct spoor_json *json)
{
    bool contact = spoor_slice_equal(spoor_data_text(SPOOR_JSON_GET(json, "soort")), SPOOR_SLICE("klantcontact"));
    return contact ? spoor_data_text(SPOOR_JSON_GET(json, "ref")) : SPOOR_SLICE_NULL;
}

static void take_number(const struct spoor_json *json, int32_t *out_value)
{
    int64_t value;
    *out_value = spoor_json_int(json, &value) && value >= 0 && value <= INT32_MAX ? (int32_t)value : 0;
}

static void add_text(struct spoor_slice *texts, size_t *count, struct spoor_slice text)
{
    if (spoor_slice_present(text))
        texts[(*count)++] = text;
}

static void take_texts(const struct spoor_json *json, struct spoor_arena *arena, bool objects,
                       struct spoor_slice **out_texts, size_t *out_count)
{
    *out_count = 0;
    if (json->type == SPOOR_JSON_NULL)
        return;
    bool several = json->type == SPOOR_JSON_ARRAY;
    *out_texts = SPOOR_ARENA_ARRAY(arena, struct spoor_slice, several ? json->count : 1);
    for (const struct spoor_json *item = several ? json->first : json; item; item = several ? item->next : NULL)
        add_text(*out_texts, out_count, spoor_data_text(objects ? SPOOR_JSON_GET(item, "objectId") : item));
}

static void take_afbeelding(const struct spoor_json *json, struct spoor_arena *arena, struct spoor_event *event)
{
    if (json->type != SPOOR_JSON_OBJECT)
        return;
    struct spoor_fase_afbeelding *pairs = SPOOR_ARENA_ARRAY(arena, struct spoor_fase_afbeelding, json->count + 1);
    size_t count = 0;
    for (const struct spoor_json *pair = json->first; pair; pair = pair->next)
        pairs[count++] = (struct spoor_fase_afbeelding){.van = pair->name, .naar = spoor_data_text(pair)};
    event->fase_afbeelding = pairs;
    event->fase_afbeelding_count = count;
}

/* docs/contracten.md: moment dag registratie; another is unset. */
static bool find_precisie(struct spoor_slice name, enum spoor_precisie *out_precisie)
{
    static const struct spoor_slice names[] = {
        [SPOOR_PRECISIE_MOMENT] = {"moment", 6},
        [SPOOR_PRECISIE_DAG] = {"dag", 3},
        [SPOOR_PRECISIE_REGISTRATIE] = {"registratie", 11},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (spoor_slice_equal(name, names[i])) {
            *out_precisie = (enum spoor_precisie)i;
            return true;
        }
    return false;
}

/* What was seen while walking over the members. */
struct seen {
    bool precisie, date_only;
};

static const struct spoor_event *decode_apart(enum spoor_kind kind, const struct spoor_json *json,
                                              struct spoor_arena *arena);

/* The count beside a list of texts. */
static size_t *texts_count(struct spoor_event *event, const void *at)
{
    return at == &event->kanalen ? &event->kanaal_count : &event->zaak_ref_count;
}

static void take_field(const struct data_field *field, const struct spoor_json *json, struct spoor_arena *arena,
                       struct spoor_event *event, struct seen *seen)
{
    void *at = (char *)event + field->offset;
    bool date_only;
    switch ((enum data_type)field->type) {
    case DATA_TEXT:
        *(struct spoor_slice *)at = spoor_data_text(json);
        break;
    case DATA_TEXTS:
        take_texts(json, arena, false, at, texts_count(event, at));
        break;
    case DATA_OBJECTS:
        take_texts(json, arena, true, at, &event->onderwerpobject_count);
        break;
    case DATA_TIME:
        take_time(json, at, &date_only);
        if (at == &event->plaatsgevonden_us)
            seen->date_only = date_only;
        break;
    case DATA_PRECISIE:
        seen->precisie = find_precisie(spoor_json_text(json), at);
        break;
    case DATA_NUMBER:
        take_number(json, at);
        break;
    case DATA_FALSE:
        *(bool *)at = json->type == SPOOR_JSON_FALSE;
        break;
    case DATA_CORRECTIE:
        event->correctie_source = spoor_data_text(SPOOR_JSON_GET(json, "source"));
        event->correctie_id = spoor_data_text(SPOOR_JSON_GET(json, "id"));
        break;
    case DATA_EVENT:
        *(const struct spoor_event **)at = decode_apart(event->kind, json, arena);
        break;
    case DATA_BOOL:
        *(bool *)at = json->type == SPOOR_JSON_TRUE;
        break;
    case DATA_SOORT:
        *(struct spoor_slice *)at = spoor_data_text(SPOOR_JSON_GET(json, "soort"));
        break;
    case DATA_CONTACT_REF:
        *(struct spoor_slice *)at = contact_ref(json);
        break;
    case DATA_AFBEELDING:
        take_afbeelding(json, arena, event);
        break;
    case DATA_ACTOR:
        *(struct spoor_slice *)at = spoor_data_text(SPOOR_JSON_GET(json, "ref"));
        break;
    case DATA_OVER:
        event->over_soort = spoor_data_text(SPOOR_JSON_GET(json, "soort"));
        event->over_ref = spoor_data_text(SPOOR_JSON_GET(json, "ref"));
        break;
    case DATA_DOCUMENT:
        *(struct spoor_slice *)at = json->type == SPOOR_JSON_STRING ? json->text : json->raw;
        break;
    }
}

/* Starts at the field after the last one found: records of one source have their members in one order. */
static const struct data_field *find_field(struct spoor_slice name, size_t *cursor)
{
    size_t i = *cursor;
    for (size_t n = 0; n < FIELD_COUNT; n++) {
        const struct data_field *field = &fields[i];
        i = i + 1 < FIELD_COUNT ? i + 1 : 0;
        if (field->name_length == name.length && memcmp(field->name, name.data, name.length) == 0) {
            *cursor = i;
            return field;
        }
    }
    return NULL;
}

static void forget_data(struct spoor_event *event)
{
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        void *at = (char *)event + fields[i].offset;
        if (fields[i].type == DATA_TEXT || fields[i].type == DATA_DOCUMENT || fields[i].type == DATA_SOORT ||
            fields[i].type == DATA_CONTACT_REF || fields[i].type == DATA_ACTOR)
            *(struct spoor_slice *)at = SPOOR_SLICE_NULL;
        else if (fields[i].type == DATA_TIME)
            *(int64_t *)at = SPOOR_TIME_NONE;
        else if (fields[i].type == DATA_FALSE)
            *(bool *)at = false;
    }
    event->correctie_source = event->correctie_id = SPOOR_SLICE_NULL;
    event->vervanging = NULL;
    event->over_soort = event->over_ref = SPOOR_SLICE_NULL;
    event->zaak_refs = event->onderwerpobjecten = event->kanalen = NULL;
    event->zaak_ref_count = event->onderwerpobject_count = event->kanaal_count = 0;
    event->gegevens = NULL;
    event->fase_afbeelding = NULL;
    event->fase_afbeelding_count = 0;
    event->definitie_versie = event->revisie = event->naar_versie = 0;
    event->automatisch = false;
    event->precisie = SPOOR_PRECISIE_MOMENT;
}

/* Without a moment it is that of the registration, whatever that is taken to be. */
static void settle_precisie(struct spoor_event *event, const struct seen *seen)
{
    if (seen->precisie)
        return;
    if (event->plaatsgevonden_us == SPOOR_TIME_NONE)
        event->precisie = SPOOR_PRECISIE_REGISTRATIE;
    else
        event->precisie = seen->date_only ? SPOOR_PRECISIE_DAG : SPOOR_PRECISIE_MOMENT;
}

static void take_data(struct spoor_event *event, const struct spoor_json *data, struct spoor_arena *arena)
{
    struct seen seen = {0};
    size_t cursor = 0;
    forget_data(event);
    for (const struct spoor_json *member = data ? data->first : NULL; member; member = member->next) {
        const struct data_field *field = find_field(member->name, &cursor);
        if (field && member->type != SPOOR_JSON_NULL)
            take_field(field, member, arena, event, &seen);
    }
    settle_precisie(event, &seen);
    if (event->kind < SPOOR_KIND_COUNT && spoor_kind_group(event->kind) == SPOOR_GROUP_KLANT)
        event->gegevens = spoor_klantgegevens_decode(data, arena);
}

/* As deep as the JSON is, which the reader bounds. Which members there may be follows from the kind of the correction. */
static const struct spoor_event *decode_apart(enum spoor_kind kind, const struct spoor_json *json,
                                              struct spoor_arena *arena)
{
    if (json->type != SPOOR_JSON_OBJECT)
        return NULL;
    struct spoor_event *event = SPOOR_ARENA_NEW(arena, struct spoor_event);
    event->kind = kind;
    take_data(event, json, arena);
    return event;
}

void spoor_event_decode_data(struct spoor_event *event, const struct spoor_json *data, struct spoor_arena *arena)
{
    take_data(event, data, arena);
    spoor_event_settle_moment(event);
}
