#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "key_file.h"

#include <spoor/crypto/seal.h>

static const struct spoor_slice origin = {"kanaal.balie/3/17/0", 19};

static enum spoor_status open_sealed(const char *key_file, const char *version, struct spoor_slice context,
                                     struct spoor_slice sealed, char *out_text)
{
    struct spoor_keyring *keyring = keyring_of(key_file);
    struct spoor_seal *seal = spoor_seal_new(keyring);
    uint8_t plain[256];
    size_t bytes = 0;
    struct spoor_error err;
    enum spoor_status status = spoor_seal_open(seal, spoor_slice_of(version), context, sealed, plain, &bytes, &err);
    memcpy(out_text, plain, bytes);
    out_text[bytes] = '\0';
    spoor_seal_free(seal);
    spoor_keyring_free(keyring);
    return status;
}

static struct spoor_slice close_sealed(const char *plain, uint8_t *out)
{
    struct spoor_keyring *keyring = keyring_of("1 " KEY_1);
    struct spoor_seal *seal = spoor_seal_new(keyring);
    assert_string_equal(spoor_seal_version(seal), "1");
    spoor_seal_close(seal, origin, spoor_slice_of(plain), out);
    spoor_seal_free(seal);
    spoor_keyring_free(keyring);
    return (struct spoor_slice){(const char *)out, strlen(plain) + SPOOR_SEAL_OVERHEAD};
}

static void what_is_sealed_can_be_opened(void **state)
{
    (void)state;
    uint8_t sealed[256];
    char text[256];
    assert_int_equal(open_sealed("1 " KEY_1, "1", origin, close_sealed("{\"tekst\":\"dag\"}", sealed), text), SPOOR_OK);
    assert_string_equal(text, "{\"tekst\":\"dag\"}");
    assert_int_equal(open_sealed("1 " KEY_1, "1", origin, close_sealed("", sealed), text), SPOOR_OK);
    assert_string_equal(text, "");
}

static void a_former_key_still_opens(void **state)
{
    (void)state;
    uint8_t sealed[256];
    char text[256];
    struct spoor_slice content = close_sealed("dag", sealed);
    assert_int_equal(open_sealed("2 " KEY_2 "\n1 " KEY_1, "1", origin, content, text), SPOOR_OK);
    assert_string_equal(text, "dag");
    assert_int_equal(open_sealed("2 " KEY_2, "1", origin, content, text), SPOOR_HALT);
    assert_int_equal(open_sealed("1 " KEY_2, "1", origin, content, text), SPOOR_REJECT);
}

static void any_change_is_noticed(void **state)
{
    (void)state;
    uint8_t sealed[256];
    char text[256];
    struct spoor_slice content = close_sealed("dag", sealed);
    for (size_t i = 0; i < content.length; i++) {
        sealed[i] ^= 1;
        assert_int_equal(open_sealed("1 " KEY_1, "1", origin, content, text), SPOOR_REJECT);
        sealed[i] ^= 1;
    }
    assert_int_equal(open_sealed("1 " KEY_1, "1", SPOOR_SLICE("kanaal.balie/3/18/0"), content, text), SPOOR_REJECT);
    for (size_t length = 0; length < content.length; length++) {
        struct spoor_slice cut = {content.data, length};
        assert_int_equal(open_sealed("1 " KEY_1, "1", origin, cut, text), SPOOR_REJECT);
    }
}

static void sealing_twice_never_gives_the_same_bytes(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    struct spoor_keyring *keyring = keyring_of("1 " KEY_1);
    struct spoor_seal *seal = spoor_seal_new(keyring);
    static uint8_t sealed[COUNT][SPOOR_SEAL_OVERHEAD + 3];
    for (int i = 0; i < COUNT; i++) {
        spoor_seal_close(seal, origin, SPOOR_SLICE("dag"), sealed[i]);
        for (int j = 0; j < i; j++)
            assert_memory_not_equal(sealed[i], sealed[j], 12);
    }
    spoor_seal_free(seal);
    spoor_keyring_free(keyring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sealed_can_be_opened),
        cmocka_unit_test(a_former_key_still_opens),
        cmocka_unit_test(any_change_is_noticed),
        cmocka_unit_test(sealing_twice_never_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
