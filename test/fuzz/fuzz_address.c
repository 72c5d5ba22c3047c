#include "fuzz.h"

#include "address.h"

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    struct sockaddr_storage address;
    if (http_address_parse(spoor_arena_cstring(arena, input), &address))
        fuzz_expect(address.ss_family == AF_INET || address.ss_family == AF_INET6);
}
