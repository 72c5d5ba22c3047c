/* Open matters: which moves an event makes (openstaand.def), and the list that they leave (rule 11).
 *
 * Moves of different matters commute, and those of one that come in order are made at once. Of a matter that is not open
 * nothing is remembered but a bit of its ref: a late move of a matter named before needs the history. A false hit costs a
 * refold, never a wrong list. */
#include "toestand_internal.h"

enum move { OPENS, CHANGES, CLOSES, TAKES_OVER, LEADS };

struct step_of_matter {
    enum spoor_kind kind;
    enum move move;
    struct spoor_slice (*ref)(const struct spoor_event *event);
    bool (*when)(const struct spoor_event *event);
};

struct matter {
    struct spoor_slice soort, over;
    size_t aard, uiterlijk; /* offsets in struct spoor_event */
    const struct step_of_matter *steps;
    size_t step_count;
};

/* ---- refs ---- */

#define MEMBER_REF(member)                                                                                             \
    static struct spoor_slice ref_##member(const struct spoor_event *event)                                            \
    {                                                                                                                  \
        return event->member;                                                                                          \
    }
MEMBER_REF(taak_id)
MEMBER_REF(klacht_id)
MEMBER_REF(klantcontact_id)
MEMBER_REF(vervolg_van)
MEMBER_REF(afspraak_id)
MEMBER_REF(escalatie_id)
MEMBER_REF(kennisgeving_id)

static struct spoor_slice ref_contact(const struct spoor_event *event)
{
    return contact_key(event);
}

/* The contact before this one; a contact does not follow itself. */
static struct spoor_slice ref_followed(const struct spoor_event *event)
{
    return spoor_slice_equal(event->vervolg_van, contact_key(event)) ? SPOOR_SLICE_NULL : event->vervolg_van;
}

/* For what is supplied: the aanvraag, else its journey, else its zaak, else the request stands alone. */
static struct spoor_slice ref_request(const struct spoor_event *event)
{
    if (spoor_slice_present(event->aanvraag_id))
        return event->aanvraag_id;
    if (spoor_slice_present(event->klantreis_ref))
        return event->klantreis_ref;
    return event->zaak_ref_count > 0 ? event->zaak_refs[0] : event->id;
}

/* ---- conditions ---- */

static bool always(const struct spoor_event *event)
{
    (void)event;
    return true;
}

static bool wants_receipt(const struct spoor_event *event)
{
    return !event->geen_bevestiging;
}

static bool has_resultaat(const struct spoor_event *event, struct spoor_slice code)
{
    return spoor_slice_equal(event->resultaat, code);
}

static bool is_reached(const struct spoor_event *event)
{
    return !has_resultaat(event, SPOOR_SLICE("niet_bereikt"));
}

static bool wants_more(const struct spoor_event *event)
{
    return has_resultaat(event, SPOOR_SLICE("terugbellen")) || has_resultaat(event, SPOOR_SLICE("vervolg_nodig"));
}

static bool is_done(const struct spoor_event *event)
{
    return spoor_slice_present(event->resultaat) && is_reached(event) && !wants_more(event);
}

static bool sender_knows(const struct spoor_event *event)
{
    return event->gemeld_us != SPOOR_TIME_NONE;
}

static bool is_forwarded(const struct spoor_event *event)
{
    return spoor_slice_equal(event->soort, SPOOR_SLICE("doorgezonden")) && !sender_knows(event);
}

static bool is_finished(const struct spoor_event *event)
{
    return event->afgerond_us != SPOOR_TIME_NONE;
}

static bool is_unfinished(const struct spoor_event *event)
{
    return !is_finished(event);
}

static bool is_complete(const struct spoor_event *event)
{
    return !event->onvolledig;
}

static bool is_permanent(const struct spoor_event *event)
{
    return spoor_slice_equal(event->foutsoort, SPOOR_SLICE("blijvend"));
}

/* ---- the table ---- */

#define OPENS(kind, ref, when) {SPOOR_KIND_##kind, OPENS, ref_##ref, when},
#define CHANGES(kind, ref, when) {SPOOR_KIND_##kind, CHANGES, ref_##ref, when},
#define CLOSES(kind, ref, when) {SPOOR_KIND_##kind, CLOSES, ref_##ref, when},
#define TAKES_OVER(kind, ref, when) {SPOOR_KIND_##kind, TAKES_OVER, ref_##ref, when},
#define SPOOR_OPENSTAAND(id, soort, over, aard, uiterlijk, steps)                                                      \
    static const struct step_of_matter steps_of_##id[] = {steps};
