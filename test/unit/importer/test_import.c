#include "import_sink.h"

#include <unistd.h>
#include <zlib.h>

static char folder[] = "/tmp/spoor-import-XXXXXX";
static char path[256];

static void write_rows(int rows, int cases)
{
    gzFile file = gzopen(path, "wb1");
    assert_non_null(file);
    gzputs(file, "zaak,stap\n");
    for (int i = 0; i < rows; i++)
        gzprintf(file, "zaak-%d,stap %d\n", i % cases, i);
    gzclose_w(file);
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/rows.csv.gz", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void second_run_makes_the_same_bytes(void **state)
{
    (void)state;
    struct import_sink first = {0}, second = {0};
    struct spoor_import_counts counts;
    struct spoor_error err = {0};
    write_rows(5000, 700);
    struct spoor_import_options options = sink_options(&first, path, "csv");
    assert_int_equal(spoor_import_file(&options, &counts, &err), SPOOR_OK);
    options.owner = &second;
    assert_int_equal(spoor_import_file(&options, &counts, &err), SPOOR_OK);
    assert_int_equal(first.values.length, second.values.length);
    assert_memory_equal(first.values.data, second.values.data, first.values.length);
    assert_memory_equal(first.keys.data, second.keys.data, first.keys.length);
    assert_int_equal(counts.rows, 5000);
    assert_int_equal(counts.cases, 700);
    assert_int_equal(counts.bytes_read, counts.bytes_total);
    assert_true(second.progress_calls > 10);
    sink_fini(&first);
    sink_fini(&second);
}

static void rows_of_a_case_share_a_key_and_count_on(void **state)
{
    (void)state;
    struct import_sink sink = {0};
    struct spoor_import_counts counts;
    write_rows(4, 2);
    struct spoor_import_options options = sink_options(&sink, path, "csv");
    assert_int_equal(spoor_import_file(&options, &counts, NULL), SPOOR_OK);
    assert_int_equal(sink.keys.length, 4 * 17);
    assert_memory_equal(sink.keys.data, sink.keys.data + 34, 17);
    assert_memory_not_equal(sink.keys.data, sink.keys.data + 17, 17);
    sink.values.data[sink.values.length - 1] = 0;
    assert_non_null(strstr(sink.values.data, "\"stap\":\"stap 3\",\"spoor:zaak\":\"zaak-1\",\"spoor:regel\":2,"));
    sink_fini(&sink);
}

static void stil_is_said_by_each_record_only_when_asked(void **state)
{
    (void)state;
    struct import_sink sink = {0};
    struct spoor_import_counts counts;
    write_rows(1, 1);
    struct spoor_import_options options = sink_options(&sink, path, "csv");
    assert_int_equal(spoor_import_file(&options, &counts, NULL), SPOOR_OK);
    size_t loud = sink.values.length;
    options.stil = true;
    assert_int_equal(spoor_import_file(&options, &counts, NULL), SPOOR_OK);
    assert_int_equal(sink.values.length, 2 * loud + strlen(",\"spoor:stil\":true"));
    sink_fini(&sink);
}

static void a_sink_that_refuses_ends_the_import(void **state)
{
    (void)state;
    struct import_sink sink = {.refuse_after = 3};
    struct spoor_import_counts counts;
    struct spoor_error err = {0};
    write_rows(10, 2);
    struct spoor_import_options options = sink_options(&sink, path, "csv");
    assert_int_equal(spoor_import_file(&options, &counts, &err), SPOOR_RETRY);
    assert_string_equal(err.message, "the sink is away");
    assert_int_equal(sink.sent, 3);
    sink_fini(&sink);
}

static void a_row_that_never_ends_is_refused_in_bounded_memory(void **state)
{
    (void)state;
    struct import_sink sink = {0};
    struct spoor_import_counts counts;
    struct spoor_error err = {0};
    gzFile file = gzopen(path, "wb1");
    gzputs(file, "zaak,stap\n1,\"");
    for (int i = 0; i < 1000000; i++)
        gzputs(file, "twelve bytes");
    gzclose_w(file);
    struct spoor_import_options options = sink_options(&sink, path, "csv");
    assert_int_equal(spoor_import_file(&options, &counts, &err), SPOOR_HALT);
    assert_non_null(strstr(err.message, ":2: a row longer than 8 MB"));
    sink_fini(&sink);
}

static void a_missing_file_and_a_nested_case_id_are_named(void **state)
{
    (void)state;
    struct import_sink sink = {0};
    struct spoor_import_counts counts;
    struct spoor_error err = {0};
    struct spoor_import_options options = sink_options(&sink, "/nowhere/rows.csv", "csv");
    assert_int_equal(spoor_import_file(&options, &counts, &err), SPOOR_HALT);
    assert_non_null(strstr(err.message, "/nowhere/rows.csv: No such file"));
    assert_string_equal(err.code, "niet_gevonden");
    options.format.zaak = SPOOR_SLICE("/a/b");
    assert_int_equal(spoor_import_file(&options, &counts, &err), SPOOR_HALT);
    assert_non_null(strstr(err.message, "/import/zaak"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(second_run_makes_the_same_bytes),
        cmocka_unit_test(rows_of_a_case_share_a_key_and_count_on),
        cmocka_unit_test(stil_is_said_by_each_record_only_when_asked),
        cmocka_unit_test(a_sink_that_refuses_ends_the_import),
        cmocka_unit_test(a_row_that_never_ends_is_refused_in_bounded_memory),
        cmocka_unit_test(a_missing_file_and_a_nested_case_id_are_named),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
