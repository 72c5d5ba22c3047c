/* Help: text from the table of commands. Threads: the main thread. */
#ifndef SPOOR_CLI_HELP_H
#define SPOOR_CLI_HELP_H

#include "cli.h"
#include <stdio.h>

void spoor_help_all(FILE *out);
void spoor_help_command(const struct spoor_command *command, FILE *out);
/* Names the nearest command. */
void spoor_help_unknown(const char *name, FILE *out);
/* docs/generated/commands.md */
void spoor_help_markdown(FILE *out);

#endif
