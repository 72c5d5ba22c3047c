#include "simulator_internal.h"

/* Latin-1, as the counter system writes it. */
static const char *const remarks[] = {"\"Klant nam kopie\xEBn mee; \xE9\xE9n ontbreekt\"",
                                      "M\xFCller vraagt een week uitstel", "\"vraag over \"\"papieren\"\"; wacht nog\"",
                                      "", ""};
static const char *const desks[] = {"Loket", "Werkplein", "Balie", "Kantoor"};
static const char *const reasons[] = {"status", "stand van zaken", "betaling", "wijziging", "klacht", "overig"};
static const char *const outcomes[] = {"geholpen", "klaar", "doorverwezen", "komt terug"};

/* nummer;klant;soort_nummer;datumtijd;loket;reden;product;compleet;zaak;toelichting;medewerker;uitslag */
void sim_write_balie(const struct sim_world *world, const struct sim_event *event, struct spoor_buffer *out)
{
    struct sim_text number, zaak = {""};
    struct spoor_civil local = sim_local(event->at_us);
    bool application = event->form == SIM_AANVRAAG_VERZONDEN;
    struct spoor_slice klant = sim_klant_number(event->klant, &number);
    struct spoor_slice product = event->definitie ? sim_product(event->definitie) : SPOOR_SLICE_NULL;
    if (event->definitie)
        sim_zaak_nummer(world, event, &zaak);
    if (event->anonymous)
        klant = SPOOR_SLICE_NULL;
    spoor_buffer_printf(out, "%s-%u;%.*s;%s;", world->tag, event->number, SPOOR_SLICE_ARG(klant),
                        event->anonymous                  ? ""
                        : sim_klant_has_bsn(event->klant) ? "BSN"
                                                          : "KLANT");
    spoor_buffer_printf(out, "%02d-%02d-%04d %02d:%02d:%02d;%s;%s;", local.day, local.month, local.year, local.hour,
                        local.minute, local.second, SIM_PICK(event->dice, 0, desks),
                        application ? "nieuwe aanvraag" : SIM_PICK(event->dice, 8, reasons));
    spoor_buffer_printf(out, "%.*s;%s;%s%s;%s;mw-%03u;%s", SPOOR_SLICE_ARG(product),
                        application ? (event->dice & 1 ? "ja" : "nee") : "", *zaak.text ? "zaaksysteem/" : "",
                        zaak.text, SIM_PICK(event->dice, 16, remarks), (unsigned)(event->dice % 300),
                        SIM_PICK(event->dice, 24, outcomes));
}
