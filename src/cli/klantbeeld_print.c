/* The journey as a person wants to read it. */
#include "klantbeeld.h"

#include "listing.h"

#include <spoor/base/time.h>

static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};

struct moment_text {
    char text[SPOOR_TIME_TEXT_MAX];
};

static struct moment_text day(int64_t us)
{
    struct moment_text out = {{0}};
    if (us != SPOOR_TIME_NONE)
        (void)spoor_time_format_date(us, amsterdam, out.text);
    return out;
}

static struct moment_text minute(int64_t us)
{
    struct moment_text out = {{0}};
    if (us == SPOOR_TIME_NONE)
        return out;
    struct spoor_civil civil = spoor_time_to_civil(us, amsterdam);
    snprintf(out.text, sizeof out.text, "%04d-%02d-%02d %02d:%02d", civil.year, civil.month, civil.day, civil.hour,
             civil.minute);
    return out;
}

static void print_line(const char *label, struct spoor_slice text)
{
    if (text.length > 0)
        printf("  %-10s %.*s\n", label, SPOOR_SLICE_ARG(text));
}

static void print_now(const struct spoor_klantbeeld *klant, size_t reis, const struct spoor_uitkomst *uitkomst)
{
    const struct spoor_reis *journey = &klant->toestand.reizen[reis];
    if (journey->huidig < 0) {
        printf("  now        no phase has begun\n");
        return;
    }
    const struct spoor_fase_exemplaar *current = &journey->exemplaren[journey->huidig];
    struct spoor_slice name = spoor_klantbeeld_fase_name(klant, reis, current->fase);
    bool open = current->stand == SPOOR_EXEMPLAAR_OPEN;
    printf("  %-10s %.*s%s%.*s  %s %s", journey->beeindigd ? "last" : "now", SPOOR_SLICE_ARG(name),
           current->exemplaar.data ? " " : "", SPOOR_SLICE_ARG(current->exemplaar), open ? "since" : "done",
           day(open ? current->begin_us : current->eind_us).text);
    if (uitkomst->dossierstatus.data)
        printf("  (%.*s)", SPOOR_SLICE_ARG(uitkomst->dossierstatus));
    printf("\n");
}

static void print_action(const struct spoor_klantbeeld *klant, size_t reis, const struct spoor_uitkomst *uitkomst)
{
    if (!uitkomst->actie_code.data)
        return;
    struct spoor_slice text = spoor_klantbeeld_action_text(klant, reis, uitkomst->fase, uitkomst->actie_code);
    printf("  %-10s %.*s (%.*s)", "to be done", SPOOR_SLICE_ARG(text), SPOOR_SLICE_ARG(uitkomst->actie_bij_wie));
    if (uitkomst->actie_uiterlijk_us != SPOOR_TIME_NONE)
        printf(" by %s", day(uitkomst->actie_uiterlijk_us).text);
    printf("\n");
}

static void print_oddities(const struct spoor_reis *journey)
{
    const char *name;
    bool first = true;
    for (unsigned bit = 0; (name = spoor_klantbeeld_oddity(bit)); bit++) {
        if (!(journey->flags & (1u << bit)))
            continue;
        printf("%s%s", first ? "  odd        " : ", ", name);
        first = false;
    }
    if (!first)
        printf("\n");
}

static void print_standstill(const struct spoor_klantbeeld *klant, const struct spoor_reis *journey)
{
    struct spoor_termijn termijnen[SPOOR_KLOKKEN_MAX];
    if (spoor_termijn_lopend(journey, &klant->definities, termijnen) > 0 && termijnen[0].staat_stil)
        printf("  %-10s waiting for %.*s\n", "on hold", SPOOR_SLICE_ARG(termijnen[0].bij_wie));
}

