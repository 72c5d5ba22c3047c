#include "intake_internal.h"

#include <spoor/base/uuid.h>

/* Whom an event is about: klantRef, an identifier that becomes one, several betrokkenen, or nobody
 * (docs/contracten.md). */

static bool is_absent(const struct spoor_json *json)
{
    return !json || json->type == SPOOR_JSON_NULL;
}

static enum spoor_status misshapen(const struct intake_event *event, const char *name, const char *expected)
{
    return intake_refuse(event->pass, "onleesbaar", "/data/%s: %s was expected", name, expected);
}

static struct spoor_slice pseudonym_of(const struct intake_pass *pass, struct spoor_slice soort,
                                       struct spoor_slice waarde)
{
    char *text = spoor_arena_text(pass->arena, SPOOR_KLANT_REF_MAX);
    return (struct spoor_slice){text, spoor_pseudonym_klant(pass->tools->pseudonym, soort, waarde, text)};
}

/* {soort, waarde} → klantRef; absent when one of them is missing or soort is not in its list. */
static struct spoor_slice ref_of_identifier(const struct intake_event *event, const struct spoor_json *identificatie)
{
    const struct intake_pass *pass = event->pass;
    struct spoor_slice soort = intake_text_of(SPOOR_JSON_GET(identificatie, "soort"), INTAKE_CODE_MAX), code, lijn;
    struct spoor_slice waarde = intake_text_of(SPOOR_JSON_GET(identificatie, "waarde"), INTAKE_REF_MAX);
    char digits[SPOOR_IDENTIFIER_DIGITS];
    if (spoor_identifier_normal(soort, waarde, digits).length == 0)
        return SPOOR_SLICE_NULL;
    if (!spoor_slice_present(soort) ||
        spoor_code_find(SPOOR_LIJST_IDENTIFICATIESOORT, soort, &code, &lijn) != SPOOR_CODE_KNOWN) {
        pass->counts->unset_values++;
        return SPOOR_SLICE_NULL;
    }
    waarde = spoor_identifier_normal(code, waarde, digits);
    pass->counts->bsn_invalid += spoor_slice_equal(code, SPOOR_SLICE("bsn")) && !spoor_bsn_valid(waarde);
    return pseudonym_of(pass, code, waarde);
}

static bool begins_with(struct spoor_slice text, struct spoor_slice prefix)
{
    return text.length >= prefix.length && memcmp(text.data, prefix.data, prefix.length) == 0;
}

/* A klantRef given as such. One that is a BSN becomes its HMAC; one that Spoor itself hands out for nobody is refused.
 */
static struct spoor_slice ref_of_text(const struct intake_event *event, const struct spoor_json *json)
{
    const struct intake_pass *pass = event->pass;
    char digits[SPOOR_IDENTIFIER_DIGITS];
    struct spoor_slice text = spoor_identifier_normal(SPOOR_SLICE_NULL, intake_text_of(json, INTAKE_REF_MAX), digits);
    if (text.length == 0 && json->text.length == 0)
        return SPOOR_SLICE_NULL;
    if (text.length == 0 || begins_with(text, SPOOR_SLICE("anoniem:")) ||
        begins_with(text, SPOOR_SLICE("afgewezen:")) || begins_with(text, SPOOR_SLICE("alle:"))) {
        pass->counts->unset_values++;
        return SPOOR_SLICE_NULL;
    }
    if (!spoor_bsn_valid(spoor_identifier_normal(SPOOR_SLICE("bsn"), text, digits)))
        return text;
    pass->counts->bsn_unset++;
    return pseudonym_of(pass, SPOOR_SLICE("bsn"), text);
}

