#include <spoor/codec/toestand.h>

#include "document_internal.h"
#include "fields_internal.h"
#include "toestand_internal.h"

#define EXEMPLAAR(TYPE, name, member) SPOOR_FIELD(struct spoor_fase_exemplaar, TYPE, name, member)
#define KLOK(TYPE, name, member) SPOOR_FIELD(struct spoor_klok, TYPE, name, member)
#define REIS(TYPE, name, member) SPOOR_FIELD(struct spoor_reis, TYPE, name, member)
#define REIS_LIST(TYPE, name, member, one, sub) SPOOR_FIELD_LIST(struct spoor_reis, TYPE, name, member, one, sub)
#define VOORKEUR(TYPE, name, member) SPOOR_FIELD(struct spoor_voorkeur, TYPE, name, member)
#define OPENSTAAND(TYPE, name, member) SPOOR_FIELD(struct spoor_openstaand, TYPE, name, member)
#define HERINNERING(TYPE, name, member) SPOOR_FIELD(struct spoor_herinnering, TYPE, name, member)
#define TELLERS(TYPE, name, member) SPOOR_FIELD(struct spoor_contact_tellers, TYPE, name, member)
#define WISSEL(TYPE, name, member) SPOOR_FIELD(struct spoor_wissel_teller, TYPE, name, member)
#define CONTACT(TYPE, name, member) SPOOR_FIELD(struct spoor_contact, TYPE, name, member)
#define ONE_CONTACT(record, name, member, count)                                                                       \
    SPOOR_FIELD_ROW(record, RECORDS, name, member, offsetof(record, count), SPOOR_FIELD_NO_OFFSET, &contact_fields)
#define TOESTAND(TYPE, name, member) SPOOR_FIELD(struct spoor_toestand, TYPE, name, member)

static const struct spoor_field exemplaar_rows[] = {
    EXEMPLAAR(TEXT, "fase", fase),
    EXEMPLAAR(TEXT, "exemplaar", exemplaar),
    EXEMPLAAR(US, "begin", begin_us),
    EXEMPLAAR(US, "eind", eind_us),
    EXEMPLAAR(STAND, "stand", stand),
    EXEMPLAAR(TEXT, "resultaat", resultaat),
    EXEMPLAAR(TEXT, "dossierstatus", dossierstatus),
    EXEMPLAAR(TRUE, "onbekend", onbekend),
};
static const struct spoor_fields exemplaar_fields = SPOOR_FIELDS(struct spoor_fase_exemplaar, exemplaar_rows);

static const struct spoor_field klok_rows[] = {
    KLOK(TRUE, "vanFase", van_fase),
    KLOK(US, "begin", begin_us),
    KLOK(US, "gegeven", gegeven_us),
    KLOK(TRUE, "gegevenInStilstand", gegeven_in_stilstand),
    KLOK(BITS, "verlengdMaanden", verlengd_maanden),
    KLOK(BITS, "verlengdDagen", verlengd_dagen),
    KLOK(BITS, "verlengdUs", verlengd_us),
    KLOK(BITS, "stilDagen", stil_dagen),
    KLOK(BITS, "stilWerkdagen", stil_werkdagen),
    KLOK(BITS, "stilUs", stil_us),
    KLOK(US, "stilSinds", stil_sinds_us),
    KLOK(US, "geladen", geladen_us),
    KLOK(US, "gevraagdTot", gevraagd_tot_us),
    KLOK(TRUE, "opgeschort", opschorting.actief),
    KLOK(US, "opgeschortTot", opschorting.tot_us),
    KLOK(TEXT, "opgeschortReden", opschorting.reden),
    KLOK(TEXT, "opgeschortBijWie", opschorting.bij_wie),
    KLOK(TRUE, "aanvulling", aanvulling.actief),
    KLOK(US, "aanvullingTot", aanvulling.tot_us),
    KLOK(TEXT, "aanvullingReden", aanvulling.reden),
    KLOK(TEXT, "aanvullingBijWie", aanvulling.bij_wie),
};
static const struct spoor_fields klok_fields = SPOOR_FIELDS(struct spoor_klok, klok_rows);

