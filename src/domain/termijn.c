/* Termijn: the dates of a journey, from its clocks, its definition and the calendar. */
#include "termijn_internal.h"

#define SECOND_US SPOOR_SECOND_US
#define DAY_S INT64_C(86400)
#define SUM_MAX (INT64_C(1) << 60) /* in microseconds beyond any date; two of them fit */

enum { DAYS_OF_WEEK = 7, WORKDAYS_OF_WEEK = 5 };
/* Algemene termijnenwet art. 4: terms of more than these are not extended to a working day. */
enum { EXTENDED_MONTHS_MAX = 3, EXTENDED_DAYS_MAX = 90 };

static int64_t plus(int64_t a, int64_t b)
{
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum) || sum > SUM_MAX)
        return SUM_MAX;
    return sum;
}

/* A duration by the clock, in microseconds. */
static int64_t us_of(int64_t days, int64_t seconds)
{
    int64_t us;
    if (__builtin_mul_overflow(days * DAY_S + seconds, SECOND_US, &us))
        return SUM_MAX;
    return plus(us, 0);
}

struct spoor_klok klok_new(bool van_fase, int64_t begin_us)
{
    return (struct spoor_klok){
        .van_fase = van_fase,
        .begin_us = begin_us,
        .gegeven_us = SPOOR_TIME_NONE,
        .stil_sinds_us = SPOOR_TIME_NONE,
        .geladen_us = SPOOR_TIME_NONE,
        .gevraagd_tot_us = SPOOR_TIME_NONE,
        .opschorting = {.tot_us = SPOOR_TIME_NONE},
        .aanvulling = {.tot_us = SPOOR_TIME_NONE},
    };
}

struct spoor_klok *klok_find(const struct spoor_reis *reis, bool van_fase)
{
    for (size_t i = 0; i < reis->klok_count; i++) {
        if (reis->klokken[i].van_fase == van_fase)
            return &reis->klokken[i];
    }
    return NULL;
}

static const struct spoor_vrije_dagen *vrije_dagen(const struct spoor_definitie *definitie)
{
    return definitie ? &definitie->vrije_dagen : NULL;
}

void klok_add_stilstand(struct spoor_klok *klok, int64_t tot_us, const struct spoor_definitie *definitie)
{
    int32_t from, until;
    if (tot_us <= klok->stil_sinds_us || !spoor_calendar_day_of(klok->stil_sinds_us, &from) ||
        !spoor_calendar_day_of(tot_us, &until))
        return;
    klok->stil_us = plus(klok->stil_us, tot_us - klok->stil_sinds_us);
    if (until > from) /* Awb 4:15: from the day after, until the day on which it goes on */
        klok->stil_dagen = plus(klok->stil_dagen, (int64_t)until - from - 1);
    klok->stil_werkdagen =
        plus(klok->stil_werkdagen, spoor_calendar_workdays_between(from, until, vrije_dagen(definitie)));
}

void klok_add_duur(struct spoor_klok *klok, const struct spoor_duur *duur, enum spoor_termijn_soort soort)
{
    int64_t week = soort == SPOOR_TERMIJN_WERKDAGEN ? WORKDAYS_OF_WEEK : DAYS_OF_WEEK;
    int64_t days = duur->weken * week + duur->dagen;
    klok->verlengd_maanden = plus(klok->verlengd_maanden, duur->maanden);
    if (soort == SPOOR_TERMIJN_KLOKUREN)
        klok->verlengd_us = plus(klok->verlengd_us, us_of(days, duur->seconden));
    else
        klok->verlengd_dagen = plus(klok->verlengd_dagen, days + (duur->seconden + DAY_S - 1) / DAY_S);
}

/* ---- the end of a clock ---- */

/* When the standstill ends, as far as is known; SPOOR_TIME_NONE when it is not. */
static int64_t expected_to_run(const struct spoor_klok *klok)
{
    const struct spoor_stilstand *held[] = {&klok->opschorting, &klok->aanvulling};
    int64_t until = klok->stil_sinds_us;
    for (size_t i = 0; i < sizeof(held) / sizeof(*held); i++) {
        if (!held[i]->actief)
            continue;
        if (held[i]->tot_us == SPOOR_TIME_NONE)
            return SPOOR_TIME_NONE;
        if (held[i]->tot_us > until)
            until = held[i]->tot_us;
    }
    return until;
}

