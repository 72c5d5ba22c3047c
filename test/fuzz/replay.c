/* Gives a harness every kept input: fuzz_<name> FILE, where FILE has a pattern of paths per line (glob). Each input is
 * also given cut off in the middle. */
#include "fuzz.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

/* A block of just its size, so that the sanitizer sees a byte read beyond its end. */
static void give(const char *data, size_t bytes)
{
    uint8_t *exact = malloc(bytes ? bytes : 1);
    if (bytes)
        memcpy(exact, data, bytes);
    LLVMFuzzerTestOneInput(exact, bytes);
    free(exact);
}

static void give_file(const char *path)
{
    static struct spoor_buffer text;
    FILE *file = fopen(path, "rbe");
    size_t bytes;
    if (!file) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    spoor_buffer_clear(&text);
    do {
        bytes = fread(spoor_buffer_reserve(&text, 65536), 1, 65536, file);
        text.length += bytes;
    } while (bytes > 0);
    fclose(file);
    fprintf(stderr, "%s\n", path); /* the last one told is the one that failed */
    give(text.data, text.length);
    give(text.data, text.length / 2);
}

static size_t give_pattern(const char *pattern)
{
    glob_t found;
    size_t count = 0;
    if (glob(pattern, 0, NULL, &found) == 0)
        for (; count < found.gl_pathc; count++)
            give_file(found.gl_pathv[count]);
    globfree(&found);
    return count;
}

int main(int argc, char **argv)
{
    FILE *patterns = argc == 2 ? fopen(argv[1], "re") : NULL;
    char line[4096];
    size_t count = 0;
    if (!patterns) {
        fprintf(stderr, "usage: %s FILE (a pattern of paths per line)\n", argv[0]);
        return 2;
    }
    while (fgets(line, sizeof line, patterns)) {
        line[strcspn(line, "\n")] = 0;
        size_t found = give_pattern(line);
        if (found == 0) {
            fprintf(stderr, "%s: no such input\n", line);
            return EXIT_FAILURE;
        }
        count += found;
    }
    fclose(patterns);
    printf("%zu inputs\n", count);
    return EXIT_SUCCESS;
}
