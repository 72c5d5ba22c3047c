#include "migration_files.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define FILE_BYTES_MAX ((size_t)4 << 20)

static enum spoor_status bad(struct spoor_error *err, const char *name, const char *why)
{
    return spoor_error_set(err, SPOOR_HALT, "migratie", "%s: %s", name, why);
}

static bool is_migration(const char *name)
{
    size_t length = strlen(name);
    return length > 9 && strspn(name, "0123456789") == 4 && name[4] == '_' && strcmp(name + length - 4, ".sql") == 0;
}

static enum spoor_status read_all(const char *path, struct spoor_arena *arena, char **out_text, struct spoor_error *err)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return bad(err, path, strerror(errno));
    fseek(file, 0, SEEK_END);
    long bytes = ftell(file);
    rewind(file);
    bool fits = bytes > 0 && (size_t)bytes < FILE_BYTES_MAX;
    char *text = fits ? spoor_arena_alloc(arena, (size_t)bytes + 1) : NULL;
    bool complete = text && fread(text, 1, (size_t)bytes, file) == (size_t)bytes;
    fclose(file);
    if (!complete)
        return bad(err, path, "is empty, too large or cannot be read");
    *out_text = text;
    return SPOOR_OK;
}

static enum spoor_status load(const char *directory, const char *name, struct spoor_arena *arena,
                              struct migration_file *out_file, struct spoor_error *err)
{
    static const char served[] = "\n-- oldest binary served: ";
    const char *path = spoor_arena_printf(arena, "%s/%s", directory, name).data;
    enum spoor_status status = read_all(path, arena, &out_file->sql, err);
    if (status)
        return status;
    const char *line = strstr(out_file->sql, served);
    if (!line || !isdigit((unsigned char)line[sizeof served - 1]))
        return bad(err, path, "its head has no line \"-- oldest binary served: N\"");
    out_file->oldest_program = (int32_t)strtol(line + sizeof served - 1, NULL, 10);
    out_file->number = (int32_t)strtol(name, NULL, 10);
    out_file->name = spoor_arena_copy(arena, (struct spoor_slice){name, strlen(name) - 4});
    return SPOOR_OK;
}

static int by_number(const void *a, const void *b)
{
    const struct migration_file *left = a, *right = b;
    return (left->number > right->number) - (left->number < right->number);
}

static enum spoor_status check_numbers(const struct migration_file *files, size_t count, struct spoor_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (files[i].number != (int32_t)i + 1)
            return spoor_error_set(err, SPOOR_HALT, "migratie", "%.*s: expected number %04d here",
                                   SPOOR_SLICE_ARG(files[i].name), (int)i + 1);
    return SPOOR_OK;
}

enum spoor_status migration_files_load(const char *directory, struct spoor_arena *arena,
                                       struct migration_file **out_files, size_t *out_count, struct spoor_error *err)
{
    DIR *folder = opendir(directory);
    if (!folder)
        return bad(err, directory, strerror(errno));
    struct migration_file *files = NULL;
    size_t count = 0, capacity = 0;
    enum spoor_status status = SPOOR_OK;
    for (const struct dirent *entry; !status && (entry = readdir(folder));) {
        if (!is_migration(entry->d_name))
            continue;
        files = spoor_arena_grow(arena, files, count, &capacity, sizeof *files);
        files[count] = (struct migration_file){0};
        status = load(directory, entry->d_name, arena, &files[count++], err);
    }
    closedir(folder);
    if (!status && count == 0)
        return bad(err, directory, "holds no migrations (NNNN_name.sql)");
    if (!status) {
        qsort(files, count, sizeof *files, by_number);
        status = check_numbers(files, count, err);
    }
    if (!status) {
        *out_files = files;
        *out_count = count;
    }
    return status;
}
