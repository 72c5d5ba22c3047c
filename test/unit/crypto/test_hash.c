#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/crypto/hash.h>

static void assert_hex(const uint8_t *bytes, size_t count, const char *expected)
{
    char text[65];
    spoor_hex_format(bytes, count, text);
    assert_string_equal(text, expected);
}

static void assert_uuid(struct spoor_uuid uuid, const char *expected)
{
    char text[SPOOR_UUID_TEXT_MAX];
    spoor_uuid_format(uuid, text);
    assert_string_equal(text, expected);
}

static void sha256_equals_fips_180_4(void **state)
{
    (void)state;
    uint8_t digest[32];
    const struct spoor_slice parts[] = {SPOOR_SLICE("a"), SPOOR_SLICE_NULL, SPOOR_SLICE("bc")};
    spoor_sha256(parts, 3, digest);
    assert_hex(digest, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    spoor_sha256(NULL, 0, digest);
    assert_hex(digest, 32, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_uuid(spoor_sha256_uuid(parts, 3), "ba7816bf-8f01-cfea-4141-40de5dae2223");
}

static void assert_hmac(const void *key, size_t key_bytes, const char *message, const char *expected)
{
    uint8_t digest[32];
    struct spoor_hmac_key *hmac_key = spoor_hmac_key_new(key, key_bytes);
    struct spoor_slice whole = spoor_slice_of(message);
    const struct spoor_slice parts[] = {{whole.data, 3}, {whole.data + 3, whole.length - 3}};
    spoor_hmac(hmac_key, parts, 2, digest);
    assert_hex(digest, 32, expected);
    spoor_hmac(hmac_key, &whole, 1, digest); /* a prepared key serves again */
    assert_hex(digest, 32, expected);
    spoor_hmac_key_free(hmac_key);
}

static void hmac_equals_rfc_4231(void **state)
{
    (void)state;
    uint8_t key[131];
    memset(key, 0x0b, sizeof(key));
    assert_hmac(key, 20, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    assert_hmac("Jefe", 4, "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof(key));
    assert_hmac(key, sizeof(key), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void name_uuids_are_of_version_5(void **state)
{
    (void)state;
    const struct spoor_slice parts[] = {SPOOR_SLICE("klant"), SPOOR_SLICE("urn:bron"), SPOOR_SLICE("1")};
    assert_uuid(spoor_name_uuid(parts, 3), "15d84e62-dc5a-519b-b8c0-f14fd6888b89"); /* uuid.uuid5 of Python */
    const struct spoor_slice shifted[] = {SPOOR_SLICE("klanturn:bron"), SPOOR_SLICE(""), SPOOR_SLICE("1")};
    assert_false(spoor_uuid_equal(spoor_name_uuid(parts, 3), spoor_name_uuid(shifted, 3)));
}

static void klant_and_fact_have_fixed_ids(void **state)
{
    (void)state;
    assert_uuid(spoor_klant_id(SPOOR_SLICE("k1-00")), "0631937a-0c53-63c4-a9dd-c68b0d748df9");
    assert_uuid(spoor_feit_id(SPOOR_SLICE("urn:bron"), SPOOR_SLICE("e-1")), "32879167-fb22-f15e-f1bd-4c0ab7a3a095");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_equals_fips_180_4),
        cmocka_unit_test(hmac_equals_rfc_4231),
        cmocka_unit_test(name_uuids_are_of_version_5),
        cmocka_unit_test(klant_and_fact_have_fixed_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
