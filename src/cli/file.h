/* Whole small files, for definitions. Threads: any. Memory: in the arena. */
#ifndef SPOOR_CLI_FILE_H
#define SPOOR_CLI_FILE_H

#include <spoor/base/arena.h>
#include <spoor/base/status.h>

#define SPOOR_FILE_BYTES_MAX (4 << 20)
/* SPOOR_HALT when it cannot be read or is larger than SPOOR_FILE_BYTES_MAX. */
enum spoor_status spoor_file_read(const char *path, struct spoor_arena *arena, struct spoor_slice *out_bytes,
                                  struct spoor_error *err);

#endif
