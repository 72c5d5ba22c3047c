#include "klantbeeld.h"

#include "definities.h"

#include <spoor/codec/toestand.h>

#define DIGITS_OF(number) #number
#define TEXT(number) SPOOR_SLICE(DIGITS_OF(number))

static enum spoor_status read_klant(struct spoor_session *session, struct spoor_slice klant_id,
                                    struct spoor_klantbeeld *klant, struct spoor_error *err)
{
    struct spoor_table table;
    enum spoor_status status = spoor_query_run(session, SPOOR_QUERY_STATUS_KLANT, &klant_id, klant->arena, &table, err);
    if (status != SPOOR_OK)
        return status;
    if (table.rows == 0)
        return spoor_error_set(err, SPOOR_REJECT, "niet_gevonden", "no such klant");
    klant->klant_ref = spoor_table_text(&table, 0, 0);
    klant->volgnummer = spoor_table_int(&table, 0, 1, 0);
    klant->waits_for_definition = spoor_table_bool(&table, 0, 3);
    status = spoor_toestand_decode(spoor_table_text(&table, 0, 4), klant->arena, &klant->toestand, err);
    if (status == SPOOR_OK)
        status = spoor_publicatiestand_decode(spoor_table_text(&table, 0, 5), klant->arena, &klant->stand, err);
    return status;
}

static enum spoor_status read_tables(struct spoor_session *session, struct spoor_slice klant_id,
                                     struct spoor_klantbeeld *klant, struct spoor_error *err)
{
    struct spoor_slice parameters[] = {klant_id, TEXT(SPOOR_KLANTBEELD_CONTACTS)};
    struct spoor_slice of_open[] = {klant_id, TEXT(SPOOR_KLANTBEELD_OPEN)};
    struct {
        enum spoor_query query;
        const struct spoor_slice *parameters;
        struct spoor_table *table;
    } tables[] = {{SPOOR_QUERY_STATUS_PUBLICATIES, parameters, &klant->publicaties},
                  {SPOOR_QUERY_STATUS_CONTACTEN, parameters, &klant->contacten},
                  {SPOOR_QUERY_STATUS_OPENSTAAND, of_open, &klant->openstaand}};
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && status == SPOOR_OK; i++)
        status = spoor_query_run(session, tables[i].query, tables[i].parameters, klant->arena, tables[i].table, err);
    return status;
}

/* As if every journey were asked for anew. */
static void recall_told(struct spoor_klantbeeld *klant)
{
    static const struct spoor_event cause = {.kind = SPOOR_KIND_BEGINSTAND_GEVRAAGD};
    klant->told_count = spoor_publicatie_beginstand(&klant->stand, &klant->toestand, &cause, &klant->definities,
                                                    klant->arena, &klant->told);
}

enum spoor_status spoor_klantbeeld_load(struct spoor_session *session, struct spoor_slice klant_id,
                                        struct spoor_klantbeeld *klant, struct spoor_error *err)
{
    enum spoor_status status = spoor_query_begin(session, err);
    if (status == SPOOR_OK)
        status = read_klant(session, klant_id, klant, err);
    if (status == SPOOR_OK)
        status = read_tables(session, klant_id, klant, err);
    if (status == SPOOR_OK)
        status = spoor_definities_load_until(session, klant->bekend_us, klant->arena, &klant->definities, err);
    if (status == SPOOR_OK && spoor_klantbeeld_is_of_then(klant) && !spoor_feiten_bevroren(&klant->toestand.feiten))
        status = spoor_klantbeeld_go_back(session, klant_id, klant, err);
    else if (status == SPOOR_OK)
        recall_told(klant);
    (void)spoor_query_end(session, NULL);
    if (status != SPOOR_OK)
        return status;
    spoor_contacten_count(&klant->toestand, klant->arena, &klant->aantallen);
    return status;
}

/* ------------------------------------------------------------------------------------------------ parts of a journey
 */

