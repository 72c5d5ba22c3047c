/* Klantgegevens: the members of `data` that only events about the klant himself have (docs/contracten.md).
 *
 * Memory: slices borrow as those of the event do. Absent: slice NULL, time SPOOR_TIME_NONE. */
#ifndef SPOOR_DOMAIN_KLANTGEGEVENS_H
#define SPOOR_DOMAIN_KLANTGEGEVENS_H

#include <spoor/base/slice.h>
#include <stdint.h>

enum spoor_antwoord { SPOOR_NIET_GEZEGD, SPOOR_JA, SPOOR_NEE };

struct spoor_klantgegevens {
    int64_t vanaf_us, tot_us;
    /* bereikbaarheid; its kanaal stands in the event */
    enum spoor_antwoord bereikbaar, kennisgeving_gewenst;
    struct spoor_slice stilte_van, stilte_tot;
    /* casemanager */
    struct spoor_slice casemanager_soort, casemanager_ref, divisie, eenheid;
    /* machtiging; gemachtigde and machtigingsgever are klantRefs */
    struct spoor_slice bron_systeem, machtiging_id, soort, gemachtigde, machtigingsgever, te_informeren;
    bool diensten_genoemd;
    struct spoor_slice *diensten;
    size_t dienst_count;
    /* klantprofiel */
    struct spoor_slice voorkeurstaal, profiel_ref;
    enum spoor_antwoord geheimhouding;
    int64_t overleden_us;
};

#endif
