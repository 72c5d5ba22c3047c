/* Klok: the table of clocks at work. A timer is known by clock, journey, anker and due time; the publicatiestand keeps
 * those that went off, with the number of messages about each: odd = it stands, even = it was withdrawn. */
#include "klok_internal.h"

#define GEEN SPOOR_BEWIJS_GEEN
#define BEWIJS SPOOR_BEWIJS_NODIG

static const struct {
    const char *naam, *termijnsoort, *signaal;
    enum spoor_klok_bewijs bewijs;
    void (*termijnen)(struct klok_view *view, enum spoor_kloksoort klok);
    bool (*ontkracht)(struct klok_view *view, enum spoor_kloksoort klok, const struct spoor_gesignaleerd *told,
                      const struct klok_cause *cause);
} klokken[SPOOR_KLOK_COUNT] = {
#define SPOOR_KLOK(id, naam, termijnsoort, signaal, bewijs, termijnen, ontkracht)                                      \
    {naam, termijnsoort, signaal, bewijs, termijnen, ontkracht},
#include <spoor/domain/klokken.def>
#undef SPOOR_KLOK
};

const char *spoor_klok_termijnsoort(enum spoor_kloksoort klok)
{
    return klokken[klok].termijnsoort;
}

const char *spoor_klok_signaal(enum spoor_kloksoort klok)
{
    return klokken[klok].signaal;
}

enum spoor_klok_bewijs spoor_klok_bewijs(enum spoor_kloksoort klok)
{
    return klokken[klok].bewijs;
}

bool nooit_ontkracht(struct klok_view *view, enum spoor_kloksoort klok, const struct spoor_gesignaleerd *told,
                     const struct klok_cause *cause)
{
    (void)view;
    (void)klok;
    (void)told;
    (void)cause;
    return false;
}

/* ---- what went off ---- */

static enum spoor_kloksoort klok_of(const struct spoor_gesignaleerd *told)
{
    for (int klok = 0; klok < (int)SPOOR_KLOK_COUNT; klok++)
        if (spoor_slice_equal(told->soort, spoor_slice_of(klokken[klok].naam)))
            return (enum spoor_kloksoort)klok;
    return SPOOR_KLOK_COUNT;
}

static bool is_about(const struct spoor_gesignaleerd *told, const struct spoor_klok_termijn *termijn)
{
    return told->bedoeld_us == termijn->bedoeld_us && spoor_slice_equal(told->anker, termijn->anker) &&
           spoor_slice_equal(told->klantreis_ref, termijn->klantreis_ref) &&
           spoor_slice_equal(told->soort, spoor_slice_of(klokken[termijn->klok].naam));
}

static struct spoor_gesignaleerd *find_told(const struct spoor_publicatiestand *stand,
                                            const struct spoor_klok_termijn *termijn)
{
    for (size_t i = 0; i < stand->signaal_count; i++)
        if (is_about(&stand->signalen[i], termijn))
            return &stand->signalen[i];
    return NULL;
}

static struct spoor_gesignaleerd *remember(struct spoor_publicatiestand *stand, const struct spoor_klok_termijn *termijn,
                                           struct spoor_arena *arena)
{
    struct spoor_gesignaleerd *told = find_told(stand, termijn);
    if (told)
        return told;
    stand->signalen = spoor_arena_grow(arena, stand->signalen, stand->signaal_count, &stand->signaal_capacity,
                                       sizeof(*stand->signalen));
    told = &stand->signalen[stand->signaal_count++];
    *told = (struct spoor_gesignaleerd){.soort = spoor_slice_of(klokken[termijn->klok].naam),
                                        .klantreis_ref = spoor_arena_copy(arena, termijn->klantreis_ref),
                                        .anker = spoor_arena_copy(arena, termijn->anker),
                                        .bedoeld_us = termijn->bedoeld_us,
                                        .sinds_us = termijn->sinds_us,
                                        .uiterlijk_us = termijn->uiterlijk_us};
    return told;
}

static bool stands(const struct spoor_gesignaleerd *told)
{
    return told && told->aantal % 2 == 1;
}

/* ---- what is still to go off ---- */

void klok_add(struct klok_view *view, struct spoor_klok_termijn termijn)
{
    if (termijn.bedoeld_us > SPOOR_TIME_MAX || stands(find_told(view->stand, &termijn)))
        return; /* after the year 9999 is never */
    view->items =
        spoor_arena_grow(view->arena, view->items, view->count, &view->capacity, sizeof(*view->items));
    view->items[view->count++] = termijn;
}

