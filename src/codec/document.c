#include "document_internal.h"

#include <stdio.h>

void spoor_document_begin(struct spoor_json_writer *writer, struct spoor_buffer *out)
{
    spoor_json_writer_init(writer, out);
    spoor_json_object_begin(writer);
    spoor_json_member_int(writer, "versie", SPOOR_DOCUMENT_VERSION);
}

enum spoor_status spoor_document_refuse(const char *name, const struct spoor_json *document,
                                        const struct spoor_json *bad, struct spoor_error *err)
{
    char code[SPOOR_ERROR_CODE_MAX];
    snprintf(code, sizeof code, "%s_onleesbaar", name);
    return spoor_error_set(err, SPOOR_HALT, code,
                           "%s: byte %td is not as Spoor writes it; rebuild it from the event log", name,
                           bad->raw.data - document->raw.data);
}

static enum spoor_status check_version(const char *name, const struct spoor_json *document, struct spoor_error *err)
{
    int64_t versie;
    char code[SPOOR_ERROR_CODE_MAX];
    if (!document->first || !spoor_slice_equal(document->first->name, SPOOR_SLICE("versie")) ||
        !spoor_json_int(document->first, &versie))
        return spoor_document_refuse(name, document, document, err);
    if (versie == SPOOR_DOCUMENT_VERSION)
        return SPOOR_OK;
    snprintf(code, sizeof code, "%s_versie", name);
    return spoor_error_set(err, SPOOR_HALT, code, "%s: version %lld, this binary reads %d", name, (long long)versie,
                           SPOOR_DOCUMENT_VERSION);
}

enum spoor_status spoor_document_parse(const char *name, struct spoor_slice text, struct spoor_arena *arena,
                                       const struct spoor_json **out_document, struct spoor_error *err)
{
    const struct spoor_json *document;
    char code[SPOOR_ERROR_CODE_MAX];
    if (spoor_json_parse_briefly(spoor_arena_copy(arena, text), arena, &document, err) != SPOOR_OK) {
        snprintf(code, sizeof code, "%s_onleesbaar", name);
        return spoor_error_set(err, SPOOR_HALT, code, "%s: not JSON; rebuild it from the event log", name);
    }
    enum spoor_status status = check_version(name, document, err);
    if (status == SPOOR_OK)
        *out_document = document;
    return status;
}
