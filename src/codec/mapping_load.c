#include "contract_internal.h"
#include "mapping_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define MAPPING_FILE_BYTES_MAX (4 * 1024 * 1024)
#define MAPPING_ARENA_BYTES_MAX (64 * 1024 * 1024)
#define RECORD_BYTES_LEAST (64 * 1024)      /* always works (docs/contracten.md) */
#define RECORD_BYTES_MOST (2 * 1024 * 1024) /* as for the setting intake.record_bytes_max */

static const char *const member_names[] = {
    "$schema",  "naam",    "versie",  "topic",    "formaat",  "tekencodering",  "zone",        "csv",
    "import",   "bronnen", "soorten", "begin",    "leeg",     "stil",           "stilTot",     "klok",
    "eigenaar", "divisie", "ritme",   "maxBytes", "tabellen", "gebeurtenissen", "toelichting", NULL};
static const char *const format_words[] = {"cloudevents", "json", "csv", NULL};
static const char *const begin_words[] = {"oudste", "nieuwste", NULL};
static const char *const empty_words[] = {"negeer", "afkeuren", NULL};
static const char *const clock_words[] = {"wacht", "negeer", NULL};
static const char *const encoding_words[] = {"utf-8", "latin-1", NULL};

/* A member as word from a list; absent keeps *out_index. */
static bool load_word(const struct mapping_loader *loader, const struct mapping_place *up,
                      const struct spoor_json *json, const char *name, const char *const *words, int *out_index)
{
    struct mapping_place at = {up, spoor_slice_of(name), 0};
    const struct spoor_json *member = spoor_json_get(json, at.name);
    return !member || mapping_expect_word(loader, &at, member, words, out_index);
}

static bool load_text(const struct mapping_loader *loader, const struct mapping_place *up,
                      const struct spoor_json *json, const char *name, bool required, struct spoor_slice *out_text)
{
    struct mapping_place at = {up, spoor_slice_of(name), 0};
    const struct spoor_json *member = spoor_json_get(json, at.name);
    if (!member && !required)
        return true;
    if (!mapping_expect(loader, &at, member, SPOOR_JSON_STRING))
        return false;
    if (member->text.length == 0)
        return mapping_fault(loader, &at, "a text that is not empty was expected");
    *out_text = member->text;
    return true;
}

static bool load_integer(const struct mapping_loader *loader, const struct mapping_place *up,
                         const struct spoor_json *json, const char *name, int64_t min, int64_t max, int64_t *out_value)
{
    struct mapping_place at = {up, spoor_slice_of(name), 0};
    const struct spoor_json *member = spoor_json_get(json, at.name);
    int64_t value = 0;
    if (!member)
        return true;
    if (!spoor_json_int(member, &value) || value < min || value > max)
        return mapping_fault(loader, &at, "a whole number from %lld to %lld was expected", (long long)min,
                             (long long)max);
    *out_value = value;
    return true;
}

static bool load_bool(const struct mapping_loader *loader, const struct mapping_place *up,
                      const struct spoor_json *json, const char *name, bool *out_value)
{
    struct mapping_place at = {up, spoor_slice_of(name), 0};
    const struct spoor_json *member = spoor_json_get(json, at.name);
    if (member && member->type != SPOOR_JSON_TRUE && member->type != SPOOR_JSON_FALSE)
        return mapping_fault(loader, &at, "true or false was expected");
    *out_value = spoor_json_bool(member, *out_value);
    return true;
}

static bool load_delimiter(const struct mapping_loader *loader, const struct mapping_place *up,
                           const struct spoor_json *json, char *out_delimiter)
{
    struct spoor_slice text = SPOOR_SLICE_NULL;
    struct mapping_place at = {up, SPOOR_SLICE("scheidingsteken"), 0};
    if (!load_text(loader, up, json, "scheidingsteken", false, &text))
        return false;
    if (spoor_slice_present(text) && (text.length != 1 || strchr("\"\r\n", text.data[0])))
        return mapping_fault(loader, &at, "one character was expected, such as ; or a tab");
    *out_delimiter = spoor_slice_present(text) ? text.data[0] : *out_delimiter;
    return true;
}

static bool is_among(struct spoor_slice text, const struct spoor_slice *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (spoor_slice_equal(texts[i], text))
            return true;
    return false;
}

