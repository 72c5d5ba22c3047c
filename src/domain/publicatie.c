/* Publicatie: pairs the told refs with the journeys of the toestand and tells the differences. */
#include "toestand_internal.h"

static const char *const soort_names[SPOOR_SOORT_COUNT] = {
    [SPOOR_SOORT_BEGINSTAND] = "beginstand",           [SPOOR_SOORT_CORRECTIE] = "correctie",
    [SPOOR_SOORT_TERUGZETTING] = "terugzetting",       [SPOOR_SOORT_BIJSTELLING] = "bijstelling",
    [SPOOR_SOORT_STATUSWIJZIGING] = "statuswijziging",
};

const char *spoor_soort_name(enum spoor_soort soort)
{
    return soort_names[soort];
}

void spoor_publicatiestand_init(struct spoor_publicatiestand *stand)
{
    *stand = (struct spoor_publicatiestand){.wek_us = {SPOOR_TIME_NONE, SPOOR_TIME_NONE}};
}

struct comparison {
    struct spoor_publicatiestand *stand;
    const struct spoor_toestand *toestand;
    const struct spoor_event *cause;
    struct spoor_place cause_place;
    const struct spoor_definities *definities;
    struct spoor_arena *arena;
    bool frozen;           /* the klant's data are: nothing may go out */
    int32_t *told_of_reis; /* index in vertelden of what tells a journey; NO_TELLING */
    int32_t *reis_of_told; /* the journey that a telling follows now; NO_REIS */
    struct spoor_publicatie *items;
    size_t count, capacity;
};

enum { NO_TELLING = -1 };

/* The journey that holds a ref; `guess` is tried first, since both lists are in much the same order. */
static int32_t reis_holding(const struct spoor_toestand *toestand, struct spoor_slice ref, size_t guess)
{
    if (guess < toestand->reis_count && reis_has_ref(&toestand->reizen[guess], ref))
        return (int32_t)guess;
    return reis_by_ref(toestand, ref);
}

/* ---- starts: which ref was numbered first ---- */

/* `guess` is tried first, since refs and starts are in much the same order. */
static bool knows_start(const struct spoor_publicatiestand *stand, struct spoor_slice ref, size_t guess)
{
    if (guess < stand->start_count && spoor_slice_equal(stand->starts[guess].ref, ref))
        return true;
    for (size_t i = stand->start_count; i-- > 0;) {
        if (spoor_slice_equal(stand->starts[i].ref, ref))
            return true;
    }
    return false;
}

static void remember_start(struct comparison *comparison, struct spoor_slice ref, size_t guess)
{
    struct spoor_publicatiestand *stand = comparison->stand;
    if (knows_start(stand, ref, guess))
        return;
    stand->starts = spoor_arena_grow(comparison->arena, stand->starts, stand->start_count, &stand->start_capacity,
                                     sizeof(*stand->starts));
    stand->starts[stand->start_count++] =
        (struct spoor_start){spoor_arena_copy(comparison->arena, ref), comparison->cause->volgnummer};
}

/* A new ref is that of the cause, or of events that a definition loaded by the cause made starts. */
static void remember_starts(struct comparison *comparison)
{
    const struct spoor_toestand *toestand = comparison->toestand;
    size_t seen = 0;
    for (size_t i = 0; i < toestand->reis_count; i++) {
        for (size_t k = 0; k < toestand->reizen[i].ref_count; k++)
            remember_start(comparison, toestand->reizen[i].refs[k], seen++);
    }
}

/* ---- pairing tellings with journeys ---- */