static void print_summary(const struct spoor_klantbeeld *klant, size_t reis)
{
    const struct spoor_reis *journey = &klant->toestand.reizen[reis];
    struct spoor_uitkomst uitkomst = spoor_uitkomst_of(journey, &klant->definities);
    const struct spoor_publicatie *told = spoor_klantbeeld_told(klant, reis);
    print_now(klant, reis, &uitkomst);
    if (journey->vorige_fase.data)
        print_line("before", spoor_klantbeeld_fase_name(klant, reis, journey->vorige_fase));
    if (told && told->volgende_fase.data)
        print_line("next", spoor_klantbeeld_fase_name(klant, reis, told->volgende_fase));
    if (uitkomst.verwachte_einddatum_us != SPOOR_TIME_NONE && !journey->beeindigd)
        print_line("expected", spoor_slice_of(day(uitkomst.verwachte_einddatum_us).text));
    print_standstill(klant, journey);
    print_action(klant, reis, &uitkomst);
    spoor_klantbeeld_print_tellers("  contacts   ", spoor_klantbeeld_tellers(klant, reis));
    print_oddities(journey);
}

static const char *stand_word(const struct spoor_reis *journey, size_t at)
{
    switch (journey->exemplaren[at].stand) {
    case SPOOR_EXEMPLAAR_OPEN:
        return (int32_t)at == journey->huidig ? "now" : "open";
    case SPOOR_EXEMPLAAR_VOLTOOID:
        return "done";
    case SPOOR_EXEMPLAAR_OVERGESLAGEN:
        return "skipped";
    case SPOOR_EXEMPLAAR_TERUGGEZET:
        return "set back";
    }
    return "";
}

static bool has_begun(const struct spoor_reis *journey, struct spoor_slice fase)
{
    for (size_t i = 0; i < journey->exemplaar_count; i++)
        if (spoor_slice_equal(journey->exemplaren[i].fase, fase))
            return true;
    return false;
}

/* Phases of the definition that were not seen: still to come, or passed by when a later one is current. */
static void list_to_come(const struct spoor_klantbeeld *klant, size_t reis, struct spoor_listing *listing)
{
    const struct spoor_reis *journey = &klant->toestand.reizen[reis];
    const struct spoor_definitie *definitie = spoor_klantbeeld_definitie(klant, reis);
    int32_t now = definitie && journey->huidig >= 0
                      ? spoor_definitie_fase_order(definitie, journey->exemplaren[journey->huidig].fase)
                      : -1;
    for (size_t i = 0; definitie && !journey->beeindigd && i < definitie->fase_count; i++) {
        if (has_begun(journey, definitie->fasen[i].code) || (int32_t)i < now)
            continue;
        spoor_listing_add(listing, definitie->fasen[i].optioneel ? SPOOR_SLICE("maybe") : SPOOR_SLICE("to come"));
        spoor_listing_add(listing, spoor_klantbeeld_fase_name(klant, reis, definitie->fasen[i].code));
        for (int column = 0; column < 4; column++)
            spoor_listing_add(listing, SPOOR_SLICE(""));
    }
}

static void print_phases(const struct spoor_klantbeeld *klant, size_t reis)
{
    static const char *const heads[] = {"phases", "", "begun", "done", "result", "dossierstatus", NULL};
    const struct spoor_reis *journey = &klant->toestand.reizen[reis];
    struct spoor_listing listing;
    spoor_listing_init(&listing, klant->arena, heads);
    for (size_t i = 0; i < journey->exemplaar_count; i++) {
        const struct spoor_fase_exemplaar *one = &journey->exemplaren[i];
        struct spoor_slice name = spoor_klantbeeld_fase_name(klant, reis, one->fase);
        spoor_listing_add_format(&listing, "%s", stand_word(journey, i));
        spoor_listing_add_format(&listing, "%.*s%s%.*s", SPOOR_SLICE_ARG(name), one->exemplaar.data ? " " : "",
                                 SPOOR_SLICE_ARG(one->exemplaar));
        spoor_listing_add_format(&listing, "%s", day(one->begin_us).text);
        spoor_listing_add_format(&listing, "%s", day(one->eind_us).text);
        spoor_listing_add(&listing, one->resultaat.data ? one->resultaat : SPOOR_SLICE(""));
        spoor_listing_add(&listing, one->dossierstatus.data ? one->dossierstatus : SPOOR_SLICE(""));
    }
    list_to_come(klant, reis, &listing);
    printf("\n");
    spoor_listing_print(&listing, 2, stdout);
}

