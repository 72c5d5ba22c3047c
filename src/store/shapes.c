/* Shapes: the columns of the write statements, in the order of their row type (migrations) or of the parameters in
 * their .sql file. */
#include "store_internal.h"

#include <stddef.h>

#define COLUMN(type, row, member) {STORE_##type, offsetof(struct row, member)}

static const struct store_column gebeurtenis[] = {
    COLUMN(UUID, spoor_event, klant_id),
    COLUMN(UUID, spoor_event, feit_id),
    COLUMN(I64, spoor_event, volgnummer),
    COLUMN(TIME, spoor_event, plaatsgevonden_us),
    COLUMN(TIME, spoor_event, time_us),
    COLUMN(TIME, spoor_event, broker_us),
    COLUMN(I64, spoor_event, origin.offset),
    COLUMN(I32, spoor_event, origin.partition),
    COLUMN(I32, spoor_event, origin.index),
    COLUMN(PRECISIE, spoor_event, precisie),
    COLUMN(BOOL, spoor_event, tijd_onwaarschijnlijk),
    COLUMN(BOOL, spoor_event, stil),
    COLUMN(BOOL, spoor_event, herkansing),
    COLUMN(KIND, spoor_event, kind),
    COLUMN(TEXT, spoor_event, source),
    COLUMN(TEXT, spoor_event, id),
    COLUMN(TEXT, spoor_event, sequence),
    COLUMN(TEXT, spoor_event, origin.topic),
    COLUMN(TEXT, spoor_event, mapping),
    COLUMN(BYTES_16, spoor_event, afdruk),
    COLUMN(TEXT, spoor_event, klantreis_ref),
    COLUMN(TEXT, spoor_event, fase),
    COLUMN(TEXT, spoor_event, kanaal),
    COLUMN(TEXT, spoor_event, data),
    COLUMN(TEXT, spoor_event, sealed_key),
    COLUMN(BYTES, spoor_event, sealed),
    COLUMN(TEXT, spoor_event, traceparent),
    COLUMN(TEXT, spoor_event, tracestate),
    COLUMN(TEXT, spoor_event, correlationid),
    COLUMN(TEXT, spoor_event, causationid),
};

static const struct store_column klant[] = {
    COLUMN(UUID, spoor_klant_row, klant_id),
    COLUMN(I64, spoor_klant_row, volgnummer),
    COLUMN(I32, spoor_klant_row, partition),
    COLUMN(BOOL, spoor_klant_row, wacht_op_definitie),
    COLUMN(TEXT, spoor_klant_row, klant_ref),
    COLUMN(TEXT, spoor_klant_row, toestand),
    COLUMN(TEXT, spoor_klant_row, publicatiestand),
};

static const struct store_column klantreis[] = {
    COLUMN(UUID, spoor_klantreis_row, klant_id),
    COLUMN(I64, spoor_klantreis_row, revisie),
    COLUMN(I64, spoor_klantreis_row, volgnummer),
    COLUMN(I64, spoor_klantreis_row, flags),
    COLUMN(TIME, spoor_klantreis_row, begin_us),
    COLUMN(TIME, spoor_klantreis_row, eind_us),
    COLUMN(TIME, spoor_klantreis_row, verwachte_einddatum_us),
    COLUMN(TIME, spoor_klantreis_row, bijgewerkt_us),
    COLUMN(I32, spoor_klantreis_row, definitie_versie),
    COLUMN(BOOL, spoor_klantreis_row, beeindigd),
    COLUMN(TEXT, spoor_klantreis_row, klantreis_ref),
    COLUMN(TEXT, spoor_klantreis_row, klant_ref),
    COLUMN(TEXT, spoor_klantreis_row, definitie),
    COLUMN(TEXT, spoor_klantreis_row, fase),
    COLUMN(TEXT, spoor_klantreis_row, exemplaar),
    COLUMN(TEXT, spoor_klantreis_row, dossierstatus),
    COLUMN(TEXT, spoor_klantreis_row, vorige_fase),
    COLUMN(TEXT, spoor_klantreis_row, volgende_fase),
    COLUMN(TEXT, spoor_klantreis_row, actie_code),
    COLUMN(TEXT, spoor_klantreis_row, soort),
    COLUMN(TEXTS, spoor_klantreis_row, zaak_refs),
};
_Static_assert(offsetof(struct spoor_klantreis_row, zaak_ref_count) ==
                   offsetof(struct spoor_klantreis_row, zaak_refs) + sizeof(void *),
               "STORE_TEXTS reads the count behind the pointer");

