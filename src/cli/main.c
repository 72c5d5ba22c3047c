#include "cli.h"
#include "help.h"

#include <getopt.h>
#include <malloc.h>
#include <spoor/base/crash.h>
#include <spoor/base/log.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern char **environ;

enum { OPTION_HELP = 1000, OPTION_JSON, OPTION_CONFIG, OPTION_SET, OPTION_NO_WAIT, OPTION_OWN };

#define ARENA_BYTES_MAX ((size_t)4 << 30)

static const struct option common_options[] = {
    {"help", no_argument, NULL, OPTION_HELP},           {"json", no_argument, NULL, OPTION_JSON},
    {"config", required_argument, NULL, OPTION_CONFIG}, {"set", required_argument, NULL, OPTION_SET},
    {"no-wait", no_argument, NULL, OPTION_NO_WAIT},
};
#define COMMON_COUNT (sizeof common_options / sizeof common_options[0])

struct given { /* what the command line says about settings */
    const char *config;
    const char *flags[SPOOR_FLAGS_MAX];
    size_t flag_count;
    bool help;
};

const char *spoor_option(const struct spoor_invocation *invocation, const char *name)
{
    for (size_t i = 0; invocation->command->options[i].name; i++)
        if (strcmp(invocation->command->options[i].name, name) == 0)
            return invocation->values[i];
    return NULL;
}

bool spoor_option_int(const struct spoor_invocation *invocation, const char *name, int64_t fallback, int64_t *out_value)
{
    const char *text = spoor_option(invocation, name);
    char *end = NULL;
    *out_value = text ? strtoll(text, &end, 10) : fallback;
    return !text || (*text && *end == 0);
}

const char *spoor_setting_text(const struct spoor_invocation *invocation, enum spoor_setting setting)
{
    return spoor_settings_text(invocation->settings, setting);
}

static int exit_for(const struct spoor_error *err)
{
    if (strcmp(err->code, "fenced_instance") == 0 || strcmp(err->code, "relay_fenced") == 0)
        return SPOOR_EXIT_FENCED;
    if (strcmp(err->code, "schema") == 0)
        return SPOOR_EXIT_SCHEMA;
    if (strcmp(err->code, "niet_gevonden") == 0)
        return SPOOR_EXIT_NOT_FOUND;
    switch (err->status) {
    case SPOOR_OK:
        return SPOOR_EXIT_OK;
    case SPOOR_RETRY:
        return SPOOR_EXIT_UNAVAILABLE;
    case SPOOR_HALT:
        return SPOOR_EXIT_HALTED;
    case SPOOR_REJECT:
    case SPOOR_LOST:
        return SPOOR_EXIT_FAILED;
    }
    return SPOOR_EXIT_FAILED;
}

int spoor_fail(const struct spoor_invocation *invocation, const struct spoor_error *err)
{
    const char *fault = NULL;
    if (invocation->faults.count == 0) {
        fprintf(stderr, "spoor %s: %s\n", invocation->command->name, err->message);
        return exit_for(err);
    }
    while ((fault = spoor_faults_next(&invocation->faults, fault)))
        fprintf(stderr, "spoor %s: %s\n", invocation->command->name, fault);
    return SPOOR_EXIT_CONFIGURATION;
}

int spoor_usage_error(const struct spoor_invocation *invocation, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "spoor %s: ", invocation->command->name);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\ntry: spoor %s --help\n", invocation->command->name);
    va_end(arguments);
    return SPOOR_EXIT_USAGE;
}

static const struct spoor_command *command_find(const char *name)
{
    for (size_t i = 0; spoor_commands[i]; i++)
        if (strcmp(spoor_commands[i]->name, name) == 0)
            return spoor_commands[i];
    return NULL;
}

static void options_build(const struct spoor_command *command, struct option *out)
{
    size_t count = 0;
    for (; command->options[count].name; count++)
        out[count] = (struct option){command->options[count].name,
                                     command->options[count].argument ? required_argument : no_argument, NULL,
                                     OPTION_OWN + (int)count};
    memcpy(&out[count], common_options, sizeof common_options);
    out[count + COMMON_COUNT] = (struct option){NULL, 0, NULL, 0};
}

