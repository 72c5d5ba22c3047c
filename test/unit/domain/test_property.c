/* Random sets of events in random orders: arrival with fallback gives what refolding the set gives, and any cut into
 * batches tells the same. Seeded; SPOOR_TEST_CASES is the number of sets (default 13000, four orders each),
 * SPOOR_TEST_SEED another seed. */
#include "event_clone.h"
#include "random_events.h"

#include <spoor/domain/klok.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- orders of arrival ---- */

static void sort_by_place(struct event_set *set)
{
    for (size_t i = 1; i < set->count; i++) {
        const struct spoor_event *event = set->order[i];
        struct spoor_place place = spoor_place_of(event, set->definities);
        size_t k = i;
        for (; k > 0; k--) {
            struct spoor_place other = spoor_place_of(set->order[k - 1], set->definities);
            if (spoor_place_compare(&other, &place) <= 0)
                break;
            set->order[k] = set->order[k - 1];
        }
        set->order[k] = event;
    }
}

static void swap_some(struct event_set *set, size_t swaps)
{
    for (size_t i = 0; i < swaps; i++) {
        size_t a = draw((uint32_t)set->count), b = draw((uint32_t)set->count);
        const struct spoor_event *event = set->order[a];
        set->order[a] = set->order[b];
        set->order[b] = event;
    }
}

/* ---- checks ---- */

static struct spoor_buffer seen, expected;
static size_t applied_count, refold_count, counted_count, signaled_count[2];

static void write_events(const struct event_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct spoor_event *event = set->order[i];
        print_message("%.*s %s t=%lld fase=%.*s ref=%.*s def=%.*s zaken=%zu vervolg=%.*s contact=%.*s gesprek=%.*s\n",
                      SPOOR_SLICE_ARG(event->id), spoor_kind_name(event->kind),
                      (long long)event->plaatsgevonden_us / 1000000, SPOOR_SLICE_ARG(event->fase),
                      SPOOR_SLICE_ARG(event->klantreis_ref), SPOOR_SLICE_ARG(event->definitie), event->zaak_ref_count,
                      SPOOR_SLICE_ARG(event->vervolg_van), SPOOR_SLICE_ARG(event->klantcontact_id),
                      SPOOR_SLICE_ARG(event->gesprek_id));
    }
}

/* Line by line, since cmocka cuts off a long message. */
static void write_lines(const char *what, const struct spoor_buffer *text)
{
    const char *line = text->data, *end = text->data + text->length;
    print_message("%s:\n", what);
    while (line < end) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        next = next ? next : end;
        print_message("%.*s\n", (int)(next - line), line);
        line = next + 1;
    }
}

static void assert_same(const struct event_set *set, const struct spoor_buffer *a, const struct spoor_buffer *b)
{
    if (a->length == b->length && memcmp(a->data, b->data, a->length) == 0)
        return;
    write_events(set);
    write_lines("expected", a);
    write_lines("seen", b);
    fail();
}

static struct spoor_toewijzing arrived_at[EVENTS_MAX], refolded_at[EVENTS_MAX];
static struct key_table table;

static void refold_prefix(struct spoor_toestand *toestand, const struct event_set *set, size_t count,
                          struct spoor_toewijzing *toewijzingen, struct spoor_arena *arena)
{
    spoor_toestand_refold(toestand, set->order, count, set->definities, arena, toewijzingen);
}

/* Whether the event was applied in place. */
static bool arrive(struct spoor_toestand *toestand, const struct event_set *set, size_t index,
                   struct spoor_arena *arena)
{
    if (apply_with_keys(toestand, set->order[index], set->definities, &table, arena, &arrived_at[index]) ==
        SPOOR_APPLIED) {
        applied_count++;
        return true;
    }
    refold_count++;
    refold_prefix(toestand, set, index + 1, arrived_at, arena);
    return false;
}

static void assert_equals_refold(const struct event_set *set, const struct spoor_toestand *toestand, size_t count,
                                 struct spoor_arena *arena)
{
    struct spoor_toestand refolded;
    refold_prefix(&refolded, set, count, refolded_at, arena);
    spoor_buffer_clear(&expected);
    spoor_buffer_clear(&seen);
    write_toestand(&refolded, &expected);
    write_toestand(toestand, &seen);
    assert_same(set, &expected, &seen);
}

