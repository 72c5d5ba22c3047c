/* Clocks in the fold (I10): a timer goes off once, never early, only as far as was read, and tells when it was due. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <spoor/base/time.h>

#include "support_worker.h"

#define HERINNERING "klanten.herinnering-ingesteld"
#define START "klantreizen.klantreis-gestart"
#define FASE "klantreizen.fase-gestart"
#define CONTACT "klantcontacten.klantcontact-geregistreerd"
#define LOAD "bediening.definitie-geladen"
#define MIGRATED "bediening.klantreis-gemigreerd"
#define OP(day) "\"plaatsgevondenOp\":\"2025-12-" day "T00:00:00Z\""
#define REMIND(id, op) "{\"herinneringId\":\"" id "\",\"waarvoor\":\"opgave\",\"herinnerenOp\":\"" op "\"}"

/* A journey stands still after two weeks. */
#define REIS                                                                                                           \
    "{\"definitie\":\"reis\",\"definitieVersie\":1,\"checksum\":"                                                      \
    "\"0000000000000000000000000000000000000000000000000000000000000000\",\"geldigVanafOp\":\"1900-01-01T00:00:00Z\"," \
    "\"document\":\"{\\\"code\\\":\\\"reis\\\",\\\"versie\\\":1,\\\"geldigVanaf\\\":\\\"1900-01-01\\\","               \
    "\\\"stilstand\\\":\\\"P14D\\\",\\\"fasen\\\":[{\\\"code\\\":\\\"a\\\",\\\"verwachteActie\\\":"                    \
    "{\\\"code\\\":\\\"wacht\\\",\\\"bijWie\\\":\\\"wij\\\"}},{\\\"code\\\":\\\"b\\\"}]}\"}"

/* Phase a has ten days; vanaf: fase or klantreis. */
#define TERM(versie, geldig, vanaf)                                                                                    \
    "{\"definitie\":\"term\",\"definitieVersie\":" versie ",\"checksum\":"                                             \
    "\"0000000000000000000000000000000000000000000000000000000000000000\",\"geldigVanafOp\":\"" geldig                 \
    "T00:00:00Z\",\"document\":\"{\\\"code\\\":\\\"term\\\",\\\"versie\\\":" versie ",\\\"geldigVanaf\\\":\\\"" geldig \
    "\\\",\\\"fasen\\\":[{\\\"code\\\":\\\"a\\\",\\\"termijn\\\":{\\\"duur\\\":\\\"P10D\\\",\\\"vanaf\\\":\\\"" vanaf  \
    "\\\"}},{\\\"code\\\":\\\"b\\\"}]}\"}"

static const int32_t partitions[] = {0};
static int64_t offset; /* of the next record of the running test */

static int setup(void **state)
{
    offset = 0;
    return database_setup(state);
}

static void fold(struct hand_worker *hand, const struct line *lines, size_t count)
{
    struct spoor_record *records = records_make(lines, count);
    for (size_t i = 0; i < count; i++)
        records[i].offset = offset++;
    hand_worker_fold(hand, records, count);
    records_free(records, count);
}

static int64_t moment(const char *text)
{
    int64_t us = 0;
    assert_true(spoor_time_parse(spoor_slice_of(text), (struct spoor_zone){SPOOR_ZONE_UTC, 0}, &us, NULL, NULL));
    return us;
}

static void a_reminder_that_is_due_is_told_once_with_its_due_time(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 1, 100);
    fold(hand, &(struct line){0, "k1-anna", HERINNERING, "1", REMIND("h-1", "2026-01-05T09:00:00Z")}, 1);
    assert_int_equal(
        database_number("SELECT count(*) FROM spoor.termijn WHERE NOT bewijs AND op = '2026-01-05 09:00Z'"), 1);
    int64_t next = database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 0");
    hand_worker_look(hand, SPOOR_TIME_NONE);
    hand_worker_look(hand, SPOOR_TIME_NONE);
    assert_int_equal(database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 0"), next);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.termijn"), 0);
    assert_int_equal(
        database_number("SELECT count(*) FROM spoor.signaal WHERE nummer = 1 AND volgnummer = 2 AND NOT stil "
                        "AND soort = 'herinnering-gevraagd' AND anker = 'h-1' AND klantreis_ref IS NULL AND "
                        "bedoeld_op = '2026-01-05 09:00Z' AND verwerkt_op > bedoeld_op"),
        1);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.gebeurtenis WHERE soort = 'termijn-verstreken' AND "
                                     "plaatsgevonden_op = '2026-01-05 09:00Z' AND herkomst_topic = 'intern' AND "
                                     "data::jsonb ->> 'termijnsoort' = 'herinnering'"),
                     1);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox o JOIN spoor.signaal s ON s.outbox_sequence = "
                                     "o.sequence WHERE o.topic = 'spoor.signalen' AND o.sleutel = 'k1-anna' AND "
                                     "sha256(convert_to(o.waarde, 'UTF8')) = s.hash AND o.waarde::jsonb ->> 'id' = "
                                     "s.signaal_id || '-1' AND o.waarde::jsonb -> 'data' ->> 'waarvoor' = 'opgave'"),
                     1);
    hand_worker_close(hand);
}