static void append_part(struct spoor_buffer *text, const char *before, struct spoor_slice part, const char *after)
{
    if (part.length > 0)
        spoor_buffer_printf(text, "%s%.*s%s", before, SPOOR_SLICE_ARG(part), after);
}

static struct spoor_slice outcome_text(const struct spoor_klantbeeld *klant, size_t reis, struct spoor_slice uitkomst)
{
    const struct spoor_json *json = NULL;
    struct spoor_buffer text;
    int64_t expected = 0;
    if (spoor_json_parse(uitkomst, klant->arena, &json, NULL) != SPOOR_OK)
        return SPOOR_SLICE("");
    struct spoor_slice fase = spoor_json_text(SPOOR_JSON_GET(json, "fase"));
    spoor_buffer_init(&text);
    append_part(&text, "", fase.data ? spoor_klantbeeld_fase_name(klant, reis, fase) : SPOOR_SLICE("-"), "");
    append_part(&text, " ", spoor_json_text(SPOOR_JSON_GET(json, "exemplaar")), "");
    append_part(&text, " (", spoor_json_text(SPOOR_JSON_GET(json, "dossierstatus")), ")");
    if (spoor_json_int(SPOOR_JSON_GET(json, "einddatum"), &expected))
        append_part(&text, ", expected ", spoor_slice_of(day(expected).text), "");
    if (spoor_json_bool(SPOOR_JSON_GET(json, "beeindigd"), false))
        append_part(&text, ", ", SPOOR_SLICE("ended"), "");
    struct spoor_slice out = spoor_arena_copy(klant->arena, spoor_buffer_slice(&text));
    spoor_buffer_fini(&text);
    return out;
}

static void print_told(const struct spoor_klantbeeld *klant, size_t reis)
{
    static const char *const heads[] = {"told", ">revisie", "soort", "outcome", "", NULL};
    struct spoor_slice ref = spoor_klantbeeld_ref(klant, reis);
    struct spoor_listing listing;
    spoor_listing_init(&listing, klant->arena, heads);
    for (size_t row = 0; row < klant->publicaties.rows; row++) {
        if (!spoor_slice_equal(spoor_table_text(&klant->publicaties, row, 0), ref))
            continue;
        spoor_listing_add_format(&listing, "%s",
                                 minute(spoor_table_int(&klant->publicaties, row, 6, SPOOR_TIME_NONE)).text);
        spoor_listing_add(&listing, spoor_table_text(&klant->publicaties, row, 2));
        spoor_listing_add(&listing, spoor_table_text(&klant->publicaties, row, 3));
        spoor_listing_add(&listing, outcome_text(klant, reis, spoor_table_text(&klant->publicaties, row, 7)));
        spoor_listing_add(&listing,
                          spoor_table_bool(&klant->publicaties, row, 4) ? SPOOR_SLICE("stil") : SPOOR_SLICE(""));
    }
    if (listing.count == 0)
        return;
    printf("\n");
    spoor_listing_print(&listing, 2, stdout);
}

static void print_journey(const struct spoor_klantbeeld *klant, size_t reis)
{
    const struct spoor_reis *journey = &klant->toestand.reizen[reis];
    struct spoor_slice name = spoor_klantbeeld_name(klant, reis), ref = spoor_klantbeeld_ref(klant, reis);
    const struct spoor_publicatie *told = spoor_klantbeeld_told(klant, reis);
    printf("\n%.*s  klantreis %.*s\n", SPOOR_SLICE_ARG(name), SPOOR_SLICE_ARG(ref));
    printf("  %-10s %s", journey->beeindigd ? "ended" : "running",
           day(journey->beeindigd ? journey->eind_us : journey->begin_us).text);
    if (journey->beeindigd)
        printf(", begun %s", day(journey->begin_us).text);
    if (journey->resultaat.data)
        printf(", result %.*s", SPOOR_SLICE_ARG(journey->resultaat));
    for (size_t i = 0; i < journey->zaak_ref_count; i++)
        printf(", zaak %.*s", SPOOR_SLICE_ARG(journey->zaak_refs[i]));
    printf(", revisie %lld\n", told ? (long long)told->revisie : 0LL);
    print_summary(klant, reis);
    print_phases(klant, reis);
    print_told(klant, reis);
}

