/* A klant with more contacts than the toestand keeps: cuts and restarts change nothing, and an ordinary klant asks and
 * writes no keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <spoor/base/metrics.h>
#include <spoor/domain/contact.h>

#include "support_worker.h"

#define CONTACT "klantcontacten.klantcontact-geregistreerd"

enum { CONTACTS = 30, LINES_MAX = CONTACTS + 8, DATA_MAX = 300 };

static struct line lines[LINES_MAX];
static char ids[LINES_MAX][16], data[LINES_MAX][DATA_MAX];
static size_t count;

static void add(const char *klant, const char *type, int hour, const char *contact, const char *more)
{
    snprintf(ids[count], sizeof ids[count], "e%zu", count);
    snprintf(data[count], sizeof data[count],
             "{\"plaatsgevondenOp\":\"2026-03-%02dT%02d:00:00Z\",\"klantcontactId\":\"%s\"%s}", 1 + hour / 24,
             hour % 24, contact, more);
    lines[count] = (struct line){0, klant, type, ids[count], data[count]};
    count++;
}

/* Thirty contacts; then a second event of the first, a late one, and the tenth's gesprek goes on. */
static void tell_a_long_life(void)
{
    char contact[16];
    count = 0;
    for (int i = 0; i < CONTACTS; i++) {
        snprintf(contact, sizeof contact, "c-%d", i);
        add("k1-veel", CONTACT, 2 * i, contact,
            i == 10 ? ",\"kanaal\":\"chatbot\",\"gesprekId\":\"g-10\"" : ",\"kanaal\":\"telefoon\"");
    }
    add("k1-veel", CONTACT, 2 * CONTACTS, "c-0", ",\"onderwerpCode\":\"statusvraag\"");
    add("k1-veel", "klantcontacten.oproep-beeindigd", 2 * CONTACTS + 1, "c-29", "");
    add("k1-veel", CONTACT, 5, "c-laat", ",\"kanaal\":\"balie\"");
    add("k1-veel", CONTACT, 2 * CONTACTS + 2, "c-verder", ",\"kanaal\":\"chat\",\"gesprekId\":\"g-10\"");
    add("k1-veel", CONTACT, 2 * CONTACTS + 3, "c-nieuw", ",\"kanaal\":\"app\"");
}

static void fold(size_t cut, bool restarts)
{
    int32_t partition = 0;
    struct spoor_record *records = records_make(lines, count);
    struct hand_worker *hand = hand_worker_open(&partition, 1, 100);
    for (size_t i = 0; i < count; i += cut) {
        hand_worker_fold(hand, records + i, i + cut > count ? count - i : cut);
        if (restarts) {
            hand_worker_close(hand);
            hand = hand_worker_open(&partition, 1, 100);
        }
    }
    hand_worker_close(hand);
    records_free(records, count);
}

static char *fold_to_toestand(size_t cut, bool restarts)
{
    void *none = NULL;
    database_setup(&none);
    fold(cut, restarts);
    char *toestand = strdup(database_text("SELECT toestand FROM spoor.klant"));
    assert_true(database_number("SELECT count(*) FROM spoor.contactsleutel") > CONTACTS - SPOOR_CONTACTS_RECENT);
    database_teardown(&none);
    return toestand;
}

static void cuts_and_restarts_change_nothing(void **state)
{
    static const struct {
        size_t cut;
        bool restarts;
    } ways[] = {{1, false}, {1, true}, {7, false}, {9, true}};
    (void)state;
    tell_a_long_life();
    char *straight = fold_to_toestand(100, false);
    assert_non_null(strstr(straight, "\"statusvragen\":1"));
    assert_non_null(strstr(straight, "\"contacten\":25")); /* of 33, eight are recent */
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char *toestand = fold_to_toestand(ways[i].cut, ways[i].restarts);
        assert_string_equal(toestand, straight);
        free(toestand);
    }
    free(straight);
}

static int64_t keys_asked(void)
{
    return spoor_series_get(spoor_metric_series(SPOOR_METRIC_CONTACT_KEYS_ASKED, ""));
}

static void an_ordinary_klant_asks_and_writes_no_keys(void **state)
{
    char contact[16];
    void *none = NULL;
    (void)state;
    count = 0;
    for (int i = 0; i < SPOOR_CONTACTS_RECENT; i++) {
        snprintf(contact, sizeof contact, "c-%d", i);
        add("k1-gewoon", CONTACT, i, contact, ",\"kanaal\":\"telefoon\",\"gesprekId\":\"g\"");
        add("k1-gewoon", "klantcontacten.oproep-beeindigd", i, contact, "");
    }
    database_setup(&none);
    int64_t before = keys_asked();
    fold(1, true);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.contactsleutel"), 0);
    assert_int_equal(keys_asked(), before);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.gebeurtenis"), count);
    database_teardown(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_and_restarts_change_nothing),
        cmocka_unit_test(an_ordinary_klant_asks_and_writes_no_keys),
    };
    return cmocka_run_group_tests_name("fold_contacts", tests, database_group_setup, database_group_teardown);
}
