#include "crypto_internal.h"

enum { PREFIX_BYTES = 16 };

static struct spoor_uuid first_bytes(const uint8_t *digest)
{
    struct spoor_uuid uuid;
    memcpy(uuid.bytes, digest, PREFIX_BYTES);
    return uuid;
}

static void update_parts(SHA256_CTX *hash, const struct spoor_slice *parts, size_t part_count)
{
    for (size_t i = 0; i < part_count; i++)
        SHA256_Update(hash, parts[i].data, parts[i].length);
}

void spoor_sha256(const struct spoor_slice *parts, size_t part_count, uint8_t out[32])
{
    SHA256_CTX hash;
    SHA256_Init(&hash);
    update_parts(&hash, parts, part_count);
    SHA256_Final(out, &hash);
}

struct spoor_uuid spoor_sha256_uuid(const struct spoor_slice *parts, size_t part_count)
{
    uint8_t digest[32];
    spoor_sha256(parts, part_count, digest);
    return first_bytes(digest);
}

struct spoor_uuid spoor_klant_id(struct spoor_slice klant_ref)
{
    return spoor_sha256_uuid(&klant_ref, 1);
}

struct spoor_uuid spoor_feit_id(struct spoor_slice source, struct spoor_slice id)
{
    const struct spoor_slice parts[] = {source, {"\0", 1}, id};
    return spoor_sha256_uuid(parts, 3);
}

struct spoor_uuid spoor_name_uuid(const struct spoor_slice *parts, size_t part_count)
{
    /* Drawn once for Spoor; another value would give every journey another ref. */
    static const uint8_t namespace[16] = {0x5f, 0xd2, 0x0c, 0x1e, 0x8a, 0x37, 0x4b, 0x69,
                                          0x9d, 0x04, 0xe1, 0x7b, 0x36, 0xc8, 0x52, 0xaf};
    uint8_t digest[SHA_DIGEST_LENGTH];
    SHA_CTX hash;
    SHA1_Init(&hash);
    SHA1_Update(&hash, namespace, sizeof(namespace));
    for (size_t i = 0; i < part_count; i++) {
        if (i)
            SHA1_Update(&hash, "\0", 1);
        SHA1_Update(&hash, parts[i].data, parts[i].length);
    }
    SHA1_Final(digest, &hash);
    digest[6] = (uint8_t)((digest[6] & 0x0f) | 0x50); /* version 5 */
    digest[8] = (uint8_t)((digest[8] & 0x3f) | 0x80); /* variant of RFC 9562 */
    return first_bytes(digest);
}

static void prepare_pad(SHA256_CTX *hash, const uint8_t key[SHA256_CBLOCK], uint8_t pad)
{
    uint8_t block[SHA256_CBLOCK];
    for (size_t i = 0; i < sizeof(block); i++)
        block[i] = key[i] ^ pad;
    SHA256_Init(hash);
    SHA256_Update(hash, block, sizeof(block));
    OPENSSL_cleanse(block, sizeof(block));
}

void spoor_hmac_key_init(struct spoor_hmac_key *hmac_key, const void *key, size_t key_bytes)
{
    uint8_t block[SHA256_CBLOCK] = {0};
    if (key_bytes > sizeof(block))
        spoor_sha256(&(struct spoor_slice){key, key_bytes}, 1, block); /* RFC 2104 */
    else
        memcpy(block, key, key_bytes);
    prepare_pad(&hmac_key->inner, block, 0x36);
    prepare_pad(&hmac_key->outer, block, 0x5c);
    OPENSSL_cleanse(block, sizeof(block));
}

struct spoor_hmac_key *spoor_hmac_key_new(const void *key, size_t key_bytes)
{
    struct spoor_hmac_key *hmac_key = OPENSSL_malloc(sizeof(*hmac_key));
    if (!hmac_key)
        spoor_crypto_failed("OPENSSL_malloc");
    spoor_hmac_key_init(hmac_key, key, key_bytes);
    return hmac_key;
}

void spoor_hmac_key_free(struct spoor_hmac_key *key)
{
    OPENSSL_clear_free(key, sizeof(*key));
}

void spoor_hmac(const struct spoor_hmac_key *key, const struct spoor_slice *parts, size_t part_count, uint8_t out[32])
{
    uint8_t digest[32];
    SHA256_CTX hash = key->inner;
    update_parts(&hash, parts, part_count);
    SHA256_Final(digest, &hash);
    hash = key->outer;
    SHA256_Update(&hash, digest, sizeof(digest));
    SHA256_Final(out, &hash);
}
