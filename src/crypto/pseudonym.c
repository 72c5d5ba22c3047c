#include "crypto_internal.h"

#include <spoor/crypto/pseudonym.h>

#include <spoor/base/uuid.h>

/* Each use of the key hashes another prefix, so that no result says anything about another. That of klantRef is empty:
 * soort is never empty and never begins with a 0 byte, as the other prefixes do. */
#define PREFIX_ANONYMOUS SPOOR_SLICE("\0anoniem\0")
#define PREFIX_MASKED_ID SPOOR_SLICE("\0bsn\0")
#define PREFIX_AFDRUK SPOOR_SLICE("\0afdruk\0")
#define PREFIX_BELLER_KEY SPOOR_SLICE("\0bellersleutel\0")
#define SEPARATOR SPOOR_SLICE("\0")

enum { KEPT_BYTES = 16 };

struct spoor_pseudonym {
    struct spoor_hmac_key key, beller_key;
    char klant_prefix[24]; /* "k<version>-" */
    size_t klant_prefix_length;
};

/* Of its own, so that what is known of callers says nothing about klanten. */
static void beller_key_init(struct spoor_pseudonym *pseudonym)
{
    uint8_t bytes[32];
    const struct spoor_slice part = PREFIX_BELLER_KEY;
    spoor_hmac(&pseudonym->key, &part, 1, bytes);
    spoor_hmac_key_init(&pseudonym->beller_key, bytes, sizeof(bytes));
    OPENSSL_cleanse(bytes, sizeof(bytes));
}

struct spoor_pseudonym *spoor_pseudonym_new(const struct spoor_keyring *keyring)
{
    const struct spoor_key *key = spoor_keyring_current(keyring);
    struct spoor_pseudonym *pseudonym = OPENSSL_zalloc(sizeof(*pseudonym));
    if (!pseudonym)
        spoor_crypto_failed("OPENSSL_zalloc");
    spoor_hmac_key_init(&pseudonym->key, key->bytes, key->length);
    beller_key_init(pseudonym);
    size_t version_length = strlen(key->version);
    pseudonym->klant_prefix[0] = 'k';
    memcpy(pseudonym->klant_prefix + 1, key->version, version_length);
    pseudonym->klant_prefix[1 + version_length] = '-';
    pseudonym->klant_prefix_length = version_length + 2;
    return pseudonym;
}

void spoor_pseudonym_free(struct spoor_pseudonym *pseudonym)
{
    OPENSSL_clear_free(pseudonym, sizeof(*pseudonym));
}

static size_t write_ref(const struct spoor_hmac_key *key, struct spoor_slice prefix, const struct spoor_slice *parts,
                        size_t part_count, char *out)
{
    uint8_t digest[32];
    spoor_hmac(key, parts, part_count, digest);
    memcpy(out, prefix.data, prefix.length);
    spoor_hex_format(digest, KEPT_BYTES, out + prefix.length);
    return prefix.length + 2 * KEPT_BYTES;
}

size_t spoor_pseudonym_klant(const struct spoor_pseudonym *pseudonym, struct spoor_slice soort,
                             struct spoor_slice waarde, char out[SPOOR_KLANT_REF_MAX])
{
    char digits[SPOOR_IDENTIFIER_DIGITS];
    const struct spoor_slice parts[] = {soort, SEPARATOR, spoor_identifier_normal(soort, waarde, digits)};
    struct spoor_slice prefix = {pseudonym->klant_prefix, pseudonym->klant_prefix_length};
    return write_ref(&pseudonym->key, prefix, parts, 3, out);
}

size_t spoor_pseudonym_anonymous(const struct spoor_pseudonym *pseudonym, struct spoor_slice source,
                                 struct spoor_slice conversation, char out[SPOOR_KLANT_REF_MAX])
{
    const struct spoor_slice parts[] = {PREFIX_ANONYMOUS, source, SEPARATOR, conversation};
    return write_ref(&pseudonym->key, SPOOR_SLICE("anoniem:"), parts, 4, out);
}

size_t spoor_pseudonym_masked_id(const struct spoor_pseudonym *pseudonym, struct spoor_slice id,
                                 char out[SPOOR_KLANT_REF_MAX])
{
    const struct spoor_slice parts[] = {PREFIX_MASKED_ID, id};
    return write_ref(&pseudonym->key, SPOOR_SLICE("bsn-"), parts, 2, out);
}

size_t spoor_pseudonym_beller(const struct spoor_pseudonym *pseudonym, struct spoor_slice nummer,
                              char out[SPOOR_KLANT_REF_MAX])
{
    return write_ref(&pseudonym->beller_key, SPOOR_SLICE("beller-"), &nummer, 1, out);
}

void spoor_pseudonym_afdruk(const struct spoor_pseudonym *pseudonym, struct spoor_slice bytes, uint8_t out[16])
{
    const struct spoor_slice parts[] = {PREFIX_AFDRUK, bytes};
    uint8_t digest[32];
    spoor_hmac(&pseudonym->key, parts, 2, digest);
    memcpy(out, digest, KEPT_BYTES);
}