static void a_restart_tells_nothing_again_and_what_came_since_goes_off(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 1, 100);
    fold(hand, &(struct line){0, "k1-anna", HERINNERING, "1", REMIND("h-1", "2026-01-05T09:00:00Z")}, 1);
    hand_worker_look(hand, SPOOR_TIME_NONE);
    hand_worker_close(hand);
    hand = hand_worker_open(partitions, 1, 100);
    fold(hand, &(struct line){0, "k1-anna", HERINNERING, "2", REMIND("h-2", "2026-01-06T09:00:00Z")}, 1);
    hand_worker_look(hand, SPOOR_TIME_NONE);
    assert_string_equal(database_text("SELECT string_agg(anker, ' ' ORDER BY volgnummer) FROM spoor.signaal"),
                        "h-1 h-2");
    assert_int_equal(database_number("SELECT volgnummer FROM spoor.klant"), 4);
    hand_worker_close(hand);
}

static void nothing_goes_off_early_and_the_clock_is_that_of_the_database(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 1, 100);
    fold(hand, &(struct line){0, "k1-anna", HERINNERING, "1", REMIND("h-1", "2090-01-05T09:00:00Z")}, 1);
    hand_worker_look(hand, SPOOR_TIME_NONE);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.signaal"), 0);
    hand_worker_close(hand);
    database_run("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET spoor.proefklok = ''80 years''', "
                 "current_database()); END $$");
    hand = hand_worker_open(partitions, 1, 100);
    hand_worker_look(hand, SPOOR_TIME_NONE);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.signaal WHERE bedoeld_op = '2090-01-05 09:00Z' AND "
                                     "verwerkt_op > bedoeld_op"),
                     1);
    hand_worker_close(hand);
}

static void a_reminder_that_moved_goes_off_at_its_new_time_only(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 1, 100);
    const struct line lines[] = {{0, "k1-anna", HERINNERING, "1", REMIND("h-1", "2026-01-05T09:00:00Z")},
                                 {0, "k1-anna", HERINNERING, "2", REMIND("h-1", "2090-01-05T09:00:00Z")}};
    fold(hand, lines, 2);
    hand_worker_look(hand, SPOOR_TIME_NONE);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.signaal"), 0);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.termijn WHERE op = '2090-01-05 09:00Z'"), 1);
    assert_int_equal(database_number("SELECT volgnummer FROM spoor.klant"), 2);
    hand_worker_close(hand);
}

static void a_klant_without_clocks_costs_no_row(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 1, 100);
    fold(hand, &(struct line){0, "k1-anna", CONTACT, "1", "{\"kanaal\":\"balie\"}"}, 1);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.termijn"), 0);
    assert_null(strstr(database_text("SELECT publicatiestand FROM spoor.klant"), "wek"));
    hand_worker_close(hand);
}

/* As migrations do that bring a clock. */
static void a_look_that_nobody_needed_leaves_no_row(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 1, 100);
    fold(hand, &(struct line){0, "k1-anna", CONTACT, "1", "{\"kanaal\":\"balie\"}"}, 1);
    database_run("INSERT INTO spoor.termijn (klant_id, op, partitie, bewijs) "
                 "SELECT klant_id, spoor.klok(), partitie, true FROM spoor.klant");
    hand_worker_look(hand, moment("2090-01-01T00:00:00Z"));
    assert_int_equal(database_number("SELECT count(*) FROM spoor.termijn"), 0);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.signaal"), 0);
    hand_worker_close(hand);
}

static const struct line stall[] = {
    {0, "bediening", LOAD, "definitie-reis", REIS},
    {0, "k1-bert", START, "1", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-bert\"," OP("01") "}"},
    {0, "k1-bert", FASE, "2", "{\"klantreisRef\":\"r-bert\",\"fase\":\"a\"," OP("02") "}"},
};

static void a_stall_waits_until_all_was_read_and_tells_who_is_awaited(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 1, 100);
    fold(hand, stall, 3);
    hand_worker_look(hand, SPOOR_TIME_NONE);
    hand_worker_look(hand, moment("2025-12-15T23:59:59Z"));
    assert_int_equal(database_number("SELECT count(*) FROM spoor.signaal"), 0);
    hand_worker_look(hand, moment("2026-03-01T00:00:00Z"));
    assert_int_equal(database_number("SELECT count(*) FROM spoor.signaal WHERE soort = 'stilstand-vastgesteld' AND "
                                     "anker = '2' AND klantreis_ref = 'r-bert' AND bedoeld_op = '2025-12-16 00:00Z'"),
                     1);
    assert_string_equal(database_text("SELECT (waarde::jsonb -> 'data' ->> 'bijWie') || ' ' || "
                                      "(waarde::jsonb -> 'data' ->> 'sindsOp') || ' ' || "
                                      "(waarde::jsonb -> 'data' ->> 'fase') FROM spoor.outbox "
                                      "WHERE topic = 'spoor.signalen'"),
                        "wij 2025-12-02T00:00:00.000000Z a");
    hand_worker_close(hand);
}

