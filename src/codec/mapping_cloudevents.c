#include "mapping_internal.h"

/* CloudEvents 1.0: structured and binary mode become one envelope tree; batches and other formats are refused. */

#define MEDIA_TYPE_CLOUDEVENTS "application/cloudevents"
#define ATTRIBUTE_PREFIX "ce_"

static enum spoor_status unreadable(struct spoor_error *err, const char *what)
{
    return spoor_error_set(err, SPOOR_REJECT, "onleesbaar", "%s", what);
}

struct spoor_slice mapping_header_value(const struct spoor_header *headers, size_t header_count, const char *name)
{
    for (size_t i = 0; i < header_count; i++)
        if (mapping_equal_nocase(headers[i].name, spoor_slice_of(name)))
            return headers[i].value;
    return SPOOR_SLICE_NULL;
}

/* The media type without parameters and blanks. */
static struct spoor_slice media_type_of(struct spoor_slice content_type)
{
    const char *end = content_type.length ? memchr(content_type.data, ';', content_type.length) : NULL;
    if (end)
        content_type.length = (size_t)(end - content_type.data);
    while (content_type.length > 0 && content_type.data[content_type.length - 1] == ' ')
        content_type.length--;
    while (content_type.length > 0 && content_type.data[0] == ' ')
        content_type = (struct spoor_slice){content_type.data + 1, content_type.length - 1};
    return content_type;
}

static bool begins_with(struct spoor_slice text, const char *prefix)
{
    size_t length = strlen(prefix);
    return text.length >= length &&
           mapping_equal_nocase((struct spoor_slice){text.data, length}, (struct spoor_slice){prefix, length});
}

/* "application/json", "text/json" or any "…+json"; absent counts as JSON. */
static bool is_json_type(struct spoor_slice content_type)
{
    struct spoor_slice type = media_type_of(content_type);
    struct spoor_slice tail = type.length >= 5 ? (struct spoor_slice){type.data + type.length - 5, 5} : SPOOR_SLICE("");
    return type.length == 0 || mapping_equal_nocase(tail, SPOOR_SLICE("/json")) ||
           mapping_equal_nocase(tail, SPOOR_SLICE("+json"));
}

static bool has_attribute_headers(const struct spoor_header *headers, size_t header_count)
{
    for (size_t i = 0; i < header_count; i++)
        if (begins_with(headers[i].name, ATTRIBUTE_PREFIX))
            return true;
    return false;
}

static struct spoor_slice lower_copy(struct spoor_slice text, struct spoor_arena *arena)
{
    char *copy = spoor_arena_text(arena, text.length);
    for (size_t i = 0; i < text.length; i++)
        copy[i] = mapping_lower(text.data[i]);
    return (struct spoor_slice){copy, text.length};
}

static enum spoor_status add_attributes(const struct spoor_header *headers, size_t header_count,
                                        struct spoor_arena *arena, struct spoor_json *envelope,
                                        struct spoor_json **tail, struct spoor_error *err)
{
    const size_t prefix = sizeof(ATTRIBUTE_PREFIX) - 1;
    for (size_t i = 0; i < header_count; i++) {
        if (!begins_with(headers[i].name, ATTRIBUTE_PREFIX) || !spoor_slice_present(headers[i].value))
            continue;
        struct spoor_slice name = {headers[i].name.data + prefix, headers[i].name.length - prefix};
        if (!mapping_utf8_valid(headers[i].value) || !mapping_utf8_valid(name))
            return unreadable(err, "a ce_ header is not UTF-8");
        if (spoor_slice_equal(name, SPOOR_SLICE("data")))
            continue;
        spoor_json_add(envelope, lower_copy(name, arena), spoor_json_new(arena, SPOOR_JSON_STRING, headers[i].value),
                       tail);
    }
    return SPOOR_OK;
}

static enum spoor_status read_binary(struct spoor_slice value, const struct spoor_header *headers, size_t header_count,
                                     struct spoor_arena *arena, const struct spoor_json **out_envelope,
                                     struct spoor_error *err)
{
    struct spoor_json *envelope = spoor_json_new(arena, SPOOR_JSON_OBJECT, SPOOR_SLICE_NULL), *tail = NULL;
    const struct spoor_json *data = NULL;
    if (!is_json_type(mapping_header_value(headers, header_count, "content-type")))
        return unreadable(err, "data in JSON was expected by content-type");
    enum spoor_status status = add_attributes(headers, header_count, arena, envelope, &tail, err);
    if (status != SPOOR_OK)
        return status;
    if (value.length > 0) {
        status = spoor_json_parse(value, arena, &data, err);
        if (status != SPOOR_OK)
            return status;
        struct spoor_json *member = SPOOR_ARENA_NEW(arena, struct spoor_json);
        *member = *data;
        spoor_json_add(envelope, SPOOR_SLICE("data"), member, &tail);
    }
    *out_envelope = envelope;
    return SPOOR_OK;
}

