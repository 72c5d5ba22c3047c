#include "intake_internal.h"

/* Fields that hold an object, or several values. An object is opened at its first member, so an empty one leaves no
 * trace; one with a member that is not known, or not readable, is sealed as it came beside what could be read. */

struct object_writer {
    struct intake_event *event;
    struct spoor_json_writer *writer;
    enum intake_veld veld;
    bool list, object_open;
    struct spoor_slice *unknown; /* codes of a list that read `onbekend` */
    size_t unknown_count;
};

static void open_list(struct object_writer *out)
{
    if (out->event->written[out->veld])
        return;
    spoor_json_key(out->writer, intake_velden[out->veld].naam);
    if (out->list)
        spoor_json_array_begin(out->writer);
    out->event->written[out->veld] = true;
}

static void close_list(struct object_writer *out)
{
    if (out->list && out->event->written[out->veld])
        spoor_json_array_end(out->writer);
}

static void put_member(struct object_writer *out, struct spoor_slice name)
{
    open_list(out);
    if (!out->object_open)
        spoor_json_object_begin(out->writer);
    out->object_open = true;
    spoor_json_key(out->writer, name);
}

static void close_object(struct object_writer *out)
{
    if (out->object_open)
        spoor_json_object_end(out->writer);
    out->object_open = false;
}

static void unset(struct object_writer *out)
{
    intake_value_unset(out->event, out->veld);
}

static void put_ref(struct object_writer *out, const struct spoor_json *object, const char *name, size_t characters_max)
{
    const struct spoor_json *json = spoor_json_get(object, spoor_slice_of(name));
    struct spoor_slice text = intake_text_of(json, characters_max);
    if (!json || json->type == SPOOR_JSON_NULL)
        return;
    if (!spoor_slice_present(text)) {
        unset(out);
        return;
    }
    if (out->veld == VELD_CORRECTIE_VAN)
        text = intake_id_masked(out->event->pass, text);
    if (out->veld == VELD_ONDERWERPOBJECTEN && spoor_slice_equal(text, SPOOR_SLICE("zgw-Zaak")))
        text = SPOOR_SLICE("zaak");
    put_member(out, spoor_slice_of(name));
    spoor_json_string(out->writer, text);
}

static void put_code(struct object_writer *out, const struct spoor_json *object, const char *name,
                     enum spoor_lijst lijst)
{
    const struct spoor_json *json = spoor_json_get(object, spoor_slice_of(name));
    struct spoor_slice text = intake_text_of(json, INTAKE_CODE_MAX), code = text, lijn;
    if (!json || json->type == SPOOR_JSON_NULL)
        return;
    if (!spoor_slice_present(text)) {
        unset(out);
        return;
    }
    enum spoor_code_result result = intake_code_take(out->event, out->veld, lijst, &code, &lijn);
    if (result == SPOOR_CODE_UNKNOWN_CLOSED)
        return;
    put_member(out, spoor_slice_of(name));
    spoor_json_string(out->writer, code);
    if (result == SPOOR_CODE_KNOWN)
        return;
    put_member(out, SPOOR_SLICE("soortOrigineel"));
    spoor_json_string(out->writer, text);
}

static void put_count(struct object_writer *out, const struct spoor_json *object, const char *name)
{
    const struct spoor_json *json = spoor_json_get(object, spoor_slice_of(name));
    int64_t value = 0;
    if (!json || json->type == SPOOR_JSON_NULL)
        return;
    if (!spoor_json_int(json, &value)) {
        unset(out);
        return;
    }
    put_member(out, spoor_slice_of(name));
    spoor_json_integer(out->writer, value);
}

/* Seals the whole when it has members that are not in names. */
static void seal_strangers(struct object_writer *out, const struct spoor_json *object, const char *const *names)
{
    for (const struct spoor_json *member = object->first; member; member = member->next) {
        size_t i = 0;
        while (names[i] && !spoor_slice_equal(member->name, spoor_slice_of(names[i])))
            i++;
        if (!names[i] && member->type != SPOOR_JSON_NULL)
            out->event->sealed[out->veld] = true;
    }
}

/* The record of a correction is that of the klant whose event was wrong (intake_correctie.c), so the klant that it
 * names ends here. Without an id it names no event. */
static void put_correctie(struct object_writer *out, const struct spoor_json *object)
{
    put_ref(out, object, "id", INTAKE_ID_MAX);
    if (out->object_open) {
        put_ref(out, object, "source", INTAKE_SOURCE_MAX);
        put_ref(out, object, "type", INTAKE_ID_MAX);
    }
    out->event->sealed[out->veld] = false; /* it may hold an identifier */
}

static enum spoor_status put_klant(struct object_writer *out)
{
    struct spoor_slice ref = SPOOR_SLICE_NULL;
    enum spoor_status status = intake_identity_klant(out->event, out->veld, &ref);
    if (status != SPOOR_OK)
        return status;
    if (!spoor_slice_present(ref)) {
        out->event->pass->counts->unset_values++; /* not sealed: it may hold an identifier */
        return SPOOR_OK;
    }
    put_member(out, SPOOR_SLICE("klantRef"));
    spoor_json_string(out->writer, ref);
    return SPOOR_OK;
}