static bool same_text(struct spoor_slice a, struct spoor_slice b)
{
    return spoor_slice_present(a) == spoor_slice_present(b) && spoor_slice_equal(a, b);
}

static bool has_ref(const struct spoor_reis *reis, struct spoor_slice ref)
{
    for (size_t i = 0; i < reis->ref_count; i++) {
        if (spoor_slice_equal(reis->refs[i], ref))
            return true;
    }
    return false;
}

/* Each event belongs where refolding puts it, and, as it counts, to the journey it names if there is one. */
static void assert_attribution(const struct event_set *set, const struct spoor_toestand *toestand)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct spoor_toewijzing *a = &arrived_at[i], *b = &refolded_at[i];
        assert_true(a->reis == b->reis && same_text(a->fase, b->fase) && same_text(a->exemplaar, b->exemplaar));
        const struct spoor_event *event = b->event;
        assert_true((a->event == NULL) == (event == NULL));
        if (!event || spoor_kind_group(event->kind) > SPOOR_GROUP_REIS || !spoor_slice_present(event->klantreis_ref))
            continue;
        for (int32_t k = 0; k < (int32_t)toestand->reis_count; k++)
            assert_true(a->reis == k || !has_ref(&toestand->reizen[k], event->klantreis_ref));
    }
}

static void check_arrival(const struct event_set *set, bool each_step, struct spoor_arena *arena)
{
    struct spoor_toestand toestand;
    spoor_toestand_init(&toestand);
    table.count = 0;
    for (size_t i = 0; i < set->count; i++) {
        arrive(&toestand, set, i, arena);
        if (chance(30))
            put_keys_away(&toestand, &table);
        if (each_step)
            assert_equals_refold(set, &toestand, i + 1, arena);
    }
    assert_equals_refold(set, &toestand, set->count, arena);
    assert_attribution(set, &toestand);
}

static size_t set_count(void)
{
    const char *wanted = getenv("SPOOR_TEST_CASES");
    return wanted ? (size_t)strtoul(wanted, NULL, 10) : 13000;
}

static struct event_set set;
static struct spoor_arena arena;

static int make_random(void **state)
{
    (void)state;
    random_begin(getenv("SPOOR_TEST_SEED"));
    spoor_arena_init(&arena, (size_t)256 << 20);
    spoor_buffer_init(&seen);
    spoor_buffer_init(&expected);
    return 0;
}

static int free_random(void **state)
{
    (void)state;
    spoor_arena_fini(&arena);
    spoor_buffer_fini(&seen);
    spoor_buffer_fini(&expected);
    return 0;
}

static void any_order_of_arrival_gives_the_refolded_toestand(void **state)
{
    (void)state;
    for (size_t i = 0; i < set_count(); i++) {
        random_events(&set);
        sort_by_place(&set);
        check_arrival(&set, i % 4 == 0, &arena);
        swap_some(&set, 1 + draw(2));
        check_arrival(&set, i % 4 == 1, &arena);
        swap_some(&set, set.count);
        check_arrival(&set, i % 4 == 2, &arena);
        swap_some(&set, set.count);
        check_arrival(&set, false, &arena);
        spoor_arena_reset(&arena);
    }
    print_message("%zu events applied directly, %zu refolds\n", applied_count, refold_count);
    assert_true(applied_count > refold_count / 4);
}

/* ---- texts are copied ---- */

/* Overwrites what was in the scratch arena (one chunk) and empties it. */
static void forget(struct spoor_arena *scratch)
{
    spoor_arena_reset(scratch);
    memset(spoor_arena_text(scratch, 60000), 'X', 60000);
    spoor_arena_reset(scratch);
}

static void check_copied(struct spoor_arena *scratch)
{
    static struct spoor_event clones[EVENTS_MAX];
    static const struct spoor_event *order[EVENTS_MAX];
    struct spoor_toestand toestand;
    spoor_toestand_init(&toestand);
    table.count = 0;
    for (size_t i = 0; i < set.count; i++) {
        for (size_t k = 0; k <= i; k++) {
            clones[k] = clone_event(set.order[k], scratch);
            order[k] = &clones[k];
        }
        if (apply_with_keys(&toestand, order[i], set.definities, &table, &arena, NULL) != SPOOR_APPLIED)
            spoor_toestand_refold(&toestand, order, i + 1, set.definities, &arena, NULL);
        forget(scratch);
    }
    assert_equals_refold(&set, &toestand, set.count, &arena);
}