/* False when the option is not understood; getopt has said so. */
static bool option_take(struct spoor_invocation *invocation, struct given *given, int option)
{
    switch (option) {
    case 'h':
    case OPTION_HELP:
        given->help = true;
        return true;
    case OPTION_JSON:
        invocation->json = true;
        return true;
    case OPTION_CONFIG:
        given->config = optarg;
        return true;
    case OPTION_NO_WAIT:
        invocation->no_wait = true;
        return true;
    case OPTION_SET:
        if (given->flag_count == SPOOR_FLAGS_MAX)
            return false;
        given->flags[given->flag_count++] = optarg;
        return true;
    default:
        if (option < OPTION_OWN)
            return false;
        invocation->values[option - OPTION_OWN] = optarg ? optarg : "";
        return true;
    }
}

static bool parse(struct spoor_invocation *invocation, struct given *given, int argc, char **argv)
{
    struct option options[SPOOR_OPTIONS_MAX + COMMON_COUNT + 1];
    options_build(invocation->command, options);
    int option;
    optind = 1;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1)
        if (!option_take(invocation, given, option))
            return false;
    for (; optind < argc && invocation->argument_count < 64; optind++)
        invocation->arguments[invocation->argument_count++] = argv[optind];
    return optind == argc;
}

static void settings_load(struct spoor_invocation *invocation, const struct given *given)
{
    const char *file = given->config ? given->config : getenv("SPOOR_CONFIG");
    struct spoor_settings_sources sources = {
        .file = file, .environment = environ, .flags = given->flags, .flag_count = given->flag_count};
    (void)spoor_settings_load(&sources, &invocation->settings, &invocation->faults);
}

static void log_start(struct spoor_invocation *invocation)
{
    struct spoor_error err;
    const char *format = spoor_setting_text(invocation, SPOOR_SETTING_LOG_FORMAT);
    bool json = strcmp(format, "json") == 0 || (strcmp(format, "auto") == 0 && !isatty(STDERR_FILENO));
    const char *level = spoor_setting_text(invocation, SPOOR_SETTING_LOG_LEVEL);
    enum spoor_log_level number = strcmp(level, "debug") == 0     ? SPOOR_LOG_DEBUG
                                  : strcmp(level, "warning") == 0 ? SPOOR_LOG_WARNING
                                  : strcmp(level, "error") == 0   ? SPOOR_LOG_ERROR
                                                                  : SPOOR_LOG_INFO;
    spoor_log_configure(number, json, spoor_setting_text(invocation, SPOOR_SETTING_INSTANCE_NAME));
    if (spoor_crash_arm(spoor_setting_text(invocation, SPOOR_SETTING_CRASH_POINT), &err) != SPOOR_OK)
        spoor_faults_add(&invocation->faults, err.message);
}

static int command_run(struct spoor_invocation *invocation, const struct given *given)
{
    struct spoor_error err = {0};
    int code = SPOOR_EXIT_CONFIGURATION;
    settings_load(invocation, given);
    log_start(invocation);
    if (invocation->faults.count > 0 && !invocation->command->takes_faults)
        code = spoor_fail(invocation, &err);
    else if (invocation->json && !invocation->command->data)
        code = spoor_usage_error(invocation, "prints no data, so it has no --json");
    else
        code = invocation->command->run(invocation);
    spoor_settings_free(invocation->settings);
    return code;
}

/* What one thread allocates another frees (librdkafka's broker threads, the fold, the relay): with a heap per thread, as
 * glibc would have it, each keeps what the others cannot use, half as much again as all of it (docs/performance.md). */
static void share_one_heap(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_ARENA_MAX, 1);
#endif
}

int main(int argc, char **argv)
{
    static struct spoor_invocation invocation;
    struct given given = {0};
    share_one_heap();
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        spoor_help_all(argc < 2 ? stderr : stdout);
        return argc < 2 ? SPOOR_EXIT_USAGE : SPOOR_EXIT_OK;
    }
    invocation.command = command_find(strcmp(argv[1], "--version") == 0 ? "version" : argv[1]);
    if (!invocation.command) {
        spoor_help_unknown(argv[1], stderr);
        return SPOOR_EXIT_USAGE;
    }
    if (!parse(&invocation, &given, argc - 1, argv + 1))
        return spoor_usage_error(&invocation, "the command line was not understood");
    if (given.help) {
        spoor_help_command(invocation.command, stdout);
        return SPOOR_EXIT_OK;
    }
    spoor_arena_init(&invocation.arena, ARENA_BYTES_MAX);
    spoor_faults_init(&invocation.faults);
    int code = command_run(&invocation, &given);
    spoor_faults_fini(&invocation.faults);
    spoor_arena_fini(&invocation.arena);
    return code;
}