#include <spoor/domain/openstaand.def>
#undef SPOOR_OPENSTAAND

#define COUNT(items) (sizeof(items) / sizeof(*(items)))
static const struct matter matters[] = {
#define SPOOR_OPENSTAAND(id, soort, over, aard, uiterlijk, steps)                                                      \
    {{soort, sizeof(soort) - 1},                                                                                       \
     {over, sizeof(over) - 1},                                                                                         \
     offsetof(struct spoor_event, aard),                                                                               \
     offsetof(struct spoor_event, uiterlijk),                                                                          \
     steps_of_##id,                                                                                                    \
     COUNT(steps_of_##id)},
#include <spoor/domain/openstaand.def>
#undef SPOOR_OPENSTAAND
};

/* ---- moves of one event ---- */

struct made { /* a move, of which matter */
    const struct matter *matter;
    enum move move;
    struct spoor_slice ref;
    const struct spoor_event *event;
};

enum { /* no event makes more moves than there are */
    MOVES_MAX = COUNT(matters)
#define SPOOR_OPENSTAAND(id, soort, over, aard, uiterlijk, steps) +COUNT(steps_of_##id)
#include <spoor/domain/openstaand.def>
#undef SPOOR_OPENSTAAND
};

static void add_move(struct made *moves, size_t *count, struct made move)
{
    if (spoor_slice_present(move.ref))
        moves[(*count)++] = move;
}

static size_t moves_of(const struct spoor_event *event, struct made *moves)
{
    size_t count = 0;
    bool leads = event->kind == SPOOR_KIND_REGISSEUR_TOEGEWEZEN && event->over_soort.length > 0;
    for (size_t i = 0; i < COUNT(matters); i++) {
        const struct matter *matter = &matters[i];
        for (size_t k = 0; k < matter->step_count; k++) {
            const struct step_of_matter *step = &matter->steps[k];
            if (step->kind == event->kind && step->when(event))
                add_move(moves, &count, (struct made){matter, step->move, step->ref(event), event});
        }
        if (leads && spoor_slice_equal(matter->over, event->over_soort))
            add_move(moves, &count, (struct made){matter, LEADS, event->over_ref, event});
    }
    return count;
}

/* ---- one matter ---- */

struct course { /* of one matter, as its moves go by */
    struct spoor_openstaand item;
    bool open;
    int64_t taken_us; /* when it was taken over; SPOOR_TIME_NONE */
};

static void set_text(const struct fold *fold, struct spoor_slice *at, struct spoor_slice text)
{
    if (spoor_slice_present(text))
        *at = fold_text(fold, text);
}

/* What a later event does not say stays as it was. */
static void describe(const struct fold *fold, struct spoor_openstaand *item, const struct made *made)
{
    const struct spoor_event *event = made->event;
    const char *members = (const char *)event;
    int64_t uiterlijk_us = *(const int64_t *)(const void *)(members + made->matter->uiterlijk);
    if (uiterlijk_us != SPOOR_TIME_NONE)
        item->uiterlijk_us = uiterlijk_us;
    set_text(fold, &item->aard, *(const struct spoor_slice *)(const void *)(members + made->matter->aard));
    set_text(fold, &item->eigenaar, event->met_actor);
    set_text(fold, &item->eigenaar, event->toegewezen_aan);
    set_text(fold, &item->divisie, event->divisie);
}

static void open_matter(const struct fold *fold, struct course *course, const struct made *made)
{
    int64_t us = made->event->plaatsgevonden_us;
    if (!course->open && course->taken_us == us)
        return;
    if (!course->open)
        course->item = (struct spoor_openstaand){.soort = made->matter->soort,
                                                 .ref = fold_text(fold, made->ref),
                                                 .sinds_us = us,
                                                 .uiterlijk_us = SPOOR_TIME_NONE};
    course->open = true;
    describe(fold, &course->item, made);
}

static void make_move(const struct fold *fold, struct course *course, const struct made *made)
{
    switch (made->move) {
    case OPENS:
        open_matter(fold, course, made);
        return;
    case CHANGES:
        if (course->open)
            describe(fold, &course->item, made);
        return;
    case LEADS:
        if (course->open)
            set_text(fold, &course->item.regisseur, made->event->regisseur);
        return;
    case TAKES_OVER:
        course->taken_us = made->event->plaatsgevonden_us;
        course->open = false;
        return;
    case CLOSES:
        course->open = false;
        return;
    }
}

/* ---- apply ---- */

/* Something at this very moment may have taken it over already, and is no longer known. */
static bool may_be_taken_over(const struct spoor_toestand *toestand, const struct made *made)
{
    if (made->move != OPENS || made->event->plaatsgevonden_us != toestand->laatste.us)
        return false;
    for (size_t i = 0; i < made->matter->step_count; i++) {
        if (made->matter->steps[i].move == TAKES_OVER)
            return true;
    }
    return false;
}

static size_t find(const struct spoor_toestand *toestand, const struct made *made)
{
    size_t index = 0;
    while (index < toestand->openstaand_count &&
           !(spoor_slice_equal(toestand->openstaand[index].ref, made->ref) &&
             spoor_slice_equal(toestand->openstaand[index].soort, made->matter->soort)))
        index++;
    return index;
}

/* Of a time before the matter opened: it was closed then, and whatever that was about is over. */
static bool is_over(const struct spoor_openstaand *item, const struct made *made)
{
    return made->move != OPENS && made->event->plaatsgevonden_us < item->sinds_us;
}

/* A late opening may have been closed since. Other late moves count only if the matter is open, and since before. */
static bool late_needs_history(const struct spoor_toestand *toestand, const struct made *made)
{
    size_t index = find(toestand, made);
    return made->move == OPENS ||
           (index < toestand->openstaand_count && !is_over(&toestand->openstaand[index], made));
}

enum spoor_apply_result open_choose(const struct spoor_toestand *toestand, const struct spoor_event *event, bool late)
{
    struct made moves[MOVES_MAX];
    size_t count = moves_of(event, moves);
    if (count > 0 && toestand->openstaand_rest > 0)
        return SPOOR_NEEDS_OPENSTAAND;
    for (size_t i = 0; i < count; i++) {
        bool named = toestand->openstaand_sleutels & key_bit(KEY_OPENSTAAND, moves[i].ref);
        if (named && (late ? late_needs_history(toestand, &moves[i]) : may_be_taken_over(toestand, &moves[i])))
            return SPOOR_NEEDS_HISTORY;
    }
    return SPOOR_APPLIED;
}

static void insert(struct fold *fold, const struct spoor_openstaand *item)
{
    struct spoor_toestand *toestand = fold->toestand;
    toestand->openstaand = spoor_arena_grow(fold->arena, toestand->openstaand, toestand->openstaand_count,
                                            &toestand->openstaand_capacity, sizeof(*item));
    size_t index = toestand->openstaand_count++;
    for (; index > 0 && spoor_openstaand_compare(&toestand->openstaand[index - 1], item) > 0; index--)
        toestand->openstaand[index] = toestand->openstaand[index - 1];
    toestand->openstaand[index] = *item;
}

static void remove_at(struct spoor_toestand *toestand, size_t index)
{
    struct spoor_openstaand *item = &toestand->openstaand[index];
    memmove(item, item + 1, (--toestand->openstaand_count - index) * sizeof(*item));
}

static void move_in_list(struct fold *fold, const struct made *made)
{
    struct spoor_toestand *toestand = fold->toestand;
    size_t index = find(toestand, made);
    bool was_open = index < toestand->openstaand_count;
    struct course course = {.open = was_open, .taken_us = SPOOR_TIME_NONE};
    if (was_open)
        course.item = toestand->openstaand[index];
    if (!was_open || !is_over(&course.item, made))
        make_move(fold, &course, made);
    if (was_open && course.open)
        toestand->openstaand[index] = course.item;
    else if (was_open)
        remove_at(toestand, index);
    else if (course.open)
        insert(fold, &course.item);
    toestand->openstaand_sleutels |= key_bit(KEY_OPENSTAAND, made->ref);
}

void open_commit(struct fold *fold, const struct spoor_event *event)
{
    struct made moves[MOVES_MAX];
    size_t count = moves_of(event, moves);
    for (size_t i = 0; i < count; i++)
        move_in_list(fold, &moves[i]);
}

/* ---- refold: matter by matter, whatever their number ---- */

struct made_list {
    struct made *items;
    size_t count, capacity;
};

static struct made_list all_moves(const struct fold *fold)
{
    struct made_list list = {0};
    for (size_t i = 0; i < fold->history->count; i++) {
        struct made moves[MOVES_MAX];
        size_t count = moves_of(fold->history->entries[i].event, moves);
        for (size_t k = 0; k < count; k++) {
            list.items = spoor_arena_grow(fold->arena, list.items, list.count, &list.capacity, sizeof(*list.items));
            list.items[list.count++] = moves[k];
        }
    }
    return list;
}

static int by_matter(const void *a, const void *b)
{
    const struct made *one = a, *other = b;
    if (one->matter != other->matter)
        return one->matter < other->matter ? -1 : 1;
    return spoor_slice_compare(one->ref, other->ref);
}

static int by_order(const void *a, const void *b)
{
    return spoor_openstaand_compare(a, b);
}

static void merge(const void **out, const void **a, size_t a_count, const void **b, size_t b_count,
                  int (*compare)(const void *, const void *))
{
    while (a_count > 0 || b_count > 0) {
        bool first = b_count == 0 || (a_count > 0 && compare(*a, *b) <= 0);
        *out++ = first ? *a++ : *b++;
        if (first)
            a_count--;
        else
            b_count--;
    }
}

/* Merge sort of pointers to `count` items: equal ones stay in their order. */
static const void **sorted(const void *items, size_t item_bytes, size_t count,
                           int (*compare)(const void *, const void *), struct spoor_arena *arena)
{
    const void **from = SPOOR_ARENA_ARRAY(arena, const void *, count + 1);
    const void **to = SPOOR_ARENA_ARRAY(arena, const void *, count + 1);
    for (size_t i = 0; i < count; i++)
        from[i] = (const char *)items + i * item_bytes;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t left = count - start < width ? count - start : width;
            size_t right = count - start - left < width ? count - start - left : width;
            merge(to + start, from + start, left, from + start + left, right, compare);
        }
        const void **swap = from;
        from = to;
        to = swap;
    }
    return from;
}

