/* cmocka with the headers it needs before it. */
#ifndef SPOOR_TEST_CMOCKA_TEST_H
#define SPOOR_TEST_CMOCKA_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <spoor/base/slice.h>

/* 0-terminated literal or text against a slice. */
#define assert_slice(slice, expected)                                                                                  \
    do {                                                                                                               \
        struct spoor_slice slice_under_test = (slice);                                                                 \
        assert_non_null(slice_under_test.data);                                                                        \
        assert_int_equal(slice_under_test.length, strlen(expected));                                                   \
        assert_memory_equal(slice_under_test.data, (expected), slice_under_test.length);                               \
    } while (0)
#define assert_absent(slice) assert_false(spoor_slice_present(slice))

#endif
