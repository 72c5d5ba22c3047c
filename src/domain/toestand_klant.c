/* Facts about the klant himself: each event sets the facts it is about, the last by place counts (rule 14).
 *
 * A list holds the facts with the greatest places. Since the place of a fact only grows, and so does the least place of a
 * full list, what was let go never comes back by an older event: the list is a function of the set, in any order. */
#include "toestand_internal.h"

/* ---- a list of facts; its items begin with their place ---- */

struct feitenlijst {
    void **items;
    size_t *count, *capacity;
    size_t bytes, max;
    enum spoor_feiten_vol vol;
    int (*compare)(const void *a, const void *b); /* by what they are about */
    void (*keep)(void *item, struct spoor_arena *arena);
};

static void *item_at(const struct feitenlijst *lijst, size_t index)
{
    return (char *)*lijst->items + index * lijst->bytes;
}

static const struct spoor_place *place_of(const void *item)
{
    return item;
}

/* Where the fact stands or would stand. */
static size_t find(const struct feitenlijst *lijst, const void *feit, bool *out_known)
{
    size_t index = 0;
    int order = -1;
    while (index < *lijst->count && (order = lijst->compare(item_at(lijst, index), feit)) < 0)
        index++;
    *out_known = index < *lijst->count && order == 0;
    return index;
}

static size_t find_oldest(const struct feitenlijst *lijst)
{
    size_t oldest = 0;
    for (size_t i = 1; i < *lijst->count; i++) {
        if (spoor_place_compare(place_of(item_at(lijst, i)), place_of(item_at(lijst, oldest))) < 0)
            oldest = i;
    }
    return oldest;
}

static void remove_at(const struct feitenlijst *lijst, size_t index)
{
    memmove(item_at(lijst, index), item_at(lijst, index + 1), (--*lijst->count - index) * lijst->bytes);
}

/* False when the fact itself is older than all that are kept. */
static bool make_room(const struct fold *fold, const struct feitenlijst *lijst, const void *feit)
{
    if (*lijst->count < lijst->max)
        return true;
    size_t oldest = find_oldest(lijst);
    fold->toestand->feiten.vol |= lijst->vol;
    if (spoor_place_compare(place_of(item_at(lijst, oldest)), place_of(feit)) > 0)
        return false;
    remove_at(lijst, oldest);
    return true;
}

static void *insert(const struct fold *fold, const struct feitenlijst *lijst, const void *feit)
{
    bool known;
    *lijst->items = spoor_arena_grow(fold->arena, *lijst->items, *lijst->count, lijst->capacity, lijst->bytes);
    size_t index = find(lijst, feit, &known);
    void *item = item_at(lijst, index);
    memmove((char *)item + lijst->bytes, item, (*lijst->count - index) * lijst->bytes);
    ++*lijst->count;
    return item;
}

static void set(const struct fold *fold, const struct feitenlijst *lijst, const void *feit)
{
    bool known;
    size_t index = find(lijst, feit, &known);
    if (known && spoor_place_compare(place_of(feit), place_of(item_at(lijst, index))) <= 0)
        return;
    if (!known && !make_room(fold, lijst, feit))
        return;
    void *item = known ? item_at(lijst, index) : insert(fold, lijst, feit);
    memcpy(item, feit, lijst->bytes);
    if (!fold->history)
        lijst->keep(item, fold->arena);
}

static void keep_texts(struct spoor_slice *const *texts, size_t count, struct spoor_arena *arena)
{
    for (size_t i = 0; i < count; i++)
        *texts[i] = spoor_arena_copy(arena, *texts[i]);
}

static void keep_all(const struct feitenlijst *lijst, struct spoor_arena *arena)
{
    for (size_t i = 0; i < *lijst->count; i++)
        lijst->keep(item_at(lijst, i), arena);
}

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static int first_difference(const int *orders, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (orders[i] != 0)
            return orders[i];
    }
    return 0;
}

/* ---- bereikbaarheid ---- */

