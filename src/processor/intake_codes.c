#include "intake_internal.h"

#include <strings.h>

struct lijst_row {
    const struct spoor_slice *codes;
    size_t count;
    bool open;
};

struct alias_row {
    enum intake_lijst lijst;
    struct spoor_slice from, to, lijn;
};

#define LIJST_OPEN true
#define LIJST_CLOSED false
#define TEXT(literal)                                                                                                  \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }
#define C(literal) TEXT(literal),
#define SPOOR_ALIAS(lijst, from, to)
#define SPOOR_LIJST(id, vorm, codes) static const struct spoor_slice codes_##id[] = {codes};
#include "lijsten.def"
#undef SPOOR_LIJST

static const struct lijst_row lijsten[LIJST_COUNT] = {
#define SPOOR_LIJST(id, vorm, codes)                                                                                   \
    [LIJST_##id] = {codes_##id, sizeof(codes_##id) / sizeof(*codes_##id), LIJST_##vorm},
#include "lijsten.def"
#undef SPOOR_LIJST
};
#undef SPOOR_ALIAS

static const struct alias_row aliases[] = {
#define SPOOR_LIJST(id, vorm, codes)
#define SPOOR_ALIAS(lijst, from, to) {LIJST_##lijst, TEXT(from), TEXT(to), {NULL, 0}},
#include "lijsten.def"
#undef SPOOR_LIJST
#undef SPOOR_ALIAS
#define SPOOR_KANAAL_ALIAS(from, to, lijn) {LIJST_KANAAL, TEXT(from), TEXT(to), TEXT(lijn)},
#include "kanalen.def"
#undef SPOOR_KANAAL_ALIAS
};

static bool equal_nocase(struct spoor_slice a, struct spoor_slice b)
{
    return a.length == b.length && strncasecmp(a.data, b.data, a.length) == 0;
}

static const struct alias_row *find_alias(enum intake_lijst lijst, struct spoor_slice text)
{
    for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++)
        if (aliases[i].lijst == lijst && equal_nocase(aliases[i].from, text))
            return &aliases[i];
    return NULL;
}

enum intake_code_result intake_code_find(enum intake_lijst lijst, struct spoor_slice text, struct spoor_slice *out_code,
                                         struct spoor_slice *out_lijn)
{
    const struct lijst_row *row = &lijsten[lijst];
    *out_lijn = SPOOR_SLICE_NULL;
    for (size_t i = 0; i < row->count; i++) {
        if (equal_nocase(row->codes[i], text)) {
            *out_code = row->codes[i];
            return CODE_KNOWN;
        }
    }
    const struct alias_row *alias = find_alias(lijst, text);
    if (!alias)
        return row->open ? CODE_UNKNOWN_OPEN : CODE_UNKNOWN_CLOSED;
    *out_code = alias->to;
    if (alias->lijn.length > 0)
        *out_lijn = alias->lijn;
    return CODE_KNOWN;
}
