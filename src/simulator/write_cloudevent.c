#include "simulator_internal.h"

static const char *const subjects[] = {"statusvraag", "betaling", "aanvraag", "wijziging", "klacht", "overig"};
static const char *const sentences[] = {"Hoe staat het met mijn aanvraag?", "Wanneer krijg ik bericht van u?",
                                        "Ik wil iets aan mijn gegevens veranderen.", "Klopt het bedrag dat ik kreeg?"};
static const char *const outcomes[] = {"afgehandeld", "afgehandeld", "vervolg_nodig", "doorverwezen"};
static const char *const lines[] = {"mijn-omgeving", "hulp", "zoeken"};
static const char *const steps[] = {"gegevens", "inkomsten", "bijlagen", "ondertekenen"};
static const char *const reasons[] = {"te_moeilijk", "technisch", "tijd_verlopen", "ander_kanaal"};

static enum spoor_kind kind_of(const struct sim_event *event)
{
    switch (event->form) {
    case SIM_CONTACT:
    case SIM_WISSEL:
        return event->channel == SPOOR_CHANNEL_EMAIL ? SPOOR_KIND_BERICHT_ONTVANGEN
                                                     : SPOOR_KIND_KLANTCONTACT_GEREGISTREERD;
    case SIM_AANVRAAG_GESTART:
        return SPOOR_KIND_AANVRAAG_GESTART;
    case SIM_AANVRAAG_AFGEBROKEN:
        return SPOOR_KIND_AANVRAAG_AFGEBROKEN;
    case SIM_AANVRAAG_VERZONDEN:
        return SPOOR_KIND_AANVRAAG_VERZONDEN;
    case SIM_FASE_VOLTOOID:
        return SPOOR_KIND_FASE_VOLTOOID;
    case SIM_REIS_BEEINDIGD:
    case SIM_EINDE:
        return SPOOR_KIND_KLANTREIS_BEEINDIGD;
    case SIM_REIS_GESTART:
    case SIM_STAP:
    case SIM_OVERGESLAGEN:
    case SIM_TERUG:
    case SIM_STATUS:
    case SIM_FASE_GESTART:
        return SPOOR_KIND_FASE_GESTART;
    }
    return SPOOR_KIND_FASE_GESTART;
}

static const char *source_of(enum spoor_channel channel)
{
    static const char *const sources[SPOOR_CHANNEL_COUNT] = {
#define SPOOR_CHANNEL(id, naam, cloudevents) "urn:nld:oin:00000001234567890000:systeem:" naam,
#include <spoor/simulator/channels.def>
#undef SPOOR_CHANNEL
    };
    return sources[channel];
}

static void write_identification(struct spoor_json_writer *writer, uint32_t klant)
{
    struct sim_text text;
    spoor_json_key(writer, SPOOR_SLICE("identificatie"));
    spoor_json_object_begin(writer);
    spoor_json_member(writer, "soort", sim_klant_has_bsn(klant) ? SPOOR_SLICE("bsn") : SPOOR_SLICE("klantnummer"));
    spoor_json_member(writer, "waarde", sim_klant_number(klant, &text));
    spoor_json_object_end(writer);
}

/* The chain tells of an employer and a klant at once. */
static void write_parties(struct spoor_json_writer *writer, const struct sim_event *event)
{
    struct sim_text employer;
    spoor_json_key(writer, SPOOR_SLICE("betrokkenen"));
    spoor_json_array_begin(writer);
    spoor_json_object_begin(writer);
    write_identification(writer, event->klant);
    spoor_json_member(writer, "rol", SPOOR_SLICE("werknemer"));
    spoor_json_object_end(writer);
    spoor_json_object_begin(writer);
    spoor_json_key(writer, SPOOR_SLICE("identificatie"));
    spoor_json_object_begin(writer);
    spoor_json_member(writer, "soort", SPOOR_SLICE("klantnummer"));
    spoor_json_member(writer, "waarde", sim_text_set(&employer, "WG%06u", event->klant / 20));
    spoor_json_object_end(writer);
    spoor_json_member(writer, "rol", SPOOR_SLICE("werkgever"));
    spoor_json_member_bool(writer, "initiator", true);
    spoor_json_object_end(writer);
    spoor_json_array_end(writer);
}

static void write_subject(const struct sim_world *world, struct spoor_json_writer *writer,
                          const struct sim_event *event)
{
    struct sim_text text;
    bool whole_chain = event->channel == SPOOR_CHANNEL_API && event->form == SIM_FASE_GESTART;
    if (whole_chain)
        write_parties(writer, event);
    else if (!event->anonymous)
        write_identification(writer, event->klant);
    if (event->definitie)
        spoor_json_member(writer, "klantreisRef", sim_reis_ref(world, event, &text));
}

static void write_contact(struct spoor_json_writer *writer, const struct sim_event *event, struct spoor_slice id,
                          struct spoor_slice at)
{
    bool message = event->channel == SPOOR_CHANNEL_EMAIL;
    spoor_json_member(writer, "klantcontactId", id);
    spoor_json_member(writer, "richting", SPOOR_SLICE("inkomend"));
    spoor_json_member(writer, "onderwerpCode", spoor_slice_of(SIM_PICK(event->dice, 0, subjects)));
    spoor_json_member(writer, "onderwerp", spoor_slice_of(SIM_PICK(event->dice, 8, sentences)));
    if (message) {
        spoor_json_member(writer, "verzondenOp", at);
    } else {
        spoor_json_member(writer, "kanaallijn", spoor_slice_of(SIM_PICK(event->dice, 16, lines)));
        spoor_json_member(writer, "resultaat", spoor_slice_of(SIM_PICK(event->dice, 24, outcomes)));
    }
}

