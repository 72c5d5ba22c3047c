#include "klant_ref.h"

#include <spoor/crypto/pseudonym.h>

#define DIGITS 9
#define HEX_DIGITS 32

static bool begins_with(struct spoor_slice text, const char *prefix)
{
    return text.length >= strlen(prefix) && memcmp(text.data, prefix, strlen(prefix)) == 0;
}

static bool ends_in_hex(struct spoor_slice text)
{
    size_t count = 0;
    while (count < text.length && strchr("0123456789abcdef", text.data[text.length - 1 - count]))
        count++;
    return count == HEX_DIGITS;
}

bool spoor_klant_ref_is_ref(struct spoor_slice text)
{
    return ends_in_hex(text) &&
           (begins_with(text, "anoniem:") || (begins_with(text, "k") && memchr(text.data, '-', text.length)));
}

bool spoor_klant_ref_is_identifier(struct spoor_slice text)
{
    const char *colon = memchr(text.data, ':', text.length);
    return colon && colon > text.data && (size_t)(colon - text.data) + 1 < text.length && !spoor_klant_ref_is_ref(text);
}

static struct spoor_slice trim(struct spoor_slice text)
{
    while (text.length > 0 && text.data[text.length - 1] == ' ')
        text.length--;
    while (text.length > 0 && text.data[0] == ' ')
        text = (struct spoor_slice){text.data + 1, text.length - 1};
    return text;
}

/* Nine digits, without dots and blanks, an eight-digit number with its leading 0; else text itself. */
static struct spoor_slice normal_digits(struct spoor_slice text, char out[DIGITS])
{
    char digits[DIGITS];
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '.' || c == ' ' || c == '-')
            continue;
        if (c < '0' || c > '9' || count == DIGITS)
            return text;
        digits[count++] = c;
    }
    if (count < DIGITS - 1)
        return text;
    out[0] = '0';
    memcpy(out + DIGITS - count, digits, count);
    return (struct spoor_slice){out, DIGITS};
}

enum spoor_status spoor_klant_ref_of_identifier(struct spoor_invocation *invocation, struct spoor_slice text,
                                                struct spoor_slice *out_ref, struct spoor_error *err)
{
    struct spoor_keyring *keyring = NULL;
    enum spoor_status status =
        spoor_keyring_load(spoor_setting_text(invocation, SPOOR_SETTING_PSEUDONYM_KEY_FILE), &keyring, err);
    if (status != SPOOR_OK)
        return spoor_error_prefix(err, "setting pseudonym.key_file");
    char digits[DIGITS], ref[SPOOR_KLANT_REF_MAX];
    size_t at = (size_t)((const char *)memchr(text.data, ':', text.length) - text.data);
    struct spoor_slice soort = {text.data, at},
                       waarde = trim((struct spoor_slice){text.data + at + 1, text.length - at - 1});
    if (spoor_slice_equal(soort, SPOOR_SLICE("bsn")) || spoor_slice_equal(soort, SPOOR_SLICE("rsin")))
        waarde = normal_digits(waarde, digits);
    struct spoor_pseudonym *pseudonym = spoor_pseudonym_new(keyring);
    size_t length = spoor_pseudonym_klant(pseudonym, soort, waarde, ref);
    *out_ref = spoor_arena_copy(&invocation->arena, (struct spoor_slice){ref, length});
    spoor_pseudonym_free(pseudonym);
    spoor_keyring_free(keyring);
    return SPOOR_OK;
}
