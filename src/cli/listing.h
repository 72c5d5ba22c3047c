/* Listing: a table for people, its columns as wide as what they hold; numbers stand to the right.
 *
 * Threads: the main thread. Memory: cells live in the arena. */
#ifndef SPOOR_CLI_LISTING_H
#define SPOOR_CLI_LISTING_H

#include <spoor/base/arena.h>
#include <spoor/base/buffer.h>
#include <stdio.h>

#define SPOOR_LISTING_COLUMNS_MAX 12

struct spoor_listing {
    struct spoor_arena *arena;
    const char *heads[SPOOR_LISTING_COLUMNS_MAX]; /* a head that begins with '>' is of a column of numbers */
    size_t columns;
    struct spoor_slice *cells;
    size_t count, capacity;
};

/* heads ends with NULL. */
void spoor_listing_init(struct spoor_listing *listing, struct spoor_arena *arena, const char *const *heads);
/* The next cell, row by row. */
void spoor_listing_add(struct spoor_listing *listing, struct spoor_slice text);
void spoor_listing_add_format(struct spoor_listing *listing, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Every line begins with `indent` blanks; nothing at all when there are no rows. */
void spoor_listing_print(const struct spoor_listing *listing, int indent, FILE *out);
/* One line of JSON to standard output. */
void spoor_json_print(const struct spoor_buffer *buffer);

#endif
