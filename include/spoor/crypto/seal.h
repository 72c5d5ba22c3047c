/* Seal: AES-256-GCM over content that only the fold, or `quarantaine show`, may open.
 *
 * Sealed form: 12 bytes nonce | ciphertext | 16 bytes tag; context (the origin text) is authenticated, not stored.
 * Each context has its own derived key, so the number of sealed records per key has no limit.
 * Threads: one spoor_seal per thread. Memory: new/free, borrows the keyring until free; out arrays are the caller's. */
#ifndef SPOOR_CRYPTO_SEAL_H
#define SPOOR_CRYPTO_SEAL_H

#include <spoor/crypto/keyring.h>

#define SPOOR_SEAL_OVERHEAD 28
struct spoor_seal;

struct spoor_seal *spoor_seal_new(const struct spoor_keyring *keyring);
void spoor_seal_free(struct spoor_seal *seal);
const char *spoor_seal_version(const struct spoor_seal *seal);
/* Writes plain.length + SPOOR_SEAL_OVERHEAD bytes to out. */
void spoor_seal_close(struct spoor_seal *seal, struct spoor_slice context, struct spoor_slice plain, uint8_t *out);
/* SPOOR_HALT with remedy when the version is not in the key file; SPOOR_REJECT when the bytes were changed.
 * out_plain has room for sealed.length - SPOOR_SEAL_OVERHEAD bytes; what it holds after a failure means nothing. */
enum spoor_status spoor_seal_open(struct spoor_seal *seal, struct spoor_slice version, struct spoor_slice context,
                                  struct spoor_slice sealed, uint8_t *out_plain, size_t *out_bytes,
                                  struct spoor_error *err);

#endif