/* Of two tellings that follow one journey the first told goes on; the other keeps NO_REIS. */
static void pair_tellings(struct comparison *comparison)
{
    const struct spoor_publicatiestand *stand = comparison->stand;
    for (size_t i = 0; i < comparison->toestand->reis_count; i++)
        comparison->told_of_reis[i] = NO_TELLING;
    for (size_t i = 0; i < stand->verteld_count; i++) {
        const struct spoor_verteld *verteld = &stand->vertelden[i];
        int32_t reis = verteld->verdwenen ? NO_REIS : reis_holding(comparison->toestand, verteld->ref, i);
        if (reis != NO_REIS && comparison->told_of_reis[reis] != NO_TELLING)
            reis = NO_REIS;
        if (reis != NO_REIS)
            comparison->told_of_reis[reis] = (int32_t)i;
        comparison->reis_of_told[i] = reis;
    }
}

static size_t find_telling(const struct spoor_publicatiestand *stand, struct spoor_slice ref)
{
    size_t i = 0;
    while (i < stand->verteld_count && !spoor_slice_equal(stand->vertelden[i].ref, ref))
        i++;
    return i;
}

static const struct spoor_uitkomst nothing_said = {.verwachte_einddatum_us = SPOOR_TIME_NONE,
                                                   .actie_uiterlijk_us = SPOOR_TIME_NONE};

static void add_telling(struct comparison *comparison, struct spoor_slice ref)
{
    struct spoor_publicatiestand *stand = comparison->stand;
    stand->vertelden = spoor_arena_grow(comparison->arena, stand->vertelden, stand->verteld_count,
                                        &stand->verteld_capacity, sizeof(*stand->vertelden));
    stand->vertelden[stand->verteld_count++] = (struct spoor_verteld){
        .ref = ref,
        .uitkomst = nothing_said,
        .ingehouden = {.uitkomst = nothing_said},
        .mijlpaal = {.us = SPOOR_TIME_NONE},
    };
}

/* Gives a journey that nothing tells its telling under `ref`: a vanished one that returns, or a new one. */
static void begin_telling(struct comparison *comparison, int32_t reis, struct spoor_slice ref)
{
    struct spoor_publicatiestand *stand = comparison->stand;
    size_t index = find_telling(stand, ref);
    if (index == stand->verteld_count)
        add_telling(comparison, ref);
    comparison->told_of_reis[reis] = (int32_t)index;
    comparison->reis_of_told[index] = reis;
}

/* What readers know otherwise they are told anew, whatever the difference with our own last telling. */
static bool is_told_anew(const struct comparison *comparison, struct spoor_slice ref)
{
    return comparison->cause->kind == SPOOR_KIND_HERBOUW_GEPUBLICEERD &&
           spoor_slice_equal(comparison->cause->klantreis_ref, ref);
}

/* Readers may know a ref that nothing here tells. */
static void begin_unknown(struct comparison *comparison)
{
    struct spoor_publicatiestand *stand = comparison->stand;
    struct spoor_slice ref = comparison->cause->klantreis_ref;
    if (!is_told_anew(comparison, ref) || !spoor_slice_present(ref))
        return;
    size_t index = find_telling(stand, ref);
    if (index < stand->verteld_count)
        return;
    add_telling(comparison, spoor_arena_copy(comparison->arena, ref));
    comparison->reis_of_told[index] = NO_REIS;
}

/* A journey is told under its start with the lowest volgnummer. */
static void tell_untold(struct comparison *comparison)
{
    const struct spoor_publicatiestand *stand = comparison->stand;
    size_t untold = 0;
    for (size_t i = 0; i < comparison->toestand->reis_count; i++)
        untold += comparison->told_of_reis[i] == NO_TELLING;
    for (size_t i = 0; untold > 0 && i < stand->start_count; i++) {
        int32_t reis = reis_holding(comparison->toestand, stand->starts[i].ref, i);
        if (reis == NO_REIS || comparison->told_of_reis[reis] != NO_TELLING)
            continue;
        begin_telling(comparison, reis, stand->starts[i].ref);
        untold--;
    }
}

/* ---- telling ---- */

static struct spoor_uitkomst copy_uitkomst(struct spoor_uitkomst uitkomst, struct spoor_arena *arena)
{
    struct spoor_slice *texts[] = {&uitkomst.fase,       &uitkomst.exemplaar,     &uitkomst.dossierstatus,
                                   &uitkomst.actie_code, &uitkomst.actie_bij_wie, &uitkomst.actie_gevolg};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        *texts[i] = spoor_arena_copy(arena, *texts[i]);
    return uitkomst;
}

