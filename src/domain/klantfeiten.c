/* Klantfeiten: what holds at an instant, of what was said about the klant himself. */
#include <spoor/domain/klantfeiten.h>

int spoor_aangaande_nearness(const struct spoor_aangaande *aangaande, struct spoor_slice klantreis_ref,
                             struct spoor_slice definitie)
{
    for (size_t i = 0; spoor_slice_present(klantreis_ref) && i < aangaande->ref_count; i++) {
        if (spoor_slice_equal(klantreis_ref, aangaande->refs[i]))
            return 3;
    }
    if (spoor_slice_present(klantreis_ref))
        return 0;
    if (!spoor_slice_present(definitie))
        return 1;
    return spoor_slice_equal(definitie, aangaande->definitie) ? 2 : 0;
}

/* From the first instant up to, not including, the second; either may be absent. */
static bool is_within(int64_t us, int64_t vanaf_us, int64_t tot_us)
{
    return (vanaf_us == SPOOR_TIME_NONE || us >= vanaf_us) && (tot_us == SPOOR_TIME_NONE || us < tot_us);
}

bool spoor_feiten_bevroren(const struct spoor_klantfeiten *feiten)
{
    return feiten->bevriezing.bevroren;
}

/* ---- bereikbaarheid ---- */

bool spoor_bereikbaarheid_geldt(const struct spoor_bereikbaarheid *item, int64_t us)
{
    return is_within(us, item->vanaf_us, item->tot_us);
}

/* Of what holds about a kanaal the nearest to the journey counts, and of those equally near the last by place. */
static const struct spoor_bereikbaarheid *nearest(const struct spoor_klantfeiten *feiten,
                                                  const struct spoor_aangaande *aangaande, struct spoor_slice kanaal,
                                                  int64_t us)
{
    const struct spoor_bereikbaarheid *best = NULL;
    int best_near = 0;
    for (size_t i = 0; i < feiten->bereikbaarheid_count; i++) {
        const struct spoor_bereikbaarheid *item = &feiten->bereikbaarheden[i];
        int near = spoor_aangaande_nearness(aangaande, item->klantreis_ref, item->definitie);
        if (near == 0 || !spoor_slice_equal(item->kanaal, kanaal) || !spoor_bereikbaarheid_geldt(item, us))
            continue;
        if (near > best_near || (near == best_near && spoor_place_compare(&item->place, &best->place) > 0)) {
            best = item;
            best_near = near;
        }
    }
    return best;
}

static size_t insert_sorted(struct spoor_slice *texts, size_t count, struct spoor_slice text)
{
    size_t at = count;
    for (; at > 0 && spoor_slice_compare(texts[at - 1], text) > 0; at--)
        texts[at] = texts[at - 1];
    texts[at] = text;
    return count + 1;
}

static bool contains(const struct spoor_slice *texts, size_t count, struct spoor_slice text)
{
    for (size_t i = 0; i < count; i++) {
        if (spoor_slice_equal(texts[i], text))
            return true;
    }
    return false;
}

/* A nearer refusal may have been let go (Awb 2:8), unless nothing is nearer than this. Of those equally near the last
 * by place counts, and that is kept. */
static bool may_be_refused(const struct spoor_klantfeiten *feiten, const struct spoor_bereikbaarheid *item)
{
    return (feiten->vol & SPOOR_VOL_BEREIKBAARHEDEN) && !spoor_slice_present(item->klantreis_ref);
}

/* A kanaal that nobody knows cannot be used to reach somebody. */
size_t spoor_feiten_bereikbaar_via(const struct spoor_klantfeiten *feiten, const struct spoor_aangaande *aangaande,
                                   int64_t us, struct spoor_slice *out_kanalen)
{
    size_t count = 0;
    for (size_t i = 0; i < feiten->bereikbaarheid_count; i++) {
        struct spoor_slice kanaal = feiten->bereikbaarheden[i].kanaal;
        if (contains(out_kanalen, count, kanaal) || spoor_slice_equal(kanaal, SPOOR_SLICE("onbekend")))
            continue;
        const struct spoor_bereikbaarheid *item = nearest(feiten, aangaande, kanaal, us);
        if (item && item->bereikbaar && !item->geen_kennisgeving && !may_be_refused(feiten, item))
            count = insert_sorted(out_kanalen, count, kanaal);
    }
    return count;
}

/* ---- casemanager ---- */

static bool is_same_person(const struct spoor_casemanager *a, const struct spoor_casemanager *b)
{
    return spoor_slice_equal(a->soort, b->soort) && spoor_slice_equal(a->ref, b->ref);
}