static bool is_extended_to_workday(const struct spoor_termijn_definitie *termijn)
{
    const struct spoor_duur *duur = &termijn->duur;
    int64_t days = duur->weken * DAYS_OF_WEEK + duur->dagen;
    if (!termijn->bekend)
        return true;
    return duur->maanden + (days > 0) <= EXTENDED_MONTHS_MAX && days <= EXTENDED_DAYS_MAX;
}

struct counting { /* what is added to where a clock counts from */
    const struct spoor_klok *klok;
    const struct spoor_termijn_definitie *termijn;
    const struct spoor_vrije_dagen *extra;
    struct spoor_duur duur;
};

/* The last day of a term in days: what the definition gives, then what came on top. */
static bool last_day(const struct counting *counting, int64_t from_us, int32_t *out_day)
{
    const struct spoor_klok *klok = counting->klok;
    const struct spoor_duur *duur = &counting->duur;
    bool workdays = counting->termijn->soort == SPOOR_TERMIJN_WERKDAGEN;
    int32_t day;
    if (!spoor_calendar_day_of(from_us, &day) || !spoor_calendar_add_months(day, duur->maanden, &day))
        return false;
    int64_t more = plus(klok->verlengd_dagen, workdays ? klok->stil_werkdagen : klok->stil_dagen);
    if (workdays) {
        if (!spoor_calendar_add_months(day, klok->verlengd_maanden, &day) ||
            !spoor_calendar_add_workdays(day, plus(duur->weken * WORKDAYS_OF_WEEK + duur->dagen, more), counting->extra,
                                         &day))
            return false;
    } else if (!spoor_calendar_add_days(day, duur->weken * DAYS_OF_WEEK + duur->dagen, &day) ||
               !spoor_calendar_add_months(day, klok->verlengd_maanden, &day) ||
               !spoor_calendar_add_days(day, more, &day)) {
        return false;
    }
    if (is_extended_to_workday(counting->termijn))
        return spoor_calendar_next_workday(day, counting->extra, out_day);
    *out_day = day;
    return true;
}

static int64_t end_in_days(const struct counting *counting, int64_t from_us)
{
    int32_t day;
    int64_t us;
    if (!last_day(counting, from_us, &day) || !spoor_calendar_end_of_day(day, &us))
        return SPOOR_TIME_NONE;
    return us;
}

static int64_t end_in_hours(const struct counting *counting, int64_t from_us)
{
    const struct spoor_klok *klok = counting->klok;
    const struct spoor_duur *duur = &counting->duur;
    int64_t months = plus(duur->maanden, klok->verlengd_maanden), us = from_us;
    int64_t exact = us_of(duur->weken * DAYS_OF_WEEK + duur->dagen, duur->seconden);
    int32_t day;
    if (months > 0 && (!spoor_calendar_day_of(us, &day) || !spoor_calendar_add_months(day, months, &day) ||
                       !spoor_calendar_move_to_day(us, day, &us)))
        return SPOOR_TIME_NONE;
    int64_t more = plus(plus(klok->verlengd_us, klok->stil_us), exact);
    return spoor_calendar_add_us(us, more, &us) ? us : SPOOR_TIME_NONE;
}

static bool has_moved(const struct spoor_klok *klok, bool workdays)
{
    return klok->verlengd_maanden > 0 || klok->verlengd_dagen > 0 || klok->verlengd_us > 0 ||
           (workdays ? klok->stil_werkdagen : klok->stil_dagen) > 0;
}

/* A date that was given is what was said until something moves it. */
static int64_t given_end(const struct counting *counting)
{
    const struct spoor_klok *klok = counting->klok;
    int32_t day;
    int64_t us;
    if (counting->termijn->soort == SPOOR_TERMIJN_KLOKUREN)
        return end_in_hours(counting, klok->gegeven_us);
    if (!has_moved(klok, counting->termijn->soort == SPOOR_TERMIJN_WERKDAGEN))
        return klok->gegeven_us;
    if (!last_day(counting, klok->gegeven_us, &day) || !spoor_calendar_move_to_day(klok->gegeven_us, day, &us))
        return SPOOR_TIME_NONE;
    return us;
}

