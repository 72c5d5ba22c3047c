/* Terms of a journey definition (docs/contracten.md): how long, counted how and from when, and what may move them. */
#include "definition_internal.h"

static const char *const soorten[] = {
    [SPOOR_TERMIJN_KALENDER] = "kalender",
    [SPOOR_TERMIJN_WERKDAGEN] = "werkdagen",
    [SPOOR_TERMIJN_KLOKUREN] = "klokuren",
};

static const struct {
    enum spoor_termijn_beweging beweging;
    const char *name;
} bewegingen[] = {
    {SPOOR_TERMIJN_OPSCHORTING, "opschorting"},
    {SPOOR_TERMIJN_AANVULLING, "aanvulling"},
    {SPOOR_TERMIJN_VERLENGING, "verlenging"},
    {SPOOR_TERMIJN_STORING, "storing"},
};

/* Absent: hours by the clock, anything else by the calendar. */
static enum spoor_termijn_soort read_soort(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                           const struct spoor_duur *duur)
{
    struct spoor_spot member = spoor_spot_member(spot, "soort");
    if (!member.json)
        return duur->seconden > 0 ? SPOOR_TERMIJN_KLOKUREN : SPOOR_TERMIJN_KALENDER;
    for (size_t i = 0; i < sizeof(soorten) / sizeof(*soorten); i++) {
        if (spoor_slice_equal(spoor_json_text(member.json), spoor_slice_of(soorten[i])))
            return (enum spoor_termijn_soort)i;
    }
    spoor_definition_refuse(reader, &member, "kalender, werkdagen or klokuren expected");
    return SPOOR_TERMIJN_KALENDER;
}

/* A duration that its way of counting cannot count is refused, not rounded. */
static void check_soort(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                        const struct spoor_termijn_definitie *termijn)
{
    struct spoor_spot duur = spoor_spot_member(spot, "duur");
    if (termijn->soort != SPOOR_TERMIJN_KLOKUREN && termijn->duur.seconden > 0)
        spoor_definition_refuse(reader, &duur, "a duration in whole days expected: only klokuren count hours");
    if (termijn->soort == SPOOR_TERMIJN_WERKDAGEN && termijn->duur.maanden > 0)
        spoor_definition_refuse(reader, &duur, "a duration in days or weeks expected: werkdagen count no months");
}

static struct spoor_termijn_definitie read_termijn(struct spoor_definition_reader *reader,
                                                   const struct spoor_spot *spot)
{
    struct spoor_termijn_definitie termijn = {.beweegt_door = SPOOR_TERMIJN_ALLES};
    if (!spot->json)
        return termijn;
    termijn.bekend = spoor_definition_duration(reader, spot, "duur", &termijn.duur);
    termijn.soort = read_soort(reader, spot, &termijn.duur);
    check_soort(reader, spot, &termijn);
    return termijn;
}

static uint32_t read_beweging(struct spoor_definition_reader *reader, const struct spoor_spot *element)
{
    for (size_t i = 0; i < sizeof(bewegingen) / sizeof(*bewegingen); i++) {
        if (spoor_slice_equal(spoor_json_text(element->json), spoor_slice_of(bewegingen[i].name)))
            return bewegingen[i].beweging;
    }
    spoor_definition_refuse(reader, element, "opschorting, aanvulling, verlenging or storing expected");
    return 0;
}

/* Absent: everything moves our own term; what the klant himself must do does not wait because we wait for him. */
static uint32_t read_bewegingen(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                const struct spoor_fase_definitie *fase)
{
    struct spoor_spot array;
    size_t count = spoor_definition_array(reader, spot, "beweegtDoor", &array);
    bool of_klant = !fase->termijn.vanaf_klantreis && spoor_slice_equal(fase->actie_bij_wie, SPOOR_SLICE("klant"));
    if (!array.json)
        return of_klant ? SPOOR_TERMIJN_VERLENGING | SPOOR_TERMIJN_STORING : SPOOR_TERMIJN_ALLES;
    uint32_t found = 0;
    const struct spoor_json *json = count ? array.json->first : NULL;
    for (size_t i = 0; i < count; i++, json = json->next)
        found |= read_beweging(reader, &(struct spoor_spot){.parent = &array, .index = i, .json = json});
    return found;
}

static bool read_vanaf(struct spoor_definition_reader *reader, const struct spoor_spot *spot)
{
    struct spoor_spot member = spoor_spot_member(spot, "vanaf");
    struct spoor_slice text = spoor_json_text(member.json);
    bool van_klantreis = spoor_slice_equal(text, SPOOR_SLICE("klantreis"));
    if (!van_klantreis && member.json && !spoor_slice_equal(text, SPOOR_SLICE("fase")))
        spoor_definition_refuse(reader, &member, "fase or klantreis expected");
    return van_klantreis;
}

void spoor_definition_termijnen(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                struct spoor_fase_definitie *fase)
{
    struct spoor_spot termijn = spoor_definition_object(reader, spot, "termijn");
    struct spoor_spot actie = spoor_definition_object(reader, spot, "verwachteActie");
    fase->termijn = read_termijn(reader, &termijn);
    if (fase->termijn.bekend) {
        fase->termijn.vanaf_klantreis = read_vanaf(reader, &termijn);
        fase->termijn.beweegt_door = read_bewegingen(reader, &termijn, fase);
        fase->termijn.nadert_us = spoor_definition_us(reader, &termijn, "nadert");
    }
    struct spoor_spot van_actie = {0};
    if (actie.json)
        van_actie = spoor_definition_object(reader, &actie, "termijn");
    fase->actie_termijn = read_termijn(reader, &van_actie);
}

static int32_t read_day(struct spoor_definition_reader *reader, const struct spoor_spot *element)
{
    static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};
    int64_t us;
    int32_t day = 0;
    bool date_only = false;
    struct spoor_slice text = spoor_json_text(element->json);
    if (!text.data || !spoor_time_parse(text, amsterdam, &us, &date_only, NULL) || !date_only ||
        !spoor_calendar_day_of(us, &day))
        spoor_definition_refuse(reader, element, "a date expected, such as 2026-01-01");
    return day;
}

void spoor_definition_vrije_dagen(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                  struct spoor_definitie *definitie)
{
    struct spoor_spot array;
    size_t count = spoor_definition_array(reader, spot, "vrijeDagen", &array);
    if (count == 0)
        return;
    int32_t *days = SPOOR_ARENA_ARRAY(reader->arena, int32_t, count);
    const struct spoor_json *json = array.json->first;
    for (size_t i = 0; i < count; i++, json = json->next) {
        struct spoor_spot element = {.parent = &array, .index = i, .json = json};
        days[i] = read_day(reader, &element);
        if (i > 0 && days[i] <= days[i - 1])
            spoor_definition_refuse(reader, &element, "dates in ascending order expected, each once");
    }
    definitie->vrije_dagen = (struct spoor_vrije_dagen){days, count};
}
