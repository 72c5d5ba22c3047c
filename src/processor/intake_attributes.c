#include "intake_internal.h"

#include <spoor/base/time.h>

#include <stdarg.h>
#include <stdio.h>

#define ID_BYTES_MAX 255
#define SOURCE_BYTES_MAX 1024

enum spoor_status intake_refuse(struct intake_pass *pass, const char *reden, const char *format, ...)
{
    char message[SPOOR_ERROR_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    return spoor_error_set(&pass->err, SPOOR_REJECT, reden, "%s", message);
}

struct spoor_slice intake_id_masked(const struct intake_pass *pass, struct spoor_slice id)
{
    if (!spoor_bsn_valid(id))
        return id;
    pass->counts->bsn_unset++;
    char *text = spoor_arena_text(pass->arena, SPOOR_KLANT_REF_MAX);
    return (struct spoor_slice){text, spoor_pseudonym_masked_id(pass->tools->pseudonym, id, text)};
}

/* An attribute that is carried: unset when it is a BSN, too long or not printable. */
static struct spoor_slice carried(const struct intake_pass *pass, struct spoor_slice text, size_t characters_max)
{
    if (text.length == 0)
        return SPOOR_SLICE_NULL;
    if (spoor_bsn_valid(text)) {
        pass->counts->bsn_unset++;
        return SPOOR_SLICE_NULL;
    }
    if (intake_is_printable(text, characters_max))
        return text;
    pass->counts->unset_values++;
    return SPOOR_SLICE_NULL;
}

static enum spoor_status take_names(struct intake_event *event)
{
    struct intake_pass *pass = event->pass;
    const struct spoor_mapped *mapped = event->mapped;
    if (mapped->type.length == 0)
        return intake_refuse(pass, "geen_type", "/type: a text was expected");
    if (mapped->source.length == 0 || spoor_bsn_valid(mapped->source))
        return intake_refuse(pass, "geen_source", "/source: a URI-reference was expected");
    if (mapped->id.length == 0)
        return intake_refuse(pass, "geen_id", "/id: a text was expected");
    if (mapped->id.length > ID_BYTES_MAX)
        return intake_refuse(pass, "geen_id", "/id: at most %d bytes were expected", ID_BYTES_MAX);
    if (mapped->source.length > SOURCE_BYTES_MAX || !spoor_mapping_allows_source(pass->tools->mapping, mapped->source))
        return intake_refuse(pass, "niet_bevoegd", "/source: not in /bronnen of mapping %.*s",
                             SPOOR_SLICE_ARG(pass->mapping->label));
    event->source = mapped->source;
    event->id = intake_id_masked(pass, mapped->id);
    return SPOOR_OK;
}

/* The part of *text after its last dot, which is cut off; all of it when there is none. */
static struct spoor_slice cut_last(struct spoor_slice *text)
{
    struct spoor_slice all = *text;
    const char *dot = all.length ? memrchr(all.data, '.', all.length) : NULL;
    if (!dot) {
        *text = SPOOR_SLICE_NULL;
        return all;
    }
    *text = (struct spoor_slice){all.data, (size_t)(dot - all.data)};
    return (struct spoor_slice){dot + 1, all.length - text->length - 1};
}

static bool is_version(struct spoor_slice part)
{
    if (part.length < 2 || part.data[0] != 'v')
        return false;
    for (size_t i = 1; i < part.length; i++)
        if (part.data[i] < '0' || part.data[i] > '9')
            return false;
    return true;
}

/* `<prefix>.<domein>.<kind>[.v1]`, `<domein>.<kind>` or `<kind>` taken apart; absent what is not there. */
struct type_parts {
    struct spoor_slice prefix, domein, kind, version;
};

static struct type_parts take_apart(struct spoor_slice type)
{
    struct type_parts parts = {.prefix = type};
    parts.kind = cut_last(&parts.prefix);
    if (is_version(parts.kind)) {
        parts.version = parts.kind;
        parts.kind = cut_last(&parts.prefix);
    }
    if (spoor_slice_present(parts.prefix))
        parts.domein = cut_last(&parts.prefix);
    return parts;
}

static struct spoor_slice full_type(const struct intake_pass *pass, enum spoor_kind kind)
{
    struct spoor_slice prefix = pass->tools->type_prefix, domein = spoor_slice_of(spoor_kind_domein(kind)),
                       naam = spoor_slice_of(spoor_kind_name(kind));
    size_t length = prefix.length + domein.length + naam.length + 2;
    char *text = spoor_arena_text(pass->arena, length), *out = text;
    memcpy(out, prefix.data, prefix.length);
    out += prefix.length;
    *out++ = '.';
    memcpy(out, domein.data, domein.length);
    out += domein.length;
    *out++ = '.';
    memcpy(out, naam.data, naam.length);
    return (struct spoor_slice){text, length};
}

/* Domains whose records only Spoor itself makes. */
static bool is_internal(struct spoor_slice domein)
{
    return spoor_slice_equal(domein, SPOOR_SLICE("bediening")) || spoor_slice_equal(domein, SPOOR_SLICE("intern"));
}

static enum spoor_status take_type(struct intake_event *event)
{
    struct intake_pass *pass = event->pass;
    struct type_parts parts = take_apart(event->mapped->type);
    bool known = spoor_kind_find(parts.kind, &event->kind);
    struct spoor_slice domein = parts.domein;
    if (known && !spoor_slice_present(domein))
        domein = spoor_slice_of(spoor_kind_domein(event->kind));
    if (is_internal(domein))
        return intake_refuse(pass, "niet_bevoegd", "/type: only Spoor itself makes records of this domain");
    known = known && spoor_slice_equal(domein, spoor_slice_of(spoor_kind_domein(event->kind)));
    bool own_prefix = !spoor_slice_present(parts.prefix) || spoor_slice_equal(parts.prefix, pass->tools->type_prefix);
    bool own_version = !spoor_slice_present(parts.version) || spoor_slice_equal(parts.version, SPOOR_SLICE("v1"));
    if (!known || !own_prefix || !own_version)
        return intake_refuse(pass, "onbekend_type", "/type: a kind of event that this version knows was expected");
    if (!spoor_mapping_allows_kind(pass->tools->mapping, event->kind))
        return intake_refuse(pass, "niet_bevoegd", "/type: %s is not in /soorten of mapping %.*s",
                             spoor_kind_name(event->kind), SPOOR_SLICE_ARG(pass->mapping->label));
    event->type = full_type(pass, event->kind);
    return SPOOR_OK;
}

/* When it was logged; what is no time is unset. */
static void take_time(struct intake_event *event)
{
    const struct intake_pass *pass = event->pass;
    bool date_only = false, zoned = false;
    event->time_us = SPOOR_TIME_NONE;
    if (event->mapped->time.length == 0)
        return;
    if (!spoor_time_parse(event->mapped->time, pass->mapping->zone, &event->time_us, &date_only, &zoned)) {
        event->time_us = SPOOR_TIME_NONE;
        pass->counts->unset_values++;
        return;
    }
    pass->counts->unzoned_times += (!zoned && !date_only) || event->mapped->time_unzoned;
    char *text = spoor_arena_text(pass->arena, SPOOR_TIME_TEXT_MAX);
    event->time = (struct spoor_slice){text, spoor_time_format(event->time_us, text)};
}

enum spoor_status intake_attributes_take(struct intake_event *event)
{
    const struct intake_pass *pass = event->pass;
    const struct spoor_mapped *mapped = event->mapped;
    enum spoor_status status = take_names(event);
    if (status == SPOOR_OK)
        status = take_type(event);
    if (status != SPOOR_OK)
        return status;
    take_time(event);
    event->sequence = carried(pass, mapped->sequence, 64);
    event->traceparent = carried(pass, mapped->traceparent, 128);
    event->tracestate = carried(pass, mapped->tracestate, 512);
    event->correlationid = carried(pass, mapped->correlationid, ID_BYTES_MAX);
    event->causationid = carried(pass, mapped->causationid, ID_BYTES_MAX);
    event->dataref = carried(pass, mapped->dataref, SOURCE_BYTES_MAX);
    event->dataschema = carried(pass, mapped->dataschema, SOURCE_BYTES_MAX);
    return SPOOR_OK;
}

void intake_attributes_tell(const struct intake_pass *pass, const struct spoor_mapped *mapped,
                            struct spoor_canonical *record)
{
    record->type = carried(pass, mapped->type, ID_BYTES_MAX);
    record->event.source = carried(pass, mapped->source, ID_BYTES_MAX);
    if (mapped->id.length > 0 && mapped->id.length <= ID_BYTES_MAX)
        record->event.id = intake_id_masked(pass, mapped->id);
}
