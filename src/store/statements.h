/* Statements: the SQL of the store as a table; the texts are the files of sql/, one statement each.
 *
 * Threads: constants only. */
#ifndef SPOOR_STORE_STATEMENTS_H
#define SPOOR_STORE_STATEMENTS_H

enum store_statement {
#define STORE_STATEMENT(id, name) STORE_##id,
#include "statements.def"
#undef STORE_STATEMENT
    STORE_STATEMENT_COUNT
};

const char *store_statement_name(enum store_statement statement); /* also its name as a prepared statement */
const char *store_statement_text(enum store_statement statement);

#endif
