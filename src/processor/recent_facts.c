#include "recent_facts.h"

#include <spoor/base/arena.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = 1 << 17,
    GENERATION_FACTS = SLOTS / 2, /* then the older generation is forgotten */
    DISTRUST_FACTS = 20000,
};

/* Two open-addressed sets of 64-bit digests; 0 is an empty slot. Two facts with one digest are asked for nothing. */
struct spoor_recent_facts {
    uint64_t *young, *old;
    size_t young_count;
    size_t distrusted; /* facts still to be asked */
};

struct spoor_recent_facts *spoor_recent_facts_new(void)
{
    struct spoor_recent_facts *recent = spoor_allocate(sizeof *recent);
    recent->young = spoor_allocate(SLOTS * sizeof *recent->young);
    recent->old = spoor_allocate(SLOTS * sizeof *recent->old);
    recent->distrusted = DISTRUST_FACTS;
    return recent;
}

void spoor_recent_facts_free(struct spoor_recent_facts *recent)
{
    if (!recent)
        return;
    free(recent->young);
    free(recent->old);
    free(recent);
}

static uint64_t digest_of(struct spoor_uuid klant_id, struct spoor_uuid feit_id)
{
    uint64_t klant, feit; /* both are hashes already */
    memcpy(&klant, klant_id.bytes, sizeof klant);
    memcpy(&feit, feit_id.bytes, sizeof feit);
    uint64_t digest = klant * 31 + feit;
    return digest ? digest : 1;
}

/* The slot that holds the digest, or the empty one where it would go. */
static size_t slot_of(const uint64_t *set, uint64_t digest)
{
    size_t slot = (digest >> 32) & (SLOTS - 1);
    while (set[slot] && set[slot] != digest)
        slot = (slot + 1) & (SLOTS - 1);
    return slot;
}

bool spoor_recent_facts_find(const struct spoor_recent_facts *recent, struct spoor_uuid klant_id,
                             struct spoor_uuid feit_id)
{
    uint64_t digest = digest_of(klant_id, feit_id);
    return recent->young[slot_of(recent->young, digest)] || recent->old[slot_of(recent->old, digest)];
}

bool spoor_recent_facts_must_ask(const struct spoor_recent_facts *recent, struct spoor_uuid klant_id,
                                 struct spoor_uuid feit_id)
{
    return recent->distrusted > 0 || spoor_recent_facts_find(recent, klant_id, feit_id);
}

static void forget_old(struct spoor_recent_facts *recent)
{
    uint64_t *emptied = recent->old;
    memset(emptied, 0, SLOTS * sizeof *emptied);
    recent->old = recent->young;
    recent->young = emptied;
    recent->young_count = 0;
}

void spoor_recent_facts_add(struct spoor_recent_facts *recent, struct spoor_uuid klant_id, struct spoor_uuid feit_id)
{
    uint64_t digest = digest_of(klant_id, feit_id);
    if (recent->young_count == GENERATION_FACTS)
        forget_old(recent);
    size_t slot = slot_of(recent->young, digest);
    recent->young_count += recent->young[slot] == 0;
    recent->young[slot] = digest;
}

void spoor_recent_facts_distrust(struct spoor_recent_facts *recent)
{
    recent->distrusted = DISTRUST_FACTS;
}

void spoor_recent_facts_committed(struct spoor_recent_facts *recent, size_t facts)
{
    recent->distrusted -= facts < recent->distrusted ? facts : recent->distrusted;
}
