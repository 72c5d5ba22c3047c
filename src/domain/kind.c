#include <spoor/domain/kind.h>

struct kind_row {
    const char *naam, *domein;
    int rank;
    enum spoor_kind_group group;
};

static const struct kind_row kinds[SPOOR_KIND_COUNT] = {
#define SPOOR_KIND(id, domein, naam, rank, group) [SPOOR_KIND_##id] = {naam, domein, rank, SPOOR_GROUP_##group},
#include <spoor/domain/kinds.def>
#undef SPOOR_KIND
};

const char *spoor_kind_name(enum spoor_kind kind)
{
    return kinds[kind].naam;
}

const char *spoor_kind_domein(enum spoor_kind kind)
{
    return kinds[kind].domein;
}

int spoor_kind_rank(enum spoor_kind kind)
{
    return kinds[kind].rank;
}

enum spoor_kind_group spoor_kind_group(enum spoor_kind kind)
{
    return kinds[kind].group;
}

bool spoor_kind_folds(enum spoor_kind kind)
{
    enum spoor_kind_group group = kinds[kind].group;
    return group != SPOOR_GROUP_BEDIENING && group != SPOOR_GROUP_INTERN;
}

bool spoor_kind_find(struct spoor_slice naam, enum spoor_kind *out_kind)
{
    for (int kind = 0; kind < SPOOR_KIND_COUNT; kind++) {
        if (spoor_slice_equal(naam, spoor_slice_of(kinds[kind].naam))) {
            *out_kind = (enum spoor_kind)kind;
            return true;
        }
    }
    return false;
}

bool spoor_kind_find_type(struct spoor_slice domein, struct spoor_slice naam, enum spoor_kind *out_kind)
{
    enum spoor_kind kind;
    if (!spoor_kind_find(naam, &kind) || !spoor_slice_equal(domein, spoor_slice_of(kinds[kind].domein)))
        return false;
    *out_kind = kind;
    return true;
}
