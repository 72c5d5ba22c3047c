#include <spoor/codec/signaal.h>

#include "envelope_internal.h"
#include "json_writer_internal.h"

void spoor_signaal_id(struct spoor_slice signaal_id, int64_t nummer, struct spoor_buffer *out)
{
    spoor_buffer_append_slice(out, signaal_id);
    spoor_buffer_append_char(out, '-');
    spoor_buffer_append_int(out, nummer);
}

void spoor_signaal_soort(const struct spoor_signaal *signaal, struct spoor_buffer *out)
{
    spoor_buffer_append_text(out, spoor_klok_signaal(signaal->termijn.klok));
    if (signaal->nummer % 2 == 0)
        spoor_buffer_append_text(out, "-ingetrokken");
}

static void begin_envelope(struct spoor_json_writer *writer, const struct spoor_notification_context *context,
                           const struct spoor_signaal *signaal, struct spoor_slice signaal_id)
{
    struct spoor_buffer id, type;
    spoor_buffer_init(&id);
    spoor_buffer_init(&type);
    spoor_signaal_id(signaal_id, signaal->nummer, &id);
    spoor_buffer_append_text(&type, ".signalen.");
    spoor_signaal_soort(signaal, &type);
    spoor_buffer_append(&type, "", 1);
    spoor_envelope_begin(writer, context, spoor_buffer_slice(&id), type.data);
    spoor_buffer_fini(&type);
    spoor_buffer_fini(&id);
}

static void put_envelope(struct spoor_json_writer *writer, const struct spoor_notification_context *context,
                         const struct spoor_signaal *signaal, struct spoor_slice signaal_id,
                         const struct spoor_event *cause)
{
    struct spoor_slice ref = signaal->termijn.klantreis_ref;
    begin_envelope(writer, context, signaal, signaal_id);
    SPOOR_JSON_MEMBER(writer, "subject", spoor_slice_present(ref) ? ref : cause->klant_ref);
    if (spoor_slice_present(ref))
        spoor_envelope_dataref(writer, ref);
    SPOOR_JSON_MEMBER(writer, "causationid", cause->id);
    SPOOR_JSON_MEMBER(writer, "correlationid", cause->correlationid);
    SPOOR_JSON_MEMBER(writer, "traceparent", cause->traceparent);
    SPOOR_JSON_MEMBER(writer, "tracestate", cause->tracestate);
}

static void put_zaken(struct spoor_json_writer *writer, const struct spoor_reis *reis)
{
    if (reis->zaak_ref_count == 0)
        return;
    SPOOR_JSON_KEY(writer, "zaakRef");
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < reis->zaak_ref_count; i++)
        spoor_json_string(writer, reis->zaak_refs[i]);
    spoor_json_array_end(writer);
}

static void put_reis(struct spoor_json_writer *writer, const struct spoor_klok_termijn *termijn,
                     const struct spoor_toestand *toestand)
{
    const struct spoor_reis *reis = termijn->reis >= 0 ? &toestand->reizen[termijn->reis] : NULL;
    if (reis && reis->huidig >= 0)
        SPOOR_JSON_MEMBER(writer, "fase", reis->exemplaren[reis->huidig].fase);
    if (reis)
        put_zaken(writer, reis);
    struct spoor_slice kanaal =
        reis ? spoor_toestand_voorkeurskanaal(toestand, reis->refs, reis->ref_count, reis->definitie)
             : spoor_toestand_voorkeurskanaal(toestand, NULL, 0, SPOOR_SLICE_NULL);
    SPOOR_JSON_MEMBER(writer, "voorkeurskanaal", kanaal);
}

/* Of a term: which, and until when it ran as far as was known. */
static void put_uiterlijk(struct spoor_json_writer *writer, const struct spoor_klok_termijn *termijn)
{
    if (termijn->uiterlijk_us == SPOOR_TIME_NONE)
        return;
    spoor_json_member(writer, "termijnsoort", spoor_slice_of(spoor_klok_termijnsoort(termijn->klok)));
    spoor_json_member_time(writer, "uiterlijkOp", termijn->uiterlijk_us);
}

void spoor_signaal_encode(const struct spoor_notification_context *context, const struct spoor_signaal *signaal,
                          struct spoor_slice signaal_id, const struct spoor_toestand *toestand,
                          const struct spoor_event *cause, struct spoor_buffer *out)
{
    const struct spoor_klok_termijn *termijn = &signaal->termijn;
    struct spoor_json_writer writer;
    spoor_json_writer_init(&writer, out);
    put_envelope(&writer, context, signaal, signaal_id, cause);
    SPOOR_JSON_KEY(&writer, "data");
    spoor_json_object_begin(&writer);
    SPOOR_JSON_MEMBER(&writer, "signaalId", signaal_id);
    SPOOR_JSON_MEMBER(&writer, "klantRef", cause->klant_ref);
    SPOOR_JSON_MEMBER(&writer, "klantreisRef", termijn->klantreis_ref);
    put_reis(&writer, termijn, toestand);
    SPOOR_JSON_MEMBER(&writer, "anker", termijn->anker);
    spoor_json_member_time(&writer, "bedoeldOp", termijn->bedoeld_us);
    spoor_json_member_time(&writer, "sindsOp", termijn->sinds_us);
    put_uiterlijk(&writer, termijn);
    SPOOR_JSON_MEMBER(&writer, "waarvoor", termijn->waarvoor);
    SPOOR_JSON_MEMBER(&writer, "bijWie", termijn->bij_wie);
    SPOOR_JSON_MEMBER_TRUE(&writer, "onvolledigBewijs", termijn->onvolledig_bewijs);
    spoor_json_member_time(&writer, "verwerktOp", context->verwerkt_us);
    spoor_json_object_end(&writer);
    spoor_json_object_end(&writer);
}

void spoor_termijn_verstreken_encode(const struct spoor_klok_termijn *termijn, struct spoor_buffer *out)
{
    struct spoor_json_writer writer;
    spoor_json_writer_init(&writer, out);
    spoor_json_object_begin(&writer);
    spoor_json_member_time(&writer, "plaatsgevondenOp", termijn->bedoeld_us);
    SPOOR_JSON_MEMBER(&writer, "klantreisRef", termijn->klantreis_ref);
    spoor_json_member(&writer, "termijnsoort", spoor_slice_of(spoor_klok_termijnsoort(termijn->klok)));
    SPOOR_JSON_MEMBER(&writer, "anker", termijn->anker);
    spoor_json_member_time(&writer, "bedoeldOp", termijn->bedoeld_us);
    SPOOR_JSON_MEMBER_TRUE(&writer, "onvolledigBewijs", termijn->onvolledig_bewijs);
    spoor_json_object_end(&writer);
}
