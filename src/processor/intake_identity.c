#include "intake_internal.h"

/* Whom an event is about: klantRef, an identifier that becomes one, several betrokkenen, or nobody (docs/contracten.md). */

#define BSN_DIGITS 9

static bool is_absent(const struct spoor_json *json)
{
    return !json || json->type == SPOOR_JSON_NULL;
}

static enum spoor_status misshapen(const struct intake_event *event, const char *name, const char *expected)
{
    return intake_refuse(event->pass, "onleesbaar", "/data/%s: %s was expected", name, expected);
}

static struct spoor_slice trim(struct spoor_slice text)
{
    while (text.length > 0 && text.data[text.length - 1] == ' ')
        text.length--;
    while (text.length > 0 && text.data[0] == ' ')
        text = (struct spoor_slice){text.data + 1, text.length - 1};
    return text;
}

/* The digits of a bsn or rsin without dots and blanks, with a leading 0 when there are eight; else text itself. */
static struct spoor_slice normal_digits(struct spoor_slice text, char out[BSN_DIGITS])
{
    size_t count = 0;
    char digits[BSN_DIGITS];
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '.' || c == ' ' || c == '-')
            continue;
        if (c < '0' || c > '9' || count == BSN_DIGITS)
            return text;
        digits[count++] = c;
    }
    if (count < BSN_DIGITS - 1)
        return text;
    out[0] = '0';
    memcpy(out + BSN_DIGITS - count, digits, count);
    return (struct spoor_slice){out, BSN_DIGITS};
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
    char digits[BSN_DIGITS];
    waarde = trim(waarde);
    if (waarde.length == 0)
        return SPOOR_SLICE_NULL;
    if (!spoor_slice_present(soort) || intake_code_find(LIJST_IDENTIFICATIESOORT, soort, &code, &lijn) != CODE_KNOWN) {
        pass->counts->unset_values++;
        return SPOOR_SLICE_NULL;
    }
    bool bsn = spoor_slice_equal(code, SPOOR_SLICE("bsn"));
    if (bsn || spoor_slice_equal(code, SPOOR_SLICE("rsin")))
        waarde = normal_digits(waarde, digits);
    pass->counts->bsn_invalid += bsn && !spoor_bsn_valid(waarde);
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
    struct spoor_slice text = trim(intake_text_of(json, INTAKE_REF_MAX));
    char digits[BSN_DIGITS];
    if (text.length == 0 && json->text.length == 0)
        return SPOOR_SLICE_NULL;
    if (text.length == 0 || begins_with(text, SPOOR_SLICE("anoniem:")) ||
        begins_with(text, SPOOR_SLICE("afgewezen:"))) {
        pass->counts->unset_values++;
        return SPOOR_SLICE_NULL;
    }
    struct spoor_slice normal = normal_digits(text, digits);
    if (!spoor_bsn_valid(normal))
        return text;
    pass->counts->bsn_unset++;
    return pseudonym_of(pass, SPOOR_SLICE("bsn"), normal);
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
    return spoor_slice_present(rol) && intake_code_find(LIJST_ROL, rol, &code, &lijn) == CODE_KNOWN &&
           spoor_slice_equal(code, SPOOR_SLICE("vertegenwoordiger"));
}

static void add_klant(struct intake_event *event, struct spoor_slice ref, struct spoor_slice rol, bool initiator)
{
    for (size_t i = 0; i < event->klant_count; i++)
        if (spoor_slice_equal(event->klanten[i].ref, ref))
            return;
    event->klanten[event->klant_count++] = (struct intake_klant){ref, rol, initiator};
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
    event->klanten = SPOOR_ARENA_ARRAY(event->pass->arena, struct intake_klant, list->count + 1);
    event->vertegenwoordigers = SPOOR_ARENA_ARRAY(event->pass->arena, struct spoor_slice, list->count);
    for (const struct spoor_json *member = list->first; member; member = member->next) {
        enum spoor_status status = member->type == SPOOR_JSON_NULL ? SPOOR_OK : add_member(event, member);
        if (status != SPOOR_OK)
            return status;
    }
    return SPOOR_OK;
}

/* Key of a conversation with nobody we know: gesprekId (else correlationid), klantcontactId or id within its source. */
static struct spoor_slice anonymous_ref(const struct intake_event *event)
{
    const struct intake_pass *pass = event->pass;
    struct spoor_slice source = intake_text_of(event->values[VELD_BRON_SYSTEEM], INTAKE_REF_MAX);
    struct spoor_slice conversation = intake_text_of(event->values[VELD_GESPREK_ID], INTAKE_REF_MAX);
    if (!spoor_slice_present(conversation))
        conversation = event->correlationid;
    if (!spoor_slice_present(conversation))
        conversation = intake_text_of(event->values[VELD_KLANTCONTACT_ID], INTAKE_REF_MAX);
    if (!spoor_slice_present(conversation))
        conversation = event->id;
    char *text = spoor_arena_text(pass->arena, SPOOR_KLANT_REF_MAX);
    size_t length = spoor_pseudonym_anonymous(pass->tools->pseudonym,
                                              spoor_slice_present(source) ? source : event->source, conversation, text);
    pass->counts->anonymous++;
    return (struct spoor_slice){text, length};
}

enum spoor_status intake_identity_resolve(struct intake_event *event)
{
    const struct spoor_json *members = event->values[VELD_BETROKKENEN];
    struct spoor_slice ref = SPOOR_SLICE_NULL;
    enum spoor_status status = members ? add_members(event, members) : SPOOR_OK;
    if (status == SPOOR_OK)
        status = intake_identity_ref(event, event->values[VELD_KLANT_REF], event->values[VELD_IDENTIFICATIE], &ref);
    if (status != SPOOR_OK)
        return status;
    if (!event->klanten)
        event->klanten = SPOOR_ARENA_NEW(event->pass->arena, struct intake_klant);
    if (spoor_slice_present(ref))
        add_klant(event, ref, event->klant_count > 0 ? SPOOR_SLICE("klant") : SPOOR_SLICE_NULL, false);
    else if (event->klant_count == 0)
        add_klant(event, anonymous_ref(event), SPOOR_SLICE_NULL, false);
    return SPOOR_OK;
}
