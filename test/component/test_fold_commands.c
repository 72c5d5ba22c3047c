/* Commands between events (I5): what is told does not depend on how batches and slices are cut, on which partitions a
 * worker owns, or on restarts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <spoor/codec/canonical.h>

#include "support_worker.h"

#define START "klantreizen.klantreis-gestart"
#define FASE "klantreizen.fase-gestart"
#define KLAAR "klantreizen.fase-voltooid"
#define LOAD "bediening.definitie-geladen"
#define BEGINSTAND "bediening.beginstand-gevraagd"
#define CONTACT "klantcontacten.klantcontact-geregistreerd"
#define AT(day) "\"plaatsgevondenOp\":\"2025-12-0" #day "T00:00:00Z\""

#define DEFINITION(code, fasen)                                                                                        \
    "{\"definitie\":\"" code "\",\"definitieVersie\":1,\"checksum\":"                                                  \
    "\"0000000000000000000000000000000000000000000000000000000000000000\",\"geldigVanafOp\":\"1900-01-01T00:00:00Z\"," \
    "\"document\":\"{\\\"code\\\":\\\"" code "\\\",\\\"versie\\\":1,\\\"geldigVanaf\\\":\\\"1900-01-01\\\","           \
    "\\\"fasen\\\":[" fasen "]}\"}"
#define STAP(code) "{\\\"code\\\":\\\"" code "\\\",\\\"verwachteActie\\\":{\\\"code\\\":\\\"doe-" code "\\\"}}"
#define REIS DEFINITION("reis", STAP("a") "," STAP("b") "," STAP("c"))
#define ANDER DEFINITION("ander", STAP("a") "," STAP("z"))

/* Two partitions; the definition comes in the second one long after the first has it. */
static const struct line lines[] = {
    {0, "k1-anna", START, "1", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-anna\"," AT(1) "}"},
    {0, "k1-anna", FASE, "2", "{\"klantreisRef\":\"r-anna\",\"fase\":\"a\"," AT(1) "}"},
    {0, "k1-bert", START, "3", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-bert\"," AT(1) "}"},
    {0, "k1-bert", FASE, "4", "{\"klantreisRef\":\"r-bert\",\"fase\":\"b\"," AT(1) "}"},
    {0, "k1-emma", CONTACT, "5", "{\"kanaal\":\"balie\"," AT(1) "}"},
    {0, "k1-stil", START, "6", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-stil\"," AT(1) "}"},
    {1, "k1-gert", START, "7", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-gert\"," AT(1) "}"},
    {1, "k1-gert", FASE, "8", "{\"klantreisRef\":\"r-gert\",\"fase\":\"a\"," AT(1) "}"},
    {0, "bediening", LOAD, "definitie-reis", REIS},
    {0, "k1-anna", FASE, "9", "{\"klantreisRef\":\"r-anna\",\"fase\":\"b\"," AT(2) "}"},
    {1, "k1-gert", FASE, "10", "{\"klantreisRef\":\"r-gert\",\"fase\":\"b\"," AT(2) "}"},
    {1, "k1-hans", START, "11", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-hans\"," AT(1) "}"},
    {0, "k1-cor", START, "12", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-cor\"," AT(2) "}"},
    {0, "bediening", BEGINSTAND, "beginstand-1", "{}"},
    {0, "k1-bert", KLAAR, "13", "{\"klantreisRef\":\"r-bert\",\"fase\":\"b\"," AT(3) "}"},
    {0, "k1-cor", FASE, "14", "{\"klantreisRef\":\"r-cor\",\"fase\":\"a\"," AT(3) "}"},
    {0, "k1-emma", START, "15", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-emma\"," AT(3) "}"},
    {0, "k1-dirk", START, "16", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-dirk\"," AT(3) "}"},
    {0, "k1-emma", FASE, "17", "{\"klantreisRef\":\"r-emma\",\"fase\":\"a\"," AT(3) "}"},
    {1, "k1-hans", FASE, "18", "{\"klantreisRef\":\"r-hans\",\"fase\":\"a\"," AT(3) "}"},
    {1, "bediening", LOAD, "definitie-reis", REIS},
    {1, "bediening", LOAD, "definitie-ander", ANDER},
    {1, "k1-gert", FASE, "19", "{\"klantreisRef\":\"r-gert\",\"fase\":\"c\"," AT(4) "}"},
    {0, "bediening", LOAD, "definitie-ander", ANDER},
    {0, "k1-anna", FASE, "20", "{\"klantreisRef\":\"r-anna\",\"fase\":\"a\"," AT(1) ",\"exemplaar\":\"laat\"}"},
    {0, "bediening", LOAD, "definitie-reis", REIS},
    {0, "bediening", BEGINSTAND, "beginstand-2", "{}"},
    {0, "k1-anna", FASE, "21", "{\"klantreisRef\":\"r-anna\",\"fase\":\"c\"," AT(4) "}"},
    {0, "k1-dirk", FASE, "22", "{\"klantreisRef\":\"r-dirk\",\"fase\":\"a\"," AT(4) "}"},
    {1, "k1-hans", KLAAR, "23", "{\"klantreisRef\":\"r-hans\",\"fase\":\"a\"," AT(4) "}"},
};
enum { LINES = sizeof lines / sizeof lines[0], PARTITIONS = 2 };

