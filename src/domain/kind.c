#include <spoor/domain/kind.h>

enum effect { STORED, FOLDS, CORRECTS, WITHDRAWS };

#define TEXT(literal)                                                                                                  \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }

struct kind_row {
    struct spoor_slice naam, domein;
    int rank;
    enum spoor_kind_group group;
    enum effect effect;
    enum spoor_kind_contact contact;
};

static const struct kind_row kinds[SPOOR_KIND_COUNT] = {
#define SPOOR_KIND(id, domein, naam, rank, group, effect, contact)                                                     \
    [SPOOR_KIND_##id] = {TEXT(naam), TEXT(domein), rank, SPOOR_GROUP_##group, effect, SPOOR_CONTACT_##contact},
#include <spoor/domain/kinds.def>
#undef SPOOR_KIND
};

const char *spoor_kind_name(enum spoor_kind kind)
{
    return kinds[kind].naam.data;
}

const char *spoor_kind_domein(enum spoor_kind kind)
{
    return kinds[kind].domein.data;
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
    return kinds[kind].effect != STORED;
}

bool spoor_kind_moves(enum spoor_kind kind)
{
    return kinds[kind].effect == FOLDS &&
           (kinds[kind].group == SPOOR_GROUP_CONTACT || kinds[kind].group == SPOOR_GROUP_REIS);
}

bool spoor_kind_corrects(enum spoor_kind kind)
{
    return kinds[kind].effect == CORRECTS || kinds[kind].effect == WITHDRAWS;
}

bool spoor_kind_makes_contact(enum spoor_kind kind)
{
    return spoor_kind_group(kind) == SPOOR_GROUP_CONTACT && spoor_kind_folds(kind) && !spoor_kind_corrects(kind);
}

bool spoor_kind_withdraws(enum spoor_kind kind)
{
    return kinds[kind].effect == WITHDRAWS;
}

enum spoor_kind_contact spoor_kind_contact(enum spoor_kind kind)
{
    return kinds[kind].contact;
}

bool spoor_kind_from_channel(enum spoor_kind kind)
{
    return kinds[kind].group < SPOOR_GROUP_OPDRACHT;
}

bool spoor_kind_find(struct spoor_slice naam, enum spoor_kind *out_kind)
{
    for (int kind = 0; kind < SPOOR_KIND_COUNT; kind++) {
        if (spoor_slice_equal(naam, kinds[kind].naam)) {
            *out_kind = (enum spoor_kind)kind;
            return true;
        }
    }
    return false;
}

bool spoor_kind_find_type(struct spoor_slice domein, struct spoor_slice naam, enum spoor_kind *out_kind)
{
    enum spoor_kind kind;
    if (!spoor_kind_find(naam, &kind) || !spoor_slice_equal(domein, kinds[kind].domein))
        return false;
    *out_kind = kind;
    return true;
}
