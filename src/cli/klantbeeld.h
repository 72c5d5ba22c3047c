/* Klantbeeld: one klant as it is read from the database, for the command that shows it as text or JSON.
 *
 * Threads: the main thread. Memory: everything in the invocation's arena. */
#ifndef SPOOR_CLI_KLANTBEELD_H
#define SPOOR_CLI_KLANTBEELD_H

#include "cli.h"
#include <spoor/codec/json.h>
#include <spoor/domain/publicatie.h>
#include <spoor/store/query.h>

#define SPOOR_KLANTBEELD_CONTACTS 25 /* the latest */
#define SPOOR_KLANTBEELD_OPEN 100    /* the oldest; how many there are is told too */

struct spoor_klantbeeld {
    struct spoor_slice klant_ref;
    int64_t volgnummer;
    bool waits_for_definition;
    struct spoor_toestand toestand;
    struct spoor_publicatiestand stand;
    struct spoor_contact_aantallen aantallen;
    struct spoor_table publicaties, contacten, openstaand; /* columns as their .sql says */
    struct spoor_definities definities;
    struct spoor_publicatie *told; /* what was last said about each journey */
    size_t told_count;
    int64_t now_us;          /* what holds is shown as of this instant */
    int64_t bekend_us;       /* with what was known then; INT64_MAX: with all that is */
    int64_t geldig_us;       /* up to what was true then; INT64_MAX: up to the last */
    struct spoor_slice only; /* show this journey only; absent = all */
    struct spoor_arena *arena;
};

/* klant_id: text of the uuid. SPOOR_REJECT, niet_gevonden, when there is no such klant. */
enum spoor_status spoor_klantbeeld_load(struct spoor_session *session, struct spoor_slice klant_id,
                                        struct spoor_klantbeeld *klant, struct spoor_error *err);

/* klantbeeld_moment.c: whether another moment than now is asked for; and the klant as of it, folded again from the log
 * in the snapshot of what was loaded. */
bool spoor_klantbeeld_is_of_then(const struct spoor_klantbeeld *klant);
enum spoor_status spoor_klantbeeld_go_back(struct spoor_session *session, struct spoor_slice klant_id,
                                           struct spoor_klantbeeld *klant, struct spoor_error *err);

/* Ref by which the journey is known outside. */
struct spoor_slice spoor_klantbeeld_ref(const struct spoor_klantbeeld *klant, size_t reis);
bool spoor_klantbeeld_shown(const struct spoor_klantbeeld *klant, size_t reis);
/* NULL when nothing was told about that journey. */
const struct spoor_publicatie *spoor_klantbeeld_told(const struct spoor_klantbeeld *klant, size_t reis);
const struct spoor_definitie *spoor_klantbeeld_definitie(const struct spoor_klantbeeld *klant, size_t reis);
/* Words of the definition's document; the code itself where it has none. */
struct spoor_slice spoor_klantbeeld_name(const struct spoor_klantbeeld *klant, size_t reis);
struct spoor_slice spoor_klantbeeld_fase_name(const struct spoor_klantbeeld *klant, size_t reis,
                                              struct spoor_slice fase);
struct spoor_slice spoor_klantbeeld_action_text(const struct spoor_klantbeeld *klant, size_t reis,
                                                struct spoor_slice fase, struct spoor_slice code);
const struct spoor_contact_tellers *spoor_klantbeeld_tellers(const struct spoor_klantbeeld *klant, size_t reis);
/* Text of one oddity of a journey, bit 0, 1 …; NULL after the last. */
const char *spoor_klantbeeld_oddity(unsigned bit);

/* klantbeeld_feiten.c: what was said about the klant himself; and all that is shown of a klant whose data are frozen. */
void spoor_klantbeeld_print_feiten(const struct spoor_klantbeeld *klant);
void spoor_klantbeeld_write_feiten(const struct spoor_klantbeeld *klant, struct spoor_json_writer *writer);
void spoor_klantbeeld_print_bevroren(const struct spoor_klantbeeld *klant);
void spoor_klantbeeld_write_bevroren(const struct spoor_klantbeeld *klant, struct spoor_json_writer *writer);
/* klantbeeld_contacten.c: counters of contacts, as lines and as members. */
void spoor_klantbeeld_print_tellers(const char *label, const struct spoor_contact_tellers *tellers);
void spoor_klantbeeld_write_tellers(const struct spoor_contact_tellers *tellers, struct spoor_json_writer *writer);

void spoor_klantbeeld_print(const struct spoor_klantbeeld *klant);
void spoor_klantbeeld_write(const struct spoor_klantbeeld *klant, struct spoor_json_writer *writer);

#endif
