/* Writes a key file for one test and removes it again. Threads: one. Memory: the path is the caller's array. */
#ifndef SPOOR_TEST_KEY_FILE_H
#define SPOOR_TEST_KEY_FILE_H

#include <spoor/crypto/keyring.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_1 "1111111111111111111111111111111111111111111111111111111111111111"
#define KEY_2 "2222222222222222222222222222222222222222222222222222222222222222"

#define KEY_FILE_PATH_MAX 64

static inline void write_key_file(char path[KEY_FILE_PATH_MAX], const char *text)
{
    snprintf(path, KEY_FILE_PATH_MAX, "/tmp/spoor-key-XXXXXX");
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");
    fputs(text, file);
    fclose(file);
}

static inline struct spoor_keyring *keyring_of(const char *text)
{
    char path[KEY_FILE_PATH_MAX];
    struct spoor_keyring *keyring = NULL;
    write_key_file(path, text);
    enum spoor_status status = spoor_keyring_load(path, &keyring, NULL);
    unlink(path);
    return status == SPOOR_OK ? keyring : NULL;
}

#endif
