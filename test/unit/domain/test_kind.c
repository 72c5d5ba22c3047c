#include "fold_world.h"

static void every_kind_is_found_by_its_name_and_type(void **state)
{
    (void)state;
    for (int i = 0; i < SPOOR_KIND_COUNT; i++) {
        enum spoor_kind kind = (enum spoor_kind)i, found;
        struct spoor_slice naam = spoor_slice_of(spoor_kind_name(kind));
        assert_true(spoor_kind_find(naam, &found));
        assert_int_equal(found, kind);
        assert_true(spoor_kind_find_type(spoor_slice_of(spoor_kind_domein(kind)), naam, &found));
        assert_int_equal(found, kind);
        assert_in_range(spoor_kind_rank(kind), 1, 6);
    }
}

static void an_unknown_name_or_a_wrong_domain_is_not_found(void **state)
{
    (void)state;
    enum spoor_kind kind;
    assert_false(spoor_kind_find(text("fase-vergeten"), &kind));
    assert_false(spoor_kind_find(text("fase-gestar"), &kind));
    assert_false(spoor_kind_find(SPOOR_SLICE_NULL, &kind));
    assert_false(spoor_kind_find_type(text("klanten"), text("fase-gestart"), &kind));
}

static void rank_follows_the_participle(void **state)
{
    (void)state;
    assert_true(spoor_kind_rank(SPOOR_KIND_FASE_GESTART) < spoor_kind_rank(SPOOR_KIND_DOSSIERSTATUS_GEZET));
    assert_true(spoor_kind_rank(SPOOR_KIND_DOSSIERSTATUS_GEZET) < spoor_kind_rank(SPOOR_KIND_FASE_VOLTOOID));
    assert_true(spoor_kind_rank(SPOOR_KIND_FASE_VOLTOOID) < spoor_kind_rank(SPOOR_KIND_KLANTREIS_BEEINDIGD));
    assert_true(spoor_kind_rank(SPOOR_KIND_KLANTREIS_BEEINDIGD) < spoor_kind_rank(SPOOR_KIND_FASE_TERUGGEZET));
}

static void a_rank_of_its_own_goes_before_that_of_the_participle(void **state)
{
    (void)state;
    assert_int_equal(spoor_kind_rank(SPOOR_KIND_BERICHT_ONTVANGEN), 1);
    assert_int_equal(spoor_kind_rank(SPOOR_KIND_FEEDBACK_ONTVANGEN), 3);
    assert_int_equal(spoor_kind_rank(SPOOR_KIND_AANVULLING_ONTVANGEN), 3);
    assert_int_equal(spoor_kind_rank(SPOOR_KIND_BEZOEKER_NIET_VERSCHENEN), 4);
}

static void only_spoor_itself_makes_control_records(void **state)
{
    (void)state;
    assert_true(spoor_kind_from_channel(SPOOR_KIND_BEZOEKEN_GETELD));
    assert_true(spoor_kind_from_channel(SPOOR_KIND_STORING_GEREGISTREERD));
    assert_true(spoor_kind_from_channel(SPOOR_KIND_VERNIETIGING_VERZOCHT));
    assert_false(spoor_kind_from_channel(SPOOR_KIND_VERNIETIGING_VRIJGEGEVEN));
    assert_false(spoor_kind_from_channel(SPOOR_KIND_DEFINITIE_GELADEN));
    assert_false(spoor_kind_from_channel(SPOOR_KIND_TERMIJN_VERSTREKEN));
}

static void what_is_only_stored_stays_out_of_the_toestand(void **state)
{
    (void)state;
    assert_false(spoor_kind_folds(SPOOR_KIND_BEZOEKEN_GETELD));
    assert_true(spoor_kind_folds(SPOOR_KIND_KLANTCONTACT_GEREGISTREERD));
    assert_true(spoor_kind_folds(SPOOR_KIND_FASE_GESTART));
    assert_true(spoor_kind_folds(SPOOR_KIND_VOORKEURSKANAAL_GEWIJZIGD));
    assert_true(spoor_kind_folds(SPOOR_KIND_GEGEVENS_BEVROREN));
    assert_false(spoor_kind_folds(SPOOR_KIND_DEFINITIE_GELADEN));
    assert_false(spoor_kind_folds(SPOOR_KIND_BEGINSTAND_GEVRAAGD));
}

static void a_correction_changes_what_others_count_for_and_a_withdrawal_undoes_them(void **state)
{
    (void)state;
    assert_true(spoor_kind_folds(SPOOR_KIND_STAP_GECORRIGEERD));
    assert_true(spoor_kind_corrects(SPOOR_KIND_STAP_GECORRIGEERD));
    assert_false(spoor_kind_withdraws(SPOOR_KIND_STAP_GECORRIGEERD));
    assert_true(spoor_kind_corrects(SPOOR_KIND_KLANTCONTACT_INGETROKKEN));
    assert_true(spoor_kind_withdraws(SPOOR_KIND_KLANTCONTACT_INGETROKKEN));
    assert_false(spoor_kind_corrects(SPOOR_KIND_MACHTIGING_INGETROKKEN));
    assert_false(spoor_kind_corrects(SPOOR_KIND_FASE_TERUGGEZET));
}

static void only_contacts_and_steps_move_a_journey(void **state)
{
    (void)state;
    assert_true(spoor_kind_moves(SPOOR_KIND_AANVRAAG_VERZONDEN));
    assert_true(spoor_kind_moves(SPOOR_KIND_FASE_VOLTOOID));
    assert_false(spoor_kind_moves(SPOOR_KIND_MACHTIGING_VERLEEND));
    assert_false(spoor_kind_moves(SPOOR_KIND_GEGEVENS_BEVROREN));
    assert_false(spoor_kind_moves(SPOOR_KIND_KLANTCONTACT_INGETROKKEN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_found_by_its_name_and_type),
        cmocka_unit_test(an_unknown_name_or_a_wrong_domain_is_not_found),
        cmocka_unit_test(rank_follows_the_participle),
        cmocka_unit_test(a_rank_of_its_own_goes_before_that_of_the_participle),
        cmocka_unit_test(only_spoor_itself_makes_control_records),
        cmocka_unit_test(what_is_only_stored_stays_out_of_the_toestand),
        cmocka_unit_test(a_correction_changes_what_others_count_for_and_a_withdrawal_undoes_them),
        cmocka_unit_test(only_contacts_and_steps_move_a_journey),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