static const struct spoor_field reis_rows[] = {
    REIS_LIST(TEXTS, "refs", refs, ref, NULL),
    REIS_LIST(TEXTS, "zaken", zaak_refs, zaak_ref, NULL),
    REIS_LIST(TEXTS, "objecten", objecten, object, NULL),
    REIS(TEXT, "definitie", definitie),
    REIS(NUMBER, "versie", definitie_versie),
    REIS(US, "begin", begin_us),
    REIS(US, "eind", eind_us),
    REIS(TRUE, "beeindigd", beeindigd),
    REIS(TEXT, "resultaat", resultaat),
    REIS_LIST(RECORDS, "fasen", exemplaren, exemplaar, &exemplaar_fields),
    REIS(INDEX, "huidig", huidig),
    REIS(TEXT, "vorige", vorige_fase),
    REIS(TEXT, "dossierstatus", dossierstatus),
    REIS_LIST(RECORDS, "klokken", klokken, klok, &klok_fields),
    REIS(TEXT, "reden", reden),
    REIS(TEXT, "bijWie", bij_wie),
    REIS(NUMBER, "vlaggen", flags),
    REIS(PLACE, "mijlpaal", mijlpaal),
    REIS(US, "laatste", laatste_us),
    REIS(TEXT, "laatsteId", laatste_id),
    REIS(TRUE, "laatsteStil", laatste_stil),
};
static const struct spoor_fields reis_fields = SPOOR_FIELDS(struct spoor_reis, reis_rows);

static const struct spoor_field wissel_rows[] = {
    WISSEL(TEXT, "van", van),          WISSEL(TEXT, "naar", naar),
    WISSEL(TEXT, "reden", reden),      WISSEL(TRUE, "automatisch", automatisch),
    WISSEL(COUNTER, "aantal", aantal), WISSEL(BITS, "naadloos", naadloos),
};
static const struct spoor_fields wissel_fields = SPOOR_FIELDS(struct spoor_wissel_teller, wissel_rows);

static const struct spoor_field contact_teller_rows[] = {
    TELLERS(BITS, "contacten", contacten),
    TELLERS(BITS, "herhaald", herhaald),
    TELLERS(BITS, "statusvragen", statusvragen),
    TELLERS(BITS, "doorverwijzingen", doorverwijzingen),
    TELLERS(TELLERS, "kanalen", per_kanaal),
    TELLERS(TELLERS, "fasen", per_fase),
    SPOOR_FIELD_LIST(struct spoor_contact_tellers, RECORDS, "wissels", wissels, wissel, &wissel_fields),
};
static const struct spoor_fields contact_teller_fields =
    SPOOR_FIELDS(struct spoor_contact_tellers, contact_teller_rows);

static const struct spoor_fields contact_fields;
static const struct spoor_field contact_rows[] = {
    CONTACT(PLACE, "begin", begin),
    SPOOR_FIELD_AS(struct spoor_contact, "id", id, begin.id),
    SPOOR_FIELD_AS(struct spoor_contact, "bron", bron, begin.source),
    CONTACT(FALSE, "contact", is_contact),
    CONTACT(TEXT, "kanaal", kanaal),
    CONTACT(TEXT, "onderwerp", onderwerp_code),
    CONTACT(TEXT, "gesprek", gesprek_id),
    CONTACT(TEXT, "richting", richting),
    CONTACT(TEXT, "vervolgVan", vervolg_van),
    CONTACT(TRUE, "afspraak", afspraak),
    CONTACT(TEXT, "vanKanaal", van_kanaal),
    CONTACT(TEXT, "naarKanaal", naar_kanaal),
    CONTACT(TEXT, "naarContact", naar_contact),
    CONTACT(TEXT, "reden", reden),
    CONTACT(TRUE, "automatisch", automatisch),
    CONTACT(BITS, "doorverwijzingen", doorverwijzingen),
    CONTACT(INDEX, "reis", reis),
    CONTACT(TEXT, "fase", fase),
    SPOOR_FIELD_LIST(struct spoor_contact, TEXTS, "feiten", feiten, feit, NULL),
    ONE_CONTACT(struct spoor_contact, "vorige", vorige, vorige_count),
};
static const struct spoor_fields contact_fields = SPOOR_FIELDS(struct spoor_contact, contact_rows);

static const struct spoor_field contacten_rows[] = {
    SPOOR_FIELD_LIST(struct spoor_contacten, RECORDS, "recent", recent, recent, &contact_fields),
    SPOOR_FIELD(struct spoor_contacten, PLACE, "grens", grens),
    SPOOR_FIELD_OF(struct spoor_contacten, RECORD, "ouder", ouder, &contact_teller_fields),
    SPOOR_FIELD_LIST(struct spoor_contacten, RECORDS, "onderwerpen", onderwerpen, onderwerp, &contact_fields),
};
static const struct spoor_fields contacten_fields = SPOOR_FIELDS(struct spoor_contacten, contacten_rows);

