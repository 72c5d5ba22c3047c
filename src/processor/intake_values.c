#include "intake_internal.h"

#include <spoor/base/time.h>

#define HOUR_US (INT64_C(3600) * SPOOR_SECOND_US)

bool intake_is_printable(struct spoor_slice text, size_t characters_max)
{
    size_t characters = 0;
    const unsigned char *p = (const unsigned char *)text.data;
    for (size_t i = 0; i < text.length; i++) {
        if (p[i] < 0x20 || p[i] == 0x7F || (p[i] == 0xC2 && i + 1 < text.length && p[i + 1] < 0xA0))
            return false;
        characters += (p[i] & 0xC0) != 0x80;
    }
    return characters > 0 && characters <= characters_max;
}

struct spoor_slice intake_text_of(const struct spoor_json *json, size_t characters_max)
{
    if (!json || (json->type != SPOOR_JSON_STRING && json->type != SPOOR_JSON_NUMBER) ||
        !intake_is_printable(json->text, characters_max))
        return SPOOR_SLICE_NULL;
    return json->text;
}

enum spoor_status intake_value_misshapen(const struct intake_event *event, enum intake_veld veld, const char *expected)
{
    return intake_refuse(event->pass, "onleesbaar", "/data/%s: %s was expected", intake_velden[veld].naam.data,
                         expected);
}

void intake_value_unset(struct intake_event *event, enum intake_veld veld)
{
    event->pass->counts->unset_values++;
    event->sealed[veld] = true;
}

static void put_text(struct intake_event *event, enum intake_veld veld, struct spoor_slice text,
                     struct spoor_json_writer *writer)
{
    spoor_json_key(writer, intake_velden[veld].naam);
    spoor_json_string(writer, text);
    event->written[veld] = true;
}

static enum spoor_status write_time(struct intake_event *event, enum intake_veld veld, struct spoor_json_writer *writer)
{
    const struct intake_pass *pass = event->pass;
    const struct spoor_json *json = event->values[veld];
    char text[SPOOR_TIME_TEXT_MAX];
    bool date_only = false, zoned = false;
    int64_t us = 0;
    if (json->type != SPOOR_JSON_STRING)
        return intake_value_misshapen(event, veld, "a time as text");
    if (json->text.length == 0)
        return SPOOR_OK;
    if (!spoor_time_parse(json->text, pass->mapping->zone, &us, &date_only, &zoned)) {
        intake_value_unset(event, veld);
        return SPOOR_OK;
    }
    pass->counts->unzoned_times += !zoned && !date_only;
    if (veld == VELD_PLAATSGEVONDEN_OP) {
        event->date_only |= date_only;
        pass->counts->unlikely_times += us > pass->input->broker_us + HOUR_US;
    }
    put_text(event, veld, (struct spoor_slice){text, spoor_time_format(us, text)}, writer);
    return SPOOR_OK;
}

/* A text or number that is short and printable; kind of text by its greatest length. */
static enum spoor_status take_text(struct intake_event *event, enum intake_veld veld, size_t characters_max,
                                   struct spoor_slice *out_text)
{
    const struct spoor_json *json = event->values[veld];
    *out_text = SPOOR_SLICE_NULL;
    if (json->type != SPOOR_JSON_STRING && json->type != SPOOR_JSON_NUMBER)
        return intake_value_misshapen(event, veld, "a text");
    if (json->text.length == 0)
        return SPOOR_OK;
    *out_text = intake_text_of(json, characters_max);
    if (!spoor_slice_present(*out_text))
        intake_value_unset(event, veld);
    return SPOOR_OK;
}

static enum spoor_status write_ref(struct intake_event *event, enum intake_veld veld, struct spoor_json_writer *writer)
{
    struct spoor_slice text;
    enum spoor_status status = take_text(event, veld, INTAKE_REF_MAX, &text);
    if (status == SPOOR_OK && spoor_slice_present(text))
        put_text(event, veld, text, writer);
    return status;
}

/* "<veld>Origineel" beside a field that reads `onbekend`. */
static void put_original(enum intake_veld veld, struct spoor_slice text, struct spoor_json_writer *writer)
{
    char name[64];
    struct spoor_slice naam = intake_velden[veld].naam;
    memcpy(name, naam.data, naam.length);
    memcpy(name + naam.length, "Origineel", 9);
    spoor_json_key(writer, (struct spoor_slice){name, naam.length + 9});
    spoor_json_string(writer, text);
}