static const struct store_column klantcontact[] = {
    COLUMN(UUID, spoor_contact_row, klant_id),
    COLUMN(I64, spoor_contact_row, volgnummer),
    COLUMN(TIME, spoor_contact_row, plaatsgevonden_us),
    COLUMN(TEXT, spoor_contact_row, kind),
    COLUMN(TEXT, spoor_contact_row, klantcontact_id),
    COLUMN(TEXT, spoor_contact_row, kanaal),
    COLUMN(TEXT, spoor_contact_row, kanaallijn),
    COLUMN(TEXT, spoor_contact_row, onderwerp_code),
    COLUMN(TEXT, spoor_contact_row, klantreis_ref),
    COLUMN(TEXT, spoor_contact_row, fase),
    COLUMN(TEXT, spoor_contact_row, exemplaar),
};

static const struct store_column contact_place[] = {
    COLUMN(UUID, spoor_contact_row, klant_id),
    COLUMN(I64, spoor_contact_row, volgnummer),
};

static const struct store_column contactsleutel[] = {
    COLUMN(UUID, spoor_contactsleutel_row, klant_id),
    COLUMN(I64, spoor_contactsleutel_row, sleutel),
};

static const struct store_column gesloten[] = {
    COLUMN(UUID, spoor_openstaand_row, klant_id),
    COLUMN(TEXT, spoor_openstaand_row, item.soort),
    COLUMN(TEXT, spoor_openstaand_row, item.ref),
};

static const struct store_column openstaand[] = {
    COLUMN(UUID, spoor_openstaand_row, klant_id),
    COLUMN(TIME, spoor_openstaand_row, item.sinds_us),
    COLUMN(TIME, spoor_openstaand_row, item.uiterlijk_us),
    COLUMN(TEXT, spoor_openstaand_row, item.soort),
    COLUMN(TEXT, spoor_openstaand_row, item.ref),
    COLUMN(TEXT, spoor_openstaand_row, item.aard),
    COLUMN(TEXT, spoor_openstaand_row, item.eigenaar),
    COLUMN(TEXT, spoor_openstaand_row, item.divisie),
    COLUMN(TEXT, spoor_openstaand_row, item.regisseur),
};

static const struct store_column publicatie[] = {
    COLUMN(UUID, spoor_publicatie_row, klant_id),
    COLUMN(I64, spoor_publicatie_row, volgnummer),
    COLUMN(I64, spoor_publicatie_row, revisie),
    COLUMN(I64, spoor_publicatie_row, sequence),
    COLUMN(TIME, spoor_publicatie_row, plaatsgevonden_us),
    COLUMN(TIME, spoor_publicatie_row, verwerkt_us),
    COLUMN(I32, spoor_publicatie_row, partition),
    COLUMN(BOOL, spoor_publicatie_row, stil),
    COLUMN(TEXT, spoor_publicatie_row, klantreis_ref),
    COLUMN(TEXT, spoor_publicatie_row, id),
    COLUMN(TEXT, spoor_publicatie_row, soort),
    COLUMN(TEXT, spoor_publicatie_row, uitkomst),
    COLUMN(TEXT, spoor_publicatie_row, oorzaak_source),
    COLUMN(TEXT, spoor_publicatie_row, oorzaak_id),
    COLUMN(BYTES_32, spoor_publicatie_row, hash),
};

static const struct store_column signaal[] = {
    COLUMN(UUID, spoor_signaal_row, klant_id),
    COLUMN(UUID, spoor_signaal_row, signaal_id),
    COLUMN(I64, spoor_signaal_row, nummer),
    COLUMN(I64, spoor_signaal_row, volgnummer),
    COLUMN(I64, spoor_signaal_row, sequence),
    COLUMN(TIME, spoor_signaal_row, bedoeld_us),
    COLUMN(TIME, spoor_signaal_row, verwerkt_us),
    COLUMN(I32, spoor_signaal_row, partition),
    COLUMN(BOOL, spoor_signaal_row, stil),
    COLUMN(TEXT, spoor_signaal_row, soort),
    COLUMN(TEXT, spoor_signaal_row, anker),
    COLUMN(TEXT, spoor_signaal_row, klantreis_ref),
    COLUMN(TEXT, spoor_signaal_row, oorzaak_source),
    COLUMN(TEXT, spoor_signaal_row, oorzaak_id),
    COLUMN(BYTES_32, spoor_signaal_row, hash),
};

/* When there is nothing to look for only the first two are taken. */
static const struct store_column termijn[] = {
    COLUMN(UUID, spoor_termijn_row, klant_id),
    COLUMN(BOOL, spoor_termijn_row, bewijs),
    COLUMN(I32, spoor_termijn_row, partition),
    COLUMN(TIME, spoor_termijn_row, op_us),
};

