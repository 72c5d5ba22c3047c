#include "simulator_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define REPEATS_MAX 16     /* duplicates that wait for their turn */
#define REPEAT_DISTANCE 16 /* records between the two, at most */
#define LATE_ATTEMPTS 16   /* klanten asked for a history */
#define CONTACT_PERCENT 52 /* of what happens: contacts; the rest moves journeys on */
#define DAY_US (86400 * SPOOR_SECOND_US)
#define NAP_US 100000

struct prepared { /* a record that is ready to be sent */
    struct spoor_simulated record;
    struct sim_text key;
    struct spoor_buffer value;
};

struct repeat {
    struct prepared copy;
    int64_t due; /* record number */
};

struct simulation {
    struct sim_world world;
    struct prepared now, held; /* held: the first of two that change places */
    bool holding;
    uint32_t held_klant;
    struct repeat repeats[REPEATS_MAX];
    size_t repeat_count;
    uint32_t number; /* of events made */
    int64_t began_us;
    struct spoor_error *err;
};

static void finish(struct prepared *prepared, bool tombstone)
{
    prepared->record.value = tombstone ? SPOOR_SLICE_NULL : spoor_buffer_slice(&prepared->value);
}

static void copy(struct prepared *to, const struct prepared *from)
{
    to->record = from->record;
    to->key = from->key;
    spoor_buffer_clear(&to->value);
    spoor_buffer_append_slice(&to->value, spoor_buffer_slice(&from->value));
    finish(to, !spoor_slice_present(from->record.value));
}

static void count(struct spoor_simulation_counts *counts, const struct spoor_simulated *record)
{
    counts->records++;
    counts->per_channel[record->channel]++;
    counts->duplicates += record->duplicate;
    counts->late += record->late;
    counts->unordered += record->unordered;
    counts->anonymous += record->anonymous;
    counts->poison += record->poison != NULL;
}

/* Open loop: record n is due at n / rate, however late the last one was. */
static void wait_for_turn(const struct simulation *simulation)
{
    const struct spoor_simulation_options *options = simulation->world.options;
    if (options->rate <= 0)
        return;
    double due_s = (double)simulation->world.counts.records / options->rate;
    int64_t due_us = simulation->began_us + (int64_t)(due_s * (double)SPOOR_SECOND_US);
    for (;;) {
        int64_t left = due_us - spoor_time_monotonic_us();
        if (left <= 0 || (options->stop && spoor_stop_requested(options->stop)))
            return;
        left = left < NAP_US ? left : NAP_US;
        spoor_time_sleep_until(spoor_time_monotonic_us() + left);
    }
}

static enum spoor_status send(struct simulation *simulation, struct prepared *prepared)
{
    const struct spoor_simulation_options *options = simulation->world.options;
    prepared->record.key = spoor_slice_of(prepared->key.text); /* here: a prepared record may have been moved */
    wait_for_turn(simulation);
    enum spoor_status status = options->send(options->owner, &prepared->record, simulation->err);
    if (status == SPOOR_OK)
        count(&simulation->world.counts, &prepared->record);
    return status;
}

/* --- making --- */

static void write_event(struct simulation *simulation, struct sim_event *event)
{
    struct prepared *now = &simulation->now;
    struct sim_world *world = &simulation->world;
    event->number = ++simulation->number;
    now->record = (struct spoor_simulated){
        .channel = event->channel, .text = true, .late = event->late, .anonymous = event->anonymous};
    sim_text_set(&now->key, event->anonymous ? "a%u" : "k%u", event->anonymous ? event->number : event->klant);
    spoor_buffer_clear(&now->value);
    switch (event->channel) {
    case SPOOR_CHANNEL_PORTAAL:
    case SPOOR_CHANNEL_EMAIL:
    case SPOOR_CHANNEL_API:
        sim_write_cloudevent(world, event, &now->value);
        break;
    case SPOOR_CHANNEL_TELEFOON:
        sim_write_telefoon(world, event, &now->value);
        break;
    case SPOOR_CHANNEL_BALIE:
        sim_write_balie(world, event, &now->value);
        now->record.text = false;
        break;
    case SPOOR_CHANNEL_ZAAKSYSTEEM:
        sim_write_zaaksysteem(world, event, &now->value);
        break;
    case SPOOR_CHANNEL_COUNT:
        break;
    }
    finish(now, false);
}

static void make_poison(struct simulation *simulation, int64_t at_us)
{
    struct prepared *now = &simulation->now;
    struct sim_poison poison;
    uint32_t number = ++simulation->number;
    spoor_buffer_clear(&now->value);
    sim_write_poison(&simulation->world, at_us, number, &now->value, &poison);
    now->record =
        (struct spoor_simulated){.channel = SPOOR_CHANNEL_PORTAAL, .text = poison.text, .poison = poison.label};
    sim_text_set(&now->key, "p%u", number);
    finish(now, poison.tombstone);
}

static uint32_t any_klant(struct sim_world *world)
{
    return sim_random_below(&world->random, (uint32_t)world->options->klanten);
}

static bool find_late(struct sim_world *world, int64_t at_us, struct sim_event *event)
{
    for (int i = 0; i < LATE_ATTEMPTS; i++)
        if (sim_contact_late(world, any_klant(world), at_us, event))
            return true;
    return false;
}

static void make_klant_event(struct simulation *simulation, uint32_t klant, int64_t at_us)
{
    struct sim_event event;
    if (sim_random_below(&simulation->world.random, 100) < CONTACT_PERCENT)
        sim_contact_next(&simulation->world, klant, at_us, &event);
    else
        sim_journey_next(&simulation->world, klant, at_us, &event);
    write_event(simulation, &event);
}

