#include "klant_ref.h"

#include <spoor/codec/code_lists.h>
#include <spoor/crypto/pseudonym.h>

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

enum spoor_status spoor_klant_ref_of_identifier(struct spoor_invocation *invocation, struct spoor_slice text,
                                                struct spoor_slice *out_ref, struct spoor_error *err)
{
    struct spoor_keyring *keyring = NULL;
    char ref[SPOOR_KLANT_REF_MAX];
    size_t at = (size_t)((const char *)memchr(text.data, ':', text.length) - text.data);
    struct spoor_slice soort = {text.data, at}, waarde = {text.data + at + 1, text.length - at - 1}, code, lijn;
    if (spoor_code_find(SPOOR_LIJST_IDENTIFICATIESOORT, soort, &code, &lijn) != SPOOR_CODE_KNOWN)
        return spoor_error_set(
            err, SPOOR_REJECT, "niet_gevonden",
            "unknown kind of identifier \"%.*s\": bsn, kvk_nummer, rsin, vestigingsnummer, klantnummer "
            "or eidas was expected",
            SPOOR_SLICE_ARG(soort));
    enum spoor_status status =
        spoor_keyring_load(spoor_setting_text(invocation, SPOOR_SETTING_PSEUDONYM_KEY_FILE), &keyring, err);
    if (status != SPOOR_OK)
        return spoor_error_prefix(err, "setting pseudonym.key_file");
    struct spoor_pseudonym *pseudonym = spoor_pseudonym_new(keyring);
    size_t length = spoor_pseudonym_klant(pseudonym, code, waarde, ref);
    *out_ref = spoor_arena_copy(&invocation->arena, (struct spoor_slice){ref, length});
    spoor_pseudonym_free(pseudonym);
    spoor_keyring_free(keyring);
    return SPOOR_OK;
}
