/* Definitie: parts of the command that reads files and draws a definition. Threads: the main thread. */
#ifndef SPOOR_CLI_CMD_DEFINITIE_H
#define SPOOR_CLI_CMD_DEFINITIE_H

#include "cli.h"
#include <spoor/domain/definition.h>
#include <spoor/store/rows.h>

/* File → definition with document and checksum; errors name file and JSON pointer. */
enum spoor_status spoor_definitie_read(struct spoor_invocation *invocation, const char *path,
                                       struct spoor_definitie *out_definitie, struct spoor_error *err);
/* Draws phases in order, with what starts and ends the journey, as text on standard output. */
enum spoor_status spoor_definitie_draw(const struct spoor_definitie_row *row, struct spoor_arena *arena,
                                       struct spoor_error *err);

#endif
