/* Definitie: parts of the command that reads files and draws a definition. Threads: the main thread. */
#ifndef SPOOR_CLI_CMD_DEFINITIE_H
#define SPOOR_CLI_CMD_DEFINITIE_H

#include "cli.h"
#include "definitie_beeld.h"
#include "wiring.h"
#include <spoor/domain/definition.h>
#include <spoor/store/rows.h>

/* File → definition with document and checksum; errors name file and JSON pointer. */
enum spoor_status spoor_definitie_read(struct spoor_invocation *invocation, const char *path,
                                       struct spoor_definitie *out_definitie, struct spoor_error *err);
/* Phases in order, with what starts and ends the journey, as text on standard output (definitie_draw.c). */
void spoor_definitie_draw(const struct definitie_beeld *beeld, struct spoor_arena *arena);
/* show CODE[@VERSION] | FILE (definitie_show.c). */
int spoor_definitie_show(struct spoor_invocation *invocation);
/* migrate CODE --naar N (definitie_migrate.c). */
int spoor_definitie_migrate(struct spoor_invocation *invocation);

struct spoor_definities_in_force {
    struct spoor_definitie_row *rows;
    size_t count;
};

enum spoor_status spoor_definities_in_force(struct spoor_wiring *wiring, struct spoor_definities_in_force *out,
                                            struct spoor_error *err);

#endif
