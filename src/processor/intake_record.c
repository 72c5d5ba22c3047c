#include "intake_internal.h"

#include <spoor/base/uuid.h>
#include <spoor/crypto/hash.h>

#include <stdio.h>

#define KEY_HASH_HEX 8
#define ATTRIBUTES_BYTES_MAX ((size_t)64 << 10) /* what a canonical record has beside data and content */
#define ORIGIN_BYTES_MAX ((size_t)64 << 20)     /* data and content of all records of one origin: each klant has its own */

struct spoor_slice spoor_intake_key(const struct spoor_canonical *record, char out[SPOOR_INTAKE_KEY_MAX])
{
    static const char prefix[] = "afgewezen:";
    const struct spoor_origin *origin = &record->event.origin;
    if (record->soort == SPOOR_RECORD_GEBEURTENIS)
        return record->event.klant_ref;
    char partition[16], hash[2 * 32 + 1];
    uint8_t digest[32];
    int length = snprintf(partition, sizeof(partition), "/%d", (int)origin->partition);
    const struct spoor_slice parts[] = {origin->topic, {partition, (size_t)length}};
    spoor_sha256(parts, 2, digest);
    spoor_hex_format(digest, sizeof(digest), hash);
    memcpy(out, prefix, sizeof(prefix) - 1);
    memcpy(out + sizeof(prefix) - 1, hash, KEY_HASH_HEX);
    return (struct spoor_slice){out, sizeof(prefix) - 1 + KEY_HASH_HEX};
}

/* The next record of this pass, with its origin. */
static struct spoor_canonical *add_record(struct intake_pass *pass, enum spoor_record_soort soort)
{
    if (pass->count == pass->capacity)
        pass->records =
            spoor_arena_grow(pass->arena, pass->records, pass->count, &pass->capacity, sizeof(*pass->records));
    struct spoor_canonical *record = &pass->records[pass->count];
    memset(record, 0, sizeof(*record));
    record->soort = soort;
    struct spoor_event *event = &record->event;
    event->kind = SPOOR_KIND_COUNT;
    event->origin = pass->input->origin;
    event->origin.index = (int32_t)pass->count++;
    event->broker_us = pass->input->broker_us;
    event->time_us = event->plaatsgevonden_us = SPOOR_TIME_NONE;
    event->uiterlijk_us = event->herinneren_us = event->geldig_vanaf_us = SPOOR_TIME_NONE;
    event->herkansing = pass->input->herkansing;
    event->mapping = pass->mapping->label;
    return record;
}

static void finish_rejected(struct intake_pass *pass, const struct spoor_mapped *mapped)
{
    pass->count = 0;
    struct spoor_canonical *record = add_record(pass, SPOOR_RECORD_AFGEWEZEN);
    record->reden = spoor_arena_copy(pass->arena, spoor_slice_of(pass->err.code));
    record->toelichting = spoor_arena_copy(pass->arena, spoor_slice_of(pass->err.message));
    if (mapped)
        intake_attributes_tell(pass, mapped, record);
    intake_seal_original(pass, record);
}

static void finish_empty(struct intake_pass *pass, const char *why)
{
    if (!pass->mapping->leeg_afkeuren) {
        add_record(pass, SPOOR_RECORD_LEEG);
        return;
    }
    intake_refuse(pass, "onleesbaar", "%s", why);
    finish_rejected(pass, NULL);
}

static bool is_stil(const struct intake_pass *pass, const struct spoor_mapped *mapped)
{
    return pass->mapping->stil || mapped->stil ||
           (pass->mapping->stil_tot_us != SPOOR_TIME_NONE && pass->input->broker_us < pass->mapping->stil_tot_us);
}

/* What the afdruk covers besides data and content: not origin, broker time, trace or the mapping's version. */
static void write_fingerprint(const struct intake_event *event, struct spoor_slice klant_ref,
                              struct spoor_buffer *buffer)
{
    const struct spoor_slice texts[] = {
        event->type,     event->source,        event->id,          klant_ref,      event->time,
        event->sequence, event->correlationid, event->causationid, event->dataref, event->dataschema};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        if (texts[i].length > 0)
            spoor_buffer_append_slice(buffer, texts[i]);
        spoor_buffer_append_char(buffer, '\0');
    }
}

static void fill_record(const struct intake_event *event, const struct intake_klant *klant,
                        struct spoor_canonical *record)
{
    struct spoor_event *out = &record->event;
    record->type = event->type;
    record->time = event->time;
    record->dataref = event->dataref;
    record->dataschema = event->dataschema;
    out->kind = event->kind;
    out->klant_ref = klant->ref;
    out->source = event->source;
    out->id = event->id;
    out->sequence = event->sequence;
    out->time_us = event->time_us;
    out->stil = is_stil(event->pass, event->mapped);
    out->traceparent = event->traceparent;
    out->tracestate = event->tracestate;
    out->correlationid = event->correlationid;
    out->causationid = event->causationid;
}

/* Before anything of this origin is sent: what no record of the canonical topic can hold would be refused for ever. */
static enum spoor_status check_size(struct intake_pass *pass, size_t data_bytes, size_t content_bytes)
{
    size_t bytes = data_bytes + spoor_base64_length(content_bytes + SPOOR_SEAL_OVERHEAD);
    pass->bytes += bytes;
    if (bytes + ATTRIBUTES_BYTES_MAX > SPOOR_CANONICAL_BYTES_MAX)
        return intake_refuse(pass, "te_groot", "its canonical form has %zu bytes; at most %zu were expected", bytes,
                             SPOOR_CANONICAL_BYTES_MAX - ATTRIBUTES_BYTES_MAX);
    if (pass->bytes > ORIGIN_BYTES_MAX)
        return intake_refuse(pass, "te_groot", "for all its klanten more than %zu bytes; at most that were expected",
                             ORIGIN_BYTES_MAX);
    return SPOOR_OK;
}

