/* A message that is larger than subscribers are promised: its event waits in quarantine, all else goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <spoor/base/buffer.h>

#include "support_worker.h"

#define START "klantreizen.klantreis-gestart"
#define LOAD "bediening.definitie-geladen"
#define AT "\"plaatsgevondenOp\":\"2025-12-01T00:00:00Z\""
#define DEFINITION                                                                                                     \
    "{\"definitie\":\"reis\",\"definitieVersie\":1,\"checksum\":"                                                      \
    "\"0000000000000000000000000000000000000000000000000000000000000000\",\"geldigVanafOp\":\"1900-01-01T00:00:00Z\"," \
    "\"document\":\"{\\\"code\\\":\\\"reis\\\",\\\"versie\\\":1,\\\"geldigVanaf\\\":\\\"1900-01-01\\\","               \
    "\\\"fasen\\\":[{\\\"code\\\":\\\"a\\\",\\\"verwachteActie\\\":{\\\"code\\\":\\\"doe-a\\\"}}]}\"}"

enum { ZAKEN = 600, CUTS = 3 };

/* A journey that begins with so many zaken that no message can name them all. */
static const char *crowded(struct spoor_buffer *text)
{
    spoor_buffer_clear(text);
    spoor_buffer_printf(text, "{\"definitie\":\"reis\",\"klantreisRef\":\"r-veel\"," AT ",\"zaakRef\":[");
    for (int i = 0; i < ZAKEN; i++)
        spoor_buffer_printf(text, "%s\"%0120d\"", i ? "," : "", i);
    spoor_buffer_append_text(text, "]}");
    spoor_buffer_append_char(text, '\0');
    return text->data;
}

static void fold_in_batches_of(size_t cut, const struct line *lines, size_t count)
{
    int32_t partition = 0;
    struct spoor_record *records = records_make(lines, count);
    struct hand_worker *hand = hand_worker_open(&partition, 1, 100);
    for (size_t i = 0; i < count; i += cut)
        hand_worker_fold(hand, records + i, i + cut > count ? count - i : cut);
    while (hand_worker_slice(hand))
        ;
    hand_worker_close(hand);
    records_free(records, count);
}

static void an_event_whose_message_is_too_large_waits_in_quarantine(void **state)
{
    static const size_t cuts[CUTS] = {1, 2, 100};
    struct spoor_buffer text;
    (void)state;
    spoor_buffer_init(&text);
    const struct line lines[] = {
        {0, "bediening", LOAD, "definitie-reis", DEFINITION},
        {0, "k1-anna", START, "1", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-anna\"," AT "}"},
        {0, "k1-veel", START, "2", crowded(&text)},
        {0, "k1-veel", START, "3", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-klein\"," AT "}"},
        {0, "k1-bert", START, "4", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-bert\"," AT "}"},
    };
    for (size_t i = 0; i < CUTS; i++) {
        void *none = NULL;
        database_setup(&none);
        fold_in_batches_of(cuts[i], lines, sizeof lines / sizeof lines[0]);
        assert_int_equal(database_number("SELECT count(*) FROM spoor.quarantaine"), 1);
        assert_string_equal(database_text("SELECT reden || ' ' || vorm || ' ' || sleutel || ' ' || stand || ' ' || "
                                          "herkomst_offset FROM spoor.quarantaine"),
                            "te_groot canoniek k1-veel open 2");
        assert_string_equal(database_text("SELECT string_agg(klantreis_ref, ' ' ORDER BY klantreis_ref) FROM "
                                          "spoor.publicatie"), "r-anna r-bert r-klein");
        assert_int_equal(database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 0"), 5);
        assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox WHERE octet_length(waarde) > 65536"), 0);
        database_teardown(&none);
    }
    spoor_buffer_fini(&text);
}

/* What was kept back is told at the release, which must be possible. */
static void an_event_that_no_release_could_tell_waits_in_quarantine(void **state)
{
    static const size_t cuts[CUTS] = {1, 2, 100};
    struct spoor_buffer text;
    (void)state;
    spoor_buffer_init(&text);
    const struct line lines[] = {
        {0, "bediening", LOAD, "definitie-reis", DEFINITION},
        {0, "k1-veel", "bediening.gegevens-bevroren", "2", "{\"reden\":\"bezwaar\"}"},
        {0, "k1-veel", START, "3", crowded(&text)},
        {0, "k1-veel", START, "4", "{\"definitie\":\"reis\",\"klantreisRef\":\"r-klein\"," AT "}"},
        {0, "k1-veel", "bediening.gegevens-vrijgegeven", "5", "{\"reden\":\"klaar\"}"},
    };
    for (size_t i = 0; i < CUTS; i++) {
        void *none = NULL;
        database_setup(&none);
        fold_in_batches_of(cuts[i], lines, sizeof lines / sizeof lines[0]);
        assert_string_equal(
            database_text("SELECT string_agg(reden || ' ' || herkomst_offset, ',') FROM spoor.quarantaine"),
            "te_groot 2");
        assert_string_equal(database_text("SELECT string_agg(id || ' ' || stil, ',' ORDER BY volgnummer) FROM "
                                          "spoor.publicatie"),
                            "r-klein-1 true,r-klein-1 false");
        database_teardown(&none);
    }
    spoor_buffer_fini(&text);
}

static void many_of_them_do_not_stop_the_partition(void **state)
{
    enum { COUNT = 250 };
    static struct line lines[COUNT];
    static char ids[COUNT][8];
    struct spoor_buffer text;
    (void)state;
    spoor_buffer_init(&text);
    crowded(&text);
    lines[0] = (struct line){0, "bediening", LOAD, "definitie-reis", DEFINITION};
    for (size_t i = 1; i < COUNT; i++) {
        snprintf(ids[i], sizeof ids[i], "%zu", i);
        lines[i] = (struct line){0, "k1-veel", START, ids[i], text.data};
    }
    void *none = NULL;
    database_setup(&none);
    fold_in_batches_of(100, lines, COUNT);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.quarantaine WHERE reden = 'te_groot'"), COUNT - 1);
    assert_int_equal(database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 0"), COUNT);
    database_teardown(&none);
    spoor_buffer_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_whose_message_is_too_large_waits_in_quarantine),
        cmocka_unit_test(an_event_that_no_release_could_tell_waits_in_quarantine),
        cmocka_unit_test(many_of_them_do_not_stop_the_partition),
    };
    return cmocka_run_group_tests_name("fold_size", tests, database_group_setup, database_group_teardown);
}
