/* Rows: what one fold transaction reads and writes, table by table (docs/architecture.md).
 *
 * Memory: arrays and slices are the caller's (batch arena) until the transaction ended. */
#ifndef SPOOR_STORE_ROWS_H
#define SPOOR_STORE_ROWS_H

#include <spoor/domain/event.h>
#include <spoor/domain/openstaand.h>

struct spoor_position { /* the fold's place in one canonical partition */
    int32_t partition;
    int64_t next_offset;     /* first offset not yet folded */
    int64_t stap;            /* compare-and-set counter, +1 per transaction */
    int64_t epoch;
    int64_t outbox_sequence; /* last sequence drawn */
    int64_t mark;            /* last published sequence PostgreSQL remembers; -1 = never any */
    int64_t ahead;           /* a mark in Kafka that PostgreSQL had not drawn, not yet settled by herstel; -1 = none */
    struct spoor_slice former_relay_id; /* of the owner before a claim; absent when released in order */
};

struct spoor_known_fact { /* a fact asked for that the log has */
    bool known;
    struct spoor_origin origin;
    uint8_t afdruk[16];
    struct spoor_slice mapping;
};

struct spoor_klant_row {
    struct spoor_uuid klant_id;
    struct spoor_slice klant_ref;
    int32_t partition;
    int64_t volgnummer;
    struct spoor_slice toestand, publicatiestand; /* canonical JSON; absent when there is no row */
    bool wacht_op_definitie;
    bool found; /* on reading: a row exists; on writing: update instead of insert */
};

struct spoor_weggelaten_row {
    struct spoor_origin origin;
    struct spoor_slice reden;             /* duplicaat, leeg, na_vernietiging */
    struct spoor_slice source, id;        /* absent for leeg */
    struct spoor_origin first;            /* of the event it repeats; topic absent for leeg */
};

struct spoor_quarantaine_row {
    struct spoor_origin origin;
    struct spoor_slice reden, toelichting, source, id, type, form; /* form: origineel, canoniek */
    struct spoor_slice sleutel;    /* record key (canoniek) */
    struct spoor_slice sealed, sealed_key, hash; /* canoniek: the canonical value, no clear content */
    int64_t omvang, broker_us;
};

struct spoor_klantreis_row {
    struct spoor_uuid klant_id;
    struct spoor_slice klantreis_ref, klant_ref, definitie;
    int32_t definitie_versie;
    struct spoor_slice fase, exemplaar, dossierstatus, vorige_fase, volgende_fase, actie_code, soort;
    bool beeindigd;
    int64_t verwachte_einddatum_us, begin_us, eind_us, revisie, volgnummer, bijgewerkt_us;
    int64_t flags;
    struct spoor_slice *zaak_refs;
    size_t zaak_ref_count;
};

struct spoor_publicatie_row {
    struct spoor_uuid klant_id;
    struct spoor_slice id, klantreis_ref, soort, uitkomst; /* uitkomst: canonical JSON */
    struct spoor_slice oorzaak_source, oorzaak_id;
    int64_t volgnummer, revisie, plaatsgevonden_us, verwerkt_us;
    bool stil;
    uint8_t hash[32];       /* SHA-256 of the message's bytes */
    int32_t partition;      /* outbox place; sequence 0 when stil */
    int64_t sequence;
};

struct spoor_signaal_row {
    struct spoor_uuid klant_id, signaal_id;
    int64_t nummer, volgnummer;
    struct spoor_slice soort, anker, klantreis_ref, oorzaak_source, oorzaak_id;
    int64_t bedoeld_us, verwerkt_us;
    bool stil;
    uint8_t hash[32];  /* SHA-256 of the message's bytes; zeroes when stil */
    int32_t partition; /* outbox place; sequence 0 when stil */
    int64_t sequence;
};

struct spoor_termijn_row { /* when to look whether a timer of a klant is due */
    struct spoor_uuid klant_id;
    int32_t partition;
    bool bewijs;
    int64_t op_us; /* on writing: SPOOR_TIME_NONE takes the row away */
};

struct spoor_contact_row {
    struct spoor_uuid klant_id;
    int64_t volgnummer;
    struct spoor_slice kind, klantcontact_id, kanaal, kanaallijn, onderwerp_code, klantreis_ref, fase, exemplaar;
    int64_t plaatsgevonden_us;
};

