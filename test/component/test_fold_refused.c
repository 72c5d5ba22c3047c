/* What the database refuses: parked one by one, until it is too much for one partition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <spoor/base/metrics.h>
#include <spoor/codec/canonical.h>

#include "support_worker.h"

enum { GOOD = 1000, BAD = 500, LINES = GOOD + BAD };
#define CONTACT "klantcontacten.klantcontact-geregistreerd"

static const int32_t partitions[] = {0, 1};

static int fresh_database(void **state)
{
    (void)state;
    return database_setup(state);
}

/* `good` records of partition 0, then `bad` ones that a constraint refuses. */
static struct spoor_record *contacts(size_t good, size_t bad)
{
    static struct line lines[LINES];
    static char ids[LINES][32];
    for (size_t i = 0; i < good + bad; i++) {
        snprintf(ids[i], sizeof ids[i], "%s%zu", i < good ? "goed-" : "fout-", i);
        lines[i] = (struct line){0, "k1-anna", CONTACT, ids[i], "{\"kanaal\":\"balie\"}"};
    }
    return records_make(lines, good + bad);
}

static void refuse(const char *pattern)
{
    char text[200];
    snprintf(text, sizeof text, "ALTER TABLE spoor.gebeurtenis ADD CONSTRAINT weiger CHECK (id NOT LIKE '%s')", pattern);
    database_run(text);
}

static void a_partition_stops_soon_after_its_records_are_refused_however_many_were_good(void **state)
{
    (void)state;
    refuse("fout-%");
    struct hand_worker *hand = hand_worker_open(partitions, 2, 100);
    struct spoor_record *records = contacts(GOOD, BAD);
    hand_worker_fold(hand, records, LINES);
    int64_t parked = database_number("SELECT count(*) FROM spoor.quarantaine WHERE reden = 'database_weigert'");
    assert_in_range(parked, 100, 400); /* half of a window of 200, and no more than a window later */
    assert_int_equal(database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 0"), GOOD + parked);
    records_free(records, LINES);
    hand_worker_close(hand);
}

static int64_t ended(const char *outcome)
{
    char labels[64];
    snprintf(labels, sizeof labels, "outcome=\"%s\"", outcome);
    return spoor_series_get(spoor_metric_series(SPOOR_METRIC_BATCHES, labels));
}

static void every_end_of_a_transaction_is_counted(void **state)
{
    (void)state;
    refuse("fout-%");
    struct hand_worker *hand = hand_worker_open(partitions, 2, 100);
    int64_t committed = ended("committed"), split = ended("split"), refused = ended("refused"), lost = ended("lost");
    struct spoor_record *records = contacts(3, 1);
    hand_worker_fold(hand, records, 4);
    assert_int_equal(ended("split") - split, 2);         /* four, the last two */
    assert_int_equal(ended("refused") - refused, 1);     /* the last */
    assert_int_equal(ended("committed") - committed, 3); /* two, one, and the last as it is parked */
    records_free(records, 4);
    database_run("UPDATE spoor.progress SET epoch = epoch + 1");
    records = contacts(5, 0);
    hand_worker_fold(hand, records, 5);
    assert_int_equal(ended("lost") - lost, 1);
    records_free(records, 5);
    hand_worker_close(hand);
}

enum { REJECTS = 4000 };

/* Each origin twice, the second time far from the first, and so much later by broker time. */
static struct spoor_record *rejects_twice(int64_t later_us)
{
    struct spoor_record *records = calloc(REJECTS, sizeof *records);
    for (size_t i = 0; i < REJECTS; i++) {
        size_t number = i % (REJECTS / 2);
        struct spoor_canonical reject = {.soort = SPOOR_RECORD_AFGEWEZEN,
                                         .reden = SPOOR_SLICE("onleesbaar"),
                                         .toelichting = SPOOR_SLICE("proef"),
                                         .event = {.broker_us = SPOOR_SECOND_US + (i == number ? 0 : later_us),
                                                   .mapping = SPOOR_SLICE("proef@1"),
                                                   .origin = {SPOOR_SLICE("kanaal.proef"), (int32_t)(number % 3),
                                                              (int64_t)number / 3, 0}}};
        struct spoor_buffer buffer;
        spoor_buffer_init(&buffer);
        spoor_canonical_encode(&reject, &buffer);
        struct spoor_slice value = spoor_buffer_slice(&buffer);
        records[i] = (struct spoor_record){.kind = SPOOR_RECORD_MESSAGE,
                                           .offset = (int64_t)i,
                                           .key = SPOOR_SLICE("afgewezen:00000000"),
                                           .value = {memcpy(malloc(value.length), value.data, value.length), value.length}};
        spoor_buffer_fini(&buffer);
    }
    return records;
}

static void each_of_many_rejects_of_a_batch_is_told_once(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 2, 100);
    struct spoor_record *records = rejects_twice(0);
    hand_worker_fold(hand, records, REJECTS);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.quarantaine"), REJECTS / 2);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox"), REJECTS / 2);
    assert_int_equal(database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 0"), REJECTS);
    records_free(records, REJECTS);
    hand_worker_close(hand);
}

static void rejects_of_a_topic_and_of_the_one_before_it_stay_both(void **state)
{
    (void)state;
    struct hand_worker *hand = hand_worker_open(partitions, 2, 100);
    struct spoor_record *records = rejects_twice(SPOOR_SECOND_US);
    hand_worker_fold(hand, records, REJECTS);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.quarantaine WHERE pogingen = 1"), REJECTS);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.quarantaine WHERE (herkomst_index = 0) = "
                                     "(broker_op = to_timestamp(2))"), REJECTS);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox"), REJECTS);
    assert_int_equal(database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 0"), REJECTS);
    records_free(records, REJECTS);
    hand_worker_close(hand);
}

static void the_other_partitions_go_on(void **state)
{
    (void)state;
    refuse("fout-%");
    struct hand_worker *hand = hand_worker_open(partitions, 2, 100);
    struct spoor_record *records = contacts(0, BAD);
    hand_worker_fold(hand, records, BAD);
    records_free(records, BAD);
    static const struct line others[] = {{1, "k1-bert", CONTACT, "fout-a", "{\"kanaal\":\"balie\"}"},
                                         {1, "k1-bert", CONTACT, "goed-b", "{\"kanaal\":\"balie\"}"}};
    records = records_make(others, 2);
    hand_worker_fold(hand, records, 2);
    assert_int_equal(database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 1"), 2);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.gebeurtenis"), 1);
    records_free(records, 2);
    hand_worker_close(hand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_partition_stops_soon_after_its_records_are_refused_however_many_were_good,
                                        fresh_database, database_teardown),
        cmocka_unit_test_setup_teardown(the_other_partitions_go_on, fresh_database, database_teardown),
        cmocka_unit_test_setup_teardown(every_end_of_a_transaction_is_counted, fresh_database, database_teardown),
        cmocka_unit_test_setup_teardown(each_of_many_rejects_of_a_batch_is_told_once, fresh_database,
                                        database_teardown),
        cmocka_unit_test_setup_teardown(rejects_of_a_topic_and_of_the_one_before_it_stay_both, fresh_database,
                                        database_teardown),
    };
    return cmocka_run_group_tests_name("fold_refused", tests, database_group_setup, database_group_teardown);
}