enum spoor_code_result intake_code_take(struct intake_event *event, enum intake_veld veld, enum spoor_lijst lijst,
                                         struct spoor_slice *code, struct spoor_slice *out_lijn)
{
    enum spoor_code_result result = SPOOR_CODE_KNOWN;
    *out_lijn = SPOOR_SLICE_NULL;
    if (spoor_bsn_valid(*code)) { /* no code looks like that: somebody typed it in the wrong field */
        event->pass->counts->bsn_unset++;
        event->sealed[veld] = event->values[veld] != NULL; /* the rol of a betrokkene is no value of the event */
        return SPOOR_CODE_UNKNOWN_CLOSED;
    }
    if (lijst != SPOOR_LIJST_GEEN)
        result = spoor_code_find(lijst, *code, code, out_lijn);
    if (result == SPOOR_CODE_UNKNOWN_CLOSED)
        intake_value_unset(event, veld);
    if (result == SPOOR_CODE_UNKNOWN_OPEN) {
        event->pass->counts->unknown_codes++;
        *code = SPOOR_SLICE("onbekend");
    }
    return result;
}

void intake_code_write(struct intake_event *event, enum intake_veld veld, struct spoor_slice text,
                       struct spoor_json_writer *writer)
{
    struct spoor_slice code = text, lijn;
    enum spoor_code_result result = intake_code_take(event, veld, intake_lijst_of(event, veld), &code, &lijn);
    if (result == SPOOR_CODE_UNKNOWN_CLOSED)
        return;
    if (veld == VELD_KANAAL)
        event->kanaallijn = lijn;
    put_text(event, veld, code, writer);
    if (result == SPOOR_CODE_UNKNOWN_OPEN)
        put_original(veld, text, writer);
}

static enum spoor_status write_code(struct intake_event *event, enum intake_veld veld, struct spoor_json_writer *writer)
{
    struct spoor_slice text;
    enum spoor_status status = take_text(event, veld, INTAKE_CODE_MAX, &text);
    if (status == SPOOR_OK && spoor_slice_present(text))
        intake_code_write(event, veld, text, writer);
    return status;
}

/* Digits as text count as a number: channels write what they have. */
static bool int_of_text(struct spoor_slice text, int64_t *out_value)
{
    struct spoor_json number = {.type = SPOOR_JSON_NUMBER, .text = text};
    return text.length > 0 && text.data[text.length - 1] >= '0' && spoor_json_int(&number, out_value);
}

/* A number that its list does not have, such as a score of 11. */
static bool is_outside(const struct intake_event *event, enum intake_veld veld, int64_t value)
{
    struct spoor_slice code, lijn;
    enum spoor_lijst lijst = intake_lijst_of(event, veld);
    return lijst != SPOOR_LIJST_GEEN &&
           spoor_code_find(lijst, spoor_arena_printf(event->pass->arena, "%lld", (long long)value), &code, &lijn) !=
               SPOOR_CODE_KNOWN;
}

static enum spoor_status write_int(struct intake_event *event, enum intake_veld veld, struct spoor_json_writer *writer)
{
    const struct spoor_json *json = event->values[veld];
    int64_t value = 0;
    bool is_text = json->type == SPOOR_JSON_STRING;
    if (is_text && json->text.length == 0)
        return SPOOR_OK;
    if (!is_text && !spoor_json_int(json, &value))
        return intake_value_misshapen(event, veld, "a whole number");
    if ((is_text && !int_of_text(json->text, &value)) || is_outside(event, veld, value)) {
        intake_value_unset(event, veld);
        return SPOOR_OK;
    }
    spoor_json_key(writer, intake_velden[veld].naam);
    spoor_json_integer(writer, value);
    event->written[veld] = true;
    return SPOOR_OK;
}

static enum spoor_status write_bool(struct intake_event *event, enum intake_veld veld, struct spoor_json_writer *writer)
{
    const struct spoor_json *json = event->values[veld];
    struct spoor_slice text = spoor_json_scalar(json);
    if (json->type != SPOOR_JSON_TRUE && json->type != SPOOR_JSON_FALSE && json->type != SPOOR_JSON_STRING)
        return intake_value_misshapen(event, veld, "true or false");
    bool yes = spoor_slice_equal(text, SPOOR_SLICE("true"));
    if (text.length == 0)
        return SPOOR_OK;
    if (!yes && !spoor_slice_equal(text, SPOOR_SLICE("false"))) {
        intake_value_unset(event, veld);
        return SPOOR_OK;
    }
    spoor_json_key(writer, intake_velden[veld].naam);
    spoor_json_boolean(writer, yes);
    event->written[veld] = true;
    return SPOOR_OK;
}