static int compare_bereikbaarheid(const void *left, const void *right)
{
    const struct spoor_bereikbaarheid *a = left, *b = right;
    const int orders[] = {spoor_slice_compare(a->klantreis_ref, b->klantreis_ref),
                          spoor_slice_compare(a->definitie, b->definitie), spoor_slice_compare(a->kanaal, b->kanaal),
                          a->tijdelijk - b->tijdelijk};
    return first_difference(orders, COUNT(orders));
}

static void keep_bereikbaarheid(void *kept, struct spoor_arena *arena)
{
    struct spoor_bereikbaarheid *item = kept;
    struct spoor_slice *const texts[] = {&item->klantreis_ref, &item->definitie, &item->kanaal, &item->stilte_van,
                                         &item->stilte_tot};
    keep_texts(texts, COUNT(texts), arena);
    item->place = place_copy(&item->place, arena);
}

static struct feitenlijst bereikbaarheden(struct spoor_klantfeiten *feiten)
{
    return (struct feitenlijst){(void **)&feiten->bereikbaarheden,
                                &feiten->bereikbaarheid_count,
                                &feiten->bereikbaarheid_capacity,
                                sizeof(*feiten->bereikbaarheden),
                                SPOOR_BEREIKBAARHEDEN_MAX,
                                SPOOR_VOL_BEREIKBAARHEDEN,
                                compare_bereikbaarheid,
                                keep_bereikbaarheid};
}

/* Ends before it begins, or as it begins: holds at no moment. Not the same as a period that is over. */
static bool is_reversed(const struct spoor_klantgegevens *gegevens)
{
    return gegevens->vanaf_us != SPOOR_TIME_NONE && gegevens->tot_us != SPOOR_TIME_NONE &&
           gegevens->tot_us <= gegevens->vanaf_us;
}

/* What is said for a period leaves what was said for good as it was: that counts again afterwards. */
static void bereikbaarheid_gewijzigd(const struct fold *fold, const struct spoor_event *event,
                                     const struct spoor_place *place)
{
    const struct spoor_klantgegevens *gegevens = event->gegevens;
    bool of_reis = spoor_slice_present(event->klantreis_ref);
    struct feitenlijst lijst = bereikbaarheden(&fold->toestand->feiten);
    const struct spoor_bereikbaarheid feit = {
        .place = *place,
        .klantreis_ref = event->klantreis_ref,
        .definitie = of_reis ? SPOOR_SLICE_NULL : event->definitie,
        .kanaal = event->kanaal,
        .tijdelijk = gegevens->vanaf_us != SPOOR_TIME_NONE || gegevens->tot_us != SPOOR_TIME_NONE,
        .bereikbaar = gegevens->bereikbaar == SPOOR_JA,
        .geen_kennisgeving = gegevens->kennisgeving_gewenst == SPOOR_NEE,
        .vanaf_us = gegevens->vanaf_us,
        .tot_us = gegevens->tot_us,
        .stilte_van = gegevens->stilte_van,
        .stilte_tot = gegevens->stilte_tot,
        .omgekeerd = is_reversed(gegevens),
    };
    if (spoor_slice_present(event->kanaal))
        set(fold, &lijst, &feit);
}

/* ---- casemanager ---- */

static int compare_casemanager(const void *left, const void *right)
{
    const struct spoor_casemanager *a = left, *b = right;
    const int orders[] = {spoor_slice_compare(a->soort, b->soort), spoor_slice_compare(a->ref, b->ref),
                          a->beeindigd - b->beeindigd};
    return first_difference(orders, COUNT(orders));
}

static void keep_casemanager(void *kept, struct spoor_arena *arena)
{
    struct spoor_casemanager *item = kept;
    struct spoor_slice *const texts[] = {&item->soort, &item->ref, &item->divisie, &item->eenheid};
    keep_texts(texts, COUNT(texts), arena);
    item->place = place_copy(&item->place, arena);
}