static void write_application(const struct sim_world *world, struct spoor_json_writer *writer,
                              const struct sim_event *event)
{
    struct sim_text text;
    spoor_json_member(writer, "aanvraagId", sim_text_set(&text, "A-%s-%u-%u", world->tag, event->klant, event->reis));
    spoor_json_member(writer, "soort", SPOOR_SLICE("aanvraag"));
    spoor_json_member(writer, "authenticatiemiddel", SPOOR_SLICE("digid"));
    spoor_json_member(writer, "betrouwbaarheidsniveau", SPOOR_SLICE("substantieel"));
    if (event->form == SIM_AANVRAAG_VERZONDEN) {
        spoor_json_member(writer, "product", sim_product(event->definitie));
        spoor_json_member_bool(writer, "volledig", (event->dice & 7) != 0);
    } else if (event->form == SIM_AANVRAAG_AFGEBROKEN) {
        spoor_json_member(writer, "stap", spoor_slice_of(SIM_PICK(event->dice, 8, steps)));
        spoor_json_member(writer, "reden", spoor_slice_of(SIM_PICK(event->dice, 16, reasons)));
    }
}

static void write_phase(struct spoor_json_writer *writer, const struct sim_event *event)
{
    struct sim_text text;
    bool begun = event->form == SIM_FASE_GESTART;
    spoor_json_member(writer, "definitie", event->definitie->code);
    spoor_json_member(writer, "product", sim_product(event->definitie));
    if (event->form != SIM_REIS_BEEINDIGD)
        spoor_json_member(writer, "fase", begun ? event->naar : event->van);
    if (event->exemplaar)
        spoor_json_member(writer, "exemplaar", sim_text_set(&text, "periode-%u", (unsigned)event->exemplaar));
    spoor_json_member(writer, "resultaat", event->resultaat);
    spoor_json_member(writer, "divisie", SPOOR_SLICE("uitvoering"));
    spoor_json_member(writer, "team", sim_text_set(&text, "team_%u", (unsigned)(event->dice % 12)));
    spoor_json_key(writer, SPOOR_SLICE("actor"));
    spoor_json_object_begin(writer);
    spoor_json_member(writer, "soort", SPOOR_SLICE("medewerker"));
    spoor_json_member(writer, "ref", sim_text_set(&text, "mw-%03u", (unsigned)(event->dice % 300)));
    spoor_json_object_end(writer);
}

static void write_data(const struct sim_world *world, struct spoor_json_writer *writer, const struct sim_event *event,
                       struct spoor_slice id, struct spoor_slice at)
{
    bool phase =
        event->form == SIM_FASE_GESTART || event->form == SIM_FASE_VOLTOOID || event->form == SIM_REIS_BEEINDIGD;
    bool contact = event->form == SIM_CONTACT || event->form == SIM_WISSEL;
    spoor_json_key(writer, SPOOR_SLICE("data"));
    spoor_json_object_begin(writer);
    spoor_json_member(writer, "plaatsgevondenOp", at);
    write_subject(world, writer, event);
    if (!phase)
        spoor_json_member(writer, "kanaal",
                          event->channel == SPOOR_CHANNEL_EMAIL ? SPOOR_SLICE("email") : SPOOR_SLICE("portaal"));
    if (phase)
        write_phase(writer, event);
    else if (contact)
        write_contact(writer, event, id, at);
    else
        write_application(world, writer, event);
    spoor_json_object_end(writer);
}

void sim_write_cloudevent(const struct sim_world *world, const struct sim_event *event, struct spoor_buffer *out)
{
    struct spoor_json_writer writer;
    struct sim_text type, id_text, at_text, trace;
    enum spoor_kind kind = kind_of(event);
    const char *domein = spoor_kind_domein(kind), *name = spoor_kind_name(kind);
    struct spoor_slice at = sim_local_time(event->at_us, &at_text);
    struct spoor_slice id = sim_text_set(&id_text, "sim-%s-%u", world->tag, event->number);
    uint64_t span = sim_mix(event->dice + event->number);
    spoor_json_writer_init(&writer, out);
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "specversion", SPOOR_SLICE("1.0"));
    spoor_json_member(&writer, "type", sim_text_set(&type, "%s.%s.%s", world->options->type_prefix, domein, name));
    spoor_json_member(&writer, "source", spoor_slice_of(source_of(event->channel)));
    spoor_json_member(&writer, "id", id);
    spoor_json_member(&writer, "time", at);
    spoor_json_member(&writer, "datacontenttype", SPOOR_SLICE("application/json"));
    spoor_json_member(&writer, "traceparent",
                      sim_text_set(&trace, "00-%016llx%016llx-%016llx-01", (unsigned long long)(event->dice | 1),
                                   (unsigned long long)span, (unsigned long long)(span | 1)));
    write_data(world, &writer, event, id, at);
    spoor_json_object_end(&writer);
}
