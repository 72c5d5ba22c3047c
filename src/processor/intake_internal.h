/* Intake of one record, inside: the steps of one event between mapping and canonical record.
 *
 * Surprising: data and sealed content are written by one walk over a table (velden.def), so their order is fixed and
 * the afdruk can be taken over the bytes as they stand. Threads: one owner. Memory: arena of the call. */
#ifndef SPOOR_PROCESSOR_INTAKE_INTERNAL_H
#define SPOOR_PROCESSOR_INTAKE_INTERNAL_H

#include <spoor/codec/code_lists.h>
#include <spoor/processor/intake_record.h>

enum intake_veld {
#define SPOOR_VELD(id, naam, type, lijst) VELD_##id,
#include <spoor/codec/velden.def>
#undef SPOOR_VELD
    VELD_COUNT
};

enum intake_type {
    TYPE_TIJD,
    TYPE_REF,
    TYPE_REF_LIST,
    TYPE_DUUR,
    TYPE_DATUM,
    TYPE_CODE,
    TYPE_CODE_LIST,
    TYPE_INT,
    TYPE_BOOL,
    TYPE_SOORT_REF,
    TYPE_KLANT,
    TYPE_CORRECTIE,
    TYPE_VERVANGING,
    TYPE_OBJECT_LIST,
    TYPE_TRANSACTIE_LIST,
    TYPE_SEALED,
    TYPE_SEALED_CODE,
    TYPE_USED,
    TYPE_IDENTIFICATIE,
    TYPE_BETROKKENEN,
    TYPE_STIL,
    TYPE_OWN
};

struct intake_veld_row {
    struct spoor_slice naam;
    enum intake_type type;
    enum spoor_lijst lijst;
};
extern const struct intake_veld_row intake_velden[VELD_COUNT];
/* VELD_COUNT when no field has this name. */
enum intake_veld intake_veld_find(struct spoor_slice naam);

struct intake_pass { /* one record */
    struct spoor_intake_tools *tools;
    const struct spoor_intake_input *input;
    const struct spoor_mapping_header *mapping;
    struct spoor_arena *arena;
    struct spoor_intake_counts *counts;
    struct spoor_canonical *records;
    size_t count, capacity;
    size_t bytes; /* of data and content of all records */
    struct spoor_error err; /* of the reject, when there is one */
};

struct intake_klant { /* for whom a canonical record is made */
    struct spoor_slice ref, rol;
    bool initiator;
    struct spoor_slice machtigingsgever; /* for whom this klant may act, by the machtiging that the event is about */
};

struct intake_event { /* one event of the record */
    struct intake_pass *pass;
    const struct spoor_mapped *mapped;
    enum spoor_kind kind;
    struct spoor_slice type, source, id, time, sequence, traceparent, tracestate, correlationid, causationid, dataref,
        dataschema;
    int64_t time_us;
    const struct spoor_json *values[VELD_COUNT]; /* NULL = absent */
    const struct spoor_json **unknown;           /* members that no field knows, ordered by name */
    size_t unknown_count;
    bool sealed[VELD_COUNT]; /* the value as it came goes into the sealed object */
    bool written[VELD_COUNT];
    bool date_only;                /* of plaatsgevondenOp */
    struct spoor_slice kanaallijn; /* that an alias of the kanaal brought */
    struct intake_klant *klanten;
    size_t klant_count;
    bool is_of_known_klant; /* the event names at least one */
    struct spoor_slice *vertegenwoordigers;
    size_t vertegenwoordiger_count;
    struct intake_event *vervanging;  /* data that stand for the wrong ones; NULL = none */
    const struct intake_klant *klant; /* whose record is being written */
};