static bool only_dates_or_action_differ(const struct spoor_uitkomst *a, const struct spoor_uitkomst *b)
{
    return spoor_slice_equal(a->fase, b->fase) && spoor_slice_equal(a->exemplaar, b->exemplaar) &&
           spoor_slice_equal(a->dossierstatus, b->dossierstatus) && a->beeindigd == b->beeindigd;
}

/* The first that fits of the table in docs/contracten.md; what was never told before is a statuswijziging. */
static enum spoor_soort soort_of(const struct comparison *comparison, const struct spoor_verteld *verteld,
                                 const struct spoor_uitkomst *uitkomst, int32_t reis)
{
    if (comparison->cause->kind == SPOOR_KIND_HERBOUW_GEPUBLICEERD)
        return SPOOR_SOORT_CORRECTIE;
    if (verteld->revisie == 0)
        return SPOOR_SOORT_STATUSWIJZIGING;
    if (reis == NO_REIS || verteld->verdwenen || spoor_kind_corrects(comparison->cause->kind) ||
        spoor_place_compare(&comparison->cause_place, &verteld->mijlpaal) < 0)
        return SPOOR_SOORT_CORRECTIE;
    if (comparison->cause->kind == SPOOR_KIND_FASE_TERUGGEZET)
        return SPOOR_SOORT_TERUGZETTING;
    return only_dates_or_action_differ(&verteld->uitkomst, uitkomst) ? SPOOR_SOORT_BIJSTELLING
                                                                     : SPOOR_SOORT_STATUSWIJZIGING;
}

static void describe_reis(const struct comparison *comparison, struct spoor_publicatie *publicatie)
{
    const struct spoor_reis *reis = &comparison->toestand->reizen[publicatie->reis];
    publicatie->definitie = reis->definitie;
    publicatie->definitie_versie = reis->definitie_versie;
    publicatie->vorige_fase = reis->vorige_fase;
    publicatie->volgende_fase = spoor_uitkomst_volgende_fase(reis, comparison->definities);
    bool moved = publicatie->had_vorige &&
                 (publicatie->uitkomst.verwachte_einddatum_us != publicatie->vorige.verwachte_einddatum_us ||
                  publicatie->uitkomst.actie_uiterlijk_us != publicatie->vorige.actie_uiterlijk_us);
    if (moved || publicatie->soort == SPOOR_SOORT_TERUGZETTING ||
        comparison->cause->kind == SPOOR_KIND_FASE_TERUGGEZET) {
        publicatie->reden = reis->reden;
        publicatie->bij_wie = reis->bij_wie;
    }
    if (spoor_kind_corrects(comparison->cause->kind)) {
        publicatie->reden = comparison->cause->reden;
        publicatie->bij_wie = SPOOR_SLICE_NULL;
    }
}

static void remember_telling(const struct comparison *comparison, struct spoor_verteld *verteld,
                             const struct spoor_publicatie *publicatie)
{
    verteld->revisie = publicatie->revisie;
    verteld->uitkomst = copy_uitkomst(publicatie->uitkomst, comparison->arena);
    verteld->verdwenen = publicatie->reis == NO_REIS;
    if (verteld->verdwenen)
        return;
    const struct spoor_reis *reis = &comparison->toestand->reizen[publicatie->reis];
    verteld->definitie = spoor_arena_copy(comparison->arena, reis->definitie);
    verteld->definitie_versie = reis->definitie_versie;
    verteld->mijlpaal = place_copy(&reis->mijlpaal, comparison->arena);
}

/* One (key, id) has one content for ever: the next revisie is beyond what readers know, too. */
static int64_t next_revisie(const struct comparison *comparison, const struct spoor_verteld *verteld)
{
    int64_t known = is_told_anew(comparison, verteld->ref) ? comparison->cause->revisie : 0;
    return (known > verteld->revisie ? known : verteld->revisie) + 1;
}

