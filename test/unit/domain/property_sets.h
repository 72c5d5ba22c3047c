/* Random values and definitions for the property test of the fold: small pools, so that much of it meets. */
#ifndef SPOOR_TEST_PROPERTY_SETS_H
#define SPOOR_TEST_PROPERTY_SETS_H

#include "fold_world.h"

extern uint64_t property_random_state;

static inline uint32_t draw(uint32_t below)
{
    property_random_state ^= property_random_state << 13;
    property_random_state ^= property_random_state >> 7;
    property_random_state ^= property_random_state << 17;
    return (uint32_t)(property_random_state >> 33) % below;
}

static inline bool chance(uint32_t percent)
{
    return draw(100) < percent;
}

static inline struct spoor_slice pick(const char *const *pool, uint32_t count)
{
    return spoor_slice_of(pool[draw(count)]);
}

static inline struct spoor_slice maybe(uint32_t percent, const char *const *pool, uint32_t count)
{
    return chance(percent) ? pick(pool, count) : SPOOR_SLICE_NULL;
}

static const char *const refs[] = {"r0", "r1", "r2", "r3", "own-1", "own-4"};
static const char *const zaken[] = {"z0", "z1", "z2", "z3"};
static const char *const objecten[] = {"o0", "o1", "z1"};
static const char *const contacts[] = {"c0", "c1", "c2", "c3", "e02", "e05"};
static const char *const fasen[] = {"a", "b", "c", "d", "e"};
static const char *const exemplaren[] = {"2026-01", "2026-02"};
static const char *const codes[] = {"p", "q", "s"};
static const char *const named[] = {"p", "q", "s", "zz"};
static const char *const kanalen[] = {"balie", "telefoon", "portaal"};
static const char *const onderwerpen[] = {"betaling", "klacht", "overig"};
static const char *const lijnen[] = {"lijn1", "lijn2"};
static const char *const products[] = {"ww", "wia"};
static const char *const resultaten[] = {"ok", "niet"};
static const char *const standen[] = {"ontvangen", "in_behandeling"};
static const char *const redenen[] = {"drukte", "onderzoek"};
static const char *const wie[] = {"klant", "wij"};
static const char *const duren[] = {"P10D", "P2W", "P1M", "PT9S", "86400", "P9999Y"};
static const char *const bronnen[] = {"urn:a", "urn:b"};
static const char *const sequences[] = {"1", "2", "10", "x"};
#define POOL(name) name, (uint32_t)(sizeof(name) / sizeof(*name))

struct definition_set {
    struct spoor_definitie definitions[4];
    const struct spoor_definitie *items[4];
    struct spoor_fase_definitie fasen[4][5];
    struct spoor_regel rules[4][4];
    struct spoor_slice texts[4][2];
    struct spoor_definities set;
};
void random_definitions(struct definition_set *set);

#endif
