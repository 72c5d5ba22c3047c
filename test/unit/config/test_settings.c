#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/config/settings.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64];

static const char *file_with(const char *text)
{
    snprintf(path, sizeof(path), "/tmp/spoor-settings-XXXXXX");
    FILE *file = fdopen(mkstemp(path), "w");
    fputs(text, file);
    fclose(file);
    return path;
}

static enum spoor_status load(const char *file, const char *variable, const char *flag,
                              struct spoor_settings **out_settings, struct spoor_error *err)
{
    char *environment[] = {"PATH=/bin", (char *)variable, NULL};
    struct spoor_settings_sources sources = {file, environment, &flag, flag ? 1 : 0};
    struct spoor_faults faults;
    spoor_faults_init(&faults);
    enum spoor_status status = spoor_settings_load(&sources, out_settings, &faults);
    if (status != SPOOR_OK)
        spoor_error_set(err, status, "", "%s", spoor_faults_next(&faults, NULL));
    spoor_faults_fini(&faults);
    if (file == path)
        unlink(path);
    return status;
}

static struct spoor_settings *loaded(const char *file, const char *variable, const char *flag)
{
    struct spoor_settings *settings = NULL;
    struct spoor_error err = {0};
    if (load(file, variable, flag, &settings, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
    return settings;
}

static void assert_refused(const char *file, const char *variable, const char *flag, const char *reason)
{
    struct spoor_settings *settings = NULL;
    struct spoor_error err = {0};
    assert_int_equal(load(file, variable, flag, &settings, &err), SPOOR_HALT);
    spoor_settings_free(settings);
    if (!strstr(err.message, reason))
        fail_msg("\"%s\" does not say \"%s\"", err.message, reason);
    assert_null(strstr(err.message, "geheim"));
}

static void without_sources_every_setting_has_its_default(void **state)
{
    (void)state;
    struct spoor_settings *settings = loaded(NULL, NULL, NULL);
    assert_string_equal(spoor_settings_text(settings, SPOOR_SETTING_KAFKA_BOOTSTRAP), "127.0.0.1:9092");
    assert_int_equal(spoor_settings_int(settings, SPOOR_SETTING_TOPIC_PARTITIONS), 64);
    assert_int_equal(spoor_settings_int(settings, SPOOR_SETTING_KAFKA_SESSION_TIMEOUT_MS), 10000);
    assert_true(spoor_settings_bool(settings, SPOOR_SETTING_WAIT_FOR_SERVICES));
    assert_string_equal(spoor_settings_text(settings, SPOOR_SETTING_POSTGRES_DSN), "");
    assert_string_equal(spoor_settings_origin(settings, SPOOR_SETTING_WORKERS), "default");
    size_t count = 99;
    spoor_settings_list(settings, SPOOR_SETTING_MAPPINGS, &count);
    assert_int_equal(count, 0);
    spoor_settings_free(settings);
    spoor_settings_free(NULL);
}

static void flags_win_over_the_environment_and_that_over_the_file(void **state)
{
    (void)state;
    static const char text[] = "# three ways\n\nworkers = 2\r\n  batch.records=10  \nrelay.rows_max =\t7\n";
    struct spoor_settings *settings = loaded(file_with(text), "SPOOR_WORKERS=3", "workers=4");
    assert_int_equal(spoor_settings_int(settings, SPOOR_SETTING_WORKERS), 4);
    assert_string_equal(spoor_settings_origin(settings, SPOOR_SETTING_WORKERS), "--set workers");
    assert_int_equal(spoor_settings_int(settings, SPOOR_SETTING_BATCH_RECORDS), 10);
    spoor_settings_free(settings);

    settings = loaded(file_with(text), "SPOOR_WORKERS=3", NULL);
    assert_int_equal(spoor_settings_int(settings, SPOOR_SETTING_WORKERS), 3);
    assert_string_equal(spoor_settings_origin(settings, SPOOR_SETTING_WORKERS), "SPOOR_WORKERS");
    spoor_settings_free(settings);

    settings = loaded(file_with(text), NULL, NULL);
    assert_int_equal(spoor_settings_int(settings, SPOOR_SETTING_WORKERS), 2);
    const char *origin = spoor_settings_origin(settings, SPOOR_SETTING_WORKERS);
    assert_string_equal(origin + strlen(path), ":3");
    spoor_settings_free(settings);
}

static void a_value_may_hold_equals_signs_and_number_signs(void **state)
{
    (void)state;
    struct spoor_settings *settings = loaded(file_with("postgres.dsn = host=a password=x#y=z\n"), NULL, NULL);
    assert_string_equal(spoor_settings_text(settings, SPOOR_SETTING_POSTGRES_DSN), "host=a password=x#y=z");
    spoor_settings_free(settings);
}

static void a_list_is_split_at_commas(void **state)
{
    (void)state;
    struct spoor_settings *settings = loaded(NULL, "SPOOR_MAPPINGS=/etc/a.json, /etc/b ,,", NULL);
    size_t count;
    const char *const *items = spoor_settings_list(settings, SPOOR_SETTING_MAPPINGS, &count);
    assert_int_equal(count, 2);
    assert_string_equal(items[0], "/etc/a.json");
    assert_string_equal(items[1], "/etc/b");
    spoor_settings_free(settings);
}

static void a_duration_may_have_a_unit(void **state)
{
    (void)state;
    static const struct {
        const char *flag;
        int64_t ms;
    } cases[] = {
        {"kafka.session_timeout_ms=7000", 7000},
        {"kafka.session_timeout_ms=7000ms", 7000},
        {"kafka.session_timeout_ms=12 s", 12000},
        {"kafka.session_timeout_ms=2m", 120000},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct spoor_settings *settings = loaded(NULL, NULL, cases[i].flag);
        assert_int_equal(spoor_settings_int(settings, SPOOR_SETTING_KAFKA_SESSION_TIMEOUT_MS), cases[i].ms);
        spoor_settings_free(settings);
    }
}

static void a_bool_has_four_pairs_of_words(void **state)
{
    (void)state;
    static const char *const words[][2] = {{"false", "true"}, {"no", "yes"}, {"off", "on"}, {"0", "1"}};
    for (size_t i = 0; i < 8; i++) {
        char flag[64];
        snprintf(flag, sizeof(flag), "wait_for_services=%s", words[i / 2][i % 2]);
        struct spoor_settings *settings = loaded(NULL, NULL, flag);
        assert_int_equal(spoor_settings_bool(settings, SPOOR_SETTING_WAIT_FOR_SERVICES), i % 2);
        spoor_settings_free(settings);
    }
}

static void an_unknown_key_is_refused_with_its_place_and_the_nearest(void **state)
{
    (void)state;
    assert_refused(file_with("\n# x\nkafka.boostrap = a:1\n"), NULL, NULL,
                   ":3: unknown setting \"kafka.boostrap\"; the nearest is \"kafka.bootstrap\"");
    assert_refused(NULL, NULL, "worker=2", "--set: unknown setting \"worker\"; the nearest is \"workers\"");
    assert_refused(NULL, "SPOOR_WORKRES=2", NULL, "unknown setting SPOOR_WORKRES; the nearest is SPOOR_WORKERS");
    assert_refused(NULL, "SPOOR_KAFKA_BROKERS=a:1", NULL, "unknown setting SPOOR_KAFKA_BROKERS");
    char long_key[400];
    memset(long_key, 'x', sizeof(long_key));
    memcpy(long_key + sizeof(long_key) - 3, "=1", 3);
    assert_refused(NULL, NULL, long_key, "unknown setting");
}

static void foreign_names_in_the_environment_are_left_alone(void **state)
{
    (void)state;
    static const char *const names[] = {
        "SPOOR_TEST_PG=x", "SPOOR_BUILD_DIR=x", "SPOOR_SOURCE_DIR=x",           "SPOOR_PORT=tcp://10.0.0.1:9464",
        "SPOOR_CONFIG=x",  "SPOORLIJN=x",       "SPOOR_HTTP_SERVICE_HOST=10.0", "SPOOR_HTTP_PORT_9464_TCP_ADDR=10.0",
        "SPOOR_WORKERS",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        spoor_settings_free(loaded(NULL, names[i], NULL));
}

static void a_value_of_the_wrong_kind_is_refused_with_the_remedy(void **state)
{
    (void)state;
    assert_refused(file_with("workers = two\n"), NULL, NULL, ":1: workers = \"two\": write a whole number");
    assert_refused(NULL, NULL, "workers=", "write a whole number");
    assert_refused(NULL, NULL, "workers=-1", "write a whole number; allowed: 0..256");
    assert_refused(NULL, NULL, "workers=257", "outside its range; allowed: 0..256");
    assert_refused(NULL, NULL, "cache.bytes=99999999999999999999", "write a whole number");
    assert_refused(NULL, NULL, "topic.partitions=0", "outside its range; allowed: 1..10000");
    assert_refused(NULL, NULL, "intake.commit_ms=3 weeks", "with ms, s, m or h");
    assert_refused(NULL, NULL, "intake.commit_ms=9223372036854775807h", "with ms, s, m or h");
    assert_refused(NULL, NULL, "kafka.session_timeout_ms=5s", "in milliseconds; allowed: 6000..300000");
    assert_refused(NULL, "SPOOR_WAIT_FOR_SERVICES=maybe", NULL,
                   "SPOOR_WAIT_FOR_SERVICES: wait_for_services = \"maybe\": write true or false");
    assert_refused(NULL, NULL, "log.format=xml", "not one of the known words; allowed: auto|json|text");
    assert_refused(NULL, NULL, "log.format=aut", "not one of the known words");
    assert_refused(NULL, NULL, "log.format", "write key=value");
}

static void a_broken_file_is_refused_with_its_place(void **state)
{
    (void)state;
    assert_refused(file_with("workers\n"), NULL, NULL, ":1: a line is `key = value`");
    assert_refused(file_with("workers = 1\nworkers = 2\n"), NULL, NULL, ":2: workers is already at ");
    assert_refused("/nonexistent.conf", NULL, NULL, "/nonexistent.conf: No such file or directory; --config");
    assert_refused("/", NULL, NULL, "--config names the file");
}

static void a_file_with_a_0_byte_is_refused_and_a_secret_not_quoted(void **state)
{
    (void)state;
    static const char bytes[] = "postgres.dsn = geheim\0b\n";
    snprintf(path, sizeof(path), "/tmp/spoor-settings-XXXXXX");
    int fd = mkstemp(path);
    assert_int_equal(write(fd, bytes, sizeof(bytes) - 1), sizeof(bytes) - 1);
    close(fd);
    assert_refused(path, NULL, NULL, "postgres.dsn = \"********\": holds a 0 byte");
}

static void every_fault_of_every_source_is_told_and_the_rest_is_in_force(void **state)
{
    (void)state;
    static const char *const told[] = {
        ":1: unknown setting \"wrkers\"; the nearest is \"workers\"",
        ":3: a line is `key = value`",
        ":4: batch.records = \"many\": write a whole number",
        "SPOOR_WORKERS: workers = \"two\"",
        "environment: unknown setting SPOOR_WORKRES",
        "--set log.level: log.level = \"loud\"",
        "--set: write key=value",
    };
    char *environment[] = {"SPOOR_WORKERS=two", "SPOOR_WORKRES=1", NULL};
    const char *const flags[] = {"log.level=loud", "nothing", "relay.rows_max=9"};
    struct spoor_settings_sources sources = {file_with("wrkers = 2\nworkers = 3\nx\nbatch.records = many\n"),
                                             environment, flags, 3};
    struct spoor_settings *settings = NULL;
    struct spoor_faults faults;
    const char *fault = NULL;
    spoor_faults_init(&faults);
    assert_int_equal(spoor_settings_load(&sources, &settings, &faults), SPOOR_HALT);
    unlink(path);
    assert_int_equal(faults.count, sizeof(told) / sizeof(*told));
    for (size_t i = 0; i < faults.count; i++) {
        fault = spoor_faults_next(&faults, fault);
        if (!strstr(fault, told[i]))
            fail_msg("\"%s\" does not say \"%s\"", fault, told[i]);
    }
    assert_null(spoor_faults_next(&faults, fault));
    assert_int_equal(spoor_settings_int(settings, SPOOR_SETTING_WORKERS), 3);
    assert_int_equal(spoor_settings_int(settings, SPOOR_SETTING_RELAY_ROWS_MAX), 9);
    assert_int_equal(spoor_settings_int(settings, SPOOR_SETTING_BATCH_RECORDS), 2000);
    spoor_faults_fini(&faults);
    spoor_settings_free(settings);
}

static char *printed(const struct spoor_settings *settings, enum spoor_settings_form form)
{
    struct spoor_buffer out;
    spoor_buffer_init(&out);
    spoor_settings_print(settings, form, &out);
    spoor_buffer_append_char(&out, '\0');
    return out.data;
}

static void secrets_are_masked_in_print(void **state)
{
    (void)state;
    struct spoor_settings *settings = loaded(NULL, NULL, "postgres.dsn=password=geheim");
    char *text = printed(settings, SPOOR_SETTINGS_TEXT);
    assert_null(strstr(text, "geheim"));
    assert_non_null(strstr(text, "# --set postgres.dsn\npostgres.dsn = ********\n"));
    free(text);
    text = printed(settings, SPOOR_SETTINGS_JSON);
    assert_null(strstr(text, "geheim"));
    assert_non_null(strstr(text, "\"postgres.dsn\": {\"value\": \"********\", \"origin\": \"--set postgres.dsn\"}"));
    free(text);
    spoor_settings_free(settings);
}

static void the_printed_text_can_be_read_again(void **state)
{
    (void)state;
    struct spoor_settings *settings = loaded(NULL, NULL, "mappings=/a,/b");
    char *text = printed(settings, SPOOR_SETTINGS_TEXT);
    struct spoor_settings *again = loaded(file_with(text), NULL, NULL);
    for (int i = 0; i < SPOOR_SETTING_COUNT; i++)
        assert_string_equal(spoor_settings_text(settings, (enum spoor_setting)i),
                            spoor_settings_text(again, (enum spoor_setting)i));
    free(text);
    spoor_settings_free(settings);
    spoor_settings_free(again);
}

static void json_has_typed_values(void **state)
{
    (void)state;
    struct spoor_settings *settings = loaded(NULL, "SPOOR_MAPPINGS=/a,/\"b\\", "instance.name=x\ty");
    char *text = printed(settings, SPOOR_SETTINGS_JSON);
    assert_non_null(strstr(text, "\"workers\": {\"value\": 1, \"origin\": \"default\"}"));
    assert_non_null(strstr(text, "\"wait_for_services\": {\"value\": true, "));
    assert_non_null(strstr(text, "\"mappings\": {\"value\": [\"/a\",\"/\\\"b\\\\\"], "));
    assert_non_null(strstr(text, "\"instance.name\": {\"value\": \"x\\u0009y\", "));
    free(text);
    spoor_settings_free(settings);
}

static void the_documentation_has_a_row_for_every_setting(void **state)
{
    (void)state;
    struct spoor_buffer out;
    spoor_buffer_init(&out);
    spoor_settings_markdown(&out);
    spoor_buffer_append_char(&out, '\0');
    for (int i = 0; i < SPOOR_SETTING_COUNT; i++) {
        char cell[128];
        snprintf(cell, sizeof(cell), "\n| `%s` | `SPOOR_", spoor_setting_key((enum spoor_setting)i));
        assert_non_null(strstr(out.data, cell));
    }
    assert_non_null(strstr(out.data, "| `log.format` | `SPOOR_LOG_FORMAT` | text: auto\\|json\\|text | `auto` | "));
    assert_non_null(strstr(out.data, "| `postgres.dsn` | `SPOOR_POSTGRES_DSN` | text, secret |  | "));
    spoor_buffer_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_sources_every_setting_has_its_default),
        cmocka_unit_test(flags_win_over_the_environment_and_that_over_the_file),
        cmocka_unit_test(a_value_may_hold_equals_signs_and_number_signs),
        cmocka_unit_test(a_list_is_split_at_commas),
        cmocka_unit_test(a_duration_may_have_a_unit),
        cmocka_unit_test(a_bool_has_four_pairs_of_words),
        cmocka_unit_test(an_unknown_key_is_refused_with_its_place_and_the_nearest),
        cmocka_unit_test(foreign_names_in_the_environment_are_left_alone),
        cmocka_unit_test(a_value_of_the_wrong_kind_is_refused_with_the_remedy),
        cmocka_unit_test(a_broken_file_is_refused_with_its_place),
        cmocka_unit_test(a_file_with_a_0_byte_is_refused_and_a_secret_not_quoted),
        cmocka_unit_test(every_fault_of_every_source_is_told_and_the_rest_is_in_force),
        cmocka_unit_test(secrets_are_masked_in_print),
        cmocka_unit_test(the_printed_text_can_be_read_again),
        cmocka_unit_test(json_has_typed_values),
        cmocka_unit_test(the_documentation_has_a_row_for_every_setting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