struct spoor_slice spoor_klantbeeld_ref(const struct spoor_klantbeeld *klant, size_t reis)
{
    struct spoor_slice told = spoor_publicatie_ref(&klant->stand, &klant->toestand, (int32_t)reis);
    return told.data ? told : klant->toestand.reizen[reis].refs[0];
}

bool spoor_klantbeeld_shown(const struct spoor_klantbeeld *klant, size_t reis)
{
    const struct spoor_reis *journey = &klant->toestand.reizen[reis];
    bool shown = !klant->only.data || spoor_slice_equal(klant->only, spoor_klantbeeld_ref(klant, reis));
    for (size_t i = 0; i < journey->ref_count && !shown; i++)
        shown = spoor_slice_equal(klant->only, journey->refs[i]);
    return shown;
}

const struct spoor_publicatie *spoor_klantbeeld_told(const struct spoor_klantbeeld *klant, size_t reis)
{
    for (size_t i = 0; i < klant->told_count; i++)
        if (klant->told[i].reis == (int32_t)reis)
            return &klant->told[i];
    return NULL;
}

const struct spoor_definitie *spoor_klantbeeld_definitie(const struct spoor_klantbeeld *klant, size_t reis)
{
    const struct spoor_reis *journey = &klant->toestand.reizen[reis];
    return spoor_definities_get(&klant->definities, journey->definitie, journey->definitie_versie);
}

static const struct spoor_json *document_of(const struct spoor_klantbeeld *klant, size_t reis)
{
    const struct spoor_definitie *definitie = spoor_klantbeeld_definitie(klant, reis);
    const struct spoor_json *json = NULL;
    if (!definitie || spoor_json_parse(definitie->document, klant->arena, &json, NULL) != SPOOR_OK)
        return NULL;
    return json;
}

static struct spoor_slice text_or(const struct spoor_json *json, struct spoor_slice pointer,
                                  struct spoor_slice otherwise)
{
    struct spoor_slice text = json ? spoor_json_text(spoor_json_pointer(json, pointer)) : SPOOR_SLICE_NULL;
    return text.length > 0 ? text : otherwise;
}

struct spoor_slice spoor_klantbeeld_name(const struct spoor_klantbeeld *klant, size_t reis)
{
    return text_or(document_of(klant, reis), SPOOR_SLICE("/naam/nl"), klant->toestand.reizen[reis].definitie);
}

static const struct spoor_json *fase_of(const struct spoor_klantbeeld *klant, size_t reis, struct spoor_slice fase)
{
    const struct spoor_json *fasen = SPOOR_JSON_GET(document_of(klant, reis), "fasen");
    for (const struct spoor_json *one = fasen ? fasen->first : NULL; one; one = one->next)
        if (spoor_slice_equal(spoor_json_text(SPOOR_JSON_GET(one, "code")), fase))
            return one;
    return NULL;
}

struct spoor_slice spoor_klantbeeld_fase_name(const struct spoor_klantbeeld *klant, size_t reis,
                                              struct spoor_slice fase)
{
    return text_or(fase_of(klant, reis, fase), SPOOR_SLICE("/naam/nl"), fase);
}

struct spoor_slice spoor_klantbeeld_action_text(const struct spoor_klantbeeld *klant, size_t reis,
                                                struct spoor_slice fase, struct spoor_slice code)
{
    return text_or(fase_of(klant, reis, fase), SPOOR_SLICE("/verwachteActie/tekst/nl"), code);
}

const struct spoor_contact_tellers *spoor_klantbeeld_tellers(const struct spoor_klantbeeld *klant, size_t reis)
{
    return &klant->aantallen.reizen[reis];
}

const char *spoor_klantbeeld_oddity(unsigned bit)
{
    static const char *const oddities[] = {"overgeslagen",  "herhaald",     "omgekeerd",          "onbekende_fase",
                                           "heropend",      "zonder_begin", "definitie_onbekend", "termijn_voorbij",
                                           "datum_voorbij", "gemigreerd"};
    return bit < sizeof oddities / sizeof oddities[0] ? oddities[bit] : NULL;
}