/* While the klant's data are frozen no clock runs: what is due by then goes off at the release (rule 14). */
static void find_all(struct klok_view *view)
{
    for (int klok = 0; klok < (int)SPOOR_KLOK_COUNT && !spoor_feiten_bevroren(&view->toestand->feiten); klok++)
        klokken[klok].termijnen(view, (enum spoor_kloksoort)klok);
}

static struct klok_view look(const struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                             const struct spoor_definities *definities, struct spoor_arena *arena)
{
    struct klok_view view = {
        .stand = stand, .toestand = toestand, .definities = definities, .arena = arena, .moved = true};
    find_all(&view);
    return view;
}

size_t spoor_klok_termijnen(const struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                            const struct spoor_definities *definities, struct spoor_arena *arena,
                            struct spoor_klok_termijn **out_items)
{
    struct klok_view view = look(stand, toestand, definities, arena);
    *out_items = view.items;
    return view.count;
}

static void wake_in_time(struct spoor_publicatiestand *stand, const struct klok_view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        int64_t *wek_us = &stand->wek_us[klokken[view->items[i].klok].bewijs];
        if (*wek_us == SPOOR_TIME_NONE || view->items[i].bedoeld_us < *wek_us)
            *wek_us = view->items[i].bedoeld_us;
    }
}

void spoor_klok_rewind(struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                       const struct spoor_definities *definities, struct spoor_arena *arena)
{
    struct klok_view view = look(stand, toestand, definities, arena);
    stand->wek_us[SPOOR_BEWIJS_GEEN] = stand->wek_us[SPOOR_BEWIJS_NODIG] = SPOOR_TIME_NONE;
    wake_in_time(stand, &view);
}

bool spoor_klok_fire(struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                     const struct spoor_definities *definities, const int64_t tot_us[SPOOR_BEWIJS_COUNT],
                     struct spoor_arena *arena, struct spoor_signaal *out_signaal)
{
    struct klok_view view = look(stand, toestand, definities, arena);
    const struct spoor_klok_termijn *first = NULL;
    for (size_t i = 0; i < view.count; i++) {
        const struct spoor_klok_termijn *item = &view.items[i];
        if (item->bedoeld_us <= tot_us[klokken[item->klok].bewijs] && (!first || item->bedoeld_us < first->bedoeld_us))
            first = item;
    }
    if (!first)
        return false;
    *out_signaal = (struct spoor_signaal){.termijn = *first, .nummer = ++remember(stand, first, arena)->aantal};
    return true;
}

/* ---- what an event shows to be wrong ---- */

static struct spoor_klok_termijn termijn_of(const struct spoor_gesignaleerd *told, enum spoor_kloksoort klok,
                                       const struct spoor_toestand *toestand)
{
    bool named = spoor_slice_present(told->klantreis_ref);
    return (struct spoor_klok_termijn){.klok = klok,
                                  .reis = named ? reis_by_ref(toestand, told->klantreis_ref) : NO_REIS,
                                  .klantreis_ref = told->klantreis_ref,
                                  .anker = told->anker,
                                  .bedoeld_us = told->bedoeld_us,
                                  .sinds_us = told->sinds_us,
                                  .uiterlijk_us = told->uiterlijk_us};
}

static size_t withdraw(struct klok_view *view, struct spoor_publicatiestand *stand, const struct klok_cause *cause,
                       struct spoor_signaal **out_items)
{
    size_t count = 0;
    *out_items = NULL;
    for (size_t i = 0; i < stand->signaal_count && !spoor_feiten_bevroren(&view->toestand->feiten); i++) {
        struct spoor_gesignaleerd *told = &stand->signalen[i];
        enum spoor_kloksoort klok = klok_of(told);
        if (klok == SPOOR_KLOK_COUNT || !stands(told) || !klokken[klok].ontkracht(view, klok, told, cause))
            continue;
        if (!*out_items)
            *out_items = SPOOR_ARENA_ARRAY(view->arena, struct spoor_signaal, stand->signaal_count);
        (*out_items)[count++] =
            (struct spoor_signaal){.termijn = termijn_of(told, klok, view->toestand), .nummer = ++told->aantal};
    }
    return count;
}

size_t spoor_klok_compare(struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand,
                          const struct spoor_event *cause, int32_t reis, const struct spoor_definities *definities,
                          struct spoor_arena *arena, struct spoor_signaal **out_items)
{
    struct klok_view view = {.stand = stand,
                             .toestand = toestand,
                             .definities = definities,
                             .arena = arena,
                             .moved = toestand->verloop.bewogen};
    struct klok_cause why = {cause, reis};
    size_t count = withdraw(&view, stand, &why, out_items);
    find_all(&view);
    wake_in_time(stand, &view);
    return count;
}
