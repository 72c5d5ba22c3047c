/* Command line: one table of commands (commands.c); parser, help, docs and completion come from it.
 *
 * Adding a command: a cmd_<name>.c with its struct spoor_command, one line in commands.c.
 * Threads: the main thread. Memory: an invocation lives as long as the process. */
#ifndef SPOOR_CLI_CLI_H
#define SPOOR_CLI_CLI_H

#include <spoor/base/arena.h>
#include <spoor/base/status.h>
#include <spoor/config/settings.h>

/* Exit statuses, documented in --help and docs/operations.md. */
enum spoor_exit {
#define SPOOR_EXIT(id, number, meaning) SPOOR_EXIT_##id = number,
#include "exits.def"
#undef SPOOR_EXIT
};

/* Of a command that asks Kafka, or PostgreSQL too, beside SPOOR_EXITS_COMMON. */
#define SPOOR_EXIT_BIT(id) (1u << SPOOR_EXIT_##id)
#define SPOOR_EXITS_COMMON (SPOOR_EXIT_BIT(OK) | SPOOR_EXIT_BIT(USAGE) | SPOOR_EXIT_BIT(CONFIGURATION))
#define SPOOR_EXITS_KAFKA (SPOOR_EXIT_BIT(UNAVAILABLE) | SPOOR_EXIT_BIT(HALTED) | SPOOR_EXIT_BIT(FAILED))
#define SPOOR_EXITS_POSTGRES (SPOOR_EXITS_KAFKA | SPOOR_EXIT_BIT(SCHEMA))

struct spoor_option {
    const char *name;     /* "mapping" */
    const char *argument; /* "FILE"; NULL = a flag */
    const char *help;
};

#define SPOOR_OPTIONS_MAX 24
#define SPOOR_FLAGS_MAX 32

struct spoor_invocation {
    const struct spoor_command *command;
    struct spoor_settings *settings;
    struct spoor_arena arena;
    struct spoor_faults faults; /* what is wrong in settings, key files and mappings */
    const char *arguments[64];  /* positional */
    size_t argument_count;
    const char *values[SPOOR_OPTIONS_MAX]; /* per option of the command; flags: "" when given */
    bool json, no_wait;
};

struct spoor_command {
    const char *name;                               /* "run" */
    const char *arguments;                          /* "FILE", "list | show ID"; "" = none */
    const char *summary;                            /* one line */
    const char *detail;                             /* more help; may be "" */
    struct spoor_option options[SPOOR_OPTIONS_MAX]; /* ends with a NULL name */
    uint32_t exits;                                 /* how it may end, beside SPOOR_EXITS_COMMON */
    bool data;                                      /* prints data: accepts --json */
    bool takes_faults;                              /* runs, and tells of the faults, also when settings are wrong */
    int (*run)(struct spoor_invocation *invocation);
};

extern const struct spoor_command *const spoor_commands[]; /* ends with NULL */

/* Value of an option of this command, or NULL. */
const char *spoor_option(const struct spoor_invocation *invocation, const char *name);
bool spoor_option_int(const struct spoor_invocation *invocation, const char *name, int64_t fallback,
                      int64_t *out_value);
/* Prints "spoor <command>: message" to standard error and returns the exit status for err->status. Where faults were
 * collected it prints all of them, and the status is CONFIGURATION. */
int spoor_fail(const struct spoor_invocation *invocation, const struct spoor_error *err);
int spoor_usage_error(const struct spoor_invocation *invocation, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *spoor_setting_text(const struct spoor_invocation *invocation, enum spoor_setting setting);

#endif