static int64_t moment(struct simulation *simulation)
{
    const struct sim_world *world = &simulation->world;
    double fraction = (double)world->counts.records / (double)world->options->records;
    return sim_calendar_at(&simulation->world.calendar, fraction);
}

/* --- sending --- */

/* Keeps a copy that is sent again a little later. */
static void plan_repeat(struct simulation *simulation)
{
    struct sim_world *world = &simulation->world;
    double share = world->options->shares.duplicates; /* of all records, hence of the first ones a little more */
    if (simulation->repeat_count == REPEATS_MAX || simulation->now.record.poison ||
        !sim_random_percent(&world->random, share < 100 ? 100 * share / (100 - share) : 100))
        return;
    struct repeat *repeat = &simulation->repeats[simulation->repeat_count++];
    copy(&repeat->copy, &simulation->now);
    repeat->copy.record.duplicate = true;
    repeat->due = world->counts.records + 1 + sim_random_below(&world->random, REPEAT_DISTANCE);
}

/* The first repeat whose turn it is; NULL when none. */
static struct repeat *due_repeat(struct simulation *simulation)
{
    for (size_t i = 0; i < simulation->repeat_count; i++)
        if (simulation->repeats[i].due <= simulation->world.counts.records)
            return &simulation->repeats[i];
    return NULL;
}

static enum spoor_status send_repeat(struct simulation *simulation, struct repeat *repeat)
{
    enum spoor_status status = send(simulation, &repeat->copy);
    struct repeat *last = &simulation->repeats[--simulation->repeat_count], spare = *repeat;
    *repeat = *last;
    *last = spare; /* keeps its memory */
    return status;
}

/* What was made second goes first. */
static enum spoor_status send_pair(struct simulation *simulation)
{
    simulation->holding = false;
    make_klant_event(simulation, simulation->held_klant, moment(simulation));
    enum spoor_status status = send(simulation, &simulation->now);
    return status == SPOOR_OK ? send(simulation, &simulation->held) : status;
}

static void hold(struct simulation *simulation, uint32_t klant)
{
    copy(&simulation->held, &simulation->now);
    simulation->held.record.unordered = true;
    simulation->held_klant = klant;
    simulation->holding = true;
}

static enum spoor_status send_next(struct simulation *simulation)
{
    struct sim_world *world = &simulation->world;
    const struct spoor_simulation_shares *shares = &world->options->shares;
    struct sim_event event;
    int64_t at_us = moment(simulation);
    uint32_t klant = any_klant(world);
    if (sim_random_percent(&world->random, shares->poison)) {
        make_poison(simulation, at_us);
    } else if (sim_random_percent(&world->random, shares->anonymous)) {
        sim_contact_anonymous(world, at_us, &event);
        write_event(simulation, &event);
    } else if (sim_random_percent(&world->random, shares->late) && find_late(world, at_us, &event)) {
        write_event(simulation, &event);
    } else {
        make_klant_event(simulation, klant, at_us);
        if (sim_random_percent(&world->random, shares->unordered)) {
            hold(simulation, klant);
            return SPOOR_OK;
        }
    }
    plan_repeat(simulation);
    return send(simulation, &simulation->now);
}

static enum spoor_status run(struct simulation *simulation)
{
    const struct spoor_simulation_options *options = simulation->world.options;
    enum spoor_status status = SPOOR_OK;
    while (status == SPOOR_OK && simulation->world.counts.records < options->records &&
           !(options->stop && spoor_stop_requested(options->stop))) {
        struct repeat *repeat = due_repeat(simulation);
        bool last = simulation->world.counts.records + 1 == options->records;
        if (simulation->holding && last)
            status = send(simulation, &simulation->held);
        else if (simulation->holding)
            status = send_pair(simulation);
        else if (repeat)
            status = send_repeat(simulation, repeat);
        else
            status = send_next(simulation);
    }
    return status;
}

static void begin(struct simulation *simulation, const struct spoor_simulation_options *options)
{
    struct sim_world *world = &simulation->world;
    double seconds = options->ending_now && options->rate > 0 ? (double)options->records / options->rate : 0;
    int64_t end_us = options->until_us + (int64_t)(seconds * (double)SPOOR_SECOND_US);
    world->options = options;
    world->random.state = sim_mix(options->seed + 1);
    world->klanten = spoor_allocate((size_t)options->klanten * sizeof *world->klanten);
    sim_calendar_init(&world->calendar, options->until_us - options->days * DAY_US, end_us, seconds > 0);
    snprintf(world->tag, sizeof world->tag, "%08x",
             (unsigned)sim_mix(options->seed ^ sim_mix((uint64_t)options->until_us)));
    simulation->began_us = spoor_time_monotonic_us();
}

static void end(struct simulation *simulation)
{
    free(simulation->world.klanten);
    sim_calendar_fini(&simulation->world.calendar);
    spoor_buffer_fini(&simulation->now.value);
    spoor_buffer_fini(&simulation->held.value);
    for (size_t i = 0; i < REPEATS_MAX; i++)
        spoor_buffer_fini(&simulation->repeats[i].copy.value);
}

enum spoor_status spoor_simulate(const struct spoor_simulation_options *options,
                                 struct spoor_simulation_counts *out_counts, struct spoor_error *err)
{
    struct simulation *simulation = spoor_allocate(sizeof *simulation);
    simulation->err = err;
    begin(simulation, options);
    enum spoor_status status = run(simulation);
    *out_counts = simulation->world.counts;
    end(simulation);
    free(simulation);
    return status;
}
