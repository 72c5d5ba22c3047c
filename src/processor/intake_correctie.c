#include "intake_internal.h"

/* A correction or withdrawal names a wrong event by source and id, and its klant when that is another than its own. The
 * klant who had the wrong event and still has it gets the correction; who had it and has it no longer, a withdrawal;
 * who had it not and has it now, the event itself, registered anew: data of vervanging, of the kind that correctieVan
 * names. */

struct correctie_row {
    enum spoor_kind gecorrigeerd, ingetrokken;
    enum spoor_kind wrong; /* when correctieVan names no type; SPOOR_KIND_COUNT = not known */
};

static const struct correctie_row rows[] = {
    {SPOOR_KIND_KLANTCONTACT_GECORRIGEERD, SPOOR_KIND_KLANTCONTACT_INGETROKKEN, SPOOR_KIND_KLANTCONTACT_GEREGISTREERD},
    {SPOOR_KIND_STAP_GECORRIGEERD, SPOOR_KIND_STAP_INGETROKKEN, SPOOR_KIND_COUNT},
    {SPOOR_KIND_KLANTGEGEVEN_GECORRIGEERD, SPOOR_KIND_KLANTGEGEVEN_INGETROKKEN, SPOOR_KIND_COUNT},
};

static const struct correctie_row *find_row(enum spoor_kind kind)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (rows[i].gecorrigeerd == kind || rows[i].ingetrokken == kind)
            return &rows[i];
    return NULL;
}

bool intake_correctie_is(enum spoor_kind kind)
{
    return find_row(kind) != NULL;
}

/* The kind of the wrong event: one of the same domain that can be corrected, else SPOOR_KIND_COUNT. */
static enum spoor_kind wrong_kind(const struct intake_event *event)
{
    struct spoor_slice type = intake_text_of(SPOOR_JSON_GET(event->values[VELD_CORRECTIE_VAN], "type"), INTAKE_ID_MAX);
    const char *domein = spoor_kind_domein(event->kind);
    enum spoor_kind kind;
    if (!spoor_slice_present(type))
        return find_row(event->kind)->wrong;
    if (!intake_type_find(event->pass, type, &kind) || strcmp(spoor_kind_domein(kind), domein) != 0 ||
        intake_correctie_is(kind) || kind == SPOOR_KIND_IDENTITEIT_GEKOPPELD ||
        kind == SPOOR_KIND_IDENTITEIT_ONTKOPPELD)
        return SPOOR_KIND_COUNT;
    return kind;
}

struct owners {
    struct intake_klant *klanten;
    size_t count;
};

static struct owners owners_of(const struct intake_event *event)
{
    return (struct owners){event->klanten, event->klant_count};
}

static bool has(const struct owners *owners, struct spoor_slice ref)
{
    for (size_t i = 0; i < owners->count; i++)
        if (spoor_slice_equal(owners->klanten[i].ref, ref))
            return true;
    return false;
}

/* Those of a that are, or are not, in b. */
static struct owners select_owners(const struct intake_event *event, const struct owners *a, const struct owners *b,
                                   bool in_b)
{
    struct owners selected = {SPOOR_ARENA_ARRAY(event->pass->arena, struct intake_klant, a->count + 1), 0};
    for (size_t i = 0; i < a->count; i++)
        if (has(b, a->klanten[i].ref) == in_b)
            selected.klanten[selected.count++] = a->klanten[i];
    return selected;
}

/* Whose event was wrong, and whose it is: a klant that nothing names stays who he was. */
static enum spoor_status find_owners(struct intake_event *event, struct owners *out_old, struct owners *out_new)
{
    const struct spoor_json *van = event->values[VELD_CORRECTIE_VAN];
    struct intake_klant *named = SPOOR_ARENA_NEW(event->pass->arena, struct intake_klant);
    enum spoor_status status =
        intake_identity_ref(event, SPOOR_JSON_GET(van, "klantRef"), SPOOR_JSON_GET(van, "identificatie"), &named->ref);
    if (status == SPOOR_OK)
        status = intake_identity_named(event);
    if (status == SPOOR_OK && event->vervanging)
        status = intake_identity_named(event->vervanging);
    if (status == SPOOR_OK && event->klant_count == 0 && !spoor_slice_present(named->ref))
        status = intake_identity_resolve(event);
    if (status != SPOOR_OK)
        return status;
    *out_old = spoor_slice_present(named->ref) ? (struct owners){named, 1} : owners_of(event);
    *out_new = event->klant_count > 0 ? owners_of(event) : *out_old;
    if (event->vervanging && event->vervanging->klant_count > 0)
        *out_new = owners_of(event->vervanging);
    return SPOOR_OK;
}

