#include <spoor/crypto/keyring.h>

#include <spoor/base/arena.h>
#include <spoor/base/uuid.h>

#include <openssl/crypto.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAKE_KEY_FILE "make one: (umask 077; echo \"1 $(openssl rand -hex 32)\" > file)"

enum { KEYS_MAX = 32, FILE_BYTES_MAX = 16384, KEY_BYTES_MIN = 32 };

struct spoor_keyring {
    size_t count;
    struct spoor_key keys[KEYS_MAX];
};

struct key_file {
    const char *path;
    int line;
    struct spoor_keyring *keyring;
    struct spoor_error *err;
};

static enum spoor_status check_access(int fd, const char *path, struct spoor_error *err)
{
    struct stat file;
    if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode))
        return spoor_error_set(err, SPOOR_HALT, "", "key file %s: not a regular file", path);
    /* A systemd credential is root:root 0440 with an access list for the one user of the service. */
    bool of_root = file.st_uid == 0 && file.st_gid == 0;
    mode_t forbidden = of_root ? S_IWGRP | S_IXGRP | S_IRWXO : S_IRWXG | S_IRWXO;
    if (file.st_mode & forbidden)
        return spoor_error_set(err, SPOOR_HALT, "", "key file %s: others may reach it (mode %04o); chmod 600 it", path,
                               (unsigned)(file.st_mode & 07777));
    return SPOOR_OK;
}

static enum spoor_status read_file(const char *path, char *out, size_t *out_length, struct spoor_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return spoor_error_set(err, SPOOR_HALT, "", "key file %s: %s; " MAKE_KEY_FILE, path, strerror(errno));
    enum spoor_status status = check_access(fd, path, err);
    size_t length = 0;
    ssize_t bytes = 0;
    while (status == SPOOR_OK && (bytes = read(fd, out + length, FILE_BYTES_MAX - length)) > 0)
        length += (size_t)bytes;
    close(fd);
    if (status != SPOOR_OK)
        return status;
    if (bytes < 0)
        return spoor_error_set(err, SPOOR_HALT, "", "key file %s: %s", path, strerror(errno));
    if (length == FILE_BYTES_MAX)
        return spoor_error_set(err, SPOOR_HALT, "", "key file %s: larger than a key file can be", path);
    *out_length = length;
    return SPOOR_OK;
}

/* Cuts the first word off *rest. */
static struct spoor_slice next_word(struct spoor_slice *rest)
{
    const char *at = rest->data;
    const char *end = rest->data + rest->length;
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
        at++;
    const char *begin = at;
    while (at < end && *at != ' ' && *at != '\t' && *at != '\r')
        at++;
    *rest = (struct spoor_slice){at, (size_t)(end - at)};
    return (struct spoor_slice){begin, (size_t)(at - begin)};
}

/* A version stands in klantRefs and attributes: letters, digits, '.' and '_' only. */
static bool version_valid(struct spoor_slice version)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
    if (version.length >= sizeof(((struct spoor_key *)0)->version))
        return false;
    for (size_t i = 0; i < version.length; i++) {
        if (!memchr(allowed, version.data[i], sizeof(allowed) - 1))
            return false;
    }
    return version.length > 0;
}

static enum spoor_status line_error(const struct key_file *file, const char *what)
{
    return spoor_error_set(file->err, SPOOR_HALT, "", "key file %s:%d: %s", file->path, file->line, what);
}

static enum spoor_status add_key(const struct key_file *file, struct spoor_slice version, struct spoor_slice hex)
{
    struct spoor_keyring *keyring = file->keyring;
    struct spoor_key *key = &keyring->keys[keyring->count];
    if (keyring->count == KEYS_MAX)
        return line_error(file, "more than 32 keys; remove former keys that nothing uses");
    if (!version_valid(version))
        return line_error(file, "a version is 1 to 15 letters, digits, '.' or '_'");
    if (spoor_keyring_find(keyring, version))
        return line_error(file, "this version is already above; every key has its own version");
    if (hex.length < 2 * KEY_BYTES_MIN)
        return line_error(file, "a key has at least 32 bytes (64 hex digits); openssl rand -hex 32 makes one");
    if (hex.length > 2 * sizeof(key->bytes) || !spoor_hex_parse(hex, key->bytes, hex.length / 2))
        return line_error(file, "a key is written as 64 to 128 hex digits");
    memcpy(key->version, version.data, version.length);
    key->version[version.length] = '\0';
    key->length = hex.length / 2;
    keyring->count++;
    return SPOOR_OK;
}

static enum spoor_status parse_line(const struct key_file *file, struct spoor_slice line)
{
    const char *comment = memchr(line.data, '#', line.length);
    if (comment)
        line.length = (size_t)(comment - line.data);
    struct spoor_slice version = next_word(&line);
    if (!version.length)
        return SPOOR_OK;
    struct spoor_slice hex = next_word(&line);
    if (next_word(&line).length)
        return line_error(file, "a line is: version, space, hex digits");
    return add_key(file, version, hex);
}

static enum spoor_status parse_file(struct key_file *file, struct spoor_slice text)
{
    const char *at = text.data;
    const char *end = text.data + text.length;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *line_end = newline ? newline : end;
        file->line++;
        enum spoor_status status = parse_line(file, (struct spoor_slice){at, (size_t)(line_end - at)});
        if (status != SPOOR_OK)
            return status;
        at = newline ? newline + 1 : end;
    }
    if (!file->keyring->count)
        return spoor_error_set(file->err, SPOOR_HALT, "", "key file %s: holds no key; " MAKE_KEY_FILE, file->path);
    return SPOOR_OK;
}

enum spoor_status spoor_keyring_load(const char *path, struct spoor_keyring **out_keyring, struct spoor_error *err)
{
    char text[FILE_BYTES_MAX];
    size_t length = 0;
    struct key_file file = {path, 0, NULL, err};
    enum spoor_status status = read_file(path, text, &length, err);
    if (status == SPOOR_OK) {
        file.keyring = spoor_allocate(sizeof(*file.keyring));
        status = parse_file(&file, (struct spoor_slice){text, length});
    }
    OPENSSL_cleanse(text, sizeof(text));
    if (status != SPOOR_OK) {
        spoor_keyring_free(file.keyring);
        return status;
    }
    *out_keyring = file.keyring;
    return SPOOR_OK;
}

void spoor_keyring_free(struct spoor_keyring *keyring)
{
    if (!keyring)
        return;
    OPENSSL_cleanse(keyring, sizeof(*keyring));
    free(keyring);
}

const struct spoor_key *spoor_keyring_current(const struct spoor_keyring *keyring)
{
    return &keyring->keys[0];
}

const struct spoor_key *spoor_keyring_find(const struct spoor_keyring *keyring, struct spoor_slice version)
{
    for (size_t i = 0; i < keyring->count; i++) {
        if (spoor_slice_equal(spoor_slice_of(keyring->keys[i].version), version))
            return &keyring->keys[i];
    }
    return NULL;
}
