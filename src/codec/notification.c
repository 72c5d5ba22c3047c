#include <spoor/codec/notification.h>

#include "envelope_internal.h"
#include "json_writer_internal.h"
#include "notification_internal.h"

static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};

void spoor_notification_id(const struct spoor_publicatie *publicatie, int64_t volgnummer, struct spoor_buffer *out)
{
    spoor_buffer_append_slice(out, publicatie->klantreis_ref);
    spoor_buffer_append_char(out, '-');
    spoor_buffer_append_int(out, publicatie->revisie);
    if (publicatie->soort == SPOOR_SOORT_BEGINSTAND) {
        spoor_buffer_append_text(out, "-b");
        spoor_buffer_append_int(out, volgnummer);
    }
}

static void put_date(struct spoor_json_writer *writer, const char *name, int64_t us)
{
    char text[SPOOR_TIME_TEXT_MAX];
    if (us == SPOOR_TIME_NONE)
        return;
    size_t length = spoor_time_format_date(us, amsterdam, text);
    spoor_json_member(writer, name, (struct spoor_slice){text, length});
}

static void put_actie(struct spoor_json_writer *writer, const struct spoor_uitkomst *uitkomst)
{
    if (!spoor_slice_present(uitkomst->actie_code))
        return;
    SPOOR_JSON_KEY(writer, "verwachteActie");
    spoor_json_object_begin(writer);
    SPOOR_JSON_MEMBER(writer, "code", uitkomst->actie_code);
    SPOOR_JSON_MEMBER(writer, "bijWie", uitkomst->actie_bij_wie);
    spoor_json_member_time(writer, "uiterlijkOp", uitkomst->actie_uiterlijk_us);
    SPOOR_JSON_MEMBER(writer, "gevolg", uitkomst->actie_gevolg);
    spoor_json_object_end(writer);
}

static void put_uitkomst(struct spoor_json_writer *writer, const struct spoor_publicatie *publicatie)
{
    const struct spoor_uitkomst *uitkomst = &publicatie->uitkomst;
    SPOOR_JSON_MEMBER(writer, "vorigeFase", publicatie->vorige_fase);
    SPOOR_JSON_MEMBER(writer, "fase", uitkomst->fase);
    SPOOR_JSON_MEMBER(writer, "exemplaar", uitkomst->exemplaar);
    SPOOR_JSON_MEMBER(writer, "volgendeFase", publicatie->volgende_fase);
    SPOOR_JSON_MEMBER(writer, "dossierstatus", uitkomst->dossierstatus);
    spoor_json_member_bool(writer, "isEersteVanFase", publicatie->is_eerste_van_fase);
    spoor_json_member_bool(writer, "isBeeindigd", uitkomst->beeindigd);
    put_date(writer, "verwachteEinddatum", uitkomst->verwachte_einddatum_us);
    if (publicatie->had_vorige && publicatie->vorige.verwachte_einddatum_us != uitkomst->verwachte_einddatum_us)
        put_date(writer, "vorigeVerwachteEinddatum", publicatie->vorige.verwachte_einddatum_us);
    put_actie(writer, uitkomst);
    SPOOR_JSON_MEMBER(writer, "reden", publicatie->reden);
    SPOOR_JSON_MEMBER(writer, "bijWie", publicatie->bij_wie);
}

/* A beginstand informs nobody (docs/contracten.md); neither does a journey whose definition is not known, nor that of who
 * died. */
static void put_informeren(struct spoor_json_writer *writer, const struct spoor_publicatie *publicatie,
                           const struct spoor_definities *definities, bool overleden)
{
    const struct spoor_definitie *definitie =
        spoor_definities_get(definities, publicatie->definitie, publicatie->definitie_versie);
    bool informeren =
        definitie && definitie->informeren && publicatie->soort != SPOOR_SOORT_BEGINSTAND && !overleden;
    spoor_json_member_bool(writer, "informeren", informeren);
    if (definitie)
        SPOOR_JSON_MEMBER(writer, "wieInformeert", definitie->wie_informeert);
}

