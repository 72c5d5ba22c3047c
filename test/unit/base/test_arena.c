#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/base/arena.h>

#include <fcntl.h>
#include <signal.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void memory_is_zeroed_and_aligned_also_after_reset(void **state)
{
    (void)state;
    struct spoor_arena arena;
    spoor_arena_init(&arena, 1 << 20);
    for (int round = 0; round < 3; round++) {
        spoor_arena_text(&arena, 3);
        for (size_t bytes = 1; bytes < 3000; bytes += 97) {
            unsigned char *memory = spoor_arena_alloc(&arena, bytes);
            assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
            for (size_t i = 0; i < bytes; i++)
                assert_int_equal(memory[i], 0);
            memset(memory, 0xff, bytes);
        }
        spoor_arena_reset(&arena);
        assert_int_equal(arena.used_bytes, 0);
    }
    spoor_arena_fini(&arena);
}

static void allocations_never_overlap_over_many_chunks(void **state)
{
    (void)state;
    enum { COUNT = 4000 };
    struct spoor_arena arena;
    spoor_arena_init(&arena, 64u << 20);
    unsigned char **items = malloc(COUNT * sizeof(*items));
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT; i++) {
            size_t bytes = i % 500 == 0 ? 200000 : 1 + i % 700;
            items[i] = spoor_arena_alloc(&arena, bytes);
            memset(items[i], (int)(i % 251), bytes);
        }
        for (size_t i = 0; i < COUNT; i++) {
            size_t bytes = i % 500 == 0 ? 200000 : 1 + i % 700;
            assert_int_equal(items[i][0], i % 251);
            assert_int_equal(items[i][bytes - 1], i % 251);
        }
        spoor_arena_reset(&arena);
    }
    free(items);
    spoor_arena_fini(&arena);
}

static void copies_keep_absent_apart_from_empty(void **state)
{
    (void)state;
    struct spoor_arena arena;
    spoor_arena_init(&arena, 1 << 20);
    assert_false(spoor_slice_present(spoor_arena_copy(&arena, SPOOR_SLICE_NULL)));
    struct spoor_slice empty = spoor_arena_copy(&arena, SPOOR_SLICE(""));
    assert_true(spoor_slice_present(empty));
    assert_int_equal(empty.length, 0);
    assert_string_equal(spoor_arena_cstring(&arena, SPOOR_SLICE("abc")), "abc");
    assert_string_equal(spoor_arena_cstring(&arena, SPOOR_SLICE_NULL), "");
    spoor_arena_fini(&arena);
}

static void printf_handles_short_and_long_text(void **state)
{
    (void)state;
    struct spoor_arena arena;
    spoor_arena_init(&arena, 1 << 20);
    struct spoor_slice text = spoor_arena_printf(&arena, "%s-%d", "klant", 12);
    assert_string_equal(text.data, "klant-12");
    for (int width = 509; width < 515; width++) {
        text = spoor_arena_printf(&arena, "%*d", width, 7);
        assert_int_equal(text.length, width);
        assert_int_equal(strlen(text.data), width);
        assert_int_equal(text.data[width - 1], '7');
    }
    spoor_arena_fini(&arena);
}

static void grow_keeps_the_items(void **state)
{
    (void)state;
    struct spoor_arena arena;
    spoor_arena_init(&arena, 1 << 20);
    int *items = NULL;
    size_t capacity = 0;
    for (int i = 0; i < 1000; i++) {
        items = spoor_arena_grow(&arena, items, (size_t)i, &capacity, sizeof(*items));
        items[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    assert_int_equal(capacity, 1024);
    spoor_arena_fini(&arena);
}

static void scratch_is_emptied_by_every_call_and_leaves_the_rest_alone(void **state)
{
    (void)state;
    struct spoor_arena arena;
    spoor_arena_init(&arena, 1000);
    char *kept = spoor_arena_text(&arena, 1);
    *kept = 'k';
    for (int i = 0; i < 100; i++)
        memset(spoor_arena_text(spoor_arena_scratch(&arena), 900), 'x', 900); /* the cap would not allow two */
    assert_int_equal('k', *kept);
    spoor_arena_fini(&arena);
}

static void past_the_cap_the_process_aborts(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL); /* cmocka would report it as a failed test */
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        struct spoor_arena arena;
        spoor_arena_init(&arena, 1000);
        spoor_arena_alloc(&arena, 600);
        spoor_arena_alloc(&arena, 600);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

#ifdef SPOOR_ARENA_GUARDED
#include <sanitizer/asan_interface.h>

static void the_sanitizer_sees_what_is_beyond_an_allocation_or_before_a_reset(void **state)
{
    (void)state;
    struct spoor_arena arena;
    spoor_arena_init(&arena, 1000);
    char *first = spoor_arena_text(&arena, 5), *second = spoor_arena_alloc(&arena, 24);
    assert_null(__asan_region_is_poisoned(first, 5));
    assert_null(__asan_region_is_poisoned(second, 24));
    assert_true(__asan_address_is_poisoned(first + 5));
    assert_true(__asan_address_is_poisoned(second + 24));
    spoor_arena_reset(&arena);
    assert_true(__asan_address_is_poisoned(first));
    spoor_arena_fini(&arena);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned_also_after_reset),
        cmocka_unit_test(allocations_never_overlap_over_many_chunks),
        cmocka_unit_test(copies_keep_absent_apart_from_empty),
        cmocka_unit_test(printf_handles_short_and_long_text),
        cmocka_unit_test(grow_keeps_the_items),
        cmocka_unit_test(scratch_is_emptied_by_every_call_and_leaves_the_rest_alone),
        cmocka_unit_test(past_the_cap_the_process_aborts),
#ifdef SPOOR_ARENA_GUARDED
        cmocka_unit_test(the_sanitizer_sees_what_is_beyond_an_allocation_or_before_a_reset),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
