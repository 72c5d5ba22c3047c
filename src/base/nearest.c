#include <spoor/base/nearest.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The last two letters changed places. */
static bool swapped(struct spoor_slice a, size_t i, struct spoor_slice b, size_t j)
{
    return i > 1 && j > 1 && lower(a.data[i - 1]) == lower(b.data[j - 2]) &&
           lower(a.data[i - 2]) == lower(b.data[j - 1]);
}

size_t spoor_edits_between(struct spoor_slice a, struct spoor_slice b)
{
    size_t rows[3][SPOOR_NEAREST_BYTES_MAX + 1]; /* of the table of prefixes: this one and the two before it */
    if (a.length > SPOOR_NEAREST_BYTES_MAX || b.length > SPOOR_NEAREST_BYTES_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.length; j++) {
            size_t replaced = above[j - 1] + (lower(a.data[i - 1]) != lower(b.data[j - 1]));
            row[j] = least(replaced, least(above[j], row[j - 1]) + 1);
            if (swapped(a, i, b, j))
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[a.length % 3][b.length];
}

size_t spoor_edits_of_a_slip(struct spoor_slice word)
{
    return word.length <= 3 ? 1 : word.length <= 5 ? 2 : 3;
}

const char *spoor_nearest(struct spoor_slice word, const char *const *names, size_t edits_max)
{
    const char *nearest = NULL;
    size_t best = edits_max + 1;
    for (; *names; names++) {
        size_t edits = spoor_edits_between(word, spoor_slice_of(*names));
        if (edits < best) {
            best = edits;
            nearest = *names;
        }
    }
    return nearest;
}