/* A list of different texts, at least one. */
static bool load_texts(const struct mapping_loader *loader, const struct mapping_place *up,
                       const struct spoor_json *json, const char *name, struct spoor_slice **out_texts,
                       size_t *out_count)
{
    struct mapping_place at = {up, spoor_slice_of(name), 0};
    const struct spoor_json *list = spoor_json_get(json, at.name);
    if (!mapping_expect(loader, &at, list, SPOOR_JSON_ARRAY))
        return false;
    if (list->count == 0)
        return mapping_fault(loader, &at, "a list with at least one text was expected");
    *out_texts = SPOOR_ARENA_ARRAY(&loader->mapping->arena, struct spoor_slice, list->count);
    for (const struct spoor_json *item = list->first; item; item = item->next) {
        struct mapping_place place = {&at, SPOOR_SLICE_NULL, *out_count};
        if (!mapping_expect(loader, &place, item, SPOOR_JSON_STRING))
            return false;
        if (item->text.length == 0)
            return mapping_fault(loader, &place, "a text that is not empty was expected");
        if (is_among(item->text, *out_texts, *out_count))
            return mapping_fault(loader, &place, "\"%.*s\" stands in the list twice", SPOOR_SLICE_ARG(item->text));
        (*out_texts)[(*out_count)++] = item->text;
    }
    return true;
}

/* "*" and the kinds that a channel may send. */
static void kind_names(const char *names[SPOOR_KIND_COUNT + 2])
{
    size_t count = 0;
    names[count++] = "*";
    for (int kind = 0; kind < SPOOR_KIND_COUNT; kind++)
        if (spoor_kind_from_channel((enum spoor_kind)kind))
            names[count++] = spoor_kind_name((enum spoor_kind)kind);
    names[count] = NULL;
}

static void allow_kinds(struct spoor_mapping *mapping, const char *name)
{
    for (int kind = 0; kind < SPOOR_KIND_COUNT; kind++)
        mapping->kinds[kind] |= strcmp(name, "*") == 0 || strcmp(name, spoor_kind_name((enum spoor_kind)kind)) == 0;
}

static bool load_kinds(const struct mapping_loader *loader, const struct mapping_place *up,
                       const struct spoor_json *json)
{
    const char *names[SPOOR_KIND_COUNT + 2];
    struct mapping_place at = {up, SPOOR_SLICE("soorten"), 0};
    const struct spoor_json *list = spoor_json_get(json, at.name);
    kind_names(names);
    if (!mapping_expect(loader, &at, list, SPOOR_JSON_ARRAY))
        return false;
    if (list->count == 0)
        return mapping_fault(loader, &at, "a list with at least one kind was expected, or [\"*\"]");
    size_t position = 0;
    for (const struct spoor_json *item = list->first; item; item = item->next, position++) {
        struct mapping_place place = {&at, SPOOR_SLICE_NULL, position};
        int index = 0;
        enum spoor_kind kind;
        if (spoor_kind_find(spoor_json_text(item), &kind) && !spoor_kind_from_channel(kind))
            return mapping_fault(loader, &place, "only Spoor itself makes records of this kind");
        if (!mapping_expect_word(loader, &place, item, names, &index))
            return false;
        allow_kinds(loader->mapping, names[index]);
    }
    return true;
}

static bool load_csv(const struct mapping_loader *loader, const struct mapping_place *up, const struct spoor_json *json)
{
    static const char *const names[] = {"scheidingsteken", "kolommen", NULL};
    struct spoor_mapping *mapping = loader->mapping;
    struct mapping_place at = {up, SPOOR_SLICE("csv"), 0};
    const struct spoor_json *csv = spoor_json_get(json, at.name);
    mapping->delimiter = ',';
    if (mapping->header.format != SPOOR_FORMAT_CSV)
        return !csv || mapping_fault(loader, &at, "only with formaat csv (how import reads a file is in /import)");
    return mapping_expect(loader, &at, csv, SPOOR_JSON_OBJECT) && mapping_expect_members(loader, &at, csv, names) &&
           load_delimiter(loader, &at, csv, &mapping->delimiter) &&
           load_texts(loader, &at, csv, "kolommen", &mapping->columns, &mapping->column_count);
}

