/* config: checks everything a process reads at its start, prints settings, and makes the generated documentation. */
#include "cmd_definitie.h"
#include "commands.h"
#include "help.h"
#include "listing.h"
#include "wiring.h"

#include <dirent.h>
#include <spoor/codec/json.h>
#include <stdlib.h>
#include <sys/stat.h>

/* ------------------------------------------------------------------------------------------------------------ check */

struct check {
    struct spoor_invocation *invocation;
    struct spoor_wiring *wiring;
    struct spoor_json_writer writer;
    size_t right, wrong;
};

static void told(struct check *check, const char *what, const char *name, const struct spoor_error *err)
{
    bool wrong = err->status != SPOOR_OK;
    check->right += !wrong;
    check->wrong += wrong;
    if (check->invocation->json) {
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

typedef enum spoor_status check_file(struct check *check, const char *path, struct spoor_error *err);

static enum spoor_status check_mapping(struct check *check, const char *path, struct spoor_error *err)
{
    struct spoor_wiring *wiring = check->wiring;
    struct spoor_mapping *mapping = NULL;
    enum spoor_status status = spoor_mapping_load(path, &mapping, err);
    if (status != SPOOR_OK)
        return status;
    struct spoor_slice topic = spoor_mapping_header(mapping)->topic;
    for (size_t i = 0; i < wiring->mapping_count && status == SPOOR_OK; i++)
        if (spoor_slice_equal(spoor_mapping_header(wiring->mappings[i])->topic, topic))
            status = spoor_error_set(err, SPOOR_HALT, "mapping", "%s: /topic: another mapping has topic %.*s already",
                                     path, SPOOR_SLICE_ARG(topic));
    if (status != SPOOR_OK) {
        spoor_mapping_free(mapping);
        return status;
    }
    wiring->mappings = spoor_reallocate(wiring->mappings, sizeof *wiring->mappings * (wiring->mapping_count + 1));
    wiring->mappings[wiring->mapping_count++] = mapping;
    return SPOOR_OK;
}

static enum spoor_status check_definition(struct check *check, const char *path, struct spoor_error *err)
{
    struct spoor_definitie definitie;
    return spoor_definitie_read(check->invocation, path, &definitie, err);
}

static int is_json(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

static void check_folder(struct check *check, const char *what, const char *folder, check_file *one)
{
    struct dirent **entries = NULL;
    struct spoor_error err = {0};
    int count = scandir(folder, &entries, is_json, alphasort);
    if (count < 0) {
        spoor_error_set(&err, SPOOR_HALT, "folder", "%s: the folder cannot be read", folder);
        told(check, what, folder, &err);
        return;
    }
    for (int i = 0; i < count; i++) {
        struct spoor_arena *arena = &check->invocation->arena;
        const char *path = spoor_arena_cstring(arena, spoor_arena_printf(arena, "%s/%s", folder, entries[i]->d_name));
        err = (struct spoor_error){0};
        err.status = one(check, path, &err);
        told(check, what, path, &err);
        free(entries[i]);
    }
    free(entries);
}

static void check_path(struct check *check, const char *path)
{
    struct stat about;
    struct spoor_error err = {0};
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
        check_folder(check, "mapping", path, check_mapping);
        return;
    }
    err.status = check_mapping(check, path, &err);
    told(check, "mapping", path, &err);
}

static const char *schemas_folder(struct check *check, const char *name)
{
    struct spoor_arena *arena = &check->invocation->arena;
    const char *schemas = spoor_wiring_directory(check->wiring, SPOOR_SETTING_SCHEMAS_DIR, "schemas");
    return spoor_arena_cstring(arena, spoor_arena_printf(arena, "%s/%s", schemas, name));
}

static void check_mappings(struct check *check)
{
    size_t count = 0;
    const char *const *paths = spoor_settings_list(check->invocation->settings, SPOOR_SETTING_MAPPINGS, &count);
    for (size_t i = 0; i < count; i++)
        check_path(check, paths[i]);
    if (count == 0)
        check_folder(check, "mapping", schemas_folder(check, "mapping"), check_mapping);
}

static void check_keys(struct check *check, enum spoor_setting setting)
{
    struct spoor_keyring *keyring = NULL;
    struct spoor_error err = {0};
    err.status = spoor_keyring_load(spoor_setting_text(check->invocation, setting), &keyring, &err);
    if (err.status != SPOOR_OK)
        spoor_error_prefix(&err, "setting %s", spoor_setting_key(setting));
    told(check, "sleutels", spoor_setting_key(setting), &err);
    spoor_keyring_free(keyring);
}

static int check_all(struct spoor_invocation *invocation)
{
    struct spoor_wiring wiring;
    struct spoor_buffer buffer;
    struct check check = {.invocation = invocation, .wiring = &wiring};
    struct spoor_error none = {0};
    spoor_wiring_init(&wiring, invocation);
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&check.writer, &buffer);
    spoor_json_array_begin(&check.writer);
    told(&check, "settings", "file, environment and flags", &none);
    check_keys(&check, SPOOR_SETTING_PSEUDONYM_KEY_FILE);
    check_keys(&check, SPOOR_SETTING_SEAL_KEY_FILE);
    check_mappings(&check);
    check_folder(&check, "definitie", schemas_folder(&check, "klantreizen"), check_definition);
    spoor_json_array_end(&check.writer);
    if (invocation->json)
        spoor_json_print(&buffer);
    else
        printf("%zu right, %zu wrong\n", check.right, check.wrong);
    spoor_buffer_fini(&buffer);
    spoor_wiring_fini(&wiring);
    return check.wrong ? SPOOR_EXIT_CHECK_FAILED : SPOOR_EXIT_OK;
}

/* ------------------------------------------------------------------------------------------------------------ print */

static int print_settings(struct spoor_invocation *invocation)
{
    struct spoor_buffer buffer;
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
    .detail = "check     settings, key files, mappings and journey definitions; reports everything that is wrong\n"
              "print     the settings in force and where each comes from; secrets are masked\n"
              "markdown  docs/generated/configuration.md\n"
              "commands  docs/generated/commands.md",
    .data = true,
    .run = run};