static const struct store_column outbox[] = {
    COLUMN(I32, spoor_outbox_row, partition),
    COLUMN(I64, spoor_outbox_row, sequence),
    COLUMN(I64, spoor_outbox_row, next_offset),
    COLUMN(TIME, spoor_outbox_row, appended_us),
    COLUMN(TEXT, spoor_outbox_row, topic),
    COLUMN(TEXT, spoor_outbox_row, key),
    COLUMN(TEXT, spoor_outbox_row, value),
    COLUMN(TEXT, spoor_outbox_row, traceparent),
};

static const struct store_column weggelaten[] = {
    COLUMN(TEXT, spoor_weggelaten_row, origin.topic),
    COLUMN(I32, spoor_weggelaten_row, origin.partition),
    COLUMN(I64, spoor_weggelaten_row, origin.offset),
    COLUMN(I32, spoor_weggelaten_row, origin.index),
    COLUMN(TEXT, spoor_weggelaten_row, reden),
    COLUMN(TEXT, spoor_weggelaten_row, source),
    COLUMN(TEXT, spoor_weggelaten_row, id),
    COLUMN(TEXT, spoor_weggelaten_row, first.topic),
    COLUMN(I32, spoor_weggelaten_row, first.partition),
    COLUMN(I64, spoor_weggelaten_row, first.offset),
    COLUMN(I32, spoor_weggelaten_row, first.index),
};

static const struct store_column quarantaine_plaats[] = {
    COLUMN(TEXT, spoor_quarantaine_row, origin.topic),
    COLUMN(I32, spoor_quarantaine_row, origin.partition),
    COLUMN(I64, spoor_quarantaine_row, origin.offset),
    COLUMN(I32, spoor_quarantaine_row, origin.index),
    COLUMN(TIME, spoor_quarantaine_row, broker_us),
};

static const struct store_column quarantaine[] = {
    COLUMN(TEXT, spoor_quarantaine_row, origin.topic),
    COLUMN(I32, spoor_quarantaine_row, origin.partition),
    COLUMN(I64, spoor_quarantaine_row, origin.offset),
    COLUMN(I32, spoor_quarantaine_row, origin.index),
    COLUMN(TEXT, spoor_quarantaine_row, reden),
    COLUMN(TEXT, spoor_quarantaine_row, toelichting),
    COLUMN(TEXT, spoor_quarantaine_row, form),
    COLUMN(TEXT, spoor_quarantaine_row, source),
    COLUMN(TEXT, spoor_quarantaine_row, id),
    COLUMN(TEXT, spoor_quarantaine_row, type),
    COLUMN(TEXT, spoor_quarantaine_row, sleutel),
    COLUMN(TEXT, spoor_quarantaine_row, hash),
    COLUMN(TEXT, spoor_quarantaine_row, sealed_key),
    COLUMN(BYTES, spoor_quarantaine_row, sealed),
    COLUMN(I64, spoor_quarantaine_row, omvang),
    COLUMN(TIME, spoor_quarantaine_row, broker_us),
};

static const struct store_column hersteld[] = {
    COLUMN(TEXT, spoor_origin, topic),
    COLUMN(I32, spoor_origin, partition),
    COLUMN(I64, spoor_origin, offset),
    COLUMN(I32, spoor_origin, index),
};

static const struct store_column bron[] = {
    COLUMN(TEXT, spoor_bron_row, topic),
    COLUMN(I32, spoor_bron_row, partition),
    COLUMN(I64, spoor_bron_row, offset_max),
    COLUMN(TIME, spoor_bron_row, last_event_us),
    COLUMN(I64, spoor_bron_row, records),
};

static const struct store_column definitie[] = {
    COLUMN(TEXT, spoor_definitie_row, code),
    COLUMN(I32, spoor_definitie_row, versie),
    COLUMN(TIME, spoor_definitie_row, geldig_vanaf_us),
    COLUMN(TEXT, spoor_definitie_row, checksum),
    COLUMN(TEXT, spoor_definitie_row, document),
};

static const struct store_column opdracht[] = {
    COLUMN(I32, spoor_opdracht_row, partition),
    COLUMN(I64, spoor_opdracht_row, offset),
    COLUMN(TEXT, spoor_opdracht_row, soort),
    COLUMN(TEXT, spoor_opdracht_row, argument),
    COLUMN(TEXT, spoor_opdracht_row, source),
    COLUMN(TEXT, spoor_opdracht_row, id),
    COLUMN(UUID, spoor_opdracht_row, cursor),
    COLUMN(TIME, spoor_opdracht_row, time_us),
    COLUMN(TIME, spoor_opdracht_row, broker_us),
    COLUMN(I64, spoor_opdracht_row, gedaan),
    COLUMN(BOOL, spoor_opdracht_row, begonnen),
    COLUMN(BOOL, spoor_opdracht_row, afgerond),
};

static const struct store_column opdracht_place[] = {
    COLUMN(I32, spoor_opdracht_row, partition),
    COLUMN(I64, spoor_opdracht_row, offset),
};

