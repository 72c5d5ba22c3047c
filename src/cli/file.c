#include "file.h"

#include <errno.h>
#include <stdio.h>

enum spoor_status spoor_file_read(const char *path, struct spoor_arena *arena, struct spoor_slice *out_bytes,
                                  struct spoor_error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return spoor_error_set(err, SPOOR_HALT, "bestand", "%s: %s", path, strerror(errno));
    char *bytes = spoor_arena_text(arena, SPOOR_FILE_BYTES_MAX);
    size_t length = fread(bytes, 1, SPOOR_FILE_BYTES_MAX, file);
    bool whole = !ferror(file) && feof(file);
    fclose(file);
    if (!whole)
        return spoor_error_set(err, SPOOR_HALT, "bestand", "%s: cannot be read, or is larger than 4 MiB", path);
    *out_bytes = (struct spoor_slice){bytes, length};
    return SPOOR_OK;
}