int64_t klok_eind(const struct spoor_klok *klok, const struct spoor_termijn_definitie *termijn,
                  const struct spoor_definitie *definitie)
{
    struct spoor_klok sums = *klok;
    struct counting counting = {.klok = &sums, .termijn = termijn, .extra = vrije_dagen(definitie)};
    if (klok->stil_sinds_us != SPOOR_TIME_NONE && !klok->gegeven_in_stilstand) {
        int64_t until = expected_to_run(klok);
        if (until == SPOOR_TIME_NONE)
            return SPOOR_TIME_NONE;
        klok_add_stilstand(&sums, until, definitie);
    }
    if (klok->gegeven_us != SPOOR_TIME_NONE)
        return given_end(&counting);
    if (!termijn->bekend || klok->begin_us == SPOOR_TIME_NONE)
        return SPOOR_TIME_NONE;
    counting.duur = termijn->duur;
    return termijn->soort == SPOOR_TERMIJN_KLOKUREN ? end_in_hours(&counting, klok->begin_us)
                                                    : end_in_days(&counting, klok->begin_us);
}

/* ---- which clock says when the journey is expected to end ---- */

static const struct spoor_fase_definitie *current_fase(const struct spoor_reis *reis,
                                                       const struct spoor_definitie *definitie)
{
    int32_t order = definitie && reis->huidig >= 0
                        ? spoor_definitie_fase_order(definitie, reis->exemplaren[reis->huidig].fase)
                        : -1;
    return order < 0 ? NULL : &definitie->fasen[order];
}

bool termijn_is_van_fase(const struct spoor_reis *reis, const struct spoor_definitie *definitie)
{
    const struct spoor_fase_definitie *fase = current_fase(reis, definitie);
    const struct spoor_klok *klok = klok_find(reis, true);
    return fase && klok && fase->termijn.bekend && !fase->termijn.vanaf_klantreis && klok->begin_us != SPOOR_TIME_NONE;
}

/* The phase whose term runs from the begin of the journey: the current one, else the next that is not optional. */
static const struct spoor_fase_definitie *reis_fase(const struct spoor_reis *reis,
                                                    const struct spoor_definitie *definitie, bool current_counts)
{
    const struct spoor_fase_definitie *fase = current_fase(reis, definitie);
    if (!definitie)
        return NULL;
    if (fase && current_counts && fase->termijn.bekend && fase->termijn.vanaf_klantreis)
        return fase;
    for (size_t i = fase ? (size_t)(fase - definitie->fasen) + 1 : 0; i < definitie->fase_count; i++) {
        const struct spoor_fase_definitie *next = &definitie->fasen[i];
        if (next->termijn.bekend && next->termijn.vanaf_klantreis && !next->optioneel)
            return next;
    }
    return NULL;
}

static const struct spoor_termijn_definitie no_termijn;

const struct spoor_termijn_definitie *termijn_of_klok(const struct spoor_reis *reis,
                                                      const struct spoor_definitie *definitie, bool van_fase)
{
    const struct spoor_fase_definitie *fase =
        van_fase ? current_fase(reis, definitie) : reis_fase(reis, definitie, true);
    if (!fase || (van_fase && fase->termijn.vanaf_klantreis))
        return &no_termijn;
    return &fase->termijn;
}

/* The clock as it counts: that of a journey begins with the journey, and needs not be kept while nothing moved it. */
static struct spoor_klok counting_klok(const struct spoor_reis *reis, bool van_fase)
{
    const struct spoor_klok *kept = klok_find(reis, van_fase);
    struct spoor_klok klok = kept ? *kept : klok_new(van_fase, SPOOR_TIME_NONE);
    if (!van_fase)
        klok.begin_us = reis->begin_us;
    return klok;
}

int64_t termijn_eind(const struct spoor_reis *reis, const struct spoor_definitie *definitie, bool van_fase)
{
    struct spoor_klok klok = counting_klok(reis, van_fase);
    return klok_eind(&klok, termijn_of_klok(reis, definitie, van_fase), definitie);
}

