#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kafka_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct spoor_kafka_options options = {
    .bootstrap = "broker:9092", .properties_file = "", .client_id = "spoor", .session_timeout_ms = 7000};
static struct spoor_error err;

static struct spoor_kafka_settings settings_of(enum spoor_kafka_role role)
{
    return (struct spoor_kafka_settings){.role = role,
                                         .options = &options,
                                         .group = role == SPOOR_KAFKA_MEMBER ? "group" : NULL,
                                         .group_instance_id = role == SPOOR_KAFKA_MEMBER ? "demo-0" : NULL,
                                         .transactional_id = role == SPOOR_KAFKA_TRANSACTIONAL ? "demo-0" : NULL,
                                         .linger_ms = 3};
}

static void assert_setting(const rd_kafka_conf_t *conf, const char *name, const char *expected)
{
    char value[200];
    size_t length = sizeof value;
    assert_int_equal(rd_kafka_conf_get(conf, name, value, &length), RD_KAFKA_CONF_OK);
    assert_string_equal(value, expected);
}

static void the_settings_that_exactly_once_rests_on_are_set(void **state)
{
    (void)state;
    struct spoor_kafka_settings member = settings_of(SPOOR_KAFKA_MEMBER);
    rd_kafka_conf_t *conf;
    assert_int_equal(spoor_kafka_conf_new(&member, &conf, &err), SPOOR_OK);
    assert_setting(conf, "isolation.level", "read_committed");
    assert_setting(conf, "partition.assignment.strategy", "range");
    assert_setting(conf, "enable.auto.commit", "false");
    assert_setting(conf, "enable.auto.offset.store", "false");
    assert_setting(conf, "auto.offset.reset", "error");
    assert_setting(conf, "group.instance.id", "demo-0");
    assert_setting(conf, "session.timeout.ms", "7000");
    assert_setting(conf, "enable.partition.eof", "true");
    rd_kafka_conf_destroy(conf);
    struct spoor_kafka_settings relay = settings_of(SPOOR_KAFKA_TRANSACTIONAL);
    assert_int_equal(spoor_kafka_conf_new(&relay, &conf, &err), SPOOR_OK);
    assert_setting(conf, "enable.idempotence", "true");
    assert_setting(conf, "acks", "-1");
    assert_setting(conf, "transactional.id", "demo-0");
    assert_setting(conf, "transaction.timeout.ms", "10000");
    assert_setting(conf, "retry.backoff.ms", "2");
    assert_setting(conf, "linger.ms", "3");
    rd_kafka_conf_destroy(conf);
}

static void every_role_makes_a_handle(void **state)
{
    (void)state;
    static const struct {
        enum spoor_kafka_role role;
        rd_kafka_type_t type;
    } cases[] = {{SPOOR_KAFKA_MEMBER, RD_KAFKA_CONSUMER},
                 {SPOOR_KAFKA_READER, RD_KAFKA_CONSUMER},
                 {SPOOR_KAFKA_IDEMPOTENT, RD_KAFKA_PRODUCER},
                 {SPOOR_KAFKA_TRANSACTIONAL, RD_KAFKA_PRODUCER}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct spoor_kafka_settings settings = settings_of(cases[i].role);
        rd_kafka_conf_t *conf;
        rd_kafka_t *rk;
        assert_int_equal(spoor_kafka_conf_new(&settings, &conf, &err), SPOOR_OK);
        if (spoor_kafka_handle_new(cases[i].type, conf, &rk, &err) != SPOOR_OK)
            fail_msg("%s", err.message);
        rd_kafka_destroy_flags(rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    }
}

/* --- properties file ---------------------------------------------------------------------------------------------- */

static enum spoor_status with_file(const char *content, rd_kafka_conf_t **out_conf)
{
    char path[] = "/tmp/spoor-kafka-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content, strlen(content)), strlen(content));
    close(fd);
    options.properties_file = path;
    struct spoor_kafka_settings settings = settings_of(SPOOR_KAFKA_MEMBER);
    enum spoor_status status = spoor_kafka_conf_new(&settings, out_conf, &err);
    options.properties_file = "";
    unlink(path);
    return status;
}

static void a_properties_file_adds_what_spoor_leaves_open(void **state)
{
    (void)state;
    rd_kafka_conf_t *conf;
    assert_int_equal(with_file("# access\n\n  security.protocol = sasl_ssl \nsasl.username=a=b\n", &conf), SPOOR_OK);
    assert_setting(conf, "security.protocol", "sasl_ssl");
    assert_setting(conf, "sasl.username", "a=b");
    rd_kafka_conf_destroy(conf);
}

static void a_properties_file_overrides_nothing_of_spoor(void **state)
{
    (void)state;
    rd_kafka_conf_t *conf;
    assert_int_equal(with_file("client.rack=a\nisolation.level=read_uncommitted\n", &conf), SPOOR_HALT);
    assert_non_null(strstr(err.message, "line 2"));
    assert_non_null(strstr(err.message, "isolation.level"));
}

static void a_wrong_line_is_named(void **state)
{
    (void)state;
    rd_kafka_conf_t *conf;
    assert_int_equal(with_file("just words\n", &conf), SPOOR_HALT);
    assert_non_null(strstr(err.message, "line 1"));
    assert_int_equal(with_file("no.such.setting=1\n", &conf), SPOOR_HALT);
    assert_non_null(strstr(err.message, "no.such.setting"));
    options.properties_file = "/nowhere/kafka.properties";
    struct spoor_kafka_settings settings = settings_of(SPOOR_KAFKA_READER);
    assert_int_equal(spoor_kafka_conf_new(&settings, &conf, &err), SPOOR_HALT);
    assert_non_null(strstr(err.message, "/nowhere/kafka.properties"));
    options.properties_file = "";
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_settings_that_exactly_once_rests_on_are_set),
        cmocka_unit_test(every_role_makes_a_handle),
        cmocka_unit_test(a_properties_file_adds_what_spoor_leaves_open),
        cmocka_unit_test(a_properties_file_overrides_nothing_of_spoor),
        cmocka_unit_test(a_wrong_line_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
