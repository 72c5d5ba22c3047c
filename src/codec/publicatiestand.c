#include <spoor/codec/toestand.h>

#include "document_internal.h"
#include "fields_internal.h"

#define UITKOMST(TYPE, name, member) SPOOR_FIELD(struct spoor_uitkomst, TYPE, name, member)
#define VERTELD(TYPE, name, member) SPOOR_FIELD(struct spoor_verteld, TYPE, name, member)
#define SIGNAAL(TYPE, name, member) SPOOR_FIELD(struct spoor_gesignaleerd, TYPE, name, member)

static const struct spoor_field uitkomst_rows[] = {
    UITKOMST(TEXT, "fase", fase),
    UITKOMST(TEXT, "exemplaar", exemplaar),
    UITKOMST(TEXT, "dossierstatus", dossierstatus),
    UITKOMST(TRUE, "beeindigd", beeindigd),
    UITKOMST(US, "einddatum", verwachte_einddatum_us),
    UITKOMST(TEXT, "actie", actie_code),
    UITKOMST(TEXT, "actieBijWie", actie_bij_wie),
    UITKOMST(TEXT, "actieGevolg", actie_gevolg),
    UITKOMST(US, "actieUiterlijk", actie_uiterlijk_us),
};
static const struct spoor_fields uitkomst_fields = SPOOR_FIELDS(struct spoor_uitkomst, uitkomst_rows);

static const struct spoor_field start_rows[] = {
    SPOOR_FIELD(struct spoor_start, TEXT, "ref", ref),
    SPOOR_FIELD(struct spoor_start, COUNTER, "volgnummer", volgnummer),
};
static const struct spoor_fields start_fields = SPOOR_FIELDS(struct spoor_start, start_rows);

static const struct spoor_field ingehouden_rows[] = {
    SPOOR_FIELD(struct spoor_ingehouden, BITS, "vanaf", vanaf),
    SPOOR_FIELD(struct spoor_ingehouden, TEXT, "soort", soort),
    SPOOR_FIELD_OF(struct spoor_ingehouden, PART, "uitkomst", uitkomst, &uitkomst_fields),
    SPOOR_FIELD(struct spoor_ingehouden, TRUE, "moet", moet),
};
static const struct spoor_fields ingehouden_fields = SPOOR_FIELDS(struct spoor_ingehouden, ingehouden_rows);

static const struct spoor_field verteld_rows[] = {
    VERTELD(TEXT, "ref", ref),
    VERTELD(COUNTER, "revisie", revisie),
    SPOOR_FIELD_OF(struct spoor_verteld, RECORD, "uitkomst", uitkomst, &uitkomst_fields),
    VERTELD(TEXT, "definitie", definitie),
    VERTELD(NUMBER, "versie", definitie_versie),
    VERTELD(PLACE, "mijlpaal", mijlpaal),
    VERTELD(TRUE, "verdwenen", verdwenen),
    SPOOR_FIELD_OF(struct spoor_verteld, PART, "ingehouden", ingehouden, &ingehouden_fields),
};
static const struct spoor_fields verteld_fields = SPOOR_FIELDS(struct spoor_verteld, verteld_rows);

static const struct spoor_field signaal_rows[] = {
    SIGNAAL(TEXT, "soort", soort),
    SIGNAAL(TEXT, "ref", klantreis_ref),
    SIGNAAL(TEXT, "anker", anker),
    SIGNAAL(US, "bedoeld", bedoeld_us),
    SIGNAAL(US, "sinds", sinds_us),
    SIGNAAL(US, "uiterlijk", uiterlijk_us),
    SIGNAAL(COUNTER, "aantal", aantal),
};
static const struct spoor_fields signaal_fields = SPOOR_FIELDS(struct spoor_gesignaleerd, signaal_rows);

static const struct spoor_field stand_rows[] = {
    SPOOR_FIELD_LIST(struct spoor_publicatiestand, RECORDS, "starts", starts, start, &start_fields),
    SPOOR_FIELD_LIST(struct spoor_publicatiestand, RECORDS, "verteld", vertelden, verteld, &verteld_fields),
    SPOOR_FIELD_LIST(struct spoor_publicatiestand, RECORDS, "signalen", signalen, signaal, &signaal_fields),
    SPOOR_FIELD(struct spoor_publicatiestand, US, "wek", wek_us[SPOOR_BEWIJS_GEEN]),
    SPOOR_FIELD(struct spoor_publicatiestand, US, "wekMetBewijs", wek_us[SPOOR_BEWIJS_NODIG]),
};
static const struct spoor_fields stand_fields = SPOOR_FIELDS(struct spoor_publicatiestand, stand_rows);

SPOOR_FIELDS_COMPLETE(struct spoor_publicatiestand, 88);
SPOOR_FIELDS_COMPLETE(struct spoor_verteld, 248 + 152);
SPOOR_FIELDS_COMPLETE(struct spoor_ingehouden, 152);
SPOOR_FIELDS_COMPLETE(struct spoor_gesignaleerd, 80);
SPOOR_FIELDS_COMPLETE(struct spoor_uitkomst, 120);
SPOOR_FIELDS_COMPLETE(struct spoor_start, 24);

void spoor_uitkomst_encode(const struct spoor_uitkomst *uitkomst, struct spoor_buffer *out)
{
    struct spoor_json_writer writer;
    struct spoor_sources sources = {0};
    spoor_json_writer_init(&writer, out);
    spoor_fields_encode(&uitkomst_fields, uitkomst, &writer, &sources);
}

void spoor_publicatiestand_encode(const struct spoor_publicatiestand *stand, struct spoor_buffer *out)
{
    struct spoor_json_writer writer;
    struct spoor_sources sources = {0};
    spoor_document_begin(&writer, out);
    spoor_json_key(&writer, SPOOR_SLICE("publicatie"));
    spoor_fields_encode(&stand_fields, stand, &writer, &sources);
    spoor_json_object_end(&writer);
}

enum spoor_status spoor_publicatiestand_decode(struct spoor_slice text, struct spoor_arena *arena,
                                               struct spoor_publicatiestand *out_stand, struct spoor_error *err)
{
    const struct spoor_json *document;
    struct spoor_publicatiestand stand = {0};
    enum spoor_status status = spoor_document_parse("publicatiestand", text, arena, &document, err);
    if (status != SPOOR_OK)
        return status;
    const struct spoor_json *publicatie = SPOOR_JSON_GET(document, "publicatie");
    if (!publicatie || document->count != 2)
        return spoor_document_refuse("publicatiestand", document, document, err);
    struct spoor_fields_reader reader = {.arena = arena};
    const struct spoor_json *bad = spoor_fields_decode(&stand_fields, publicatie, &reader, &stand);
    if (bad)
        return spoor_document_refuse("publicatiestand", document, bad, err);
    *out_stand = stand;
    return SPOOR_OK;
}
