#include "help.h"

#include <spoor/base/nearest.h>

static const struct {
    int number;
    const char *meaning;
} exits[] = {
#define SPOOR_EXIT(id, number, meaning) {number, meaning},
#include "exits.def"
#undef SPOOR_EXIT
};
#define EXIT_COUNT (sizeof exits / sizeof exits[0])

/* Every one that this command may end with; NULL: of any. */
static bool may_end(const struct spoor_command *command, size_t at)
{
    return !command || ((command->exits | SPOOR_EXITS_COMMON) >> exits[at].number & 1u);
}

static void exits_print(const struct spoor_command *command, FILE *out)
{
    fprintf(out, "\nexit statuses:\n");
    for (size_t i = 0; i < EXIT_COUNT; i++)
        if (may_end(command, i))
            fprintf(out, "  %d  %s\n", exits[i].number, exits[i].meaning);
}

static const struct spoor_option common[] = {
    {"config", "FILE", "settings file (else $SPOOR_CONFIG)"},
    {"set", "KEY=VALUE", "one setting; wins over file and environment; may be repeated"},
    {"json", NULL, "print data as JSON (commands that print data)"},
    {"no-wait", NULL, "end at once with a named status when Kafka or PostgreSQL is away"},
    {"help", NULL, "this text"},
};

static void option_print(const struct spoor_option *option, FILE *out)
{
    char left[64];
    snprintf(left, sizeof left, "--%s%s%s", option->name, option->argument ? " " : "",
             option->argument ? option->argument : "");
    fprintf(out, "  %-26s %s\n", left, option->help);
}

void spoor_help_all(FILE *out)
{
    fprintf(out, "Spoor: track and trace for customer journeys, from Kafka to PostgreSQL to Kafka exactly once.\n\n"
                 "usage: spoor COMMAND [ARGUMENTS] [OPTIONS]\n\ncommands:\n");
    for (size_t i = 0; spoor_commands[i]; i++)
        fprintf(out, "  %-12s %s\n", spoor_commands[i]->name, spoor_commands[i]->summary);
    fprintf(out, "\noptions of every command:\n");
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        option_print(&common[i], out);
    exits_print(NULL, out);
    fprintf(out, "\nspoor COMMAND --help says more. Settings: docs/generated/configuration.md\n");
}

void spoor_help_command(const struct spoor_command *command, FILE *out)
{
    fprintf(out, "usage: spoor %s%s%s [OPTIONS]\n\n%s.\n", command->name, *command->arguments ? " " : "",
            command->arguments, command->summary);
    if (*command->detail)
        fprintf(out, "\n%s\n", command->detail);
    fprintf(out, "\noptions:\n");
    for (size_t i = 0; command->options[i].name; i++)
        option_print(&command->options[i], out);
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        if (command->data || strcmp(common[i].name, "json") != 0)
            option_print(&common[i], out);
    exits_print(command, out);
}

void spoor_help_unknown(const char *name, FILE *out)
{
    const char *names[64] = {NULL};
    for (size_t i = 0; spoor_commands[i] && i + 1 < sizeof names / sizeof names[0]; i++)
        names[i] = spoor_commands[i]->name;
    const char *nearest = spoor_nearest(spoor_slice_of(name), names, 3);
    fprintf(out, "spoor: there is no command %s%s%s%s\n", name, nearest ? "; did you mean " : "",
            nearest ? nearest : "", nearest ? "?" : "; spoor --help lists them");
}

void spoor_help_markdown(FILE *out)
{
    fprintf(out, "# Commands\n\nMade from the table of commands by `spoor config commands`.\n");
    for (size_t i = 0; spoor_commands[i]; i++) {
        const struct spoor_command *command = spoor_commands[i];
        fprintf(out, "\n## spoor %s %s\n\n%s.\n", command->name, command->arguments, command->summary);
        if (*command->detail)
            fprintf(out, "\n```\n%s\n```\n", command->detail);
        for (size_t o = 0; command->options[o].name; o++)
            fprintf(out, "%s- `--%s%s%s`: %s\n", o == 0 ? "\n" : "", command->options[o].name,
                    command->options[o].argument ? " " : "",
                    command->options[o].argument ? command->options[o].argument : "", command->options[o].help);
        fprintf(out, "\nExit statuses:");
        for (size_t e = 0; e < EXIT_COUNT; e++)
            if (may_end(command, e))
                fprintf(out, " %d", exits[e].number);
        fprintf(out, "\n");
    }
    fprintf(out, "\n## Exit statuses\n\n| Status | Meaning |\n|---|---|\n");
    for (size_t i = 0; i < EXIT_COUNT; i++)
        fprintf(out, "| %d | %s |\n", exits[i].number, exits[i].meaning);
}
