#include "simulator_internal.h"

static const char *const statuses[] = {"Ontvangen", "In behandeling", "Wacht op klant", "Besluit genomen", "Verzonden"};
static const char *const departments[] = {"werk", "inkomen", "vergunningen", "uitvoering"};
#define TERM_US (28 * INT64_C(86400) * SPOOR_SECOND_US)

static const char *action_of(enum sim_form form)
{
    switch (form) {
    case SIM_REIS_GESTART:
        return "start";
    case SIM_STAP:
        return "stap";
    case SIM_OVERGESLAGEN:
        return "overslaan";
    case SIM_TERUG:
        return "terug";
    case SIM_EINDE:
        return "einde";
    case SIM_STATUS:
    case SIM_CONTACT:
    case SIM_WISSEL:
    case SIM_AANVRAAG_GESTART:
    case SIM_AANVRAAG_AFGEBROKEN:
    case SIM_AANVRAAG_VERZONDEN:
    case SIM_FASE_GESTART:
    case SIM_FASE_VOLTOOID:
    case SIM_REIS_BEEINDIGD:
        return "status";
    }
    return "status";
}

/* The file status that goes with the record; NULL = it says nothing of it. */
static const char *status_of(const struct sim_event *event)
{
    if (event->form == SIM_REIS_GESTART)
        return statuses[0];
    if (event->form == SIM_STATUS)
        return SIM_PICK(event->dice, 0, statuses);
    if (event->form == SIM_STAP && (event->dice & 3) == 0)
        return statuses[1];
    return event->form == SIM_EINDE && (event->dice & 1) ? "Afgehandeld" : NULL;
}

/* The period that ends and the one that is now, of phases that have any. */
static void write_periods(struct spoor_json_writer *writer, const struct sim_event *event)
{
    struct sim_text text;
    if (event->van_exemplaar)
        spoor_json_member(writer, "vanPeriode", sim_text_set(&text, "periode-%u", (unsigned)event->van_exemplaar));
    if (event->exemplaar)
        spoor_json_member(writer, "periode", sim_text_set(&text, "periode-%u", (unsigned)event->exemplaar));
}

/* Two writings of a moment, as real systems have them: text with offset, and milliseconds since 1970. */
static void write_moment(struct spoor_json_writer *writer, const struct sim_event *event)
{
    struct sim_text text;
    if (event->dice & 16)
        spoor_json_member_int(writer, "moment", event->at_us / 1000);
    else
        spoor_json_member(writer, "moment", sim_local_time(event->at_us, &text));
}

static void write_term(struct spoor_json_writer *writer, const struct sim_event *event)
{
    char date[SPOOR_TIME_TEXT_MAX];
    size_t length = spoor_time_format_date(event->at_us + TERM_US, (struct spoor_zone){SPOOR_ZONE_AMSTERDAM, 0}, date);
    spoor_json_member(writer, "uiterlijk", (struct spoor_slice){date, length});
}

void sim_write_zaaksysteem(const struct sim_world *world, const struct sim_event *event, struct spoor_buffer *out)
{
    struct spoor_json_writer writer;
    struct sim_text text;
    spoor_json_writer_init(&writer, out);
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "zaak", sim_zaak_nummer(world, event, &text));
    spoor_json_member_int(&writer, "volgnummer", event->volgnummer);
    spoor_json_member(&writer, "actie", spoor_slice_of(action_of(event->form)));
    spoor_json_member(&writer, "klant", sim_klant_number(event->klant, &text));
    spoor_json_member(&writer, "soortNummer",
                      sim_klant_has_bsn(event->klant) ? SPOOR_SLICE("BSN") : SPOOR_SLICE("KLANT"));
    spoor_json_member(&writer, "reis", sim_reis_ref(world, event, &text));
    spoor_json_member(&writer, "proces", event->definitie->code);
    spoor_json_member(&writer, "product", sim_product(event->definitie));
    spoor_json_member(&writer, "van", event->van);
    spoor_json_member(&writer, "naar", event->naar);
    write_periods(&writer, event);
    spoor_json_member(&writer, "resultaat", event->resultaat);
    write_moment(&writer, event);
    if (event->form == SIM_REIS_GESTART)
        write_term(&writer, event);
    spoor_json_member(&writer, "statustekst", spoor_slice_of(status_of(event)));
    spoor_json_member(&writer, "afdeling", spoor_slice_of(SIM_PICK(event->dice, 24, departments)));
    spoor_json_member(&writer, "behandelaar", sim_text_set(&text, "mw-%03u", (unsigned)(event->dice >> 40) % 300));
    spoor_json_object_end(&writer);
}
