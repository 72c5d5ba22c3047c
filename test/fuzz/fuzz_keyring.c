#include "fuzz.h"

#include <spoor/crypto/keyring.h>

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    struct spoor_keyring *keyring;
    struct spoor_error err;
    (void)arena;
    if (spoor_keyring_load(fuzz_file(input), &keyring, &err) != SPOOR_OK)
        return;
    const struct spoor_key *current = spoor_keyring_current(keyring);
    fuzz_expect(current->length >= 32 && current->length <= sizeof current->bytes);
    fuzz_expect(spoor_keyring_find(keyring, spoor_slice_of(current->version)) == current);
    spoor_keyring_free(keyring);
}
