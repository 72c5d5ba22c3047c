/* Simulator: seeded synthetic journeys of klanten over the channel topics that the shipped mappings read.
 *
 * Surprising: everything, ids and times too, follows from the seed, the counts and until_us; another until_us gives
 * other ids, so that a second run adds journeys instead of reusing ids with other content. Identifiers are test
 * numbers: BSNs in 9999xxxxx that pass the 11-test, and klantnummers.
 * Threads: one per call. Memory: 32 bytes per klant, and one record at a time; what the sink gets lives until it
 * returns. */
#ifndef SPOOR_SIMULATOR_SIMULATOR_H
#define SPOOR_SIMULATOR_SIMULATOR_H

#include <spoor/base/status.h>
#include <spoor/base/stop.h>
#include <spoor/domain/definition.h>

enum spoor_channel {
#define SPOOR_CHANNEL(id, naam, cloudevents) SPOOR_CHANNEL_##id,
#include <spoor/simulator/channels.def>
#undef SPOOR_CHANNEL
    SPOOR_CHANNEL_COUNT
};

const char *spoor_channel_topic(enum spoor_channel channel); /* "kanaal.portaal" */
bool spoor_channel_is_cloudevents(enum spoor_channel channel);

struct spoor_simulated { /* a record of a channel topic */
    enum spoor_channel channel;
    struct spoor_slice key;   /* of the klant: opaque, no identifier */
    struct spoor_slice value; /* absent = tombstone */
    bool text;                /* value is UTF-8 */
    const char *poison;       /* what is wrong with it (poisons.def); NULL = nothing */
    bool duplicate, late, unordered, anonymous;
};

struct spoor_simulation_shares { /* of all records, in percent */
    double duplicates, late, unordered, anonymous, poison;
};

struct spoor_simulation_counts {
    int64_t records, per_channel[SPOOR_CHANNEL_COUNT];
    int64_t duplicates, late, unordered, anonymous, poison;
    int64_t reizen; /* journeys begun */
};

struct spoor_simulation_options {
    uint64_t seed;
    int64_t records;  /* to send; all kinds together */
    int64_t klanten;  /* that they are about */
    int64_t days;     /* what happened is spread over the days before until_us */
    int64_t until_us; /* nothing happened later */
    double rate;      /* records per second, open loop; 0 = as fast as the sink takes them */
    bool ending_now;  /* paced: what happened reaches the moment of sending at the last record */
    bool cloudevents_only;
    struct spoor_simulation_shares shares;
    const char *type_prefix; /* "nl.overheid" */
    const struct spoor_definitie *definities;
    size_t definitie_count; /* at least 1 */
    struct spoor_stop *stop; /* may be NULL */
    void *owner;
    enum spoor_status (*send)(void *owner, const struct spoor_simulated *record, struct spoor_error *err);
};

/* Ends early with OK when asked to stop, with the sink's status when that is not OK; out_counts is always filled. */
enum spoor_status spoor_simulate(const struct spoor_simulation_options *options,
                                 struct spoor_simulation_counts *out_counts, struct spoor_error *err);

#endif