enum spoor_status intake_identity_ref(const struct intake_event *event, const struct spoor_json *klant_ref,
                                      const struct spoor_json *identificatie, struct spoor_slice *out_ref)
{
    *out_ref = SPOOR_SLICE_NULL;
    if (!is_absent(identificatie) && identificatie->type != SPOOR_JSON_OBJECT)
        return misshapen(event, "identificatie", "an object");
    if (!is_absent(klant_ref) && klant_ref->type != SPOOR_JSON_STRING && klant_ref->type != SPOOR_JSON_NUMBER)
        return misshapen(event, "klantRef", "a text");
    if (!is_absent(identificatie))
        *out_ref = ref_of_identifier(event, identificatie);
    if (!spoor_slice_present(*out_ref) && !is_absent(klant_ref))
        *out_ref = ref_of_text(event, klant_ref);
    return SPOOR_OK;
}

static bool is_representative(struct spoor_slice rol)
{
    struct spoor_slice code, lijn;
    return spoor_slice_present(rol) && spoor_code_find(SPOOR_LIJST_ROL, rol, &code, &lijn) == SPOOR_CODE_KNOWN &&
           spoor_slice_equal(code, SPOOR_SLICE("vertegenwoordiger"));
}

static void add_klant(struct intake_event *event, struct spoor_slice ref, struct spoor_slice rol, bool initiator)
{
    for (size_t i = 0; i < event->klant_count; i++)
        if (spoor_slice_equal(event->klanten[i].ref, ref))
            return;
    event->klanten[event->klant_count++] = (struct intake_klant){.ref = ref, .rol = rol, .initiator = initiator};
}

static enum spoor_status add_member(struct intake_event *event, const struct spoor_json *member)
{
    struct spoor_slice ref = SPOOR_SLICE_NULL;
    struct spoor_slice rol = intake_text_of(SPOOR_JSON_GET(member, "rol"), INTAKE_CODE_MAX);
    if (member->type != SPOOR_JSON_OBJECT)
        return misshapen(event, "betrokkenen", "a list of objects");
    enum spoor_status status =
        intake_identity_ref(event, SPOOR_JSON_GET(member, "klantRef"), SPOOR_JSON_GET(member, "identificatie"), &ref);
    if (status != SPOOR_OK || !spoor_slice_present(ref))
        return status;
    if (is_representative(rol))
        event->vertegenwoordigers[event->vertegenwoordiger_count++] = ref;
    else
        add_klant(event, ref, spoor_slice_present(rol) ? rol : SPOOR_SLICE("klant"),
                  spoor_json_bool(SPOOR_JSON_GET(member, "initiator"), false));
    return SPOOR_OK;
}

static enum spoor_status add_members(struct intake_event *event, const struct spoor_json *list)
{
    if (list->type != SPOOR_JSON_ARRAY)
        return misshapen(event, "betrokkenen", "a list of objects");
    for (const struct spoor_json *member = list->first; member; member = member->next) {
        enum spoor_status status = member->type == SPOOR_JSON_NULL ? SPOOR_OK : add_member(event, member);
        if (status != SPOOR_OK)
            return status;
    }
    return SPOOR_OK;
}

struct spoor_slice intake_identity_conversation(const struct intake_event *event)
{
    struct spoor_slice conversation = intake_text_of(event->values[VELD_GESPREK_ID], INTAKE_REF_MAX);
    if (!spoor_slice_present(conversation))
        conversation = event->correlationid;
    if (!spoor_slice_present(conversation))
        conversation = intake_text_of(event->values[VELD_KLANTCONTACT_ID], INTAKE_REF_MAX);
    return conversation;
}

/* Key of a conversation within the system that knows it, else within the source. */
static struct spoor_slice anonymous_ref(const struct intake_event *event, struct spoor_slice bron_systeem,
                                        struct spoor_slice conversation)
{
    const struct intake_pass *pass = event->pass;
    struct spoor_slice source = spoor_slice_present(bron_systeem) ? bron_systeem : event->source;
    char *text = spoor_arena_text(pass->arena, SPOOR_KLANT_REF_MAX);
    size_t length = spoor_pseudonym_anonymous(pass->tools->pseudonym, source, conversation, text);
    return (struct spoor_slice){text, length};
}

