/* Simulator: random numbers, the spread of moments, the state of a klant, and what happens next to him. */
#ifndef SPOOR_SIMULATOR_INTERNAL_H
#define SPOOR_SIMULATOR_INTERNAL_H

#include <spoor/base/buffer.h>
#include <spoor/base/time.h>
#include <spoor/codec/json.h>
#include <spoor/simulator/simulator.h>

/* --- random numbers: splitmix64 --- */
struct sim_random {
    uint64_t state;
};
static inline uint64_t sim_mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}
static inline uint64_t sim_random_next(struct sim_random *random)
{
    return sim_mix(random->state += UINT64_C(0x9e3779b97f4a7c15));
}
static inline uint32_t sim_random_below(struct sim_random *random, uint32_t bound)
{
    return (uint32_t)(((sim_random_next(random) >> 32) * bound) >> 32);
}
static inline bool sim_random_percent(struct sim_random *random, double percent)
{
    return percent > 0 && (double)(sim_random_next(random) >> 11) * 0x1.0p-53 * 100 < percent;
}

/* --- calendar.c: when things happen: office hours, working days, a peak on the first days of the month --- */
struct sim_calendar {
    int64_t begin_us, end_us;
    double *cumulative; /* weight up to the end of each hour; NULL = evenly */
    size_t hours, hour; /* hour: where the last moment was; moments are asked in order */
};
void sim_calendar_init(struct sim_calendar *calendar, int64_t begin_us, int64_t end_us, bool evenly);
void sim_calendar_fini(struct sim_calendar *calendar);
/* fraction in [0, 1), not smaller than the last one. */
int64_t sim_calendar_at(struct sim_calendar *calendar, double fraction);

/* --- klant.c: who --- */
#define SIM_TEXT_MAX 96
struct sim_text {
    char text[SIM_TEXT_MAX];
};
struct spoor_slice sim_text_set(struct sim_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Test BSN (one in three, while there are any) or klantnummer. */
bool sim_klant_has_bsn(uint32_t klant);
struct spoor_slice sim_klant_number(uint32_t klant, struct sim_text *text);

/* --- what happens --- */
enum sim_form {
    SIM_CONTACT,             /* any channel but zaaksysteem and api; a message on email */
    SIM_WISSEL,              /* a call that is passed on to another channel */
    SIM_AANVRAAG_GESTART,    /* portaal */
    SIM_AANVRAAG_AFGEBROKEN, /* portaal */
    SIM_AANVRAAG_VERZONDEN,  /* portaal, balie */
    SIM_REIS_GESTART,        /* zaaksysteem */
    SIM_STAP,
    SIM_OVERGESLAGEN,
    SIM_TERUG,
    SIM_STATUS,
    SIM_EINDE,
    SIM_FASE_GESTART,   /* portaal, api */
    SIM_FASE_VOLTOOID,  /* portaal, api */
    SIM_REIS_BEEINDIGD, /* api */
};

enum sim_stage { SIM_NIEUW, SIM_AANGEVRAAGD, SIM_LOOPT, SIM_TUSSEN_FASEN };

struct sim_klant {
    int64_t begun_us, last_us; /* of the journey under way */
    uint32_t reis;             /* how many so far */
    uint16_t volgnummer;       /* of the case system */
    uint8_t definitie, fase, exemplaar;
    uint8_t stage;
    uint8_t overgeslagen; /* phases behind this one were skipped already */
};

struct sim_event {
    enum sim_form form;
    enum spoor_channel channel;
    uint32_t number; /* unique in the run */
    uint32_t klant;
    int64_t at_us;
    bool anonymous, late;
    const struct spoor_definitie *definitie; /* NULL = about no journey */
    struct spoor_slice van, naar, resultaat; /* phases */
    uint32_t reis, volgnummer;
    uint8_t van_exemplaar, exemplaar; /* of the phase that ends, and of the one that is now; 0 = none */
    uint64_t dice;                    /* for details of the text */
};

struct sim_world {
    const struct spoor_simulation_options *options;
    struct sim_random random;
    struct sim_calendar calendar;
    struct sim_klant *klanten;
    struct spoor_simulation_counts counts;
    char tag[9];     /* of this run, in every id */
    bool large_sent; /* the poison of ten megabytes */
};

/* journey.c: next event of a klant at a moment. */
void sim_journey_next(struct sim_world *world, uint32_t klant, int64_t at_us, struct sim_event *out_event);
/* contact.c: a contact on some channel, about the klant's journey if there is one. */
void sim_contact_next(struct sim_world *world, uint32_t klant, int64_t at_us, struct sim_event *out_event);
/* A contact nobody knows whose it is. */
void sim_contact_anonymous(struct sim_world *world, int64_t at_us, struct sim_event *out_event);
/* A contact in the middle of what was told already; false when the klant has no history yet. */
bool sim_contact_late(struct sim_world *world, uint32_t klant, int64_t at_us, struct sim_event *out_event);

/* --- writers: event → bytes of its channel --- */
void sim_write_cloudevent(const struct sim_world *world, const struct sim_event *event, struct spoor_buffer *out);
void sim_write_zaaksysteem(const struct sim_world *world, const struct sim_event *event, struct spoor_buffer *out);
void sim_write_telefoon(const struct sim_world *world, const struct sim_event *event, struct spoor_buffer *out);
void sim_write_balie(const struct sim_world *world, const struct sim_event *event, struct spoor_buffer *out);
/* words.c: shared texts. */
struct spoor_slice sim_reis_ref(const struct sim_world *world, const struct sim_event *event, struct sim_text *text);
struct spoor_slice sim_zaak_nummer(const struct sim_world *world, const struct sim_event *event, struct sim_text *text);
struct spoor_slice sim_product(const struct spoor_definitie *definitie);
/* "2026-03-02T09:15:22+01:00" */
struct spoor_slice sim_local_time(int64_t at_us, struct sim_text *text);
/* Local reading without offset, by parts. */
struct spoor_civil sim_local(int64_t at_us);
const char *sim_pick(uint64_t dice, int shift, const char *const *words, size_t count);
#define SIM_PICK(dice, shift, words) sim_pick((dice), (shift), (words), sizeof(words) / sizeof *(words))

/* poison.c */
struct sim_poison {
    const char *label;
    bool text, tombstone;
};
void sim_write_poison(struct sim_world *world, int64_t at_us, uint32_t number, struct spoor_buffer *out,
                      struct sim_poison *out_poison);

#endif
