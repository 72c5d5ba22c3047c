#include "commands.h"
#include "wiring.h"

#include <spoor/codec/json.h>
#include <spoor/store/migrate.h>
#include <stdio.h>

static const char *state_of(const struct spoor_migration *migration, bool dry_run)
{
    if (migration->changed)
        return "CHANGED since it was applied";
    if (migration->applied)
        return "applied";
    return dry_run ? "would be applied" : "missing";
}

static void print_text(const struct spoor_migration *items, size_t count, bool dry_run)
{
    for (size_t i = 0; i < count; i++)
        printf("%04d  %-32.*s  %s\n", items[i].number, SPOOR_SLICE_ARG(items[i].name), state_of(&items[i], dry_run));
}

static void print_json(const struct spoor_migration *items, size_t count)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_array_begin(&writer);
    for (size_t i = 0; i < count; i++) {
        spoor_json_object_begin(&writer);
        spoor_json_member_int(&writer, "nummer", items[i].number);
        spoor_json_member(&writer, "naam", items[i].name);
        spoor_json_member(&writer, "controlegetal", items[i].checksum);
        spoor_json_member_bool(&writer, "toegepast", items[i].applied);
        spoor_json_member_bool(&writer, "gewijzigd", items[i].changed);
        spoor_json_object_end(&writer);
    }
    spoor_json_array_end(&writer);
    printf("%.*s\n", SPOOR_SLICE_ARG(spoor_buffer_slice(&buffer)));
    spoor_buffer_fini(&buffer);
}

static bool any_changed(const struct spoor_migration *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (items[i].changed)
            return true;
    return false;
}

static int run(struct spoor_invocation *invocation)
{
    struct spoor_wiring wiring;
    struct spoor_error err = {0};
    struct spoor_migration *items = NULL;
    size_t count = 0;
    bool status_only = invocation->argument_count == 1 && strcmp(invocation->arguments[0], "status") == 0;
    bool dry_run = spoor_option(invocation, "dry-run") != NULL;
    if (invocation->argument_count > (status_only ? 1u : 0u))
        return spoor_usage_error(invocation, "unexpected argument %s", invocation->arguments[0]);
    spoor_wiring_init(&wiring, invocation);
    const char *directory = spoor_wiring_directory(&wiring, SPOOR_SETTING_MIGRATIONS_DIR, "migrations");
    const char *dsn = spoor_setting_text(invocation, SPOOR_SETTING_POSTGRES_DSN);
    enum spoor_status status =
        status_only ? spoor_migrate_status(dsn, directory, &invocation->arena, &items, &count, &err)
                    : spoor_migrate_apply(dsn, directory, dry_run, &invocation->arena, &items, &count, &err);
    int code = status == SPOOR_OK ? SPOOR_EXIT_OK : spoor_fail(invocation, &err);
    if (status == SPOOR_OK && invocation->json)
        print_json(items, count);
    else if (status == SPOOR_OK)
        print_text(items, count, dry_run);
    if (status == SPOOR_OK && any_changed(items, count))
        code = SPOOR_EXIT_SCHEMA;
    spoor_wiring_fini(&wiring);
    return code;
}

const struct spoor_command spoor_command_migrate = {
    .name = "migrate",
    .arguments = "[status]",
    .summary = "brings the database schema up to date",
    .detail = "Applies the migrations that are missing, each in one transaction, under an advisory lock.\n"
              "Needs a postgres.dsn that may create roles and schemas.",
    .options = {{"dry-run", NULL, "say what would be applied, change nothing"}, {0}},
    .exits = SPOOR_EXITS_POSTGRES,
    .data = true,
    .run = run};
