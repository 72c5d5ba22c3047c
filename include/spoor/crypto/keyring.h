/* Keyring: keys from a file, with versions. A line is `<version> <hex of at least 32 bytes>`; the first line is the
 * current key, the others are former ones; # begins a comment.
 *
 * Refuses (SPOOR_HALT, with the remedy) a file that is absent, readable by group or others, or holds a key too short (a
 * group may read what is root's and root's group's: the form of a systemd credential).
 * Threads: read-only after load. Memory: new/free; keys are wiped on free. */
#ifndef SPOOR_CRYPTO_KEYRING_H
#define SPOOR_CRYPTO_KEYRING_H

#include <spoor/base/slice.h>
#include <spoor/base/status.h>
#include <stdint.h>

struct spoor_key {
    char version[16];
    uint8_t bytes[64];
    size_t length;
};
struct spoor_keyring;

enum spoor_status spoor_keyring_load(const char *path, struct spoor_keyring **out_keyring, struct spoor_error *err);
void spoor_keyring_free(struct spoor_keyring *keyring);
const struct spoor_key *spoor_keyring_current(const struct spoor_keyring *keyring);
/* NULL when there is none of that version. */
const struct spoor_key *spoor_keyring_find(const struct spoor_keyring *keyring, struct spoor_slice version);

#endif
