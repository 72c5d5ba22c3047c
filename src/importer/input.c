#include "importer_internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>

enum spoor_status import_fail(const struct import_input *input, int64_t line, struct spoor_error *err,
                              const char *format, ...)
{
    char reason[SPOOR_ERROR_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return spoor_error_set(err, SPOOR_HALT, "invoer", "%s:%lld: %s", input->path, (long long)line, reason);
}

enum spoor_status import_input_open(struct import_input *input, const char *path, struct spoor_error *err)
{
    struct stat file;
    input->path = path;
    input->at = input->end = 0;
    input->line = 1;
    errno = 0;
    if (stat(path, &file) != 0)
        return spoor_error_set(err, SPOOR_HALT, errno == ENOENT ? "niet_gevonden" : "invoer", "%s: %s", path,
                               strerror(errno));
    if (S_ISDIR(file.st_mode))
        return spoor_error_set(err, SPOOR_HALT, "invoer", "%s: is a folder, not a file", path);
    input->bytes_total = S_ISREG(file.st_mode) ? (int64_t)file.st_size : 0;
    input->file = gzopen(path, "rbe");
    if (!input->file)
        return spoor_error_set(err, SPOOR_HALT, "invoer", "%s: %s", path, errno ? strerror(errno) : "no memory");
    gzbuffer(input->file, IMPORT_CHUNK_BYTES);
    return SPOOR_OK;
}

void import_input_close(struct import_input *input)
{
    if (input->file)
        gzclose_r(input->file);
    input->file = NULL;
}

enum spoor_status import_input_fill(struct import_input *input, struct spoor_error *err)
{
    int failure = Z_OK;
    int bytes = gzread(input->file, input->chunk, sizeof input->chunk);
    const char *reason = gzerror(input->file, &failure);
    if (bytes < 0 || failure == Z_BUF_ERROR)
        return import_fail(input, input->line, err, "%s",
                           failure == Z_ERRNO       ? strerror(errno)
                           : failure == Z_BUF_ERROR ? "the gzip file ends too early"
                                                    : reason);
    input->at = 0;
    input->end = (size_t)bytes;
    return SPOOR_OK;
}

int64_t import_input_position(const struct import_input *input)
{
    return (int64_t)gzoffset(input->file);
}
