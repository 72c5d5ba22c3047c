#include "random_klant.h"

static const char *const persons[] = {"k1-12", "k1-34", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9"};
static const char *const words[] = {"p", "q", "s", "gemachtigde", "klant"};
#define POOL(name) name, (uint32_t)(sizeof(name) / sizeof(*name))

enum spoor_kind random_klant_kind(random_draw *draw)
{
    static const enum spoor_kind kinds[] = {
        SPOOR_KIND_BEREIKBAARHEID_GEWIJZIGD, SPOOR_KIND_CASEMANAGER_TOEGEWEZEN, SPOOR_KIND_CASEMANAGER_BEEINDIGD,
        SPOOR_KIND_MACHTIGING_VERLEEND,      SPOOR_KIND_MACHTIGING_INGETROKKEN, SPOOR_KIND_KLANTPROFIEL_GEWIJZIGD,
        SPOOR_KIND_GEGEVENS_BEVROREN,        SPOOR_KIND_GEGEVENS_VRIJGEGEVEN};
    return kinds[draw((uint32_t)(sizeof(kinds) / sizeof(*kinds)))];
}

static struct spoor_slice maybe(random_draw *draw, uint32_t percent, const char *const *pool, uint32_t count)
{
    return draw(100) < percent ? spoor_slice_of(pool[draw(count)]) : SPOOR_SLICE_NULL;
}

static int64_t maybe_instant(random_draw *draw)
{
    return draw(100) < 30 ? (int64_t)draw(20) * SPOOR_SECOND_US : SPOOR_TIME_NONE;
}

void random_gegevens(struct spoor_klantgegevens *out_gegevens, struct spoor_slice *diensten, random_draw *draw)
{
    diensten[0] = spoor_slice_of(words[draw(3)]);
    *out_gegevens = (struct spoor_klantgegevens){.vanaf_us = maybe_instant(draw),
                                                 .tot_us = maybe_instant(draw),
                                                 .bereikbaar = (enum spoor_antwoord)draw(3),
                                                 .kennisgeving_gewenst = (enum spoor_antwoord)draw(3),
                                                 .stilte_van = maybe(draw, 20, POOL(words)),
                                                 .stilte_tot = maybe(draw, 20, POOL(words)),
                                                 .casemanager_soort = maybe(draw, 80, words, 2),
                                                 .casemanager_ref = maybe(draw, 95, POOL(persons)),
                                                 .divisie = maybe(draw, 50, POOL(words)),
                                                 .eenheid = maybe(draw, 50, POOL(words)),
                                                 .bron_systeem = maybe(draw, 30, words, 2),
                                                 .machtiging_id = maybe(draw, 95, POOL(persons)),
                                                 .soort = maybe(draw, 50, POOL(words)),
                                                 .gemachtigde = maybe(draw, 80, POOL(persons)),
                                                 .machtigingsgever = maybe(draw, 40, POOL(persons)),
                                                 .te_informeren = maybe(draw, 50, POOL(words)),
                                                 .diensten_genoemd = draw(2) > 0,
                                                 .diensten = diensten,
                                                 .dienst_count = draw(2),
                                                 .voorkeurstaal = maybe(draw, 50, POOL(words)),
                                                 .profiel_ref = maybe(draw, 50, POOL(words)),
                                                 .geheimhouding = (enum spoor_antwoord)draw(3),
                                                 .overleden_us = maybe_instant(draw)};
}
