/* Fuzzing: one harness per decoder, fuzz_<name>.c, run by libFuzzer or, in any other build, over kept inputs.
 *
 * Surprising: a harness must also hold what it reads against itself: what an encoder makes of it, decoded again, is the
 * same. fuzz_expect ends the process, which is what libFuzzer looks for.
 * Threads: one. Memory: the arena is emptied before each input; what a harness keeps in static variables stays. */
#ifndef SPOOR_FUZZ_H
#define SPOOR_FUZZ_H

#include <spoor/base/arena.h>
#include <spoor/base/buffer.h>
#include <stdint.h>

/* The harness. */
void fuzz_input(struct spoor_slice input, struct spoor_arena *arena);

/* What libFuzzer calls. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

#define fuzz_expect(condition) fuzz_expected((condition), #condition, __FILE__, __LINE__)
void fuzz_expected(bool condition, const char *text, const char *file, int line);

/* Same bytes, else both are told. */
void fuzz_expect_same(const char *what, struct spoor_slice first, struct spoor_slice second);

/* A buffer that is empty, of this harness: number 0 or 1. */
struct spoor_buffer *fuzz_buffer(int number);

/* A file of the harness that holds the input, for decoders that read a path; the same one each time. */
const char *fuzz_file(struct spoor_slice input);

#endif
