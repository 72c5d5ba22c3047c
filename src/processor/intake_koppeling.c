#include "intake_internal.h"

#include <spoor/base/uuid.h>
#include <spoor/crypto/hash.h>

/* identiteit-gekoppeld, made by intake: an event of a known klant says that its conversation was anonymous before. */

#define SUFFIX "/koppeling"
#define ID_HASH_BYTES 16

static struct spoor_json *add_object(const struct intake_pass *pass, struct spoor_json *parent, struct spoor_slice name,
                                     struct spoor_json **tail)
{
    struct spoor_json *object = spoor_json_new(pass->arena, SPOOR_JSON_OBJECT, SPOOR_SLICE_NULL);
    spoor_json_add(parent, name, object, tail);
    return object;
}

static void add_text(const struct intake_pass *pass, struct spoor_json *parent, struct spoor_slice name,
                     struct spoor_slice text, struct spoor_json **tail)
{
    spoor_json_add(parent, name, spoor_json_new(pass->arena, SPOOR_JSON_STRING, text), tail);
}

/* The same field as in the event, if it has one. */
static void add_same(const struct intake_event *event, struct spoor_json *parent, enum intake_veld veld,
                     struct spoor_json **tail)
{
    if (!event->values[veld])
        return;
    struct spoor_json *copy = SPOOR_ARENA_NEW(event->pass->arena, struct spoor_json);
    *copy = *event->values[veld];
    copy->next = NULL;
    spoor_json_add(parent, intake_velden[veld].naam, copy, tail);
}

static const struct spoor_json *koppeling_data(const struct intake_event *event, struct spoor_slice conversation,
                                               struct spoor_slice klant_ref)
{
    const struct intake_pass *pass = event->pass;
    struct spoor_json *data = spoor_json_new(pass->arena, SPOOR_JSON_OBJECT, SPOOR_SLICE_NULL), *tail = NULL;
    struct spoor_json *anoniem_tail = NULL, *van_tail = NULL, *naar_tail = NULL;
    struct spoor_json *van = add_object(pass, data, intake_velden[VELD_VAN].naam, &tail);
    struct spoor_json *anoniem = add_object(pass, van, SPOOR_SLICE("anoniem"), &van_tail);
    add_same(event, anoniem, VELD_BRON_SYSTEEM, &anoniem_tail);
    add_text(pass, anoniem, intake_velden[VELD_GESPREK_ID].naam, conversation, &anoniem_tail);
    struct spoor_json *naar = add_object(pass, data, intake_velden[VELD_NAAR].naam, &tail);
    add_text(pass, naar, intake_velden[VELD_KLANT_REF].naam, klant_ref, &naar_tail);
    add_text(pass, data, intake_velden[VELD_SOORT].naam, SPOOR_SLICE("anoniem_bekend"), &tail);
    add_same(event, data, VELD_PLAATSGEVONDEN_OP, &tail);
    add_same(event, data, VELD_PRECISIE, &tail);
    return data;
}

/* `<id>/koppeling`; an id too long for that is hashed. */
static struct spoor_slice koppeling_id(const struct intake_event *event)
{
    struct spoor_slice id = event->id;
    char hex[2 * ID_HASH_BYTES + 1];
    uint8_t digest[32];
    if (id.length + sizeof(SUFFIX) - 1 > INTAKE_ID_MAX) {
        spoor_sha256(&id, 1, digest);
        spoor_hex_format(digest, ID_HASH_BYTES, hex);
        id = (struct spoor_slice){hex, 2 * ID_HASH_BYTES};
    }
    return spoor_arena_printf(event->pass->arena, "%.*s" SUFFIX, SPOOR_SLICE_ARG(id));
}

/* Who spoke: the initiator, else the first. */
static const struct intake_klant *speaker(const struct intake_event *event)
{
    for (size_t i = 0; i < event->klant_count; i++)
        if (event->klanten[i].initiator)
            return &event->klanten[i];
    return &event->klanten[0];
}

enum spoor_status intake_koppeling_record(const struct intake_event *event)
{
    struct intake_pass *pass = event->pass;
    const struct spoor_json *eerder = event->values[VELD_EERDER_ANONIEM];
    struct spoor_slice conversation = intake_identity_conversation(event);
    struct spoor_intake_counts *counts = pass->counts, uncounted = {0};
    if (!spoor_slice_equal(spoor_json_scalar(eerder), SPOOR_SLICE("true")) || !event->is_of_known_klant ||
        !spoor_slice_present(conversation))
        return SPOOR_OK;
    struct intake_event koppeling = intake_event_derive(event, SPOOR_KIND_IDENTITEIT_GEKOPPELD,
                                                        koppeling_data(event, conversation, speaker(event)->ref));
    koppeling.causationid = event->id;
    koppeling.id = koppeling_id(event);
    pass->counts = &uncounted; /* what is odd was counted with the event itself */
    intake_fields_collect(&koppeling);
    enum spoor_status status = intake_identity_resolve(&koppeling);
    if (status == SPOOR_OK)
        status = intake_records_make(&koppeling);
    pass->counts = counts;
    return status;
}
