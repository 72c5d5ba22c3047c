#include <spoor/base/arena.h>

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    GROWN_FIRST = 2, /* most lists of a klant have one or two items */
    CHUNK_BYTES_MIN = 64 * 1024,
    CHUNK_BYTES_MAX = 1024 * 1024,
    KEPT_BYTES_MAX = 24 * 1024 * 1024, /* kept over reset: a normal batch asks the system for nothing */
};

/* Under the address sanitizer what is between two allocations, or was one before the reset, may not be touched. */
#ifdef SPOOR_ARENA_GUARDED
#include <sanitizer/asan_interface.h>
enum { GUARD_BYTES = 16, ALIGNMENT_MIN = 8 };
#else
#define ASAN_POISON_MEMORY_REGION(at, bytes) ((void)(at), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(at, bytes) ((void)(at), (void)(bytes))
enum { GUARD_BYTES = 0, ALIGNMENT_MIN = 1 };
#endif

struct spoor_arena_chunk {
    struct spoor_arena_chunk *next;
    size_t capacity;
    size_t used;
    alignas(max_align_t) char bytes[];
};

void spoor_arena_init(struct spoor_arena *arena, size_t bytes_max)
{
    *arena = (struct spoor_arena){.bytes_max = bytes_max};
}

static void free_chunks(struct spoor_arena_chunk *chunk)
{
    while (chunk) {
        struct spoor_arena_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
}

void spoor_arena_fini(struct spoor_arena *arena)
{
    free_chunks(arena->first);
    if (arena->scratch)
        spoor_arena_fini(arena->scratch);
    free(arena->scratch);
    spoor_arena_init(arena, arena->bytes_max);
}

struct spoor_arena *spoor_arena_scratch(struct spoor_arena *arena)
{
    if (!arena->scratch) {
        arena->scratch = spoor_allocate(sizeof *arena->scratch);
        spoor_arena_init(arena->scratch, arena->bytes_max);
    }
    spoor_arena_reset(arena->scratch);
    return arena->scratch;
}

void spoor_arena_reset(struct spoor_arena *arena)
{
    size_t kept_bytes = 0;
    struct spoor_arena_chunk **link = &arena->first;
    while (*link && kept_bytes + (*link)->capacity <= KEPT_BYTES_MAX) {
        (*link)->used = 0;
        ASAN_POISON_MEMORY_REGION((*link)->bytes, (*link)->capacity);
        kept_bytes += (*link)->capacity;
        link = &(*link)->next;
    }
    free_chunks(*link);
    *link = NULL;
    arena->current = arena->first;
    arena->used_bytes = 0;
}

/* Inserts a chunk after the current one; chunks grow with the arena so that their number stays small. */
static struct spoor_arena_chunk *insert_chunk(struct spoor_arena *arena, size_t bytes)
{
    size_t capacity = arena->current ? arena->current->capacity * 2 : CHUNK_BYTES_MIN;
    if (capacity > CHUNK_BYTES_MAX)
        capacity = CHUNK_BYTES_MAX;
    if (capacity < bytes)
        capacity = bytes;
    struct spoor_arena_chunk *chunk = malloc(sizeof(*chunk) + capacity);
    if (!chunk)
        spoor_out_of_memory(capacity);
    ASAN_POISON_MEMORY_REGION(chunk->bytes, capacity);
    chunk->capacity = capacity;
    chunk->used = 0;
    struct spoor_arena_chunk **link = arena->current ? &arena->current->next : &arena->first;
    chunk->next = *link;
    *link = chunk;
    return chunk;
}

static struct spoor_arena_chunk *chunk_with_room(struct spoor_arena *arena, size_t bytes)
{
    struct spoor_arena_chunk *next = arena->current ? arena->current->next : arena->first;
    if (!next || next->capacity < bytes)
        next = insert_chunk(arena, bytes);
    arena->current = next;
    return next;
}

static char *take(struct spoor_arena *arena, size_t bytes, size_t alignment)
{
    if (bytes > arena->bytes_max || arena->used_bytes > arena->bytes_max - bytes)
        spoor_out_of_memory(bytes);
    struct spoor_arena_chunk *chunk = arena->current;
    size_t start = chunk ? (chunk->used + alignment - 1) & ~(alignment - 1) : 0;
    if (!chunk || start > chunk->capacity || chunk->capacity - start < bytes + GUARD_BYTES) {
        chunk = chunk_with_room(arena, bytes + GUARD_BYTES);
        start = 0;
    }
    arena->used_bytes += bytes;
    chunk->used = start + bytes + GUARD_BYTES;
    ASAN_UNPOISON_MEMORY_REGION(chunk->bytes + start, bytes);
    return chunk->bytes + start;
}

void *spoor_arena_alloc(struct spoor_arena *arena, size_t bytes)
{
    return memset(take(arena, bytes, alignof(max_align_t)), 0, bytes);
}

char *spoor_arena_text(struct spoor_arena *arena, size_t bytes)
{
    return take(arena, bytes, ALIGNMENT_MIN);
}

struct spoor_slice spoor_arena_copy(struct spoor_arena *arena, struct spoor_slice s)
{
    if (!s.data)
        return s;
    char *copy = spoor_arena_text(arena, s.length);
    memcpy(copy, s.data, s.length);
    return (struct spoor_slice){copy, s.length};
}

char *spoor_arena_cstring(struct spoor_arena *arena, struct spoor_slice s)
{
    char *copy = spoor_arena_text(arena, s.length + 1);
    if (s.length)
        memcpy(copy, s.data, s.length);
    copy[s.length] = '\0';
    return copy;
}

struct spoor_slice spoor_arena_printf(struct spoor_arena *arena, const char *format, ...)
{
    char text[512];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    size_t bytes = length < 0 ? 0 : (size_t)length;
    char *copy = spoor_arena_text(arena, bytes + 1);
    if (bytes < sizeof(text))
        memcpy(copy, text, bytes);
    else
        vsnprintf(copy, bytes + 1, format, again);
    va_end(again);
    copy[bytes] = '\0';
    return (struct spoor_slice){copy, bytes};
}

void *spoor_arena_grow(struct spoor_arena *arena, void *items, size_t count, size_t *capacity, size_t item_bytes)
{
    if (count < *capacity)
        return items;
    size_t grown = *capacity ? *capacity * 2 : GROWN_FIRST;
    if (grown > SIZE_MAX / 2 / item_bytes)
        spoor_out_of_memory(SIZE_MAX);
    void *moved = spoor_arena_alloc(arena, grown * item_bytes);
    if (count)
        memcpy(moved, items, count * item_bytes);
    *capacity = grown;
    return moved;
}
