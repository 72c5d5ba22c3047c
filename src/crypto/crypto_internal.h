/* What the crypto files share: the form of a prepared HMAC key, and the end of the process when OpenSSL fails.
 *
 * Surprising: the low-level SHA calls of OpenSSL are used on purpose. They are deprecated for OpenSSL 3 because they
 * bypass providers, but a prepared state is then a plain struct that is copied: 0.11 µs for one HMAC against 0.47 µs
 * with EVP_MAC_CTX_dup and 0.20 µs with a re-initialised context that threads cannot share (measured, OpenSSL 3.0). */
#ifndef SPOOR_CRYPTO_INTERNAL_H
#define SPOOR_CRYPTO_INTERNAL_H

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <spoor/crypto/hash.h>

struct spoor_hmac_key {
    SHA256_CTX inner; /* after the key xor ipad */
    SHA256_CTX outer; /* after the key xor opad */
};

void spoor_hmac_key_init(struct spoor_hmac_key *hmac_key, const void *key, size_t key_bytes);

/* OpenSSL fails here only without memory or without a source of randomness; like spoor_out_of_memory. */
_Noreturn void spoor_crypto_failed(const char *operation);

#endif
