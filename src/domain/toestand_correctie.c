/* Corrections and withdrawals: which events of the set count, and with what data (rule 5).
 *
 * One that names another of them must come after it by (time, source, id): so the last is settled by nothing, and each
 * one only by later ones. They are taken from the last to the first; what they name is found by a table of those that
 * hold. */
#include "toestand_internal.h"

struct correction {
    const struct spoor_event *event; /* with its data as they count */
    size_t next;                     /* of the same bucket; NONE */
    bool found;                      /* what it names is in the set */
};

#define NONE SIZE_MAX

struct corrections {
    struct correction *items; /* by (time, source, id) */
    size_t count;
    size_t *buckets; /* those that hold, by what they name; the earliest first */
    size_t bucket_count;
    struct spoor_arena *arena;
};

static int compare(const struct spoor_event *a, const struct spoor_event *b)
{
    if (a->time_us != b->time_us)
        return a->time_us < b->time_us ? -1 : 1;
    int c = spoor_slice_compare(a->source, b->source);
    return c ? c : spoor_slice_compare(a->id, b->id);
}

static struct spoor_slice named_source(const struct spoor_event *correction)
{
    return spoor_slice_present(correction->correctie_source) ? correction->correctie_source : correction->source;
}

/* Only events of its own domain; who is who is undone by its own kind. */
static bool names(const struct spoor_event *correction, const struct spoor_event *event)
{
    return spoor_slice_equal(correction->correctie_id, event->id) &&
           spoor_slice_equal(named_source(correction), event->source) &&
           event->kind != SPOOR_KIND_IDENTITEIT_GEKOPPELD && event->kind != SPOOR_KIND_IDENTITEIT_ONTKOPPELD &&
           strcmp(spoor_kind_domein(correction->kind), spoor_kind_domein(event->kind)) == 0;
}

static bool says_something(const struct spoor_event *correction)
{
    return spoor_slice_present(correction->correctie_id) &&
           (spoor_kind_withdraws(correction->kind) || correction->vervanging);
}

/* The event with other data; what says which event it is stays its own. */
static const struct spoor_event *replaced(const struct spoor_event *event, const struct spoor_event *data,
                                          struct spoor_arena *arena)
{
    struct spoor_event *copy = SPOOR_ARENA_NEW(arena, struct spoor_event);
    *copy = *data;
    copy->kind = event->kind;
    copy->klant_id = event->klant_id;
    copy->feit_id = event->feit_id;
    copy->klant_ref = event->klant_ref;
    copy->source = event->source;
    copy->id = event->id;
    copy->sequence = event->sequence;
    copy->volgnummer = event->volgnummer;
    copy->time_us = event->time_us;
    copy->broker_us = event->broker_us;
    copy->stil = event->stil;
    copy->herkansing = event->herkansing;
    copy->origin = event->origin;
    copy->data = event->data;
    copy->sealed = event->sealed;
    copy->sealed_key = event->sealed_key;
    copy->mapping = event->mapping;
    copy->traceparent = event->traceparent;
    copy->tracestate = event->tracestate;
    copy->correlationid = event->correlationid;
    copy->causationid = event->causationid;
    memcpy(copy->afdruk, event->afdruk, sizeof(copy->afdruk));
    spoor_event_settle_moment(copy);
    return copy;
}

static size_t *bucket_of(const struct corrections *corrections, struct spoor_slice id)
{
    return &corrections->buckets[key_hash(KEY_FEIT, id) % corrections->bucket_count];
}

/* The event as those say that are in the table: NULL when one withdraws it, else with the data of the last. */
static const struct spoor_event *settle(const struct corrections *corrections, const struct spoor_event *event)
{
    const struct spoor_event *last = NULL;
    bool withdrawn = false;
    for (size_t i = *bucket_of(corrections, event->id); i != NONE; i = corrections->items[i].next) {
        struct correction *correction = &corrections->items[i];
        if (!names(correction->event, event))
            continue;
        correction->found = true;
        if (spoor_kind_withdraws(correction->event->kind))
            withdrawn = true;
        else
            last = correction->event;
    }
    if (withdrawn)
        return NULL;
    return last ? replaced(event, last->vervanging, corrections->arena) : event;
}

static void settle_corrections(struct corrections *corrections)
{
    for (size_t i = corrections->count; i-- > 0;) {
        struct correction *correction = &corrections->items[i];
        correction->event = settle(corrections, correction->event);
        if (!correction->event || !says_something(correction->event))
            continue;
        size_t *bucket = bucket_of(corrections, correction->event->correctie_id);
        correction->next = *bucket;
        *bucket = i;
    }
}

static void insert(struct corrections *corrections, const struct spoor_event *event)
{
    size_t at = corrections->count++;
    for (; at > 0 && compare(corrections->items[at - 1].event, event) > 0; at--)
        corrections->items[at] = corrections->items[at - 1];
    corrections->items[at] = (struct correction){.event = event, .next = NONE};
}

static struct corrections collect(const struct spoor_event *const *events, size_t count, struct spoor_arena *arena)
{
    struct corrections corrections = {.arena = arena};
    size_t room = 0;
    for (size_t i = 0; i < count; i++)
        room += spoor_kind_corrects(events[i]->kind);
    if (room == 0)
        return corrections;
    corrections.items = SPOOR_ARENA_ARRAY(arena, struct correction, room);
    corrections.bucket_count = room * 2;
    corrections.buckets = SPOOR_ARENA_ARRAY(arena, size_t, corrections.bucket_count);
    for (size_t i = 0; i < corrections.bucket_count; i++)
        corrections.buckets[i] = NONE;
    for (size_t i = 0; i < count; i++) {
        if (spoor_kind_corrects(events[i]->kind))
            insert(&corrections, events[i]);
    }
    return corrections;
}

/* One bit of each fact that is named in vain so far. */
static int64_t waiting_bits(const struct corrections *corrections)
{
    int64_t bits = 0;
    for (size_t i = 0; i < corrections->bucket_count; i++) {
        for (size_t at = corrections->buckets[i]; at != NONE; at = corrections->items[at].next) {
            const struct correction *correction = &corrections->items[at];
            if (!correction->found)
                bits |= correctie_bit(correction->event->correctie_id);
        }
    }
    return bits;
}

int64_t correctie_bit(struct spoor_slice id)
{
    return key_bit(KEY_FEIT, id);
}

int64_t correcties_settle(const struct spoor_event *const *events, size_t count, struct spoor_arena *arena,
                          const struct spoor_event **out_events)
{
    struct corrections corrections = collect(events, count, arena);
    settle_corrections(&corrections);
    for (size_t i = 0; i < count; i++) {
        if (spoor_kind_corrects(events[i]->kind))
            out_events[i] = NULL;
        else
            out_events[i] = corrections.count > 0 ? settle(&corrections, events[i]) : events[i];
    }
    return waiting_bits(&corrections);
}
