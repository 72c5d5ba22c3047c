/* 16-byte identifiers: keys of klanten and facts, refs of journeys. Text form is the 36-character UUID form.
 *
 * Threads: values only. */
#ifndef SPOOR_BASE_UUID_H
#define SPOOR_BASE_UUID_H

#include <spoor/base/slice.h>
#include <stdint.h>

struct spoor_uuid {
    uint8_t bytes[16];
};

#define SPOOR_UUID_TEXT_MAX 37
void spoor_uuid_format(struct spoor_uuid uuid, char out[SPOOR_UUID_TEXT_MAX]);
bool spoor_uuid_parse(struct spoor_slice text, struct spoor_uuid *out_uuid);
static inline bool spoor_uuid_equal(struct spoor_uuid a, struct spoor_uuid b) { return memcmp(&a, &b, 16) == 0; }
static inline int spoor_uuid_compare(struct spoor_uuid a, struct spoor_uuid b) { return memcmp(&a, &b, 16); }

/* Lowercase hex of `bytes` bytes into out (2 × bytes + 1). */
void spoor_hex_format(const void *data, size_t bytes, char *out);
bool spoor_hex_parse(struct spoor_slice text, void *out_data, size_t bytes);
/* Standard base64 with padding. */
size_t spoor_base64_length(size_t bytes);
void spoor_base64_encode(const void *data, size_t bytes, char *out); /* not 0-terminated */
bool spoor_base64_decode(struct spoor_slice text, void *out_data, size_t *out_bytes); /* out ≥ 3/4 of text */

/* Kafka's default partitioner: murmur2 of the key, seed 0x9747b28c, sign bit cleared, modulo partitions. */
uint32_t spoor_murmur2(struct spoor_slice key);
static inline int32_t spoor_partition_of(struct spoor_slice key, int32_t partition_count)
{
    return (int32_t)((spoor_murmur2(key) & 0x7fffffffu) % (uint32_t)partition_count);
}

#endif
