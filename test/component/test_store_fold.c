#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support_store.h"

static void a_batch_is_written_with_its_positions(void **state)
{
    struct store *store = *state;
    store_fold(store, sample_rows(&store->arena, 1, 1, 2));
    assert_int_equal(database_number("SELECT count(*) FROM spoor.gebeurtenis"), 1);
    assert_int_equal(database_number("SELECT volgnummer FROM spoor.klant WHERE partitie = 2"), 1);
    assert_int_equal(database_number("SELECT outbox_sequence FROM spoor.publicatie "
                                     "WHERE hash = repeat('\\007', 32)::bytea"), 1);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.outbox_0 WHERE partitie = 2 AND sequence = 1"), 1);
    assert_int_equal(database_number("SELECT next_offset FROM spoor.progress WHERE partitie = 2"), 1);
    assert_int_equal(database_number("SELECT outbox_sequence FROM spoor.progress WHERE partitie = 2"), 1);
    assert_int_equal(database_number("SELECT min(stap) FROM spoor.progress"), 1);
}

static void a_batch_without_rows_moves_positions_only(void **state)
{
    struct store *store = *state;
    struct spoor_fold_rows none = {0};
    store_fold(store, &none);
    store_fold(store, &none);
    assert_int_equal(database_number("SELECT min(next_offset) FROM spoor.progress"), 2);
    assert_int_equal(database_number("SELECT min(stap) FROM spoor.progress"), 2);
}

static void facts_and_klanten_are_found_in_the_order_asked(void **state)
{
    struct store *store = *state;
    store_fold(store, sample_rows(&store->arena, 1, 1, 0));
    struct spoor_uuid klanten[] = {sample_uuid('k', 9), sample_uuid('k', 1), sample_uuid('k', 1)};
    struct spoor_uuid facts[] = {sample_uuid('f', 1), sample_uuid('f', 1), sample_uuid('f', 2)};
    store->lookup = (struct spoor_fold_lookup){.fact_klanten = klanten, .fact_ids = facts, .fact_count = 3,
                                               .klanten = klanten, .klant_count = 2};
    assert_int_equal(store_begin(store), SPOOR_OK);
    const struct spoor_known_fact *known = store->lookup.facts;
    assert_false(known[0].known);
    assert_true(known[1].known);
    assert_false(known[2].known);
    assert_true(spoor_slice_equal(known[1].origin.topic, SPOOR_SLICE("kanaal.balie")));
    assert_int_equal(known[1].origin.partition, 3);
    assert_int_equal(known[1].origin.offset, 1);
    assert_int_equal(known[1].origin.index, 1);
    assert_int_equal(known[1].afdruk[15], 0xab);
    assert_true(spoor_slice_equal(known[1].mapping, SPOOR_SLICE("balie@1")));
    const struct spoor_klant_row *rows = store->lookup.klant_rows;
    assert_false(rows[0].found);
    assert_true(spoor_uuid_equal(rows[0].klant_id, klanten[0]));
    assert_true(rows[1].found);
    assert_int_equal(rows[1].volgnummer, 1);
    assert_true(spoor_slice_equal(rows[1].toestand, SPOOR_SLICE("{\"reizen\":[]}")));
    assert_true(spoor_slice_equal(rows[1].publicatiestand, SPOOR_SLICE("{}")));
    assert_int_equal(spoor_session_rollback(store->session, &store->err), SPOOR_OK);
}

static void the_clock_never_goes_back(void **state)
{
    struct store *store = *state;
    struct spoor_fold_rows none = {0};
    store_fold(store, &none);
    int64_t first_us = store->lookup.now_us;
    assert_true(first_us > SAMPLE_TIME);
    database_run("UPDATE spoor.progress SET laatste_klok = '2150-01-01Z' WHERE partitie = 1");
    store_fold(store, &none);
    assert_int_equal(store->lookup.now_us, INT64_C(5680281600000000));
    assert_int_equal(database_number("SELECT count(*) FROM spoor.progress WHERE laatste_klok = '2150-01-01Z'"), 3);
}