static void put_zaken(struct spoor_json_writer *writer, const struct spoor_publicatie *publicatie,
                      const struct spoor_toestand *toestand)
{
    if (publicatie->reis < 0 || toestand->reizen[publicatie->reis].zaak_ref_count == 0)
        return;
    const struct spoor_reis *reis = &toestand->reizen[publicatie->reis];
    SPOOR_JSON_KEY(writer, "zaakRef");
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < reis->zaak_ref_count; i++)
        spoor_json_string(writer, reis->zaak_refs[i]);
    spoor_json_array_end(writer);
}

static void put_kop(struct spoor_json_writer *writer, const struct spoor_publicatie *publicatie)
{
    SPOOR_JSON_MEMBER(writer, "klantreisRef", publicatie->klantreis_ref);
    SPOOR_JSON_MEMBER(writer, "definitie", publicatie->definitie);
    if (publicatie->definitie_versie > 0)
        SPOOR_JSON_MEMBER_INT(writer, "definitieVersie", publicatie->definitie_versie);
    SPOOR_JSON_MEMBER_INT(writer, "revisie", publicatie->revisie);
    SPOOR_JSON_MEMBER_INT(writer, "vanafRevisie", publicatie->vanaf_revisie);
    spoor_json_member(writer, "soort", spoor_slice_of(spoor_soort_name(publicatie->soort)));
}

static void put_envelope(struct spoor_json_writer *writer, const struct spoor_notification_context *context,
                         const struct spoor_publicatie *publicatie, const struct spoor_event *cause)
{
    struct spoor_buffer id;
    spoor_buffer_init(&id);
    spoor_notification_id(publicatie, cause->volgnummer, &id);
    spoor_envelope_begin(writer, context, spoor_buffer_slice(&id), ".klantreizen.status-gewijzigd");
    spoor_buffer_fini(&id);
    SPOOR_JSON_MEMBER(writer, "subject", publicatie->klantreis_ref);
    spoor_envelope_dataref(writer, publicatie->klantreis_ref);
    SPOOR_JSON_MEMBER(writer, "causationid", cause->id);
    SPOOR_JSON_MEMBER(writer, "correlationid", cause->correlationid);
    SPOOR_JSON_MEMBER(writer, "traceparent", cause->traceparent);
    SPOOR_JSON_MEMBER(writer, "tracestate", cause->tracestate);
}

void spoor_notification_encode(const struct spoor_notification_context *context,
                               const struct spoor_publicatie *publicatie, const struct spoor_toestand *toestand,
                               const struct spoor_event *cause, const struct spoor_definities *definities,
                               struct spoor_buffer *out)
{
    struct spoor_json_writer writer;
    int64_t us = spoor_notification_moment(cause);
    bool overleden = spoor_feiten_overleden(&toestand->feiten, us);
    spoor_json_writer_init(&writer, out);
    put_envelope(&writer, context, publicatie, cause);
    SPOOR_JSON_KEY(&writer, "data");
    spoor_json_object_begin(&writer);
    put_kop(&writer, publicatie);
    put_uitkomst(&writer, publicatie);
    put_informeren(&writer, publicatie, definities, overleden);
    struct spoor_aangaande aangaande = spoor_publicatie_aangaande(publicatie, toestand, definities);
    if (!overleden)
        spoor_notification_put_te_informeren(&writer, &toestand->feiten, &aangaande, us, cause->klant_ref);
    SPOOR_JSON_MEMBER(&writer, "voorkeurskanaal", spoor_publicatie_voorkeurskanaal(publicatie, toestand));
    if (!overleden)
        spoor_notification_put_bereikbaar_via(&writer, &toestand->feiten, &aangaande, us);
    put_zaken(&writer, publicatie, toestand);
    spoor_json_member_time(&writer, "plaatsgevondenOp", cause->plaatsgevonden_us);
    spoor_json_member_time(&writer, "verwerktOp", context->verwerkt_us);
    spoor_json_object_end(&writer);
    spoor_json_object_end(&writer);
}
