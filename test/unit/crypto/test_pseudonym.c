#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "key_file.h"

#include <spoor/base/uuid.h>
#include <spoor/crypto/pseudonym.h>

static struct spoor_pseudonym *pseudonym;

static int make_pseudonym(void **state)
{
    (void)state;
    struct spoor_keyring *keyring = keyring_of("v1 " KEY_1);
    pseudonym = spoor_pseudonym_new(keyring);
    spoor_keyring_free(keyring);
    return 0;
}

static int free_pseudonym(void **state)
{
    (void)state;
    spoor_pseudonym_free(pseudonym);
    return 0;
}

static void an_identifier_always_becomes_the_same_klant_ref(void **state)
{
    (void)state;
    char ref[SPOOR_KLANT_REF_MAX], other[SPOOR_KLANT_REF_MAX];
    size_t length = spoor_pseudonym_klant(pseudonym, SPOOR_SLICE("bsn"), SPOOR_SLICE("111222333"), ref);
    assert_string_equal(ref, "kv1-a208b566a71d678e4a26b27b125ed2d1");
    assert_int_equal(length, strlen(ref));
    spoor_pseudonym_klant(pseudonym, SPOOR_SLICE("kvk"), SPOOR_SLICE("111222333"), other);
    assert_string_not_equal(ref, other);
}

static void an_identifier_has_one_writing(void **state)
{
    (void)state;
    static const struct {
        const char *soort, *waarde, *normal;
    } cases[] = {
        {"bsn", " 1112.22.333 ", "111222333"},       {"bsn", "12345678", "012345678"},
        {"rsin", "001 234 567", "001234567"},        {"bsn", "1234567", "1234567"},
        {"bsn", "1234567890", "1234567890"},         {"bsn", "12a456789", "12a456789"},
        {"kvk_nummer", " 12.345.678", "12.345.678"}, {"klantnummer", "  ", ""},
    };
    char digits[SPOOR_IDENTIFIER_DIGITS], ref[SPOOR_KLANT_REF_MAX], same[SPOOR_KLANT_REF_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct spoor_slice soort = spoor_slice_of(cases[i].soort), waarde = spoor_slice_of(cases[i].waarde);
        struct spoor_slice normal = spoor_identifier_normal(soort, waarde, digits);
        if (!spoor_slice_equal(normal, spoor_slice_of(cases[i].normal)))
            fail_msg("%s: %.*s", cases[i].waarde, SPOOR_SLICE_ARG(normal));
        spoor_pseudonym_klant(pseudonym, soort, waarde, ref);
        spoor_pseudonym_klant(pseudonym, soort, spoor_slice_of(cases[i].normal), same);
        assert_string_equal(ref, same);
    }
}

static void an_anonymous_key_belongs_to_one_conversation_of_one_source(void **state)
{
    (void)state;
    char ref[SPOOR_KLANT_REF_MAX], other[SPOOR_KLANT_REF_MAX];
    size_t length = spoor_pseudonym_anonymous(pseudonym, SPOOR_SLICE("urn:balie"), SPOOR_SLICE("g-1"), ref);
    assert_string_equal(ref, "anoniem:f837a152c250f4c5b3773a3246aa2923");
    assert_int_equal(length, 40);
    spoor_pseudonym_anonymous(pseudonym, SPOOR_SLICE("urn:balie"), SPOOR_SLICE("g-2"), other);
    assert_string_not_equal(ref, other);
}

static void a_caller_is_known_by_a_key_of_its_own(void **state)
{
    (void)state;
    char ref[SPOOR_KLANT_REF_MAX], masked[SPOOR_KLANT_REF_MAX];
    size_t length = spoor_pseudonym_beller(pseudonym, SPOOR_SLICE("0307654321"), ref);
    assert_memory_equal(ref, "beller-", 7);
    assert_int_equal(length, 39);
    spoor_pseudonym_masked_id(pseudonym, SPOOR_SLICE("0307654321"), masked);
    assert_memory_not_equal(ref + 7, masked + 4, 32);
}

static void uses_of_the_key_are_kept_apart(void **state)
{
    (void)state;
    char ref[SPOOR_KLANT_REF_MAX], hex[33];
    uint8_t afdruk[16];
    spoor_pseudonym_masked_id(pseudonym, SPOOR_SLICE("111222333"), ref);
    assert_string_equal(ref, "bsn-e2b5f9d2170636e36fb2942e6e9a004d");
    spoor_pseudonym_afdruk(pseudonym, SPOOR_SLICE("{}"), afdruk);
    spoor_hex_format(afdruk, 16, hex);
    assert_string_equal(hex, "546ff12e7f0b0ffc17a3c9871d3ebfc0");
}

static void the_longest_version_fits_a_klant_ref(void **state)
{
    (void)state;
    struct spoor_keyring *keyring = keyring_of("v12345678901234 " KEY_1);
    struct spoor_pseudonym *long_version = spoor_pseudonym_new(keyring);
    char ref[SPOOR_KLANT_REF_MAX];
    assert_int_equal(spoor_pseudonym_klant(long_version, SPOOR_SLICE("bsn"), SPOOR_SLICE("1"), ref), 49);
    assert_memory_equal(ref, "kv12345678901234-", 17);
    spoor_pseudonym_free(long_version);
    spoor_keyring_free(keyring);
}

static void the_11_test_tells_a_bsn_from_a_number(void **state)
{
    (void)state;
    assert_true(spoor_bsn_valid(SPOOR_SLICE("111222333")));
    assert_true(spoor_bsn_valid(SPOOR_SLICE("123456782")));
    assert_true(spoor_bsn_valid(SPOOR_SLICE("010464554")));
    assert_true(spoor_bsn_valid(SPOOR_SLICE("10464554"))); /* without its leading 0 */
    assert_false(spoor_bsn_valid(SPOOR_SLICE("123456789")));
    assert_false(spoor_bsn_valid(SPOOR_SLICE("000000000")));
    assert_false(spoor_bsn_valid(SPOOR_SLICE("00000000")));
    assert_false(spoor_bsn_valid(SPOOR_SLICE("1112223330")));
    assert_false(spoor_bsn_valid(SPOOR_SLICE("1112223")));
    assert_false(spoor_bsn_valid(SPOOR_SLICE("11122233x")));
    assert_false(spoor_bsn_valid(SPOOR_SLICE_NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_identifier_always_becomes_the_same_klant_ref),
        cmocka_unit_test(an_identifier_has_one_writing),
        cmocka_unit_test(an_anonymous_key_belongs_to_one_conversation_of_one_source),
        cmocka_unit_test(a_caller_is_known_by_a_key_of_its_own),
        cmocka_unit_test(uses_of_the_key_are_kept_apart),
        cmocka_unit_test(the_longest_version_fits_a_klant_ref),
        cmocka_unit_test(the_11_test_tells_a_bsn_from_a_number),
    };
    return cmocka_run_group_tests(tests, make_pseudonym, free_pseudonym);
}
