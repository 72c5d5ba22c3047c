/* quarantaine show: opens the seal of one rejected record, on the record. */
#include "listing.h"
#include "quarantaine.h"

#include <spoor/codec/canonical.h>
#include <spoor/crypto/seal.h>
#include <spoor/processor/intake_record.h>
#include <spoor/store/control_store.h>

struct opened {                      /* what was kept of the original */
    struct spoor_intake_input input; /* value and headers */
    struct spoor_slice content;      /* of a canonical record: what it holds sealed */
    bool whole;                      /* nothing was cut off */
};

static enum spoor_status open_seal(struct spoor_wiring *wiring, const struct spoor_origin *origin,
                                   struct spoor_slice version, struct spoor_slice sealed, struct spoor_slice *out_plain,
                                   struct spoor_error *err)
{
    char context[SPOOR_SEAL_CONTEXT_MAX];
    struct spoor_keyring *keyring = NULL;
    const char *file = spoor_setting_text(wiring->invocation, SPOOR_SETTING_SEAL_KEY_FILE);
    if (sealed.length < SPOOR_SEAL_OVERHEAD)
        return spoor_error_set(err, SPOOR_REJECT, "zegel", "nothing of this record was kept");
    enum spoor_status status = spoor_keyring_load(file, &keyring, err);
    if (status != SPOOR_OK)
        return spoor_error_prefix(err, "setting seal.key_file");
    struct spoor_seal *seal = spoor_seal_new(keyring);
    char *plain = spoor_arena_text(&wiring->invocation->arena, sealed.length);
    size_t bytes = 0;
    status = spoor_seal_open(seal, version, spoor_seal_context(origin, context), sealed, (uint8_t *)plain, &bytes, err);
    spoor_seal_free(seal);
    spoor_keyring_free(keyring);
    if (status == SPOOR_OK)
        *out_plain = (struct spoor_slice){plain, bytes};
    return status;
}

static enum spoor_status open_canonical(struct spoor_wiring *wiring, const struct spoor_quarantaine *record,
                                        struct opened *out, struct spoor_error *err)
{
    struct spoor_canonical canonical;
    out->input.value = record->sealed;
    out->whole = true;
    if (spoor_canonical_decode(record->sealed, &wiring->invocation->arena, &canonical, NULL) != SPOOR_OK ||
        canonical.event.sealed.length == 0)
        return SPOOR_OK;
    return open_seal(wiring, &canonical.event.origin, canonical.event.sealed_key, canonical.event.sealed, &out->content,
                     err);
}

static enum spoor_status open_original(struct spoor_wiring *wiring, const struct spoor_quarantaine *record,
                                       struct opened *out, struct spoor_error *err)
{
    struct spoor_slice plain;
    struct spoor_origin sealed_as = record->origin;
    sealed_as.index = 0; /* whatever its index is now: its topic may have been made again */
    enum spoor_status status = open_seal(wiring, &sealed_as, record->sealed_key, record->sealed, &plain, err);
    if (status == SPOOR_OK)
        status = spoor_intake_original_decode(plain, &wiring->invocation->arena, &out->input, err);
    out->whole = status == SPOOR_OK && (int64_t)out->input.value.length >= record->omvang;
    return status;
}

static enum spoor_status open_record(struct spoor_wiring *wiring, const struct spoor_quarantaine *record,
                                     struct opened *out, struct spoor_error *err)
{
    return spoor_slice_equal(record->vorm, SPOOR_SLICE("canoniek")) ? open_canonical(wiring, record, out, err)
                                                                    : open_original(wiring, record, out, err);
}

/* Text that a terminal shows as it is: valid UTF-8 without control characters. */
static bool is_readable(struct spoor_arena *arena, struct spoor_slice bytes)
{
    struct spoor_buffer quoted;
    struct spoor_json_writer writer;
    const struct spoor_json *json = NULL;
    for (size_t i = 0; i < bytes.length; i++)
        if ((unsigned char)bytes.data[i] < 0x20 && !strchr("\n\r\t", bytes.data[i]))
            return false;
    if (memchr(bytes.data ? bytes.data : "", 0, bytes.length))
        return false;
    spoor_buffer_init(&quoted);
    spoor_json_writer_init(&writer, &quoted);
    spoor_json_string(&writer, bytes);
    bool readable = spoor_json_parse(spoor_buffer_slice(&quoted), arena, &json, NULL) == SPOOR_OK;
    spoor_buffer_fini(&quoted);
    return readable;
}

static void print_hex(struct spoor_slice bytes)
{
    for (size_t at = 0; at < bytes.length; at += 16) {
        printf("%08zx ", at);
        for (size_t i = at; i < at + 16; i++)
            if (i < bytes.length)
                printf(" %02x", (unsigned char)bytes.data[i]);
            else
                printf("   ");
        printf("  ");
        for (size_t i = at; i < at + 16 && i < bytes.length; i++)
            putchar(bytes.data[i] >= 0x20 && bytes.data[i] < 0x7f ? bytes.data[i] : '.');
        printf("\n");
    }
}

static void print_moment(const char *label, int64_t us)
{
    char text[SPOOR_TIME_TEXT_MAX];
    if (us == SPOOR_TIME_NONE)
        return;
    (void)spoor_time_format(us, text);
    printf("%-13s %s\n", label, text);
}

static void print_member(const char *label, struct spoor_slice text)
{
    if (text.length > 0)
        printf("%-13s %.*s\n", label, SPOOR_SLICE_ARG(text));
}

