/* Klantfeiten in canonical JSON: the member `klant` of the toestand (docs/toestand.md). */
#include "toestand_internal.h"

#include <spoor/domain/klantfeiten.h>

#define BEREIKBAARHEID(TYPE, name, member) SPOOR_FIELD(struct spoor_bereikbaarheid, TYPE, name, member)
#define CASEMANAGER(TYPE, name, member) SPOOR_FIELD(struct spoor_casemanager, TYPE, name, member)
#define MACHTIGING(TYPE, name, member) SPOOR_FIELD(struct spoor_machtiging, TYPE, name, member)
#define PROFIELFEIT(TYPE, name, member) SPOOR_FIELD(struct spoor_profielfeit, TYPE, name, member)
#define FEITEN(name, member, one, sub) SPOOR_FIELD_LIST(struct spoor_klantfeiten, RECORDS, name, member, one, sub)

static const struct spoor_field bereikbaarheid_rows[] = {
    BEREIKBAARHEID(TEXT, "klantreisRef", klantreis_ref),
    BEREIKBAARHEID(TEXT, "definitie", definitie),
    BEREIKBAARHEID(TEXT, "kanaal", kanaal),
    BEREIKBAARHEID(TRUE, "tijdelijk", tijdelijk),
    BEREIKBAARHEID(TRUE, "bereikbaar", bereikbaar),
    BEREIKBAARHEID(TRUE, "geenKennisgeving", geen_kennisgeving),
    BEREIKBAARHEID(US, "vanaf", vanaf_us),
    BEREIKBAARHEID(US, "tot", tot_us),
    BEREIKBAARHEID(TEXT, "stilteVan", stilte_van),
    BEREIKBAARHEID(TEXT, "stilteTot", stilte_tot),
    BEREIKBAARHEID(TRUE, "omgekeerd", omgekeerd),
    BEREIKBAARHEID(PLACE, "plaats", place),
};
static const struct spoor_fields bereikbaarheid_fields = SPOOR_FIELDS(struct spoor_bereikbaarheid, bereikbaarheid_rows);

static const struct spoor_field casemanager_rows[] = {
    CASEMANAGER(TEXT, "soort", soort),
    CASEMANAGER(TEXT, "ref", ref),
    CASEMANAGER(TRUE, "beeindigd", beeindigd),
    CASEMANAGER(TEXT, "divisie", divisie),
    CASEMANAGER(TEXT, "eenheid", eenheid),
    CASEMANAGER(US, "vanaf", vanaf_us),
    CASEMANAGER(US, "tot", tot_us),
    CASEMANAGER(TRUE, "omgekeerd", omgekeerd),
    CASEMANAGER(PLACE, "plaats", place),
};
static const struct spoor_fields casemanager_fields = SPOOR_FIELDS(struct spoor_casemanager, casemanager_rows);

static const struct spoor_field machtiging_rows[] = {
    MACHTIGING(TEXT, "bron", bron),
    MACHTIGING(TEXT, "id", machtiging_id),
    MACHTIGING(TRUE, "ingetrokken", ingetrokken),
    MACHTIGING(TEXT, "ander", ander),
    MACHTIGING(TEXT, "soort", soort),
    MACHTIGING(TEXT, "teInformeren", te_informeren),
    MACHTIGING(TRUE, "beperkt", beperkt),
    SPOOR_FIELD_LIST(struct spoor_machtiging, TEXTS, "diensten", diensten, dienst, NULL),
    MACHTIGING(US, "vanaf", vanaf_us),
    MACHTIGING(US, "tot", tot_us),
    MACHTIGING(TRUE, "omgekeerd", omgekeerd),
    MACHTIGING(TRUE, "zichzelf", zichzelf),
    MACHTIGING(PLACE, "plaats", place),
};
static const struct spoor_fields machtiging_fields = SPOOR_FIELDS(struct spoor_machtiging, machtiging_rows);

static const struct spoor_field profielfeit_rows[] = {
    PROFIELFEIT(TEXT, "feit", feit),
    PROFIELFEIT(TEXT, "waarde", waarde),
    PROFIELFEIT(US, "op", op_us),
    PROFIELFEIT(PLACE, "plaats", place),
};
static const struct spoor_fields profielfeit_fields = SPOOR_FIELDS(struct spoor_profielfeit, profielfeit_rows);

static const struct spoor_field bevriezing_rows[] = {
    SPOOR_FIELD(struct spoor_bevriezing, TRUE, "bevroren", bevroren),
    SPOOR_FIELD(struct spoor_bevriezing, TEXT, "reden", reden),
    SPOOR_FIELD(struct spoor_bevriezing, PLACE, "plaats", place),
};
static const struct spoor_fields bevriezing_fields = SPOOR_FIELDS(struct spoor_bevriezing, bevriezing_rows);

static const struct spoor_field feiten_rows[] = {
    FEITEN("bereikbaarheid", bereikbaarheden, bereikbaarheid, &bereikbaarheid_fields),
    FEITEN("casemanagers", casemanagers, casemanager, &casemanager_fields),
    FEITEN("gemachtigden", gemachtigden, gemachtigde, &machtiging_fields),
    FEITEN("machtigingsgevers", machtigingsgevers, machtigingsgever, &machtiging_fields),
    FEITEN("profiel", profiel, profielfeit, &profielfeit_fields),
    SPOOR_FIELD_OF(struct spoor_klantfeiten, PART, "bevriezing", bevriezing, &bevriezing_fields),
    SPOOR_FIELD(struct spoor_klantfeiten, NUMBER, "vol", vol),
};
const struct spoor_fields spoor_klantfeiten_fields = SPOOR_FIELDS(struct spoor_klantfeiten, feiten_rows);

SPOOR_FIELDS_COMPLETE(struct spoor_klantfeiten, 224);
SPOOR_FIELDS_COMPLETE(struct spoor_bereikbaarheid, 184);
SPOOR_FIELDS_COMPLETE(struct spoor_casemanager, 168);
SPOOR_FIELDS_COMPLETE(struct spoor_machtiging, 216);
SPOOR_FIELDS_COMPLETE(struct spoor_profielfeit, 112);
SPOOR_FIELDS_COMPLETE(struct spoor_bevriezing, 96);
