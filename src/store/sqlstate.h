/* SQLSTATE: the one place where PostgreSQL's answers become a status (docs/architecture.md).
 *
 * Threads: pure. */
#ifndef SPOOR_STORE_SQLSTATE_H
#define SPOOR_STORE_SQLSTATE_H

#include <spoor/base/status.h>

/* sqlstate: 5 characters, or NULL or "" when the connection itself failed. */
enum spoor_status store_sqlstate_status(const char *sqlstate);
/* True when only a new connection helps: the prepared statements of this one are of no use any more. */
enum store_sqlstate_remedy { STORE_KEEP_CONNECTION, STORE_DROP_CONNECTION };
enum store_sqlstate_remedy store_sqlstate_remedy(const char *sqlstate);

#endif