static void add_item(struct comparison *comparison, const struct spoor_publicatie *publicatie)
{
    if (comparison->capacity == 0) { /* one difference is the rule */
        comparison->items = SPOOR_ARENA_NEW(comparison->arena, struct spoor_publicatie);
        comparison->capacity = 1;
    }
    comparison->items = spoor_arena_grow(comparison->arena, comparison->items, comparison->count, &comparison->capacity,
                                         sizeof(*comparison->items));
    comparison->items[comparison->count++] = *publicatie;
}

static bool is_another_fase(const struct spoor_uitkomst *a, const struct spoor_uitkomst *b)
{
    return !spoor_slice_equal(a->fase, b->fase) || !spoor_slice_equal(a->exemplaar, b->exemplaar);
}

/* ---- keeping back while frozen ---- */

/* The heavier first, as of a hold window (docs/contracten.md). */
static const enum spoor_soort by_weight[] = {SPOOR_SOORT_CORRECTIE, SPOOR_SOORT_TERUGZETTING,
                                             SPOOR_SOORT_STATUSWIJZIGING, SPOOR_SOORT_BIJSTELLING};

static enum spoor_soort heaviest(struct spoor_slice a, enum spoor_soort b)
{
    for (size_t i = 0; i < sizeof(by_weight) / sizeof(*by_weight); i++) {
        if (by_weight[i] == b || spoor_slice_equal(a, spoor_slice_of(spoor_soort_name(by_weight[i]))))
            return by_weight[i];
    }
    return b;
}

/* What is stil was never to be told. */
static void keep_back(const struct comparison *comparison, struct spoor_verteld *verteld,
                      struct spoor_publicatie *publicatie)
{
    struct spoor_ingehouden *ingehouden = &verteld->ingehouden;
    publicatie->ingehouden = true;
    if (comparison->cause->stil)
        return;
    if (ingehouden->vanaf == 0) {
        ingehouden->vanaf = publicatie->revisie;
        ingehouden->uitkomst = publicatie->vorige;
    }
    ingehouden->soort = spoor_slice_of(spoor_soort_name(heaviest(ingehouden->soort, publicatie->soort)));
    ingehouden->moet = ingehouden->moet || is_told_anew(comparison, verteld->ref);
}

/* Makes one message of what was kept back and of this. Who was never told a thing is told no correction of it, unless
 * readers know it from a time that we lost. */
static void cover(struct spoor_verteld *verteld, struct spoor_publicatie *publicatie)
{
    const struct spoor_ingehouden *ingehouden = &verteld->ingehouden;
    publicatie->vanaf_revisie = ingehouden->vanaf;
    publicatie->had_vorige = ingehouden->vanaf > 1;
    publicatie->vorige = ingehouden->uitkomst;
    publicatie->soort = publicatie->had_vorige || ingehouden->moet ? heaviest(ingehouden->soort, publicatie->soort)
                                                                   : SPOOR_SOORT_STATUSWIJZIGING;
    verteld->ingehouden = (struct spoor_ingehouden){.uitkomst = nothing_said};
}

static struct spoor_publicatie make_publicatie(const struct spoor_verteld *verteld, int32_t reis,
                                               const struct spoor_uitkomst *uitkomst, int64_t revisie)
{
    return (struct spoor_publicatie){
        .soort = SPOOR_SOORT_BIJSTELLING,
        .klantreis_ref = verteld->ref,
        .revisie = revisie,
        .vanaf_revisie = revisie,
        .reis = reis,
        .uitkomst = *uitkomst,
        .vorige = verteld->uitkomst,
        .had_vorige = verteld->revisie > 0,
        .definitie = verteld->definitie,
        .definitie_versie = verteld->definitie_versie,
    };
}

