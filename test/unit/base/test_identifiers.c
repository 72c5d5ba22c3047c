#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/base/uuid.h>

#include <stdio.h>

static void murmur2_equals_kafka(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        int32_t hash;
    } vectors[] = {
        {"21", -973932308},
        {"foobar", -790332482},
        {"a-little-bit-long-string", -985981536},
        {"a-little-bit-longer-string", -1486304829},
        {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
        {"abc", 479470107},
    };
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
        assert_int_equal((int32_t)spoor_murmur2(spoor_slice_of(vectors[i].key)), vectors[i].hash);
}

static void murmur2_takes_bytes_as_unsigned(void **state)
{
    (void)state;
    /* Utf8.bytes("é") in Java are negative; Kafka masks them with 0xff. */
    assert_int_not_equal(spoor_murmur2(SPOOR_SLICE("\xc3\xa9")), spoor_murmur2(SPOOR_SLICE("\x43\x29")));
    assert_true(spoor_partition_of(SPOOR_SLICE("foobar"), 64) >= 0);
    assert_int_equal(spoor_partition_of(SPOOR_SLICE("foobar"), 64), (-790332482 & 0x7fffffff) % 64);
    assert_int_equal(spoor_partition_of(SPOOR_SLICE("x"), 1), 0);
}

static void uuids_survive_the_way_to_text_and_back(void **state)
{
    (void)state;
    struct spoor_uuid uuid, back;
    for (int i = 0; i < 16; i++)
        uuid.bytes[i] = (uint8_t)(i * 17);
    char text[SPOOR_UUID_TEXT_MAX];
    spoor_uuid_format(uuid, text);
    assert_string_equal(text, "00112233-4455-6677-8899-aabbccddeeff");
    assert_true(spoor_uuid_parse(spoor_slice_of(text), &back));
    assert_true(spoor_uuid_equal(uuid, back));
    assert_true(spoor_uuid_parse(SPOOR_SLICE("00112233-4455-6677-8899-AABBCCDDEEFF"), &back));
    assert_int_equal(spoor_uuid_compare(uuid, back), 0);
}

static void what_is_no_uuid_is_refused(void **state)
{
    (void)state;
    struct spoor_uuid uuid;
    assert_false(spoor_uuid_parse(SPOOR_SLICE_NULL, &uuid));
    assert_false(spoor_uuid_parse(SPOOR_SLICE("00112233445566778899aabbccddeeff"), &uuid));
    assert_false(spoor_uuid_parse(SPOOR_SLICE("00112233-4455-6677-8899-aabbccddeefg"), &uuid));
    assert_false(spoor_uuid_parse(SPOOR_SLICE("001122334-455-6677-8899-aabbccddeeff"), &uuid));
    assert_false(spoor_uuid_parse(SPOOR_SLICE("00112233-4455-6677-8899-aabbccddeef"), &uuid));
}

static void hex_needs_exactly_its_digits(void **state)
{
    (void)state;
    char text[9];
    uint8_t bytes[4] = {0};
    spoor_hex_format("\xde\xad\xbe\xef", 4, text);
    assert_string_equal(text, "deadbeef");
    assert_true(spoor_hex_parse(SPOOR_SLICE("DEADbeef"), bytes, 4));
    assert_memory_equal(bytes, "\xde\xad\xbe\xef", 4);
    assert_false(spoor_hex_parse(SPOOR_SLICE("deadbee"), bytes, 4));
    assert_false(spoor_hex_parse(SPOOR_SLICE("deadbeef0"), bytes, 4));
    assert_false(spoor_hex_parse(SPOOR_SLICE("deadbeeg"), bytes, 4));
}

static void base64_equals_the_rfc_vectors(void **state)
{
    (void)state;
    static const char *const vectors[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xfb\xff\xfe", "+//+"},
    };
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        struct spoor_slice plain = spoor_slice_of(vectors[i][0]);
        struct spoor_slice text = spoor_slice_of(vectors[i][1]);
        char encoded[16];
        uint8_t decoded[16];
        size_t bytes = 99;
        assert_int_equal(spoor_base64_length(plain.length), text.length);
        spoor_base64_encode(plain.data, plain.length, encoded);
        assert_memory_equal(encoded, text.data, text.length);
        assert_true(spoor_base64_decode(text, decoded, &bytes));
        assert_int_equal(bytes, plain.length);
        assert_memory_equal(decoded, plain.data, bytes);
    }
}

static void base64_has_one_text_per_value(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 8", "Zm-8", "=m8="};
    uint8_t decoded[16];
    size_t bytes;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (spoor_base64_decode(spoor_slice_of(texts[i]), decoded, &bytes))
            fail_msg("%s was accepted", texts[i]);
    }
}

static void slices_compare_bytewise(void **state)
{
    (void)state;
    assert_true(spoor_slice_compare(SPOOR_SLICE("a"), SPOOR_SLICE("ab")) < 0);
    assert_true(spoor_slice_compare(SPOOR_SLICE("b"), SPOOR_SLICE("ab")) > 0);
    assert_int_equal(spoor_slice_compare(SPOOR_SLICE_NULL, SPOOR_SLICE("")), 0);
    assert_true(spoor_slice_equal(SPOOR_SLICE("ab"), SPOOR_SLICE("ab")));
    assert_false(spoor_slice_equal(SPOOR_SLICE("ab"), SPOOR_SLICE("ac")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(murmur2_equals_kafka),
        cmocka_unit_test(murmur2_takes_bytes_as_unsigned),
        cmocka_unit_test(uuids_survive_the_way_to_text_and_back),
        cmocka_unit_test(what_is_no_uuid_is_refused),
        cmocka_unit_test(hex_needs_exactly_its_digits),
        cmocka_unit_test(base64_equals_the_rfc_vectors),
        cmocka_unit_test(base64_has_one_text_per_value),
        cmocka_unit_test(slices_compare_bytewise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
