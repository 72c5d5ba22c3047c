#include "cmd_definitie.h"
#include "commands.h"
#include "control_record.h"
#include "file.h"

#include <spoor/codec/definition.h>
#include <spoor/codec/json.h>
#include <spoor/crypto/hash.h>
#include <spoor/store/fold_store.h>
#include <stdio.h>

#define LATER_VERSION_NOTICE_US (2 * 3600 * SPOOR_SECOND_US) /* no accepted event is placed beyond it (rule 8) */

static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};

enum spoor_status spoor_definitie_read(struct spoor_invocation *invocation, const char *path,
                                       struct spoor_definitie *out_definitie, struct spoor_error *err)
{
    struct spoor_slice document;
    uint8_t hash[32];
    char hex[65];
    enum spoor_status status = spoor_file_read(path, &invocation->arena, &document, err);
    if (status == SPOOR_OK)
        status = spoor_definition_check(document, &invocation->arena, err);
    if (status == SPOOR_OK)
        status = spoor_definition_parse(document, &invocation->arena, out_definitie, err);
    if (status != SPOOR_OK) {
        spoor_error_prefix(err, "%s", path);
        return status;
    }
    spoor_sha256(&document, 1, hash);
    spoor_hex_format(hash, 32, hex);
    out_definitie->document = document;
    out_definitie->checksum = spoor_arena_copy(&invocation->arena, spoor_slice_of(hex));
    return SPOOR_OK;
}

static int check_files(struct spoor_invocation *invocation)
{
    int code = SPOOR_EXIT_OK;
    for (size_t i = 1; i < invocation->argument_count; i++) {
        struct spoor_definitie definitie;
        struct spoor_error err = {0};
        if (spoor_definitie_read(invocation, invocation->arguments[i], &definitie, &err) == SPOOR_OK) {
            printf("%s: right: %.*s version %d, %zu phases\n", invocation->arguments[i],
                   SPOOR_SLICE_ARG(definitie.code), definitie.versie, definitie.fase_count);
            continue;
        }
        fprintf(stderr, "%s\n", err.message);
        code = SPOOR_EXIT_CHECK_FAILED;
    }
    return code;
}

enum spoor_status spoor_definities_in_force(struct spoor_wiring *wiring, struct spoor_definities_in_force *out,
                                            struct spoor_error *err)
{
    struct spoor_session *session = NULL;
    enum spoor_status status = spoor_wiring_session(wiring, NULL, &session, err);
    if (status == SPOOR_OK)
        status = spoor_store_definities(session, &wiring->invocation->arena, &out->rows, &out->count, err);
    spoor_session_close(session);
    return status;
}

/* rule 8: a version never changes; only the first of a code may be valid from the past. out_needed false: it is there.
 */
static enum spoor_status allowed(const struct spoor_definities_in_force *force, const struct spoor_definitie *definitie,
                                 const char *path, bool *out_needed, struct spoor_error *err)
{
    bool code_known = false;
    *out_needed = true;
    for (size_t i = 0; i < force->count; i++) {
        const struct spoor_definitie_row *row = &force->rows[i];
        if (!spoor_slice_equal(row->code, definitie->code))
            continue;
        code_known = true;
        if (row->versie != definitie->versie)
            continue;
        *out_needed = false;
        if (!spoor_slice_equal(row->checksum, definitie->checksum))
            return spoor_error_set(err, SPOOR_REJECT, "definitie",
                                   "%s: /versie: version %d is in force with another content, and a version never "
                                   "changes: give the next number",
                                   path, definitie->versie);
    }
    if (*out_needed && code_known && definitie->geldig_vanaf_us < spoor_time_now_us() + LATER_VERSION_NOTICE_US)
        return spoor_error_set(err, SPOOR_REJECT, "definitie",
                               "%s: /geldigVanaf: a later version begins at least two hours after loading", path);
    return SPOOR_OK;
}

static enum spoor_status send(struct spoor_wiring *wiring, const struct spoor_definitie *definitie, int32_t *partitions,
                              struct spoor_error *err)
{
    struct spoor_buffer data;
    struct spoor_json_writer writer;
    char id[200];
    spoor_buffer_init(&data);
    spoor_json_writer_init(&writer, &data);
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "definitie", definitie->code);
    spoor_json_member_int(&writer, "definitieVersie", definitie->versie);
    spoor_json_member_time(&writer, "geldigVanafOp", definitie->geldig_vanaf_us);
    spoor_json_member(&writer, "checksum", definitie->checksum);
    spoor_json_member(&writer, "document", definitie->document);
    spoor_json_object_end(&writer);
    snprintf(id, sizeof id, "definitie-%.*s-%d-%.8s", SPOOR_SLICE_ARG(definitie->code), definitie->versie,
             definitie->checksum.data);
    enum spoor_status status =
        spoor_control_record_send(wiring, SPOOR_KIND_DEFINITIE_GELADEN, id, spoor_buffer_slice(&data), partitions, err);
    spoor_buffer_fini(&data);
    return status;
}

