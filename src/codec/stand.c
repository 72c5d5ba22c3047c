#include "stand_internal.h"

static const struct spoor_slice names[] = {
    [SPOOR_EXEMPLAAR_OPEN] = {"open", 4},
    [SPOOR_EXEMPLAAR_VOLTOOID] = {"voltooid", 8},
    [SPOOR_EXEMPLAAR_OVERGESLAGEN] = {"overgeslagen", 12},
    [SPOOR_EXEMPLAAR_TERUGGEZET] = {"teruggezet", 10},
};

struct spoor_slice spoor_stand_name(enum spoor_exemplaar_stand stand)
{
    return names[stand];
}

bool spoor_stand_find(struct spoor_slice name, enum spoor_exemplaar_stand *out_stand)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (spoor_slice_equal(name, names[i])) {
            *out_stand = (enum spoor_exemplaar_stand)i;
            return true;
        }
    return false;
}
