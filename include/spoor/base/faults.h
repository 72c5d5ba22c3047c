/* Faults: everything that is wrong in what a person wrote, collected so that it can be mended at once.
 *
 * Threads: one owner. Memory: init/fini; messages live until fini. */
#ifndef SPOOR_BASE_FAULTS_H
#define SPOOR_BASE_FAULTS_H

#include <spoor/base/buffer.h>

struct spoor_faults {
    struct spoor_buffer text; /* 0-terminated messages, one behind the other */
    size_t count;
};

void spoor_faults_init(struct spoor_faults *faults);
void spoor_faults_fini(struct spoor_faults *faults);
void spoor_faults_add(struct spoor_faults *faults, const char *message);
/* The first message for NULL, else the one behind it; NULL at the end. */
const char *spoor_faults_next(const struct spoor_faults *faults, const char *message);

#endif