static void histories_give_back_what_was_written(void **state)
{
    struct store *store = *state;
    store_fold(store, sample_rows(&store->arena, 1, 1, 0));
    store_fold(store, sample_rows(&store->arena, 2, 2, 0));
    store_fold(store, sample_rows(&store->arena, 1, 3, 0));
    struct spoor_uuid klanten[] = {sample_uuid('k', 2), sample_uuid('k', 5), sample_uuid('k', 1)};
    struct spoor_event *events;
    size_t count;
    database_run("INSERT INTO spoor.klant SELECT klant_id, 2, 0, false, 'k1-0000', '', '' FROM spoor.gebeurtenis "
                 "WHERE volgnummer = 2 ON CONFLICT DO NOTHING");
    assert_int_equal(store_begin(store), SPOOR_OK);
    assert_int_equal(spoor_store_fold_histories(store->session, klanten, 3, &store->arena, &events, &count,
                                                &store->err), SPOOR_OK);
    assert_int_equal(count, 3);
    assert_int_equal(events[0].volgnummer, 2);
    assert_int_equal(events[1].volgnummer, 1);
    assert_int_equal(events[2].volgnummer, 3);
    const struct spoor_event *read = &events[1], *wrote = sample_event(&store->arena, 1, 1);
    assert_int_equal(read->kind, SPOOR_KIND_FASE_GESTART);
    assert_true(spoor_uuid_equal(read->klant_id, wrote->klant_id));
    assert_true(spoor_uuid_equal(read->feit_id, wrote->feit_id));
    assert_true(spoor_slice_equal(read->klant_ref, SPOOR_SLICE("k1-0000")));
    assert_true(spoor_slice_equal(read->id, wrote->id));
    assert_true(spoor_slice_equal(read->sequence, wrote->sequence));
    assert_int_equal(read->plaatsgevonden_us, wrote->plaatsgevonden_us);
    assert_int_equal(read->time_us, SPOOR_TIME_NONE);
    assert_int_equal(read->broker_us, wrote->broker_us);
    assert_int_equal(read->precisie, SPOOR_PRECISIE_DAG);
    assert_true(read->stil);
    assert_false(read->tijd_onwaarschijnlijk);
    assert_true(spoor_slice_equal(read->data, wrote->data));
    assert_true(spoor_slice_equal(read->sealed, wrote->sealed));
    assert_true(spoor_slice_equal(read->sealed_key, wrote->sealed_key));
    assert_true(spoor_slice_equal(read->traceparent, wrote->traceparent));
    assert_false(spoor_slice_present(read->correlationid));
    assert_memory_equal(read->afdruk, wrote->afdruk, 16);
    assert_int_equal(read->origin.offset, 1);
    assert_int_equal(spoor_session_rollback(store->session, &store->err), SPOOR_OK);
}

static void an_unknown_kind_in_the_log_halts(void **state)
{
    struct store *store = *state;
    store_fold(store, sample_rows(&store->arena, 1, 1, 0));
    database_run("UPDATE spoor.gebeurtenis SET soort = 'van-later'");
    struct spoor_uuid klant = sample_uuid('k', 1);
    struct spoor_event *events;
    size_t count;
    assert_int_equal(store_begin(store), SPOOR_OK);
    assert_int_equal(spoor_store_fold_histories(store->session, &klant, 1, &store->arena, &events, &count, &store->err),
                     SPOOR_HALT);
    assert_string_equal(store->err.code, "onbekende_soort");
}

static void journeys_are_upserted_with_their_zaak_refs(void **state)
{
    struct store *store = *state;
    struct spoor_slice zaken[] = {SPOOR_SLICE("z-1"), SPOOR_SLICE("z\"{,\\ 2")};
    struct spoor_klantreis_row reizen[] = {
        {.klant_id = sample_uuid('k', 1), .klantreis_ref = SPOOR_SLICE("reis-1"), .klant_ref = SPOOR_SLICE("k1-0000"),
         .definitie = SPOOR_SLICE("omgevingsvergunning"), .definitie_versie = 1, .fase = SPOOR_SLICE("aanvraag"),
         .begin_us = SAMPLE_TIME, .eind_us = SPOOR_TIME_NONE, .verwachte_einddatum_us = SPOOR_TIME_NONE, .revisie = 1,
         .volgnummer = 1, .bijgewerkt_us = SAMPLE_TIME, .flags = 5, .zaak_refs = zaken, .zaak_ref_count = 2},
        {.klant_id = sample_uuid('k', 2), .klantreis_ref = SPOOR_SLICE("reis-1"), .klant_ref = SPOOR_SLICE("k1-0001"),
         .begin_us = SPOOR_TIME_NONE, .eind_us = SPOOR_TIME_NONE, .verwachte_einddatum_us = SPOOR_TIME_NONE,
         .bijgewerkt_us = SAMPLE_TIME},
    };
    struct spoor_fold_rows rows = {.reizen = reizen, .reis_count = 2};
    store_fold(store, &rows);
    assert_string_equal(database_text("SELECT zaak_refs[2] FROM spoor.klantreis WHERE revisie = 1"), "z\"{,\\ 2");
    assert_int_equal(database_number("SELECT cardinality(zaak_refs) FROM spoor.klantreis WHERE revisie = 0"), 0);
    reizen[0].fase = SPOOR_SLICE("besluit");
    reizen[0].revisie = 2;
    reizen[0].beeindigd = true;
    reizen[0].zaak_ref_count = 0;
    rows.reis_count = 1;
    store_fold(store, &rows);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.klantreis"), 2);
    assert_string_equal(database_text("SELECT fase || beeindigd || cardinality(zaak_refs) FROM spoor.klantreis "
                                      "WHERE revisie = 2"), "besluittrue0");
}