static enum spoor_status put_object(struct object_writer *out, const struct spoor_json *object)
{
    static const char *const soort_ref[] = {"soort", "ref", NULL}, *const transactie[] = {"product", "aantal", NULL};
    static const char *const onderwerp[] = {"objectId", "codeObjecttype", "codeRegister", "codeSoortObjectId", NULL};
    enum intake_type type = intake_velden[out->veld].type;
    enum spoor_status status = SPOOR_OK;
    if (object->type != SPOOR_JSON_OBJECT)
        return intake_value_misshapen(out->event, out->veld, "an object");
    if (type == TYPE_CORRECTIE) {
        put_correctie(out, object);
    } else if (type == TYPE_KLANT) {
        status = put_klant(out);
    } else if (type == TYPE_OBJECT_LIST) {
        for (size_t i = 0; onderwerp[i]; i++)
            put_ref(out, object, onderwerp[i], INTAKE_REF_MAX);
        seal_strangers(out, object, onderwerp);
    } else if (type == TYPE_TRANSACTIE_LIST) {
        put_count(out, object, "aantal");
        put_code(out, object, "product", SPOOR_LIJST_GEEN);
        seal_strangers(out, object, transactie);
    } else {
        put_ref(out, object, "ref", INTAKE_REF_MAX);
        put_code(out, object, "soort", intake_velden[out->veld].lijst);
        seal_strangers(out, object, soort_ref);
    }
    close_object(out);
    return status;
}

enum spoor_status intake_object_write(struct intake_event *event, enum intake_veld veld,
                                      struct spoor_json_writer *writer)
{
    struct object_writer out = {.event = event, .writer = writer, .veld = veld};
    return put_object(&out, event->values[veld]);
}

/* One code of a list. */
static void put_element_code(struct object_writer *out, struct spoor_slice text)
{
    struct spoor_slice code = text, lijn;
    enum spoor_code_result result =
        intake_code_take(out->event, out->veld, intake_velden[out->veld].lijst, &code, &lijn);
    if (result == SPOOR_CODE_UNKNOWN_CLOSED)
        return;
    if (result == SPOOR_CODE_UNKNOWN_OPEN)
        out->unknown[out->unknown_count++] = text;
    open_list(out);
    spoor_json_string(out->writer, code);
}

/* "<veld>Origineel": the codes that read `onbekend`, in order. */
static void write_unknown(struct object_writer *out)
{
    struct spoor_arena *arena = out->event->pass->arena;
    if (out->unknown_count == 0)
        return;
    spoor_json_key(out->writer, spoor_arena_printf(arena, "%sOrigineel", intake_velden[out->veld].naam.data));
    spoor_json_array_begin(out->writer);
    for (size_t i = 0; i < out->unknown_count; i++)
        spoor_json_string(out->writer, out->unknown[i]);
    spoor_json_array_end(out->writer);
}

static enum spoor_status put_element(struct object_writer *out, const struct spoor_json *json)
{
    enum intake_type type = intake_velden[out->veld].type;
    if (json->type == SPOOR_JSON_NULL || (json->type == SPOOR_JSON_STRING && json->text.length == 0))
        return SPOOR_OK;
    if (type == TYPE_OBJECT_LIST || type == TYPE_TRANSACTIE_LIST)
        return put_object(out, json);
    if (json->type != SPOOR_JSON_STRING && json->type != SPOOR_JSON_NUMBER)
        return intake_value_misshapen(out->event, out->veld, "a list of texts");
    struct spoor_slice text = intake_text_of(json, type == TYPE_REF_LIST ? INTAKE_REF_MAX : INTAKE_CODE_MAX);
    if (!spoor_slice_present(text)) {
        unset(out);
        return SPOOR_OK;
    }
    if (type == TYPE_CODE_LIST) {
        put_element_code(out, text);
    } else {
        open_list(out);
        spoor_json_string(out->writer, text);
    }
    return SPOOR_OK;
}

enum spoor_status intake_list_write(struct intake_event *event, enum intake_veld veld, struct spoor_json_writer *writer)
{
    const struct spoor_json *json = event->values[veld];
    struct object_writer out = {.event = event, .writer = writer, .veld = veld, .list = true};
    bool several = json->type == SPOOR_JSON_ARRAY;
    enum spoor_status status = SPOOR_OK;
    out.unknown = SPOOR_ARENA_ARRAY(event->pass->arena, struct spoor_slice, several ? json->count + 1 : 1);
    for (const struct spoor_json *item = several ? json->first : json; item && status == SPOOR_OK;
         item = several ? item->next : NULL)
        status = put_element(&out, item);
    close_list(&out);
    write_unknown(&out);
    return status;
}