enum spoor_status mapping_envelope_read(struct spoor_slice value, const struct spoor_header *headers,
                                        size_t header_count, struct spoor_arena *arena,
                                        const struct spoor_json **out_envelope, struct spoor_error *err)
{
    const struct spoor_json *envelope = NULL;
    struct spoor_slice type = media_type_of(mapping_header_value(headers, header_count, "content-type"));
    bool structured = mapping_equal_nocase(type, SPOOR_SLICE(MEDIA_TYPE_CLOUDEVENTS "+json"));
    if (!structured && begins_with(type, MEDIA_TYPE_CLOUDEVENTS "-batch"))
        return unreadable(err, "a batch of CloudEvents; one event per record was expected");
    if (!structured && begins_with(type, MEDIA_TYPE_CLOUDEVENTS))
        return unreadable(err, "CloudEvents in JSON were expected by content-type");
    if (!structured && has_attribute_headers(headers, header_count))
        return read_binary(value, headers, header_count, arena, out_envelope, err);
    enum spoor_status status = spoor_json_parse(value, arena, &envelope, err);
    if (status != SPOOR_OK)
        return status;
    if (envelope->type == SPOOR_JSON_ARRAY)
        return unreadable(err, "a batch of CloudEvents; one event per record was expected");
    if (envelope->type != SPOOR_JSON_OBJECT)
        return unreadable(err, "an object was expected");
    *out_envelope = envelope;
    return SPOOR_OK;
}

/* Attributes that say how to read the rest, not what happened. */
static enum spoor_status check_form(const struct spoor_json *member, bool *out_known, struct spoor_error *err)
{
    struct spoor_slice text = spoor_json_text(member);
    *out_known = true;
    if (spoor_slice_equal(member->name, SPOOR_SLICE("specversion")))
        return spoor_slice_equal(text, SPOOR_SLICE("1.0")) ? SPOOR_OK
                                                           : unreadable(err, "/specversion: 1.0 was expected");
    if (spoor_slice_equal(member->name, SPOOR_SLICE("datacontenttype")))
        return spoor_slice_present(text) && is_json_type(text)
                   ? SPOOR_OK
                   : unreadable(err, "/datacontenttype: data in JSON was expected");
    if (spoor_slice_equal(member->name, SPOOR_SLICE("data_base64")))
        return unreadable(err, "/data_base64: data in JSON was expected");
    *out_known = spoor_slice_equal(member->name, SPOOR_SLICE("sequencetype"));
    return SPOOR_OK;
}

/* Numbers and booleans are texts in an attribute, except in those that name the event. */
static enum spoor_status read_attribute(const struct spoor_json *member, int attribute, struct spoor_mapped *out_event,
                                        struct spoor_error *err)
{
    bool names_event = attribute == MAPPING_TYPE || attribute == MAPPING_ID || attribute == MAPPING_SOURCE;
    struct spoor_slice text = names_event ? spoor_json_text(member) : spoor_json_scalar(member);
    if (!spoor_slice_present(text))
        return spoor_error_set(err, SPOOR_REJECT, "onleesbaar", "/%s: a text was expected",
                               mapping_attribute_names[attribute]);
    *mapping_attribute_of(out_event, (enum mapping_attribute)attribute) = text;
    return SPOOR_OK;
}

static bool is_own_extension(struct spoor_slice name)
{
    return name.length >= 5 && memcmp(name.data, "spoor", 5) == 0;
}

static void add_extension(const struct spoor_json *member, struct spoor_arena *arena, struct spoor_json **extensions,
                          struct spoor_json **tail)
{
    if (!*extensions)
        *extensions = spoor_json_new(arena, SPOOR_JSON_OBJECT, SPOOR_SLICE_NULL);
    struct spoor_json *copy = SPOOR_ARENA_NEW(arena, struct spoor_json);
    *copy = *member;
    copy->next = NULL;
    spoor_json_add(*extensions, member->name, copy, tail);
}

enum spoor_status mapping_envelope_event(const struct spoor_json *envelope, struct spoor_arena *arena,
                                         struct spoor_mapped *out_event, struct spoor_error *err)
{
    struct spoor_json *extensions = NULL, *tail = NULL;
    bool known = false;
    *out_event = (struct spoor_mapped){.data = NULL};
    for (const struct spoor_json *member = envelope->first; member; member = member->next) {
        enum spoor_status status = SPOOR_OK;
        int attribute = mapping_attribute_find(member->name);
        if (member->type == SPOOR_JSON_NULL || is_own_extension(member->name))
            continue;
        if (attribute >= 0)
            status = read_attribute(member, attribute, out_event, err);
        else if (spoor_slice_equal(member->name, SPOOR_SLICE("data")))
            out_event->data = member;
        else if ((status = check_form(member, &known, err)) == SPOOR_OK && !known)
            add_extension(member, arena, &extensions, &tail);
        if (status != SPOOR_OK)
            return status;
    }
    if (out_event->data && out_event->data->type != SPOOR_JSON_OBJECT)
        return unreadable(err, "/data: an object was expected");
    out_event->extensions = extensions;
    return SPOOR_OK;
}