static void a_journey_keeps_the_soort_of_what_was_last_told(void **state)
{
    struct store *store = *state;
    struct spoor_klantreis_row reis = {.klant_id = sample_uuid('k', 1),
                                       .klantreis_ref = SPOOR_SLICE("reis-1"),
                                       .klant_ref = SPOOR_SLICE("k1-0000"),
                                       .soort = SPOOR_SLICE("correctie"),
                                       .volgende_fase = SPOOR_SLICE("besluit"),
                                       .begin_us = SPOOR_TIME_NONE,
                                       .eind_us = SPOOR_TIME_NONE,
                                       .verwachte_einddatum_us = SPOOR_TIME_NONE,
                                       .bijgewerkt_us = SAMPLE_TIME};
    struct spoor_fold_rows rows = {.reizen = &reis, .reis_count = 1};
    store_fold(store, &rows);
    reis.soort = reis.volgende_fase = SPOOR_SLICE_NULL; /* untold, and no next phase any more */
    store_fold(store, &rows);
    assert_string_equal(database_text("SELECT soort FROM spoor.klantreis WHERE volgende_fase IS NULL"), "correctie");
    reis.soort = SPOOR_SLICE("bijstelling");
    store_fold(store, &rows);
    assert_string_equal(database_text("SELECT soort FROM spoor.klantreis"), "bijstelling");
}

static void contacts_are_added_and_a_refold_changes_their_attribution(void **state)
{
    struct store *store = *state;
    struct spoor_contact_row contacts[] = {
        {.klant_id = sample_uuid('k', 1), .volgnummer = 1, .kind = SPOOR_SLICE("klantcontact-geregistreerd"),
         .kanaal = SPOOR_SLICE("balie"), .plaatsgevonden_us = SAMPLE_TIME},
        {.klant_id = sample_uuid('k', 1), .volgnummer = 2, .kind = SPOOR_SLICE("klantcontact-geregistreerd"),
         .kanaal = SPOOR_SLICE("telefoon"), .plaatsgevonden_us = SAMPLE_TIME},
    };
    struct spoor_fold_rows rows = {.contacten = contacts, .contact_count = 2};
    store_fold(store, &rows);
    contacts[1].klantreis_ref = SPOOR_SLICE("reis-1");
    contacts[1].fase = SPOOR_SLICE("aanvraag");
    struct spoor_fold_rows changed = {.contact_wijzigingen = &contacts[1], .contact_wijziging_count = 1};
    store_fold(store, &changed);
    assert_int_equal(database_number("SELECT volgnummer FROM spoor.klantcontact WHERE klantreis_ref = 'reis-1' "
                                     "AND fase = 'aanvraag' AND kanaal = 'telefoon'"), 2);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.klantcontact WHERE klantreis_ref IS NULL"), 1);
}

