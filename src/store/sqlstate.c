#include "sqlstate.h"

#include <stddef.h>
#include <string.h>

struct row {
    const char *prefix; /* class or whole SQLSTATE; the first row that fits counts */
    enum spoor_status status;
    enum store_sqlstate_remedy remedy;
};

static const struct row rows[] = {
    {"0A000", SPOOR_RETRY, STORE_DROP_CONNECTION}, /* a cached plan whose result changed: a migration passed by */
    {"26", SPOOR_RETRY, STORE_DROP_CONNECTION},    /* a prepared statement is gone: a pooler */
    {"25", SPOOR_RETRY, STORE_DROP_CONNECTION},    /* read-only: no longer the primary */
    {"08", SPOOR_RETRY, STORE_DROP_CONNECTION},    /* connection */
    {"57P", SPOOR_RETRY, STORE_DROP_CONNECTION},   /* shutdown, crash, starting up, terminated */
    {"57", SPOOR_RETRY, STORE_KEEP_CONNECTION},    /* cancelled */
    {"40", SPOOR_RETRY, STORE_KEEP_CONNECTION},    /* serialization, deadlock */
    {"53", SPOOR_RETRY, STORE_KEEP_CONNECTION},    /* disk full, memory, too many connections */
    {"55", SPOOR_RETRY, STORE_KEEP_CONNECTION},    /* lock not available */
    {"58", SPOOR_RETRY, STORE_KEEP_CONNECTION},    /* system error outside PostgreSQL */
    {"XX000", SPOOR_RETRY, STORE_KEEP_CONNECTION}, /* internal error: may pass; XX001 and XX002 are corruption */
    {"21", SPOOR_REJECT, STORE_KEEP_CONNECTION},   /* one row twice in a statement: alone it fits */
    {"22", SPOOR_REJECT, STORE_KEEP_CONNECTION},   /* a value */
    {"23", SPOOR_REJECT, STORE_KEEP_CONNECTION},   /* a constraint */
    {"54", SPOOR_REJECT, STORE_KEEP_CONNECTION},   /* a value too large for a row or an index */
};

static const struct row *find_row(const char *sqlstate)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strncmp(sqlstate, rows[i].prefix, strlen(rows[i].prefix)) == 0)
            return &rows[i];
    return NULL;
}

enum spoor_status store_sqlstate_status(const char *sqlstate)
{
    if (!sqlstate || !sqlstate[0])
        return SPOOR_RETRY;
    const struct row *row = find_row(sqlstate);
    return row ? row->status : SPOOR_HALT; /* schema, rights, identity, and what nobody foresaw */
}

enum store_sqlstate_remedy store_sqlstate_remedy(const char *sqlstate)
{
    if (!sqlstate || !sqlstate[0])
        return STORE_DROP_CONNECTION;
    const struct row *row = find_row(sqlstate);
    return row ? row->remedy : STORE_KEEP_CONNECTION;
}