struct schedule {
    size_t cut;           /* records per poll */
    size_t slice_every;   /* polls between slices; 0 = slices at the end only */
    size_t restart_every; /* polls between restarts of all workers; 0 = never */
    size_t workers;       /* 1: owns both partitions */
    int first;            /* partition that is read to its end before the other; -1: as they come */
    int64_t slice;
};

struct run {
    const struct schedule *schedule;
    struct hand_worker *hands[PARTITIONS];
    struct spoor_record *records;
};

static void open_workers(struct run *run)
{
    int32_t partitions[] = {0, 1};
    if (run->schedule->workers == 1)
        run->hands[0] = hand_worker_open(partitions, 2, run->schedule->slice);
    for (size_t i = 0; run->schedule->workers == 2 && i < 2; i++)
        run->hands[i] = hand_worker_open(&partitions[i], 1, run->schedule->slice);
}

static void close_workers(struct run *run)
{
    for (size_t i = 0; i < run->schedule->workers; i++)
        hand_worker_close(run->hands[i]);
}

/* The next records that one worker gets in one poll; taken ones are marked by an absent value. */
static size_t poll(struct run *run, size_t worker, bool *taken, struct spoor_record *out)
{
    const struct schedule *schedule = run->schedule;
    size_t count = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < LINES && count < schedule->cut; i++) {
            bool mine = schedule->workers == 1 || run->records[i].partition == (int32_t)worker;
            bool now = schedule->first < 0 || pass == 1 || run->records[i].partition == schedule->first;
            if (taken[i] || !mine || !now)
                continue;
            taken[i] = true;
            out[count++] = run->records[i];
        }
    return count;
}

static void feed(struct run *run)
{
    const struct schedule *schedule = run->schedule;
    struct spoor_record batch[LINES];
    bool taken[LINES] = {false};
    size_t idle = 0;
    for (size_t polls = 1; idle < schedule->workers; polls++) {
        size_t worker = polls % schedule->workers, count = poll(run, worker, taken, batch);
        idle = count ? 0 : idle + 1;
        hand_worker_fold(run->hands[worker], batch, count);
        if (schedule->slice_every && polls % schedule->slice_every == 0)
            hand_worker_slice(run->hands[worker]);
        if (schedule->restart_every && polls % schedule->restart_every == 0) {
            close_workers(run);
            open_workers(run);
        }
    }
    for (size_t i = 0; i < schedule->workers; i++)
        while (hand_worker_slice(run->hands[i]))
            ;
}

/* Everything that may not depend on the schedule. */
static char *told(void)
{
    PGconn *conn = database_connect();
    PGresult *result = PQexec(
        conn,
        "SELECT string_agg(rij, E'\\n' ORDER BY rij) FROM ("
        "  SELECT concat_ws(' ', 'publicatie', k.klant_ref, p.klantreis_ref, to_char(p.volgnummer, 'FM000'), p.revisie,"
        "                   p.soort, p.id, p.stil, p.oorzaak_id, p.plaatsgevonden_op, p.uitkomst) AS rij"
        "  FROM spoor.publicatie p JOIN spoor.klant k USING (klant_id)"
        "  UNION ALL SELECT concat_ws(' ', 'gebeurtenis', k.klant_ref, to_char(g.volgnummer, 'FM000'), g.soort, g.id)"
        "  FROM spoor.gebeurtenis g JOIN spoor.klant k USING (klant_id)"
        "  UNION ALL SELECT concat_ws(' ', 'klantreis', klant_ref, klantreis_ref, revisie, soort, fase, volgende_fase)"
        "  FROM spoor.klantreis"
        "  UNION ALL SELECT concat_ws(' ', 'klant', klant_ref, wacht_op_definitie, toestand, publicatiestand)"
        "  FROM spoor.klant) alles");
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    char *text = strdup(PQgetvalue(result, 0, 0));
    PQclear(result);
    PQfinish(conn);
    return text;
}

struct story { /* what else happens: before the first record, after the last */
    void (*before)(void);
    void (*after)(struct run *run);
};

