#include "simulator_internal.h"

#define LARGE_BYTES ((size_t)10 << 20)
#define DEEP_LEVELS 10000

enum poison_id {
#define SIM_POISON(id, label, before, type, source, with_id, plaats, more, after) POISON_##id,
#include "poisons.def"
#undef SIM_POISON
    POISON_COUNT
};

static const struct recipe {
    const char *label, *before, *type, *source;
    bool with_id;
    const char *plaats, *more, *after;
} recipes[POISON_COUNT] = {
#define SIM_POISON(id, label, before, type, source, with_id, plaats, more, after)                                      \
    {label, before, type, source, with_id, plaats, more, after},
#include "poisons.def"
#undef SIM_POISON
};

static void repeat(struct spoor_buffer *out, char c, size_t count)
{
    memset(spoor_buffer_reserve(out, count), c, count);
    out->length += count;
}

/* What makes the member "onderwerp" of the record too much. */
static void write_excess(enum poison_id id, struct spoor_buffer *out)
{
    if (id == POISON_TE_GROOT) {
        spoor_buffer_append_text(out, ",\"onderwerp\":\"");
        repeat(out, 'x', LARGE_BYTES);
        spoor_buffer_append_char(out, '"');
    } else if (id == POISON_TE_DIEP) {
        spoor_buffer_append_text(out, ",\"onderwerp\":");
        repeat(out, '[', DEEP_LEVELS);
        repeat(out, ']', DEEP_LEVELS);
    }
}

static void write_envelope(const struct sim_world *world, const struct recipe *recipe, uint32_t number,
                           struct spoor_buffer *out)
{
    spoor_buffer_printf(out, "%s{\"specversion\":\"1.0\",\"type\":\"%s.%s\",\"source\":\"%s\",", recipe->before,
                        world->options->type_prefix,
                        *recipe->type ? recipe->type : "klantcontacten.klantcontact-geregistreerd",
                        *recipe->source ? recipe->source : "urn:nld:oin:00000001234567890000:systeem:portaal");
    if (recipe->with_id)
        spoor_buffer_printf(out, "\"id\":\"poison-%s-%u\",", world->tag, number);
}

static void write_data(enum poison_id id, int64_t at_us, struct spoor_buffer *out)
{
    const struct recipe *recipe = &recipes[id];
    struct sim_text at;
    sim_local_time(at_us, &at);
    if (*recipe->plaats)
        spoor_buffer_printf(out, "\"data\":{\"plaatsgevondenOp\":%s", recipe->plaats);
    else
        spoor_buffer_printf(out, "\"data\":{\"plaatsgevondenOp\":\"%s\"", at.text);
    spoor_buffer_append_text(out, ",\"identificatie\":{\"soort\":\"klantnummer\",\"waarde\":\"KL99999999\"}");
    if (id != POISON_VERKEERD_TYPE)
        spoor_buffer_append_text(out, ",\"kanaal\":\"portaal\"");
    spoor_buffer_append_text(out, recipe->more);
    write_excess(id, out);
    spoor_buffer_printf(out, "}}%s", recipe->after);
}

/* Damage that is done to the bytes of a good record. */
static void damage(enum poison_id id, struct spoor_buffer *out)
{
    char *portal = id == POISON_ONGELDIGE_UTF8 || id == POISON_RAUWE_NUL ? out->data + out->length - 5 : NULL;
    if (portal)
        *portal = id == POISON_RAUWE_NUL ? '\0' : '\xFF';
    else if (id == POISON_AFGEKAPT)
        out->length /= 2;
    else if (id == POISON_LEEG || id == POISON_GRAFSTEEN)
        out->length = 0;
}

/* The ten megabytes only once in a run. */
static enum poison_id choose(struct sim_world *world)
{
    enum poison_id id = (enum poison_id)sim_random_below(&world->random, POISON_COUNT);
    if (id == POISON_TE_GROOT && world->large_sent)
        id = POISON_AFGEKAPT;
    world->large_sent = world->large_sent || id == POISON_TE_GROOT;
    return id;
}

void sim_write_poison(struct sim_world *world, int64_t at_us, uint32_t number, struct spoor_buffer *out,
                      struct sim_poison *out_poison)
{
    enum poison_id id = choose(world);
    write_envelope(world, &recipes[id], number, out);
    write_data(id, at_us, out);
    damage(id, out);
    *out_poison = (struct sim_poison){
        .label = recipes[id].label, .text = id != POISON_ONGELDIGE_UTF8, .tombstone = id == POISON_GRAFSTEEN};
}
