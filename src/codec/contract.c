#include "contract_internal.h"

#include <spoor/domain/calendar.h>

static const struct contract_field fields[] = {
#define SPOOR_VELD(id, naam, type, lijst) {naam, CONTRACT_##type, SPOOR_LIJST_##lijst},
#include <spoor/codec/velden.def>
#undef SPOOR_VELD
};
#define FIELD_COUNT (sizeof(fields) / sizeof(*fields))

enum field_index {
#define SPOOR_VELD(id, naam, type, lijst) FIELD_##id,
#include <spoor/codec/velden.def>
#undef SPOOR_VELD
};

static const char *const field_names[] = {
#define SPOOR_VELD(id, naam, type, lijst) naam,
#include <spoor/codec/velden.def>
#undef SPOOR_VELD
    NULL};

static const struct {
    enum contract_type of;
    struct contract_field field;
} members[] = {
#define SPOOR_LID(vorm, naam, type, lijst) {CONTRACT_##vorm, {naam, CONTRACT_##type, SPOOR_LIJST_##lijst}},
#include "leden.def"
#undef SPOOR_LID
};
#define MEMBER_COUNT (sizeof(members) / sizeof(*members))

struct deviation {
    int of; /* a kind, or a group */
    bool group;
    enum field_index field;
    enum contract_type type;
    enum spoor_lijst lijst;
};

static const struct deviation deviations[] = {
#define SPOOR_AFWIJKEND(kind, veld, type, lijst)                                                                       \
    {SPOOR_KIND_##kind, false, FIELD_##veld, CONTRACT_##type, SPOOR_LIJST_##lijst},
#define SPOOR_AFWIJKEND_GROEP(group, veld, type, lijst)                                                                \
    {SPOOR_GROUP_##group, true, FIELD_##veld, CONTRACT_##type, SPOOR_LIJST_##lijst},
#include <spoor/codec/afwijkend.def>
#undef SPOOR_AFWIJKEND
#undef SPOOR_AFWIJKEND_GROEP
};

static const struct {
    enum spoor_kind kind;
    enum field_index field;
} required[] = {
#define SPOOR_VERPLICHT(kind, veld) {SPOOR_KIND_##kind, FIELD_##veld},
#include <spoor/codec/verplicht.def>
#undef SPOOR_VERPLICHT
};

static bool is_of(const struct deviation *row, enum spoor_kind kind)
{
    if (kind == SPOOR_KIND_COUNT)
        return row->type != fields[row->field].type; /* INT beside REF: a REF takes both */
    return row->of == (row->group ? (int)spoor_kind_group(kind) : (int)kind);
}

bool contract_field_find(struct spoor_slice name, enum spoor_kind kind, struct contract_field *out_field)
{
    size_t found = 0;
    while (found < FIELD_COUNT && !spoor_slice_equal(spoor_slice_of(fields[found].name), name))
        found++;
    if (found == FIELD_COUNT)
        return false;
    *out_field = fields[found];
    for (size_t i = 0; i < sizeof(deviations) / sizeof(*deviations); i++) {
        const struct deviation *row = &deviations[i];
        if (row->field != (enum field_index)found || !is_of(row, kind))
            continue;
        out_field->type = row->type;
        out_field->lijst = row->lijst;
        if (!row->group)
            break;
    }
    return true;
}

bool contract_member_find(const struct contract_field *of, struct spoor_slice name, struct contract_field *out_member)
{
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        if (members[i].of != of->type || !spoor_slice_equal(spoor_slice_of(members[i].field.name), name))
            continue;
        *out_member = members[i].field;
        if (of->type == CONTRACT_SOORT_REF && out_member->type == CONTRACT_CODE)
            out_member->lijst = of->lijst;
        return true;
    }
    return false;
}

const char *const *contract_field_names(void)
{
    return field_names;
}

void contract_member_names(enum contract_type of, const char *names[CONTRACT_MEMBERS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < MEMBER_COUNT && count + 1 < CONTRACT_MEMBERS_MAX; i++)
        if (members[i].of == of)
            names[count++] = members[i].field.name;
    names[count] = NULL;
}

const char *contract_required(enum spoor_kind kind, size_t index)
{
    for (size_t i = 0; i < sizeof(required) / sizeof(*required); i++)
        if (required[i].kind == kind && index-- == 0)
            return fields[required[i].field].name;
    return NULL;
}

bool contract_is_duration(struct spoor_slice text)
{
    struct spoor_duur duur;
    return spoor_duur_parse(text, &duur);
}
