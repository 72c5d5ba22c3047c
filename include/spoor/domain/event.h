/* Event: one accepted fact about one klant, as the fold sees it (canonical record or log row, decoded).
 *
 * Memory: all slices borrow (a batch's record or an arena). Absent: slice NULL, time SPOOR_TIME_NONE, versie 0. */
#ifndef SPOOR_DOMAIN_EVENT_H
#define SPOOR_DOMAIN_EVENT_H

#include <spoor/base/slice.h>
#include <spoor/base/time.h>
#include <spoor/base/uuid.h>
#include <spoor/domain/kind.h>
#include <spoor/domain/klantgegevens.h>

enum spoor_precisie { SPOOR_PRECISIE_MOMENT, SPOOR_PRECISIE_DAG, SPOOR_PRECISIE_REGISTRATIE };

struct spoor_origin { /* where intake found it */
    struct spoor_slice topic;
    int32_t partition;
    int64_t offset;
    int32_t index; /* of the canonical record within its input record */
};

static inline bool spoor_origin_equal(const struct spoor_origin *a, const struct spoor_origin *b)
{
    return a->offset == b->offset && a->partition == b->partition && a->index == b->index &&
           spoor_slice_equal(a->topic, b->topic);
}

struct spoor_fase_afbeelding { /* what a phase is called in the version migrated to */
    struct spoor_slice van, naar;
};

struct spoor_event {
    enum spoor_kind kind;
    struct spoor_uuid klant_id; /* SHA-256(klantRef)[16] */
    struct spoor_uuid feit_id;  /* SHA-256(source 0 id)[16] */
    struct spoor_slice klant_ref, source, id, sequence;
    int64_t volgnummer;        /* dense per klant; 0 until numbered; toestand never reads it */
    int64_t plaatsgevonden_us; /* effective: never later than broker_us + 1 h (docs/contracten.md) */
    int64_t time_us, broker_us;
    enum spoor_precisie precisie;
    bool tijd_onwaarschijnlijk, stil, herkansing;
    struct spoor_origin origin;

    /* attribution */
    struct spoor_slice own_ref; /* ref of this event were it a start: klantreisRef, else name-based UUID (rule 7) */
    struct spoor_slice klantreis_ref, vervolg_van;
    struct spoor_slice *zaak_refs;
    size_t zaak_ref_count;
    struct spoor_slice *onderwerpobjecten; /* objectId */
    size_t onderwerpobject_count;

    /* klantreizen */
    struct spoor_slice fase, naar_fase, van_fase, exemplaar, definitie, dossierstatus, resultaat, product, reden,
        bij_wie;
    int32_t definitie_versie;
    int64_t uiterlijk_us, verwacht_hervat_us;
    struct spoor_slice termijn, duur; /* code of a phase; ISO 8601 or digits */
    bool schort_niet_op, onvolledig;  /* schortOp, volledig: said to be false */

    /* klantcontacten */
    struct spoor_slice kanaal, kanaallijn, klantcontact_id, onderwerp_code, van_kanaal, naar_kanaal;
    struct spoor_slice bron_systeem, bron_id, gesprek_id, richting, gepland_kanaal, afspraak_id;
    struct spoor_slice aanleiding_contact; /* naarAanleidingVan, when that is a klantcontact */
    struct spoor_slice van_klantcontact_id, naar_klantcontact_id, reden_kanaalwissel, actor_soort;
    bool automatisch;

    /* what may stand open (openstaand.def) */
    struct spoor_slice soort, taak_id, klacht_id, escalatie_id, kennisgeving_id, aanvraag_id, foutsoort,
        divisie;
    struct spoor_slice toegewezen_aan, met_actor, regisseur; /* refs of actors */
    struct spoor_slice over_soort, over_ref;
    int64_t afspraak_us, afgerond_us, gemeld_us; /* gemeld: to the sender of a forwarded message */
    bool geen_bevestiging; /* bevestigingNodig: said to be false */

    /* klanten */
    struct spoor_slice *kanalen; /* in order of preference */
    size_t kanaal_count;
    const struct spoor_klantgegevens *gegevens; /* NULL for other kinds */
    struct spoor_slice herinnering_id, waarvoor;
    int64_t herinneren_us;

    /* corrections (rule 5): the wrong event, and its data as they should have been */
    struct spoor_slice correctie_source, correctie_id; /* source absent: the correction's own */
    const struct spoor_event *vervanging; /* data only, of whatever kind is wrong; its moment is not settled */

    /* bediening */
    int64_t geldig_vanaf_us;
    int32_t naar_versie; /* klantreis-gemigreerd, as is fase_afbeelding */
    const struct spoor_fase_afbeelding *fase_afbeelding;
    size_t fase_afbeelding_count;
    int32_t revisie; /* herbouw-gepubliceerd: readers were told up to this one; 0 = no more than we know */
    struct spoor_slice checksum, document;

    /* carried, not folded */
    struct spoor_slice data;   /* the whole data object, JSON text */
    struct spoor_slice sealed; /* raw bytes; key version beside it */
    struct spoor_slice sealed_key, mapping, traceparent, tracestate, correlationid, causationid;
    uint8_t afdruk[16];
};

/* Settles when it happened once the data are there: absent = time, else the broker's timestamp; beyond that + 1 h = the
 * broker's, and then tijd_onwaarschijnlijk (docs/contracten.md). */
void spoor_event_settle_moment(struct spoor_event *event);

#endif
