#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/store/migrate.h>

#include "migration_files.h"

static void the_files_of_the_project_are_what_the_program_knows(void **state)
{
    (void)state;
    struct spoor_arena arena;
    struct migration_file *files;
    size_t count;
    struct spoor_error err = {0};
    spoor_arena_init(&arena, 16 << 20);
    if (migration_files_load(SPOOR_TEST_SOURCE_DIR "/../migrations", &arena, &files, &count, &err))
        fail_msg("%s", err.message);
    assert_int_equal(count, SPOOR_SCHEMA_VERSION);
    assert_true(spoor_slice_equal(files[0].name, SPOOR_SLICE("0001_spine")));
    assert_int_equal(files[count - 1].number, SPOOR_SCHEMA_VERSION);
    assert_true(files[count - 1].oldest_program <= SPOOR_SCHEMA_VERSION);
    spoor_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_files_of_the_project_are_what_the_program_knows)};
    return cmocka_run_group_tests_name("store_migration_files", tests, NULL, NULL);
}
