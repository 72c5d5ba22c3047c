#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ARENA_BYTES_MAX ((size_t)512 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static struct spoor_arena arena;
    if (arena.bytes_max == 0)
        spoor_arena_init(&arena, ARENA_BYTES_MAX);
    spoor_arena_reset(&arena);
    fuzz_input((struct spoor_slice){bytes ? (const char *)data : "", bytes}, &arena);
    return 0;
}

void fuzz_expected(bool condition, const char *text, const char *file, int line)
{
    if (condition)
        return;
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, text);
    abort();
}

void fuzz_expect_same(const char *what, struct spoor_slice first, struct spoor_slice second)
{
    if (spoor_slice_equal(first, second))
        return;
    fprintf(stderr, "%s differs\nfirst  %.*s\nsecond %.*s\n", what, SPOOR_SLICE_ARG(first), SPOOR_SLICE_ARG(second));
    abort();
}

struct spoor_buffer *fuzz_buffer(int number)
{
    static struct spoor_buffer buffers[2];
    spoor_buffer_clear(&buffers[number]);
    return &buffers[number];
}

/* In memory, and no other user may read it: key files are refused otherwise. */
const char *fuzz_file(struct spoor_slice input)
{
    static char path[32];
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("fuzz", 0);
        fuzz_expect(fd >= 0 && fchmod(fd, S_IRUSR | S_IWUSR) == 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    fuzz_expect(ftruncate(fd, 0) == 0 && pwrite(fd, input.data, input.length, 0) == (ssize_t)input.length);
    return path;
}