static void print_text(struct spoor_wiring *wiring, const struct spoor_quarantaine *record, const struct opened *opened)
{
    printf("%-13s %.*s/%d/%lld/%d\n", "origin", SPOOR_SLICE_ARG(record->origin.topic), record->origin.partition,
           (long long)record->origin.offset, record->origin.index);
    print_member("reden", record->reden);
    print_member("toelichting", record->toelichting);
    print_member("stand", record->stand);
    print_member("vorm", record->vorm);
    print_member("source", record->source);
    print_member("id", record->id);
    print_member("type", record->type);
    print_moment("appended", record->broker_us);
    print_moment("rejected", record->afgewezen_us);
    print_moment("offered again", record->herkanst_us);
    print_moment("closed", record->gesloten_us);
    printf("%-13s %lld\n%-13s %lld%s\n", "attempts", (long long)record->pogingen, "bytes", (long long)record->omvang,
           opened->whole ? "" : " (only the first 65536 were kept)");
    print_member("sha256", record->hash);
    for (size_t i = 0; i < opened->input.header_count; i++)
        printf("%-13s %.*s: %.*s\n", "header", SPOOR_SLICE_ARG(opened->input.headers[i].name),
               SPOOR_SLICE_ARG(opened->input.headers[i].value));
    printf("\n");
    if (!opened->input.value.data)
        printf("(tombstone: no value)\n");
    else if (is_readable(&wiring->invocation->arena, opened->input.value))
        printf("%.*s\n", SPOOR_SLICE_ARG(opened->input.value));
    else
        print_hex(opened->input.value);
    if (opened->content.length > 0)
        printf("\nsealed content: %.*s\n", SPOOR_SLICE_ARG(opened->content));
}

static void write_original(struct spoor_wiring *wiring, const struct opened *opened, struct spoor_json_writer *writer)
{
    struct spoor_slice value = opened->input.value;
    if (value.data && is_readable(&wiring->invocation->arena, value)) {
        spoor_json_member(writer, "origineel", value);
    } else if (value.data) {
        size_t length = spoor_base64_length(value.length);
        char *text = spoor_arena_text(&wiring->invocation->arena, length + 1);
        spoor_base64_encode(value.data, value.length, text);
        spoor_json_member(writer, "origineelBase64", (struct spoor_slice){text, length});
    }
    spoor_json_member(writer, "verzegeldeInhoud", opened->content);
    spoor_json_member_bool(writer, "origineelVolledig", opened->whole);
    spoor_json_key(writer, SPOOR_SLICE("headers"));
    spoor_json_object_begin(writer);
    for (size_t i = 0; i < opened->input.header_count; i++) {
        spoor_json_key(writer, opened->input.headers[i].name);
        spoor_json_string(writer, opened->input.headers[i].value);
    }
    spoor_json_object_end(writer);
}

static void print_json(struct spoor_wiring *wiring, const struct spoor_quarantaine *record, const struct opened *opened)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "topic", record->origin.topic);
    spoor_json_member_int(&writer, "partitie", record->origin.partition);
    spoor_json_member_int(&writer, "offset", record->origin.offset);
    spoor_json_member_int(&writer, "index", record->origin.index);
    spoor_json_member(&writer, "reden", record->reden);
    spoor_json_member(&writer, "toelichting", record->toelichting);
    spoor_json_member(&writer, "stand", record->stand);
    spoor_json_member(&writer, "vorm", record->vorm);
    spoor_json_member(&writer, "source", record->source);
    spoor_json_member(&writer, "id", record->id);
    spoor_json_member(&writer, "type", record->type);
    spoor_json_member_int(&writer, "pogingen", record->pogingen);
    spoor_json_member_int(&writer, "omvang", record->omvang);
    spoor_json_member(&writer, "hash", record->hash);
    spoor_json_member_time(&writer, "afgewezenOp", record->afgewezen_us);
    spoor_json_member_time(&writer, "herkanstOp", record->herkanst_us);
    spoor_json_member_time(&writer, "geslotenOp", record->gesloten_us);
    write_original(wiring, opened, &writer);
    spoor_json_object_end(&writer);
    spoor_json_print(&buffer);
    spoor_buffer_fini(&buffer);
}

int spoor_quarantaine_show(struct spoor_wiring *wiring, struct spoor_session *session)
{
    struct spoor_invocation *invocation = wiring->invocation;
    struct spoor_quarantaine record;
    struct spoor_origin origin;
    struct opened opened = {0};
    struct spoor_error err = {0};
    if (invocation->argument_count != 2 ||
        !spoor_quarantaine_origin_parse(spoor_slice_of(invocation->arguments[1]), &origin))
        return spoor_usage_error(invocation, "show takes one origin: topic/partition/offset[/index]");
    enum spoor_status status = spoor_quarantaine_get(session, &origin, &invocation->arena, &record, &err);
    if (status == SPOOR_OK)
        status = open_record(wiring, &record, &opened, &err);
    if (status == SPOOR_OK) /* before anybody sees it */
        status = spoor_store_quarantaine_opened(session, &origin, &err);
    if (status != SPOOR_OK)
        return spoor_fail(invocation, &err);
    if (invocation->json)
        print_json(wiring, &record, &opened);
    else if (spoor_option(invocation, "raw"))
        fwrite(opened.input.value.data ? opened.input.value.data : "", 1, opened.input.value.length, stdout);
    else
        print_text(wiring, &record, &opened);
    return SPOOR_EXIT_OK;
}