/* Fingerprint, data and content stand behind each other in the scratch buffer, so that one HMAC covers them. */
static enum spoor_status make_record(struct intake_event *event, const struct intake_klant *klant)
{
    struct intake_pass *pass = event->pass;
    struct spoor_buffer *buffer = &pass->tools->scratch;
    struct spoor_json_writer writer;
    spoor_buffer_clear(buffer);
    write_fingerprint(event, klant->ref, buffer);
    size_t data_at = buffer->length;
    spoor_json_writer_init(&writer, buffer);
    enum spoor_status status = intake_fields_write(event, klant, &writer);
    if (status == SPOOR_OK)
        status = intake_fields_require(event);
    if (status != SPOOR_OK)
        return status;
    size_t content_at = buffer->length;
    spoor_json_writer_init(&writer, buffer);
    bool has_content = intake_fields_write_sealed(event, &writer);
    status = check_size(pass, content_at - data_at, buffer->length - content_at);
    if (status != SPOOR_OK)
        return status;
    struct spoor_canonical *record = add_record(pass, SPOOR_RECORD_GEBEURTENIS);
    fill_record(event, klant, record);
    spoor_pseudonym_afdruk(pass->tools->pseudonym, spoor_buffer_slice(buffer), record->event.afdruk);
    record->event.data =
        spoor_arena_copy(pass->arena, (struct spoor_slice){buffer->data + data_at, content_at - data_at});
    if (has_content)
        intake_seal_event(event, (struct spoor_slice){buffer->data + content_at, buffer->length - content_at}, record);
    return SPOOR_OK;
}

enum spoor_status intake_records_make(struct intake_event *event)
{
    struct intake_pass *pass = event->pass;
    struct spoor_intake_counts *counts = pass->counts, uncounted = {0};
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < event->klant_count && status == SPOOR_OK; i++) {
        status = make_record(event, &event->klanten[i]);
        pass->counts = &uncounted; /* what is odd in an event is odd once, however many klanten it has */
    }
    pass->counts = counts;
    return status;
}

/* What one event of the mapping becomes. */
static enum spoor_status make_records(struct intake_pass *pass, const struct spoor_mapped *mapped)
{
    struct intake_event event = {.pass = pass, .mapped = mapped};
    enum spoor_status status = intake_attributes_take(&event);
    if (status != SPOOR_OK)
        return status;
    intake_fields_collect(&event);
    if (intake_correctie_is(event.kind))
        return intake_correctie_records(&event);
    status = intake_identity_resolve(&event);
    if (status == SPOOR_OK)
        status = intake_records_make(&event);
    return status == SPOOR_OK ? intake_koppeling_record(&event) : status;
}

/* A value without bytes, unless headers make it an event without data (binary mode). */
static bool is_empty(const struct spoor_intake_input *input)
{
    if (!spoor_slice_present(input->value) || input->value.length > 0)
        return !spoor_slice_present(input->value);
    for (size_t i = 0; i < input->header_count; i++)
        if (input->headers[i].name.length > 3 && memcmp(input->headers[i].name.data, "ce_", 3) == 0)
            return false;
    return true;
}

static void take_record(struct intake_pass *pass)
{
    const struct spoor_intake_input *input = pass->input;
    struct spoor_mapped *mapped = NULL;
    size_t count = 0;
    enum spoor_status status = spoor_mapping_apply(pass->tools->mapping, input->value, input->headers,
                                                   input->header_count, pass->arena, &mapped, &count, &pass->err);
    if (status != SPOOR_OK) {
        finish_rejected(pass, NULL);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (make_records(pass, &mapped[i]) != SPOOR_OK) {
            finish_rejected(pass, &mapped[i]);
            return;
        }
    }
    if (count == 0)
        finish_empty(pass, "no rule of the mapping holds for this record");
}

static bool is_too_large(struct intake_pass *pass)
{
    const struct spoor_mapping_header *mapping = pass->mapping;
    size_t bytes = pass->input->value.length, header_bytes = intake_seal_header_bytes(pass->input);
    size_t bytes_max =
        mapping->record_bytes_max > 0 ? (size_t)mapping->record_bytes_max : pass->tools->record_bytes_max;
    if (bytes > bytes_max)
        intake_refuse(pass, "te_groot", "%zu bytes; at most %zu were expected", bytes, bytes_max);
    else if (header_bytes > SPOOR_INTAKE_ORIGINAL_MAX)
        intake_refuse(pass, "te_groot", "%zu bytes of headers; at most %zu were expected", header_bytes,
                      SPOOR_INTAKE_ORIGINAL_MAX);
    return bytes > bytes_max || header_bytes > SPOOR_INTAKE_ORIGINAL_MAX;
}

void spoor_intake_record(struct spoor_intake_tools *tools, const struct spoor_intake_input *input,
                         struct spoor_arena *arena, struct spoor_canonical **out_records, size_t *out_count,
                         struct spoor_intake_counts *out_counts)
{
    struct intake_pass pass = {.tools = tools,
                               .input = input,
                               .mapping = spoor_mapping_header(tools->mapping),
                               .arena = arena,
                               .counts = out_counts};
    if (is_too_large(&pass)) {
        finish_rejected(&pass, NULL);
    } else if (is_empty(input)) {
        finish_empty(&pass, spoor_slice_present(input->value) ? "the record is empty" : "the record is a tombstone");
    } else {
        take_record(&pass);
    }
    spoor_buffer_clear(&tools->scratch);
    *out_records = pass.records;
    *out_count = pass.count;
}
