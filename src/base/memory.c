/* The one place where lack of memory ends the process (docs/architecture.md). */
#include <spoor/base/arena.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

_Noreturn void spoor_out_of_memory(size_t bytes)
{
    char line[96];
    int length = snprintf(line, sizeof(line), "spoor: out of memory, asked for %zu bytes\n", bytes);
    ssize_t ignored = write(STDERR_FILENO, line, (size_t)length);
    (void)ignored;
    abort();
}

void *spoor_allocate(size_t bytes)
{
    void *memory = calloc(1, bytes ? bytes : 1);
    if (!memory)
        spoor_out_of_memory(bytes);
    return memory;
}

void *spoor_reallocate(void *memory, size_t bytes)
{
    void *moved = realloc(memory, bytes ? bytes : 1);
    if (!moved)
        spoor_out_of_memory(bytes);
    return moved;
}
