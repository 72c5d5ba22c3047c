/* Kind: what an event says happened; the table is kinds.def (docs/contracten.md).
 *
 * Threads: constants only. */
#ifndef SPOOR_DOMAIN_KIND_H
#define SPOOR_DOMAIN_KIND_H

#include <spoor/base/slice.h>

enum spoor_kind_group { /* whose it is, and how it comes in */
    SPOOR_GROUP_CONTACT,
    SPOOR_GROUP_REIS,
    SPOOR_GROUP_KLANT,
    SPOOR_GROUP_BRON,
    SPOOR_GROUP_ALLE,
    SPOOR_GROUP_OPDRACHT,
    SPOOR_GROUP_BEDIENING,
    SPOOR_GROUP_INTERN
};

enum spoor_kind_contact { /* what its events are to a contact of the klant */
    SPOOR_CONTACT_NO,
    SPOOR_CONTACT_ABOUT,
    SPOOR_CONTACT_IS
};

enum spoor_kind {
#define SPOOR_KIND(id, domein, naam, rank, group, effect, contact) SPOOR_KIND_##id,
#include <spoor/domain/kinds.def>
#undef SPOOR_KIND
    SPOOR_KIND_COUNT
};

const char *spoor_kind_name(enum spoor_kind kind);   /* "fase-gestart" */
const char *spoor_kind_domein(enum spoor_kind kind); /* "klantreizen" */
int spoor_kind_rank(enum spoor_kind kind);
enum spoor_kind_group spoor_kind_group(enum spoor_kind kind);
/* Whether its events enter the toestand; others are kept in the event log, numbered and compared (docs/rules.md). */
bool spoor_kind_folds(enum spoor_kind kind);
/* Whether a definition may let a journey begin or end by it: a fact of a contact or of a process. */
bool spoor_kind_moves(enum spoor_kind kind);
/* Whether it says of another event that it was wrong (rule 5), and whether it says that nothing of it is right. */
bool spoor_kind_corrects(enum spoor_kind kind);
/* Whether its events stand in the table of contact facts. */
bool spoor_kind_makes_contact(enum spoor_kind kind);
bool spoor_kind_withdraws(enum spoor_kind kind);
enum spoor_kind_contact spoor_kind_contact(enum spoor_kind kind);
/* Whether a channel may send it, where its mapping allows; others only Spoor itself makes. */
bool spoor_kind_from_channel(enum spoor_kind kind);
/* By name without prefix, domain and version; false if this binary does not know it. */
bool spoor_kind_find(struct spoor_slice naam, enum spoor_kind *out_kind);
/* By domain and name, e.g. "klantreizen", "fase-gestart". */
bool spoor_kind_find_type(struct spoor_slice domein, struct spoor_slice naam, enum spoor_kind *out_kind);

#endif
