/* What holds now of what was said about the klant himself, as text and as JSON. Of a profile kept elsewhere only that it is
 * there: reading it is a right of its own. */
#include "klantbeeld.h"

#include <spoor/base/time.h>
#include <stdio.h>

static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};

/* ------------------------------------------------------------------------------------------------------------ text */

static void print_day(const char *word, int64_t us)
{
    char text[SPOOR_TIME_TEXT_MAX];
    if (us == SPOOR_TIME_NONE)
        return;
    (void)spoor_time_format_date(us, amsterdam, text);
    printf(" %s %s", word, text);
}

static void print_part(const char *before, struct spoor_slice text)
{
    if (text.length > 0)
        printf("%s%.*s", before, SPOOR_SLICE_ARG(text));
}

static void print_reversed(const char *what, struct spoor_slice of)
{
    printf("odd           %s %.*s ends before it begins: holds at no moment\n", what, SPOOR_SLICE_ARG(of));
}

static void print_reach(const struct spoor_klantbeeld *klant)
{
    const struct spoor_klantfeiten *feiten = &klant->toestand.feiten;
    for (size_t i = 0; i < feiten->bereikbaarheid_count; i++) {
        const struct spoor_bereikbaarheid *item = &feiten->bereikbaarheden[i];
        if (item->omgekeerd)
            print_reversed("bereikbaarheid", item->kanaal);
        if (!spoor_bereikbaarheid_geldt(item, klant->now_us))
            continue;
        printf("%-13s %.*s%s", item->bereikbaar ? "reachable" : "not reachable", SPOOR_SLICE_ARG(item->kanaal),
               item->bereikbaar && item->geen_kennisgeving ? ", no notices wanted" : "");
        print_part(", for klantreis ", item->klantreis_ref);
        print_part(", for ", item->definitie);
        print_part(", quiet from ", item->stilte_van);
        print_part(" to ", item->stilte_tot);
        print_day("from", item->vanaf_us);
        print_day("until", item->tot_us);
        printf("\n");
    }
}

static void print_managers(const struct spoor_klantbeeld *klant)
{
    const struct spoor_klantfeiten *feiten = &klant->toestand.feiten;
    for (size_t i = 0; i < feiten->casemanager_count; i++) {
        const struct spoor_casemanager *item = &feiten->casemanagers[i];
        if (item->omgekeerd)
            print_reversed("casemanager", item->ref);
        if (!spoor_casemanager_geldt(feiten, item, klant->now_us))
            continue;
        printf("case manager  %.*s", SPOOR_SLICE_ARG(item->ref));
        print_part(", divisie ", item->divisie);
        print_part(", eenheid ", item->eenheid);
        print_day("from", item->vanaf_us == SPOOR_TIME_NONE ? item->place.us : item->vanaf_us);
        print_day("until", spoor_casemanager_eind(feiten, item));
        printf("\n");
    }
}

static void print_diensten(const struct spoor_machtiging *item)
{
    printf(item->beperkt && item->dienst_count == 0 ? " for nothing" : item->beperkt ? " for" : " for everything");
    for (size_t i = 0; i < item->dienst_count; i++)
        printf("%s %.*s", i ? "," : "", SPOOR_SLICE_ARG(item->diensten[i]));
}

static void print_mandates(const struct spoor_klantbeeld *klant, const char *label, const struct spoor_machtiging *items,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct spoor_machtiging *item = &items[i];
        if (item->zichzelf)
            printf("odd           machtiging %.*s is given to this klant himself: nobody's right\n",
                   SPOOR_SLICE_ARG(item->machtiging_id));
        if (item->omgekeerd)
            print_reversed("machtiging", item->machtiging_id);
        if (!spoor_machtiging_geldt(items, count, item, klant->now_us))
            continue;
        struct spoor_slice who = spoor_slice_present(item->ander) ? item->ander : SPOOR_SLICE("who has the link");
        printf("%-13s %.*s", label, SPOOR_SLICE_ARG(who));
        print_diensten(item);
        print_part(", machtiging ", item->machtiging_id);
        print_part(", informed: ", item->te_informeren);
        print_day("from", item->vanaf_us == SPOOR_TIME_NONE ? item->place.us : item->vanaf_us);
        print_day("until", item->tot_us);
        printf("\n");
    }
}