int64_t termijn_einddatum(const struct spoor_reis *reis, const struct spoor_definitie *definitie)
{
    return termijn_eind(reis, definitie, termijn_is_van_fase(reis, definitie));
}

/* By when the klant must have done it: what was asked, else the term of the action, else that of its phase. */
int64_t termijn_actie_uiterlijk(const struct spoor_reis *reis, const struct spoor_definitie *definitie)
{
    const struct spoor_fase_definitie *fase = current_fase(reis, definitie);
    const struct spoor_klok *van_reis = klok_find(reis, false), *van_fase = klok_find(reis, true);
    if (!fase)
        return SPOOR_TIME_NONE;
    bool by_klant = spoor_slice_equal(fase->actie_bij_wie, SPOOR_SLICE("klant"));
    if (by_klant && van_reis && van_reis->gevraagd_tot_us != SPOOR_TIME_NONE)
        return van_reis->gevraagd_tot_us;
    if (fase->actie_termijn.bekend && van_fase) {
        struct spoor_klok klok = klok_new(true, van_fase->begin_us);
        return klok_eind(&klok, &fase->actie_termijn, definitie);
    }
    return termijn_is_van_fase(reis, definitie) ? termijn_eind(reis, definitie, true) : SPOOR_TIME_NONE;
}

/* ---- what runs ---- */

size_t termijnen_lopend(const struct spoor_reis *reis, const struct spoor_definitie *definitie,
                        struct lopende_termijn out_termijnen[SPOOR_KLOKKEN_MAX])
{
    bool open = reis->huidig >= 0 && reis->exemplaren[reis->huidig].stand == SPOOR_EXEMPLAAR_OPEN;
    size_t count = 0;
    if (reis->beeindigd)
        return 0;
    if (open && termijn_is_van_fase(reis, definitie))
        out_termijnen[count++] = (struct lopende_termijn){.fase = current_fase(reis, definitie),
                                                          .exemplaar = reis->exemplaren[reis->huidig].exemplaar,
                                                          .klok = counting_klok(reis, true)};
    struct lopende_termijn van_reis = {.fase = reis_fase(reis, definitie, open), .klok = counting_klok(reis, false)};
    if (van_reis.fase || van_reis.klok.gegeven_us != SPOOR_TIME_NONE)
        out_termijnen[count++] = van_reis;
    return count;
}

struct spoor_termijn termijn_describe(const struct lopende_termijn *lopend, const struct spoor_definitie *definitie)
{
    const struct spoor_fase_definitie *fase = lopend->fase;
    const struct spoor_klok *klok = &lopend->klok;
    const struct spoor_stilstand *held = klok->opschorting.actief ? &klok->opschorting : &klok->aanvulling;
    bool staat_stil = klok->stil_sinds_us != SPOOR_TIME_NONE;
    return (struct spoor_termijn){
        .van_fase = klok->van_fase,
        .fase = fase ? fase->code : SPOOR_SLICE_NULL,
        .exemplaar = lopend->exemplaar,
        .begin_us = klok->begin_us,
        .eind_us = klok_eind(klok, fase ? &fase->termijn : &no_termijn, definitie),
        .nadert_us = fase ? fase->termijn.nadert_us : 0,
        .geladen_us = klok->geladen_us,
        .staat_stil = staat_stil,
        .bij_wie = staat_stil ? held->bij_wie : fase ? fase->actie_bij_wie : SPOOR_SLICE_NULL,
    };
}

size_t spoor_termijn_lopend(const struct spoor_reis *reis, const struct spoor_definities *definities,
                            struct spoor_termijn out_termijnen[SPOOR_KLOKKEN_MAX])
{
    const struct spoor_definitie *definitie = reis_definitie(reis, definities);
    struct lopende_termijn lopend[SPOOR_KLOKKEN_MAX];
    size_t count = termijnen_lopend(reis, definitie, lopend);
    for (size_t i = 0; i < count; i++)
        out_termijnen[i] = termijn_describe(&lopend[i], definitie);
    return count;
}
