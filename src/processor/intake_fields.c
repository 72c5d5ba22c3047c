#include "intake_internal.h"

#include <stdlib.h>

const struct intake_veld_row intake_velden[VELD_COUNT] = {
#define SPOOR_VELD(id, naam, type, lijst) [VELD_##id] = {{naam, sizeof(naam) - 1}, TYPE_##type, SPOOR_LIJST_##lijst},
#include <spoor/codec/velden.def>
#undef SPOOR_VELD
};

struct afwijking {
    int of; /* a kind, or a group */
    bool group;
    enum intake_veld veld;
    enum intake_type type;
    enum spoor_lijst lijst;
};

static const struct afwijking afwijkingen[] = {
#define SPOOR_AFWIJKEND(kind, veld, type, lijst)                                                                       \
    {SPOOR_KIND_##kind, false, VELD_##veld, TYPE_##type, SPOOR_LIJST_##lijst},
#define SPOOR_AFWIJKEND_GROEP(group, veld, type, lijst)                                                                \
    {SPOOR_GROUP_##group, true, VELD_##veld, TYPE_##type, SPOOR_LIJST_##lijst},
#include <spoor/codec/afwijkend.def>
#undef SPOOR_AFWIJKEND
#undef SPOOR_AFWIJKEND_GROEP
};

static const struct {
    struct spoor_slice reden, bij_wie;
} redenen[] = {
#define SPOOR_REDEN(reden, bij_wie) {{reden, sizeof(reden) - 1}, {bij_wie, sizeof(bij_wie) - 1}},
#include <spoor/codec/redenen.def>
#undef SPOOR_REDEN
};

static const struct {
    enum spoor_kind kind;
    enum intake_veld veld;
} verplicht[] = {
#define SPOOR_VERPLICHT(kind, veld) {SPOOR_KIND_##kind, VELD_##veld},
#include <spoor/codec/verplicht.def>
#undef SPOOR_VERPLICHT
};

enum intake_veld intake_veld_find(struct spoor_slice naam)
{
    size_t low = 0, high = VELD_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = spoor_slice_compare(naam, intake_velden[middle].naam);
        if (order == 0)
            return (enum intake_veld)middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return VELD_COUNT;
}

/* NULL = as in velden.def. */
static const struct afwijking *find_afwijking(const struct intake_event *event, enum intake_veld veld)
{
    const struct afwijking *found = NULL;
    for (size_t i = 0; i < sizeof(afwijkingen) / sizeof(*afwijkingen) && event->kind != SPOOR_KIND_COUNT; i++) {
        const struct afwijking *row = &afwijkingen[i];
        if (row->veld != veld)
            continue;
        if (!row->group && row->of == (int)event->kind)
            return row;
        if (row->group && row->of == (int)spoor_kind_group(event->kind))
            found = row;
    }
    return found;
}

enum intake_type intake_type_of(const struct intake_event *event, enum intake_veld veld)
{
    const struct afwijking *row = find_afwijking(event, veld);
    return row ? row->type : intake_velden[veld].type;
}

enum spoor_lijst intake_lijst_of(const struct intake_event *event, enum intake_veld veld)
{
    const struct afwijking *row = find_afwijking(event, veld);
    return row ? row->lijst : intake_velden[veld].lijst;
}

struct spoor_slice intake_bij_wie(const struct intake_event *event)
{
    struct spoor_slice text = intake_text_of(event->values[VELD_REDEN], INTAKE_CODE_MAX), code, lijn;
    if (intake_lijst_of(event, VELD_REDEN) != SPOOR_LIJST_REDEN_VERTRAGING || !spoor_slice_present(text) ||
        spoor_code_find(SPOOR_LIJST_REDEN_VERTRAGING, text, &code, &lijn) != SPOOR_CODE_KNOWN)
        return SPOOR_SLICE_NULL;
    for (size_t i = 0; i < sizeof(redenen) / sizeof(*redenen); i++)
        if (spoor_slice_equal(redenen[i].reden, code))
            return redenen[i].bij_wie;
    return SPOOR_SLICE_NULL;
}

static int compare_names(const void *a, const void *b)
{
    const struct spoor_json *const *left = a, *const *right = b;
    return spoor_slice_compare((*left)->name, (*right)->name);
}

static void keep_unknown(struct intake_event *event, const struct spoor_json *member)
{
    if (!event->unknown)
        event->unknown = SPOOR_ARENA_ARRAY(event->pass->arena, const struct spoor_json *, event->mapped->data->count);
    event->unknown[event->unknown_count++] = member;
}

/* Its own members are sorted likewise; its kind is settled with that of the wrong event (intake_correctie.c). */
static void collect_vervanging(struct intake_event *event)
{
    const struct spoor_json *data = event->values[VELD_VERVANGING];
    if (!data || data->type != SPOOR_JSON_OBJECT)
        return;
    event->vervanging = SPOOR_ARENA_NEW(event->pass->arena, struct intake_event);
    *event->vervanging = intake_event_derive(event, SPOOR_KIND_COUNT, data);
    intake_fields_collect(event->vervanging);
}

void intake_fields_collect(struct intake_event *event)
{
    for (const struct spoor_json *member = event->mapped->data->first; member; member = member->next) {
        if (member->type == SPOOR_JSON_NULL)
            continue;
        enum intake_veld veld = intake_veld_find(member->name);
        if (veld != VELD_COUNT && intake_velden[veld].type != TYPE_OWN)
            event->values[veld] = member;
        else
            keep_unknown(event, member);
    }
    if (event->unknown_count > 1)
        qsort(event->unknown, event->unknown_count, sizeof(*event->unknown), compare_names);
    intake_identity_beller(event);
    collect_vervanging(event);
}

static void write_text(struct intake_event *event, enum intake_veld veld, struct spoor_slice text,
                       struct spoor_json_writer *writer)
{
    spoor_json_key(writer, intake_velden[veld].naam);
    spoor_json_string(writer, text);
    event->written[veld] = true;
}

static void write_vertegenwoordigers(const struct intake_event *event, struct spoor_json_writer *writer)
{
    spoor_json_key(writer, intake_velden[VELD_VERTEGENWOORDIGERS].naam);
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < event->vertegenwoordiger_count; i++)
        spoor_json_string(writer, event->vertegenwoordigers[i]);
    spoor_json_array_end(writer);
}

static void write_machtigingsgever(struct intake_event *event, const struct intake_klant *klant,
                                   struct spoor_json_writer *writer)
{
    spoor_json_key(writer, intake_velden[VELD_MACHTIGINGSGEVER].naam);
    spoor_json_object_begin(writer);
    spoor_json_member(writer, "klantRef", klant->machtigingsgever);
    spoor_json_object_end(writer);
    event->written[VELD_MACHTIGINGSGEVER] = true;
}

/* What intake adds where the event said nothing. */
static void write_default(struct intake_event *event, enum intake_veld veld, const struct intake_klant *klant,
                          struct spoor_json_writer *writer)
{
    if (veld == VELD_PRECISIE && event->date_only)
        write_text(event, veld, SPOOR_SLICE("dag"), writer);
    else if (veld == VELD_KANAALLIJN && spoor_slice_present(event->kanaallijn))
        write_text(event, veld, event->kanaallijn, writer);
    else if (veld == VELD_INITIATOR && klant->initiator) {
        spoor_json_key(writer, intake_velden[veld].naam);
        spoor_json_boolean(writer, true);
    } else if (veld == VELD_VERTEGENWOORDIGERS && event->vertegenwoordiger_count > 0)
        write_vertegenwoordigers(event, writer);
    else if (veld == VELD_MACHTIGINGSGEVER && spoor_slice_present(klant->machtigingsgever))
        write_machtigingsgever(event, klant, writer);
    else if (veld == VELD_BIJ_WIE && spoor_slice_present(intake_bij_wie(event)))
        write_text(event, veld, intake_bij_wie(event), writer);
}

enum spoor_status intake_fields_write(struct intake_event *event, const struct intake_klant *klant,
                                      struct spoor_json_writer *writer)
{
    memset(event->written, 0, sizeof(event->written));
    memset(event->sealed, 0, sizeof(event->sealed)); /* one event is written for several klanten, or as a withdrawal */
    event->date_only = event->mapped->date_only;
    event->klant = klant;
    spoor_json_object_begin(writer);
    for (int i = 0; i < VELD_COUNT; i++) {
        enum intake_veld veld = (enum intake_veld)i;
        enum spoor_status status = SPOOR_OK;
        if (veld == VELD_ROL && spoor_slice_present(klant->rol))
            intake_code_write(event, veld, klant->rol, writer);
        else if (event->values[veld])
            status = intake_value_write(event, veld, writer);
        if (status != SPOOR_OK)
            return status;
        if (!event->written[veld])
            write_default(event, veld, klant, writer);
    }
    spoor_json_object_end(writer);
    return SPOOR_OK;
}

static void write_extensions(const struct spoor_json *extensions, struct spoor_json_writer *writer)
{
    spoor_json_key(writer, SPOOR_SLICE("extensies"));
    spoor_json_value(writer, extensions);
}

bool intake_fields_any_sealed(const struct intake_event *event)
{
    bool any = event->unknown_count > 0 || event->mapped->extensions != NULL;
    for (size_t i = 0; i < VELD_COUNT && !any; i++)
        any = event->sealed[i];
    return any;
}

static void write_sealed_veld(const struct intake_event *event, enum intake_veld veld, struct spoor_json_writer *writer)
{
    spoor_json_key(writer, intake_velden[veld].naam);
    if (veld == VELD_VERVANGING)
        intake_fields_write_sealed(event->vervanging, writer);
    else
        spoor_json_value(writer, event->values[veld]);
}

bool intake_fields_write_sealed(const struct intake_event *event, struct spoor_json_writer *writer)
{
    if (!intake_fields_any_sealed(event))
        return false;
    spoor_json_object_begin(writer);
    for (size_t i = 0; i < VELD_COUNT; i++)
        if (event->sealed[i])
            write_sealed_veld(event, (enum intake_veld)i, writer);
    for (size_t i = 0; i < event->unknown_count; i++) {
        spoor_json_key(writer, event->unknown[i]->name);
        spoor_json_value(writer, event->unknown[i]);
    }
    if (event->mapped->extensions)
        write_extensions(event->mapped->extensions, writer);
    spoor_json_object_end(writer);
    return true;
}

enum spoor_status intake_fields_require(const struct intake_event *event)
{
    for (size_t i = 0; i < sizeof(verplicht) / sizeof(*verplicht); i++)
        if (verplicht[i].kind == event->kind && !event->written[verplicht[i].veld])
            return intake_refuse(event->pass, "onvolledig", "/data/%s was expected in %s",
                                 intake_velden[verplicht[i].veld].naam.data, spoor_kind_name(event->kind));
    return SPOOR_OK;
}