static void print_profile(const struct spoor_klantfeiten *feiten)
{
    const struct spoor_profielfeit *taal = spoor_feiten_profiel(feiten, "voorkeurstaal");
    const struct spoor_profielfeit *geheim = spoor_feiten_profiel(feiten, "indicatieGeheimhouding");
    const struct spoor_profielfeit *overleden = spoor_feiten_profiel(feiten, "overledenOp");
    if (taal)
        printf("language      %.*s\n", SPOOR_SLICE_ARG(taal->waarde));
    if (geheim && spoor_slice_equal(geheim->waarde, SPOOR_SLICE("ja")))
        printf("secret        the address is kept secret\n");
    if (overleden) {
        printf("died         ");
        print_day("on", overleden->op_us);
        printf(": no notices\n");
    }
    if (spoor_feiten_profiel(feiten, "profielRef"))
        printf("profile       kept elsewhere, by a right of its own\n");
}

static void print_let_go(const struct spoor_klantfeiten *feiten)
{
    static const char *const lists[] = {"reachability", "case managers", "who may act for this klant",
                                        "for whom this klant may act"};
    for (unsigned bit = 0; bit < sizeof lists / sizeof *lists; bit++)
        if (feiten->vol & (1u << bit))
            printf("not all       of %s: only what was said last is kept\n", lists[bit]);
}

void spoor_klantbeeld_print_feiten(const struct spoor_klantbeeld *klant)
{
    const struct spoor_klantfeiten *feiten = &klant->toestand.feiten;
    print_reach(klant);
    print_managers(klant);
    print_mandates(klant, "may act", feiten->gemachtigden, feiten->gemachtigde_count);
    print_mandates(klant, "acts for", feiten->machtigingsgevers, feiten->machtigingsgever_count);
    print_profile(feiten);
    print_let_go(feiten);
}

void spoor_klantbeeld_print_bevroren(const struct spoor_klantbeeld *klant)
{
    const struct spoor_bevriezing *bevriezing = &klant->toestand.feiten.bevriezing;
    printf("klant %.*s: these data are frozen", SPOOR_SLICE_ARG(klant->klant_ref));
    print_day("since", bevriezing->place.us);
    print_part(", ", bevriezing->reden);
    printf(" (AVG 18): kept, not shown\n");
}

/* ------------------------------------------------------------------------------------------------------------ JSON */

static void begin_list(struct spoor_json_writer *writer, const char *name)
{
    spoor_json_key(writer, spoor_slice_of(name));
    spoor_json_array_begin(writer);
}

static void write_reach(const struct spoor_klantbeeld *klant, struct spoor_json_writer *writer)
{
    const struct spoor_klantfeiten *feiten = &klant->toestand.feiten;
    begin_list(writer, "bereikbaarheid");
    for (size_t i = 0; i < feiten->bereikbaarheid_count; i++) {
        const struct spoor_bereikbaarheid *item = &feiten->bereikbaarheden[i];
        spoor_json_object_begin(writer);
        spoor_json_member(writer, "kanaal", item->kanaal);
        spoor_json_member_bool(writer, "bereikbaar", item->bereikbaar);
        spoor_json_member_bool(writer, "kennisgeving", item->bereikbaar && !item->geen_kennisgeving);
        spoor_json_member(writer, "klantreisRef", item->klantreis_ref);
        spoor_json_member(writer, "definitie", item->definitie);
        spoor_json_member_time(writer, "vanafOp", item->vanaf_us);
        spoor_json_member_time(writer, "totOp", item->tot_us);
        spoor_json_member(writer, "stilteVan", item->stilte_van);
        spoor_json_member(writer, "stilteTot", item->stilte_tot);
        if (item->omgekeerd)
            spoor_json_member_bool(writer, "omgekeerd", true);
        spoor_json_member_bool(writer, "geldt", spoor_bereikbaarheid_geldt(item, klant->now_us));
        spoor_json_object_end(writer);
    }
    spoor_json_array_end(writer);
}

static void write_managers(const struct spoor_klantbeeld *klant, struct spoor_json_writer *writer)
{
    const struct spoor_klantfeiten *feiten = &klant->toestand.feiten;
    begin_list(writer, "casemanagers");
    for (size_t i = 0; i < feiten->casemanager_count; i++) {
        const struct spoor_casemanager *item = &feiten->casemanagers[i];
        if (item->beeindigd)
            continue;
        spoor_json_object_begin(writer);
        spoor_json_member(writer, "soort", item->soort);
        spoor_json_member(writer, "ref", item->ref);
        spoor_json_member(writer, "divisie", item->divisie);
        spoor_json_member(writer, "eenheid", item->eenheid);
        spoor_json_member_time(writer, "vanafOp", item->vanaf_us == SPOOR_TIME_NONE ? item->place.us : item->vanaf_us);
        spoor_json_member_time(writer, "totOp", spoor_casemanager_eind(feiten, item));
        if (item->omgekeerd)
            spoor_json_member_bool(writer, "omgekeerd", true);
        spoor_json_member_bool(writer, "geldt", spoor_casemanager_geldt(feiten, item, klant->now_us));
        spoor_json_object_end(writer);
    }
    spoor_json_array_end(writer);
}

