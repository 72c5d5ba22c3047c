/* AES-256-GCM. Each context has its own key, derived from the key in the file: a random nonce of 12 bytes may be drawn
 * only 2^32 times per key (NIST SP 800-38D, 8.3), which a busy instance reaches in weeks; per context it never does. */
#include "crypto_internal.h"

#include <spoor/crypto/seal.h>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <limits.h>

enum { NONCE_BYTES = 12, TAG_BYTES = 16, NONCES_AT_ONCE = 64 };

struct spoor_seal {
    const struct spoor_keyring *keyring;
    struct spoor_hmac_key current;
    EVP_CIPHER *cipher;
    EVP_CIPHER_CTX *context;
    uint8_t nonces[NONCES_AT_ONCE * NONCE_BYTES]; /* drawn together: one draw costs as much as sealing */
    size_t nonces_used;
};

struct spoor_seal *spoor_seal_new(const struct spoor_keyring *keyring)
{
    const struct spoor_key *key = spoor_keyring_current(keyring);
    struct spoor_seal *seal = OPENSSL_zalloc(sizeof(*seal));
    if (!seal)
        spoor_crypto_failed("OPENSSL_zalloc");
    seal->keyring = keyring;
    seal->nonces_used = NONCES_AT_ONCE;
    spoor_hmac_key_init(&seal->current, key->bytes, key->length);
    seal->cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    seal->context = EVP_CIPHER_CTX_new();
    if (!seal->cipher || !seal->context || !EVP_EncryptInit_ex2(seal->context, seal->cipher, NULL, NULL, NULL))
        spoor_crypto_failed("EVP_CIPHER_fetch");
    return seal;
}

void spoor_seal_free(struct spoor_seal *seal)
{
    if (!seal)
        return;
    EVP_CIPHER_CTX_free(seal->context);
    EVP_CIPHER_free(seal->cipher);
    OPENSSL_clear_free(seal, sizeof(*seal));
}

const char *spoor_seal_version(const struct spoor_seal *seal)
{
    return spoor_keyring_current(seal->keyring)->version;
}

static void derive_key(const struct spoor_hmac_key *key, struct spoor_slice context, uint8_t out[32])
{
    const struct spoor_slice parts[] = {SPOOR_SLICE("\0zegel\0"), context};
    spoor_hmac(key, parts, 2, out);
}

static void draw_nonce(struct spoor_seal *seal, uint8_t out[NONCE_BYTES])
{
    if (seal->nonces_used == NONCES_AT_ONCE) {
        if (RAND_bytes(seal->nonces, sizeof(seal->nonces)) != 1)
            spoor_crypto_failed("RAND_bytes");
        seal->nonces_used = 0;
    }
    memcpy(out, seal->nonces + NONCE_BYTES * seal->nonces_used++, NONCE_BYTES);
}

void spoor_seal_close(struct spoor_seal *seal, struct spoor_slice context, struct spoor_slice plain, uint8_t *out)
{
    uint8_t key[32];
    int written;
    EVP_CIPHER_CTX *evp = seal->context;
    if (plain.length > INT_MAX || context.length > INT_MAX)
        spoor_crypto_failed("spoor_seal_close: content too long");
    draw_nonce(seal, out);
    derive_key(&seal->current, context, key);
    uint8_t *body = out + NONCE_BYTES;
    if (!EVP_EncryptInit_ex2(evp, NULL, key, out, NULL) ||
        !EVP_EncryptUpdate(evp, NULL, &written, (const uint8_t *)context.data, (int)context.length) ||
        !EVP_EncryptUpdate(evp, body, &written, (const uint8_t *)plain.data, (int)plain.length) ||
        !EVP_EncryptFinal_ex(evp, body + plain.length, &written) ||
        !EVP_CIPHER_CTX_ctrl(evp, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, body + plain.length))
        spoor_crypto_failed("EVP_Encrypt");
    OPENSSL_cleanse(key, sizeof(key));
}

/* False when tag, content, context or key do not belong together. */
static bool decrypt(struct spoor_seal *seal, const uint8_t key[32], struct spoor_slice context,
                    struct spoor_slice sealed, uint8_t *out_plain)
{
    EVP_CIPHER_CTX *evp = seal->context;
    const uint8_t *nonce = (const uint8_t *)sealed.data;
    const uint8_t *body = nonce + NONCE_BYTES;
    size_t bytes = sealed.length - SPOOR_SEAL_OVERHEAD;
    uint8_t tag[TAG_BYTES];
    int written;
    memcpy(tag, body + bytes, TAG_BYTES);
    if (!EVP_DecryptInit_ex2(evp, NULL, key, nonce, NULL) ||
        !EVP_DecryptUpdate(evp, NULL, &written, (const uint8_t *)context.data, (int)context.length) ||
        !EVP_DecryptUpdate(evp, out_plain, &written, body, (int)bytes) ||
        !EVP_CIPHER_CTX_ctrl(evp, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, tag))
        spoor_crypto_failed("EVP_Decrypt");
    return EVP_DecryptFinal_ex(evp, out_plain + bytes, &written) == 1;
}

static bool derive_key_of_version(const struct spoor_seal *seal, struct spoor_slice version, struct spoor_slice context,
                                  uint8_t out[32])
{
    const struct spoor_key *key = spoor_keyring_find(seal->keyring, version);
    if (!key)
        return false;
    if (key == spoor_keyring_current(seal->keyring)) {
        derive_key(&seal->current, context, out);
        return true;
    }
    struct spoor_hmac_key former;
    spoor_hmac_key_init(&former, key->bytes, key->length);
    derive_key(&former, context, out);
    OPENSSL_cleanse(&former, sizeof(former));
    return true;
}

enum spoor_status spoor_seal_open(struct spoor_seal *seal, struct spoor_slice version, struct spoor_slice context,
                                  struct spoor_slice sealed, uint8_t *out_plain, size_t *out_bytes,
                                  struct spoor_error *err)
{
    uint8_t key[32];
    if (!derive_key_of_version(seal, version, context, key))
        return spoor_error_set(
            err, SPOOR_HALT, "sleutel_onbekend",
            "sealed with key version \"%.*s\", which seal.key_file does not hold; add that key there",
            SPOOR_SLICE_ARG(version));
    bool whole = sealed.length >= SPOOR_SEAL_OVERHEAD && sealed.length <= INT_MAX && context.length <= INT_MAX;
    bool opened = whole && decrypt(seal, key, context, sealed, out_plain);
    OPENSSL_cleanse(key, sizeof(key));
    if (!opened)
        return spoor_error_set(err, SPOOR_REJECT, "onleesbaar",
                               "sealed content was changed, or belongs to another record");
    *out_bytes = sealed.length - SPOOR_SEAL_OVERHEAD;
    return SPOOR_OK;
}