/* Every step: SPOOR_REJECT with a quarantaineReden in pass->err. Messages never hold values. */
enum spoor_status intake_refuse(struct intake_pass *pass, const char *reden, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* intake_attributes.c: type, source, id and the other attributes of docs/contracten.md. */
enum spoor_status intake_attributes_take(struct intake_event *event);
bool intake_is_printable(struct spoor_slice text, size_t characters_max);
/* The kind that a type names, with or without prefix, domain and version; false when this version does not know it. */
bool intake_type_find(const struct intake_pass *pass, struct spoor_slice type, enum spoor_kind *out_kind);
struct spoor_slice intake_type_full(const struct intake_pass *pass, enum spoor_kind kind);
enum spoor_status intake_kind_allowed(struct intake_pass *pass, enum spoor_kind kind);
/* Another event of the same origin: attributes of event, data of its own (not collected yet). */
struct intake_event intake_event_derive(const struct intake_event *event, enum spoor_kind kind,
                                        const struct spoor_json *data);
/* What of a refused event may be told: its type, source and id (masked). */
void intake_attributes_tell(const struct intake_pass *pass, const struct spoor_mapped *mapped,
                            struct spoor_canonical *record);
struct spoor_slice intake_id_masked(const struct intake_pass *pass, struct spoor_slice id);
/* intake_record.c: one canonical record per klant of the event. */
enum spoor_status intake_records_make(struct intake_event *event);
/* intake_correctie.c: the records of a correction or withdrawal, by whose event was wrong and whose it is. */
bool intake_correctie_is(enum spoor_kind kind);
enum spoor_status intake_correctie_records(struct intake_event *event);
enum spoor_status intake_vervanging_write(struct intake_event *event, struct spoor_json_writer *writer);
/* intake_koppeling.c: says that the anonymous klant of this conversation is the klant of the event (eerderAnoniem). */
enum spoor_status intake_koppeling_record(const struct intake_event *event);
/* intake_fields.c: sorts the members of data over values and unknown. */
void intake_fields_collect(struct intake_event *event);
/* Writes data for one klant, in the order of velden.def. */
enum spoor_status intake_fields_write(struct intake_event *event, const struct intake_klant *klant,
                                      struct spoor_json_writer *writer);
/* Writes what is to be sealed; false (and nothing written) when there is nothing. After intake_fields_write. */
bool intake_fields_write_sealed(const struct intake_event *event, struct spoor_json_writer *writer);
bool intake_fields_any_sealed(const struct intake_event *event);
enum spoor_status intake_fields_require(const struct intake_event *event);
/* Type and list of a field in this kind of event (afwijkend.def, else velden.def). */
enum intake_type intake_type_of(const struct intake_event *event, enum intake_veld veld);
enum spoor_lijst intake_lijst_of(const struct intake_event *event, enum intake_veld veld);
/* Whom we wait for, by the reason of delay that the event gives; absent when it gives none. */
struct spoor_slice intake_bij_wie(const struct intake_event *event);
/* intake_values.c, intake_objects.c: one field; a value that is no value of its type is counted and sealed. */
enum spoor_status intake_value_write(struct intake_event *event, enum intake_veld veld,
                                     struct spoor_json_writer *writer);
/* Every code of every field goes through here. *code: a text, becomes what the list makes of it. SPOOR_CODE_UNKNOWN_CLOSED:
 * nothing is written (not in its list, or just a valid BSN), what must be counted and sealed is. */
enum spoor_code_result intake_code_take(struct intake_event *event, enum intake_veld veld, enum spoor_lijst lijst,
                                         struct spoor_slice *code, struct spoor_slice *out_lijn);
/* text: a code that passed for text; by the list of the field. */
void intake_code_write(struct intake_event *event, enum intake_veld veld, struct spoor_slice text,
                       struct spoor_json_writer *writer);
enum spoor_status intake_object_write(struct intake_event *event, enum intake_veld veld,
                                      struct spoor_json_writer *writer);
enum spoor_status intake_list_write(struct intake_event *event, enum intake_veld veld,
                                    struct spoor_json_writer *writer);
enum spoor_status intake_value_misshapen(const struct intake_event *event, enum intake_veld veld, const char *expected);
void intake_value_unset(struct intake_event *event, enum intake_veld veld);
/* The text of a ref or code: 1..max printable characters; absent when it is none. */
struct spoor_slice intake_text_of(const struct spoor_json *json, size_t characters_max);
/* intake_identity.c: whose records are made of the event, by the group of its kind; an anonymous key when there is
 * nobody. */
enum spoor_status intake_identity_resolve(struct intake_event *event);
/* Only klanten and vertegenwoordigers that the event names; perhaps none. */
enum spoor_status intake_identity_named(struct intake_event *event);
/* gesprekId (else correlationid), else klantcontactId; absent when the event names no conversation. */
struct spoor_slice intake_identity_conversation(const struct intake_event *event);
/* klantRef of a klant {klantRef, identificatie or anoniem}; absent when it names nobody. */
enum spoor_status intake_identity_klant(const struct intake_event *event, enum intake_veld veld,
                                        struct spoor_slice *out_ref);
/* bellernummer becomes bellerRef. */
void intake_identity_beller(struct intake_event *event);
/* klantRef of {klantRef, identificatie}; absent when it names nobody. */
enum spoor_status intake_identity_ref(const struct intake_event *event, const struct spoor_json *klant_ref,
                                      const struct spoor_json *identificatie, struct spoor_slice *out_ref);
/* intake_seal.c */
void intake_seal_event(const struct intake_event *event, struct spoor_slice plain, struct spoor_canonical *record);
/* Bytes that the headers take which are kept with an original. More than SPOOR_INTAKE_ORIGINAL_MAX: none is. */
size_t intake_seal_header_bytes(const struct spoor_intake_input *input);
void intake_seal_original(const struct intake_pass *pass, struct spoor_canonical *record);

#define INTAKE_REF_MAX 128
#define INTAKE_ID_MAX 255
#define INTAKE_SOURCE_MAX 1024
#define INTAKE_CODE_MAX 64

#endif
