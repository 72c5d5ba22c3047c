/* The table openstaand: what a batch changed about open matters, however batches are cut and however many are open. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <spoor/base/buffer.h>

#include "support_worker.h"

#define MADE "klantcontacten.internetaak-aangemaakt"
#define GIVEN "klantcontacten.internetaak-toegewezen"
#define DONE "klantcontacten.internetaak-verwerkt"
#define TO_ELS "\"toegewezenAan\":{\"soort\":\"medewerker\",\"ref\":\"els\"}"
#define AT(day) "\"plaatsgevondenOp\":\"2025-12-" day "T09:00:00Z\""

enum { MANY = 10000, ROUND = 500, TEXT_MAX = 128 };

/* Batches of `cut` lines; between them the worker is another one, that knows nothing. */
static void fold_in_batches_of(size_t cut, const struct line *lines, size_t count)
{
    int32_t partition = 0;
    struct spoor_record *records = records_make(lines, count);
    for (size_t i = 0; i < count; i += cut) {
        struct hand_worker *hand = hand_worker_open(&partition, 1, 100);
        hand_worker_fold(hand, records + i, i + cut > count ? count - i : cut);
        hand_worker_close(hand);
    }
    records_free(records, count);
}

static const char *table(void)
{
    return database_text(
        "SELECT coalesce(string_agg(concat_ws(' ', soort, ref, to_char(sinds_op AT TIME ZONE 'UTC', 'DD'), "
        "'aard=' || aard, 'eigenaar=' || eigenaar, 'divisie=' || divisie, 'regisseur=' || regisseur, "
        "'uiterlijk=' || to_char(uiterlijk_op AT TIME ZONE 'UTC', 'DD')), ', ' ORDER BY sinds_op, soort, ref), '') "
        "FROM spoor.openstaand");
}

static void assert_table(const struct line *lines, size_t count, const char *expected)
{
    static const size_t cuts[] = {1, 2, 3, 100};
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        void *none = NULL;
        database_setup(&none);
        fold_in_batches_of(cuts[i], lines, count);
        assert_string_equal(table(), expected);
        database_teardown(&none);
    }
}
#define assert_lines(lines, expected) assert_table(lines, sizeof(lines) / sizeof(lines)[0], expected)

static void open_matters_have_a_row_until_they_are_closed(void **state)
{
    static const struct line lines[] = {
        {0, "k1-a", MADE, "1",
         "{\"taakId\":\"T1\",\"soort\":\"terugbelverzoek\"," AT("01") ",\"uiterlijkOp\":\"2025-12-03T09:00:00Z\"}"},
        {0, "k1-a", GIVEN, "2", "{\"taakId\":\"T1\"," TO_ELS ",\"divisie\":\"ww\"," AT("02") "}"},
        {0, "k1-a", "klantcontacten.regisseur-toegewezen", "3",
         "{\"over\":{\"soort\":\"taak\",\"ref\":\"T1\"},\"regisseur\":{\"soort\":\"medewerker\",\"ref\":\"kees\"}," AT("03") "}"},
        {0, "k1-a", "klantcontacten.klacht-ingediend", "4", "{\"klachtId\":\"KL\"," AT("04") "}"},
        {0, "k1-a", "klantcontacten.klacht-afgehandeld", "5", "{\"klachtId\":\"KL\"," AT("05") "}"},
        {0, "k1-a", "klantcontacten.bericht-ontvangen", "6",
         "{\"klantcontactId\":\"B0\",\"bevestigingNodig\":false," AT("06") "}"},
        {0, "k1-a", "klantreizen.aanvulling-gevraagd", "7",
         "{\"aanvraagId\":\"AV\",\"gevraagdeGegevens\":[\"loonstrook\"]," AT("07") "}"},
        {0, "k1-b", "klantcontacten.bericht-ontvangen", "8", "{\"klantcontactId\":\"B1\"," AT("08") "}"},
    };
    (void)state;
    assert_lines(lines, "taak T1 01 aard=terugbelverzoek eigenaar=els divisie=ww regisseur=kees uiterlijk=03, "
                        "aanvulling AV 07, bericht B1 08");
}

