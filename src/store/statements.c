#include "statements.h"

/* Defined in the file that embed.cmake makes of sql/: a missing file does not link. */
#define STORE_STATEMENT(id, name) extern const char store_sql_##name[];
#include "statements.def"
#undef STORE_STATEMENT

const char *store_statement_name(enum store_statement statement)
{
    static const char *const names[STORE_STATEMENT_COUNT] = {
#define STORE_STATEMENT(id, name) [STORE_##id] = #name,
#include "statements.def"
#undef STORE_STATEMENT
    };
    return names[statement];
}

const char *store_statement_text(enum store_statement statement)
{
    static const char *const texts[STORE_STATEMENT_COUNT] = {
#define STORE_STATEMENT(id, name) [STORE_##id] = store_sql_##name,
#include "statements.def"
#undef STORE_STATEMENT
    };
    return texts[statement];
}
