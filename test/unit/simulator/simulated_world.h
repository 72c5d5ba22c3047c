/* What the tests of the simulator share: the shipped definitions, default options, a sink that keeps the bytes. */
#ifndef SPOOR_TEST_SIMULATED_WORLD_H
#define SPOOR_TEST_SIMULATED_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <glob.h>
#include <spoor/base/buffer.h>
#include <spoor/codec/definition.h>
#include <spoor/simulator/simulator.h>

#ifndef SPOOR_TEST_SOURCE_DIR
#define SPOOR_TEST_SOURCE_DIR "test" /* as seen from the top of the tree */
#endif
#define SCHEMAS SPOOR_TEST_SOURCE_DIR "/../schemas"
#define UNTIL_US (INT64_C(1772528400) * SPOOR_SECOND_US) /* 2026-03-03T09:00:00Z */

struct simulated_world {
    struct spoor_arena arena;
    struct spoor_definitie definities[16];
    size_t definitie_count;
    struct spoor_buffer bytes; /* key, tab, value, newline of every record */
};

static inline struct spoor_slice world_read(struct simulated_world *world, const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = spoor_arena_text(&world->arena, 1 << 20);
    assert_non_null(file);
    size_t bytes = fread(text, 1, 1 << 20, file);
    fclose(file);
    return (struct spoor_slice){text, bytes};
}

static inline int world_set_up(void **state)
{
    struct simulated_world *world = calloc(1, sizeof *world);
    struct spoor_error err = {0};
    glob_t files = {0};
    spoor_arena_init(&world->arena, (size_t)256 << 20);
    if (glob(SCHEMAS "/klantreizen/*.json", 0, NULL, &files) != 0)
        return -1;
    for (size_t i = 0; i < files.gl_pathc && i < 16; i++)
        if (spoor_definition_parse(world_read(world, files.gl_pathv[i]), &world->arena,
                                   &world->definities[world->definitie_count++], &err) != SPOOR_OK)
            return -1;
    globfree(&files);
    *state = world;
    return 0;
}

static inline int world_tear_down(void **state)
{
    struct simulated_world *world = *state;
    spoor_arena_fini(&world->arena);
    spoor_buffer_fini(&world->bytes);
    free(world);
    return 0;
}

static inline enum spoor_status world_keep(void *owner, const struct spoor_simulated *record, struct spoor_error *err)
{
    struct simulated_world *world = owner;
    (void)err;
    spoor_buffer_append_slice(&world->bytes, record->key);
    spoor_buffer_append_char(&world->bytes, '\t');
    spoor_buffer_append_slice(&world->bytes, record->value);
    spoor_buffer_append_char(&world->bytes, '\n');
    return SPOOR_OK;
}

static inline struct spoor_simulation_options world_options(struct simulated_world *world, int64_t records)
{
    return (struct spoor_simulation_options){.seed = 7,
                                             .records = records,
                                             .klanten = records / 20 + 1,
                                             .days = 30,
                                             .until_us = UNTIL_US,
                                             .shares = {.duplicates = 2, .late = 3, .unordered = 2, .anonymous = 5},
                                             .type_prefix = "nl.overheid",
                                             .definities = world->definities,
                                             .definitie_count = world->definitie_count,
                                             .owner = world,
                                             .send = world_keep};
}

#endif
