#include "simulator_internal.h"

static const char *const subjects[] = {
    "status", "Waar blijft mijn aanvraag", "geld", "wijzigen", "aanvragen", "klacht", "bezwaar", "anders"};
static const char *const questions[] = {"Klant vraagt hoe ver de aanvraag is", "Klant begrijpt de brief niet",
                                        "Klant wil een afspraak verzetten", "Klant geeft een wijziging door"};
static const char *const notes[] = {"Uitgelegd wat de volgende stap is.", "Doorgegeven aan de behandelaar.",
                                    "Klant weer op weg geholpen.", "Brief toegelicht; termijn genoemd."};
static const char *const endings[] = {"beantwoord", "klaar", "terugbellen", "vervolg"};
static const char *const passed_to[] = {"werkplein", "loket", "mail", "website"};
static const char *const passed_why[] = {"gesprek", "wens klant", "inloggen", "druk"};
static const char *const lines[] = {"algemeen", "ww-lijn", "bijstandslijn", "vergunningenlijn"};

/* "2026-03-02 09:41:00": a local time without offset, as some telephone systems write it. */
static struct spoor_slice bare_time(int64_t at_us, struct sim_text *text)
{
    struct spoor_civil local = sim_local(at_us);
    return sim_text_set(text, "%04d-%02d-%02d %02d:%02d:%02d", local.year, local.month, local.day, local.hour,
                        local.minute, local.second);
}

static void write_caller(const struct sim_world *world, const struct sim_event *event, struct spoor_json_writer *writer)
{
    struct sim_text text;
    if (event->anonymous)
        return;
    spoor_json_member(writer, "klantnummer", sim_klant_number(event->klant, &text));
    spoor_json_member(writer, "soortNummer",
                      sim_klant_has_bsn(event->klant) ? SPOOR_SLICE("BSN") : SPOOR_SLICE("KLANT"));
    if (event->definitie && event->dice & 32)
        spoor_json_member(writer, "reis", sim_reis_ref(world, event, &text));
}

static void write_outcome(const struct sim_event *event, struct spoor_json_writer *writer)
{
    if (event->form != SIM_WISSEL) {
        spoor_json_member(writer, "afloop", spoor_slice_of(SIM_PICK(event->dice, 40, endings)));
        return;
    }
    spoor_json_member(writer, "afloop", SPOOR_SLICE("doorverbonden"));
    spoor_json_member(writer, "doorNaar", spoor_slice_of(SIM_PICK(event->dice, 40, passed_to)));
    spoor_json_member(writer, "doorReden", spoor_slice_of(SIM_PICK(event->dice, 48, passed_why)));
}

void sim_write_telefoon(const struct sim_world *world, const struct sim_event *event, struct spoor_buffer *out)
{
    struct spoor_json_writer writer;
    struct sim_text text;
    bool bare = (event->dice & 64) != 0;
    spoor_json_writer_init(&writer, out);
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "gespreknummer", sim_text_set(&text, "T-%s-%u", world->tag, event->number));
    spoor_json_member_int(&writer, "volgnummer", event->number);
    write_caller(world, event, &writer);
    spoor_json_member(&writer, "begin", bare ? bare_time(event->at_us, &text) : sim_local_time(event->at_us, &text));
    spoor_json_member(&writer, "lijn", spoor_slice_of(SIM_PICK(event->dice, 8, lines)));
    spoor_json_member(&writer, "richting", event->dice & 128 ? SPOOR_SLICE("in") : SPOOR_SLICE("inkomend"));
    spoor_json_member(&writer, "onderwerp", spoor_slice_of(SIM_PICK(event->dice, 16, subjects)));
    spoor_json_member(&writer, "vraag", spoor_slice_of(SIM_PICK(event->dice, 24, questions)));
    spoor_json_member(&writer, "notitie", spoor_slice_of(SIM_PICK(event->dice, 32, notes)));
    write_outcome(event, &writer);
    spoor_json_member_int(&writer, "wachtSeconden", (int64_t)(event->dice % 240));
    spoor_json_member(&writer, "medewerker", sim_text_set(&text, "mw-%03u", (unsigned)(event->dice % 300)));
    spoor_json_member(&writer, "team", sim_text_set(&text, "kcc_%u", (unsigned)(event->dice % 4)));
    spoor_json_object_end(&writer);
}