/* An end names its moment, or else is one; it never prolongs. */
int64_t spoor_casemanager_eind(const struct spoor_klantfeiten *feiten, const struct spoor_casemanager *item)
{
    int64_t eind_us = item->tot_us;
    for (size_t i = 0; i < feiten->casemanager_count; i++) {
        const struct spoor_casemanager *end = &feiten->casemanagers[i];
        if (!end->beeindigd || !is_same_person(end, item) || spoor_place_compare(&end->place, &item->place) < 0)
            continue;
        int64_t us = end->tot_us == SPOOR_TIME_NONE ? end->place.us : end->tot_us;
        if (eind_us == SPOOR_TIME_NONE || us < eind_us)
            eind_us = us;
    }
    return eind_us;
}

bool spoor_casemanager_geldt(const struct spoor_klantfeiten *feiten, const struct spoor_casemanager *item, int64_t us)
{
    int64_t vanaf_us = item->vanaf_us == SPOOR_TIME_NONE ? item->place.us : item->vanaf_us;
    return !item->beeindigd && is_within(us, vanaf_us, spoor_casemanager_eind(feiten, item));
}

/* ---- machtiging ---- */

static bool is_withdrawn(const struct spoor_machtiging *list, size_t count, const struct spoor_machtiging *item,
                         int64_t us)
{
    for (size_t i = 0; i < count; i++) {
        const struct spoor_machtiging *other = &list[i];
        if (other->ingetrokken && spoor_slice_equal(other->bron, item->bron) &&
            spoor_slice_equal(other->machtiging_id, item->machtiging_id) && other->place.us <= us &&
            spoor_place_compare(&other->place, &item->place) > 0)
            return true;
    }
    return false;
}

bool spoor_machtiging_geldt(const struct spoor_machtiging *list, size_t count, const struct spoor_machtiging *item,
                            int64_t us)
{
    int64_t vanaf_us = item->vanaf_us == SPOOR_TIME_NONE ? item->place.us : item->vanaf_us;
    return !item->ingetrokken && !item->zichzelf && is_within(us, vanaf_us, item->tot_us) &&
           !is_withdrawn(list, count, item, us);
}

static bool starts_by_product(const struct spoor_definitie *definitie, struct spoor_slice product)
{
    for (size_t i = 0; definitie && i < definitie->start_count; i++) {
        if (spoor_slice_present(definitie->start[i].product) &&
            spoor_slice_equal(definitie->start[i].product, product))
            return true;
    }
    return false;
}

bool spoor_machtiging_dekt(const struct spoor_machtiging *item, const struct spoor_aangaande *aangaande)
{
    for (size_t i = 0; i < item->dienst_count; i++) {
        struct spoor_slice dienst = item->diensten[i];
        if (spoor_slice_equal(dienst, aangaande->definitie) || starts_by_product(aangaande->in_definitie, dienst))
            return true;
    }
    return !item->beperkt;
}

/* A mandate that says nothing about it lets both know: who is represented keeps hearing, and so does who represents. */
size_t spoor_feiten_te_informeren(const struct spoor_klantfeiten *feiten, const struct spoor_aangaande *aangaande,
                                  int64_t us, struct spoor_slice *out_refs, bool *out_klant)
{
    size_t count = 0;
    bool asked_for_klant = false, replaced = false;
    for (size_t i = 0; i < feiten->gemachtigde_count; i++) {
        const struct spoor_machtiging *item = &feiten->gemachtigden[i];
        if (!spoor_slice_present(item->ander) || !spoor_machtiging_dekt(item, aangaande) ||
            !spoor_machtiging_geldt(feiten->gemachtigden, feiten->gemachtigde_count, item, us))
            continue;
        bool only_klant = spoor_slice_equal(item->te_informeren, SPOOR_SLICE("klant"));
        bool only_other = spoor_slice_equal(item->te_informeren, SPOOR_SLICE("gemachtigde"));
        replaced = replaced || only_other;
        asked_for_klant = asked_for_klant || !only_other;
        if (!only_klant && !contains(out_refs, count, item->ander))
            out_refs[count++] = item->ander;
    }
    *out_klant = asked_for_klant || !replaced;
    return count;
}

/* ---- profiel ---- */

const struct spoor_profielfeit *spoor_feiten_profiel(const struct spoor_klantfeiten *feiten, const char *feit)
{
    for (size_t i = 0; i < feiten->profielfeit_count; i++) {
        if (spoor_slice_equal(feiten->profiel[i].feit, spoor_slice_of(feit)))
            return &feiten->profiel[i];
    }
    return NULL;
}

bool spoor_feiten_overleden(const struct spoor_klantfeiten *feiten, int64_t us)
{
    const struct spoor_profielfeit *overleden = spoor_feiten_profiel(feiten, "overledenOp");
    return overleden && overleden->op_us <= us;
}