static void complete(struct comparison *comparison, struct spoor_publicatie *publicatie)
{
    publicatie->is_eerste_van_fase = is_another_fase(&publicatie->uitkomst, &publicatie->vorige);
    if (publicatie->reis != NO_REIS)
        describe_reis(comparison, publicatie);
}

static void tell(struct comparison *comparison, struct spoor_verteld *verteld, int32_t reis,
                 const struct spoor_uitkomst *uitkomst)
{
    struct spoor_publicatie publicatie = make_publicatie(verteld, reis, uitkomst, next_revisie(comparison, verteld));
    publicatie.soort = soort_of(comparison, verteld, uitkomst, reis);
    if (comparison->frozen)
        keep_back(comparison, verteld, &publicatie);
    else if (verteld->ingehouden.vanaf > 0)
        cover(verteld, &publicatie);
    complete(comparison, &publicatie);
    remember_telling(comparison, verteld, &publicatie);
    add_item(comparison, &publicatie);
}

/* Told again under the last revisie, which nobody heard: the outcome changed no further. What is again as it was before
 * needs no message, unless readers know it otherwise. */
static void tell_kept_back(struct comparison *comparison, struct spoor_verteld *verteld, int32_t reis)
{
    struct spoor_publicatie publicatie = make_publicatie(verteld, reis, &verteld->uitkomst, verteld->revisie);
    bool must = verteld->ingehouden.moet;
    cover(verteld, &publicatie);
    if (!must && publicatie.had_vorige && spoor_uitkomst_equal(&publicatie.uitkomst, &publicatie.vorige))
        return;
    complete(comparison, &publicatie);
    add_item(comparison, &publicatie);
}

/* What is last said about a ref whose journey went into another: it ended, and nobody has to do anything. */
static struct spoor_uitkomst ended(struct spoor_uitkomst uitkomst)
{
    uitkomst.beeindigd = true;
    uitkomst.actie_code = uitkomst.actie_bij_wie = uitkomst.actie_gevolg = SPOOR_SLICE_NULL;
    uitkomst.actie_uiterlijk_us = SPOOR_TIME_NONE;
    return uitkomst;
}

static void tell_difference(struct comparison *comparison, size_t index)
{
    struct spoor_verteld *verteld = &comparison->stand->vertelden[index];
    int32_t reis = comparison->reis_of_told[index];
    bool anew = is_told_anew(comparison, verteld->ref);
    struct spoor_uitkomst uitkomst =
        reis == NO_REIS ? ended(verteld->uitkomst)
                        : spoor_uitkomst_of(&comparison->toestand->reizen[reis], comparison->definities);
    bool gone = reis == NO_REIS && verteld->verdwenen, returns = reis != NO_REIS && verteld->verdwenen;
    bool differs = verteld->revisie == 0 || returns || !spoor_uitkomst_equal(&uitkomst, &verteld->uitkomst);
    if (anew || (!gone && differs)) {
        tell(comparison, verteld, reis, &uitkomst);
        return;
    }
    verteld->verdwenen = reis == NO_REIS; /* it may have ended already */
    if (verteld->ingehouden.vanaf > 0 && !comparison->frozen)
        tell_kept_back(comparison, verteld, reis);
}

size_t spoor_publicatie_compare(struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                                const struct spoor_event *cause, const struct spoor_definities *definities,
                                struct spoor_arena *arena, struct spoor_publicatie **out_items)
{
    struct comparison comparison = {
        .stand = stand, .toestand = toestand, .cause = cause, .definities = definities, .arena = arena};
    *out_items = NULL;
    if (toestand->reis_count == 0 && stand->verteld_count == 0 && !is_told_anew(&comparison, cause->klantreis_ref))
        return 0;
    comparison.frozen = spoor_feiten_bevroren(&toestand->feiten);
    comparison.cause_place = spoor_place_of(cause, definities);
    comparison.told_of_reis = SPOOR_ARENA_ARRAY(arena, int32_t, toestand->reis_count);
    comparison.reis_of_told = SPOOR_ARENA_ARRAY(arena, int32_t, stand->verteld_count + toestand->reis_count + 1);
    remember_starts(&comparison);
    pair_tellings(&comparison);
    tell_untold(&comparison);
    begin_unknown(&comparison);
    for (size_t i = 0; i < stand->verteld_count; i++)
        tell_difference(&comparison, i);
    *out_items = comparison.items;
    return comparison.count;
}

