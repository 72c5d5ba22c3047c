/* MurmurHash2 as Kafka's clients compute it (org.apache.kafka.common.utils.Utils.murmur2): Spoor and every other
 * producer with the default partitioner agree about the partition of a key. */
#include <spoor/base/uuid.h>

enum { SHIFT = 24 };
static const uint32_t seed = 0x9747b28c;
static const uint32_t factor = 0x5bd1e995;

static uint32_t mix_four(uint32_t hash, const uint8_t *at)
{
    uint32_t k = (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
    k *= factor;
    k ^= k >> SHIFT;
    return hash * factor ^ k * factor;
}

static uint32_t mix_tail(uint32_t hash, const uint8_t *at, size_t bytes)
{
    if (!bytes)
        return hash;
    for (size_t i = bytes; i-- > 0;)
        hash ^= (uint32_t)at[i] << (8 * i);
    return hash * factor;
}

uint32_t spoor_murmur2(struct spoor_slice key)
{
    const uint8_t *at = (const uint8_t *)key.data;
    uint32_t hash = seed ^ (uint32_t)key.length;
    size_t rest = key.length;
    for (; rest >= 4; rest -= 4, at += 4)
        hash = mix_four(hash, at);
    hash = mix_tail(hash, at, rest);
    hash ^= hash >> 13;
    hash *= factor;
    return hash ^ hash >> 15;
}
