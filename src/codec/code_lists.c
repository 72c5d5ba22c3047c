#include <spoor/codec/code_lists.h>

#include <strings.h>

struct lijst_row {
    const struct spoor_slice *codes;
    size_t count;
    bool open;
};

struct alias_row {
    enum spoor_lijst lijst;
    struct spoor_slice from, to, lijn;
};

#define VORM_OPEN true
#define VORM_CLOSED false
#define TEXT(literal)                                                                                                  \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }
#define C(literal) TEXT(literal),
#define SPOOR_ALIAS(lijst, from, to)
#define SPOOR_LIJST(id, vorm, codes) static const struct spoor_slice codes_##id[] = {codes};
#include <spoor/codec/lijsten.def>
#undef SPOOR_LIJST
#undef C

#define C(literal) literal,
#define SPOOR_LIJST(id, vorm, codes) static const char *const names_##id[] = {codes NULL};
#include <spoor/codec/lijsten.def>
#undef SPOOR_LIJST

static const char *const *const names[SPOOR_LIJST_COUNT] = {
#define SPOOR_LIJST(id, vorm, codes) [SPOOR_LIJST_##id] = names_##id,
#include <spoor/codec/lijsten.def>
#undef SPOOR_LIJST
};

static const struct lijst_row lijsten[SPOOR_LIJST_COUNT] = {
#define SPOOR_LIJST(id, vorm, codes)                                                                                   \
    [SPOOR_LIJST_##id] = {codes_##id, sizeof(codes_##id) / sizeof(*codes_##id), VORM_##vorm},
#include <spoor/codec/lijsten.def>
#undef SPOOR_LIJST
};
#undef SPOOR_ALIAS

static const struct alias_row aliases[] = {
#define SPOOR_LIJST(id, vorm, codes)
#define SPOOR_ALIAS(lijst, from, to) {SPOOR_LIJST_##lijst, TEXT(from), TEXT(to), {NULL, 0}},
#include <spoor/codec/lijsten.def>
#undef SPOOR_LIJST
#undef SPOOR_ALIAS
#define SPOOR_KANAAL_ALIAS(from, to, lijn) {SPOOR_LIJST_KANAAL, TEXT(from), TEXT(to), TEXT(lijn)},
#include <spoor/codec/kanalen.def>
#undef SPOOR_KANAAL_ALIAS
};

static bool equal_nocase(struct spoor_slice a, struct spoor_slice b)
{
    return a.length == b.length && strncasecmp(a.data, b.data, a.length) == 0;
}

static const struct alias_row *find_alias(enum spoor_lijst lijst, struct spoor_slice text)
{
    for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++)
        if (aliases[i].lijst == lijst && equal_nocase(aliases[i].from, text))
            return &aliases[i];
    return NULL;
}

enum spoor_code_result spoor_code_find(enum spoor_lijst lijst, struct spoor_slice text, struct spoor_slice *out_code,
                                       struct spoor_slice *out_lijn)
{
    const struct lijst_row *row = &lijsten[lijst];
    *out_lijn = SPOOR_SLICE_NULL;
    for (size_t i = 0; i < row->count; i++) {
        if (equal_nocase(row->codes[i], text)) {
            *out_code = row->codes[i];
            return SPOOR_CODE_KNOWN;
        }
    }
    const struct alias_row *alias = find_alias(lijst, text);
    if (!alias)
        return row->open ? SPOOR_CODE_UNKNOWN_OPEN : SPOOR_CODE_UNKNOWN_CLOSED;
    *out_code = alias->to;
    if (alias->lijn.length > 0)
        *out_lijn = alias->lijn;
    return SPOOR_CODE_KNOWN;
}

const char *const *spoor_code_names(enum spoor_lijst lijst)
{
    return names[lijst];
}