enum spoor_status intake_identity_klant(const struct intake_event *event, enum intake_veld veld,
                                        struct spoor_slice *out_ref)
{
    const struct spoor_json *klant = event->values[veld];
    *out_ref = SPOOR_SLICE_NULL;
    if (is_absent(klant))
        return SPOOR_OK;
    if (klant->type != SPOOR_JSON_OBJECT)
        return intake_value_misshapen(event, veld, "an object");
    enum spoor_status status =
        intake_identity_ref(event, SPOOR_JSON_GET(klant, "klantRef"), SPOOR_JSON_GET(klant, "identificatie"), out_ref);
    if (status != SPOOR_OK || spoor_slice_present(*out_ref))
        return status;
    const struct spoor_json *anoniem = SPOOR_JSON_GET(klant, "anoniem");
    struct spoor_slice conversation = intake_text_of(SPOOR_JSON_GET(anoniem, "gesprekId"), INTAKE_REF_MAX);
    if (!spoor_slice_present(conversation))
        conversation = intake_text_of(SPOOR_JSON_GET(anoniem, "klantcontactId"), INTAKE_REF_MAX);
    if (spoor_slice_present(conversation))
        *out_ref =
            anonymous_ref(event, intake_text_of(SPOOR_JSON_GET(anoniem, "bronSysteem"), INTAKE_REF_MAX), conversation);
    return SPOOR_OK;
}

/* Room for those of betrokkenen, for the klant of the event itself, and for a gemachtigde. */
static void make_room(struct intake_event *event, const struct spoor_json *members)
{
    size_t count = members && members->type == SPOOR_JSON_ARRAY ? members->count : 0;
    event->klanten = SPOOR_ARENA_ARRAY(event->pass->arena, struct intake_klant, count + 2);
    event->vertegenwoordigers = SPOOR_ARENA_ARRAY(event->pass->arena, struct spoor_slice, count + 1);
    event->klant_count = event->vertegenwoordiger_count = 0;
}

enum spoor_status intake_identity_named(struct intake_event *event)
{
    const struct spoor_json *members = event->values[VELD_BETROKKENEN];
    struct spoor_slice ref = SPOOR_SLICE_NULL;
    make_room(event, members);
    enum spoor_status status = members ? add_members(event, members) : SPOOR_OK;
    if (status == SPOOR_OK)
        status = intake_identity_ref(event, event->values[VELD_KLANT_REF], event->values[VELD_IDENTIFICATIE], &ref);
    if (status == SPOOR_OK && spoor_slice_present(ref))
        add_klant(event, ref, event->klant_count > 0 ? SPOOR_SLICE("klant") : SPOOR_SLICE_NULL, false);
    event->is_of_known_klant = event->klant_count > 0;
    return status;
}

static enum spoor_status resolve_klanten(struct intake_event *event)
{
    struct spoor_slice conversation = intake_identity_conversation(event);
    enum spoor_status status = intake_identity_named(event);
    if (status != SPOOR_OK || event->klant_count > 0)
        return status;
    struct spoor_slice bron_systeem = intake_text_of(event->values[VELD_BRON_SYSTEEM], INTAKE_REF_MAX);
    add_klant(event, anonymous_ref(event, bron_systeem, spoor_slice_present(conversation) ? conversation : event->id),
              SPOOR_SLICE_NULL, false);
    event->pass->counts->anonymous++;
    return SPOOR_OK;
}

/* A machtiging is recorded for both, so that each finds it; the record of who may act names for whom. */
static enum spoor_status add_gemachtigde(struct intake_event *event)
{
    struct spoor_slice ref = SPOOR_SLICE_NULL;
    size_t count = event->klant_count;
    enum spoor_status status = intake_identity_klant(event, VELD_GEMACHTIGDE, &ref);
    if (status != SPOOR_OK || !spoor_slice_present(ref))
        return status;
    add_klant(event, ref, SPOOR_SLICE("vertegenwoordiger"), false);
    if (event->klant_count > count)
        event->klanten[count].machtigingsgever = event->klanten[0].ref;
    return SPOOR_OK;
}

