#include "intake_internal.h"

#include <spoor/base/time.h>

#include <stdarg.h>
#include <stdio.h>

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
    if (mapped->id.length > INTAKE_ID_MAX)
        return intake_refuse(pass, "geen_id", "/id: at most %d bytes were expected", INTAKE_ID_MAX);
    if (mapped->source.length > INTAKE_SOURCE_MAX || !spoor_mapping_allows_source(pass->tools->mapping, mapped->source))
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

struct spoor_slice intake_type_full(const struct intake_pass *pass, enum spoor_kind kind)
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

bool intake_type_find(const struct intake_pass *pass, struct spoor_slice type, enum spoor_kind *out_kind)
{
    struct type_parts parts = take_apart(type);
    enum spoor_kind kind;
    bool known = spoor_slice_present(parts.domein) ? spoor_kind_find_type(parts.domein, parts.kind, &kind)
                                                   : spoor_kind_find(parts.kind, &kind);
    bool own_prefix = !spoor_slice_present(parts.prefix) || spoor_slice_equal(parts.prefix, pass->tools->type_prefix);
    bool own_version = !spoor_slice_present(parts.version) || spoor_slice_equal(parts.version, SPOOR_SLICE("v1"));
    if (!known || !own_prefix || !own_version)
        return false;
    *out_kind = kind;
    return true;
}

/* Whether only Spoor itself makes records of this type: of these domains whatever a channel may not send. */
static bool is_internal(struct spoor_slice type)
{
    struct type_parts parts = take_apart(type);
    struct spoor_slice domein = parts.domein;
    enum spoor_kind kind;
    bool known = spoor_kind_find(parts.kind, &kind);
    if (known && !spoor_slice_present(domein))
        domein = spoor_slice_of(spoor_kind_domein(kind));
    bool closed =
        spoor_slice_equal(domein, SPOOR_SLICE("bediening")) || spoor_slice_equal(domein, SPOOR_SLICE("intern"));
    return closed && !(known && spoor_kind_from_channel(kind));
}

enum spoor_status intake_kind_allowed(struct intake_pass *pass, enum spoor_kind kind)
{
    if (spoor_mapping_allows_kind(pass->tools->mapping, kind))
        return SPOOR_OK;
    return intake_refuse(pass, "niet_bevoegd", "/type: %s is not in /soorten of mapping %.*s", spoor_kind_name(kind),
                         SPOOR_SLICE_ARG(pass->mapping->label));
}

static enum spoor_status take_type(struct intake_event *event)
{
    struct intake_pass *pass = event->pass;
    if (is_internal(event->mapped->type))
        return intake_refuse(pass, "niet_bevoegd", "/type: only Spoor itself makes records of this kind");
    if (!intake_type_find(pass, event->mapped->type, &event->kind))
        return intake_refuse(pass, "onbekend_type", "/type: a kind of event that this version knows was expected");
    event->type = intake_type_full(pass, event->kind);
    return intake_kind_allowed(pass, event->kind);
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
    event->correlationid = carried(pass, mapped->correlationid, INTAKE_ID_MAX);
    event->causationid = carried(pass, mapped->causationid, INTAKE_ID_MAX);
    event->dataref = carried(pass, mapped->dataref, INTAKE_SOURCE_MAX);
    event->dataschema = carried(pass, mapped->dataschema, INTAKE_SOURCE_MAX);
    return SPOOR_OK;
}

struct intake_event intake_event_derive(const struct intake_event *event, enum spoor_kind kind,
                                        const struct spoor_json *data)
{
    struct intake_pass *pass = event->pass;
    struct spoor_mapped *mapped = SPOOR_ARENA_NEW(pass->arena, struct spoor_mapped);
    *mapped = *event->mapped;
    mapped->data = data;
    mapped->extensions = NULL;
    mapped->date_only = false;
    return (struct intake_event){.pass = pass,
                                 .mapped = mapped,
                                 .kind = kind,
                                 .type = kind == SPOOR_KIND_COUNT ? SPOOR_SLICE_NULL : intake_type_full(pass, kind),
                                 .source = event->source,
                                 .id = event->id,
                                 .time = event->time,
                                 .time_us = event->time_us,
                                 .sequence = event->sequence,
                                 .traceparent = event->traceparent,
                                 .tracestate = event->tracestate,
                                 .correlationid = event->correlationid,
                                 .causationid = event->causationid};
}

void intake_attributes_tell(const struct intake_pass *pass, const struct spoor_mapped *mapped,
                            struct spoor_canonical *record)
{
    record->type = carried(pass, mapped->type, INTAKE_ID_MAX);
    record->event.source = carried(pass, mapped->source, INTAKE_ID_MAX);
    if (mapped->id.length > 0 && mapped->id.length <= INTAKE_ID_MAX)
        record->event.id = intake_id_masked(pass, mapped->id);
}