static void what_comes_late_ends_in_the_same_rows(void **state)
{
    static const struct line lines[] = {
        {0, "k1-a", DONE, "1", "{\"taakId\":\"T1\"," AT("09") "}"},
        {0, "k1-a", MADE, "2", "{\"taakId\":\"T1\"," AT("01") "}"}, /* done already */
        {0, "k1-a", MADE, "3", "{\"taakId\":\"T2\"," AT("02") "}"},
        {0, "k1-a", MADE, "3", "{\"taakId\":\"T2\"," AT("02") "}"}, /* again */
        {0, "k1-a", DONE, "4", "{\"taakId\":\"T3\"," AT("01") "}"},
        {0, "k1-a", MADE, "5", "{\"taakId\":\"T3\"," AT("03") "}"}, /* after it was done: open again */
        {0, "k1-a", GIVEN, "6", "{\"taakId\":\"T3\"," TO_ELS "," AT("04") "}"},
        {0, "k1-a", MADE, "7", "{\"taakId\":\"T4\"," AT("10") "}"},
        {0, "k1-a", DONE, "8", "{\"taakId\":\"T4\"," AT("11") "}"},
        {0, "k1-a", MADE, "9", "{\"taakId\":\"T4\"," AT("12") "}"},
    };
    (void)state;
    assert_lines(lines, "taak T2 02, taak T3 03 eigenaar=els, taak T4 12");
}

static void a_loaded_definition_changes_no_row(void **state)
{
    static const struct line lines[] = {
        {0, "k1-a", "klantreizen.klantreis-gestart", "1", "{\"definitie\":\"reis\",\"klantreisRef\":\"r\"," AT("01") "}"},
        {0, "k1-a", MADE, "2", "{\"taakId\":\"T1\"," AT("02") "}"},
        {0, "bediening", "bediening.definitie-geladen", "d",
         "{\"definitie\":\"reis\",\"definitieVersie\":1,\"checksum\":"
         "\"0000000000000000000000000000000000000000000000000000000000000000\",\"geldigVanafOp\":\"1900-01-01T00:00:00Z\","
         "\"document\":\"{\\\"code\\\":\\\"reis\\\",\\\"versie\\\":1,\\\"geldigVanaf\\\":\\\"1900-01-01\\\","
         "\\\"fasen\\\":[{\\\"code\\\":\\\"a\\\"}]}\"}"},
        {0, "k1-a", MADE, "3", "{\"taakId\":\"T2\"," AT("03") "}"},
    };
    (void)state;
    assert_lines(lines, "taak T1 02, taak T2 03");
}

/* ---- many ---- */

static struct line *many_lines(const char *kind, const char *id, size_t first, size_t count)
{
    struct line *lines = calloc(count, sizeof *lines);
    for (size_t i = 0; i < count; i++) {
        size_t number = first + i;
        char *texts = calloc(2, TEXT_MAX);
        snprintf(texts, TEXT_MAX, "%s%zu", id, number);
        snprintf(texts + TEXT_MAX, TEXT_MAX,
                 "{\"taakId\":\"T%05zu\",\"plaatsgevondenOp\":\"2025-12-%02dT%02zu:%02zu:%02zuZ\"}", number,
                 *id == 'm' ? 1 : 2, number / 3600, number / 60 % 60, number % 60);
        lines[i] = (struct line){0, "k1-veel", kind, texts, texts + TEXT_MAX};
    }
    return lines;
}

static void free_lines(struct line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free((char *)(uintptr_t)lines[i].id);
    free(lines);
}

static const char *kept(int which)
{
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT toestand::jsonb -> 'volg' -> 'openstaand' -> %d ->> 'ref' FROM spoor.klant", which);
    return database_text(sql);
}

static int64_t kept_rest(void)
{
    return database_number("SELECT (toestand::jsonb -> 'volg' ->> 'openstaandRest')::int FROM spoor.klant");
}

/* Offsets of the records go on from call to call, as a topic's do. */
static void fold_many(const struct line *all, size_t count, size_t from, size_t to)
{
    int32_t partition = 0;
    struct spoor_record *records = records_make(all, count);
    struct hand_worker *hand = hand_worker_open(&partition, 1, 100);
    for (size_t i = from; i < to; i += ROUND)
        hand_worker_fold(hand, records + i, i + ROUND > to ? to - i : ROUND);
    hand_worker_close(hand);
    records_free(records, count);
}