static char *outcome_of_story(const struct schedule *schedule, const struct story *story)
{
    struct run run = {.schedule = schedule, .records = records_make(lines, LINES)};
    void *none = NULL;
    database_setup(&none);
    if (story->before)
        story->before();
    open_workers(&run);
    feed(&run);
    if (story->after)
        story->after(&run);
    char *text = told();
    assert_int_equal(database_number("SELECT count(*) FROM spoor.opdracht WHERE NOT afgerond"), 0);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.opdracht_gehad"), 0);
    close_workers(&run);
    database_teardown(&none);
    records_free(run.records, LINES);
    return text;
}

static char *outcome_of(const struct schedule *schedule)
{
    static const struct story plain;
    return outcome_of_story(schedule, &plain);
}

static void compare(const char *expected, const struct schedule *schedule)
{
    char *text = outcome_of(schedule);
    if (strcmp(expected, text) != 0)
        fail_msg("cut %zu, slice every %zu of %lld, restart every %zu, %zu workers, first %d tells otherwise:\n%s\n\n"
                 "expected:\n%s",
                 schedule->cut, schedule->slice_every, (long long)schedule->slice, schedule->restart_every,
                 schedule->workers, schedule->first, text, expected);
    free(text);
}

static void cuts_slices_owners_and_restarts_change_nothing_that_is_told(void **state)
{
    (void)state;
    static const struct schedule schedules[] = {
        {.cut = 1, .slice_every = 0, .workers = 1, .first = -1, .slice = 100},
        {.cut = LINES, .slice_every = 1, .workers = 1, .first = -1, .slice = 100},
        {.cut = LINES, .slice_every = 0, .workers = 1, .first = 1, .slice = 2},
        {.cut = 1, .slice_every = 1, .workers = 1, .first = 0, .slice = 1},
        {.cut = 2, .slice_every = 3, .workers = 1, .first = -1, .slice = 1},
        {.cut = 3, .slice_every = 2, .workers = 2, .first = -1, .slice = 1},
        {.cut = 5, .slice_every = 0, .workers = 2, .first = -1, .slice = 3},
        {.cut = 1, .slice_every = 2, .restart_every = 1, .workers = 1, .first = -1, .slice = 1},
        {.cut = 4, .slice_every = 0, .restart_every = 2, .workers = 2, .first = -1, .slice = 2},
        {.cut = 7, .slice_every = 1, .restart_every = 3, .workers = 1, .first = 1, .slice = 1},
    };
    /* Each command is done for everybody before the next record. */
    static const struct schedule one_by_one = {.cut = 1, .slice_every = 1, .workers = 1, .first = -1, .slice = 100};
    char *expected = outcome_of(&one_by_one);
    for (size_t i = 0; i < sizeof schedules / sizeof schedules[0]; i++)
        compare(expected, &schedules[i]);
    free(expected);
}

/* The third time partition 0 is told of a definition, the second of this one. */
static void nobody_was_folded_again_for_what_is_in_force(struct run *run)
{
    (void)run;
    assert_int_equal(database_number("SELECT count(*) FROM spoor.opdracht WHERE soort = 'definitie-geladen' AND "
                                     "partitie = 0"),
                     3);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.opdracht WHERE soort = 'definitie-geladen' AND "
                                     "partitie = 0 AND gedaan = 0"),
                     1);
}

static void what_is_in_force_is_not_folded_again(void **state)
{
    (void)state;
    static const struct schedule schedule = {.cut = LINES, .workers = 1, .first = -1, .slice = 100};
    static const struct story story = {.after = nobody_was_folded_again_for_what_is_in_force};
    free(outcome_of_story(&schedule, &story));
}

static void a_definition_is_told_as_its_own_event_before_the_next_one(void **state)
{
    (void)state;
    static const struct schedule schedule = {.cut = LINES, .workers = 1, .first = -1, .slice = 100};
    char *text = outcome_of(&schedule);
    /* Nothing is told of fase a while the definition is not there; then the definition tells it, then comes fase b. */
    assert_non_null(strstr(text, "publicatie k1-anna r-anna 003 2 statuswijziging r-anna-2 f definitie-reis"));
    assert_non_null(strstr(text, "publicatie k1-anna r-anna 004 3 statuswijziging r-anna-3 f 9"));
    /* In partition 1 the same record of partition 0 counts for nothing. */
    assert_non_null(strstr(text, "publicatie k1-gert r-gert 004 2 statuswijziging r-gert-2 f definitie-reis"));
    /* Who had no journey yet, or came after the question, gets no beginstand. */
    assert_non_null(strstr(text, "publicatie k1-bert r-bert 004 2 beginstand r-bert-2-b4 f beginstand-1"));
    assert_non_null(strstr(text, "publicatie k1-emma r-emma 002 1 statuswijziging r-emma-1 f 15"));
    assert_null(strstr(text, "k1-dirk 002 beginstand-gevraagd beginstand-1"));
    free(text);
}

/* ---- rows that the database refuses ---- */

