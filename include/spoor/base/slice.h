/* Slice: a borrowed run of bytes, not 0-terminated. data NULL = absent (JSON null); length 0 with data = empty string.
 *
 * Threads: values only. Memory: borrows; whoever made the bytes keeps them alive. */
#ifndef SPOOR_BASE_SLICE_H
#define SPOOR_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct spoor_slice {
    const char *data;
    size_t length;
};

#define SPOOR_SLICE(literal) ((struct spoor_slice){(literal), sizeof(literal) - 1})
#define SPOOR_SLICE_NULL ((struct spoor_slice){NULL, 0})
/* For printf("%.*s", SPOOR_SLICE_ARG(s)). */
#define SPOOR_SLICE_ARG(s) (int)(s).length, ((s).data ? (s).data : "")

static inline struct spoor_slice spoor_slice_of(const char *text)
{
    return (struct spoor_slice){text, text ? strlen(text) : 0};
}

static inline bool spoor_slice_present(struct spoor_slice s)
{
    return s.data != NULL;
}

static inline bool spoor_slice_equal(struct spoor_slice a, struct spoor_slice b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

/* Bytewise order, shorter first on a common prefix; absent sorts as empty. */
static inline int spoor_slice_compare(struct spoor_slice a, struct spoor_slice b)
{
    size_t n = a.length < b.length ? a.length : b.length;
    int c = n ? memcmp(a.data, b.data, n) : 0;
    return c ? c : (a.length > b.length) - (a.length < b.length);
}

#endif
