/* Pseudonym: identifiers become klantRefs and anonymous keys (HMAC-SHA-256 over kind and value).
 *
 * klantRef "k<version>-<32 hex>", anonymous key "anoniem:<32 hex>", afdruk: 16 bytes over an event's canonical bytes.
 * Threads: shared read-only after new. Memory: new/free, keeps nothing of the keyring; results go to caller arrays. */
#ifndef SPOOR_CRYPTO_PSEUDONYM_H
#define SPOOR_CRYPTO_PSEUDONYM_H

#include <spoor/crypto/keyring.h>
#include <stdbool.h>

#define SPOOR_KLANT_REF_MAX 64
struct spoor_pseudonym;

struct spoor_pseudonym *spoor_pseudonym_new(const struct spoor_keyring *keyring);
void spoor_pseudonym_free(struct spoor_pseudonym *pseudonym);
/* Of the identifier as spoor_identifier_normal writes it, so that all who make a klantRef make the same. */
size_t spoor_pseudonym_klant(const struct spoor_pseudonym *pseudonym, struct spoor_slice soort,
                             struct spoor_slice waarde, char out[SPOOR_KLANT_REF_MAX]);
/* source = bronSysteem or source; conversation = gesprekId, klantcontactId or id. */
size_t spoor_pseudonym_anonymous(const struct spoor_pseudonym *pseudonym, struct spoor_slice source,
                                 struct spoor_slice conversation, char out[SPOOR_KLANT_REF_MAX]);
/* HMAC (domain-separated) of a raw number that passes the 11-test, for ids that carry one: "bsn-<32 hex>". */
size_t spoor_pseudonym_masked_id(const struct spoor_pseudonym *pseudonym, struct spoor_slice id,
                                 char out[SPOOR_KLANT_REF_MAX]);
/* bellerRef of a phone number, digits only: "beller-<32 hex>", by a key of its own, derived from that of klantRefs. */
size_t spoor_pseudonym_beller(const struct spoor_pseudonym *pseudonym, struct spoor_slice nummer,
                              char out[SPOOR_KLANT_REF_MAX]);
void spoor_pseudonym_afdruk(const struct spoor_pseudonym *pseudonym, struct spoor_slice bytes, uint8_t out[16]);
/* The one writing of an identifier: without blanks around it; of a bsn or rsin the nine digits, without dots, dashes and
 * blanks and with the leading 0 that a number of eight misses. What is no such number stays as it is. Borrows waarde or
 * out. */
#define SPOOR_IDENTIFIER_DIGITS 9
struct spoor_slice spoor_identifier_normal(struct spoor_slice soort, struct spoor_slice waarde,
                                           char out[SPOOR_IDENTIFIER_DIGITS]);
/* True for 8 or 9 digits (optionally within the text as the whole text) that pass the 11-test, not all zero. */
bool spoor_bsn_valid(struct spoor_slice digits);

#endif
