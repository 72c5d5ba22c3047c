#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HOST_MAX 64

static bool parse_port(const char *text, uint16_t *out_port)
{
    char *end;
    long port = strtol(text, &end, 10);
    if (text == end || *end || *text == '-' || *text == '+' || port < 0 || port > 65535)
        return false;
    *out_port = (uint16_t)port;
    return true;
}

/* Cuts "[::1]:80" or "127.0.0.1:80" or ":80" at the last colon. */
static bool split(const char *text, char host[HOST_MAX], uint16_t *out_port)
{
    const char *colon = strrchr(text, ':');
    if (!colon || (size_t)(colon - text) >= HOST_MAX || !parse_port(colon + 1, out_port))
        return false;
    size_t length = (size_t)(colon - text);
    bool bracketed = length >= 2 && text[0] == '[' && colon[-1] == ']';
    memcpy(host, text + bracketed, length - 2 * (size_t)bracketed);
    host[length - 2 * (size_t)bracketed] = 0;
    return bracketed || !memchr(text, ':', length);
}

bool http_address_parse(const char *text, struct sockaddr_storage *out_address)
{
    char host[HOST_MAX];
    uint16_t port;
    if (!split(text, host, &port))
        return false;
    struct sockaddr_storage address = {0};
    struct sockaddr_in *four = (struct sockaddr_in *)&address;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&address;
    const char *number = *host == 0 || strcmp(host, "localhost") == 0 ? "127.0.0.1" : host;
    if (inet_pton(AF_INET, number, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(port);
    } else if (inet_pton(AF_INET6, number, &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(port);
    } else
        return false;
    *out_address = address;
    return true;
}