static struct feitenlijst casemanagers(struct spoor_klantfeiten *feiten)
{
    return (struct feitenlijst){(void **)&feiten->casemanagers,
                                &feiten->casemanager_count,
                                &feiten->casemanager_capacity,
                                sizeof(*feiten->casemanagers),
                                SPOOR_CASEMANAGERS_MAX,
                                SPOOR_VOL_CASEMANAGERS,
                                compare_casemanager,
                                keep_casemanager};
}

/* An end is a fact of its own, so that it may come before the assignment that it ends. */
static void casemanager_gezet(const struct fold *fold, const struct spoor_event *event, const struct spoor_place *place)
{
    const struct spoor_klantgegevens *gegevens = event->gegevens;
    struct feitenlijst lijst = casemanagers(&fold->toestand->feiten);
    const struct spoor_casemanager feit = {
        .place = *place,
        .soort = gegevens->casemanager_soort,
        .ref = gegevens->casemanager_ref,
        .beeindigd = event->kind == SPOOR_KIND_CASEMANAGER_BEEINDIGD,
        .divisie = gegevens->divisie,
        .eenheid = gegevens->eenheid,
        .vanaf_us = gegevens->vanaf_us,
        .tot_us = gegevens->tot_us,
        .omgekeerd = is_reversed(gegevens),
    };
    if (spoor_slice_present(feit.ref))
        set(fold, &lijst, &feit);
}

/* ---- machtiging ---- */

static int compare_machtiging(const void *left, const void *right)
{
    const struct spoor_machtiging *a = left, *b = right;
    const int orders[] = {spoor_slice_compare(a->bron, b->bron),
                          spoor_slice_compare(a->machtiging_id, b->machtiging_id), a->ingetrokken - b->ingetrokken};
    return first_difference(orders, COUNT(orders));
}

static void keep_machtiging(void *kept, struct spoor_arena *arena)
{
    struct spoor_machtiging *item = kept;
    struct spoor_slice *const texts[] = {&item->bron, &item->machtiging_id, &item->ander, &item->soort,
                                         &item->te_informeren};
    struct spoor_slice *diensten = SPOOR_ARENA_ARRAY(arena, struct spoor_slice, item->dienst_count);
    for (size_t i = 0; i < item->dienst_count; i++)
        diensten[i] = spoor_arena_copy(arena, item->diensten[i]);
    item->diensten = diensten;
    item->dienst_capacity = item->dienst_count;
    keep_texts(texts, COUNT(texts), arena);
    item->place = place_copy(&item->place, arena);
}

static struct feitenlijst gemachtigden(struct spoor_klantfeiten *feiten)
{
    return (struct feitenlijst){(void **)&feiten->gemachtigden,
                                &feiten->gemachtigde_count,
                                &feiten->gemachtigde_capacity,
                                sizeof(*feiten->gemachtigden),
                                SPOOR_GEMACHTIGDEN_MAX,
                                SPOOR_VOL_GEMACHTIGDEN,
                                compare_machtiging,
                                keep_machtiging};
}

static struct feitenlijst machtigingsgevers(struct spoor_klantfeiten *feiten)
{
    return (struct feitenlijst){(void **)&feiten->machtigingsgevers,
                                &feiten->machtigingsgever_count,
                                &feiten->machtigingsgever_capacity,
                                sizeof(*feiten->machtigingsgevers),
                                SPOOR_MACHTIGINGSGEVERS_MAX,
                                SPOOR_VOL_MACHTIGINGSGEVERS,
                                compare_machtiging,
                                keep_machtiging};
}