static const struct store_column gehad[] = {
    COLUMN(I32, spoor_gehad_row, partition),
    COLUMN(I64, spoor_gehad_row, offset),
    COLUMN(UUID, spoor_gehad_row, klant_id),
};

static const struct store_column progress[] = {
    COLUMN(I32, spoor_position, partition),
    COLUMN(I64, spoor_position, next_offset),
    COLUMN(I64, spoor_position, outbox_sequence),
    COLUMN(I64, spoor_position, stap),
    COLUMN(I64, spoor_position, epoch),
};

static const struct store_shape shapes[STORE_STATEMENT_COUNT] = {
#define SIZE(columns) sizeof(columns) / sizeof((columns)[0])
#define ROWS(type, columns) {columns, SIZE(columns), STORE_ROW_##type}
#define ARRAYS(columns) {columns, SIZE(columns), STORE_ROW_NONE}
    [STORE_WRITE_GEBEURTENIS] = ROWS(GEBEURTENIS, gebeurtenis),
    [STORE_WRITE_KLANT_NEW] = ROWS(KLANT, klant),
    [STORE_WRITE_KLANT] = ROWS(KLANT, klant),
    [STORE_WRITE_KLANTREIS] = ROWS(KLANTREIS, klantreis),
    [STORE_WRITE_KLANTCONTACT] = ROWS(KLANTCONTACT, klantcontact),
    [STORE_WRITE_PUBLICATIE] = ROWS(PUBLICATIE, publicatie),
    [STORE_WRITE_OUTBOX] = ROWS(OUTBOX, outbox),
    [STORE_WRITE_CONTACT_CHANGE] = ROWS(KLANTCONTACT, klantcontact),
    [STORE_WRITE_CONTACT_GONE] = ARRAYS(contact_place),
    [STORE_WRITE_CONTACTSLEUTEL] = ARRAYS(contactsleutel),
    [STORE_WRITE_GESLOTEN] = ARRAYS(gesloten),
    [STORE_WRITE_OPENSTAAND] = ARRAYS(openstaand),
    [STORE_WRITE_SIGNAAL] = ROWS(SIGNAAL, signaal),
    [STORE_WRITE_TERMIJN] = ARRAYS(termijn),
    [STORE_WRITE_TERMIJN_KLAAR] = {termijn, 2, STORE_ROW_NONE},
    [STORE_WRITE_WEGGELATEN] = ARRAYS(weggelaten),
    [STORE_WRITE_QUARANTAINE_PLAATS] = ARRAYS(quarantaine_plaats),
    [STORE_WRITE_QUARANTAINE] = ARRAYS(quarantaine),
    [STORE_WRITE_HERSTELD] = ARRAYS(hersteld),
    [STORE_WRITE_BRON] = ARRAYS(bron),
    [STORE_WRITE_DEFINITIE] = ARRAYS(definitie),
    [STORE_WRITE_OPDRACHT] = ARRAYS(opdracht),
    [STORE_WRITE_GEHAD] = ARRAYS(gehad),
    [STORE_WRITE_GEHAD_KLAAR] = ARRAYS(opdracht_place),
    [STORE_WRITE_PROGRESS] = ARRAYS(progress),
};

static const char *const row_type_names[STORE_ROW_COUNT] = {
    [STORE_ROW_GEBEURTENIS] = "gebeurtenis_rij",
    [STORE_ROW_KLANT] = "klant_rij",
    [STORE_ROW_KLANTREIS] = "klantreis_rij",
    [STORE_ROW_KLANTCONTACT] = "klantcontact_rij",
    [STORE_ROW_PUBLICATIE] = "publicatie_rij",
    [STORE_ROW_OUTBOX] = "outbox_rij",
    [STORE_ROW_SIGNAAL] = "signaal_rij",
};

struct store_shape store_shape_of(enum store_statement statement)
{
    return shapes[statement];
}

void store_load_row_types(struct spoor_session *session, const PGresult *found)
{
    memset(session->row_types, 0, sizeof session->row_types);
    for (size_t row = 0; row < store_rows(found); row++)
        for (size_t type = 0; type < STORE_ROW_COUNT; type++)
            if (row_type_names[type] &&
                spoor_slice_equal(store_cell(found, row, 0), spoor_slice_of(row_type_names[type])))
                session->row_types[type] = (int32_t)store_i64(found, row, 1);
}

void store_param_shape(struct spoor_session *session, enum store_statement statement, const void *const *rows,
                       size_t count)
{
    const struct store_shape *shape = &shapes[statement];
    if (shape->row_type != STORE_ROW_NONE) {
        store_param_rows(session, shape, rows, count);
        return;
    }
    for (size_t i = 0; i < shape->count; i++)
        store_param_column(session, shape->columns[i], rows, count);
}
