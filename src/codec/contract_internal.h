/* Contract, inside: the fields of `data` as tables (velden.def, afwijkend.def, leden.def, verplicht.def), for checks at
 * load.
 *
 * Threads: constants only. */
#ifndef SPOOR_CODEC_CONTRACT_INTERNAL_H
#define SPOOR_CODEC_CONTRACT_INTERNAL_H

#include <spoor/codec/code_lists.h>
#include <spoor/domain/kind.h>

enum contract_type {
    CONTRACT_TIJD,
    CONTRACT_REF,
    CONTRACT_REF_LIST,
    CONTRACT_DUUR,
    CONTRACT_DATUM,
    CONTRACT_CODE,
    CONTRACT_CODE_LIST,
    CONTRACT_INT,
    CONTRACT_BOOL,
    CONTRACT_SOORT_REF,
    CONTRACT_KLANT,
    CONTRACT_ANONIEM, /* within a KLANT */
    CONTRACT_CORRECTIE,
    CONTRACT_VERVANGING,
    CONTRACT_OBJECT_LIST,
    CONTRACT_TRANSACTIE_LIST,
    CONTRACT_SEALED,
    CONTRACT_SEALED_CODE,
    CONTRACT_USED,
    CONTRACT_TEKST, /* longer than a REF, within a CORRECTIE */
    CONTRACT_IDENTIFICATIE,
    CONTRACT_BETROKKENEN,
    CONTRACT_STIL,
    CONTRACT_OWN
};

struct contract_field {
    const char *name;
    enum contract_type type;
    enum spoor_lijst lijst;
};

/* The field of `data` of this name, as events of kind have it; false when the contract has none. SPOOR_KIND_COUNT: of a
 * kind that only the record says; then it is of the type that takes most. */
bool contract_field_find(struct spoor_slice name, enum spoor_kind kind, struct contract_field *out_field);
/* The member of an object of this field; false when it has none of this name. */
bool contract_member_find(const struct contract_field *of, struct spoor_slice name, struct contract_field *out_member);
/* Names of the fields, or of the members of an object of this type, NULL-terminated. */
const char *const *contract_field_names(void);
#define CONTRACT_MEMBERS_MAX 8
void contract_member_names(enum contract_type of, const char *names[CONTRACT_MEMBERS_MAX]);
/* The index-th field that events of kind must have; NULL when there are no more. */
const char *contract_required(enum spoor_kind kind, size_t index);
/* ISO 8601: P[nY][nM][nW][nD][T[nH][nM][nS]], at least one part. */
bool contract_is_duration(struct spoor_slice text);

#endif
