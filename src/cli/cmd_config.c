/* config: checks everything a process reads at its start, prints settings, and makes the generated documentation. */
#include "cmd_definitie.h"
#include "commands.h"
#include "help.h"
#include "listing.h"
#include "wiring.h"

#include <spoor/codec/json.h>

/* ------------------------------------------------------------------------------------------------------------ check */

struct check {
    struct spoor_wiring wiring;
    struct spoor_json_writer writer;
    size_t right, wrong;
};

static void told(void *owner, const char *what, const char *name, const struct spoor_error *err)
{
    struct check *check = owner;
    bool wrong = err->status != SPOOR_OK;
    check->right += !wrong;
    check->wrong += wrong;
    if (check->wiring.invocation->json) {
        spoor_json_object_begin(&check->writer);
        spoor_json_member(&check->writer, "soort", spoor_slice_of(what));
        spoor_json_member(&check->writer, "naam", spoor_slice_of(name));
        spoor_json_member_bool(&check->writer, "goed", !wrong);
        if (wrong)
            spoor_json_member(&check->writer, "fout", spoor_slice_of(err->message));
        spoor_json_object_end(&check->writer);
    } else if (wrong)
        printf("wrong  %-10s %s\n", what, err->message);
    else
        printf("right  %-10s %s\n", what, name);
}

static void check_definition(struct spoor_wiring *wiring, const char *path)
{
    struct spoor_definitie definitie;
    struct spoor_error err = {0};
    err.status = spoor_definitie_read(wiring->invocation, path, &definitie, &err);
    told(wiring->told_owner, "definitie", path, &err);
}

/* Faults of the settings were found when they were read; the rest is checked with those that are right. */
static void check_settings(struct check *check)
{
    struct spoor_error err = {0};
    const char *fault = NULL;
    const struct spoor_faults *faults = &check->wiring.invocation->faults;
    if (faults->count == 0)
        told(check, "settings", "file, environment and flags", &err);
    while ((fault = spoor_faults_next(faults, fault))) {
        spoor_error_set(&err, SPOOR_HALT, "", "%s", fault);
        told(check, "settings", "file, environment and flags", &err);
    }
}

static void check_files(struct check *check)
{
    struct spoor_wiring *wiring = &check->wiring;
    struct spoor_arena *arena = &wiring->invocation->arena;
    struct spoor_error told_already = {0};
    const char *schemas = spoor_wiring_directory(wiring, SPOOR_SETTING_SCHEMAS_DIR, "schemas");
    (void)spoor_wiring_load_intake(wiring, &told_already);
    spoor_wiring_folder(wiring, "definitie",
                        spoor_arena_cstring(arena, spoor_arena_printf(arena, "%s/klantreizen", schemas)),
                        check_definition);
}

static int check_all(struct spoor_invocation *invocation)
{
    struct spoor_buffer buffer;
    struct check check = {.right = 0};
    spoor_wiring_init(&check.wiring, invocation);
    check.wiring.told = told;
    check.wiring.told_owner = &check;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&check.writer, &buffer);
    spoor_json_array_begin(&check.writer);
    check_settings(&check);
    check_files(&check);
    spoor_json_array_end(&check.writer);
    if (invocation->json)
        spoor_json_print(&buffer);
    else
        printf("%zu right, %zu wrong\n", check.right, check.wrong);
    spoor_buffer_fini(&buffer);
    spoor_wiring_fini(&check.wiring);
    return check.wrong ? SPOOR_EXIT_CHECK_FAILED : SPOOR_EXIT_OK;
}

/* ------------------------------------------------------------------------------------------------------------ print */

static int print_settings(struct spoor_invocation *invocation)
{
    struct spoor_buffer buffer;
    struct spoor_error wrong = {.message = ""};
    if (invocation->faults.count > 0)
        return spoor_fail(invocation, &wrong);
    spoor_buffer_init(&buffer);
    spoor_settings_print(invocation->settings, invocation->json ? SPOOR_SETTINGS_JSON : SPOOR_SETTINGS_TEXT, &buffer);
    struct spoor_slice text = spoor_buffer_slice(&buffer);
    fwrite(text.data, 1, text.length, stdout);
    if (text.length > 0 && text.data[text.length - 1] != '\n')
        putchar('\n');
    spoor_buffer_fini(&buffer);
    return SPOOR_EXIT_OK;
}

static int print_markdown(struct spoor_invocation *invocation)
{
    struct spoor_buffer buffer;
    (void)invocation;
    spoor_buffer_init(&buffer);
    spoor_settings_markdown(&buffer);
    struct spoor_slice text = spoor_buffer_slice(&buffer);
    fwrite(text.data, 1, text.length, stdout);
    spoor_buffer_fini(&buffer);
    return SPOOR_EXIT_OK;
}

static int print_commands(struct spoor_invocation *invocation)
{
    (void)invocation;
    spoor_help_markdown(stdout);
    return SPOOR_EXIT_OK;
}

static const struct {
    const char *verb;
    int (*run)(struct spoor_invocation *invocation);
} verbs[] = {
    {"check", check_all}, {"print", print_settings}, {"markdown", print_markdown}, {"commands", print_commands}};

static int run(struct spoor_invocation *invocation)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (invocation->argument_count == 1 && strcmp(invocation->arguments[0], verbs[i].verb) == 0)
            return verbs[i].run(invocation);
    return spoor_usage_error(invocation, "say: check, print, markdown or commands");
}

const struct spoor_command spoor_command_config = {
    .name = "config",
    .arguments = "check | print | markdown | commands",
    .summary = "checks what a process reads at its start, prints settings, makes documentation",
    .detail = "check     settings, key files, mappings and journey definitions; reports everything that is wrong,\n"
              "          in all of them, and ends with status 1 when anything is\n"
              "print     the settings in force and where each comes from; secrets are masked\n"
              "markdown  docs/generated/configuration.md\n"
              "commands  docs/generated/commands.md",
    .exits = SPOOR_EXIT_BIT(CHECK_FAILED),
    .data = true,
    .takes_faults = true,
    .run = run};
