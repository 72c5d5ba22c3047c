/* Mapping, inside: what a mapping file compiles to, and how its parts call each other.
 *
 * Surprising: everything that is text in the file (pointers, templates, time formats, tables) is taken apart at load;
 * per record nothing is parsed but the record.
 * Threads: read-only after load. Memory: all in the arena of the mapping. */
#ifndef SPOOR_CODEC_MAPPING_INTERNAL_H
#define SPOOR_CODEC_MAPPING_INTERNAL_H

#include <spoor/codec/mapping.h>

struct mapping_step {
    struct spoor_slice name; /* unescaped member name */
    int64_t index;           /* the same as an array index, -1 when it is none */
};

struct mapping_pointer {
    struct mapping_step *steps;
    size_t count;
};

struct mapping_entry {
    struct spoor_slice from;
    const struct spoor_json *to;
};

struct mapping_table { /* open addressing over the lower-cased text */
    struct spoor_slice name;
    const struct spoor_json *json; /* as it stands in the file */
    struct mapping_entry *slots;   /* from absent = free */
    size_t mask;
};

enum mapping_time_kind {
    MAPPING_TIME_RFC3339,
    MAPPING_TIME_DATE,
    MAPPING_TIME_EPOCH_S,
    MAPPING_TIME_EPOCH_MS,
    MAPPING_TIME_PATTERN
};
struct mapping_time_format {
    enum mapping_time_kind kind;
    const char *pattern;
};

enum mapping_cast { MAPPING_CAST_NONE, MAPPING_CAST_TEXT, MAPPING_CAST_NUMBER, MAPPING_CAST_DECIMAL, MAPPING_CAST_BOOL };

enum mapping_expr_kind {
    MAPPING_CONSTANT,
    MAPPING_LOOKUP,
    MAPPING_TEMPLATE,
    MAPPING_FIRST,
    MAPPING_OBJECT,
    MAPPING_ARRAY
};

struct mapping_part { /* of a template: text, or a place in the record */
    struct spoor_slice text;
    struct mapping_pointer pointer;
};

struct mapping_expr {
    enum mapping_expr_kind kind;
    struct spoor_slice name; /* as a member of an object */
    bool is_place;           /* the member is plaatsgevondenOp: a bare date counts */
    bool looks_up;           /* it, or something in it, has a pointer */
    const struct spoor_json *constant;
    struct mapping_pointer pointer;
    const struct mapping_table *table;
    struct mapping_expr *otherwise;      /* "anders" */
    struct mapping_time_format *formats; /* "tijd" */
    size_t format_count;
    struct spoor_zone zone;
    enum mapping_cast cast;
    struct mapping_part *parts;
    size_t part_count;
    struct mapping_expr *items; /* of first, object, array */
    size_t item_count;
};

enum mapping_test_kind {
    MAPPING_TEST_IN,
    MAPPING_TEST_NOT_IN,
    MAPPING_TEST_PRESENT,
    MAPPING_TEST_ABSENT,
    MAPPING_TEST_PREFIX
};
struct mapping_test {
    enum mapping_test_kind kind;
    struct mapping_pointer pointer;
    struct spoor_slice *values;
    size_t value_count;
};

/* The attributes a rule can set, in the order of struct spoor_mapped. */
enum mapping_attribute {
    MAPPING_TYPE,
    MAPPING_ID,
    MAPPING_SOURCE,
    MAPPING_TIME,
    MAPPING_SEQUENCE,
    MAPPING_TRACEPARENT,
    MAPPING_TRACESTATE,
    MAPPING_CORRELATIONID,
    MAPPING_CAUSATIONID,
    MAPPING_DATAREF,
    MAPPING_DATASCHEMA,
    MAPPING_ATTRIBUTE_COUNT
};
extern const char *const mapping_attribute_names[MAPPING_ATTRIBUTE_COUNT];
struct spoor_slice *mapping_attribute_of(struct spoor_mapped *event, enum mapping_attribute attribute);
/* -1 when no attribute has this name. */
int mapping_attribute_find(struct spoor_slice name);

struct mapping_rule {
    struct mapping_test *tests;
    size_t test_count;
    struct mapping_expr *attributes[MAPPING_ATTRIBUTE_COUNT]; /* NULL = not set by the rule */
    struct mapping_expr *data;                                /* NULL = none */
};

struct spoor_mapping {
    struct spoor_arena arena;
    struct spoor_mapping_header header;
    bool latin1;
    char delimiter;
    struct spoor_slice *columns;
    size_t column_count;
    struct spoor_slice *sources;
    size_t source_count;
    bool kinds[SPOOR_KIND_COUNT];
    struct spoor_slice *reads; /* first steps of all pointers, each once */
    size_t read_count, read_capacity;
    struct mapping_table *tables;
    size_t table_count;
    struct mapping_rule *rules;
    size_t rule_count;
};