static void the_toestand_borrows_nothing_from_events(void **state)
{
    (void)state;
    struct spoor_arena scratch;
    spoor_arena_init(&scratch, (size_t)1 << 20);
    for (size_t i = 0; i < set_count() / 50 + 1; i++) {
        random_events(&set);
        check_copied(&scratch);
        spoor_arena_reset(&arena);
    }
    spoor_arena_fini(&scratch);
}

/* ---- publication ---- */

static struct spoor_publicatiestand copy_stand(const struct spoor_publicatiestand *stand)
{
    struct spoor_publicatiestand copy = *stand;
    copy.start_capacity = stand->start_count;
    copy.verteld_capacity = stand->verteld_count;
    copy.signaal_capacity = stand->signaal_count;
    copy.signalen = SPOOR_ARENA_ARRAY(&arena, struct spoor_gesignaleerd, stand->signaal_count);
    for (size_t i = 0; i < stand->signaal_count; i++)
        copy.signalen[i] = stand->signalen[i];
    copy.starts = SPOOR_ARENA_ARRAY(&arena, struct spoor_start, stand->start_count);
    copy.vertelden = SPOOR_ARENA_ARRAY(&arena, struct spoor_verteld, stand->verteld_count);
    for (size_t i = 0; i < stand->start_count; i++)
        copy.starts[i] = stand->starts[i];
    for (size_t i = 0; i < stand->verteld_count; i++)
        copy.vertelden[i] = stand->vertelden[i];
    return copy;
}

/* ---- what clocks tell ---- */

static void write_signal(const struct spoor_signaal *signaal, struct spoor_buffer *out)
{
    const struct spoor_klok_termijn *termijn = &signaal->termijn;
    signaled_count[signaal->nummer % 2]++;
    spoor_buffer_append_text(out, spoor_klok_termijnsoort(termijn->klok));
    spoor_buffer_append_text(out, spoor_klok_signaal(termijn->klok));
    spoor_buffer_append_slice(out, termijn->klantreis_ref);
    spoor_buffer_append_slice(out, termijn->anker);
    spoor_buffer_append_slice(out, termijn->bij_wie);
    spoor_buffer_append_int(out, termijn->bedoeld_us);
    spoor_buffer_append_int(out, signaal->nummer);
    spoor_buffer_append_text(out, termijn->stil ? "stil\n" : "\n");
}

/* A moment of which the next events tell both the past and the future. */
static int64_t moment_of_look(const struct spoor_event *event, size_t i)
{
    return event->plaatsgevonden_us + (int64_t)(i * 7919 % 40) * (i % 3 ? SPOOR_SECOND_US : 86400 * SPOOR_SECOND_US);
}

static void look_at_clocks(struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand, int64_t us,
                           struct spoor_buffer *out)
{
    struct spoor_signaal signaal;
    int64_t tot_us[] = {us, us};
    for (int bewijs = 0; bewijs < (int)SPOOR_BEWIJS_COUNT; bewijs++)
        if (stand->wek_us[bewijs] == SPOOR_TIME_NONE || stand->wek_us[bewijs] > us)
            tot_us[bewijs] = SPOOR_TIME_NONE; /* nobody looks */
    while (spoor_klok_fire(stand, toestand, set.definities, tot_us, &arena, &signaal))
        write_signal(&signaal, out);
    spoor_klok_rewind(stand, toestand, set.definities, &arena);
}

/* What a refold of all there is would take back was taken back, and it asks for no earlier look. */
static void assert_clocks_agree_with_a_refold(const struct spoor_publicatiestand *stand,
                                              const struct spoor_event *cause, size_t count)
{
    struct spoor_toestand again;
    struct spoor_signaal *items;
    struct spoor_publicatiestand copy = copy_stand(stand);
    refold_prefix(&again, &set, count, NULL, &arena);
    assert_int_equal(spoor_klok_compare(&copy, &again, cause, -1, set.definities, &arena, &items), 0);
    assert_memory_equal(copy.wek_us, stand->wek_us, sizeof copy.wek_us);
}