static void write_diensten(const struct spoor_machtiging *item, struct spoor_json_writer *writer)
{
    if (!item->beperkt)
        return;
    begin_list(writer, "diensten");
    for (size_t i = 0; i < item->dienst_count; i++)
        spoor_json_string(writer, item->diensten[i]);
    spoor_json_array_end(writer);
}

static void write_mandates(const struct spoor_klantbeeld *klant, const char *name, const struct spoor_machtiging *items,
                           size_t count, struct spoor_json_writer *writer)
{
    begin_list(writer, name);
    for (size_t i = 0; i < count; i++) {
        const struct spoor_machtiging *item = &items[i];
        if (item->ingetrokken)
            continue;
        spoor_json_object_begin(writer);
        spoor_json_member(writer, "klantRef", item->ander);
        spoor_json_member(writer, "machtigingId", item->machtiging_id);
        spoor_json_member(writer, "soort", item->soort);
        write_diensten(item, writer);
        spoor_json_member_time(writer, "vanafOp", item->vanaf_us == SPOOR_TIME_NONE ? item->place.us : item->vanaf_us);
        spoor_json_member_time(writer, "totOp", item->tot_us);
        spoor_json_member(writer, "teInformeren", item->te_informeren);
        if (item->omgekeerd)
            spoor_json_member_bool(writer, "omgekeerd", true);
        if (item->zichzelf)
            spoor_json_member_bool(writer, "zichzelf", true);
        spoor_json_member_bool(writer, "geldt", spoor_machtiging_geldt(items, count, item, klant->now_us));
        spoor_json_object_end(writer);
    }
    spoor_json_array_end(writer);
}

static void write_profile(const struct spoor_klantfeiten *feiten, struct spoor_json_writer *writer)
{
    const struct spoor_profielfeit *taal = spoor_feiten_profiel(feiten, "voorkeurstaal");
    const struct spoor_profielfeit *geheim = spoor_feiten_profiel(feiten, "indicatieGeheimhouding");
    const struct spoor_profielfeit *overleden = spoor_feiten_profiel(feiten, "overledenOp");
    spoor_json_key(writer, SPOOR_SLICE("profiel"));
    spoor_json_object_begin(writer);
    if (taal)
        spoor_json_member(writer, "voorkeurstaal", taal->waarde);
    if (geheim)
        spoor_json_member_bool(writer, "indicatieGeheimhouding", spoor_slice_equal(geheim->waarde, SPOOR_SLICE("ja")));
    if (overleden)
        spoor_json_member_time(writer, "overledenOp", overleden->op_us);
    spoor_json_member_bool(writer, "heeftProfiel", spoor_feiten_profiel(feiten, "profielRef") != NULL);
    spoor_json_object_end(writer);
}

void spoor_klantbeeld_write_feiten(const struct spoor_klantbeeld *klant, struct spoor_json_writer *writer)
{
    const struct spoor_klantfeiten *feiten = &klant->toestand.feiten;
    write_reach(klant, writer);
    write_managers(klant, writer);
    write_mandates(klant, "gemachtigden", feiten->gemachtigden, feiten->gemachtigde_count, writer);
    write_mandates(klant, "machtigingsgevers", feiten->machtigingsgevers, feiten->machtigingsgever_count, writer);
    write_profile(feiten, writer);
    spoor_json_member_bool(writer, "isVolledig", feiten->vol == 0);
}

void spoor_klantbeeld_write_bevroren(const struct spoor_klantbeeld *klant, struct spoor_json_writer *writer)
{
    const struct spoor_bevriezing *bevriezing = &klant->toestand.feiten.bevriezing;
    spoor_json_object_begin(writer);
    spoor_json_member(writer, "klantRef", klant->klant_ref);
    spoor_json_member_bool(writer, "isBevroren", true);
    spoor_json_member_time(writer, "bevrorenOp", bevriezing->place.us);
    spoor_json_member(writer, "reden", bevriezing->reden);
    spoor_json_object_end(writer);
}
