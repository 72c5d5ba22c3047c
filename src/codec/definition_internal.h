/* Reading of definition documents: values at a JSON pointer, and the refusal that names it.
 *
 * Surprising: the first refusal stays; later steps do nothing, so that reading needs no check after each value.
 * Threads: one owner. Memory: borrows the tree; arrays in the arena. */
#ifndef SPOOR_CODEC_DEFINITION_INTERNAL_H
#define SPOOR_CODEC_DEFINITION_INTERNAL_H

#include <spoor/codec/definition.h>

/* Where reading is: a chain from the value back to the document. */
struct spoor_spot {
    const struct spoor_spot *parent;
    struct spoor_slice name; /* member; absent for an element */
    size_t index;
    const struct spoor_json *json; /* NULL when absent */
};

struct spoor_definition_reader {
    struct spoor_arena *arena;
    struct spoor_error *err;
    enum spoor_status status;
};

struct spoor_spot spoor_spot_member(const struct spoor_spot *parent, const char *name);
/* Refuses with "/json/pointer: expected". */
void spoor_definition_refuse(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                             const char *expected);

/* 1 to 64 lower case letters, digits, _ and -; the journeys themselves are named with hyphens. */
bool spoor_definition_is_code(struct spoor_slice text);

/* Member `name` of spot; null counts as absent. `needed`: absence is refused. */
struct spoor_slice spoor_definition_code(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                         const char *name, bool needed);
struct spoor_slice spoor_definition_text(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                         const char *name);
bool spoor_definition_bool(struct spoor_definition_reader *reader, const struct spoor_spot *spot, const char *name,
                           bool fallback);
/* ISO 8601: P[nY][nM][nW][nD][T[nH][nM][nS]], at least one part; *out_duur (may be NULL) only where there is one. */
bool spoor_definition_duration(struct spoor_definition_reader *reader, const struct spoor_spot *spot, const char *name,
                               struct spoor_duur *out_duur);
/* The same by the clock, in microseconds: days of 24 hours, months of 30 days. 0 when there is none. */
int64_t spoor_definition_us(struct spoor_definition_reader *reader, const struct spoor_spot *spot, const char *name);
/* Object or absent. */
struct spoor_spot spoor_definition_object(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                          const char *name);
/* Elements of an array member, 0 when absent; *out_spot is the array. */
size_t spoor_definition_array(struct spoor_definition_reader *reader, const struct spoor_spot *spot, const char *name,
                              struct spoor_spot *out_spot);
void spoor_definition_texts(struct spoor_definition_reader *reader, const struct spoor_spot *spot, const char *name,
                            struct spoor_slice **out_texts, size_t *out_count);

/* definition_termijn.c: the terms of a phase, after its expected action, and the days that are no working days. */
void spoor_definition_termijnen(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                struct spoor_fase_definitie *fase);
void spoor_definition_vrije_dagen(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                  struct spoor_definitie *definitie);

/* definition_check.c: every member of the document, by a table of names and types. */
void spoor_definition_check_members(struct spoor_definition_reader *reader, const struct spoor_spot *top);

#endif