static void ten_thousand_open_matters_all_have_their_row(void **state)
{
    struct line *made = many_lines(MADE, "m", 0, MANY), *done = many_lines(DONE, "d", 0, 100);
    struct line *all = calloc(MANY + 101, sizeof *all);
    (void)state;
    memcpy(all, made, MANY * sizeof *all);
    memcpy(all + MANY, done, 100 * sizeof *all);
    all[MANY + 100] = (struct line){0, "k1-veel", GIVEN, "g", "{\"taakId\":\"T09999\"," TO_ELS "," AT("03") "}"};
    fold_many(all, MANY + 101, 0, MANY);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.openstaand"), MANY);
    assert_int_equal(kept_rest(), MANY - 32);
    fold_many(all, MANY + 101, MANY, MANY + 101);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.openstaand"), MANY - 100);
    assert_string_equal(database_text("SELECT min(ref) || ' ' || max(eigenaar) FROM spoor.openstaand"), "T00100 els");
    assert_string_equal(kept(0), "T00100");
    assert_string_equal(kept(31), "T00131");
    assert_int_equal(kept_rest(), MANY - 132);
    assert_true(database_number("SELECT length(toestand) FROM spoor.klant") < 16384);
    free_lines(made, MANY);
    free_lines(done, 100);
    free(all);
}

/* Made in any order; a late event among many refolds, and the rows must be those of the set all the same. */
static void a_late_event_among_many_changes_one_row(void **state)
{
    enum { SOME = 60 };
    struct line *made = many_lines(MADE, "m", 0, SOME);
    struct line all[SOME + 2];
    (void)state;
    memcpy(all, made, SOME * sizeof *all);
    all[SOME] = (struct line){0, "k1-veel", DONE, "l1",
                              "{\"taakId\":\"T00050\",\"plaatsgevondenOp\":\"2025-12-01T00:00:55Z\"}"};
    all[SOME + 1] = (struct line){0, "k1-veel", DONE, "l2",
                                  "{\"taakId\":\"T00002\",\"plaatsgevondenOp\":\"2025-12-01T00:00:03Z\"}"};
    fold_in_batches_of(1, all, SOME + 2);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.openstaand"), SOME - 2);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.openstaand WHERE ref IN ('T00050', 'T00002')"), 0);
    assert_string_equal(kept(31), "T00032");
    free_lines(made, SOME);
}

/* Somebody else wrote there: nothing is guessed. */
static void a_row_that_somebody_took_away_is_noticed(void **state)
{
    enum { SOME = 50 };
    struct line *made = many_lines(MADE, "m", 0, SOME);
    struct spoor_record *records = records_make(made, SOME);
    int32_t partition = 0;
    (void)state;
    fold_many(made, SOME, 0, SOME - 1);
    database_run("DELETE FROM spoor.openstaand WHERE ref = 'T00040'");
    struct hand_worker *hand = hand_worker_open(&partition, 1, 100);
    hand_worker_halts(hand, records + SOME - 1, 1, "openstaand_onvolledig");
    hand_worker_close(hand);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.gebeurtenis"), SOME - 1);
    records_free(records, SOME);
    free_lines(made, SOME);
}

static void each_role_may_do_what_it_needs_with_open_matters(void **state)
{
    (void)state;
    assert_string_equal(database_text("SELECT string_agg(rol || ':' || p, ' ' ORDER BY rol COLLATE \"C\", p) FROM "
                                      "unnest(ARRAY['spoor_process', 'spoor_read', 'spoor_ops', 'spoor_privacy']) rol, "
                                      "unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p "
                                      "WHERE has_table_privilege(rol, 'spoor.openstaand', p)"),
                        "spoor_privacy:SELECT spoor_process:DELETE spoor_process:INSERT spoor_process:SELECT "
                        "spoor_process:UPDATE spoor_read:SELECT");
    assert_int_equal(database_number("SELECT has_table_privilege('spoor_ops', 'spoor_api.openstaand_stand', 'SELECT')::int"),
                     1);
}

#define DATABASE_TEST(name) cmocka_unit_test_setup_teardown(name, database_setup, database_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_matters_have_a_row_until_they_are_closed),
        cmocka_unit_test(what_comes_late_ends_in_the_same_rows),
        cmocka_unit_test(a_loaded_definition_changes_no_row),
        DATABASE_TEST(ten_thousand_open_matters_all_have_their_row),
        DATABASE_TEST(a_late_event_among_many_changes_one_row),
        DATABASE_TEST(a_row_that_somebody_took_away_is_noticed),
        DATABASE_TEST(each_role_may_do_what_it_needs_with_open_matters),
    };
    return cmocka_run_group_tests_name("fold_open", tests, database_group_setup, database_group_teardown);
}