static const struct spoor_field reis_teller_rows[] = {
    SPOOR_FIELD(struct spoor_reis_tellers, TEXT, "ref", ref),
    SPOOR_FIELD_OF(struct spoor_reis_tellers, RECORD, "ouder", ouder, &contact_teller_fields),
    ONE_CONTACT(struct spoor_reis_tellers, "laatste", laatste, laatste_count),
};
static const struct spoor_fields reis_teller_fields = SPOOR_FIELDS(struct spoor_reis_tellers, reis_teller_rows);

static const struct spoor_field voorkeur_rows[] = {
    VOORKEUR(TEXT, "klantreisRef", klantreis_ref),
    VOORKEUR(TEXT, "definitie", definitie),
    SPOOR_FIELD_LIST(struct spoor_voorkeur, TEXTS, "kanalen", kanalen, kanaal, NULL),
    VOORKEUR(PLACE, "plaats", place),
};
static const struct spoor_fields voorkeur_fields = SPOOR_FIELDS(struct spoor_voorkeur, voorkeur_rows);

static const struct spoor_field openstaand_rows[] = {
    OPENSTAAND(TEXT, "soort", soort),
    OPENSTAAND(TEXT, "ref", ref),
    OPENSTAAND(US, "sinds", sinds_us),
    OPENSTAAND(US, "uiterlijk", uiterlijk_us),
    OPENSTAAND(TEXT, "aard", aard),
    OPENSTAAND(TEXT, "eigenaar", eigenaar),
    OPENSTAAND(TEXT, "divisie", divisie),
    OPENSTAAND(TEXT, "regisseur", regisseur),
};
static const struct spoor_fields openstaand_fields = SPOOR_FIELDS(struct spoor_openstaand, openstaand_rows);

static const struct spoor_field herinnering_rows[] = {
    HERINNERING(TEXT, "id", id),
    HERINNERING(TEXT, "waarvoor", waarvoor),
    HERINNERING(TEXT, "klantreisRef", klantreis_ref),
    HERINNERING(US, "op", op_us),
    HERINNERING(TRUE, "stil", stil),
    HERINNERING(PLACE, "plaats", place),
};
static const struct spoor_fields herinnering_fields = SPOOR_FIELDS(struct spoor_herinnering, herinnering_rows);

/* The two parts of the document are two views of the same struct. */
static const struct spoor_field volg_rows[] = {
    SPOOR_FIELD_LIST(struct spoor_toestand, RECORDS, "reizen", reizen, reis, &reis_fields),
    TOESTAND(PLACE, "laatste", laatste),
    TOESTAND(COUNTER, "los", los),
    TOESTAND(BITS, "losseSleutels", losse_sleutels),
    TOESTAND(BITS, "wachtendeCorrecties", wachtende_correcties),
    SPOOR_FIELD_LIST(struct spoor_toestand, RECORDS, "voorkeuren", voorkeuren, voorkeur, &voorkeur_fields),
    SPOOR_FIELD_OF(struct spoor_toestand, PART, "klant", feiten, &spoor_klantfeiten_fields),
    SPOOR_FIELD_LIST(struct spoor_toestand, RECORDS, "openstaand", openstaand, openstaand, &openstaand_fields),
    TOESTAND(BITS, "openstaandRest", openstaand_rest),
    TOESTAND(BITS, "openstaandSleutels", openstaand_sleutels),
    SPOOR_FIELD_LIST(struct spoor_toestand, RECORDS, "herinneringen", herinneringen, herinnering, &herinnering_fields),
};
static const struct spoor_fields volg_fields = SPOOR_FIELDS(struct spoor_toestand, volg_rows);

static const struct spoor_field teller_rows[] = {
    TOESTAND(COUNTER, "gebeurtenissen", gebeurtenissen),
    SPOOR_FIELD_OF(struct spoor_toestand, RECORD, "contacten", contacten, &contacten_fields),
    SPOOR_FIELD_ROW(struct spoor_toestand, RECORDS, "reizen", reis_tellers, offsetof(struct spoor_toestand, reis_count),
                    SPOOR_FIELD_NO_OFFSET, &reis_teller_fields),
};
static const struct spoor_fields teller_fields = SPOOR_FIELDS(struct spoor_toestand, teller_rows);

SPOOR_FIELDS_COMPLETE(struct spoor_toestand, 488 + sizeof(struct spoor_klantfeiten) +
                                                 sizeof(struct spoor_termijnverloop)); /* which is no part of it */