static struct spoor_machtiging machtiging_of(const struct spoor_event *event, const struct spoor_place *place)
{
    const struct spoor_klantgegevens *gegevens = event->gegevens;
    struct spoor_machtiging feit = {
        .place = *place,
        .bron = spoor_slice_present(gegevens->bron_systeem) ? gegevens->bron_systeem : event->source,
        .machtiging_id = gegevens->machtiging_id,
        .ingetrokken = event->kind == SPOOR_KIND_MACHTIGING_INGETROKKEN,
        .vanaf_us = SPOOR_TIME_NONE,
        .tot_us = SPOOR_TIME_NONE,
    };
    if (feit.ingetrokken)
        return feit;
    feit.soort = gegevens->soort;
    feit.te_informeren = gegevens->te_informeren;
    feit.beperkt = gegevens->diensten_genoemd;
    feit.diensten = gegevens->diensten;
    feit.dienst_count = gegevens->dienst_count < SPOOR_DIENSTEN_MAX ? gegevens->dienst_count : SPOOR_DIENSTEN_MAX;
    feit.vanaf_us = gegevens->vanaf_us;
    feit.tot_us = gegevens->tot_us;
    feit.omgekeerd = is_reversed(gegevens);
    return feit;
}

/* The record of the gemachtigde names for whom he may act; the other is that of who gives the mandate. */
static void machtiging_gezet(const struct fold *fold, const struct spoor_event *event, const struct spoor_place *place)
{
    const struct spoor_klantgegevens *gegevens = event->gegevens;
    bool of_gemachtigde = spoor_slice_present(gegevens->machtigingsgever);
    struct feitenlijst lijst =
        of_gemachtigde ? machtigingsgevers(&fold->toestand->feiten) : gemachtigden(&fold->toestand->feiten);
    struct spoor_machtiging feit = machtiging_of(event, place);
    if (!feit.ingetrokken) {
        feit.ander = of_gemachtigde ? gegevens->machtigingsgever : gegevens->gemachtigde;
        feit.zichzelf = spoor_slice_present(feit.ander) && spoor_slice_equal(feit.ander, event->klant_ref);
    }
    if (spoor_slice_present(feit.machtiging_id))
        set(fold, &lijst, &feit);
}

/* ---- klantprofiel ---- */

static int compare_profielfeit(const void *left, const void *right)
{
    const struct spoor_profielfeit *a = left, *b = right;
    return spoor_slice_compare(a->feit, b->feit);
}

static void keep_profielfeit(void *kept, struct spoor_arena *arena)
{
    struct spoor_profielfeit *item = kept;
    struct spoor_slice *const texts[] = {&item->feit, &item->waarde};
    keep_texts(texts, COUNT(texts), arena);
    item->place = place_copy(&item->place, arena);
}

enum { PROFIELFEITEN = 4 };

static struct feitenlijst profiel(struct spoor_klantfeiten *feiten)
{
    return (struct feitenlijst){(void **)&feiten->profiel,
                                &feiten->profielfeit_count,
                                &feiten->profielfeit_capacity,
                                sizeof(*feiten->profiel),
                                PROFIELFEITEN,
                                0,
                                compare_profielfeit,
                                keep_profielfeit};
}

static struct spoor_slice answer_text(enum spoor_antwoord antwoord)
{
    switch (antwoord) {
    case SPOOR_JA:
        return SPOOR_SLICE("ja");
    case SPOOR_NEE:
        return SPOOR_SLICE("nee");
    case SPOOR_NIET_GEZEGD:
        break;
    }
    return SPOOR_SLICE_NULL;
}

/* Each member is a fact of its own: one that the event does not have stays as it was. */
static void klantprofiel_gewijzigd(const struct fold *fold, const struct spoor_event *event,
                                   const struct spoor_place *place)
{
    const struct spoor_klantgegevens *gegevens = event->gegevens;
    struct feitenlijst lijst = profiel(&fold->toestand->feiten);
    const struct spoor_profielfeit feiten[PROFIELFEITEN] = {
        {*place, SPOOR_SLICE("indicatieGeheimhouding"), answer_text(gegevens->geheimhouding), SPOOR_TIME_NONE},
        {*place, SPOOR_SLICE("overledenOp"), SPOOR_SLICE_NULL, gegevens->overleden_us},
        {*place, SPOOR_SLICE("profielRef"), gegevens->profiel_ref, SPOOR_TIME_NONE},
        {*place, SPOOR_SLICE("voorkeurstaal"), gegevens->voorkeurstaal, SPOOR_TIME_NONE},
    };
    for (size_t i = 0; i < PROFIELFEITEN; i++) {
        if (spoor_slice_present(feiten[i].waarde) || feiten[i].op_us != SPOOR_TIME_NONE)
            set(fold, &lijst, &feiten[i]);
    }
}

