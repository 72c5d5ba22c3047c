/* Commands: what the table in commands.c lists, and the parts that two commands share. */
#ifndef SPOOR_CLI_COMMANDS_H
#define SPOOR_CLI_COMMANDS_H

#include "cli.h"

/* cmd_control.c: decisions of people, on the record. */
int spoor_control_intake(struct spoor_invocation *invocation);
int spoor_control_process(struct spoor_invocation *invocation);

extern const struct spoor_command spoor_command_run, spoor_command_intake, spoor_command_process,
    spoor_command_migrate, spoor_command_topics, spoor_command_definitie, spoor_command_import, spoor_command_simulate,
    spoor_command_status, spoor_command_lag, spoor_command_quarantaine, spoor_command_relay, spoor_command_beginstand,
    spoor_command_klant, spoor_command_termijn, spoor_command_klok, spoor_command_verify, spoor_command_config,
    spoor_command_version;

#endif