/* ---- reading ---- */

struct spoor_slice spoor_publicatie_ref(const struct spoor_publicatiestand *stand,
                                        const struct spoor_toestand *toestand, int32_t reis)
{
    for (size_t i = 0; i < stand->verteld_count; i++) {
        if (!stand->vertelden[i].verdwenen && reis_has_ref(&toestand->reizen[reis], stand->vertelden[i].ref))
            return stand->vertelden[i].ref;
    }
    return SPOOR_SLICE_NULL;
}

struct spoor_aangaande spoor_publicatie_aangaande(const struct spoor_publicatie *publicatie,
                                                  const struct spoor_toestand *toestand,
                                                  const struct spoor_definities *definities)
{
    struct spoor_aangaande aangaande = {
        .refs = &publicatie->klantreis_ref,
        .ref_count = 1,
        .definitie = publicatie->definitie,
        .in_definitie = spoor_definities_get(definities, publicatie->definitie, publicatie->definitie_versie)};
    if (publicatie->reis == NO_REIS)
        return aangaande;
    const struct spoor_reis *reis = &toestand->reizen[publicatie->reis];
    aangaande.refs = reis->refs;
    aangaande.ref_count = reis->ref_count;
    aangaande.definitie = reis->definitie;
    return aangaande;
}

struct spoor_slice spoor_publicatie_voorkeurskanaal(const struct spoor_publicatie *publicatie,
                                                    const struct spoor_toestand *toestand)
{
    if (publicatie->reis == NO_REIS)
        return spoor_toestand_voorkeurskanaal(toestand, &publicatie->klantreis_ref, 1, publicatie->definitie);
    const struct spoor_reis *reis = &toestand->reizen[publicatie->reis];
    return spoor_toestand_voorkeurskanaal(toestand, reis->refs, reis->ref_count, reis->definitie);
}

static bool is_asked_for(const struct spoor_event *cause, const struct spoor_reis *reis)
{
    if (spoor_slice_present(cause->klantreis_ref) && !reis_has_ref(reis, cause->klantreis_ref))
        return false;
    return !spoor_slice_present(cause->definitie) || spoor_slice_equal(cause->definitie, reis->definitie);
}

size_t spoor_publicatie_beginstand(const struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                                   const struct spoor_event *cause, const struct spoor_definities *definities,
                                   struct spoor_arena *arena, struct spoor_publicatie **out_items)
{
    size_t count = 0, told = spoor_feiten_bevroren(&toestand->feiten) ? 0 : stand->verteld_count;
    *out_items = SPOOR_ARENA_ARRAY(arena, struct spoor_publicatie, told);
    for (size_t i = 0; i < told; i++) {
        const struct spoor_verteld *verteld = &stand->vertelden[i];
        int32_t index = verteld->verdwenen ? NO_REIS : reis_holding(toestand, verteld->ref, i);
        if (index == NO_REIS || !is_asked_for(cause, &toestand->reizen[index]))
            continue;
        const struct spoor_reis *reis = &toestand->reizen[index];
        (*out_items)[count++] = (struct spoor_publicatie){
            .soort = SPOOR_SOORT_BEGINSTAND,
            .klantreis_ref = verteld->ref,
            .revisie = verteld->revisie,
            .vanaf_revisie = verteld->revisie,
            .reis = index,
            .uitkomst = verteld->uitkomst,
            .definitie = reis->definitie,
            .definitie_versie = reis->definitie_versie,
            .vorige_fase = reis->vorige_fase,
            .volgende_fase = spoor_uitkomst_volgende_fase(reis, definities),
        };
    }
    return count;
}
