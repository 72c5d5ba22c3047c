#include "simulator_internal.h"

static const struct {
    const char *topic;
    bool cloudevents;
} channels[SPOOR_CHANNEL_COUNT] = {
#define SPOOR_CHANNEL(id, naam, cloudevents) {"kanaal." naam, cloudevents},
#include <spoor/simulator/channels.def>
#undef SPOOR_CHANNEL
};

const char *spoor_channel_topic(enum spoor_channel channel)
{
    return channels[channel].topic;
}

bool spoor_channel_is_cloudevents(enum spoor_channel channel)
{
    return channels[channel].cloudevents;
}

struct spoor_slice sim_reis_ref(const struct sim_world *world, const struct sim_event *event, struct sim_text *text)
{
    return sim_text_set(text, "reis-%s-%u-%u", world->tag, event->klant, event->reis);
}

struct spoor_slice sim_zaak_nummer(const struct sim_world *world, const struct sim_event *event, struct sim_text *text)
{
    return sim_text_set(text, "Z-%s-%u-%u", world->tag, event->klant, event->reis);
}

/* The product whose aanvraag starts the journey; absent where no rule names one. */
struct spoor_slice sim_product(const struct spoor_definitie *definitie)
{
    for (size_t i = 0; i < definitie->start_count; i++)
        if (definitie->start[i].kind == SPOOR_KIND_AANVRAAG_VERZONDEN && definitie->start[i].product.length > 0)
            return definitie->start[i].product;
    return SPOOR_SLICE_NULL;
}

struct spoor_civil sim_local(int64_t at_us)
{
    return spoor_time_to_civil(at_us, (struct spoor_zone){SPOOR_ZONE_AMSTERDAM, 0});
}

struct spoor_slice sim_local_time(int64_t at_us, struct sim_text *text)
{
    struct spoor_civil local = sim_local(at_us);
    int64_t as_utc = at_us;
    spoor_time_from_civil(local, (struct spoor_zone){SPOOR_ZONE_UTC, 0}, &as_utc);
    int minutes = (int)((as_utc - at_us) / (60 * SPOOR_SECOND_US));
    return sim_text_set(text, "%04d-%02d-%02dT%02d:%02d:%02d.%03d+%02d:%02d", local.year, local.month, local.day,
                        local.hour, local.minute, local.second, local.microsecond / 1000, minutes / 60, minutes % 60);
}

const char *sim_pick(uint64_t dice, int shift, const char *const *words, size_t count)
{
    return words[((dice >> shift) & 0xffff) % count];
}