/* ---- bevriezing ---- */

static void keep_bevriezing(struct spoor_bevriezing *bevriezing, struct spoor_arena *arena)
{
    bevriezing->reden = spoor_arena_copy(arena, bevriezing->reden);
    bevriezing->place = place_copy(&bevriezing->place, arena);
}

static void bevriezing_gezet(const struct fold *fold, const struct spoor_event *event, const struct spoor_place *place)
{
    struct spoor_bevriezing *bevriezing = &fold->toestand->feiten.bevriezing;
    if (bevriezing->place.us != SPOOR_TIME_NONE && spoor_place_compare(place, &bevriezing->place) <= 0)
        return;
    *bevriezing = (struct spoor_bevriezing){
        .place = *place, .bevroren = event->kind == SPOOR_KIND_GEGEVENS_BEVROREN, .reden = event->reden};
    if (!fold->history)
        keep_bevriezing(bevriezing, fold->arena);
}

/* ---- of all kinds ---- */

static void (*const effects[SPOOR_KIND_COUNT])(const struct fold *, const struct spoor_event *,
                                               const struct spoor_place *) = {
    [SPOOR_KIND_VOORKEURSKANAAL_GEWIJZIGD] = voorkeurskanaal_gewijzigd,
    [SPOOR_KIND_BEREIKBAARHEID_GEWIJZIGD] = bereikbaarheid_gewijzigd,
    [SPOOR_KIND_CASEMANAGER_TOEGEWEZEN] = casemanager_gezet,
    [SPOOR_KIND_CASEMANAGER_BEEINDIGD] = casemanager_gezet,
    [SPOOR_KIND_MACHTIGING_VERLEEND] = machtiging_gezet,
    [SPOOR_KIND_MACHTIGING_INGETROKKEN] = machtiging_gezet,
    [SPOOR_KIND_KLANTPROFIEL_GEWIJZIGD] = klantprofiel_gewijzigd,
    [SPOOR_KIND_HERINNERING_INGESTELD] = herinnering_ingesteld,
    [SPOOR_KIND_GEGEVENS_BEVROREN] = bevriezing_gezet,
    [SPOOR_KIND_GEGEVENS_VRIJGEGEVEN] = bevriezing_gezet,
};

/* Freezing is a command, but about the klant like the others. */
bool fold_is_of_klant(const struct spoor_event *event)
{
    return spoor_kind_group(event->kind) == SPOOR_GROUP_KLANT || effects[event->kind] != NULL;
}

void klant_event_take(struct fold *fold, const struct spoor_event *event, const struct spoor_place *place,
                      struct spoor_toewijzing *out_toewijzing)
{
    fold->toestand->gebeurtenissen++;
    if (effects[event->kind])
        effects[event->kind](fold, event, place);
    if (out_toewijzing)
        *out_toewijzing = (struct spoor_toewijzing){.event = event, .reis = NO_REIS};
}

void feiten_init(struct spoor_klantfeiten *feiten)
{
    *feiten = (struct spoor_klantfeiten){.bevriezing = {.place = {.us = SPOOR_TIME_NONE, .time_us = SPOOR_TIME_NONE}}};
}

void feiten_keep(struct spoor_klantfeiten *feiten, struct spoor_arena *arena)
{
    const struct feitenlijst lijsten[] = {bereikbaarheden(feiten), casemanagers(feiten), gemachtigden(feiten),
                                          machtigingsgevers(feiten), profiel(feiten)};
    for (size_t i = 0; i < COUNT(lijsten); i++)
        keep_all(&lijsten[i], arena);
    keep_bevriezing(&feiten->bevriezing, arena);
}