SPOOR_FIELDS_COMPLETE(struct spoor_openstaand, 112);
SPOOR_FIELDS_COMPLETE(struct spoor_voorkeur, 128);
SPOOR_FIELDS_COMPLETE(struct spoor_reis, 368);
SPOOR_FIELDS_COMPLETE(struct spoor_klok, 200);
SPOOR_FIELDS_COMPLETE(struct spoor_herinnering, 136);
SPOOR_FIELDS_COMPLETE(struct spoor_fase_exemplaar, 96);
SPOOR_FIELDS_COMPLETE(struct spoor_reis_tellers, 136);
SPOOR_FIELDS_COMPLETE(struct spoor_contact_tellers, 104);
SPOOR_FIELDS_COMPLETE(struct spoor_wissel_teller, 72);
SPOOR_FIELDS_COMPLETE(struct spoor_contact, 344);
SPOOR_FIELDS_COMPLETE(struct spoor_contacten, 264); /* the staart is kept elsewhere */
SPOOR_FIELDS_COMPLETE(struct spoor_teller, 32);
SPOOR_FIELDS_COMPLETE(struct spoor_place, 72);

void spoor_toestand_encode(const struct spoor_toestand *toestand, struct spoor_buffer *out)
{
    struct spoor_json_writer writer;
    struct spoor_sources sources = {0};
    struct spoor_toestand kept = spoor_toestand_kept(toestand);
    spoor_document_begin(&writer, out);
    spoor_json_key(&writer, SPOOR_SLICE("volg"));
    spoor_fields_encode(&volg_fields, &kept, &writer, &sources);
    spoor_json_key(&writer, SPOOR_SLICE("tellers"));
    spoor_fields_encode(&teller_fields, toestand, &writer, &sources);
    spoor_json_object_end(&writer);
}

static bool is_of_no_reis(const struct spoor_contact *contacts, size_t count, size_t reis_count)
{
    for (size_t i = 0; i < count; i++) {
        const struct spoor_contact *contact = &contacts[i];
        if (contact->reis < -1 || contact->reis >= (int64_t)reis_count || contact->vorige_count > 1 ||
            is_of_no_reis(contact->vorige, contact->vorige_count, reis_count))
            return true;
    }
    return false;
}

static bool contacts_contradict(const struct spoor_toestand *toestand, size_t reis_count)
{
    const struct spoor_contacten *contacten = &toestand->contacten;
    for (size_t i = 0; i < reis_count; i++)
        if (toestand->reis_tellers[i].laatste_count > 1 ||
            is_of_no_reis(toestand->reis_tellers[i].laatste, toestand->reis_tellers[i].laatste_count, reis_count))
            return true;
    return contacten->recent_count > SPOOR_CONTACTS_RECENT ||
           is_of_no_reis(contacten->recent, contacten->recent_count, reis_count) ||
           is_of_no_reis(contacten->onderwerpen, contacten->onderwerp_count, reis_count);
}

/* The first value by which the struct would not hold together; NULL when it does. */
static const struct spoor_json *find_contradiction(const struct spoor_json *document,
                                                   const struct spoor_toestand *toestand, size_t reis_count)
{
    if (toestand->reis_count != reis_count || (reis_count > 0 && !toestand->reis_tellers) ||
        contacts_contradict(toestand, reis_count))
        return SPOOR_JSON_GET(document, "tellers");
    for (size_t i = 0; i < reis_count; i++) {
        int32_t huidig = toestand->reizen[i].huidig;
        if (huidig < -1 || (huidig >= 0 && (size_t)huidig >= toestand->reizen[i].exemplaar_count))
            return SPOOR_JSON_GET(document, "volg");
    }
    return NULL;
}

static const struct spoor_json *decode_parts(const struct spoor_json *document, struct spoor_arena *arena,
                                             struct spoor_toestand *toestand)
{
    const struct spoor_json *volg = SPOOR_JSON_GET(document, "volg"), *tellers = SPOOR_JSON_GET(document, "tellers");
    if (!volg || !tellers || document->count != 3)
        return document;
    struct spoor_fields_reader reader = {.arena = arena};
    const struct spoor_json *bad = spoor_fields_decode(&volg_fields, volg, &reader, toestand);
    if (bad)
        return bad;
    size_t reis_count = toestand->reis_count;
    bad = spoor_fields_decode(&teller_fields, tellers, &reader, toestand);
    return bad ? bad : find_contradiction(document, toestand, reis_count);
}

enum spoor_status spoor_toestand_decode(struct spoor_slice text, struct spoor_arena *arena,
                                        struct spoor_toestand *out_toestand, struct spoor_error *err)
{
    const struct spoor_json *document;
    struct spoor_toestand toestand = {0};
    enum spoor_status status = spoor_document_parse("toestand", text, arena, &document, err);
    if (status != SPOOR_OK)
        return status;
    const struct spoor_json *bad = decode_parts(document, arena, &toestand);
    if (bad)
        return spoor_document_refuse("toestand", document, bad, err);
    *out_toestand = toestand;
    return SPOOR_OK;
}