/* ISO 8601 ("PT5M") as text, or seconds as a number. */
static enum spoor_status write_duration(struct intake_event *event, enum intake_veld veld,
                                        struct spoor_json_writer *writer)
{
    const struct spoor_json *json = event->values[veld];
    struct spoor_slice text;
    enum spoor_status status = take_text(event, veld, INTAKE_CODE_MAX, &text);
    int64_t seconds = 0;
    if (status != SPOOR_OK || !spoor_slice_present(text))
        return status;
    if (json->type == SPOOR_JSON_NUMBER) { /* may have a fraction: as it stands */
        spoor_json_key(writer, intake_velden[veld].naam);
        spoor_json_raw(writer, text);
        event->written[veld] = true;
    } else if (int_of_text(text, &seconds)) {
        spoor_json_key(writer, intake_velden[veld].naam);
        spoor_json_integer(writer, seconds);
        event->written[veld] = true;
    } else if (text.data[0] == 'P' && text.length > 2) {
        put_text(event, veld, text, writer);
    } else {
        intake_value_unset(event, veld);
    }
    return SPOOR_OK;
}

/* A day, without a time of day. */
static enum spoor_status write_date(struct intake_event *event, enum intake_veld veld, struct spoor_json_writer *writer)
{
    const struct spoor_json *json = event->values[veld];
    bool date_only = false;
    int64_t us = 0;
    if (json->type != SPOOR_JSON_STRING)
        return intake_value_misshapen(event, veld, "a date as text");
    if (json->text.length == 0)
        return SPOOR_OK;
    if (spoor_time_parse(json->text, event->pass->mapping->zone, &us, &date_only, NULL) && date_only)
        put_text(event, veld, json->text, writer);
    else
        intake_value_unset(event, veld);
    return SPOOR_OK;
}

/* An emotional observation counts only from a medewerker and from its list (docs/contracten.md); else it is dropped. */
static void take_observation(struct intake_event *event, enum intake_veld veld)
{
    const struct spoor_json *soort = SPOOR_JSON_GET(event->values[VELD_ACTOR], "soort");
    struct spoor_slice text = intake_text_of(event->values[veld], INTAKE_CODE_MAX), code, lijn, actor = {NULL, 0};
    struct spoor_slice soort_text = intake_text_of(soort, INTAKE_CODE_MAX);
    bool by_medewerker = spoor_slice_present(soort_text) &&
                         spoor_code_find(SPOOR_LIJST_ACTORSOORT, soort_text, &actor, &lijn) == SPOOR_CODE_KNOWN &&
                         spoor_slice_equal(actor, SPOOR_SLICE("medewerker"));
    event->sealed[veld] = by_medewerker && spoor_slice_present(text) &&
                          spoor_code_find(intake_velden[veld].lijst, text, &code, &lijn) == SPOOR_CODE_KNOWN;
    if (event->sealed[veld])
        event->values[veld] = spoor_json_new(event->pass->arena, SPOOR_JSON_STRING, code);
    else
        event->pass->counts->unset_values++;
}

enum spoor_status intake_value_write(struct intake_event *event, enum intake_veld veld,
                                     struct spoor_json_writer *writer)
{
    switch (intake_type_of(event, veld)) {
    case TYPE_TIJD:
        return write_time(event, veld, writer);
    case TYPE_REF:
        return write_ref(event, veld, writer);
    case TYPE_CODE:
        return write_code(event, veld, writer);
    case TYPE_INT:
        return write_int(event, veld, writer);
    case TYPE_BOOL:
        return write_bool(event, veld, writer);
    case TYPE_DUUR:
        return write_duration(event, veld, writer);
    case TYPE_DATUM:
        return write_date(event, veld, writer);
    case TYPE_REF_LIST:
    case TYPE_CODE_LIST:
    case TYPE_OBJECT_LIST:
    case TYPE_TRANSACTIE_LIST:
        return intake_list_write(event, veld, writer);
    case TYPE_SOORT_REF:
    case TYPE_KLANT:
    case TYPE_CORRECTIE:
        return intake_object_write(event, veld, writer);
    case TYPE_VERVANGING:
        return intake_vervanging_write(event, writer);
    case TYPE_SEALED_CODE:
        take_observation(event, veld);
        return SPOOR_OK;
    case TYPE_SEALED:
        event->sealed[veld] = event->values[veld]->type != SPOOR_JSON_STRING || event->values[veld]->text.length > 0;
        return SPOOR_OK;
    case TYPE_USED:
    case TYPE_IDENTIFICATIE:
    case TYPE_BETROKKENEN:
    case TYPE_STIL:
    case TYPE_OWN:
        return SPOOR_OK;
    }
    return SPOOR_OK;
}