static void what_is_left_out_is_written_once(void **state)
{
    struct store *store = *state;
    struct spoor_origin first = {SPOOR_SLICE("kanaal.balie"), 1, 7, 0};
    struct spoor_weggelaten_row left[] = {
        {.origin = {SPOOR_SLICE("kanaal.balie"), 1, 8, 0}, .reden = SPOOR_SLICE("duplicaat"),
         .source = SPOOR_SLICE("s"), .id = SPOOR_SLICE("e-1"), .first = first},
        {.origin = {SPOOR_SLICE("kanaal.balie"), 1, 9, 0}, .reden = SPOOR_SLICE("leeg")},
    };
    struct spoor_fold_rows rows = {.weggelaten = left, .weggelaten_count = 2};
    store_fold(store, &rows);
    store_fold(store, &rows); /* delivered again */
    assert_int_equal(database_number("SELECT count(*) FROM spoor.weggelaten"), 2);
    assert_int_equal(database_number("SELECT eerste_offset FROM spoor.weggelaten WHERE reden = 'duplicaat'"), 7);
    assert_string_equal(database_text("SELECT eerste_offset FROM spoor.weggelaten WHERE reden = 'leeg'"), "");
}

static struct spoor_quarantaine_row sample_reject(int64_t offset)
{
    return (struct spoor_quarantaine_row){
        .origin = {SPOOR_SLICE("kanaal.balie"), 1, offset, 0},
        .reden = SPOOR_SLICE("onleesbaar"),
        .toelichting = SPOOR_SLICE("byte 3"),
        .form = SPOOR_SLICE("origineel"),
        .sealed = {"\0sealed", 7},
        .sealed_key = SPOOR_SLICE("v1"),
        .hash = SPOOR_SLICE("aa"),
        .omvang = 7,
        .broker_us = SAMPLE_TIME,
    };
}

static void a_reject_is_updated_while_open_and_closed_by_the_accepted_retry(void **state)
{
    struct store *store = *state;
    struct spoor_quarantaine_row rejects[] = {sample_reject(4), sample_reject(4), sample_reject(5)};
    rejects[1].reden = SPOOR_SLICE("onvolledig"); /* the same origin twice in one batch */
    struct spoor_fold_rows rows = {.quarantaine = rejects, .quarantaine_count = 3};
    store_fold(store, &rows);
    assert_string_equal(database_text("SELECT reden FROM spoor.quarantaine WHERE herkomst_offset = 4"), "onvolledig");
    assert_int_equal(database_number("SELECT octet_length(verzegeld) FROM spoor.quarantaine "
                                     "WHERE herkomst_offset = 4"), 7);
    rows.quarantaine_count = 1;
    store_fold(store, &rows);
    assert_int_equal(database_number("SELECT pogingen FROM spoor.quarantaine WHERE herkomst_offset = 4"), 2);
    struct spoor_fold_rows accepted = {.hersteld = &rejects[0].origin, .hersteld_count = 1};
    store_fold(store, &accepted);
    assert_string_equal(database_text("SELECT stand FROM spoor.quarantaine WHERE herkomst_offset = 4"), "hersteld");
    assert_string_equal(database_text("SELECT stand FROM spoor.quarantaine WHERE herkomst_offset = 5"), "open");
    store_fold(store, &rows); /* the old reject once more */
    assert_string_equal(database_text("SELECT stand || pogingen FROM spoor.quarantaine WHERE herkomst_offset = 4"),
                        "hersteld2");
}

static void sources_keep_the_greatest_offset(void **state)
{
    struct store *store = *state;
    int64_t offset;
    struct spoor_bron_row sources[] = {
        {.topic = SPOOR_SLICE("kanaal.balie"), .partition = 1, .offset_max = 9, .last_event_us = SAMPLE_TIME,
         .records = 2},
        {.topic = SPOOR_SLICE("kanaal.balie"), .partition = 1, .offset_max = 4, .last_event_us = SPOOR_TIME_NONE,
         .records = 1},
    };
    assert_int_equal(spoor_store_bron_offset(store->session, "kanaal.balie", 1, &offset, &store->err), SPOOR_OK);
    assert_int_equal(offset, -1);
    struct spoor_fold_rows rows = {.bronnen = sources, .bron_count = 2};
    store_fold(store, &rows);
    rows.bronnen = &sources[1];
    rows.bron_count = 1;
    store_fold(store, &rows);
    assert_int_equal(spoor_store_bron_offset(store->session, "kanaal.balie", 1, &offset, &store->err), SPOOR_OK);
    assert_int_equal(offset, 9);
    assert_int_equal(database_number("SELECT records FROM spoor.bron WHERE laatste_gebeurtenis_op IS NOT NULL"), 4);
}