/* The course of each matter; those that end open, in no order yet. */
static struct spoor_openstaand *run_courses(struct fold *fold, const void *const *moves, size_t count,
                                            size_t *out_open_count)
{
    struct spoor_openstaand *open_items = SPOOR_ARENA_ARRAY(fold->arena, struct spoor_openstaand, count + 1);
    size_t open_count = 0;
    for (size_t i = 0; i < count;) {
        const struct made *first = moves[i];
        struct course course = {.taken_us = SPOOR_TIME_NONE};
        fold->toestand->openstaand_sleutels |= key_bit(KEY_OPENSTAAND, first->ref);
        for (; i < count && by_matter(first, moves[i]) == 0; i++)
            make_move(fold, &course, moves[i]);
        if (course.open)
            open_items[open_count++] = course.item;
    }
    *out_open_count = open_count;
    return open_items;
}

static void keep(struct spoor_openstaand *item, struct spoor_arena *arena)
{
    struct spoor_slice *texts[] = {&item->ref, &item->aard, &item->eigenaar, &item->divisie, &item->regisseur};
    for (size_t i = 0; i < COUNT(texts); i++)
        *texts[i] = spoor_arena_copy(arena, *texts[i]);
}

void open_refold(struct fold *fold)
{
    struct spoor_toestand *toestand = fold->toestand;
    struct made_list list = all_moves(fold);
    const void **moves = sorted(list.items, sizeof(*list.items), list.count, by_matter, fold->arena);
    size_t count;
    struct spoor_openstaand *items = run_courses(fold, moves, list.count, &count);
    const void **order = sorted(items, sizeof(*items), count, by_order, fold->arena);
    toestand->openstaand = SPOOR_ARENA_ARRAY(fold->arena, struct spoor_openstaand, count);
    for (size_t i = 0; i < count; i++) {
        toestand->openstaand[i] = *(const struct spoor_openstaand *)order[i];
        keep(&toestand->openstaand[i], fold->arena);
    }
    toestand->openstaand_count = toestand->openstaand_capacity = count;
    toestand->openstaand_rest = 0;
}

/* ---- beyond what is kept ---- */

void spoor_toestand_complete(struct spoor_toestand *toestand, struct spoor_openstaand *items, size_t count)
{
    toestand->openstaand = items;
    toestand->openstaand_count = toestand->openstaand_capacity = count;
    toestand->openstaand_rest = 0;
}

struct spoor_toestand spoor_toestand_kept(const struct spoor_toestand *toestand)
{
    struct spoor_toestand kept = *toestand;
    size_t count = spoor_openstaand_kept(toestand->openstaand, toestand->openstaand_count);
    kept.openstaand_count = count;
    kept.openstaand_rest += (int64_t)(toestand->openstaand_count - count);
    return kept;
}
