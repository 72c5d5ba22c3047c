/* Klant cache: encoded states of recently folded klanten, bounded in bytes, least recently used out first (docs/architecture.md).
 *
 * Surprising: valid only under the fence; whoever loses a partition clears it whole.
 * Threads: one owner. Memory: new/free; entries are heap copies, what find returns borrows until the next put or drop.
 */
#ifndef SPOOR_PROCESSOR_KLANT_CACHE_H
#define SPOOR_PROCESSOR_KLANT_CACHE_H

#include <spoor/store/rows.h>

struct spoor_klant_cache;

struct spoor_klant_cache *spoor_klant_cache_new(size_t bytes_max);
void spoor_klant_cache_free(struct spoor_klant_cache *cache);
/* Fills out_row (found = the klant has a database row) and returns true when cached. */
bool spoor_klant_cache_find(struct spoor_klant_cache *cache, struct spoor_uuid klant_id,
                            struct spoor_klant_row *out_row);
void spoor_klant_cache_put(struct spoor_klant_cache *cache, const struct spoor_klant_row *row);
void spoor_klant_cache_drop(struct spoor_klant_cache *cache, struct spoor_uuid klant_id);
void spoor_klant_cache_clear(struct spoor_klant_cache *cache);
size_t spoor_klant_cache_bytes(const struct spoor_klant_cache *cache);

#endif
