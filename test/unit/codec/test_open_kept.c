/* Open matters kept as the fold keeps them: the first in the klant row, all in a table that takes only differences. After
 * any events in any order both must be what the whole set gives. */
#include "cmocka_test.h"

#include <spoor/codec/toestand.h>

enum { EVENTS = 120, ROUNDS = 60, REFS = 60, LONG_REF = 700 };

static struct spoor_arena arena;
static uint64_t random_state = 11;
static struct spoor_event events[EVENTS];
static const struct spoor_event *arrived[EVENTS];
static const struct spoor_definities no_definitions;
static size_t completed, refolded;

static struct table { /* as PostgreSQL has it between two batches */
    struct spoor_openstaand rows[EVENTS];
    size_t count;
} table;

static size_t below(size_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % n);
}

/* Many more open than close, so that more are open than a row keeps; in rounds of long refs the room is the limit. */
static void fill_event(size_t i, bool long_refs)
{
    static const enum spoor_kind kinds[] = {SPOOR_KIND_INTERNETAAK_AANGEMAAKT, SPOOR_KIND_INTERNETAAK_AANGEMAAKT,
                                            SPOOR_KIND_INTERNETAAK_AANGEMAAKT, SPOOR_KIND_INTERNETAAK_TOEGEWEZEN,
                                            SPOOR_KIND_INTERNETAAK_VERWERKT, SPOOR_KIND_KLACHT_INGEDIEND,
                                            SPOOR_KIND_KLACHT_AFGEHANDELD, SPOOR_KIND_REGISSEUR_TOEGEWEZEN};
    struct spoor_slice ref = spoor_arena_printf(&arena, "%0*d", long_refs ? LONG_REF : 2, (int)below(REFS));
    struct spoor_slice who = spoor_arena_printf(&arena, "p%d", (int)below(3));
    int64_t us = below(10) ? (int64_t)i * 10 : (int64_t)below(EVENTS * 10);
    events[i] = (struct spoor_event){.kind = kinds[below(sizeof kinds / sizeof *kinds)],
                                     .klant_ref = SPOOR_SLICE("k1-00"),
                                     .source = SPOOR_SLICE("urn:a"),
                                     .id = spoor_arena_printf(&arena, "e%d", (int)i),
                                     .plaatsgevonden_us = us / 30 * 30, /* many at one moment */
                                     .time_us = SPOOR_TIME_NONE,
                                     .uiterlijk_us = SPOOR_TIME_NONE,
                                     .afspraak_us = SPOOR_TIME_NONE,
                                     .afgerond_us = SPOOR_TIME_NONE,
                                     .gemeld_us = SPOOR_TIME_NONE,
                                     .taak_id = ref,
                                     .klacht_id = ref,
                                     .over_soort = SPOOR_SLICE("taak"),
                                     .over_ref = ref,
                                     .regisseur = who,
                                     .toegewezen_aan = below(2) ? who : SPOOR_SLICE_NULL};
    arrived[i] = &events[i];
}

static void table_delete(const struct spoor_openstaand *item)
{
    for (size_t i = 0; i < table.count; i++)
        if (spoor_slice_equal(table.rows[i].soort, item->soort) && spoor_slice_equal(table.rows[i].ref, item->ref)) {
            memmove(&table.rows[i], &table.rows[i + 1], (table.count - i - 1) * sizeof *table.rows);
            table.count--;
            return;
        }
}

static void table_insert(const struct spoor_openstaand *item)
{
    table_delete(item);
    size_t at = table.count++;
    for (; at > 0 && spoor_openstaand_compare(&table.rows[at - 1], item) > 0; at--)
        table.rows[at] = table.rows[at - 1];
    table.rows[at] = *item;
}

/* Deletes first, then the others, as the statements of a batch. */
static void write_differences(const struct spoor_openstaand *was, size_t was_count,
                              const struct spoor_toestand *toestand)
{
    struct spoor_openstaand_verschil *all;
    size_t count = spoor_openstaand_differences(was, was_count, toestand->openstaand, toestand->openstaand_count, &arena,
                                                &all);
    for (size_t i = 0; i < count; i++)
        if (!all[i].is)
            table_delete(all[i].was);
    for (size_t i = 0; i < count; i++)
        if (all[i].is)
            table_insert(all[i].is);
}

static struct spoor_openstaand *copy_of(const struct spoor_openstaand *items, size_t count)
{
    struct spoor_openstaand *copy = SPOOR_ARENA_ARRAY(&arena, struct spoor_openstaand, count + 1);
    memcpy(copy, items, count * sizeof *copy);
    return copy;
}

static void decode(const struct spoor_buffer *row, struct spoor_toestand *toestand)
{
    assert_int_equal(spoor_toestand_decode(spoor_buffer_slice(row), &arena, toestand, NULL), SPOOR_OK);
}

/* One event a batch: the row is read, the table only when the fold asks for it, and both are written. */
static void fold_one(struct spoor_buffer *row, size_t index)
{
    struct spoor_toestand toestand;
    decode(row, &toestand);
    bool all_known = toestand.openstaand_rest == 0;
    enum spoor_apply_result result =
        spoor_toestand_apply(&toestand, &events[index], &no_definitions, &arena, NULL);
    if (result == SPOOR_NEEDS_OPENSTAAND) {
        assert_false(all_known);
        completed++;
        spoor_toestand_complete(&toestand, copy_of(table.rows, table.count), table.count);
        result = spoor_toestand_apply(&toestand, &events[index], &no_definitions, &arena, NULL);
        assert_int_not_equal(result, SPOOR_NEEDS_OPENSTAAND);
    }
    if (result == SPOOR_NEEDS_HISTORY) {
        refolded++;
        spoor_toestand_refold(&toestand, arrived, index + 1, &no_definitions, &arena, NULL);
    }
    write_differences(copy_of(table.rows, table.count), table.count, &toestand);
    spoor_buffer_clear(row);
    spoor_toestand_encode(&toestand, row);
}

static void assert_all_right(const struct spoor_buffer *row, size_t count)
{
    struct spoor_toestand whole;
    struct spoor_buffer expected;
    spoor_buffer_init(&expected);
    spoor_toestand_refold(&whole, arrived, count, &no_definitions, &arena, NULL);
    spoor_toestand_encode(&whole, &expected);
    assert_true(spoor_slice_equal(spoor_buffer_slice(&expected), spoor_buffer_slice(row)));
    assert_true(row->length < 16384);
    assert_int_equal(whole.openstaand_count, table.count);
    for (size_t i = 0; i < table.count; i++)
        assert_true(spoor_openstaand_equal(&whole.openstaand[i], &table.rows[i]));
    spoor_buffer_fini(&expected);
}

static void the_row_and_the_table_are_those_of_the_whole_set(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct spoor_buffer row;
        struct spoor_toestand empty;
        spoor_arena_init(&arena, (size_t)512 << 20);
        spoor_buffer_init(&row);
        spoor_toestand_init(&empty);
        spoor_toestand_encode(&empty, &row);
        table.count = 0;
        for (size_t i = 0; i < EVENTS; i++)
            fill_event(i, round % 3 == 0);
        for (size_t i = 0; i < EVENTS; i++) {
            fold_one(&row, i);
            assert_all_right(&row, i + 1);
        }
        spoor_buffer_fini(&row);
        spoor_arena_fini(&arena);
    }
    print_message("%zu times the table was asked, %zu refolds\n", completed, refolded);
    assert_true(completed > 100 && refolded > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_row_and_the_table_are_those_of_the_whole_set)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