static void print_contacts(const struct spoor_klantbeeld *klant)
{
    static const char *const heads[] = {"latest contacts", "kind", "kanaal", "onderwerp", "fase", "klantreis", NULL};
    struct spoor_listing listing;
    spoor_listing_init(&listing, klant->arena, heads);
    for (size_t row = 0; row < klant->contacten.rows; row++) {
        struct spoor_slice ref = spoor_table_text(&klant->contacten, row, 5);
        if (klant->only.data && !spoor_slice_equal(klant->only, ref))
            continue;
        spoor_listing_add_format(&listing, "%s",
                                 minute(spoor_table_int(&klant->contacten, row, 0, SPOOR_TIME_NONE)).text);
        spoor_listing_add(&listing, spoor_table_text(&klant->contacten, row, 1));
        spoor_listing_add(&listing, spoor_table_text(&klant->contacten, row, 2));
        spoor_listing_add(&listing, spoor_table_text(&klant->contacten, row, 4));
        spoor_listing_add(&listing, spoor_table_text(&klant->contacten, row, 6));
        spoor_listing_add(&listing, ref);
    }
    if (listing.count == 0)
        return;
    printf("\n");
    spoor_listing_print(&listing, 0, stdout);
}

/* Of the klant, so not shown when one journey was asked for. */
static void print_open(const struct spoor_klantbeeld *klant)
{
    static const char *const heads[] = {"open since", "matter", "ref", "owner", "divisie", "regisseur", "by", NULL};
    const struct spoor_table *open = &klant->openstaand;
    struct spoor_listing listing;
    if (klant->only.data || open->rows == 0)
        return;
    spoor_listing_init(&listing, klant->arena, heads);
    for (size_t row = 0; row < open->rows; row++) {
        struct spoor_slice aard = spoor_table_text(open, row, 4);
        spoor_listing_add_format(&listing, "%s", minute(spoor_table_int(open, row, 0, SPOOR_TIME_NONE)).text);
        spoor_listing_add_format(&listing, "%.*s%s%.*s", SPOOR_SLICE_ARG(spoor_table_text(open, row, 2)),
                                 aard.data ? " " : "", SPOOR_SLICE_ARG(aard));
        spoor_listing_add(&listing, spoor_table_text(open, row, 3));
        for (size_t column = 5; column < 8; column++) {
            struct spoor_slice text = spoor_table_text(open, row, column);
            spoor_listing_add(&listing, text.data ? text : SPOOR_SLICE("-"));
        }
        spoor_listing_add_format(&listing, "%s", minute(spoor_table_int(open, row, 1, SPOOR_TIME_NONE)).text);
    }
    printf("\n");
    spoor_listing_print(&listing, 0, stdout);
    int64_t more = spoor_table_int(open, 0, 8, 0) - (int64_t)open->rows;
    if (more > 0)
        printf("and %lld more\n", (long long)more);
}

static void print_then(const struct spoor_klantbeeld *klant)
{
    if (klant->bekend_us != INT64_MAX)
        printf("as it was known on %s\n", minute(klant->bekend_us).text);
    if (klant->geldig_us != INT64_MAX)
        printf("as it was on %s\n", minute(klant->geldig_us).text);
}

void spoor_klantbeeld_print(const struct spoor_klantbeeld *klant)
{
    if (spoor_feiten_bevroren(&klant->toestand.feiten)) {
        spoor_klantbeeld_print_bevroren(klant);
        return;
    }
    print_then(klant);
    printf("klant %.*s: %lld events, %zu klantreizen\n", SPOOR_SLICE_ARG(klant->klant_ref),
           (long long)klant->toestand.gebeurtenissen, klant->toestand.reis_count);
    spoor_klantbeeld_print_tellers("contacts     ", &klant->aantallen.klant);
    if (klant->waits_for_definition)
        printf("some events wait for a journey definition that would take them (spoor definitie list)\n");
    spoor_klantbeeld_print_feiten(klant);
    for (size_t i = 0; i < klant->toestand.reis_count; i++)
        if (spoor_klantbeeld_shown(klant, i))
            print_journey(klant, i);
    print_open(klant);
    print_contacts(klant);
}