static enum spoor_status load_file(struct spoor_wiring *wiring, const struct spoor_definities_in_force *force,
                                   const char *path, struct spoor_error *err)
{
    struct spoor_definitie definitie;
    bool needed = false;
    int32_t partitions = 0;
    enum spoor_status status = spoor_definitie_read(wiring->invocation, path, &definitie, err);
    if (status == SPOOR_OK)
        status = allowed(force, &definitie, path, &needed, err);
    if (status != SPOOR_OK)
        return status;
    /* Also when it is in force: an earlier load may have reached some partitions only, and twice does no harm. */
    status = send(wiring, &definitie, &partitions, err);
    if (status == SPOOR_OK)
        printf("%-28.*s version %d  %ssent to %d partitions\n", SPOOR_SLICE_ARG(definitie.code), definitie.versie,
               needed ? "" : "in force, ", partitions);
    return status;
}

static int load_files(struct spoor_invocation *invocation)
{
    struct spoor_wiring wiring;
    struct spoor_error err = {0};
    struct spoor_definities_in_force force = {0};
    spoor_wiring_init(&wiring, invocation);
    enum spoor_status status = spoor_definities_in_force(&wiring, &force, &err);
    int code = status == SPOOR_OK ? SPOOR_EXIT_OK : spoor_fail(invocation, &err);
    for (size_t i = 1; status == SPOOR_OK && i < invocation->argument_count; i++) {
        status = load_file(&wiring, &force, invocation->arguments[i], &err);
        if (status != SPOOR_OK)
            code = status == SPOOR_RETRY ? spoor_fail(invocation, &err)
                                         : (spoor_fail(invocation, &err), (int)SPOOR_EXIT_CHECK_FAILED);
    }
    spoor_wiring_fini(&wiring);
    return code;
}

static void list_json(const struct spoor_definities_in_force *force)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_array_begin(&writer);
    for (size_t i = 0; i < force->count; i++) {
        spoor_json_object_begin(&writer);
        spoor_json_member(&writer, "definitie", force->rows[i].code);
        spoor_json_member_int(&writer, "versie", force->rows[i].versie);
        spoor_json_member_time(&writer, "geldigVanafOp", force->rows[i].geldig_vanaf_us);
        spoor_json_member(&writer, "controlegetal", force->rows[i].checksum);
        spoor_json_object_end(&writer);
    }
    spoor_json_array_end(&writer);
    printf("%.*s\n", SPOOR_SLICE_ARG(spoor_buffer_slice(&buffer)));
    spoor_buffer_fini(&buffer);
}

static void list_text(const struct spoor_definities_in_force *force)
{
    char date[SPOOR_TIME_TEXT_MAX];
    printf("%-28s %7s  %-10s  %s\n", "definition", "version", "valid from", "checksum");
    for (size_t i = 0; i < force->count; i++) {
        (void)spoor_time_format_date(force->rows[i].geldig_vanaf_us, amsterdam, date);
        printf("%-28.*s %7d  %-10s  %.12s\n", SPOOR_SLICE_ARG(force->rows[i].code), force->rows[i].versie, date,
               force->rows[i].checksum.data);
    }
}

static int list(struct spoor_invocation *invocation)
{
    struct spoor_wiring wiring;
    struct spoor_error err = {0};
    struct spoor_definities_in_force force = {0};
    spoor_wiring_init(&wiring, invocation);
    enum spoor_status status = spoor_definities_in_force(&wiring, &force, &err);
    if (status == SPOOR_OK && invocation->json)
        list_json(&force);
    else if (status == SPOOR_OK)
        list_text(&force);
    spoor_wiring_fini(&wiring);
    return status == SPOOR_OK ? SPOOR_EXIT_OK : spoor_fail(invocation, &err);
}

static int run(struct spoor_invocation *invocation)
{
    const char *verb = invocation->argument_count ? invocation->arguments[0] : "";
    if (strcmp(verb, "list") == 0 && invocation->argument_count == 1)
        return list(invocation);
    if (strcmp(verb, "show") == 0 && invocation->argument_count == 2)
        return spoor_definitie_show(invocation);
    if (strcmp(verb, "migrate") == 0 && invocation->argument_count == 2)
        return spoor_definitie_migrate(invocation);
    if (strcmp(verb, "check") == 0 && invocation->argument_count > 1)
        return check_files(invocation);
    if (strcmp(verb, "load") == 0 && invocation->argument_count > 1)
        return load_files(invocation);
    return spoor_usage_error(
        invocation, "say: check FILE..., load FILE..., list, show CODE[@VERSION] | FILE, or migrate CODE --naar N");
}

const struct spoor_command spoor_command_definitie = {
    .name = "definitie",
    .arguments = "check FILE... | load FILE... | list | show CODE[@VERSION]|FILE | migrate CODE --naar N",
    .summary = "checks, loads, shows and migrates journey definitions",
    .detail =
        "load puts a definition in force as a control record in every partition; a version never changes, and\n"
        "only the first version of a code may be valid from the past. show draws one that is in force, or a\n"
        "file (its name ends in .json), as text, and with --svg as a picture. migrate lets the running journeys of a\n"
        "code go on under another version, silently, once it has told what changes for each; when one is in a\n"
        "phase that the version does not have, none is migrated.",
    .options = {{"svg", "FILE", "show: writes a picture (SVG) to this file; - is standard output"},
                {"taal", "nl|en", "show: in which language (nl)"},
                {"naar", "N", "migrate: the version to go on under"},
                {"fasen", "OLD=NEW,...", "migrate: phases that are called otherwise in it"},
                {"dry-run", NULL, "migrate: only tells what would change"},
                {0}},
    .exits = SPOOR_EXITS_POSTGRES | SPOOR_EXIT_BIT(CHECK_FAILED) | SPOOR_EXIT_BIT(NOT_FOUND),
    .data = true,
    .run = run};
