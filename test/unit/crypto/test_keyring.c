#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "key_file.h"

static void the_first_key_is_current_and_former_ones_are_found(void **state)
{
    (void)state;
    struct spoor_keyring *keyring = keyring_of("# keys of test\n\n2 " KEY_2 " # since May\r\n  1\t" KEY_1);
    assert_non_null(keyring);
    assert_string_equal(spoor_keyring_current(keyring)->version, "2");
    assert_int_equal(spoor_keyring_current(keyring)->length, 32);
    const struct spoor_key *former = spoor_keyring_find(keyring, SPOOR_SLICE("1"));
    assert_non_null(former);
    assert_int_equal(former->bytes[31], 0x11);
    assert_null(spoor_keyring_find(keyring, SPOOR_SLICE("3")));
    spoor_keyring_free(keyring);
    spoor_keyring_free(NULL);
}

static void assert_refused(const char *text, const char *reason)
{
    char path[KEY_FILE_PATH_MAX];
    struct spoor_keyring *keyring = NULL;
    struct spoor_error err = {0};
    write_key_file(path, text);
    enum spoor_status status = spoor_keyring_load(path, &keyring, &err);
    unlink(path);
    assert_int_equal(status, SPOOR_HALT);
    assert_null(keyring);
    if (!strstr(err.message, reason))
        fail_msg("\"%s\" does not say \"%s\"", err.message, reason);
    assert_null(strstr(err.message, "11111111")); /* a message never quotes a key */
}

static void a_broken_key_file_is_refused_with_place_and_remedy(void **state)
{
    (void)state;
    assert_refused("", "openssl rand -hex 32");
    assert_refused("# only\n", "holds no key");
    assert_refused("1 1111111111\n", ":1: a key has at least 32 bytes");
    assert_refused("1\n", ":1: a key has at least 32 bytes");
    assert_refused("\n1 " KEY_1 "1\n", ":2: a key is written as 64 to 128 hex digits");
    assert_refused("1 " KEY_1 KEY_1 "11\n", "64 to 128");
    assert_refused("1 x" KEY_1 "x\n", "64 to 128");
    assert_refused("1 " KEY_1 " 2\n", "a line is:");
    assert_refused("1 " KEY_1 "\n1 " KEY_2, ":2: this version is already above");
    assert_refused("v-1 " KEY_1, "letters, digits");
    assert_refused("v123456789012345 " KEY_1, "1 to 15");
}

static void a_file_too_large_or_with_too_many_keys_is_refused(void **state)
{
    (void)state;
    char *text = calloc(1, 40000);
    memset(text, '#', 20000);
    assert_refused(text, "larger");
    size_t length = 0;
    for (int i = 0; i < 33; i++)
        length += (size_t)snprintf(text + length, 40000 - length, "%d %s\n", i, KEY_1);
    assert_refused(text, "more than 32");
    free(text);
}

static void an_absent_file_is_refused_with_the_remedy(void **state)
{
    (void)state;
    struct spoor_keyring *keyring = NULL;
    struct spoor_error err;
    assert_int_equal(spoor_keyring_load("/nonexistent/key", &keyring, &err), SPOOR_HALT);
    assert_non_null(strstr(err.message, "/nonexistent/key: No such file"));
    assert_non_null(strstr(err.message, "openssl rand"));
    assert_int_equal(spoor_keyring_load("/", &keyring, &err), SPOOR_HALT);
}

static enum spoor_status load_with(mode_t mode, gid_t group)
{
    char path[KEY_FILE_PATH_MAX];
    struct spoor_keyring *keyring = NULL;
    struct spoor_error err;
    write_key_file(path, "1 " KEY_1);
    if (geteuid() == 0)
        assert_int_equal(chown(path, 0, group), 0);
    assert_int_equal(chmod(path, mode), 0);
    enum spoor_status status = spoor_keyring_load(path, &keyring, &err);
    unlink(path);
    if (status != SPOOR_OK)
        assert_non_null(strstr(err.message, "chmod 600"));
    spoor_keyring_free(keyring);
    return status;
}

static void a_file_that_others_may_reach_is_refused(void **state)
{
    (void)state;
    assert_int_equal(load_with(0600, 1), SPOOR_OK);
    assert_int_equal(load_with(0400, 1), SPOOR_OK);
    assert_int_equal(load_with(0640, 1), SPOOR_HALT);
    assert_int_equal(load_with(0660, 0), SPOOR_HALT);
    assert_int_equal(load_with(0604, 0), SPOOR_HALT);
    assert_int_equal(load_with(0440, 0), geteuid() == 0 ? SPOOR_OK : SPOOR_HALT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_key_is_current_and_former_ones_are_found),
        cmocka_unit_test(a_broken_key_file_is_refused_with_place_and_remedy),
        cmocka_unit_test(a_file_too_large_or_with_too_many_keys_is_refused),
        cmocka_unit_test(an_absent_file_is_refused_with_the_remedy),
        cmocka_unit_test(a_file_that_others_may_reach_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