/* mapping_check.c: loading reports the first fault with its place in the file. */
struct mapping_place { /* a JSON pointer, built from the leaf up */
    const struct mapping_place *up;
    struct spoor_slice name;
    size_t index; /* used when name is absent */
};
struct mapping_loader {
    struct spoor_mapping *mapping;
    const char *path;
    struct spoor_error *err;
};
/* All return false after filling err, so that a fault reads `return mapping_fault(…)`. */
bool mapping_fault(const struct mapping_loader *loader, const struct mapping_place *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool mapping_expect(const struct mapping_loader *loader, const struct mapping_place *place,
                    const struct spoor_json *json, enum spoor_json_type type);
/* Every member of json is one of names (NULL-terminated). */
bool mapping_expect_members(const struct mapping_loader *loader, const struct mapping_place *place,
                            const struct spoor_json *json, const char *const *names);
/* Index of text in names (NULL-terminated) into *out_index; a fault lists them and names the nearest. */
bool mapping_expect_word(const struct mapping_loader *loader, const struct mapping_place *place,
                         const struct spoor_json *json, const char *const *names, int *out_index);
/* "unknown <what>", with the nearest of names (NULL-terminated), else all of them. */
bool mapping_fault_unknown(const struct mapping_loader *loader, const struct mapping_place *place, const char *what,
                           const char *const *names, struct spoor_slice word);
/* No name stands twice in one object of the document: the last would win in silence. */
bool mapping_expect_once(const struct mapping_loader *loader, const struct mapping_place *place,
                         const struct spoor_json *json);

/* mapping_rule_check.c: what a compiled rule writes, held against the input contract. */
bool mapping_check_rule(const struct mapping_loader *loader, const struct mapping_place *place,
                        const struct mapping_rule *rule);

/* mapping_compile.c, mapping_pointer.c, mapping_table.c */
bool mapping_compile_expr(const struct mapping_loader *loader, const struct mapping_place *place,
                          const struct spoor_json *json, struct mapping_expr *out_expr);
bool mapping_compile_rules(const struct mapping_loader *loader, const struct mapping_place *place,
                           const struct spoor_json *json);
bool mapping_compile_pointer(const struct mapping_loader *loader, const struct mapping_place *place,
                             struct spoor_slice text, struct mapping_pointer *out_pointer);
bool mapping_compile_template(const struct mapping_loader *loader, const struct mapping_place *place,
                              const struct spoor_json *json, struct mapping_expr *out_expr);
bool mapping_compile_formats(const struct mapping_loader *loader, const struct mapping_place *place,
                             const struct spoor_json *json, struct mapping_expr *out_expr);
const struct spoor_json *mapping_pointer_follow(const struct mapping_pointer *pointer, const struct spoor_json *json);
bool mapping_compile_tables(const struct mapping_loader *loader, const struct mapping_place *place,
                            const struct spoor_json *json);
const struct mapping_table *mapping_table_find(const struct spoor_mapping *mapping, struct spoor_slice name);
/* NULL when text is not in the table; exact first, then without regard to case. */
const struct spoor_json *mapping_table_get(const struct mapping_table *table, struct spoor_slice text);

/* mapping_evaluate.c */
struct mapping_context {
    const struct spoor_json *record;
    struct spoor_arena *arena;
    size_t found;         /* pointers that found something so far */
    bool date_only;       /* of the time read last */
    bool place_date_only; /* of plaatsgevondenOp */
    bool unzoned;         /* some time had no offset */
};
/* NULL = null. The node may belong to the record or the mapping: copy it before linking it. */
const struct spoor_json *mapping_evaluate(struct mapping_context *context, const struct mapping_expr *expr);
struct spoor_slice mapping_evaluate_text(struct mapping_context *context, const struct mapping_expr *expr);
bool mapping_tests_hold(const struct mapping_rule *rule, const struct spoor_json *record);
/* mapping_time.c: text in one of the formats of expr → canonical text in the arena. */
bool mapping_time_read(struct mapping_context *context, const struct mapping_expr *expr, struct spoor_slice text,
                       struct spoor_slice *out_text);

/* mapping_cloudevents.c: structured or binary mode → one envelope tree (attributes and data); read an envelope. */
enum spoor_status mapping_envelope_read(struct spoor_slice value, const struct spoor_header *headers,
                                        size_t header_count, struct spoor_arena *arena,
                                        const struct spoor_json **out_envelope, struct spoor_error *err);
enum spoor_status mapping_envelope_event(const struct spoor_json *envelope, struct spoor_arena *arena,
                                         struct spoor_mapped *out_event, struct spoor_error *err);
struct spoor_slice mapping_header_value(const struct spoor_header *headers, size_t header_count, const char *name);

/* mapping_text.c */
bool mapping_utf8_valid(struct spoor_slice text); /* and no NUL */
/* Latin-1, read as windows-1252 (as browsers do: what is called Latin-1 has its euro signs), to UTF-8 in the arena. */
struct spoor_slice mapping_latin1_to_utf8(struct spoor_slice text, struct spoor_arena *arena);
static inline char mapping_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
bool mapping_equal_nocase(struct spoor_slice a, struct spoor_slice b); /* ASCII */

/* csv_row.c: one row → fields in the arena; false when a quote is not closed or a second row follows. */
bool csv_row_split(struct spoor_slice row, char delimiter, struct spoor_arena *arena, struct spoor_slice **out_fields,
                   size_t *out_count);

#endif