static void the_database_refuses_definitions_for_bert(void)
{
    database_run("DO $$ BEGIN EXECUTE format('ALTER TABLE spoor.gebeurtenis ADD CONSTRAINT weiger CHECK "
                 "(soort <> ''definitie-geladen'' OR klant_id <> %L)', "
                 "substr(encode(sha256('k1-bert'), 'hex'), 1, 32)); END $$");
}

static void each_refusal_is_parked_for_bert_alone(struct run *run)
{
    (void)run;
    assert_int_equal(database_number("SELECT count(*) FROM spoor.quarantaine WHERE reden = 'database_weigert' AND "
                                     "vorm = 'canoniek' AND stand = 'open' AND sleutel = 'k1-bert' AND "
                                     "type = 'nl.overheid.bediening.definitie-geladen'"),
                     3);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.quarantaine"), 3);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox WHERE topic = 'spoor.quarantaine'"), 3);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.gebeurtenis g JOIN spoor.klant k USING (klant_id) "
                                     "WHERE klant_ref = 'k1-bert' AND soort = 'definitie-geladen'"),
                     0);
}

static void a_command_refused_for_one_klant_is_parked_and_the_rest_goes_on(void **state)
{
    (void)state;
    static const struct story story = {the_database_refuses_definitions_for_bert,
                                       each_refusal_is_parked_for_bert_alone};
    static const struct schedule schedules[] = {
        {.cut = 1, .slice_every = 1, .workers = 1, .first = -1, .slice = 100},   /* in slices */
        {.cut = LINES, .slice_every = 0, .workers = 1, .first = -1, .slice = 3}, /* before his next record */
        {.cut = 3, .slice_every = 2, .restart_every = 2, .workers = 2, .first = -1, .slice = 1},
    };
    char *expected = outcome_of_story(&schedules[0], &story);
    for (size_t i = 1; i < sizeof schedules / sizeof schedules[0]; i++) {
        char *text = outcome_of_story(&schedules[i], &story);
        assert_string_equal(text, expected);
        free(text);
    }
    free(expected);
}

/* As `spoor quarantaine retry` does, on the end of the partition. */
static void offer_again(struct run *run, int64_t offset)
{
    struct spoor_arena arena;
    struct spoor_buffer value;
    struct spoor_canonical canonical;
    struct spoor_error err = {0};
    spoor_arena_init(&arena, 1 << 20);
    spoor_buffer_init(&value);
    const char *sealed = database_text("SELECT convert_from(verzegeld, 'UTF8') FROM spoor.quarantaine "
                                       "WHERE stand = 'open' ORDER BY herkomst_offset LIMIT 1");
    if (spoor_canonical_decode(spoor_slice_of(sealed), &arena, &canonical, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
    canonical.event.herkansing = true;
    spoor_canonical_encode(&canonical, &value);
    struct spoor_record record = {.kind = SPOOR_RECORD_MESSAGE,
                                  .partition = 0,
                                  .offset = offset,
                                  .key = SPOOR_SLICE("k1-bert"),
                                  .value = spoor_buffer_slice(&value)};
    hand_worker_fold(run->hands[0], &record, 1);
    spoor_buffer_fini(&value);
    spoor_arena_fini(&arena);
}

static void retry_redoes_what_was_refused(struct run *run)
{
    int64_t end = database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 0");
    offer_again(run, end); /* still refused */
    assert_int_equal(database_number("SELECT pogingen FROM spoor.quarantaine ORDER BY herkomst_offset LIMIT 1"), 2);
    assert_int_equal(database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 0"), end + 1);
    database_run("ALTER TABLE spoor.gebeurtenis DROP CONSTRAINT weiger");
    for (int64_t i = 1; i <= 3; i++)
        offer_again(run, end + i);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.quarantaine WHERE stand = 'hersteld'"), 3);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.gebeurtenis g JOIN spoor.klant k USING (klant_id) "
                                     "WHERE klant_ref = 'k1-bert' AND soort = 'definitie-geladen' AND herkansing"),
                     1);
}

static void a_refused_command_is_redone_by_retry(void **state)
{
    (void)state;
    static const struct story story = {the_database_refuses_definitions_for_bert, retry_redoes_what_was_refused};
    static const struct schedule schedule = {.cut = LINES, .slice_every = 1, .workers = 1, .first = -1, .slice = 100};
    free(outcome_of_story(&schedule, &story));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_definition_is_told_as_its_own_event_before_the_next_one),
        cmocka_unit_test(what_is_in_force_is_not_folded_again),
        cmocka_unit_test(cuts_slices_owners_and_restarts_change_nothing_that_is_told),
        cmocka_unit_test(a_command_refused_for_one_klant_is_parked_and_the_rest_goes_on),
        cmocka_unit_test(a_refused_command_is_redone_by_retry),
    };
    return cmocka_run_group_tests_name("fold_commands", tests, database_group_setup, database_group_teardown);
}