static void definitions_are_immutable_and_read_in_order(void **state)
{
    struct store *store = *state;
    struct spoor_definitie_row definitions[] = {
        {.code = SPOOR_SLICE("b"), .versie = 2, .checksum = SPOOR_SLICE("c2"), .document = SPOOR_SLICE("{}"),
         .geldig_vanaf_us = SAMPLE_TIME},
        {.code = SPOOR_SLICE("b"), .versie = 1, .checksum = SPOOR_SLICE("c1"), .document = SPOOR_SLICE("{\"a\":1}"),
         .geldig_vanaf_us = SPOOR_TIME_MIN},
    };
    struct spoor_fold_rows rows = {.definities = definitions, .definitie_count = 2};
    store_fold(store, &rows);
    definitions[0].checksum = SPOOR_SLICE("other");
    store_fold(store, &rows);
    struct spoor_definitie_row *read;
    size_t count;
    assert_int_equal(spoor_store_definities(store->session, &store->arena, &read, &count, &store->err), SPOOR_OK);
    assert_int_equal(count, 2);
    assert_int_equal(read[0].versie, 1);
    assert_int_equal(read[0].geldig_vanaf_us, SPOOR_TIME_MIN);
    assert_true(spoor_slice_equal(read[1].checksum, SPOOR_SLICE("c2")));
}

