#include "crypto_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

_Noreturn void spoor_crypto_failed(const char *operation)
{
    char line[96];
    int length = snprintf(line, sizeof(line), "spoor: OpenSSL failed in %.60s\n", operation);
    ssize_t ignored = write(STDERR_FILENO, line, (size_t)length);
    (void)ignored;
    abort();
}