static void tell_clocks(struct spoor_publicatiestand *stand, const struct spoor_toestand *toestand, size_t i,
                        struct spoor_buffer *out)
{
    const struct spoor_event *counts = arrived_at[i].event ? arrived_at[i].event : set.order[i];
    struct spoor_signaal *items;
    size_t count =
        spoor_klok_compare(stand, toestand, counts, arrived_at[i].reis, set.definities, &arena, &items);
    for (size_t k = 0; k < count; k++)
        write_signal(&items[k], out);
    if (chance(20))
        assert_clocks_agree_with_a_refold(stand, counts, i + 1);
    look_at_clocks(stand, toestand, moment_of_look(set.order[i], i), out);
}

/* Tells the whole sequence; at a cut the toestand comes from a refold and the stand from a copy, as after a restart. */
static void publish(uint32_t cut_percent, struct spoor_buffer *out, struct spoor_toestand *toestand,
                    struct spoor_publicatiestand *stand)
{
    spoor_toestand_init(toestand);
    spoor_publicatiestand_init(stand);
    table.count = 0;
    for (size_t i = 0; i < set.count; i++) {
        if (chance(cut_percent)) {
            refold_prefix(toestand, &set, i, NULL, &arena);
            *stand = copy_stand(stand);
        }
        bool counts_only = arrive(toestand, &set, i, &arena) && arrived_at[i].telt_alleen;
        struct spoor_event cause = *set.order[i];
        cause.volgnummer = (int64_t)i + 1;
        struct spoor_publicatie *items;
        size_t count = spoor_publicatie_compare(stand, toestand, &cause, set.definities, &arena, &items);
        assert_true(!counts_only || count == 0);
        counted_count += counts_only;
        for (size_t k = 0; k < count; k++)
            write_publicatie(&items[k], out);
        tell_clocks(stand, toestand, i, out);
    }
}

static void assert_all_is_told(const struct spoor_toestand *toestand, const struct spoor_publicatiestand *stand)
{
    size_t live = 0;
    for (size_t i = 0; i < stand->verteld_count; i++) {
        const struct spoor_verteld *verteld = &stand->vertelden[i];
        assert_true(verteld->revisie > 0);
        live += !verteld->verdwenen;
        assert_true(!verteld->verdwenen || verteld->uitkomst.beeindigd);
        for (size_t k = 0; k < toestand->reis_count && !verteld->verdwenen; k++) {
            if (!spoor_slice_equal(spoor_publicatie_ref(stand, toestand, (int32_t)k), verteld->ref))
                continue;
            struct spoor_uitkomst uitkomst = spoor_uitkomst_of(&toestand->reizen[k], set.definities);
            assert_true(spoor_uitkomst_equal(&uitkomst, &verteld->uitkomst));
        }
    }
    assert_int_equal(live, toestand->reis_count);
    for (size_t k = 0; k < toestand->reis_count; k++)
        assert_true(spoor_slice_present(spoor_publicatie_ref(stand, toestand, (int32_t)k)));
}

static void any_cut_into_batches_tells_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < set_count() / 5 + 1; i++) {
        struct spoor_toestand toestand;
        struct spoor_publicatiestand stand;
        random_events(&set);
        if (chance(50))
            sort_by_place(&set);
        swap_some(&set, draw(4));
        spoor_buffer_clear(&expected);
        publish(0, &expected, &toestand, &stand);
        assert_all_is_told(&toestand, &stand);
        spoor_buffer_clear(&seen);
        publish(100, &seen, &toestand, &stand);
        assert_same(&set, &expected, &seen);
        spoor_buffer_clear(&seen);
        publish(30, &seen, &toestand, &stand);
        assert_same(&set, &expected, &seen);
        spoor_arena_reset(&arena);
    }
    print_message("%zu signals, %zu withdrawn\n", signaled_count[1], signaled_count[0]);
    assert_true(counted_count > 0 && signaled_count[1] > signaled_count[0] && signaled_count[0] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_of_arrival_gives_the_refolded_toestand),
        cmocka_unit_test(the_toestand_borrows_nothing_from_events),
        cmocka_unit_test(any_cut_into_batches_tells_the_same),
    };
    return cmocka_run_group_tests(tests, make_random, free_random);
}