/* How a file of another shape is read, which this format has no use for. */
static bool check_import(const struct mapping_loader *loader, const struct mapping_place *at,
                         const struct spoor_json *import, bool xes)
{
    struct mapping_place formaat = {at, SPOOR_SLICE("formaat"), 0};
    static const char *const of_csv[] = {"scheidingsteken", "tekencodering", "kolommen"};
    if (!SPOOR_JSON_GET(import, "formaat"))
        return mapping_fault(loader, &formaat, "csv or xes was expected");
    if (loader->mapping->header.format != SPOOR_FORMAT_JSON)
        return mapping_fault(loader, at, "only with formaat json: import makes JSON records");
    for (size_t i = 0; i < sizeof(of_csv) / sizeof(*of_csv); i++) {
        struct mapping_place member = {at, spoor_slice_of(of_csv[i]), 0};
        if (xes && spoor_json_get(import, member.name))
            return mapping_fault(loader, &member, "only with formaat csv: an XES file says it itself");
    }
    return true;
}

static bool load_import(const struct mapping_loader *loader, const struct mapping_place *up,
                        const struct spoor_json *json)
{
    static const char *const names[] = {"formaat", "scheidingsteken", "tekencodering", "zaak", "kolommen", NULL};
    static const char *const formats[] = {"csv", "xes", NULL};
    struct spoor_mapping_import *out = &loader->mapping->header.import;
    struct mapping_place at = {up, SPOOR_SLICE("import"), 0}, zaak = {&at, SPOOR_SLICE("zaak"), 0};
    const struct spoor_json *import = spoor_json_get(json, at.name);
    struct mapping_pointer pointer = {NULL, 0};
    struct spoor_slice *columns = NULL;
    int format = 0, encoding = 0;
    if (!import)
        return true;
    if (!mapping_expect(loader, &at, import, SPOOR_JSON_OBJECT) ||
        !mapping_expect_members(loader, &at, import, names) ||
        !load_word(loader, &at, import, "formaat", formats, &format) ||
        !check_import(loader, &at, import, format == 1) ||
        !load_word(loader, &at, import, "tekencodering", encoding_words, &encoding) ||
        !load_delimiter(loader, &at, import, &out->delimiter) ||
        !load_text(loader, &at, import, "zaak", false, &out->zaak) ||
        !mapping_compile_pointer(loader, &zaak, out->zaak, &pointer))
        return false;
    if (pointer.count > 1)
        return mapping_fault(loader, &zaak, "one name was expected: a row has no members within members");
    if (SPOOR_JSON_GET(import, "kolommen") &&
        !load_texts(loader, &at, import, "kolommen", &columns, &out->column_count))
        return false;
    out->columns = columns;
    out->format = spoor_slice_of(formats[format]);
    out->latin1 = encoding == 1;
    return true;
}

static bool load_times(const struct mapping_loader *loader, const struct mapping_place *up,
                       const struct spoor_json *json)
{
    struct spoor_mapping_header *header = &loader->mapping->header;
    struct spoor_slice zone = SPOOR_SLICE_NULL, until = SPOOR_SLICE_NULL;
    struct mapping_place zone_place = {up, SPOOR_SLICE("zone"), 0}, until_place = {up, SPOOR_SLICE("stilTot"), 0};
    struct mapping_place rhythm = {up, SPOOR_SLICE("ritme"), 0};
    header->zone.kind = SPOOR_ZONE_AMSTERDAM;
    header->stil_tot_us = SPOOR_TIME_NONE;
    if (!load_text(loader, up, json, "zone", false, &zone) || !load_text(loader, up, json, "stilTot", false, &until))
        return false;
    if (spoor_slice_present(zone) && !spoor_zone_parse(zone, &header->zone))
        return mapping_fault(loader, &zone_place, "Europe/Amsterdam, UTC or an offset like +01:00 was expected");
    if (spoor_slice_present(until) && !spoor_time_parse(until, header->zone, &header->stil_tot_us, NULL, NULL))
        return mapping_fault(loader, &until_place, "an RFC 3339 time was expected");
    if (spoor_slice_present(until) && header->stil)
        return mapping_fault(loader, &until_place, "not beside stil, which has no end");
    if (spoor_slice_present(header->ritme) && !contract_is_duration(header->ritme))
        return mapping_fault(loader, &rhythm, "a duration was expected, such as P1D or PT1H");
    return true;
}

