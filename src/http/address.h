/* Address: "host:port" as a socket address; hosts are numbers or "localhost", so that nothing is looked up.
 *
 * Threads: pure. */
#ifndef SPOOR_HTTP_ADDRESS_H
#define SPOOR_HTTP_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

bool http_address_parse(const char *text, struct sockaddr_storage *out_address);

#endif