/* The key of a coupling is the one that is given up; it leads to another klant. */
static enum spoor_status resolve_koppeling(struct intake_event *event)
{
    struct spoor_slice van, naar;
    enum spoor_status status = intake_identity_klant(event, VELD_VAN, &van);
    if (status == SPOOR_OK)
        status = intake_identity_klant(event, VELD_NAAR, &naar);
    if (status != SPOOR_OK)
        return status;
    if (!spoor_slice_present(van))
        return intake_refuse(event->pass, "onvolledig", "/data/van was expected in %s", spoor_kind_name(event->kind));
    if (spoor_slice_equal(van, naar))
        return intake_refuse(event->pass, "kringverwijzing", "/data/naar: another klant than van was expected");
    make_room(event, NULL);
    add_klant(event, van, SPOOR_SLICE_NULL, false);
    return SPOOR_OK;
}

/* An event of every klant is a record in each partition: under a key of its own that falls there. */
static void resolve_partitions(struct intake_event *event)
{
    const struct intake_pass *pass = event->pass;
    int32_t count = pass->tools->canonical_partitions > 0 ? pass->tools->canonical_partitions : 1;
    event->klanten = SPOOR_ARENA_ARRAY(pass->arena, struct intake_klant, (size_t)count);
    for (int32_t partition = 0; partition < count; partition++) {
        struct spoor_slice key;
        int32_t salt = 0;
        do
            key = spoor_arena_printf(pass->arena, "alle:%d:%d", (int)partition, (int)salt++);
        while (spoor_partition_of(key, count) != partition);
        event->klanten[event->klant_count++] = (struct intake_klant){.ref = key};
    }
}

enum spoor_status intake_identity_resolve(struct intake_event *event)
{
    enum spoor_kind_group group = spoor_kind_group(event->kind);
    if (event->kind == SPOOR_KIND_IDENTITEIT_GEKOPPELD || event->kind == SPOOR_KIND_IDENTITEIT_ONTKOPPELD)
        return resolve_koppeling(event);
    if (group == SPOOR_GROUP_BRON) {
        make_room(event, NULL);
        add_klant(event, event->source, SPOOR_SLICE_NULL, false);
        return SPOOR_OK;
    }
    if (group == SPOOR_GROUP_ALLE) {
        resolve_partitions(event);
        return SPOOR_OK;
    }
    enum spoor_status status = resolve_klanten(event);
    return status == SPOOR_OK ? add_gemachtigde(event) : status;
}

#define NUMBER_DIGITS_MIN 3
#define NUMBER_DIGITS_MAX 24

/* A phone number as everybody would write it: digits, 0 for +31 and 0031, 00 for another +. */
static struct spoor_slice normal_number(struct spoor_slice text, char out[NUMBER_DIGITS_MAX + 2])
{
    size_t count = 0;
    text = spoor_identifier_normal(SPOOR_SLICE_NULL, text, out);
    if (text.length > 0 && text.data[0] == '+') {
        out[count++] = '0';
        out[count++] = '0';
    }
    for (size_t i = 0; i < text.length && count < NUMBER_DIGITS_MAX; i++)
        if (text.data[i] >= '0' && text.data[i] <= '9')
            out[count++] = text.data[i];
    if (count > 4 && memcmp(out, "0031", 4) == 0) {
        out[3] = '0';
        return (struct spoor_slice){out + 3, count - 3};
    }
    return (struct spoor_slice){out, count};
}

void intake_identity_beller(struct intake_event *event)
{
    const struct intake_pass *pass = event->pass;
    const struct spoor_json *nummer = event->values[VELD_BELLERNUMMER];
    char digits[NUMBER_DIGITS_MAX + 2];
    if (!nummer)
        return;
    struct spoor_slice normal = normal_number(intake_text_of(nummer, INTAKE_CODE_MAX), digits);
    if (normal.length < NUMBER_DIGITS_MIN) {
        pass->counts->unset_values += nummer->text.length > 0;
        return;
    }
    char *text = spoor_arena_text(pass->arena, SPOOR_KLANT_REF_MAX);
    struct spoor_slice ref = {text, spoor_pseudonym_beller(pass->tools->pseudonym, normal, text)};
    event->values[VELD_BELLER_REF] = spoor_json_new(pass->arena, SPOOR_JSON_STRING, ref);
}