/* Lower-case letters, digits, _ and -, as in the name of a file. */
static bool is_name(struct spoor_slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!word && (i == 0 || (c != '_' && c != '-')))
            return false;
    }
    return text.length <= 64;
}

static bool is_topic(struct spoor_slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!word && c != '.' && c != '_' && c != '-')
            return false;
    }
    return text.length <= 249;
}

/* What each member of the header says by itself is right: do they go together? */
static bool check_header(const struct mapping_loader *loader, const struct mapping_place *root, int64_t version,
                         int format, int encoding)
{
    const struct spoor_mapping_header *header = &loader->mapping->header;
    struct mapping_place naam = {root, SPOOR_SLICE("naam"), 0}, versie = {root, SPOOR_SLICE("versie"), 0};
    struct mapping_place topic = {root, SPOOR_SLICE("topic"), 0}, formaat = {root, SPOOR_SLICE("formaat"), 0};
    struct mapping_place characters = {root, SPOOR_SLICE("tekencodering"), 0};
    if (!is_name(header->naam))
        return mapping_fault(loader, &naam, "lower-case letters, digits, _ and - were expected, at most 64");
    if (!is_topic(header->topic))
        return mapping_fault(loader, &topic, "letters, digits, ., _ and - were expected, at most 249");
    if (version == 0)
        return mapping_fault(loader, &versie, "a whole number was expected");
    if (format < 0)
        return mapping_fault(loader, &formaat, "cloudevents, json or csv was expected");
    if (format == SPOOR_FORMAT_CLOUDEVENTS && encoding == 1)
        return mapping_fault(loader, &characters, "utf-8 was expected: CloudEvents have no other");
    return true;
}

static bool load_header(const struct mapping_loader *loader, const struct mapping_place *root,
                        const struct spoor_json *json)
{
    struct spoor_mapping *mapping = loader->mapping;
    struct spoor_mapping_header *header = &mapping->header;
    int format = -1, begin = 0, empty = 1, clock = 0, encoding = 0;
    int64_t version = 0;
    if (!load_text(loader, root, json, "naam", true, &header->naam) ||
        !load_text(loader, root, json, "topic", true, &header->topic) ||
        !load_integer(loader, root, json, "versie", 1, INT32_MAX, &version) ||
        !load_integer(loader, root, json, "maxBytes", RECORD_BYTES_LEAST, RECORD_BYTES_MOST,
                      &header->record_bytes_max) ||
        !load_word(loader, root, json, "formaat", format_words, &format) ||
        !load_word(loader, root, json, "begin", begin_words, &begin) ||
        !load_word(loader, root, json, "leeg", empty_words, &empty) ||
        !load_word(loader, root, json, "klok", clock_words, &clock) ||
        !load_word(loader, root, json, "tekencodering", encoding_words, &encoding) ||
        !load_bool(loader, root, json, "stil", &header->stil) ||
        !load_text(loader, root, json, "eigenaar", false, &header->eigenaar) ||
        !load_text(loader, root, json, "divisie", false, &header->divisie) ||
        !load_text(loader, root, json, "ritme", false, &header->ritme))
        return false;
    if (!check_header(loader, root, version, format, encoding))
        return false;
    header->versie = (int32_t)version;
    header->format = (enum spoor_mapping_format)format;
    header->begin = (enum spoor_mapping_begin)begin;
    header->leeg_afkeuren = empty == 1;
    header->klok_negeer = clock == 1;
    header->label = spoor_arena_printf(&mapping->arena, "%.*s@%d", SPOOR_SLICE_ARG(header->naam), (int)header->versie);
    mapping->latin1 = encoding == 1;
    return true;
}

static bool load_rules(const struct mapping_loader *loader, const struct mapping_place *root,
                       const struct spoor_json *json)
{
    struct spoor_mapping *mapping = loader->mapping;
    struct mapping_place tables = {root, SPOOR_SLICE("tabellen"), 0}, rules = {root, SPOOR_SLICE("gebeurtenissen"), 0};
    const struct spoor_json *member = spoor_json_get(json, tables.name);
    if (member && !mapping_compile_tables(loader, &tables, member))
        return false;
    member = spoor_json_get(json, rules.name);
    if (member && !mapping_compile_rules(loader, &rules, member))
        return false;
    if (mapping->rule_count == 0 && mapping->header.format != SPOOR_FORMAT_CLOUDEVENTS)
        return mapping_fault(loader, &rules, "a list with at least one rule was expected (only cloudevents need none)");
    return true;
}

