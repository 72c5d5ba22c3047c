/* Members of `data` of events about the klant himself. */
#include "canonical_internal.h"

#include <stddef.h>

enum gegeven_type { GEGEVEN_TEXT, GEGEVEN_TIME, GEGEVEN_ANSWER };

struct gegeven {
    const char *name;  /* the member, or a member of an object in it */
    const char *inner; /* NULL: the member itself */
    enum gegeven_type type;
    size_t offset;
};

#define GEGEVEN(name, inner, type, member) {name, inner, GEGEVEN_##type, offsetof(struct spoor_klantgegevens, member)}

static const struct gegeven gegevens[] = {
    GEGEVEN("vanafOp", NULL, TIME, vanaf_us),
    GEGEVEN("totOp", NULL, TIME, tot_us),
    GEGEVEN("bereikbaar", NULL, ANSWER, bereikbaar),
    GEGEVEN("kennisgevingGewenst", NULL, ANSWER, kennisgeving_gewenst),
    GEGEVEN("stilteVan", NULL, TEXT, stilte_van),
    GEGEVEN("stilteTot", NULL, TEXT, stilte_tot),
    GEGEVEN("casemanager", "soort", TEXT, casemanager_soort),
    GEGEVEN("casemanager", "ref", TEXT, casemanager_ref),
    GEGEVEN("divisie", NULL, TEXT, divisie),
    GEGEVEN("eenheid", NULL, TEXT, eenheid),
    GEGEVEN("bronSysteem", NULL, TEXT, bron_systeem),
    GEGEVEN("machtigingId", NULL, TEXT, machtiging_id),
    GEGEVEN("soort", NULL, TEXT, soort),
    GEGEVEN("gemachtigde", "klantRef", TEXT, gemachtigde),
    GEGEVEN("machtigingsgever", "klantRef", TEXT, machtigingsgever),
    GEGEVEN("teInformeren", NULL, TEXT, te_informeren),
    GEGEVEN("voorkeurstaal", NULL, TEXT, voorkeurstaal),
    GEGEVEN("profielRef", NULL, TEXT, profiel_ref),
    GEGEVEN("indicatieGeheimhouding", NULL, ANSWER, geheimhouding),
    GEGEVEN("overledenOp", NULL, TIME, overleden_us),
};

static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};

static enum spoor_antwoord answer_of(const struct spoor_json *json)
{
    if (!json || (json->type != SPOOR_JSON_TRUE && json->type != SPOOR_JSON_FALSE))
        return SPOOR_NIET_GEZEGD;
    return json->type == SPOOR_JSON_TRUE ? SPOOR_JA : SPOOR_NEE;
}

static int64_t time_of(const struct spoor_json *json)
{
    int64_t us;
    struct spoor_slice text = spoor_json_text(json);
    return text.data && spoor_time_parse(text, amsterdam, &us, NULL, NULL) ? us : SPOOR_TIME_NONE;
}

static void take(const struct gegeven *gegeven, const struct spoor_json *json, struct spoor_klantgegevens *out)
{
    void *at = (char *)out + gegeven->offset;
    switch (gegeven->type) {
    case GEGEVEN_TEXT:
        *(struct spoor_slice *)at = spoor_data_text(json);
        break;
    case GEGEVEN_TIME:
        *(int64_t *)at = time_of(json);
        break;
    case GEGEVEN_ANSWER:
        *(enum spoor_antwoord *)at = answer_of(json);
        break;
    }
}

/* A list that was given limits the mandate, also when it names nothing. */
static void take_diensten(const struct spoor_json *json, struct spoor_arena *arena, struct spoor_klantgegevens *out)
{
    if (!json || json->type != SPOOR_JSON_ARRAY)
        return;
    out->diensten_genoemd = true;
    out->diensten = SPOOR_ARENA_ARRAY(arena, struct spoor_slice, json->count);
    for (const struct spoor_json *item = json->first; item; item = item->next)
        if (spoor_slice_present(spoor_data_text(item)))
            out->diensten[out->dienst_count++] = spoor_data_text(item);
}

const struct spoor_klantgegevens *spoor_klantgegevens_decode(const struct spoor_json *data, struct spoor_arena *arena)
{
    struct spoor_klantgegevens *out = SPOOR_ARENA_NEW(arena, struct spoor_klantgegevens);
    for (size_t i = 0; i < sizeof gegevens / sizeof *gegevens; i++) {
        const struct spoor_json *json = spoor_json_get(data, spoor_slice_of(gegevens[i].name));
        if (gegevens[i].inner)
            json = spoor_json_get(json, spoor_slice_of(gegevens[i].inner));
        take(&gegevens[i], json, out);
    }
    take_diensten(SPOOR_JSON_GET(data, "diensten"), arena, out);
    return out;
}