static void an_answer_that_was_read_in_time_gives_no_stall(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 1, 100);
    fold(hand, stall, 3);
    fold(hand, &(struct line){0, "k1-bert", CONTACT, "3", "{\"klantreisRef\":\"r-bert\"," OP("10") "}"}, 1);
    hand_worker_look(hand, moment("2025-12-20T00:00:00Z"));
    assert_int_equal(database_number("SELECT count(*) FROM spoor.signaal"), 0);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.termijn WHERE bewijs AND op = '2025-12-24 00:00Z'"),
                     1);
    hand_worker_close(hand);
}

static void a_late_answer_withdraws_the_stall(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 1, 100);
    fold(hand, stall, 3);
    hand_worker_look(hand, moment("2025-12-17T00:00:00Z"));
    fold(hand, &(struct line){0, "k1-bert", CONTACT, "3", "{\"klantreisRef\":\"r-bert\"," OP("10") "}"}, 1);
    assert_string_equal(
        database_text("SELECT string_agg(nummer || ' ' || soort || ' ' || oorzaak_id, ', ' ORDER BY nummer) "
                      "FROM spoor.signaal WHERE nummer = 2"),
        "2 stilstand-vastgesteld-ingetrokken 3");
    assert_int_equal(
        database_number("SELECT count(*) FROM spoor.outbox o WHERE o.waarde::jsonb ->> 'causationid' = '3' AND "
                        "o.waarde::jsonb ->> 'type' LIKE '%.signalen.stilstand-vastgesteld-ingetrokken'"),
        1);
    hand_worker_close(hand);
}

static void two_clocks_with_one_signal_anker_and_due_time_both_go_off(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 1, 100);
    const struct line begun[] = {
        {0, "bediening", LOAD, "term-1", TERM("1", "1900-01-01", "fase")},
        {0, "k1-anna", START, "1", "{\"definitie\":\"term\",\"klantreisRef\":\"r-anna\"," OP("01") "}"},
        {0, "k1-anna", FASE, "2", "{\"klantreisRef\":\"r-anna\",\"fase\":\"a\"," OP("01") "}"}};
    const struct line migrated[] = {
        {0, "bediening", LOAD, "term-2", TERM("2", "2090-01-01", "klantreis")},
        {0, "k1-anna", MIGRATED, "3", "{\"klantreisRef\":\"r-anna\",\"naarVersie\":2," OP("20") "}"}};
    fold(hand, begun, 3);
    hand_worker_look(hand, moment("2025-12-19T00:00:00Z"));
    assert_int_equal(database_number("SELECT count(*) FROM spoor.signaal WHERE anker = 'a'"), 1);
    fold(hand, migrated, 2);
    while (hand_worker_slice(hand))
        ;
    hand_worker_look(hand, moment("2025-12-21T00:00:00Z"));
    assert_int_equal(database_number("SELECT count(*) FROM spoor.signaal WHERE anker = 'a' AND nummer = 1"), 2);
    assert_int_equal(database_number("SELECT count(DISTINCT (bedoeld_op, soort)) FROM spoor.signaal"), 1);
    hand_worker_close(hand);
}

static void a_timer_whose_rows_are_refused_waits_and_the_others_go_off(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 1, 100);
    const struct line lines[] = {{0, "k1-anna", HERINNERING, "1", REMIND("h-1", "2026-01-05T09:00:00Z")},
                                 {0, "k1-bert", HERINNERING, "2", REMIND("h-2", "2026-01-05T09:00:00Z")},
                                 {0, "k1-cor", HERINNERING, "3", REMIND("h-3", "2026-01-05T09:00:00Z")}};
    fold(hand, lines, 3);
    database_run("ALTER TABLE spoor.signaal ADD CONSTRAINT weiger CHECK (anker <> 'h-2')");
    hand_worker_look(hand, SPOOR_TIME_NONE);
    assert_string_equal(database_text("SELECT string_agg(anker, ' ' ORDER BY anker) FROM spoor.signaal"), "h-1 h-3");
    assert_int_equal(database_number("SELECT count(*) FROM spoor.termijn WHERE op > clock_timestamp() + '50 minutes'"),
                     1);
    hand_worker_close(hand);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, database_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_reminder_that_is_due_is_told_once_with_its_due_time),
        TEST(a_restart_tells_nothing_again_and_what_came_since_goes_off),
        TEST(nothing_goes_off_early_and_the_clock_is_that_of_the_database),
        TEST(a_reminder_that_moved_goes_off_at_its_new_time_only),
        TEST(a_klant_without_clocks_costs_no_row),
        TEST(a_look_that_nobody_needed_leaves_no_row),
        TEST(a_stall_waits_until_all_was_read_and_tells_who_is_awaited),
        TEST(an_answer_that_was_read_in_time_gives_no_stall),
        TEST(a_late_answer_withdraws_the_stall),
        TEST(two_clocks_with_one_signal_anker_and_due_time_both_go_off),
        TEST(a_timer_whose_rows_are_refused_waits_and_the_others_go_off),
    };
    return cmocka_run_group_tests_name("fold_klok", tests, database_group_setup, database_group_teardown);
}