static bool load_document(const struct mapping_loader *loader, const struct spoor_json *json)
{
    struct spoor_mapping *mapping = loader->mapping;
    struct mapping_place root = {NULL, SPOOR_SLICE_NULL, 0};
    struct spoor_slice about = SPOOR_SLICE_NULL;
    return mapping_expect(loader, &root, json, SPOOR_JSON_OBJECT) && mapping_expect_once(loader, &root, json) &&
           load_text(loader, &root, json, "toelichting", false, &about) &&
           mapping_expect_members(loader, &root, json, member_names) && load_header(loader, &root, json) &&
           load_times(loader, &root, json) && load_csv(loader, &root, json) && load_import(loader, &root, json) &&
           load_texts(loader, &root, json, "bronnen", &mapping->sources, &mapping->source_count) &&
           load_kinds(loader, &root, json) && load_rules(loader, &root, json);
}

enum spoor_status spoor_mapping_parse(struct spoor_slice document, const char *path, struct spoor_mapping **out_mapping,
                                      struct spoor_error *err)
{
    struct spoor_mapping *mapping = spoor_allocate(sizeof(*mapping));
    struct mapping_loader loader = {mapping, path, err};
    const struct spoor_json *json = NULL;
    spoor_arena_init(&mapping->arena, MAPPING_ARENA_BYTES_MAX);
    enum spoor_status status =
        spoor_json_parse(spoor_arena_copy(&mapping->arena, document), &mapping->arena, &json, err);
    if (status != SPOOR_OK) {
        spoor_error_prefix(err, "%s", path);
        if (err)
            err->status = SPOOR_HALT;
        status = SPOOR_HALT;
    } else if (!load_document(&loader, json)) {
        status = SPOOR_HALT;
    }
    if (status == SPOOR_OK)
        *out_mapping = mapping;
    else
        spoor_mapping_free(mapping);
    return status;
}

enum spoor_status spoor_mapping_load(const char *path, struct spoor_mapping **out_mapping, struct spoor_error *err)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return spoor_error_set(err, SPOOR_HALT, "mapping", "%s: %s", path, strerror(errno));
    char *text = spoor_allocate(MAPPING_FILE_BYTES_MAX + 1);
    size_t length = fread(text, 1, MAPPING_FILE_BYTES_MAX + 1, file);
    enum spoor_status status = SPOOR_OK;
    if (ferror(file) || length > MAPPING_FILE_BYTES_MAX)
        status = spoor_error_set(err, SPOOR_HALT, "mapping", "%s: a readable file of at most 4 MiB was expected", path);
    fclose(file);
    if (status == SPOOR_OK)
        status = spoor_mapping_parse((struct spoor_slice){text, length}, path, out_mapping, err);
    free(text);
    return status;
}

void spoor_mapping_free(struct spoor_mapping *mapping)
{
    if (!mapping)
        return;
    spoor_arena_fini(&mapping->arena);
    free(mapping);
}

const struct spoor_slice *spoor_mapping_reads(const struct spoor_mapping *mapping, size_t *out_count)
{
    *out_count = mapping->read_count;
    return mapping->reads;
}

const struct spoor_mapping_header *spoor_mapping_header(const struct spoor_mapping *mapping)
{
    return &mapping->header;
}

bool spoor_mapping_allows_source(const struct spoor_mapping *mapping, struct spoor_slice source)
{
    for (size_t i = 0; i < mapping->source_count; i++) {
        struct spoor_slice allowed = mapping->sources[i];
        bool open = allowed.length > 0 && allowed.data[allowed.length - 1] == '*';
        size_t length = open ? allowed.length - 1 : source.length;
        if (open ? source.length >= length && memcmp(source.data, allowed.data, length) == 0
                 : spoor_slice_equal(source, allowed))
            return true;
    }
    return false;
}

bool spoor_mapping_allows_kind(const struct spoor_mapping *mapping, enum spoor_kind kind)
{
    return mapping->kinds[kind];
}
