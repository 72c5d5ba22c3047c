/* Arena: memory of one batch or one request; freed all at once (docs/architecture.md).
 *
 * Surprising: allocation cannot fail for the caller. Past its cap, or when the system has no memory, the process
 * aborts in one place (spoor_out_of_memory), which the transaction makes safe.
 * Threads: one owner. Memory: what alloc returns lives until reset or fini. */
#ifndef SPOOR_BASE_ARENA_H
#define SPOOR_BASE_ARENA_H

#include <spoor/base/slice.h>

struct spoor_arena_chunk;

struct spoor_arena {
    struct spoor_arena_chunk *first;   /* chunks in order of use; kept over reset */
    struct spoor_arena_chunk *current;
    size_t used_bytes;                 /* over all chunks since the last reset */
    size_t bytes_max;                  /* cap */
    struct spoor_arena *scratch;       /* NULL until it is wanted */
};

void spoor_arena_init(struct spoor_arena *arena, size_t bytes_max);
void spoor_arena_fini(struct spoor_arena *arena);
/* Forgets everything; keeps at most a few chunks for the next batch. */
void spoor_arena_reset(struct spoor_arena *arena);
/* An arena of the same cap for what is needed for a moment only: emptied by every call, so it stays small and warm. */
struct spoor_arena *spoor_arena_scratch(struct spoor_arena *arena);
/* Zeroed, aligned for any type. */
void *spoor_arena_alloc(struct spoor_arena *arena, size_t bytes);
/* Not zeroed, byte aligned: for text. */
char *spoor_arena_text(struct spoor_arena *arena, size_t bytes);
struct spoor_slice spoor_arena_copy(struct spoor_arena *arena, struct spoor_slice s);
/* 0-terminated copy. */
char *spoor_arena_cstring(struct spoor_arena *arena, struct spoor_slice s);
struct spoor_slice spoor_arena_printf(struct spoor_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define SPOOR_ARENA_NEW(arena, type) ((type *)spoor_arena_alloc((arena), sizeof(type)))
#define SPOOR_ARENA_ARRAY(arena, type, count) ((type *)spoor_arena_alloc((arena), sizeof(type) * (count)))

/* Grows *items (capacity doubles) so that one more fits: an array in an arena. */
void *spoor_arena_grow(struct spoor_arena *arena, void *items, size_t count, size_t *capacity, size_t item_bytes);

/* The one place where lack of memory ends the process. malloc/realloc that go through it: */
_Noreturn void spoor_out_of_memory(size_t bytes);
void *spoor_allocate(size_t bytes);              /* zeroed, never NULL, free() it */
void *spoor_reallocate(void *memory, size_t bytes); /* never NULL */

#endif