static void commands_run_until_they_are_finished(void **state)
{
    struct store *store = *state;
    struct spoor_opdracht_row command = {.partition = 2, .offset = 40, .soort = SPOOR_SLICE("beginstand-gevraagd"),
                                         .argument = SPOOR_SLICE("{}"), .source = SPOOR_SLICE("urn:spoor"),
                                         .id = SPOOR_SLICE("b-1"), .time_us = SPOOR_TIME_NONE,
                                         .broker_us = SAMPLE_TIME, .begonnen = true};
    struct spoor_fold_rows rows = {.opdrachten = &command, .opdracht_count = 1};
    store_fold(store, &rows);
    command.cursor = sample_uuid('k', 3);
    command.gedaan = 12;
    store_fold(store, &rows);
    struct spoor_opdracht_row *read;
    size_t count;
    int32_t partitions[] = {0, 2};
    assert_int_equal(spoor_store_opdrachten(store->session, partitions, 2, &store->arena, &read, &count, &store->err),
                     SPOOR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(read[0].offset, 40);
    assert_int_equal(read[0].gedaan, 12);
    assert_true(read[0].begonnen);
    assert_int_equal(read[0].time_us, SPOOR_TIME_NONE);
    assert_true(spoor_uuid_equal(read[0].cursor, command.cursor));
    command.afgerond = true;
    store_fold(store, &rows);
    assert_int_equal(spoor_store_opdrachten(store->session, partitions, 2, &store->arena, &read, &count, &store->err),
                     SPOOR_OK);
    assert_int_equal(count, 0);
}

static void slices_walk_the_klanten_of_a_partition(void **state)
{
    struct store *store = *state;
    struct spoor_klant_row klanten[7];
    for (uint32_t i = 0; i < 7; i++) {
        klanten[i] = sample_klant(i, 1, false);
        klanten[i].partition = i == 3 ? 1 : 0;
        klanten[i].wacht_op_definitie = i == 2;
    }
    struct spoor_fold_rows rows = {.klanten = klanten, .klant_count = 7};
    store_fold(store, &rows);
    struct spoor_opdracht_row opdracht = {.offset = 40};
    struct spoor_uuid *found;
    size_t count, seen = 0;
    do {
        assert_int_equal(spoor_store_klant_slice(store->session, &opdracht, false, 2, &store->arena, &found, &count,
                                                 &store->err), SPOOR_OK);
        for (size_t i = 0; i < count; i++, opdracht.cursor = found[i - 1])
            assert_true(spoor_uuid_compare(opdracht.cursor, found[i]) < 0);
        seen += count;
    } while (count > 0);
    assert_int_equal(seen, 6);
    opdracht.cursor = (struct spoor_uuid){{0}};
    assert_int_equal(spoor_store_klant_slice(store->session, &opdracht, true, 9, &store->arena, &found, &count,
                                             &store->err), SPOOR_OK);
    assert_int_equal(count, 1);
    assert_true(spoor_uuid_equal(found[0], klanten[2].klant_id));
}

static void a_slice_passes_over_klanten_that_had_the_command(void **state)
{
    struct store *store = *state;
    struct spoor_klant_row klanten[2] = {sample_klant(0, 1, false), sample_klant(1, 1, false)};
    struct spoor_gehad_row had = {0, 40, klanten[0].klant_id}, asked[] = {{0, 39, klanten[0].klant_id}, had};
    klanten[0].partition = klanten[1].partition = 0;
    struct spoor_fold_rows rows = {.klanten = klanten, .klant_count = 2, .gehad = &had, .gehad_count = 1};
    store_fold(store, &rows);
    bool out_had[2] = {false, false};
    assert_int_equal(spoor_store_fold_gehad(store->session, asked, 2, out_had, &store->err), SPOOR_OK);
    assert_false(out_had[0]);
    assert_true(out_had[1]);
    struct spoor_opdracht_row opdracht = {.offset = 40, .soort = SPOOR_SLICE("beginstand-gevraagd"), .afgerond = true,
                                          .source = SPOOR_SLICE("urn:spoor"), .id = SPOOR_SLICE("b-1")};
    struct spoor_uuid *found;
    size_t count;
    assert_int_equal(spoor_store_klant_slice(store->session, &opdracht, false, 9, &store->arena, &found, &count,
                                             &store->err), SPOOR_OK);
    assert_int_equal(count, 1);
    assert_true(spoor_uuid_equal(found[0], klanten[1].klant_id));
    struct spoor_fold_rows done = {.opdrachten = &opdracht, .opdracht_count = 1};
    store_fold(store, &done);
    assert_int_equal(database_number("SELECT count(*) FROM spoor.opdracht_gehad"), 0);
}

static void a_batch_of_thousands_keeps_every_row(void **state)
{
    struct store *store = *state;
    enum { COUNT = 5000 };
    struct spoor_fold_rows rows = {.gebeurtenis_count = COUNT, .klant_count = COUNT};
    rows.gebeurtenissen = SPOOR_ARENA_ARRAY(&store->arena, struct spoor_event *, COUNT);
    rows.klanten = SPOOR_ARENA_ARRAY(&store->arena, struct spoor_klant_row, COUNT);
    struct spoor_uuid *klanten = SPOOR_ARENA_ARRAY(&store->arena, struct spoor_uuid, COUNT);
    struct spoor_uuid *facts = SPOOR_ARENA_ARRAY(&store->arena, struct spoor_uuid, COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        rows.gebeurtenissen[i] = sample_event(&store->arena, i, i);
        rows.klanten[i] = sample_klant(i, 1, false);
        klanten[i] = rows.klanten[i].klant_id;
        facts[i] = rows.gebeurtenissen[i]->feit_id;
    }
    store_fold(store, &rows);
    for (uint32_t i = 0; i < COUNT; i++)
        rows.klanten[i] = sample_klant(i, 2, true);
    rows.gebeurtenis_count = 0;
    store->lookup = (struct spoor_fold_lookup){.fact_klanten = klanten, .fact_ids = facts, .fact_count = COUNT,
                                               .klanten = klanten, .klant_count = COUNT};
    store_fold(store, &rows);
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_true(store->lookup.facts[i].known);
        assert_true(store->lookup.klant_rows[i].found);
    }
    assert_int_equal(database_number("SELECT count(*) FROM spoor.klant WHERE volgnummer = 2"), COUNT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_batch_is_written_with_its_positions),
        TEST(a_batch_without_rows_moves_positions_only),
        TEST(facts_and_klanten_are_found_in_the_order_asked),
        TEST(the_clock_never_goes_back),
        TEST(histories_give_back_what_was_written),
        TEST(an_unknown_kind_in_the_log_halts),
        TEST(journeys_are_upserted_with_their_zaak_refs),
        TEST(a_journey_keeps_the_soort_of_what_was_last_told),
        TEST(contacts_are_added_and_a_refold_changes_their_attribution),
        TEST(what_is_left_out_is_written_once),
        TEST(a_reject_is_updated_while_open_and_closed_by_the_accepted_retry),
        TEST(sources_keep_the_greatest_offset),
        TEST(definitions_are_immutable_and_read_in_order),
        TEST(commands_run_until_they_are_finished),
        TEST(slices_walk_the_klanten_of_a_partition),
        TEST(a_slice_passes_over_klanten_that_had_the_command),
        TEST(a_batch_of_thousands_keeps_every_row),
    };
    return cmocka_run_group_tests_name("store_fold", tests, database_group_setup, database_group_teardown);
}