struct spoor_contactsleutel_row { /* a key of a contact that left the recent ones of its klant */
    struct spoor_uuid klant_id;
    int64_t sleutel;
};

struct spoor_openstaand_row {
    struct spoor_uuid klant_id;
    struct spoor_openstaand item;
};

struct spoor_outbox_row {
    int32_t partition;   /* of the canonical topic: the owner's */
    int64_t sequence;    /* dense per partition */
    int64_t next_offset; /* of the transaction that made it */
    int64_t appended_us; /* broker time of the causing channel record, for end-to-end lag */
    struct spoor_slice topic, key, value;
    struct spoor_slice traceparent;
    bool passed_over; /* on reading: herstel says that it is never published */
};

struct spoor_bron_row {
    struct spoor_slice topic;
    int32_t partition;
    int64_t offset_max; /* highest offset seen */
    int64_t last_event_us, records;
};

struct spoor_definitie_row {
    struct spoor_slice code, checksum, document;
    int32_t versie;
    int64_t geldig_vanaf_us, geladen_us; /* geladen_us: of rows read, by the database's clock */
};

struct spoor_definitie_plaats { /* from where a partition folds with a definition: the record that loaded it there */
    int32_t partition;
    int64_t offset; /* canonical */
    struct spoor_slice code;
    int32_t versie;
};

struct spoor_gehad_row { /* a klant beyond the cursor of an open command that needs no more of it */
    int32_t partition;
    int64_t offset; /* of the command */
    struct spoor_uuid klant_id;
};

struct spoor_opdracht_row { /* a running (alle) command of one partition */
    int32_t partition;
    int64_t offset;            /* of its record on the canonical topic: its identity */
    struct spoor_slice soort;  /* kind name */
    struct spoor_slice argument; /* data object, JSON text */
    struct spoor_slice source, id;
    struct spoor_uuid cursor;  /* klanten up to and including this one are done; all zero = none yet */
    int64_t time_us, broker_us, gedaan;
    bool begonnen, afgerond;
};

struct spoor_fold_rows { /* everything one transaction writes */
    struct spoor_klant_row *klanten;
    size_t klant_count;
    struct spoor_event **gebeurtenissen; /* volgnummer filled */
    size_t gebeurtenis_count;
    struct spoor_weggelaten_row *weggelaten;
    size_t weggelaten_count;
    struct spoor_quarantaine_row *quarantaine;
    size_t quarantaine_count;
    struct spoor_origin *hersteld; /* origins (index 0) accepted on retry: closes their quarantaine row */
    size_t hersteld_count;
    struct spoor_klantreis_row *reizen; /* upsert */
    size_t reis_count;
    struct spoor_publicatie_row *publicaties;
    size_t publicatie_count;
    struct spoor_signaal_row *signalen;
    size_t signaal_count;
    struct spoor_termijn_row *termijnen; /* upsert, or delete */
    size_t termijn_count;
    struct spoor_contact_row *contacten; /* new rows */
    size_t contact_count;
    struct spoor_contact_row *contact_wijzigingen; /* of a refold: as they are now */
    size_t contact_wijziging_count;
    struct spoor_contact_row *contacten_weg; /* withdrawn: only klant_id and volgnummer count */
    size_t contact_weg_count;
    struct spoor_contactsleutel_row *contactsleutels; /* insert, do nothing when there */
    size_t contactsleutel_count;
    struct spoor_openstaand_row *gesloten; /* open matters that are there no more; deleted before the next are written */
    size_t gesloten_count;
    struct spoor_openstaand_row *openstaand; /* upsert */
    size_t openstaand_count;
    struct spoor_outbox_row *outbox;
    size_t outbox_count;
    struct spoor_bron_row *bronnen; /* upsert, greatest wins */
    size_t bron_count;
    struct spoor_definitie_row *definities; /* insert, do nothing when there */
    size_t definitie_count;
    struct spoor_opdracht_row *opdrachten; /* upsert by (partition, offset) */
    size_t opdracht_count;
    struct spoor_gehad_row *gehad; /* insert; forgotten once their command is done */
    size_t gehad_count;
};

#endif