static enum spoor_status make_for(struct intake_event *event, struct owners owners)
{
    event->klanten = owners.klanten;
    event->klant_count = owners.count;
    return intake_records_make(event);
}

static enum spoor_status withdraw(const struct intake_event *event, struct owners owners)
{
    struct intake_event withdrawal = *event;
    withdrawal.kind = find_row(event->kind)->ingetrokken;
    withdrawal.type = intake_type_full(event->pass, withdrawal.kind);
    withdrawal.values[VELD_VERVANGING] = NULL;
    withdrawal.vervanging = NULL;
    return make_for(&withdrawal, owners);
}

static enum spoor_status register_anew(struct intake_event *event, struct owners owners)
{
    struct intake_event *vervanging = event->vervanging;
    if (owners.count == 0)
        return SPOOR_OK;
    if (!vervanging || vervanging->kind == SPOOR_KIND_COUNT)
        return intake_refuse(event->pass, "onvolledig",
                             "/data/correctieVan/type was expected: the kind that another klant gets");
    vervanging->type = intake_type_full(event->pass, vervanging->kind);
    enum spoor_status status = intake_kind_allowed(event->pass, vervanging->kind);
    return status == SPOOR_OK ? make_for(vervanging, owners) : status;
}

/* What belongs to no klant, or to all, is replaced when it is sent again: there is nobody whose fact a correction of it
 * would be. */
static enum spoor_status refuse_replaced_kinds(const struct intake_event *event)
{
    enum spoor_kind kind = wrong_kind(event);
    if (kind == SPOOR_KIND_COUNT ||
        (spoor_kind_group(kind) != SPOOR_GROUP_BRON && spoor_kind_group(kind) != SPOOR_GROUP_ALLE))
        return SPOOR_OK;
    return intake_refuse(event->pass, "onvolledig",
                         "/data/correctieVan/type: this kind is not corrected but sent again, which replaces it");
}

enum spoor_status intake_correctie_records(struct intake_event *event)
{
    struct owners old = {NULL, 0}, new = {NULL, 0};
    enum spoor_status status = refuse_replaced_kinds(event);
    if (status == SPOOR_OK)
        status = find_owners(event, &old, &new);
    if (status != SPOOR_OK)
        return status;
    if (find_row(event->kind)->ingetrokken == event->kind)
        return make_for(event, old);
    if (event->vervanging)
        event->vervanging->kind = wrong_kind(event);
    struct owners keep = select_owners(event, &old, &new, true), lose = select_owners(event, &old, &new, false);
    status = make_for(event, keep);
    if (status == SPOOR_OK)
        status = withdraw(event, lose);
    return status == SPOOR_OK ? register_anew(event, select_owners(event, &new, &old, false)) : status;
}

/* The klant as vervanging names him, with his rol there. */
static const struct intake_klant *same_klant(const struct intake_event *event)
{
    static const struct intake_klant nobody = {0};
    const struct intake_event *vervanging = event->vervanging;
    for (size_t i = 0; i < vervanging->klant_count; i++)
        if (spoor_slice_equal(vervanging->klanten[i].ref, event->klant->ref))
            return &vervanging->klanten[i];
    return &nobody;
}

enum spoor_status intake_vervanging_write(struct intake_event *event, struct spoor_json_writer *writer)
{
    struct intake_event *vervanging = event->vervanging;
    if (!vervanging)
        return intake_value_misshapen(event, VELD_VERVANGING, "an object");
    spoor_json_key(writer, intake_velden[VELD_VERVANGING].naam);
    enum spoor_status status = intake_fields_write(vervanging, same_klant(event), writer);
    event->sealed[VELD_VERVANGING] = intake_fields_any_sealed(vervanging);
    event->written[VELD_VERVANGING] = true;
    return status;
}
